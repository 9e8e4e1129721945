//! Streams: each event at once, the same text however it was cut, and nothing but text changed.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Answer, End, Proxy, Reply, Upstream, joined};

/// A dialect that streams: where, what is asked, and where the text of its events stands.
struct Stream {
    path: &'static str,
    ask: fn(&str, &str) -> Value,
    text: &'static str,
}

const STREAMS: &[Stream] = &[
    Stream { path: "/v1/chat/completions", ask: chat, text: "/choices/0/delta/content" },
    Stream { path: "/v1/completions", ask: prompt, text: "/choices/0/text" },
    Stream { path: "/v1/responses", ask: input, text: "/delta" },
    Stream { path: "/v1/messages", ask: messages, text: "/delta/text" },
    Stream { path: "/v1/complete", ask: complete, text: "/completion" },
    Stream {
        path: "/openai/deployments/d/chat/completions?api-version=2024-10-21",
        ask: chat,
        text: "/choices/0/delta/content",
    },
    Stream { path: "/openai/v1/responses", ask: input, text: "/delta" },
    Stream { path: "/api/v1/chat/completions", ask: chat, text: "/choices/0/delta/content" },
    Stream { path: "/api/v1/messages", ask: messages, text: "/delta/text" },
];

fn chat(model: &str, text: &str) -> Value {
    json!({"model": model, "stream": true, "messages": [{"role": "user", "content": text}]})
}

fn prompt(model: &str, text: &str) -> Value {
    json!({"model": model, "stream": true, "prompt": text})
}

fn input(model: &str, text: &str) -> Value {
    json!({"model": model, "stream": true, "input": text})
}

fn messages(model: &str, text: &str) -> Value {
    json!({"model": model, "stream": true, "max_tokens": 4000, "messages": [{"role": "user", "content": text}]})
}

fn complete(model: &str, text: &str) -> Value {
    json!({"model": model, "stream": true, "max_tokens_to_sample": 4000, "prompt": format!("\n\nHuman: {text}\n\nAssistant:")})
}

const TEXT: &str = "Grüße, My name is Jane Roe 😀 <jane.roe@mail.example>\n\"quoted\" C:\\new std::cout << x; <<PERSON_9>> +49 30 1234567\t日本";

async fn streamed(proxy: &Proxy, stream: &Stream, model: &str) -> Answer {
    let answer = proxy.post(stream.path).json((stream.ask)(model, TEXT)).send().await;
    assert_eq!((answer.status, answer.end), (200, End::Clean), "{} {model}: {}", stream.path, answer.text());
    answer
}

#[tokio::test]
async fn a_text_comes_back_whole_however_its_stream_is_cut() {
    let proxy = Proxy::echoing().await;
    for stream in STREAMS {
        for cut in
            ["chunk=1", "chunk=1b", "chunk=7", "chunk=whole", "chunk=words", "write=1", "write=7", "write=61"]
        {
            let answer = streamed(&proxy, stream, &format!("echo+{cut}")).await;
            let text = answer.joined(stream.text);
            assert_eq!(text.trim_start(), TEXT, "{} {cut}\n{}", stream.path, answer.text());
            assert!(!proxy.last_received().contains("jane.roe"), "{}", stream.path);
        }
    }
}

#[tokio::test]
async fn a_compressed_stream_is_restored_all_the_same() {
    let proxy = Proxy::echoing().await;
    for stream in STREAMS {
        for encoding in ["gzip", "br", "zstd", "deflate"] {
            let answer = streamed(&proxy, stream, &format!("echo+encoding={encoding}+chunk=7")).await;
            assert_eq!(answer.joined(stream.text).trim_start(), TEXT, "{} {encoding}", stream.path);
            assert_eq!(answer.header("content-encoding"), None);
        }
    }
}

/// A delta with this text.
type Delta = fn(&str) -> Value;

/// The first delta is with the client before the provider is allowed to say more. No time is measured: a proxy that
/// gathered would wait for ever.
#[tokio::test]
async fn each_event_is_with_the_client_before_the_next_is_sent() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let deltas: [(&str, Delta); 3] = [
        ("/v1/chat/completions", |text| json!({"choices": [{"index": 0, "delta": {"content": text}}]})),
        (
            "/v1/responses",
            |text| json!({"type": "response.output_text.delta", "sequence_number": 1, "output_index": 0, "content_index": 0, "item_id": "m", "delta": text}),
        ),
        (
            "/v1/messages",
            |text| json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}),
        ),
    ];
    for (path, delta) in deltas {
        let body = json!({"model": "m", "stream": true, "max_tokens": 9, "input": "ann@mail.example",
            "messages": [{"role": "user", "content": "ann@mail.example"}]});
        let begun = async {
            let mut call = upstream.call().await;
            call.stream().await;
            call
        };
        let (mut client, mut provider) = tokio::join!(proxy.post(path).json(body).open(), begun);
        assert_eq!(client.header("x-accel-buffering"), Some("no"));
        for (said, shown) in [
            ("one", "one"),
            ("to <<EMAIL_1>>", "to ann@mail.example"),
            ("a << b", "a << b"),
            ("x <<ELSE", "x <<ELSE"),
            ("<<EMAIL_2>>", "<<EMAIL_2>>"),
        ] {
            provider.event(delta(said)).await;
            client.until(shown).await;
        }
        provider.write(": ping\n\n").await;
        client.until(": ping").await;
        provider.end().await;
        assert_eq!(client.finish().await.end, End::Clean);
    }
}

