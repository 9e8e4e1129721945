//! The two bytes behind some letters, as sixteen kinds of byte: most words that begin something go on otherwise, and are told
//! by that before they are looked up.
//!
//! Owns: the kinds. Never says that something stands there, only that nothing does.

use crate::pattern::Bytes;

/// Which bytes may stand first and second behind some letters, a bit for each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Follow([u16; 2]);

impl Follow {
    pub(super) const NONE: Self = Self([0; 2]);

    /// `rest`, in either case, and then bytes of `after`, if there are so many.
    pub(super) fn of(rest: &[u8], after: &[Bytes]) -> Self {
        let rest = rest.iter().map(|&byte| byte.is_ascii().then(|| 1 << kind(byte)));
        // A letter that is not ASCII may have other bytes in upper case, and more of them.
        let mut known = rest.chain(after.iter().map(|bytes| Some(kinds(bytes)))).map_while(|next| next);
        Self([0; 2].map(|_: u16| known.next().unwrap_or(u16::MAX)))
    }

    /// Lets what `other` lets through pass too.
    pub(super) fn add(&mut self, other: Self) {
        *self = Self([self.0[0] | other.0[0], self.0[1] | other.0[1]]);
    }

    /// Whether these two bytes may stand there; behind the text's end zeros do.
    #[inline]
    pub(super) fn may_be(self, one: u8, two: u8) -> bool {
        self.0[0] >> kind(one) & self.0[1] >> kind(two) & 1 == 1
    }
}

/// The same for a letter in either case.
#[inline]
fn kind(byte: u8) -> u32 {
    u32::from(byte % 16)
}

/// Those of a set's bytes, and of the text's end.
#[expect(clippy::cast_possible_truncation, reason = "all are put into the lowest sixteen bits")]
fn kinds(bytes: &Bytes) -> u16 {
    let all = bytes.0.iter().fold(1 << kind(0), |all, bytes| all | bytes);
    let all = all | all >> 32;
    (all | all >> 16) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_be(follow: Follow, text: &str) -> bool {
        let mut bytes = text.bytes().chain([0, 0]);
        let mut next = || bytes.next().expect("a byte or the end");
        follow.may_be(next(), next())
    }

    #[test]
    fn what_may_stand_there_passes() {
        let (space, digit) = (Bytes::of(|byte| byte == b' '), Bytes::of(|byte| byte.is_ascii_digit()));
        let is = Follow::of(b"", &[space, digit]);
        assert!(["", " ", " 7", " 9"].iter().all(|text| may_be(is, text)));
        assert!([".", ": 7", " m", " ?", "7"].iter().all(|text| !may_be(is, text)));
        let of = Follow::of(b" of", &[digit]);
        assert!(may_be(of, " OF") && may_be(of, " of") && !may_be(of, " 7") && !may_be(of, "of"));
        let accented = Follow::of(" éx".as_bytes(), &[]);
        assert!(may_be(accented, " É") && !may_be(accented, "-É"));
        let (mut both, none) = (is, Follow::NONE);
        both.add(of);
        assert!(may_be(both, " 7") && may_be(both, " of") && !may_be(both, "-x") && !may_be(none, ""));
    }
}
