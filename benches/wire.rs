//! Speed of the JSON path in MB/s of the body, beside `memchr2` for the same two bytes in the same run; and of cutting an
//! event stream, in ns an event.
//!
//! `cargo bench --bench wire`. The best of many short rounds is told: a shared machine only ever slows things down.

#![expect(clippy::print_stdout, reason = "a program, and its output is its purpose")]

use std::hint::black_box;
use std::time::Instant;

use allonym::wire::json::{Edit, Escapes, JsonLimits, Lexer, Step, check_utf8, decode, splice};
use allonym::wire::sse::Decoder;
use bytes::Bytes;

const LINES: [&str; 8] = [
    "    let total = items.iter().map(|item| item.price).sum::<u64>();\\n",
    "        return {\\\"status\\\": 200};\\n",
    "}\\n\\n",
    "# The quick brown fox jumps over the lazy dog, again and again, until the page is full of words.\\n",
    "The second paragraph explains what the first one meant to say, and the third one takes it back.\\n",
    "    if err != nil {\\n        return nil, err\\n    }\\n",
    "drwxr-xr-x  5 root root 4096 Nov 22 19:35 src\\n",
    "-rw-r--r--  1 root root 16367 Nov 22 19:35 Cargo.toml\\n",
];

fn main() {
    for (name, body) in
        [("chat 2 KB", chat(2_000)), ("prose 20 KB", prose(20_000)), ("agent 800 KB", agent(800_000))]
    {
        report(name, &body);
    }
    let event = format!(
        "data: {{\"id\":\"x\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{}\"}}}}]}}\n\n",
        "a".repeat(70)
    );
    println!("2,000 events of {} bytes", event.len());
    for chunk in [event.len(), 1400, 16_384] {
        let stream = Bytes::from(event.repeat(2000));
        let rate = rate(&stream, |_| cut(&stream, chunk));
        println!("  chunks of {chunk:<6}{:>8.1} ns an event", event.len() as f64 / rate * 1e3);
    }
}

fn cut(stream: &Bytes, chunk: usize) -> usize {
    let mut decoder = Decoder::default();
    let mut bytes = 0;
    for at in (0..stream.len()).step_by(chunk) {
        decoder.push(stream.slice(at..stream.len().min(at + chunk)));
        while let Ok(Some(event)) = decoder.next_event() {
            bytes += event.data().map_or(0, |data| data.len());
        }
    }
    bytes
}

fn report(name: &str, body: &[u8]) {
    let edits = edits(body);
    let yardstick = rate(body, |body| memchr::memchr2_iter(b'"', b'\\', body).count());
    let stops = memchr::memchr2_iter(b'"', b'\\', body).count();
    println!(
        "{name}: {} bytes, one quote or backslash in {}, memchr2 {yardstick:.0} MB/s",
        body.len(),
        body.len() / stops
    );
    let line =
        |what: &str, rate: f64| println!("  {what:<16}{rate:>8.0} MB/s  {:.2} x memchr2", rate / yardstick);
    line("check_utf8", rate(body, |body| check_utf8(body).map_or(0, str::len)));
    line("lex", rate(body, |body| lexer(body).count()));
    line("lex + decode", rate(body, decode_all));
    line("splice", rate(body, |body| splice(body, &edits).len()));
    line(
        "serde_json skip",
        rate(body, |body| usize::from(serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok())),
    );
}

fn lexer(body: &[u8]) -> Lexer<'_> {
    Lexer::new(body, JsonLimits::default())
}

fn decode_all(body: &[u8]) -> usize {
    let text = check_utf8(body).expect("UTF-8");
    let decoded = |step| match step {
        Ok(Step::String(raw)) => decode(text, raw).str.len(),
        _ => 0,
    };
    lexer(body).map(decoded).sum()
}

/// One replacement in every third string with escapes.
fn edits(body: &[u8]) -> Vec<Edit> {
    let escaped = lexer(body).filter_map(|step| match step {
        Ok(Step::String(raw)) if raw.escapes == Escapes::Present => Some(raw),
        _ => None,
    });
    escaped
        .step_by(3)
        .map(|raw| Edit { range: raw.start..raw.start + 4, with: b"<<PERSON_1>>".to_vec() })
        .collect()
}

/// MB/s of the best of 60 rounds.
fn rate(body: &[u8], run: impl Fn(&[u8]) -> usize) -> f64 {
    let turns = 2_000_000 / body.len() + 1;
    let round = || {
        let start = Instant::now();
        for _ in 0..turns {
            black_box(run(black_box(body)));
        }
        start.elapsed().as_secs_f64()
    };
    let best = (0..60).map(|_| round()).fold(f64::INFINITY, f64::min);
    (body.len() * turns) as f64 / best / 1e6
}

fn chat(size: usize) -> Vec<u8> {
    let line = "Please summarise the minutes of the meeting in three points and name what is left to do. ";
    let text = line.repeat(size / 2 / line.len());
    format!(
        r#"{{"model":"gpt-5","messages":[{{"role":"system","content":"{text}"}},{{"role":"user","content":"{text}\n"}}],"temperature":0.2,"stream":true}}"#
    )
    .into_bytes()
}

fn prose(size: usize) -> Vec<u8> {
    let line = "Die Übergabe der Schlüssel erfolgt nach der Prüfung; weitere Fragen klärt das Büro. ";
    format!(
        r#"{{"model":"m","messages":[{{"role":"user","content":"{}"}}]}}"#,
        line.repeat(size / line.len())
    )
    .into_bytes()
}

/// Tool calls and their results: code, listings, JSON in strings; an escape every 20 to 30 bytes.
fn agent(size: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let mut pick = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut body = r#"{"model":"claude","max_tokens":32000,"messages":["#.to_owned();
    while body.len() < size {
        let text: String = (0..20 + pick(200)).map(|_| LINES[pick(LINES.len())]).collect();
        body += &format!(
            r#"{{"role":"assistant","content":[{{"type":"tool_use","id":"toolu_{0}","name":"Read","input":{{"file_path":"/src/{0}.rs","limit":{0}}}}}]}},{{"role":"user","content":[{{"type":"tool_result","tool_use_id":"toolu_{0}","content":"{text}"}}]}},"#,
            pick(100_000)
        );
    }
    body.pop();
    (body + "]}").into_bytes()
}
