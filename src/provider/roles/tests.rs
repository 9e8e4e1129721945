//! The grammar as tables: a path into a body, and what is done with a string there.
//!
//! A path is written `messages[].content[type=text].text`: `[]` enters an array, `[type=text]` enters it and gives the
//! leaf's siblings, `[{type=text}]` gives them without an array.

use super::Class::*;
use super::*;
use crate::provider::Endpoint::{
    ChatCompletions, Complete, Completions, CountTokens, Embeddings, Messages, Moderations,
    ResponseInputItems, Responses,
};

/// Walks `path` from the endpoint's root and settles the class with the siblings that the last brackets give.
fn class_at(endpoint: Endpoint, path: &str) -> Class {
    let (mut role, mut siblings) = (Role::root(endpoint), Siblings::default());
    let mut depth = 0;
    let dot_outside_brackets = |character: char| {
        depth += i32::from(character == '[') - i32::from(character == ']');
        character == '.' && depth == 0
    };
    for step in path.split(dot_outside_brackets) {
        let (key, arrays) = step.split_at(step.find('[').unwrap_or(step.len()));
        role = role.child(key);
        siblings =
            if arrays.is_empty() && role.class().needs_siblings() { siblings } else { Siblings::default() };
        for part in arrays.split_inclusive(']') {
            let inside = part.trim_start_matches('[').trim_end_matches(']');
            if !inside.starts_with('{') {
                role = role.element();
            }
            siblings = read_siblings(inside.trim_matches(['{', '}']));
        }
    }
    role.class().resolve(siblings)
}

/// `type=thinking,signature,media_type`
fn read_siblings(written: &str) -> Siblings<'_> {
    let mut siblings = Siblings::default();
    for member in written.split(',') {
        let (key, value) = member.split_once('=').unwrap_or((member, ""));
        match Sibling::of(key) {
            Some(Sibling::Kind) => siblings.kind = Some(value),
            Some(Sibling::Signature) => siblings.signed = true,
            Some(Sibling::Ciphertext) => siblings.encrypted = true,
            Some(Sibling::MediaType) => siblings.has_media_type = true,
            None => {}
        }
    }
    siblings
}

#[track_caller]
fn all(endpoint: Endpoint, class: Class, paths: &str) {
    for path in paths.split_whitespace() {
        assert_eq!(class_at(endpoint, path), class, "{endpoint:?} {path}");
    }
}

#[test]
fn chat_requests() {
    all(
        ChatCompletions,
        Text,
        "messages[].content messages[].content[].text messages[].content[].refusal messages[].refusal functions[].description
         tools[].function.description tools[].custom.description response_format.json_schema.description
         messages[].reasoning_content messages[].reasoning documents[] documents[].text documents[].id
         messages[].tool_calls[].custom.input prediction.content prediction.content[].text
         web_search_options.user_location.approximate.city web_search_options.user_location.approximate.region
         messages[].audio.transcript messages[].content[type=new].payload.note messages[].new new new.name new.deep[].name
         messages[].content[].new[].name suffix",
    );
    all(
        ChatCompletions,
        JsonText,
        "messages[].tool_calls[].function.arguments messages[].function_call.arguments",
    );
    all(
        ChatCompletions,
        UserId,
        "user safety_identifier prompt_cache_key metadata.customer metadata.model metadata.id session_id",
    );
    all(ChatCompletions, Name, "messages[].name");
    all(ChatCompletions, FileName, "messages[].content[type=file].file.filename");
    all(ChatCompletions, Text, "stop stop[] guided_choice[]");
    all(
        ChatCompletions,
        Mapped,
        "guided_regex tools[].custom.format.grammar.definition response_format.grammar",
    );
    all(Responses, Mapped, "tools[].format.definition");
    all(
        ChatCompletions,
        Blob,
        "messages[].content[].image_url.url messages[].content[].image_url messages[].content[].input_audio.data
         messages[].content[].file.file_data messages[].images[].image_url.url messages[].content[].video_url.url",
    );
    all(
        ChatCompletions,
        Never,
        "model models[] messages[].role messages[].tool_call_id messages[].tool_calls[].id messages[].tool_calls[].type
         messages[].tool_calls[].function.name messages[].tool_calls[].custom.name messages[].function_call.name
         tools[].type tools[].function.name tools[].custom.name functions[].name tool_choice tool_choice.function.name
         tool_choice.allowed_tools.tools[].function.name response_format.type response_format.json_schema.name
         tools[].custom.format.grammar.syntax service_tier reasoning_effort modalities[] logit_bias.50256 audio.voice
         messages[].content[].type messages[].content[].file.file_id messages[].content[].image_url.detail
         messages[].content[].input_audio.format messages[].audio.id web_search_options.user_location.approximate.country
         stream_options.include_usage messages[].content[].cache_control.type provider.order[] reasoning.effort",
    );
}

