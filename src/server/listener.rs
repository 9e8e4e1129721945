//! [`Listener`]: where connections come from: TCP, TCP with TLS, or a Unix socket.
//!
//! Owns: how an address is written, binding it, accepting. Never: speaks HTTP. Next: `server/tls.rs`, `server/unix.rs`.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use rustix::io::Errno;
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use super::stream::Stream;
use super::tls::Tls;
use super::unix::{self, SocketFile};
use crate::seldom::Seldom;

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// TCP; with TLS where that is set up.
    Tcp(SocketAddr),
    /// TCP without TLS in any case: `plain:127.0.0.1:8787`.
    Plain(SocketAddr),
    /// A Unix socket: `unix:/run/allonym/allonym.sock`.
    Unix(PathBuf),
}

/// A text that is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAddress;

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected an IP address and a port, plain: before one, or unix: and an absolute path")
    }
}

impl std::error::Error for NoAddress {}

impl FromStr for Address {
    type Err = NoAddress;

    /// `localhost` is the loopback of IPv4.
    fn from_str(text: &str) -> Result<Self, NoAddress> {
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.starts_with('/') { Ok(Self::Unix(path.into())) } else { Err(NoAddress) };
        }
        match text.strip_prefix("plain:") {
            Some(address) => socket_address(address).map(Self::Plain),
            None => socket_address(text).map(Self::Tcp),
        }
    }
}

