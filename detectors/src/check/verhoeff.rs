//! The Verhoeff check over digits, by the dihedral group of order ten.
//! Source: J. Verhoeff, Error Detecting Decimal Codes, 1969.

use super::symbols::Symbols;

/// The permutation applied once per position, from the right.
const TURN: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

pub(super) fn passes(value: &str) -> bool {
    let Some(digits) = Symbols::digits_of(value) else { return false };
    let turned = digits.values().rev().enumerate().map(|(place, digit)| turn(digit as usize, place % 8));
    turned.fold(0, times) == 0
}

fn turn(digit: usize, places: usize) -> usize {
    (0..places).fold(digit, |digit, _| TURN[digit])
}

/// Multiplication in the dihedral group: 0–4 are rotations, 5–9 reflections.
fn times(a: usize, b: usize) -> usize {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b - 5) % 5 + 5,
        (false, true) => (a - 5 + 5 - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn valid_and_near_misses() {
        assert!(passes("2363") && passes("3998 7654 3211") && passes("399876543211"));
        assert!(!passes("2364") && !passes("3998 7654 3212") && !passes("3989 7654 3211"));
    }
}
