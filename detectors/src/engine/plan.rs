//! Which places of a text wake which patterns: made once from the facts of every pattern, when a set of rules is built.
//!
//! Keyword patterns wait for a word; patterns with a lead and no keyword for a number; all others, and keywords that
//! begin with a sign, are columns that are asked where a token with a digit or a sign begins.

use super::columns::Columns;
use super::gate::{Gate, Hint};
use super::led::{LedNumbers, MOST};
use super::skim::Signs;
use super::words::{Opening, Openings, Words};
use crate::context::cues::CueSet;
use crate::entity::Entity;
use crate::pattern::behind::Behind;
use crate::pattern::rows::{BYTE, Rows};
use crate::pattern::{Bytes, Facts};
use crate::rule::{Pattern, Rule};
use crate::settings::PERSONAL_DATE;
use crate::verify::Judge;

/// The lowest threshold at which the division into sure and hinted patterns holds.
pub(super) const SURE: f32 = 0.5;

/// Which places of a text wake which patterns.
pub(super) struct Plan {
    pub(super) signs: Signs,
    pub(super) words: Words,
    pub(super) columns: Columns,
    pub(super) gate: Gate,
    pub(super) led: LedNumbers,
}

/// A plan on its way: every pattern is shown to it with its facts.
#[derive(Default)]
pub(super) struct Draft {
    openings: Openings,
    columns: Vec<(u32, Rows)>,
    led: Vec<(u32, Behind, Rows)>,
    /// Of every verifier.
    longest: Vec<usize>,
}

impl Draft {
    /// Takes in the next pattern.
    ///
    /// # Errors
    /// When it begins where no place could wake it.
    pub(super) fn add(&mut self, pattern: &Pattern, facts: &Facts) -> Result<(), String> {
        let verifier = u32::try_from(self.longest.len()).expect("fewer patterns than that");
        self.longest.push(facts.longest.min(pattern.reach));
        let mut by_sign = pattern.keywords.is_empty();
        for (keyword, next) in pattern.keywords.iter().zip(&facts.next) {
            if *next == Bytes::NONE {
                // A keyword of the rule's other patterns.
                continue;
            }
            if keyword.starts_with(|first: char| first.is_ascii_alphabetic()) {
                let letters = keyword.bytes().all(|byte| byte.is_ascii_alphabetic());
                let more = (0..=255).any(|byte: u8| byte.is_ascii_alphabetic() && next.holds(byte));
                let goes_on = (letters && more).then_some(*next);
                let end = u32::try_from(keyword.len()).expect("a keyword is short");
                let next = self.openings.next(next);
                self.openings.add(keyword, goes_on, Opening::Keyword { verifier, end, next });
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
        self.columns.push((verifier, rows.clone()));
        Ok(())
    }

    /// The plan, with the cues of the rules; `verifiers` names the rule of each.
    pub(super) fn complete(mut self, cues: &CueSet, judges: &[Judge], rules: &[u32]) -> Plan {
        for (number, text, before, open) in cues.proposals() {
            let letters = text.bytes().all(|byte| byte.is_ascii_alphabetic());
            let goes_on = (open && letters).then_some(Bytes::ALL);
            let before = u32::try_from(before).expect("a cue is short");
            self.openings.add(text, goes_on, Opening::Cue { number, before });
        }
        let hints: Vec<Option<Hint>> = rules
            .iter()
            .zip(&self.longest)
            .map(|(&rule, &longest)| hint(&judges[rule as usize], longest))
            .collect();
        // The columns that are always asked stand together, so that the others cost nothing where no cue is.
        self.columns.sort_by_key(|(verifier, _)| hints[*verifier as usize].is_some());
        let sure = self.columns.iter().filter(|(verifier, _)| hints[*verifier as usize].is_none()).count();
        let columns = Columns::new(self.columns.iter().map(|(verifier, rows)| (*verifier, rows)), sure);
        let signs = self.columns.iter().flat_map(|(_, rows)| {
            (0..=255_u8).filter(|&byte| !byte.is_ascii_alphanumeric() && rows.holds(BYTE + usize::from(byte)))
        });
        let signs: std::collections::BTreeSet<u8> = signs.collect();
        let led: Vec<(u32, &Behind, &Rows)> =
            self.led.iter().map(|(verifier, behind, rows)| (*verifier, behind, rows)).collect();
        Plan {
            signs: Signs::new(signs.into_iter(), |first, second| columns.may_pair(first, second)),
            words: self.openings.complete(),
            gate: Gate::new(&columns, &hints, cues.count()),
            led: LedNumbers::new(&led),
            columns,
        }
    }
}

/// What a pattern waits for; none when it may count without any cue.
fn hint(judge: &Judge, longest: usize) -> Option<Hint> {
    let context = &judge.rule.context;
    is_hinted(&judge.rule).then(|| Hint {
        cues: judge.raising_cues().collect(),
        before: context.before,
        after: longest + context.after,
    })
}

/// Whether a match of the rule counts only near a cue, or alone, at the thresholds that proxied requests use.
fn is_hinted(rule: &Rule) -> bool {
    let threshold = if rule.entity == Entity::Date { PERSONAL_DATE } else { SURE };
    rule.context.required || rule.scores.plain < threshold
}
