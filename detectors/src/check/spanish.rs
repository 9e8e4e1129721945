//! Spanish numbers whose check needs more than one sum: residents (NIE), companies (CIF), bank accounts (CCC).
//! Source: Orden INT/2058/2008 (NIE); Orden EHA/451/2008 (NIF of companies); Consejo Superior Bancario (CCC).

use super::symbols::{Symbols, value_of};

/// The control letter for each remainder modulo 23.
const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

/// X, Y or Z (0, 1, 2), seven digits, control letter.
pub(super) fn is_nie(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value).filter(|symbols| symbols.len() == 9) else { return false };
    let bytes = symbols.as_bytes();
    let Some(first) = b"XYZ".iter().position(|letter| *letter == bytes[0]) else { return false };
    let Some(number) = symbols.as_str()[1..8].parse::<usize>().ok() else { return false };
    LETTERS[(first * 10_000_000 + number) % 23] == bytes[8]
}

/// Kind of company, seven digits, then a digit or letter that follows from them; the kind says which of both.
pub(super) fn is_cif(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value).filter(|symbols| symbols.len() == 9) else { return false };
    let bytes = symbols.as_bytes();
    if !bytes[1..8].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let weighted = bytes[1..8].iter().zip([2, 1].into_iter().cycle()).map(|(&digit, w)| value_of(digit) * w);
    let sum: u32 = weighted.map(|product| product / 10 + product % 10).sum();
    let control = (10 - sum % 10) % 10;
    let as_letter = b"JABCDEFGHI"[control as usize];
    match bytes[0] {
        b'A' | b'B' | b'E' | b'H' => value_of(bytes[8]) == control,
        b'K' | b'P' | b'Q' | b'R' | b'S' | b'N' | b'W' => bytes[8] == as_letter,
        _ => bytes[8] == as_letter || value_of(bytes[8]) == control,
    }
}

/// Bank, branch, two control digits, account.
pub(super) fn is_ccc(value: &str) -> bool {
    let Some(digits) = Symbols::digits_of(value).filter(|digits| digits.len() == 20) else { return false };
    let bytes = digits.as_bytes();
    let weights = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];
    let control = |digits: &[u8], weights: &[u32]| {
        let sum: u32 = digits.iter().zip(weights).map(|(&digit, weight)| value_of(digit) * weight).sum();
        match 11 - sum % 11 {
            10 => 1,
            11 => 0,
            digit => digit,
        }
    };
    !digits.is_uniform()
        && control(&bytes[..8], &weights[2..]) == value_of(bytes[8])
        && control(&bytes[10..], &weights) == value_of(bytes[9])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residents() {
        assert!(is_nie("Z8078221M") && is_nie("x9613851n") && is_nie("Y8063915-Z"));
        assert!(!is_nie("X9613851Q") && !is_nie("W8063915Z") && !is_nie("Y806391Q") && !is_nie("XA613851N"));
    }

    #[test]
    fn companies() {
        assert!(is_cif("A13585625") && is_cif("J99216582") && is_cif("Q2876031B"));
        assert!(!is_cif("J99216583") && !is_cif("A1358562E") && !is_cif("A1358562"));
    }

    #[test]
    fn accounts() {
        assert!(is_ccc("1234-1234-16-1234567890") && is_ccc("2100 0418 45 0200051332"));
        assert!(!is_ccc("1234-1234-16-1234567891") && !is_ccc("00000000000000000000") && !is_ccc("12"));
    }
}
