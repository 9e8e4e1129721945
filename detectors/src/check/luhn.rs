//! The Luhn check: every second digit from the right doubled, digit sums, total divisible by ten.
//! Source: ISO/IEC 7812-1, annex B.

use super::symbols::Symbols;

pub(super) fn passes(value: &str) -> bool {
    Symbols::digits_of(value).is_some_and(|digits| digits.len() > 1 && sum(&digits).is_multiple_of(10))
}

fn sum(digits: &Symbols) -> u32 {
    digits.values().rev().enumerate().map(|(i, d)| if i % 2 == 1 { d * 2 / 10 + d * 2 % 10 } else { d }).sum()
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn valid_and_near_misses() {
        assert!(passes("79927398713") && passes("4242 4242 4242 4242"));
        assert!(!passes("79927398710") && !passes("97927398713") && !passes("0") && !passes("12a"));
    }
}
