//! What operators see: metrics, the posture and health on a listener of their own; and what they asked for under load.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{End, Proxy, Reply, Upstream, holds, within};

/// The number behind a line of the metrics; zero for a line that is not there.
async fn count(proxy: &Proxy, metric: &str) -> u64 {
    let text = proxy.admin("/metrics").await;
    let value = text.lines().find_map(|line| line.strip_prefix(metric)?.strip_prefix(' '));
    value.map_or(0, |value| value.parse().expect("a whole number"))
}

#[tokio::test]
async fn answers_refusals_and_values_are_counted() {
    let proxy = Proxy::echoing().await;
    for _ in 0..2 {
        assert_eq!(proxy.chat("mail jane.roe@mail.example").send().await.status, 200);
    }
    assert_eq!(proxy.chat("hello").key("px-nobody").send().await.status, 401);
    let answered = "allonym_requests_total{provider=\"openai\",endpoint=\"chat_completions\",code=\"200\"}";
    assert_eq!(count(&proxy, answered).await, 2);
    assert_eq!(count(&proxy, "allonym_requests_total{provider=\"\",endpoint=\"\",code=\"401\"}").await, 1);
    assert_eq!(proxy.post("/v1/embeddings").text("no JSON").send().await.status, 400);
    let refused = "allonym_requests_total{provider=\"\",endpoint=\"embeddings\",code=\"400\"}";
    assert_eq!(count(&proxy, refused).await, 1);
    assert_eq!(count(&proxy, "allonym_entities_total{entity=\"EMAIL\"}").await, 2);
    assert_eq!(count(&proxy, "allonym_request_prepare_seconds_count").await, 2);
    assert_eq!(count(&proxy, "allonym_upstream_first_byte_seconds_count{provider=\"openai\"}").await, 2);
    assert_eq!(count(&proxy, "allonym_exchanges_running").await, 0);
}

#[tokio::test]
async fn an_exchange_runs_until_its_last_byte() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let asking = tokio::spawn(proxy.chat("hello").open());
    let mut call = upstream.call().await;
    call.stream().await;
    let open = asking.await.expect("a head");
    assert_eq!(count(&proxy, "allonym_exchanges_running").await, 1);
    call.reset();
    open.finish().await;
    assert_eq!(count(&proxy, "allonym_exchanges_running").await, 0);
    assert_eq!(count(&proxy, "allonym_streams_broken_total{provider=\"openai\"}").await, 1);
}

#[tokio::test]
async fn the_posture_and_health_are_told_without_a_key_and_nothing_else() {
    let proxy = Proxy::echoing_with("[content]\nblobs = \"pass\"").await;
    let status: Value = serde_json::from_str(&proxy.admin("/status").await).expect("JSON");
    assert_eq!(status["opt_outs"][0]["setting"], "content.blobs");
    assert_eq!(proxy.admin("/v1/health/ready").await, "ready\n");
    assert!(proxy.admin("/v1/models").await.contains("/metrics"));
    assert_eq!(proxy.get("/metrics").send().await.status, 404, "clients do not see it");
}

/// The names that an expression uses.
fn names(expression: &str) -> impl Iterator<Item = &str> {
    let words = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("allonym_") || word.starts_with("process_"))
}

/// All strings under the key `expr`, at any depth.
fn expressions(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| match value.as_str() {
            Some(text) if key == "expr" || key == "definition" => found.push(text.to_owned()),
            _ => expressions(value, found),
        }),
        Value::Array(items) => items.iter().for_each(|item| expressions(item, found)),
        _ => {}
    }
}

