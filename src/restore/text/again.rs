//! Whether the pseudonym of a value that was spelled in an encoding stands where that is to be spelled so again: behind what it
//! stood behind, as in an echo or the old text of an edit, or in a URL. Elsewhere the value goes out as it reads.
//!
//! Owns: this judgement. Never: writes anything; `escaping.rs` does.

use crate::pseudonym::{Restorable, Restored, Surroundings};
use crate::wire::json::innermost;

/// A pseudonym as it stands in an answer.
pub(super) struct Standing<'t> {
    pub(super) name: &'t str,
    /// How it is written.
    pub(super) written: &'t str,
    /// What stands before it in its text, as far back as is known.
    pub(super) before: &'t str,
    /// How many strings of JSON are open there.
    pub(super) strings: usize,
}

impl Standing<'_> {
    /// The value as it is to go out here.
    pub(super) fn chosen<'m>(&self, value: Restored<'m>, live: &Restorable) -> Restored<'m> {
        match value.encoded() {
            Some(encoded) if !self.is_for(encoded, live) => value.as_it_reads(),
            _ => value.as_it_stood(),
        }
    }

    fn is_for(&self, encoded: &str, live: &Restorable) -> bool {
        let before = innermost(Surroundings::window(self.before), self.strings);
        let is_percent_encoded = encoded.contains('%');
        is_percent_encoded && (self.written.starts_with('%') || is_url(&before))
            || live.stood_behind(self.name, Surroundings::before(&before))
    }
}

/// Whether a URL goes on here, in its path or with the value of a parameter.
fn is_url(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || "\"'<>(`".contains(c)).next().unwrap_or_default();
    word.ends_with(['=', '/']) && word.contains(['/', '?', '&'])
}
