//! Windows: the pieces of text that the network reads, cut at the ends of lines, sentences and words.
//!
//! Owns: where a window begins and ends. A window depends on the text before it only from the last blank line or full
//! window on, and never on what follows it, so a text that grows keeps its windows, which are then known already.
//! Never: decides which windows are worth reading; `gate.rs` does.

use std::ops::Range;

/// The longest window, in bytes. The model finds best in some 480 characters; more bytes are seldom more characters.
const LONGEST: usize = 480;

/// A blank line ends a window that is at least so long, in bytes.
const ENOUGH: usize = 160;

/// The windows of a text, in order, without gaps.
pub(super) fn windows(text: &str) -> Vec<Range<usize>> {
    let mut windows = Vec::new();
    let (mut start, mut end) = (0, 0);
    for part in parts(text) {
        let blank = text[part.clone()].trim().is_empty();
        if end > start && (part.end - start > LONGEST || (blank && end - start >= ENOUGH)) {
            windows.push(start..end);
            start = part.start;
        }
        end = part.end;
    }
    if end > start {
        windows.push(start..end);
    }
    windows
}

/// Lines, each with its end; one that is longer than a window in several parts.
fn parts(text: &str) -> Vec<Range<usize>> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        while end - start > LONGEST {
            let cut = start + cut(&text[start..end]);
            parts.push(start..cut);
            start = cut;
        }
        parts.push(start..end);
        start = end;
    }
    parts
}

/// Where a line that is too long is cut: behind the last sentence that fits, else behind the last word, else anywhere.
fn cut(line: &str) -> usize {
    let mut most = LONGEST;
    while !line.is_char_boundary(most) {
        most -= 1;
    }
    let head = &line[..most];
    let sentence = [". ", "! ", "? ", "; "].iter().filter_map(|end| head.rfind(end)).max().map(|at| at + 2);
    let behind = |at: usize| at + head[at..].chars().next().map_or(0, char::len_utf8);
    sentence
        .filter(|at| *at >= LONGEST / 2)
        .or_else(|| head.rfind(char::is_whitespace).map(behind).filter(|at| *at >= LONGEST / 4))
        .or_else(|| head.rfind([',', ';', '"', '}', '>', '|']).map(behind).filter(|at| *at >= LONGEST / 4))
        .unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        windows(text).into_iter().map(|window| &text[window]).collect()
    }

    #[test]
    fn windows_cover_the_text_and_are_never_too_long() {
        let long = "Ünïcode words of a line without an end ".repeat(60) + &"x".repeat(2000) + "\n\nshort\n";
        for text in ["", "a", "a\n\nb", &long, &"é".repeat(900), &"line\n".repeat(500)] {
            assert_eq!(texts(text).concat(), text);
            assert!(texts(text).iter().all(|window| (1..=LONGEST).contains(&window.len())));
        }
    }

    #[test]
    fn lines_are_kept_whole_and_long_ones_cut_at_sentences_then_words() {
        let line = format!("{}\n", "w".repeat(200));
        assert_eq!(texts(&line.repeat(5)), [line.repeat(2), line.repeat(2), line.clone()]);
        let sentence = format!("{}. ", "word ".repeat(58).trim_end());
        assert_eq!(texts(&sentence.repeat(2))[0], sentence);
        assert!(texts(&"word ".repeat(300)).iter().all(|window| window.ends_with("word ")));
    }

    #[test]
    fn what_is_appended_leaves_all_windows_but_the_last_as_they_were() {
        let text = (0..60).fold(String::new(), |text, at| {
            text + &format!("Line {at} of some text.\n{}", if at % 9 == 0 { "\n" } else { "" })
        });
        let whole = windows(&text);
        for cut in [300, 700, 1000] {
            let part = windows(&text[..cut]);
            assert_eq!(part[..part.len() - 1], whole[..part.len() - 1]);
        }
    }

    #[test]
    fn a_blank_line_ends_a_window_that_is_long_enough() {
        let paragraph = format!("{}\n", "word ".repeat(40));
        assert_eq!(
            texts(&format!("{paragraph}\n{paragraph}")),
            [paragraph.clone(), format!("\n{paragraph}")]
        );
    }
}
