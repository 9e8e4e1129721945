//! [`Run`]: neighbouring text parts of one message, which the provider reads as one text, and the values that are cut over
//! two or more of them.
//!
//! Owns: how much of the parts is read once more, together (a window around every joint), and putting what is found across a
//! joint into each part's share of it, so that no part is left empty and every byte comes back. What is known by then is looked
//! for as well; what later texts tell of is not, so that one to come changes nothing here. Never: finds what lies in one part,
//! and never asks the network, which would have to read everything near a joint twice.

use std::ops::Range;

use super::{Search, Searched, Value};
use crate::error::Reason;
use crate::pseudonymize::encoded;
use crate::pseudonymize::known::With;
use crate::pseudonymize::surface::Surface;
use crate::scan::Reading;

/// How far to either side of a joint is read, in bytes: more than a value, and the words before it that tell what it is.
const REACH: usize = 512;

/// Texts that follow each other, as indices of their surfaces, in order; at least two.
pub(in crate::pseudonymize) struct Run(Vec<usize>);

impl Run {
    /// All runs among these surfaces, in the order in which they end.
    pub(in crate::pseudonymize) fn all(surfaces: &[Surface<'_>]) -> Vec<Self> {
        let mut of_runs: Vec<(usize, usize)> =
            surfaces.iter().enumerate().filter_map(|(at, surface)| Some((surface.run?, at))).collect();
        of_runs.sort_unstable();
        let mut runs: Vec<Self> = of_runs
            .chunk_by(|one, next| one.0 == next.0)
            .filter(|run| run.len() > 1)
            .map(|run| Self(run.iter().map(|(_, at)| *at).collect()))
            .collect();
        runs.sort_by_key(|run| run.0.last().copied());
        runs
    }

    /// Whether this surface is its last.
    pub(in crate::pseudonymize) fn ends_at(&self, surface: usize) -> bool {
        self.0.last() == Some(&surface)
    }

    /// What is read together: everything near a joint, once.
    fn windows(&self, surfaces: &[Surface<'_>]) -> Vec<Window> {
        let mut windows = vec![Window::default()];
        for &at in &self.0 {
            let text = surfaces[at].text();
            let head = if Some(&at) == self.0.first() { 0 } else { REACH.min(text.len()) };
            let tail = if self.ends_at(at) { text.len() } else { text.len().saturating_sub(REACH) };
            let whole = |at: &usize| text.is_char_boundary(*at);
            let head = (0..=head).rev().find(whole).unwrap_or(0);
            let tail = (tail..text.len()).find(whole).unwrap_or(text.len());
            let last = windows.len() - 1;
            if head < tail {
                windows[last].push(at, text, 0..head);
                windows.push(Window::default());
                windows[last + 1].push(at, text, tail..text.len());
            } else {
                windows[last].push(at, text, 0..text.len());
            }
        }
        windows.retain(|window| window.pieces.len() > 1);
        windows
    }
}

/// Pieces of neighbouring texts as one text.
#[derive(Default)]
struct Window {
    text: String,
    pieces: Vec<Piece>,
}

/// A piece of a surface's text, and where it begins in the window.
struct Piece {
    surface: usize,
    range: Range<usize>,
    begins: usize,
}

/// What a value has of one surface.
type Share = (usize, Range<usize>);

impl Window {
    fn push(&mut self, surface: usize, text: &str, range: Range<usize>) {
        if !range.is_empty() {
            let begins = self.text.len();
            self.text.push_str(&text[range.clone()]);
            self.pieces.push(Piece { surface, range, begins });
        }
    }

    /// What a range of the window has of each surface; nothing where that is one surface alone.
    fn shares(&self, range: &Range<usize>) -> Vec<Share> {
        let first = self.pieces.partition_point(|piece| piece.begins + piece.range.len() <= range.start);
        let pieces = self.pieces[first..].iter().take_while(|piece| piece.begins < range.end);
        let within = |at: usize, piece: &Piece| {
            piece.range.start + at.saturating_sub(piece.begins).min(piece.range.len())
        };
        let share = |piece: &Piece| (piece.surface, within(range.start, piece)..within(range.end, piece));
        let shares: Vec<Share> = pieces.map(share).collect();
        if shares.len() > 1 { shares } else { Vec::new() }
    }
}

/// The parts of one run, and what was found in all surfaces.
struct Parts<'r, 's> {
    surfaces: &'r [Surface<'s>],
    searched: &'r mut [Searched],
}

impl Parts<'_, '_> {
    /// What nothing has yet of one share.
    fn rest(&self, (at, range): &Share) -> Vec<Range<usize>> {
        self.searched[*at].findings.rest(self.surfaces[*at].text(), range)
    }

