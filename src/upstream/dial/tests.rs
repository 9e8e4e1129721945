//! Connecting for real: peers, proxies and name servers on this machine, some of which do not answer.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Instant;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;

use super::*;
use crate::error::Reason;
use crate::server::listener::{Address, Listener};
use crate::server::tls::{Files, MinVersion, Tls};
use crate::server::{self, serve};
use crate::upstream::network::{Deadlines, Proxies, ProxyUrl, Roots};
use crate::upstream::{Upstream, fault};

const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(150);

fn network() -> Network {
    let deadlines = Deadlines { dns: LONG, connect: LONG, header: LONG };
    Network { roots: Roots::Bundled, happy_eyeballs: SHORT, deadlines, ..Network::default() }
}

/// A name server that gives every name these addresses, or never answers.
#[derive(Clone)]
struct Told(Option<Vec<SocketAddr>>);

impl Service<Name> for Told {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Name) -> Self::Future {
        match self.0.clone() {
            Some(addresses) => Box::pin(ready(Ok(addresses.into_iter()))),
            None => Box::pin(std::future::pending()),
        }
    }
}

/// Trust in nobody, for what is not encrypted.
fn no_tls() -> Arc<ClientConfig> {
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    Arc::new(builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}

async fn dial(network: &Network, names: Told, port: u16) -> Result<SocketAddr, Obstacle> {
    let ways = Arc::new(Ways::new(&network.proxies));
    let uri = format!("http://provider.example:{port}").parse().unwrap();
    let MaybeHttpsStream::Http(dialed) = Dialer::new(network, ways, no_tls(), names).call(uri).await? else {
        panic!("nobody asked for TLS");
    };
    Ok(dialed.io.inner().peer_addr().unwrap())
}

/// An address that takes no connection and refuses none: its queue is full. Holds on to what fills it.
async fn hole() -> (SocketAddr, Vec<TcpStream>, TcpListener) {
    let socket = TcpSocket::new_v6().unwrap();
    socket.bind("[::1]:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut filling = Vec::new();
    while let Ok(stream) = timeout(SHORT, TcpStream::connect(address)).await {
        filling.push(stream.unwrap());
    }
    (address, filling, listener)
}

#[tokio::test]
async fn a_name_server_that_does_not_answer_is_not_waited_for() {
    let mut network = network();
    network.deadlines.dns = SHORT;
    let begun = Instant::now();
    let fault = dial(&network, Told(None), 1).await.unwrap_err();
    assert_eq!(fault, Obstacle::UnknownName);
    assert!(begun.elapsed() < LONG);
}

#[tokio::test]
async fn the_other_family_is_tried_when_the_first_does_not_answer() {
    let (six, _filling, _listener) = hole().await;
    let four = TcpListener::bind(("127.0.0.1", six.port())).await.unwrap().local_addr().unwrap();
    let listener = TcpListener::bind(four).await.unwrap();
    let begun = Instant::now();
    let reached = dial(&network(), Told(Some(vec![six, four])), six.port()).await.unwrap();
    assert_eq!(reached, listener.local_addr().unwrap());
    assert!(begun.elapsed() < LONG);
}

#[tokio::test]
async fn a_peer_that_does_not_answer_is_not_waited_for() {
    let (six, _filling, _listener) = hole().await;
    let mut network = network();
    network.deadlines.connect = SHORT;
    let begun = Instant::now();
    let fault = dial(&network, Told(Some(vec![six])), six.port()).await.unwrap_err();
    assert_eq!(fault, Obstacle::Silent);
    assert!(begun.elapsed() < LONG);
}

/// A provider with TLS for `localhost` and `provider.example`, which says what version of HTTP it is asked by; and the
/// file with its authority.
async fn provider(folder: &Path) -> SocketAddr {
    let names = ["localhost".to_owned(), "provider.example".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let files = Files {
        certificate: folder.join("ca.pem"),
        key: folder.join("key.pem"),
        client_ca: None,
        min_version: MinVersion::V1_2,
    };
    fs::write(&files.certificate, made.cert.pem()).unwrap();
    fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    let tls = Arc::new(Tls::load(files).unwrap());
    let any = Address::Tcp(([127, 0, 0, 1], 0).into());
    let listener = Listener::bind(&any, 0, Some(tls)).await.unwrap();
    let Address::Tcp(address) = listener.address().unwrap() else { panic!("an address with TLS") };
    let settings =
        server::Settings { head_bytes: 8192, head: LONG, keep_alive: LONG, write_idle: LONG, shutdown: LONG };
    tokio::spawn(async move {
        let (_changing, settings) = watch::channel(settings);
        let handler = |request: Request<_>| async move {
            http::Response::new(Full::<Bytes>::from(format!("{:?}", request.version())))
        };
        serve(vec![listener], server::Places::new(64), settings, handler, std::future::pending()).await;
    });
    address
}

async fn ask(upstream: &Upstream, url: &str) -> Option<String> {
    let mut request = Request::new(Full::default());
    *request.uri_mut() = url.parse().unwrap();
    let answer = upstream.reach(request).await.ok()?;
    let body = answer.into_body().collect().await.ok()?.to_bytes();
    Some(String::from_utf8_lossy(&body).into_owned())
}

/// Why a request to `url` gets no answer.
async fn failure(network: Network, url: &str) -> Reason {
    let mut request = Request::new(Full::default());
    *request.uri_mut() = url.parse().unwrap();
    fault::reason(&Upstream::new(network).unwrap().reach(request).await.unwrap_err())
}

#[tokio::test]
async fn the_version_is_agreed_on_and_only_the_trusted_are_asked() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("https://localhost:{}/", provider(folder.path()).await.port());
    let strict = Network { roots: Roots::None, ca_files: vec![folder.path().join("ca.pem")], ..network() };
    let asked = async |network: Network| ask(&Upstream::new(network).unwrap(), &url).await;
    assert_eq!(asked(strict.clone()).await.as_deref(), Some("HTTP/2.0"));
    assert_eq!(asked(Network { http2: false, ..strict.clone() }).await.as_deref(), Some("HTTP/1.1"));
    let fault = failure(Network { ca_files: Vec::new(), ..network() }, &url).await;
    assert_eq!(fault, Reason::Unreachable(Obstacle::Untrusted));
    assert!(Upstream::new(Network { ca_files: Vec::new(), ..strict.clone() }).is_err(), "nobody is trusted");
    let (one, same) = (Upstream::new(strict.clone()).unwrap(), Upstream::new(strict.clone()).unwrap());
    assert!(one.is_alike(&same));
    assert!(!one.is_alike(&Upstream::new(Network { http2: false, ..strict }).unwrap()));
}

#[tokio::test]
async fn a_handshake_that_does_not_go_on_is_not_waited_for() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut network = network();
    network.deadlines.connect = SHORT;
    let url = format!("https://{}/", silent.local_addr().unwrap());
    let begun = Instant::now();
    assert_eq!(failure(network, &url).await, Reason::Unreachable(Obstacle::Silent));
    assert!(begun.elapsed() < LONG);
}

/// A proxy: what it was told, head by head. It connects through to `target`, or answers itself.
async fn proxy(target: SocketAddr) -> (SocketAddr, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (told, heads) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = BufReader::new(stream);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                stream.read_line(&mut head).await.unwrap();
            }
            let through = head.starts_with("CONNECT ");
            let _ = told.send(head.to_ascii_lowercase());
            if through {
                stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await.unwrap();
                let mut target = TcpStream::connect(target).await.unwrap();
                tokio::spawn(async move { copy_bidirectional(&mut stream, &mut target).await });
            } else {
                let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\nforwarded";
                stream.write_all(answer).await.unwrap();
                let _ = stream.read(&mut [0; 1]).await;
            }
        }
    });
    (address, heads)
}

