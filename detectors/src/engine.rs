//! Where to look: one pass proposes places, a closer look runs the patterns that can begin there.
//!
//! [`mod@skim`] reads the text once and lists words that open something, tokens that hold a digit, and signs. A word is then a
//! cue (kept for the context of its neighbours) or a keyword; at a token or sign, [`columns`] leaves the patterns that can
//! begin so, [`gate`] takes away those that wait for a cue that is not there; what remains goes to [`crate::verify`]. The
//! text is worked off in segments, the pass one segment ahead, so that cues after a value are known when it is judged.

use crate::automaton::Trail;
use crate::context::cues::{CueHit, CueSet};
use crate::detection::Candidate;
use crate::rule::{Rule, RuleError};
use crate::settings::{Dates, Settings};
use crate::stored;
use crate::verify::{Judge, Scene, Verifier};

mod columns;
mod explain;
mod gate;
mod led;
mod plan;
mod reference;
mod skim;
#[cfg(test)]
mod tests;
mod words;

use columns::Set;
use gate::Gate;
use plan::{Draft, Plan, SURE};
use skim::{Bits, Carry, Places, skim};
use words::Opening;

/// Bytes worked off at a time; more than any context reaches.
const SEGMENT: usize = 4096;
/// Cues that begin farther than this before a segment matter to nothing in it.
const CUES_BEFORE: usize = 1024;
/// Letters in the runs before a token that may belong to it, and bytes between two runs.
const RUN_BEFORE: usize = 8;
const GAP: usize = 3;
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
                let facts = stored::facts(pattern.source(rule.boundary)).map_err(refuse)?;
                draft.add(pattern, &facts).map_err(refuse)?;
                verifiers.push(Verifier::new(index, pattern, facts));
            }
        }
        let mut cues = CueSet::default();
        let judges: Vec<Judge> = rules.into_iter().map(|rule| Judge::new(rule, &mut cues)).collect();
        cues.complete();
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

    /// Adds every candidate, overlapping ones included.
    pub(crate) fn find(&self, text: &str, settings: &Settings, out: &mut Vec<Candidate>) {
        let mut scan = Scan::new(self, text, settings, out);
        let (mut now, mut ahead) = (Pending::default(), Pending::default());
        let mut from = 0;
        scan.look_ahead(0, &mut now);
        while from < text.len() {
            scan.look_ahead(from + SEGMENT, &mut ahead);
            scan.forget_cues(from.saturating_sub(CUES_BEFORE));
            scan.work_off(&now);
            std::mem::swap(&mut now, &mut ahead);
            from += SEGMENT;
        }
    }
}

/// Places of one segment that wait to be worked off.
#[derive(Default)]
struct Pending {
    places: Places,
    keywords: Vec<(usize, u32)>,
}

/// One text on its way.
struct Scan<'a> {
    engine: &'a Engine,
    text: &'a str,
    settings: &'a Settings,
    bits: Bits,
    carry: Carry,
    /// The cues around, sorted by start; and those among them that raise a waiting pattern.
    cues: Vec<CueHit>,
    raising: Vec<CueHit>,
    /// No place before this one is tried for tokens again.
    tried: usize,
    /// Weak matches are wanted everywhere, not only near cues.
    eager: bool,
    /// The columns worth asking for, and the block they are of.
    open: Set,
    open_block: Option<usize>,
    found: Vec<u32>,
    trails: Trails,
    out: &'a mut Vec<Candidate>,
}

impl<'a> Scan<'a> {
    fn new(engine: &'a Engine, text: &'a str, settings: &'a Settings, out: &'a mut Vec<Candidate>) -> Self {
        Self {
            engine,
            text,
            settings,
            bits: Bits::default(),
            carry: Carry::default(),
            cues: Vec::new(),
            raising: Vec::new(),
            tried: 0,
            eager: settings.min_score < SURE || settings.dates == Dates::All,
            open: engine.plan.columns.none(),
            open_block: None,
            found: Vec::new(),
            trails: Trails::default(),
            out,
        }
    }

    /// Lists the places of the segment at `from`, and takes in its cues.
    fn look_ahead(&mut self, from: usize, pending: &mut Pending) {
        pending.places.clear();
        pending.keywords.clear();
        let to = self.text.len().min(from + SEGMENT);
        if from >= to {
            return;
        }
        let plan = &self.engine.plan;
        let (bits, carry) = (&mut self.bits, &mut self.carry);
        skim((&plan.signs, &plan.words), self.text.as_bytes(), (from, to), bits, carry, &mut pending.places);
        let first_cue = self.cues.len();
        for &(at, found) in &pending.places.words {
            for opening in plan.words.openings(found, self.text.as_bytes(), at) {
                self.word(opening, at, &mut pending.keywords);
            }
        }
        if self.bits.has_foreign_letters(from, to) {
            self.engine.cues.find_foreign(self.text, from, to, &mut self.cues);
        }
        self.order_cues(first_cue);
    }

