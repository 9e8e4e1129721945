//! [`Prefixes`]: what earlier requests have made of the beginnings of conversations, for the requests that go on from them.
//!
//! Owns: a bounded, expiring memory per tenant, by a keyed hash of all bytes of the beginning: the system text and the tools, and
//! the first turns, without what a client marks in them for its provider's cache. Clients resend their whole conversation each turn; what was replaced in its beginning is put there again,
//! and only what is new is read. Keys are hashes under a secret of the tenant's own (`secret_hash.rs`). Never: holds text, but for the values that were found and the names that a next text is told of; decides
//! what is new, which `conversation.rs` does.
//!
//! A conversation with `logprobs` leaves nothing here, and is made whole each time: they are emptied as soon as anything is
//! replaced anywhere, before or after them, so what becomes of them is only known of the whole body; and hardly a client sends
//! them back.

use std::io;
use std::iter;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use super::state::State;
use crate::provider::{Endpoint, Outline, Provider, Role};
use crate::secret_hash::{Hash, HashSecret};

/// The hash of a beginning.
pub(super) type Key = Hash;

/// What one entry costs besides what it holds, in bytes.
const ENTRY: usize = 2_048;

/// The memory of a process.
pub struct PrefixMemory(Cache<Key, Arc<Prefix>>);

impl PrefixMemory {
    /// Of at most `bytes` (approximate); what is not used for `ttl` is forgotten.
    #[must_use]
    pub fn new(ttl: Duration, bytes: usize) -> Self {
        let cache = Cache::builder()
            .max_capacity(bytes as u64)
            .weigher(|_, prefix: &Arc<Prefix>| u32::try_from(prefix.weight()).unwrap_or(u32::MAX))
            // Of two conversations, the one that went on last will go on again.
            .eviction_policy(EvictionPolicy::lru())
            .time_to_idle(ttl);
        Self(cache.build())
    }

    /// Beginnings that are remembered, and the size of that in bytes (approximate), without what has expired, which is forgotten
    /// by that.
    #[must_use]
    pub fn size(&self) -> (u64, u64) {
        self.0.run_pending_tasks();
        (self.0.entry_count(), self.0.weighted_size())
    }
}

/// One tenant's part of the memory. The default remembers nothing.
#[derive(Clone, Default)]
pub struct Prefixes(Option<(Arc<PrefixMemory>, HashSecret)>);

/// What is known of the conversation in a body.
pub struct Recalled {
    pub(super) outline: Outline,
    /// The keys of its beginnings, from the one without any turn on.
    pub(super) keys: Vec<Key>,
    /// The longest beginning that is known, and how many turns it has.
    pub(super) found: Option<(usize, Arc<Prefix>)>,
}

/// What was made of the beginning of a conversation. Holds personal data: no `Debug`.
pub(super) struct Prefix {
    pub(super) state: State,
    /// See [`super::walk::Walked::levels`]; of the request that left it.
    pub(super) levels: Option<usize>,
    /// See [`super::Draft::keeps_sent`].
    pub(super) keeps_sent: bool,
    /// What was replaced in each head, and in the turns.
    pub(super) heads: Vec<Replaced>,
    pub(super) turns: Replaced,
    /// Another beginning that the same request has left, which is of no use either once a request has gone on from this one.
    pub(super) beside: Option<Key>,
}

impl Recalled {
    /// Whether anything is known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.found.is_some()
    }

    /// To be made anew all the same: nothing is known of it.
    pub fn let_go(&mut self) {
        self.found = None;
    }

    /// All of the body of which everything is known, in order.
    pub(super) fn known(&self) -> Vec<Range<usize>> {
        self.found.as_ref().map_or_else(Vec::new, |(turns, _)| self.up_to(*turns))
    }

    /// Offset just past so many turns.
    pub(super) fn end_of(&self, turns: usize) -> usize {
        let outline = &self.outline;
        turns.checked_sub(1).map_or(outline.start, |last| outline.ends[last])
    }

    /// All of the body that a beginning of so many turns has beyond a known one, in order.
    pub(super) fn between(&self, known: Option<usize>, turns: usize) -> Vec<Range<usize>> {
        known.map_or_else(
            || self.up_to(turns),
            |known| iter::once(self.end_of(known)..self.end_of(turns)).collect(),
        )
    }

    /// All of the body that a beginning of so many turns is, in order.
    pub(super) fn up_to(&self, turns: usize) -> Vec<Range<usize>> {
        let outline = &self.outline;
        let turns = Some(outline.start..self.end_of(turns)).filter(|turns| !turns.is_empty());
        let mut parts: Vec<_> = outline.heads.iter().map(|head| head.value.clone()).chain(turns).collect();
        parts.sort_by_key(|part| part.start);
        parts
    }
}

