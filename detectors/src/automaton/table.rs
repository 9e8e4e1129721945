//! An automaton as a table: all that a walk needs of one, in few bytes, as the build script stores it and as it is walked.
//!
//! Owns: the layout, and the first and next state of a walk. Never: compiles a pattern; how a table is made of a compiled one is
//! [`super::pack`]'s.
//!
//! Layout, every number a little-endian `u16`: how many classes there are, the end of the text counted as one; a [`Cell`] for
//! each of the [`STARTS`] ways a walk may begin; the class of every byte, a byte each; then for each state a cell for each
//! class. State 0 is the one from which no match comes. States stand in the order in which walks come to them, so that the pages
//! that most walks need are few: nothing is read of a table but what a walk steps on.

use std::borrow::Cow;

use super::explore::{Explorer, State};

/// Bytes of a number.
const NUMBER: usize = 2;

/// What may stand before a walk's beginning, as far as patterns can tell: the text's edge, a sign, a letter, digit or underscore,
/// the two ends of a line.
pub(super) const STARTS: [Option<u8>; 5] = [None, Some(b' '), Some(b'a'), Some(b'\n'), Some(b'\r')];

/// Where the classes begin, and where the cells.
const CLASSES: usize = NUMBER * (1 + STARTS.len());
const CELLS: usize = CLASSES + 256;

/// A step: the state that it leads to, and in the highest bit whether a match ends before the byte that led there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Cell(u16);

impl Cell {
    /// The most states that a table can tell apart.
    pub(super) const STATES: usize = 1 << 15;

    /// # Panics
    /// With a state that is none of the first [`Cell::STATES`].
    pub(super) fn new(state: usize, matched: bool) -> Self {
        assert!(state < Self::STATES, "too many states for a table");
        Self(state as u16 | u16::from(matched) << 15)
    }

    #[inline]
    fn state(self) -> usize {
        usize::from(self.place().0)
    }

    /// Whether a match ends or none can come any more: one question for what hardly any step is.
    #[inline]
    pub(super) fn is_special(self) -> bool {
        self.0.cast_signed() <= 0
    }

    /// Whether a match ends before the byte that led here.
    #[inline]
    pub(super) fn is_match(self) -> bool {
        self.0.cast_signed() < 0
    }

    /// Whether no match comes from here on.
    #[inline]
    pub(super) fn is_dead(self) -> bool {
        self.state() == 0
    }

    /// The same state, whatever led there.
    #[inline]
    pub(super) fn place(self) -> Self {
        Self(self.0 & (u16::MAX >> 1))
    }
}

/// A table, of the program or made while it runs, as its bytes.
pub(crate) struct Table(pub(crate) Cow<'static, [u8]>);

impl Table {
    /// A table that was made before.
    pub(crate) fn stored(bytes: &'static [u8]) -> Self {
        Self(Cow::Borrowed(bytes))
    }

    /// `cells` are those of all states, one state after the other, `classes` of each state.
    pub(super) fn made(
        starts: &[Cell; STARTS.len()],
        class_of: impl Fn(u8) -> u8,
        classes: usize,
        cells: &[Cell],
    ) -> Self {
        let classes = u16::try_from(classes).expect("at most 257 classes");
        let mut bytes = classes.to_le_bytes().to_vec();
        bytes.extend(starts.iter().flat_map(|start| start.0.to_le_bytes()));
        bytes.extend((0..=255).map(class_of));
        bytes.extend(cells.iter().flat_map(|cell| cell.0.to_le_bytes()));
        Self(Cow::Owned(bytes))
    }

    /// The table as walks see it.
    #[inline]
    pub(super) fn view(&self) -> View<'_> {
        let (head, cells) = self.0.split_first_chunk::<CELLS>().expect("a table has a head");
        let width = usize::from(u16::from_le_bytes([head[0], head[1]]));
        View { width, head, cells: cells.as_chunks().0 }
    }
}

/// A table on a walk.
#[derive(Clone, Copy)]
pub(super) struct View<'t> {
    /// How many classes there are.
    width: usize,
    head: &'t [u8; CELLS],
    cells: &'t [[u8; NUMBER]],
}

impl View<'_> {
    #[inline]
    fn cell(self, state: usize, class: usize) -> Cell {
        Cell(u16::from_le_bytes(self.cells[state * self.width + class]))
    }

    /// Where a walk begins behind this byte, or at the text's edge.
    #[inline]
    pub(super) fn first(self, behind: Option<u8>) -> Cell {
        let start = match behind {
            None => 0,
            Some(b'\n') => 3,
            Some(b'\r') => 4,
            Some(byte) => 1 + usize::from(byte.is_ascii_alphanumeric() || byte == b'_'),
        };
        let at = NUMBER * (1 + start);
        Cell(u16::from_le_bytes([self.head[at], self.head[at + 1]]))
    }

    #[inline]
    pub(super) fn next(self, cell: Cell, byte: u8) -> Cell {
        self.cell(cell.state(), usize::from(self.head[CLASSES + usize::from(byte)]))
    }

    /// What comes after the walk's last byte: another one that it does not take, or the text's edge.
    #[inline]
    pub(super) fn beyond(self, cell: Cell, byte: Option<u8>) -> Cell {
        byte.map_or_else(|| self.cell(cell.state(), self.width - 1), |byte| self.next(cell, byte))
    }

    /// Walks forward, see [`super::Automaton::walk`].
    #[inline]
    pub(super) fn walk(self, text: &[u8], from: usize, to: usize, mut found: impl FnMut(usize)) {
        let mut cell = self.first(from.checked_sub(1).map(|before| text[before]));
        for (offset, &byte) in text[from..to].iter().enumerate() {
            cell = self.next(cell, byte);
            if cell.is_special() {
                if cell.is_match() {
                    found(from + offset);
                }
                if cell.is_dead() {
                    return;
                }
            }
        }
        if self.beyond(cell, text.get(to).copied()).is_match() {
            found(to);
        }
    }

    /// Walks backward, see [`super::Automaton::walk_back`].
    #[inline]
    pub(super) fn walk_back(self, text: &[u8], from: usize, to: usize, mut found: impl FnMut(usize)) {
        let mut cell = self.first(text.get(to).copied());
        for at in (from..to).rev() {
            cell = self.next(cell, text[at]);
            if cell.is_special() {
                if cell.is_match() {
                    found(at + 1);
                }
                if cell.is_dead() {
                    return;
                }
            }
        }
        if self.beyond(cell, from.checked_sub(1).map(|before| text[before])).is_match() {
            found(from);
        }
    }
}

impl Explorer for View<'_> {
    fn first(&mut self, behind: Option<u8>) -> Option<State> {
        let first = View::first(*self, behind);
        (!first.is_dead()).then_some(State::Table(first))
    }

    fn next(&mut self, state: State, byte: u8) -> Option<State> {
        let State::Table(cell) = state else { return None };
        let next = View::next(*self, cell, byte);
        (!next.is_dead() || next.is_match()).then_some(State::Table(next))
    }

    fn matched(&mut self, state: State) -> bool {
        matches!(state, State::Table(cell) if cell.is_match())
    }

    fn ends(&mut self, state: State) -> bool {
        matches!(state, State::Table(cell) if self.beyond(cell, None).is_match())
    }

    fn is_sound(&self) -> bool {
        true
    }
}
