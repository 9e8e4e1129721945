//! A customer, contract or file number: enough digits, not all the same, not a date, and no label at its beginning, nor whoever numbers
//! standards.

use super::calendar_date;
use super::symbols::Symbols;

/// Fewer digits than this are a count or a place in a list.
const DIGITS: usize = 4;
/// Words of a label that stand before a number, and are not of it: `tax ID 12345678`.
const LABELS: [&str; 25] = [
    "ID", "NO", "NR", "NUM", "IVA", "VAT", "TVA", "TIN", "NIF", "DNI", "NIT", "RUT", "RUN", "INN", "NIE",
    "NIN", "BVN", "SSN", "BSN", "MRN", "REF", "TEL", "FAX", "NHS", "PPT",
];
/// What numbers begin with that are everybody's: standards and the like.
pub(crate) const STANDARDS: [&str; 9] = ["RFC", "ISO", "IEC", "DIN", "EN", "IEEE", "ANSI", "CVE", "PEP"];

pub(super) fn passes(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value) else { return false };
    let digits = symbols.as_bytes().iter().filter(|byte| byte.is_ascii_digit()).count();
    digits >= DIGITS && !symbols.is_uniform() && !is_date(value) && !begins_with_label(value)
}

fn begins_with_label(value: &str) -> bool {
    let is_one = |word: &str, words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
    let letters = value.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    is_one(letters, &STANDARDS) || value.split_once(' ').is_some_and(|(first, _)| is_one(first, &LABELS))
}

fn is_date(value: &str) -> bool {
    let parts = value.split(['.', '/', '-']).filter(|part| !part.is_empty());
    parts.clone().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
        && parts.clone().count() == 3
        && parts.clone().all(|part| part.len() < 5)
        && calendar_date::passes(value)
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn numbers_and_dates() {
        for good in ["4711-0815", "P-2024/00123", "12345/21-X7", "0012345", "12 O 345/20"] {
            assert!(passes(good), "{good}");
        }
        for bad in [
            "12.03.2024",
            "2024-03-12",
            "0000",
            "12",
            "1/2",
            "AB",
            "ID 12345678",
            "BVN 22134509871",
            "ISO 27001",
            "RFC8446",
            "CVE-2022-0778",
        ] {
            assert!(!passes(bad), "{bad}");
        }
    }
}
