//! Whether a provider can be reached, and where the way ends if not: for `allonym doctor`.
//!
//! Owns: one request without a credential and without a body, on the same connections as everything else. Never: sends anything of a client's, or looks into the answer beyond its head.

use std::time::{Duration, Instant, SystemTime};

use http::header::{DATE, HeaderMap, USER_AGENT};
use http::{HeaderValue, Request, StatusCode};
use tokio::time::timeout;

use super::{Upstream, fault};
use crate::base_url::BaseUrl;
use crate::error::Obstacle;

/// The longest wait for an answer's head.
const PATIENCE: Duration = Duration::from_secs(15);

/// An answer to a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Its status. 401 is what a provider says to a request without a credential.
    pub status: StatusCode,
    /// From the first step of connecting to the answer's head.
    pub took: Duration,
    /// How far this machine's clock is ahead of the answer's `Date`, in seconds; negative when it is behind.
    pub ahead: Option<i64>,
}

impl Upstream {
    /// Asks the provider at `base` for its models, without a credential.
    ///
    /// # Errors
    /// The [`Obstacle`] at which the way ends.
    pub async fn probe(&self, base: &BaseUrl) -> Result<Probe, Obstacle> {
        let path = format!("{}/v1/models", base.prefix().trim_end_matches("/v1"));
        let mut request = Request::default();
        *request.uri_mut() = base.at(&path).map_err(|_| Obstacle::NoHttp)?;
        request.headers_mut().insert(USER_AGENT, HeaderValue::from_static("allonym-doctor"));
        let (begun, clock) = (Instant::now(), SystemTime::now());
        match timeout(PATIENCE, self.reach(request)).await {
            Err(_) => Err(Obstacle::Silent),
            Ok(Err(fault)) => Err(fault::obstacle(&fault)),
            Ok(Ok(answer)) => {
                let took = begun.elapsed();
                let ahead = ahead(answer.headers(), clock + took / 2);
                Ok(Probe { status: answer.status(), took, ahead })
            }
        }
    }
}

/// How far `clock` is ahead of the date in an answer, which has whole seconds only.
fn ahead(headers: &HeaderMap, clock: SystemTime) -> Option<i64> {
    let date = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    let seconds = |time: SystemTime| {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    };
    Some(seconds(clock) - seconds(date))
}

#[cfg(test)]
mod tests {
    use super::super::network::{Deadlines, Network};
    use super::*;
    use std::net::SocketAddr;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// A server that says this to the first who comes.
    async fn saying(words: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(words.as_bytes()).await;
        });
        address
    }

    async fn probe(base: &str) -> Result<Probe, Obstacle> {
        let second = Duration::from_secs(1);
        let deadlines = Deadlines { dns: 5 * second, connect: second, header: second };
        let network = Network { deadlines, ..Network::default() };
        Upstream::new(network).unwrap().probe(&BaseUrl::parse(base).unwrap()).await
    }

    #[tokio::test]
    async fn an_answer_tells_its_status_and_the_clock() {
        let words = "HTTP/1.1 401 No\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\ncontent-length: 0\r\n\r\n";
        let probe = probe(&format!("http://{}/v1", saying(words).await)).await.unwrap();
        assert_eq!(probe.status, 401);
        assert!(probe.ahead.unwrap() > 30 * 365 * 86_400, "{:?}", probe.ahead);
    }

    #[tokio::test]
    async fn each_place_where_the_way_ends_has_its_name() {
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        assert_eq!(probe(&format!("http://{closed}")).await, Err(Obstacle::Refused));
        assert_eq!(probe("http://provider.invalid").await, Err(Obstacle::UnknownName));
        let mail = saying("220 mail.example ESMTP\r\n").await;
        assert_eq!(probe(&format!("http://{mail}")).await, Err(Obstacle::NoHttp));
        let silent = saying("").await;
        assert_eq!(probe(&format!("http://{silent}")).await, Err(Obstacle::Reset));
        let plain = saying("HTTP/1.1 400 Bad\r\n\r\n").await;
        assert_eq!(probe(&format!("https://{plain}")).await, Err(Obstacle::NoTls));
    }
}
