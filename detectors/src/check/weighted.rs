//! Weighted sums: the family behind most national check digits, as data.
//!
//! With one weight per symbol before the check symbol, the sum's remainder picks the check symbol. With one weight
//! per symbol of the whole value, the sum itself must leave the remainder `equals`.

use serde::Deserialize;

use super::symbols::{Symbols, value_of};

/// The parameters of one weighted sum.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weighted {
    /// From left to right; digits count 0–9, letters 10–35.
    weights: Vec<i64>,
    modulus: i64,
    /// Add the digits of each product instead of the product.
    #[serde(default)]
    digit_sums: bool,
    /// Added to the sum.
    #[serde(default)]
    plus: i64,
    /// Use modulus minus remainder (0 stays 0).
    #[serde(default)]
    complement: bool,
    /// The check symbol for each result, from 0 on; `-` for one that is never issued.
    #[serde(default = "digits")]
    symbols: String,
    /// Index of the check symbol; the last one unless said otherwise. With it, there is a check symbol always.
    at: Option<usize>,
    /// Symbols to skip at the beginning, a country prefix for example.
    #[serde(default)]
    skip: usize,
    /// What the whole sum must leave, when every symbol has a weight.
    #[serde(default)]
    equals: i64,
    /// Letters count 1–26 instead of 10–35.
    #[serde(default)]
    letters_from_one: bool,
}

fn digits() -> String {
    "0123456789".to_owned()
}

impl Weighted {
    pub(super) fn passes(&self, value: &str) -> bool {
        let Some(symbols) = Symbols::of(value) else { return false };
        let Some(bytes) = symbols.as_bytes().get(self.skip..) else { return false };
        if self.at.is_none() && bytes.len() == self.weights.len() {
            return self.modulus > 0 && self.sum(bytes).rem_euclid(self.modulus) == self.equals;
        }
        let at = self.at.unwrap_or(bytes.len().saturating_sub(1));
        if bytes.len() != self.weights.len() + 1 || at >= bytes.len() || self.modulus < 1 {
            return false;
        }
        let payload = [&bytes[..at], &bytes[at + 1..]].concat();
        self.symbol(self.sum(&payload)) == Some(bytes[at])
    }

    fn sum(&self, bytes: &[u8]) -> i64 {
        let product = |(&byte, &weight): (&u8, &i64)| {
            let product = self.value(byte) * weight;
            if self.digit_sums { product / 10 + product % 10 } else { product }
        };
        bytes.iter().zip(&self.weights).map(product).sum::<i64>() + self.plus
    }

    fn value(&self, byte: u8) -> i64 {
        let shift = if self.letters_from_one && byte.is_ascii_uppercase() { 9 } else { 0 };
        i64::from(value_of(byte)) - shift
    }

    fn symbol(&self, sum: i64) -> Option<u8> {
        let remainder = sum.rem_euclid(self.modulus);
        let result = if self.complement { (self.modulus - remainder) % self.modulus } else { remainder };
        let symbol = *self.symbols.as_bytes().get(usize::try_from(result).ok()?)?;
        symbol.is_ascii_alphanumeric().then_some(symbol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighted(toml: &str) -> Weighted {
        toml::from_str(toml).expect("valid parameters")
    }

    #[test]
    fn the_check_symbol_follows_from_the_sum() {
        let isbn = weighted("weights = [1,2,3,4,5,6,7,8,9]\nmodulus = 11\nsymbols = '0123456789X'");
        assert!(isbn.passes("0-306-40615-2") && isbn.passes("080442957X") && !isbn.passes("0306406153"));
        let pesel = weighted("weights = [1,3,7,9,1,3,7,9,1,3]\nmodulus = 10\ncomplement = true");
        assert!(pesel.passes("44051401458") && !pesel.passes("44051401459") && !pesel.passes("4405140145"));
    }

    #[test]
    fn a_weight_for_every_symbol_checks_the_whole() {
        let bsn = weighted("weights = [9,8,7,6,5,4,3,2,-1]\nmodulus = 11");
        assert!(bsn.passes("111222333") && !bsn.passes("111222334"));
    }

    #[test]
    fn letters_offsets_and_places() {
        let nif =
            weighted("weights = [2,6,9,8,4,1,10]\nmodulus = 11\nat = 0\nskip = 1\nletters_from_one = true");
        assert!(!nif.passes("X12"));
        let skipped = weighted("weights = [1,1]\nmodulus = 10\nskip = 2");
        assert!(skipped.passes("DE123") && !skipped.passes("DE124"));
    }
}