#[test]
fn what_is_not_listed_is_text_beside_what_steers_the_provider_too() {
    all(
        ChatCompletions,
        Text,
        "stream_options.x reasoning.note tool_choice.function_of_tomorrow tool_choice. provider.who.deep logit_bias.word
         tool_choice.allowed_tools.tools[].function.description tool_choice.allowed_tools.who
         messages[].content[].cache_control.note messages[].new.cache_control.note messages[].new.usage.who audio.note",
    );
    all(
        Responses,
        Text,
        "conversation.note reasoning.note billing.note stream_options.note tools[].cache_control.note",
    );
    all(
        Messages,
        Text,
        "thinking.note tool_choice.note mcp_servers[].note thread.note diagnostics.note cache_control.note
         messages[].content[].caller.note",
    );
    assert!(Role::root(ChatCompletions).child("reasoning").child("note").is_unknown());
    all(
        Messages,
        Never,
        "thinking.type tool_choice.name mcp_servers[].url mcp_servers[].authorization_token thread.previous_message_id
         mcp_servers[].tool_configuration.allowed_tools[]",
    );
}

#[test]
fn reasoning_details_and_other_additions() {
    let at = |class, paths: &str| all(ChatCompletions, class, paths);
    at(Text, "messages[].reasoning_details[type=reasoning.summary].summary");
    at(Reasoning, "messages[].reasoning_details[type=reasoning.text].text");
    at(Text, "messages[].reasoning_details[type=reasoning.server_tool_call].result plugins[].search_prompt");
    at(
        Text,
        "plugins[].rules[].instructions trace.trace_name tools[].parameters.instructions data_sources[].parameters.role_information data_sources[].parameters.filter",
    );
    at(Never, "messages[].reasoning_details[type=reasoning.text].signature");
    at(
        Never,
        "messages[].reasoning_details[type=reasoning.encrypted].data messages[].reasoning_details[].id plugins[].id",
    );
    at(
        Never,
        "data_sources[].type data_sources[].parameters.endpoint data_sources[].parameters.authentication.key provider.order[]",
    );
    at(JsonText, "messages[].reasoning_details[type=reasoning.server_tool_call].arguments");
    at(Text, "choices[].message.context.citations[].content choices[].message.context.intent");
    at(FileName, "choices[].message.context.citations[].filepath");
    // Sealed by nothing, so that a signature beside it does not help.
    at(Text, "messages[].reasoning_details[type=reasoning.summary,signature].summary");
}

#[test]
fn what_openrouter_adds_is_the_same_in_its_three_dialects() {
    for endpoint in [ChatCompletions, Responses, Messages] {
        all(endpoint, Text, "plugins[].search_prompt trace.generation_name tools[].parameters.instructions");
        all(endpoint, UserId, "session_id");
        all(
            endpoint,
            Never,
            "models[] provider.order[] plugins[].allowed_domains[] stop_server_tools_when[].tool_name
             deferred_tools.search.tool_id tools[].parameters.allowed_domains[] tools[].parameters.model
             tools[].parameters.timezone tools[].parameters.environment.file_ids[]",
        );
    }
}

