//! [`Nesting`]: which of the open containers are objects, one bit each.
//!
//! Owns: the lexer's explicit stack. The first 256 levels need no allocation; deeper ones (only when the limit in the
//! configuration allows them) spill to the heap.
//! Never: decides how deep is too deep; the lexer does.

const INLINE_WORDS: usize = 4;

#[derive(Default)]
pub(super) struct Nesting {
    depth: usize,
    inline: [u64; INLINE_WORDS],
    spilled: Vec<u64>,
}

impl Nesting {
    /// Number of open containers.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    pub(super) fn push(&mut self, object: bool) {
        let bit = 1 << (self.depth % 64);
        let word = self.word(self.depth / 64);
        *word = if object { *word | bit } else { *word & !bit };
        self.depth += 1;
    }

    pub(super) fn pop(&mut self) {
        self.depth -= 1;
    }

    /// Whether the innermost open container is an object; `false` when none is open.
    pub(super) fn in_object(&self) -> bool {
        let Some(top) = self.depth.checked_sub(1) else { return false };
        let word = top / 64;
        let bits = if word < INLINE_WORDS { self.inline[word] } else { self.spilled[word - INLINE_WORDS] };
        bits >> (top % 64) & 1 == 1
    }

    fn word(&mut self, index: usize) -> &mut u64 {
        if index < INLINE_WORDS {
            return &mut self.inline[index];
        }
        let index = index - INLINE_WORDS;
        if index == self.spilled.len() {
            self.spilled.push(0);
        }
        &mut self.spilled[index]
    }
}
