//! Spans: what a collector is told of exchanges, and that it can neither hold one up nor learn what was said.
//!
//! The binary sends what waits when it is told to stop, so no test waits for time to pass.

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value as Any};
use opentelemetry_proto::tonic::trace::v1::{Span, span::SpanKind, status::StatusCode};
use prost::Message;
use serde_json::{Value, json};

use crate::support::{End, Process, Proxy, Reply, Upstream, holds, within};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

/// The binary before `upstream`, with a collector of its own.
fn spawn(upstream: &Upstream, collector: &str, state: &std::path::Path) -> Process {
    Proxy::before(upstream).env("OTEL_EXPORTER_OTLP_ENDPOINT", collector).spawn(state)
}

fn url(server: &Upstream) -> String {
    format!("http://{}", server.address())
}

/// What the collector got with one request, and what the process has logged.
struct Told {
    /// Method, path and type.
    head: [String; 3],
    body: Vec<u8>,
    export: ExportTraceServiceRequest,
    log: String,
}

/// Stops the process, and takes what it sends to the collector before its end.
async fn told(mut process: Process, collector: &Upstream) -> Told {
    process.signal("TERM");
    let call = collector.call().await;
    let export = ExportTraceServiceRequest::decode(&*call.body).expect("spans");
    let mime = call.header("content-type").unwrap_or_default().to_owned();
    let (head, body) = ([call.method.clone(), call.path.clone(), mime], call.body.clone());
    call.reply(&Reply::bytes(200, "application/x-protobuf", "")).await;
    assert_eq!(process.ended().await, Some(0));
    Told { head, body, export, log: String::from_utf8_lossy(&process.end()).into_owned() }
}

/// All spans.
fn spans(told: &Told) -> Vec<&Span> {
    let scopes = told.export.resource_spans.iter().flat_map(|resource| &resource.scope_spans);
    scopes.flat_map(|scope| &scope.spans).collect()
}

fn named<'s>(spans: &[&'s Span], name: &str) -> &'s Span {
    let found = spans.iter().find(|span| span.name == name);
    found.unwrap_or_else(|| {
        panic!("no {name} among {:?}", spans.iter().map(|span| &span.name).collect::<Vec<_>>())
    })
}

