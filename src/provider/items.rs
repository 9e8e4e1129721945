//! The part of the grammar that the dialects share: messages, content blocks and items, tools, what hangs on them, and
//! the classes that siblings decide.
//!
//! Owns: one table per kind of object; a key that is in none of them is [`Role::Unknown`], hence text.
//! Never: lists a key as the protocol's because it looks like it: `name` is one only where it names a tool.
//! Next: `roles.rs` explains the walk; `schema.rs` holds JSON Schema.

use super::openrouter;
use super::roles::{Class, Role, Siblings};

/// `messages[]` of chat completions and of Anthropic; the answer's message and the delta of a chunk.
pub(super) fn message(key: &str) -> Role {
    match key {
        "content" | "prefix" => Role::Block,
        "name" => Role::Name,
        "tool_calls" | "function_call" => Role::ToolCall,
        "reasoning" | "reasoning_content" => Role::Text,
        "reasoning_details" => Role::ReasoningDetail,
        "images" => Role::Block,
        "context" => Role::AzureContext,
        "documents" => Role::Open,
        other => block(other),
    }
}

/// A content part, a content block, an input or output item, and the small objects in them.
pub(super) fn block(key: &str) -> Role {
    match key {
        "refusal" | "title" | "context" | "query" | "queries" | "pattern" => Role::Text,
        "command" | "commands" | "user" | "working_directory" | "path" | "diff" | "code" => Role::Text,
        "logs" | "stdout" | "stderr" | "lines" | "message" | "reason" | "revised_prompt" => Role::Text,
        "error_message" | "page_age" | "transcript" | "index" | "score" | "is_error" => Role::Text,
        // A configuration update has an object there: the format that answers are to have from now on.
        "text" => Role::Format,
        "name" => Role::ToolName,
        "content" => Role::BlockContent,
        "summary" | "action" | "actions" | "operation" | "sources" | "results" | "outputs" | "tabs" => {
            Role::Block
        }
        "changes" | "state_changes" | "tool_changes" | "download" | "file" | "tool_references"
        | "outcome" => Role::Block,
        "output" => Role::Output,
        "source" => Role::Source,
        "input" | "attributes" | "env" | "trigger" => Role::Open,
        "arguments" => Role::JsonText,
        "thinking" => Role::Signed,
        "data" | "result" => Role::Data,
        "annotations" | "citations" => Role::Annotation,
        "logprobs" => Role::Logprobs,
        "image_url" | "video_url" => Role::ImageUrl,
        "input_audio" | "audio" => Role::Audio,
        // A file that the provider is to fetch is as unread as one that is sent.
        "file_data" | "file_url" => Role::Blob,
        "filename" => Role::FileName,
        "url" => Role::Url,
        "tool" | "tools" => Role::Tool,
        "error" => Role::Error,
        other => block_protocol(other),
    }
}

/// What is the protocol's in a block, item or part.
fn block_protocol(key: &str) -> Role {
    match key {
        "type" | "id" | "role" | "status" | "phase" | "object" | "model" | "execution" => Role::Never,
        "call_id" | "tool_use_id" | "tool_call_id" | "item_id" | "file_id" | "container_id" => Role::Never,
        "approval_request_id" | "caller_id" | "tab_id" | "download_id" | "tool_id" | "timezone" => {
            Role::Never
        }
        "signature" | "thought_signature" | "thoughtSignature" | "fingerprint" => Role::Never,
        "encrypted_content" | "encrypted_index" | "encrypted_stdout" => Role::Never,
        "tool_name" | "toolset_name" | "server_name" | "server_label" | "mcp_server_name" => Role::Never,
        "namespace" | "error_code" | "stop_reason" | "retrieved_at" | "keys" => Role::Never,
        "media_type" | "mime_type" | "format" | "detail" | "size" | "quality" => Role::Never,
        "background" | "output_format" => Role::Never,
        "caller" | "cache_control" => Role::Setting,
        "usage" => Role::Sealed,
        _ => Role::Unknown,
    }
}

