//! What a long walk leaves behind, so that no text is walked over and over from place after place.
//!
//! Every few bytes a walk marks its state. A later walk of the same automaton that comes to a mark in the same state goes on
//! exactly as the earlier one did: it takes over its ends and continues where that stopped. So text made of the
//! beginnings of a pattern costs about one walk in all, not one per beginning. Most walks end within a few bytes: those leave
//! nothing, and cost nothing beside the walk.

use regex_automata::util::primitives::StateID;

use super::first;

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
    marks: Vec<StateID>,
    first_mark: usize,
    /// The ends that count, ascending, from the first mark on.
    ends: Vec<usize>,
    /// Where it stopped, and in which state; no state when no match could come any more.
    stop: usize,
    state: Option<StateID>,
    /// Room for the marks and ends of the walk that comes next.
    room: (Vec<StateID>, Vec<usize>),
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
    fn stop(mut self, earlier: &mut Self, at: usize, state: Option<StateID>) {
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

    fn passes(&self, at: usize, state: StateID) -> bool {
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
pub(super) fn walk<D: regex_automata::dfa::Automaton>(
    dfa: &D,
    trail: &mut Trail,
    text: &[u8],
    (from, to): (usize, usize),
    mut found: impl FnMut(usize) -> bool,
) {
    let Ok(mut state) = first(dfa, from.checked_sub(1).map(|before| text[before])) else { return };
    let marked = to.min(from + SHORT);
    for (at, &byte) in (from..marked).zip(&text[from..marked]) {
        match step(dfa, state, byte, || {
            found(at);
        }) {
            Some(next) => state = next,
            None => return,
        }
    }
    if marked == to {
        return finish(dfa, state, text, to, found);
    }
    walk_far(dfa, trail, text, (from, marked, to), state, found);
}

/// As [`walk`], from `at` on, where it came to in `state`.
#[inline(never)]
fn walk_far<D: regex_automata::dfa::Automaton>(
    dfa: &D,
    trail: &mut Trail,
    text: &[u8],
    (from, at, to): (usize, usize, usize),
    mut state: StateID,
    mut found: impl FnMut(usize) -> bool,
) {
    let known = trail.leads(from, to);
    let mut own = trail.begin(from, at);
    for (at, &byte) in (at..to).zip(&text[at..to]) {
        if at % STEP == 0 {
            if known && trail.passes(at, state) {
                trail.join(own, at, &mut found);
                return resume(dfa, trail, text, to, found);
            }
            own.marks.push(state);
        }
        match step(dfa, state, byte, || kept(&mut own, at, &mut found)) {
            Some(next) => state = next,
            None => return own.stop(trail, at, None),
        }
    }
    own.stop(trail, to, Some(state));
    finish(dfa, state, text, to, found);
}

/// Goes on where the trail stopped.
fn resume<D: regex_automata::dfa::Automaton>(
    dfa: &D,
    trail: &mut Trail,
    text: &[u8],
    to: usize,
    mut found: impl FnMut(usize) -> bool,
) {
    let Some(mut state) = trail.state else { return };
    let from = trail.stop;
    for (at, &byte) in (from..to).zip(&text[from..to]) {
        if at % STEP == 0 {
            trail.marks.push(state);
        }
        let Some(next) = step(dfa, state, byte, || kept(trail, at, &mut found)) else {
            (trail.stop, trail.state) = (at, None);
            return;
        };
        state = next;
    }
    (trail.stop, trail.state) = (to, Some(state));
    finish(dfa, state, text, to, found);
}

/// Tells of an end, and keeps it when it counts.
fn kept(trail: &mut Trail, end: usize, found: &mut impl FnMut(usize) -> bool) {
    if found(end) && end >= trail.first_mark {
        trail.end(end);
    }
}

/// The state after a byte, before which `end` hears whether a match ends; none when no match can come any more.
#[inline]
fn step<D: regex_automata::dfa::Automaton>(
    dfa: &D,
    state: StateID,
    byte: u8,
    end: impl FnOnce(),
) -> Option<StateID> {
    let next = dfa.next_state(state, byte);
    if dfa.is_special_state(next) {
        if dfa.is_match_state(next) {
            end();
        } else if dfa.is_dead_state(next) || dfa.is_quit_state(next) {
            return None;
        }
    }
    Some(next)
}

/// The end that a match may have right where the walk stops, which is not a part of the trail.
fn finish<D: regex_automata::dfa::Automaton>(
    dfa: &D,
    state: StateID,
    text: &[u8],
    to: usize,
    mut found: impl FnMut(usize) -> bool,
) {
    let last = match text.get(to) {
        Some(&byte) => dfa.next_state(state, byte),
        None => dfa.next_eoi_state(state),
    };
    if dfa.is_match_state(last) {
        found(to);
    }
}
