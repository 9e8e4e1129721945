//! Connections from clients: accepting, their limits, and ending well.
//!
//! Owns: the accept loops, the cap on connections, HTTP/1.1 and HTTP/2 on one port, the end in two steps.
//! Never: looks at a request beyond its head's size. Where connections come from is in `server/listener.rs`; what needs no
//! key is answered in `server/front.rs`, the rest by the handler.

pub mod front;
mod lingering;
pub mod listener;
mod places;
mod stream;
mod taken;
pub mod tls;
pub mod unix;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use http::header::CONTENT_LENGTH;
use http::{Method, Request, Response};
use http_body::Body;
use http_body_util::{Either, Empty};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulConnection;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

pub use self::lingering::Lingering;
use self::listener::{Arrival, Listener};
use self::places::Place;
pub use self::places::Places;
use self::stream::Guarded;
use self::taken::Taken;

/// Any error of a body.
pub type BodyError = Box<dyn std::error::Error + Send + Sync>;

/// How connections are treated. A change holds for connections that come after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// A request's line and headers together, in bytes, at least 8192. `front` refuses what is larger; what is more than
    /// twice as large, the HTTP library ends with a bare 431.
    pub head_bytes: usize,
    /// For a new connection to send its first head, after a TLS handshake that may take as long.
    pub head: Duration,
    /// For a further head to arrive, counted from the end of the exchange before it.
    pub keep_alive: Duration,
    /// For the client to take what is ready for it.
    pub write_idle: Duration,
    /// For running exchanges to end when told to stop.
    pub shutdown: Duration,
}

/// What answers requests, each of which has the [`http::uri::Scheme`] among its extensions by which it came. Dropped when the
/// client goes away, which is how an exchange is cancelled.
pub trait Handler<B>: Fn(Request<Lingering>) -> Self::Answer + Clone + Send + 'static {
    /// The answer to come.
    type Answer: Future<Output = Response<B>> + Send;
}

impl<B, F, A> Handler<B> for F
where
    F: Fn(Request<Lingering>) -> A + Clone + Send + 'static,
    A: Future<Output = Response<B>> + Send,
{
    type Answer = A;
}

/// Where the server is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Open,
    /// Nothing new is taken, running exchanges may end.
    Ending,
    /// What still runs is cut off.
    Over,
}

/// Serves connections, as many as there are `places` at once while further ones wait in the system's queue, until `stop` is
/// ready; then lets running exchanges end within [`Settings::shutdown`] and cuts off the rest, so that no client takes a part of
/// an answer for the whole.
pub async fn serve<H, B>(
    listeners: Vec<Listener>,
    places: Places,
    settings: watch::Receiver<Settings>,
    handler: H,
    stop: impl Future<Output = ()>,
) where
    H: Handler<B>,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BodyError>,
{
    let (stage, watching) = watch::channel(Stage::Open);
    for listener in listeners {
        let door = Door { places: places.clone(), settings: settings.clone(), stage: watching.clone() };
        tokio::spawn(door.keep(listener, handler.clone()));
    }
    drop(watching);
    stop.await;
    stage.send_replace(Stage::Ending);
    let bound = settings.borrow().shutdown;
    if timeout(bound, stage.closed()).await.is_err() {
        tracing::warn!("exchanges were still running when the time to end was over; they are cut off");
        stage.send_replace(Stage::Over);
        stage.closed().await;
    }
}

/// One listener's accept loop.
struct Door {
    places: Places,
    settings: watch::Receiver<Settings>,
    stage: watch::Receiver<Stage>,
}

impl Door {
    async fn keep<H, B>(mut self, listener: Listener, handler: H)
    where
        H: Handler<B>,
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<BodyError>,
    {
        loop {
            let (place, arrival) = tokio::select! {
                arrival = arrival(&self.places, &listener) => arrival,
                _ = self.stage.changed() => break,
            };
            let connection = Connection { settings: *self.settings.borrow(), stage: self.stage.clone() };
            let handler = handler.clone();
            tokio::spawn(async move {
                connection.serve(arrival, handler).await;
                drop(place);
            });
        }
    }
}

/// The next connection, once there is a place for it.
async fn arrival(places: &Places, listener: &Listener) -> (Place, Arrival) {
    let place = places.take().await;
    let arrival = listener.accept().await;
    (place.open(), arrival)
}

struct Connection {
    settings: Settings,
    stage: watch::Receiver<Stage>,
}

