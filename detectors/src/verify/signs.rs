//! The literals of a pattern that begins with a sign: quicker to tell than by a walk whether one stands there.
//!
//! Owns: that look at up to eight bytes of each. Never says that one stands there, only that none does.

use crate::eight;

/// The literals one of which every match begins with; none when a match may begin otherwise.
pub(super) struct Signs(Box<[Sign]>);

struct Sign {
    mask: u64,
    eight: u64,
}

impl Signs {
    /// Those of a pattern's keywords, if some begin with a sign.
    pub(super) fn of(keywords: &[String]) -> Self {
        let is_sign = |word: &String| !word.starts_with(|first: char| first.is_ascii_alphabetic());
        let keywords = if keywords.iter().any(is_sign) { keywords } else { &[] };
        Self(keywords.iter().map(|word| Sign::of(word.as_bytes())).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them, if there are any, may stand at `at`.
    #[inline]
    pub(super) fn may_stand(&self, text: &[u8], at: usize) -> bool {
        if self.is_empty() {
            return true;
        }
        let eight = eight::from(text, at);
        self.0.iter().any(|sign| eight & sign.mask == sign.eight)
    }
}

impl Sign {
    fn of(word: &[u8]) -> Self {
        let mask = eight::mask(word.len());
        Self { mask, eight: eight::from(word, 0) & mask }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_them_must_stand_there() {
        let signs = Signs::of(&["=\"".to_owned(), "': User".to_owned(), "longer than eight".to_owned()]);
        for text in ["=\"", "=\"x", "': uSER", "LONGER THan"] {
            assert!(signs.may_stand(text.as_bytes(), 0), "{text}");
        }
        for text in ["", "= ", "\"=\"", "': Use", "longer"] {
            assert!(!signs.may_stand(text.as_bytes(), 0), "{text}");
        }
        assert!(signs.may_stand(b"x=\"", 1));
    }

    #[test]
    fn words_are_no_signs() {
        let words = Signs::of(&["password".to_owned()]);
        assert!(words.is_empty() && words.may_stand(b"x", 0));
    }
}
