//! How many digits a value has, whatever separates them.

use serde::Deserialize;

/// The fewest and the most digits.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DigitCount {
    min: usize,
    max: usize,
}

impl DigitCount {
    pub(super) fn passes(&self, value: &str) -> bool {
        (self.min..=self.max).contains(&value.bytes().filter(u8::is_ascii_digit).count())
    }
}

#[cfg(test)]
mod tests {
    use super::DigitCount;

    #[test]
    fn separators_do_not_count() {
        let count = DigitCount { min: 3, max: 4 };
        assert!(
            count.passes("(1) 2-3") && count.passes("1234") && !count.passes("12") && !count.passes("12345")
        );
    }
}