#[test]
fn chat_answers_and_chunks() {
    all(
        ChatCompletions,
        Text,
        "choices[].message.content choices[].message.refusal choices[].message.reasoning choices[].message.reasoning_content
         choices[].message.audio.transcript choices[].message.tool_calls[].custom.input choices[].delta.content
         choices[].message.annotations[].url_citation.title error.message error.metadata.raw error.failed_generation detail
         choices[].delta.reasoning choices[].text",
    );
    all(
        ChatCompletions,
        JsonText,
        "choices[].delta.tool_calls[].function.arguments choices[].delta.function_call.arguments",
    );
    all(ChatCompletions, Url, "choices[].message.annotations[].url_citation.url citations[]");
    all(
        ChatCompletions,
        Never,
        "id object system_fingerprint choices[].finish_reason choices[].logprobs.content[].token choices[].delta.role
         choices[].logprobs.content[].top_logprobs[].token usage.x prompt_filter_results[].x choices[].content_filter_results.x.y
         error.type error.code",
    );
    assert_eq!(Role::root(ChatCompletions).child("choices").element().child("logprobs"), Role::Logprobs);
    assert_eq!(
        Role::root(ChatCompletions).child("choices").child("message").child("annotations"),
        Role::Annotation
    );
}

#[test]
fn completions_embeddings_moderations() {
    all(Completions, Text, "prompt prompt[] suffix stop stop[] choices[].text");
    all(Completions, UserId, "user");
    all(Completions, Never, "model choices[].logprobs.tokens[] choices[].finish_reason");
    all(Embeddings, Text, "input input[] input[].content[].text");
    all(Embeddings, Blob, "input[].content[].image_url.url");
    all(Embeddings, UserId, "user");
    all(Embeddings, Never, "model encoding_format data[].embedding data[].object");
    all(Moderations, Text, "input input[] input[].text error.message");
    all(Moderations, Blob, "input[].image_url.url");
    all(Moderations, Never, "model id results[].categories.x");
    for endpoint in [Completions, Embeddings] {
        let input = Role::root(endpoint).child(if endpoint == Completions { "prompt" } else { "input" });
        assert!(
            input.refuses_numbers()
                && input.element().refuses_numbers()
                && input.element().element().refuses_numbers()
        );
    }
    assert!(!Role::root(ChatCompletions).child("seed").refuses_numbers());
    assert_eq!(Role::root(Endpoint::Models).child("data").element().child("id").class(), Never);
}

#[test]
fn the_text_of_responses_requests() {
    all(
        Responses,
        Text,
        "instructions input input[].content input[].content[].text input[].content[].refusal
         input[type=reasoning].summary[].text input[type=reasoning].content[].text input[type=function_call_output].output[].text
         input[type=custom_tool_call].input input[type=computer_call].action.text input[type=computer_call].actions[].text
         input[type=web_search_call].action.query input[type=web_search_call].action.queries[] input[type=file_search_call].queries[]
         input[type=web_search_call].action.pattern input[type=file_search_call].results[].text
         input[type=file_search_call].results[].attributes.owner input[type=code_interpreter_call].code
         input[type=code_interpreter_call].outputs[].logs input[type=local_shell_call].action.command[]
         input[type=local_shell_call].action.env.HOME input[type=local_shell_call].action.working_directory
         input[type=local_shell_call].action.user input[type=shell_call].action.commands[]
         input[type=shell_call_output].output[].stdout input[type=shell_call_output].output[].stderr
         input[type=apply_patch_call].operation.path input[type=apply_patch_call].operation.diff
         input[type=mcp_call].error.message input[type=mcp_call].error.content[].text input[type=mcp_approval_response].reason
         input[type=image_generation_call].revised_prompt input[type=program].code input[type=program_output].result
         input[type=tool_search_call].arguments.query input[type=tool_search_call].arguments.deep[].id prompt.variables.name
         prompt.variables.part.text tools[].description tools[].tools[].description tools[].server_description
         tools[].user_location.city tools[].filters.value tools[].filters.filters[].value[] text.format.description input[type=new_item].name input[type=new_item].payload.name
         input[type=mcp_list_tools].tools[].description input[type=additional_tools].tools[].description
         input[type=computer_call].pending_safety_checks[].message tools[].environment.skills[].description
         input[type=configuration_update].text.format.schema.description",
    );
}

