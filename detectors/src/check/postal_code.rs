//! A postal code as a number between the lowest and the highest that a country has issued.

use serde::Deserialize;

use super::symbols::Symbols;

/// The range, both ends included.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PostalCode {
    min: u32,
    max: u32,
}

impl PostalCode {
    pub(super) fn passes(&self, value: &str) -> bool {
        let Some(symbols) = Symbols::of(value) else { return false };
        let number = symbols.as_str().trim_start_matches(|c: char| c.is_ascii_uppercase());
        number.parse().is_ok_and(|number: u32| (self.min..=self.max).contains(&number))
    }
}

#[cfg(test)]
mod tests {
    use super::PostalCode;

    #[test]
    fn within_the_range() {
        let german = PostalCode { min: 1067, max: 99998 };
        assert!(german.passes("01067") && german.passes("D-99998"));
        assert!(
            !german.passes("01000") && !german.passes("99999") && !german.passes("D-") && !german.passes("")
        );
    }
}
