//! Why a request got no answer, told from what the HTTP library says of it.
//!
//! Owns: which faults mean that the provider has not looked at the request, and which are those of a proxy on the way.
//! Never: passes on what the library says: it may name addresses.

use std::error::Error;
use std::io;
use std::iter::successors;

use h2::Reason as Code;
use hyper_util::client::legacy::Error as Fault;

use super::dial::NoTunnel;
use crate::error::Reason;

/// Whether the provider has not looked at the request, so that it may be sent again whatever it asks for: the stream is refused
/// (RFC 9113, section 8.7), or it is beyond the last that a connection that is given up takes (6.8), or the connection was given
/// up before anything of the request was sent in it.
pub(super) fn is_untaken(fault: &(dyn Error + 'static)) -> bool {
    let is_unsent = find::<hyper::Error>(fault).is_some_and(hyper::Error::is_canceled);
    let said = find::<h2::Error>(fault);
    is_unsent
        || said.is_some_and(|said| {
            said.is_remote()
                && (said.is_go_away() || said.is_reset() && said.reason() == Some(Code::REFUSED_STREAM))
        })
}

/// What the client is told.
pub(super) fn reason(fault: &Fault) -> Reason {
    match find::<NoTunnel>(fault) {
        Some(NoTunnel::Unauthorized) => Reason::ProxyUnauthorized,
        Some(NoTunnel::Refused) => Reason::ProxyRefused,
        None if fault.is_connect() => Reason::Unreachable,
        None if is_untaken(fault) => Reason::NotTaken,
        None => Reason::BadUpstreamAnswer,
    }
}

/// The first of the causes that is an `E`.
pub(super) fn find<'e, E: Error + 'static>(fault: &'e (dyn Error + 'static)) -> Option<&'e E> {
    causes(fault).find_map(|cause| cause.downcast_ref())
}

/// An error and everything below it. What an I/O error wraps is not among its sources, so it is looked at by itself.
pub(super) fn causes<'e>(
    fault: &'e (dyn Error + 'static),
) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    successors(Some(fault), |error| below(*error))
}

fn below<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;
    use http_body_util::Full;
    use hyper::client::conn::{http1, http2};
    use hyper_util::rt::{TokioExecutor, TokioIo};
    use tokio::io::{AsyncReadExt, duplex};

    use super::*;

    #[tokio::test]
    async fn what_was_never_sent_may_be_sent_again_and_what_was_sent_may_not() {
        let request = || Request::new(Full::new(Bytes::from_static(b"{}")));
        let (near, _far) = duplex(4_096);
        let (mut sender, connection) =
            http2::handshake(TokioExecutor::new(), TokioIo::new(near)).await.unwrap();
        drop(connection);
        assert!(is_untaken(&sender.send_request(request()).await.unwrap_err()));
        let (near, mut far) = duplex(4_096);
        let (mut sender, connection) = http1::handshake(TokioIo::new(near)).await.unwrap();
        let provider = async move { far.read_u8().await.unwrap() };
        let (sent, ..) = tokio::join!(sender.send_request(request()), connection, provider);
        assert!(!is_untaken(&sent.unwrap_err()));
    }
}
