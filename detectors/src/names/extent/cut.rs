//! Where a found person ends earlier than a layer says: at the end of a sentence, before the `'s` of who owns something, before whom or
//! what somebody has in German (`Anna Roes Mann`), before the organization that somebody is
//! from (`Roe von der Sparkasse Odertal`), and, as an organization does, before the label of a number (`Raj Kumar, Aadhaar`) and
//! where it is longer than any name.
//!
//! Owns: these cuts, over what rules and layers found. Never: finds a name in a place where nothing was found; several persons
//! that commas part are cut in `list.rs`.

use allonym_tagger::lexicon::class;

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::{by_noun::institution, tagger, written::without_genitive};

/// The longest name, in bytes: what goes on (`Anna Anna Anna …`) is more than one, and would be compared whole at each word.
const LONGEST: usize = 256;

/// Cuts the persons among `found`, sorted and apart; they stay so.
pub(in crate::names) fn cut(text: &str, found: &mut Vec<Detection>) {
    let mut at = 0;
    while at < found.len() {
        if let Some((end, next, entity)) = too_long(text, &found[at]).or_else(|| place(text, &found[at])) {
            let rest =
                Detection { span: Span { start: next, ..found[at].span }, entity, ..found[at].clone() };
            found[at].span.end = end;
            found.insert(at + 1, rest);
        }
        let written = &text[found[at].span.range()];
        if found[at].entity == Entity::Person && written.strip_suffix('.').is_some_and(is_sentence) {
            found[at].span.end -= 1;
        } else if let Some(owner) = owner(written).filter(|_| found[at].entity == Entity::Person) {
            found[at].span.end = found[at].span.start + owner.len();
        } else if let Some(end) = genitive(written).filter(|_| found[at].entity == Entity::Person) {
            found[at].span.end = found[at].span.start + end;
        } else if let Some(end) = before_label(written, &found[at].entity) {
            found[at].span.end = found[at].span.start + end;
        }
        at += 1;
    }
}

/// The last words with which a name is not too long, as [`place`] tells it.
fn too_long(text: &str, name: &Detection) -> Option<(usize, usize, Entity)> {
    let written = &text[name.span.range()];
    if written.len() <= LONGEST || !matches!(name.entity, Entity::Person | Entity::Organization) {
        return None;
    }
    let fits = (0..=LONGEST).rfind(|at| written.is_char_boundary(*at))?;
    let end = written[..fits].trim_end().rfind(char::is_whitespace)?;
    let next = end + written[end..].find(|c: char| !c.is_whitespace())?;
    let end = written[..end].trim_end().len();
    (end > 0).then(|| (name.span.start + end, name.span.start + next, name.entity.clone()))
}

/// Where the first name ends, where the next begins, and what the next is.
fn place(text: &str, name: &Detection) -> Option<(usize, usize, Entity)> {
    let written = &text[name.span.range()];
    if name.entity != Entity::Person || !written.contains(' ') {
        return None;
    }
    let (end, next, entity) =
        sentence(written).map(|(end, next)| (end, next, Entity::Person)).or_else(|| {
            let other = affiliation(written).or_else(|| beside(written));
            other.map(|(end, next)| (end, next, Entity::Organization))
        })?;
    Some((name.span.start + end, name.span.start + next, entity))
}

/// `Delia. Roe`: a period after a word that is no title and no abbreviation.
fn sentence(written: &str) -> Option<(usize, usize)> {
    let end = written.match_indices(". ").map(|(at, _)| at).find(|at| is_sentence(&written[..*at]))?;
    let next = end + 2 + written[end + 2..].find(char::is_alphabetic)?;
    written[next..].starts_with(char::is_uppercase).then_some((end, next))
}

/// Whether a period after this ends a sentence: its last word is no title and no abbreviation.
fn is_sentence(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let listed = tagger::listed(word);
    let name = listed & class::PERSONS != 0 && word.chars().count() > 2;
    listed & class::TITLE == 0 && (word.chars().count() > 4 || name)
}

/// Who owns something: `Jane Roe's`.
fn owner(written: &str) -> Option<&str> {
    let owner = ["'s", "\u{2019}s"].into_iter().find_map(|ending| written.strip_suffix(ending))?;
    owner.ends_with(char::is_alphabetic).then_some(owner)
}

