//! What is known of a text around the place where the scan is: its bits, and what its words open, read a little ahead.
//!
//! A word's keywords are kept until the scan is there. Its cues are looked up only when somebody asks for the cues of a
//! part of the text, and kept while the scan is near. Knows where cues stand, not what they mean: that is [`super::gate`]
//! and [`crate::context`].

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

use super::Engine;
use super::bits::{BLOCK, Bits, ones};
use super::columns::Set;
use super::gate::{NEAR_AFTER, NEAR_BEFORE};
use super::letters::{Opens, Proposed, Reach};
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
    /// By block whose words have been read: those that may be of a cue and have not been looked up.
    proposed: Vec<Opens>,
    /// Whether the last of them ends in a run of letters and digits.
    in_run: bool,
    /// Where a keyword stands, by number, and its verifier.
    keywords: VecDeque<(usize, u32)>,
    /// The blocks whose cues were looked up last, without a gap.
    looked: Range<usize>,
    /// Bytes at which no cue begins that speaks for columns from afar.
    silent: Range<usize>,
    /// The first so many are sorted by start.
    hits: Vec<CueHit>,
    sorted: usize,
    /// The waiting columns that a near cue speaks for in one block, the words that hold some, and the block.
    open: Set,
    open_words: u64,
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
            bits: Bits::new(text),
            proposed: Vec::with_capacity(text.len().div_ceil(BLOCK)),
            in_run: false,
            keywords: VecDeque::new(),
            looked: 0..0,
            silent: 0..0,
            hits: Vec::new(),
            sorted: 0,
            open: Set::default(),
            open_words: 0,
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
        let block = self.bits.block(number);
        let starts = block.runs & !(block.runs << 1 | u64::from(self.in_run)) & block.letters;
        self.in_run = block.runs >> (BLOCK - 1) == 1;
        let letters =
            u128::from(self.bits.letters_from((number + 1) * BLOCK)) << BLOCK | u128::from(block.letters);
        let Proposed { cues, keywords } =
            self.engine.plan.letters.propose(&self.reach(number), starts, letters);
        self.proposed.push(cues);
        for bit in ones(keywords.words | keywords.beginnings) {
            self.keywords_at(number * BLOCK + bit, keywords.at(bit));
        }
    }

    /// The bytes of a block and those right behind it; zeros behind the text's end.
    #[inline]
    fn reach(&self, number: usize) -> Cow<'a, Reach> {
        let rest = &self.text.as_bytes()[number * BLOCK..];
        rest.first_chunk().map_or_else(
            || {
                let mut last: Reach = [0; _];
                last[..rest.len()].copy_from_slice(rest);
                Cow::Owned(last)
            },
            Cow::Borrowed,
        )
    }

    fn keywords_at(&mut self, at: usize, (word, beginning): (bool, bool)) {
        let (keywords, text) = (&self.engine.plan.keywords, self.text.as_bytes());
        let mut found = |verifier| self.keywords.push_back((at, verifier));
        if word {
            let letters = self.bits.letters_from(at).trailing_ones() as usize;
            keywords.find_word(text, at, letters, &mut found);
        }
        if beginning {
            keywords.find_beginning(text, at, &mut found);
        }
    }

    /// Looks up cues until every one that begins in `from..to` is known.
    fn look(&mut self, from: usize, to: usize) {
        let to = self.text.len().min(to + self.engine.plan.before);
        let (mut from, to) = (from / BLOCK, to.div_ceil(BLOCK));
        if from >= self.looked.start && from <= self.looked.end {
            from = self.looked.end;
        } else {
            self.looked.start = from;
        }
        if from >= to {
            return;
        }
        self.looked.end = to;
        self.read(to * BLOCK);
        for block in from..to.min(self.proposed.len()) {
            let proposed = std::mem::take(&mut self.proposed[block]);
            for bit in ones(proposed.words | proposed.beginnings) {
                self.cues_at(block * BLOCK + bit, proposed.at(bit));
            }
        }
        if self.sorted < self.hits.len() {
            let first = self.hits[self.sorted..].iter().map(|hit| hit.start).min().unwrap_or(0);
            let sorted = self.hits[..self.sorted].partition_point(|hit| hit.start < first);
            self.hits[sorted..].sort_unstable();
            self.sorted = self.hits.len();
        }
    }

    fn cues_at(&mut self, at: usize, (word, beginning): (bool, bool)) {
        let (engine, text) = (self.engine, self.text);
        let mut found = |opening: Opening| {
            let Opening { number, before, is_known } = opening;
            let hit = match at.checked_sub(before as usize) {
                Some(start) if is_known => engine.cues.stands_known(number, text, start),
                start => start.and_then(|start| engine.cues.stands(number, text, start)),
            };
            self.hits.extend(hit);
        };
        if word {
            let letters = self.bits.letters_from(at).trailing_ones() as usize;
            engine.plan.cues.look_word(text.as_bytes(), at, letters, &mut found);
        }
        if beginning {
            engine.plan.cues.look_beginning(text.as_bytes(), at, &mut found);
        }
    }

    /// The waiting columns, of one word of a set, that a near cue speaks for at `at`.
    #[inline]
    pub(super) fn open(&mut self, at: usize, word: usize) -> u64 {
        self.open_near(at / BLOCK);
        self.open[word]
    }

    /// The words of waiting columns, a bit each, in which a near cue speaks for some at `at`; none when nobody has asked for
    /// the cues there.
    #[inline]
    pub(super) fn known_open_words(&self, at: usize) -> Option<u64> {
        (self.open_block == at / BLOCK).then_some(self.open_words)
    }

    #[inline]
    fn open_near(&mut self, block: usize) {
        if self.open_block != block {
            self.open_block = block;
            self.open_around(block * BLOCK);
        }
    }

    fn open_around(&mut self, block: usize) {
        let (from, to) = (block.saturating_sub(NEAR_BEFORE), block + BLOCK + NEAR_AFTER);
        self.look(from, to);
        if self.open.is_empty() {
            self.open = self.engine.plan.columns.none();
        }
        ones(self.open_words).for_each(|word| self.open[word] = 0);
        self.open_words = 0;
        for hit in between(&self.hits, from, to) {
            for &(word, raised) in self.engine.plan.gate.raised(hit.cue) {
                self.open[word as usize] |= raised;
                self.open_words |= 1 << word;
            }
        }
    }

    /// Whether any cue as far as the column reaches speaks for it at `at`.
    pub(super) fn is_open_far(&mut self, at: usize, column: usize) -> bool {
        let gate = &self.engine.plan.gate;
        let (before, after) = gate.reach(column);
        let (from, to) = (at.saturating_sub(before), at + after);
        self.is_heard(from, to) && between(&self.hits, from, to).any(|hit| gate.raises(hit.cue, column))
    }

    /// Whether a cue that speaks for columns from afar begins in `from..=to`. Where none does is looked at once.
    fn is_heard(&mut self, from: usize, to: usize) -> bool {
        let goes_on = self.silent.start <= from && from <= self.silent.end;
        if goes_on && to < self.silent.end {
            return false;
        }
        self.look(from, to);
        let new = if goes_on { self.silent.end } else { from };
        let is_heard = between(&self.hits, new, to).any(|hit| self.engine.plan.gate.raises_far(hit.cue));
        if !is_heard {
            self.silent = if goes_on { self.silent.start } else { from }..to + 1;
        }
        is_heard
    }
}

/// Those of the hits, sorted by start, that begin in `from..=to`.
fn between(hits: &[CueHit], from: usize, to: usize) -> impl Iterator<Item = &CueHit> {
    let first = hits.partition_point(|hit| hit.start < from);
    hits[first..].iter().take_while(move |hit| hit.start <= to)
}
