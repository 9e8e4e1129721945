//! Names that only the network sees, in texts about technical things: it takes methods and products that are called like people
//! (`Norton`, `Kirchhoff`) for people.
//!
//! Owns: what the network is not believed without the tagger there. Never: judges a full name, or a text about anything else;
//! see `merge.rs` for how possible the tagger must think the others.

use allonym_tagger::features::Reading;

use super::super::words_in;
use super::Judged;
use super::technical::is_announced;
use crate::entity::Entity;

/// How likely the tagger must take what the network found.
const LIKELY: f32 = 0.5;

/// Whether one word is a person or place to the network alone, and nothing around announces it.
pub(super) fn is_alone(text: &str, reading: &Reading, Judged { name, likely }: &Judged) -> bool {
    let likely = match name.entity {
        Entity::Person => likely.person,
        Entity::Location => likely.place,
        _ => return false,
    };
    reading.is_technical()
        && likely < LIKELY
        && !text[name.span.range()].contains(char::is_whitespace)
        && !is_announced(text, &reading.words, words_in(&reading.words, name.span), name)
}

#[cfg(test)]
mod tests {
    use super::super::super::NameSpan;
    use super::super::super::merge::Likely;
    use super::super::tag;
    use super::*;
    use crate::detection::Span;

    /// Whether the network is alone with this name, of which the tagger thinks so much.
    fn alone(text: &str, name: &str, person: f32) -> bool {
        let mut reading = Reading::default();
        tag(text, &mut reading);
        let start = text.find(name).expect("it stands there");
        let span = Span { start, end: start + name.len() };
        let name = NameSpan { span, entity: Entity::Person, score: 0.99 };
        is_alone(text, &reading, &Judged { name, likely: Likely { person, place: 0.0 } })
    }

    #[test]
    fn one_word_amid_products_is_none_to_the_network_alone() {
        let text = "Django, Redis and Postgres are up, Jenkins is not, and so is Vossloh";
        assert!(alone(text, "Vossloh", 0.2));
        assert!(!alone(text, "Vossloh", 0.6), "the tagger sees it too");
        assert!(!alone(&text.replace("Vossloh", "Wiebke Vossloh"), "Wiebke Vossloh", 0.2), "a full name");
        assert!(!alone(&text.replace("Vossloh", "Mrs Vossloh"), "Vossloh", 0.2), "a title announces it");
        assert!(!alone("The garden is wet, and so is Vossloh", "Vossloh", 0.2), "nothing technical around");
    }
}