/// Every series that dashboard and alerts look at is one that a proxy that has worked tells.
#[tokio::test]
async fn dashboard_and_alerts_look_at_metrics_that_there_are() {
    let proxy = Proxy::echoing().await;
    assert_eq!(proxy.chat("mail jane.roe@mail.example").send().await.status, 200);
    let stream = json!({"model": "echo+fault=reset", "stream": true, "messages": [{"role": "user", "content": "a b c d e"}]});
    assert_eq!(proxy.post("/v1/chat/completions").json(stream).send().await.end, End::Broken);
    let whole = json!({"model": "echo+fault=reset", "messages": [{"role": "user", "content": "a b c d e"}]});
    assert_eq!(proxy.post("/v1/chat/completions").json(whole).send().await.status, 502);
    let text = proxy.admin("/metrics").await;
    let series = text.lines().filter_map(|line| line.split(['{', ' ']).next());
    let told: BTreeSet<&str> = series.filter(|name| *name != "#").collect();
    let mut asked = Vec::new();
    let dashboard = include_str!("../../deploy/grafana/allonym.json");
    expressions(&serde_json::from_str(dashboard).expect("JSON"), &mut asked);
    let alerts = include_str!("../../deploy/prometheus/allonym.rules.yaml");
    asked.extend(alerts.lines().filter(|line| !line.trim_start().starts_with('#')).map(str::to_owned));
    let asked: BTreeSet<&str> = asked.iter().flat_map(|expression| names(expression)).collect();
    assert!(asked.len() > 25, "{asked:?}");
    let unknown: Vec<_> = asked.difference(&told).collect();
    assert!(unknown.is_empty(), "{unknown:?}\n{text}");
    // And the other way round: what is told can be seen somewhere.
    let unseen: Vec<_> =
        told.difference(&asked).filter(|name| !name.ends_with("_sum") && !name.ends_with("_count")).collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}

#[tokio::test]
async fn text_is_counted_by_whether_it_was_looked_at() {
    let proxy = Proxy::echoing().await;
    assert_eq!(proxy.chat("twelve bytes").send().await.status, 200);
    assert_eq!(count(&proxy, "allonym_text_bytes_total{inspected=\"yes\"}").await, 12);
    // The model's name and the role.
    assert_eq!(count(&proxy, "allonym_text_bytes_total{inspected=\"no\"}").await, 8);
}

#[tokio::test]
async fn what_a_stream_holds_back_is_told_and_forgotten_with_it() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let body =
        json!({"model": "m", "stream": true, "messages": [{"role": "user", "content": "ann@mail.example"}]});
    for reset in [false, true] {
        let asking = tokio::spawn(proxy.post("/v1/chat/completions").json(body.clone()).open());
        let mut call = upstream.call().await;
        call.stream().await;
        call.event(json!({"choices": [{"index": 0, "delta": {"content": "to "}}]})).await;
        call.event(json!({"choices": [{"index": 0, "delta": {"content": "<<EMAIL"}}]})).await;
        let mut open = asking.await.expect("a head");
        open.until("to ").await;
        within(async {
            while count(&proxy, "allonym_stream_held_bytes").await != 7 {
                tokio::task::yield_now().await;
            }
        })
        .await;
        if reset {
            drop(open);
            call.gone().await;
        } else {
            call.end().await;
            assert!(holds(&open.finish().await.body, "<<EMAIL"));
        }
        still(&proxy).await;
    }
}

/// Ready once nothing is running, held or waiting any more.
async fn still(proxy: &Proxy) {
    let nothing = async || {
        for gauge in ["exchanges_running", "stream_held_bytes", "bodies_size_bytes", "overload_waiting"] {
            if count(proxy, &format!("allonym_{gauge}")).await != 0 {
                return false;
            }
        }
        true
    };
    within(async { while !nothing().await {} }).await;
}

fn overloaded(answer: &crate::support::Answer) {
    assert_eq!(answer.refusal(), (503, "overloaded".to_owned()));
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert_eq!(answer.header("x-should-retry"), None);
}

