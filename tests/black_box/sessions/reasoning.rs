//! Sealed reasoning comes back with whatever turns the client still has. The pseudonyms in it keep their meaning.

use serde_json::{Value, json};

use super::{call, response, said};
use crate::support::{Answer, Proxy, Upstream};

const TURN: &str = "Who signed, ann@mail.example or bob@mail.example?";
const OTHERS: &str = "eve@mail.example asks, and tom@mail.example.";
const SAYS: &str = "<<EMAIL_1>> signed, not <<EMAIL_2>>";
const RESTORED: &str = "ann@mail.example signed, not bob@mail.example";

fn user(text: &str) -> Value {
    json!({"role": "user", "content": text})
}

fn message(content: &Value) -> Value {
    json!({"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": content,
        "stop_reason": "end_turn", "usage": {"input_tokens": 1, "output_tokens": 1}})
}

/// A request with thinking: system text, tools that are defined and turns.
fn thinking(system: &str, messages: &Value) -> Value {
    json!({"model": "m", "max_tokens": 9, "system": system, "thinking": {"type": "adaptive"}, "messages": messages})
}

fn text_of(answer: &Answer) -> String {
    answer.json()["content"][0]["text"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
}

fn thought(signature: &str) -> Value {
    json!([{"type": "thinking", "thinking": "", "signature": signature}, {"type": "text", "text": "They did."}])
}

#[tokio::test]
async fn thinking_keeps_the_meaning_of_its_pseudonyms_whatever_the_client_drops() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let post = |body: Value| proxy.post("/v1/messages").header("anthropic-version", "2023-06-01").json(body);
    let first = thinking("Be kind.", &json!([user(TURN)]));
    call(&upstream, post(first), message(&thought("s1"))).await;
    let answered = json!({"role": "assistant", "content": thought("s1")});
    let says = || message(&json!([{"type": "text", "text": SAYS}]));
    let histories = [
        ("Be kind.", json!([user(TURN), answered, user("Who?")]), "<<EMAIL_1>> or <<EMAIL_2>>"),
        ("Be kind.", json!([user(OTHERS), answered, user("Who?")]), "<<EMAIL_3>> asks, and <<EMAIL_4>>"),
        (
            "Be kind.",
            json!([user("bob@mail.example or ann@mail.example"), answered, user("Who?")]),
            "<<EMAIL_2>> or <<EMAIL_1>>",
        ),
        ("Be kind.", json!([user("[cleared]"), answered, user("Who?")]), "[cleared]"),
        ("The file of eve@mail.example", json!([user(TURN), answered, user("Who?")]), "file of <<EMAIL_3>>"),
    ];
    for (system, messages, expected) in histories {
        let (seen, answer) = call(&upstream, post(thinking(system, &messages)), says()).await;
        assert!(seen.contains(expected), "{expected}: {seen}");
        assert_eq!(text_of(&answer), RESTORED, "{seen}");
    }
}

#[tokio::test]
async fn what_goes_on_from_other_turns_goes_on_so() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let post = |body: Value| proxy.post("/v1/messages").header("anthropic-version", "2023-06-01").json(body);
    call(&upstream, post(thinking("", &json!([user(TURN)]))), message(&thought("s1"))).await;
    let mut turns = vec![user(OTHERS)];
    for (signature, text, expected) in
        [("s1", "x@mail.example", "EMAIL_5"), ("s2", "y@mail.example", "EMAIL_6")]
    {
        turns.push(json!({"role": "assistant", "content": thought(signature)}));
        turns.push(user(text));
        let next = format!("s{}", turns.len() / 2 + 1);
        let (seen, _) = call(&upstream, post(thinking("", &json!(turns))), message(&thought(&next))).await;
        assert!(seen.contains("<<EMAIL_3>> asks, and <<EMAIL_4>>") && seen.contains(expected), "{seen}");
    }
    // Another tenant's exchange, or one whose reasoning is not known, begins anew.
    turns[1] = json!({"role": "assistant", "content": thought("unknown")});
    let (seen, _) = call(&upstream, post(thinking("", &json!(turns[..2]))), message(&json!([]))).await;
    assert!(seen.contains("<<EMAIL_1>> asks, and <<EMAIL_2>>"), "{seen}");
}

/// A process that was started anew knows no reasoning; what it is sent with first tells.
#[tokio::test]
async fn reasoning_that_is_not_known_means_what_its_turns_say_when_it_first_comes() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let post = |body: Value| proxy.post("/v1/messages").header("anthropic-version", "2023-06-01").json(body);
    let says = || message(&json!([{"type": "text", "text": SAYS}]));
    for first in [TURN, OTHERS] {
        let turns = json!([user(first), {"role": "assistant", "content": thought("s1")}, user("Who?")]);
        let mut body = thinking("", &turns);
        body.as_object_mut().unwrap().remove("thinking");
        let (seen, answer) = call(&upstream, post(body), says()).await;
        assert_eq!(text_of(&answer), RESTORED, "{seen}");
    }
}

