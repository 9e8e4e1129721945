//! A pseudonym's name, `PERSON_12B`: its label, its number, and the letter of its spelling.
//!
//! Owns: how the three are put together and taken apart. Never: knows which names are given; `mapping.rs` does. How a model
//! may write a name is `grammar.rs`'s affair.

/// `PERSON_12B` → (`PERSON`, 12, `B`). Read from its end: this is asked for whatever looks like a pseudonym.
pub(crate) fn split(name: &str) -> Option<(&str, u64, &str)> {
    let bytes = name.as_bytes();
    let run = |end: usize, belongs: fn(&u8) -> bool| {
        end - bytes[..end].iter().rev().take_while(|byte| belongs(byte)).count()
    };
    let letter = run(bytes.len(), u8::is_ascii_uppercase);
    let digits = run(letter, u8::is_ascii_digit);
    let label = digits.checked_sub(1).filter(|end| bytes[*end] == b'_')?;
    let plain = digits < letter && bytes.len() - letter <= 4 && bytes[0].is_ascii_uppercase();
    plain.then_some(())?;
    Some((&name[..label], name[digits..letter].parse().ok()?, &name[letter..]))
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

/// The spelling that has these letters; none of what is not written so.
pub(super) fn index_of(letters: &str) -> Option<usize> {
    let digits = letters.bytes().map(|letter| letter.checked_sub(b'A').filter(|digit| *digit < 26));
    let number = digits
        .into_iter()
        .try_fold(0_usize, |number, digit| number.checked_mul(26)?.checked_add(usize::from(digit?) + 1))?;
    match (letters, number) {
        ("A", _) => None,
        ("", _) => Some(0),
        _ => Some(number - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_like_columns() {
        let all: Vec<String> = [0, 1, 25, 26, 27, 701, 702].map(letters).into();
        assert_eq!(all, ["", "B", "Z", "AA", "AB", "ZZ", "AAA"]);
        assert!((0..20_000).all(|index| index_of(&letters(index)) == Some(index)));
        assert_eq!(["A", "b", "B1"].map(index_of), [None; 3]);
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
