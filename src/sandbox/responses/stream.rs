//! A finished response told as events, so that a stream told again has the same numbers.
//!
//! Item by item; calls side by side take turns with their inputs when asked to.

use serde_json::{Value, json};

use super::store::Stored;
use crate::sandbox::frames::{Frame, Frames, Framing, Padding};
use crate::sandbox::logprobs;
use crate::sandbox::pieces::Chunk;
use crate::sandbox::route::Provider;
use crate::sandbox::shape::Fault;

/// The whole stream of a response.
pub(super) fn frames(stored: &Stored) -> Vec<Frame> {
    let response = &stored.response;
    let mut frames = Frames::new(framing(stored));
    let background = response["background"] == true;
    tell(
        &mut frames,
        "response.created",
        &unfinished(response, if background { "queued" } else { "in_progress" }),
    );
    if background {
        tell(&mut frames, "response.queued", &unfinished(response, "queued"));
    }
    tell(&mut frames, "response.in_progress", &unfinished(response, "in_progress"));
    let items = response["output"].as_array().map(Vec::as_slice).unwrap_or_default();
    Teller { frames: &mut frames, chunk: stored.shape.chunk, interleaved: stored.shape.interleaved }
        .items(items);
    if stored.shape.fault == Some(Fault::Error) {
        return failed(frames, stored);
    }
    tell(&mut frames, "response.completed", response);
    frames.finish()
}

fn framing(stored: &Stored) -> Framing {
    let routed = stored.provider == Provider::OpenRouter;
    let padding = if stored.obfuscated && !routed { Padding::Obfuscation } else { Padding::None };
    Framing { named: !routed, numbered: true, padding, done: routed, comments: routed }
}

fn tell(frames: &mut Frames, event: &str, response: &Value) {
    frames.event(event, json!({"type": event, "response": response}));
}

/// The response as it is before it is finished, or when it never will be.
pub(super) fn unfinished(response: &Value, status: &str) -> Value {
    let mut response = response.clone();
    response["status"] = json!(status);
    response["output"] = json!([]);
    response["usage"] = Value::Null;
    response["completed_at"] = Value::Null;
    response
}

fn failed(frames: Frames, stored: &Stored) -> Vec<Frame> {
    let mut frames = frames.broken_after(stored.shape.after);
    let message = "The sandbox was asked to fail";
    let error = json!({"type": "server_error", "code": "server_error", "message": message, "param": null});
    frames.event("error", json!({"type": "error", "error": error}));
    let mut response = unfinished(&stored.response, "failed");
    response["error"] = json!({"code": "server_error", "message": message});
    tell(&mut frames, "response.failed", &response);
    frames.abandon()
}

struct Teller<'a> {
    frames: &'a mut Frames,
    chunk: Chunk,
    interleaved: bool,
}

/// A call whose input streams: its place, its id, its pieces yet to come.
struct Open<'a> {
    index: usize,
    item: &'a Value,
    pieces: std::vec::IntoIter<&'a str>,
}

impl<'a> Open<'a> {
    fn new(index: usize, item: &'a Value, chunk: Chunk) -> Open<'a> {
        let input = input_of(item).map_or("", |(_, _, input)| input);
        Open { index, item, pieces: chunk.split(input).into_iter() }
    }
}

impl Teller<'_> {
    fn items(&mut self, items: &[Value]) {
        let (calls, others): (Vec<_>, Vec<_>) =
            items.iter().enumerate().partition(|(_, item)| input_of(item).is_some());
        for (index, item) in others {
            self.added(index, item);
            match item["type"].as_str() {
                Some("reasoning") => self.reasoning(index, item),
                Some("message") => self.message(index, item),
                _ => {}
            }
            self.done(index, item);
        }
        let together = if self.interleaved { calls.len() } else { 1 };
        calls.chunks(together.max(1)).for_each(|calls| self.calls(calls));
    }

    fn added(&mut self, index: usize, item: &Value) {
        self.event("response.output_item.added", json!({"item": opened(item), "output_index": index}));
    }

    fn done(&mut self, index: usize, item: &Value) {
        self.event("response.output_item.done", json!({"item": item, "output_index": index}));
    }

    fn event(&mut self, name: &str, members: Value) {
        self.frames.event(name, typed(name, members));
    }