#[test]
fn the_other_classes_of_responses_requests() {
    all(
        Responses,
        JsonText,
        "input[type=function_call].arguments input[type=function_call_output].output input[type=mcp_call].arguments
         input[type=mcp_call].output input[type=mcp_approval_request].arguments input[type=custom_tool_call_output].output
         input[type=local_shell_call_output].output input[type=apply_patch_call_output].output",
    );
    all(
        Responses,
        UserId,
        "metadata.x user safety_identifier prompt_cache_key client_metadata.x-codex-turn-metadata client_metadata.model",
    );
    all(Responses, FileName, "input[].content[].filename input[type=file_search_call].results[].filename");
    all(
        Responses,
        Url,
        "input[type=computer_call].action.url input[].action.sources[].url input[].annotations[].url",
    );
    all(
        Responses,
        Blob,
        "input[].content[].image_url input[].content[].file_data input[].content[].file_url
         input[type=image_generation_call].result
         prompt.variables.part.image_url tools[].input_image_mask.image_url input[].content[].input_audio.data
         input[type=computer_call_output].output.image_url tools[].environment.skills[].source[{type=base64}].data",
    );
    all(Responses, Mapped, "tools[].format.definition");
    all(
        Responses,
        Never,
        "model previous_response_id conversation conversation.id include[] service_tier truncation reasoning.effort
         input[].id input[].type input[].role input[].status input[].phase input[].call_id input[type=function_call].name
         input[type=custom_tool_call].name input[type=mcp_call].name input[type=mcp_approval_request].name input[].namespace
         input[type=function_call_output].name input[].server_label input[].encrypted_content input[].fingerprint
         input[].approval_request_id input[].caller.caller_id prompt.id prompt.version tools[].name tools[].server_label
         tools[].server_url tools[].authorization tools[].headers.Authorization tools[].allowed_tools[]
         tools[].allowed_tools.tool_names[] tools[].vector_store_ids[] tools[].container tools[].container.file_ids[]
         tools[].container.network_policy.domain_secrets[].value tools[].filters.key tools[].filters.allowed_domains[]
         tools[].format.syntax text.format.name text.format.type text.verbosity tool_choice tool_choice.name
         input[].content[].file_id input[type=computer_call].action.keys[]
         input[type=computer_call].actions[].keys[] input[type=configuration_update].text.format.name
         input[type=configuration_update].text.format.schema.required[]",
    );
}

#[test]
fn responses_answers_and_events() {
    all(
        Responses,
        Text,
        "output[].content[].text output[].summary[].text output_text error.message response.output[].content[].text
         response.error.message item.content[].text part.text delta text refusal code command delta.stdout delta.stderr
         annotation.title output[].content[].annotations[].title input instructions[].content[].text message",
    );
    all(ResponseInputItems, Text, "data[].content[].text data[].summary[].text");
    all(Responses, JsonText, "arguments item.arguments output[].arguments response.output[].arguments");
    all(Responses, FileName, "annotation.filename output[].content[].annotations[].filename");
    all(
        Responses,
        Never,
        "id object status type item_id item.id item.encrypted_content response.id response.usage.x obfuscation name
         output[].content[].logprobs[].token logprobs[].token item[{type=function_call}].name first_id annotation.file_id",
    );
    all(Responses, Blob, "partial_image_b64 item[{type=image_generation_call}].result");
    assert_eq!(Role::root(Responses).child("annotation"), Role::Annotation);
    assert_eq!(Role::root(Responses).child("response").child("tools"), Role::Tool);
}

