use std::net::SocketAddr;
use std::sync::atomic::AtomicUsize;

use bytes::Bytes;
use futures_util::StreamExt;
use http::response::Parts;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::*;
use crate::server::listener::Address;

mod tls;

const SETTINGS: Settings = Settings {
    head_bytes: 8192,
    head: Duration::from_secs(5),
    keep_alive: Duration::from_secs(5),
    write_idle: Duration::from_secs(5),
    shutdown: Duration::from_secs(5),
};

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

async fn run<H, B>(settings: Settings, handler: H) -> Running
where
    H: Handler<B> + Sync,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BodyError>,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, task) = start(listener.into(), 8, settings, handler);
    Running { address, stop, task }
}

fn start<H, B>(
    listener: Listener,
    places: usize,
    settings: Settings,
    handler: H,
) -> (oneshot::Sender<()>, JoinHandle<()>)
where
    H: Handler<B> + Sync,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BodyError>,
{
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(async move {
        let (_changing, settings) = watch::channel(settings);
        let stopped = async {
            let _ = stopped.await;
        };
        serve(vec![listener], Places::new(places), settings, handler, stopped).await;
    });
    (stop, task)
}

async fn hello(request: Request<Lingering>) -> Response<Full<Bytes>> {
    Response::new(Full::from(format!("{:?}", request.version())))
}

/// Sends bytes and reads all that comes back.
async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let _ = timeout(Duration::from_secs(10), stream.read_to_end(&mut answer))
        .await
        .expect("an end of the answer");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn http_1_is_spoken() {
    let server = run(SETTINGS, hello).await;
    let answer = exchange(server.address, b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("HTTP/1.1"), "{answer}");
}

/// A client that writes all before it reads would find a broken connection instead of what was said to it.
#[tokio::test]
async fn who_is_answered_amid_a_large_body_may_write_it_to_its_end() {
    let server = run(SETTINGS, hello).await;
    let body = vec![b'x'; 8 << 20];
    let head =
        format!("POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    let answer = exchange(server.address, &[head.as_bytes(), &body].concat()).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("HTTP/1.1"), "{answer}");
}

#[tokio::test]
async fn http_2_is_spoken_with_prior_knowledge_even_if_it_dribbles_in() {
    let server = run(SETTINGS, hello).await;
    let stream = TcpStream::connect(server.address).await.unwrap();
    let (_, body) = http_2(stream, Method::GET).await;
    assert_eq!(body, "HTTP/2.0");

    let mut slow = TcpStream::connect(server.address).await.unwrap();
    for piece in [&b"PRI"[..], b" * HTTP/2.0\r\n\r\nSM\r\n\r\n", &[0, 0, 0, 4, 0, 0, 0, 0, 0]] {
        slow.write_all(piece).await.unwrap();
        sleep(Duration::from_millis(20)).await;
    }
    let mut frame = [0; 9];
    slow.read_exact(&mut frame).await.unwrap();
    assert_eq!(frame[3], 4, "the server's first frame is SETTINGS");
}

#[tokio::test]
async fn to_head_goes_the_head_that_get_has_and_nothing_more() {
    let server = run(SETTINGS, hello).await;
    let stream = TcpStream::connect(server.address).await.unwrap();
    let (head, body) = http_2(stream, Method::HEAD).await;
    assert_eq!((head.headers["content-length"].as_bytes(), body.as_str()), (&b"8"[..], ""));
    let answer = exchange(server.address, b"HEAD / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(answer.contains("content-length: 8\r\n") && answer.ends_with("\r\n\r\n"), "{answer}");
}

#[tokio::test]
async fn a_head_far_beyond_the_limit_is_refused() {
    let server = run(SETTINGS, hello).await;
    let request = format!("GET / HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n", "a".repeat(17_000));
    let answer = exchange(server.address, request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}

#[tokio::test]
async fn silent_and_slow_connections_are_let_go() {
    let impatient = Settings { head: Duration::from_millis(300), ..SETTINGS };
    let server = run(impatient, hello).await;
    for opening in [&b""[..], b"PRI", b"GET / HT"] {
        assert!(!exchange(server.address, opening).await.contains("200"), "{opening:?}");
    }
    let kept_alive = exchange(server.address, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(kept_alive.contains("200"));
}

#[tokio::test]
async fn connections_beyond_the_cap_wait_for_a_place() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (_stop, _task) = start(listener.into(), 1, SETTINGS, hello);
    let holding = TcpStream::connect(address).await.unwrap();
    let mut waiting = tokio::spawn(async move { exchange(address, b"GET / HTTP/1.0\r\n\r\n").await });
    assert!(timeout(Duration::from_millis(150), &mut waiting).await.is_err(), "it was served beyond the cap");
    drop(holding);
    assert!(waiting.await.unwrap().contains("200"));
}

/// Counts how many are alive.
struct Alive(Arc<AtomicUsize>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..400 {
        if holds() {
            return;
        }
        sleep(Duration::from_millis(5)).await;
    }
    panic!("never happened: {what}");
}

#[tokio::test]
async fn an_exchange_is_dropped_when_its_client_goes_away() {
    let alive = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&alive);
    let server = run(SETTINGS, move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        let guard = Alive(Arc::clone(&counter));
        async move {
            sleep(Duration::from_secs(60)).await;
            drop(guard);
            Response::new(Full::<Bytes>::default())
        }
    })
    .await;
    let mut client = TcpStream::connect(server.address).await.unwrap();
    client.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    eventually("the exchange begins", || alive.load(Ordering::SeqCst) == 1).await;
    drop(client);
    eventually("the exchange is dropped", || alive.load(Ordering::SeqCst) == 0).await;
}

#[tokio::test]
async fn a_body_that_fails_does_not_look_whole() {
    let server = run(SETTINGS, |_| async {
        let pieces = futures_util::stream::iter([
            Ok(Frame::data(Bytes::from_static(b"half"))),
            Err::<_, BodyError>("cut".into()),
        ]);
        Response::new(StreamBody::new(pieces))
    })
    .await;
    let answer = exchange(server.address, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(!answer.contains("\r\n0\r\n"), "{answer}");
}

#[tokio::test]
async fn running_exchanges_may_end_and_idle_connections_do_not_hold_up() {
    let begun = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&begun);
    let server = run(SETTINGS, move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        async {
            sleep(Duration::from_millis(300)).await;
            Response::new(Full::new(Bytes::from_static(b"whole")))
        }
    })
    .await;
    let _silent = TcpStream::connect(server.address).await.unwrap();
    let address = server.address;
    let running = tokio::spawn(async move { exchange(address, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await });
    eventually("the exchange begins", || begun.load(Ordering::SeqCst) == 1).await;
    server.stop.send(()).unwrap();
    assert!(running.await.unwrap().ends_with("whole"));
    timeout(Duration::from_secs(2), server.task)
        .await
        .expect("an end without waiting for the silent one")
        .unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "still listening");
}

