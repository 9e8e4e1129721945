//! What a long walk leaves behind, so that no text is walked over and over from place after place.
//!
//! Every few bytes a walk marks its state. A later walk of the same automaton that comes to a mark in the same state goes on
//! exactly as the earlier one did: it takes over its ends and continues where that stopped. So text made of the
//! beginnings of a pattern costs about one walk in all, not one per beginning.

use regex_automata::util::primitives::StateID;

use super::first;

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
    /// The ends that count, ascending.
    ends: Vec<usize>,
    /// Where it stopped, and in which state; no state when no match could come any more.
    stop: usize,
    state: Option<StateID>,
}

impl Trail {
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

    /// Forgets what lies before `at`, where a walk fell in.
    fn cut(&mut self, at: usize) {
        self.marks.drain(..(at - self.first_mark) / STEP);
        self.first_mark = at;
        self.ends.retain(|&end| end >= at);
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
    let known = trail.leads(from, to);
    let mut own = Trail { from, first_mark: from.next_multiple_of(STEP), ..Trail::default() };
    let mut at = from;
    while at < to {
        if at % STEP == 0 {
            if known && trail.passes(at, state) {
                trail.cut(at);
                trail.ends.iter().for_each(|&end| {
                    found(end);
                });
                own.ends.append(&mut trail.ends);
                trail.ends = own.ends;
                trail.from = from;
                return resume(dfa, trail, text, to, found);
            }
            own.marks.push(state);
        }
        let Some(next) = step(dfa, state, text[at], at, &mut own, &mut found) else {
            (own.stop, own.state) = (at, None);
            *trail = own;
            return;
        };
        state = next;
        at += 1;
    }
    (own.stop, own.state) = (to, Some(state));
    *trail = own;
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
    while trail.ends.len() > ENDS {
        trail.ends.remove(0);
    }
    let Some(mut state) = trail.state else { return };
    let from = trail.stop;
    for (at, &byte) in (from..to).zip(&text[from..to]) {
        if at % STEP == 0 {
            trail.marks.push(state);
        }
        let Some(next) = step(dfa, state, byte, at, trail, &mut found) else {
            (trail.stop, trail.state) = (at, None);
            return;
        };
        state = next;
    }
    (trail.stop, trail.state) = (to, Some(state));
    finish(dfa, state, text, to, found);
}

/// The state after the byte at `at`; none when no match can come any more.
#[inline]
fn step<D: regex_automata::dfa::Automaton>(
    dfa: &D,
    state: StateID,
    byte: u8,
    at: usize,
    trail: &mut Trail,
    found: &mut impl FnMut(usize) -> bool,
) -> Option<StateID> {
    let next = dfa.next_state(state, byte);
    if dfa.is_special_state(next) {
        if dfa.is_match_state(next) {
            if found(at) {
                trail.end(at);
            }
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
