//! From likelihoods per word piece to spans of names in the text.
//!
//! Owns: words (pieces of one word agree on a kind), what is glued to one name or one address, where a span begins and
//! ends, and which places are identifiers and so no names. Never: settles overlaps with other layers; the detectors do.
//! The model says "begins" at nearly every piece, so what belongs together is told by what stands between.

use std::ops::Range;

use allonym_detectors::{Entity, NameSpan, Span};
use unicode_normalization::char::is_combining_mark;

use super::label::{Kind, Likely};
use super::wordpiece::Piece;

/// A word counts from here on. Measured: recall gains more below the usual half than precision loses.
const LEAST: f32 = 0.2;

/// A word of the text with what it is likely to be.
#[derive(Clone, Debug, PartialEq)]
struct Word {
    range: Range<usize>,
    kind: Kind,
    some: f32,
}

/// Words that belong together, never none.
struct Group {
    words: Vec<Word>,
}

/// The names in `text`, in order of place.
pub(super) fn spans(text: &str, pieces: &[Piece], likely: &[Likely]) -> Vec<NameSpan> {
    let mut groups: Vec<Group> = Vec::new();
    for word in words(text, pieces, likely).into_iter().filter(|word| word.some >= LEAST) {
        match groups.last_mut().filter(|group| goes_on(text, group, &word)) {
            Some(group) => group.words.push(word),
            None => groups.push(Group::of(word)),
        }
    }
    let groups = groups.into_iter().filter_map(|group| group.without_plain_words(text));
    groups.filter_map(|group| span(text, &group)).collect()
}

/// Pieces that touch and are made of letters and digits are one word.
fn words(text: &str, pieces: &[Piece], likely: &[Likely]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut of_kind: f32 = 0.0;
    for (piece, likely) in pieces.iter().zip(likely) {
        match words.last_mut().filter(|word| is_one_word(text, &word.range, &piece.range)) {
            Some(word) => {
                word.range.end = piece.range.end;
                // The surest piece names the kind.
                if likely.some > of_kind {
                    (word.kind, of_kind) = (likely.kind, likely.some);
                }
                word.some = word.some.max(likely.some);
            }
            None => {
                of_kind = likely.some;
                words.push(Word { range: piece.range.clone(), kind: likely.kind, some: likely.some });
            }
        }
    }
    words
}

fn is_one_word(text: &str, before: &Range<usize>, piece: &Range<usize>) -> bool {
    let gap = text.get(before.end..piece.start).is_some_and(|gap| gap.chars().all(is_combining_mark));
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    gap && letter(text[before.clone()].chars().next_back()) && letter(text[piece.clone()].chars().next())
}

impl Group {
    fn of(word: Word) -> Self {
        Self { words: vec![word] }
    }

    fn last(&self) -> &Word {
        &self.words[self.words.len() - 1]
    }

    fn entity(&self) -> Entity {
        self.words[0].kind.entity()
    }

    /// Without the words at either end that only the network, which reads no case, could take for a name.
    fn without_plain_words(mut self, text: &str) -> Option<Self> {
        if self.entity() == Entity::Person {
            let plain = |word: &Word| is_plain(text, word);
            let last = self.words.iter().rposition(|word| !plain(word))?;
            self.words.truncate(last + 1);
            let first =
                self.words.iter().position(|word| !plain(word) || is_particle(&text[word.range.clone()]))?;
            self.words.drain(..first);
        }
        Some(self)
    }
}

/// A lower-case word counts as a name only if the network is sure, or nothing on its line has a capital.
const SURE: f32 = 0.9;

fn is_plain(text: &str, word: &Word) -> bool {
    let lower = text[word.range.clone()].starts_with(char::is_lowercase);
    lower && word.some < SURE && line_around(text, &word.range).contains(char::is_uppercase)
}

fn line_around<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
    &text[start..end]
}

/// Words that begin a surname: `van der Berg`, `de la Cruz`.
fn is_particle(word: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "al", "af", "av", "ben", "bin", "da", "de", "degli", "dei", "del", "della", "den", "der", "di", "do",
        "dos", "du", "el", "la", "le", "ten", "ter", "van", "vom", "von", "zu", "zum", "zur",
    ];
    PARTICLES.contains(&word)
}

/// Whether a word belongs to the group before it.
fn goes_on(text: &str, group: &Group, word: &Word) -> bool {
    let last = group.last();
    let Some(between) = text.get(last.range.end..word.range.start) else { return false };
    if word.kind.entity() != group.entity() || between.len() > 4 {
        return false;
    }
    match group.entity() {
        Entity::Person => name_goes_on(between, last.kind, word.kind),
        Entity::Location => address_goes_on(between, last.kind, word.kind),
        _ => !between.contains(|c: char| c.is_alphanumeric() || c == '\n'),
    }
}

