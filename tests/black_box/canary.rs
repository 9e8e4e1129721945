//! Canaries: values that stand nowhere else, put into every place of every endpoint, and found nowhere they should not be.
//!
//! Owns: the looking. `canary/surfaces.rs` has the places, `canary/values.rs` the values and their spellings. Runs the
//! real binary with its logs at trace, so that what is looked through is what an operator would have on disk.

mod surfaces;
mod values;

use std::path::Path;

use crate::support::{Proxy, Reply, Upstream, holds};
use surfaces::{PROTOCOL, REFUSED, SURFACES, Surface};
use values::{EMAIL, filled, leaks, rule_cases};

fn body(surface: &Surface) -> String {
    filled(&format!("{{\"model\":\"m\",{}}}", surface.members))
}

/// One process for all ways out: what it has logged is looked at as a whole, at the end.
#[tokio::test]
async fn no_value_gets_out_by_any_way() {
    let state = tempfile::tempdir().unwrap();
    let upstream = Upstream::start().await;
    let collector = Upstream::always(Reply::bytes(200, "application/x-protobuf", "")).await;
    let endpoint = format!("http://{}", collector.address());
    let mut process = Proxy::before(&upstream)
        .toml(STRICT)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)
        .spawn(state.path());
    a_provider_may_quote(&process.proxy, &upstream).await;
    upstream.answer_all(Reply::bytes(200, "application/json", "{}"));
    no_surface_of_any_endpoint_lets_a_value_out(&process.proxy, &upstream).await;
    no_header_lets_a_value_out(&process.proxy, &upstream).await;
    no_query_lets_a_value_out(&process.proxy, &upstream).await;
    no_refusal_repeats_a_value(&process.proxy, &upstream).await;
    let told = process.proxy.admin("/metrics").await + &process.proxy.admin("/status").await;
    assert!(
        told.contains("allonym_entities_total{entity=\"EMAIL\"}") && told.contains("\"opt_outs\""),
        "{told}"
    );
    assert_eq!(leaks(&told), Vec::<String>::new(), "in metrics and status");
    process.signal("TERM");
    assert_eq!(process.ended().await, Some(0));
    let log = String::from_utf8_lossy(&process.end()).into_owned();
    for line in ["exchange answered", "exchange refused", "stream broken"] {
        assert!(log.contains(line), "the log is looked at: {log}");
    }
    assert_eq!(leaks(&log), Vec::<String>::new(), "in the log");
    let spans = collector.take_seen();
    assert!(spans.contains("gen_ai.operation.name") && spans.contains("allonym.entities.EMAIL"), "{spans}");
    assert_eq!(leaks(&spans), Vec::<String>::new(), "in spans");
}

/// A tenant that refuses what the others replace.
const STRICT: &str = "
[[tenants]]
id = 'strict'
keys = ['px-strict-key']
[tenants.policies]
IBAN = 'block'
";

async fn no_surface_of_any_endpoint_lets_a_value_out(proxy: &Proxy, upstream: &Upstream) {
    let mut faults = Vec::new();
    for surface in SURFACES {
        upstream.forget();
        let body = body(surface);
        let answer = proxy.post(surface.path).text(&body).send().await;
        let seen = upstream.take_seen();
        let sent = seen.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
        let readable = serde_json::from_str::<serde_json::Value>(sent).is_ok();
        let out = leaks(&seen);
        if answer.status != 200 || !readable || !out.is_empty() || seen.ends_with(&body) {
            faults
                .push(format!("{} {}\n  {} {out:?}\n  {seen}", surface.path, surface.members, answer.status));
        }
    }
    assert!(faults.is_empty(), "{} of {} surfaces:\n{}", faults.len(), SURFACES.len(), faults.join("\n"));
}

async fn no_header_lets_a_value_out(proxy: &Proxy, upstream: &Upstream) {
    for name in HEADERS {
        for value in [EMAIL.to_owned(), filled("µ"), filled("§64"), format!("{{\"user\":\"{EMAIL}\"}}")] {
            let answer = proxy.chat("hello").header(name, &value).send().await;
            assert_eq!(answer.status, 200, "{name}: {value}: {}", answer.text());
            let seen = upstream.take_seen();
            assert_eq!(leaks(&seen), Vec::<String>::new(), "{name}: {value}: {seen}");
        }
    }
}

const HEADERS: &[&str] = &[
    "user-agent",
    "x-client-request-id",
    "x-request-id",
    "idempotency-key",
    "session-id",
    "originator",
    "x-stainless-lang",
    "anthropic-user-profile",
    "x-codex-turn-metadata",
    "x-openwebui-user-email",
    "x-forwarded-for",
    "forwarded",
    "referer",
    "http-referer",
    "x-title",
    "cookie",
    "from",
    "traceparent",
    "accept-language",
    "x-anything-else",
    "accept",
    "anthropic-beta",
    "anthropic-version",
    "openai-beta",
];

