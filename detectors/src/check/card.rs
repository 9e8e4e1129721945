//! Payment card numbers: an issuer's prefix with a length it uses, and Luhn.
//! Source: ISO/IEC 7812-1; the issuers' published number ranges.

use super::luhn;
use super::symbols::Symbols;

pub(super) fn passes(value: &str) -> bool {
    let Some(digits) = Symbols::digits_of(value) else { return false };
    issued(digits.as_str()) && !digits.is_uniform() && luhn::passes(value)
}

#[rustfmt::skip]
fn issued(digits: &str) -> bool {
    let Some(prefix) = digits.get(..4).and_then(|first| first.parse::<u16>().ok()) else { return false };
    match (prefix, digits.len()) {
        (4000..=4999, 13 | 16 | 19)                                   // Visa
        | (5100..=5599 | 2221..=2720, 16)                             // Mastercard
        | (3400..=3499 | 3700..=3799, 15)                             // American Express
        | (3000..=3059 | 3095 | 3600..=3699 | 3800..=3999, 14)        // Diners Club
        | (6000..=6599 | 8100..=8199, 16..=19)                        // Discover, UnionPay, Maestro, RuPay
        | (5000..=5099 | 5600..=5999 | 6600..=6999, 13..=19)          // Maestro
        | (3528..=3589, 16)                                           // JCB
        | (1000..=1999, 15)                                           // UATP; JCB, old
        | (2131, 15)                                           // JCB, old
        | (9792, 16)                                                  // Troy
        | (2200..=2204, 16..=19) => true,                             // Mir
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn issuers_and_near_misses() {
        let good = [
            "4111 1111 1111 1111",
            "378282246310005",
            "30569309025904",
            "3530111333300000",
            "5555555555554444",
            "9792 0298 2647 0546",
        ];
        assert!(good.iter().all(|card| passes(card)));
        let bad = [
            "4012-8888-8888-1882",
            "36168002586008",
            "0000 0000 0000 0000",
            "9111111111111111",
            "411111111111111",
        ];
        assert!(bad.iter().all(|card| !passes(card)));
    }
}
