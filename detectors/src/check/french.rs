//! French numbers whose check stands in front or adds parts: VAT key, bank account (RIB).
//! Source: CGI, annexe II, art. 242-0 A ff. (VAT); Comité français d'organisation et de normalisation bancaires (RIB).

use super::luhn;
use super::symbols::{Symbols, value_of};

/// `FR`, two key digits, SIREN: the key is (12 + 3 × SIREN) modulo 97.
pub(super) fn is_vat(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value) else { return false };
    let Some(number) = symbols.as_str().strip_prefix("FR").filter(|number| number.len() == 11) else {
        return false;
    };
    let (key, siren) = number.split_at(2);
    match (key.parse::<u64>(), siren.parse::<u64>()) {
        (Ok(key), Ok(number)) => key == (12 + 3 * number) % 97 && luhn::passes(siren),
        (Err(_), Ok(_)) => key.bytes().any(|byte| byte.is_ascii_uppercase()) && luhn::passes(siren),
        _ => false,
    }
}

/// Bank (5), branch (5), account (11, letters as digits), key (2).
pub(super) fn is_rib(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value).filter(|symbols| symbols.len() == 23) else { return false };
    let read = |bytes: &[u8]| bytes.iter().fold(0, |number: u64, &byte| number * 10 + letter_digit(byte));
    let bytes = symbols.as_bytes();
    let (bank, branch, account, key) =
        (read(&bytes[..5]), read(&bytes[5..10]), read(&bytes[10..21]), read(&bytes[21..]));
    !symbols.is_uniform() && (89 * bank + 15 * branch + 3 * account + key) % 97 == 0
}

/// A–I as 1–9, J–R as 1–9, S–Z as 2–9.
fn letter_digit(byte: u8) -> u64 {
    u64::from(match byte {
        b'0'..=b'9' => value_of(byte),
        b'S'..=b'Z' => u32::from(byte - b'S') + 2,
        letter => u32::from(letter - b'A') % 9 + 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vat_keys() {
        assert!(is_vat("FR40303265045") && is_vat("FR 23 334 175 221") && is_vat("FRK7399859412"));
        assert!(!is_vat("FR84323140391") && !is_vat("FR12345678901") && !is_vat("FR4030326504"));
    }

    #[test]
    fn accounts() {
        assert!(is_rib("20041 01005 0500013M026 06") && !is_rib("20041 01005 0500013M026 07"));
        assert!(!is_rib("00000000000000000000000") && !is_rib("20041"));
    }
}
