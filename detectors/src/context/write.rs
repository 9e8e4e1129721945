//! Spelled cues as bytes: what [`super::spelled`] reads again, for the build script, which alone spells the crate's cues.
//!
//! Not a part of the crate. Never: spells; `spelled.rs` does.

use super::spelled::{Spelled, Stored};

/// The bytes.
pub(crate) fn write(spelled: &Spelled) -> Vec<u8> {
    let mut cues: Vec<&[u32]> =
        spelled.cues.iter().flat_map(|cues| cues.values().map(AsRef::as_ref)).collect();
    cues.sort_unstable();
    let with_count = |cue: &[u32]| {
        let count = u32::try_from(cue.len()).expect("few spellings");
        std::iter::once(count).chain(cue.to_vec())
    };
    let cues = cues.into_iter().flat_map(with_count).collect();
    rmp_serde::to_vec(&Stored { words: spelled.words.clone(), cues }).expect("in memory")
}
