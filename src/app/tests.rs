use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use futures_util::FutureExt;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tracing_subscriber::EnvFilter;

use super::*;
use crate::config::{Environment, Loaded};
use crate::pseudonymize::profile::DetectorSet;
use crate::telemetry;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A whole app before `provider` whose detectors panic.
async fn failing(provider: SocketAddr) -> SocketAddr {
    let environment: Environment = [
        ("ALLONYM_KEYS".to_owned(), "px-test".to_owned()),
        ("ALLONYM_OPENAI_BASE_URL".to_owned(), format!("http://{provider}")),
    ]
    .into_iter()
    .collect();
    let config = Loaded::parse("", Path::new("."), environment).ok().unwrap().config;
    let master = MasterKey::load_or_make(None).unwrap();
    let names = NameTiers::start(&config.tiers, None).unwrap();
    let mut proxy = proxy(&config, &names, None, &master).unwrap();
    proxy.accounts[0].profile.detectors = DetectorSet::Failing;
    let front = Front::new(Origins::Any, Readiness::default(), config.limits.head_bytes);
    let proxy = Arc::new(proxy);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let handler = move |request| {
        let (front, proxy) = (front.clone(), Arc::clone(&proxy));
        async move { front.around(request, |request| answer(&proxy, request)).await }
    };
    tokio::spawn(async move {
        let (_changing, settings) = watch::channel(server_settings(&config));
        server::serve(
            vec![listener.into()],
            server::Places::new(8),
            settings,
            handler,
            std::future::pending(),
        )
        .await;
    });
    address
}

/// The status and the body of the answer to a POST.
async fn post(address: SocketAddr, path: &str, body: &Value) -> (String, Value) {
    let body = body.to_string();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer px-test\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), serde_json::from_str(body).unwrap())
}

#[tokio::test]
async fn a_detector_that_panics_sends_nothing_and_tells_nothing() {
    let lines = Lines::default();
    let sink = lines.clone();
    let logs = tracing_subscriber::fmt().with_env_filter(EnvFilter::new("allonym=trace"));
    let _logging = tracing::subscriber::set_default(logs.with_writer(move || sink.clone()).finish());
    let provider = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = failing(provider.local_addr().unwrap()).await;
    let hook = std::panic::take_hook();
    telemetry::silence_panics();
    let text = "to jane.roe@mail.example";
    let chat = json!({"model": "m", "messages": [{"role": "user", "content": text}]});
    let mut answers = Vec::new();
    for (path, body) in [
        ("/v1/chat/completions", chat),
        ("/v1/detect", json!({ "text": text })),
        ("/v1/pseudonymize", json!({ "text": text })),
    ] {
        answers.push((path, post(address, path, &body).await));
    }
    std::panic::set_hook(hook);

    for (path, (head, body)) in answers {
        assert!(head.starts_with("HTTP/1.1 503"), "{path}: {head}");
        assert!(head.contains("retry-after: 1"), "{path}: {head}");
        assert_eq!(body["error"]["code"], "detector_unavailable", "{path}");
        assert!(!body.to_string().contains("jane"), "{path}: {body}");
    }
    assert!(provider.accept().now_or_never().is_none(), "something went to the provider");
    let logged = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("panic; its message is withheld"), "{logged}");
    assert!(!logged.contains("jane"), "{logged}");
}
