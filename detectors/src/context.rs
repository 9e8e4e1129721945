//! Scores a match by the words around it: cue words raise, or are required; negative ones lower.
//!
//! Cue words are found in the engine's one pass over the text ([`cues`] knows them all); here they are only weighed,
//! so the cost follows the number of finds, not the length of the text. The cue nearest to the value decides; one
//! before the value counts as nearer than one after.

use std::cmp::Reverse;
use std::sync::Arc;

use allonym_tagger::lines::SEPARATORS;
use memchr::{memchr, memchr_iter, memrchr};

use crate::detection::Span;
use crate::settings::{Language, Settings};

pub(crate) mod cues;
mod spelled;
mod spelling;
mod word;

pub(crate) use self::spelling::unaccented;

use cues::{CueHit, CueSet};

/// The cue words of one rule and how far they reach.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context {
    /// Without a raising cue there is no detection at all.
    pub(crate) required: bool,
    /// How many bytes before the value are looked at.
    pub(crate) before: usize,
    /// How many bytes after the value are looked at.
    pub(crate) after: usize,
    /// Its own.
    pub(crate) cues: Vec<Cue>,
    /// Those that it shares with other rules.
    pub(crate) lists: Vec<&'static CueList>,
}

impl Context {
    /// Its own cues, and those of its lists.
    pub(crate) fn all_cues(&self) -> impl Iterator<Item = &Cue> {
        self.cues.iter().chain(self.lists.iter().flat_map(|list| &list.0))
    }
}

/// Cues that many rules share.
#[derive(Debug)]
pub(crate) struct CueList(pub(crate) Vec<Cue>);

/// One cue as a rule names it: lower-case words.
#[derive(Debug, Clone)]
pub(crate) struct Cue {
    pub(crate) text: String,
    /// Written with a trailing `*`: the word may go on.
    pub(crate) open: bool,
    pub(crate) effect: Effect,
    pub(crate) language: Language,
}

/// What the surroundings say about a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effect {
    Lowers,
    Raises,
}

/// A rule's context, its cues numbered as in the set.
#[derive(Debug)]
pub(crate) struct Ear {
    before: usize,
    after: usize,
    /// Its own, and those of each of its lists; each sorted by cue.
    known: Box<[Arc<[Known]>]>,
}

/// A cue by its number, and what it does.
type Known = (u32, Effect, Language);

/// A cue after the value must be this many bytes nearer than one before it.
const AFTER_PENALTY: usize = 12;

/// How far behind a value the word for it may end when a verb or a bracket says that it is one: `… is my passport
/// number`.
pub(crate) const NAMED: usize = 40;

/// The verb or word between a value and what it is.
const IS: [&str; 14] =
    ["is", "was", "as", "ist", "war", "als", "est", "comme", "es", "como", "è", "come", "é", "jest"];

/// Whether what stands behind a value says what it is: `… is my`, `… (`.
fn is_named_behind(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['"', '\'', '`', '*', '»', '”', ')', ']']);
    rest.strip_prefix(' ').is_some_and(|rest| {
        rest.starts_with('(') || rest.split(' ').next().is_some_and(|word| IS.contains(&word))
    })
}

/// How questions begin that name a value behind it, and whose it is said to be: `Is … your passport number?`
const ASKS: [&str; 9] = ["is", "was", "are", "ist", "war", "est-ce", "es", "è", "é"];
const WHOSE: [&str; 22] = [
    "a", "an", "the", "my", "your", "his", "her", "our", "their", "deine", "meine", "ihre", "seine", "die",
    "votre", "ton", "son", "su", "tu", "el", "il", "la",
];

