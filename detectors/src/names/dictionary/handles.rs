//! Known names as machines write them: `jroe`, `jane_roe2`, and a surname inside a joined word (`id_jroe`, `Tax_Quarles_2025.pdf`).
//!
//! Owns: the forms in which people are made login names and parts of file names, and looking for them in what is joined by
//! signs, by humps or by digits. Never: takes an ordinary word for one (`start` is nobody's though an S. Tart is there), and
//! never finds a name of which no full form was found. Next: `known.rs`, the forms that people write.

use std::ops::Range;

use allonym_tagger::hash;
use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};
use hashbrown::HashMap;

use super::super::chance::{Again, again};
use super::super::laid::{Laid, WEAK};
use super::super::tagger::{classes, listed};
use super::known::bit;
use crate::context::unaccented;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::settings::Settings;

/// How likely such a piece is the name.
const SCORE: f32 = 0.7;

/// The lengths of a login name, and the least one of a surname inside a joined word, in bytes.
const SHORTEST: usize = 5;
const LONGEST: usize = 40;

/// The least length of a part that is spelt out.
const PART: usize = 3;

/// The most parts that are one login name, with signs between them.
const PARTS: usize = 4;

/// What a form stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Counts inside a joined word only.
    Surname,
    /// Counts anywhere but where a program sets or calls it.
    Login,
    /// A full name, which counts there as well: as a person's.
    Full,
}

impl Kind {
    fn entity(self) -> Entity {
        match self {
            Self::Surname => Entity::Person,
            Self::Login | Self::Full => Entity::Username,
        }
    }
}

/// All forms, by the hash of their parts in lower case.
#[derive(Clone, Debug, Default)]
pub(super) struct Handles {
    kinds: HashMap<u64, Kind>,
    /// A bit for each first part, so that the map is asked of few others.
    firsts: [u64; 16],
}

/// A form's key: of one part its hash, whatever signs stand between several.
fn key(parts: impl IntoIterator<Item = u64>) -> u64 {
    parts.into_iter().reduce(hash::pair).unwrap_or(0)
}

