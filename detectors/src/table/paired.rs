//! Lines of two cells whose first is the label of the second: `| Born | 1.2.1958 |`, `Born<tab>1.2.1958`, `Born - 1.2.1958`, `Born:`
//! above `1.2.1958`; elements of HTML whose text is a label: `<b>Born:</b> 1.2.1958`.
//!
//! Owns: where such a label ends and its value begins. Never: reads a line that parts more than two cells, or one that holds
//! the headings of a table.

use memchr::{memchr2, memrchr2};

use super::look::Begins;
use super::{Cells, FIRST_CELL, HEADING_WORDS, LONGEST_CELL, Part, bare, ends_as_programs_do, is_heading};

/// What parts a label from its value in a line, besides a bar and a tab.
const SPACED: [&str; 6] = ["  ", " - ", " – ", " — ", " -> ", " → "];
/// The longest line that is read, in bytes: one more paragraph is no label.
const LONGEST_LINE: usize = FIRST_CELL + LONGEST_CELL;
/// What ends a label that has an element to itself.
const LABELLED: &[&str] = &[":</"];
/// What begins an item of a list.
const BULLETS: [char; 4] = ['-', '+', '•', '·'];
/// What a column of values is headed with beside one of labels.
const VALUES: [&str; 18] = [
    "value",
    "values",
    "content",
    "data",
    "answer",
    "response",
    "entry",
    "wert",
    "antwort",
    "eintrag",
    "inhalt",
    "angabe",
    "valeur",
    "réponse",
    "valor",
    "respuesta",
    "valore",
    "waarde",
];
/// The shortest label, in bytes: one letter is a variable.
const SHORTEST_LABEL: usize = 2;

/// The label and the value of a line, if it is nothing else.
#[inline]
pub(super) fn pair<'t>(line: Part<'t>) -> Option<(Part<'t>, Part<'t>)> {
    (line.1.len() <= LONGEST_LINE).then(|| parted(within_edges(line))).flatten()
}

/// A line without the space and the bars around its cells.
fn within_edges((at, line): Part<'_>) -> Part<'_> {
    let rest = line.trim_start();
    let rest = rest.strip_prefix('|').unwrap_or(rest).trim_start();
    let inner = rest.trim_end();
    (at + line.len() - rest.len(), inner.strip_suffix('|').unwrap_or(inner).trim_end())
}

/// Both cells, which the first separator parts, if it is the only one of its kind.
fn parted<'t>((at, line): Part<'t>) -> Option<(Part<'t>, Part<'t>)> {
    let (first, separator) = separator(line)?;
    let rest = line[first + separator.len()..].trim_start_matches(['|', '\t', ' ']);
    let value = (at + line.len() - rest.len(), rest);
    (!rest.contains(separator)).then(|| labelled((at, &line[..first]), value)).flatten()
}

/// The first separator and where it stands, if no more than a label can stand before it: what tells nearly all lines at once.
#[inline]
fn separator(line: &str) -> Option<(usize, &'static str)> {
    let mut spaces = 0;
    for (at, &byte) in line.as_bytes().iter().enumerate().take(FIRST_CELL) {
        match byte {
            b'|' => return Some((at, "|")),
            b'\t' => return Some((at, "\t")),
            b' ' => {
                let separator = SPACED.into_iter().find(|separator| line[at..].starts_with(separator));
                if separator.is_some() || spaces == HEADING_WORDS {
                    return Some((at, separator?));
                }
                spaces += 1;
            }
            b',' | b';' | b'=' | b'<' | b'{' | b'!' | b'?' => return None,
            _ => {}
        }
    }
    None
}

/// Whether a line ends as a label does whose value stands in the next one.
#[inline]
pub(super) fn may_stand_above(line: &str) -> bool {
    line.ends_with(':') || line.ends_with("**")
}

/// The label that a line is, and its value in the next one.
pub(super) fn above<'t>(line: Part<'t>, next: Part<'t>) -> Option<(Part<'t>, Part<'t>)> {
    let is_value = next.1.len() <= LONGEST_LINE && !ends_as_programs_do(next.1) && !next.1.contains(": ");
    is_value.then(|| labelled(line, next)).flatten()
}

