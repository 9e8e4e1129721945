//! From what has arrived to what may be sent: reading ahead, replacing, sealing.
//!
//! Owns: the order of these, and how much is read ahead: of a conversation whose beginning is known only what is new in it, and
//! all of it where something new says more of the beginning. Never: sends, and never looks for anything itself.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;

use super::request::Arrived;
use crate::error::{Error, Phase, Reason};
use crate::overload::{Room, aside};
use crate::provider::{Endpoint, Outline, Provider};
use crate::pseudonym::Mapping;
use crate::pseudonymize::{self, Beginning, Committed, Head, Profile, Pseudonymized, Recalled};
use crate::scan::{Reading, Texts};

/// A request's body on its way.
struct Body<'b> {
    provider: Provider,
    endpoint: Endpoint,
    bytes: Bytes,
    profile: &'b Profile,
    room: &'b Room,
}

/// What came of going on from what is known.
enum Tried {
    Sealed(Box<(Pseudonymized, Committed)>),
    /// Nothing: it has to be made anew.
    Anew(Head),
}

/// Replaces, checks and seals what has arrived. Waits for the neural tier, if there is one, and for a turn to work.
pub(super) async fn seal(
    (provider, endpoint): (Provider, Endpoint),
    arrived: Arrived,
    head: Head,
    profile: &Profile,
    beginning: Beginning,
    room: &Room,
) -> Result<(Pseudonymized, Committed), Error> {
    let sealed = match arrived.body {
        Some(bytes) if endpoint.takes_body() => {
            let body = Body { provider, endpoint, bytes, profile, room };
            if profile.scans.reads_ahead() {
                // Boxed: of what most exchanges do not do, their state holds nothing.
                Box::pin(body.seal_read(arrived.envelope.outline, head, beginning)).await
            } else {
                body.seal(arrived.envelope.outline, head, beginning).await
            }
        }
        _ => caught(|| pseudonymize::bodiless(endpoint, profile, beginning.mapping).seal(head, profile)),
    };
    sealed.map_err(|reason| Error::new(Phase::Pseudonymize, reason))
}

impl Body<'_> {
    /// With what the neural tier reads in it.
    async fn seal_read(
        &self,
        outline: Option<Outline>,
        mut head: Head,
        mut beginning: Beginning,
    ) -> Result<(Pseudonymized, Committed), Reason> {
        beginning.recalled = aside(self.bytes.len(), || self.recall(outline, &beginning.mapping));
        if let Some(recalled) = beginning.recalled.as_ref().filter(|recalled| recalled.is_known()) {
            beginning.reading = self.read_ahead(Some(recalled)).await?;
            match self.go_on(&beginning, head).await? {
                Tried::Sealed(sealed) => return Ok(*sealed),
                Tried::Anew(unsent) => head = unsent,
            }
        }
        beginning.recalled.iter_mut().for_each(Recalled::let_go);
        beginning.reading = self.read_ahead(None).await?;
        self.seal(None, head, beginning).await
    }

    /// Has the neural tier read what is new in the body, or at most what is new beside what is recalled.
    async fn read_ahead(&self, recalled: Option<&Recalled>) -> Result<Reading, Reason> {
        let name = |texts: &mut Texts<'_>| match recalled {
            Some(known) => {
                pseudonymize::name_new_texts(self.endpoint, &self.bytes, self.profile, known, texts)
            }
            None => pseudonymize::name_texts(self.endpoint, &self.bytes, self.profile, texts),
        };
        self.profile.scans.read(|texts| aside(self.bytes.len(), || name(texts))).await
    }

    async fn go_on(&self, beginning: &Beginning, head: Head) -> Result<Tried, Reason> {
        let go_on = || {
            let draft = pseudonymize::continued(self.endpoint, &self.bytes, self.profile, beginning)?;
            let Some(draft) = draft else { return Ok(Tried::Anew(head)) };
            Ok(Tried::Sealed(Box::new(draft.seal(head, self.profile)?)))
        };
        self.room.turn(self.bytes.len()).await?.work(|| caught(go_on))
    }

    async fn seal(
        &self,
        outline: Option<Outline>,
        head: Head,
        mut beginning: Beginning,
    ) -> Result<(Pseudonymized, Committed), Reason> {
        let seal = || {
            if outline.is_some() {
                beginning.recalled = self.recall(outline, &beginning.mapping);
            }
            let body = self.bytes.clone();
            pseudonymize::body(self.endpoint, body, self.profile, beginning)?.seal(head, self.profile)
        };
        self.room.turn(self.bytes.len()).await?.work(|| caught(seal))
    }

    fn recall(&self, outline: Option<Outline>, mapping: &Mapping) -> Option<Recalled> {
        self.profile.recall((self.provider, self.endpoint), &self.bytes, outline, mapping)
    }
}

/// A detector that panics is a detector that failed: nothing is sent.
fn caught<T>(work: impl FnOnce() -> Result<T, Reason>) -> Result<T, Reason> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Reason::DetectorFailed))
}

#[cfg(test)]
mod tests;