/// Where a genitive ends that a noun stands behind: no name goes on there.
fn genitive(written: &str) -> Option<usize> {
    let is_genitive = |word: &str| {
        let owner = without_genitive(word);
        owner.len() < word.len() && tagger::listed(owner) & class::PERSONS != 0
    };
    let ends = written.match_indices(' ').map(|(at, _)| at);
    ends.into_iter().find(|&end| {
        let word = written[..end].rsplit(' ').next().unwrap_or_default();
        let next = written[end + 1..].split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        tagger::in_dictionary(next) && tagger::listed(next) & class::FIRST == 0 && is_genitive(word)
    })
}

/// Where the name ends in `Raj Kumar, Aadhaar` and `Roe, inmate no`: what the comma parts from it is nobody's name, but what the
/// number after it is called.
fn before_label(written: &str, entity: &Entity) -> Option<usize> {
    let (name, label) = written.split_once(", ")?;
    let words = || label.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let mut listed = words().map(tagger::listed);
    let small = !label.contains(char::is_uppercase);
    let is_label = match entity {
        Entity::Person => {
            let first = name.split(' ').next().filter(|first| first.len() < name.len());
            let whole = first.is_some_and(is_first_name);
            let other = small || words().count() == 1 && words().all(|word| word.chars().count() > 4);
            (whole || small) && other && listed.all(|word| word & class::PERSONS == 0)
        }
        Entity::Organization => {
            let called = class::ORG_WORD | class::LEGAL_FORM | class::PLACES | class::PERSONS;
            small && listed.all(|word| word & called == 0)
        }
        _ => false,
    };
    is_label.then_some(name.len())
}

/// Whether the word is a first name rather than a last one.
pub(in crate::names) fn is_first_name(word: &str) -> bool {
    let listed = tagger::listed(word);
    let first = listed & class::FIRST != 0 || listed & class::FIRST_RARE != 0 && listed & class::LAST == 0;
    first && word.starts_with(char::is_uppercase) && listed & class::PARTICLE == 0
}

/// `Roe von der Sparkasse`: a word of organizations, which nobody is called, after what says where somebody is from.
fn affiliation(written: &str) -> Option<(usize, usize)> {
    const FROM: [&str; 21] = [
        " von der ",
        " vom ",
        " von ",
        " der ",
        " bei der ",
        " beim ",
        " de la ",
        " del ",
        " de ",
        " du ",
        " della ",
        " dello ",
        " van de ",
        " van het ",
        " van ",
        " from ",
        " at ",
        " of ",
        " da ",
        " do ",
        " de l'",
    ];
    let spaces = || written.match_indices(' ').map(|(at, _)| at);
    let place = |from: &&str| spaces().find(|at| written[*at..].starts_with(*from));
    FROM.iter().filter_map(|from| Some((place(from)?, from.len()))).find_map(|(end, length)| {
        let next = end + length;
        let word = written[next..].split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let more = written[next..].len() > word.len();
        let whole = written[next..].split(' ').next().unwrap_or_default();
        (more && is_organization(word) || institution::is_house(whole)).then_some((end, next))
    })
}

/// `Roe Nierenzentrum Landshut`: the same right behind the name.
fn beside(written: &str) -> Option<(usize, usize)> {
    let spaces = written.match_indices(' ').map(|(at, _)| at);
    let mut words = spaces.map(|end| (end, written[end + 1..].split(' ').next().unwrap_or_default()));
    words.find(|(_, word)| institution::is_house(word)).map(|(end, _)| (end, end + 1))
}