/// A stream goes on while the body of another request is scanned, even where one thread does all the work. Scanning takes
/// most of the time that the request is under way: if the stream stood still meanwhile, one of its events would have
/// taken as long.
#[tokio::test]
async fn events_go_out_while_a_large_body_is_scanned() {
    let (upstream, state) = (Upstream::start().await, tempfile::tempdir().unwrap());
    let process = Proxy::before(&upstream).env("TOKIO_WORKER_THREADS", "1").spawn(state.path());
    let proxy = &process.proxy;
    let begun = async {
        let mut call = upstream.call().await;
        call.stream().await;
        call
    };
    let ask = proxy.post("/v1/chat/completions").json(chat("m", TEXT));
    let (mut client, mut provider) = tokio::join!(ask.open(), begun);
    let large: String = (0..2_000).map(|n| format!("Write to jane.roe{n}@mail.example by 3 May. ")).collect();
    let sent = Instant::now();
    let large = tokio::spawn(proxy.chat(&large).send());
    let mut longest = Duration::ZERO;
    let mut events = 0;
    let scanned = upstream.call();
    tokio::pin!(scanned);
    loop {
        let (said, at) = (format!("event {events} <<EMAIL_1>>."), Instant::now());
        provider.event(json!({"choices": [{"index": 0, "delta": {"content": said}}]})).await;
        client.until(&format!("event {events} jane.roe@mail.example.")).await;
        longest = longest.max(at.elapsed());
        events += 1;
        if let Ok(call) = tokio::time::timeout(Duration::from_millis(1), &mut scanned).await {
            let whole = sent.elapsed();
            assert!(longest < whole / 4, "{longest:?} of {whole:?}");
            call.reply(&Reply::json(200, json!({}))).await;
            break;
        }
    }
    assert_eq!(large.await.unwrap().status, 200);
    assert!(events > 10, "{events}");
}

/// A stream in which each pair of deltas cuts the pseudonym at another place.
#[tokio::test]
async fn a_pseudonym_may_be_cut_anywhere() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let pseudonym = "<<EMAIL_1>>";
    let delta = |text: &str| json!({"choices": [{"index": 0, "delta": {"content": text}}]});
    let provider = async {
        let mut call = upstream.call().await;
        call.stream().await;
        for at in 1..pseudonym.len() {
            call.event(delta(&format!("[{}", &pseudonym[..at]))).await;
            call.event(delta(&format!("{}]", &pseudonym[at..]))).await;
        }
        for character in format!("[{pseudonym}]").chars() {
            call.event(delta(&character.to_string())).await;
        }
        call.end().await;
    };
    let (answer, ()) = tokio::join!(proxy.chat("ann@mail.example").send(), provider);
    assert_eq!(answer.joined("/choices/0/delta/content"), "[ann@mail.example]".repeat(pseudonym.len()));
}

