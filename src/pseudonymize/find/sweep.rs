//! The sweep: what all texts together tell of one.
//!
//! Owns: replacing what is known in the end wherever it stands besides what was found there; of a known value that crosses the
//! border of a finding the rest; and the surname behind a first name. What a later turn tells must change nothing that an
//! earlier one has sent unless it shows there (P6, `conversation.rs`), so a value of one word never takes from another's place,
//! nor from what is left of one: those of several words come first, from the first place on, and the longest at each word crosses
//! a border whatever stands before it. Never: adds to what is known.

use std::ops::Range;

use allonym_detectors::surname_behind;

use super::{Findings, Search, Searched};
use crate::pseudonym::sought::has_parts;
use crate::pseudonymize::encoded::{Decoded, Spelled};
use crate::pseudonymize::known::With;

/// Where a known value stands in a text, and where it ends with the surname behind it.
struct Place<'t> {
    own: Spelled<'t>,
    whole: Spelled<'t>,
    with: With,
    /// Whether the value has several words.
    has_parts: bool,
}

/// Adds what stands at a free place, with the surname behind it if that is free as well. Whether something that was added may
/// have parted what it was joined to.
fn add_free(places: Vec<Place<'_>>, text: &str, findings: &mut Findings) -> bool {
    let mut has_parted = false;
    for Place { own, whole, with, .. } in places {
        if let Some(free) = [whole, own].into_iter().find(|place| findings.is_free(&place.range)) {
            has_parted |= text[..free.range.start].ends_with('_') || text[free.range.end..].starts_with('_');
            findings.add(free, with);
        }
    }
    has_parted
}

impl Search<'_> {
    /// Everything that is known by now and stands in `text` (or in what its parts spell, which may take in more: of
    /// `Anna%20M%C3%BCller`, with `Anna` known too, the name) besides what was found.
    pub(in crate::pseudonymize) fn sweep(&self, text: &str, searched: &mut Searched) {
        let Searched { findings, parts, .. } = searched;
        // What is replaced parts what an underscore joined: of `Anna_de la Cruz`, known as two, `Anna` is a word then.
        while self.sweep_once(text, parts, findings) {}
    }

    /// Whether something that was added may have parted what it was joined to. Values of several words come first, with what
    /// others leave of them: of a place that is theirs, a value of one word that a later turn tells takes nothing.
    fn sweep_once(&self, text: &str, parts: &[Decoded], findings: &mut Findings) -> bool {
        let places = self.places(text, parts, findings);
        let (several, single): (Vec<_>, Vec<_>) = places.into_iter().partition(|place| place.has_parts);
        let mut has_parted = add_free(several, text, findings);
        if !findings.is_empty() {
            self.sweep_rests(text, parts, findings);
        }
        has_parted |= add_free(single, text, findings);
        has_parted
    }

    /// In order of place, the longer first. Each gap between the findings is searched by itself: of `Anna Müller`, with `Müller`
    /// found already, `Anna` is left.
    fn places<'t>(&self, text: &str, parts: &'t [Decoded], findings: &Findings) -> Vec<Place<'t>> {
        let known = &self.state.known;
        let gaps = findings.gaps(text.len());
        let direct = gaps.into_iter().flat_map(|gap| {
            let moved = move |range: Range<usize>| gap.start + range.start..gap.start + range.end;
            let text = &text[gap.clone()];
            known.find(text).map(move |(own, with)| {
                let (has_parts, whole) =
                    (has_parts(&text[own.clone()]), moved(self.with_surname(text, &own)));
                Place { own: moved(own).into(), whole: whole.into(), with, has_parts }
            })
        });
        let mut places: Vec<Place<'_>> = direct.collect();
        for part in parts {
            places.extend(known.find(&part.text).map(|(own, with)| {
                let has_parts = has_parts(&part.text[own.clone()]);
                let whole = part.read(&self.with_surname(&part.text, &own));
                Place { own: part.read(&own), whole, with, has_parts }
            }));
        }
        if !parts.is_empty() {
            places.sort_by_key(|place| (place.whole.range.start, std::cmp::Reverse(place.whole.range.end)));
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
