//! Anthropic's part of the grammar: the top level of its bodies, answers and events.
//!
//! Owns: messages, token counting, the first completions (one table: their fields do not clash), the delta of an event.
//! Never: what hangs below messages, blocks and tools, which `items.rs` has.

use super::openrouter;
use super::roles::Role;

/// Body, answer, and the members of events.
pub(super) fn messages(key: &str) -> Role {
    match key {
        "delta" => Role::Delta,
        "messages" => Role::Message,
        "system" | "content" | "content_block" | "prefill" => Role::Block,
        "tools" => Role::Tool,
        "prompt" | "completion" | "stop_sequences" | "stop_sequence" | "stop" => Role::Text,
        "message" => Role::Messages,
        "metadata" => Role::Metadata,
        "output_config" | "output_format" => Role::Format,
        "context_management" | "compaction" => Role::ContextEdits,
        "container" => Role::Container,
        "error" => Role::Error,
        "model" | "id" | "type" | "role" | "stop_reason" | "request_id" | "log_id" | "betas" => Role::Never,
        "service_tier" | "speed" | "inference_geo" | "user_profile_id" | "workspace_id" => Role::Never,
        "thinking" | "tool_choice" | "mcp_servers" | "thread" | "diagnostics" => Role::Setting,
        "cache_control" | "stop_details" => Role::Setting,
        "fallback_credit_token" | "usage" => Role::Sealed,
        // numbers and switches: named so that their keys are not searched
        "max_tokens" | "max_tokens_to_sample" | "stream" | "temperature" | "top_p" | "top_k" => Role::Text,
        "index" | "input_tokens" => Role::Text,
        other => openrouter::addition(other).unwrap_or(Role::Unknown),
    }
}

/// `delta` of `content_block_delta` and `message_delta`.
pub(super) fn delta(key: &str) -> Role {
    match key {
        "text" | "stop_sequence" => Role::Text,
        "partial_json" => Role::JsonText,
        "thinking" => Role::Signed,
        "content" => Role::BlockContent,
        "citation" => Role::Annotation,
        "container" => Role::Container,
        "stop_details" => Role::Setting,
        "type" | "signature" | "encrypted_content" | "stop_reason" => Role::Never,
        _ => Role::Unknown,
    }
}

/// How the provider shortens a long conversation: names of tools, and instructions in prose.
pub(super) fn context_edits(key: &str) -> Role {
    match key {
        "edits" | "applied_edits" => Role::ContextEdits,
        "instructions" => Role::Text,
        "type" | "exclude_tools" => Role::Never,
        "clear_tool_inputs" | "trigger" | "keep" | "clear_at_least" => Role::Sealed,
        _ => Role::Unknown,
    }
}
