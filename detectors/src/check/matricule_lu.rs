//! Luxembourg identification numbers: birth date, serial, then two check digits over the first eleven: Luhn, Verhoeff.
//! Source: Loi du 19 juin 2013 relative à l'identification des personnes physiques, and its règlement grand-ducal.

use super::symbols::Symbols;
use super::{luhn, verhoeff};

pub(super) fn passes(value: &str) -> bool {
    let Some(digits) = Symbols::digits_of(value).filter(|digits| digits.len() == 13) else { return false };
    let number = digits.as_str();
    luhn::passes(&number[..12]) && verhoeff::passes(&format!("{}{}", &number[..11], &number[12..]))
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn both_digits_must_fit() {
        assert!(passes("1893120105732") && passes("1893 12 01 057 32"));
        assert!(!passes("1893120105733") && !passes("1893120105742") && !passes("189312010573"));
    }
}
