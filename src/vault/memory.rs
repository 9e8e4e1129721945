//! Mappings in this process' memory: bounded by size, expiring after their last use, gone with the process.
//!
//! Owns: the bound. The least recently used go first; a new one is always taken. Never: writes anything anywhere, which is
//! why mappings rest here unsealed.

use std::sync::Arc;

use moka::ops::compute::{CompResult, Op};
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use super::{ObjectId, Retention, Stored};
use crate::tenant::Scope;

type Key = (Scope, ObjectId);

#[derive(Clone)]
pub(super) struct Memory(Cache<Key, Arc<Stored>>);

impl Memory {
    pub(super) fn new(retention: Retention) -> Self {
        let weigh =
            |(_, _): &Key, stored: &Arc<Stored>| u32::try_from(stored.mapping.weight()).unwrap_or(u32::MAX);
        let cache = Cache::builder()
            .max_capacity(retention.max_bytes as u64)
            .weigher(weigh)
            .eviction_policy(EvictionPolicy::lru());
        // The library refuses times beyond 1000 years.
        let ttl = retention.ttl.min(std::time::Duration::from_secs(100 * 365 * 86_400));
        Self(cache.time_to_idle(ttl).build())
    }

    pub(super) fn get(&self, scope: &Scope, id: &ObjectId) -> Option<Arc<Stored>> {
        self.0.get(&(scope.clone(), id.clone()))
    }

    pub(super) fn put(&self, scope: &Scope, id: ObjectId, stored: Stored) {
        let key = (scope.clone(), id);
        if !matches!(key.1, ObjectId::Conversation(_) | ObjectId::Container(_)) {
            return self.0.insert(key, Arc::new(stored));
        }
        self.0.entry(key).and_upsert_with(|resting| {
            let mapping = match resting {
                Some(resting) => Arc::new(stored.mapping.merged(&resting.value().mapping)),
                None => stored.mapping,
            };
            Arc::new(Stored { mapping, provider: stored.provider })
        });
    }

    /// Whether nothing else rests under `id` than `before`, which `stored` then takes the place of.
    pub(super) fn succeed(&self, scope: &Scope, id: ObjectId, before: &Arc<Stored>, stored: Stored) -> bool {
        let succeeded = self.0.entry((scope.clone(), id)).and_compute_with(|resting| match resting {
            Some(resting) if !Arc::ptr_eq(resting.value(), before) => Op::Nop,
            _ => Op::Put(Arc::new(stored)),
        });
        !matches!(succeeded, CompResult::Unchanged(_))
    }

    pub(super) fn remove(&self, scope: &Scope, id: &ObjectId) {
        self.0.invalidate(&(scope.clone(), id.clone()));
    }

    pub(super) fn size(&self) -> (u64, u64) {
        self.0.run_pending_tasks();
        (self.0.entry_count(), self.0.weighted_size())
    }
}
