//! Names of persons, places and organizations: the layers that are not rules, and how they join them.
//!
//! Owns: [`NameSpan`], what a layer hands over; [`add`], which lays the layers over what the rules found. A layer is
//! known by its id ([`layer`]): `names.tagger`, `names.dictionary`, `names.neural`. Never: decides what a rule finds.
//!
//! Where to look: what a word is taken for, and what doubts it, `tagger/`; persons whom the words around tell of, `by_words/`; what a noun
//! or a place on the page tells, `by_noun/` and `by_layout/`; how far a name reaches, `extent/`; what stands beside a person, `beside/`;
//! names that come again, `dictionary/`; names in words that signs join, `joined/`. Words on lists are asked by `endings.rs`.

mod beside;
mod by_layout;
mod by_noun;
mod by_words;
mod calendar;
mod chance;
mod dictionary;
mod endings;
mod explain;
mod extent;
mod joined;
mod laid;
mod layer;
mod merge;
mod tagger;
#[cfg(test)]
mod told;
mod written;

use std::ops::Range;

use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::class;
use allonym_tagger::words::Word;

use crate::context::cues::CueSet;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::json::Members;
use crate::settings::Settings;
use crate::table::Cells;
pub use by_layout::document::{Document, Row};
pub use by_layout::halves::{Half, half, halves};
pub use by_layout::keyed::{Asks, Keyed, asks};
pub use chance::{Again, again, is_no_name};
pub use dictionary::Dictionary;
pub(crate) use explain::explain;
pub use extent::surname::surname_behind;
pub use written::{in_programs, without_accents, without_genitive};

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

/// What has been read of a text by others, which names go by.
pub(crate) struct Read<'a> {
    /// The cells of its tables.
    pub(crate) cells: Option<&'a Cells>,
    /// The members of the JSON in it.
    pub(crate) members: &'a Members<'a>,
    /// The cues of the rules.
    pub(crate) cues: &'a CueSet,
    /// Finds every date of a piece of text.
    pub(crate) dates: &'a dyn Fn(&str) -> Vec<Span>,
}

/// Lays the names over `found`, the rules' detections, sorted and apart; they stay so. `extra` are the neural tier's
/// spans, in any order.
pub(crate) fn add(
    text: &str,
    settings: &Settings,
    read: &Read<'_>,
    extra: &[NameSpan],
    found: &mut Vec<Detection>,
) {
    let Read { cells, members, cues, dates } = *read;
    let mut reading = Reading::default();
    let tagged = tagger::tag(text, &mut reading);
    let tagged = match cells {
        Some(cells) => by_layout::column::laid(text, &tagged, by_layout::column::names(cells)),
        None => tagged,
    };
    let (mut tagged, mut extra) = (extent::list::apart(text, &tagged), extent::list::apart(text, extra));
    if let Some(cells) = cells {
        let others = by_layout::column::others(cells);
        let fills = |name: &NameSpan| name.entity == Entity::Person && others.contains(&name.span);
        [&mut tagged, &mut extra].into_iter().for_each(|names| names.to_mut().retain(|name| !fills(name)));
    }
    let labels = by_layout::label::Labels::of(text, cells, cues, &reading);
    for names in [&mut tagged, &mut extra] {
        let is_none = |name: &NameSpan| {
            labels.hold(name) || labels.announce(name, found) || calendar::is_day(text, name.span, dates)
        };
        if names.iter().any(is_none) {
            names.to_mut().retain(|name| !is_none(name));
        }
    }
    beside::addressee::part(text, &reading.words, settings, found);
    merge::merge(text, settings, &tagged, &tagger::judged(text, &reading, &extra), found);
    extent::cut::cut(text, found);
    by_words::lower::add(text, &reading, settings, found);
    by_words::unheard::add(text, &reading, &labels, settings, found);
    by_words::listed::add(text, &reading, settings, found);
    by_words::party::add(text, settings, found);
    by_words::role::add(text, &reading, settings, found);
    by_words::kin::add(text, &reading, settings, found);
    extent::grow::grow(text, &reading, found);
    by_noun::institution::add(text, &reading, settings, found);
    by_noun::firm::grow(text, &reading, settings, found);
    by_noun::terrain::add(text, &reading, settings, found);
    by_layout::member::add(text, members, settings, found);
    by_layout::speaker::add(text, settings, found);
    by_layout::lineup::add(text, &reading.words, settings, found);
    by_words::said::add(text, &reading, settings, found);
    joined::add(text, &reading.words, settings, found);
    by_layout::turned::add(text, &reading.words, settings, found);
    extent::surname::grow(text, &reading.words, found);
    dictionary::add(text, &reading.words, settings, found);
    by_layout::initials::add(text, &reading.words, settings, found);
    beside::bracketed::add(text, settings, found);
    beside::age::add(text, settings, found);
    beside::dated::add(text, &reading, settings, dates, found);
    beside::telephone::add(text, settings, found);
    beside::coded::add(text, &reading, settings, found);
    by_layout::numbered::add(text, cells, settings, found);
    labels.take_back(found);
}

/// From the first of these words to the last, of which there is one at least.
fn span_of(words: &[Word]) -> Span {
    Span { start: words[0].start as usize, end: words[words.len() - 1].end as usize }
}

/// Which of a text's words a span touches.
fn words_in(words: &[Word], span: Span) -> Range<usize> {
    let first = words.partition_point(|word| (word.end as usize) <= span.start);
    // Each of them has a byte of the span, but the one that a span of none is amid.
    let most = words.len().min(first + span.end.saturating_sub(span.start).max(1));
    first..first + words[first..most].partition_point(|word| (word.start as usize) < span.end)
}

/// Whether a dictionary of some language holds the word, or it is a public name.
pub(crate) fn is_ordinary(written: &str) -> bool {
    tagger::in_dictionary(written) || tagger::listed(written) & class::PUBLIC != 0
}

/// Whether the settings ask for any name at all.
pub(crate) fn wanted(settings: &Settings) -> bool {
    [Entity::Person, Entity::Location, Entity::Organization]
        .iter()
        .any(|entity| settings.entities.contains(entity))
}

/// `place`, between characters, with so many bytes more on either side, as far as whole characters go.
fn near(text: &str, place: Range<usize>, reach: usize) -> Range<usize> {
    let (start, end) = (place.start.saturating_sub(reach), text.len().min(place.end + reach));
    let is_whole = |at: &usize| text.is_char_boundary(*at);
    let start = (start..place.start).find(is_whole).unwrap_or(place.start);
    let end = (place.end..=end).rfind(is_whole).unwrap_or(place.end);
    start..end
}
