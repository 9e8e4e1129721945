//! Allonym: a transparent reverse proxy that keeps personal data out of LLM providers.

pub mod error;
pub mod sandbox;
pub mod sensitive;