    fn text(&self, (at, range): &Share) -> &str {
        &self.surfaces[*at].text()[range.clone()]
    }

    /// Whether nothing has yet a part of what stands in these shares.
    fn is_left(&self, shares: &[Share]) -> bool {
        shares.iter().any(|share| !self.rest(share).is_empty())
    }

    /// Whether all that is left of a detection is a plain word, without a space beside what is whole in its own part: the end
    /// of `… Jane Roe` and `Summarize`, which a client sends as two parts, is a name and a word. What is known to stand so, or
    /// goes on in anything but a word, is not meant.
    fn is_beside_a_word(&self, shares: &[Share]) -> bool {
        let mut left = shares.iter().filter(|share| !self.rest(share).is_empty());
        let (Some(word), None) = (left.next(), left.next()) else { return false };
        let is_glued = match shares {
            [first, next, ..] if first == word => self.text(next).starts_with(char::is_alphanumeric),
            [.., before, last] if last == word => self.text(before).ends_with(char::is_alphanumeric),
            _ => false,
        };
        let mut letters = self.text(word).chars();
        is_glued && letters.next().is_some_and(char::is_alphabetic) && letters.all(char::is_lowercase)
    }

    /// Puts `with` in place of every share, as far as nothing else is there.
    fn put(&mut self, shares: Vec<Share>, with: With) {
        for (at, range) in shares {
            self.searched[at].findings.put_rest(self.surfaces[at].text(), range, with);
        }
    }
}

impl<'p> Search<'p> {
    /// What is personal across the joints of a run. Call when each of its surfaces was searched, and before others are.
    pub(in crate::pseudonymize) fn across(
        &mut self,
        run: &Run,
        surfaces: &'p [Surface<'_>],
        searched: &mut [Searched],
    ) -> Result<(), Reason> {
        let mut parts = Parts { surfaces, searched };
        for window in run.windows(surfaces) {
            self.in_window(&window, &window.text, |range| range, &mut parts)?;
            for part in encoded::parts(&window.text) {
                self.in_window(&window, &part.text, |range| part.spelled(&range), &mut parts)?;
            }
        }
        Ok(())
    }

    /// As [`Search::across`], in what a window says or what a part of it spells; `spelled` tells where ranges of `text` are in
    /// the window.
    fn in_window(
        &mut self,
        window: &Window,
        text: &str,
        spelled: impl Fn(Range<usize>) -> Range<usize>,
        parts: &mut Parts<'_, '_>,
    ) -> Result<(), Reason> {
        let profile = self.profile;
        let mut detections = Vec::new();
        let with = (&*profile.detectors, &profile.settings);
        profile.scans.scan(text, with, &Reading::default(), &mut detections);
        for range in profile.deny.find(text) {
            let value = Value::listed(profile, text, range.clone());
            self.settle_across(&value, window.shares(&spelled(range)), parts)?;
        }
        for found in &detections {
            let shares = window.shares(&spelled(found.span.range()));
            if !parts.is_beside_a_word(&shares) {
                self.settle_across(&Value::of(found, text), shares, parts)?;
            }
        }
        for (range, with) in self.state.known.find(text) {
            parts.put(window.shares(&spelled(range)), with);
        }
        Ok(())
    }

    /// Puts what becomes of one value in place of its shares, if nothing has all of them yet.
    fn settle_across(
        &mut self,
        value: &Value<'_>,
        shares: Vec<Share>,
        parts: &mut Parts<'_, '_>,
    ) -> Result<(), Reason> {
        if let Some((at, _)) = shares.first()
            && parts.is_left(&shares)
            && let Some(with) = self.judge(&parts.surfaces[*at], value)?
        {
            parts.put(shares, with);
        }
        Ok(())
    }
}