    fn delta(&mut self, name: &str, members: Value) {
        self.frames.delta(name, typed(name, members));
    }

    fn reasoning(&mut self, index: usize, item: &Value) {
        for (n, part) in item["summary"].as_array().into_iter().flatten().enumerate() {
            let at = |more: Value| {
                with(json!({"item_id": item["id"], "output_index": index, "summary_index": n}), more)
            };
            let empty = json!({"type": "summary_text", "text": ""});
            self.event("response.reasoning_summary_part.added", at(json!({"part": empty})));
            for piece in self.chunk.split(part["text"].as_str().unwrap_or_default()) {
                self.delta("response.reasoning_summary_text.delta", at(json!({"delta": piece})));
            }
            self.event("response.reasoning_summary_text.done", at(json!({"text": part["text"]})));
            self.event("response.reasoning_summary_part.done", at(json!({"part": part})));
        }
    }

    fn message(&mut self, index: usize, item: &Value) {
        let part = &item["content"][0];
        let at = |more: Value| {
            with(json!({"content_index": 0, "item_id": item["id"], "output_index": index}), more)
        };
        let empty = json!({"type": "output_text", "annotations": [], "logprobs": [], "text": ""});
        self.event("response.content_part.added", at(json!({"part": empty})));
        let spelled = part["logprobs"][0]["top_logprobs"].as_array().map(|top| top.len() as u64);
        for piece in self.chunk.split(part["text"].as_str().unwrap_or_default()) {
            let logprobs = spelled.map_or_else(|| json!([]), |most| logprobs::tokens(piece, most));
            self.delta("response.output_text.delta", at(json!({"delta": piece, "logprobs": logprobs})));
        }
        for (n, annotation) in part["annotations"].as_array().into_iter().flatten().enumerate() {
            let added = at(json!({"annotation": annotation, "annotation_index": n}));
            self.event("response.output_text.annotation.added", added);
        }
        self.event(
            "response.output_text.done",
            at(json!({"text": part["text"], "logprobs": part["logprobs"]})),
        );
        self.event("response.content_part.done", at(json!({"part": part})));
    }

    fn calls(&mut self, calls: &[(usize, &Value)]) {
        let mut open: Vec<Open<'_>> =
            calls.iter().map(|(index, item)| Open::new(*index, item, self.chunk)).collect();
        open.iter().for_each(|call| self.added(call.index, call.item));
        while open.iter().any(|call| call.pieces.len() > 0) {
            open.iter_mut().for_each(|call| self.piece(call));
        }
        open.iter().for_each(|call| self.closed(call));
    }

    fn piece(&mut self, call: &mut Open<'_>) {
        let (Some((stem, _, _)), Some(piece)) = (input_of(call.item), call.pieces.next()) else { return };
        let members = json!({"delta": piece, "item_id": call.item["id"], "output_index": call.index});
        self.delta(&format!("{stem}.delta"), members);
    }

    fn closed(&mut self, call: &Open<'_>) {
        if let Some((stem, member, input)) = input_of(call.item) {
            let members = json!({member: input, "item_id": call.item["id"], "output_index": call.index});
            self.event(&format!("{stem}.done"), members);
        }
        self.done(call.index, call.item);
    }
}

/// For an item whose input streams: the stem of its events, its member, and its input.
fn input_of(item: &Value) -> Option<(&'static str, &'static str, &str)> {
    match item["type"].as_str()? {
        "function_call" => {
            Some(("response.function_call_arguments", "arguments", item["arguments"].as_str()?))
        }
        "custom_tool_call" => Some(("response.custom_tool_call_input", "input", item["input"].as_str()?)),
        _ => None,
    }
}

/// The item as it is when it is added.
fn opened(item: &Value) -> Value {
    let mut item = item.clone();
    for (member, empty) in
        [("summary", json!([])), ("content", json!([])), ("arguments", json!("")), ("input", json!(""))]
    {
        if let Some(value) = item.get_mut(member) {
            *value = empty;
        }
    }
    if let Some(status) = item.get_mut("status") {
        *status = json!("in_progress");
    }
    item
}

fn typed(name: &str, members: Value) -> Value {
    with(json!({"type": name}), members)
}

fn with(mut base: Value, more: Value) -> Value {
    if let (Value::Object(base), Value::Object(more)) = (&mut base, more) {
        base.extend(more);
    }
    base
}
