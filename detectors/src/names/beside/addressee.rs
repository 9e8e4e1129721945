//! Who stands right behind an address whose town seems to have two words: of `47 Oak Lane, 50968 Köln Jane Roe` a rule takes `Köln
//! Jane` for the town, and `Roe` would be left.
//!
//! Owns: telling that person from the address. Never: shortens one behind which no surname stands, as towns are called like people.

use allonym_tagger::words::{Shape, Word};

use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::{
    extent::{cut, surname},
    layer, words_in,
};
use crate::settings::Settings;

/// How sure a first name and the surname behind it make of a person.
const SCORE: f32 = 0.7;

/// Parts the addresses among `found`, sorted and apart, from the persons whose first names they end with; `words` are the text's.
pub(in crate::names) fn part(text: &str, words: &[Word], settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Person).is_none_or(|least| SCORE < least) {
        return;
    }
    let mut at = 0;
    while at < found.len() {
        let free = found.get(at + 1).map_or(text.len(), |next| next.span.start);
        if let Some((end, span)) = behind(text, words, &found[at]).filter(|(_, person)| person.end <= free) {
            found[at].span.end = end;
            let (entity, rule) = (Entity::Person, layer::DICTIONARY.clone());
            found.insert(at + 1, Detection { span, entity, score: SCORE, rule });
        }
        at += 1;
    }
}

/// Where the address ends, and the person behind it.
fn behind(text: &str, words: &[Word], address: &Detection) -> Option<(usize, Span)> {
    if address.entity != Entity::Location
        || !text[address.span.range()].contains(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let own = words_in(words, address.span);
    let [.., before, first] = &words[own.clone()] else { return None };
    let is_of_address = matches!(before.shape, Shape::Capital | Shape::Upper | Shape::Code) && first.spaced;
    if !is_of_address || !cut::is_first_name(first.written(text)) {
        return None;
    }
    let end = surname::behind(text, words, own.end)?;
    Some((before.end as usize, Span { start: first.start as usize, end }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;

    fn added<'t>(text: &'t str, address: &str) -> Vec<&'t str> {
        told::added(text, &[(address, Entity::Location)], part)
    }

    #[test]
    fn the_person_behind_an_address_is_none_of_its_towns() {
        let text = "Lindenallee 47, 50968 Köln Friedrich Obersteiner 12";
        assert_eq!(added(text, "Lindenallee 47, 50968 Köln Friedrich"), ["Friedrich Obersteiner"]);
        let text = "12 High Street, Leeds LS1 4AB Jane Tollkötter";
        assert_eq!(added(text, "12 High Street, Leeds LS1 4AB Jane"), ["Jane Tollkötter"]);
    }

    #[test]
    fn towns_that_are_called_like_people_keep_their_names() {
        for (text, address) in [
            ("8 Oak Lane, 94101 San Francisco Police", "8 Oak Lane, 94101 San Francisco"),
            ("8 Oak Lane, 94101 San Pablo", "8 Oak Lane, 94101 San Pablo"),
            ("8 Oak Lane, 94101 Pablo Tollkötter", "8 Oak Lane, 94101 Pablo"),
            ("San Pablo Tollkötter", "San Pablo"),
        ] {
            assert_eq!(added(text, address), Vec::<&str>::new(), "{text}");
        }
    }
}
