//! Numbers of JSON in streams.

use allonym_detectors::Entity;

use super::*;
use crate::provider::Tools;
use crate::pseudonym::grammar::Grammar;
use crate::pseudonym::{Mapping, Numbering, Restorable, Template};
use crate::restore::Pseudonyms;

const CALL: &str =
    r#"{"id": "<<CUSTOMER_ID_1>>", "of": [1, "<<CUSTOMER_ID_1>>"], "s": "<<CUSTOMER_ID_1>>!"}"#;
const CALLED: &str = r#"{"id": 10023456, "of": [1, 10023456], "s": "10023456!"}"#;

/// Two tools, of which one wants a number where the other wants text.
const TOOLS: &str = r#"[{"name":"find","input_schema":{"properties":{"to":{"type":"integer"}}}},
    {"name":"open","input_schema":{"properties":{"to":{"type":"string"}}}}]"#;

/// What either is called with, and how that comes back.
const TO: &str = r#"{"to": "<<CUSTOMER_ID_1B>>", "and": {"to": ["<<CUSTOMER_ID_1>>"]}}"#;
const TO_NUMBER: &str = r#"{"to": 10023456, "and": {"to": [10023456]}}"#;
const TO_TEXT: &str = r#"{"to": "10023456", "and": {"to": ["10023456"]}}"#;
const TOOLS_WANT: [(&str, &str); 2] = [("find", TO_NUMBER), ("open", TO_TEXT)];

fn through(endpoint: Endpoint, upstream: &[Value]) -> Vec<Value> {
    through_with(Arc::<Tools>::default().with(TOOLS, [0]), endpoint, upstream)
}

fn through_with(tools: Arc<Tools>, endpoint: Endpoint, upstream: &[Value]) -> Vec<Value> {
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    mapping.insert_number(&Entity::CustomerId, "CUSTOMER_ID_1", "10023456");
    mapping.insert(&Entity::CustomerId, "CUSTOMER_ID_1B", "10023456", &[]);
    let pseudonyms = Pseudonyms::new(Arc::new(Grammar::new(Template::default())), Restorable::new(mapping));
    let pseudonyms = pseudonyms.calling(tools);
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

/// Calls of both tools at once, each in its own pieces.
#[test]
fn a_chunk_calls_a_tool_with_what_its_schema_wants_at_every_cut() {
    let chunk = |delta: Value| json!({"choices": [{"index": 0, "delta": delta, "finish_reason": null}]});
    for pieces in cuts(TO) {
        let begun = |at: usize, (name, _): (&str, &str)| {
            let call = json!({"index": at, "id": name, "type": "function", "function": {"name": name, "arguments": ""}});
            chunk(json!({"tool_calls": [call]}))
        };
        let goes_on = |at: usize, piece: &str| {
            chunk(json!({"tool_calls": [{"index": at, "function": {"arguments": piece}}]}))
        };
        let mut upstream: Vec<Value> = [0, 1].map(|at| begun(at, TOOLS_WANT[at])).to_vec();
        upstream.extend(pieces.iter().flat_map(|piece| [goes_on(0, piece), goes_on(1, piece)]));
        upstream.push(json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}));
        let out = through(Endpoint::ChatCompletions, &upstream);
        for (at, (_, back)) in TOOLS_WANT.iter().enumerate() {
            let of_it =
                |event: &&Value| event.pointer("/choices/0/delta/tool_calls/0/index") == Some(&at.into());
            let these: Vec<Value> = out.iter().filter(of_it).cloned().collect();
            assert_eq!(
                joined(&these, "/choices/0/delta/tool_calls/0/function/arguments"),
                *back,
                "{pieces:?}"
            );
        }
        for (name, back) in TOOLS_WANT {
            let mut upstream = vec![chunk(json!({"function_call": {"name": name, "arguments": ""}}))];
            upstream.extend(pieces.map(|piece| chunk(json!({"function_call": {"arguments": piece}}))));
            let out = through(Endpoint::ChatCompletions, &upstream);
            assert_eq!(joined(&out, "/choices/0/delta/function_call/arguments"), back, "{pieces:?}");
        }
    }
}

