//! Beginning, changing and ending: what clients see of it, and what the one who asked is told.
//!
//! Owns: signals and `allonym reload` to the real binary, and what it takes from its surroundings. `src/server/tests.rs` has the end of single connections.

use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tokio::net::TcpStream;

use crate::support::{End, Process, Proxy, Reply, Upstream, within};

/// Waits until the process says that it takes no more requests.
async fn not_ready(process: &Process) {
    within(async {
        while process.proxy.admin("/v1/health/ready").await != "not ready\n" {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_process_that_is_told_to_stop_lets_a_stream_end_and_takes_nothing_new() {
    let state = tempfile::tempdir().unwrap();
    let upstream = Upstream::start().await;
    let mut process = Proxy::before(&upstream).spawn(state.path());
    let asking = tokio::spawn(process.proxy.chat("hello").open());
    let mut call = upstream.call().await;
    call.stream().await;
    let open = asking.await.unwrap();
    process.signal("TERM");
    not_ready(&process).await;
    let refused = async {
        while TcpStream::connect(process.proxy.address()).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    within(refused).await;
    call.event(json!({"choices": [{"index": 0, "delta": {"content": "the last word"}}]})).await;
    call.end().await;
    let answer = open.finish().await;
    assert_eq!(answer.end, End::Clean);
    assert!(answer.text().contains("the last word"), "{}", answer.text());
    assert_eq!(process.ended().await, Some(0));
}

#[tokio::test]
async fn what_has_not_ended_by_the_deadline_ends_unclean() {
    let state = tempfile::tempdir().unwrap();
    let upstream = Upstream::start().await;
    let mut process = Proxy::before(&upstream).env("ALLONYM_TIMEOUTS_SHUTDOWN", "100ms").spawn(state.path());
    let asking = tokio::spawn(process.proxy.chat("hello").open());
    let mut call = upstream.call().await;
    call.stream().await;
    let open = asking.await.unwrap();
    process.signal("TERM");
    assert_eq!(open.finish().await.end, End::Broken);
    assert_eq!(process.ended().await, Some(0));
}

#[tokio::test]
async fn readiness_turns_false_before_anything_else() {
    let state = tempfile::tempdir().unwrap();
    let upstream = Upstream::agreeable().await;
    let process = Proxy::before(&upstream).env("ALLONYM_TIMEOUTS_DRAIN", "1h").spawn(state.path());
    process.signal("TERM");
    not_ready(&process).await;
    assert_eq!(process.proxy.get("/v1/health/ready").send().await.status, 503);
    assert_eq!(process.proxy.chat("hello").send().await.status, 200, "who has not noticed is still served");
}

fn write(state: &Path, toml: &str) {
    std::fs::write(state.join("allonym.toml"), toml).unwrap();
}

const ANNA: &str = "Write to anna.roe@mail.example";

#[tokio::test]
async fn a_new_configuration_is_in_force_for_new_requests_and_sessions_go_on() {
    let state = tempfile::tempdir().unwrap();
    let upstream = Upstream::start().await;
    let process = Proxy::before(&upstream).toml("[policies]\nURL = 'allow'").spawn(state.path());
    let asking = tokio::spawn(process.proxy.chat(ANNA).open());
    let mut running = upstream.call().await;
    running.stream().await;
    let open = asking.await.unwrap();

    let first = json!({"model": "m", "input": ANNA});
    let asking = tokio::spawn(process.proxy.post("/v1/responses").json(first).send());
    let stored = json!({"id": "resp_1", "object": "response", "output": []});
    upstream.call().await.reply(&Reply::json(200, stored)).await;
    assert_eq!(asking.await.unwrap().status, 200);

    write(state.path(), "[policies]\nEMAIL = 'block'\n[limits]\nconnections = 7");
    let (code, said) = process.reload(state.path());
    assert_eq!((code, said.lines().next()), (Some(0), Some("The new configuration is in force.")), "{said}");
    assert!(said.contains("limits.connections: waits for a restart"), "{said}");
    assert_eq!(process.proxy.chat(ANNA).send().await.refusal(), (400, "pii_blocked".to_owned()));
    assert!(process.proxy.admin("/status").await.contains("\"opt_outs\": []"));

    let next = json!({"model": "m", "input": "and now?", "previous_response_id": "resp_1"});
    let asking = tokio::spawn(process.proxy.post("/v1/responses").json(next).send());
    let output = json!([{"type": "message", "role": "assistant", "content":
        [{"type": "output_text", "text": "to <<EMAIL_1>>", "annotations": []}]}]);
    let answer = json!({"id": "resp_2", "object": "response", "output": output});
    upstream.call().await.reply(&Reply::json(200, answer)).await;
    let answer = asking.await.unwrap();
    assert!(answer.text().contains("to anna.roe@mail.example"), "{}", answer.text());

    running.event(json!({"choices": [{"index": 0, "delta": {"content": "<<EMAIL_1>>"}}]})).await;
    running.end().await;
    let answer = open.finish().await;
    assert!(answer.end == End::Clean && answer.text().contains("anna.roe@mail.example"), "{}", answer.text());
}

#[tokio::test]
async fn a_faulty_configuration_is_refused_with_every_reason_and_the_old_one_stays() {
    let state = tempfile::tempdir().unwrap();
    let upstream = Upstream::agreeable().await;
    let process = Proxy::before(&upstream).toml("[policies]\nEMAIL = 'block'").spawn(state.path());
    write(state.path(), "listn = 1\n[policies]\nEMAIL = 'hide'");
    let (code, said) = process.reload(state.path());
    assert_eq!(code, Some(1), "{said}");
    for reason in ["line 1: listn: there is no such setting", "line 3: policies.EMAIL: expected"] {
        assert!(said.contains(reason), "{said}");
    }
    assert_eq!(process.proxy.chat(ANNA).send().await.refusal().1, "pii_blocked");
    write(state.path(), "");
    let (code, _) = process.reload(state.path());
    assert_eq!((code, process.proxy.chat(ANNA).send().await.status), (Some(0), 200));
    let log = String::from_utf8_lossy(&process.end()).into_owned();
    assert!(log.contains("the new configuration is refused: line 1: listn"), "{log}");
}

#[tokio::test]
async fn a_service_manager_hears_of_every_step() {
    let state = tempfile::tempdir().unwrap();
    let path = state.path().join("notify.sock");
    let manager = UnixDatagram::bind(&path).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let heard = || {
        let mut text = [0; 256];
        let length = manager.recv(&mut text).expect("a message");
        String::from_utf8_lossy(&text[..length]).into_owned()
    };
    let upstream = Upstream::agreeable().await;
    let path = path.to_str().unwrap().to_owned();
    let mut process = Proxy::before(&upstream).env("NOTIFY_SOCKET", &path).spawn(state.path());
    assert_eq!(heard(), "READY=1\n");
    process.signal("HUP");
    let reloading = heard();
    assert!(reloading.starts_with("RELOADING=1\nMONOTONIC_USEC="), "{reloading}");
    assert_eq!(heard(), "READY=1\n");
    process.signal("TERM");
    assert_eq!(heard(), "STOPPING=1\n");
    assert_eq!(process.ended().await, Some(0));
    let left = std::fs::read_dir(state.path()).unwrap().flatten().map(|entry| entry.file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with("control-")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn the_usual_variables_lead_through_a_proxy() {
    let upstream = Upstream::agreeable().await;
    let proxy = format!("http://{}", upstream.address());
    let far = Proxy::before(&upstream)
        .env("ALLONYM_OPENAI_BASE_URL", "http://provider.example")
        .env("HTTP_PROXY", &proxy)
        .start()
        .await;
    assert_eq!(far.chat(ANNA).send().await.status, 200);
    let seen = upstream.take_seen();
    assert!(seen.starts_with("POST http://provider.example/v1/chat/completions HTTP/1.1\r\n"), "{seen}");
    assert!(seen.contains("<<EMAIL_1>>") && !seen.contains("anna.roe"), "{seen}");
}
