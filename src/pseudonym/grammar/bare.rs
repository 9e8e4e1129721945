//! The bare form of a pseudonym: `PERSON_1` as a word of its own, with an inflection (`PERSON_1s`), or as a part of a name
//! put together with underscores, as those of files are (`letter_PERSON_1_2025.pdf`, `PERSON_1_PERSON_2.pdf`).
//!
//! Owns: where such a name begins and ends, and what is held of one that the text may go on with. Constants that have one in
//! them (`MAX_PERSON_1`, `PERSON_1_ID`) are names of their own. What is looked at around a name is short, so that it does
//! not matter how a text is cut. Never: reads brackets; `grammar.rs` does.

use super::name::{self, Name};
use super::{Candidate, Names, Reading, is_word};

/// How far back separators and numbers before a name are looked at, in bytes. [`CONTEXT`] holds one more.
const BEFORE: usize = 24;

/// Bytes before a text that tell whether a name may begin in it.
pub const CONTEXT: usize = 32;

/// What a name may end in besides the end of the word: plurals, the genitive, those who come from somewhere.
const INFLECTIONS: [&str; 5] = ["s", "es", "en", "er", "ers"];

/// How a name ends.
enum Ending {
    Whole,
    /// Where the text does: what comes next tells.
    Cut,
    /// It does not: this is a part of some other word.
    Part,
}

