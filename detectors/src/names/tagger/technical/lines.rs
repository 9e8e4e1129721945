//! [`Lines`]: whether the lines around a name look like those of a program, its comments or a manual's markup.
//!
//! Owns: the looks of such a line, and how many of them are enough. Never: judges a name.

use std::collections::VecDeque;
use std::ops::Range;

use crate::names::near;
use crate::names::tagger::program::before;
use crate::shown;

/// How many bytes on either side say what kind of text it is.
const AROUND: usize = 700;

/// So many lines must look technical, and one in so many of all.
const LINES: usize = 3;
const SHARE: usize = 3;

/// The lines of a text that were judged last: names come in order, and those near each other have most of their lines in common.
pub(in crate::names) struct Lines<'t> {
    text: &'t str,
    /// Side by side, each with its line end.
    judged: VecDeque<Line>,
}

struct Line {
    bytes: Range<usize>,
    look: Look,
}

/// What a line looks like; none of a blank one.
type Look = Option<bool>;

fn look(line: &str) -> Look {
    let line = shown::own(line).trim();
    (!line.is_empty()).then(|| is_technical(line))
}

impl<'t> Lines<'t> {
    pub(in crate::names) fn of(text: &'t str) -> Self {
        Self { text, judged: VecDeque::new() }
    }

    /// Whether the lines around a name look like those of a program or a manual; those at the ends are cut.
    pub(in crate::names::tagger) fn are_a_program_s(&mut self, name: Range<usize>) -> bool {
        if is_in_comment(before(self.text, name.start)) {
            return true;
        }
        let around = near(self.text, name, AROUND);
        let written = &self.text[around.clone()];
        let (Some(first), Some(last)) = (written.find('\n'), written.rfind('\n')) else { return false };
        let whole = around.start + first + 1..around.start + last + 1;
        let ends = [look(&written[..first]), look(&written[last + 1..])];
        self.reach(&whole);
        let inside = self.judged.iter().take_while(|line| line.bytes.end <= whole.end);
        let (mut lines, mut all, mut technical) = (2, 0, 0);
        for line in inside.map(|line| line.look).inspect(|_| lines += 1).chain(ends) {
            all += usize::from(line.is_some());
            technical += usize::from(line == Some(true));
        }
        lines >= LINES && technical >= LINES && technical * SHARE >= all
    }

    /// Judges the lines of `whole`, which begins and ends with a line, and forgets those before.
    fn reach(&mut self, whole: &Range<usize>) {
        while self.judged.front().is_some_and(|line| line.bytes.start < whole.start) {
            self.judged.pop_front();
        }
        if self.judged.front().is_some_and(|line| line.bytes.start > whole.start) {
            self.judged.clear();
        }
        let mut start = self.judged.back().map_or(whole.start, |line| line.bytes.end);
        while start < whole.end {
            let end = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at + 1);
            self.judged.push_back(Line { bytes: start..end, look: look(&self.text[start..end]) });
            start = end;
        }
    }
}

/// Whether the line that ends there is a comment as programs alone have it: of what stands below (`///`), or behind code (`; //`).
fn is_in_comment(line: &str) -> bool {
    let own = shown::own(line).trim_start();
    own.starts_with("/// ") || own.starts_with("//! ") || own.contains("; // ") || own.contains("{ // ")
}

/// Whether a line is one of a program, of its comments, or of a manual's markup. A row of data or of a log is none.
fn is_technical(line: &str) -> bool {
    const BEGINNINGS: [&str; 26] = [
        "//", "/*", "*/", "///", "#include", "#!", "#[", "#define", "```", "~~~", "$ ", ">>> ", ".. ", "@",
        "use ", "pub ", "fn ", "def ", "class ", "let ", "const ", "impl", "struct ", "static ", "return ",
        "import ",
    ];
    let begins = BEGINNINGS.iter().any(|beginning| line.starts_with(beginning)) || is_macro(line);
    let ends = line.ends_with(['{', '}', ';', '(', '[', ']']) || line.ends_with("},") || line.ends_with("),");
    let technical = begins || ends || has_part(line) || line.matches('`').count() > 1 || has_identifier(line);
    technical && !is_data(line)
}

