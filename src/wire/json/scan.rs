//! The byte loops under the lexer: where a string stops, whether an escape or a number is well formed.
//!
//! Owns: speed. Strings are searched eight bytes at a time while they are short (keys, code full of `\n`) and with
//! vector instructions once they are long.
//! Never: knows about nesting or limits.

use memchr::memchr2;

/// Eight-byte steps before the vector search takes over: its call costs about as much as four of them.
const SHORT_STEPS: usize = 4;
const ONES: u64 = u64::from_le_bytes([0x01; 8]);
const HIGHS: u64 = u64::from_le_bytes([0x80; 8]);

/// Offset of the first `"` or `\` at or after `at`.
#[inline]
pub(super) fn quote_or_backslash(bytes: &[u8], mut at: usize) -> Option<usize> {
    for _ in 0..SHORT_STEPS {
        let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) else { break };
        let word = u64::from_le_bytes(*chunk);
        let hits = holds(word, b'"') | holds(word, b'\\');
        if hits != 0 {
            return Some(at + hits.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    memchr2(b'"', b'\\', bytes.get(at..)?).map(|found| at + found)
}

/// High bit set in the lowest byte of `word` that equals `byte` (bytes above it may be marked falsely).
#[inline]
fn holds(word: u64, byte: u8) -> u64 {
    let differing = word ^ (ONES * u64::from(byte));
    differing.wrapping_sub(ONES) & !differing & HIGHS
}

/// Whether a control character (U+0000 to U+001F) occurs. Branch-free inside, so that it compiles to vector code.
pub(super) fn has_control(bytes: &[u8]) -> bool {
    bytes.chunks(4096).any(|block| block.iter().fold(false, |found, byte| found | (*byte < 0x20)))
}

/// The offset just past the escape whose backslash is at `at`, or `None` when it is not one of RFC 8259's.
#[inline]
pub(super) fn escape_end(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at + 1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 2),
        b'u' => bytes.get(at + 2..at + 6)?.iter().all(u8::is_ascii_hexdigit).then_some(at + 6),
        _ => None,
    }
}

/// The offset just past the number at `at`, or the offset of the byte that spoils it (RFC 8259 section 6).
pub(super) fn number_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    let mut at = at + usize::from(bytes.get(at) == Some(&b'-'));
    at = if bytes.get(at) == Some(&b'0') { at + 1 } else { digits_end(bytes, at)? };
    if bytes.get(at) == Some(&b'.') {
        at = digits_end(bytes, at + 1)?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        at = digits_end(bytes, at)?;
    }
    Ok(at)
}

/// Past one or more digits.
fn digits_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    let count =
        bytes.get(at..).map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_digit()).count());
    if count == 0 { Err(at) } else { Ok(at + count) }
}
