//! Sorts the patterns of a set into families by how a match begins, once, when the set is built.
//!
//! Keyword patterns wait for a word or sign; patterns with a lead too, or for a number; sign patterns for their sign;
//! all others for a token with a digit. Among these, the ones that can count without any cue are apart from those
//! that need one, so that the second kind costs nothing where no cue is near.

use std::collections::BTreeMap;

use super::shape::Shapes;
use super::skim::Alphabet;
use super::words::{KEY, Opening, Target, Words, key_of};
use crate::automaton::Automaton;
use crate::context::cues::CueSet;
use crate::entity::Entity;
use crate::rule::{Pattern, Rule, RuleError};
use crate::settings::PERSONAL_DATE;
use crate::verify::Judge;

/// Index of each family.
pub(super) const SURE_TOKENS: usize = 0;
pub(super) const HINTED_TOKENS: usize = 1;
pub(super) const SIGNED: usize = 2;
const KEYED: usize = 3;
const KEYED_LONG: usize = 4;
pub(super) const FAMILIES: usize = 5;

/// The lowest threshold at which the division into sure and hinted patterns holds.
pub(super) const SURE: f32 = 0.5;
/// Keyword patterns that reach farther than this are walked apart.
const LONG: usize = 1024;

/// One automaton and whose patterns it holds.
pub(super) struct Family {
    pub(super) automaton: Automaton,
    /// Verifier of each pattern.
    pub(super) verifiers: Vec<u32>,
    /// The farthest any of its patterns may reach.
    pub(super) reach: usize,
}

/// What can begin with one sign.
pub(super) struct Sign {
    /// The second bytes with which a sign pattern can go on.
    pub(super) next: [bool; 256],
    pub(super) keywords: Vec<SignKeyword>,
}

/// A keyword that begins with a sign.
pub(super) struct SignKeyword {
    pub(super) text: Box<str>,
    pub(super) target: Target,
    /// The bytes that may follow it in a match.
    pub(super) next: [bool; 256],
}

/// Which places of a text wake which patterns.
pub(super) struct Plan {
    pub(super) families: [Option<Family>; FAMILIES],
    pub(super) alphabet: Alphabet,
    pub(super) words: Words,
    pub(super) sure: Shapes,
    pub(super) hinted: Shapes,
    /// Verifiers of patterns with a lead that begin with a digit, and the bytes their leads can end with.
    pub(super) number_led: Vec<u32>,
    pub(super) number_leads_end: [bool; 256],
    /// Of each cue, whether any rule is raised by it.
    pub(super) raises: Vec<bool>,
    /// How far before and after the beginning of a match a raising cue may stand.
    pub(super) cue_before: usize,
    pub(super) cue_after: usize,
    signs: BTreeMap<u8, Sign>,
    sign_index: [bool; 256],
    keyed: BTreeMap<u32, Vec<Opening>>,
}

/// A pattern with its position among the verifiers.
type Numbered<'a> = (u32, &'a Rule, &'a Pattern);

