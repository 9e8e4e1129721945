//! How many different symbols a value has: few mean a filler such as 1111111112 or 0000000018.

use serde::Deserialize;

use super::symbols::value_of;

/// The fewest different letters and digits.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Distinct {
    min: usize,
}

impl Distinct {
    pub(super) fn passes(&self, value: &str) -> bool {
        let mut seen = 0u64;
        for byte in value.bytes().filter(u8::is_ascii_alphanumeric) {
            seen |= 1 << value_of(byte.to_ascii_uppercase());
        }
        seen.count_ones() as usize >= self.min
    }
}

/// Whether a value has two different letters or digits at least.
pub(super) fn has_two(value: &str) -> bool {
    Distinct { min: 2 }.passes(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fillers_have_few_symbols() {
        let three = Distinct { min: 3 };
        assert!(three.passes("1245319599") && !three.passes("1111111112") && !three.passes("--"));
    }

    #[test]
    fn long_values_are_counted_to_their_end() {
        let long = format!("{}12", "0".repeat(80));
        assert!(Distinct { min: 3 }.passes(&long) && !Distinct { min: 4 }.passes(&long));
    }
}
