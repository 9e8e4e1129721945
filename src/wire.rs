//! Bytes on the wire: bodies, codings, JSON, event streams and headers, without knowing any provider.
//!
//! Owns: reading a body under limits ([`body`]), undoing its content coding ([`encoding`]), editing JSON in place
//! ([`json`]), cutting an event stream into events ([`sse`]), and which headers travel on ([`headers`]).
//! Never: detects, restores, or decides what a field means; that is `provider`, `pseudonymize` and `restore`.

pub mod body;
pub mod encoding;
pub mod headers;
pub mod json;
pub mod sse;
