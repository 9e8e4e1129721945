//! Patterns that count only near a raising cue, and which cues speak for which of them: so that they cost nothing elsewhere.
//!
//! Near is judged generously here, exactly in [`crate::context`]. Where cues stand is [`super::nearby`]'s to find.

use hashbrown::HashMap;

use super::columns::{Columns, Set};

/// A cue within so many bytes before and after a beginning speaks for every column it raises, one farther away only
/// for those that reach farther.
pub(super) const NEAR_BEFORE: usize = 64;
pub(super) const NEAR_AFTER: usize = 112;

/// What one column waits for.
#[derive(Clone)]
pub(super) struct Hint {
    /// The raising cues of its rule.
    pub(super) cues: Vec<u32>,
    /// How far before and after its beginning a cue may stand.
    pub(super) before: usize,
    pub(super) after: usize,
}

impl Hint {
    /// Whether a cue farther than near may speak for the column.
    pub(super) fn is_far(&self) -> bool {
        self.before > NEAR_BEFORE || self.after > NEAR_AFTER
    }
}

/// Some columns of one word of those that wait.
type Raised = (u32, u64);

/// Which columns wait for which cue.
pub(super) struct Gate {
    /// Per cue: the index of the columns that it speaks for; 0: none.
    raised: Vec<u32>,
    sets: Vec<Box<[Raised]>>,
    /// The columns that a cue farther than near may speak for, and how far each of all columns reaches.
    far: Set,
    reaches: Box<[(u32, u32)]>,
}

impl Gate {
    /// `hints`: of every verifier, what it waits for; none when it waits for nothing.
    pub(super) fn new(columns: &Columns, hints: &[Option<Hint>], cues: usize) -> Self {
        let waiting = columns.waiting_of(hints.len());
        let mut raised = vec![Vec::new(); cues];
        for (verifier, hint) in
            (0_u32..).zip(hints).filter(|&(verifier, _)| !waiting[verifier as usize].is_empty())
        {
            hint.iter().flat_map(|hint| &hint.cues).for_each(|&cue| raised[cue as usize].push(verifier));
        }
        let set = |verifiers: &[u32]| {
            let mut set = columns.none();
            let columns = verifiers.iter().flat_map(|&verifier| &waiting[verifier as usize]);
            columns.for_each(|column| set[column / 64] |= 1 << (column % 64));
            set
        };
        let sparse = |verifiers: &[u32]| {
            let set = set(verifiers);
            (0..).zip(set).filter(|(_, word)| *word != 0).collect()
        };
        let mut sets = Sets { set: sparse, known: HashMap::default(), sets: vec![Box::default()] };
        let raised = raised.into_iter().map(|verifiers| sets.index(verifiers)).collect();
        let is_far = |verifier: &u32| hints[*verifier as usize].as_ref().is_some_and(Hint::is_far);
        let far: Vec<u32> = (0..).zip(hints).map(|(verifier, _)| verifier).filter(is_far).collect();
        let hint = |verifier: u32| hints.get(verifier as usize).and_then(Option::as_ref);
        let reach = |column: usize| {
            let hint = hint(columns.waiting_verifier(column))?;
            Some((u32::try_from(hint.before).ok()?, u32::try_from(hint.after).ok()?))
        };
        let count = columns.none().len() * 64;
        Self {
            raised,
            sets: sets.sets,
            far: set(&far),
            reaches: (0..count).map(|column| reach(column).unwrap_or_default()).collect(),
        }
    }

    /// The waiting columns that this cue speaks for, by word.
    #[inline]
    pub(super) fn raised(&self, cue: u32) -> &[Raised] {
        &self.sets[self.raised[cue as usize] as usize]
    }

    /// Whether this cue speaks for a waiting column.
    #[inline]
    pub(super) fn raises(&self, cue: u32, column: usize) -> bool {
        let (of_column, bit) = (column / 64, column % 64);
        self.raised(cue).iter().any(|&(word, raised)| word as usize == of_column && raised >> bit & 1 == 1)
    }

    /// Whether this cue speaks for a column from farther than near.
    #[inline]
    pub(super) fn raises_far(&self, cue: u32) -> bool {
        self.raised(cue).iter().any(|&(word, raised)| self.far[word as usize] & raised != 0)
    }

    /// Those of a word of waiting columns that a cue farther than near may speak for.
    #[inline]
    pub(super) fn far(&self, word: usize) -> u64 {
        self.far[word]
    }

    /// How far before and after its beginning a cue of this column may stand.
    #[inline]
    pub(super) fn reach(&self, column: usize) -> (usize, usize) {
        let (before, after) = self.reaches[column];
        (before as usize, after as usize)
    }
}

/// Sets of columns, each kept once.
struct Sets<F> {
    /// Makes the set of some verifiers.
    set: F,
    known: HashMap<Vec<u32>, u32>,
    sets: Vec<Box<[Raised]>>,
}

impl<F: Fn(&[u32]) -> Box<[Raised]>> Sets<F> {
    fn index(&mut self, verifiers: Vec<u32>) -> u32 {
        if verifiers.is_empty() {
            return 0;
        }
        let next = u32::try_from(self.sets.len()).expect("few sets");
        if let Some(&known) = self.known.get(&verifiers) {
            return known;
        }
        self.sets.push((self.set)(&verifiers));
        self.known.insert(verifiers, next);
        next
    }
}