#[tokio::test]
async fn streamed_thinking_is_known_by_its_signature() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let post = |body: Value| proxy.post("/v1/messages").header("anthropic-version", "2023-06-01").json(body);
    let provider = async {
        let mut call = upstream.call().await;
        call.stream().await;
        let delta = |delta: Value| json!({"type": "content_block_delta", "index": 0, "delta": delta});
        for event in [
            json!({"type": "message_start", "message": message(&json!([]))}),
            json!({"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": "", "signature": ""}}),
            delta(json!({"type": "thinking_delta", "thinking": "<<EMAIL_1>> signed"})),
            delta(json!({"type": "signature_delta", "signature": "s1"})),
            json!({"type": "content_block_stop", "index": 0}),
            json!({"type": "message_stop"}),
        ] {
            call.event(event).await;
        }
        call.end().await;
    };
    let mut first = thinking("", &json!([user(TURN)]));
    first["stream"] = json!(true);
    tokio::join!(post(first).send(), provider);
    let block = json!([{"type": "thinking", "thinking": "<<EMAIL_1>> signed", "signature": "s1"}]);
    let turns = json!([user(OTHERS), {"role": "assistant", "content": block}, user("Who?")]);
    let (seen, answer) =
        call(&upstream, post(thinking("", &turns)), message(&json!([{"type": "text", "text": SAYS}]))).await;
    assert_eq!(text_of(&answer), RESTORED, "{seen}");
}

#[tokio::test]
async fn encrypted_reasoning_keeps_the_meaning_of_its_pseudonyms() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let ask = |instructions: &str, input: Value| {
        proxy.post("/v1/responses").json(json!({"model": "m", "store": false, "instructions": instructions,
            "include": ["reasoning.encrypted_content"], "input": input}))
    };
    let reasoning = json!({"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "e1"});
    let mut reply = response("resp_1", "They did.");
    reply["output"].as_array_mut().unwrap().insert(0, reasoning.clone());
    call(&upstream, ask("", json!([user(TURN)])), reply).await;
    for (instructions, input) in [
        ("", json!([user(TURN), reasoning, user("Who?")])),
        ("", json!([user(OTHERS), reasoning, user("Who?")])),
        ("The file of eve@mail.example", json!([user(TURN), reasoning, user("Who?")])),
    ] {
        let (seen, answer) = call(&upstream, ask(instructions, input), response("resp_2", SAYS)).await;
        assert_eq!(said(&answer), RESTORED, "{seen}");
    }
}

/// As OpenRouter has it.
#[tokio::test]
async fn signed_details_of_reasoning_keep_the_meaning_of_their_pseudonyms() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let ask = |messages: Value| {
        proxy.post("/api/v1/chat/completions").json(json!({"model": "m", "messages": messages}))
    };
    for details in [
        json!([{"type": "reasoning.text", "text": "", "signature": "s1"}]),
        json!([{"type": "reasoning.encrypted", "data": "d1"}]),
    ] {
        let turn = json!({"role": "assistant", "content": "They did.", "reasoning_details": details});
        let reply = |message: &Value| json!({"id": "gen_1", "object": "chat.completion", "model": "m", "choices": [{"index": 0, "finish_reason": "stop", "message": message}]});
        call(&upstream, ask(json!([user(TURN)])), reply(&turn)).await;
        let said = json!({"role": "assistant", "content": SAYS});
        let (seen, answer) =
            call(&upstream, ask(json!([user(OTHERS), turn, user("Who?")])), reply(&said)).await;
        assert_eq!(answer.json()["choices"][0]["message"]["content"], RESTORED, "{seen}");
    }
}

/// A program leaves a file with pseudonyms; another conversation reads it.
#[tokio::test]
async fn what_was_left_in_a_container_means_the_same_to_whoever_reads_it() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let messages = |container: Value, text: &str| {
        let body = json!({"model": "m", "max_tokens": 9, "container": container, "messages": [user(text)]});
        proxy.post("/v1/messages").header("anthropic-version", "2023-06-01").json(body)
    };
    let mut left = message(&json!([{"type": "text", "text": "Done."}]));
    left["container"] = json!({"id": "container_1", "expires_at": "2027-01-01T00:00:00Z"});
    call(&upstream, messages(Value::Null, TURN), left).await;
    for container in [json!("container_1"), json!({"id": "container_1"})] {
        let says = message(&json!([{"type": "text", "text": SAYS}]));
        let (seen, answer) = call(&upstream, messages(container, OTHERS), says).await;
        assert!(seen.contains("<<EMAIL_3>> asks"), "{seen}");
        assert_eq!(text_of(&answer), RESTORED);
    }
    let ask = |text: &str| {
        let tools = json!([{"type": "code_interpreter", "container": "cntr_1"}]);
        proxy.post("/v1/responses").json(json!({"model": "m", "store": false, "tools": tools, "input": text}))
    };
    let mut left = response("resp_1", "Done.");
    let ran = json!({"type": "code_interpreter_call", "id": "ci_1", "container_id": "cntr_1", "status": "completed", "code": "", "outputs": []});
    left["output"].as_array_mut().unwrap().insert(0, ran);
    call(&upstream, ask(TURN), left).await;
    let (seen, answer) = call(&upstream, ask(OTHERS), response("resp_2", SAYS)).await;
    assert!(seen.contains("<<EMAIL_3>> asks"), "{seen}");
    assert_eq!(said(&answer), RESTORED);
}
