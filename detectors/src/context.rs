//! Scores a match by the words around it: cue words raise, or are required; negative ones lower.
//!
//! Only called for matches that already passed their check, so its cost follows the number of finds, not the
//! length of the text. The cue nearest to the value decides; one before the value counts as nearer than one after.

use crate::boundary::is_word;
use crate::detection::Span;
use crate::settings::{Language, Settings};

/// The cue words of one rule and how far they reach.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context {
    /// Without a raising cue there is no detection at all.
    pub(crate) required: bool,
    /// How many bytes before the value are looked at.
    pub(crate) before: usize,
    /// How many bytes after the value are looked at.
    pub(crate) after: usize,
    pub(crate) cues: Vec<Cue>,
}

/// One cue: lower-case words.
#[derive(Debug, Clone)]
pub(crate) struct Cue {
    pub(crate) text: String,
    /// Written with a trailing `*`: the word may go on.
    pub(crate) open: bool,
    pub(crate) effect: Effect,
    pub(crate) language: Language,
}

/// What the surroundings say about a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Raises,
    Lowers,
}

/// A cue after the value must be this many bytes nearer than one before it.
const AFTER_PENALTY: usize = 12;

impl Context {
    /// The effect of the nearest cue; none when there is no cue in reach.
    pub(crate) fn judge(&self, text: &str, value: Span, settings: &Settings) -> Option<Effect> {
        if self.cues.is_empty() {
            return None;
        }
        let before = window_before(text, value.start, self.before).to_lowercase();
        let after = window_after(text, value.end, self.after).to_lowercase();
        let heard = self.cues.iter().filter(|cue| settings.hears(cue.language));
        let distances = heard.filter_map(|cue| {
            let left = cue.last_in(&before).map(|end| before.len() - end);
            let right = cue.first_in(&after).map(|start| start + AFTER_PENALTY);
            let distance = left.into_iter().chain(right).min()?;
            Some((distance, std::cmp::Reverse(cue.text.len()), cue.effect == Effect::Raises, cue.effect))
        });
        distances
            .min_by_key(|&(distance, longest, raises, _)| (distance, longest, raises))
            .map(|found| found.3)
    }
}

impl Cue {
    /// Where the last occurrence ends.
    fn last_in(&self, window: &str) -> Option<usize> {
        window
            .rmatch_indices(&self.text)
            .map(|(at, _)| at)
            .find(|&at| self.stands(window, at))
            .map(|at| at + self.text.len())
    }

    /// Where the first occurrence begins.
    fn first_in(&self, window: &str) -> Option<usize> {
        window.match_indices(&self.text).map(|(at, _)| at).find(|&at| self.stands(window, at))
    }

    /// Whether the occurrence at `at` is a whole word (or, when open, begins one).
    fn stands(&self, window: &str, at: usize) -> bool {
        let begins = !window[..at].chars().next_back().is_some_and(is_cue_letter);
        let end = at + self.text.len();
        let ends = self.open || !window[end..].chars().next().is_some_and(is_cue_letter);
        (begins || !self.text.starts_with(is_word)) && (ends || !self.text.ends_with(is_word))
    }
}

/// In identifiers such as `customer_ssn` the parts count as words.
fn is_cue_letter(c: char) -> bool {
    c != '_' && c.is_alphabetic()
}

/// Up to `reach` bytes before `at`, not across a blank line.
fn window_before(text: &str, at: usize, reach: usize) -> &str {
    let mut from = at.saturating_sub(reach);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let window = &text[from..at];
    window.rfind("\n\n").map_or(window, |blank| &window[blank + 2..])
}

/// Up to `reach` bytes after `at`, not across a line end.
fn window_after(text: &str, at: usize, reach: usize) -> &str {
    let mut to = (at + reach).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let window = &text[at..to];
    window.find('\n').map_or(window, |line| &window[..line])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cue(text: &str, effect: Effect) -> Cue {
        let open = text.ends_with('*');
        Cue { text: text.trim_end_matches('*').to_owned(), open, effect, language: Language::ANY }
    }

    fn judge(cues: &[Cue], marked: &str) -> Option<Effect> {
        let start = marked.find('«').expect("a mark");
        let end = marked.find('»').expect("a mark") - '«'.len_utf8();
        let text = marked.replace(['«', '»'], "");
        let context = Context { required: false, before: 30, after: 20, cues: cues.to_vec() };
        context.judge(&text, Span { start, end }, &Settings::default())
    }

    #[test]
    fn the_nearest_cue_decides() {
        let cues = [cue("passport", Effect::Raises), cue("order", Effect::Lowers)];
        assert_eq!(judge(&cues, "Passport «12»"), Some(Effect::Raises));
        assert_eq!(judge(&cues, "passport order «12»"), Some(Effect::Lowers));
        assert_eq!(judge(&cues, "order «12» passport"), Some(Effect::Lowers));
        assert_eq!(judge(&cues, "order\n\n«12» passport"), Some(Effect::Raises));
        assert_eq!(judge(&cues, "nothing «12» here"), None);
    }

    #[test]
    fn cues_are_whole_words_unless_open() {
        assert_eq!(judge(&[cue("pass", Effect::Raises)], "passage «12»"), None);
        assert_eq!(judge(&[cue("steuer*", Effect::Raises)], "STEUERNUMMER «12»"), Some(Effect::Raises));
        assert_eq!(judge(&[cue("ssn", Effect::Raises)], "customer_ssn1 = «12»"), Some(Effect::Raises));
        assert_eq!(judge(&[cue("straße", Effect::Raises)], "STRAßE «12»"), Some(Effect::Raises));
    }
}
