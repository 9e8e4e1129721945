//! Where to look: one pass proposes places, a closer look runs the patterns that can begin there.
//!
//! [`bits`] says of every byte whether it is a letter, a digit or a sign. One pass over the bits looks up each word, as a
//! keyword and as a cue ([`words`], a little ahead: [`nearby`]), and stops at signs and tokens with a digit, where
//! [`columns`] leaves the patterns that can begin so and [`gate`] takes away those that wait for a cue that is not there;
//! what remains goes to [`crate::verify`].

use hashbrown::HashMap;

use crate::context::cues::CueSet;
use crate::detection::Candidate;
use crate::pattern::waking::{GAP, RUN_BEFORE};
use crate::rule::{Rule, RuleError};
use crate::settings::{Dates, Settings};
use crate::stored;
use crate::verify::{Judge, Past, Scene, Verifier};

mod bits;
mod columns;
mod explain;
mod follow;
mod gate;
mod keywords;
mod led;
mod letters;
mod matrix;
mod nearby;
mod plan;
mod reference;
#[cfg(test)]
mod tests;
mod words;

use bits::BLOCK;
pub(crate) use bits::ones;
use columns::{asked_of_run, asked_of_sign};
use matrix::Groups;
use nearby::Nearby;
use plan::{Draft, Plan, SURE};

/// A value can only be all there is in a text when it begins this early.
const ALONE: usize = 8;

/// The compiled patterns of a set of rules.
pub(crate) struct Engine {
    judges: Vec<Judge>,
    verifiers: Vec<Verifier>,
    cues: CueSet,
    plan: Plan,
}

impl Engine {
    /// # Errors
    /// The first rule whose pattern does not compile, or begins where no place could wake it.
    pub(crate) fn new(rules: Vec<Rule>) -> Result<Self, RuleError> {
        let mut verifiers = Vec::new();
        let mut draft = Draft::default();
        for (index, rule) in (0..).zip(&rules) {
            let refuse = |reason: String| RuleError::new(rule.id.as_str(), reason);
            for pattern in &rule.patterns {
                let facts = stored::facts(pattern.stored, pattern.source(rule.boundary)).map_err(refuse)?;
                draft.add(pattern, &facts, rule.boundary).map_err(refuse)?;
                verifiers.push(Verifier::new(index, pattern, facts));
            }
        }
        let mut cues = CueSet::default();
        let judges: Vec<Judge> = rules.into_iter().map(|rule| Judge::new(rule, &mut cues)).collect();
        let rules: Vec<u32> = verifiers.iter().map(|verifier| verifier.rule).collect();
        Ok(Self { plan: draft.complete(&cues, &judges, &rules), judges, verifiers, cues })
    }

    /// The rules, in the order they were given.
    pub(crate) fn rules(&self) -> impl ExactSizeIterator<Item = &Rule> {
        self.judges.iter().map(|judge| &judge.rule)
    }

    /// A rule by its position.
    pub(crate) fn rule(&self, index: u32) -> &Rule {
        &self.judges[index as usize].rule
    }

    /// What its rules listen for.
    pub(crate) fn cues(&self) -> &CueSet {
        &self.cues
    }

    /// Adds every candidate, overlapping ones included.
    pub(crate) fn find(&self, text: &str, settings: &Settings, out: &mut Vec<Candidate>) {
        let mut scan = Scan::new(self, text, settings, out);
        for block in 0..text.len().div_ceil(BLOCK) {
            scan.block(block);
        }
    }
}

/// One text on its way.
struct Scan<'a> {
    engine: &'a Engine,
    text: &'a str,
    scene: Scene<'a>,
    nearby: Nearby<'a>,
    /// The last byte before the block was a letter or digit; it was a digit; where the last run began.
    in_run: bool,
    in_digits: bool,
    run: usize,
    /// No place before this one is tried for tokens again.
    tried: usize,
    /// Weak matches are wanted everywhere, not only near cues; or every value of a text that is a row of them may count.
    eager: bool,
    /// The verifiers that have been asked at this place.
    asked: Vec<u32>,
    pasts: Pasts,
    out: &'a mut Vec<Candidate>,
}

impl<'a> Scan<'a> {
    fn new(engine: &'a Engine, text: &'a str, settings: &'a Settings, out: &'a mut Vec<Candidate>) -> Self {
        let scene = Scene::new(text, settings);
        Self {
            engine,
            text,
            scene,
            nearby: Nearby::new(engine, text),
            in_run: false,
            in_digits: false,
            run: 0,
            tried: 0,
            eager: settings.min_score < SURE || settings.dates == Dates::All || scene.row,
            asked: Vec::new(),
            pasts: Pasts::default(),
            out,
        }
    }