#[test]
fn anthropic_requests() {
    for endpoint in [Messages, CountTokens] {
        all(
            endpoint,
            Text,
            "system system[].text messages[].content messages[].content[].text messages[].content[].citations[].cited_text
             messages[].content[].citations[].document_title messages[].content[].citations[].title
             messages[].content[].citations[].source messages[].content[type=document].title
             messages[].content[type=document].context messages[].content[].source[{type=text,media_type}].data
             messages[].content[].source.content messages[].content[].source.content[].text
             messages[].content[type=search_result].title messages[].content[type=search_result].source
             messages[].content[type=search_result].content[].text messages[].content[type=tool_result].content
             messages[].content[type=tool_result].content[].text messages[].content[type=tool_result].content[].tabs[].title
             messages[].content[type=tool_result].content[].download.path messages[].content[type=mcp_tool_result].content[].text
             messages[].content[].content[type=web_search_result].title messages[].content[].content[].page_age
             messages[].content[].content.content.title messages[].content[].content.stdout messages[].content[].content.stderr
             messages[].content[].content[{type=text_editor_code_execution_view_result}].content
             messages[].content[].content.lines[] messages[].content[].content[{type=advisor_result}].text
             messages[].content[type=compaction].content
             messages[].content[type=tool_use].input.query messages[].content[type=tool_use].input.name
             messages[].content[type=tool_use].input.type messages[].content[type=tool_use].input.model
             messages[].content[type=tool_use].input.deep[].id messages[].content[type=server_tool_use].input.x
             messages[].content[type=mcp_tool_use].input.x tools[].input_examples[].name tools[].description
             compaction.instructions context_management.edits[].instructions prefill tools[].user_location.city
             messages[].content[type=new_block].name messages[].content[type=new_block].data messages[].content[type=text].name
             messages[].content[].content.error_message messages[].content[type=tool_addition].tool.definition.description",
        );
        all(endpoint, UserId, "metadata.user_id");
        all(endpoint, Text, "stop_sequences[]");
        all(
            endpoint,
            Blob,
            "messages[].content[type=image].source[{type=base64,media_type}].data messages[].content[].source[{media_type}].data
             messages[].content[].source[{type=base64}].data messages[].content[].source.url",
        );
        all(endpoint, Url, "messages[].content[].content[].url messages[].content[].content.url");
        all(
            endpoint,
            Never,
            "model messages[].role messages[].content[].type messages[].content[].id messages[].content[].tool_use_id
             messages[].content[type=tool_use].name messages[].content[type=server_tool_use].name
             messages[].content[type=mcp_tool_use].name messages[].content[type=mcp_tool_use].server_name
             messages[].content[].signature
             messages[].content[type=redacted_thinking].data
             messages[].content[].content[].encrypted_content messages[].content[].citations[].encrypted_index
             messages[].content[].content.encrypted_stdout messages[].content[].cache_control.ttl messages[].content[].caller.tool_id
             messages[].content[].source.file_id messages[].content[].source.media_type tools[].name tools[].type
             tools[].mcp_server_name tools[].cache_control.type tools[].allowed_domains[] tool_choice.name container container.id
             container.skills[].skill_id mcp_servers[].authorization_token mcp_servers[].url mcp_servers[].name betas[]
             thread.previous_message_id fallback_credit_token fallback_credit_token.token service_tier speed inference_geo
             output_config.effort output_config.format.type thinking.type context_management.edits[].type system[].type
             messages[].content[].content[].tool_name messages[].content[type=tool_addition].tool.name
             messages[].content[type=compaction].tool_changes[].tool.definition.input_schema.required[]
             messages[].content[type=tool_removal].tool.server_name messages[].content[].content[].state_changes[].tab_id",
        );
    }
    all(Complete, Text, "prompt completion stop_sequences[] stop");
}