#[tokio::test]
async fn an_exchange_too_many_waits_for_a_place_and_is_refused_in_time() {
    let upstream = Upstream::start().await;
    let toml = "[limits]\nexchanges = 2\n[timeouts]\nwait = '200ms'";
    let proxy = Proxy::before(&upstream).toml(toml).start().await;
    let running: Vec<_> = (0..2).map(|_| tokio::spawn(proxy.chat("hello").send())).collect();
    let (first, second) = (upstream.call().await, upstream.call().await);
    overloaded(&proxy.chat("jane.roe@mail.example").send().await);
    overloaded(&proxy.post("/v1/detect").json(json!({"text": "a"})).send().await);
    assert_eq!(count(&proxy, "allonym_overload_refusals_total{cause=\"exchanges\"}").await, 2);
    let status: Value = serde_json::from_str(&proxy.admin("/status").await).expect("JSON");
    assert_eq!(status["load"]["exchanges"], json!({"running": 2, "limit": 2}));
    assert_eq!(status["load"]["refused"]["exchanges"], 2);

    // A place that becomes free goes to the one who waits.
    let waiting = tokio::spawn(proxy.chat("hello").send());
    let reply = Reply::json(200, json!({}));
    first.reply(&reply).await;
    upstream.call().await.reply(&reply).await;
    second.reply(&reply).await;
    assert_eq!(waiting.await.expect("an answer").status, 200);
    for answer in running {
        assert_eq!(answer.await.expect("an answer").status, 200);
    }
    still(&proxy).await;
}

#[tokio::test]
async fn bodies_together_take_no_more_memory_than_they_may() {
    let upstream = Upstream::agreeable().await;
    let toml = "[limits]\nbodies_bytes = '256 KiB'\nbody_bytes = '256 KiB'\nanswer_bytes = '256 KiB'\n[timeouts]\nwait = '200ms'";
    let proxy = Proxy::before(&upstream).toml(toml).start().await;
    let body =
        json!({"model": "m", "messages": [{"role": "user", "content": "word ".repeat(40_000)}]}).to_string();
    let begun = proxy.post("/v1/chat/completions").header("content-type", "application/json");
    let mut begun = begun.header("content-length", &body.len().to_string()).begin().await;
    begun.write(&body.as_bytes()[..body.len() - 1]).await;
    within(async { while count(&proxy, "allonym_bodies_size_bytes").await < 190_000 {} }).await;
    overloaded(&proxy.post("/v1/chat/completions").text(&body).send().await);
    assert_eq!(count(&proxy, "allonym_overload_refusals_total{cause=\"bodies\"}").await, 1);
    assert_eq!(proxy.chat("a small one").send().await.status, 200);
    begun.write(&body.as_bytes()[body.len() - 1..]).await;
    assert_eq!(begun.answer().await.finish().await.status, 200);
    still(&proxy).await;
}

/// The provider writes as fast as it may, and the client reads nothing: what is between them is what sockets and one
/// gathered write hold, not what the provider would like to send.
#[tokio::test]
async fn a_client_that_does_not_read_stops_the_provider() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let body =
        json!({"model": "m", "stream": true, "messages": [{"role": "user", "content": "ann@mail.example"}]});
    let asking = tokio::spawn(proxy.post("/v1/chat/completions").json(body).open());
    let mut call = upstream.call().await;
    call.stream().await;
    let open = asking.await.expect("a head");
    let event =
        format!("data: {}\n\n", json!({"choices": [{"index": 0, "delta": {"content": "x".repeat(8_000)}}]}));
    let mut written = 0;
    while tokio::time::timeout(std::time::Duration::from_secs(1), call.write(&event)).await.is_ok() {
        written += event.len();
        assert!(written < 64 << 20, "nothing holds the provider up");
    }
    assert!(written > 8_000, "{written}");
    drop(open);
    call.gone().await;
    still(&proxy).await;
}

#[tokio::test]
async fn a_trace_is_named_in_the_log_and_stays_here() {
    let (upstream, state) = (Upstream::agreeable().await, tempfile::tempdir().expect("a folder"));
    let process = Proxy::before(&upstream).spawn(state.path());
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let ask = process.proxy.chat("hello").header("traceparent", &format!("00-{trace}-b7ad6b7169203331-01"));
    assert_eq!(ask.header("tracestate", "vendor=jane.roe").send().await.status, 200);
    let sent = upstream.take_seen();
    assert!(!sent.contains(trace) && !sent.contains("tracestate") && !sent.contains("jane"), "{sent}");
    let log = process.end();
    assert!(holds(&log, trace) && !holds(&log, "jane"), "{}", String::from_utf8_lossy(&log));
}
