//! What earlier confirmations of one pattern in one text leave to later ones.
//!
//! Owns: the trail of long walks, the marks of values that stand for others, and of a pattern that is taken apart the run of its row, its places, and how often it has been
//! tried inside one value. Never: decides what a match is.

use crate::automaton::Trail;
use crate::check::Marks;
use crate::pattern::split::{Place, Run, Split};

/// How many further labels inside one value are tried. A value that is no value at so many places is text made to cost time,
/// or one whose beginning has been found already.
const INSIDE: usize = 8;

/// The past of one pattern in one text.
#[derive(Default)]
pub(crate) struct Past {
    /// None where nothing may depend on earlier walks.
    pub(super) trail: Option<Trail>,
    /// Where the value may begin of the match that was asked for last.
    pub(super) places: Vec<Place>,
    pub(super) run: Run,
    pub(super) marks: Marks,
    /// The place that was looked at last, which two keywords may wake.
    seen: Option<usize>,
    /// Where the value ends that encloses the present place, and how many places inside it have been tried.
    enclosed_to: usize,
    inside: usize,
}

impl Past {
    /// The past of a pattern whose long walks leave a trail.
    pub(crate) fn with_trail() -> Self {
        Self { trail: Some(Trail::default()), ..Self::default() }
    }

    /// Finds where the value may begin of the match that begins at `at`; `counted`: only so often inside one value. Whether it
    /// is to be tried.
    pub(super) fn look(
        &mut self,
        split: &Split,
        text: &[u8],
        (at, to): (usize, usize),
        counted: bool,
    ) -> bool {
        if self.seen.replace(at) == Some(at) {
            return false;
        }
        self.places.clear();
        split.places(text, (at, to), &mut self.run, &mut self.places);
        let Some(first) = self.places.first() else { return false };
        !counted || self.is_worth(first.value, first.far)
    }

    fn is_worth(&mut self, from: usize, to: usize) -> bool {
        if from >= self.enclosed_to {
            (self.enclosed_to, self.inside) = (to, 0);
            return true;
        }
        self.inside += 1;
        self.inside <= INSIDE
    }
}
