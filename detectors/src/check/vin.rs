//! Vehicle identification numbers: seventeen symbols, at least two of them letters, the ninth a check symbol (North America, China).
//! Source: ISO 3779; 49 CFR 565.15.

use super::symbols::Symbols;

const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

pub(super) fn passes(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value).filter(|symbols| symbols.len() == 17) else { return false };
    let bytes = symbols.as_bytes();
    let lettered = bytes.iter().filter(|byte| byte.is_ascii_uppercase()).count() > 1;
    let values: Option<Vec<u32>> = bytes.iter().map(|&byte| count(byte)).collect();
    let Some(values) = values else { return false };
    let sum: u32 = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    lettered && bytes[8] == b"0123456789X"[(sum % 11) as usize] && !symbols.is_uniform()
}

/// Letters count by their place in the rows A–H, J–R, S–Z; I, O and Q are never used.
fn count(byte: u8) -> Option<u32> {
    match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'I' | b'O' | b'Q' => None,
        b'A'..=b'H' => Some(u32::from(byte - b'A') + 1),
        b'J'..=b'R' => Some(u32::from(byte - b'J') + 1),
        _ => Some(u32::from(byte - b'S') + 2),
    }
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn check_symbols() {
        assert!(passes("1M8GDM9AXKP042788") && passes("1G1JC5444R7252367"));
        assert!(!passes("1M8GDM9A1KP042788") && !passes("IM8GDM9AXKP042788") && !passes("1M8GDM9AX"));
        assert!(!passes("18014398509481992"));
    }
}
