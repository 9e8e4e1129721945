//! Scanning: the one way in which the text of a request comes to the detectors.
//!
//! Owns: [`Scans`], which holds what outlives a request (known results of texts and of windows, the neural tier) and
//! [`Reading`], what was read ahead for one request. A request is scanned in two steps: [`Scans::read`], which waits for
//! the neural tier, and [`Scans::scan`], which does not wait. Clients resend their whole conversation each turn; what was
//! scanned before is looked up by a keyed hash of its content. Never: decides what is done with what is found.
//! Next: `scan/ahead.rs`, `scan/known.rs`.

mod ahead;
mod known;
mod tier;

use std::io;
use std::sync::Arc;

use allonym_detectors::{Detection, Detectors, Settings};

pub use self::ahead::{Reading, Texts};
pub use self::known::{Known, Memory};
pub use self::tier::{Bounds, Busy, Figures, Tier, WhenBusy};
use crate::error::Reason;

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

    /// Scans a text with what is known of it.
    pub fn scan(
        &self,
        text: &str,
        (detectors, settings): (&Detectors, &Settings),
        reading: &Reading,
        out: &mut Vec<Detection>,
    ) {
        let Some(known) = &self.known else {
            detectors.scan_with(text, settings, &[], out);
            return;
        };
        let key = known.key(text);
        // With the tier, only what was looked up ahead counts: it is still there, and it is whole.
        let found = if self.tier.is_some() { reading.found(key) } else { known.found(key) };
        if let Some(found) = found {
            out.clear();
            out.extend(found.iter().cloned());
            return;
        }
        let names = reading.names(key);
        detectors.scan_with(text, settings, names.spans, out);
        if self.tier.is_none() || names.whole {
            known.keep(key, text, out);
        }
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
