//! [`Phase`]: where in an exchange's life it failed.
//!
//! Owns: the closed set of places, in order. Never: what failed there (`error.rs`).

/// Where in an exchange's life (`Proxy::exchange`) it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Reading the request head: keys, path, headers.
    Admit,
    /// Reading and decoding the request body.
    Read,
    /// Finding and replacing personal data, sealing.
    Pseudonymize,
    /// Connecting, sending, waiting for the answer's head.
    Send,
    /// Restoring the answer.
    Restore,
}