#[test]
fn anthropic_answers_and_events() {
    all(
        Messages,
        Text,
        "content[].text delta.text content_block.text delta.citation.cited_text error.message
         stop_details.explanation delta.stop_details.explanation message.content[].text delta.new content_block[{type=tool_use}].input.x
         stop_sequence delta.stop_sequence message.stop_sequence",
    );
    all(Messages, Reasoning, "content[type=thinking].thinking");
    all(Messages, JsonText, "delta.partial_json");
    all(
        Messages,
        Never,
        "id type role model stop_reason message.id usage.x delta.type delta.signature
         delta.encrypted_content
         content_block[{type=tool_use}].name content[type=redacted_thinking].data delta.citation.encrypted_index
         stop_details.fallback_credit_token delta.stop_details.fallback_credit_token",
    );
}

#[test]
fn a_summary_beside_its_ciphertext_is_text_of_the_providers() {
    let sealed = "messages[].content[type=compaction,signature,encrypted_content].content";
    all(Messages, Sealed, sealed);
    all(Messages, Summary, "messages[].content[type=compaction,encrypted_content].content");
    all(Messages, Reasoning, "messages[].content[type=thinking,encrypted_content].thinking");
    all(Messages, Reasoning, "messages[].content[type=thinking].thinking");
}

#[test]
fn what_a_signature_seals_is_text_that_nobody_touches() {
    all(
        Messages,
        Sealed,
        "messages[].content[type=thinking,signature].thinking messages[].content[type=compaction,signature].content
         content[type=thinking,signature].thinking delta[{type=thinking_delta}].thinking delta[{type=compaction_delta}].content",
    );
    all(ChatCompletions, Sealed, "messages[].reasoning_details[type=reasoning.text,signature].text");
}

#[test]
fn a_signature_seals_only_what_providers_sign() {
    all(
        Messages,
        Text,
        "messages[].content[type=text,signature].text messages[].content[type=tool_result,signature].content
         messages[].content[signature].thinking messages[].content[type=document,signature].content
         messages[].content[type=new,signature].content",
    );
    assert!(!Siblings::default().signed);
}

#[test]
fn schemas_are_prose_in_five_keywords() {
    let roots = [
        (ChatCompletions, "tools[].function.parameters"),
        (ChatCompletions, "functions[].parameters"),
        (ChatCompletions, "response_format.json_schema.schema"),
        (Responses, "tools[].parameters"),
        (Responses, "tools[].output_schema"),
        (Responses, "tools[].tools[].parameters"),
        (Responses, "text.format.schema"),
        (Responses, "input[].tools[].input_schema"),
        (Messages, "tools[].input_schema"),
        (Messages, "output_config.format.schema"),
        (Messages, "output_format.schema"),
    ];
    let classes = [
        (
            Text,
            "description title $comment examples[] examples[].deep.type default default.deep[].enum properties.x.description
             properties.description.description properties.properties.title properties.enum.default items.description
             anyOf[].description $defs.A.properties.b.title properties.type.properties.enum.description additionalProperties.title
             x-note properties.x.markdownDescription properties.x.errorMessage.name enum[] properties.x.enum[] properties.x.const
             properties.const.const items.enum[] enum[].deep",
        ),
        (Mapped, "pattern properties.x.pattern"),
        (
            Never,
            "type type[] required[] properties.x.type properties.description.type properties.required.required[] format
             $ref $schema $id dependentRequired.x dependencies.x[] properties.x.contentMediaType",
        ),
    ];
    for (endpoint, root) in roots {
        for (class, paths) in classes {
            for path in paths.split_whitespace() {
                all(endpoint, class, &format!("{root}.{path}"));
            }
        }
    }
}

