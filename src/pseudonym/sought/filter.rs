//! [`Filter`]: whether any known value may begin at a word, told from its first bytes.
//!
//! Owns: two questions that nearly every word of a text fails: do the first two bytes begin a value (one bit of a small
//! table, in whatever case), and do the first eight letters and digits (a bit of a table that grows with the values).
//! Never: says no where a value stands. Next: `sought/index.rs`, which is asked about the rest.

use super::index::Head;

/// Bits of the second table for each value, so that few words pass by chance.
const BITS_EACH: usize = 32;

/// What is known of how values begin.
#[derive(Clone, Default)]
pub(super) struct Filter {
    /// The row is the first byte, the column the low six bits of the second. None without any value.
    pairs: Option<Box<[u64; 256]>>,
    heads: Vec<u64>,
    /// Every head that was added, to fill a larger table.
    added: Vec<Head>,
    /// Whether heads of identifiers' words were added.
    has_humps: bool,
}

impl Filter {
    /// Adds a value that reads `text` from its first word on.
    pub(super) fn add(&mut self, text: &[u8]) {
        add_pair(self.pairs.get_or_insert_with(|| Box::new([0; 256])), text);
        self.add_head(Head::at(text, 0));
    }

    /// Adds the head of a value's first word up to a hump: the value may begin amid an identifier.
    pub(super) fn add_hump(&mut self, head: Head) {
        self.has_humps = true;
        self.add_head(head);
    }

    /// Whether any value may begin amid an identifier.
    pub(super) fn has_humps(&self) -> bool {
        self.has_humps
    }

    fn add_head(&mut self, head: Head) {
        self.added.push(head);
        if self.added.len() * BITS_EACH > self.heads.len() * 64 {
            self.heads = vec![0; (self.heads.len() * 4).max(8)];
            for head in &self.added {
                set(&mut self.heads, *head);
            }
        } else {
            set(&mut self.heads, head);
        }
    }

    /// Whether a value may begin with the word at `at`.
    #[inline]
    pub(super) fn passes(&self, text: &[u8], at: usize) -> bool {
        let Some(pairs) = &self.pairs else { return false };
        let row = pairs[usize::from(text[at])];
        if row == 0 || text.get(at + 1).is_some_and(|second| row & column(*second) == 0) {
            return false;
        }
        has(&self.heads, Head::at(text, at)) || self.has_humps && has(&self.heads, Head::to_hump(text, at))
    }
}

fn add_pair(pairs: &mut [u64; 256], text: &[u8]) {
    let columns = match text.get(1) {
        Some(second) if second.is_ascii() => {
            column(second.to_ascii_lowercase()) | column(second.to_ascii_uppercase())
        }
        // Another case of the same letter may have other bytes; and whatever ends a word may stand behind the value.
        _ => u64::MAX,
    };
    match text[0] {
        first if first.is_ascii() => {
            pairs[usize::from(first.to_ascii_lowercase())] |= columns;
            pairs[usize::from(first.to_ascii_uppercase())] |= columns;
        }
        _ => pairs[0x80..].fill(u64::MAX),
    }
}

#[inline]
fn column(byte: u8) -> u64 {
    1 << (byte & 0x3f)
}

fn set(heads: &mut [u64], head: Head) {
    let (word, bit) = place(heads, head);
    heads[word] |= bit;
}

#[inline]
fn has(heads: &[u64], head: Head) -> bool {
    let (word, bit) = place(heads, head);
    heads[word] & bit != 0
}

/// Where a head's bit is. A table has a power of two of words.
#[inline]
fn place(heads: &[u64], head: Head) -> (usize, u64) {
    let hash = head.hash();
    (hash as usize & (heads.len() - 1), 1 << (hash >> 58))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_which_a_value_begins_pass_in_any_case() {
        let mut filter = Filter::default();
        for value in ["Anna Example", "7 Main", "Österreich", "x", "aß"] {
            filter.add(value.as_bytes());
        }
        for text in ["ANNA example", "anna", "7 main", "österreich", "X.", "x", "X", "Aß", "aẞ"] {
            assert!(filter.passes(text.as_bytes(), 0), "{text}");
        }
        assert!(!Filter::default().passes(b"anna", 0));
    }

    #[test]
    fn nearly_all_other_words_stop() {
        let mut filter = Filter::default();
        (0..1000).for_each(|number| filter.add(format!("word{number} and more").as_bytes()));
        let passed = (0..10_000).filter(|n| filter.passes(format!("works{n}").as_bytes(), 0));
        assert!(passed.count() < 1_000);
    }
}