impl Connection {
    /// Until either side is done with the connection. Its errors are the client's affair: it went away, or it does not
    /// speak HTTP.
    async fn serve<H, B>(mut self, arrival: Arrival, handler: H)
    where
        H: Handler<B>,
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<BodyError>,
    {
        let opened = async {
            let stream = timeout(self.settings.head, arrival.open()).await.ok()??;
            let version = timeout(self.settings.head, stream.version()).await.ok()?.ok()?;
            Some((stream, version))
        };
        let opened = tokio::select! {
            opened = opened => opened,
            _ = self.stage.changed() => return,
        };
        let Some((stream, version)) = opened else { return };
        let asked = Arc::new(Asked::default());
        let seen = Arc::clone(&asked);
        let scheme = stream.scheme();
        let answer = move |mut request: Request<Incoming>| {
            seen.times.fetch_add(1, Ordering::Relaxed);
            request.extensions_mut().insert(scheme.clone());
            let method = request.method().clone();
            let (answer, running) = (handler(Lingering::of(request)), Arc::clone(&seen.running));
            async move { (as_asked(&method, answer.await), running) }
        };
        let cut = Arc::new(AtomicBool::new(false));
        let io = TokioIo::new(Guarded::new(stream, self.settings.write_idle, Arc::clone(&cut)));
        let settings = self.settings;
        match version {
            Version::One => {
                let service = service_fn(move |request| {
                    let answer = answer(request);
                    async move { Ok::<_, Infallible>(answer.await.0) }
                });
                self.run(settings.http1().serve_connection(io, service), Version::One, &asked, &cut).await;
            }
            Version::Two => {
                let service = service_fn(move |request| {
                    let answer = answer(request);
                    async move {
                        let (answer, running) = answer.await;
                        Ok::<_, Infallible>(answer.map(|body| Taken::new(body, settings.write_idle, running)))
                    }
                });
                self.run(settings.http2().serve_connection(io, service), Version::Two, &asked, &cut).await;
            }
        }
    }

    /// Runs a connection through the stages. One that has not asked for anything within [`Settings::head`] is let go; one of
    /// HTTP/2 that has rested for [`Settings::keep_alive`] is ended, which in HTTP/1.1 the library does.
    async fn run(
        self,
        connection: impl GracefulConnection,
        version: Version,
        asked: &Asked,
        cut: &AtomicBool,
    ) {
        let Self { settings, mut stage } = self;
        let mut connection = pin!(connection);
        let mut first = pin!(sleep(settings.head));
        let mut waits = true;
        let mut rested = pin!(asked.rest(settings.keep_alive));
        let mut may_rest = version == Version::Two;
        loop {
            tokio::select! {
                _ = connection.as_mut() => return,
                changed = stage.changed() => {
                    if changed.is_err() || *stage.borrow_and_update() == Stage::Over {
                        cut.store(true, Ordering::Relaxed);
                        return;
                    }
                    connection.as_mut().graceful_shutdown();
                }
                () = &mut first, if waits => {
                    waits = false;
                    if asked.times.load(Ordering::Relaxed) == 0 {
                        return;
                    }
                }
                () = &mut rested, if may_rest => {
                    may_rest = false;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }
}

/// What a connection was asked.
#[derive(Default)]
struct Asked {
    times: AtomicU64,
    /// Every exchange that still runs has a clone.
    running: Arc<()>,
}

impl Asked {
    /// Waits until nothing has been asked for so long, and nothing runs.
    async fn rest(&self, bound: Duration) {
        let now = || (self.times.load(Ordering::Relaxed), Arc::strong_count(&self.running) > 1);
        let mut before = now();
        loop {
            sleep(bound).await;
            let (times, runs) = now();
            // What ran before may have ended just now.
            if (times, false) == before && !runs {
                return;
            }
            before = (times, runs);
        }
    }
}

/// The answer to HEAD has the head of that to GET, and no body (RFC 9110, 9.3.2). hyper sees to that in HTTP/1.1 only.
fn as_asked<B: Body>(method: &Method, answer: Response<B>) -> Response<Either<B, Empty<B::Data>>> {
    if method != Method::HEAD {
        return answer.map(Either::Left);
    }
    let (mut parts, body) = answer.into_parts();
    if let Some(length) = body.size_hint().exact() {
        parts.headers.entry(CONTENT_LENGTH).or_insert(length.into());
    }
    Response::from_parts(parts, Either::Right(Empty::new()))
}

impl Settings {
    fn http1(&self) -> http1::Builder {
        let mut builder = http1::Builder::new();
        // No `half_close`: that a client ends its side is the one sign that it has gone, and a call for which nobody waits has to
        // end at the provider. Who only ends what it sends is taken for gone, as by other proxies.
        // The read buffer would grow to 400 KiB for each connection and stay so; a head is all that it must hold.
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(self.keep_alive)
            .max_buf_size(2 * self.head_bytes);
        builder
    }

    fn http2(&self) -> http2::Builder<TokioExecutor> {
        const PING: Duration = Duration::from_secs(30);
        let head_bytes = u32::try_from(2 * self.head_bytes).unwrap_or(u32::MAX);
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder.timer(TokioTimer::new()).max_header_list_size(head_bytes).keep_alive_interval(PING);
        builder
    }
}

/// Which HTTP a client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

/// Ready when the process is asked to stop: SIGTERM or SIGINT. A second request ends the process at once.
///
/// # Errors
/// The signals cannot be listened for.
pub fn stop_requested() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut asked = async move || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    Ok(async move {
        asked().await;
        tracing::info!("asked to stop");
        tokio::spawn(async move {
            asked().await;
            std::process::exit(130);
        });
    })
}

#[cfg(test)]
mod tests;
