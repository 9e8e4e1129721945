//! For tests of the layers: what one adds to a text, by what the tagger reads or by names already found.
//!
//! Never: says what it should add; the tests of `dictionary.rs` and `lineup.rs` do.

use allonym_tagger::features::Reading;
use allonym_tagger::words::{Word, cut};

use super::{layer, tagger};
use crate::detection::{Detection, RuleId, Span};
use crate::entity::Entity;
use crate::settings::Settings;

/// A layer that goes by the text's words and what is found, sorted and apart.
type Layer = fn(&str, &[Word], &Settings, &mut Vec<Detection>);

/// What `layer` adds when `names` are found at their first places, in order of place.
pub(super) fn added<'t>(text: &'t str, names: &[(&str, Entity)], layer: Layer) -> Vec<&'t str> {
    let mut found = laid(text, names);
    let mut words = Vec::new();
    cut(text, &mut words);
    layer(text, &words, &Settings::default(), &mut found);
    assert!(found.is_sorted_by_key(|detection| detection.span.start));
    let new = found.iter().filter(|detection| detection.rule == *layer::DICTIONARY);
    new.map(|detection| &text[detection.span.range()]).collect()
}

/// What `layer` finds in a text in which nothing else has been found, as the tagger reads it.
pub(super) fn read(text: &str, layer: fn(&str, &Reading, &Settings, &mut Vec<Detection>)) -> Vec<&str> {
    let (mut reading, mut found) = (Reading::default(), Vec::new());
    tagger::tag(text, &mut reading);
    layer(text, &reading, &Settings::default(), &mut found);
    found.iter().map(|name| &text[name.span.range()]).collect()
}

/// `names` as detections at their first places, in order of place.
pub(super) fn laid(text: &str, names: &[(&str, Entity)]) -> Vec<Detection> {
    let lay = |(name, entity): &(&str, Entity)| {
        let start = text.find(name).expect("it stands there");
        let span = Span { start, end: start + name.len() };
        Detection { span, entity: entity.clone(), score: 0.9, rule: RuleId::new("a.rule") }
    };
    let mut found: Vec<Detection> = names.iter().map(lay).collect();
    found.sort_by_key(|detection| detection.span);
    found
}