/// `Anna Müller`, `Müller-Roe`, `J. Roe`, `O'Neil`, `Müller, Anna`.
fn name_goes_on(between: &str, last: Kind, next: Kind) -> bool {
    let inside = between.chars().all(|c| matches!(c, ' ' | '\u{a0}' | '-' | '\'' | '’' | '.' | '‐' | '‑'));
    let turned = between == ", " && last == Kind::Surname && next == Kind::GivenName;
    inside || turned
}

/// `Musterstraße 5, 12345 Berlin`, over a line's end too; but `Berlin, Paris` are two places.
fn address_goes_on(between: &str, last: Kind, next: Kind) -> bool {
    let parts = between
        .chars()
        .all(|c| matches!(c, ' ' | '\u{a0}' | ',' | '-' | '.' | '/' | '\'' | '’' | '\n' | '\r'));
    let lines = between.matches('\n').count();
    let listed = between.contains([',', '\n', '/']);
    let two_towns = last.is_town() && next.is_town() && (last == next || last == Kind::State);
    parts && lines <= 1 && !(listed && two_towns)
}

fn span(text: &str, group: &Group) -> Option<NameSpan> {
    let whole = group.words[0].range.start..group.last().range.end;
    let range = snapped(text, trimmed(text, whole)?);
    let entity = group.entity();
    let named = matches!(entity, Entity::Person | Entity::Location);
    if named && (is_identifier(text, &range) || !text[range.clone()].contains(char::is_alphabetic)) {
        return None;
    }
    let some = group.words.iter().map(|word| word.some).fold(0.0, f32::max);
    let score = 0.5 + 0.5 * (some - LEAST) / (1.0 - LEAST);
    Some(NameSpan { span: Span { start: range.start, end: range.end }, entity, score })
}

/// Without signs at the edges; `None` if there is nothing else.
fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let there = &text[range.clone()];
    let start = there.find(char::is_alphanumeric)?;
    let last = there.char_indices().rev().find(|(_, c)| c.is_alphanumeric())?;
    Some(range.start + start..range.start + last.0 + last.1.len_utf8())
}

/// Grown to the edges of the words that it begins and ends in.
fn snapped(text: &str, range: Range<usize>) -> Range<usize> {
    let word = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let before =
        text[..range.start].chars().rev().take_while(|c| word(*c)).map(char::len_utf8).sum::<usize>();
    let after = text[range.end..].chars().take_while(|c| word(*c)).map(char::len_utf8).sum::<usize>();
    range.start - before..range.end + after
}

/// Whether the span stands in a name that a machine gave: `first_name`, `getAnna`, `src/paris.rs`, `Europe/Paris`.
fn is_identifier(text: &str, range: &Range<usize>) -> bool {
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '\\' | '.' | '$' | ':');
    let before: String = text[..range.start].chars().rev().take(64).take_while(|c| joins(*c)).collect();
    let after: String = text[range.end..].chars().take(64).take_while(|c| joins(*c)).collect();
    let beside = [before.chars().next(), after.chars().next()];
    let joined = beside.into_iter().flatten().any(|c| matches!(c, '_' | '\\' | '$'));
    let member = starts_with_sign(&before, &['.', '/', ':']) || starts_with_sign(&after, &['/', ':']);
    let extended = after.strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_lowercase));
    joined || member || extended || is_camel(&text[range.clone()])
}

/// Whether one of `signs` stands first and a letter right behind it.
fn starts_with_sign(text: &str, signs: &[char]) -> bool {
    text.strip_prefix(signs)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || signs.contains(&c)))
}

