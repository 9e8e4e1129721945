//! The proxy from outside: a client on one socket, a provider on another, and every byte between them.
//!
//! One binary, so that it is linked once. A file per topic; `support.rs` has what they share: the proxy in this process
//! ([`support::Proxy`]), a provider that the test plays itself ([`support::Upstream`]), and a client that writes exact
//! bytes. Nothing here waits for time to pass: a test plays the provider, so it decides what happens before what.
//! `tests/CASES.md` says which case of the field is answered where.

mod support;

mod canary;
mod conversations;
mod description;
mod failures;
mod faults;
mod fixtures;
mod http2;
mod identity;
mod lifecycle;
mod limits;
mod operations;
mod providers;
mod round_trip;
mod sessions;
mod smuggling;
mod spans;
mod streaming;
mod tenants;