impl Candidate<'_> {
    /// The bare form around the separator at `at`: exact case, a word of its own or a part of one as in
    /// `letter_PERSON_1_2025.pdf`.
    pub(super) fn bare(&self, at: usize, names: &impl Names) -> (usize, Reading) {
        let between = self.grammar.template.between();
        let start = if self.bytes[at] == between { self.label_start(at) } else { at };
        if start == at || !self.begins_word(start) {
            return (at, Reading::No);
        }
        let mut name = Name::default();
        let end = name.read_bare(self.bytes, start, between);
        if self.more && self.ends_in_name(end) && name.may_become(names) {
            return (start, Reading::Open);
        }
        let whole = self.without_joints(start, end);
        for end in [Some(whole), self.first_name(start, whole)].into_iter().flatten() {
            match self.bare_until(start, end, names) {
                Reading::No => {}
                reading => return (start, reading),
            }
        }
        (start, Reading::No)
    }

    /// The bare form from `start` to `end`, if a name may end there.
    fn bare_until(&self, start: usize, end: usize, names: &impl Names) -> Reading {
        let mut name = Name::default();
        let end = name.read_bare(&self.bytes[..end], start, self.grammar.template.between());
        if !name.finish() || !names.has(name.as_str()) {
            return Reading::No;
        }
        match self.ending(end, names) {
            Ending::Whole => Reading::Done { end, name },
            Ending::Cut => Reading::Open,
            Ending::Part => Reading::No,
        }
    }

    /// Where the first name of a run of bare names and other parts ends: `PERSON_1` of `PERSON_1_2025`.
    fn first_name(&self, start: usize, end: usize) -> Option<usize> {
        let between = self.grammar.template.between();
        let mut joints = (start + 1..end).filter(|at| self.joins(self.bytes[*at]));
        let mut before = joints.next()?;
        joints.find(|joint| {
            let begins = std::mem::replace(&mut before, *joint) + 1;
            let mut name = Name::default();
            self.bytes[begins].is_ascii_digit() && {
                name.read_bare(&self.bytes[..*joint], start, between);
                name.finish()
            }
        })
    }

    /// `end` without the separators right before it.
    fn without_joints(&self, start: usize, mut end: usize) -> usize {
        while end > start && self.joins(self.bytes[end - 1]) {
            end -= 1;
        }
        end
    }

    /// Where a trailing run of capitals begins that may be the beginning of a bare name.
    pub(super) fn tail(&self, names: &impl Names) -> Option<usize> {
        let start = self.label_start(self.bytes.len());
        if !self.more || start == self.bytes.len() || !self.begins_word(start) {
            return None;
        }
        let mut name = Name::default();
        let end = name.read_bare(self.bytes, start, self.grammar.template.between());
        (self.ends_in_name(end) && name.may_become(names)).then_some(start)
    }

    /// Whether the text stops right after what was read, or at a backslash that may yet escape an underscore.
    fn ends_in_name(&self, end: usize) -> bool {
        matches!(self.bytes[end..], [] | [b'\\'])
    }

    /// The first byte of the run of label characters that ends before `end`, not before `from`.
    fn label_start(&self, end: usize) -> usize {
        let floor = self.from.max(end.saturating_sub(name::LONGEST));
        let between = self.grammar.template.between();
        let joins = |at: usize| match self.bytes[at] {
            b'\\' => at + 1 == self.bytes.len() || self.bytes[at + 1] == b'_',
            byte => byte == b'_' || byte == between,
        };
        let belongs =
            |at: usize| self.bytes[at].is_ascii_uppercase() || self.bytes[at].is_ascii_digit() || joins(at);
        let mut start = end;
        while start > floor && belongs(start - 1) {
            start -= 1;
        }
        while start < end && joins(start) {
            start += 1;
        }
        self.without_numbers(start, end)
    }

    /// `start` without the numbers that stand right behind it: no label begins with a digit.
    fn without_numbers(&self, mut start: usize, end: usize) -> usize {
        while start < end && self.bytes[start].is_ascii_digit() {
            let run = self.bytes[start..end].iter().take_while(|b| b.is_ascii_digit());
            let number = start + run.count();
            let joints = self.bytes[number..end].iter().take_while(|b| self.joins(**b));
            match joints.count() {
                0 => break,
                joints => start = number + joints,
            }
        }
        start
    }

    /// Whether a name may begin at `start`: no letter or digit before it, unless as the letter of a JSON escape, and no
    /// capitals before the separators and numbers that are, unless a pseudonym's own: `MAX_PERSON_1` is a name of its own.
    fn begins_word(&self, start: usize) -> bool {
        let before = &self.bytes[..start];
        let between = self.grammar.template.between();
        match before.last() {
            Some(b'n' | b't' | b'r' | b'f' | b'b') if self.json => {
                // Two of them where the string is JSON in JSON.
                before.iter().rev().nth(1) == Some(&b'\\')
            }
            Some(joint) if *joint == b'_' || *joint == between => {
                let parts = |b: &&u8| b.is_ascii_digit() || self.joins(**b);
                let length = before.iter().rev().take(BEFORE + 1).take_while(parts).count();
                let is_capital = before.iter().rev().nth(length).is_some_and(u8::is_ascii_uppercase);
                length <= BEFORE && (!is_capital || self.is_in_last(start - length))
            }
            _ => !self.text[..start].ends_with(is_word),
        }
    }

    /// Whether the parts from `at` on, which are numbers and separators, begin in the pseudonym found last and go on after it.
    fn is_in_last(&self, at: usize) -> bool {
        self.last.is_some_and(|end| end >= at)
    }

    /// What stands after a name that ends at `end`.
    fn ending(&self, end: usize, names: &impl Names) -> Ending {
        let rest = &self.text[end..];
        let separates = |at: usize| match rest.as_bytes()[at] {
            b'\\' => rest.as_bytes().get(at + 1) == Some(&b'_'),
            byte => self.joins(byte),
        };
        let joints = (0..rest.len().min(2 * (name::JOINTS + 1))).take_while(|at| separates(*at)).count();
        let separators = rest.bytes().take(joints).filter(|byte| *byte != b'\\').count();
        match rest.as_bytes()[joints..] {
            // Too many to join anything: a line to write on.
            _ if separators > name::JOINTS => Ending::Whole,
            _ if joints == 0 && rest.starts_with(is_word) => inflected(rest, self.more),
            [] | [b'A'..=b'Z'] if joints > 0 && self.more => Ending::Cut,
            [b'A'..=b'Z'] if joints > 0 => Ending::Part,
            [b'A'..=b'Z', next, ..] if joints > 0 && !next.is_ascii_lowercase() => {
                self.next(end + joints, names)
            }
            _ => Ending::Whole,
        }
    }

    /// What capitals at `start`, after a name's separators, make of the name: it is whole if they are another one.
    fn next(&self, start: usize, names: &impl Names) -> Ending {
        let between = self.grammar.template.between();
        let read = |end: usize| {
            let mut name = Name::default();
            (name.read_bare(&self.bytes[..end], start, between), name)
        };
        let (end, name) = read(self.bytes.len());
        if self.more && self.ends_in_name(end) && name.may_become(names) {
            return Ending::Cut;
        }
        let whole = self.without_joints(start, end);
        let is_alive = |end: usize| {
            let (_, mut name) = read(end);
            name.finish() && names.has(name.as_str())
        };
        match [Some(whole), self.first_name(start, whole)].into_iter().flatten().any(is_alive) {
            true => Ending::Whole,
            false => Ending::Part,
        }
    }

    /// Whether a byte stands between the parts of a name; a backslash does before an underscore.
    fn joins(&self, byte: u8) -> bool {
        byte == b'_' || byte == b'\\' || byte == self.grammar.template.between()
    }
}

fn inflected(rest: &str, more: bool) -> Ending {
    let is_whole =
        |inflection: &str| rest.strip_prefix(inflection).is_some_and(|after| !after.starts_with(is_word));
    if more && INFLECTIONS.iter().any(|inflection| inflection.starts_with(rest)) {
        Ending::Cut
    } else if INFLECTIONS.into_iter().any(is_whole) {
        Ending::Whole
    } else {
        Ending::Part
    }
}