impl Handles {
    /// Number of forms.
    pub(super) fn len(&self) -> usize {
        self.kinds.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Takes in the forms of a name that was found.
    pub(super) fn learn(&mut self, text: &str, name: &Detection) {
        let written = &text[name.span.range()];
        match name.entity {
            Entity::Person if name.score >= WEAK => self.person(written, name.score >= SCORE),
            Entity::Username => self.login(written.trim_start_matches('@')),
            Entity::Email => self.address(written),
            _ => {}
        }
    }

    fn add(&mut self, parts: &[u64], kind: Kind) {
        let Some(&first) = parts.first() else { return };
        let (block, bit) = bit(first);
        self.firsts[block] |= bit;
        let known = self.kinds.entry(key(parts.iter().copied())).or_insert(kind);
        *known = kind.max(*known);
    }

    /// A user name that a rule found.
    fn login(&mut self, written: &str) {
        let lower = written.to_lowercase();
        let parts: Vec<u64> = lower.split(['.', '_', '-']).map(hash::word).collect();
        if (SHORTEST..=LONGEST).contains(&lower.len()) && parts.len() <= PARTS && !is_ordinary(&parts) {
            self.add(&parts, Kind::Login);
        }
    }

    /// What stands before an address's `@`, when it is made of two words and more; `billing` is anybody's.
    fn address(&mut self, written: &str) {
        let local = written.split('@').next().unwrap_or_default();
        let ordinary = |part: &str| listed(part) & (class::COMMON | class::PUBLIC) != 0;
        if local.contains(['.', '_', '-']) && !local.split(['.', '_', '-']).any(ordinary) {
            self.login(local);
        }
    }

    /// The login names and surnames that a name gives, `Roe, Jane` turned round; of one word the surname alone, where that is
    /// sure.
    fn person(&mut self, written: &str, sure: bool) {
        let mut parts: Vec<&str> =
            written.split([' ', ',', '\u{a0}']).filter(|part| part.len() > 1).collect();
        if written.contains(',') {
            parts.rotate_left(1);
        }
        let Some((first, rest)) = parts.split_first() else { return };
        let lone = || sure && listed(first) & (class::LAST | class::LAST_RARE) != 0;
        let surnames = if rest.is_empty() && lone() { &parts[..] } else { rest };
        surnames.iter().for_each(|part| self.surname(part));
        self.led(rest);
        let mut lasts = rest.last().map_or_else(Vec::new, |last| spelt(last));
        if rest.len() > 1 {
            lasts.extend(spelt(&rest.concat()));
        }
        for first in if rest.is_empty() { Vec::new() } else { spelt(first) } {
            lasts.iter().for_each(|last| self.logins(&first, last));
        }
    }

    fn surname(&mut self, part: &str) {
        let lower = part.to_lowercase();
        let accented = (!lower.is_ascii() && lower.chars().all(char::is_alphabetic)).then_some(lower);
        let spellings = spelt(part).into_iter().chain(accented);
        for spelling in spellings.filter(|spelling| spelling.len() >= SHORTEST) {
            let word = hash::word(&spelling);
            if classes(word) & (class::COMMON | class::PUBLIC | class::CALENDAR | class::PLACES) == 0 {
                self.add(&[word], Kind::Surname);
            }
        }
        let halves: Vec<String> = part.split('-').flat_map(|half| spelt(half).into_iter().next()).collect();
        if halves.len() > 1 && halves.len() <= PARTS {
            let halves: Vec<u64> = halves.iter().map(|half| hash::word(half)).collect();
            self.add(&halves, Kind::Surname);
        }
    }

    /// A surname with its small words: `von_der_roe`, `vonderroe`.
    fn led(&mut self, rest: &[&str]) {
        let is_particle =
            |part: &&str| part.starts_with(char::is_lowercase) && listed(part) & class::PARTICLE != 0;
        let (Some(from), Some(last)) = (rest.iter().position(is_particle), rest.last()) else { return };
        let small = &rest[from..rest.len() - 1];
        for last in spelt(last).into_iter().filter(|_| (1..PARTS).contains(&small.len())) {
            let parts: Vec<u64> =
                small.iter().map(|part| hash::word(part)).chain([hash::word(&last)]).collect();
            self.add(&parts, Kind::Surname);
            let joined = hash::word(&(small.concat() + &last));
            if classes(joined) & (class::COMMON | class::PUBLIC | class::PLACES) == 0 {
                self.add(&[joined], Kind::Login);
            }
        }
    }

    /// `jroe`, `janer`, `roej`, `janeroe`, `roejane`, and those of them that have a sign between their parts.
    fn logins(&mut self, first: &str, last: &str) {
        let (letter, end) = (&first[..1], &last[..1]);
        for (one, other) in [(letter, last), (first, end), (first, last), (last, first)] {
            self.joined(one, other);
            if one.len() + other.len() >= SHORTEST {
                let parts = [hash::word(one), hash::word(other)];
                let is_rare = |part: &str| again(part) == Again::Anywhere;
                let is_full = one.len().min(other.len()) >= PART && (is_rare(one) || is_rare(other));
                self.add(&parts, if is_full { Kind::Full } else { Kind::Login });
            }
        }
        self.joined(last, letter);
    }

    fn joined(&mut self, one: &str, other: &str) {
        let word = hash::word(&[one, other].concat());
        if (SHORTEST..=LONGEST).contains(&(one.len() + other.len())) && !is_ordinary(&[word]) {
            self.add(&[word], Kind::Login);
        }
    }

    /// Lays what is known where it stands in a text, whose words are `words`.
    pub(super) fn recall(&self, text: &str, words: &[Word], settings: &Settings, laid: &mut Laid<'_>) {
        let wanted = |kind: Kind| settings.threshold(&kind.entity()).is_some_and(|least| SCORE >= least);
        let mut lay = |(span, kind): (Span, Kind)| {
            if wanted(kind) {
                laid.lay_told(span, &kind.entity(), SCORE);
            }
        };
        let mut at = 0;
        while at < words.len() {
            at += match self.at(text, words, at) {
                Some((length, span, kind)) => {
                    lay((span, kind));
                    length
                }
                None => {
                    if matches!(words[at].shape, Shape::Mixed | Shape::Code) {
                        self.inside(text, &words[at]).into_iter().for_each(&mut lay);
                    }
                    1
                }
            };
        }
    }

    /// The longest form that begins with the word at `at`: in how many words, where, and what it is.
    fn at(&self, text: &str, words: &[Word], at: usize) -> Option<(usize, Span, Kind)> {
        let word = &words[at];
        let bare = stem(text, word);
        if !word.is_word() || !(self.may_begin(word.hash) || bare.is_some_and(|bare| self.may_begin(bare))) {
            return None;
        }
        let lengths = (1..PARTS).take_while(|more| joins(words, at + 2 * more)).count();
        (0..=lengths).rev().find_map(|more| {
            let last = &words[at + 2 * more];
            let before = || (0..more).map(|part| words[at + 2 * part].hash);
            let whole = key(before().chain([last.hash]));
            let kind = self.kinds.get(&whole).or_else(|| {
                let bare = stem(text, last)?;
                self.kinds.get(&key(before().chain([bare]))).filter(|kind| **kind >= Kind::Login)
            })?;
            let span = Span { start: word.start as usize, end: last.end as usize };
            let length = 2 * more + 1;
            let kind = if *kind == Kind::Full && is_set(text, last) { Kind::Surname } else { *kind };
            counts(text, words, at..at + length, kind).then_some((length, span, kind))
        })
    }

    fn may_begin(&self, first: u64) -> bool {
        let (block, bit) = bit(first);
        self.firsts[block] & bit != 0
    }

    /// The names among the humps of a word: `Quarles` in `QuarlesTax2025`.
    fn inside(&self, text: &str, word: &Word) -> Vec<(Span, Kind)> {
        let start = word.start as usize;
        let written = &text[start..word.end as usize];
        let named = |hump: &Range<usize>| {
            let lower = written[hump.clone()].to_lowercase();
            (lower.len() >= SHORTEST).then(|| self.kinds.get(&hash::word(&lower)).copied()).flatten()
        };
        let spans = humps(written).filter_map(|hump| Some((named(&hump)?, hump)));
        spans.map(|(kind, hump)| (Span { start: start + hump.start, end: start + hump.end }, kind)).collect()
    }
}

/// Whether the word there is joined to the one before it by a sign that login names have.
fn joins(words: &[Word], at: usize) -> bool {
    let fits = |word: &Word, sign: &Word| {
        word.is_word() && !word.spaced && !sign.spaced && sign.length == 1 && b"._-".contains(&sign.sign)
    };
    words.get(at).is_some_and(|word| fits(word, &words[at - 1]))
}

/// Whether what stands at those words is the name: a surname inside a joined word, a login name in small letters that
/// nothing calls or sets.
fn counts(text: &str, words: &[Word], at: Range<usize>, kind: Kind) -> bool {
    let joined = is_joined(words, at.clone());
    let lower = || {
        words[at.clone()].iter().all(|word| matches!(word.sign, b'.' | b'_' | b'-') || is_lower(text, word))
    };
    match kind {
        Kind::Surname => joined || at.len() > 1,
        Kind::Login | Kind::Full => (joined || lower()) && !is_set(text, &words[at.end - 1]),
    }
}

/// Whether a program sets or calls what ends with this word.
fn is_set(text: &str, last: &Word) -> bool {
    text[last.end as usize..].trim_start_matches(' ').starts_with(['(', '='])
}

/// Whether a sign that joins words to names of files and the like stands on either side, and a word beyond it.
fn is_joined(words: &[Word], at: Range<usize>) -> bool {
    let joins = |sign: &Word| sign.length == 1 && b"._-/\\@#".contains(&sign.sign);
    let before = at.start.checked_sub(2).is_some_and(|first| {
        joins(&words[first + 1])
            && !words[first + 1].spaced
            && !words[at.start].spaced
            && words[first].is_word()
    });
    let after = words.get(at.end).is_some_and(|sign| joins(sign) && !sign.spaced)
        && words.get(at.end + 1).is_some_and(|word| word.is_word() && !word.spaced);
    before || after
}

fn is_lower(text: &str, word: &Word) -> bool {
    match word.shape {
        Shape::Lower | Shape::Letter | Shape::Number | Shape::LongNumber => true,
        Shape::Code => !word.written(text).contains(char::is_uppercase),
        _ => false,
    }
}

/// The hash of a word without the digits that tell two of one name apart, when it has any.
fn stem(text: &str, word: &Word) -> Option<u64> {
    (word.shape == Shape::Code).then(|| {
        let written = word.written(text);
        hash::word(&written.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase())
    })
}

/// The pieces of a word that begin with a capital after a small letter, or with the first letter after a digit or digit after a letter.
fn humps(written: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let begins = |before: char, next: char| {
        next.is_uppercase() && before.is_lowercase() || next.is_numeric() != before.is_numeric()
    };
    let mut from = 0;
    let mut before = None;
    let ends = written.char_indices().map(Some).chain([None]);
    ends.filter_map(move |next| {
        let (at, next) = next.map_or((written.len(), None), |(at, next)| (at, Some(next)));
        let ends = before.is_some_and(|before| next.is_none_or(|next| begins(before, next)));
        before = next;
        ends.then(|| std::mem::replace(&mut from, at)..at)
    })
}

/// Whether it is one word that texts have for something else, or a name by itself.
fn is_ordinary(parts: &[u64]) -> bool {
    let other = class::COMMON | class::PUBLIC | class::PERSONS | class::PLACES;
    matches!(parts, [word] if classes(*word) & other != 0)
}

/// A part of a name in the letters of login names, of which umlauts have two spellings; none of a short or foreign one.
fn spelt(part: &str) -> Vec<String> {
    let lower = part.to_lowercase();
    let spellings = if lower.is_ascii() { vec![lower] } else { unaccented(&lower) };
    let letters = |spelt: String| spelt.replace(['-', '\'', '’', '.'], "");
    let plain = |spelt: &String| spelt.len() >= PART && spelt.bytes().all(|byte| byte.is_ascii_lowercase());
    spellings.into_iter().map(letters).filter(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::told;
    use super::super::add;
    use super::*;

    fn added<'t>(text: &'t str, names: &[(&str, Entity)]) -> Vec<&'t str> {
        told::added(text, names, add)
    }

