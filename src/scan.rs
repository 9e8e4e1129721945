//! Scanning: the one way in which the text of a request comes to the detectors.
//!
//! Owns: [`Scans`], which holds what outlives a request (known results of texts and of windows, the neural tier) and
//! [`Reading`], what was read ahead for one request. A request is scanned in two steps: [`Scans::read`], which waits for
//! the neural tier, and [`Scans::scan`], which does not wait. Clients resend their whole conversation each turn; what was
//! scanned before is looked up by a keyed hash of its content. Never: decides what is done with what is found.
//! Next: `scan/ahead.rs`, `scan/known.rs`, `scan/told.rs`.

mod ahead;
#[cfg(test)]
pub mod finder;
mod known;
mod silent;
mod tier;
mod told;
pub mod warm;

use std::io;
use std::sync::Arc;

use allonym_detectors::{Detection, Detectors, Settings};

pub use self::ahead::{Reading, Texts};
use self::known::{Found, Key};
pub use self::known::{Known, Memory, Traits};
pub use self::tier::{Bounds, Busy, Figures, Tier, WhenBusy};
pub use self::told::Told;
use crate::error::Reason;

/// What is known of one text before it is scanned.
#[derive(Default)]
pub struct LookedUp {
    /// None without a memory.
    key: Option<Key>,
    /// The key of the text and of what was told; none while nothing was.
    both: Option<Key>,
    found: Option<Found>,
    /// Whether `found` holds what was told, too.
    is_whole: bool,
}

impl LookedUp {
    /// What else was remembered of the text.
    pub fn traits(&self) -> Option<Traits> {
        self.found.as_ref()?.traits()
    }
}

/// How one tenant's texts are scanned. The default knows nothing beforehand and has no neural tier.
#[derive(Clone, Default)]
pub struct Scans {
    known: Option<Known>,
    tier: Option<Arc<Tier>>,
    when_busy: WhenBusy,
}

