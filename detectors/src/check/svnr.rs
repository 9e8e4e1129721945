//! German social insurance numbers: area, birth date, initial, serial, check digit.
//! Source: § 2 VKVV (Versicherungsnummern-, Kontoführungs- und Versicherungsverlaufsverordnung).

use super::date::exists;
use super::symbols::{Symbols, value_of};

/// Weights of the two area digits, six date digits, two digits of the initial, two of the serial.
const WEIGHTS: [u32; 12] = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];

pub(super) fn passes(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value).filter(|symbols| symbols.len() == 12) else { return false };
    let bytes = symbols.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    digits(0..8)
        && bytes[8].is_ascii_uppercase()
        && digits(9..12)
        && has_birth_date(bytes)
        && check_digit(bytes)
}

fn has_birth_date(bytes: &[u8]) -> bool {
    let number = |at: usize| value_of(bytes[at]) * 10 + value_of(bytes[at + 1]);
    let (day, month, year) = (number(2), number(4), number(6));
    // An exhausted series of serials adds 32 to the day.
    [Some(day), day.checked_sub(32)]
        .into_iter()
        .flatten()
        .any(|day| exists(1900 + year, month, day) || exists(2000 + year, month, day))
}

fn check_digit(bytes: &[u8]) -> bool {
    let initial = value_of(bytes[8]) - 9;
    let mut payload = [0; 12];
    for (place, &byte) in bytes[..8].iter().enumerate() {
        payload[place] = value_of(byte);
    }
    payload[8..].copy_from_slice(&[initial / 10, initial % 10, value_of(bytes[9]), value_of(bytes[10])]);
    let sum: u32 =
        payload.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).map(|p| p / 10 + p % 10).sum();
    sum % 10 == value_of(bytes[11])
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn valid_and_near_misses() {
        assert!(passes("65070803A019") && passes("38551285K051") && passes("15 070649 C 103"));
        for bad in ["65070803A012", "15070649C100", "15070049C103", "15071349C103", "150706491103"] {
            assert!(!passes(bad), "{bad}");
        }
    }
}
