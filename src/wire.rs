//! Bytes on the wire: bodies, codings, JSON, event streams, headers and a shell's commands, without knowing any provider.
//!
//! Owns: reading a body under limits ([`body`]), undoing its content coding ([`encoding`]), editing JSON in place
//! ([`json`]), cutting an event stream into events ([`sse`]), which headers travel on ([`headers`]), and how a shell quotes ([`shell`]).
//! Never: detects, restores, or decides what a field means; that is `provider`, `pseudonymize` and `restore`.

pub mod body;
pub mod encoding;
pub mod headers;
pub mod json;
pub mod shell;
pub mod sse;
