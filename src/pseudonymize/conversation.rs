//! [`draft`]: a conversation whose beginning an earlier request has brought, with what has come since.
//!
//! Owns: which beginnings are remembered, and that to go on from one comes to the same as to begin anew, but for what stays as it
//! was sent (`conversation/late.rs`). A body is made stretch by stretch (what is known, all turns but the last, the last turn, the
//! rest), and a value that is new in a later stretch and stands in an earlier one as well is seen by the check that the seal
//! makes: then everything up to it is made as one stretch. Never: finds or replaces; `replace.rs` does. Next:
//! `conversation/assembled.rs`.

mod assembled;
mod late;
#[cfg(test)]
mod tests;

use std::ops::Range;

use bytes::Bytes;

use self::assembled::Assembled;
use self::late::Sent;
use super::known::New;
use super::prefix::{Prefix, Recalled, Replaced};
use super::state::State;
use super::surface::Surface;
use super::walk::{self, Course, Mark, Walked};
use super::{Draft, Profile, replace};
use crate::error::Reason;
use crate::provider::{Endpoint, Rank};
use crate::pseudonym::Mapping;
use crate::scan::Reading;
use crate::wire::json::{self, Edit};

/// A request with a conversation.
pub(super) struct Request<'r> {
    pub(super) endpoint: Endpoint,
    pub(super) body: &'r Bytes,
    pub(super) profile: &'r Profile,
    pub(super) reading: &'r Reading,
    /// Without any value.
    pub(super) mapping: &'r Mapping,
    pub(super) recalled: &'r Recalled,
}

/// Where to go on from, and the turns after which a stretch ends.
struct Way<'r> {
    known: Option<(usize, &'r Prefix)>,
    ends: Vec<usize>,
}

/// Where a way has led.
enum Outcome<'r> {
    Made(Box<Draft>),
    /// A value that is new in a stretch stands before it, too, or one from before is something else by now: to be gone this way.
    Again(Way<'r>),
    /// There is something that is only judged in a whole body.
    Unfit,
}

/// What was made of one stretch.
struct Stretch {
    edits: Vec<Edit>,
    /// Values that nothing before it has brought.
    new: New,
    /// What is known at its end, if it lasts.
    after: Option<State>,
}

/// The draft of a request's body, made of what is known of its beginning and of what has come since, of which alone is read
/// what was read ahead; `None` where that does not do.
///
/// # Errors
/// As [`super::body`].
pub(super) fn continued(request: &Request<'_>) -> Result<Option<Draft>, Reason> {
    made(request, |way| way.known.is_some())
}

/// The draft of a request's body; `None` where it has to be made whole, from nothing.
///
/// # Errors
/// As [`super::body`].
pub(super) fn draft(request: &Request<'_>) -> Result<Option<Draft>, Reason> {
    made(request, |way| way.known.is_some() || !way.ends.is_empty())
}

/// What the first way makes that leads there, as long as it is one to go.
fn made(request: &Request<'_>, is_one: impl Fn(&Way<'_>) -> bool) -> Result<Option<Draft>, Reason> {
    let mut way = request.first_way();
    while is_one(&way) {
        match request.go(&way)? {
            Outcome::Made(draft) => return Ok(Some(*draft)),
            Outcome::Again(other) => way = other,
            Outcome::Unfit => break,
        }
    }
    Ok(None)
}

impl<'r> Way<'r> {
    /// With everything new before `stretch` made together with it.
    fn joined(&self, stretch: usize) -> Self {
        Self { known: self.known, ends: self.ends[stretch..].to_vec() }
    }

    /// As [`Self::joined`], from nothing.
    fn anew(&self, stretch: usize) -> Self {
        Self { known: None, ..self.joined(stretch) }
    }

    /// Turns of which everything is known, if anything is.
    fn known_turns(&self) -> Option<usize> {
        self.known.map(|(turns, _)| turns)
    }

    /// Turns that are new before a stretch, as the number of all up to there.
    fn turns_before(&self, stretch: usize) -> Option<usize> {
        stretch.checked_sub(1).and_then(|before| self.ends.get(before).copied())
    }
}

