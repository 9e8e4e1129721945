//! The age right after a found person: `Jane Roe (34)`, `Jane, 41, joiner`, `Frau Roe, 66 Jahre`, `Jane is 6`, `Mr Roe 71/M`.
//!
//! Owns: the forms in which an age follows a name. A number alone is none: it is the name before it that makes it one, and
//! only the layers of names know the lone first names and the surnames in lower case. Never: finds an age elsewhere; rules do.

use super::{AFTER_A_PERSON, told_after_persons};
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::laid::WEAK;
use crate::names::near;
use crate::settings::Settings;

/// What ages are counted in, in the languages of the tagger, as it begins.
const UNITS: [&str; 23] = [
    "years", "year", "yrs", "yr", "y/o", "yo", "months", "Jahre", "J.", "J", "Monate", "Mon.", "Wochen",
    "ans", "an", "mois", "años", "meses", "anni", "mesi", "jaar", "jr", "anos",
];

/// Verbs between a person and an age, and whether the age needs a unit behind it: `Jane is 6`, `Jane a 6 ans`.
const VERBS: [(&str, bool); 9] = [
    (" is ", false),
    (" ist ", false),
    (" turns ", false),
    (" turned ", false),
    (" wird ", false),
    (" a ", true),
    (" ha ", true),
    (" tiene ", true),
    (" tem ", true),
];

/// Adds to `found`, sorted and apart, the ages of its persons.
pub(in crate::names) fn add(text: &str, settings: &Settings, found: &mut Vec<Detection>) {
    told_after_persons(settings, found, (&Entity::Age, AFTER_A_PERSON), |person| {
        if person.score < WEAK {
            return None;
        }
        let bracketed = opens_bracket(&text[..person.span.start]);
        after(text, person.span.end, bracketed)
    });
}

/// How far before a name the bracket may open, in characters.
const NEAR: usize = 64;

/// Whether a bracket opens right before a name, or before small words that stand before it: `(Jane`, `(achternaam Roe`.
fn opens_bracket(before: &str) -> bool {
    let sign = before.chars().rev().take(NEAR).find(|c| !c.is_lowercase() && *c != ' ');
    sign == Some('(')
}

/// Words between a bracket and the age in it: `Jane (now 12)`.
const NOW: [&str; 12] = [
    "now ",
    "almost ",
    "nearly ",
    "aged ",
    "jetzt ",
    "fast ",
    "heute ",
    "maintenant ",
    "ahora ",
    "ora ",
    "nu ",
    "bijna ",
];

/// What follows an age that stands right behind the name, with nothing between: `Mr Roe 71/M`, `Jane Roe 54y`.
const MARKS: [&str; 10] = ["/M", "/F", "/W", "/m", "/f", "/w", "y", "yo", "yrs", "j"];

/// The age that follows what ends at `end`; `bracketed` says that a bracket opens before it: `my son (Tim, 9)`.
fn after(text: &str, end: usize, bracketed: bool) -> Option<Span> {
    let rest = &text[end..];
    let opens = |opening: &str| rest.starts_with(opening);
    let verb = VERBS.into_iter().find(|(verb, _)| opens(verb));
    let opening =
        verb.map(|(verb, _)| verb).or_else(|| [" (", ", ", " "].into_iter().find(|sign| opens(sign)))?;
    let inside = &rest[opening.len()..];
    let now = NOW.into_iter().find(|now| opening == " (" && inside.starts_with(now)).map_or(0, str::len);
    let start = end + opening.len() + now;
    let number = &text[start..][..digits(&text[start..])];
    let age: u8 = number.parse().ok().filter(|_| !number.starts_with('0'))?;
    let half = half(&text[start + number.len()..]);
    let after = &text[start + number.len() + half..];
    let alone = match verb {
        Some((_, needs_unit)) => !needs_unit && ends(after),
        None if opening == " " => false,
        None => {
            stands_alone(after, opening == " (")
                || bracketed && after.starts_with(')')
                || opening == ", " && number.len() > 1 && closes(after) && tells_of_ages(text, end)
        }
    };
    let unit = if opening == " " && verb.is_none() { is_marked(after) } else { has_unit(after) };
    let fits = age < 120 && (unit || age < 100 && alone);
    fits.then_some(Span { start, end: start + number.len() + half })
}

/// How long the half behind a child's age is: `2 1/2`, `2½`.
fn half(after: &str) -> usize {
    [" 1/2", "½", " ½"].into_iter().find(|half| after.starts_with(half)).map_or(0, str::len)
}

/// Whether a short unit or the sex stands at the number: `54y`, `71/M`.
fn is_marked(after: &str) -> bool {
    let whole = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric());
    MARKS.iter().any(|mark| after.strip_prefix(mark).is_some_and(whole))
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Whether a unit of ages follows: `66 yrs`, `46 J.`, `31 ans`.
fn has_unit(after: &str) -> bool {
    let unit = after.strip_prefix([' ', '-', '\u{a0}']).unwrap_or("");
    UNITS.iter().any(|known| {
        unit.strip_prefix(known).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    })
}