fn socket_address(text: &str) -> Result<SocketAddr, NoAddress> {
    match text.strip_prefix("localhost:") {
        Some(port) => {
            let port = port.parse().map_err(|_| NoAddress)?;
            Ok(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port))
        }
        None => text.parse().map_err(|_| NoAddress),
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => write!(f, "{address}"),
            Self::Plain(address) => write!(f, "plain:{address}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl Address {
    /// Whether both cannot be listened on: the same socket, or the same port of which one takes all addresses.
    pub fn is_taken_by(&self, other: &Self) -> bool {
        let (own, other) = match (self, other) {
            (Self::Unix(own), Self::Unix(other)) => return own == other,
            (Self::Unix(_), _) | (_, Self::Unix(_)) => return false,
            (Self::Tcp(own) | Self::Plain(own), Self::Tcp(other) | Self::Plain(other)) => (own, other),
        };
        // All addresses of IPv6 are those of IPv4 as well.
        let takes = |all: &SocketAddr, one: &SocketAddr| {
            all.ip() == one.ip() || all.ip().is_unspecified() && (all.is_ipv6() || one.is_ipv4())
        };
        own.port() != 0 && own.port() == other.port() && (takes(own, other) || takes(other, own))
    }

    /// Whether only this machine can reach it.
    pub fn is_local(&self) -> bool {
        match self {
            Self::Tcp(address) | Self::Plain(address) => address.ip().is_loopback(),
            Self::Unix(_) => true,
        }
    }
}

/// A bound address.
pub struct Listener(Kind);

enum Kind {
    Tcp(TcpListener, Option<Arc<Tls>>),
    Unix(UnixListener, SocketFile),
}

impl From<TcpListener> for Listener {
    /// Without TLS.
    fn from(listener: TcpListener) -> Self {
        Self(Kind::Tcp(listener, None))
    }
}

impl Listener {
    /// Binds `address`; a Unix socket with the permissions `mode`. `tls`, if given, is spoken on [`Address::Tcp`].
    ///
    /// # Errors
    /// The address is taken, or not this process' to take.
    pub async fn bind(address: &Address, mode: u32, tls: Option<Arc<Tls>>) -> io::Result<Self> {
        Ok(Self(match address {
            Address::Tcp(address) => Kind::Tcp(TcpListener::bind(address).await?, tls),
            Address::Plain(address) => Kind::Tcp(TcpListener::bind(address).await?, None),
            Address::Unix(path) => {
                let (listener, file) = unix::bind(path, mode)?;
                Kind::Unix(listener, file)
            }
        }))
    }

    /// Where it listens, with the port that a port of 0 has become.
    ///
    /// # Errors
    /// The system does not know.
    pub fn address(&self) -> io::Result<Address> {
        Ok(match &self.0 {
            Kind::Tcp(listener, Some(_)) => Address::Tcp(listener.local_addr()?),
            Kind::Tcp(listener, None) => Address::Plain(listener.local_addr()?),
            Kind::Unix(_, file) => Address::Unix(file.path().to_owned()),
        })
    }

    /// The next connection. Failures are those of one connection, or a lack of file descriptors that passes: told once a
    /// minute, for all listeners.
    pub(super) async fn accept(&self) -> Arrival {
        static TROUBLE: Seldom = Seldom::new();
        loop {
            let arrival = match &self.0 {
                Kind::Tcp(listener, tls) => {
                    listener.accept().await.map(|(stream, _)| Arrival::tcp(stream, tls.as_deref()))
                }
                Kind::Unix(listener, _) => listener.accept().await.map(|(stream, _)| Arrival::Unix(stream)),
            };
            match arrival {
                Ok(arrival) => return arrival,
                Err(error) => {
                    if let Some(times) = TROUBLE.happened() {
                        tracing::warn!(
                            why = no_connection(&error),
                            times,
                            "connections could not be accepted"
                        );
                    }
                    sleep(Duration::from_millis(20)).await;
                }
            }
        }
    }
}

/// Why none was accepted.
fn no_connection(error: &io::Error) -> String {
    match Errno::from_io_error(error) {
        Some(Errno::MFILE) => "this process has no file descriptor left (ulimit -n)".to_owned(),
        Some(Errno::NFILE) => "the system has no file descriptor left (fs.file-max)".to_owned(),
        _ => error.kind().to_string(),
    }
}

/// A connection that has been accepted and nothing else.
pub(super) enum Arrival {
    Tcp(TcpStream),
    Tls(TcpStream, TlsAcceptor),
    Unix(UnixStream),
}

impl Arrival {
    fn tcp(stream: TcpStream, tls: Option<&Tls>) -> Self {
        // Pieces of a stream are small and each has to leave at once.
        let _ = stream.set_nodelay(true);
        match tls {
            Some(tls) => Self::Tls(stream, tls.acceptor()),
            None => Self::Tcp(stream),
        }
    }

    /// Shakes hands where that is asked for; `None` if the client does not.
    pub(super) async fn open(self) -> Option<Stream> {
        Some(match self {
            Self::Tcp(stream) => Stream::Tcp(stream),
            Self::Unix(stream) => Stream::Unix(stream),
            Self::Tls(stream, acceptor) => Stream::Tls(Box::new(acceptor.accept(stream).await.ok()?)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_they_are_written() {
        for text in ["127.0.0.1:8787", "[::1]:1", "plain:0.0.0.0:80", "unix:/run/allonym.sock"] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
        assert_eq!("localhost:9".parse(), Ok(Address::Tcp(([127, 0, 0, 1], 9).into())));
        for text in ["", "8787", "allonym.example:80", "unix:", "unix:run/x", "plain:unix:/x", "127.0.0.1"] {
            assert_eq!(text.parse::<Address>(), Err(NoAddress), "{text}");
        }
    }

    #[test]
    fn one_port_is_listened_on_once() {
        let takes = |one: &str, other: &str| {
            let read = |text: &str| text.parse::<Address>().unwrap();
            read(one).is_taken_by(&read(other))
        };
        for (one, other) in [
            ("127.0.0.1:1", "plain:127.0.0.1:1"),
            ("0.0.0.0:1", "127.0.0.1:1"),
            ("127.0.0.1:1", "[::]:1"),
            ("unix:/a", "unix:/a"),
        ] {
            assert!(takes(one, other) && takes(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("127.0.0.1:1", "127.0.0.1:2"),
            ("127.0.0.1:0", "127.0.0.1:0"),
            ("127.0.0.1:1", "192.0.2.1:1"),
            ("0.0.0.0:1", "[::1]:1"),
            ("unix:/a", "127.0.0.1:1"),
        ] {
            assert!(!takes(one, other) && !takes(other, one), "{one} {other}");
        }
    }

    #[test]
    fn what_others_can_reach_is_not_local() {
        let local = |text: &str| text.parse::<Address>().unwrap().is_local();
        assert!(local("127.0.0.1:1") && local("plain:[::1]:1") && local("unix:/x"));
        assert!(!local("0.0.0.0:1") && !local("plain:192.0.2.1:1"));
    }
}