/// A small object that steers the provider: which tool is called, how long is thought, what is cached, who serves. What it
/// has besides these is not known to be the protocol's.
pub(super) fn setting(key: &str) -> Role {
    match key {
        "function" | "custom" | "tools" => Role::Tool,
        "allowed_tools" => Role::Setting,
        "type" | "id" | "name" | "mode" | "server_label" => Role::Sealed,
        "tool_id" | "caller_id" | "payer" | "previous_message_id" | "voice" | "format" => Role::Sealed,
        "effort" | "summary" | "generate_summary" | "context" | "budget_tokens" | "display" => Role::Sealed,
        "ttl" | "scope" | "enabled" | "exclude" | "max_tokens" | "include_usage" => Role::Sealed,
        "include_obfuscation" | "disable_parallel_tool_use" => Role::Sealed,
        "url" | "authorization_token" | "tool_configuration" | "fallback_credit_token" => Role::Sealed,
        "order" | "only" | "ignore" | "data_collection" | "quantizations" | "sort" => Role::Sealed,
        "max_price" | "allow_fallbacks" | "require_parameters" | "zdr" => Role::Sealed,
        token if !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit()) => Role::Sealed,
        _ => Role::Unknown,
    }
}

/// An object that the grammar does not know, inside a body that it knows: only what is the protocol's in any object.
pub(super) fn unknown(key: &str) -> Role {
    match key {
        "type" | "id" | "object" | "role" | "status" | "model" | "signature" => Role::Never,
        "encrypted_content" | "encrypted_index" | "encrypted_stdout" | "thought_signature" => Role::Never,
        "thoughtSignature" | "call_id" | "tool_use_id" | "tool_call_id" | "item_id" | "tool_id" => {
            Role::Never
        }
        "file_id" | "container_id" | "media_type" | "mime_type" => Role::Never,
        "cache_control" => Role::Setting,
        _ => Role::Unknown,
    }
}

/// `tools[]`, `functions[]`, the `function` or `custom` in them, and MCP's listings.
pub(super) fn tool(key: &str) -> Role {
    match key {
        "description" | "server_description" | "instructions" | "title" => Role::Text,
        "parameters" | "input_schema" | "output_schema" => Role::Schema,
        "function" | "custom" | "tools" | "definition" => Role::Tool,
        "name" | "type" | "model" | "server_label" | "server_url" | "server_name" => Role::Never,
        "mcp_server_name" | "toolset_name" | "connector_id" | "tunnel_id" | "namespace"
        | "vector_store_ids" | "allowed_domains" => Role::Never,
        "blocked_domains" | "excluded_domains" | "execution" | "allowed_callers" => Role::Never,
        "search_context_size" | "size" | "quality" | "background" | "output_format" => Role::Never,
        "moderation" | "input_fidelity" | "action" | "engine" | "mode" | "algorithm" => Role::Never,
        "format" => Role::Grammar,
        "headers" | "authorization" | "authorization_token" | "domain_secrets" => Role::Sealed,
        "allowed_tools" | "require_approval" | "configs" => Role::Sealed,
        "cache_control" => Role::Setting,
        "default_config" | "ranking_options" | "caching" => Role::Sealed,
        "input_examples" | "annotations" => Role::Open,
        "filters" => Role::Filters,
        "user_location" => Role::Location,
        "container" | "environment" => Role::Container,
        "input_image_mask" => Role::Block,
        "strict" | "defer_loading" | "max_uses" | "eager_input_streaming" => Role::Text,
        _ => Role::Unknown,
    }
}

/// `tool_calls[]`, their `function` or `custom`, and the older `function_call`.
pub(super) fn tool_call(key: &str) -> Role {
    match key {
        "arguments" => Role::JsonText,
        "input" => Role::Open,
        "function" | "custom" => Role::ToolCall,
        "index" => Role::Text,
        "name" => Role::Never,
        other => unknown(other),
    }
}

/// `source` of an image, a document, a search result, a skill.
pub(super) fn source(key: &str) -> Role {
    match key {
        "data" => Role::Data,
        "url" => Role::Blob,
        "content" => Role::Block,
        "type" | "media_type" | "file_id" => Role::Never,
        _ => Role::Unknown,
    }
}

/// `image_url` where it is an object.
pub(super) fn image_url(key: &str) -> Role {
    match key {
        "url" => Role::Blob,
        "detail" | "processing" => Role::Never,
        _ => Role::Unknown,
    }
}

/// A sound, sent or answered.
pub(super) fn audio(key: &str) -> Role {
    match key {
        "data" => Role::Blob,
        "id" | "format" | "voice" => Role::Never,
        "transcript" => Role::Text,
        _ => Role::Unknown,
    }
}