impl Scans {
    /// For a tenant. `memory` and `tier` are shared between tenants, whose results stay apart nevertheless.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn new(memory: &Arc<Memory>, tier: Option<Arc<Tier>>, when_busy: WhenBusy) -> io::Result<Self> {
        Ok(Self { known: Some(Known::new(memory)?), tier, when_busy })
    }

    /// Whether there is anybody to read ahead.
    pub fn reads_ahead(&self) -> bool {
        self.tier.is_some() && self.known.is_some()
    }

    /// Reads ahead: has the neural tier read what is new in the texts that `texts` names. Without that tier, nothing
    /// happens and `texts` is not called.
    ///
    /// # Errors
    /// [`Reason::DetectorBusy`] where the tenant does not want to go on without the tier, and whatever `texts` fails with.
    pub async fn read(
        &self,
        texts: impl FnOnce(&mut Texts<'_>) -> Result<(), Reason>,
    ) -> Result<Reading, Reason> {
        self.read_ahead(true, texts).await
    }

    /// As [`Scans::read`], for texts that are then scanned by [`Scans::scan_once`].
    ///
    /// # Errors
    /// As there.
    pub async fn read_once(
        &self,
        texts: impl FnOnce(&mut Texts<'_>) -> Result<(), Reason>,
    ) -> Result<Reading, Reason> {
        self.read_ahead(false, texts).await
    }

    async fn read_ahead(
        &self,
        whole: bool,
        texts: impl FnOnce(&mut Texts<'_>) -> Result<(), Reason>,
    ) -> Result<Reading, Reason> {
        let (Some(tier), Some(known)) = (&self.tier, &self.known) else { return Ok(Reading::default()) };
        let mut gathered = Texts::new(tier, known, whole);
        texts(&mut gathered)?;
        gathered.read(self.when_busy).await.map_err(|Busy| Reason::DetectorBusy)
    }

    /// Looks up what is known of a text: by itself, and after what earlier texts of the request have `told`.
    pub fn look_up(&self, text: &str, told: &Told, reading: &Reading) -> LookedUp {
        let Some(known) = &self.known else { return LookedUp::default() };
        let key = known.key(text);
        let both = told.key_of(known, key);
        let after = both.and_then(|both| known.found(both));
        let is_whole = both.is_none() || after.is_some();
        // With the tier, only what was looked up ahead counts of the text by itself: it is still there, and it is whole.
        let alone = || if self.tier.is_some() { reading.found(key) } else { known.found(key) };
        LookedUp { key: Some(key), both, found: after.or_else(alone), is_whole }
    }

    /// Scans a text that was looked up, and adds what earlier texts have `told`. `traits` are remembered with the result:
    /// those of the very text, if they are known. Returns whether `out` is all that can be found: not while the network is
    /// busy.
    pub fn scan_told(
        &self,
        (text, looked_up): (&str, &LookedUp),
        traits: Option<Traits>,
        told: &mut Told,
        with: (&Detectors, &Settings),
        reading: &Reading,
        out: &mut Vec<Detection>,
    ) -> bool {
        let LookedUp { key, both, found, is_whole } = looked_up;
        let whole = match found {
            Some(found) => {
                found.fill(out);
                true
            }
            None => self.scan_new(text, *key, traits, with, reading, out),
        };
        let knows_all = found.is_some() && *is_whole;
        if !knows_all && !told.is_nothing() {
            told.recall(text, with.1, out);
            self.keep(both.filter(|_| whole), text, out, traits);
        }
        whole
    }

    /// Scans a text with what is known of it by itself. Returns what [`Scans::scan_told`] returns.
    pub fn scan(
        &self,
        text: &str,
        with: (&Detectors, &Settings),
        reading: &Reading,
        out: &mut Vec<Detection>,
    ) -> bool {
        let looked_up = self.look_up(text, &Told::default(), reading);
        self.scan_told((text, &looked_up), None, &mut Told::default(), with, reading, out)
    }

    /// Tells `told` what was found in `text`, for the texts to come.
    pub fn learn(&self, told: &mut Told, (text, looked_up): (&str, &LookedUp), found: Vec<Detection>) {
        told.learn(self.known.as_ref().zip(looked_up.key), text, found);
    }

    /// Scans a text of which nothing is known. Whether the result is all that can be found: without the network's part, it
    /// is not worth remembering.
    fn scan_new(
        &self,
        text: &str,
        key: Option<Key>,
        traits: Option<Traits>,
        (detectors, settings): (&Detectors, &Settings),
        reading: &Reading,
        out: &mut Vec<Detection>,
    ) -> bool {
        let Some(key) = key else {
            detectors.scan_with(text, settings, &[], out);
            return true;
        };
        let names = reading.names(key);
        detectors.scan_with(text, settings, names.spans, out);
        let whole = self.tier.is_none() || names.whole;
        self.keep(Some(key).filter(|_| whole), text, out, traits);
        whole
    }

    fn keep(&self, key: Option<Key>, text: &str, found: &[Detection], traits: Option<Traits>) {
        self.known.iter().zip(key).for_each(|(known, key)| known.keep(key, text.len(), found, traits));
    }

    /// Scans a text by the rules alone.
    pub fn scan_by_rules(
        &self,
        text: &str,
        (detectors, settings): (&Detectors, &Settings),
        out: &mut Vec<Detection>,
    ) {
        let known = self.known.as_ref().map(|known| (known, known.key_by_rules(text)));
        if let Some(found) = known.and_then(|(known, key)| known.found(key)) {
            return found.fill(out);
        }
        detectors.scan_rules(text, settings, out);
        self.keep(known.map(|(_, key)| key), text, out, None);
    }

    /// Scans a text under settings that are not the tenant's own, so that the result is of no use to others.
    pub fn scan_once(
        &self,
        text: &str,
        (detectors, settings): (&Detectors, &Settings),
        reading: &Reading,
        out: &mut Vec<Detection>,
    ) {
        let names = self.known.as_ref().map(|known| reading.names(known.key(text)).spans);
        detectors.scan_with(text, settings, names.unwrap_or_default(), out);
    }
}

#[cfg(test)]
mod tests;
