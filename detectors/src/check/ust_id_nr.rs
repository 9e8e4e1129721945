//! German VAT numbers: `DE` and nine digits, ISO 7064 MOD 11,10. Source: § 27a UStG; Bundeszentralamt für Steuern.

use super::iso7064;
use super::symbols::Symbols;

pub(super) fn passes(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value) else { return false };
    let Some(digits) = symbols.as_str().strip_prefix("DE") else { return false };
    digits.len() == 9 && !digits.starts_with('0') && iso7064::mod11_10(digits)
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn valid_and_near_misses() {
        assert!(passes("DE136695976") && passes("DE 211 000 019"));
        for bad in ["DE123456789", "DE987654321", "136695976", "DE13669597", "AT136695976"] {
            assert!(!passes(bad), "{bad}");
        }
    }
}
