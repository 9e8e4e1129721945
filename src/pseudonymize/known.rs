//! [`Known`]: every value known to be personal, ready to be found again anywhere in a request.
//!
//! Owns: the index behind the sweep (a value detected once is replaced wherever else it stands) and behind the seal's
//! last check. Never: detects anything new. One pass over a text whatever the number of values: `known/index.rs` names
//! the few that may stand at a word (`known/words.rs` skips nearly all of them), and this file compares.

mod filter;
mod index;
mod words;

use std::ops::Range;

use allonym_detectors::Entity;

use self::filter::Filter;
use self::index::{Head, Index};
use self::words::{Beginnings, Words};
use super::Profile;
use crate::policy::Action;
use crate::pseudonym::{Mapping, label};

/// What is put where a value stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum With {
    /// The pseudonym of this group of the mapping.
    Pseudonym(u32),
    /// `[LABEL]`, an index into the labels of [`Known`].
    Redaction(u16),
}

/// The values and their index.
#[derive(Clone, Default)]
pub(super) struct Known {
    values: Vec<Value>,
    beginnings: Beginnings,
    filter: Filter,
    /// Values that are themselves in any case.
    loose: Index,
    /// Values whose case belongs to them.
    exact: Index,
    redactions: Vec<String>,
}

#[derive(Clone)]
struct Value {
    text: String,
    /// Offset of the first word in `text`.
    word: usize,
    exact: bool,
    with: With,
}

impl Known {
    /// All values that `mapping` already has.
    pub(super) fn new(mapping: &Mapping, profile: &Profile) -> Self {
        let mut known = Self::default();
        for (group, index) in mapping.groups().iter().zip(0..) {
            if group.is_literal() || profile.policies.action(group.entity()) != Action::Pseudonymize {
                continue;
            }
            for spelling in group.spellings() {
                known.add(spelling.text.expose(), group.entity(), With::Pseudonym(index));
            }
        }
        known
    }

    /// Adds a value. Those that would stand in any text by chance (a lone letter, two digits) are left out. One that is
    /// known but for its case is known; what it is replaced by is what was said last.
    pub(super) fn add(&mut self, text: &str, entity: &Entity, with: With) {
        let exact = matches!(entity, Entity::Password | Entity::Secret | Entity::CryptoWallet);
        let Some(word) = text.find(char::is_alphanumeric) else { return };
        if text.chars().nth(2).is_none() || (text.len() < 4 && text.bytes().all(|b| b.is_ascii_digit())) {
            return;
        }
        let index = if exact { &mut self.exact } else { &mut self.loose };
        let Some(mark) = index.mark(&text[word..]) else { return };
        let known = index.same(mark).find(|value| self.values[*value as usize].is(text));
        if let Some(known) = known {
            self.values[known as usize].with = with;
            return;
        }
        self.beginnings.add(&text.as_bytes()[word..]);
        self.filter.add(&text.as_bytes()[word..]);
        index.add(&text[word..], mark, u32::try_from(self.values.len()).expect("bounded by the body"));
        self.values.push(Value { text: text.to_string(), word, exact, with });
    }

    /// The redaction that stands for an entity's values.
    pub(super) fn redaction(&mut self, entity: &Entity) -> With {
        let text = format!("[{}]", label(entity));
        let at = self.redactions.iter().position(|known| *known == text).unwrap_or_else(|| {
            self.redactions.push(text);
            self.redactions.len() - 1
        });
        With::Redaction(u16::try_from(at).expect("as few as there are entities"))
    }

    /// The text of a redaction.
    pub(super) fn redacted(&self, index: u16) -> &str {
        &self.redactions[index as usize]
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Whether any known value stands in `text`.
    pub(super) fn stands_in(&self, text: &str) -> bool {
        !self.is_empty() && self.find(text).next().is_some()
    }

    /// Every place where a known value stands, in order of place, the longest value at each.
    pub(super) fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (Range<usize>, With)> + 't {
        let text = if self.is_empty() { "" } else { text };
        let mut words = Words::new(text.as_bytes(), &self.beginnings);
        let mut done = 0;
        std::iter::from_fn(move || {
            loop {
                let word = words.next()?;
                if self.filter.passes(text.as_bytes(), word)
                    && word >= done
                    && let Some(found) = self.at_word(text, word)
                {
                    done = found.0.end;
                    return Some(found);
                }
            }
        })
    }

    /// The longest known value whose first word begins at `word`; of two, the one that was added last.
    fn at_word(&self, text: &str, word: usize) -> Option<(Range<usize>, With)> {
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
            .map(|(range, index)| (range, self.values[index as usize].with))
    }
}

impl Value {
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

    fn known(values: &[(&str, Entity)]) -> Known {
        let mut known = Known::default();
        for ((text, entity), i) in values.iter().zip(0..) {
            known.add(text, entity, With::Pseudonym(i));
        }
        known
    }

    fn found<'t>(known: &Known, text: &'t str) -> Vec<&'t str> {
        known.find(text).map(|(range, _)| &text[range]).collect()
    }

    #[test]
    fn values_are_found_as_words_whatever_their_case() {
        let known = known(&[
            ("Anna Müller", Entity::Person),
            ("Özil", Entity::Person),
            ("a.b@example.com", Entity::Email),
            ("+49 30 901820", Entity::Phone),
            ("Hunter2", Entity::Password),
        ]);
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
            assert_eq!(found(&known, text), expected, "{text}");
        }
    }

    #[test]
    fn the_longest_value_wins_and_places_do_not_overlap() {
        let known =
            known(&[("Anna", Entity::Person), ("Anna Müller", Entity::Person), ("Müller", Entity::Person)]);
        assert_eq!(found(&known, "Anna Müller, Anna, Müller"), ["Anna Müller", "Anna", "Müller"]);
    }

    #[test]
    fn scripts_without_spaces_need_no_boundary() {
        let known = known(&[("王小明先生", Entity::Person)]);
        assert_eq!(found(&known, "我是王小明先生的朋友"), ["王小明先生"]);
    }

    #[test]
    fn what_stands_anywhere_by_chance_is_not_swept() {
        let known = known(&[
            ("42", Entity::Age),
            ("AB", Entity::Person),
            ("***", Entity::Secret),
            ("123", Entity::Secret),
        ]);
        assert!(known.is_empty());
    }
}
