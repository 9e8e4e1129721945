//! Every place of a request in which a text, a user's id, a file's name or a value that must match can stand, by
//! endpoint; what is the protocol's; and what is refused. One row a place; `values.rs` explains the marks.

/// One place.
pub(super) struct Surface {
    pub(super) path: &'static str,
    /// The members of the body beside `model`.
    pub(super) members: &'static str,
}

const fn at(path: &'static str, members: &'static str) -> Surface {
    Surface { path, members }
}

const CHAT: &str = "/v1/chat/completions";
const COMPLETIONS: &str = "/v1/completions";
const RESPONSES: &str = "/v1/responses";
const COMPACT: &str = "/v1/responses/compact";
const INPUT_TOKENS: &str = "/v1/responses/input_tokens";
const EMBEDDINGS: &str = "/v1/embeddings";
const MODERATIONS: &str = "/v1/moderations";
const MESSAGES: &str = "/v1/messages";
const COUNT: &str = "/v1/messages/count_tokens";
const COMPLETE: &str = "/v1/complete";
const AZURE: &str = "/openai/deployments/d/chat/completions?api-version=2024-10-21";
const AZURE_RESPONSES: &str = "/openai/v1/responses";
const OPENROUTER: &str = "/api/v1/chat/completions";
const OPENROUTER_MESSAGES: &str = "/api/v1/messages";