/// Whether the word is what organizations are called, and nobody's name.
fn is_organization(word: &str) -> bool {
    const ENDINGS: [&str; 9] =
        ["amt", "kasse", "schule", "klinik", "verein", "werke", "verlag", "gericht", "krankenhaus"];
    let listed = tagger::listed(word);
    let ends = || ENDINGS.iter().any(|ending| word.len() > ending.len() + 2 && word.ends_with(ending));
    word.starts_with(char::is_uppercase)
        && listed & class::PERSONS == 0
        && (listed & class::ORG_WORD != 0 || ends())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detection::RuleId;

    fn pieces(text: &str) -> Vec<(&str, Entity)> {
        let span = Span { start: 0, end: text.len() };
        let rule = RuleId::new("a.rule");
        let mut found = vec![Detection { span, entity: Entity::Person, score: 0.9, rule }];
        cut(text, &mut found);
        found.iter().map(|name| (&text[name.span.range()], name.entity.clone())).collect()
    }

    #[test]
    fn no_name_is_longer_than_names_are() {
        let text = "Anna Ü".repeat(500);
        let found = pieces(&text);
        assert!(found.len() > 10 && found.iter().all(|(name, _)| name.len() <= LONGEST));
        let joined: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
        assert_eq!(joined.join(" "), text);
    }

    #[test]
    fn what_somebody_owns_is_no_part_of_the_name() {
        for owner in ["Jane Roe's", "Jane Roe’s"] {
            assert_eq!(pieces(owner), [("Jane Roe", Entity::Person)]);
        }
        assert_eq!(pieces("Jane Ross'"), [("Jane Ross'", Entity::Person)]);
    }

    #[test]
    fn whom_somebody_has_is_no_part_of_the_name() {
        for (text, name) in [
            ("Anna Krügers Mann", "Anna Krügers"),
            ("Krügers Ehemann", "Krügers"),
            ("Annas Rechnung", "Annas"),
        ] {
            assert_eq!(pieces(text), [(name, Entity::Person)]);
        }
        for whole in ["Hans Koch", "Peters Koch", "Thomas Mann", "Anna Krügers", "Krügers Brandtner"] {
            assert_eq!(pieces(whole), [(whole, Entity::Person)]);
        }
    }

    #[test]
    fn a_person_ends_with_the_sentence() {
        let person = |name| (name, Entity::Person);
        assert_eq!(pieces("Delphine. Brandtner"), [person("Delphine"), person("Brandtner")]);
        assert_eq!(
            pieces("Ray Sanders. Judith. Barbara"),
            [person("Ray Sanders"), person("Judith"), person("Barbara")]
        );
        assert_eq!(pieces("Barbara."), [person("Barbara")]);
        for whole in [
            "Ray Sanders Jr.",
            "Barbara R.",
            "J. Roe",
            "Prof. Dr. Roe",
            "St. Roe",
            "Jane R. Roe",
            "Marie-Fr. Roe",
        ] {
            assert_eq!(pieces(whole), [person(whole)]);
        }
    }

    #[test]
    fn a_label_after_the_comma_is_no_part_of_the_name() {
        for (text, name) in [
            ("Raj Kumar, Aadhaar", "Raj Kumar"),
            ("Barbara Brzęczyszczykiewicz, PESEL", "Barbara Brzęczyszczykiewicz"),
            ("Sanders, inmate nr", "Sanders"),
        ] {
            assert_eq!(pieces(text), [(name, Entity::Person)]);
        }
        for whole in
            ["Sanders, Barbara", "Ray Sanders, Jr", "García López, Xiomara", "van Wendelen, Ottelien"]
        {
            assert_eq!(pieces(whole), [(whole, Entity::Person)]);
        }
    }

    #[test]
    fn the_organization_that_somebody_is_from_is_another_name() {
        let expected = [("Engel", Entity::Person), ("Sparkasse Odertal", Entity::Organization)];
        assert_eq!(pieces("Engel von der Sparkasse Odertal"), expected);
        for (name, of, organization) in [
            ("Banerjee", " vom ", "Regio-Klinikum Verlegung"),
            ("Banerjee", " vom ", "Genossenschaftsverband Weser-Ems"),
            ("Banerjee", " ", "Nierenzentrum Landshut"),
        ] {
            let expected = [(name, Entity::Person), (organization, Entity::Organization)];
            assert_eq!(pieces(&format!("{name}{of}{organization}")), expected);
        }
        let expected = [("Banerjee", Entity::Person), ("Ordnungsamt Goslar", Entity::Organization)];
        assert_eq!(pieces("Banerjee vom Ordnungsamt Goslar"), expected);
        for whole in [
            "Jane Steinhaus",
            "Jan Neuhaus-Roe",
            "Jane von der Heide",
            "Juan de la Torre",
            "Luz del Valle Roe",
            "Anna van de Berg",
        ] {
            assert_eq!(pieces(whole), [(whole, Entity::Person)]);
        }
    }
}
