//! New Zealand's national health index: three letters, then four digits, or two digits and two letters.
//! Source: Te Whatu Ora, HISO 10046 Consumer Health Identity Standard, NHI validation routine.

use super::symbols::Symbols;

/// Letters count from 1; I and O are left out.
const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";

pub(super) fn passes(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value).filter(|symbols| symbols.len() == 7) else { return false };
    let (payload, control) = symbols.as_bytes().split_at(6);
    let values: Option<Vec<u32>> = payload.iter().map(|&byte| count(byte)).collect();
    let Some(sum) =
        values.map(|v| v.iter().zip((2..=7).rev()).map(|(value, weight)| value * weight).sum::<u32>())
    else {
        return false;
    };
    match control[0] {
        digit @ b'0'..=b'9' => sum % 11 != 0 && u32::from(digit - b'0') == (11 - sum % 11) % 10,
        letter => count(letter) == Some(23 - sum % 23),
    }
}

fn count(byte: u8) -> Option<u32> {
    let letter =
        || LETTERS.iter().position(|&letter| letter == byte).and_then(|at| u32::try_from(at + 1).ok());
    if byte.is_ascii_digit() { Some(u32::from(byte - b'0')) } else { letter() }
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn both_forms() {
        for good in ["ZAC5361", "JBX3656", "EPT6335", "ZBN77VL", "ZSC21TN", "ZVB97XQ"] {
            assert!(passes(good), "{good}");
        }
        for bad in ["ZZZ0044", "ZZZ00AA", "ZAC5362", "ZIC5361", "ZBN77VK"] {
            assert!(!passes(bad), "{bad}");
        }
    }
}
