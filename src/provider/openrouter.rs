//! OpenRouter's part of the grammar: what it adds to the dialects that it speaks.
//!
//! Owns: `plugins[]`, `reasoning_details[]`. Never: its paths (`endpoint.rs`) or the rest of its bodies, which are
//! OpenAI's (`openai.rs`) and Anthropic's.

use super::items;
use super::roles::Role;

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

/// `reasoning_details[]` of a message. What a tool on their side was given and returned is text.
pub(super) fn reasoning_detail(key: &str) -> Role {
    match key {
        "text" | "summary" => Role::Signed,
        other => items::block(other),
    }
}

/// Whether a signature beside a detail of this kind seals it.
pub(super) fn signs(kind: &str) -> bool {
    matches!(kind, "reasoning.text" | "reasoning.summary")
}

/// Whether the `data` of a detail of this kind is ciphertext.
pub(super) fn encrypts(kind: &str) -> bool {
    kind == "reasoning.encrypted"
}