    /// Works off the places of one block.
    fn block(&mut self, number: usize) {
        let base = number * BLOCK;
        self.nearby.move_to(number);
        while let Some((at, verifier)) = self.nearby.next_keyword(base + BLOCK) {
            self.confirm(verifier, at);
        }
        let block = self.nearby.bits.block(number);
        let starts = block.runs & !(block.runs << 1 | u64::from(self.in_run));
        for bit in ones(block.signs) {
            self.sign(base + bit);
        }
        let digits = block.runs & !block.letters;
        for bit in ones(digits & !(digits << 1 | u64::from(self.in_digits))) {
            let before = starts & (u64::MAX >> (BLOCK - 1 - bit));
            self.token(if before == 0 { self.run } else { base + last(before) });
        }
        (self.in_run, self.in_digits) = (block.runs >> (BLOCK - 1) == 1, digits >> (BLOCK - 1) == 1);
        if starts != 0 {
            self.run = base + last(starts);
        }
    }

    fn sign(&mut self, at: usize) {
        let words = self.engine.plan.columns.begin_with_sign(self.text.as_bytes(), at);
        if words != 0 {
            self.columns(at, &asked_of_sign(self.text.as_bytes(), at), words);
        }
    }

    /// Tries the run of letters and digits at `at`, and up to two short runs before it.
    fn token(&mut self, at: usize) {
        if at < self.tried {
            return;
        }
        if let Some(one) = self.run_before(at).filter(|&one| one >= self.tried) {
            if let Some(two) = self.run_before(one).filter(|&two| two >= self.tried) {
                self.run(two);
            }
            self.run(one);
        }
        self.run(at);
        self.tried = at + 1;
        if self.text.as_bytes()[at].is_ascii_digit() {
            self.led_number(at);
        }
    }

    /// Tries the columns where a run begins.
    fn run(&mut self, at: usize) {
        let window = self.nearby.bits.runs_from(at);
        let run = window.trailing_ones() as usize;
        let words = self.engine.plan.columns.begin_with_run(self.text.as_bytes(), at, run);
        if words != 0 {
            self.columns(at, &asked_of_run(self.text.as_bytes(), at, window), words);
        }
    }

    fn led_number(&mut self, at: usize) {
        let (engine, run) = (self.engine, self.nearby.bits.runs_from(at).trailing_ones() as usize);
        engine.plan.led.find(self.text.as_bytes(), at, run, |verifier| self.confirm(verifier, at));
    }

    /// The beginning of the short run of letters and digits right before the one at `at`.
    #[inline]
    fn run_before(&self, at: usize) -> Option<usize> {
        let before = self.nearby.bits.runs_before(at);
        let gap = before.leading_zeros() as usize;
        if !(1..=GAP).contains(&gap) {
            return None;
        }
        let length = (before << gap).leading_ones() as usize;
        (length <= RUN_BEFORE).then(|| at - gap - length)
    }

    /// Confirms the columns of some words that are left at `at`, of which these are the rows.
    fn columns<const N: usize>(&mut self, at: usize, asked: &Groups<N>, words: u64) {
        let columns = &self.engine.plan.columns;
        let mut words = columns.held(words, asked);
        let free = at < ALONE || self.eager;
        // Looking cues up costs more than looking at columns, so it waits until one is left.
        if let Some(open) = self.nearby.known_open_words(at).filter(|_| !free) {
            words &= !columns.near(words) | columns.waiting(open);
        }
        self.asked.clear();
        for word in ones(words) {
            let left = columns.left(asked, word);
            if left == 0 {
                continue;
            }
            let waiting = columns.waiting_word(word).filter(|_| !free);
            for bit in ones(waiting.map_or(left, |waiting| self.open(at, waiting, left))) {
                let verifier = columns.verifier(word, bit);
                // A pattern may begin in more than one way.
                if !self.asked.contains(&verifier) {
                    self.asked.push(verifier);
                    self.confirm(verifier, at);
                }
            }
        }
    }

    /// Those of the waiting columns left in a word that a cue speaks for.
    fn open(&mut self, at: usize, word: usize, left: u64) -> u64 {
        let open = left & self.nearby.open(at, word);
        let far = left & !open & self.engine.plan.gate.far(word);
        let far = ones(far).filter(|bit| self.nearby.is_open_far(at, word * 64 + bit));
        open | far.map(|bit| 1 << bit).sum::<u64>()
    }

    fn confirm(&mut self, number: u32, at: usize) {
        let verifier = &self.engine.verifiers[number as usize];
        let scene = self.scene;
        let judge = &self.engine.judges[verifier.rule as usize];
        let (pasts, cues) = (&mut self.pasts, &mut self.nearby);
        let found = verifier.confirm(judge, scene, at, || pasts.of(number, verifier.wants_past()), cues);
        if let Some(found) = found {
            self.out.push(found);
        }
    }
}

/// The place of the last set bit.
#[inline]
fn last(mask: u64) -> usize {
    BLOCK - 1 - mask.leading_zeros() as usize
}

/// The pasts of the verifiers that have been asked in this text and want one. A text asks few of the thousands there are: a
/// place for each would take longer to clear than a short text takes to scan.
#[derive(Default)]
struct Pasts {
    wanted: HashMap<u32, Past>,
    /// For those that want none.
    none: Past,
}

impl Pasts {
    fn of(&mut self, verifier: u32, is_wanted: bool) -> &mut Past {
        if is_wanted { self.wanted.entry(verifier).or_insert_with(Past::with_trail) } else { &mut self.none }
    }
}
