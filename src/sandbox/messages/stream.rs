//! The events of a messages stream, in the strict order that clients check:
//! start, then each block's start, deltas and stop, then the message's delta and stop.

use serde_json::{Value, json};

use super::Message;
use crate::sandbox::asked::Asked;
use crate::sandbox::frames::{Frame, Frames, Framing, Padding};
use crate::sandbox::route::Provider;

/// The whole stream of a message.
pub(super) fn frames(message: &Message<'_>) -> Vec<Frame> {
    let asked = message.asked;
    let mut frames = Frames::new(framing(asked));
    frames.event("message_start", json!({"type": "message_start", "message": message.envelope()}));
    for (index, block) in message.blocks.iter().enumerate() {
        add(&mut frames, asked, index, block);
    }
    if asked.fails() {
        return failed(frames, asked);
    }
    frames.event("message_delta", last_delta(message));
    frames.event("message_stop", json!({"type": "message_stop"}));
    frames.finish()
}

fn framing(asked: &Asked) -> Framing {
    let comments = asked.provider == Provider::OpenRouter;
    Framing { named: true, padding: Padding::Spaces, comments, ..Framing::default() }
}

fn add(frames: &mut Frames, asked: &Asked, index: usize, block: &Value) {
    let start = json!({"type": "content_block_start", "index": index, "content_block": emptied(block)});
    frames.event("content_block_start", start);
    if index == 0 {
        frames.bare("ping", "{\"type\": \"ping\"}");
    }
    match block["type"].as_str() {
        Some("thinking") => thinking(frames, asked, index, block),
        Some("tool_use") => tool_use(frames, asked, index, block),
        _ => text(frames, asked, index, block),
    }
    frames.event("content_block_stop", json!({"type": "content_block_stop", "index": index}));
}

/// The block as it is at its start.
fn emptied(block: &Value) -> Value {
    match block["type"].as_str() {
        Some("thinking") => json!({"type": "thinking", "thinking": "", "signature": ""}),
        Some("tool_use") => {
            let mut block = block.clone();
            block["input"] = json!({});
            block
        }
        _ if block.get("citations").is_some() => json!({"citations": [], "type": "text", "text": ""}),
        _ => json!({"type": "text", "text": ""}),
    }
}

fn thinking(frames: &mut Frames, asked: &Asked, index: usize, block: &Value) {
    for piece in asked.shape.chunk.split(block["thinking"].as_str().unwrap_or_default()) {
        frames.delta(
            "content_block_delta",
            delta(index, &json!({"type": "thinking_delta", "thinking": piece})),
        );
    }
    let signature = json!({"type": "signature_delta", "signature": block["signature"]});
    frames.event("content_block_delta", delta(index, &signature));
}

fn tool_use(frames: &mut Frames, asked: &Asked, index: usize, block: &Value) {
    let part = |piece: &str| delta(index, &json!({"type": "input_json_delta", "partial_json": piece}));
    frames.event("content_block_delta", part(""));
    for piece in asked.shape.chunk.split(&block["input"].to_string()) {
        frames.delta("content_block_delta", part(piece));
    }
}

fn text(frames: &mut Frames, asked: &Asked, index: usize, block: &Value) {
    for citation in block["citations"].as_array().into_iter().flatten() {
        let citation = json!({"type": "citations_delta", "citation": citation});
        frames.event("content_block_delta", delta(index, &citation));
    }
    for piece in asked.shape.chunk.split(block["text"].as_str().unwrap_or_default()) {
        frames.delta("content_block_delta", delta(index, &json!({"type": "text_delta", "text": piece})));
    }
}

fn delta(index: usize, delta: &Value) -> Value {
    json!({"type": "content_block_delta", "index": index, "delta": delta})
}

fn last_delta(message: &Message<'_>) -> Value {
    let delta = json!({"stop_reason": message.stop_reason(), "stop_sequence": message.answer.stop, "stop_details": null});
    json!({"type": "message_delta", "delta": delta, "usage": {
        "input_tokens": message.prompt.tokens(), "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0, "output_tokens": message.answer.tokens(),
    }})
}

fn failed(frames: Frames, asked: &Asked) -> Vec<Frame> {
    let mut frames = frames.broken_after(asked.shape.after);
    let error = json!({"type": "overloaded_error", "message": "Overloaded"});
    frames.event("error", json!({"type": "error", "error": error}));
    frames.abandon()
}
