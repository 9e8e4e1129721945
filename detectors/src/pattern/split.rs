//! Patterns whose value is a row of bytes of one kind, as in `password=(?<value>[^ ]{4,128})`, taken apart: an automaton for
//! what stands before the value, and the row itself, which needs none.
//!
//! Text made of labels makes every label's value run over all that follow. A row's end is found once for all of them, and
//! where a value begins is known from the walk over its label, so that neither is looked for again at each.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::Bytes;
use crate::automaton::{Automaton, Way, relaxed};

/// More bytes in a fixed piece than this are not taken apart.
const FIXED: u32 = 64;

/// A pattern taken apart.
pub(crate) struct Split {
    /// What stands before the value.
    pub(crate) before: Automaton,
    pub(crate) row: Row,
}

/// Some fixed bytes, a row of bytes of one kind, some fixed bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) head: Vec<Bytes>,
    pub(crate) kind: Bytes,
    pub(crate) least: usize,
    pub(crate) most: usize,
    pub(crate) tail: Vec<Bytes>,
    /// How many bytes at the tail's end are no part of the value.
    pub(crate) outside: usize,
}

/// Where a value may begin, where its row begins, and the farthest that row may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) value: usize,
    row: usize,
    pub(crate) far: usize,
}

/// A part of a text that is known to be of one row's kind, and the ends of matches whose row ends in it.
#[derive(Debug, Default)]
pub(crate) struct Run {
    from: usize,
    to: usize,
    /// The ends that count, ascending, of rows that end before `looked`.
    ends: Vec<usize>,
    looked: usize,
    /// Where the match begins that was asked for last; none that begins earlier is asked for any more.
    begin: usize,
}

impl Split {
    /// The pattern taken apart; none when its value is no such row.
    ///
    /// # Errors
    /// When the pattern does not compile.
    pub(crate) fn of(pattern: &str) -> Result<Option<Self>, String> {
        let hir = relaxed(pattern)?;
        let HirKind::Concat(parts) = hir.kind() else { return Ok(None) };
        let Some(value) = parts.iter().position(is_value).filter(|&value| value > 0) else { return Ok(None) };
        let Some(row) = Row::of(&parts[value], &parts[value + 1..]) else { return Ok(None) };
        // What is printed does not always read again: characters beyond ASCII that were joined into a class.
        let before = Automaton::new(&Hir::concat(parts[..value].to_vec()).to_string(), Way::Forward).ok();
        let before = before.filter(Automaton::is_table);
        Ok(before.map(|before| Self { before, row }))
    }

    /// Adds every place where the value of a match may begin that begins at `at` and ends at `to` at the latest.
    pub(crate) fn places(
        &self,
        text: &[u8],
        (at, to): (usize, usize),
        run: &mut Run,
        found: &mut Vec<Place>,
    ) {
        run.begin = at;
        self.before.walk(text, at, to, |value| found.extend(self.row.place(text, value, to, run)));
    }
}

fn is_value(hir: &Hir) -> bool {
    matches!(hir.kind(), HirKind::Capture(capture) if capture.name.as_deref() == Some("value"))
}

impl Row {
    fn of(value: &Hir, behind: &[Hir]) -> Option<Self> {
        let mut pieces = Vec::new();
        add_pieces(value, &mut pieces)?;
        let inside = pieces.len();
        behind.iter().try_for_each(|part| add_pieces(part, &mut pieces))?;
        let outside = pieces.len() - inside;
        let mut rows = (0..pieces.len()).filter(|&index| pieces[index].least != pieces[index].most);
        let row = rows.next().filter(|&row| row < inside)?;
        if rows.next().is_some() {
            return None;
        }
        let kinds = |pieces: &[Piece]| pieces.iter().map(|piece| piece.kind).collect();
        let Piece { kind, least, most } = pieces[row];
        Some(Self {
            head: kinds(&pieces[..row]),
            kind,
            least,
            most,
            tail: kinds(&pieces[row + 1..]),
            outside,
        })
    }