/// A body of `piece` and then nothing for a long time.
fn endless(piece: &'static [u8]) -> Response<impl Body<Data = Bytes, Error = Infallible> + Send> {
    let first = futures_util::stream::once(async move { Ok(Frame::data(Bytes::from_static(piece))) });
    Response::new(StreamBody::new(first.chain(futures_util::stream::pending())))
}

#[tokio::test]
async fn what_runs_at_the_deadline_is_cut_off_and_never_looks_whole() {
    let brief = Settings { shutdown: Duration::from_millis(100), ..SETTINGS };
    let server = run(brief, |_| async { endless(b"half") }).await;
    // HTTP/1.0 has no chunks: a body ends with the connection, and only a reset tells that it is not whole.
    let mut clients = Vec::new();
    for version in ["1.0", "1.1"] {
        let mut client = TcpStream::connect(server.address).await.unwrap();
        client.write_all(format!("GET / HTTP/{version}\r\nhost: x\r\n\r\n").as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.windows(4).any(|piece| piece == b"half") {
            client.read_buf(&mut answer).await.unwrap();
        }
        clients.push((client, version));
    }
    server.stop.send(()).unwrap();
    timeout(Duration::from_secs(2), server.task).await.expect("an end at the deadline").unwrap();
    for (mut client, version) in clients {
        let mut rest = Vec::new();
        let end = client.read_to_end(&mut rest).await;
        assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset, "HTTP/{version}");
        assert!(!rest.ends_with(b"0\r\n\r\n"), "HTTP/{version}");
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_on_is_let_go() {
    let alive = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&alive);
    let impatient = Settings { write_idle: Duration::from_millis(200), ..SETTINGS };
    let server = run(impatient, move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        let guard = Alive(Arc::clone(&counter));
        async move {
            let pieces = futures_util::stream::repeat_with(move || {
                let _ = &guard;
                Ok::<_, Infallible>(Frame::data(Bytes::from_static(&[b'a'; 64 << 10])))
            });
            Response::new(StreamBody::new(pieces))
        }
    })
    .await;
    let mut client = TcpStream::connect(server.address).await.unwrap();
    client.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    eventually("the exchange begins", || alive.load(Ordering::SeqCst) == 1).await;
    eventually("the exchange is dropped", || alive.load(Ordering::SeqCst) == 0).await;
}

#[tokio::test]
async fn both_versions_are_spoken_on_a_unix_socket() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("proxy.sock");
    let listener = Listener::bind(&Address::Unix(path.clone()), 0o600, None).await.unwrap();
    let (stop, task) = start(listener, 8, SETTINGS, hello);
    let mut client = tokio::net::UnixStream::connect(&path).await.unwrap();
    client.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("HTTP/1.1"), "{answer}");

    let client = tokio::net::UnixStream::connect(&path).await.unwrap();
    assert_eq!(http_2(client, Method::GET).await.1, "HTTP/2.0");
    stop.send(()).unwrap();
    timeout(Duration::from_secs(2), task).await.expect("an end").unwrap();
    assert!(!path.exists(), "the socket is removed");
}

/// What `hello` says over HTTP/2.
async fn http_2(
    stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
    method: Method,
) -> (Parts, String) {
    let (mut client, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = Request::builder().method(method).uri("http://x/").body(Full::<Bytes>::default()).unwrap();
    let (head, body) = client.send_request(request).await.unwrap().into_parts();
    (head, String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
}
