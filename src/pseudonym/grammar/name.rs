//! [`Name`]: the canonical name of a pseudonym, put together from what was read.
//!
//! Owns: the forgiving of case, separators and zero padding. Never: knows which names are alive.

use std::fmt;

use super::Names;
use crate::pseudonym::split;

/// The longest name that is read, in bytes of its canonical form.
pub(super) const LONGEST: usize = 72;

/// The longest run of separators that counts as one. A longer one is a line to sign on, and no part of a name: what is held
/// back of a stream would have no end.
pub(super) const JOINTS: usize = 2;

/// A canonical name such as `PERSON_1B`, on the stack.
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    bytes: [u8; LONGEST],
    len: usize,
    /// How many separators were read last, in a row.
    joints: usize,
}

impl Default for Name {
    fn default() -> Self {
        Self { bytes: [0; LONGEST], len: 0, joints: 0 }
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Name {
    /// The canonical text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes one more character; `false` if it cannot belong to a name.
    pub(super) fn push(&mut self, c: u8, between: u8) -> bool {
        let separator = matches!(c, b'_' | b'-' | b' ') || c == between;
        if separator && self.joints > 0 {
            self.joints += usize::from(self.joints <= JOINTS);
            return self.joints <= JOINTS;
        }
        if self.len == LONGEST || !(c.is_ascii_alphanumeric() || (separator && self.len > 0)) {
            return false;
        }
        self.bytes[self.len] = if separator { b'_' } else { c.to_ascii_uppercase() };
        self.len += 1;
        self.joints = usize::from(separator);
        true
    }

    /// Takes the bare form from `start` on, capitals and digits only, `\_` allowed for `_`; returns where it ends.
    pub(super) fn read_bare(&mut self, bytes: &[u8], start: usize, between: u8) -> usize {
        let mut pos = start;
        while let Some(&byte) = bytes.get(pos) {
            let escape = usize::from(byte == b'\\' && bytes.get(pos + 1) == Some(&b'_'));
            let byte = bytes[pos + escape];
            let allowed =
                byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_' || byte == between;
            if !allowed || !self.push(byte, between) {
                break;
            }
            pos += 1 + escape;
        }
        pos
    }

    /// The name with the separator that its writer left out: `PERSON_1` for `PERSON1`. None if there is one, or no number.
    pub(super) fn separated(&self) -> Option<Self> {
        let text = self.as_str();
        let number = text.trim_end_matches(|c: char| c.is_ascii_uppercase());
        let number = if number.ends_with(|c: char| c.is_ascii_digit()) { number } else { text };
        let label = number.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let is_joined =
            label > 0 && label < number.len() && self.bytes[label - 1] != b'_' && self.len < LONGEST;
        is_joined.then(|| {
            let mut name = self.clone();
            name.bytes.copy_within(label..self.len, label + 1);
            name.bytes[label] = b'_';
            name.len += 1;
            name
        })
    }

    /// Brings a completely read name into canonical form; `false` if it has not the shape of one.
    pub(super) fn finish(&mut self) -> bool {
        while self.len > 0 && self.bytes[self.len - 1] == b'_' {
            self.len -= 1;
        }
        self.joints = 0;
        self.drop_padding();
        split(self.as_str()).is_some()
    }

    /// Whether more characters could make this the name of one that is alive.
    pub(super) fn may_become(&self, names: &impl Names) -> bool {
        let mut canonical = self.clone();
        canonical.drop_padding();
        // A separator at the end may be the space before the closer.
        names.begins(canonical.as_str())
            || canonical.as_str().strip_suffix('_').is_some_and(|name| names.has(name))
    }

    /// `PERSON_007` → `PERSON_7`; `PERSON_00` → `PERSON_`, which may go on.
    fn drop_padding(&mut self) {
        let Some(at) = self.bytes[..self.len].iter().rposition(|b| *b == b'_') else { return };
        let zeros = self.bytes[at + 1..self.len].iter().take_while(|b| **b == b'0').count();
        self.bytes.copy_within(at + 1 + zeros..self.len, at + 1);
        self.len -= zeros;
    }
}