/// Whether a line has what programs and markup write between words. A part is sought only where its rarest sign is in the line.
fn has_part(line: &str) -> bool {
    const PARTS: [(u8, &str); 17] = [
        (b':', "::"),
        (b'(', "()"),
        (b'>', "->"),
        (b'>', "=>"),
        (b'=', "=="),
        (b'=', "!="),
        (b'&', "&&"),
        (b'|', "||"),
        (b'=', "+="),
        (b'=', " = "),
        (b']', "](http"),
        (b'<', "</"),
        (b'0', "0x"),
        (b'\\', "\\f"),
        (b'-', " --"),
        (b')', "...)"),
        (b'[', "[0]"),
    ];
    let signs = line.bytes().filter(u8::is_ascii).fold(0_u128, |signs, byte| signs | 1 << byte);
    PARTS.iter().any(|(sign, part)| signs & 1 << sign != 0 && line.contains(part))
}

/// `.SH NAME`, `.\" …`: a line of a manual page's source.
fn is_macro(line: &str) -> bool {
    let rest = line.strip_prefix('.').unwrap_or("").as_bytes();
    matches!(rest, [b'\\', ..])
        || matches!(rest, [a, b, ..] if a.is_ascii_uppercase() && b.is_ascii_uppercase())
}

/// `"name": "x"`, `'a', 'b'`, `"a","b"`, or with a time of day.
fn is_data(line: &str) -> bool {
    let digits = |pair: &[u8]| pair.iter().all(u8::is_ascii_digit);
    let timed =
        || line.as_bytes().windows(5).any(|five| five[2] == b':' && digits(&five[..2]) && digits(&five[3..]));
    ["\":", "', '", "\",\"", "','", "\", \""].iter().any(|part| line.contains(part)) || timed()
}

/// Whether a word has a `_` amid its letters.
fn has_identifier(line: &str) -> bool {
    line.as_bytes()
        .windows(3)
        .any(|three| three[1] == b'_' && three[0].is_ascii_alphanumeric() && three[2].is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: &str = "impl<A> Keep for Store<A> {\n    // «» keeps it\n    fn keep(&self) -> Kept {\n        self.kept()\n    }\n}\n";

    #[test]
    fn what_tools_put_before_a_line_hides_no_program() {
        let numbered: String =
            PROGRAM.lines().zip(1..).map(|(line, number)| format!("{number:6}→{line}\n")).collect();
        for text in [PROGRAM, numbered.as_str()] {
            let at = text.find("«»").expect("a place");
            assert!(Lines::of(text).are_a_program_s(at..at), "{text}");
        }
    }

    #[test]
    fn lines_that_are_remembered_say_what_all_lines_around_say() {
        let prose = "We met in the yard.\n\nThen it rained, and \u{fc}ber all of it.\r\n";
        let text =
            [PROGRAM, prose, PROGRAM, prose, &prose.repeat(12), "x".repeat(1500).as_str(), PROGRAM].concat();
        let plainly = |name: Range<usize>| {
            let around = &text[near(&text, name, AROUND)];
            let (all, technical) = around
                .lines()
                .filter_map(look)
                .fold((0, 0), |(all, technical), line| (all + 1, technical + usize::from(line)));
            around.matches('\n').count() + 1 >= LINES && technical >= LINES && technical * SHARE >= all
        };
        let mut kept = Lines::of(&text);
        let places: Vec<usize> = (0..text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        let told: Vec<bool> = places.iter().map(|at| kept.are_a_program_s(*at..*at)).collect();
        assert!(told.contains(&true) && told.contains(&false));
        assert_eq!(told, places.iter().map(|at| plainly(*at..*at)).collect::<Vec<_>>());
        let back: Vec<bool> = places.iter().rev().map(|at| kept.are_a_program_s(*at..*at)).collect();
        assert!(back.iter().eq(told.iter().rev()));
    }
}
