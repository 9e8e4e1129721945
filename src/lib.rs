//! Allonym: a transparent reverse proxy that keeps personal data out of LLM providers.

pub mod base_url;
pub mod config;
pub mod error;
pub mod policy;
pub mod provider;
pub mod request_id;
pub mod respond;
pub mod sensitive;
pub mod server;
pub mod telemetry;
pub mod tenant;
