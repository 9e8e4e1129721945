//! Numbers of JSON in streams.

use allonym_detectors::Entity;

use super::*;
use crate::pseudonym::grammar::Grammar;
use crate::pseudonym::{Mapping, Numbering, Restorable, Template};
use crate::restore::Pseudonyms;

const CALL: &str =
    r#"{"id": "<<CUSTOMER_ID_1>>", "of": [1, "<<CUSTOMER_ID_1>>"], "s": "<<CUSTOMER_ID_1>>!"}"#;
const CALLED: &str = r#"{"id": 10023456, "of": [1, 10023456], "s": "10023456!"}"#;

fn through(endpoint: Endpoint, upstream: &[Value]) -> Vec<Value> {
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    mapping.insert_number(&Entity::CustomerId, "CUSTOMER_ID_1", "10023456");
    let pseudonyms = Pseudonyms::new(Arc::new(Grammar::new(Template::default())), Restorable::new(mapping));
    let restorer = StreamRestorer::new(endpoint, Arc::new(pseudonyms));
    events(&restored_by(restorer, stream(upstream).as_bytes(), usize::MAX, End::Clean))
}

/// What all events say at `place`, joined.
fn joined(events: &[Value], place: &str) -> String {
    events.iter().filter_map(|event| event.pointer(place)?.as_str()).collect()
}

#[test]
fn the_arguments_of_a_call_are_numbers_at_every_cut() {
    for pieces in cuts(CALL) {
        let deltas = pieces.map(|piece| {
            json!({"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}, "finish_reason": null}]})
        });
        let end = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]});
        let out = through(Endpoint::ChatCompletions, &[&deltas[..], &[end]].concat());
        let place = "/choices/0/delta/tool_calls/0/function/arguments";
        assert_eq!(joined(&out, place), CALLED, "{pieces:?}");

        let deltas = pieces.map(|piece| {
            json!({"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": piece}})
        });
        let end = json!({"type": "content_block_stop", "index": 0});
        let out = through(Endpoint::Messages, &[&deltas[..], &[end]].concat());
        assert_eq!(joined(&out, "/delta/partial_json"), CALLED, "{pieces:?}");
    }
}

#[test]
fn a_response_says_the_same_in_pieces_and_whole() {
    for pieces in cuts(CALL) {
        let mut upstream = pieces
            .map(|piece| json!({"type": "response.function_call_arguments.delta", "output_index": 0, "delta": piece}))
            .to_vec();
        let item =
            json!({"id": "fc_1", "type": "function_call", "call_id": "c", "name": "f", "arguments": CALL});
        upstream.extend([
            json!({"type": "response.function_call_arguments.done", "output_index": 0, "arguments": CALL}),
            json!({"type": "response.output_item.done", "output_index": 0, "item": item}),
            json!({"type": "response.completed", "response": {"id": "resp_1", "output": [item]}}),
        ]);
        let out = through(Endpoint::Responses, &upstream);
        assert_eq!(out.len(), upstream.len());
        assert_eq!(joined(&out, "/delta"), CALLED, "{pieces:?}");
        for place in ["/arguments", "/item/arguments", "/response/output/0/arguments"] {
            assert_eq!(joined(&out, place), CALLED);
        }
    }
}

#[test]
fn structured_output_and_a_fenced_document_are_numbers_at_every_cut() {
    let fenced = |document: &str| format!("So:\n```json\n{document}\n```\nfor \"10023456\"");
    for (text, expected) in [(CALL.to_owned(), CALLED.to_owned()), (fenced(CALL), fenced(CALLED))] {
        for pieces in cuts(&text) {
            let deltas = pieces.map(|piece| json!({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": null}]}));
            let end = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
            let out = through(Endpoint::ChatCompletions, &[&deltas[..], &[end]].concat());
            assert_eq!(joined(&out, "/choices/0/delta/content"), expected, "{pieces:?}");
        }
    }
}
