//! Sessions: which mapping an exchange begins with, and where it rests afterwards.
//!
//! Owns: when state is needed at all: only where the provider alone has the earlier text (`previous_response_id`,
//! threads, conversations, stored responses and their items, sealed summaries and reasoning, files in containers). Everything else begins
//! empty, because clients resend their history; so do they with the turns before reasoning and before a program's run, mostly, and what is
//! known of these counts only where the turns come to something else. Never: restores,
//! and never guesses: where a needed mapping is gone, new values get keyed numbers, which cannot be mistaken for the
//! lost ones, and the lost ones stay visible as pseudonyms. A conversation begins with such numbers: what it held before
//! is not known, and of two exchanges that run at once in it neither can give a number of the other's to another value.

use std::sync::Arc;

use crate::error::Reason;
use crate::provider::{Endpoint, Envelope, Provider, Seal};
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
    /// The seals of reasoning in the request of which nothing is known.
    unknown: Vec<Seal>,
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
        let mapping_of = |id: ObjectId| scoped.get(&id).map(|found| Arc::clone(&found.mapping));
        let sealed = envelope.reasoning.iter().cloned().map(ObjectId::Reasoning).find_map(mapping_of);
        let container = envelope.container.clone().map(ObjectId::Container);
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
            reasons: envelope.reasons || reason_unasked(provider, endpoint),
            unknown: if sealed.is_none() { envelope.reasoning.clone() } else { Vec::new() },
            conversation: envelope.conversation.clone(),
        };
        let known = sealed.or_else(|| container.and_then(mapping_of));
        (session, Beginning { known, ..mapping.into() })
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
        if !self.put(stored.chain(summaries), mapping) {
            tracing::warn!(
                "a mapping could not be kept; a later call on the stored response or summary will show pseudonyms"
            );
        }
        self.put(objects.containers.iter().cloned().map(ObjectId::Container), mapping);
        self.keep_reasoning(&objects.reasoning, mapping);
    }

    /// Keeps the mapping under the reasoning in the request. What is seen for the first time is taken to come with all turns before
    /// it; it is known when some of them are gone.
    pub fn keep_request(&self, mapping: &Arc<Mapping>) {
        self.keep_reasoning(&self.unknown, mapping);
    }

    /// As well as it can be: without, the turns tell the same, as long as they are there.
    fn keep_reasoning<'s>(&self, seals: impl IntoIterator<Item = &'s Seal>, mapping: &Arc<Mapping>) {
        self.put(seals.into_iter().cloned().map(ObjectId::Reasoning), mapping);
    }

    /// Whether there was room for it under all of these names.
    fn put(&self, ids: impl Iterator<Item = ObjectId>, mapping: &Arc<Mapping>) -> bool {
        let scoped = self.vault.tenant(&self.tenant);
        let mut all = true;
        for id in ids {
            let stored = Stored { mapping: Arc::clone(mapping), provider: Some(self.provider) };
            all &= scoped.put(id, stored).is_ok();
        }
        all
    }

    /// The provider has deleted the object `id`: its mapping goes too.
    pub fn forget(&self, id: &str) {
        self.vault.tenant(&self.tenant).remove(&ObjectId::Response(id.to_string()));
    }
}

/// Whether models may reason there, and what they thought be sealed, though nothing in the request asks for it.
fn reason_unasked(provider: Provider, endpoint: Endpoint) -> bool {
    provider == Provider::OpenRouter || matches!(endpoint, Endpoint::Messages | Endpoint::Responses)
}