    fn place(&self, text: &[u8], value: usize, to: usize, run: &mut Run) -> Option<Place> {
        let row = value + self.head.len();
        let limit = to.checked_sub(self.tail.len())?.min(row.saturating_add(self.most));
        if row > limit || !fits(&self.head, &text[value..]) {
            return None;
        }
        let far = run.end(self.kind, text, row, limit);
        (far - row >= self.least).then_some(Place { value, row, far })
    }

    /// The ends that count of the matches with one of these places, which are the last that were found in this run, the
    /// farthest first. Whether an end counts must not depend on the places.
    pub(crate) fn ends<'a>(
        &'a self,
        text: &'a [u8],
        (run, places): (&'a mut Run, &'a [Place]),
        counts: impl Fn(usize) -> bool,
    ) -> impl Iterator<Item = usize> + 'a {
        let tail = self.tail.len();
        let farthest = places.iter().map(|place| place.far).max().unwrap_or(0);
        let nearest = places.iter().map(|place| place.row + self.least).min().unwrap_or(1);
        if places.iter().any(|place| place.row < run.from) {
            // Two places with something between them that is not of the kind.
            run.forget(nearest);
        }
        run.look(farthest, |row_end| fits(&self.tail, &text[row_end..]) && counts(row_end + tail));
        let known = &run.ends[..run.ends.partition_point(|&row_end| row_end <= farthest)];
        known
            .iter()
            .rev()
            .take_while(move |&&row_end| row_end >= nearest)
            .map(move |&row_end| row_end + tail)
            .filter(move |&end| places.iter().any(|&place| self.reaches(text, place, end)))
    }

    fn reaches(&self, text: &[u8], place: Place, end: usize) -> bool {
        let row_end = end - self.tail.len();
        (place.row + self.least..=place.far).contains(&row_end) && fits(&self.tail, &text[row_end..])
    }

    /// The value of the match that ends at `end`; none when it may begin at several places.
    pub(crate) fn value(&self, text: &[u8], places: &[Place], end: usize) -> Option<(usize, usize)> {
        let mut reaching = places.iter().filter(|&&place| self.reaches(text, place, end));
        let one = reaching.next().filter(|_| reaching.next().is_none())?;
        Some((one.value, end - self.outside))
    }

    /// From the numbers in the store, read one by one.
    pub(crate) fn from_numbers(mut next: impl FnMut() -> u64) -> Self {
        let mut count = || usize::try_from(next()).unwrap_or(usize::MAX);
        let (least, most, outside, head, tail) = (count(), count(), count(), count(), count());
        let mut kind = || Bytes(std::array::from_fn(|_| next()));
        let (kind_of_row, head) = (kind(), (0..head).map(|_| kind()).collect());
        Self { head, kind: kind_of_row, least, most, tail: (0..tail).map(|_| kind()).collect(), outside }
    }
}

fn fits(kinds: &[Bytes], text: &[u8]) -> bool {
    kinds.is_empty()
        || kinds.len() <= text.len() && kinds.iter().zip(text).all(|(kind, &byte)| kind.holds(byte))
}

impl Run {
    /// Where the bytes of the kind that begin at `begin` end, at `limit` at the latest. Always asked with one kind.
    fn end(&mut self, kind: Bytes, text: &[u8], begin: usize, limit: usize) -> usize {
        if begin < self.from || begin > self.to {
            self.ends.clear();
            (self.from, self.to, self.looked) = (begin, begin, begin);
        }
        let more = text.get(self.to..limit).unwrap_or_default();
        self.to += more.iter().take_while(|&&byte| kind.holds(byte)).count();
        self.to.min(limit)
    }

    /// Looks anew, from `from` on at the latest.
    fn forget(&mut self, from: usize) {
        self.ends.clear();
        self.looked = from.min(self.from);
    }

    /// Looks for ends of rows up to `to`.
    fn look(&mut self, to: usize, mut ends: impl FnMut(usize) -> bool) {
        if self.ends.len() > Self::MANY {
            self.ends.drain(..self.ends.partition_point(|&end| end < self.begin));
        }
        let unseen = self.looked..=to;
        self.looked = self.looked.max(to + 1);
        self.ends.extend(unseen.filter(|&end| ends(end)));
    }

    /// Ends that are passed by are forgotten once there are so many.
    const MANY: usize = 1024;
}

