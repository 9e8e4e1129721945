//! The value's leading digits, read as one number, modulo m, against its trailing check digits.

use serde::Deserialize;

use super::symbols::Symbols;

/// The parameters of one such check.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberMod {
    modulus: u64,
    /// How many trailing symbols are the check.
    check_digits: usize,
    /// Compare with modulus minus remainder.
    #[serde(default)]
    complement: bool,
    /// Digits that may have to be put before the number (Belgium puts a 2 before years from 2000 on).
    #[serde(default = "no_prefix")]
    prefixes: Vec<String>,
    /// Symbols read as other digits, as `2A=19`: Corsican departments in French numbers.
    #[serde(default)]
    replace: Vec<String>,
    /// The check symbol for each result instead of digits: the control letter of Spanish numbers.
    #[serde(default)]
    symbols: Option<String>,
    /// Symbols to skip at the beginning.
    #[serde(default)]
    skip: usize,
}

fn no_prefix() -> Vec<String> {
    vec![String::new()]
}

impl NumberMod {
    pub(super) fn passes(&self, value: &str) -> bool {
        let Some(symbols) = Symbols::of(value) else { return false };
        let Some(text) = symbols.as_str().get(self.skip..) else { return false };
        let text = self
            .replace
            .iter()
            .filter_map(|pair| pair.split_once('='))
            .fold(text.to_owned(), |text, (from, to)| text.replacen(from, to, 1));
        let Some(split) = text.len().checked_sub(self.check_digits).filter(|&at| at > 0) else {
            return false;
        };
        let (number, check) = text.split_at(split);
        self.prefixes.iter().any(|prefix| self.agrees(&format!("{prefix}{number}"), check))
    }

    fn agrees(&self, number: &str, check: &str) -> bool {
        if self.modulus == 0 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        let remainder = number.bytes().fold(0, |n, digit| (n * 10 + u64::from(digit - b'0')) % self.modulus);
        let result = if self.complement { self.modulus - remainder } else { remainder };
        match &self.symbols {
            Some(symbols) => {
                let symbol = usize::try_from(result).ok().and_then(|at| symbols.get(at..=at));
                symbol.is_some_and(|symbol| symbol == check)
            }
            None => check.parse() == Ok(result),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(toml: &str) -> NumberMod {
        toml::from_str(toml).expect("valid parameters")
    }

    #[test]
    fn belgian_and_french_numbers() {
        let belgian = number("modulus = 97\ncheck_digits = 2\ncomplement = true\nprefixes = ['', '2']");
        assert!(
            belgian.passes("85.07.30-033.28")
                && belgian.passes("17073003384")
                && !belgian.passes("85073003329")
        );
        let french =
            number("modulus = 97\ncheck_digits = 2\ncomplement = true\nreplace = ['2A=19', '2B=18']");
        assert!(french.passes("2 55 08 14 168 025 38") && !french.passes("2 55 08 14 168 025 39"));
    }

    #[test]
    fn control_letters() {
        let nif = number("modulus = 23\ncheck_digits = 1\nsymbols = 'TRWAGMYFPDXBNJZSQVHLCKE'");
        assert!(nif.passes("12345678Z") && !nif.passes("12345678A") && !nif.passes("Z"));
    }
}
