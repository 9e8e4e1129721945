//! What is known of a text around the place where the scan is: its bits, and what its words open, read a little ahead.
//!
//! Every word is looked up once: its cues are kept while the scan is near, its keywords until the scan is there. Knows
//! where cues stand, not what they mean: that is [`super::gate`] and [`crate::context`].

use std::collections::VecDeque;

use super::Engine;
use super::bits::{BLOCK, Bits, ones};
use super::columns::Set;
use super::gate::{NEAR_AFTER, NEAR_BEFORE};
use super::words::Opening;
use crate::context::cues::CueHit;
use crate::verify::Surroundings;

/// Blocks that are read ahead of what is asked for, so that it is asked seldom.
const AHEAD: usize = 8;
/// Cues this far before the scan are forgotten, once there are so many.
const FORGET: usize = 1024;
const MANY: usize = 128;

/// What has been read of one text.
pub(super) struct Nearby<'a> {
    engine: &'a Engine,
    text: &'a str,
    pub(super) bits: Bits,
    /// Blocks whose words have been looked up, and whether the last ends in a run of letters and digits.
    blocks: usize,
    in_run: bool,
    /// Where a keyword stands, by number, and its verifier.
    keywords: VecDeque<(usize, u32)>,
    /// Sorted by start.
    hits: Vec<CueHit>,
    /// The waiting columns that a near cue speaks for in one block; and the block.
    open: Set,
    open_block: usize,
}

impl Surroundings for Nearby<'_> {
    fn around(&mut self, _from: usize, to: usize) -> &[CueHit] {
        self.read(to);
        &self.hits
    }
}

impl<'a> Nearby<'a> {
    pub(super) fn new(engine: &'a Engine, text: &'a str) -> Self {
        Self {
            engine,
            text,
            bits: Bits::default(),
            blocks: 0,
            in_run: false,
            keywords: VecDeque::new(),
            hits: Vec::new(),
            open: Set::default(),
            open_block: usize::MAX,
        }
    }

    /// Moves on to a block, whose keywords and the bits of three blocks from there are known then; cues far before it are
    /// forgotten.
    #[inline]
    pub(super) fn move_to(&mut self, block: usize) {
        self.read(block * BLOCK + BLOCK);
        if self.hits.len() >= MANY {
            self.forget((block * BLOCK).saturating_sub(FORGET));
        }
    }

    fn forget(&mut self, keep: usize) {
        if self.hits[MANY / 2].start < keep {
            self.hits.drain(..self.hits.partition_point(|hit| hit.start < keep));
        }
    }

    /// The next keyword that begins before `to`, and its verifier.
    #[inline]
    pub(super) fn next_keyword(&mut self, to: usize) -> Option<(usize, u32)> {
        let next = self.keywords.front().copied().filter(|&(at, _)| at < to)?;
        self.keywords.pop_front();
        Some(next)
    }

    /// Looks up words until every cue that begins before `to` is known.
    #[inline]
    fn read(&mut self, to: usize) {
        let to = self.text.len().min(to + self.engine.plan.before);
        if to > self.blocks * BLOCK {
            self.read_on(to.div_ceil(BLOCK) + AHEAD);
        }
    }

    fn read_on(&mut self, to: usize) {
        let to = to.min(self.text.len().div_ceil(BLOCK));
        self.bits.read(&self.engine.plan.signs, self.text.as_bytes(), (to + 3) * BLOCK);
        let from = self.blocks * BLOCK;
        (self.blocks..to).for_each(|block| self.words_of(block));
        self.blocks = to;
        let end = self.text.len().min(to * BLOCK);
        if self.bits.has_foreign_letters(from, end) {
            self.engine.cues.find_foreign(self.text, from, end, &mut self.hits);
        }
        let first = from.saturating_sub(self.engine.plan.before);
        let sorted = self.hits.partition_point(|hit| hit.start < first);
        self.hits[sorted..].sort_unstable();
    }

    /// Looks up the words that begin in a block.
    fn words_of(&mut self, number: usize) {
        let (block, text) = (self.bits.block(number), self.text.as_bytes());
        let starts = block.runs & !(block.runs << 1 | u64::from(self.in_run));
        self.in_run = block.runs >> (BLOCK - 1) == 1;
        for bit in ones(starts & block.letters) {
            let at = number * BLOCK + bit;
            let letters = self.bits.letters_from(at).trailing_ones() as usize;
            self.engine.plan.words.look(text, at, letters, |opening| match opening {
                Opening::Keyword(keyword) => {
                    let verifier = self.engine.plan.words.verifier(keyword, text, at);
                    self.keywords.extend(verifier.map(|verifier| (at, verifier)));
                }
                Opening::Cue { number, before } => {
                    let start = at.checked_sub(before as usize);
                    self.hits
                        .extend(start.and_then(|start| self.engine.cues.stands(number, self.text, start)));
                }
            });
        }
    }

    /// The waiting columns, of one word of a set, that a near cue speaks for at `at`.
    #[inline]
    pub(super) fn open(&mut self, at: usize, word: usize) -> u64 {
        if self.open_block != at / BLOCK {
            self.open_block = at / BLOCK;
            self.open_near(at / BLOCK * BLOCK);
        }
        self.open[word]
    }

    fn open_near(&mut self, block: usize) {
        let (from, to) = (block.saturating_sub(NEAR_BEFORE), block + BLOCK + NEAR_AFTER);
        self.read(to);
        if self.open.is_empty() {
            self.open = self.engine.plan.columns.none();
        }
        self.open.fill(0);
        for hit in between(&self.hits, from, to) {
            if let Some(raised) = self.engine.plan.gate.raised(hit.cue) {
                self.open.iter_mut().zip(raised).for_each(|(open, raised)| *open |= raised);
            }
        }
    }

    /// Whether any cue as far as the column reaches speaks for it at `at`.
    pub(super) fn is_open_far(&mut self, at: usize, column: usize) -> bool {
        let gate = &self.engine.plan.gate;
        let (before, after) = gate.reach(column);
        let (from, to) = (at.saturating_sub(before), at + after);
        self.read(to);
        let speaks = |set: &Set| set[column / 64] >> (column % 64) & 1 == 1;
        between(&self.hits, from, to).any(|hit| gate.raised(hit.cue).is_some_and(speaks))
    }
}

/// Those of the hits, sorted by start, that begin in `from..=to`.
fn between(hits: &[CueHit], from: usize, to: usize) -> impl Iterator<Item = &CueHit> {
    let first = hits.partition_point(|hit| hit.start < from);
    hits[first..].iter().take_while(move |hit| hit.start <= to)
}