    fn word(&mut self, opening: Opening, at: usize, keywords: &mut Vec<(usize, u32)>) {
        match opening {
            Opening::Cue { number, before } => {
                let start = at.checked_sub(before as usize);
                self.cues.extend(start.and_then(|start| self.engine.cues.stands(number, self.text, start)));
            }
            Opening::Keyword { verifier, end, next } => {
                let end = at + end as usize;
                if self.engine.plan.words.may_follow(next, self.text.as_bytes(), end) {
                    keywords.push((at, verifier));
                }
            }
        }
    }

    /// Sorts the new cues in; one proposed by its second syllable may begin before the last of the old ones.
    fn order_cues(&mut self, first: usize) {
        let new = &self.cues[first..];
        let Some(earliest) = new.iter().map(|hit| hit.start).min() else { return };
        let from = self.cues[..first].partition_point(|hit| hit.start <= earliest);
        self.cues[from..].sort_unstable();
        self.cues.dedup();
        self.raising.truncate(self.raising.partition_point(|hit| hit.start < earliest));
        let again = self.cues.partition_point(|hit| hit.start < earliest);
        let gate = &self.engine.plan.gate;
        self.raising.extend(self.cues[again..].iter().filter(|hit| gate.raises(hit.cue)));
    }

    /// Drops the cues that begin before `at`.
    fn forget_cues(&mut self, at: usize) {
        for cues in [&mut self.cues, &mut self.raising] {
            cues.drain(..cues.partition_point(|hit| hit.start < at));
        }
    }

    fn work_off(&mut self, pending: &Pending) {
        self.open_block = None;
        for &(at, verifier) in &pending.keywords {
            self.confirm(verifier, at);
        }
        for &at in &pending.places.signs {
            self.engine.plan.columns.at_sign(self.text.as_bytes(), at, &mut self.found);
            self.confirm_columns(at);
        }
        for &at in &pending.places.tokens {
            self.token(at);
        }
    }

    /// Tries the run of letters and digits at `at`, and up to two short runs before it.
    fn token(&mut self, at: usize) {
        let bytes = self.text.as_bytes();
        let one = self.run_before(at);
        let two = one.and_then(|one| self.run_before(one));
        let tried = self.tried;
        for start in [two, one, Some(at)].into_iter().flatten().filter(|&start| start >= tried) {
            self.engine.plan.columns.at_run(bytes, start, self.bits.runs_from(start), &mut self.found);
            self.confirm_columns(start);
        }
        self.tried = self.tried.max(at + 1);
        if bytes[at].is_ascii_digit() {
            self.led_number(at);
        }
    }

    fn led_number(&mut self, at: usize) {
        let run = self.bits.runs_from(at).trailing_ones() as usize;
        let mut found = std::mem::take(&mut self.found);
        self.engine.plan.led.find(self.text.as_bytes(), at, run, &mut found);
        found.drain(..).for_each(|verifier| self.confirm(verifier, at));
        self.found = found;
    }

    /// The beginning of the short run of letters and digits right before the one at `at`.
    fn run_before(&self, at: usize) -> Option<usize> {
        let gap = (1..=GAP).find(|&gap| at >= gap && self.bits.run_before(at - gap + 1) > 0);
        let end = at - gap? + 1;
        let length = self.bits.run_before(end);
        (length <= RUN_BEFORE).then(|| end - length)
    }

    /// Confirms the columns that were found at `at`, but for those that wait for a cue that is not there.
    fn confirm_columns(&mut self, at: usize) {
        if self.found.is_empty() {
            return;
        }
        let mut found = std::mem::take(&mut self.found);
        for column in found.drain(..) {
            let columns = &self.engine.plan.columns;
            if columns.is_sure(column) || self.is_open(column, at) {
                self.confirm(columns.verifier(column), at);
            }
        }
        self.found = found;
    }

    /// Whether a cue near `at` may speak for this column, or none need.
    fn is_open(&mut self, column: u32, at: usize) -> bool {
        if at < ALONE || self.eager {
            return true;
        }
        if self.open_block != Some(Gate::block(at)) {
            self.engine.plan.gate.open(at, &self.raising, &mut self.open);
            self.open_block = Some(Gate::block(at));
        }
        self.open[column as usize / 64] >> (column % 64) & 1 == 1
    }

    fn confirm(&mut self, number: u32, at: usize) {
        let verifier = &self.engine.verifiers[number as usize];
        let scene = Scene { text: self.text, settings: self.settings, cues: &self.cues };
        let trail = verifier.wants_trail().then(|| self.trails.of(number));
        let found = verifier.confirm(&self.engine.judges[verifier.rule as usize], scene, at, trail);
        self.out.extend(found);
    }
}

/// The trails of the verifiers that left one in this text.
#[derive(Default)]
struct Trails {
    /// By verifier, one more than the place of its trail; 0: none.
    places: Vec<u32>,
    trails: Vec<Trail>,
}

impl Trails {
    fn of(&mut self, verifier: u32) -> &mut Trail {
        let verifier = verifier as usize;
        if verifier >= self.places.len() {
            self.places.resize(verifier + 1, 0);
        }
        if self.places[verifier] == 0 {
            self.trails.push(Trail::default());
            self.places[verifier] = u32::try_from(self.trails.len()).expect("few verifiers");
        }
        &mut self.trails[self.places[verifier] as usize - 1]
    }
}