/// Whether a question names the value behind it.
fn is_asked(before: &str, rest: &str) -> bool {
    let quotes: &[char] = &['"', '\'', '`', '“', '”', '„', '«', '»'];
    let (before, rest) = (before.trim_end_matches(quotes), rest.trim_start_matches(quotes));
    let begins = |rest: &str, word: &str| {
        let (first, after) = rest.split_at_checked(word.len()).unwrap_or_default();
        first.eq_ignore_ascii_case(word) && after.starts_with(' ')
    };
    let ends = |before: &str, word: &str| {
        let (outer, last) =
            before.split_at_checked(before.len().saturating_sub(word.len())).unwrap_or_default();
        last.eq_ignore_ascii_case(word) && !outer.ends_with(char::is_alphanumeric)
    };
    rest.strip_prefix(' ').is_some_and(|rest| WHOSE.iter().any(|word| begins(rest, word)))
        && before.strip_suffix(' ').is_some_and(|before| ASKS.iter().any(|word| ends(before, word)))
}

/// Whether what stands between a cue and a value is no more than the rest of a label, its colon and an empty line: `NHS number:`,
/// and the number two lines below.
fn is_announced(between: &str) -> bool {
    /// The most that the label goes on for: ` number`, `-Nummer`.
    const LABEL: usize = 10;
    between.split_once(':').is_some_and(|(label, rest)| {
        let blank = rest.trim_matches(['*', '_', ' ', '\t', '\n', '-', '`', '"', '•']).is_empty();
        label.len() <= LABEL && !label.contains('\n') && blank && !rest.contains("\n\n\n")
    })
}

/// Whether what a cue speaks of stands behind it in its own line, so that it says nothing of the next: `Safari/537.36\"`, and a
/// client's address below.
fn ends_with_its_line(between: &str) -> bool {
    between.split_once('\n').is_some_and(|(own, _)| own.contains(|c: char| c.is_ascii_digit()))
}

/// Whether a cue stands above a value in a row of cells, and heads another column than the value's: `id;name;plz` above `1001;Roe;72074`.
fn heads_another(text: &str, cue: &CueHit, value: Span) -> bool {
    /// The longest line that is looked at, in bytes on either side.
    const LONGEST: usize = 256;
    let (bytes, between) = (text.as_bytes(), &text.as_bytes()[cue.end..value.start]);
    let (Some(end), Some(last)) = (memchr(b'\n', between), memrchr(b'\n', between)) else { return false };
    let before = &bytes[cue.start.saturating_sub(LONGEST)..cue.start];
    let behind = &bytes[value.end..bytes.len().min(value.end + LONGEST)];
    let before = &before[memrchr(b'\n', before).map_or(0, |end| end + 1)..];
    let behind = &behind[..memchr(b'\n', behind).unwrap_or(behind.len())];
    SEPARATORS.iter().any(|&(separator, least)| {
        let count = |part: &[u8]| memchr_iter(separator, part).count();
        let (left, above) = (count(before), count(&between[..end]));
        let (below, right) = (count(&between[last..]), count(behind));
        left + above >= least && left + above == below + right && left != below
    })
}

/// Nearness of a cue: distance, then the longer cue, then the lowering one.
type Nearness = (usize, Reverse<usize>, Effect);

impl Ear {
    /// Numbers the cues of a rule, adding new ones to the set.
    pub(crate) fn new(context: &Context, set: &mut CueSet) -> Self {
        let mut known = vec![set.numbered(&context.cues)];
        known.extend(context.lists.iter().map(|list| set.list(list)));
        known.retain(|known| !known.is_empty());
        Self { before: context.before, after: context.after, known: known.into() }
    }

    /// Whether no cue matters.
    pub(crate) fn is_deaf(&self) -> bool {
        self.known.is_empty()
    }

