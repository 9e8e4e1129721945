//! The chunks of a chat stream: role first, then reasoning, text or calls, the finish, the usage.
//!
//! Choices take turns; the arguments of parallel calls do so when asked to.

use serde_json::{Value, json};

use super::{Chat, annotation, detail, filtered, prompt_filter_results};
use crate::sandbox::asked::id;
use crate::sandbox::behave::Call;
use crate::sandbox::frames::{Frame, Frames, Framing, Padding};
use crate::sandbox::prompt::ToolKind;
use crate::sandbox::route::Provider;
use crate::sandbox::seal;

/// One step of a choice: its delta, its logprobs, and whether it carries a piece of the answer.
struct Step {
    delta: Value,
    logprobs: Value,
    piece: bool,
}

impl Chat<'_> {
    /// The whole stream.
    pub(super) fn frames(&self) -> Vec<Frame> {
        let mut frames = Frames::new(self.framing());
        if self.is(Provider::Azure) {
            frames.event("", azure_opening());
        }
        for index in 0..self.choices {
            let role = json!({"role": "assistant", "content": self.opening(), "refusal": null});
            frames.event("", self.chunk(index, &role, &Value::Null, None));
        }
        self.take_turns(&mut frames);
        if self.asked.fails() {
            return self.failed(frames);
        }
        for index in 0..self.choices {
            frames.event("", self.chunk(index, &json!({}), &Value::Null, Some(self.finish_reason())));
        }
        if self.counts() {
            frames.event("", self.counted());
        }
        frames.finish()
    }

    fn framing(&self) -> Framing {
        let hidden = self.asked.body["stream_options"]["include_obfuscation"] != false;
        let padding = if self.is(Provider::OpenAi) && hidden { Padding::Obfuscation } else { Padding::None };
        Framing { padding, done: true, comments: self.is(Provider::OpenRouter), ..Framing::default() }
    }

    fn opening(&self) -> Value {
        if self.answer.calls.is_empty() { json!("") } else { Value::Null }
    }

    fn take_turns(&self, frames: &mut Frames) {
        let mut choices: Vec<_> = (0..self.choices).map(|_| self.steps().into_iter()).collect();
        loop {
            let mut idle = true;
            for (index, steps) in choices.iter_mut().enumerate() {
                let Some(step) = steps.next() else { continue };
                idle = false;
                let chunk = self.chunk(index as u64, &step.delta, &step.logprobs, None);
                if step.piece { frames.delta("", chunk) } else { frames.event("", chunk) }
            }
            if idle {
                return;
            }
        }
    }

    fn steps(&self) -> Vec<Step> {
        let mut steps = self.reasoning();
        for piece in self.pieces(&self.answer.text) {
            steps.push(Step {
                delta: json!({"content": piece}),
                logprobs: self.logprobs(piece),
                piece: true,
            });
        }
        if self.asked.model.annotate && !self.answer.text.is_empty() {
            steps.push(quiet(json!({"annotations": [annotation(&self.answer.text)]})));
        }
        steps.extend(self.calling());
        steps
    }

    fn pieces<'t>(&self, text: &'t str) -> Vec<&'t str> {
        self.asked.shape.chunk.split(text)
    }

    fn reasoning(&self) -> Vec<Step> {
        let Some(thinking) = &self.answer.thinking else { return Vec::new() };
        let routed = self.is(Provider::OpenRouter);
        let delta = |piece: &str| match routed {
            true => {
                json!({"content": "", "reasoning": piece, "reasoning_details": [detail(json!({"text": piece}))]})
            }
            false => json!({"reasoning_content": piece}),
        };
        let mut steps: Vec<Step> =
            self.pieces(thinking).into_iter().map(|piece| loud(delta(piece))).collect();
        if routed {
            let signature = detail(json!({"signature": seal::sign(thinking)}));
            steps.push(quiet(json!({"content": "", "reasoning": null, "reasoning_details": [signature]})));
        }
        steps
    }

    fn calling(&self) -> Vec<Step> {
        if self.legacy_call {
            return self.answer.calls.first().map_or_else(Vec::new, |call| self.legacy(call));
        }
        let calls = self.answer.calls.iter().enumerate().map(|(index, call)| self.one_call(index, call));
        if self.asked.shape.interleaved { in_turns(calls.collect()) } else { calls.flatten().collect() }
    }

    fn one_call(&self, index: usize, call: &Call) -> Vec<Step> {
        let pieces = self.pieces(&call.input).into_iter().map(|piece| loud(continued(index, call, piece)));
        std::iter::once(quiet(opened(index, call))).chain(pieces).collect()
    }

    fn legacy(&self, call: &Call) -> Vec<Step> {
        let opened = quiet(json!({"function_call": {"name": call.tool.name, "arguments": ""}}));
        let pieces = self.pieces(&call.input);
        let rest = pieces.into_iter().map(|piece| loud(json!({"function_call": {"arguments": piece}})));
        std::iter::once(opened).chain(rest).collect()
    }

    fn chunk(&self, index: u64, delta: &Value, logprobs: &Value, finish: Option<&str>) -> Value {
        let mut choice =
            json!({"index": index, "delta": delta, "logprobs": logprobs, "finish_reason": finish});
        match self.asked.provider {
            Provider::Azure => {
                let checked = choice["delta"]["content"].as_str().is_some_and(|text| !text.is_empty());
                choice["content_filter_results"] = if checked { filtered() } else { json!({}) };
            }
            Provider::OpenRouter => choice["native_finish_reason"] = json!(finish),
            _ => {}
        }
        self.envelope(&json!([choice]))
    }

    fn envelope(&self, choices: &Value) -> Value {
        let mut chunk = json!({
            "id": self.id, "object": "chat.completion.chunk", "created": self.created,
            "model": self.asked.model.name, "service_tier": "default", "system_fingerprint": "fp_5a4db0c0de",
            "choices": choices,
        });
        if self.is(Provider::OpenRouter) {
            chunk["provider"] = json!("Sandbox");
        } else if self.counts() {
            chunk["usage"] = Value::Null;
        }
        chunk
    }

    fn counts(&self) -> bool {
        self.is(Provider::OpenRouter) || self.asked.body["stream_options"]["include_usage"] == true
    }

    fn counted(&self) -> Value {
        let choices = if self.is(Provider::OpenRouter) {
            json!([{"index": 0, "delta": {"role": "assistant", "content": ""},
                "finish_reason": null, "native_finish_reason": null, "logprobs": null}])
        } else {
            json!([])
        };
        let mut chunk = self.envelope(&choices);
        chunk["usage"] = self.usage();
        chunk
    }

    /// The stream up to the fault, then the provider's mid-stream error. Only OpenRouter says `[DONE]` after it.
    fn failed(&self, frames: Frames) -> Vec<Frame> {
        let mut frames = frames.broken_after(self.asked.shape.after);
        if self.is(Provider::OpenRouter) {
            let mut chunk = self.counted();
            chunk["error"] = json!({"code": 500, "message": "The sandbox was asked to fail"});
            frames.event("", chunk);
            return frames.finish();
        }
        let error = json!({"message": "The sandbox was asked to fail", "type": "server_error",
            "param": null, "code": "server_error"});
        frames.event("", json!({"error": error}));
        frames.abandon()
    }
}

