//! Italian tax codes of persons: sixteen characters, the last a control letter; digits may be replaced by letters
//! when two persons would share a code. Source: Decreto ministeriale 23 dicembre 1976, n. 13813.

use super::symbols::{Symbols, value_of};

/// What a character counts at odd places, by its value (0–9, A–Z as 0–25).
#[rustfmt::skip]
const ODD: [u32; 26] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/// Letters that stand for the digits 0–9.
const STAND_INS: &[u8; 10] = b"LMNPQRSTUV";

/// The month of birth, by letter.
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";

/// Shape, a day that can be, and the control letter.
pub(super) fn passes(value: &str) -> bool {
    is_code(value) && Symbols::of(value).is_some_and(|symbols| control(symbols.as_bytes()))
}

/// Shape and a day that can be; the control letter may be wrong.
pub(super) fn is_code(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value).filter(|symbols| symbols.len() == 16) else { return false };
    let bytes = symbols.as_bytes();
    let letters = [0, 1, 2, 3, 4, 5, 8, 11, 15].iter().all(|&at| bytes[at].is_ascii_uppercase());
    let digits: Option<Vec<u32>> = [6, 7, 9, 10, 12, 13, 14].iter().map(|&at| digit(bytes[at])).collect();
    let Some(digits) = digits.filter(|_| letters) else { return false };
    let day = digits[2] * 10 + digits[3];
    MONTHS.contains(&bytes[8]) && (1..=31).contains(&(if day > 40 { day - 40 } else { day }))
}

/// A digit, or the letter that stands for one.
fn digit(byte: u8) -> Option<u32> {
    match byte {
        b'0'..=b'9' => Some(value_of(byte)),
        letter => (0..).zip(STAND_INS).find(|&(_, &stand_in)| stand_in == letter).map(|(digit, _)| digit),
    }
}

fn control(bytes: &[u8]) -> bool {
    let plain = |byte: u8| if byte.is_ascii_digit() { value_of(byte) } else { value_of(byte) - 10 };
    let counted = |(at, &byte): (usize, &u8)| match at % 2 {
        0 => ODD[plain(byte) as usize],
        _ => plain(byte),
    };
    bytes[..15].iter().enumerate().map(counted).sum::<u32>() % 26 == plain(bytes[15])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_and_near_misses() {
        assert!(
            passes("RCCMNL83S18D969H")
                && passes("rccmnl83s18d969h")
                && passes("RCCMNL83S18D9SVJ") == control(b"RCCMNL83S18D9SVJ")
        );
        assert!(!passes("RCCMNL83S18D969I") && is_code("RCCMNL83S18D969I"));
        for bad in ["RCCMNL83S32D969H", "RCCMNL83F18D969H", "RCCMNL83S18D969", "1CCMNL83S18D969H"] {
            assert!(!is_code(bad), "{bad}");
        }
    }
}