impl<'r> Request<'r> {
    /// From the longest beginning that is known, over all turns but the last: clients send that one again with something else in it.
    fn first_way(&self) -> Way<'r> {
        let Recalled { outline, found, .. } = self.recalled;
        let known = found.as_ref().map(|(turns, prefix)| (*turns, &**prefix));
        let turns = outline.ends.len();
        let is_new = |end: &usize| match known {
            Some((known, _)) => *end > known,
            None => *end > 0 || !outline.heads.is_empty(),
        };
        Way { known, ends: [turns - 1, turns].into_iter().filter(is_new).collect() }
    }

    fn go(&self, way: &Way<'r>) -> Result<Outcome<'r>, Reason> {
        let text = json::check_utf8(self.body)?;
        let before = way.known_turns().map_or_else(Vec::new, |turns| self.recalled.up_to(turns));
        let marks: Vec<usize> = way.ends.iter().map(|turns| self.recalled.end_of(*turns)).collect();
        let course = Course { known: &before, marks: &marks };
        let walked = walk::surfaces_on(course, text, self.endpoint, self.profile)?;
        if !walked.logprobs.is_empty() || walked.marks.len() != marks.len() {
            return Ok(Outcome::Unfit);
        }
        let new = walked.levels;
        let levels = way.known.map_or(new, |(_, prefix)| new.and_then(|new| Some(new.max(prefix.levels?))));
        let mut state = way.known.map_or_else(
            || State::new(self.mapping.clone(), self.profile),
            |(_, prefix)| prefix.state.continued(),
        );
        let mut stretches = self.stretches(&walked, text, &marks, &mut state)?;
        drop(walked);
        let states = stretches.iter_mut().map(|stretch| stretch.after.take()).collect();
        let earlier = way.known.map_or_else(Vec::new, |(_, prefix)| prefix.edits(&self.recalled.outline));
        let edits = stretches.iter().flat_map(|stretch| &stretch.edits);
        let mut edits: Vec<_> =
            earlier.into_iter().chain(edits.map(|e| (e.range.clone(), &*e.with))).collect();
        edits.sort_by_key(|(range, _)| range.start);
        let assembled = Assembled::new(self, &edits);
        let mut keeps_sent = way.known.is_some_and(|(_, prefix)| prefix.keeps_sent);
        for (at, Stretch { new, .. }) in stretches.iter().enumerate() {
            let profile = (self.profile.late, &state.mapping);
            match late::sent(new, (&before, levels), &assembled, profile)? {
                Sent::Free => {}
                Sent::Kept => keeps_sent = true,
                Sent::Stale => return Ok(Outcome::Again(way.anew(at))),
            }
            if let Some(turns) = way.turns_before(at)
                && late::is_late(new, (&self.recalled.between(way.known_turns(), turns), levels), &assembled)?
            {
                return Ok(Outcome::Again(way.joined(at)));
            }
        }
        let rest = complement(&before, self.body.len());
        let stands_in = |text: &str| state.known.stands_in(text);
        if !state.known.is_empty() && !assembled.is_free_of((&rest, new), stands_in)? {
            return Ok(Outcome::Unfit);
        }
        let body = assembled.into_body();
        self.keep(way, states, &edits, (levels, keeps_sent));
        let draft = Draft { keeps_sent, ..Draft::checked(self.endpoint, body, levels, state) };
        Ok(Outcome::Made(Box::new(draft)))
    }

    /// Finds and replaces, stretch by stretch; what comes after the conversation is the last one.
    fn stretches(
        &self,
        walked: &Walked<'_>,
        text: &str,
        ends: &[usize],
        state: &mut State,
    ) -> Result<Vec<Stretch>, Reason> {
        let Walked { surfaces, marks, passed, .. } = walked;
        let heads = surfaces.partition_point(|surface| surface.rank < Rank::Conversation);
        let (mut from, mut counted) = (0, 0);
        let mut stretches = Vec::with_capacity(marks.len() + 1);
        for (at, Mark { surfaces: marked, passed: until }) in marks.iter().enumerate() {
            let until = passed.heads + until;
            let passed = until - std::mem::replace(&mut counted, until);
            let end = heads + marked;
            state.tools = state.tools.with(text, defined_in(at, walked, ends));
            stretches.push(self.stretch(&surfaces[from..end], passed, state, true)?);
            from = end;
        }
        state.tools = state.tools.with(text, defined_in(marks.len(), walked, ends));
        stretches.push(self.stretch(&surfaces[from..], passed.all() - counted, state, false)?);
        Ok(stretches)
    }

    fn stretch(
        &self,
        surfaces: &[Surface<'_>],
        passed: usize,
        state: &mut State,
        more: bool,
    ) -> Result<Stretch, Reason> {
        let edits = replace::replace(surfaces, self.profile, self.reading, state, more)?;
        state.counts.inspected += surfaces.iter().map(|surface| surface.text().len() as u64).sum::<u64>();
        state.counts.passed += passed as u64;
        let new = state.known.settle();
        if !more {
            return Ok(Stretch { edits, new, after: None });
        }
        state.mapping.settle();
        state.told.hold_little();
        let after = state.lasts.then(|| state.clone());
        state.mapping = state.mapping.continued();
        Ok(Stretch { edits, new, after })
    }

    /// Remembers what lasts, in place of what the conversation has grown beyond.
    fn keep(
        &self,
        way: &Way<'_>,
        states: Vec<Option<State>>,
        edits: &[(Range<usize>, &[u8])],
        (levels, keeps_sent): (Option<usize>, bool),
    ) {
        let Recalled { outline, keys, found } = self.recalled;
        let within = |range: &Range<usize>| {
            let first = edits.partition_point(|(edit, _)| edit.start < range.start);
            let last = edits.partition_point(|(edit, _)| edit.start < range.end);
            edits[first..last].iter().cloned()
        };
        let prefixes = &self.profile.prefixes;
        for (turns, state) in way.ends.iter().zip(states) {
            let Some(state) = state else { break };
            let heads = outline.heads.iter().map(|head| Replaced::of(head.value.start, within(&head.value)));
            let heads = heads.collect();
            let turns_made = within(&(outline.start..self.recalled.end_of(*turns)));
            let unmarked =
                |range: Range<usize>| outline.marks.closed(range.start)..outline.marks.closed(range.end);
            let turns_made = turns_made.map(|(range, with)| (unmarked(range), with));
            let turns_made = Replaced::of(outline.start, turns_made);
            let beside = way.ends.iter().find(|other| *other != turns).map(|other| keys[*other]);
            let prefix = Prefix { state, levels, keeps_sent, heads, turns: turns_made, beside };
            prefixes.keep(keys[*turns], prefix);
        }
        if let (Some((known, prefix)), Some(first)) = (found, way.ends.first())
            && first > known
            && way.ends.len() > 1
        {
            prefixes.forget(keys[*known]);
            prefix.beside.into_iter().for_each(|key| prefixes.forget(key));
        }
    }
}

/// Where tools are defined in a stretch of those that end at `ends`. What comes before the conversation is of the first.
fn defined_in(stretch: usize, walked: &Walked<'_>, ends: &[usize]) -> impl Iterator<Item = usize> {
    let stretch_of = |(rank, offset): &(Rank, usize)| match rank {
        Rank::Tools | Rank::System => 0,
        Rank::Conversation => ends.partition_point(|end| end <= offset),
        Rank::Rest => ends.len(),
    };
    walked.tools.iter().filter(move |tool| stretch_of(tool) == stretch).map(|(_, offset)| *offset)
}

/// What lies between `parts`, which are in order, of so many bytes.
fn complement(parts: &[Range<usize>], length: usize) -> Vec<Range<usize>> {
    let starts = [0].into_iter().chain(parts.iter().map(|part| part.end));
    let ends = parts.iter().map(|part| part.start).chain([length]);
    starts.zip(ends).map(|(start, end)| start..end).collect()
}
