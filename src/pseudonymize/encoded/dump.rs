//! Dumps of bytes as `xxd` and `hexdump -C` print them: an address, bytes in hexadecimal, the bytes as text.
//!
//! Owns: finding a dump, and the text that its bytes are. Never: tells which digits spell which character; a dump is
//! replaced as a whole.

use memchr::memmem;

use super::Decoded;
use super::escapes::hex_byte;

/// Every dump of less than 16 MiB has this in its addresses.
pub(super) const ADDRESS: &[u8] = b"000000";

/// Bytes in a line, at most.
const LINE: usize = 32;

/// The first dump in `text`, with all that follows it to the last line of a dump.
pub(super) fn part(text: &str) -> Option<Decoded> {
    let sign = memmem::find(text.as_bytes(), ADDRESS)?;
    let mut at = text[..sign].rfind('\n').map_or(0, |line| line + 1);
    let (mut bytes, mut start, mut end) = (Vec::new(), None, 0);
    for line in text[at..].split_inclusive('\n') {
        if let Some(read) = line_of_dump(line.trim_end()) {
            bytes.extend(read);
            start.get_or_insert(at);
            end = at + line.trim_end().len();
        }
        at += line.len();
    }
    // Bytes that are no text keep the words around them apart.
    let visible = |c: char| if c.is_control() && !c.is_whitespace() { '\u{fffd}' } else { c };
    let text: String = String::from_utf8_lossy(&bytes).chars().map(visible).collect();
    Some(Decoded::whole(text, start?..end))
}

/// The bytes of one line: an address of six to eight digits, then groups of digits up to two spaces or a bar.
fn line_of_dump(line: &str) -> Option<Vec<u8>> {
    let (address, rest) = line.trim_start().split_once([':', ' '])?;
    let is_hex = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !(6..=8).contains(&address.len()) || !is_hex(address) || !rest.starts_with(' ') {
        return None;
    }
    let mut bytes = Vec::new();
    // `hexdump -C` parts its two halves by two spaces as well; its text stands between bars.
    let columns = rest.trim_start();
    let columns = match columns.split_once('|') {
        Some((columns, _)) => columns,
        None => columns.split_once("  ").map_or(columns, |(columns, _)| columns),
    };
    for group in columns.split_ascii_whitespace() {
        if !is_hex(group) || !group.len().is_multiple_of(2) || bytes.len() >= LINE {
            return None;
        }
        bytes.extend(group.as_bytes().chunks_exact(2).filter_map(hex_byte));
    }
    (!bytes.is_empty()).then_some(bytes)
}
