use super::*;
use crate::sandbox::tests::{TEXT, asked, document, events, joined};

#[test]
fn completions_echo_each_prompt() {
    let body = json!({"model": "echo", "prompt": [TEXT, "b"], "logprobs": 1});
    let answer = document(completions(&asked(Provider::OpenAi, body.clone())).unwrap());
    assert_eq!((&answer["choices"][0]["text"], &answer["choices"][1]["text"]), (&json!(TEXT), &json!("b")));
    let tokens = answer["choices"][0]["logprobs"]["tokens"].as_array().unwrap();
    assert_eq!(tokens.iter().filter_map(Value::as_str).collect::<String>(), TEXT);
    let mut body = body;
    body["stream"] = json!(true);
    let events = events(completions(&asked(Provider::OpenAi, body)).unwrap());
    assert_eq!(joined(&events, "/choices/0/text"), format!("{TEXT}b"));
    let starts: Vec<_> = events
        .iter()
        .filter_map(|(_, data)| data.pointer("/choices/0/logprobs/text_offset/0")?.as_u64())
        .collect();
    assert_eq!(starts[..3], [0, 1, 2]);
}

#[test]
fn tokens_stand_for_themselves() {
    let answer = completions(&asked(Provider::OpenAi, json!({"model": "echo", "prompt": [1, 2]})));
    assert_eq!(document(answer.unwrap())["choices"][0]["text"], "[1,2]");
}

#[test]
fn complete_echoes_the_last_human_turn() {
    let prompt = "\n\nHuman: first\n\nAssistant: yes\n\nHuman: the last\n\nAssistant:";
    let body = |stream: bool| {
        asked(Provider::Anthropic, json!({"model": "echo", "prompt": prompt, "stream": stream}))
    };
    assert_eq!(document(complete(&body(false)).unwrap())["completion"], " the last");
    let events = events(complete(&body(true)).unwrap());
    assert_eq!(joined(&events, "/completion"), " the last");
    assert_eq!(events.last().unwrap().1["stop_reason"], "stop_sequence");
    assert!(events.iter().all(|(name, data)| data["type"] == name.as_str()));
}
