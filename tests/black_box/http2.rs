//! A provider that speaks HTTP/2, and how it may fail there: single streams that are reset, connections that are given up.
//!
//! Owns: a provider with TLS and HTTP/2 whose certificate the proxy is made to trust. The proxy is the real binary, because
//! the roots that a machine trusts are those of the process. Never: what HTTP/1.1 has too; `faults.rs` has that.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use h2::server::{Connection, SendResponse};
use h2::{Reason, RecvStream};
use http::{Request, Response};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::support::{End, Open, Process, Proxy, Upstream, holds, within};

const VALUE: &str = "ann@mail.example";

/// A provider at `https://localhost`, and the file with the authority that vouches for it.
struct Provider {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

type Spoken = Connection<TlsStream<TcpStream>, Bytes>;

impl Provider {
    async fn start(roots: &Path) -> (Self, SocketAddr) {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        fs::write(roots, authority.pem()).unwrap();
        let key = KeyPair::generate().unwrap();
        let own = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let certificate =
            CertificateDer::from_pem_slice(own.signed_by(&key, &authority).unwrap().pem().as_bytes());
        let key = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).unwrap();
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ServerConfig::builder_with_provider(ring).with_safe_default_protocol_versions().unwrap();
        let mut tls = tls.with_no_client_auth().with_single_cert(vec![certificate.unwrap()], key).unwrap();
        tls.alpn_protocols = vec![b"h2".to_vec()];
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        (Self { listener, acceptor: TlsAcceptor::from(Arc::new(tls)) }, address)
    }

    async fn connection(&self) -> Spoken {
        let (stream, _) = within(self.listener.accept()).await.unwrap();
        let stream = within(self.acceptor.accept(stream)).await.unwrap();
        within(h2::server::handshake(stream)).await.unwrap()
    }
}

/// The next request; its body is read whole and looked at.
async fn call(connection: &mut Spoken) -> SendResponse<Bytes> {
    let (request, respond): (Request<RecvStream>, _) = within(connection.accept()).await.unwrap().unwrap();
    let mut body = request.into_body();
    let whole = async {
        let mut seen = Vec::new();
        while let Some(data) = body.data().await {
            let data = data.unwrap();
            let _ = body.flow_control().release_capacity(data.len());
            seen.extend_from_slice(&data);
        }
        seen
    };
    tokio::select! {
        seen = within(whole) => assert!(holds(&seen, "<<EMAIL_1>>") && !holds(&seen, VALUE)),
        _ = connection.accept() => panic!("another request, or the end"),
    }
    respond
}

/// Keeps a connection going until the other side leaves it.
async fn go_on(mut connection: Spoken) {
    while let Some(Ok(_)) = connection.accept().await {}
}

fn begin(mut respond: SendResponse<Bytes>) -> h2::SendStream<Bytes> {
    let head = Response::builder().header("content-type", "text/event-stream").body(()).unwrap();
    let mut stream = respond.send_response(head, false).unwrap();
    let event = json!({"choices": [{"index": 0, "delta": {"content": "to <<EMAIL_1>>"}}]});
    stream.send_data(format!("data: {event}\n\n").into(), false).unwrap();
    stream
}

/// An answer that is no stream, up to its last bytes.
fn begin_json(mut respond: SendResponse<Bytes>) -> h2::SendStream<Bytes> {
    let head = Response::builder().header("content-type", "application/json").body(()).unwrap();
    let mut body = respond.send_response(head, false).unwrap();
    body.send_data("{\"said\":\"<<EMAIL_1>>".into(), false).unwrap();
    body
}

async fn set_up(folder: &Path) -> (Process, Provider) {
    let roots = folder.join("roots.pem");
    let (provider, address) = Provider::start(&roots).await;
    let unused = Upstream::start().await;
    let proxy = Proxy::before(&unused)
        .env("ALLONYM_OPENAI_BASE_URL", &format!("https://localhost:{}", address.port()))
        .env("SSL_CERT_FILE", roots.to_str().unwrap());
    (proxy.spawn(folder), provider)
}

async fn streamed(process: &Process) -> tokio::task::JoinHandle<Open> {
    let body = json!({"model": "m", "stream": true, "messages": [{"role": "user", "content": VALUE}]});
    tokio::spawn(process.proxy.post("/v1/chat/completions").json(body).open())
}

/// A stream whose first words have come, on a connection that takes no further request.
async fn leaving(
    process: &Process,
    provider: &Provider,
) -> (Open, h2::SendStream<Bytes>, tokio::task::JoinHandle<()>) {
    let asking = streamed(process).await;
    let mut connection = provider.connection().await;
    let stream = begin(call(&mut connection).await);
    connection.graceful_shutdown();
    let going = tokio::spawn(go_on(connection));
    let mut open = asking.await.unwrap();
    open.until(&format!("to {VALUE}")).await;
    (open, stream, going)
}

#[tokio::test]
async fn what_fails_before_the_answer_is_a_bad_gateway() {
    let folder = tempfile::tempdir().unwrap();
    let (process, provider) = set_up(folder.path()).await;
    for gives_up in [false, true] {
        let asking = tokio::spawn(process.proxy.chat(VALUE).send());
        let mut connection = provider.connection().await;
        let mut respond = call(&mut connection).await;
        if gives_up {
            connection.abrupt_shutdown(Reason::INTERNAL_ERROR);
        } else {
            respond.send_reset(Reason::INTERNAL_ERROR);
            connection.graceful_shutdown();
        }
        let (answer, ()) = tokio::join!(asking, go_on(connection));
        let answer = answer.unwrap();
        assert_eq!(answer.refusal(), (502, "provider_unreachable".to_owned()));
        assert!(!answer.text().contains(VALUE) && !answer.text().contains("<<"), "{}", answer.text());
    }
    let metrics = process.proxy.admin("/metrics").await;
    assert!(metrics.contains("allonym_exchanges_running 0\n"), "{metrics}");
    assert!(!holds(&process.end(), VALUE));
}