    /// The cues that raise, by number.
    pub(crate) fn raising(&self) -> impl Iterator<Item = u32> + '_ {
        let all = self.known.iter().flat_map(|known| known.iter());
        all.filter(|known| known.1 == Effect::Raises).map(|known| known.0)
    }

    /// The effect of the nearest cue; none when there is no cue in reach. `hits` are sorted by start.
    pub(crate) fn judge(
        &self,
        hits: &[CueHit],
        text: &str,
        value: Span,
        settings: &Settings,
    ) -> Option<Effect> {
        if self.known.is_empty() || hits.is_empty() {
            return None;
        }
        let before = self.nearest_before(hits, text, value, settings);
        let after = self.nearest_after(hits, text, value, settings);
        before.into_iter().chain(after).min().map(|nearness| nearness.2)
    }

    /// The cue that decides, and its effect: for explanations.
    pub(crate) fn decisive(
        &self,
        hits: &[CueHit],
        text: &str,
        value: Span,
        settings: &Settings,
    ) -> Option<(CueHit, Effect)> {
        let nearness = |hit: &CueHit| {
            let alone = std::slice::from_ref(hit);
            let before = self.nearest_before(alone, text, value, settings);
            let near = before.into_iter().chain(self.nearest_after(alone, text, value, settings)).min();
            near.map(|nearness| (nearness, *hit))
        };
        hits.iter().filter_map(nearness).min().map(|(nearness, hit)| (hit, nearness.2))
    }

    fn nearest_before(
        &self,
        hits: &[CueHit],
        text: &str,
        value: Span,
        settings: &Settings,
    ) -> Option<Nearness> {
        let from = value.start.saturating_sub(self.before);
        let end = hits.partition_point(|hit| hit.start < value.start);
        let near =
            hits[..end].iter().rev().take_while(|hit| hit.start >= from).filter(|hit| hit.end <= value.start);
        let nearness = |hit: &CueHit| self.weigh(hit, value.start - hit.end, settings);
        let holds = |hit: &CueHit, found: &Nearness| match found.2 {
            Effect::Raises => !heads_another(text, hit, value),
            Effect::Lowers => !ends_with_its_line(&text[hit.end..value.start]),
        };
        let nearest = near
            .filter_map(|hit| nearness(hit).map(|found| (found, hit)))
            .filter(|(found, hit)| holds(hit, found))
            .map(|(found, hit)| (found, hit.end))
            .min();
        let (found, cue_end) = nearest?;
        let between = &text[cue_end..value.start];
        (!between.contains("\n\n") || is_announced(between)).then_some(found)
    }

    fn nearest_after(
        &self,
        hits: &[CueHit],
        text: &str,
        value: Span,
        settings: &Settings,
    ) -> Option<Nearness> {
        let first = hits.partition_point(|hit| hit.start < value.end);
        let (before, rest) = (&text[..value.start], &text[value.end..]);
        let is_named = is_named_behind(rest) || is_asked(before, rest);
        let reach = self.after.max(if is_named { NAMED } else { 0 });
        let near = hits[first..].iter().take_while(|hit| hit.end <= value.end + reach);
        let nearness = |hit: &CueHit| self.weigh(hit, hit.start - value.end + AFTER_PENALTY, settings);
        let nearest = near.filter_map(|hit| nearness(hit).map(|found| (found, hit.start))).min();
        let (found, cue_start) = nearest?;
        let between = &text[value.end..cue_start];
        let ends: &[char] =
            if between.len() > self.after { &['\n', '.', ',', ';', ':', '|'] } else { &['\n'] };
        (!between.contains(ends)).then_some(found)
    }

    fn weigh(&self, hit: &CueHit, distance: usize, settings: &Settings) -> Option<Nearness> {
        let effect = self.known.iter().filter_map(|known| effect(known, hit.cue, settings)).min()?;
        Some((distance, Reverse(hit.end - hit.start), effect))
    }
}

