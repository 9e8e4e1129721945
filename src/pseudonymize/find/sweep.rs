//! The sweep: what all texts together tell of one.
//!
//! Owns: replacing what is known in the end wherever it stands besides what was found there; of a known value that crosses the
//! border of a finding the rest; and the surname behind a first name. What a later turn tells must change nothing that an
//! earlier one has sent unless it shows there (P6, `conversation.rs`), so a value of one word never takes from another's place:
//! places are taken from the first on, and the longest at each word crosses a border whatever stands before it. Never: adds to
//! what is known.

use std::ops::Range;

use allonym_detectors::surname_behind;

use super::{Findings, Search, Searched};
use crate::pseudonym::sought::has_parts;
use crate::pseudonymize::encoded::Decoded;
use crate::pseudonymize::known::With;

/// Where a known value stands in a text, and where it ends with the surname behind it.
struct Place {
    own: Range<usize>,
    whole: Range<usize>,
    with: With,
}

impl Search<'_> {
    /// Everything that is known by now and stands in `text` (or in what its parts spell, which may take in more: of
    /// `Anna%20M%C3%BCller`, with `Anna` known too, the name) besides what was found.
    pub(in crate::pseudonymize) fn sweep(&self, text: &str, searched: &mut Searched) {
        let Searched { findings, parts, .. } = searched;
        // What is replaced parts what an underscore joined: of `Anna_de la Cruz`, known as two, `Anna` is a word then.
        while self.sweep_once(text, parts, findings) {}
        if !findings.is_empty() {
            self.sweep_rests(text, parts, findings);
        }
    }

    /// Whether something that was added may have parted what it was joined to.
    fn sweep_once(&self, text: &str, parts: &[Decoded], findings: &mut Findings) -> bool {
        let mut has_parted = false;
        for Place { own, whole, with } in self.places(text, parts, findings) {
            if let Some(free) = [whole, own].into_iter().find(|range| findings.is_free(range)) {
                has_parted |= text[..free.start].ends_with('_') || text[free.end..].starts_with('_');
                findings.add(free, with);
            }
        }
        has_parted
    }

    /// In order of place, the longer first. Each gap between the findings is searched by itself: of `Anna Müller`, with `Müller`
    /// found already, `Anna` is left.
    fn places(&self, text: &str, parts: &[Decoded], findings: &Findings) -> Vec<Place> {
        let known = &self.state.known;
        let gaps = findings.gaps(text.len());
        let direct = gaps.into_iter().flat_map(|gap| {
            let moved = move |range: Range<usize>| gap.start + range.start..gap.start + range.end;
            let text = &text[gap.clone()];
            known.find(text).map(move |(own, with)| {
                let whole = moved(self.with_surname(text, &own));
                Place { own: moved(own), whole, with }
            })
        });
        let mut places: Vec<Place> = direct.collect();
        for part in parts {
            places.extend(known.find(&part.text).map(|(own, with)| {
                let whole = part.spelled(&self.with_surname(&part.text, &own));
                Place { own: part.spelled(&own), whole, with }
            }));
        }
        if !parts.is_empty() {
            places.sort_by_key(|place| (place.whole.start, std::cmp::Reverse(place.whole.end)));
        }
        places
    }

    /// A place with the surname behind it if a first name stands there: whoever is called so has both.
    fn with_surname(&self, text: &str, first: &Range<usize>) -> Range<usize> {
        let whole = surname_behind(text, first.clone()).map(|end| first.start..end);
        whole.filter(|whole| !self.profile.allow.holds(&text[whole.clone()])).unwrap_or_else(|| first.clone())
    }

    /// What is left of known values of which another has a part: of `50968 Köln Friedrich Roe`, with `50968 Köln Friedrich` found
    /// and `Friedrich Roe` known, the `Roe`.
    fn sweep_rests(&self, text: &str, parts: &[Decoded], findings: &mut Findings) {
        let known = &self.state.known;
        let mut leave = |range: Range<usize>, with| {
            findings.rest(text, &range).into_iter().for_each(|rest| findings.add(rest, with));
        };
        for (range, with) in known.at_words(text).filter(|(range, _)| has_parts(&text[range.clone()])) {
            leave(range, with);
        }
        for part in parts {
            let several = known.at_words(&part.text).filter(|(span, _)| has_parts(&part.text[span.clone()]));
            several.for_each(|(span, with)| leave(part.spelled(&span), with));
        }
    }
}
