//! Turkish tax numbers (VKN): ten digits, the last one a check digit.
//! Source: Gelir İdaresi Başkanlığı, tax identification number.

use super::symbols::Symbols;

pub(super) fn passes(value: &str) -> bool {
    let Some(digits) = Symbols::digits_of(value).filter(|digits| digits.len() == 10) else { return false };
    let values: Vec<u32> = digits.values().collect();
    let sum: u32 = values[..9].iter().zip((1..=9).rev()).map(|(&digit, place)| term(digit, place)).sum();
    values[9] == (10 - sum % 10) % 10 && !digits.is_uniform()
}

/// A digit, shifted by its place from the right, times a power of two, reduced modulo 9 (a nine stays).
fn term(digit: u32, place: u32) -> u32 {
    let shifted = (digit + place) % 10;
    let scaled = shifted * (1 << place) % 9;
    if shifted != 0 && scaled == 0 { 9 } else { scaled }
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn check_digits() {
        assert!(passes("4540536920") && !passes("4540536921") && !passes("454053692"));
    }
}
