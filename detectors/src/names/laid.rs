//! Laying names among what is found: it stays sorted and apart.
//!
//! Owns: [`Laid`], and what happens where a name's place is taken: it joins its own kind, takes a weak guess's place, or keeps
//! what is left of it. Never: decides which layer's word counts; `merge.rs` does.

use std::iter;

use super::{NameSpan, layer};
use crate::detection::{Detection, RuleId, Span};
use crate::entity::Entity;

/// Below this a guess gives way to whoever knows better.
pub(super) const WEAK: f32 = 0.5;

/// What is found, sorted and apart, while more is laid among it: open at the place where the last was laid, so that names that
/// come in order are laid without moving all that stands behind them, each time.
pub(super) struct Laid<'f> {
    before: &'f mut Vec<Detection>,
    /// The nearest last.
    after: Vec<Detection>,
}

impl<'f> Laid<'f> {
    pub(super) fn new(found: &'f mut Vec<Detection>) -> Self {
        Self { before: found, after: Vec::new() }
    }

    /// Opens it where what ends at `start` or before is before, and all else after.
    fn open(&mut self, start: usize) {
        while self.after.last().is_some_and(|next| next.span.end <= start) {
            self.before.extend(self.after.pop());
        }
        let keep = self.before.partition_point(|other| other.span.end <= start);
        self.after.extend(self.before.drain(keep..).rev());
    }

    /// Adds a name, or what is left of it beside those that do not give way: `Jane Roe, DE44` beside the account `DE44 …`.
    pub(super) fn lay_free(&mut self, text: &str, name: &NameSpan, rule: &RuleId) {
        self.open(name.span.start);
        let there = self.after.iter().rev().take_while(|other| other.span.start < name.span.end);
        let kept: Vec<Span> = there.filter(|other| !yields(other, name)).map(|other| other.span).collect();
        if kept.is_empty() || matches!(name.entity, Entity::Location) {
            return self.lay(name, rule);
        }
        let starts = iter::once(name.span.start).chain(kept.iter().map(|span| span.end));
        let ends = kept.iter().map(|span| span.start).chain([name.span.end]);
        for (start, end) in starts.zip(ends).filter(|(start, end)| start < end) {
            let piece = &text[start..end];
            let rest = piece.trim_start_matches(|c: char| !c.is_alphanumeric());
            let start = end - rest.len();
            let end = start + rest.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
            if is_piece_of_name(&text[start..end]) {
                self.lay(&NameSpan { span: Span { start, end }, ..name.clone() }, rule);
            }
        }
    }

    /// Adds a name where its place is free; joins it to what is there of the same kind.
    fn lay(&mut self, name: &NameSpan, rule: &RuleId) {
        self.open(name.span.start);
        let first = self.after.partition_point(|other| other.span.start >= name.span.end);
        let there = &self.after[first..];
        if there.is_empty() {
            self.before.push(detection(name.span, name, rule));
        } else if there.iter().all(|other| yields(other, name)) {
            let span = there.iter().fold(name.span, |span, other| around(span, other.span));
            let best = there.iter().rev().filter(|other| other.entity == name.entity);
            let best =
                best.max_by(|a, b| a.score.total_cmp(&b.score)).filter(|best| best.score >= name.score);
            let joined = match best {
                Some(best) => Detection { span, ..best.clone() },
                None => detection(span, name, rule),
            };
            self.after.truncate(first);
            self.before.push(joined);
        }
    }

    /// Adds what other names of the text tell of a span, where it has room. A weak guess of that kind around it is believed
    /// instead: `82` after a person makes `82 ans` an age.
    pub(super) fn lay_told(&mut self, span: Span, entity: &Entity, score: f32) {
        if let Some(first) = self.room(span) {
            self.after.truncate(first);
            let rule = layer::DICTIONARY.clone();
            self.before.push(Detection { span, entity: entity.clone(), score, rule });
        } else if let Some(around) = self.after.iter_mut().rev().find(|other| other.span.end >= span.end)
            && around.entity == *entity
            && around.score < WEAK
            && around.span.start <= span.start
        {
            (around.score, around.rule) = (score, layer::DICTIONARY.clone());
        }
    }

    /// Whether a span's place is free, or has no more than a weak guess inside it.
    pub(super) fn has_room(&mut self, span: Span) -> bool {
        self.room(span).is_some()
    }

    /// Opened at the span: how many stand behind it, if those at its place give way.
    fn room(&mut self, span: Span) -> Option<usize> {
        self.open(span.start);
        let first = self.after.partition_point(|other| other.span.start >= span.end);
        let gives_way = |other: &Detection| {
            other.score < WEAK && span.start <= other.span.start && other.span.end <= span.end
        };
        self.after[first..].iter().all(gives_way).then_some(first)
    }
}

impl Drop for Laid<'_> {
    fn drop(&mut self) {
        self.before.extend(self.after.drain(..).rev());
    }
}

/// Whether more than a weak guess stands there.
pub(super) fn is_taken(found: &[Detection], span: Span) -> bool {
    let next = found.partition_point(|name| name.span.end <= span.start);
    found[next..].iter().take_while(|name| name.span.start < span.end).any(|name| name.score >= WEAK)
}

/// Whether what is left of a name can be one: a word with a capital that is no title.
fn is_piece_of_name(written: &str) -> bool {
    written.chars().filter(|c| c.is_alphabetic()).count() > 2
        && written
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word.starts_with(char::is_uppercase) && word.len() > 2)
}

/// Whether what is there may become part of the name: of the same kind, a weak guess, or a postal code in an address.
fn yields(there: &Detection, name: &NameSpan) -> bool {
    let inside = name.span.start <= there.span.start && there.span.end <= name.span.end;
    there.entity == name.entity
        || (there.score < WEAK && name.score > there.score && inside)
        || (there.entity == Entity::PostalCode && name.entity == Entity::Location)
}

fn around(a: Span, b: Span) -> Span {
    Span { start: a.start.min(b.start), end: a.end.max(b.end) }
}

fn detection(span: Span, name: &NameSpan, rule: &RuleId) -> Detection {
    Detection { span, entity: name.entity.clone(), score: name.score, rule: rule.clone() }
}
