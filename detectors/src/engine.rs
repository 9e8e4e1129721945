//! Where to look: one pass proposes places, a closer look runs the patterns that can begin there.
//!
//! [`mod@skim`] reads the text once and lists words whose first letters open something, tokens that hold a digit, and
//! signs. A word is then a cue (kept for the context of its neighbours) or a keyword; a token is looked at by shape;
//! what remains goes through an automaton of its family, and what that matches to [`crate::verify`]. The text is
//! worked off in segments, the pass one segment ahead, so that cues after a value are known when it is judged.

use crate::automaton::Scratch;
use crate::context::cues::{CueHit, CueSet};
use crate::detection::Candidate;
use crate::rule::{Rule, RuleError};
use crate::settings::{Dates, Settings};
use crate::verify::{Judge, Scene, Verifier};

mod explain;
mod plan;
mod reference;
mod shape;
mod skim;
#[cfg(test)]
mod tests;
mod words;

use plan::{Family, Plan, SURE};
use skim::{Carry, Places, skim};
use words::{Opening, Target};

/// Bytes worked off at a time; more than any context reaches.
const SEGMENT: usize = 4096;
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
    /// The first rule whose pattern does not compile.
    pub(crate) fn new(rules: Vec<Rule>) -> Result<Self, RuleError> {
        let mut verifiers = Vec::new();
        for (index, rule) in (0..).zip(&rules) {
            for pattern in &rule.patterns {
                verifiers.push(Verifier::new(index, rule, pattern)?);
            }
        }
        let mut cues = CueSet::default();
        let plan_of = Plan::new(&rules)?;
        let judges: Vec<Judge> = rules.into_iter().map(|rule| Judge::new(rule, &mut cues)).collect();
        cues.complete();
        Ok(Self { plan: plan_of.with_cues(&cues, &judges), judges, verifiers, cues })
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
    keywords: Vec<(usize, Target)>,
}

/// One text on its way.
struct Scan<'a> {
    engine: &'a Engine,
    text: &'a str,
    settings: &'a Settings,
    carry: Carry,
    /// Every cue so far, sorted by start.
    cues: Vec<CueHit>,
    /// Where raising cues begin, in order.
    raising: Vec<usize>,
    /// No place before this one is tried for tokens again.
    tried: usize,
    /// Weak matches are wanted everywhere, not only near cues.
    eager: bool,
    scratches: [Option<Scratch<'a>>; plan::FAMILIES],
    matches: Vec<(usize, usize)>,
    out: &'a mut Vec<Candidate>,
}

