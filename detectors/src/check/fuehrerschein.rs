//! German driving licence numbers: authority (four), serial (five), check digit, issue.
//! Source: Fahrerlaubnis-Verordnung, Anlage 8; weights 9 to 1, modulo 11, X for ten; the issue is not checked.

use super::symbols::{Symbols, value_of};

pub(super) fn passes(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value).filter(|symbols| symbols.len() == 11) else { return false };
    let bytes = symbols.as_bytes();
    let sum: u32 = bytes[..9].iter().zip((1..=9).rev()).map(|(&byte, weight)| value_of(byte) * weight).sum();
    match (sum % 11, bytes[9]) {
        (10, check) => check == b'X',
        (rest, check) => check.is_ascii_digit() && rest == value_of(check),
    }
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn valid_and_near_misses() {
        assert!(passes("B072RRE2I55") && passes("N1130X4K721") && passes("e21800bc341"));
        for bad in ["B072RRE2I65", "B072RRE2IX5", "B072RRE2I5", "B072RRE2I555"] {
            assert!(!passes(bad), "{bad}");
        }
    }

    #[test]
    fn ten_is_written_x() {
        assert!(passes("J01002000X1") && !passes("J0100200001") && !passes("J0100200011"));
    }
}
