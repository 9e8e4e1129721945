//! [`Findings`]: the spans of one surface that are to be replaced.
//!
//! Owns: that they stay in order of place and never overlap; what comes first keeps its place. Never: looks at a text.

use std::ops::Range;

use crate::pseudonymize::known::With;

/// A span of a surface that is to be replaced.
#[derive(Clone)]
pub(in crate::pseudonymize) struct Finding {
    pub(in crate::pseudonymize) range: Range<usize>,
    pub(in crate::pseudonymize) with: With,
}

/// Spans of one surface that are to be replaced: in order of place, without overlaps.
#[derive(Default)]
pub(in crate::pseudonymize) struct Findings(Vec<Finding>);

impl Findings {
    pub(in crate::pseudonymize) fn as_slice(&self) -> &[Finding] {
        &self.0
    }

    /// Whether nothing has been found at `range` yet.
    pub(super) fn is_free(&self, range: &Range<usize>) -> bool {
        self.0.get(self.rank(range)).is_none_or(|next| next.range.start >= range.end)
    }

    /// Adds a finding whose place is free.
    pub(super) fn add(&mut self, range: Range<usize>, with: With) {
        let rank = self.rank(&range);
        self.0.insert(rank, Finding { range, with });
    }

    /// What lies between the findings, in a text of `len` bytes.
    pub(super) fn gaps(&self, len: usize) -> Vec<Range<usize>> {
        let ends = self.0.iter().map(|finding| finding.range.start).chain(std::iter::once(len));
        let starts = std::iter::once(0).chain(self.0.iter().map(|finding| finding.range.end));
        starts.zip(ends).filter(|(start, end)| start < end).map(|(start, end)| start..end).collect()
    }

    /// Number of findings that end before `range` begins.
    fn rank(&self, range: &Range<usize>) -> usize {
        self.0.partition_point(|finding| finding.range.end <= range.start)
    }
}
