//! Which places of a text wake which patterns: made once from the facts of every pattern, when a set of rules is built.
//!
//! Keyword patterns wait for a word; patterns with a lead and no keyword for a number; all others, and keywords that
//! begin with a sign, are columns that are asked where a token with a digit or a sign begins.

use super::bits::Signs;
use super::columns::{Column, Columns, Left};
use super::gate::{Gate, Hint};
use super::keywords::{self, Keywords};
use super::led::{LedNumbers, MOST};
use super::letters::{Kind, Letters};
use super::matrix::{ROOM, WORD};
use super::words::{Openings, Words};
use crate::boundary::Boundary;
use crate::context::NAMED;
use crate::context::cues::CueSet;
use crate::entity::Entity;
use crate::pattern::behind::Behind;
use crate::pattern::keyword::After;
use crate::pattern::rows::{LONG_RUN, RUN, Rows};
use crate::pattern::{Bytes, Facts};
use crate::rule::{Pattern, Rule};
use crate::settings::PERSONAL_DATE;
use crate::verify::{Judge, LEAD_REACH};

/// The lowest threshold at which the division into sure and hinted patterns holds.
pub(super) const SURE: f32 = 0.5;

/// Which places of a text wake which patterns.
pub(super) struct Plan {
    pub(super) signs: Signs,
    /// Words that may be a keyword of a pattern, or a cue.
    pub(super) letters: Letters,
    pub(super) keywords: Keywords,
    pub(super) cues: Words,
    /// The most bytes that a cue begins before the word that proposes it.
    pub(super) before: usize,
    pub(super) columns: Columns,
    pub(super) gate: Gate,
    pub(super) led: LedNumbers,
}

/// A plan on its way: every pattern is shown to it with its facts.
#[derive(Default)]
pub(super) struct Draft {
    letters: Letters,
    keywords: keywords::Draft,
    /// Verifier, one way to begin, and what must stand before it.
    columns: Vec<(u32, Rows, Left)>,
    led: Vec<(u32, Behind, Rows)>,
    /// Of every verifier.
    longest: Vec<usize>,
    /// Of every verifier, how far before a place its match may begin.
    lead: Vec<usize>,
}

