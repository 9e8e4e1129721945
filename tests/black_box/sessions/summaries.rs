//! Summaries that only their provider can read stand in for turns that the client drops. The pseudonyms in them keep their
//! meaning, and where that is lost they get no other.

use serde_json::{Value, json};

use super::{call, pseudonym_in, response, said};
use crate::support::{Proxy, Upstream};

fn sealed(ciphertext: &str) -> Value {
    json!({"type": "compaction", "id": "cmp_1", "encrypted_content": ciphertext})
}

fn ask(summary: &Value, text: &str) -> Value {
    json!({"model": "m", "store": false, "input": [summary, {"role": "user", "content": text}]})
}

#[tokio::test]
async fn a_summary_keeps_the_meaning_of_its_pseudonyms() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let post = |path: &str, body: Value| proxy.post(path).json(body);
    let turns = json!({"model": "m", "input": [{"role": "user", "content": "ann@mail.example is ill"}]});
    let compacted = json!({"id": "resp_1", "object": "response.compaction", "output": [sealed("c1")]});
    let (_, answer) = call(&upstream, post("/v1/responses/compact", turns), compacted).await;
    let summary = &answer.json()["output"][0];
    for _ in 0..2 {
        let next = post("/v1/responses", ask(summary, "tom@mail.example asks"));
        let (seen, answer) = call(&upstream, next, response("resp_2", "<<EMAIL_1>>, <<EMAIL_2>>")).await;
        assert!(seen.contains("<<EMAIL_2>> asks"), "{seen}");
        assert_eq!(said(&answer), "ann@mail.example, tom@mail.example");
    }
    // What an answer sums up by itself, in a stream: the next summary holds the one before it.
    let streamed = json!({"model": "m", "store": false, "stream": true, "context_management": [{"type": "compaction"}],
        "input": [summary, {"role": "user", "content": "tom@mail.example asks"}]});
    let provider = async {
        let mut call = upstream.call().await;
        call.stream().await;
        for kind in ["response.output_item.added", "response.output_item.done"] {
            call.event(json!({"type": kind, "output_index": 0, "item": sealed("c2")})).await;
        }
        call.end().await;
    };
    tokio::join!(post("/v1/responses", streamed).send(), provider);
    let next = post("/v1/responses", ask(&sealed("c2"), "and eve@mail.example"));
    let (seen, answer) =
        call(&upstream, next, response("resp_3", "<<EMAIL_1>>, <<EMAIL_2>>, <<EMAIL_3>>")).await;
    assert!(seen.contains("and <<EMAIL_3>>"), "{seen}");
    assert_eq!(said(&answer), "ann@mail.example, tom@mail.example, eve@mail.example");
}

#[tokio::test]
async fn pseudonyms_of_a_summary_that_is_not_known_stay_visible_and_mean_nobody_else() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let first = proxy.post("/v1/responses").json(ask(&sealed("unknown"), "tom@mail.example asks"));
    let (seen, answer) = call(&upstream, first, response("resp_1", "<<EMAIL_1>> is ill")).await;
    assert!(pseudonym_in(&seen).len() > 12, "{seen}");
    assert_eq!(said(&answer), "<<EMAIL_1>> is ill");
}

