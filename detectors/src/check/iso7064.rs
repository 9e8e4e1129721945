//! The pure and hybrid systems of ISO 7064 that identifiers use; the check symbols stand last.
//! Source: ISO/IEC 7064:2003.

use super::symbols::Symbols;

/// MOD 11,10 (hybrid): digits.
pub(super) fn mod11_10(value: &str) -> bool {
    Symbols::digits_of(value).is_some_and(|digits| hybrid(&digits, 10))
}

/// MOD 37,36 (hybrid): digits and letters.
pub(super) fn mod37_36(value: &str) -> bool {
    Symbols::of(value).is_some_and(|symbols| hybrid(&symbols, 36))
}

/// MOD 11-2 (pure): digits, the last symbol may be X for ten.
pub(super) fn mod11_2(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value) else { return false };
    let (payload, last) = symbols.as_bytes().split_at(symbols.len() - 1);
    let last_value = match last {
        [b'X'] => 10,
        [digit] if digit.is_ascii_digit() => u32::from(digit - b'0'),
        _ => return false,
    };
    if !payload.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum = payload.iter().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    (sum + last_value) % 11 == 1
}

/// MOD 97-10 (pure): digits and letters (as 10–35), two check digits last.
pub(super) fn mod97_10(value: &str) -> bool {
    Symbols::of(value).is_some_and(|symbols| symbols.len() > 2 && remainder97(symbols.as_bytes()) == 1)
}

/// The number that the symbols spell (letters as 10–35) modulo 97.
pub(super) fn remainder97<'a>(symbols: impl IntoIterator<Item = &'a u8>) -> u32 {
    symbols.into_iter().map(|&byte| super::symbols::value_of(byte)).fold(0, |number, value| {
        let shift = if value > 9 { 100 } else { 10 };
        (number * shift + value) % 97
    })
}

fn hybrid(symbols: &Symbols, modulus: u32) -> bool {
    let mut product = modulus;
    let mut sum = 0;
    for value in symbols.values() {
        sum = (product + value) % modulus;
        product = if sum == 0 { modulus } else { sum } * 2 % (modulus + 1);
    }
    symbols.len() > 1 && sum == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_systems() {
        assert!(mod11_10("12345678903") && !mod11_10("12345678901") && !mod11_10("1234567890A"));
        assert!(mod11_2("0000000218250097") && mod11_2("079X") && !mod11_2("0000000218250098"));
        assert!(mod37_36("A12425GABC1234002M") && !mod37_36("A12425GABC1234002N"));
        assert!(mod97_10("79444") && !mod97_10("79445"));
    }
}
