//! A telephone reaches over the extension behind it: `020 7946 0018 x204`, `0511 5550199, Durchwahl 21`.
//!
//! Owns: what announces an extension. Never: finds a telephone, or an extension without one before it.

use crate::detection::Detection;
use crate::entity::Entity;

/// What announces one.
const WORDS: [&str; 12] = [
    "extension",
    "ext",
    "durchwahl",
    "dw",
    "nebenstelle",
    "nst",
    "poste",
    "toestel",
    "interno",
    "ramal",
    "anexo",
    "x",
];
/// The most digits of one.
const DIGITS: usize = 6;

/// Lets the telephones of `found`, which is sorted and apart, reach over their extensions, and drops what else was found there.
pub(crate) fn join(text: &str, found: &mut Vec<Detection>) {
    let mut end = 0;
    found.retain_mut(|detection| {
        if detection.span.start < end {
            return false;
        }
        if detection.entity == Entity::Phone {
            detection.span.end += extension(&text[detection.span.end..]);
            end = detection.span.end;
        }
        true
    });
}

/// The length of the extension with which `rest` begins, 0 for none.
fn extension(rest: &str) -> usize {
    let word = rest.trim_start_matches([' ', ',', '/', ';', '(']);
    let announced = WORDS.iter().find_map(|announces| {
        let begins = word.get(..announces.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(announces));
        begins.then(|| &word[announces.len()..])
    });
    let Some(after) = announced.filter(|_| rest.len() - word.len() <= 3) else { return 0 };
    let number = after.trim_start_matches(['.', ':', ' ', '-']);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let ends = !number[digits..].starts_with(|next: char| next.is_alphanumeric());
    let fits = (1..=DIGITS).contains(&digits) && ends && after.len() - number.len() <= 3;
    if fits { rest.len() - number.len() + digits } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_telephone_to_reach_one_desk_belongs_to_it() {
        for (rest, length) in [
            (" x204, thanks", 5),
            (", ext. 12", 9),
            (" Durchwahl -21", 14),
            (" (ext 7)", 7),
            (" or 204", 0),
            (" x 1234567", 0),
            (" exterior 12", 0),
            ("", 0),
        ] {
            assert_eq!(extension(rest), length, "{rest}");
        }
    }
}
