//! [`Sought`]: values that are known to be personal, ready to be found again anywhere in a text.
//!
//! Owns: the index behind the sweep (a value detected once is replaced wherever else it stands) and behind the seal's last
//! check. One pass over a text whatever the number of values: `sought/words.rs` and `sought/index.rs` name the few that may
//! stand at a word, and this file compares. Never: detects anything new, or says what is put in a value's place.

mod chance;
mod filter;
mod humps;
mod index;
mod joint;
mod spread;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use allonym_detectors::{Entity, in_programs};

use self::chance::{Case, case_of, keeps_case};
use self::filter::Filter;
use self::index::{Head, Index};
use self::joint::{Joint, joint};
use self::spread::{Gap, spread};
use self::words::{Beginnings, Words};

/// Values and their index. With each goes whatever whoever seeks it wants to know. Holds personal data: no `Debug`.
#[derive(Clone)]
pub struct Sought<T> {
    values: Vec<Value<T>>,
    /// None without any value.
    beginnings: Option<Box<Beginnings>>,
    filter: Filter,
    /// Values that are themselves in any case.
    loose: Index,
    /// Values whose case belongs to them.
    exact: Index,
    /// Values of several words, by these alone.
    spread: Index,
    /// Names that are sought amid identifiers, by their letters.
    humped: Index,
}

#[derive(Clone)]
struct Value<T> {
    text: String,
    /// Offset of the first word in `text`.
    word: usize,
    exact: bool,
    /// For one of several words what may stand between them.
    gap: Option<Gap>,
    /// Whether it is sought amid identifiers.
    is_humped: bool,
    with: T,
}

/// A place where a value stands.
pub struct Stands<T> {
    /// Where the value's first word begins.
    pub word: usize,
    /// All of it.
    pub range: Range<usize>,
    /// Whether it stands there by its words alone.
    pub spread: bool,
    /// What goes with it.
    pub with: T,
}

/// What is said of a value. Of one that something is said of twice, the first counts: what is yet to come changes nothing that
/// was made of it.
pub trait Said: Copy {
    /// Whether this counts even where `first` was said before.
    fn outweighs(self, first: Self) -> bool;

    /// Which of this and what is said `later` counts.
    #[must_use]
    fn or(self, later: Self) -> Self {
        if later.outweighs(self) { later } else { self }
    }
}

impl<T: Said> Stands<T> {
    /// Which of two that begin at one word counts: the longer one; of two as long the first, unless the `later` one says more
    /// of the very same value.
    #[must_use]
    pub fn or(self, later: Self) -> Self {
        let is_same = later.range.len() == self.range.len() && !self.spread && !later.spread;
        let is_said_anew = is_same && later.with.outweighs(self.with);
        if later.range.len() > self.range.len() || is_said_anew { later } else { self }
    }
}

/// What a value must at least have to be sought, in words.
pub const SHORTEST: &str = "at least three characters, one of them a letter, or four digits";

/// Whether a value is one that does not stand in any text by chance, as a lone letter or two digits do.
pub fn can_be_sought(text: &str) -> bool {
    let long = text.chars().nth(2).is_some() && (text.len() > 3 || !text.bytes().all(|b| b.is_ascii_digit()));
    long && text.contains(char::is_alphanumeric)
}

/// Whether a value is more than one word, be it by a sign: of such a one (`- Roe`) a part (`Roe`) may be another one.
pub fn has_parts(text: &str) -> bool {
    text.contains(|c: char| !c.is_alphanumeric())
}

impl<T> Default for Sought<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            beginnings: None,
            filter: Filter::default(),
            loose: Index::default(),
            exact: Index::default(),
            spread: Index::default(),
            humped: Index::default(),
        }
    }
}

impl<T: Said> Sought<T> {
    /// Adds a value, if it [can be sought](can_be_sought) and does not stand in texts by chance (`sought/chance.rs`). One that is
    /// known but for its case is known.
    pub fn add(&mut self, text: &str, entity: &Entity, with: T) {
        self.add_in_programs(text, entity, with);
        if let Some(case) = case_of(text, entity) {
            self.put(text, case == Case::Own, gap_of(entity), with);
        }
    }

    /// Adds a person's full name as programs write it, unless the same was said of it before.
    fn add_in_programs(&mut self, text: &str, entity: &Entity, with: T) {
        let is_news = || self.with_of(text, entity).is_none_or(|known| with.outweighs(known));
        let forms = if *entity == Entity::Person && is_news() { in_programs(text) } else { Vec::new() };
        for form in forms {
            if let Some(number) = self.put(&form, false, gap_of(entity), with)
                && form.contains(' ')
            {
                self.put_humped(number);
            }
        }
    }

    /// Adds a value that somebody wants sought whatever it is, if it [can be sought](can_be_sought).
    pub fn add_listed(&mut self, text: &str, entity: &Entity, with: T) {
        self.add_in_programs(text, entity, with);
        self.put(text, keeps_case(entity), gap_of(entity), with);
    }

