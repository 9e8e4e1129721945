//! Taiwan's national identification number: a letter, a digit for the holder's kind, seven digits, a check digit.
//! Source: Ministry of the Interior, Department of Household Registration. It never looks at the text around a value.

use super::symbols::Symbols;

/// What each letter counts, A to Z: numbers were given to counties in the order in which letters were.
const LETTERS: [u32; 26] =
    [10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33];

pub(super) fn passes(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value).filter(|symbols| symbols.len() == 10) else { return false };
    let (&letter, digits) = symbols.as_bytes().split_first().unwrap_or((&0, &[]));
    let of_letter = LETTERS.get(usize::from(letter.wrapping_sub(b'A')));
    let Some(county) = of_letter.filter(|_| digits.iter().all(u8::is_ascii_digit)) else { return false };
    let weights = [8, 7, 6, 5, 4, 3, 2, 1, 1];
    let sum: u32 = digits.iter().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    (county / 10 + county % 10 * 9 + sum).is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn letter_and_digits_sum_to_a_multiple_of_ten() {
        for good in ["A123456789", "F131104093", "I118638888", "a123456789"] {
            assert!(passes(good), "{good}");
        }
        for bad in ["A123456788", "B123456789", "1123456789", "A12345678", "A12345678X"] {
            assert!(!passes(bad), "{bad}");
        }
    }
}
