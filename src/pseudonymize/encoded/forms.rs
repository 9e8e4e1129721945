//! What a form is sent as (application/x-www-form-urlencoded; WHATWG URL, section 5): pairs of a name and a value, in which
//! `+` stands for a space.
//!
//! Owns: telling such a value from a sum in a program. Never: reads what is percent-encoded; `escapes.rs` does.

use super::escapes::{Spelling, percent};

/// A pair's name is looked for this far before the first `+` of its value, and what tells the value for one this far
/// behind, in bytes.
const AROUND: usize = 256;

/// So many digits are a number that somebody may be known by.
const DIGITS: usize = 6;

/// `+`, and what is percent-encoded beside it. The first `+` of a value counts, if words stand on both sides of it.
pub(super) fn plus(bytes: &[u8], at: usize) -> Option<(Spelling, usize)> {
    if bytes[at] != b'+' {
        return percent(bytes, at);
    }
    let (before, after) = (&bytes[..at], &bytes[at + 1..]);
    let counts = after.first().is_some_and(|next| is_value(*next))
        && value_before(before).is_some_and(|begun| is_telling(begun, after));
    Some((Spelling::char(' ', counts), 1))
}

/// Whether a byte ends all pairs: none of a form's is written so.
pub(super) fn ends(byte: u8) -> bool {
    byte <= b' ' || b"\"'`<>\\".contains(&byte)
}

fn is_value(byte: u8) -> bool {
    !ends(byte) && byte != b'&' && byte != b'+'
}

/// What a pair's value begins with, up to here; none where this is inside no pair, or not before the first `+` of one.
fn value_before(before: &[u8]) -> Option<&[u8]> {
    let near = &before[before.len().saturating_sub(AROUND)..];
    let value = near.iter().rev().take_while(|byte| is_value(**byte) && !b"=?".contains(byte)).count();
    let (rest, value) = near.split_at(near.len() - value);
    let rest = rest.strip_suffix(b"=")?;
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_-.[]%".contains(byte);
    let name = rest.iter().rev().take_while(is_name).count();
    let bounds = |byte: &u8| ends(*byte) || b"&?#;".contains(byte);
    let bounded = rest.len().checked_sub(name + 1).is_none_or(|at| bounds(&rest[at]));
    (name > 0 && !value.is_empty() && bounded).then_some(value)
}

/// So many words are a sentence.
const WORDS: usize = 4;

/// Whether a value, cut at its first `+`, is one that a person may be known by: many digits, words with capitals, a sentence, or
/// what a program has no use for.
fn is_telling(begun: &[u8], after: &[u8]) -> bool {
    let rest = after.iter().take(AROUND).take_while(|byte| **byte == b'+' || is_value(**byte)).count();
    let words = || std::iter::once(begun).chain(after[..rest].split(|byte| *byte == b'+'));
    let escaped = words().any(|word| word.contains(&b'%'));
    let digits = words().flatten().filter(|byte| byte.is_ascii_digit()).count();
    let capitals = words().filter(|word| word.first().is_some_and(u8::is_ascii_uppercase)).count();
    escaped || digits >= DIGITS || capitals >= 2 || words().count() >= WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(text: &str) -> usize {
        let counts = |at: &usize| plus(text.as_bytes(), *at).is_some_and(|(spelling, _)| spelling.counts);
        text.match_indices('+').map(|(at, _)| at).filter(counts).count()
    }

    #[test]
    fn the_first_plus_of_a_telling_value_counts() {
        for text in [
            "card=4539+5787+6362+1486",
            "GET /?x=1&name=Helena+Brandt&y=2",
            "-d 'q=born+on+14.03.1968'",
            "q=born+on+3+May+1980&x=1",
            "{\"text\":\"a[b]=IBAN%3A+DE02\"}",
            "x&amp;phone=%2B49+171",
        ] {
            assert_eq!(counts(text), 1, "{text}");
        }
    }

    #[test]
    fn sums_are_no_values() {
        for text in [
            "a=b+c",
            "let a = 1234567+1",
            "x==1234567+y",
            "(a=1234567+b)",
            "a+=1234567+b",
            "n=1234567++",
            "+49+171+5550281",
            "=Aa+Bb",
            "a=+Aa+Bb",
            "for(i=0;i<n;i+=2)",
            "mail=a+b@mail.example",
            "Aa+Bb+Cc",
        ] {
            assert_eq!(counts(text), 0, "{text}");
        }
    }
}
