//! Calls whose earlier text rests with the provider: what a pseudonym meant in one call is known in the next.

mod reasoning;
mod summaries;

use serde_json::{Value, json};

use crate::support::{Answer, Ask, End, Proxy, Reply, Upstream};

fn response(id: &str, text: &str) -> Value {
    json!({"id": id, "object": "response", "status": "completed",
        "output": [{"type": "message", "id": "msg_1", "role": "assistant", "content": [{"type": "output_text", "text": text, "annotations": []}]}]})
}

fn said(answer: &Answer) -> String {
    answer.json()["output"][0]["content"][0]["text"]
        .as_str()
        .unwrap_or_else(|| panic!("{}", answer.text()))
        .to_owned()
}

/// Sends one request, answers it, and gives what the provider saw with what the client got.
async fn call(upstream: &Upstream, ask: Ask, reply: Value) -> (String, Answer) {
    let provider = async {
        let call = upstream.call().await;
        let seen = call.text();
        call.reply(&Reply::json(200, reply)).await;
        seen
    };
    let (answer, seen) = tokio::join!(ask.send(), provider);
    (seen, answer)
}

#[tokio::test]
async fn a_follow_up_knows_what_the_first_call_knew() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let ask = |body: Value| proxy.post("/v1/responses").json(body);
    let first = ask(json!({"model": "m", "input": "I am Jane Roe, jane.roe@mail.example"}));
    call(&upstream, first, response("resp_1", "Hi <<PERSON_1>>")).await;
    let second = ask(
        json!({"model": "m", "previous_response_id": "resp_1", "input": "and tom@mail.example, jane.roe@mail.example"}),
    );
    let (seen, answer) =
        call(&upstream, second, response("resp_2", "<<PERSON_1>> <<EMAIL_1>> <<EMAIL_2>>")).await;
    assert!(seen.contains("and <<EMAIL_2>>, <<EMAIL_1>>") && seen.contains("\"resp_1\""), "{seen}");
    assert_eq!(said(&answer), "Jane Roe jane.roe@mail.example tom@mail.example");
    let third = ask(json!({"model": "m", "previous_response_id": "resp_2", "input": "all?"}));
    let (_, answer) = call(&upstream, third, response("resp_3", "<<EMAIL_2>> <<PERSON_1>>")).await;
    assert_eq!(said(&answer), "tom@mail.example Jane Roe");
}

#[tokio::test]
async fn a_streamed_response_is_remembered_too() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let body = json!({"model": "m", "stream": true, "input": "ann@mail.example"});
    let provider = async {
        let mut call = upstream.call().await;
        call.stream().await;
        call.event(json!({"type": "response.created", "sequence_number": 0, "response": {"id": "resp_s", "output": []}})).await;
        call.event(json!({"type": "response.completed", "sequence_number": 1, "response": response("resp_s", "<<EMAIL_1>>")})).await;
        call.end().await;
    };
    let (answer, ()) = tokio::join!(proxy.post("/v1/responses").json(body).send(), provider);
    assert_eq!(answer.end, End::Clean);
    let (_, answer) =
        call(&upstream, proxy.get("/v1/responses/resp_s"), response("resp_s", "<<EMAIL_1>>")).await;
    assert_eq!(said(&answer), "ann@mail.example");
}

#[tokio::test]
async fn stored_responses_and_their_items_are_restored_until_they_are_deleted() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let first = proxy.post("/v1/responses").json(json!({"model": "m", "input": "ann@mail.example"}));
    call(&upstream, first, response("resp_1", "ok")).await;
    let stored = || response("resp_1", "<<EMAIL_1>>");
    let (_, got) = call(&upstream, proxy.get("/v1/responses/resp_1"), stored()).await;
    assert_eq!(said(&got), "ann@mail.example");
    let items = json!({"object": "list", "data": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "<<EMAIL_1>>"}]}]});
    let (_, listed) = call(&upstream, proxy.get("/v1/responses/resp_1/input_items"), items).await;
    assert_eq!(listed.json()["data"][0]["content"][0]["text"], "ann@mail.example");
    let (_, cancelled) = call(&upstream, proxy.post("/v1/responses/resp_1/cancel"), stored()).await;
    assert_eq!(said(&cancelled), "ann@mail.example");
    let deleted = json!({"id": "resp_1", "object": "response.deleted", "deleted": true});
    let (_, answer) = call(&upstream, proxy.ask("DELETE", "/v1/responses/resp_1"), deleted).await;
    assert_eq!(answer.json()["deleted"], true);
    let (_, gone) = call(&upstream, proxy.get("/v1/responses/resp_1"), stored()).await;
    assert_eq!(said(&gone), "<<EMAIL_1>>", "what it meant is forgotten");
}

