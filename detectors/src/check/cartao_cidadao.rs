//! Portuguese citizen card numbers: eight digits, their check digit, two letters, and a check digit over all.
//! Source: Agência para a Modernização Administrativa, Cartão de Cidadão, número de documento.

use super::symbols::Symbols;

pub(super) fn passes(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value).filter(|symbols| symbols.len() == 12) else { return false };
    let doubled = |(at, value): (usize, u32)| match at % 2 {
        0 if value > 4 => 2 * value - 9,
        0 => 2 * value,
        _ => value,
    };
    symbols.values().enumerate().map(doubled).sum::<u32>().is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn valid_and_near_misses() {
        assert!(passes("00000000 0 ZZ4") && passes("000000000ZZ4"));
        assert!(!passes("00000000 0 ZZ3") && !passes("00000000 0 ZZ") && !passes("100000000ZZ4"));
    }
}