/// Servers that begin each call at index 0; one that says all of a call at once, and one that names it in every chunk.
#[test]
fn another_call_on_the_same_index_is_of_another_tool() {
    let chunk = |id: &str, name: &str, piece: &str| {
        let call = json!({"index": 0, "id": id, "function": {"name": name, "arguments": piece}});
        json!({"choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": null}]})
    };
    let said = |upstream: &[Value]| {
        let out = through(Endpoint::ChatCompletions, upstream);
        joined(&out, "/choices/0/delta/tool_calls/0/function/arguments")
    };
    let upstream =
        [chunk("a", "find", TO), chunk("b", "open", TO), chunk("c", "find", TO), chunk("d", "find", TO)];
    assert_eq!(said(&upstream), [TO_NUMBER, TO_TEXT, TO_NUMBER, TO_NUMBER].concat());
    for pieces in cuts(TO) {
        let upstream = pieces.map(|piece| chunk("a", "find", piece));
        assert_eq!(said(&upstream), TO_NUMBER, "{pieces:?}");
    }
}

#[test]
fn a_block_calls_a_tool_with_what_its_schema_wants_at_every_cut() {
    for pieces in cuts(TO) {
        for (name, back) in TOOLS_WANT {
            let block = json!({"type": "tool_use", "id": "toolu_1", "name": name, "input": {}});
            let mut upstream =
                vec![json!({"type": "content_block_start", "index": 1, "content_block": block})];
            upstream.extend(pieces.map(|piece| {
                json!({"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": piece}})
            }));
            upstream.push(json!({"type": "content_block_stop", "index": 1}));
            let out = through(Endpoint::Messages, &upstream);
            assert_eq!(joined(&out, "/delta/partial_json"), back, "{pieces:?}");
        }
    }
}

#[test]
fn a_response_calls_a_tool_with_what_its_schema_wants_in_pieces_and_whole() {
    for pieces in cuts(TO) {
        for (name, back) in TOOLS_WANT {
            let item = |arguments: &str| json!({"id": "fc_1", "type": "function_call", "call_id": "c", "name": name, "arguments": arguments});
            let delta = |piece: &str| json!({"type": "response.function_call_arguments.delta", "output_index": 2, "delta": piece});
            let mut upstream =
                vec![json!({"type": "response.output_item.added", "output_index": 2, "item": item("")})];
            upstream.extend(pieces.map(delta));
            upstream.extend([
                json!({"type": "response.function_call_arguments.done", "output_index": 2, "arguments": TO}),
                json!({"type": "response.output_item.done", "output_index": 2, "item": item(TO)}),
                json!({"type": "response.completed", "response": {"id": "resp_1", "output": [item(TO)]}}),
            ]);
            let out = through(Endpoint::Responses, &upstream);
            assert_eq!(joined(&out, "/delta"), back, "{pieces:?}");
            for place in ["/arguments", "/item/arguments", "/response/output/0/arguments"] {
                assert_eq!(joined(&out, place), back, "{place}");
            }
        }
    }
}

/// Of a call that nobody has named, what all tools agree on: here nothing, so each value comes back as it stood.
#[test]
fn a_call_without_a_name_comes_back_as_the_values_stood() {
    let delta = json!({"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": TO}});
    let out = through(Endpoint::Messages, &[delta]);
    assert_eq!(joined(&out, "/delta/partial_json"), r#"{"to": "10023456", "and": {"to": [10023456]}}"#);
}

/// Who asks for a stored response has defined no tools; the response repeats them.
#[test]
fn a_stored_response_tells_itself_what_its_tools_want() {
    for (name, back) in TOOLS_WANT {
        let item = |arguments: &str| json!({"type": "function_call", "call_id": "c", "name": name, "arguments": arguments});
        let tools: Value = serde_json::from_str(&TOOLS.replace("input_schema", "parameters")).unwrap();
        let response =
            |output: Value| json!({"id": "resp_1", "object": "response", "output": output, "tools": tools});
        let upstream = [
            json!({"type": "response.created", "response": response(json!([]))}),
            json!({"type": "response.output_item.added", "output_index": 0, "item": item("")}),
            json!({"type": "response.function_call_arguments.delta", "output_index": 0, "delta": TO}),
            json!({"type": "response.function_call_arguments.done", "output_index": 0, "arguments": TO}),
            json!({"type": "response.completed", "response": response(json!([item(TO)]))}),
        ];
        let out = through_with(Arc::default(), Endpoint::Response, &upstream);
        for place in ["/delta", "/arguments", "/response/output/0/arguments"] {
            assert_eq!(joined(&out, place), back, "{place}");
        }
    }
}
