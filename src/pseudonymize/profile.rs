//! [`Profile`]: what one tenant wants done with what is found.
//!
//! Owns: detectors and their settings, policies per entity, allow lists, how blobs are met, how pseudonyms are written.
//! Never: read from a file here; `app` makes profiles from the configuration, once.

use std::ops::Deref;
use std::sync::Arc;

use allonym_detectors::{Detectors, Settings};

use super::lists::{AllowList, DenyList};
use super::prefix::{Prefixes, Recalled};
pub use super::verdicts::Verdicts;
use crate::policy::Policies;
use crate::provider::{Endpoint, Outline, Provider};
use crate::pseudonym::grammar::Grammar;
use crate::pseudonym::{Mapping, Numbering, Template};
use crate::scan::Scans;
use crate::wire::json::JsonLimits;

/// What happens to content that is not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Blobs {
    /// The request is refused.
    #[default]
    Refuse,
    /// In the place of a picture another one is sent, which says so; everything else is refused.
    Withhold,
    /// It is sent as it is, unread.
    Pass,
}

/// What becomes of a value in a turn that was sent before anything told of it, when a later turn does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Late {
    /// Of what one word or a few digits say, nothing: the turn is sent as it was. All else is replaced.
    #[default]
    Keep,
    /// It is replaced.
    Replace,
}

/// Whether the model is told what pseudonyms are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Note {
    /// It is not: a note shifts messages and costs tokens.
    #[default]
    Off,
    /// A sentence at the end of the system text.
    Append,
}

/// The compiled detectors of a profile.
#[derive(Clone, Default)]
pub enum DetectorSet {
    /// The built-in rules.
    #[default]
    Builtin,
    /// A tenant's own.
    Own(Arc<Detectors>),
    /// Some that panic, to see that nothing is sent then.
    #[cfg(test)]
    Failing,
}

impl Deref for DetectorSet {
    type Target = Detectors;

    fn deref(&self) -> &Detectors {
        match self {
            Self::Builtin => Detectors::builtin(),
            Self::Own(detectors) => detectors,
            #[cfg(test)]
            Self::Failing => panic!("met jane.roe@mail.example"),
        }
    }
}

/// Everything that decides how a text is pseudonymized.
#[derive(Clone)]
pub struct Profile {
    /// What finds personal data.
    pub detectors: DetectorSet,
    /// Which of it counts.
    pub settings: Settings,
    /// What is known of texts beforehand, and the neural tier.
    pub scans: Scans,
    /// What is done with it.
    pub policies: Policies,
    /// What is left alone.
    pub allow: AllowList,
    /// What is always replaced.
    pub deny: DenyList,
    /// What happens to images, sounds and documents.
    pub blobs: Blobs,
    /// How pseudonyms are written and recognised.
    pub grammar: Arc<Grammar>,
    /// How their numbers are given.
    pub numbering: Numbering,
    /// The tenant's key for keyed numbers.
    pub key: Arc<[u8; 32]>,
    /// Whether the model is told.
    pub note: Note,
    /// How much JSON is too much.
    pub json: JsonLimits,
    /// What these detectors, with these settings, have said of header values.
    pub verdicts: Verdicts,
    /// What was made, under all of this, of the beginnings of conversations.
    pub prefixes: Prefixes,
    /// What of these beginnings stays as it was sent, whatever a later turn tells.
    pub late: Late,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            detectors: DetectorSet::Builtin,
            settings: Settings::default(),
            scans: Scans::default(),
            policies: Policies::default(),
            allow: AllowList::default(),
            deny: DenyList::default(),
            blobs: Blobs::default(),
            grammar: Arc::new(Grammar::new(Template::default())),
            numbering: Numbering::default(),
            key: Arc::new([0; 32]),
            note: Note::default(),
            json: JsonLimits::default(),
            verdicts: Verdicts::default(),
            prefixes: Prefixes::default(),
            late: Late::default(),
        }
    }
}

impl Profile {
    /// An empty mapping of this tenant's.
    pub fn mapping(&self) -> Mapping {
        Mapping::new(self.numbering, Arc::clone(&self.key))
    }

    /// What is known of the conversation that `outline` shows in a body for this provider. Nothing where the exchange begins with
    /// a `mapping` that earlier ones have left.
    pub fn recall(
        &self,
        (provider, endpoint): (Provider, Endpoint),
        body: &[u8],
        outline: Option<Outline>,
        mapping: &Mapping,
    ) -> Option<Recalled> {
        let outline = outline.filter(|_| mapping.is_new(self.numbering));
        self.prefixes.recall((provider, endpoint), body, outline)
    }

    /// As [`Profile::mapping`], with keyed numbers whatever the setting: embeddings, or stored vectors and later queries
    /// would not meet.
    pub fn keyed_mapping(&self) -> Mapping {
        Mapping::new(Numbering::Keyed, Arc::clone(&self.key))
    }
}