#[rustfmt::skip]
pub(super) const SURFACES: &[Surface] = &[
    // chat completions: messages
    at(CHAT, r#""messages":[{"role":"user","content":"§"}]"#),
    at(CHAT, r#""messages":[{"role":"user","content":"§u"}]"#),
    at(CHAT, r#""messages":[{"role":"system","content":"§"}]"#),
    at(CHAT, r#""messages":[{"role":"developer","content":"§"}]"#),
    at(CHAT, r#""messages":[{"role":"assistant","content":"§"}]"#),
    at(CHAT, r#""messages":[{"role":"assistant","refusal":"§"}]"#),
    at(CHAT, r#""messages":[{"role":"tool","tool_call_id":"c","content":"§"}]"#),
    at(CHAT, r#""messages":[{"role":"tool","tool_call_id":"c","content":"{\"a\":[\"§§\"]}"}]"#),
    at(CHAT, r#""messages":[{"role":"tool","tool_call_id":"c","content":"{\"a\":\"{\\\"b\\\":\\\"§§§\\\"}\"}"}]"#),
    at(CHAT, r#""messages":[{"role":"tool","tool_call_id":"c","content":[{"type":"text","text":"§"}]}]"#),
    at(CHAT, r#""messages":[{"role":"function","name":"f","content":"§"}]"#),
    at(CHAT, r#""messages":[{"role":"user","content":[{"type":"text","text":"§"}]}]"#),
    at(CHAT, r#""messages":[{"role":"assistant","content":[{"type":"refusal","refusal":"§"}]}]"#),
    at(CHAT, r#""messages":[{"role":"user","content":[{"type":"of_tomorrow","whatever":{"deep":["§"]}}]}]"#),
    at(CHAT, r#""messages":[{"role":"user","name":"zq_canary_example","content":"§"}]"#),
    at(CHAT, r#""messages":[{"role":"assistant","reasoning":"§"}]"#),
    at(CHAT, r#""messages":[{"role":"assistant","reasoning_content":"§"}]"#),
    at(CHAT, r#""messages":[{"role":"assistant","reasoning_details":[{"type":"reasoning.text","text":"§"}]}]"#),
    at(CHAT, r#""messages":[{"role":"assistant","reasoning_details":[{"type":"reasoning.summary","summary":"§"}]}]"#),
    at(CHAT, r#""messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"to\":\"§§\"}"}}]}]"#),
    at(CHAT, r#""messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"¤\":1}"}}]}]"#),
    at(CHAT, r#""messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"to\":\"§"}}]}]"#),
    at(CHAT, r#""messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"custom","custom":{"name":"f","input":"§"}}]}]"#),
    at(CHAT, r#""messages":[{"role":"assistant","function_call":{"name":"f","arguments":"{\"to\":\"§§\"}"}}]"#),
    at(CHAT, r#""messages":[{"role":"user","content":[{"type":"file","file":{"filename":"¤.txt","file_data":"data:text/plain;base64,§64"}}]}]"#),
    at(CHAT, r#""messages":[{"role":"user","content":[{"type":"file","file":{"filename":"¤.txt","file_id":"file-1"}}]}]"#),
    at(CHAT, r#""messages":[{"role":"user","content":"§"},{"role":"user","content":"§"},{"role":"assistant","content":"§"}]"#),
    at(CHAT, r#""messages":[{"role":"user","content":"§","content":"§"}]"#),
    at(CHAT, r#""messages":[{"role":"user","content":"see §64"}]"#),
    at(CHAT, r#""messages":[{"role":"user","content":"GET /?user=µ HTTP/1.1"}]"#),
    // chat completions: the rest
    at(CHAT, r#""messages":[],"tools":[{"type":"function","function":{"name":"f","description":"§"}}]"#),
    at(CHAT, r#""messages":[],"tools":[{"type":"custom","custom":{"name":"f","description":"§"}}]"#),
    at(CHAT, r#""messages":[],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","description":"§","properties":{"a":{"type":"string","description":"§","title":"§","$comment":"§","examples":["§"],"default":"§"}}}}}]"#),
    at(CHAT, r#""messages":[{"role":"user","content":"§"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"enum":["¤"]},"b":{"const":"¤"}}}}}]"#),
    at(CHAT, r#""messages":[],"functions":[{"name":"f","description":"§","parameters":{"type":"object","description":"§"}}]"#),
    at(CHAT, r#""messages":[],"response_format":{"type":"json_schema","json_schema":{"name":"n","description":"§","schema":{"type":"object","description":"§"}}}"#),
    at(CHAT, r#""messages":[{"role":"user","content":"§"}],"stop":["¤"]"#),
    at(CHAT, r#""messages":[{"role":"user","content":"§"}],"stop":"¤""#),
    at(CHAT, r#""messages":[],"prediction":{"type":"content","content":"§"}"#),
    at(CHAT, r#""messages":[],"prediction":{"type":"content","content":[{"type":"text","text":"§"}]}"#),
    at(CHAT, r#""messages":[],"user":"¤""#),
    at(CHAT, r#""messages":[],"safety_identifier":"¤""#),
    at(CHAT, r#""messages":[],"prompt_cache_key":"¤""#),
    at(CHAT, r#""messages":[],"metadata":{"who":"§","¤":"x"}"#),
    at(CHAT, r#""messages":[],"documents":[{"title":"§","text":"§"}]"#),
    at(CHAT, r#""messages":[],"web_search_options":{"user_location":{"approximate":{"city":"§"}}}"#),
    at(CHAT, r#""messages":[],"of_tomorrow":"§""#),
    at(CHAT, r#""messages":[],"of_tomorrow":{"¤":["§",{"deep":"§"}]}"#),
    at(CHAT, r#""messages":[],"of_tomorrow":{"usage":{"who":"§"},"cache_control":{"who":"§","¤":1},"card":4111111111111111}"#),
    at(CHAT, r#""messages":[],"reasoning":{"effort":"low","note":"§"},"tool_choice":{"type":"auto","why":"§"}"#),
    at(CHAT, r#""messages":[{"role":"user","content":4111111111111111}]"#),
    // completions
    at(COMPLETIONS, r#""prompt":"§""#),
    at(COMPLETIONS, r#""prompt":["x","§"]"#),
    at(COMPLETIONS, r#""prompt":"x","suffix":"§""#),
    at(COMPLETIONS, r#""prompt":"§","stop":["¤"]"#),
    at(COMPLETIONS, r#""prompt":"x","user":"¤""#),
    // responses: input
    at(RESPONSES, r#""input":"§""#),
    at(RESPONSES, r#""input":"x","instructions":"§""#),
    at(RESPONSES, r#""input":[{"role":"user","content":"§"}]"#),
    at(RESPONSES, r#""input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"§"}]}]"#),
    at(RESPONSES, r#""input":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"§"}]}]"#),
    at(RESPONSES, r#""input":[{"type":"message","role":"assistant","content":[{"type":"refusal","refusal":"§"}]}]"#),
    at(RESPONSES, r#""input":[{"type":"reasoning","id":"r","summary":[{"type":"summary_text","text":"§"}],"content":[{"type":"reasoning_text","text":"§"}]}]"#),
    at(RESPONSES, r#""input":[{"type":"function_call","call_id":"c","name":"f","arguments":"{\"to\":\"§§\"}"}]"#),
    at(RESPONSES, r#""input":[{"type":"function_call_output","call_id":"c","output":"§"}]"#),
    at(RESPONSES, r#""input":[{"type":"function_call_output","call_id":"c","output":"{\"a\":{\"b\":\"§§\"}}"}]"#),
    at(RESPONSES, r#""input":[{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"§"}]}]"#),
    at(RESPONSES, r#""input":[{"type":"custom_tool_call","call_id":"c","name":"f","input":"§"}]"#),
    at(RESPONSES, r#""input":[{"type":"custom_tool_call_output","call_id":"c","output":"§"}]"#),
    at(RESPONSES, r#""input":[{"type":"computer_call","call_id":"c","action":{"type":"type","text":"§"}}]"#),
    at(RESPONSES, r#""input":[{"type":"web_search_call","id":"w","action":{"type":"search","query":"§","queries":["§"],"pattern":"§"}}]"#),
    at(RESPONSES, r#""input":[{"type":"web_search_call","id":"w","action":{"type":"open_page","url":"https://x.example/?name=µ&lang=en"}}]"#),
    at(RESPONSES, r#""input":[{"type":"file_search_call","id":"f","queries":["§"],"results":[{"text":"§","filename":"¤.txt","attributes":{"a":"§"}}]}]"#),
    at(RESPONSES, r#""input":[{"type":"code_interpreter_call","id":"c","code":"§","outputs":[{"type":"logs","logs":"§"}]}]"#),
    at(RESPONSES, r#""input":[{"type":"local_shell_call","call_id":"c","action":{"type":"exec","command":["echo","§"],"env":{"A":"§","¤":"x"},"working_directory":"/home/¤","user":"¤"}}]"#),
    at(RESPONSES, r#""input":[{"type":"local_shell_call_output","id":"c","output":"§"}]"#),
    at(RESPONSES, r#""input":[{"type":"shell_call","call_id":"c","action":{"commands":["§"]}}]"#),
    at(RESPONSES, r#""input":[{"type":"shell_call_output","call_id":"c","output":[{"stdout":"§","stderr":"§","outcome":{"type":"exit","exit_code":0}}]}]"#),
    at(RESPONSES, r#""input":[{"type":"apply_patch_call","call_id":"c","operation":{"type":"update_file","path":"¤.txt","diff":"§"}}]"#),
    at(RESPONSES, r#""input":[{"type":"apply_patch_call_output","call_id":"c","output":"§"}]"#),
    at(RESPONSES, r#""input":[{"type":"mcp_call","id":"m","name":"f","server_label":"s","arguments":"{\"to\":\"§§\"}","output":"§"}]"#),
    at(RESPONSES, r#""input":[{"type":"mcp_call","id":"m","name":"f","server_label":"s","arguments":"{}","error":{"type":"x","message":"§","content":"§"}}]"#),
    at(RESPONSES, r#""input":[{"type":"mcp_approval_request","id":"m","name":"f","server_label":"s","arguments":"{\"to\":\"§§\"}"}]"#),
    at(RESPONSES, r#""input":[{"type":"mcp_approval_response","approval_request_id":"m","approve":true,"reason":"§"}]"#),
    at(RESPONSES, r#""input":[{"type":"mcp_list_tools","id":"m","server_label":"s","tools":[{"name":"f","description":"§","input_schema":{"type":"object","description":"§"}}]}]"#),
    at(RESPONSES, r#""input":[{"type":"image_generation_call","id":"i","revised_prompt":"§"}]"#),
    at(RESPONSES, r#""input":[{"type":"program","id":"p","code":"§"},{"type":"program_output","id":"p","result":"§"}]"#),
    at(RESPONSES, r#""input":[{"type":"tool_search_call","id":"t","arguments":{"query":"§","¤":1}}]"#),
    at(RESPONSES, r#""input":[{"type":"of_tomorrow","anything":[{"deep":"§"}]}]"#),
    at(RESPONSES, r#""input":[{"role":"user","content":[{"type":"input_file","filename":"¤.csv","file_data":"data:text/csv;base64,§64"}]}]"#),
    // responses: the rest
    at(RESPONSES, r#""input":"x","prompt":{"id":"pmpt_1","variables":{"who":"§"}}"#),
    at(RESPONSES, r#""input":"x","prompt":{"id":"pmpt_1","variables":{"who":{"type":"input_text","text":"§"}}}"#),
    at(RESPONSES, r#""input":"x","tools":[{"type":"function","name":"f","description":"§","parameters":{"type":"object","properties":{"a":{"description":"§"}}},"output_schema":{"type":"object","description":"§"}}]"#),
    at(RESPONSES, r#""input":"x","tools":[{"type":"namespace","name":"n","description":"§","tools":[{"type":"function","name":"f","description":"§"}]}]"#),
    at(RESPONSES, r#""input":"x","tools":[{"type":"mcp","server_label":"s","server_url":"https://mcp.example","server_description":"§"}]"#),
    at(RESPONSES, r#""input":"x","tools":[{"type":"file_search","vector_store_ids":["v"],"filters":{"type":"eq","key":"k","value":"¤"}}]"#),
    at(RESPONSES, r#""input":"x","tools":[{"type":"file_search","vector_store_ids":["v"],"filters":{"type":"and","filters":[{"type":"in","key":"k","value":["¤"]}]}}]"#),
    at(RESPONSES, r#""input":"x","text":{"format":{"type":"json_schema","name":"n","description":"§","schema":{"type":"object","description":"§"}}}"#),
    at(RESPONSES, r#""input":"x","user":"¤","safety_identifier":"¤","prompt_cache_key":"¤""#),
    at(RESPONSES, r#""input":"x","metadata":{"who":"§"}"#),
    at(RESPONSES, r#""input":"x","client_metadata":{"x-codex-turn-metadata":"{\"workspaces\":{\"/home/¤\":{\"git\":\"§§\"}}}"}"#),
    at(RESPONSES, r#""input":"x","of_tomorrow":[["§"]]"#),
    at(COMPACT, r#""input":"§","instructions":"§""#),
    at(INPUT_TOKENS, r#""input":"§","instructions":"§""#),
    // embeddings, moderations
    at(EMBEDDINGS, r#""input":"§""#),
    at(EMBEDDINGS, r#""input":["x","§"]"#),
    at(EMBEDDINGS, r#""input":"§","user":"¤""#),
    at(MODERATIONS, r#""input":"§""#),
    at(MODERATIONS, r#""input":["§"]"#),
    at(MODERATIONS, r#""input":[{"type":"text","text":"§"}]"#),
    // messages: conversation
    at(MESSAGES, r#""messages":[{"role":"user","content":"§"}]"#),
    at(MESSAGES, r#""messages":[{"role":"system","content":"§"}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":"§"}]"#),
    at(MESSAGES, r#""messages":[{"role":"user","content":[{"type":"text","text":"§"}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"text","text":"x","citations":[{"type":"char_location","cited_text":"§","document_title":"§","title":"§","source":"§"}]}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"user","content":[{"type":"document","title":"§","context":"§","source":{"type":"text","media_type":"text/plain","data":"§"}}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"user","content":[{"type":"document","source":{"type":"content","content":"§"}}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"user","content":[{"type":"document","source":{"type":"content","content":[{"type":"text","text":"§"}]}}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"text/plain","data":"§64"}}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"user","content":[{"type":"search_result","title":"§","source":"§","content":[{"type":"text","text":"§"}]}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"§"}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"{\"a\":\"§§\"}"}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"§"}]},{"type":"tool_result","tool_use_id":"u","content":"§"}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"browser_state","tabs":[{"title":"§","url":"https://x.example/?name=µ"}],"download":{"path":"¤.txt"}}]}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"to":"§","¤":[{"name":"§","id":"§","type":"§","token":"§","model":"§"}]}}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"server_tool_use","id":"t","name":"f","input":{"query":"§"}}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"mcp_tool_use","id":"t","name":"f","server_name":"s","input":{"query":"§"}}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"mcp_tool_result","tool_use_id":"t","content":[{"type":"text","text":"§"}]}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"web_search_tool_result","tool_use_id":"t","content":[{"type":"web_search_result","title":"§","url":"https://x.example/?name=µ","page_age":"§","encrypted_content":"x"}]}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"web_fetch_tool_result","tool_use_id":"t","content":{"type":"web_fetch_result","url":"https://x.example/?name=µ","content":{"type":"document","title":"§","source":{"type":"text","media_type":"text/plain","data":"§"}}}}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"bash_code_execution_tool_result","tool_use_id":"t","content":{"type":"bash_code_execution_result","stdout":"§","stderr":"§","return_code":0}}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"text_editor_code_execution_tool_result","tool_use_id":"t","content":{"type":"text_editor_code_execution_view_result","content":"§"}}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"text_editor_code_execution_tool_result","tool_use_id":"t","content":{"type":"text_editor_code_execution_str_replace_result","lines":["§"]}}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"advisor_tool_result","tool_use_id":"t","content":{"type":"advisor_result","text":"§"}}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"compaction","content":"§"}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"§"}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"text","text":"§","signature":"forged"}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"of_tomorrow","stuff":{"more":"§"}}]}]"#),
    // messages: the rest
    at(MESSAGES, r#""messages":[],"system":"§""#),
    at(MESSAGES, r#""messages":[],"system":[{"type":"text","text":"§","cache_control":{"type":"ephemeral"}}]"#),
    at(MESSAGES, r#""messages":[],"tools":[{"name":"f","description":"§","input_schema":{"type":"object","properties":{"a":{"description":"§","default":"§","examples":["§"]}}},"input_examples":[{"a":"§"}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"user","content":"§"}],"tools":[{"name":"f","input_schema":{"type":"object","properties":{"a":{"enum":["¤"]}}}}]"#),
    at(MESSAGES, r#""messages":[],"output_config":{"format":{"type":"json_schema","schema":{"type":"object","description":"§"}}}"#),
    at(MESSAGES, r#""messages":[],"context_management":{"edits":[{"type":"compact_1","instructions":"§"}]}"#),
    at(MESSAGES, r#""messages":[],"compaction":{"instructions":"§"}"#),
    at(MESSAGES, r#""messages":[],"prefill":"§""#),
    at(MESSAGES, r#""messages":[{"role":"user","content":"§"}],"stop_sequences":["¤"]"#),
    at(MESSAGES, r#""messages":[],"metadata":{"user_id":"¤"}"#),
    at(MESSAGES, r#""messages":[],"metadata":{"user_id":"{\"device_id\":\"d\",\"account\":\"¤\"}"}"#),
    at(MESSAGES, r#""messages":[],"tools":[{"type":"web_search_1","name":"web_search","user_location":{"type":"approximate","city":"§"}}]"#),
    at(MESSAGES, r#""messages":[],"of_tomorrow":{"x":"§"}"#),
    at(MESSAGES, r#""messages":[],"thinking":{"type":"adaptive","note":"§"},"mcp_servers":[{"type":"url","url":"https://x.example","of_tomorrow":"§"}]"#),
    at(COUNT, r#""messages":[{"role":"user","content":"§"}],"system":"§""#),
    at(COMPLETE, r#""prompt":"\n\nHuman: §\n\nAssistant:""#),
    at(COMPLETE, r#""prompt":"§","stop_sequences":["¤"],"metadata":{"user_id":"¤"}"#),
    // Azure and OpenRouter
    at(AZURE, r#""messages":[{"role":"user","content":"§"}]"#),
    at(AZURE, r#""messages":[{"role":"user","content":"x"}],"data_sources":[{"type":"azure_search","parameters":{"role_information":"§"}}]"#),
    at(AZURE_RESPONSES, r#""input":"§""#),
    at(OPENROUTER, r#""messages":[{"role":"user","content":"§"}],"trace":{"trace_name":"§"},"user":"¤","session_id":"¤""#),
    at(OPENROUTER, r#""messages":[],"plugins":[{"id":"web","search_prompt":"§"},{"id":"armor","rules":[{"instructions":"§"}]}]"#),
    at(OPENROUTER, r#""messages":[{"role":"assistant","reasoning_details":[{"type":"reasoning.server_tool_call","arguments":"{\"a\":\"§§\"}","result":"§"}]}]"#),
    at(OPENROUTER_MESSAGES, r#""messages":[{"role":"user","content":"§"}]"#),
];

/// Places whose bytes are not ours to change: they hold an address, which would be found in any text.
#[rustfmt::skip]
pub(super) const PROTOCOL: &[Surface] = &[
    at(CHAT, r#""messages":[{"role":"tool","tool_call_id":"¤","content":"x"}]"#),
    at(CHAT, r#""messages":[{"role":"assistant","tool_calls":[{"id":"¤","type":"function","function":{"name":"¤","arguments":"{}"}}]}]"#),
    at(CHAT, r#""messages":[],"tools":[{"type":"function","function":{"name":"¤","parameters":{"type":"object","properties":{"¤":{"type":"string","pattern":"¤"}},"required":["¤"]}}}]"#),
    at(CHAT, r#""messages":[],"tool_choice":{"type":"function","function":{"name":"¤"}}"#),
    at(CHAT, r#""messages":[],"response_format":{"type":"json_schema","json_schema":{"name":"¤","schema":{"type":"object"}}}"#),
    at(CHAT, r#""messages":[{"role":"assistant","reasoning_details":[{"type":"reasoning.text","text":"§","signature":"c2ln"},{"type":"reasoning.encrypted","data":"¤"}]}]"#),
    at(CHAT, r#""messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"¤"}}]}]"#),
    at(CHAT, r#""messages":[],"model":"¤""#),
    at(RESPONSES, r#""input":[{"type":"reasoning","id":"¤","summary":[],"encrypted_content":"¤"}]"#),
    at(RESPONSES, r#""input":[{"type":"function_call","id":"¤","call_id":"¤","name":"¤","namespace":"¤","arguments":"{}"}]"#),
    at(RESPONSES, r#""input":[{"type":"compaction","id":"x","encrypted_content":"¤","fingerprint":"¤"}]"#),
    at(RESPONSES, r#""input":"x","previous_response_id":"¤","conversation":"¤","include":["¤"]"#),
    at(RESPONSES, r#""input":"x","tools":[{"type":"mcp","server_label":"¤","server_url":"https://¤/","authorization":"¤","headers":{"x":"¤"},"allowed_tools":["¤"]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"§","signature":"c2ln"}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"signature":"c2ln","thinking":"§","type":"thinking"}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"redacted_thinking","data":"¤"}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"compaction","content":"§","signature":"c2ln"}]}]"#),
    at(MESSAGES, r#""messages":[{"role":"assistant","content":[{"type":"tool_use","id":"¤","name":"¤","input":{}}]}]"#),
    at(MESSAGES, r#""messages":[],"tools":[{"name":"¤","input_schema":{"type":"object","properties":{"¤":{}}},"cache_control":{"type":"¤"}}],"tool_choice":{"type":"tool","name":"¤"}"#),
    at(MESSAGES, r#""messages":[],"mcp_servers":[{"type":"url","name":"¤","url":"https://¤/","authorization_token":"¤"}]"#),
    at(MESSAGES, r#""messages":[],"thread":{"type":"continue","previous_message_id":"¤"}"#),
];

/// Requests that are refused, and with which status.
pub(super) const REFUSED: &[(&str, &str, u16)] = &[
    (CHAT, r#"{"model":"m","messages":[{"role":"user","content":"§"}]}"#, 400), // a blocked kind is in it
    (CHAT, r#"{"model":"m","messages":[{"role":"user","content":"§"}"#, 400),
    (CHAT, r#"{"model":"m","¤":tru}"#, 400),
    (CHAT, r#"["§"]"#, 400),
    (
        CHAT,
        r#"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,§64"}}]}]}"#,
        400,
    ),
    (EMBEDDINGS, r#"{"model":"m","input":[1,2,3],"user":"¤"}"#, 400),
    ("/v1/files/µ", "{}", 404),
    ("/v1/users/¤?q=µ", r#"{"x":"¤"}"#, 404),
    ("/v1/v1/chat/completions?user=µ", "{}", 404),
];
