//! Which places of a text wake which patterns: made once from the facts of every pattern, when a set of rules is built.
//!
//! Keyword patterns wait for a word; patterns with a lead and no keyword for a number; all others, and keywords that
//! begin with a sign, are columns that are asked where a token with a digit or a sign begins.

use super::bits::Signs;
use super::columns::{Columns, ROOM};
use super::gate::{Gate, Hint};
use super::led::{LedNumbers, MOST};
use super::words::{Openings, Words};
use crate::context::cues::CueSet;
use crate::entity::Entity;
use crate::pattern::Facts;
use crate::pattern::behind::Behind;
use crate::pattern::rows::{BYTE, LONG_RUN, RUN, Rows};
use crate::rule::{Pattern, Rule};
use crate::settings::PERSONAL_DATE;
use crate::verify::{Judge, LEAD_REACH};

/// The lowest threshold at which the division into sure and hinted patterns holds.
pub(super) const SURE: f32 = 0.5;

/// Which places of a text wake which patterns.
pub(super) struct Plan {
    pub(super) signs: Signs,
    /// Keywords of patterns, and cues.
    pub(super) words: Words,
    /// The most bytes that a cue begins before the word that proposes it.
    pub(super) before: usize,
    pub(super) columns: Columns,
    pub(super) gate: Gate,
    pub(super) led: LedNumbers,
}

/// A plan on its way: every pattern is shown to it with its facts.
#[derive(Default)]
pub(super) struct Draft {
    words: Openings,
    columns: Vec<(u32, Rows)>,
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
    pub(super) fn add(&mut self, pattern: &Pattern, facts: &Facts) -> Result<(), String> {
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
                self.words.add_keyword(keyword, verifier, next, lead);
            } else {
                by_sign = true;
            }
        }
        match &facts.lead {
            Some((_, behind)) if pattern.keywords.is_empty() => {
                self.add_led(verifier, behind, &facts.rows)?;
            }
            _ if by_sign => {
                self.add_column(verifier, pattern, &facts.rows)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn add_led(&mut self, verifier: u32, behind: &Behind, rows: &Rows) -> Result<(), String> {
        if rows.begins_with(|byte| !byte.is_ascii_digit()) {
            return Err("a pattern with a lead must have keywords, or begin with a digit".to_owned());
        }
        if behind.may_be_empty() {
            return Err("the lead of a number must not be empty".to_owned());
        }
        if self.led.len() == MOST {
            return Err(format!("at most {MOST} patterns may have a lead and no keyword"));
        }
        self.led.push((verifier, behind.clone(), rows.clone()));
        Ok(())
    }

    fn add_column(&mut self, verifier: u32, pattern: &Pattern, rows: &Rows) -> Result<(), String> {
        if pattern.keywords.is_empty() && rows.begins_with(|byte| !byte.is_ascii()) {
            return Err("a pattern must begin with an ASCII byte, or have keywords".to_owned());
        }
        if self.columns.len() == ROOM {
            return Err(format!("at most {ROOM} patterns may begin with no keyword of letters"));
        }
        self.columns.push((verifier, rows.clone()));
        Ok(())
    }

    /// The plan, with the cues of the rules; `verifiers` names the rule of each.
    pub(super) fn complete(mut self, cues: &CueSet, judges: &[Judge], rules: &[u32]) -> Plan {
        let mut before = 0;
        for (number, text, first, open) in cues.proposals() {
            before = before.max(first);
            self.words.add_cue(text, number, u32::try_from(first).expect("a cue is short"), open);
        }
        let hint = |verifier: usize| {
            hint(&judges[rules[verifier] as usize], self.longest[verifier], self.lead[verifier])
        };
        let hints: Vec<Option<Hint>> = (0..rules.len()).map(hint).collect();
        // Columns that begin alike stand together, so that a place looks into few words.
        self.columns.sort_by_cached_key(|(_, rows)| (kind(rows), runs(rows)));
        let all = self.columns.iter().map(|(verifier, rows)| (*verifier, rows));
        let (waiting, sure): (Vec<_>, Vec<_>) =
            all.partition(|(verifier, _)| hints[*verifier as usize].is_some());
        let columns = Columns::new(&sure, &waiting);
        let signs = self.columns.iter().flat_map(|(_, rows)| {
            (0..=255_u8).filter(|&byte| !byte.is_ascii_alphanumeric() && rows.holds(BYTE + usize::from(byte)))
        });
        let signs: std::collections::BTreeSet<u8> = signs.collect();
        let led: Vec<(u32, &Behind, &Rows)> =
            self.led.iter().map(|(verifier, behind, rows)| (*verifier, behind, rows)).collect();
        Plan {
            signs: Signs::new(signs.into_iter(), |first, second| columns.may_pair(first, second)),
            words: self.words.complete(),
            before,
            gate: Gate::new(&columns, &hints, cues.count()),
            led: LedNumbers::new(&led),
            columns,
        }
    }
}

/// Whether a match can begin with a letter, a digit, a sign.
fn kind(rows: &Rows) -> [bool; 3] {
    [u8::is_ascii_alphabetic, u8::is_ascii_digit, u8::is_ascii_punctuation]
        .map(|test: fn(&u8) -> bool| rows.begins_with(|byte| test(&byte)))
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
        after: longest + context.after,
    })
}

/// Whether a match of the rule counts only near a cue, or alone, at the thresholds that proxied requests use.
fn is_hinted(rule: &Rule) -> bool {
    let threshold = if rule.entity == Entity::Date { PERSONAL_DATE } else { SURE };
    rule.context.required || rule.scores.plain < threshold
}