impl Prefixes {
    /// A part of its own.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn new(memory: &Arc<PrefixMemory>) -> io::Result<Self> {
        Ok(Self(Some((Arc::clone(memory), HashSecret::new()?))))
    }

    /// What is known of the conversation that `outline` shows in `body`; `None` where nothing is ever remembered.
    #[must_use]
    pub fn recall(
        &self,
        to: (Provider, Endpoint),
        body: &[u8],
        outline: Option<Outline>,
    ) -> Option<Recalled> {
        let ((memory, secret), outline) = self.0.as_ref().zip(outline)?;
        u32::try_from(body.len()).ok()?;
        let keys = keys(secret, to, body, &outline);
        let known = keys.iter().enumerate().rev();
        let found = known.filter_map(|(turns, key)| Some((turns, memory.0.get(key)?))).next();
        Some(Recalled { outline, keys, found })
    }

    pub(super) fn keep(&self, key: Key, prefix: Prefix) {
        if let Some((memory, _)) = &self.0 {
            memory.0.insert(key, Arc::new(prefix));
        }
    }

    pub(super) fn forget(&self, key: Key) {
        if let Some((memory, _)) = &self.0 {
            memory.0.invalidate(&key);
        }
    }
}

fn keys(
    secret: &HashSecret,
    (provider, endpoint): (Provider, Endpoint),
    body: &[u8],
    outline: &Outline,
) -> Vec<Key> {
    /// Ends a head; no UTF-8 has this byte.
    const END: u8 = 0xff;
    let mut hashing = secret.begin();
    // Endpoints that read a body alike (an answer, and how many tokens it would take) share what is known; what one provider was
    // sent, another was not.
    hashing.add(&[provider as u8, Role::root(endpoint) as u8]);
    for head in &outline.heads {
        hashing.add(&body[head.key..head.value.end]);
        hashing.add(&[END]);
    }
    let mut keys = Vec::with_capacity(outline.ends.len() + 1);
    keys.push(hashing.so_far());
    let mut start = outline.start;
    for end in &outline.ends {
        outline.marks.without(start..*end).for_each(|part| hashing.add(&body[part]));
        keys.push(hashing.so_far());
        start = *end;
    }
    keys
}

impl Prefix {
    /// What was replaced, where it stands in the body of `outline`, in order.
    pub(super) fn edits<'p>(&'p self, outline: &Outline) -> Vec<(Range<usize>, &'p [u8])> {
        let heads = outline.heads.iter().map(|head| head.value.start).zip(&self.heads);
        let heads = heads.flat_map(|(at, replaced)| replaced.from(at));
        let turns = self.turns.from(outline.start).map(|(Range { start, end }, with)| {
            (outline.marks.opened(start)..outline.marks.opened(end), with)
        });
        let mut edits: Vec<_> = heads.chain(turns).collect();
        edits.sort_by_key(|(range, _)| range.start);
        edits
    }

    fn weight(&self) -> usize {
        let replaced = self.heads.iter().chain([&self.turns]).map(Replaced::weight).sum::<usize>();
        let State { mapping, known, told, counts, tools, .. } = &self.state;
        let counts = size_of_val(&*counts.entities) + size_of_val(&*counts.rules);
        ENTRY + mapping.weight() + known.weight() + told.weight() + tools.weight() + counts + replaced
    }
}

/// What was put where in one part of a body.
#[derive(Default)]
pub(super) struct Replaced {
    /// Begin and end of what was replaced, in bytes of the part; and where in `text` its replacement ends.
    places: Vec<[u32; 3]>,
    text: Vec<u8>,
}

impl Replaced {
    /// Of the part that begins at `at`, from edits of the body in order of place.
    pub(super) fn of<'e>(at: usize, edits: impl Iterator<Item = (Range<usize>, &'e [u8])>) -> Self {
        let short = |offset: usize| u32::try_from(offset).expect("a body is bounded far below 4 GiB");
        let mut replaced = Self::default();
        for (range, with) in edits {
            replaced.text.extend_from_slice(with);
            replaced.places.push([
                short(range.start - at),
                short(range.end - at),
                short(replaced.text.len()),
            ]);
        }
        replaced
    }

    /// The edits, where the part begins at `at`.
    fn from(&self, at: usize) -> impl Iterator<Item = (Range<usize>, &[u8])> {
        let mut done = 0;
        self.places.iter().map(move |place| {
            let [start, end, text] = place.map(|offset| offset as usize);
            let with = &self.text[std::mem::replace(&mut done, text)..text];
            (at + start..at + end, with)
        })
    }

    fn weight(&self) -> usize {
        size_of_val(&*self.places) + self.text.len()
    }
}
