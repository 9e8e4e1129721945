//! Czech bank accounts in national form: an optional prefix, the number, `/` and the bank. Source: vyhláška ČNB
//! č. 169/2011 Sb.: prefix and number each leave no remainder modulo 11 under their weights.

/// From the last digit to the first.
const WEIGHTS: [u32; 10] = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];

pub(super) fn is_account(value: &str) -> bool {
    let Some((account, _bank)) = value.split_once('/') else { return false };
    let (prefix, number) = account.split_once('-').unwrap_or(("", account));
    let holds =
        |part: &str, most: usize| part.len() <= most && sum(part).is_some_and(|sum| sum.is_multiple_of(11));
    let used = number.bytes().filter(|&digit| digit != b'0').count();
    holds(prefix, 6) && holds(number, 10) && used >= 2
}

fn sum(part: &str) -> Option<u32> {
    let product = |(digit, weight): (char, u32)| Some(digit.to_digit(10)? * weight);
    part.chars().rev().zip(WEIGHTS).map(product).sum()
}

#[cfg(test)]
mod tests {
    use super::is_account;

    #[test]
    fn prefix_and_number_have_their_check() {
        assert!(is_account("19-2000145399/0800") && is_account("2000145399/0800"));
        for other in ["100067/0610", "18-2000145399/0800", "2000145398/0800", "0000000000/0800", "2000145399"]
        {
            assert!(!is_account(other), "{other}");
        }
    }
}
