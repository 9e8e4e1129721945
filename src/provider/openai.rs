//! OpenAI's part of the grammar: the top level of its bodies, answers and events.
//!
//! Owns: chat completions and completions (one table: their fields do not clash), responses, embeddings, moderations.
//! A table serves a request, its answer and its events alike. Never: what hangs below messages, items and tools, which
//! `items.rs` has; what OpenRouter and Azure add to chat completions is told apart below.

use super::openrouter;
use super::roles::Role;

/// Chat completions and completions.
pub(super) fn chat(key: &str) -> Role {
    match key {
        "messages" => Role::Message,
        "choices" => Role::Choice,
        "tools" | "functions" => Role::Tool,
        "prompt" => Role::Prompt,
        "suffix" | "stop" | "guided_choice" => Role::Text,
        "guided_regex" | "guided_grammar" => Role::Mapped,
        "response_format" => Role::Format,
        "prediction" => Role::Prediction,
        "web_search_options" => Role::WebSearch,
        "documents" => Role::Open,
        "guided_json" => Role::Schema,
        "prompt_logprobs" => Role::Logprobs,
        "reasoning_format" | "chat_template" => Role::Never,
        other => addition(other).unwrap_or_else(|| common(other)),
    }
}

/// What others add to chat completions.
fn addition(key: &str) -> Option<Role> {
    Some(match key {
        "search_results" => Role::Block,
        "citations" => Role::Url,
        "data_sources" => Role::DataSource,
        "prompt_filter_results" => Role::Sealed,
        other => return openrouter::addition(other),
    })
}

/// One of `choices`.
pub(super) fn choice(key: &str) -> Role {
    match key {
        "delta" | "message" => Role::Message,
        "text" | "stop_reason" => Role::Text,
        "finish_reason" | "native_finish_reason" => Role::Never,
        "logprobs" => Role::Logprobs,
        "content_filter_results" | "content_filter_offsets" => Role::Sealed,
        "error" => Role::Error,
        "index" => Role::Text,
        _ => Role::Unknown,
    }
}

/// Responses: body, answer, lists of items, and the members of events.
pub(super) fn responses(key: &str) -> Role {
    match key {
        "delta" | "item" | "part" | "input" | "output" | "data" | "instructions" => Role::Block,
        "output_text" | "action" => Role::Block,
        "response" => Role::Responses,
        "text" => Role::Format,
        "refusal" | "code" | "command" | "diff" | "message" | "param" | "transcript" => Role::Text,
        "arguments" => Role::JsonText,
        "annotation" => Role::Annotation,
        "logprobs" => Role::Logprobs,
        "prompt" => Role::StoredPrompt,
        "tools" => Role::Tool,
        "client_metadata" => Role::Metadata,
        "partial_image_b64" | "b64_json" => Role::Blob,
        "incomplete_details" => Role::Error,
        "item_id" | "call_id" | "previous_response_id" | "first_id" | "last_id" => Role::Never,
        "name" | "namespace" | "status" | "phase" | "include" | "truncation" => Role::Never,
        "conversation" | "reasoning" | "billing" => Role::Setting,
        other => openrouter::addition(other).unwrap_or_else(|| common(other)),
    }
}

/// Fields that mean the same in all of OpenAI's bodies.
fn common(key: &str) -> Role {
    match key {
        "model" | "id" | "object" | "type" | "system_fingerprint" | "service_tier" => Role::Never,
        "reasoning_effort" | "verbosity" | "modalities" | "prompt_cache_retention" => Role::Never,
        "obfuscation" | "stream_id" => Role::Never,
        "user" | "safety_identifier" | "prompt_cache_key" => Role::UserId,
        "metadata" => Role::Metadata,
        "usage" => Role::Sealed,
        "logit_bias" | "stream_options" | "tool_choice" | "function_call" => Role::Setting,
        "audio" | "reasoning" | "cache_control" => Role::Setting,
        "error" => Role::Error,
        // numbers and switches: named so that their keys are not searched
        "stream" | "temperature" | "top_p" | "top_k" | "n" | "seed" | "max_tokens" => Role::Text,
        "max_completion_tokens" | "max_output_tokens" | "max_tool_calls" => Role::Text,
        "parallel_tool_calls" | "store" | "background" | "logprobs" | "top_logprobs" => Role::Text,
        "presence_penalty" | "frequency_penalty" | "echo" | "best_of" | "dimensions" => Role::Text,
        "created" | "created_at" | "completed_at" | "sequence_number" | "output_index" => Role::Text,
        "content_index" | "summary_index" | "command_index" | "annotation_index" | "has_more" => Role::Text,
        _ => Role::Unknown,
    }
}

/// Embeddings. The vectors may come as base64.
pub(super) fn embeddings(key: &str) -> Role {
    match key {
        "input" => Role::Prompt,
        "data" | "encoding_format" | "input_type" => Role::Sealed,
        other => common(other),
    }
}

/// Moderations.
pub(super) fn moderations(key: &str) -> Role {
    match key {
        "input" => Role::Prompt,
        "results" => Role::Sealed,
        other => common(other),
    }
}

/// A prompt that is stored upstream, with what fills it.
pub(super) fn stored_prompt(key: &str) -> Role {
    match key {
        "variables" => Role::Variables,
        "id" | "version" => Role::Never,
        _ => Role::Unknown,
    }
}
