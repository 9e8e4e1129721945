//! Organizations in small letters, as people chat: `bei buchhandlung seitenweise`, `chez carrosserie dubreuil`.
//!
//! Owns: the words before and within such a name. Never: takes two words of a language for one; see `institution.rs`.

use allonym_tagger::lexicon::class;
use allonym_tagger::words::Shape;

use super::nouns::noun;
use super::{Around, NAMES, tagger};

/// What stands before it.
#[rustfmt::skip]
const BEFORE: &[&str] = &[
    "bei", "beim", "von", "vom", "der", "die", "das", "den", "zur", "zum", "dem", "im", "in", "mit", "chez", "en", "la", "le", "el", "del", "da", "dalla", "alla",
    "bij", "de", "het", "at", "from", "the",
];

/// What it is, beside German nouns.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    "zahnarzt", "tierarzt", "hausarztpraxis", "autoteile", "carrosserie", "boulangerie", "boucherie", "pharmacie", "plomberie", "llantera", "panadería",
    "ferretería", "farmacia", "taller", "carrozzeria", "officina", "panificio", "bakkerij", "slagerij", "garagebedrijf",
];

/// The fewest letters of the word that names it.
const SHORTEST: u8 = 5;

impl Around<'_> {
    /// Past the organization in small letters that begins with what it is, the word at `at`.
    pub(super) fn small(&self, at: usize) -> Option<usize> {
        let led = || at.checked_sub(1).is_some_and(|before| BEFORE.contains(&self.written(before)));
        let [head, name] = self.words().get(at..at + 2)? else { return None };
        let are_small = [head, name].iter().all(|word| word.shape == Shape::Lower && word.spaced);
        let is_other = !are_small || name.length < SHORTEST || self.has(at + 1, !NAMES);
        if is_other || self.reading.people() == 0 || !led() {
            return None;
        }
        let goes_on = self.words().get(at + 2).is_some_and(|next| !next.spaced && next.sign == b'-');
        let is_name = !tagger::in_dictionary(self.written(at + 1));
        (is_name && !goes_on && is_noun(self.written(at))).then_some(at + 2)
    }
}

/// Whether the word in small letters says what an organization is.
pub(super) fn is_noun(written: &str) -> bool {
    let mut letters = written.chars();
    let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    HEADS.contains(&written) || tagger::listed(written) & class::ORG_WORD != 0 || noun(&capital).is_some()
}