/// A label and its value, if the first can be one.
pub(super) fn labelled<'t>(label: Part<'t>, value: Part<'t>) -> Option<(Part<'t>, Part<'t>)> {
    let (at, item) = bare(label);
    let rest = item.trim_start_matches(BULLETS);
    let (at, label) = bare((at + item.len() - rest.len(), rest.trim_end_matches(':')));
    (label.len() >= SHORTEST_LABEL && is_heading(label)).then(|| ((at, label), bare(value)))
}

/// Whether a column is headed with a word for any value, so that its rows are labels and their values.
pub(super) fn is_generic(heading: &str) -> bool {
    VALUES.iter().any(|word| heading.eq_ignore_ascii_case(word))
}

/// Takes the labels of `text` that have an element to themselves, each of which may end at one of these places.
pub(super) fn read(text: &str, begins: &Begins, cells: &mut Cells) {
    for (colon, _) in begins.of(text, LABELLED) {
        cells.extend(in_element(text, colon));
    }
}

/// `>Born:</b> 1.2.1958`, whose colon stands there. Reads no further than a value reaches: every tag may end so.
fn in_element(text: &str, colon: usize) -> Option<(Part<'_>, Part<'_>)> {
    let high = (colon + LONGEST_LINE..text.len()).find(|at| text.is_char_boundary(*at));
    let text = &text[..high.unwrap_or(text.len())];
    let bytes = text.as_bytes();
    let low = colon.saturating_sub(FIRST_CELL);
    let begins = low + memrchr2(b'>', b'\n', &bytes[low..colon])? + 1;
    let mut at = colon + 1;
    while let Some(tag) = text[at..].trim_start().strip_prefix('<') {
        at = text.len() - tag.len() + tag.find('>')? + 1;
    }
    let length = memchr2(b'<', b'\n', &bytes[at..]).unwrap_or(text.len() - at);
    labelled((begins, &text[begins..colon]), (at, &text[at..at + length]))
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    #[test]
    fn a_label_beside_its_value_is_read() {
        for text in [
            "Born | 1.2.1958",
            "| Born | 1.2.1958 |",
            "| **Born:** | 1.2.1958 |",
            "| Born                 | 1.2.1958          |",
            "Born\t1.2.1958",
            "\tBorn:\t\t1.2.1958\r\n",
            "Born         1.2.1958",
            "  * Born     1.2.1958",
            "Born - 1.2.1958",
            "* **Born** – 1.2.1958",
            "Born -> 1.2.1958",
            "Born:\n1.2.1958",
            "**Born:**\r\n  1.2.1958\r\n",
            "- **Born**\n  1.2.1958",
            "<p><strong>Born:</strong> 1.2.1958</p>",
            "<td class=\"l\">Born:</td>\n  <td><i>1.2.1958</i></td>",
        ] {
            assert_eq!(read(text), ["Born: 1.2.1958"], "{text}");
        }
    }

    #[test]
    fn other_lines_are_no_label_and_value() {
        for text in [
            "x | y",
            "Born | 1.2.1958 | Rome",
            "| 1 | 1.2.1958 |",
            "one, two  three  four",
            "    let born = 1958;",
            "Born - 1.2.1958 - Rome",
            "born:\n  day: 1",
            "else:\n    born(1958)",
            "Born:\n\n1.2.1958",
            "a list of many words here | 1.2.1958",
            "<b>Born</b>: 1.2.1958",
            "<b>:</b> 1.2.1958",
            "Born:</",
            "Born:</b",
            &format!("<b>Born:</b>{}1.2.1958", "<i>".repeat(200)),
        ] {
            assert_eq!(read(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn headings_are_no_label_and_value() {
        assert_eq!(read("| Name | Born |\n|---|---|\n| 1 | 1.2.1958 |"), ["Name: 1", "Born: 1.2.1958"]);
        assert!(read("field,value\nBorn,1.2.1958\n").contains(&"Born: 1.2.1958".to_owned()));
        assert_eq!(read("NAME    BORN\n1       1.2.1958"), ["NAME: 1", "BORN: 1.2.1958"]);
    }
}