    #[test]
    fn a_login_is_made_of_a_name() {
        let person = |name| [(name, Entity::Person)];
        for (name, login) in [
            ("Jane Roe", "jane.roe"),
            ("Jane Placeholder", "jplaceholder"),
            ("Jane Placeholder", "jplaceholder2"),
            ("Placeholder, Jane", "jane_placeholder"),
            ("Jörg Müllerin", "joerg.muellerin"),
            ("Jörg Müllerin", "jmullerin"),
            ("Jean-Luc Placeholder", "jeanlucp"),
            ("Fatima El Alaoui", "felalaoui"),
        ] {
            let text = format!("{name} logs in as {login}, today.");
            assert_eq!(added(&text, &person(name)), [login], "{text}");
        }
    }

    #[test]
    fn a_known_name_is_found_inside_joined_words() {
        let person = |name| [(name, Entity::Person)];
        for (name, joined, part) in [
            ("Jane Quarles", "Steuererklaerung_Quarles_2025.pdf", "Quarles"),
            ("Jane Quarles", "~/.ssh/id_jquarles", "jquarles"),
            ("Greta Lindqvist", "tax-return-lindqvist-2025.pdf", "lindqvist"),
            ("Fatima El-Alaoui", "fatima-elalaoui-dev", "fatima-elalaoui"),
            ("Jane Quarles", "Jane_Quarles_CV.docx", "Jane_Quarles"),
            ("Jane Quarles", "QuarlesTaxReturn2025.pdf", "Quarles"),
            ("Jane Quarles", "taxQuarles", "Quarles"),
            ("Jane Quarles", "quarles2025.zip", "quarles"),
            ("Jane Quarles", "deploy/jane.quarles/x", "jane.quarles"),
            ("Jörg Müllerin", "vertrag_muellerin", "muellerin"),
            ("Ama Osei-Bonsu", "osei-bonsu_v2.pdf", "osei-bonsu"),
            ("Jane Quarles", "quarles_id = 5", "quarles"),
            ("Jane von der Quarles", "von_der_quarles", "von_der_quarles"),
            ("Jane van Quarles", "vanquarles", "vanquarles"),
            ("Jane Quarles", "jane_quarles = 5", "jane_quarles"),
            ("Jane Quarles", "quarles_jane(5)", "quarles_jane"),
        ] {
            let text = format!("{name} sent {joined}");
            assert_eq!(added(&text, &person(name)), [part], "{text}");
        }
    }