/// Attributes as JSON.
fn attributes(all: &[KeyValue]) -> Value {
    let value = |attribute: &KeyValue| match attribute.value.as_ref().and_then(|value| value.value.clone()) {
        Some(Any::StringValue(text)) => json!(text),
        Some(Any::IntValue(number)) => json!(number),
        Some(Any::DoubleValue(number)) => json!(number),
        other => panic!("{}: {other:?}", attribute.key),
    };
    all.iter()
        .map(|attribute| (attribute.key.clone(), value(attribute)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn answer() -> Reply {
    Reply::json(
        200,
        json!({
            "model": "m-2026",
            "choices": [{"index": 0, "message": {"role": "assistant", "content": "noted, <<EMAIL_1>>"}}],
            "usage": {"prompt_tokens": 12, "completion_tokens": 5}
        }),
    )
}

#[tokio::test]
async fn an_exchange_is_four_spans_in_its_client_s_trace() {
    let (upstream, collector) = (Upstream::always(answer()).await, Upstream::start().await);
    let state = tempfile::tempdir().unwrap();
    let process = spawn(&upstream, &url(&collector), state.path());
    let asking = process
        .proxy
        .chat("mail jane.roe@mail.example")
        .header("traceparent", &format!("00-{TRACE}-{PARENT}-01"));
    assert!(holds(&asking.send().await.body, "jane.roe@mail.example"));
    let told = told(process, &collector).await;
    assert_eq!(told.head, ["POST", "/v1/traces", "application/x-protobuf"]);
    assert!(!holds(&told.body, "jane.roe"), "{:?}", told.export);
    let resource = attributes(&told.export.resource_spans[0].resource.as_ref().unwrap().attributes);
    assert_eq!(resource["service.name"], "allonym");
    let spans = spans(&told);
    assert_eq!(spans.len(), 4, "{spans:?}");
    assert!(spans.iter().all(|span| hex(&span.trace_id) == TRACE), "{spans:?}");
    let whole = named(&spans, "chat_completions");
    assert_eq!((hex(&whole.parent_span_id), whole.kind), (PARENT.to_owned(), SpanKind::Server as i32));
    let parts = ["scan", "chat echo", "restore"].map(|name| named(&spans, name));
    for part in parts {
        assert_eq!(part.parent_span_id, whole.span_id);
        assert!(whole.start_time_unix_nano <= part.start_time_unix_nano, "{part:?}");
        assert!(part.start_time_unix_nano <= part.end_time_unix_nano, "{part:?}");
        assert!(part.end_time_unix_nano <= whole.end_time_unix_nano, "{part:?}");
    }
    assert_eq!(
        attributes(&whole.attributes),
        json!({
            "http.request.method": "POST", "allonym.endpoint": "chat_completions", "allonym.tenant": "default",
            "http.response.status_code": 200
        })
    );
    assert_eq!(
        attributes(&parts[0].attributes),
        json!({"allonym.entities": 1, "allonym.text.inspected": 26, "allonym.entities.EMAIL": 1})
    );
    let mut provider = attributes(&parts[1].attributes);
    assert!(provider["allonym.upstream.first_byte"].take().is_f64());
    assert_eq!(
        provider,
        json!({
            "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "echo",
            "gen_ai.response.model": "m-2026", "gen_ai.usage.input_tokens": 12, "gen_ai.usage.output_tokens": 5,
            "server.address": "127.0.0.1", "server.port": upstream.address().port(), "allonym.upstream.first_byte": null
        })
    );
}

#[tokio::test]
async fn a_stream_tells_its_tokens_and_how_it_broke() {
    let (upstream, collector) = (Upstream::start().await, Upstream::start().await);
    let state = tempfile::tempdir().unwrap();
    let process = spawn(&upstream, &url(&collector), state.path());
    for cut in [false, true] {
        let body = json!({"model": "m", "stream": true, "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]});
        let asking = tokio::spawn(process.proxy.post("/v1/messages").json(body).open());
        let mut call = upstream.call().await;
        call.stream().await;
        let begins = json!({"model": "m", "usage": {"input_tokens": 7, "output_tokens": 1}});
        call.event(json!({"type": "message_start", "message": begins})).await;
        let open = asking.await.expect("a head");
        if cut {
            call.reset();
            assert_eq!(open.finish().await.end, End::Broken);
        } else {
            call.event(json!({"type": "message_delta", "delta": {}, "usage": {"output_tokens": 30}})).await;
            call.end().await;
            assert_eq!(open.finish().await.end, End::Clean);
        }
    }
    let told = told(process, &collector).await;
    let all = spans(&told);
    let providers: Vec<_> = all.iter().filter(|span| span.name == "chat m").collect();
    let [whole, cut] = providers[..] else { panic!("{all:?}") };
    let (whole_told, cut_told) = (attributes(&whole.attributes), attributes(&cut.attributes));
    assert_eq!(whole_told["gen_ai.usage.input_tokens"], 7);
    assert_eq!(whole_told["gen_ai.usage.output_tokens"], 30);
    assert_eq!(cut_told["gen_ai.usage.output_tokens"], 1);
    assert_eq!(
        (&whole_told["error.type"], &cut_told["error.type"]),
        (&Value::Null, &json!("provider_unreachable"))
    );
    let failed =
        |span: &Span| span.status.as_ref().is_some_and(|status| status.code == StatusCode::Error as i32);
    assert_eq!((failed(whole), failed(cut)), (false, true));
}

#[tokio::test]
async fn a_model_s_name_is_told_only_where_a_provider_answers_to_it() {
    let (upstream, collector) = (Upstream::start().await, Upstream::start().await);
    let state = tempfile::tempdir().unwrap();
    let process = spawn(&upstream, &url(&collector), state.path());
    let echo = |model: &str| Reply::json(200, json!({"model": model, "choices": []}));
    for (model, reply) in [
        ("jane-roe", Reply::json(404, json!({"error": {"message": "no such model: jane-roe"}}))),
        ("jane.roe@mail.example", echo("jane.roe@mail.example")),
        ("ask Jane Roe", echo("ask Jane Roe")),
    ] {
        let asking = tokio::spawn(
            process.proxy.post("/v1/chat/completions").json(json!({"model": model, "messages": []})).send(),
        );
        upstream.call().await.reply(&reply).await;
        asking.await.expect("an answer");
    }
    assert_eq!(process.proxy.get("/v1/jane").key("px-jane").send().await.status, 401);
    let told = told(process, &collector).await;
    assert!(!holds(&told.body, "jane") && !holds(&told.body, "Jane"), "{:?}", told.export);
    let all = spans(&told);
    assert_eq!(all.iter().filter(|span| span.name == "chat").count(), 3);
    let refused = named(&all, "exchange");
    assert_eq!(attributes(&refused.attributes)["error.type"], "unauthorized");
}

#[tokio::test]
async fn who_does_not_record_a_trace_is_followed_and_the_log_names_every_trace() {
    let (upstream, collector) = (Upstream::always(answer()).await, Upstream::start().await);
    let state = tempfile::tempdir().unwrap();
    let process = spawn(&upstream, &url(&collector), state.path());
    let proxy = &process.proxy;
    assert_eq!(
        proxy.chat("x").header("traceparent", &format!("00-{TRACE}-{PARENT}-00")).send().await.status,
        200
    );
    assert_eq!(proxy.chat("x").send().await.status, 200);
    let told = told(process, &collector).await;
    let log = &told.log;
    let spans = spans(&told);
    let trace = hex(&spans[0].trace_id);
    assert!(
        spans.len() == 4 && trace != TRACE && spans.iter().all(|span| hex(&span.trace_id) == trace),
        "{spans:?}"
    );
    for trace in [TRACE, &trace] {
        assert!(
            log.lines().any(|line| line.contains("exchange answered") && line.contains(trace)),
            "{trace}\n{log}"
        );
    }
}

#[tokio::test]
async fn a_collector_that_is_gone_holds_nobody_up_and_is_counted() {
    let upstream = Upstream::always(answer()).await;
    let state = tempfile::tempdir().unwrap();
    // Port 9 of loopback: nobody listens there.
    let process = Proxy::before(&upstream)
        .env("OTEL_BSP_SCHEDULE_DELAY", "20")
        .toml("[telemetry]\nendpoint = \"http://127.0.0.1:9\"")
        .spawn(state.path());
    for _ in 0..3 {
        assert_eq!(process.proxy.chat("x").send().await.status, 200);
    }
    let all_failed = async {
        while !process.proxy.admin("/metrics").await.contains("allonym_spans_total{fate=\"failed\"} 12") {
            tokio::task::yield_now().await;
        }
    };
    within(all_failed).await;
    let text = process.proxy.admin("/metrics").await;
    assert!(text.contains("allonym_spans_total{fate=\"sent\"} 0"), "{text}");
    let log = String::from_utf8_lossy(&process.end()).into_owned();
    assert_eq!(log.matches("spans do not reach the collector").count(), 1, "told once a minute\n{log}");
}

#[tokio::test]
async fn why_a_provider_does_not_answer_is_in_the_span_and_in_the_log() {
    let (upstream, collector) =
        (Upstream::always(Reply::json(500, json!({}))).await, Upstream::start().await);
    let state = tempfile::tempdir().unwrap();
    let process = Proxy::before(&upstream)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", &url(&collector))
        .env("ALLONYM_ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
        .spawn(state.path());
    assert_eq!(process.proxy.chat("x").send().await.status, 500);
    let body = json!({"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]});
    let answer = process.proxy.post("/v1/messages").json(body).send().await;
    assert_eq!(answer.refusal(), (502, "provider_unreachable".to_owned()));
    assert!(answer.text().contains("the connection is refused"), "{}", answer.text());
    let told = told(process, &collector).await;
    let all = spans(&told);
    for (name, kind, cause) in
        [("chat_completions", "500", Value::Null), ("messages", "provider_unreachable", json!("refused"))]
    {
        let whole = named(&all, name);
        let failed =
            |span: &Span| span.status.as_ref().is_some_and(|told| told.code == StatusCode::Error as i32);
        let provider = all
            .iter()
            .find(|span| span.parent_span_id == whole.span_id && span.kind == SpanKind::Client as i32);
        for span in [whole, provider.expect("a span of the provider's")] {
            let told = attributes(&span.attributes);
            assert_eq!((&told["error.type"], &told["allonym.cause"]), (&json!(kind), &cause), "{span:?}");
            assert!(failed(span), "{span:?}");
        }
    }
    assert!(told.log.contains("cause=\"refused\""), "{}", told.log);
}
