//! Swiss business numbers: `CHE`, eight digits, a check digit; a suffix of letters does not count.
//! Source: eCH-0097, Datenstandard Unternehmensidentifikation (weights 5, 4, 3, 2, 7, 6, 5, 4; modulus 11).

use super::symbols::{Symbols, value_of};

pub(super) fn passes(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value) else { return false };
    let Some(number) = symbols.as_str().strip_prefix("CHE") else { return false };
    let digits = number.trim_end_matches(|c: char| c.is_ascii_uppercase()).as_bytes();
    if digits.len() != 9 || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let weights = [5, 4, 3, 2, 7, 6, 5, 4];
    let sum: u32 = digits.iter().zip(weights).map(|(&digit, weight)| value_of(digit) * weight).sum();
    (11 - sum % 11) % 11 == value_of(digits[8])
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn valid_and_near_misses() {
        assert!(passes("CHE-123.456.788") && passes("CHE-123.456.788 MWST") && passes("che123456788"));
        for bad in ["CHE-123.456.789", "CHE-123.456.78", "123.456.788", "CHE-12A.456.788"] {
            assert!(!passes(bad), "{bad}");
        }
    }
}