#[tokio::test]
async fn a_stream_that_is_resumed_keeps_its_numbers_and_is_restored() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let first = proxy
        .post("/v1/responses")
        .json(json!({"model": "m", "background": true, "input": "ann@mail.example"}));
    call(&upstream, first, response("resp_1", "")).await;
    let delta = |number: u64, text: &str| {
        json!({"type": "response.output_text.delta", "sequence_number": number,
        "output_index": 0, "content_index": 0, "item_id": "msg_1", "delta": text})
    };
    let provider = async {
        let mut call = upstream.call().await;
        assert_eq!(call.path, "/v1/responses/resp_1?stream=true&starting_after=6");
        call.stream().await;
        for (number, text) in [(7, "to <<EMA"), (8, "IL_1"), (9, ">> at once")] {
            call.event(delta(number, text)).await;
        }
        call.event(json!({"type": "response.output_text.done", "sequence_number": 10, "output_index": 0, "content_index": 0, "item_id": "msg_1", "text": "to <<EMAIL_1>> at once"})).await;
        call.end().await;
    };
    let ask = proxy.get("/v1/responses/resp_1?stream=true&starting_after=6");
    let (answer, ()) = tokio::join!(ask.send(), provider);
    let numbers: Vec<u64> =
        answer.events().iter().map(|event| event["sequence_number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [7, 8, 9, 10]);
    assert_eq!(
        (answer.joined("/delta").as_str(), answer.joined("/text").as_str()),
        ("to ann@mail.example at once", "to ann@mail.example at once")
    );
}

#[tokio::test]
async fn a_conversation_is_remembered_by_its_own_id() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    for conversation in [json!("conv_1"), json!({"id": "conv_2"})] {
        let ask = |input: &str| {
            proxy
                .post("/v1/responses")
                .json(json!({"model": "m", "conversation": conversation, "input": input}))
        };
        let (ann, _) = call(&upstream, ask("ann@mail.example"), response("resp_a", "ok")).await;
        let (tom, _) = call(&upstream, ask("tom@mail.example"), response("resp_b", "ok")).await;
        let (ann, tom) = (pseudonym_in(&ann), pseudonym_in(&tom));
        assert_ne!(ann, tom);
        let (_, answer) = call(&upstream, ask("who?"), response("resp_c", &format!("{ann} {tom}"))).await;
        assert_eq!(said(&answer), "ann@mail.example tom@mail.example");
    }
}

/// The conversation may hold text of a time that is forgotten, so its numbers are not counted from 1.
fn pseudonym_in(seen: &str) -> &str {
    let start = seen.find("<<EMAIL_").expect("a pseudonym");
    let end = start + seen[start..].find(">>").expect("its end") + 2;
    assert!(end - start > "<<EMAIL_9999>>".len(), "{}", &seen[start..end]);
    &seen[start..end]
}

/// Where the mapping is gone, a pseudonym stays one: a number is never given a second meaning.
#[tokio::test]
async fn a_forgotten_pseudonym_stays_visible_and_never_becomes_somebody_else() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).toml("[vault]\nttl = '0s'").start().await;
    let first =
        proxy.post("/v1/responses").json(json!({"model": "m", "store": false, "input": "ann@mail.example"}));
    call(&upstream, first, response("resp_1", "ok")).await;
    let second = proxy.post("/v1/responses").json(
        json!({"model": "m", "store": false, "previous_response_id": "resp_1", "input": "tom@mail.example"}),
    );
    let (seen, answer) = call(&upstream, second, response("resp_2", "<<EMAIL_1>>")).await;
    assert!(!seen.contains("<<EMAIL_1>>") && !seen.contains("tom@"), "{seen}");
    assert_eq!(said(&answer), "<<EMAIL_1>>");
}

#[tokio::test]
async fn a_response_that_is_not_stored_is_not_remembered() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let first =
        proxy.post("/v1/responses").json(json!({"model": "m", "store": false, "input": "ann@mail.example"}));
    let (_, answer) = call(&upstream, first, response("resp_1", "<<EMAIL_1>>")).await;
    assert_eq!(said(&answer), "ann@mail.example");
    let (_, got) =
        call(&upstream, proxy.get("/v1/responses/resp_1"), response("resp_1", "<<EMAIL_1>>")).await;
    assert_eq!(said(&got), "<<EMAIL_1>>");
}

#[tokio::test]
async fn a_thread_knows_what_its_earlier_messages_knew() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let message = |id: &str, text: &str| {
        json!({"id": id, "type": "message", "role": "assistant", "model": "m", "content": [{"type": "text", "text": text}],
            "stop_reason": "end_turn", "usage": {"input_tokens": 1, "output_tokens": 1}})
    };
    let ask = |thread: Value, stream: bool, text: &str| {
        let turn = json!({"role": "user", "content": text});
        let body =
            json!({"model": "m", "max_tokens": 9, "stream": stream, "thread": thread, "messages": [turn]});
        proxy.post("/v1/messages").header("anthropic-version", "2023-06-01").json(body)
    };
    let going_on = |id: &str| json!({"type": "continue", "previous_message_id": id});
    let begun = ask(json!({"type": "create"}), false, "ann@mail.example is ill");
    call(&upstream, begun, message("msg_1", "ok")).await;
    let provider = async {
        let mut call = upstream.call().await;
        assert!(call.text().contains("<<EMAIL_2>> asks"), "{}", call.text());
        call.stream().await;
        call.event(json!({"type": "message_start", "message": message("msg_2", "")})).await;
        call.event(json!({"type": "message_stop"})).await;
        call.end().await;
    };
    tokio::join!(ask(going_on("msg_1"), true, "tom@mail.example asks").send(), provider);
    let third = ask(going_on("msg_2"), false, "so?");
    let (_, answer) = call(&upstream, third, message("msg_3", "<<EMAIL_1>> told <<EMAIL_2>>")).await;
    assert_eq!(answer.json()["content"][0]["text"], "ann@mail.example told tom@mail.example");
    let (_, answer) =
        call(&upstream, ask(going_on("msg_0"), false, "eve@mail.example"), message("msg_4", "<<EMAIL_1>>"))
            .await;
    assert_eq!(answer.json()["content"][0]["text"], "<<EMAIL_1>>", "of a thread that is not known");
}