#[tokio::test]
async fn what_was_held_back_comes_before_what_ends_the_text() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let chunk = |delta: Value, finish: Value| json!({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]});
    let provider = async {
        let mut call = upstream.call().await;
        call.stream().await;
        call.event(chunk(json!({"reasoning_content": "think <<EM"}), Value::Null)).await;
        call.event(chunk(json!({"content": "say <<EMA"}), Value::Null)).await;
        call.event(chunk(json!({"tool_calls": [{"index": 0, "id": "c", "function": {"name": "f", "arguments": "{\"a\":\"<<EMAIL_1>"}}]}), Value::Null)).await;
        call.event(chunk(
            json!({"tool_calls": [{"index": 0, "function": {"arguments": ">\"}"}}]}),
            Value::Null,
        ))
        .await;
        call.event(chunk(json!({}), json!("tool_calls"))).await;
        call.event(json!({"choices": [], "usage": {"total_tokens": 7}})).await;
        call.write("data: [DONE]\n\n").await;
        call.end().await;
    };
    let (answer, ()) = tokio::join!(proxy.chat("ann@mail.example").send(), provider);
    let text = |path: &str| answer.joined(&format!("/choices/0/delta/{path}"));
    assert_eq!(text("reasoning_content"), "think <<EM");
    assert_eq!(text("content"), "say <<EMA");
    assert_eq!(text("tool_calls/0/function/arguments"), "{\"a\":\"ann@mail.example\"}");
    let finished = answer.text().find("\"finish_reason\":\"tool_calls\"").unwrap();
    assert!(
        !joined(&answer.body[finished..], "/choices/0/delta/content").contains('<'),
        "no text after its end"
    );
    assert!(
        answer.text().ends_with("\"usage\":{\"total_tokens\":7}}\n\ndata: [DONE]\n\n"),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn channels_that_alternate_do_not_mix() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let both = |a: &str, b: &str| {
        json!({"choices": [
        {"index": 0, "delta": {"content": a}}, {"index": 1, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": b}}]}}]})
    };
    let provider = async {
        let mut call = upstream.call().await;
        call.stream().await;
        for (a, b) in ["<<EMAIL", "_1>>"].iter().zip(["{\"x\":\"<<PER", "SON_1>>\"}"]) {
            call.event(both(a, b)).await;
        }
        call.end().await;
    };
    let (answer, ()) =
        tokio::join!(proxy.chat("My name is \"Al\" Roe; Frau Ann Roe, ann@mail.example").send(), provider);
    assert_eq!(answer.joined("/choices/0/delta/content"), "ann@mail.example");
    let arguments = answer.joined("/choices/1/delta/tool_calls/0/function/arguments");
    let arguments: Value = serde_json::from_str(&arguments).unwrap();
    assert!(arguments["x"].as_str().unwrap().contains("Roe"), "{arguments}");
}

/// What stands around the text, whatever it is, is forwarded as it came.
#[tokio::test]
async fn frames_without_a_pseudonym_pass_byte_for_byte() {
    let odd = ": OPENROUTER PROCESSING\n\n: \n\nevent: of_tomorrow\ndata: {\"x\" : [1e400, \"\\ud83d\"]}\n\n\
               data: {\"choices\":null}\n\ndata: {\"choices\":[]}\n\ndata: {\"choices\":[{\"index\":0}]}\n\n\
               data:{\"choices\":[{\"delta\":{\"content\":\"a\"},\"index\":0}]   }\n\nretry: 3\n\n\
               data: {\"choices\":[{\"delta\":{\"content\":\"b\"},\ndata: \"index\":0}]}\n\ndata: plain text\n\n\
               id: 7\r\ndata: {\"obfuscation\":\"xyz\"}\r\n\r\ndata: [DONE]\n\ndata: [DONE]\n\n";
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    for size in [1, 7, 61, odd.len()] {
        let provider = async {
            let mut call = upstream.call().await;
            call.stream().await;
            for chunk in odd.as_bytes().chunks(size) {
                call.write(chunk).await;
            }
            call.end().await;
        };
        let (answer, ()) = tokio::join!(proxy.chat("ann@mail.example").send(), provider);
        assert_eq!((answer.text().as_str(), answer.end), (odd, End::Clean), "in chunks of {size}");
    }
}

#[tokio::test]
async fn no_event_after_the_first_is_lost_when_two_come_at_once() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let provider = async {
        let mut call = upstream.call().await;
        call.stream().await;
        let events: String = (0..500)
            .map(|n| format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{n} <<EMAIL_1>>,\"}}}}]}}\n\n"))
            .collect();
        call.write(events).await;
        call.end().await;
    };
    let (answer, ()) = tokio::join!(proxy.chat("ann@mail.example").send(), provider);
    let expected: String = (0..500).map(|n| format!("{n} ann@mail.example,")).collect();
    assert_eq!(answer.joined("/choices/0/delta/content"), expected);
}

/// Some servers send events as plain text, without a type, or call them JSON: what they are shows in how they begin.
#[tokio::test]
async fn a_stream_that_is_not_called_one_is_restored_all_the_same() {
    let event =
        |text: &str| format!("data: {}\n\n", json!({"choices": [{"index": 0, "delta": {"content": text}}]}));
    let events = format!(": hello\n\n{}{}data: [DONE]\n\n", event("to <<EMA"), event("IL_1>>!"));
    for (mime, begin) in
        [("text/plain", ""), ("application/json", ""), ("application/octet-stream", "\u{feff}")]
    {
        let upstream = Upstream::always(Reply::bytes(200, mime, format!("{begin}{events}"))).await;
        let proxy = Proxy::before(&upstream).start().await;
        let answer = proxy.post("/v1/chat/completions").json(chat("m", "ann@mail.example")).send().await;
        let text = answer.joined("/choices/0/delta/content");
        assert_eq!((answer.status, &*text), (200, "to ann@mail.example!"), "{mime}: {}", answer.text());
    }
    let upstream = Upstream::always(Reply::bytes(200, "text/plain", "date: <<EMAIL_1>>")).await;
    let proxy = Proxy::before(&upstream).start().await;
    let answer = proxy.post("/v1/chat/completions").json(chat("m", "ann@mail.example")).send().await;
    assert_eq!(answer.text(), "date: ann@mail.example");
}
