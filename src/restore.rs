//! Restoring: real values back into what a provider answers.
//!
//! Owns: one string that may come in pieces ([`text`]). Never: sees detectors, mints pseudonyms, or restores a value a
//! second time: what was put in is never looked at again.

pub mod text;
