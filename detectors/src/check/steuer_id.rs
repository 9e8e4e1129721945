//! German tax identification numbers: eleven digits, not beginning with 0, ISO 7064 MOD 11,10, and among the first
//! ten digits none more than three times. Source: Bundeszentralamt für Steuern; § 139b AO.

use super::iso7064;
use super::symbols::Symbols;

pub(super) fn passes(value: &str) -> bool {
    let Some(digits) = Symbols::digits_of(value).filter(|digits| digits.len() == 11) else { return false };
    let first = &digits.as_bytes()[..10];
    first[0] != b'0' && spread(first) && iso7064::mod11_10(value)
}

/// One digit may come twice or three times; made-up samples repeat none, or several twice, and are let through.
fn spread(digits: &[u8]) -> bool {
    let times = |digit: u8| digits.iter().filter(|&&other| other == digit).count();
    digits.iter().all(|&digit| times(digit) <= 3)
        && (b'0'..=b'9').filter(|&digit| times(digit) == 0).count() <= 3
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn valid_and_near_misses() {
        assert!(
            passes("12345678903")
                && passes("98 765 432 106")
                && passes("86095742719")
                && passes("65929970489")
        );
        for bad in ["12345678901", "01234567899", "11111111111", "11112345678", "1234567890"] {
            assert!(!passes(bad), "{bad}");
        }
    }
}
