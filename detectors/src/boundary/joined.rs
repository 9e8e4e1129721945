//! What a sign joins to a value that is whole without it: a second value behind a stroke, a word behind an underscore.
//!
//! Owns: which strokes and underscores set values off although they join numbers and names elsewhere.

use super::word_byte;

/// Whether an address of mail ends at `end` and a `_` adds to it, as to a mailbox's or an export's name. Matrices are multiplied by `@`, too
/// (`x@self.in_proj`): an ending of two letters counts after a dotted name alone, and `self` is no host.
pub(super) fn is_mail_before_underscore(text: &str, end: usize) -> bool {
    /// Longer hosts are not looked for.
    const REACH: usize = 128;
    let (before, after) = text.as_bytes().split_at(end);
    let near = &before[before.len().saturating_sub(REACH)..];
    let Some(at) = near.iter().rposition(|byte| *byte == b'@') else { return false };
    let host = &near[at + 1..];
    let ending = host.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    let local = near[..at].iter().rev().take_while(|byte| word_byte(**byte) || b".-+".contains(byte));
    after.starts_with(b"_")
        && !host.starts_with(b"self.")
        && (ending.len() > 2 || local.clone().any(|byte| *byte == b'.'))
        && local.count() > 2
}

/// Whether an address of dotted numbers, or the word for one, and a stroke stand before another: `203.0.113.7/198.51.100.4`, `ip/10.1.2.3`.
pub(super) fn is_second_address(before: &[u8]) -> bool {
    let Some(before) = before.strip_suffix(b"/") else { return false };
    let length = before.iter().rev().take_while(|byte| word_byte(**byte) || **byte == b'.').count();
    let (outer, first) = before.split_at(before.len() - length);
    let is_address = || {
        first.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
            && first.split(|byte| *byte == b'.').filter(|part| !part.is_empty()).count() == 4
    };
    !outer.ends_with(b"/") && (first.eq_ignore_ascii_case(b"ip") || is_address())
}

/// Whether the stroke at `at` stands between two long numbers, of which neither is a part of a path: both are values of their own.
pub(super) fn is_between_long(bytes: &[u8], at: usize) -> bool {
    /// Parts of dates, fractions and national numbers have fewer digits.
    const LEAST: usize = 9;
    /// Longer ones are no numbers of anybody.
    const MOST: usize = 32;
    let in_number = |byte: &&u8| byte.is_ascii_digit() || **byte == b'-';
    let is_long = |length: usize, digits: usize| length < MOST && digits >= LEAST;
    let (left, right) = (&bytes[..at], &bytes[at + 1..]);
    let before = left.iter().rev().take(MOST).take_while(in_number);
    let after = right.iter().take(MOST).take_while(in_number);
    let digits = |byte: &&u8| byte.is_ascii_digit();
    let (head, tail) = (before.clone().count(), after.clone().count());
    is_long(head, before.filter(digits).count())
        && is_long(tail, after.filter(digits).count())
        && !left[..left.len() - head].ends_with(b"/")
        && !right[tail..].starts_with(b"/")
}

#[cfg(test)]
mod tests {
    use super::super::Boundary;
    use super::super::tests::holds;

    #[test]
    fn two_long_numbers_are_joined_by_a_stroke() {
        for free in ["«219-45-6782»/536-22-8847", "4012888888881881/«5555555555554444»"] {
            assert!(holds(Boundary::Auto, free), "{free}");
        }
        for part in ["/«123456789»/123456789", "123456789/«123456789»/", "1234567890/«12345»"] {
            assert!(!holds(Boundary::Auto, part), "{part}");
        }
    }

    #[test]
    fn what_is_added_to_an_address_of_mail_is_none_of_it() {
        for free in ["«a.roe@mail.de»_backup", "«roe@mail.example»_x"] {
            assert!(holds(Boundary::Address, free), "{free}");
        }
        for part in ["«x@self.net»_weight", "«h@attn.in»_proj", "«qkv@attn.in»_proj"] {
            assert!(!holds(Boundary::Address, part), "{part}");
        }
    }
}
