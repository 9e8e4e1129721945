//! The cues around the places that somebody asks about: found there and then, kept while the scan is near.
//!
//! Most of a text is never asked about, so most of its words are never held against the cues. Knows where cues stand,
//! not what they mean: that is [`super::gate`] and [`crate::context`].

use std::ops::Range;

use super::Engine;
use super::bits::{BLOCK, Bits, ones};
use super::columns::Set;
use super::gate::{NEAR_AFTER, NEAR_BEFORE};
use super::words::Opening;
use crate::context::cues::CueHit;
use crate::verify::Surroundings;

/// What is farther apart than this is not worth finding the cues between.
const APART: usize = 256;
/// Known cues this far before what is asked about are forgotten, once there are so many.
const FORGET: usize = 1024;
const MANY: usize = 128;

/// What has been read of one text, and the cues of a part of it.
pub(super) struct Nearby<'a> {
    engine: &'a Engine,
    text: &'a str,
    pub(super) bits: Bits,
    /// The part in which all cues are known that begin there, sorted by start; and those among them that raise.
    known: Range<usize>,
    hits: Vec<CueHit>,
    raising: Vec<CueHit>,
    /// Cues just found.
    fresh: Vec<CueHit>,
    /// The waiting columns that a near cue speaks for in one block; and the block.
    open: Set,
    open_block: usize,
}

impl Surroundings for Nearby<'_> {
    fn around(&mut self, from: usize, to: usize) -> &[CueHit] {
        self.learn(from, to);
        &self.hits
    }
}

impl<'a> Nearby<'a> {
    pub(super) fn new(engine: &'a Engine, text: &'a str) -> Self {
        Self {
            engine,
            text,
            bits: Bits::default(),
            known: 0..0,
            hits: Vec::new(),
            raising: Vec::new(),
            fresh: Vec::new(),
            open: Set::default(),
            open_block: usize::MAX,
        }
    }

    /// Reads on until `to` is inside.
    #[inline]
    pub(super) fn read(&mut self, to: usize) {
        self.bits.read(&self.engine.plan.signs, self.text.as_bytes(), to);
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
        self.learn(from, to);
        if self.open.is_empty() {
            self.open = self.engine.plan.columns.none();
        }
        self.open.fill(0);
        for hit in between(&self.raising, from, to) {
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
        self.learn(from, to);
        let speaks = |set: &Set| set[column / 64] >> (column % 64) & 1 == 1;
        between(&self.raising, from, to).any(|hit| gate.raised(hit.cue).is_some_and(speaks))
    }

    /// Finds the cues that begin in `from..to`, as far as they are not known.
    fn learn(&mut self, from: usize, to: usize) {
        if from >= self.known.start && to <= self.known.end {
            return;
        }
        let from = from / BLOCK * BLOCK;
        let to = self.text.len().min(to.next_multiple_of(BLOCK));
        if from > self.known.end + APART || to < self.known.start {
            self.hits.clear();
            self.raising.clear();
            self.known = from..from;
        }
        self.forget(from);
        if from < self.known.start {
            self.find(from, self.known.start);
            self.known.start = from;
        }
        if to > self.known.end {
            self.find(self.known.end, to);
            self.known.end = to;
        }
    }

    fn forget(&mut self, from: usize) {
        let keep = from.saturating_sub(FORGET);
        if self.hits.len() < MANY || self.hits[MANY / 2].start >= keep {
            return;
        }
        for hits in [&mut self.hits, &mut self.raising] {
            hits.drain(..hits.partition_point(|hit| hit.start < keep));
        }
        self.known.start = keep.min(self.known.end);
    }

    /// Adds the cues that begin in `from..to`, which lies at one end of the known part.
    fn find(&mut self, from: usize, to: usize) {
        let engine = self.engine;
        let words_to = self.text.len().min(to + engine.plan.before);
        self.read(words_to + 2 * BLOCK);
        for block in from / BLOCK..words_to.div_ceil(BLOCK) {
            self.find_in(block, from, to);
        }
        if self.bits.has_foreign_letters(from, to) {
            engine.cues.find_foreign(self.text, from, to, &mut self.fresh);
        }
        self.fresh.sort_unstable();
        self.fresh.dedup();
        let (known, raising) = (self.hits.len(), self.raising.len());
        let raises = |hit: &&CueHit| engine.plan.gate.raised(hit.cue).is_some();
        self.raising.extend(self.fresh.iter().filter(raises));
        self.hits.append(&mut self.fresh);
        if from < self.known.start {
            self.hits.rotate_left(known);
            self.raising.rotate_left(raising);
        }
    }

    /// Adds the cues that a word beginning in one block proposes, and that begin in `from..to`.
    fn find_in(&mut self, number: usize, from: usize, to: usize) {
        let (block, text) = (self.bits.block(number), self.text.as_bytes());
        let before = number.checked_sub(1).map_or(0, |before| self.bits.block(before).runs >> (BLOCK - 1));
        let words = &self.engine.plan.cue_words;
        for bit in ones(block.letters & block.runs & !(block.runs << 1 | before)) {
            let at = number * BLOCK + bit;
            let letters = self.bits.letters_from(at).trailing_ones() as usize;
            words.look(text, at, letters, |opening| {
                let Opening::Cue { number, before } = opening else { return };
                let Some(start) = at.checked_sub(before as usize) else { return };
                if (from..to).contains(&start) {
                    self.fresh.extend(self.engine.cues.stands(number, self.text, start));
                }
            });
        }
    }
}

/// Those of the hits, sorted by start, that begin in `from..=to`.
fn between(hits: &[CueHit], from: usize, to: usize) -> impl Iterator<Item = &CueHit> {
    let first = hits.partition_point(|hit| hit.start < from);
    hits[first..].iter().take_while(move |hit| hit.start <= to)
}
