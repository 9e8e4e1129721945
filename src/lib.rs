//! Allonym: a transparent reverse proxy that keeps personal data out of LLM providers.

pub mod error;
pub mod provider;
pub mod pseudonym;
pub mod restore;
pub mod sensitive;
pub mod wire;
