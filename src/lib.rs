//! Allonym: a transparent reverse proxy that keeps personal data out of LLM providers.

pub mod app;
pub mod audit;
pub mod base_url;
pub mod byte_class;
pub mod cli;
pub mod config;
pub mod error;
pub mod policy;
pub mod provider;
pub mod proxy;
pub mod pseudonym;
pub mod pseudonymize;
pub mod request_id;
pub mod respond;
pub mod restore;
pub mod sandbox;
pub mod sensitive;
pub mod server;
pub mod session;
pub mod telemetry;
pub mod tenant;
pub mod upstream;
pub mod vault;
pub mod wire;
