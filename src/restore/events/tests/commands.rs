//! Commands of a shell in streams, of which a tool's name alone tells.

use allonym_detectors::Entity;

use super::*;
use crate::pseudonym::grammar::Grammar;
use crate::pseudonym::{Mapping, Numbering, Restorable, Template};
use crate::restore::Pseudonyms;

const CALL: &str = r#"{"command": "grep '<<PERSON_1>>' \"<<PERSON_1>>\"", "note": "'<<PERSON_1>>'"}"#;
const CALLED: &str =
    r#"{"command": "grep 'Thomas O'\\''Brien$' \"Thomas O'Brien\\$\"", "note": "'Thomas O'Brien$'"}"#;

fn through(endpoint: Endpoint, upstream: &[Value]) -> Vec<Value> {
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    mapping.insert(&Entity::Person, "PERSON_1", "Thomas O'Brien$", &[]);
    let pseudonyms = Pseudonyms::new(Arc::new(Grammar::new(Template::default())), Restorable::new(mapping));
    let restorer = StreamRestorer::new(endpoint, Arc::new(pseudonyms));
    events(&restored_by(restorer, stream(upstream).as_bytes(), usize::MAX, End::Clean))
}

/// What all events say at `place`, joined.
fn joined(events: &[Value], place: &str) -> String {
    events.iter().filter_map(|event| event.pointer(place)?.as_str()).collect()
}

#[test]
fn every_dialect_quotes_them_at_every_cut() {
    for pieces in cuts(CALL) {
        let block = json!({"type": "tool_use", "id": "t", "name": "Bash", "input": {}});
        let begin = json!({"type": "content_block_start", "index": 0, "content_block": block});
        let deltas = pieces.map(|piece| {
            json!({"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": piece}})
        });
        let end = json!({"type": "content_block_stop", "index": 0});
        let out = through(Endpoint::Messages, &[&[begin], &deltas[..], &[end]].concat());
        assert_eq!(joined(&out, "/delta/partial_json"), CALLED, "{pieces:?}");

        let chunk = |call: Value| json!({"choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": null}]});
        let begin = chunk(
            json!({"index": 0, "id": "c", "type": "function", "function": {"name": "shell", "arguments": ""}}),
        );
        let deltas = pieces.map(|piece| chunk(json!({"index": 0, "function": {"arguments": piece}})));
        let end = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]});
        let out = through(Endpoint::ChatCompletions, &[&[begin], &deltas[..], &[end]].concat());
        let place = "/choices/0/delta/tool_calls/0/function/arguments";
        assert_eq!(joined(&out, place), CALLED, "{pieces:?}");

        let item = |arguments: &str| json!({"id": "fc", "type": "function_call", "call_id": "c", "name": "exec_command", "arguments": arguments});
        let mut upstream =
            vec![json!({"type": "response.output_item.added", "output_index": 0, "item": item("")})];
        upstream.extend(pieces.map(|piece| {
            json!({"type": "response.function_call_arguments.delta", "output_index": 0, "delta": piece})
        }));
        upstream.extend([
            json!({"type": "response.function_call_arguments.done", "output_index": 0, "arguments": CALL}),
            json!({"type": "response.output_item.done", "output_index": 0, "item": item(CALL)}),
            json!({"type": "response.completed", "response": {"id": "resp_1", "output": [item(CALL)]}}),
        ]);
        let out = through(Endpoint::Responses, &upstream);
        assert_eq!(joined(&out, "/delta"), CALLED, "{pieces:?}");
        for place in ["/arguments", "/response/output/0/arguments"] {
            assert_eq!(joined(&out, place), CALLED, "{place}");
        }
    }
}