#[test]
fn keys_hold_data_in_open_objects_and_where_the_grammar_ends() {
    let root = Role::root(Messages);
    let input = root.child("messages").element().child("content").element().child("input");
    assert!(
        input.keys_are_text()
            && input.child("a").keys_are_text()
            && input.child("a").element().child("b").keys_are_text()
    );
    assert!(
        root.child("metadata").keys_are_text()
            && root.child("new").keys_are_text()
            && root.child("new").is_unknown()
    );
    let schema = root.child("tools").element().child("input_schema");
    assert!(
        !schema.keys_are_text()
            && !schema.child("properties").keys_are_text()
            && !schema.child("properties").child("x").keys_are_text()
    );
    assert!(schema.child("default").keys_are_text());
    for known in ["system", "messages", "tools", "model", "max_tokens", "stream", "temperature", "usage"] {
        assert!(!root.child(known).is_unknown(), "{known}");
    }
    for place in [root, root.child("messages"), root.child("tools"), root.child("system")] {
        assert!(!place.keys_are_text());
    }
}

#[test]
fn protocol_fields_that_hold_an_object_against_the_protocol_are_not_sealed() {
    all(ChatCompletions, Text, "model.note messages[].role.note user.note stop_reason");
    all(Messages, Text, "model.note messages[].content[].id.note");
    all(ChatCompletions, Text, "stop.note");
    all(ChatCompletions, Mapped, "guided_regex.note");
}

/// Leaves that the SDKs' own types call free text, but which are the protocol's or another class, by name.
const NOT_TEXT: &[&str] = &[
    "id",
    "model",
    "name",
    "data",
    "signature",
    "encrypted_content",
    "encrypted_index",
    "encrypted_stdout",
    "fingerprint",
    "type",
    "size",
    "version",
    "mode",
    "namespace",
    "server_label",
    "server_url",
    "server_name",
    "toolset_name",
    "tool_name",
    "mcp_server_name",
    "tool_id",
    "tab_id",
    "caller_id",
    "keys[]",
    "format",
    "voice",
    "detail",
    "country",
    "timezone",
    "retrieved_at",
    "key",
    "obfuscation",
    "authorization",
    "definition",
    "container",
    "code",
    "stop_reason",
    "error_code",
    "token",
    "tunnel_id",
    "value",
];

/// Every leaf of the content blocks and items in the extracted types is text, or is named above. Runs where the
/// extraction lies, in the folder that `ALLONYM_WIRE_PATHS` names.
#[test]
fn no_free_text_leaf_of_the_sdks_types_is_the_protocols() {
    let Ok(folder) = std::env::var("ALLONYM_WIRE_PATHS") else { return };
    for file in ["paths_openai_responses.txt", "paths_anthropic.txt", "paths_anthropic_beta.txt"] {
        let text = std::fs::read_to_string(std::path::Path::new(&folder).join(file)).expect("the extraction");
        for line in text
            .lines()
            .filter_map(|line| line.strip_prefix("type="))
            .filter(|line| !line.contains("_delta "))
        {
            check_leaves(line);
        }
    }
}

/// `text (TextBlockParam): text, citations[]`
fn check_leaves(line: &str) {
    let Some((head, leaves)) = line.split_once("): ") else { return };
    let Some((kind, class)) = head.split_once(" (") else { return };
    if ["Tool", "Edit", "Param2", "ComparisonFilter", "Location", "Skill", "Mcp", "McpServer"]
        .iter()
        .any(|part| class.contains(part))
        && !class.contains("Block")
        && !class.contains("Call")
    {
        return;
    }
    let siblings = Siblings { kind: Some(kind.split('|').next().unwrap()), ..Siblings::default() };
    for leaf in
        leaves.split(", ").map(|leaf| leaf.split(['?', '(', '{']).next().unwrap().trim_end_matches("[]"))
    {
        let role = Role::Block.child(leaf);
        let listed = NOT_TEXT.contains(&leaf)
            || NOT_TEXT.contains(&&*format!("{leaf}[]"))
            || leaf.ends_with("_id")
            || leaf.ends_with("_ids");
        assert!(listed || role.class().resolve(siblings) != Never, "{line}: {leaf} is {role:?}");
    }
}
