//! Texts as the words that they consist of, whatever stands between these: `Anna_Müller.pdf`, `Anna</b> Müller`, `O''Brien`.
//!
//! Owns: what may stand between two words of one value. Never: finds a value; `sought.rs` compares.

/// The longest gap between two words of one value, in bytes.
const GAP: usize = 24;

/// The longest tag in a gap, in bytes.
const TAG: usize = 16;

/// What may stand in a text where a value has white space.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Other white space: the value's words are ordinary ones, which programs join otherwise (`open_source`).
    Blank,
    /// Whatever is no letter or digit, line ends that are spelled (`\n`), and tags; but nothing that parts the strings of a JSON
    /// document or the cells of a table: of `Anna,Müller` each is a value.
    Any,
}

/// The characters of `text`, a space for each gap, with the offset in bytes at which each ends. What stands further apart ends
/// the text.
pub(super) fn spread(text: &str, gap: Gap) -> impl Iterator<Item = (usize, char)> + Clone {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let c = rest.chars().next()?;
        match gap_before(rest, gap) {
            0 => {
                at += c.len_utf8();
                Some((at, c))
            }
            length if length <= GAP => {
                at += length;
                Some((at, ' '))
            }
            _ => None,
        }
    })
}

/// The length of the gap that `text` begins with, in bytes, as far as it matters. What prose parts (`Anna, Roe and I`) are
/// values of their own.
fn gap_before(text: &str, gap: Gap) -> usize {
    if matches!(text.as_bytes(), [b',' | b';' | b':' | b'.' | b'!' | b'?', b' ', ..]) {
        return 0;
    }
    let mut length = 0;
    while length <= GAP {
        let Some(step) = step(&text[length..], gap) else { break };
        length += step;
    }
    length
}

/// The length of one thing that stands in a gap.
fn step(text: &str, gap: Gap) -> Option<usize> {
    let c = text.chars().next()?;
    if gap == Gap::Blank {
        return c.is_whitespace().then_some(c.len_utf8());
    }
    let bytes = text.as_bytes();
    match bytes {
        [b'\t' | b',' | b';' | b'|' | b'"', ..] | [b'\\', b't', ..] => None,
        [b'\\', b'n' | b'r' | b's', ..] => Some(2),
        [b'<', b't', b'd' | b'h', ..] | [b'<', b'/', b't', b'd' | b'h', ..] => None,
        [b'<', ..] => {
            let end = bytes.iter().take(TAG).position(|byte| *byte == b'>')?;
            // `<EMAIL_1>` stands for a value, which parts the words beside it, as does an address: of `Roe <jane@…` each is one.
            (!bytes[..end].iter().any(|byte| matches!(byte, b'_' | b'@'))).then_some(end + 1)
        }
        _ => (!is_of_word(c)).then_some(c.len_utf8()),
    }
}

/// Letters, digits, and what stands on or in them without being seen: accents, soft hyphens, joiners.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_one_space_however_it_is_spelled() {
        let all = |text| spread(text, Gap::Any).map(|(_, c)| c).collect::<String>();
        for text in [
            "Anna Roe",
            "Anna_Roe",
            "Anna\n+ Roe",
            "Anna\r\n// Roe",
            r"Anna\nRoe",
            r"Anna\ Roe",
            r"Anna\s+Roe",
            "**Anna** Roe".trim_start_matches('*'),
            "Anna</b> <i>Roe",
            "Anna<br/>Roe",
            "Anna+Roe",
        ] {
            assert_eq!(all(text), "Anna Roe", "{text}");
        }
        assert_eq!(all("O''Brien"), all("O'Brien"));
        assert_eq!(all("Anna                         Roe"), "Anna");
        for cells in [
            "Anna, Roe",
            "Anna,Roe",
            "Anna;Roe",
            "Anna\tRoe",
            "Anna | Roe",
            "Anna', 'Roe",
            "Anna</td><td>Roe",
        ] {
            assert_ne!(all(cells), "Anna Roe", "{cells}");
        }
        assert_eq!(all(r#"Anna","Roe"#), r#"Anna","Roe"#);
        assert_eq!(all("Jo\u{308}rg"), "Jo\u{308}rg");
        let blank = |text| spread(text, Gap::Blank).collect::<Vec<_>>();
        assert_eq!(blank("a \n b_c"), [(1, 'a'), (4, ' '), (5, 'b'), (6, '_'), (7, 'c')]);
    }
}
