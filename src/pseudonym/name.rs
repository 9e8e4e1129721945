//! A pseudonym's name, `PERSON_12B`: its label, its number, and the letter of its spelling.
//!
//! Owns: how the three are put together and taken apart. Never: knows which names are given; `mapping.rs` does. How a model
//! may write a name is `grammar.rs`'s affair.

/// `PERSON_12B` → (`PERSON`, 12, `B`).
pub(crate) fn split(name: &str) -> Option<(&str, u64, &str)> {
    let (label, rest) = name.rsplit_once('_')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, letter) = rest.split_at(digits);
    let plain = letter.len() <= 4 && letter.bytes().all(|b| b.is_ascii_uppercase());
    (plain && label.starts_with(|c: char| c.is_ascii_uppercase())).then_some(())?;
    Some((label, number.parse().ok()?, letter))
}

/// The first spelling has no letter, the second `B`, the 26th `Z`, the 27th `AA`.
pub(super) fn letters(index: usize) -> String {
    let mut out = Vec::new();
    let mut n = index + 1;
    while index > 0 && n > 0 {
        n -= 1;
        out.push(b'A' + u8::try_from(n % 26).expect("below 26"));
        n /= 26;
    }
    out.reverse();
    String::from_utf8(out).expect("ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_like_columns() {
        let all: Vec<String> = [0, 1, 25, 26, 27, 701, 702].map(letters).into();
        assert_eq!(all, ["", "B", "Z", "AA", "AB", "ZZ", "AAA"]);
    }

    #[test]
    fn names_split_into_their_parts() {
        assert_eq!(split("CREDIT_CARD_12B"), Some(("CREDIT_CARD", 12, "B")));
        assert_eq!(split("PERSON_1"), Some(("PERSON", 1, "")));
        for bad in ["PERSON", "PERSON_", "PERSON_B", "_1", "person_1", "PERSON_1b", "PERSON_1-B"] {
            assert_eq!(split(bad), None, "{bad}");
        }
    }
}