#[tokio::test]
async fn proxies_are_gone_through_with_their_credential_and_names_are_left_to_them() {
    let folder = tempfile::tempdir().unwrap();
    let target = provider(folder.path()).await;
    let (address, mut heads) = proxy(target).await;
    let url = ProxyUrl::parse(&format!("http://user:pass@{address}"));
    let proxies = Proxies { https: url.clone(), http: url, none: String::new() };
    let network = Network { proxies, ca_files: vec![folder.path().join("ca.pem")], ..network() };
    let upstream = Upstream::new(network.clone()).unwrap();
    let credential = "\r\nproxy-authorization: basic dxnlcjpwyxnz\r\n"; // user:pass in base64, in lower case
    assert_eq!(ask(&upstream, "https://provider.example/v1").await.as_deref(), Some("HTTP/2.0"));
    let head = heads.recv().await.unwrap();
    assert!(
        head.starts_with("connect provider.example:443 http/1.1\r\n") && head.contains(credential),
        "{head}"
    );
    assert_eq!(ask(&upstream, "http://provider.example/v1").await.as_deref(), Some("forwarded"));
    let head = heads.recv().await.unwrap();
    assert!(
        head.starts_with("get http://provider.example/v1 http/1.1\r\n") && head.contains(credential),
        "{head}"
    );

    let near = format!("https://localhost:{}/", target.port());
    assert_eq!(ask(&upstream, &near).await.as_deref(), Some("HTTP/2.0"));
    assert!(heads.try_recv().is_err(), "this machine is reached without");
}

#[tokio::test]
async fn a_proxy_that_does_not_connect_is_not_taken_for_the_provider() {
    for (words, obstacle) in [
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", Obstacle::ProxyUnauthorized),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", Obstacle::ProxyRefused),
        ("", Obstacle::ProxyRefused),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = ProxyUrl::parse(&format!("http://{}", listener.local_addr().unwrap()));
        let proxies = Proxies { https: url.clone(), http: url, none: String::new() };
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            stream.write_all(words.as_bytes()).await.unwrap();
        });
        let failure = failure(Network { proxies, ..network() }, "https://provider.example/v1").await;
        assert_eq!(failure, Reason::Unreachable(obstacle), "{words}");
    }
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let url = ProxyUrl::parse(&format!("http://{nobody}"));
    let proxies = Proxies { https: url.clone(), http: url, none: String::new() };
    let failure = failure(Network { proxies, ..network() }, "https://provider.example/v1").await;
    assert_eq!(failure, Reason::Unreachable(Obstacle::NoProxy));
}
