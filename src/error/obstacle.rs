//! [`Obstacle`]: where the way to a provider ends, as a closed set.
//!
//! Owns: these places, the words for each, and the shorter set that logs and spans sort by. Never: holds an address, or what a
//! library says of one; finding out which it was is `upstream`'s.

use std::fmt;

/// Why there is no answer from a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The name has no address, as far as a name server says in time.
    UnknownName,
    /// The address refuses connections to this port.
    Refused,
    /// There is no way to the address.
    NoRoute,
    /// This machine has no file descriptor left for a connection.
    NoDescriptor,
    /// Nothing came back in time.
    Silent,
    /// A proxy on the way cannot be reached, or says nothing in time.
    NoProxy,
    /// A proxy on the way wants a credential, or another.
    ProxyUnauthorized,
    /// A proxy on the way does not connect to the provider.
    ProxyRefused,
    /// The certificate is signed by nobody whom this machine trusts.
    Untrusted,
    /// The certificate is for another name.
    OtherName,
    /// The certificate is expired, or not valid yet.
    OutOfDate,
    /// Encryption fails in another way: nothing there speaks TLS, or only versions that are out of use.
    NoTls,
    /// The connection was broken off before the answer was whole.
    Reset,
    /// What answers does not speak HTTP.
    NoHttp,
}

impl Obstacle {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::UnknownName,
        Self::Refused,
        Self::NoRoute,
        Self::NoDescriptor,
        Self::Silent,
        Self::NoProxy,
        Self::ProxyUnauthorized,
        Self::ProxyRefused,
        Self::Untrusted,
        Self::OtherName,
        Self::OutOfDate,
        Self::NoTls,
        Self::Reset,
        Self::NoHttp,
    ];

    /// Its kind, as logs and spans have it.
    pub const fn cause(self) -> &'static str {
        match self {
            Self::UnknownName => "dns",
            Self::Refused => "refused",
            Self::NoRoute => "no_route",
            Self::NoDescriptor => "descriptors",
            Self::Silent => "timeout",
            Self::NoProxy | Self::ProxyUnauthorized | Self::ProxyRefused => "proxy",
            Self::Untrusted | Self::OtherName | Self::OutOfDate | Self::NoTls => "tls",
            Self::Reset => "reset",
            Self::NoHttp => "no_http",
        }
    }
}

impl fmt::Display for Obstacle {
    /// As the end of a sentence, without a point.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownName => "its name has no address",
            Self::Refused => "the connection is refused",
            Self::NoRoute => "there is no way there",
            Self::NoDescriptor => "the proxy has no file descriptor left for a connection",
            Self::Silent => "nothing comes back in time",
            Self::NoProxy => "the proxy on the way cannot be reached",
            Self::ProxyUnauthorized => "the proxy on the way wants a credential, or another one (407)",
            Self::ProxyRefused => "the proxy on the way does not connect to it",
            Self::Untrusted => "its certificate is signed by nobody whom this machine trusts",
            Self::OtherName => "its certificate is for another name",
            Self::OutOfDate => "its certificate is expired, or not valid yet",
            Self::NoTls => "what is there does not speak TLS as it should",
            Self::Reset => "the connection was broken off before its answer was whole",
            Self::NoHttp => "what is there does not answer in HTTP",
        })
    }
}

impl std::error::Error for Obstacle {}
