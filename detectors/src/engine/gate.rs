//! Patterns that count only near a raising cue, and where such cues stand: so that they cost nothing elsewhere.
//!
//! For every 64 bytes of text in which one is asked for, the set of columns that a cue near enough speaks for. Near is judged generously here, exactly in [`crate::context`].

use super::columns::{Columns, Set};
use crate::context::cues::CueHit;

/// Places of one block share a gate; a place may begin this many bytes before its block.
const BLOCK: usize = 64;
const BEFORE_BLOCK: usize = 32;
/// A cue within so many bytes before and after a beginning speaks for every column it raises, one farther away only
/// for those that reach farther.
const NEAR_BEFORE: usize = 64;
const NEAR_AFTER: usize = 112;

/// What one column waits for.
pub(super) struct Hint {
    /// The raising cues of its rule.
    pub(super) cues: Vec<u32>,
    /// How far before and after its beginning a cue may stand.
    pub(super) before: usize,
    pub(super) after: usize,
}

/// Which columns wait for which cue.
pub(super) struct Gate {
    /// Per cue: the index of its set, and of the part that reaches far; 0 is empty.
    raised: Vec<(u32, u32)>,
    sets: Vec<Set>,
    before: usize,
    after: usize,
}

impl Gate {
    /// `hints`: of every verifier, what it waits for; none when it waits for nothing.
    pub(super) fn new(columns: &Columns, hints: &[Option<Hint>], cues: usize) -> Self {
        let (mut near, mut far) = (vec![Vec::new(); cues], vec![Vec::new(); cues]);
        for (verifier, hint) in
            (0_u32..).zip(hints).filter_map(|(verifier, hint)| Some((verifier, hint.as_ref()?)))
        {
            for &cue in &hint.cues {
                near[cue as usize].push(verifier);
                if hint.before > NEAR_BEFORE || hint.after > NEAR_AFTER {
                    far[cue as usize].push(verifier);
                }
            }
        }
        let mut sets = Sets { columns, known: Default::default(), sets: vec![columns.none()] };
        let raised =
            near.into_iter().zip(far).map(|(near, far)| (sets.index(near), sets.index(far))).collect();
        let widest = |of: fn(&Hint) -> usize| hints.iter().flatten().map(of).max().unwrap_or(0);
        Self {
            raised,
            sets: sets.sets,
            before: widest(|hint| hint.before).max(NEAR_BEFORE),
            after: widest(|hint| hint.after).max(NEAR_AFTER),
        }
    }

    /// Whether a raising cue has this number.
    pub(super) fn raises(&self, cue: u32) -> bool {
        self.raised[cue as usize].0 != 0
    }

    /// Puts into `set` the columns that a cue speaks for in the block of `at`; `raising` are raising cues, sorted by start.
    pub(super) fn open(&self, at: usize, raising: &[CueHit], set: &mut Set) {
        set.fill(0);
        let (from, to) = ((at / BLOCK * BLOCK).saturating_sub(BEFORE_BLOCK), at / BLOCK * BLOCK + BLOCK);
        let first = raising.partition_point(|hit| hit.start + self.before < from);
        for hit in raising[first..].iter().take_while(|hit| hit.start <= to + self.after) {
            let near = hit.start + NEAR_BEFORE >= from && hit.start <= to + NEAR_AFTER;
            let (all, far) = self.raised[hit.cue as usize];
            let speaks_for = if near { all } else { far };
            if speaks_for == 0 {
                continue;
            }
            let speaks_for = &self.sets[speaks_for as usize];
            set.iter_mut().zip(speaks_for).for_each(|(set, more)| *set |= more);
        }
    }

    /// The block that the places around `at` share a gate with.
    #[inline]
    pub(super) fn block(at: usize) -> usize {
        at / BLOCK
    }
}

/// Sets of columns, each kept once.
struct Sets<'a> {
    columns: &'a Columns,
    known: std::collections::HashMap<Vec<u32>, u32>,
    sets: Vec<Set>,
}

impl Sets<'_> {
    fn index(&mut self, verifiers: Vec<u32>) -> u32 {
        if verifiers.is_empty() {
            return 0;
        }
        let next = u32::try_from(self.sets.len()).expect("few sets");
        if let Some(&known) = self.known.get(&verifiers) {
            return known;
        }
        self.sets.push(self.columns.which(|verifier| verifiers.binary_search(&verifier).is_ok()));
        self.known.insert(verifiers, next);
        next
    }
}