/// One step of each list after the other, until all are used up.
fn in_turns(lists: Vec<Vec<Step>>) -> Vec<Step> {
    let mut lists: Vec<_> = lists.into_iter().map(Vec::into_iter).collect();
    let longest = lists.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
    (0..longest).flat_map(|_| lists.iter_mut().filter_map(Iterator::next).collect::<Vec<_>>()).collect()
}

fn loud(delta: Value) -> Step {
    Step { delta, logprobs: Value::Null, piece: true }
}

fn quiet(delta: Value) -> Step {
    Step { delta, logprobs: Value::Null, piece: false }
}

fn opened(index: usize, call: &Call) -> Value {
    let id = id("call_", 24);
    let name = &call.tool.name;
    let call = match call.tool.kind {
        ToolKind::Custom => {
            json!({"index": index, "id": id, "type": "custom", "custom": {"name": name, "input": ""}})
        }
        _ => {
            json!({"index": index, "id": id, "type": "function", "function": {"name": name, "arguments": ""}})
        }
    };
    json!({"tool_calls": [call]})
}

fn continued(index: usize, call: &Call, piece: &str) -> Value {
    match call.tool.kind {
        ToolKind::Custom => json!({"tool_calls": [{"index": index, "custom": {"input": piece}}]}),
        _ => json!({"tool_calls": [{"index": index, "function": {"arguments": piece}}]}),
    }
}

/// Azure's first chunk: no id, no model, no choices, only what its filter thinks of the prompt.
fn azure_opening() -> Value {
    json!({"choices": [], "created": 0, "id": "", "model": "", "object": "",
        "prompt_filter_results": prompt_filter_results()})
}