async fn no_query_lets_a_value_out(proxy: &Proxy, upstream: &Upstream) {
    for query in ["user=¤", "beta=true&user=µ", "q=§64", "a=1&email=%7A%71%40canary.example"] {
        let path = filled(&format!("/v1/responses?{query}"));
        let answer = proxy.post(&path).text(&filled(r#"{"model":"m","input":"§"}"#)).send().await;
        let seen = upstream.take_seen();
        assert!(answer.status == 200 || seen.is_empty(), "{query}: {}", answer.text());
        assert_eq!(leaks(&seen), Vec::<String>::new(), "{query}: {seen}");
    }
}

async fn no_refusal_repeats_a_value(proxy: &Proxy, upstream: &Upstream) {
    for (path, body, status) in REFUSED {
        let ask = proxy.post(&filled(path)).key("px-strict-key").text(&filled(body));
        let answer = ask.header("x-request-id", &filled("µ")).send().await;
        assert_eq!(answer.status, *status, "{path} {body}: {}", answer.text());
        let told = format!("{} {}", answer.text(), answer.head());
        assert_eq!(leaks(&told), Vec::<String>::new(), "{told}");
    }
    let encoded = proxy.chat("x").header("content-encoding", EMAIL).send().await;
    assert!(encoded.status == 415 && leaks(&encoded.text()).is_empty(), "{}", encoded.text());
    assert_eq!(upstream.seen(), b"");
}

/// What a provider itself makes of a value is the client's to see, and nobody else's.
async fn a_provider_may_quote(proxy: &Proxy, upstream: &Upstream) {
    let quoting = Reply::bytes(500, "text/plain", filled("broken: §")).header("x-ms-note", EMAIL);
    let garbage = filled("HTTP/1.1 200 §\r\nbad header §\r\n\r\n");
    let provider = async {
        upstream.call().await.reply(&quoting).await;
        upstream.call().await.raw(garbage.as_bytes()).await;
        let mut call = upstream.call().await;
        call.stream().await;
        call.write(filled("data: {\"bad\": §\n\n")).await;
    };
    let client = async {
        assert_eq!(proxy.chat("hello").send().await.status, 500);
        assert_eq!(proxy.chat("hello").send().await.status, 502);
        assert_eq!(proxy.chat("hello").send().await.status, 200);
    };
    tokio::join!(client, provider);
}

#[tokio::test]
async fn what_is_the_protocol_s_stays_byte_for_byte() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).start().await;
    let mut faults = Vec::new();
    for surface in PROTOCOL {
        let body = body(surface);
        let answer = proxy.post(surface.path).text(&body).send().await;
        let seen = upstream.take_seen();
        if answer.status != 200 || !seen.ends_with(&body) {
            faults.push(format!("{} {}\n  {} {seen}", surface.path, surface.members, answer.status));
        }
    }
    assert!(faults.is_empty(), "{} of {} places:\n{}", faults.len(), PROTOCOL.len(), faults.join("\n"));
}

/// Every kind that any rule finds, in the words of the rule's own cases.
#[tokio::test]
async fn no_kind_of_value_that_a_rule_finds_reaches_the_provider() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).toml("[detection]\ndates = 'all'").start().await;
    let cases = rule_cases(Path::new("detectors/rules"));
    assert!(cases.len() > 150, "{} cases", cases.len());
    for case in cases {
        upstream.forget();
        assert_eq!(proxy.chat(&case.text).send().await.status, 200, "{}", case.text);
        let seen = upstream.take_seen();
        let sent: serde_json::Value = serde_json::from_str(seen.split_once("\r\n\r\n").unwrap().1).unwrap();
        let sent = sent["messages"][0]["content"].as_str().unwrap();
        let out: Vec<_> = case.values.iter().filter(|value| case.stands_in(value, sent)).collect();
        assert!(out.is_empty(), "{out:?}\n{}\n{sent}", case.text);
    }
}

/// Runs itself as a child, whose panic is looked at from here: a panic's message goes to the process' own standard error.
#[test]
fn a_panic_does_not_say_what_was_being_processed() {
    const CHILD: &str = "ALLONYM_TEST_PANICS";
    if std::env::var_os(CHILD).is_some() {
        allonym::telemetry::silence_panics();
        let panicking = std::thread::spawn(|| panic!("while reading {EMAIL}"));
        assert!(panicking.join().is_err());
        return;
    }
    let name = "canary::a_panic_does_not_say_what_was_being_processed";
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    let output = child.args(["--exact", name, "--nocapture"]).env(CHILD, "1").output().unwrap();
    let told = [output.stdout, output.stderr].concat();
    assert!(holds(&told, "its message is withheld"), "{}", String::from_utf8_lossy(&told));
    assert!(!holds(&told, EMAIL), "{}", String::from_utf8_lossy(&told));
}