/// Between `least` and `most` bytes of one kind.
#[derive(Clone, Copy)]
struct Piece {
    kind: Bytes,
    least: usize,
    most: usize,
}

/// Adds the pieces that a pattern is a row of; none when it is none.
fn add_pieces(hir: &Hir, pieces: &mut Vec<Piece>) -> Option<()> {
    let one = |kind| Piece { kind, least: 1, most: 1 };
    match hir.kind() {
        HirKind::Literal(literal) => {
            pieces.extend(literal.0.iter().map(|&byte| one(Bytes::of(|other| other == byte))));
        }
        HirKind::Class(class) => pieces.push(one(kind(class)?)),
        HirKind::Capture(capture) => add_pieces(&capture.sub, pieces)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| add_pieces(part, pieces))?,
        HirKind::Repetition(repetition) => {
            let mut inner = Vec::new();
            add_pieces(&repetition.sub, &mut inner)?;
            let [Piece { kind, least: 1, most: 1 }] = inner[..] else { return None };
            match (repetition.min, repetition.max) {
                (min, Some(max)) if min == max && min <= FIXED => {
                    pieces.extend(std::iter::repeat_n(one(kind), usize::try_from(min).ok()?));
                }
                (min, max) => pieces.push(Piece {
                    kind,
                    least: usize::try_from(min).ok()?,
                    most: max.map_or(usize::MAX, |max| usize::try_from(max).unwrap_or(usize::MAX)),
                }),
            }
        }
        HirKind::Empty => {}
        HirKind::Look(_) | HirKind::Alternation(_) => return None,
    }
    Some(())
}

/// The bytes of a class; none when it has characters of several bytes.
fn kind(class: &Class) -> Option<Bytes> {
    let Class::Bytes(class) = (match class {
        Class::Unicode(class) => Class::Bytes(class.to_byte_class()?),
        Class::Bytes(_) => class.clone(),
    }) else {
        return None;
    };
    let ranges = class.ranges();
    Some(Bytes::of(|byte| ranges.iter().any(|range| (range.start()..=range.end()).contains(&byte))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABEL: &str = r#"(?i:pw|pass)[ ]?[:=]["']?(?<value>[^\s"']{4,128})["']"#;

    #[test]
    fn what_is_a_row_is_taken_apart() {
        let split = |pattern: &str| Split::of(pattern).expect("a valid pattern").map(|split| split.row);
        let row = split(LABEL).expect("a row");
        assert_eq!((row.least, row.most, row.outside, row.head.len(), row.tail.len()), (4, 128, 1, 0, 1));
        let row = split("key=(?<value>[A-Z][a-z]{3,}x)!!").expect("a row");
        assert_eq!(
            (row.least, row.most, row.outside, row.head.len(), row.tail.len()),
            (3, usize::MAX, 2, 1, 3)
        );
        for other in
            ["(?<value>[a-z]{3,9})", "a(?<value>b{2}|c{3})", "a(?<value>b{2,3})c?", "a(?<value>b{2})c{2,3}"]
        {
            assert_eq!(split(other), None, "{other}");
        }
    }

    #[test]
    fn ends_come_from_the_farthest_on() {
        let split = Split::of(LABEL).expect("a valid pattern").expect("a row");
        let text = b"pw='secret' 'x'";
        let (mut run, mut places) = (Run::default(), Vec::new());
        split.places(text, (0, text.len()), &mut run, &mut places);
        let mut ends =
            |places: &[Place]| split.row.ends(text, (&mut run, places), |_| true).collect::<Vec<_>>();
        assert_eq!(ends(&places), [11]);
        assert_eq!(ends(&places), [11], "asked again");
        assert_eq!(split.row.value(text, &places, 11), Some((4, 10)));
    }

    #[test]
    fn a_run_is_read_once() {
        let kind = Bytes::of(|byte| byte.is_ascii_lowercase());
        let mut run = Run::default();
        assert_eq!(run.end(kind, b"..abc..", 2, 4), 4);
        assert_eq!(run.end(kind, b"..abc..", 3, 7), 5);
        assert_eq!(run.end(kind, b"..abc..", 6, 7), 6);
    }
}
