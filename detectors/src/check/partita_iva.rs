//! Italian VAT numbers: seven digits of the holder, three of the tax office that issued it, and a Luhn digit.
//! Source: D.P.R. 633/1972, art. 35; Agenzia delle Entrate: offices 001–100 (provinces), 120, 121, 888 and 999.

use super::luhn;
use super::symbols::Symbols;

pub(super) fn passes(value: &str) -> bool {
    let Some(symbols) = Symbols::digits_of(value).filter(|symbols| symbols.len() == 11) else { return false };
    let digits = symbols.as_str();
    let office: u32 = digits[7..10].parse().unwrap_or_default();
    let holder = digits[..7].bytes().any(|digit| digit != b'0');
    holder && matches!(office, 1..=100 | 120 | 121 | 888 | 999) && luhn::passes(value)
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn holder_office_and_check_digit() {
        assert!(passes("07643520567") && passes("01333550_323"));
        for other in ["07643520566", "00000000000", "02121234567", "0764352056"] {
            assert!(!passes(other), "{other}");
        }
    }
}