/// What a cue does; none when it is not among the known ones, or not heard.
fn effect(known: &[Known], cue: u32, settings: &Settings) -> Option<Effect> {
    let first = known.partition_point(|known| known.0 < cue);
    let of_cue = known[first..].iter().take_while(|known| known.0 == cue);
    of_cue.filter(|known| settings.hears(known.2)).map(|known| known.1).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(words: &[(&str, Effect)], marked: &str) -> Option<Effect> {
        let start = marked.find('«').expect("a mark");
        let end = marked.find('»').expect("a mark") - '«'.len_utf8();
        let text = marked.replace(['«', '»'], "");
        let cue = |&(word, effect): &(&str, Effect)| Cue {
            text: word.trim_end_matches('*').to_owned(),
            open: word.ends_with('*'),
            effect,
            language: Language::ANY,
        };
        let context =
            Context { before: 30, after: 20, cues: words.iter().map(cue).collect(), ..Context::default() };
        let mut set = CueSet::default();
        let ear = Ear::new(&context, &mut set);
        ear.judge(&set.everywhere(&text), &text, Span { start, end }, &Settings::default())
    }

    #[test]
    fn the_nearest_cue_decides() {
        let cues = [("passport", Effect::Raises), ("order", Effect::Lowers)];
        assert_eq!(judge(&cues, "Passport «12»"), Some(Effect::Raises));
        assert_eq!(judge(&cues, "passport order «12»"), Some(Effect::Lowers));
        assert_eq!(judge(&cues, "order «12» passport"), Some(Effect::Lowers));
        assert_eq!(judge(&cues, "order\n\n«12» passport"), Some(Effect::Raises));
        assert_eq!(judge(&cues, "order\n«12» passport"), Some(Effect::Lowers));
        assert_eq!(judge(&cues, "order 7.1\n«12» passport"), Some(Effect::Raises));
        assert_eq!(judge(&cues, "no;name;passport\n«12»;Roe;34"), None);
        assert_eq!(judge(&cues, "no;passport\n34;56\n«12»;34"), None);
        assert_eq!(judge(&cues, "no;passport\n34;«12»"), Some(Effect::Raises));
        assert_eq!(judge(&cues, "Name, passport\n«12», Roe"), Some(Effect::Raises));
        assert_eq!(judge(&cues, "nothing «12» here"), None);
        assert_eq!(judge(&cues, "a passport that is much too far away «12»"), None);
        assert_eq!(judge(&cues, "«12»\npassport"), None);
        assert_eq!(judge(&cues, "**passport**:\n\n- «12»"), Some(Effect::Raises));
        assert_eq!(judge(&cues, "passport\n\n«12»"), None);
        assert_eq!(judge(&cues, "passport: none\n\n«12»"), None);
        assert_eq!(judge(&cues, "«12» is the number of my old passport"), Some(Effect::Raises));
        assert_eq!(judge(&cues, "«12» as the number of my passport"), Some(Effect::Raises));
        assert_eq!(judge(&cues, "Is «12» the number of your old passport?"), Some(Effect::Raises));
        assert_eq!(judge(&cues, "It is «12», the number of my old passport"), None);
        assert_eq!(judge(&cues, "See «12» the number of my old passport"), None);
        assert_eq!(judge(&cues, "«12» is low, tell me your old passport"), None);
        assert_eq!(judge(&cues, "«12» and the number of my old passport"), None);
    }

    #[test]
    fn words_of_a_cue_may_be_joined_as_in_program_text() {
        let cues = [("id number", Effect::Raises)];
        for text in ["id_number = «12»", "ID-Number: «12»", "{\"idNumber\": «12»}"] {
            assert_eq!(judge(&cues, text), Some(Effect::Raises), "{text}");
        }
        assert_eq!(judge(&cues, "paid_number = «12»"), None);
    }

    #[test]
    fn cues_are_whole_words_unless_open() {
        assert_eq!(judge(&[("pass", Effect::Raises)], "passage «12»"), None);
        assert_eq!(judge(&[("steuer*", Effect::Raises)], "STEUERNUMMER «12»"), Some(Effect::Raises));
        assert_eq!(judge(&[("ssn", Effect::Raises)], "customer_ssn1 = «12»"), Some(Effect::Raises));
        assert_eq!(judge(&[("straße", Effect::Raises)], "STRAßE «12»"), Some(Effect::Raises));
    }
}
