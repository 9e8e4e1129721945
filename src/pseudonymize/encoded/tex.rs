//! Letters with accents as TeX writes them: `\"{u}`, `Kr\"ahe`, `{\"u}`, `\ss{}` (Knuth, The TeXbook, chapter 9).
//!
//! Owns: what such a letter reads as, and where one without braces may stand. Never: reads any other escape; see
//! `encoded/escapes.rs`.

use super::escapes::Spelling;

/// `\"{u}`: an accent over a letter.
pub(super) fn accent(mark: u8, at: &[u8]) -> Option<(Spelling, usize)> {
    let [letter, b'}', ..] = at.get(3..)? else { return None };
    Some((Spelling::char(accented(mark, *letter)?, true), 5))
}

/// Whether a letter with an accent goes on a word there: `Kr\"ahe`, but not the quote before one, nor the apostrophe of `don\'t`.
pub(super) fn is_accented(before: &[u8], at: &[u8]) -> bool {
    let [letter, next, ..] = at[2..] else { return false };
    let in_word = before.iter().rev().take(2).filter(|byte| byte.is_ascii_alphabetic()).count();
    let least = if at[1] == b'"' { 1 } else { 2 };
    b"aeiounAEIOU".contains(&letter) && next.is_ascii_alphabetic() && in_word >= least
}

/// `\"a` where [`is_accented`].
pub(super) fn accent_inside(mark: u8, at: &[u8]) -> Option<(Spelling, usize)> {
    Some((Spelling::char(accented(mark, *at.get(2)?)?, true), 3))
}

/// `\ss{}`, and `\ss ` behind a letter, whose space ends the command.
pub(super) fn sharp_s(before: &[u8], at: &[u8]) -> Option<(Spelling, usize)> {
    if at.starts_with(b"\\ss{}") {
        return Some((Spelling::char('ß', true), 5));
    }
    let in_word = at.starts_with(b"\\ss ") && before.last().is_some_and(u8::is_ascii_alphabetic);
    in_word.then(|| (Spelling::char('ß', at.get(4).is_some_and(u8::is_ascii_lowercase)), 4))
}

/// `{\"u}` and `{\ss}`: a letter as BibTeX and older texts write it.
pub(super) fn grouped(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let (c, len) = match bytes[at..] {
        [_, b'\\', mark @ (b'"' | b'\'' | b'`' | b'^' | b'~'), letter, b'}', ..] => {
            (accented(mark, letter)?, 5)
        }
        [_, b'\\', b's', b's', b'}', ..] => ('ß', 5),
        _ => return None,
    };
    Some((Spelling::char(c, true), len))
}

/// A letter with the accent that TeX writes as `mark`.
fn accented(mark: u8, letter: u8) -> Option<char> {
    let combining = match mark {
        b'"' => '\u{308}',
        b'\'' => '\u{301}',
        b'`' => '\u{300}',
        b'^' => '\u{302}',
        b'~' => '\u{303}',
        _ => '\u{327}',
    };
    unicode_normalization::char::compose(char::from(letter), combining)
}
