//! Why a request got no answer, told from what the libraries below say of it.
//!
//! Owns: which faults mean that the provider has not looked at the request, and which [`Obstacle`] each of the others is.
//! Never: passes on what a library says: it may name addresses.

use std::error::Error;
use std::io;
use std::iter::successors;

use h2::Reason as Code;
use hyper_util::client::legacy::Error as Fault;
use rustix::io::Errno;
use rustls::{CertificateError, Error as Tls};

use crate::error::{Obstacle, Reason};

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
    match is_untaken(fault) {
        true => Reason::NotTaken,
        false => Reason::Unreachable(obstacle(fault)),
    }
}

/// Where the way to an answer ended.
pub(super) fn obstacle(fault: &Fault) -> Obstacle {
    let is_nonsense = find::<hyper::Error>(fault).is_some_and(hyper::Error::is_parse)
        || find::<h2::Error>(fault).is_some_and(h2::Error::is_library);
    let unnamed = if is_nonsense { Obstacle::NoHttp } else { Obstacle::Reset };
    known(fault).unwrap_or(unnamed)
}

/// The obstacle that an error is, or has among its causes, if those tell.
pub(super) fn known(fault: &(dyn Error + 'static)) -> Option<Obstacle> {
    let named = find::<Obstacle>(fault).copied();
    named.or_else(|| find(fault).map(of_tls)).or_else(|| causes(fault).find_map(of_system))
}

fn of_tls(error: &Tls) -> Obstacle {
    match error {
        Tls::InvalidCertificate(fault) => match fault {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Obstacle::OtherName
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => Obstacle::OutOfDate,
            _ => Obstacle::Untrusted,
        },
        _ => Obstacle::NoTls,
    }
}

fn of_system(error: &(dyn Error + 'static)) -> Option<Obstacle> {
    use io::ErrorKind as Kind;
    let error = error.downcast_ref::<io::Error>()?;
    if matches!(Errno::from_io_error(error), Some(Errno::MFILE | Errno::NFILE)) {
        return Some(Obstacle::NoDescriptor);
    }
    match error.kind() {
        Kind::ConnectionRefused => Some(Obstacle::Refused),
        Kind::TimedOut => Some(Obstacle::Silent),
        Kind::NetworkUnreachable | Kind::HostUnreachable => Some(Obstacle::NoRoute),
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe | Kind::UnexpectedEof => {
            Some(Obstacle::Reset)
        }
        _ => None,
    }
}

/// The first of the causes that is an `E`.
fn find<'e, E: Error + 'static>(fault: &'e (dyn Error + 'static)) -> Option<&'e E> {
    causes(fault).find_map(|cause| cause.downcast_ref())
}

/// An error and everything below it. What an I/O error wraps is not among its sources, so it is looked at by itself.
fn causes<'e>(fault: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
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

    #[test]
    fn a_certificate_s_fault_is_found_below_what_wraps_it() {
        for (fault, obstacle) in [
            (CertificateError::UnknownIssuer, Obstacle::Untrusted),
            (CertificateError::NotValidForName, Obstacle::OtherName),
            (CertificateError::Expired, Obstacle::OutOfDate),
            (CertificateError::NotValidYet, Obstacle::OutOfDate),
        ] {
            let wrapped = io::Error::new(io::ErrorKind::InvalidData, Tls::InvalidCertificate(fault));
            assert_eq!(known(&io::Error::other(wrapped)), Some(obstacle));
        }
    }
}