#[tokio::test]
async fn a_stream_that_is_reset_ends_in_an_error_and_one_that_is_let_finish_ends_well() {
    let folder = tempfile::tempdir().unwrap();
    let (process, provider) = set_up(folder.path()).await;

    // A reset without an error is no end either, as long as the answer has not ended.
    for reason in [Reason::INTERNAL_ERROR, Reason::NO_ERROR] {
        let (open, mut stream, going) = leaving(&process, &provider).await;
        stream.send_reset(reason);
        let answer = open.finish().await;
        assert_eq!(answer.end, End::Broken, "{reason:?}: {}", answer.text());
        assert!(holds(&answer.body, "data: {\"error\":") && !holds(&answer.body, "[DONE]"));
        going.await.unwrap();
    }

    // GOAWAY: what runs may end, and the next request comes on another connection.
    let (open, mut stream, going) = leaving(&process, &provider).await;
    stream.send_data("data: [DONE]\n\n".into(), true).unwrap();
    let answer = open.finish().await;
    assert_eq!((answer.end, answer.text().ends_with("data: [DONE]\n\n")), (End::Clean, true));
    going.await.unwrap();
    let asking = tokio::spawn(process.proxy.chat(VALUE).send());
    let mut connection = provider.connection().await;
    begin_json(call(&mut connection).await).send_data("\"}".into(), true).unwrap();
    let going = tokio::spawn(go_on(connection));
    assert!(asking.await.unwrap().text().contains(VALUE));
    going.abort();
    let metrics = process.proxy.admin("/metrics").await;
    assert!(metrics.contains("allonym_exchanges_running 0\n"), "{metrics}");
    assert!(metrics.contains("allonym_stream_held_bytes 0\n"), "{metrics}");
}

#[tokio::test]
async fn an_answer_that_is_reset_without_an_error_is_not_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (process, provider) = set_up(folder.path()).await;
    let asking = tokio::spawn(process.proxy.chat(VALUE).send());
    let mut connection = provider.connection().await;
    begin_json(call(&mut connection).await).send_reset(Reason::NO_ERROR);
    let going = tokio::spawn(go_on(connection));
    let answer = asking.await.unwrap();
    assert_eq!(answer.refusal(), (502, "provider_unreachable".to_owned()));
    assert!(!answer.text().contains(VALUE), "{}", answer.text());
    going.abort();
}

/// How a provider turns a request away unread.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Away {
    /// The stream alone.
    Refuses,
    /// With the connection, in which it may have begun.
    GivesUp,
    /// With the connection, before anything was sent in it.
    GivesUpAtOnce,
}

async fn turn_away(provider: &Provider, away: Away) -> tokio::task::JoinHandle<()> {
    if away == Away::Refuses {
        let mut connection = provider.connection().await;
        call(&mut connection).await.send_reset(Reason::REFUSED_STREAM);
        return tokio::spawn(go_on(connection));
    }
    let (stream, _) = within(provider.listener.accept()).await.unwrap();
    let mut stream = within(provider.acceptor.accept(stream)).await.unwrap();
    if away == Away::GivesUp {
        let mut begun = [0; 64];
        within(stream.read_exact(&mut begun)).await.unwrap();
    }
    // SETTINGS, then GOAWAY: no stream was looked at, and there is no error (RFC 9113, sections 6.5 and 6.8).
    let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    let away = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    stream.write_all(&[&settings[..], &away].concat()).await.unwrap();
    tokio::spawn(async move {
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
}

#[tokio::test]
async fn what_the_provider_has_not_looked_at_is_sent_once_more() {
    for away in [Away::Refuses, Away::GivesUp, Away::GivesUpAtOnce] {
        let folder = tempfile::tempdir().unwrap();
        let (process, provider) = set_up(folder.path()).await;
        let asking = tokio::spawn(process.proxy.chat(VALUE).send());
        let away = turn_away(&provider, away).await;
        let mut connection = provider.connection().await;
        begin_json(call(&mut connection).await).send_data("\"}".into(), true).unwrap();
        let going = tokio::spawn(go_on(connection));
        let answer = asking.await.unwrap();
        assert_eq!((answer.status, answer.text().contains(VALUE)), (200, true), "{}", answer.text());
        away.abort();
        going.abort();
    }
}

#[tokio::test]
async fn what_is_turned_away_twice_may_be_sent_again_by_the_client() {
    let folder = tempfile::tempdir().unwrap();
    let (process, provider) = set_up(folder.path()).await;
    let asking = tokio::spawn(process.proxy.chat(VALUE).send());
    let away = [turn_away(&provider, Away::Refuses).await, turn_away(&provider, Away::Refuses).await];
    let answer = asking.await.unwrap();
    assert_eq!(answer.refusal(), (502, "provider_unreachable".to_owned()));
    assert!(answer.text().contains("It can be sent again."), "{}", answer.text());
    away.iter().for_each(tokio::task::JoinHandle::abort);
}