impl Plan {
    /// # Errors
    /// The first rule whose pattern does not compile, or begins where no family can find it.
    pub(super) fn new(rules: &[Rule]) -> Result<Self, RuleError> {
        let patterns = rules.iter().flat_map(|rule| rule.patterns.iter().map(move |pattern| (rule, pattern)));
        let numbered: Vec<Numbered<'_>> =
            (0..).zip(patterns).map(|(n, (rule, pattern))| (n, rule, pattern)).collect();
        let mut sorted: [Vec<Numbered<'_>>; FAMILIES] = Default::default();
        let mut plan = Self::empty();
        for &(number, rule, pattern) in &numbered {
            for family in plan.place(number, rule, pattern)? {
                sorted[family].push((number, rule, pattern));
            }
        }
        for (index, members) in sorted.iter().enumerate() {
            plan.families[index] = family(members)?;
        }
        plan.sure = shapes(&sorted[SURE_TOKENS])?;
        plan.hinted = shapes(&sorted[HINTED_TOKENS])?;
        plan.sign_patterns();
        plan.reach_of_cues(rules);
        Ok(plan)
    }

    fn empty() -> Self {
        Self {
            families: [const { None }; FAMILIES],
            alphabet: Alphabet::new(std::iter::empty()),
            words: Words::new(&BTreeMap::new()),
            sure: Shapes::none(),
            hinted: Shapes::none(),
            number_led: Vec::new(),
            number_leads_end: [false; 256],
            raises: Vec::new(),
            cue_before: 0,
            cue_after: 0,
            signs: BTreeMap::new(),
            sign_index: [false; 256],
            keyed: BTreeMap::new(),
        }
    }

    /// Adds the cues to the words, and closes the plan.
    pub(super) fn with_cues(mut self, cues: &CueSet, judges: &[Judge]) -> Self {
        for (number, text, before, open) in cues.proposals() {
            let (key, cut) = key_of(text);
            let opening = Opening::Cue { number, before };
            if cut && open {
                for key in continued(key) {
                    self.keyed.entry(key).or_default().push(opening.clone());
                }
            }
            self.keyed.entry(key).or_default().push(opening);
        }
        self.words = Words::new(&self.keyed);
        self.keyed = BTreeMap::new();
        self.alphabet = Alphabet::new(self.signs.keys().copied());
        self.sign_index =
            std::array::from_fn(|byte| self.signs.keys().any(|&sign| usize::from(sign) == byte));
        self.raises = cues.among(judges.iter().flat_map(Judge::raising_cues));
        self
    }

    /// What begins with this sign.
    pub(super) fn sign(&self, byte: u8) -> Option<&Sign> {
        self.sign_index[usize::from(byte)].then(|| self.signs.get(&byte)).flatten()
    }

    /// The families of a pattern; none when it is found by its lead.
    fn place(&mut self, number: u32, rule: &Rule, pattern: &Pattern) -> Result<Vec<usize>, RuleError> {
        let refuse = |reason: String| RuleError::new(rule.id.as_str(), reason);
        let alone = Automaton::forward(&[&pattern.text]).map_err(refuse)?;
        let first = alone.first_bytes();
        if let Some(lead) = &pattern.lead {
            let lead = Automaton::backward(&[lead]).map_err(refuse)?;
            self.place_led(number, pattern, &alone, &lead, &first).map_err(refuse)?;
            return Ok(Vec::new());
        }
        if !pattern.keywords.is_empty() {
            let family = if pattern.reach > LONG { KEYED_LONG } else { KEYED };
            self.keywords(pattern, &alone, Target::Family(family));
            return Ok(vec![family]);
        }
        let begins = |test: fn(&u8) -> bool| (0..=255_u8).any(|byte| first[usize::from(byte)] && test(&byte));
        if begins(|byte| !byte.is_ascii()) {
            return Err(refuse("a pattern must begin with an ASCII byte, or have keywords".to_owned()));
        }
        let mut families = Vec::new();
        if begins(u8::is_ascii_alphanumeric) {
            families.push(if is_hinted(rule) { HINTED_TOKENS } else { SURE_TOKENS });
        }
        if begins(|byte| !byte.is_ascii_alphanumeric()) {
            self.sign_bytes(&first);
            families.push(SIGNED);
        }
        Ok(families)
    }

    fn place_led(
        &mut self,
        number: u32,
        pattern: &Pattern,
        alone: &Automaton,
        lead: &Automaton,
        first: &[bool; 256],
    ) -> Result<(), String> {
        if !pattern.keywords.is_empty() {
            self.keywords(pattern, alone, Target::Led(number));
            return Ok(());
        }
        if (0..=255_u8).any(|byte| first[usize::from(byte)] && !byte.is_ascii_digit()) {
            return Err("a pattern with a lead must have keywords, or begin with a digit".to_owned());
        }
        let ends = lead.last_bytes().ok_or("the lead of a number must not be empty")?;
        self.number_led.push(number);
        for (all, one) in self.number_leads_end.iter_mut().zip(ends) {
            *all |= one;
        }
        Ok(())
    }

    fn keywords(&mut self, pattern: &Pattern, alone: &Automaton, target: Target) {
        for keyword in &pattern.keywords {
            let text: Box<str> = keyword.as_str().into();
            let first = keyword.as_bytes()[0];
            if !first.is_ascii_alphabetic() {
                let (lower, upper) =
                    (alone.alive_after(text.as_bytes()), alone.alive_after(text.to_uppercase().as_bytes()));
                let next = std::array::from_fn(|byte| lower[byte] || upper[byte]);
                self.sign_entry(first).keywords.push(SignKeyword { text, target, next });
                continue;
            }
            let (key, cut) = key_of(keyword);
            let opening = Opening::Keyword { text, target };
            let mut keys = vec![key];
            if cut {
                keys.extend(continued(key).filter(|&key| may_continue(alone, key)));
            }
            for key in keys {
                self.keyed.entry(key).or_default().push(opening.clone());
            }
        }
    }

    fn sign_entry(&mut self, byte: u8) -> &mut Sign {
        self.signs.entry(byte).or_insert_with(|| Sign { next: [false; 256], keywords: Vec::new() })
    }

    fn sign_bytes(&mut self, first: &[bool; 256]) {
        for byte in (0..=255_u8).filter(|&byte| first[usize::from(byte)] && !byte.is_ascii_alphanumeric()) {
            self.sign_entry(byte);
        }
    }

    /// Learns which bytes can follow each sign in the patterns that begin with one.
    fn sign_patterns(&mut self) {
        let Some(Family { automaton, .. }) = &self.families[SIGNED] else { return };
        let first = automaton.first_bytes();
        for (&byte, sign) in self.signs.iter_mut().filter(|(byte, _)| first[usize::from(**byte)]) {
            sign.next = automaton.alive_after(&[byte]);
        }
    }

    fn reach_of_cues(&mut self, rules: &[Rule]) {
        let hinted: Vec<&Rule> = rules.iter().filter(|rule| is_hinted(rule)).collect();
        let reach = |rule: &&Rule| rule.patterns.iter().map(|pattern| pattern.reach).max().unwrap_or(0);
        self.cue_before = hinted.iter().map(|rule| rule.context.before).max().unwrap_or(0);
        self.cue_after = hinted.iter().map(|rule| rule.context.after + reach(rule)).max().unwrap_or(0);
    }
}

/// Whether a match of the rule counts only near a cue, or alone, at the thresholds that proxied requests use.
fn is_hinted(rule: &Rule) -> bool {
    let threshold = if rule.entity == Entity::Date { PERSONAL_DATE } else { SURE };
    rule.context.required || rule.scores.plain < threshold
}

fn family(members: &[Numbered<'_>]) -> Result<Option<Family>, RuleError> {
    if members.is_empty() {
        return Ok(None);
    }
    let texts: Vec<&str> = members.iter().map(|(_, _, pattern)| pattern.text.as_str()).collect();
    let automaton = Automaton::forward(&texts).map_err(|reason| RuleError::new("all", reason))?;
    let reach = members.iter().map(|(_, _, pattern)| pattern.reach).max().unwrap_or(0);
    Ok(Some(Family { automaton, verifiers: members.iter().map(|member| member.0).collect(), reach }))
}

fn shapes(members: &[Numbered<'_>]) -> Result<Shapes, RuleError> {
    let texts: Vec<&str> = members.iter().map(|(_, _, pattern)| pattern.text.as_str()).collect();
    Shapes::new(&texts).map_err(|reason| RuleError::new("all", reason))
}

/// Every key that goes on from one with fewer letters than a key has.
fn continued(key: u32) -> impl Iterator<Item = u32> {
    let letters = KEY - key.leading_zeros() as usize / 8;
    let longer =
        move |key: u32, letters: usize| (b'a'..=b'z').map(move |next| key | u32::from(next) << (8 * letters));
    let one: Vec<u32> = longer(key, letters).collect();
    let two: Vec<u32> = if letters + 1 < KEY {
        one.iter().flat_map(|&key| longer(key, letters + 1)).collect()
    } else {
        Vec::new()
    };
    let three = if letters + 2 < KEY {
        two.iter().flat_map(|&key| longer(key, letters + 2)).collect()
    } else {
        Vec::new()
    };
    one.into_iter().chain(two).chain(three)
}

/// Whether a match of the pattern can begin with the key's letters, in some case.
fn may_continue(pattern: &Automaton, key: u32) -> bool {
    let bytes = key.to_le_bytes();
    let letters: Vec<u8> = bytes.into_iter().filter(|&byte| byte != 0).collect();
    pattern.can_begin_folded(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_keys_go_on() {
        let keys: Vec<u32> = continued(key_of("tel").0).collect();
        assert_eq!(keys.len(), 26);
        assert!(keys.contains(&key_of("tele").0));
        assert_eq!(continued(key_of("sk").0).count(), 26 + 26 * 26);
        let pattern = Automaton::forward(&["(?i:tel)efon"]).expect("a valid pattern");
        assert!(may_continue(&pattern, key_of("tele").0) && !may_continue(&pattern, key_of("tell").0));
    }
}