/// Whether the sentence ends behind the number, or goes on with another: `Jane is 6, and …`.
fn ends(after: &str) -> bool {
    let goes_on = |sign: &[char]| {
        after.strip_prefix(sign).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    after.is_empty()
        || goes_on(&['.', ',', ';', '!', '?', '\n'])
        || [" and ", " und ", " en "].iter().any(|and| after.starts_with(and))
}

/// Whether the number is all that stands there: `(34)`, `(34, …`, `(34m)`; outside brackets between two commas, and what follows is
/// no number, as in a list of them.
fn stands_alone(after: &str, bracketed: bool) -> bool {
    if !bracketed {
        let next = after.strip_prefix(", ");
        let dash = [" — ", " – "].into_iter().find_map(|dash| after.strip_prefix(dash));
        return next.is_some_and(|next| next.starts_with(char::is_lowercase))
            || dash.is_some_and(|next| next.starts_with(char::is_alphabetic));
    }
    let sexed =
        after.strip_prefix(['m', 'f', 'w', 'M', 'F', 'W']).filter(|rest| rest.starts_with([')', ',']));
    let after = sexed.unwrap_or(after);
    after.starts_with(')')
        || after.strip_prefix(", ").is_some_and(|next| next.starts_with(char::is_alphabetic))
}

/// Whether an entry of a list of birthdays or of the dead ends behind its age: `Jane Roe, 82 · John Roe, 90`, `Jane Roe, 91: fell`.
fn closes(after: &str) -> bool {
    let entry = after.trim_start_matches(' ');
    entry.is_empty() || entry.starts_with(['·', '|', ';', '.', '\n', '\r', ')']) || after.starts_with(": ")
}

/// How far before a name a word may stand that tells of ages, in bytes.
const TOLD: usize = 400;

/// Words of birthdays, deaths, homes and wards, as they begin, in small letters.
const AGES: [&str; 20] = [
    "geburtstag",
    "jubilar",
    "bestattet",
    "verstorben",
    "bewohner",
    "birthday",
    "funeral",
    "passed away",
    "died",
    "resident",
    "anniversaire",
    "obsèques",
    "décédé",
    "cumplea",
    "fallecid",
    "complean",
    "defunt",
    "verjaardag",
    "overleden",
    "jarig",
];

/// Whether a word not far before `end` tells of ages.
fn tells_of_ages(text: &str, end: usize) -> bool {
    let before = text[near(text, end..end, TOLD).start..end].to_lowercase();
    AGES.iter().any(|word| before.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{layer, told};

    fn added<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
        told::added(text, &[(name, Entity::Person)], |text, _, settings, found| add(text, settings, found))
    }

    #[test]
    fn an_age_follows_its_person() {
        for text in [
            "The occupant, Jane (34), said so",
            "Interview: Jane (34, now at Roe Ltd)",
            "Jane (34m) left",
            "my son (Jane, 34) said so",
            "Jane (34 jr), buurvrouw",
            "Jane, 34 J, w",
            "\"Jane, 34, joiner from Hull\"",
            "Frau Jane, 34 Jahre, Lehrerin",
            "Jane, 34 yrs, NHS no.",
            "Mme Jane, 34 ans",
            "client Jane (now 34) said so",
            "meneer Kees (achternaam Jane, 34) said so",
            "PG from Mrs Jane, 34 — needed",
            "Bed 1 Jane 34/M NFR",
            "Jane 34y lorry driver",
        ] {
            assert_eq!(added(text, "Jane"), ["34"], "{text}");
        }
        assert_eq!(added("Jane, 104 years", "Jane"), ["104"]);
        assert_eq!(added("Kleinkind (Jane, 2 1/2)", "Jane"), ["2 1/2"]);
    }

    #[test]
    fn a_weak_guess_around_it_is_believed() {
        let text = "Mme Jane, 34 ans";
        let mut found = told::laid(text, &[("Jane", Entity::Person), ("34 ans", Entity::Age)]);
        found[1].score = 0.3;
        add(text, &Settings::default(), &mut found);
        assert_eq!(found.len(), 2);
        assert_eq!(&text[found[1].span.range()], "34 ans");
        assert!(found[1].score >= WEAK);
    }

    #[test]
    fn lists_of_birthdays_and_of_the_dead_have_ages_behind_their_names() {
        for text in [
            "Geburtstage (ab 80): 3.9. Jane Roe, 82 · 11.9.",
            "Birthdays\nJane Roe, 82\n",
            "Overleden: mw. Jane Roe, 82; afscheid in kring",
            "Bewohner\nJane Roe, 82: gestürzt",
        ] {
            assert_eq!(added(text, "Jane Roe"), ["82"], "{text}");
        }
        for text in ["See Jane Roe, 82.", "Birthdays: Jane Roe, 8. May", "Birthdays: Jane Roe, 82, 83"] {
            assert_eq!(added(text, "Jane Roe"), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "Jane (2019) writes",
            "Jane, 34 Oak Road",
            "Jane, 34, 35 and 36",
            "Jane 34",
            "Jane 34 yards",
            "Jane 34/42",
            "Jane (see 34)",
            "Jane, 34 — 35",
            "Jane (34%)",
            "Jane (34, 35)",
            "Jane, 04, joiner",
            "Jane (104)",
            "Jane, 34, Rue Haute",
            "Jane, 34 yearbooks",
        ] {
            assert_eq!(added(text, "Jane"), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn who_wants_no_ages_gets_none() {
        let mut found = told::laid("Jane (34)", &[("Jane", Entity::Person)]);
        let only_persons =
            Settings { entities: [Entity::Person].into_iter().collect(), ..Settings::default() };
        add("Jane (34)", &only_persons, &mut found);
        assert_eq!(found.len(), 1);
        assert_ne!(found[0].rule, *layer::DICTIONARY);
    }
}
