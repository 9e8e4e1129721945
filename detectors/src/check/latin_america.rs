//! Check characters over alphabets of their own: Brazil's company numbers with letters, Mexico's CURP.
//! Sources: Receita Federal, Instrução Normativa RFB 2.229/2024 (CNPJ); RENAPO, Instructivo normativo para la
//! asignación de la CURP, annex on the verification digit.

use super::symbols::Symbols;

/// Brazilian CNPJ: twelve letters or digits (from 2026 also letters), two check digits; a symbol counts its ASCII
/// code minus 48.
pub(super) fn is_cnpj(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value).filter(|symbols| symbols.len() == 14) else { return false };
    let bytes = symbols.as_bytes();
    bytes[12..].iter().all(u8::is_ascii_digit)
        && !symbols.is_uniform()
        && [12, 13].into_iter().all(|at| cnpj_digit(&bytes[..at]) == u32::from(bytes[at] - b'0'))
}

/// Weights from the right: 2 to 9, and again.
fn cnpj_digit(payload: &[u8]) -> u32 {
    let weights = (2..=9).cycle();
    let sum: u32 = payload.iter().rev().zip(weights).map(|(&byte, w)| u32::from(byte - b'0') * w).sum();
    let rest = sum % 11;
    if rest < 2 { 0 } else { 11 - rest }
}

/// Mexican CURP: seventeen symbols with weights 18 to 2, and a check digit. Ñ, which would shift the letters after
/// it, is never written but counts in the alphabet.
pub(super) fn is_curp(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value).filter(|symbols| symbols.len() == 18) else { return false };
    let value_of = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'N' => u32::from(byte - b'A') + 10,
        _ => u32::from(byte - b'A') + 11,
    };
    let bytes = symbols.as_bytes();
    let sum: u32 =
        bytes[..17].iter().zip((2..=18).rev()).map(|(&byte, weight)| value_of(byte) * weight).sum();
    bytes[17].is_ascii_digit() && u32::from(bytes[17] - b'0') == (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn company_numbers() {
        assert!(is_cnpj("16.727.230/0001-97") && is_cnpj("12.ABC.345/01DE-35"));
        assert!(
            !is_cnpj("16.727.230.0001-98") && !is_cnpj("16.727.230/0001-9") && !is_cnpj("00000000000000")
        );
    }

    #[test]
    fn population_codes() {
        assert!(is_curp("BOXW310820HNERXN09") && !is_curp("BOXW310820HNERXN08") && !is_curp("BOXW310820"));
    }
}