impl Draft {
    /// Takes in the next pattern.
    ///
    /// # Errors
    /// When it begins where no place could wake it.
    pub(super) fn add(&mut self, pattern: &Pattern, facts: &Facts, boundary: Boundary) -> Result<(), String> {
        let verifier = u32::try_from(self.longest.len()).expect("fewer patterns than that");
        self.longest.push(facts.longest.min(pattern.reach));
        self.lead.push(if facts.lead.is_some() { LEAD_REACH } else { 0 });
        let mut by_sign = pattern.keywords.is_empty();
        for (keyword, next) in pattern.keywords.iter().zip(&facts.next) {
            if next.is_never() {
                // A keyword of the rule's other patterns.
                continue;
            }
            if keyword.starts_with(|first: char| first.is_ascii_alphabetic()) {
                let lead = facts.lead.as_ref().map(|(_, behind)| behind);
                self.keywords.add(&mut self.letters, keyword, verifier, next, lead);
            } else {
                by_sign = true;
            }
        }
        match &facts.lead {
            Some((_, behind)) if pattern.keywords.is_empty() => {
                self.add_led(verifier, behind, Rows::common(&facts.rows))?;
            }
            _ if by_sign => {
                let lead = facts.lead.as_ref().map(|(_, behind)| Left::Lead(behind.clone()));
                let left = lead.unwrap_or(Left::Boundary(boundary));
                self.add_column(verifier, pattern, &facts.rows, &left)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn add_led(&mut self, verifier: u32, behind: &Behind, rows: Rows) -> Result<(), String> {
        if rows.first().meet(&Bytes::of(|byte| !byte.is_ascii_digit())) {
            return Err("a pattern with a lead must have keywords, or begin with a digit".to_owned());
        }
        if behind.may_be_empty() {
            return Err("the lead of a number must not be empty".to_owned());
        }
        if self.led.len() == MOST {
            return Err(format!("at most {MOST} patterns may have a lead and no keyword"));
        }
        self.led.push((verifier, behind.clone(), rows));
        Ok(())
    }

    fn add_column(
        &mut self,
        verifier: u32,
        pattern: &Pattern,
        ways: &[Rows],
        left: &Left,
    ) -> Result<(), String> {
        let beyond = Bytes::of(|byte| !byte.is_ascii());
        if pattern.keywords.is_empty() && ways.iter().any(|rows| rows.first().meet(&beyond)) {
            return Err("a pattern must begin with an ASCII byte, or have keywords".to_owned());
        }
        // A word may stay half empty between those that wait for a cue, near or farther away, and the others.
        if self.columns.len() + ways.len() + 2 * WORD > ROOM {
            return Err(format!(
                "patterns that begin with no keyword of letters begin in more than {ROOM} ways"
            ));
        }
        self.columns.extend(ways.iter().map(|rows| (verifier, rows.clone(), left.clone())));
        Ok(())
    }

    /// The plan, with the cues of the rules; `verifiers` names the rule of each.
    pub(super) fn complete(mut self, cues: &CueSet, judges: &[Judge], rules: &[u32]) -> Plan {
        let mut before = 0;
        let mut words = Openings::new(Kind::Cue);
        for (number, (head, text), open) in cues.proposals() {
            before = before.max(head.len());
            let goes_on = open && text.bytes().all(|byte| byte.is_ascii_alphabetic());
            words.add(&mut self.letters, (head, text), (&After::ALL, goes_on), number);
        }
        let hint = |verifier: usize| {
            hint(&judges[rules[verifier] as usize], self.longest[verifier], self.lead[verifier])
        };
        let hints: Vec<Option<Hint>> = (0..rules.len()).map(hint).collect();
        // Columns that begin alike stand together, so that a place looks into few words.
        let kinds = [u8::is_ascii_alphabetic, u8::is_ascii_digit, u8::is_ascii_punctuation]
            .map(|test: fn(&u8) -> bool| Bytes::of(|byte| test(&byte)));
        let kind = |rows: &Rows| kinds.map(|kind| rows.first().meet(&kind));
        self.columns.sort_by_cached_key(|(_, rows, _)| (kind(rows), runs(rows)));
        let all = self.columns.iter();
        let all = all.map(|(verifier, rows, left)| Column { verifier: *verifier, rows, left });
        let (waiting, sure): (Vec<_>, Vec<_>) =
            all.partition(|column| hints[column.verifier as usize].is_some());
        let is_far = |column: &Column<'_>| hints[column.verifier as usize].as_ref().is_some_and(Hint::is_far);
        let (far, near): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_far);
        let columns = Columns::new([&sure, &near, &far]);
        let first: Vec<Bytes> = self.columns.iter().map(|(_, rows, _)| rows.first()).collect();
        let is_sign =
            |byte: &u8| !byte.is_ascii_alphanumeric() && first.iter().any(|first| first.holds(*byte));
        let signs = Signs::new((0..=255).filter(is_sign));
        let led: Vec<(u32, &Behind, &Rows)> =
            self.led.iter().map(|(verifier, behind, rows)| (*verifier, behind, rows)).collect();
        Plan {
            signs,
            letters: self.letters,
            keywords: self.keywords.complete(),
            cues: words.complete(),
            before,
            gate: Gate::new(&columns, &hints, cues.count()),
            led: LedNumbers::new(&led),
            columns,
        }
    }
}

/// How long the first run can be, a bit per length.
fn runs(rows: &Rows) -> u32 {
    (0..=LONG_RUN).filter(|&run| rows.holds(RUN + run)).map(|run| 1_u32 << run).sum()
}

/// What a pattern waits for; none when it may count without any cue.
fn hint(judge: &Judge, longest: usize, lead: usize) -> Option<Hint> {
    let context = &judge.rule.context;
    is_hinted(&judge.rule).then(|| Hint {
        cues: judge.raising_cues().collect(),
        before: context.before + lead,
        after: longest + context.after.max(NAMED),
    })
}

/// Whether a match of the rule counts only near a cue, or alone, at the thresholds that proxied requests use.
fn is_hinted(rule: &Rule) -> bool {
    let threshold = if rule.entity == Entity::Date { PERSONAL_DATE } else { SURE };
    rule.context.required || rule.scores.plain < threshold
}
