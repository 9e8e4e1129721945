//! Names of persons, places and organizations: the layers that are not rules, and how they join them.
//!
//! Owns: [`NameSpan`], what a layer hands over; [`add`], which lays the layers over what the rules found. A layer is
//! known by its id ([`layer`]): `names.tagger`, `names.dictionary`, `names.neural`. Never: decides what a rule finds.

mod addressee;
mod age;
mod bracketed;
mod column;
mod cut;
mod dictionary;
mod endings;
mod explain;
mod firm;
mod grow;
mod institution;
mod joined;
mod label;
mod laid;
mod layer;
mod lineup;
mod list;
mod listed;
mod lower;
mod merge;
mod role;
mod said;
mod speaker;
mod surname;
mod tagger;
mod telephone;
mod terrain;
#[cfg(test)]
mod told;
mod turned;
mod unheard;

use std::ops::Range;

use allonym_tagger::features::Reading;
use allonym_tagger::words::Word;

use crate::context::cues::CueSet;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::settings::Settings;
use crate::table::Cells;
pub use dictionary::Dictionary;
pub(crate) use explain::explain;
pub use surname::surname_behind;

/// A name that some layer found.
#[derive(Debug, Clone, PartialEq)]
pub struct NameSpan {
    /// Where it is.
    pub span: Span,
    /// What it is.
    pub entity: Entity,
    /// How likely it is one, 0 to 1.
    pub score: f32,
}

/// Lays the names over `found`, the rules' detections, sorted and apart; they stay so. `extra` are the neural tier's
/// spans, in any order; `cells` are those of the text's tables, `cues` those of the rules.
pub(crate) fn add(
    text: &str,
    settings: &Settings,
    cells: Option<&Cells>,
    cues: &CueSet,
    extra: &[NameSpan],
    found: &mut Vec<Detection>,
) {
    let mut reading = Reading::default();
    let tagged = tagger::tag(text, &mut reading);
    let tagged = match cells {
        Some(cells) => column::laid(text, &tagged, column::names(cells)),
        None => tagged,
    };
    let (mut tagged, mut extra) = (list::apart(text, &tagged), list::apart(text, extra));
    if let Some(cells) = cells {
        let others = column::others(cells);
        let fills = |name: &NameSpan| name.entity == Entity::Person && others.contains(&name.span);
        [&mut tagged, &mut extra].into_iter().for_each(|names| names.to_mut().retain(|name| !fills(name)));
    }
    let labels = label::Labels::of(text, cells, cues, &reading);
    for names in [&mut tagged, &mut extra] {
        let is_label = |name: &NameSpan| labels.hold(name) || labels.announce(name, found);
        if names.iter().any(is_label) {
            names.to_mut().retain(|name| !is_label(name));
        }
    }
    addressee::part(text, &reading.words, settings, found);
    merge::merge(text, settings, &tagged, &tagger::judged(text, &reading, &extra), found);
    cut::cut(text, found);
    lower::add(text, &reading, settings, found);
    unheard::add(text, &reading, &labels, settings, found);
    listed::add(text, &reading, settings, found);
    role::add(text, &reading, settings, found);
    grow::grow(text, &reading, found);
    institution::add(text, &reading, settings, found);
    firm::grow(text, &reading, settings, found);
    terrain::add(text, &reading, settings, found);
    speaker::add(text, settings, found);
    lineup::add(text, &reading.words, settings, found);
    said::add(text, &reading, settings, found);
    joined::add(text, &reading.words, settings, found);
    turned::add(text, &reading.words, settings, found);
    surname::grow(text, &reading.words, found);
    dictionary::add(text, &reading.words, settings, found);
    bracketed::add(text, settings, found);
    age::add(text, settings, found);
    telephone::add(text, settings, found);
}

/// How sure a person's name makes of what stands right after it: an age, a telephone, a first name in brackets.
const AFTER_A_PERSON: f32 = 0.6;

/// Adds to `found`, sorted and apart, what `after` finds right after each of its persons, if the settings ask for that kind.
fn told_after_persons(
    settings: &Settings,
    found: &mut Vec<Detection>,
    entity: &Entity,
    after: impl Fn(&Detection) -> Option<Span>,
) {
    told_after(settings, found, entity, |name| {
        (name.entity == Entity::Person).then(|| after(name)).flatten()
    });
}

/// As [`told_after_persons`], of any detection.
fn told_after(
    settings: &Settings,
    found: &mut Vec<Detection>,
    entity: &Entity,
    after: impl Fn(&Detection) -> Option<Span>,
) {
    if settings.threshold(entity).is_none_or(|least| AFTER_A_PERSON < least) {
        return;
    }
    let told: Vec<Span> = found.iter().filter_map(after).collect();
    let mut laid = laid::Laid::new(found);
    told.into_iter().for_each(|span| laid.lay_told(span, entity, AFTER_A_PERSON));
}

/// From the first of these words to the last, of which there is one at least.
fn span_of(words: &[Word]) -> Span {
    Span { start: words[0].start as usize, end: words[words.len() - 1].end as usize }
}

/// Which of a text's words a span touches.
fn words_in(words: &[Word], span: Span) -> Range<usize> {
    let first = words.partition_point(|word| (word.end as usize) <= span.start);
    let past = words.partition_point(|word| (word.start as usize) < span.end);
    first..past.max(first)
}

/// Whether the settings ask for any name at all.
pub(crate) fn wanted(settings: &Settings) -> bool {
    [Entity::Person, Entity::Location, Entity::Organization]
        .iter()
        .any(|entity| settings.entities.contains(entity))
}
