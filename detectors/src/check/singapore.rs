//! Singapore's check letters: NRIC and FIN numbers of people, UEN of businesses.
//! Sources: Immigration & Checkpoints Authority (NRIC, FIN); Accounting and Corporate Regulatory Authority (UEN).

use super::symbols::{Symbols, value_of};

/// A letter for the series, seven digits, a check letter.
pub(super) fn is_nric(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value) else { return false };
    let &[series, ref digits @ .., control] = symbols.as_bytes() else { return false };
    let (plus, letters): (u32, &[u8; 11]) = match series {
        b'S' => (0, b"JZIHGFEDCBA"),
        b'T' => (4, b"JZIHGFEDCBA"),
        b'F' => (0, b"XWUTRQPNMLK"),
        b'G' => (4, b"XWUTRQPNMLK"),
        b'M' => (3, b"XWUTRQPNJLK"),
        _ => return false,
    };
    let at = sum(digits, &[2, 7, 6, 5, 4, 3, 2]).map(|sum| (sum + plus) % 11);
    at.is_some_and(|at| letters[at as usize] == control)
}

/// Eight digits and a letter (businesses), a year, five digits and a letter (local companies), or a letter for the
/// century, the year, two letters for the kind, four digits and a letter (all others).
pub(super) fn is_uen(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value) else { return false };
    let (payload, control) = symbols.as_bytes().split_at(symbols.len() - 1);
    let expected = match payload {
        [b'0'..=b'9', ..] if payload.len() == 8 => {
            sum(payload, &[10, 4, 9, 3, 8, 2, 7, 1]).map(|sum| b"XMKECAWLJDB"[(sum % 11) as usize])
        }
        [b'0'..=b'9', ..] => {
            sum(payload, &[10, 8, 6, 4, 9, 7, 5, 3, 1]).map(|sum| b"ZKCMDNERGWH"[(sum % 11) as usize])
        }
        _ => other_uen(payload),
    };
    expected.is_some_and(|letter| control == [letter])
}

fn other_uen(payload: &[u8]) -> Option<u8> {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWX0123456789";
    const WEIGHTS: [usize; 9] = [4, 3, 5, 3, 10, 2, 2, 5, 7];
    let place = |byte: &u8| ALPHABET.iter().position(|symbol| symbol == byte);
    let places: Vec<usize> = payload.iter().map(place).collect::<Option<_>>()?;
    let total: usize = places.iter().zip(WEIGHTS).map(|(place, weight)| place * weight).sum();
    (places.len() == WEIGHTS.len()).then(|| ALPHABET[(total + 6) % 11])
}

/// The weighted sum of digits; none when there are other symbols or another number of them.
fn sum(digits: &[u8], weights: &[u32]) -> Option<u32> {
    let fits = digits.len() == weights.len() && digits.iter().all(u8::is_ascii_digit);
    fits.then(|| digits.iter().zip(weights).map(|(&digit, weight)| value_of(digit) * weight).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people() {
        for good in ["S2740116C", "F2346401L", "G1122144R", "M4332674T"] {
            assert!(is_nric(good), "{good}");
        }
        assert!(!is_nric("S2740116D") && !is_nric("A2740116C") && !is_nric("S274011C"));
    }

    #[test]
    fn businesses() {
        for good in ["00192200M", "197401143C", "S16FC0121D", "T01FC6132D", "201434292D", "T16RF0037C"] {
            assert!(is_uen(good), "{good}");
        }
        assert!(!is_uen("00192200N") && !is_uen("197401143D") && !is_uen("T01FC6132E") && !is_uen("1A"));
    }
}
