//! Sessions: which mapping an exchange begins with, and where it rests afterwards.
//!
//! Owns: when state is needed at all: only where the provider alone has the earlier text (`previous_response_id`,
//! threads, conversations, stored responses and their items, sealed summaries and reasoning). Everything else begins empty, because
//! clients resend their history; reasoning is sealed, but the turns before it are mostly there, too, so a mapping of it counts only where
//! theirs is another one. Never: restores,
//! and never guesses: where a needed mapping is gone, new values get keyed numbers, which cannot be mistaken for the
//! lost ones, and the lost ones stay visible as pseudonyms. A conversation begins with such numbers: what it held before
//! is not known, and of two exchanges that run at once in it neither can give a number of the other's to another value.

use std::sync::Arc;

use crate::error::Reason;
use crate::provider::{Endpoint, Envelope, Provider};
use crate::pseudonym::Mapping;
use crate::pseudonymize::{Beginning, Profile};
use crate::restore::Objects;
use crate::tenant::Tenant;
use crate::vault::{ObjectId, Stored, Vault};

/// One exchange's place among the stored ones.
pub struct Session {
    vault: Vault,
    tenant: Tenant,
    provider: Provider,
    /// Whether the provider keeps the response.
    is_stored: bool,
    sums_up: bool,
    /// Whether reasoning in the answer may be sealed.
    reasons: bool,
    conversation: Option<String>,
}

impl Session {
    /// Finds the mapping that the exchange begins with. `object` is the id in the path.
    pub fn open(
        vault: &Vault,
        tenant: &Tenant,
        provider: Provider,
        endpoint: Endpoint,
        envelope: &Envelope,
        object: Option<&str>,
        profile: &Profile,
    ) -> (Self, Beginning) {
        let stored = object.filter(|_| endpoint.is_stored()).or(envelope.previous.as_deref());
        let named = [
            stored.map(|id| ObjectId::Response(id.to_string())),
            envelope.conversation.as_ref().map(|id| ObjectId::Conversation(id.clone())),
        ];
        let summary = envelope.summary.iter().cloned().map(ObjectId::Summary);
        let mut wanted = named.into_iter().flatten().chain(summary).peekable();
        let needs_one = wanted.peek().is_some();
        let scoped = vault.tenant(tenant);
        let mapping = match wanted.find_map(|id| scoped.get(&id)) {
            Some(found) => found.mapping.continued(),
            None if endpoint == Endpoint::Embeddings || needs_one => profile.keyed_mapping(),
            None => profile.mapping(),
        };
        let sealed = envelope.reasoning.iter().cloned().map(ObjectId::Reasoning);
        let sealed = sealed.filter_map(|id| scoped.get(&id)).next().map(|found| Arc::clone(&found.mapping));
        let session = Self {
            vault: vault.clone(),
            tenant: tenant.clone(),
            provider,
            is_stored: match endpoint {
                Endpoint::Responses => !envelope.unstored,
                Endpoint::Messages => envelope.threaded,
                _ => false,
            },
            sums_up: envelope.sums_up || endpoint == Endpoint::ResponsesCompact,
            // Models there reason unasked.
            reasons: envelope.reasons || provider == Provider::OpenRouter,
            conversation: envelope.conversation.clone(),
        };
        (session, Beginning { sealed, ..mapping.into() })
    }

    /// Whether the mapping may be kept when the answer has come.
    pub fn keeps(&self, mapping: &Mapping) -> bool {
        self.has_to_keep() || (self.reasons && !mapping.is_empty())
    }

    fn has_to_keep(&self) -> bool {
        self.is_stored || self.sums_up
    }

    /// Whether the mapping can be kept, if it will have to be. Ask before sending.
    ///
    /// # Errors
    /// [`Reason::VaultFailed`]
    pub fn check(&self, mapping: &Mapping) -> Result<(), Reason> {
        if self.has_to_keep() { self.vault.check(mapping) } else { Ok(()) }
    }

    /// Keeps the mapping under what the answer named.
    pub fn keep(&self, objects: &Objects, mapping: &Arc<Mapping>) {
        let stored = [
            objects.response.clone().map(ObjectId::Response),
            objects.conversation.clone().or_else(|| self.conversation.clone()).map(ObjectId::Conversation),
        ];
        let items = objects.items.iter().cloned().map(ObjectId::Summary);
        let stored = stored.into_iter().flatten().chain(items).filter(|_| self.is_stored);
        let summaries = objects.summaries.iter().cloned().map(ObjectId::Summary);
        let scoped = self.vault.tenant(&self.tenant);
        let reasoning = objects.reasoning.iter().cloned().map(ObjectId::Reasoning);
        for id in stored.chain(summaries).chain(reasoning) {
            let stored = Stored { mapping: Arc::clone(mapping), provider: Some(self.provider) };
            if scoped.put(id, stored).is_err() {
                tracing::warn!(
                    "a mapping could not be kept; a later call on the stored response or summary will show pseudonyms"
                );
            }
        }
    }

    /// The provider has deleted the object `id`: its mapping goes too.
    pub fn forget(&self, id: &str) {
        self.vault.tenant(&self.tenant).remove(&ObjectId::Response(id.to_string()));
    }
}
