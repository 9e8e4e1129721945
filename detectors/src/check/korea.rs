//! South Korean business registration numbers: ten digits, the last one a check digit.
//! Source: National Tax Service, structure of the business registration number.

use super::symbols::Symbols;

const WEIGHTS: [u32; 9] = [1, 3, 7, 1, 3, 7, 1, 3, 5];

/// The ninth product counts its tens once more.
pub(super) fn is_business_number(value: &str) -> bool {
    let Some(digits) = Symbols::digits_of(value).filter(|digits| digits.len() == 10) else { return false };
    let values: Vec<u32> = digits.values().collect();
    let weighted: u32 = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    (weighted + values[8] * 5 / 10 + values[9]).is_multiple_of(10) && !digits.is_uniform()
}

#[cfg(test)]
mod tests {
    use super::is_business_number;

    #[test]
    fn check_digits() {
        assert!(is_business_number("104-82-13138") && is_business_number("1048656659"));
        assert!(!is_business_number("123-45-67890") && !is_business_number("110-81-4127"));
    }
}
