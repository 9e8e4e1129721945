//! [`Shifts`]: how offsets into a string moved when its pseudonyms were replaced.
//!
//! Owns: the translation of an offset into the provider's text to one into the client's, in Unicode code points (what
//! recorded OpenAI annotations count in). Never: knows which fields hold offsets; see `restore/events.rs`.

/// One replaced pseudonym: where, how long before, how long after; in code points of the provider's text.
struct Shift {
    at: usize,
    was: usize,
    is: usize,
}

/// All replacements in one string, in order.
#[derive(Default)]
pub struct Shifts {
    seen: usize,
    shifts: Vec<Shift>,
    /// By how much all of them have moved what follows.
    grown: isize,
}

impl Shifts {
    /// Whether nothing was replaced.
    pub fn is_empty(&self) -> bool {
        self.shifts.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.shifts.len()
    }

    /// Text that stands in both alike.
    pub fn pass(&mut self, text: &str) {
        self.seen += text.chars().count();
    }

    /// A pseudonym, and what stands in its place.
    pub fn replace(&mut self, written: &str, value: &str) {
        let was = written.chars().count();
        let is = value.chars().count();
        self.shifts.push(Shift { at: self.seen, was, is });
        self.grown += is.cast_signed() - was.cast_signed();
        self.seen += was;
    }

    /// Where an offset behind all that was seen so far is now.
    pub fn behind(&self, offset: usize) -> usize {
        offset.saturating_add_signed(self.grown)
    }

    /// Where a range that began at `offset` begins now. Inside a pseudonym: where its value begins.
    pub fn start(&self, offset: usize) -> usize {
        self.translate(offset, false)
    }

    /// Where a range that ended before `offset` ends now. Inside a pseudonym: where its value ends.
    pub fn end(&self, offset: usize) -> usize {
        self.translate(offset, true)
    }

    fn translate(&self, offset: usize, to_end: bool) -> usize {
        let mut moved = offset;
        let mut grown = 0isize;
        for shift in self.shifts.iter().take_while(|shift| shift.at < offset) {
            if offset < shift.at + shift.was {
                moved = if to_end { shift.at + shift.is } else { shift.at };
                break;
            }
            grown += shift.is.cast_signed() - shift.was.cast_signed();
        }
        moved.saturating_add_signed(grown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Hi <<P_1>>, bye <<P_2>>.` restored to `Hi Zoë, bye Maximilian.`
    fn shifts() -> Shifts {
        let mut shifts = Shifts::default();
        shifts.pass("Hi ");
        shifts.replace("<<P_1>>", "Zoë");
        shifts.pass(", bye ");
        shifts.replace("<<P_2>>", "Maximilian");
        shifts.pass(".");
        shifts
    }

    #[test]
    fn offsets_select_the_same_text() {
        let shifts = shifts();
        for (start, end, now) in
            [(0, 2, (0, 2)), (3, 10, (3, 6)), (12, 15, (8, 11)), (16, 23, (12, 22)), (23, 24, (22, 23))]
        {
            assert_eq!((shifts.start(start), shifts.end(end)), now, "{start}..{end}");
        }
    }

    #[test]
    fn an_offset_inside_a_pseudonym_takes_its_whole_value() {
        let shifts = shifts();
        assert_eq!((shifts.start(5), shifts.end(7)), (3, 6));
    }
}
