//! [`Sought`]: values that are known to be personal, ready to be found again anywhere in a text.
//!
//! Owns: the index behind the sweep (a value detected once is replaced wherever else it stands) and behind the seal's last
//! check. One pass over a text whatever the number of values: `sought/words.rs` and `sought/index.rs` name the few that may
//! stand at a word, and this file compares. Never: detects anything new, or says what is put in a value's place.

mod filter;
mod index;
mod words;

use std::ops::Range;

use allonym_detectors::Entity;

use self::filter::Filter;
use self::index::{Head, Index};
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
}

#[derive(Clone)]
struct Value<T> {
    text: String,
    /// Offset of the first word in `text`.
    word: usize,
    exact: bool,
    with: T,
}

/// A place where a value stands.
pub struct Stands<T> {
    /// Where the value's first word begins.
    pub word: usize,
    /// All of it.
    pub range: Range<usize>,
    /// What goes with it.
    pub with: T,
}

/// What a value must at least have to be sought, in words.
pub const SHORTEST: &str = "at least three characters, one of them a letter, or four digits";

/// Whether a value is one that does not stand in any text by chance, as a lone letter or two digits do.
pub fn can_be_sought(text: &str) -> bool {
    let long = text.chars().nth(2).is_some() && (text.len() > 3 || !text.bytes().all(|b| b.is_ascii_digit()));
    long && text.contains(char::is_alphanumeric)
}

impl<T> Default for Sought<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            beginnings: None,
            filter: Filter::default(),
            loose: Index::default(),
            exact: Index::default(),
        }
    }
}

impl<T: Copy> Sought<T> {
    /// Adds a value, if it [can be sought](can_be_sought). One that is known but for its case is known; what goes with it is
    /// what was said last.
    pub fn add(&mut self, text: &str, entity: &Entity, with: T) {
        self.put(text, is_exact(entity), with);
    }

    /// Adds everything that `newer` has, as if it were said now.
    pub fn add_all(&mut self, newer: &Self) {
        newer.values.iter().for_each(|value| self.put(&value.text, value.exact, value.with));
    }

    /// What goes with the value that `text` is, if it is known.
    pub fn with_of(&self, text: &str, entity: &Entity) -> Option<T> {
        let index = if is_exact(entity) { &self.exact } else { &self.loose };
        let mark = index.mark(&text[text.find(char::is_alphanumeric)?..])?;
        let mut same = index.same(mark).map(|value| &self.values[value as usize]);
        same.find(|value| value.is(text)).map(|value| value.with)
    }

    fn put(&mut self, text: &str, exact: bool, with: T) {
        let Some(word) = text.find(char::is_alphanumeric).filter(|_| can_be_sought(text)) else { return };
        let index = if exact { &mut self.exact } else { &mut self.loose };
        let Some(mark) = index.mark(&text[word..]) else { return };
        let known = index.same(mark).find(|value| self.values[*value as usize].is(text));
        if let Some(known) = known {
            self.values[known as usize].with = with;
            return;
        }
        self.beginnings.get_or_insert_with(|| Box::new(Beginnings::NONE)).add(&text.as_bytes()[word..]);
        self.filter.add(&text.as_bytes()[word..]);
        index.add(&text[word..], mark, u32::try_from(self.values.len()).expect("bounded by the body"));
        self.values.push(Value { text: text.to_string(), word, exact, with });
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is nothing to seek.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// At every word where a value stands, the longest one; of two, the one that was added last. They may overlap.
    pub fn at_words<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Stands<T>> + 't {
        let text = if self.is_empty() { "" } else { text };
        let words = Words::new(text.as_bytes(), self.beginnings.as_deref().unwrap_or(&Beginnings::NONE));
        words
            .filter(|word| self.filter.passes(text.as_bytes(), *word))
            .filter_map(|word| self.at_word(text, word))
    }

    fn at_word(&self, text: &str, word: usize) -> Option<Stands<T>> {
        if !text.is_char_boundary(word) || joined_before(text, word) {
            return None;
        }
        let head = Head::at(text.as_bytes(), word);
        let candidates = self.loose.candidates(head, &text[word..]);
        candidates
            .chain(self.exact.candidates(head, &text[word..]))
            .filter_map(|index| {
                let value = &self.values[index as usize];
                let start = word.checked_sub(value.word)?;
                let end = value.end_in(text, start)?;
                Some((start..end, index))
            })
            .max_by_key(|(range, index)| (range.len(), *index))
            .map(|(range, index)| Stands { word, range, with: self.values[index as usize].with })
    }
}

/// Whether case belongs to values of this kind.
fn is_exact(entity: &Entity) -> bool {
    matches!(entity, Entity::Password | Entity::Secret | Entity::CryptoWallet)
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
        let end = start + len;
        let word_ends = !joins(text[..end].chars().next_back(), text[end..].chars().next());
        word_ends.then_some(end)
    }
}

/// The length of the beginning of `text` that is `value` apart from case.
fn folded_prefix(text: &str, value: &str) -> Option<usize> {
    let mut there = text.char_indices();
    for c in value.chars() {
        let (_, other) = there.next()?;
        if c != other && !c.to_lowercase().eq(other.to_lowercase()) {
            return None;
        }
    }
    Some(there.next().map_or(text.len(), |(at, _)| at))
}

fn joined_before(text: &str, at: usize) -> bool {
    joins(text[..at].chars().next_back(), text[at..].chars().next())
}

/// Whether two neighbours belong to one word. Scripts that are written without spaces never do.
fn joins(before: Option<char>, after: Option<char>) -> bool {
    let word = |c: char| c == '_' || (c.is_alphanumeric() && !is_unspaced(c));
    before.is_some_and(word) && after.is_some_and(word)
}

/// Thai, Lao, Khmer, Burmese, kana and Han characters: words follow each other without a space.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(values: &[(&str, Entity)], text: &'t str) -> Vec<&'t str> {
        let mut sought = Sought::default();
        values.iter().zip(0..).for_each(|((value, entity), with)| sought.add(value, entity, with));
        sought.at_words(text).map(|stands| &text[stands.range]).collect()
    }

    #[test]
    fn values_are_found_as_words_whatever_their_case() {
        let values = [
            ("Anna Müller", Entity::Person),
            ("Özil", Entity::Person),
            ("a.b@example.com", Entity::Email),
            ("+49 30 901820", Entity::Phone),
            ("Hunter2", Entity::Password),
        ];
        for (text, expected) in [
            ("ANNA MÜLLER and anna müller", vec!["ANNA MÜLLER", "anna müller"]),
            ("öZIL!", vec!["öZIL"]),
            ("<A.B@EXAMPLE.COM>", vec!["A.B@EXAMPLE.COM"]),
            ("call +49 30 901820.", vec!["+49 30 901820"]),
            ("Hunter2 hunter2", vec!["Hunter2"]),
            ("Joanna Müller", vec![]),
            ("Anna Müllerin", vec![]),
            ("Anna Müller_2", vec![]),
            ("xa.b@example.com", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(found(&values, text), expected, "{text}");
        }
    }

    #[test]
    fn scripts_without_spaces_need_no_boundary() {
        assert_eq!(found(&[("王小明先生", Entity::Person)], "我是王小明先生的朋友"), ["王小明先生"]);
    }

    #[test]
    fn what_stands_anywhere_by_chance_is_not_sought() {
        let mut sought = Sought::default();
        for (text, entity) in
            [("42", Entity::Age), ("AB", Entity::Person), ("***", Entity::Secret), ("123", Entity::Secret)]
        {
            sought.add(text, &entity, ());
        }
        assert!(sought.is_empty());
    }
}