fn is_camel(name: &str) -> bool {
    name.starts_with(char::is_lowercase) && !name.contains(' ') && name.contains(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The spans where the network is sure of `sure`, word by word.
    fn found<'t>(text: &'t str, sure: &[(&str, Kind)]) -> Vec<(&'t str, String)> {
        let (mut pieces, mut likely, mut from) = (Vec::new(), Vec::new(), 0);
        for (word, kind) in sure {
            let start = from + text[from..].find(word).expect("in order");
            from = start + word.len();
            pieces.push(Piece { id: 9, range: start..from });
            likely.push(Likely { kind: *kind, some: 0.9 });
        }
        let spans = spans(text, &pieces, &likely);
        spans.iter().map(|name| (&text[name.span.range()], name.entity.label().to_owned())).collect()
    }

    fn labelled<'t>(text: &'t str, label: &str) -> (&'t str, String) {
        (text, label.to_owned())
    }

    #[test]
    fn pieces_and_words_of_one_name_are_glued() {
        use Kind::{GivenName, Surname};
        let text = "Ask Annabel Müller-Roe or J. Doe.";
        let sure = [
            ("Anna", GivenName),
            ("bel", GivenName),
            ("Mü", Surname),
            ("ller", Surname),
            ("-", Surname),
            ("Roe", Surname),
            ("J", GivenName),
            ("Doe", Surname),
            (".", Surname),
        ];
        assert_eq!(
            found(text, &sure),
            [labelled("Annabel Müller-Roe", "PERSON"), labelled("J. Doe", "PERSON")]
        );
        let turned = found(
            "Müller, Anna und Anna, Müller",
            &[("Müller", Surname), ("Anna", GivenName), ("Anna", GivenName), ("Müller", Surname)],
        );
        assert_eq!(turned.len(), 3);
        assert_eq!(turned[0].0, "Müller, Anna");
    }

    #[test]
    fn an_address_is_one_span_and_listed_towns_are_not() {
        use Kind::{BuildingNumber, City, State, StreetName, ZipCode};
        let address = [
            ("Oak", StreetName),
            ("Street", StreetName),
            ("5", BuildingNumber),
            ("12345", ZipCode),
            ("Berlin", City),
        ];
        assert_eq!(
            found("at Oak Street 5,\n12345 Berlin.", &address),
            [labelled("Oak Street 5,\n12345 Berlin", "LOCATION")]
        );
        let towns = [("Berlin", City), ("Austin", City), ("TX", State)];
        assert_eq!(
            found("Berlin, Austin, TX", &towns),
            [labelled("Berlin", "LOCATION"), labelled("Austin, TX", "LOCATION")]
        );
    }

    #[test]
    fn names_that_machines_gave_are_none() {
        for text in ["Europe/Paris", "paris_id", "paris.rs", "a.Paris", "std::Paris", "C:\\Paris", "$Paris"] {
            let name = if text.contains("Paris") { "Paris" } else { "paris" };
            assert_eq!(found(text, &[(name, Kind::City)]), [], "{text}");
        }
        assert_eq!(found("fromAnna", &[("fromAnna", Kind::GivenName)]), []);
        assert_eq!(found("4711", &[("4711", Kind::Surname)]), []);
        for text in ["in Paris.", "(Paris)", "Paris: yes", "\"Paris\",", "Paris.Then", "Paris/"] {
            assert_eq!(found(text, &[("Paris", Kind::City)]).len(), 1, "{text}");
        }
    }

    #[test]
    fn likelihoods_below_the_least_are_left_and_others_become_scores_from_a_half() {
        let text = "Anna";
        let piece = [Piece { id: 9, range: 0..4 }];
        let score = |some| {
            spans(text, &piece, &[Likely { kind: Kind::GivenName, some }]).first().map(|name| name.score)
        };
        assert_eq!((score(0.19), score(0.2), score(1.0)), (None, Some(0.5), Some(1.0)));
    }

    #[test]
    fn lower_case_words_end_no_name_where_names_have_capitals() {
        let text = "ask Thorsten morgen, van Roe\nwrite to jane roe";
        let sure = |word: &str, some: f32, from: usize| {
            let start = from + text[from..].find(word).expect("in order");
            (Piece { id: 9, range: start..start + word.len() }, Likely { kind: Kind::Surname, some })
        };
        let words = [
            ("ask", 0.4, 0),
            ("Thorsten", 0.9, 4),
            ("morgen", 0.6, 13),
            ("van", 0.3, 20),
            ("Roe", 0.9, 24),
            ("jane", 0.3, 29),
            ("roe", 0.3, 40),
        ];
        let (pieces, likely): (Vec<_>, Vec<_>) =
            words.into_iter().map(|(word, some, from)| sure(word, some, from)).unzip();
        let spans = spans(text, &pieces, &likely);
        let names: Vec<_> = spans.iter().map(|name| &text[name.span.range()]).collect();
        assert_eq!(names, ["Thorsten", "van Roe", "jane roe"]);
    }

    #[test]
    fn a_span_grows_over_what_the_vocabulary_leaves_out() {
        let text = "Jose\u{301} Roe";
        let pieces = [Piece { id: 9, range: 0..4 }, Piece { id: 9, range: 7..10 }];
        let likely = [Likely { kind: Kind::GivenName, some: 0.9 }, Likely { kind: Kind::Surname, some: 0.1 }];
        assert_eq!(spans(text, &pieces, &likely)[0].span, Span { start: 0, end: 6 });
    }
}
