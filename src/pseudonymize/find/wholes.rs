//! [`Wholes`]: where values that are known already stand in a text, however they are spelled there.
//!
//! Owns: telling which of them takes in what was found by itself and is only a part of it: of `O'\''Brackley`, with `O'Brackley`
//! known, the `Brackley`; and what was found as an escape writes it: of `Tr0ub\\4dor`, with `Tr0ub\4dor` known, all. As a value
//! of its own it would be looked for everywhere, in what was sent before as well. Never: replaces anything; `find.rs` does.

use std::ops::Range;

use allonym_detectors::{Detection, Span};

use crate::pseudonymize::encoded::{Decoded, Spelled};
use crate::pseudonymize::known::{Known, With};

/// Where known values stand in a text. In order of place, without overlaps.
#[derive(Default)]
pub(super) struct Wholes<'t>(Vec<(Spelled<'t>, With)>);

impl<'t> Wholes<'t> {
    /// Those in `text` as it stands.
    pub(super) fn of(known: &Known, text: &str) -> Self {
        Self(known.find(text).map(|(range, with)| (range.into(), with)).collect())
    }

    /// Those in `text` as it stands and in what its parts spell, where they are spelled.
    pub(super) fn spelled(known: &Known, text: &str, parts: &'t [Decoded]) -> Self {
        let mut all = Self::of(known, text).0;
        for part in parts {
            all.extend(known.find(&part.text).map(|(span, with)| (part.read(&span), with)));
        }
        if !parts.is_empty() {
            all.sort_by_key(|(place, _)| (place.range.start, std::cmp::Reverse(place.range.end)));
            let mut done = 0;
            all.retain(|(place, _)| {
                place.range.start >= done && {
                    done = place.range.end;
                    true
                }
            });
        }
        Self(all)
    }

    /// The one that takes in the part at `range` of `text` and has more in it than that, or reads otherwise than it is written.
    pub(super) fn around(&self, text: &str, range: &Range<usize>) -> Option<(Spelled<'t>, With)> {
        let after = self.0.partition_point(|(whole, _)| whole.range.start <= range.start);
        let (place, with) = after.checked_sub(1).map(|before| &self.0[before])?;
        let whole = &place.range;
        let takes_in = range.end <= whole.end;
        let is_more = |left: Range<usize>| text[left].contains(char::is_alphanumeric);
        (takes_in
            && (place.is_encoded() || is_more(whole.start..range.start) || is_more(range.end..whole.end)))
        .then(|| (place.clone(), *with))
    }
}

/// Where a detection in the text as it stands lies if it is only a part of what the text spells, or begins inside an escape:
/// of `anna%40mail.example` the whole address is replaced, not the name in front, and of `\nanna@mail.example` not the `n`.
pub(super) fn in_a_part(
    parts: &[Decoded],
    spelled: &[Vec<Detection>],
    detection: &Detection,
) -> Option<Range<usize>> {
    let Span { start, end } = detection.span;
    parts.iter().zip(spelled).find_map(|(part, detections)| {
        detections.iter().find_map(|whole| {
            let place = part.read(&whole.span.range());
            let whole = &place.range;
            // One that reads otherwise than it is written there is larger, too.
            let is_larger =
                whole.start <= start && end <= whole.end && (whole.len() > end - start || place.is_encoded());
            let is_beside = whole.start < end && start < whole.end;
            let cut = part.escape_around(start).filter(|_| is_beside).map(|escape| escape.end.min(end)..end);
            cut.or(is_larger.then_some(start..end))
        })
    })
}
