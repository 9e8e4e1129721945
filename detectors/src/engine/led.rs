//! Numbers with something before them that belongs to the match: which patterns may end their lead right before a number?
//!
//! As [`super::columns`], for the few patterns that have a lead and begin with a digit: the bytes before the number and
//! its first bytes and runs are conditions, one bit per pattern.

use crate::pattern::behind::{Behind, DEPTH};
use crate::pattern::rows::{AFTER_RUN, BYTE, EDGE, LONG_RUN, RUN, Rows};

/// The most patterns of this kind.
pub(super) const MOST: usize = 64;

/// The conditions of the patterns.
pub(super) struct LedNumbers {
    behind: Box<[[u64; 257]; DEPTH]>,
    first: Box<[u64; 257]>,
    run: [u64; 32],
    after: Box<[u64; 257]>,
    verifiers: Vec<u32>,
}

impl LedNumbers {
    pub(super) fn new(patterns: &[(u32, &Behind, &Rows)]) -> Self {
        let bits = |test: &dyn Fn(&Behind, &Rows) -> bool| {
            let held = |(bit, &(_, behind, rows)): (usize, &(u32, &Behind, &Rows))| {
                u64::from(test(behind, rows)) << bit
            };
            patterns.iter().enumerate().map(held).sum::<u64>()
        };
        Self {
            behind: Box::new(std::array::from_fn(|depth| {
                std::array::from_fn(|byte| bits(&|behind, _| behind.holds(depth, byte)))
            })),
            first: Box::new(std::array::from_fn(|byte| bits(&|_, rows| rows.holds(BYTE + byte)))),
            run: std::array::from_fn(|run| bits(&|_, rows| rows.holds(RUN + run))),
            after: Box::new(std::array::from_fn(|byte| bits(&|_, rows| rows.holds(AFTER_RUN + byte)))),
            verifiers: patterns.iter().map(|pattern| pattern.0).collect(),
        }
    }

    /// Calls `found` with the verifiers whose lead may end at `at`, where a number of so many letters and digits begins.
    #[inline]
    pub(super) fn find(&self, text: &[u8], at: usize, run: usize, mut found: impl FnMut(u32)) {
        let byte = |at: Option<usize>| at.and_then(|at| text.get(at)).map_or(EDGE, |&byte| usize::from(byte));
        let mut left = self.behind[0][byte(at.checked_sub(1))] & self.run[run.min(LONG_RUN)];
        if left == 0 {
            return;
        }
        for depth in 1..DEPTH {
            left &= self.behind[depth][byte(at.checked_sub(depth + 1))];
        }
        left &=
            self.first[byte(Some(at))] & if run < 64 { self.after[byte(Some(at + run))] } else { u64::MAX };
        while left != 0 {
            found(self.verifiers[left.trailing_zeros() as usize]);
            left &= left - 1;
        }
    }
}
