//! Whether a value stands in a text as words of its own.
//!
//! Owns: what joins two characters to one word. Never: says what a value bears of it; `sought.rs` does.

use allonym_detectors::is_raised;

/// How what stands before a place of a text is joined to what stands after it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Joint {
    None,
    /// By underscores with a word on either side, as in a program's name; those around a word emphasize it.
    Underscore,
    Word,
}

/// Scripts that are written without spaces are never joined, nor is the mark of a footnote.
pub(super) fn joint(text: &str, at: usize) -> Joint {
    let (before, after) = text.split_at(at);
    let is_word = |c: char| c.is_alphanumeric() && !is_unspaced(c) && !is_raised(c);
    let bare = (before.trim_end_matches('_'), after.trim_start_matches('_'));
    if !bare.0.ends_with(is_word) || !bare.1.starts_with(is_word) {
        Joint::None
    } else if bare.0.len() + bare.1.len() < text.len() {
        Joint::Underscore
    } else {
        Joint::Word
    }
}

/// Thai, Lao, Khmer, Burmese, kana and Han characters: words follow each other without a space.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
