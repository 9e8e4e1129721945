//! The vault: mappings that must outlive their exchange, because the provider keeps the text.
//!
//! Owns: what is kept ([`Stored`]), under which name ([`ObjectId`]), and that nothing is read but through a tenant
//! ([`TenantVault`]): there is no unscoped access. Never: decides when a mapping is needed; `session.rs` does. Where
//! mappings rest is a file each below `vault/`.

mod memory;

use std::sync::Arc;
use std::time::Duration;

use self::memory::Memory;
use crate::error::Reason;
use crate::provider::{Provider, Seal};
use crate::pseudonym::Mapping;
use crate::tenant::{Scope, Tenant};

/// A name under which a mapping rests.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ObjectId {
    /// A stored response of a provider.
    Response(String),
    /// A conversation at a provider.
    Conversation(String),
    /// A summary of turns that only its provider can read, and that the client holds; or an item that the provider holds.
    Summary(Seal),
    /// A container at a provider, in which programs run and leave files.
    Container(String),
    /// What a model was thinking, which only its provider can read and the client holds.
    Reasoning(Seal),
    /// A session of the standalone API, named by us.
    Session(String),
}

/// What rests in the vault.
#[derive(Clone)]
pub struct Stored {
    /// Values and pseudonyms. Personal data.
    pub mapping: Arc<Mapping>,
    /// The provider that holds the object; `None` for our own sessions.
    pub provider: Option<Provider>,
}

/// How long and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// How long after its last use a mapping is forgotten; zero: nothing is ever kept.
    pub ttl: Duration,
    /// Memory for all mappings together, in bytes (approximate).
    pub max_bytes: usize,
}

/// All tenants' mappings.
#[derive(Clone)]
pub struct Vault {
    memory: Memory,
    /// Of reasoning, which comes with every answer of some models: it takes the place of nothing else.
    reasoning: Memory,
    retention: Retention,
}

/// What part of the vault's memory reasoning has.
const OF_REASONING: usize = 4;

/// One tenant's part of the vault.
pub struct TenantVault<'v> {
    vault: &'v Vault,
    scope: &'v Scope,
}

impl Vault {
    /// An empty vault.
    pub fn new(retention: Retention) -> Self {
        let reasoning = Retention { max_bytes: retention.max_bytes / OF_REASONING, ..retention };
        let rest = Retention { max_bytes: retention.max_bytes - reasoning.max_bytes, ..retention };
        Self { memory: Memory::new(rest), reasoning: Memory::new(reasoning), retention }
    }

    /// Whether a mapping of this size could be kept. With `ttl = 0` nothing ever is, by the operator's will: no fault.
    ///
    /// # Errors
    /// [`Reason::VaultFailed`]
    pub fn check(&self, mapping: &Mapping) -> Result<(), Reason> {
        if self.has_room_for(mapping) || self.retention.ttl.is_zero() {
            Ok(())
        } else {
            Err(Reason::VaultFailed)
        }
    }

    fn has_room_for(&self, mapping: &Mapping) -> bool {
        mapping.weight() <= self.retention.max_bytes - self.retention.max_bytes / OF_REASONING
    }

    /// The part that `tenant` may see.
    pub fn tenant<'v>(&'v self, tenant: &'v Tenant) -> TenantVault<'v> {
        TenantVault { vault: self, scope: tenant.scope() }
    }

    /// Number of mappings and their approximate size in bytes, of all tenants together, without those that have expired, which are
    /// forgotten by that.
    pub fn size(&self) -> (u64, u64) {
        let [rest, reasoning] = [&self.memory, &self.reasoning].map(Memory::size);
        (rest.0 + reasoning.0, rest.1 + reasoning.1)
    }

    fn memory_of(&self, id: &ObjectId) -> &Memory {
        if matches!(id, ObjectId::Reasoning(_)) { &self.reasoning } else { &self.memory }
    }
}

impl TenantVault<'_> {
    /// What rests under `id`.
    pub fn get(&self, id: &ObjectId) -> Option<Arc<Stored>> {
        self.vault.memory_of(id).get(self.scope, id)
    }

    /// Keeps `stored` under `id`, in place of what rested there; in a conversation together with it: of several exchanges
    /// that run at once, none undoes what another has kept.
    ///
    /// # Errors
    /// [`Reason::VaultFailed`] if it is larger than the whole vault or the vault is switched off (`ttl = 0`).
    pub fn put(&self, id: ObjectId, stored: Stored) -> Result<(), Reason> {
        self.takes(&stored)?;
        self.vault.memory_of(&id).put(self.scope, id, stored);
        Ok(())
    }

    /// Keeps `stored`, which goes on from `before`, under `id`, unless something else rests there by now; whether it does.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub fn succeed(&self, id: ObjectId, before: &Arc<Stored>, stored: Stored) -> Result<bool, Reason> {
        self.takes(&stored)?;
        Ok(self.vault.memory.succeed(self.scope, id, before, stored))
    }

    fn takes(&self, stored: &Stored) -> Result<(), Reason> {
        let fits = self.vault.has_room_for(&stored.mapping);
        if fits && !self.vault.retention.ttl.is_zero() { Ok(()) } else { Err(Reason::VaultFailed) }
    }

    /// Forgets `id`.
    pub fn remove(&self, id: &ObjectId) {
        self.vault.memory.remove(self.scope, id);
    }
}

#[cfg(test)]
mod tests;