    /// Adds everything that `newer` has, as said after all of this.
    pub fn add_all(&mut self, newer: &Self) {
        newer.values.iter().for_each(|value| self.put_again(value));
    }

    fn put_again(&mut self, value: &Value<T>) {
        let number = self.put(&value.text, value.exact, value.gap, value.with);
        number.filter(|_| value.is_humped).into_iter().for_each(|number| self.put_humped(number));
    }

    /// What counts wherever a value of this kind stands that reads `text`, if that is known.
    pub fn with_of(&self, text: &str, entity: &Entity) -> Option<T> {
        let from = &text[text.find(char::is_alphanumeric)?..];
        let is_exact = case_of(text, entity) == Some(Case::Own);
        let exact = is_exact.then(|| self.known(&self.exact, text, from)).flatten();
        let mut known: Vec<_> = self.known(&self.loose, text, from).into_iter().chain(exact).collect();
        known.sort_unstable();
        known.into_iter().map(|value| self.values[value as usize].with).reduce(Said::or)
    }

    /// The number of the value in `index` that `text` is, which reads so `from` its first word on.
    fn known(&self, index: &Index, text: &str, from: &str) -> Option<u32> {
        let mark = index.mark(from.chars())?;
        index.same(mark).find(|value| self.values[*value as usize].is(text))
    }

    /// Adds a value, if it can be sought, unless it is there already; its number.
    fn put(&mut self, text: &str, exact: bool, gap: Option<Gap>, with: T) -> Option<u32> {
        let word = text.find(char::is_alphanumeric).filter(|_| can_be_sought(text))?;
        let index = if exact { &mut self.exact } else { &mut self.loose };
        let from = &text[word..];
        let mark = index.mark(from.chars())?;
        let known = index.same(mark).find(|value| self.values[*value as usize].is(text));
        if let Some(number) = known {
            let known = &mut self.values[number as usize];
            known.with = known.with.or(with);
            return Some(number);
        }
        let number = u32::try_from(self.values.len()).expect("bounded by the body");
        let head = Head::at(from.as_bytes(), 0);
        index.add(head, from.chars(), mark, number);
        let gap = gap.filter(|_| words_of(from).contains(char::is_whitespace));
        // What follows the first word may be anything, then.
        let first = gap.and_then(|_| from.find(|c: char| !c.is_alphanumeric())).unwrap_or(from.len());
        self.beginnings.get_or_insert_with(|| Box::new(Beginnings::NONE)).add(&from.as_bytes()[..first]);
        self.filter.add(&from.as_bytes()[..first]);
        if gap.is_some() {
            self.add_spread(head, from, number);
        }
        self.values.push(Value { text: text.to_string(), word, exact, gap, is_humped: false, with });
        Some(number)
    }

    /// Seeks a value of several words amid identifiers, too.
    fn put_humped(&mut self, number: u32) {
        let value = &mut self.values[number as usize];
        if std::mem::replace(&mut value.is_humped, true) {
            return;
        }
        let letters = || humps::of_name(&value.text).map(|letter| letter.letter);
        let head = Head::to_hump(value.text.as_bytes(), value.word);
        if let Some(mark) = self.humped.mark(letters()) {
            self.humped.add(head, letters(), mark, number);
            self.filter.add_hump(head);
        }
    }

    /// Adds a value by its words. Of two that have the same ones, the first is sought so.
    fn add_spread(&mut self, head: Head, from: &str, number: u32) {
        let words = || spread(words_of(from), Gap::Any).map(|(_, c)| c);
        let Some(mark) = self.spread.mark(words()) else { return };
        if self.spread.same(mark).next().is_none() {
            self.spread.add(head, words(), mark, number);
        }
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Those of which this holds.
    #[must_use]
    pub fn only(&self, holds: impl Fn(&str, T) -> bool) -> Self {
        let mut only = Self::default();
        let theirs = self.values.iter().filter(|value| holds(&value.text, value.with));
        theirs.for_each(|value| only.put_again(value));
        only
    }

    /// Approximate heap size in bytes.
    pub fn weight(&self) -> usize {
        /// The tables of beginnings; and what one value takes in the index and in both filters.
        const TABLES: usize = 3_072;
        const VALUE: usize = 160;
        TABLES + self.values.iter().map(|value| VALUE + value.text.len()).sum::<usize>()
    }

    /// Whether there is nothing to seek.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// At every word where a value stands, the one that counts ([`Stands::or`]). They may overlap.
    pub fn at_words<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Stands<T>> + 't {
        let text = if self.is_empty() { "" } else { text };
        let beginnings = self.beginnings.as_deref().unwrap_or(&Beginnings::NONE);
        let words = Words::new(text.as_bytes(), beginnings, self.filter.has_humps());
        words
            .filter(|word| self.filter.passes(text.as_bytes(), *word))
            .filter_map(|word| self.at_word(text, word))
    }

