//! OpenRouter's part of the grammar: what it adds to the dialects that it speaks.
//!
//! Owns: the members that it adds to every body, `plugins[]`, the settings of its own tools, `reasoning_details[]`. Never: its paths (`endpoint.rs`) or the rest of its bodies, which are
//! OpenAI's (`openai.rs`) and Anthropic's.

use super::items;
use super::roles::Role;

/// A member that chat completions, responses and messages have on OpenRouter only.
pub(super) fn addition(key: &str) -> Option<Role> {
    Some(match key {
        "plugins" => Role::Plugin,
        "trace" => Role::Open,
        "session_id" => Role::UserId,
        "models" | "route" | "transforms" => Role::Never,
        "provider" => Role::Setting,
        "stop_server_tools_when" => Role::Block,
        _ => return None,
    })
}

/// `parameters` of a tool that OpenRouter runs itself: settings, where another tool has its schema. No keyword of a schema
/// has one of these names.
pub(super) fn server_tool(key: &str) -> Role {
    match key {
        "model" | "analysis_models" | "timezone" => Role::Never,
        "allowed_domains" | "blocked_domains" | "excluded_domains" => Role::Never,
        "environment" => Role::Container,
        "user_location" => Role::Location,
        "tools" => Role::Tool,
        _ => Role::Unknown,
    }
}

/// `plugins[]` and the rules in them.
pub(super) fn plugin(key: &str) -> Role {
    match key {
        "search_prompt" | "instructions" | "rule" | "name" | "value" => Role::Text,
        "rules" | "environment" => Role::Plugin,
        "id" | "model" | "mode" | "engine" | "on_error" | "output_mode" | "preset" => Role::Never,
        "allowed_models" | "excluded_models" | "analysis_models" | "judge_model" | "models" => Role::Never,
        "cost_tier" | "include_domains" | "exclude_domains" | "allowed_domains" => Role::Never,
        "blocked_domains" | "watch" => Role::Never,
        "user_location" => Role::Location,
        _ => Role::Unknown,
    }
}

/// `reasoning_details[]` of a message. What a tool on their side was given and returned is text, and so is a summary, which
/// nobody signs.
pub(super) fn reasoning_detail(key: &str) -> Role {
    match key {
        "text" => Role::Signed,
        "summary" => Role::Text,
        other => items::block(other),
    }
}

/// Whether a signature beside a detail of this kind seals it.
pub(super) fn signs(kind: &str) -> bool {
    kind == "reasoning.text"
}

/// Whether the `data` of a detail of this kind is ciphertext.
pub(super) fn encrypts(kind: &str) -> bool {
    kind == "reasoning.encrypted"
}
