//! Names amid the words that programs join: `getAnnaKruegerIban`, `test_annaKrueger`.
//!
//! Owns: where a word of an identifier begins, and whether a name's words stand there one after the other. Never: finds one; `sought.rs`
//! does.

/// A letter of an identifier or of a name.
#[derive(Clone, Copy)]
pub(super) struct Letter {
    pub(super) letter: char,
    /// Whether a further word begins with it.
    begins: bool,
    /// The byte at which it ends.
    end: usize,
}

/// Whether one word of an identifier ends at `at`, and the next one begins.
pub(super) fn is_hump(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    before.ends_with(is_small) && after.starts_with(char::is_uppercase)
}

/// Whether no more of a word stands behind `at`: numbers tell two of one name apart.
pub(super) fn ends_at(text: &str, at: usize) -> bool {
    is_hump(text, at) || text[at..].starts_with(|c: char| c.is_ascii_digit())
}

fn is_small(c: char) -> bool {
    c.is_lowercase() || c.is_numeric()
}

/// The letters that an identifier begins with, whose words humps and signs part.
pub(super) fn of_identifier(text: &str) -> impl Iterator<Item = Letter> + Clone {
    let is_sign = |c: char| matches!(c, '_' | '-');
    letters(text, is_sign, true)
}

/// The letters of a name, whose words spaces part.
pub(super) fn of_name(name: &str) -> impl Iterator<Item = Letter> + Clone {
    letters(name, |c| !c.is_alphabetic(), false)
}

fn letters(
    text: &str,
    is_sign: impl Fn(char) -> bool + Clone,
    with_humps: bool,
) -> impl Iterator<Item = Letter> + Clone {
    let mut chars = text.char_indices();
    let (mut begins, mut before) = (false, None);
    std::iter::from_fn(move || {
        let (at, letter) = loop {
            let (at, c) = chars.next()?;
            if !is_sign(c) {
                break (at, c);
            }
            begins |= with_humps || c.is_whitespace();
        };
        let is_hump = with_humps && letter.is_uppercase() && before.replace(letter).is_some_and(is_small);
        before = Some(letter);
        letter.is_alphabetic().then(|| {
            let begins = std::mem::take(&mut begins) || is_hump;
            Letter { letter, begins, end: at + letter.len_utf8() }
        })
    })
}

/// Where `name` ends if its letters begin `text`, and one of its words at least is parted from the one before it.
pub(super) fn end_of(name: &str, text: &str) -> Option<usize> {
    let mut there = of_identifier(text);
    let (mut end, mut is_parted) = (0, false);
    for own in of_name(name) {
        let other = there.next().filter(|other| super::is_same(own.letter, other.letter))?;
        is_parted |= own.begins && other.begins;
        end = other.end;
    }
    is_parted.then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_where_its_words_do() {
        let stands = |name, text: &'static str| end_of(name, text).map(|end| &text[..end]);
        for (text, there) in [
            ("AnnaKruegerIban", "AnnaKrueger"),
            ("anna_kruegerIban", "anna_krueger"),
            ("ANNA_KRUEGER_ID", "ANNA_KRUEGER"),
            ("annaKrueger2", "annaKrueger"),
            ("annaKruegerin", "annaKrueger"),
        ] {
            assert_eq!(stands("Anna Krueger", text), Some(there), "{text}");
        }
        assert_eq!(
            stands("Marie-Luise von der Heide", "MarieLuiseVonDerHeide"),
            Some("MarieLuiseVonDerHeide")
        );
        assert_eq!(stands("Pat O'Brien", "patOBrien"), Some("patOBrien"));
        for (name, text) in [
            ("Jo Hann", "Johann"),
            ("Jo Hann", "jo.hann"),
            ("Anna Krueger", "AnnaKrue"),
            ("Anna Roe", "AnnaXRoe"),
        ] {
            assert_eq!(stands(name, text), None, "{text}");
        }
    }

    #[test]
    fn humps_are_capitals_behind_small_letters() {
        let text = "getAnna2BÄr ID";
        let humps: Vec<usize> =
            (1..text.len()).filter(|at| text.is_char_boundary(*at) && is_hump(text, *at)).collect();
        assert_eq!(humps, [3, 8]);
        assert!(ends_at(text, 7) && !ends_at(text, 5));
    }
}