impl<'a> Scan<'a> {
    fn new(engine: &'a Engine, text: &'a str, settings: &'a Settings, out: &'a mut Vec<Candidate>) -> Self {
        Self {
            engine,
            text,
            settings,
            carry: Carry::default(),
            cues: Vec::new(),
            raising: Vec::new(),
            tried: 0,
            eager: settings.min_score < SURE || settings.dates == Dates::All,
            scratches: std::array::from_fn(|_| None),
            matches: Vec::new(),
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
        skim(
            &plan.alphabet,
            &plan.words,
            self.text.as_bytes(),
            from,
            to,
            &mut self.carry,
            &mut pending.places,
        );
        let first_cue = self.cues.len();
        for &(at, key) in &pending.places.words {
            for opening in plan.words.openings(key) {
                self.open(opening, at, &mut pending.keywords);
            }
        }
        self.engine.cues.find_foreign(self.text, from, to, &mut self.cues);
        self.order_cues(first_cue);
    }

    fn open(&mut self, opening: &Opening, at: usize, keywords: &mut Vec<(usize, Target)>) {
        match opening {
            Opening::Cue { number, before } => {
                let start = at.checked_sub(*before);
                self.cues.extend(start.and_then(|start| self.engine.cues.stands(*number, self.text, start)));
            }
            Opening::Keyword { text, target } => {
                if begins_with(self.text.as_bytes(), at, text) && keywords.last() != Some(&(at, *target)) {
                    keywords.push((at, *target));
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
        self.raising.truncate(self.raising.partition_point(|&at| at < earliest));
        let again = self.cues.partition_point(|hit| hit.start < earliest);
        let raises = self.cues[again..].iter().filter(|hit| self.engine.plan.raises[hit.cue as usize]);
        self.raising.extend(raises.map(|hit| hit.start));
    }

    fn work_off(&mut self, pending: &Pending) {
        for &(at, target) in &pending.keywords {
            self.follow(at, target);
        }
        for &at in &pending.places.signs {
            self.sign(at);
        }
        for &at in &pending.places.tokens {
            self.token(at);
        }
    }

    fn follow(&mut self, at: usize, target: Target) {
        match target {
            Target::Family(family) => self.walk(family, at),
            Target::Led(verifier) => self.led(verifier, at),
        }
    }

    fn sign(&mut self, at: usize) {
        let plan = &self.engine.plan;
        let bytes = self.text.as_bytes();
        let Some(sign) = plan.sign(bytes[at]) else { return };
        if bytes.get(at + 1).is_some_and(|&next| sign.next[usize::from(next)]) {
            self.walk(plan::SIGNED, at);
        }
        for keyword in &sign.keywords {
            let next =
                bytes.get(at + keyword.text.len()).is_some_and(|&next| keyword.next[usize::from(next)]);
            if next && begins_with(bytes, at, &keyword.text) {
                self.follow(at, keyword.target);
            }
        }
    }

    /// Tries the run of letters and digits at `at`, and up to two short runs before it.
    fn token(&mut self, at: usize) {
        let bytes = self.text.as_bytes();
        let one = run_before(bytes, at);
        let two = one.and_then(|one| run_before(bytes, one));
        let tried = self.tried;
        for start in [two, one, Some(at)].into_iter().flatten().filter(|&start| start >= tried) {
            self.token_from(start);
        }
        self.tried = self.tried.max(at + 1);
        if bytes[at].is_ascii_digit() {
            self.led_number(at);
        }
    }

    fn token_from(&mut self, at: usize) {
        let plan = &self.engine.plan;
        let bytes = self.text.as_bytes();
        if plan.sure.may_begin(bytes, at) {
            self.walk(plan::SURE_TOKENS, at);
        }
        if plan.hinted.may_begin(bytes, at) && (self.eager || at < ALONE || self.cue_near(at)) {
            self.walk(plan::HINTED_TOKENS, at);
        }
    }

    /// Whether a raising cue stands so near that it may speak for a match that begins at `at`.
    fn cue_near(&self, at: usize) -> bool {
        let from = at.saturating_sub(self.engine.plan.cue_before);
        let next = self.raising.partition_point(|&cue| cue < from);
        self.raising.get(next).is_some_and(|&cue| cue <= at + self.engine.plan.cue_after)
    }

    fn led_number(&mut self, at: usize) {
        let engine = self.engine;
        let before = at.checked_sub(1).map(|before| usize::from(self.text.as_bytes()[before]));
        if before.is_some_and(|before| engine.plan.number_leads_end[before]) {
            for &verifier in &engine.plan.number_led {
                self.led(verifier, at);
            }
        }
    }

    fn led(&mut self, verifier: u32, at: usize) {
        let verifier = &self.engine.verifiers[verifier as usize];
        let judge = &self.engine.judges[verifier.rule as usize];
        let found = verifier.confirm_led(judge, self.scene(), at);
        self.out.extend(found);
    }

    fn scene(&self) -> Scene<'_> {
        Scene { text: self.text, settings: self.settings, cues: &self.cues }
    }

    /// Runs a family's automaton from `at` and confirms what it matches.
    fn walk(&mut self, family: usize, at: usize) {
        let engine = self.engine;
        let Some(Family { automaton, verifiers, reach }) = &engine.plan.families[family] else { return };
        let scratch = self.scratches[family].get_or_insert_with(|| automaton.scratch());
        let bytes = self.text.as_bytes();
        let matches = &mut self.matches;
        matches.clear();
        automaton.walk(scratch, bytes, at, bytes.len().min(at + reach), |pattern, end| {
            matches.push((pattern, end));
        });
        if matches.len() > 1 {
            matches.sort_unstable();
        }
        let matches = std::mem::take(&mut self.matches);
        for group in matches.chunk_by(|a, b| a.0 == b.0) {
            let verifier = &engine.verifiers[verifiers[group[0].0] as usize];
            let ends = group.iter().rev().map(|&(_, end)| end).filter(|end| end - at <= verifier.reach);
            let found = verifier.confirm(&engine.judges[verifier.rule as usize], self.scene(), at, at, ends);
            self.out.extend(found);
        }
        self.matches = matches;
    }
}

/// Whether the keyword, in lower case, stands at `at` in any case.
fn begins_with(bytes: &[u8], at: usize, keyword: &str) -> bool {
    bytes.get(at..at + keyword.len()).is_some_and(|here| here.eq_ignore_ascii_case(keyword.as_bytes()))
}

/// The beginning of the short run of letters and digits right before the one at `at`.
fn run_before(bytes: &[u8], at: usize) -> Option<usize> {
    let word = |byte: &u8| byte.is_ascii_alphanumeric();
    let gap = bytes[..at].iter().rev().take(GAP + 1).position(word)?;
    let end = at - gap;
    let length = bytes[..end].iter().rev().take(RUN_BEFORE + 1).take_while(|byte| word(byte)).count();
    (length <= RUN_BEFORE).then(|| end - length)
}
