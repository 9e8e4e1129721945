//! Restoring: real values back into what a provider answers.
//!
//! Owns: one string that may come in pieces ([`text`]), one JSON answer ([`json`]), a stream of events ([`stream`]), and
//! answers of no known shape ([`plain`]). Never: sees detectors, mints pseudonyms, opens a sealed string, or restores a
//! value a second time: what was put in is never looked at again.
//! Next: `text.rs`, on which all else stands; `events.rs` for what makes streams delicate.

mod documents;
mod events;
pub mod json;
mod objects;
mod outline;
pub mod plain;
mod pseudonyms;
pub mod stream;
#[cfg(test)]
mod tests;
pub mod text;

pub use documents::DocumentShifts;
pub use objects::Objects;
pub use pseudonyms::Pseudonyms;
