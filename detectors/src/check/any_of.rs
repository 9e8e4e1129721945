//! Several ways to be right: numbers that were issued under an old and a new scheme.

use serde::Deserialize;

use super::Check;

/// Alternatives, one of which must pass.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(transparent)]
pub(crate) struct AnyOf(Vec<Check>);

impl AnyOf {
    pub(super) fn passes(&self, value: &str) -> bool {
        self.0.iter().any(|check| check.passes(value))
    }

    /// Proof only if every alternative is.
    pub(super) fn proves(&self) -> bool {
        self.0.iter().all(Check::proves)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_alternative_suffices() {
        let either = AnyOf(vec![Check::Luhn, Check::Verhoeff]);
        assert!(either.passes("79927398713") && either.passes("2363") && !either.passes("79927398712"));
        assert!(either.proves() && !AnyOf(vec![Check::Luhn, Check::Literal]).proves());
    }
}
