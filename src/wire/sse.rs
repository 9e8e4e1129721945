//! Server-sent events, as the HTML standard defines them (section 9.2), cut from a stream without losing a byte.
//!
//! Owns: the incremental [`Decoder`] (lines end on LF, CRLF or CR, chunks end anywhere) and the [`Event`], which keeps its
//! raw bytes and knows where its fields lie in them.
//! Never: parses `data` (that is JSON, and the provider's) or joins events. What it yields, laid end to end, is the stream.
//! Next: `sse/decoder.rs` for the cutting, `sse/event.rs` for fields and for writing an event again.

mod decoder;
mod event;

#[cfg(test)]
mod tests;

pub use decoder::{DEFAULT_EVENT_BYTES, Decoder};
pub use event::Event;
