//! German health insurance numbers, the part that never changes: a letter, eight digits, a check digit.
//! Source: § 290 SGB V; GKV-Spitzenverband, Richtlinie zur Krankenversichertennummer.

use super::symbols::{Symbols, value_of};

pub(super) fn passes(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value).filter(|symbols| symbols.len() == 10) else { return false };
    let (first, digits) = symbols.as_bytes().split_at(1);
    if !first[0].is_ascii_uppercase() || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let letter = value_of(first[0]) - 9;
    let payload =
        [letter / 10, letter % 10].into_iter().chain(digits[..8].iter().map(|&digit| value_of(digit)));
    let products = payload.zip([1, 2].into_iter().cycle()).map(|(digit, weight)| digit * weight);
    products.map(|product| product / 10 + product % 10).sum::<u32>() % 10 == value_of(digits[8])
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn valid_and_near_misses() {
        assert!(passes("M123456785") && passes("z999999997") && passes("T 31415926 2"));
        for bad in ["M123456789", "A123456787", "A12345678", "1123456785", "AB23456785"] {
            assert!(!passes(bad), "{bad}");
        }
    }
}