/// An annotation of an answer, a citation in a block.
pub(super) fn annotation(key: &str) -> Role {
    match key {
        "type" | "file_id" | "container_id" | "encrypted_index" => Role::Never,
        "title" | "cited_text" | "document_title" | "source" | "text" | "content" => Role::Text,
        "url" => Role::Url,
        "filename" => Role::FileName,
        "index" | "start_index" | "end_index" | "enabled" => Role::Text,
        "url_citation" | "file_citation" | "file_path" => Role::Annotation,
        _ => Role::Unknown,
    }
}

/// A wanted format of the answer, in the three dialects' spellings; and `text` of responses, which holds one.
pub(super) fn format(key: &str) -> Role {
    match key {
        "schema" => Role::Schema,
        "json_schema" | "format" => Role::Format,
        "description" => Role::Text,
        "grammar" => Role::Mapped,
        "type" | "name" | "effort" | "verbosity" => Role::Never,
        _ => Role::Unknown,
    }
}

/// `format` of a tool: a grammar for what the model may write, in which literals are words of the conversation.
pub(super) fn grammar(key: &str) -> Role {
    match key {
        "grammar" => Role::Grammar,
        "definition" => Role::Mapped,
        _ => Role::Sealed,
    }
}

/// A code container, a shell environment, a skill.
pub(super) fn container(key: &str) -> Role {
    match key {
        "type" | "id" | "file_ids" | "container_id" | "skill_id" | "version" => Role::Never,
        "memory_limit" | "name" | "expires_at" => Role::Never,
        "description" | "path" => Role::Text,
        "skills" => Role::Container,
        "source" => Role::Source,
        "network_policy" => Role::Sealed,
        _ => Role::Unknown,
    }
}

/// Filters of a search: attribute names stay. A value is text, although nothing that is stored is found by a pseudonym: what
/// must be searched for can be allowed by a list, what has left cannot be called back.
pub(super) fn filters(key: &str) -> Role {
    match key {
        "type" | "key" | "allowed_domains" | "blocked_domains" | "excluded_domains" => Role::Never,
        "value" => Role::Text,
        "filters" => Role::Filters,
        _ => Role::Unknown,
    }
}

/// `web_search_options`
pub(super) fn web_search(key: &str) -> Role {
    match key {
        "user_location" => Role::Location,
        "filters" => Role::Filters,
        "search_context_size" => Role::Never,
        _ => Role::Unknown,
    }
}

/// Where a user is, coarsely. City and region are free text; country and time zone are codes.
pub(super) fn location(key: &str) -> Role {
    match key {
        "approximate" => Role::Location,
        "city" | "region" => Role::Text,
        "type" | "country" | "timezone" => Role::Never,
        _ => Role::Unknown,
    }
}

/// An error. Its message may quote the input, and so may whatever else a provider puts beside it.
pub(super) fn error(key: &str) -> Role {
    match key {
        "type" | "code" | "status" => Role::Never,
        "message" | "param" => Role::Text,
        _ => Role::Unknown,
    }
}

/// Whether a signature seals the text beside it. Only for the kinds that providers sign: on any other block a
/// `signature` would be a way round the detectors. The delta of a signed kind counts as sealed, because its signature
/// follows in another event.
pub(super) fn is_sealed(siblings: Siblings<'_>) -> bool {
    match siblings.kind {
        Some("thinking" | "compaction") => siblings.signed,
        Some("thinking_delta" | "compaction_delta") => true,
        Some(kind) => siblings.signed && openrouter::signs(kind),
        None => false,
    }
}

/// Whether a block of this kind is reasoning.
pub(super) fn is_reasoning(kind: &str) -> bool {
    kind == "thinking" || openrouter::signs(kind)
}

/// What `data` or `result` holds.
pub(super) fn data(siblings: Siblings<'_>) -> Class {
    match siblings.kind {
        Some("text") => Class::Text,
        Some("redacted_thinking") => Class::Never,
        Some(kind) if openrouter::encrypts(kind) => Class::Never,
        Some("base64" | "image_generation_call") => Class::Blob,
        _ if siblings.has_media_type => Class::Blob,
        _ => Class::Text,
    }
}

/// Whether `name` in a block of this kind names a tool or a server.
pub(super) fn names_a_tool(kind: &str) -> bool {
    ["_use", "_call", "_call_output", "_approval_request", "_reference", "function", "custom"]
        .iter()
        .any(|ending| kind.ends_with(ending))
}
