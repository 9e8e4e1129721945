//! [`Findings`]: the spans of one surface that are to be replaced.
//!
//! Owns: that they stay in order of place and never overlap; what comes first keeps its place. Never: looks at a text.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::pseudonymize::encoded::Spelled;
use crate::pseudonymize::known::With;

/// A span of a surface that is to be replaced.
#[derive(Clone)]
pub(in crate::pseudonymize) struct Finding {
    pub(in crate::pseudonymize) range: Range<usize>,
    pub(in crate::pseudonymize) with: With,
    /// What it reads, where an encoding spells it.
    pub(in crate::pseudonymize) reads: Option<Box<str>>,
}

/// Spans of one surface that are to be replaced: in order of place, without overlaps. By where they begin: what is swept
/// comes to lie between what was detected, and a text may hold a hundred thousand of each.
#[derive(Default)]
pub(in crate::pseudonymize) struct Findings(BTreeMap<usize, Finding>);

impl Findings {
    pub(in crate::pseudonymize) fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.values()
    }

    pub(in crate::pseudonymize) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::pseudonymize) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing has been found at `range` yet.
    pub(super) fn is_free(&self, range: &Range<usize>) -> bool {
        let before = self.0.range(..range.end).next_back();
        before.is_none_or(|(_, last)| last.range.end <= range.start)
    }

    /// Adds a finding whose place is free.
    pub(super) fn add<'t>(&mut self, place: impl Into<Spelled<'t>>, with: With) {
        let Spelled { range, reads } = place.into();
        self.0.insert(range.start, Finding { range, with, reads: reads.map(Into::into) });
    }

    /// Adds a finding in place of those that lie within it, if they would leave a part of it: of `Anna\nMüller` the `Müller`.
    pub(super) fn absorb<'t>(&mut self, text: &str, place: impl Into<Spelled<'t>>, with: With) {
        let place = place.into();
        let range = place.range.clone();
        let within: Vec<Range<usize>> =
            self.0.range(range.clone()).map(|(_, found)| found.range.clone()).collect();
        let (Some(first), Some(last)) = (within.first(), within.last()) else { return };
        if last.end > range.end || !self.is_free(&(range.start..first.start)) {
            return;
        }
        let starts = std::iter::once(range.start).chain(within.iter().map(|found| found.end));
        let ends = within.iter().map(|found| found.start).chain([range.end]);
        if starts.zip(ends).any(|(start, end)| text[start..end].contains(char::is_alphanumeric)) {
            for found in &within {
                self.0.remove(&found.start);
            }
            self.add(place, with);
        }
    }

    /// Adds a finding in place of what others leave of `range`, and of those that lie within it and leave a part of it.
    pub(super) fn put_rest<'t>(&mut self, text: &str, place: impl Into<Spelled<'t>>, with: With) {
        let place = place.into();
        let range = place.range.clone();
        self.absorb(text, place, with);
        self.rest(text, &range).into_iter().for_each(|rest| self.add(rest, with));
    }

    /// What no finding has of `range`, without what is no letter or digit at its ends.
    pub(super) fn rest(&self, text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
        let before = self.0.range(..range.start).next_back().map_or(0, |(_, last)| last.range.end);
        let within = || self.0.range(range.clone()).map(|(_, found)| found.range.clone());
        let starts = std::iter::once(range.start.max(before)).chain(within().map(|found| found.end));
        let ends = within().map(|found| found.start).chain([range.end]);
        let is_of_word = char::is_alphanumeric;
        let trimmed = |(start, end): (usize, usize)| {
            let rest = text.get(start..end)?;
            let (first, last) = (rest.find(is_of_word)?, rest.rfind(is_of_word)?);
            let last_len = rest[last..].chars().next().map_or(0, char::len_utf8);
            Some(start + first..start + last + last_len)
        };
        starts.zip(ends).filter_map(trimmed).collect()
    }

    /// What lies between the findings, in a text of `len` bytes.
    pub(super) fn gaps(&self, len: usize) -> Vec<Range<usize>> {
        let ends = self.iter().map(|finding| finding.range.start).chain(std::iter::once(len));
        let starts = std::iter::once(0).chain(self.iter().map(|finding| finding.range.end));
        starts.zip(ends).filter(|(start, end)| start < end).map(|(start, end)| start..end).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_first_keeps_its_place_and_all_are_in_order() {
        let mut findings = Findings::default();
        for range in [4..6, 10..12, 0..2] {
            assert!(findings.is_free(&range));
            findings.add(range, With::Pseudonym(0));
        }
        for taken in [0..1, 1..3, 3..5, 4..6, 5..7, 3..13, 11..12] {
            assert!(!findings.is_free(&taken), "{taken:?}");
        }
        for free in [2..4, 6..10, 12..13] {
            assert!(findings.is_free(&free), "{free:?}");
        }
        assert_eq!(findings.iter().map(|finding| finding.range.start).collect::<Vec<_>>(), [0, 4, 10]);
        assert_eq!(findings.gaps(14), [2..4, 6..10, 12..14]);
    }

    #[test]
    fn the_rest_of_a_place_is_what_is_left_of_its_letters() {
        let text = "ann.roe@mail.example - Jürgé, Bo";
        let mut findings = Findings::default();
        let rest = |findings: &Findings, range| {
            let rest = findings.rest(text, &range);
            rest.into_iter().map(|rest| &text[rest]).collect::<Vec<_>>()
        };
        assert_eq!(rest(&findings, 0..20), ["ann.roe@mail.example"]);
        findings.add(4..7, With::Pseudonym(0));
        assert_eq!(rest(&findings, 0..20), ["ann", "mail.example"]);
        assert_eq!(rest(&findings, 2..6), ["n"]);
        assert_eq!(rest(&findings, 20..text.len()), ["Jürgé, Bo"]);
        assert!(rest(&findings, 4..8).is_empty() && rest(&findings, 20..23).is_empty());
    }

    #[test]
    fn a_larger_finding_takes_the_place_of_those_that_leave_a_part_of_it() {
        let text = "Anna Maria Roe, Jan";
        let with = |findings: &[(usize, usize)], (start, end)| {
            let mut all = Findings::default();
            findings.iter().for_each(|(start, end)| all.add(*start..*end, With::Pseudonym(0)));
            all.absorb(text, start..end, With::Pseudonym(1));
            all.iter().map(|finding| (finding.range.start, finding.range.end)).collect::<Vec<_>>()
        };
        assert_eq!(with(&[(0, 4), (11, 14)], (0, 14)), [(0, 14)]);
        assert_eq!(with(&[(5, 10), (16, 19)], (0, 14)), [(0, 14), (16, 19)]);
        // Nothing would be left, nothing is there, or a part of it is another's.
        assert_eq!(with(&[(0, 4), (5, 14)], (0, 14)), [(0, 4), (5, 14)]);
        assert_eq!(with(&[(16, 19)], (0, 14)), [(16, 19)]);
        assert_eq!(with(&[(0, 10)], (5, 14)), [(0, 10)]);
        assert_eq!(with(&[(5, 14)], (0, 10)), [(5, 14)]);
    }
}
