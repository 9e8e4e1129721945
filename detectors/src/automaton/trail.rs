//! What a long walk leaves behind, so that no text is walked over and over from place after place.
//!
//! Every few bytes a walk marks its state. A later walk of the same automaton that comes to a mark in the same state goes on
//! exactly as the earlier one did: it takes over its ends and continues where that stopped. So text made of the
//! beginnings of a pattern costs about one walk in all, not one per beginning. Most walks end within a few bytes: those leave
//! nothing, and cost nothing beside the walk.

use super::table::{Cell, View};

/// Bytes that are walked before the first mark.
const SHORT: usize = 16;
/// Bytes between two marks.
const STEP: usize = 16;
/// How many ends are kept: the farthest.
pub(crate) const ENDS: usize = 16;

/// The walk of one automaton over one text that went on last.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    from: usize,
    /// States at `first_mark`, and every step on.
    marks: Vec<Cell>,
    first_mark: usize,
    /// The ends that count, ascending, from the first mark on.
    ends: Vec<usize>,
    /// Where it stopped, and in which state; no state when no match could come any more.
    stop: usize,
    state: Option<Cell>,
    /// Room for the marks and ends of the walk that comes next.
    room: (Vec<Cell>, Vec<usize>),
}

impl Trail {
    /// The trail of a walk from `from` whose marks begin at `at`.
    fn begin(&mut self, from: usize, at: usize) -> Self {
        let (mut marks, mut ends) = std::mem::take(&mut self.room);
        marks.clear();
        ends.clear();
        Self { from, first_mark: at.next_multiple_of(STEP), marks, ends, ..Self::default() }
    }

    /// Takes the place of the trail of an earlier walk, unless that one came farther.
    fn stop(mut self, earlier: &mut Self, at: usize, state: Option<Cell>) {
        if at < earlier.stop {
            earlier.room = (self.marks, self.ends);
            return;
        }
        self.room = (std::mem::take(&mut earlier.marks), std::mem::take(&mut earlier.ends));
        (self.stop, self.state) = (at, state);
        *earlier = self;
    }

    /// Whether a walk from `from` up to `to` may follow.
    fn leads(&self, from: usize, to: usize) -> bool {
        from >= self.from && self.stop <= to
    }

    fn passes(&self, at: usize, state: Cell) -> bool {
        at.checked_sub(self.first_mark).is_some_and(|offset| self.marks.get(offset / STEP) == Some(&state))
    }

    fn end(&mut self, end: usize) {
        if self.ends.len() == ENDS {
            self.ends.remove(0);
        }
        self.ends.push(end);
    }

    /// Goes on as this trail does from `at`, where the walk that left `own` so far came upon it; `found` hears of the ends from
    /// there on.
    fn join(&mut self, mut own: Self, at: usize, found: &mut impl FnMut(usize) -> bool) {
        self.marks.drain(..(at - self.first_mark) / STEP);
        self.first_mark = at;
        self.ends.retain(|&end| end >= at);
        self.ends.iter().for_each(|&end| {
            found(end);
        });
        own.ends.append(&mut self.ends);
        own.ends.drain(..own.ends.len().saturating_sub(ENDS));
        std::mem::swap(&mut self.ends, &mut own.ends);
        self.from = own.from;
        self.room = (own.marks, own.ends);
    }
}

/// See [`super::Automaton::walk_on`].
pub(super) fn walk(
    table: View<'_>,
    trail: &mut Trail,
    text: &[u8],
    (from, to): (usize, usize),
    mut found: impl FnMut(usize) -> bool,
) {
    let mut state = table.first(from.checked_sub(1).map(|before| text[before]));
    let marked = to.min(from + SHORT);
    for (at, &byte) in (from..marked).zip(&text[from..marked]) {
        match step(table, state, byte, || {
            found(at);
        }) {
            Some(next) => state = next,
            None => return,
        }
    }
    if marked == to {
        return finish(table, state, text, to, found);
    }
    walk_far(table, trail, text, (from, marked, to), state, found);
}

/// As [`walk`], from `at` on, where it came to in `state`.
#[inline(never)]
fn walk_far(
    table: View<'_>,
    trail: &mut Trail,
    text: &[u8],
    (from, at, to): (usize, usize, usize),
    mut state: Cell,
    mut found: impl FnMut(usize) -> bool,
) {
    let known = trail.leads(from, to);
    let mut own = trail.begin(from, at);
    for (at, &byte) in (at..to).zip(&text[at..to]) {
        if at % STEP == 0 {
            if known && trail.passes(at, state) {
                trail.join(own, at, &mut found);
                return resume(table, trail, text, to, found);
            }
            own.marks.push(state);
        }
        match step(table, state, byte, || kept(&mut own, at, &mut found)) {
            Some(next) => state = next,
            None => return own.stop(trail, at, None),
        }
    }
    own.stop(trail, to, Some(state));
    finish(table, state, text, to, found);
}

/// Goes on where the trail stopped.
fn resume(table: View<'_>, trail: &mut Trail, text: &[u8], to: usize, mut found: impl FnMut(usize) -> bool) {
    let Some(mut state) = trail.state else { return };
    let from = trail.stop;
    for (at, &byte) in (from..to).zip(&text[from..to]) {
        if at % STEP == 0 {
            trail.marks.push(state);
        }
        let Some(next) = step(table, state, byte, || kept(trail, at, &mut found)) else {
            (trail.stop, trail.state) = (at, None);
            return;
        };
        state = next;
    }
    (trail.stop, trail.state) = (to, Some(state));
    finish(table, state, text, to, found);
}

/// Tells of an end, and keeps it when it counts.
fn kept(trail: &mut Trail, end: usize, found: &mut impl FnMut(usize) -> bool) {
    if found(end) && end >= trail.first_mark {
        trail.end(end);
    }
}

/// The state after a byte, before which `end` hears whether a match ends; none when no match can come any more.
#[inline]
fn step(table: View<'_>, state: Cell, byte: u8, end: impl FnOnce()) -> Option<Cell> {
    let next = table.next(state, byte);
    if next.is_special() {
        if next.is_match() {
            end();
        }
        return (!next.is_dead()).then(|| next.place());
    }
    Some(next)
}

/// The end that a match may have right where the walk stops, which is not a part of the trail.
fn finish(table: View<'_>, state: Cell, text: &[u8], to: usize, mut found: impl FnMut(usize) -> bool) {
    if table.beyond(state, text.get(to).copied()).is_match() {
        found(to);
    }
}