    #[test]
    fn what_is_found_once_is_found_again() {
        let text = "user: x.known9\nx.known9 was locked, not x.known";
        assert_eq!(added(text, &[("x.known9", Entity::Username)]), ["x.known9"]);
        let text = "user: x.known\nx.known was locked, @x.known7 not, x.other either";
        assert_eq!(added(text, &[("x.known", Entity::Username)]), ["x.known", "x.known7"]);
    }

    #[test]
    fn ordinary_words_and_code_are_none() {
        let person = [("Sam Tart", Entity::Person)];
        for text in ["Sam Tart will start", "Sam Tart sings", "Sam Tart has a start_date and a tart-pan"] {
            assert_eq!(added(text, &person), Vec::<&str>::new(), "{text}");
        }
        for (name, text) in [
            ("Max Price", "Max Price sets max_price = 1 and calls price.max(2)"),
            ("Jane Brown", "Jane Brown opens brown_list.csv and BrowniesTest"),
            ("Jane Paris", "Jane Paris sets Europe/Paris and paris_id"),
            ("Jane Quarles", "Jane Quarles opens squarles_x and quarlesian.pdf"),
        ] {
            assert_eq!(added(text, &[(name, Entity::Person)]), Vec::<&str>::new(), "{text}");
        }
    }
}