/// The seal stands in the block as it begins or comes with its text, as the types of the provider's SDK have it.
#[tokio::test]
async fn a_block_that_is_sealed_is_such_a_summary() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let post = |stream: bool, messages: Value| {
        let body = json!({"model": "m", "max_tokens": 9, "stream": stream, "messages": messages,
            "context_management": {"edits": [{"type": "compact_20260112"}]}});
        proxy.post("/v1/messages").header("anthropic-version", "2023-06-01").json(body)
    };
    let message = |content: Value| {
        json!({"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": content,
            "stop_reason": "end_turn", "usage": {"input_tokens": 1, "output_tokens": 1}})
    };
    let turn = |text: &str| json!({"role": "user", "content": text});
    let summary = "<<EMAIL_1>> is ill";
    for (signature, ciphertext) in [(json!("s"), Value::Null), (Value::Null, json!("c"))] {
        let provider = async {
            let mut call = upstream.call().await;
            call.stream().await;
            let begun = json!({"type": "compaction", "content": null, "signature": signature});
            let delta =
                json!({"type": "compaction_delta", "content": summary, "encrypted_content": ciphertext});
            for event in [
                json!({"type": "message_start", "message": message(json!([]))}),
                json!({"type": "content_block_start", "index": 0, "content_block": begun}),
                json!({"type": "content_block_delta", "index": 0, "delta": delta}),
                json!({"type": "content_block_stop", "index": 0}),
                json!({"type": "message_stop"}),
            ] {
                call.event(event).await;
            }
            call.end().await;
        };
        let turns = json!([turn("ann@mail.example is ill")]);
        let (answer, ()) = tokio::join!(post(true, turns).send(), provider);
        assert_eq!(answer.joined("/delta/content"), summary);
        let block = json!({"type": "compaction", "content": summary, "signature": signature, "encrypted_content": ciphertext});
        let turns = json!([{"role": "assistant", "content": [block]}, turn("tom@mail.example asks")]);
        let said = json!([{"type": "text", "text": "<<EMAIL_1>> told <<EMAIL_2>>"}]);
        let (seen, answer) = call(&upstream, post(false, turns), message(said)).await;
        assert!(seen.contains("<<EMAIL_2>> asks") && seen.contains(summary), "{seen}");
        assert_eq!(answer.json()["content"][0]["text"], "ann@mail.example told tom@mail.example");
    }
}

/// Clients clear old results of tools, and the reasoning about them stays, which nobody but the provider may change.
#[tokio::test]
async fn what_sealed_reasoning_says_of_somebody_is_said_of_nobody_else() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let turns = |first: &str, signature: &str| {
        let result = |id: &str, text: &str| json!({"role": "user", "content": [{"type": "tool_result", "tool_use_id": id, "content": text}]});
        let reasoning =
            json!({"type": "thinking", "thinking": "so <<EMAIL_1>> is ill", "signature": signature});
        let asks = json!({"type": "tool_use", "id": "t2", "name": "Read", "input": {}});
        json!({"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "Read them"},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "Read", "input": {}}]}, result("t1", first),
            {"role": "assistant", "content": [reasoning, asks]}, result("t2", "tom@mail.example is well")]})
    };
    let said = json!({"id": "msg_1", "type": "message", "role": "assistant", "model": "m",
        "content": [{"type": "text", "text": "<<EMAIL_1>>, <<EMAIL_2>>"}], "stop_reason": "end_turn", "usage": {"input_tokens": 1, "output_tokens": 1}});
    for (first, signature, back) in [
        ("ann@mail.example is ill", "s", "ann@mail.example"),
        ("[cleared]", "s", "ann@mail.example"),
        ("[cleared]", "unknown", "<<EMAIL_1>>"),
    ] {
        let ask = proxy
            .post("/v1/messages")
            .header("anthropic-version", "2023-06-01")
            .json(turns(first, signature));
        let (seen, answer) = call(&upstream, ask, said.clone()).await;
        assert!(seen.contains("so <<EMAIL_1>> is ill") && seen.contains("<<EMAIL_2>> is well"), "{seen}");
        assert_eq!(answer.json()["content"][0]["text"], format!("{back}, tom@mail.example"));
    }
}

/// Clients that know their provider to keep what it has said refer to it, and may leave out the turns before it.
#[tokio::test]
async fn an_item_that_is_referred_to_keeps_the_meaning_of_its_pseudonyms() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let ask = |body: Value| proxy.post("/v1/responses").json(body);
    let first = ask(json!({"model": "m", "input": "ann@mail.example is ill"}));
    call(&upstream, first, response("resp_1", "<<EMAIL_1>> is ill")).await;
    let referring = |id: &str| {
        ask(
            json!({"model": "m", "input": [{"type": "item_reference", "id": id}, {"role": "user", "content": "tom@mail.example asks"}]}),
        )
    };
    let reply = || response("resp_2", "<<EMAIL_1>>, <<EMAIL_2>>");
    let (seen, answer) = call(&upstream, referring("msg_1"), reply()).await;
    assert!(seen.contains("<<EMAIL_2>> asks"), "{seen}");
    assert_eq!(said(&answer), "ann@mail.example, tom@mail.example");
    let (seen, answer) = call(&upstream, referring("msg_unknown"), reply()).await;
    assert!(pseudonym_in(&seen).len() > 12, "{seen}");
    assert_eq!(said(&answer), "<<EMAIL_1>>, <<EMAIL_2>>");
}
