//! What is known of the four providers: their paths, who gets a request, and the grammar of their bodies.
//!
//! Owns: the endpoint table, the routing precedence, the roles of the fields in bodies, answers and events.
//! Never: detects, replaces, sends, or reads a body; it says what a place means, others act on it.
//! Next: [`endpoint`] for the paths, [`route`] for the choice of the provider, [`roles`] for bodies. What an event
//! continues and ends is told where it is restored (`restore/events`).

mod anthropic;
mod azure;
pub mod endpoint;
pub mod envelope;
mod items;
mod openai;
mod openrouter;
pub mod outline;
mod rank;
pub mod roles;
pub mod route;
mod schema;
mod seals;
pub mod tools;

pub use endpoint::{Dialect, Endpoint};
pub use envelope::Envelope;
pub use outline::Outline;
pub use rank::Rank;
pub use roles::{Class, Role};
pub use route::{Head, KeyHeader, Route, Tenancy};
pub use seals::{Seal, Sealed};
pub use tools::Tools;

use crate::error::Reason;

/// A party that requests are sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Provider {
    /// OpenAI, or a server of the operator's own that speaks its API.
    OpenAi,
    /// Anthropic.
    Anthropic,
    /// Azure OpenAI.
    Azure,
    /// OpenRouter.
    OpenRouter,
}

impl Provider {
    /// All of them, in the order in which they are listed to people.
    pub const ALL: [Self; 4] = [Self::OpenAi, Self::Anthropic, Self::Azure, Self::OpenRouter];

    /// The name in settings, in logs and in the header `x-allonym-provider`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Azure => "azure",
            Self::OpenRouter => "openrouter",
        }
    }

    /// The environment variable that holds the provider's key.
    pub const fn key_variable(self) -> &'static str {
        match self {
            Self::OpenAi => "OPENAI_API_KEY",
            Self::Anthropic => "ANTHROPIC_API_KEY",
            Self::Azure => "AZURE_OPENAI_API_KEY",
            Self::OpenRouter => "OPENROUTER_API_KEY",
        }
    }

    /// The provider of that [`name`](Self::name), in any letter case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.name().eq_ignore_ascii_case(name))
    }

    /// The refusal for a provider that has no credential.
    pub const fn not_configured(self) -> Reason {
        Reason::ProviderNotConfigured { provider: self.name(), variable: self.key_variable() }
    }
}
