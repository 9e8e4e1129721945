//! The parties of a case on both sides of the sign that German files have between them: `Roe ./. Poe GmbH`, whatever the words are.
//!
//! Owns: which word beside the sign is a party: one with a capital, no article and no ordinary small word. Never: reaches over more of the name; the layers after do.

use memchr::memmem;

use crate::check::Check;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::laid::Laid;
use crate::settings::Settings;

/// What stands between the parties.
const SIGN: &str = "./.";

/// How sure it makes.
const SCORE: f32 = 0.7;

/// Adds to `found`, sorted and apart, who stands beside the sign where nothing was found.
pub(in crate::names) fn add(text: &str, settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Person).is_none_or(|least| SCORE < least) {
        return;
    }
    let signs = memmem::find_iter(text.as_bytes(), SIGN);
    let parties = signs.flat_map(|at| [before(text, at), after(text, at + SIGN.len())]).flatten();
    let is_party = |span: &Span| Check::PersonName.passes(&text[span.range()]);
    let parties: Vec<Span> = parties.filter(is_party).collect();
    let mut laid = Laid::new(found);
    parties.into_iter().for_each(|span| laid.lay_told(span, &Entity::Person, SCORE));
}

/// The word with a capital right before the sign at `at`.
fn before(text: &str, at: usize) -> Option<Span> {
    let end = text[..at].trim_end_matches(' ').len();
    let start = text[..end]
        .rfind(|c: char| !is_spelt(c))
        .map_or(0, |space| space + text[space..].chars().next().map_or(1, char::len_utf8));
    party(text, start, end)
}

/// The word with a capital right behind what ends at `at`.
fn after(text: &str, at: usize) -> Option<Span> {
    let start = text.len() - text[at..].trim_start_matches(' ').len();
    let end = text[start..].find(|c: char| !is_spelt(c)).map_or(text.len(), |end| start + end);
    party(text, start, end)
}

fn is_spelt(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '-' | '\'' | '’')
}

fn party(text: &str, start: usize, end: usize) -> Option<Span> {
    let word = text.get(start..end)?;
    let is_name = word.starts_with(char::is_uppercase)
        && word.ends_with(char::is_alphabetic)
        && word.chars().count() > 2;
    is_name.then_some(Span { start, end })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    fn added(text: &str) -> Vec<&str> {
        told::added(text, &[], |text, _, settings, found| add(text, settings, found))
    }

    #[test]
    fn parties_stand_on_both_sides() {
        assert_eq!(added("i. S. Wedekind ./. Rohrbau-Mertens wegen"), ["Wedekind", "Rohrbau-Mertens"]);
        assert_eq!(added("Öttl./.Übelacker"), ["Öttl", "Übelacker"]);
        assert_eq!(added("Sache A ./. B, 12 ./. 13 Uhr, ./. 3 %"), [""; 0]);
    }
}
