//! Texts that read as pseudonyms: the client's own, or such as restoring would merely tolerate as one.
//!
//! Owns: which of them are values, and that no value to come gets the name of one that is not. Never: finds anything else;
//! `find.rs` does.

use std::ops::Range;

use allonym_detectors::Entity;

use super::findings::Findings;
use super::{Search, Searched};
use crate::pseudonym::grammar::{Any, Names};
use crate::pseudonym::{LITERAL, Mapping, split};
use crate::pseudonymize::known::With;
use crate::pseudonymize::surface::{Kind, Surface};

impl Search<'_> {
    /// Texts that read as a pseudonym. One written exactly like a pseudonym of ours is the client's own, so it is a value.
    /// What is written otherwise (`PERSON_1`, `<person 1>`) is one only if that name is alive by now; it gets its number
    /// here and is replaced in the end. A name that is not alive yet is withheld: a later value that got it would make a
    /// value of what an earlier turn has sent as text, and change that turn (P6), or be restored where the client wrote
    /// its own (P7).
    pub(super) fn mentions(&mut self, surface: &Surface<'_>, findings: &mut Findings) {
        let (profile, text) = (self.profile, surface.text());
        let mut canonical = Vec::new();
        for (range, name) in profile.grammar.all_in(text, &Any) {
            let written = &text[range.clone()];
            canonical.clear();
            profile.grammar.template().write(name.as_str(), &mut canonical);
            let is_ours = surface.kind != Kind::Known && is_of_ours(name.as_str());
            if is_ours && written.as_bytes() == canonical {
                self.literal(text, range, findings);
            } else if !self.number_alive(written) {
                names_in(name.as_str()).for_each(|name| self.state.mapping.withhold(name));
            }
        }
    }

    /// Withholds the names in what a model has said that are not alive by now: it was written when they were, and the client has dropped
    /// the turns that told of them. Whoever is named next must not become what is said of somebody else there.
    pub(super) fn withhold_all_in(&mut self, said: &str) {
        for (_, name) in self.profile.grammar.all_in(said, &Any) {
            for name in
                names_in(name.as_str()).filter(|name| !self.state.mapping.is_taken(name)).collect::<Vec<_>>()
            {
                self.state.mapping.withhold(name);
            }
        }
    }

    /// Gives numbers to what in `text` reads as a pseudonym that is alive by now; whether anything does.
    fn number_alive(&mut self, text: &str) -> bool {
        let written: Vec<_> = self.profile.grammar.all_in(text, &Live(&self.state.mapping)).collect();
        written.iter().for_each(|(range, _)| {
            self.state.mapping.identify_literal(&text[range.clone()]);
        });
        !written.is_empty()
    }

    /// Gives numbers to what the findings set free (see [`Self::late_literals`]) while numbers follow the turns.
    pub(super) fn number_freed(&mut self, text: &str, findings: &Findings) {
        if findings.is_empty() {
            return;
        }
        for gap in findings.gaps(text.len()) {
            self.number_alive(&text[gap]);
        }
    }

    fn literal(&mut self, text: &str, range: Range<usize>, findings: &mut Findings) {
        let group = self.state.mapping.identify_literal(&text[range.clone()]);
        findings.add(range, With::Pseudonym(group));
    }

    /// Texts that restoring would take for a pseudonym that is alive by now, in any spelling. They are looked for in what
    /// is left between the findings, each gap by itself: a value that ends in the midst of such a text leaves a part that
    /// is one too, and one that is glued to it (`王小明PERSON_1`) becomes a word of its own when the value is replaced.
    pub(in crate::pseudonymize) fn late_literals(&mut self, text: &str, searched: &mut Searched) {
        if !searched.may_mention {
            return;
        }
        for gap in searched.findings.gaps(text.len()) {
            let left = &text[gap.clone()];
            let written: Vec<_> = self.profile.grammar.all_in(left, &Live(&self.state.mapping)).collect();
            for (range, _) in written {
                let range = gap.start + range.start..gap.start + range.end;
                let known = self.state.mapping.groups();
                self.literal(text, range, &mut searched.findings);
                // With later surfaces it would have another number.
                self.state.lasts &= self.state.mapping.groups() == known;
            }
        }
        let mut gaps = searched.findings.gaps(text.len()).into_iter();
        self.state.lasts = self.state.lasts && gaps.all(|gap| self.can_not_wake(&text[gap]));
    }

    /// Whether every name that `text` reads as is one that no later value can get.
    fn can_not_wake(&self, text: &str) -> bool {
        let is_taken = |name: &str| self.state.mapping.is_taken(name);
        self.profile.grammar.all_in(text, &Any).all(|(_, name)| names_in(name.as_str()).all(is_taken))
    }
}

/// Every name that restoring may find in a bare name: `PERSON_1_2` is that of a label `PERSON_1`, or one with a number behind
/// it; `PERSON_1_EMAIL_2` may be two.
fn names_in(name: &str) -> impl Iterator<Item = &str> {
    let ends = || name.match_indices('_').map(|(at, _)| at).chain([name.len()]);
    let starts = ends().filter(|end| *end < name.len() && split(&name[..*end]).is_some()).map(|end| end + 1);
    let parts = [0]
        .into_iter()
        .chain(starts)
        .flat_map(move |start| ends().filter(move |end| *end > start).map(move |end| &name[start..end]));
    parts.filter(|name| split(name).is_some())
}

/// Whether a name's label is one that a pseudonym of a built-in kind could have.
fn is_of_ours(name: &str) -> bool {
    let is_label = |label: &str| label == LITERAL || Entity::ALL.iter().any(|entity| entity.label() == label);
    split(name).is_some_and(|(label, ..)| is_label(label) || label.strip_suffix("_ID").is_some_and(is_label))
}

/// Every name that the mapping has given, or may give as a further spelling.
struct Live<'m>(&'m Mapping);

impl Names for Live<'_> {
    fn has(&self, name: &str) -> bool {
        split(name).is_some_and(|(label, number, _)| label == LITERAL || self.0.has_number(label, number))
    }

    fn begins(&self, _: &str) -> bool {
        false
    }
}
