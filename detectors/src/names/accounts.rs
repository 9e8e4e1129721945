//! Accounts that a text tells of: a login name made of a found person's name (`jroe`, `jane.roe` of Jane Roe), and a user name that a
//! rule found once and that comes again bare.
//!
//! Owns: the forms in which people are made login names. Never: looks at anything but runs in lower case without spaces, and never
//! takes an ordinary word for one: `start` is nobody's though an S. Tart is there.

use std::collections::HashSet;

use allonym_tagger::hash;
use allonym_tagger::lexicon::class;

use super::merge::{Laid, WEAK};
use super::tagger;
use crate::context::unaccented;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::settings::Settings;

/// How likely such a run is an account.
const SCORE: f32 = 0.7;

/// The lengths of a login name, in bytes.
const SHORTEST: usize = 5;
const LONGEST: usize = 40;

/// The least length of a part that is spelt out.
const PART: usize = 3;

/// Adds to `found`, sorted and apart, the accounts that it tells of.
pub(super) fn add(text: &str, settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Username).is_none_or(|least| SCORE < least) {
        return;
    }
    let known = known(text, found);
    if known.is_empty() {
        return;
    }
    let mut laid = Laid::new(found);
    let is_known = |span: &Span| {
        let run = &text[span.range()];
        known.contains(run) || known.contains(stem(run))
    };
    for span in runs(text).filter(is_known) {
        laid.lay_told(span, &Entity::Username, SCORE);
    }
}

/// The login names of those who were found.
fn known(text: &str, found: &[Detection]) -> HashSet<String> {
    let mut known = HashSet::new();
    for name in found {
        let written = &text[name.span.range()];
        match name.entity {
            Entity::Person if name.score >= WEAK => known.extend(logins(written)),
            Entity::Username => known.extend([written.trim_start_matches('@').to_owned()]),
            _ => {}
        }
    }
    known.retain(|login| login.len() >= SHORTEST && login.len() <= LONGEST && !is_ordinary(login));
    known
}

/// Whether it is one word that texts have for something else, or a name by itself.
fn is_ordinary(login: &str) -> bool {
    let listed = tagger::classes(hash::word(login));
    !login.contains(['.', '_', '-'])
        && listed & (class::COMMON | class::PUBLIC | class::PERSONS | class::PLACES) != 0
}

/// The login names that a full name gives, `Roe, Jane` turned round; of one word none.
fn logins(written: &str) -> Vec<String> {
    let mut parts: Vec<&str> = written.split([' ', ',', '\u{a0}']).filter(|part| part.len() > 1).collect();
    if written.contains(',') {
        parts.rotate_left(1);
    }
    let (Some(first), Some(last)) = (parts.first(), parts.last().filter(|_| parts.len() > 1)) else {
        return Vec::new();
    };
    spelt(first)
        .iter()
        .flat_map(|first| spelt(last).into_iter().flat_map(|last| joined(first, &last)))
        .collect()
}

/// A part of a name in the letters of login names, of which umlauts have two spellings; none of a short or foreign one.
fn spelt(part: &str) -> Vec<String> {
    let lower = part.to_lowercase();
    let spellings = if lower.is_ascii() { vec![lower] } else { unaccented(&lower) };
    let letters = |spelt: String| spelt.replace(['-', '\'', '’', '.'], "");
    let plain = |spelt: &String| spelt.len() >= PART && spelt.bytes().all(|byte| byte.is_ascii_lowercase());
    spellings.into_iter().map(letters).filter(plain).collect()
}

/// `jroe`, `janer`, `janeroe`, `roej`, and with a sign between them.
fn joined(first: &str, last: &str) -> Vec<String> {
    let (letter, end) = (&first[..1], &last[..1]);
    let mut logins = vec![format!("{letter}{last}"), format!("{first}{end}"), format!("{last}{letter}")];
    logins.extend([format!("{first}{last}"), format!("{last}{first}")]);
    for sign in ['.', '_', '-'] {
        logins.extend([format!("{letter}{sign}{last}"), format!("{first}{sign}{end}")]);
        logins.extend([format!("{first}{sign}{last}"), format!("{last}{sign}{first}")]);
    }
    logins
}

/// Without the digits that tell two of one name apart.
fn stem(run: &str) -> &str {
    run.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// The runs of letters, digits and signs of login names that begin in lower case and are no piece of an address, a path or code.
fn runs(text: &str) -> impl Iterator<Item = Span> + '_ {
    let inside =
        |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | '/' | '\\' | '%' | '$' | '#');
    let pieces = text.split(move |c: char| !inside(c));
    let spans = pieces.filter_map(move |piece| {
        let piece = piece.trim_end_matches(['.', '-', '_']);
        let piece = piece.strip_prefix('@').unwrap_or(piece);
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
        let fits = (SHORTEST..=LONGEST).contains(&piece.len()) && piece.bytes().all(plain);
        let start = piece.as_ptr() as usize - text.as_ptr() as usize;
        fits.then(|| Span { start, end: start + piece.len() })
    });
    spans.filter(|span| !text[span.end..].trim_start_matches(' ').starts_with(['(', '=']))
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    fn added<'t>(text: &'t str, names: &[(&str, Entity)]) -> Vec<&'t str> {
        told::added(text, names, |text, _, settings, found| add(text, settings, found))
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
        ] {
            let text = format!("{name} logs in as {login}, today.");
            assert_eq!(added(&text, &person(name)), [login], "{text}");
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
    fn ordinary_words_code_and_addresses_are_none() {
        let person = [("Sam Tart", Entity::Person)];
        for text in [
            "Sam Tart will start",
            "Sam Tart calls sam_tart(1)",
            "Sam Tart sets sam_tart = 1, sam.tart=2, a/sam.tart and sam.tart@mail.example",
            "Sam Tart sings",
        ] {
            assert_eq!(added(text, &person), Vec::<&str>::new(), "{text}");
        }
    }
}
