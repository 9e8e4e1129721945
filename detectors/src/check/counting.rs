//! Values that merely count up: 123456, ABC123456, A12345678. People type them when they need some number.
//! Guards shapes without a check digit, where nothing else tells such a filler from a number that was issued.

use super::symbols::Symbols;

/// Whether every run of letters or digits in the value that is longer than one goes up by one at each step, and one
/// of them is at least four long.
pub(super) fn counts(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value) else { return false };
    let mut longest = 0;
    symbols.as_bytes().chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()).all(|run| {
        longest = longest.max(run.len());
        run.windows(2).all(|pair| pair[0] + 1 == pair[1])
    }) && longest >= 4
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn fillers_count() {
        for filler in ["123456", "ABC123456", "A12345678", "C0123456", "ab 1234"] {
            assert!(counts(filler), "{filler}");
        }
        for other in ["AAA123456", "BAB1234", "A12345670", "A1 B2", "12", ""] {
            assert!(!counts(other), "{other}");
        }
    }
}
