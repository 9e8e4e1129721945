//! A proxy that does nothing: hyper on both sides, bodies handed on as they come. What the HTTP library alone costs.

use std::convert::Infallible;
use std::net::SocketAddr;

use http::uri::{Authority, Scheme};
use http::{Request, Response, Uri};
use http_body_util::{BodyExt, Either, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::RootCertStore;
use tokio::net::TcpListener;

use crate::transport;

/// Buffers as large as the proxy's own.
const BUFFER: usize = 16 << 10;

type Peer = Client<HttpsConnector<HttpConnector>, Incoming>;

/// Serves until the process is ended.
pub(crate) async fn serve(listen: SocketAddr, upstream: SocketAddr) -> std::io::Result<()> {
    let client: Peer = Client::builder(TokioExecutor::new()).http1_max_buf_size(BUFFER).build(connector());
    let host = if transport::encrypted().is_some() { transport::HOST } else { "127.0.0.1" };
    let authority: Authority = format!("{host}:{}", upstream.port()).parse().expect("a host and a port");
    let listener = TcpListener::bind(listen).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        let (client, authority) = (client.clone(), authority.clone());
        tokio::spawn(async move {
            let Ok(stream) = transport::accept(stream).await else { return };
            let service = service_fn(move |request| hand_on(client.clone(), authority.clone(), request));
            let connection =
                http1::Builder::new().max_buf_size(BUFFER).serve_connection(TokioIo::new(stream), service);
            // The generator hangs up in the middle of an answer: no fault.
            let _ = connection.await;
        });
    }
}

/// To HTTP or HTTPS, whatever the scheme says.
fn connector() -> HttpsConnector<HttpConnector> {
    let mut plain = HttpConnector::new();
    plain.set_nodelay(true);
    plain.enforce_http(false);
    let trust = match transport::encrypted() {
        Some(encrypted) => encrypted.client(),
        None => transport::trusting(RootCertStore::empty()),
    };
    HttpsConnectorBuilder::new().with_tls_config(trust).https_or_http().enable_http1().wrap_connector(plain)
}

type Body = Either<http_body_util::combinators::BoxBody<bytes::Bytes, hyper::Error>, Empty<bytes::Bytes>>;

async fn hand_on(
    client: Peer,
    authority: Authority,
    mut request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let mut parts = std::mem::take(request.uri_mut()).into_parts();
    let scheme = if transport::encrypted().is_some() { Scheme::HTTPS } else { Scheme::HTTP };
    (parts.scheme, parts.authority) = (Some(scheme), Some(authority));
    *request.uri_mut() = Uri::from_parts(parts).expect("all three parts are there");
    request.headers_mut().remove(http::header::HOST);
    Ok(match client.request(request).await {
        Ok(answer) => answer.map(|body| Either::Left(body.boxed())),
        Err(_) => {
            let mut answer = Response::new(Either::Right(Empty::new()));
            *answer.status_mut() = http::StatusCode::BAD_GATEWAY;
            answer
        }
    })
}
