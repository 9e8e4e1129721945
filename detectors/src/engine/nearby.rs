//! What is known of a text around the place where the scan is: its bits, and what its words open, read a little ahead.
//!
//! A word's keywords are kept until the scan is there. Its cues are looked up only when somebody asks for the cues of a
//! part of the text, and kept while the scan is near. Knows where cues stand, not what they mean: that is [`super::gate`]
//! and [`crate::context`].

use std::collections::VecDeque;

use super::Engine;
use super::bits::{BLOCK, Bits, ones};
use super::columns::Set;
use super::gate::{NEAR_AFTER, NEAR_BEFORE};
use super::letters::{CUE, KEYWORD};
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
    /// By block whose words have been read: those that may be of a cue and have not been looked up.
    proposed: Vec<u64>,
    /// Whether the last of them ends in a run of letters and digits.
    in_run: bool,
    /// Where a keyword stands, by number, and its verifier.
    keywords: VecDeque<(usize, u32)>,
    /// The first so many are sorted by start.
    hits: Vec<CueHit>,
    sorted: usize,
    /// The waiting columns that a near cue speaks for in one block; and the block.
    open: Set,
    open_block: usize,
}

impl Surroundings for Nearby<'_> {
    fn around(&mut self, from: usize, to: usize) -> &[CueHit] {
        self.look(from, to);
        &self.hits
    }
}

impl<'a> Nearby<'a> {
    pub(super) fn new(engine: &'a Engine, text: &'a str) -> Self {
        Self {
            engine,
            text,
            bits: Bits::default(),
            proposed: Vec::new(),
            in_run: false,
            keywords: VecDeque::new(),
            hits: Vec::new(),
            sorted: 0,
            open: Set::default(),
            open_block: usize::MAX,
        }
    }

    /// Moves on to a block, whose keywords and the bits of three blocks from there are known then; cues far before it are
    /// forgotten.
    #[inline]
    pub(super) fn move_to(&mut self, block: usize) {
        self.read(block * BLOCK + BLOCK);
        if self.sorted >= MANY {
            self.forget((block * BLOCK).saturating_sub(FORGET));
        }
    }

    fn forget(&mut self, keep: usize) {
        if self.hits[MANY / 2].start < keep {
            let past = self.hits[..self.sorted].partition_point(|hit| hit.start < keep);
            self.hits.drain(..past);
            self.sorted -= past;
        }
    }

    /// The next keyword that begins before `to`, and its verifier.
    #[inline]
    pub(super) fn next_keyword(&mut self, to: usize) -> Option<(usize, u32)> {
        let next = self.keywords.front().copied().filter(|&(at, _)| at < to)?;
        self.keywords.pop_front();
        Some(next)
    }

    /// Reads the words that begin before `to`.
    #[inline]
    fn read(&mut self, to: usize) {
        if to.min(self.text.len()) > self.proposed.len() * BLOCK {
            self.read_on(to.div_ceil(BLOCK) + AHEAD);
        }
    }

    fn read_on(&mut self, to: usize) {
        let to = to.min(self.text.len().div_ceil(BLOCK));
        self.bits.read(&self.engine.plan.signs, self.text.as_bytes(), (to + 3) * BLOCK);
        let from = self.proposed.len() * BLOCK;
        (self.proposed.len()..to).for_each(|block| self.words_of(block));
        let end = self.text.len().min(to * BLOCK);
        if self.bits.has_foreign_letters(from, end) {
            self.engine.cues.find_foreign(self.text, from, end, &mut self.hits);
        }
    }

    /// Reads the words that begin in a block.
    fn words_of(&mut self, number: usize) {
        let (block, text) = (self.bits.block(number), self.text.as_bytes());
        let (plan, next) = (&self.engine.plan, self.bits.letters_from((number + 1) * BLOCK));
        let starts = block.runs & !(block.runs << 1 | u64::from(self.in_run));
        self.in_run = block.runs >> (BLOCK - 1) == 1;
        let mut proposed = 0;
        for bit in ones(starts & block.letters) {
            let at = number * BLOCK + bit;
            let letters = block.letters >> bit | next << 1 << (BLOCK - 1 - bit);
            let opens = plan.letters.open(text, at, letters);
            proposed |= (opens & CUE) << bit;
            if opens & KEYWORD != 0 {
                let letters = letters.trailing_ones() as usize;
                plan.keywords.find(text, at, letters, |verifier| self.keywords.push_back((at, verifier)));
            }
        }
        self.proposed.push(proposed);
    }

    /// Looks up cues until every one that begins in `from..to` is known.
    fn look(&mut self, from: usize, to: usize) {
        let to = self.text.len().min(to + self.engine.plan.before);
        self.read(to);
        for block in from / BLOCK..to.div_ceil(BLOCK) {
            for bit in ones(std::mem::take(&mut self.proposed[block])) {
                self.cues_at(block * BLOCK + bit);
            }
        }
        if self.sorted < self.hits.len() {
            let first = self.hits[self.sorted..].iter().map(|hit| hit.start).min().unwrap_or(0);
            let sorted = self.hits[..self.sorted].partition_point(|hit| hit.start < first);
            self.hits[sorted..].sort_unstable();
            self.sorted = self.hits.len();
        }
    }

    fn cues_at(&mut self, at: usize) {
        let (engine, text) = (self.engine, self.text);
        let letters = self.bits.letters_from(at).trailing_ones() as usize;
        engine.plan.cues.look(text.as_bytes(), at, letters, |opening| {
            let start = at.checked_sub(opening.before as usize);
            self.hits.extend(start.and_then(|start| engine.cues.stands(opening.number, text, start)));
        });
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
        self.look(from, to);
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
        self.look(from, to);
        let speaks = |set: &Set| set[column / 64] >> (column % 64) & 1 == 1;
        between(&self.hits, from, to).any(|hit| gate.raised(hit.cue).is_some_and(speaks))
    }
}

/// Those of the hits, sorted by start, that begin in `from..=to`.
fn between(hits: &[CueHit], from: usize, to: usize) -> impl Iterator<Item = &CueHit> {
    let first = hits.partition_point(|hit| hit.start < from);
    hits[first..].iter().take_while(move |hit| hit.start <= to)
}
