//! What operators see: metrics, the posture and health on a listener of their own.

use crate::support::{Proxy, Upstream};

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
    assert_eq!(count(&proxy, "allonym_entities_total{entity=\"EMAIL\"}").await, 2);
    assert_eq!(count(&proxy, "allonym_request_prepare_seconds_count").await, 2);
    assert_eq!(count(&proxy, "allonym_upstream_wait_seconds_count{provider=\"openai\"}").await, 2);
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
    let status: serde_json::Value = serde_json::from_str(&proxy.admin("/status").await).expect("JSON");
    assert_eq!(status["opt_outs"][0]["setting"], "content.blobs");
    assert_eq!(proxy.admin("/v1/health/ready").await, "ready\n");
    assert!(proxy.admin("/v1/models").await.contains("/metrics"));
    assert_eq!(proxy.get("/metrics").send().await.status, 404, "clients do not see it");
}