    fn at_word(&self, text: &str, word: usize) -> Option<Stands<T>> {
        if !text.is_char_boundary(word) {
            return None;
        }
        let joint = joint(text, word);
        let mut standing = Vec::new();
        if joint != Joint::Word {
            standing.extend(self.apart_at(text, word, joint));
        }
        if !self.humped.is_empty() && (joint != Joint::Word || humps::is_hump(text, word)) {
            standing.extend(self.humped_at(text, word));
        }
        standing.sort_by_key(|(index, spread, _)| (*index, *spread));
        let stands = standing.into_iter().map(|(index, spread, range)| Stands {
            word,
            range,
            spread,
            with: self.values[index as usize].with,
        });
        stands.reduce(Stands::or)
    }

    /// The numbers of values that stand at a word as words of their own, whether by these alone, and where.
    fn apart_at<'t>(
        &'t self,
        text: &'t str,
        word: usize,
        joint: Joint,
    ) -> impl Iterator<Item = (u32, bool, Range<usize>)> + 't {
        let (head, from) = (Head::at(text.as_bytes(), word), &text[word..]);
        let loose = self.loose.candidates(head, from.chars());
        let whole = loose.chain(self.exact.candidates(head, from.chars())).filter_map(move |index| {
            let start = word.checked_sub(self.values[index as usize].word)?;
            Some((index, false, start..self.values[index as usize].end_in(text, start)?))
        });
        let words = spread(from, Gap::Any).map(|(_, c)| c);
        let spread = self.spread.candidates(head, words).filter_map(move |index| {
            Some((index, true, word..word + self.values[index as usize].spread_end_in(from)?))
        });
        whole.chain(spread).filter(move |(index, _, range)| {
            let strictest = joint.max(self::joint(text, range.end));
            strictest <= self.values[*index as usize].loosest()
        })
    }

    /// As [`Sought::apart_at`], of names that an identifier has from there on.
    fn humped_at<'t>(
        &'t self,
        text: &'t str,
        word: usize,
    ) -> impl Iterator<Item = (u32, bool, Range<usize>)> + 't {
        let (head, from) = (Head::to_hump(text.as_bytes(), word), &text[word..]);
        let letters = humps::of_identifier(from).map(|letter| letter.letter);
        self.humped.candidates(head, letters).filter_map(move |index| {
            let end = word + humps::end_of(&self.values[index as usize].text, from)?;
            let ends = joint(text, end) != Joint::Word || humps::ends_at(text, end);
            ends.then_some((index, true, word..end))
        })
    }
}

impl<T> Value<T> {
    /// Whether `text` is this value.
    fn is(&self, text: &str) -> bool {
        if self.exact { self.text == text } else { folded_prefix(text, &self.text) == Some(text.len()) }
    }

    /// Where this value ends if it stands in `text` at `start`.
    fn end_in(&self, text: &str, start: usize) -> Option<usize> {
        let there = text.get(start..)?;
        let len = if self.exact {
            there.starts_with(&self.text).then_some(self.text.len())?
        } else {
            folded_prefix(there, &self.text)?
        };
        Some(start + len)
    }

    /// Where this value ends if its words stand at the beginning of `text`.
    fn spread_end_in(&self, text: &str) -> Option<usize> {
        let gap = self.gap?;
        let (mut there, mut end) = (spread(text, gap), 0);
        for (_, c) in spread(words_of(&self.text[self.word..]), gap) {
            let (after, other) = there.next()?;
            if !is_same(c, other) {
                return None;
            }
            end = after;
        }
        Some(end)
    }

    /// What this value's ends may be joined to. An underscore joins the words of a program's names, and no program's name has
    /// this value's white space, sign or many digits.
    fn loosest(&self) -> Joint {
        const MANY: usize = 6;
        let digits = || self.text.bytes().filter(u8::is_ascii_digit).count();
        let is_no_name = self.gap.is_some() || self.text.contains('@') || digits() >= MANY;
        if is_no_name { Joint::Underscore } else { Joint::None }
    }
}

/// Up to the end of the last word.
fn words_of(text: &str) -> &str {
    text.trim_end_matches(|c: char| !c.is_alphanumeric())
}

/// What may stand between the words of values of a kind.
fn gap_of(entity: &Entity) -> Option<Gap> {
    match entity {
        Entity::Organization | Entity::Location => Some(Gap::Blank),
        _ if keeps_case(entity) => None,
        _ => Some(Gap::Any),
    }
}

/// The length of the beginning of `text` that is `value` apart from case.
fn folded_prefix(text: &str, value: &str) -> Option<usize> {
    let mut there = text.char_indices();
    for c in value.chars() {
        let (_, other) = there.next()?;
        if !is_same(c, other) {
            return None;
        }
    }
    Some(there.next().map_or(text.len(), |(at, _)| at))
}

/// Apart from case.
fn is_same(one: char, other: char) -> bool {
    one == other || one.to_lowercase().eq(other.to_lowercase())
}
