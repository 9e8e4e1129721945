//! How many different symbols a value has: few mean a filler such as 1111111112 or 0000000018.

use serde::Deserialize;

use super::symbols::Symbols;

/// The fewest different letters and digits.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Distinct {
    min: usize,
}

impl Distinct {
    pub(super) fn passes(&self, value: &str) -> bool {
        let Some(symbols) = Symbols::of(value) else { return false };
        let bytes = symbols.as_bytes();
        let first = |(place, byte): (usize, &u8)| !bytes[..place].contains(byte);
        bytes.iter().enumerate().filter(|&item| first(item)).count() >= self.min
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fillers_have_few_symbols() {
        let three = Distinct { min: 3 };
        assert!(three.passes("1245319599") && !three.passes("1111111112") && !three.passes("--"));
    }
}
