//! IBAN: the length each country registered, and ISO 7064 MOD 97-10 with the first four symbols moved to the end.
//! Source: ISO 13616-1; the SWIFT IBAN Registry for lengths.

use super::iso7064::remainder97;
use super::symbols::Symbols;

/// Country code and total length.
#[rustfmt::skip]
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24), ("AE", 23), ("AL", 28), ("AT", 20), ("AZ", 28), ("BA", 20), ("BE", 16), ("BG", 22), ("BH", 22),
    ("BI", 27), ("BR", 29), ("BY", 28), ("CH", 21), ("CR", 22), ("CY", 28), ("CZ", 24), ("DE", 22), ("DJ", 27),
    ("DK", 18), ("DO", 28), ("EE", 20), ("EG", 29), ("ES", 24), ("FI", 18), ("FK", 18), ("FO", 18), ("FR", 27),
    ("GB", 22), ("GE", 22), ("GI", 23), ("GL", 18), ("GR", 27), ("GT", 28), ("HN", 28), ("HR", 21), ("HU", 28),
    ("IE", 22), ("IL", 23), ("IQ", 23), ("IS", 26), ("IT", 27), ("JO", 30), ("KW", 30), ("KZ", 20), ("LB", 28),
    ("LC", 32), ("LI", 21), ("LT", 20), ("LU", 20), ("LV", 21), ("LY", 25), ("MC", 27), ("MD", 24), ("ME", 22),
    ("MK", 19), ("MN", 20), ("MR", 27), ("MT", 31), ("MU", 30), ("NI", 28), ("NL", 18), ("NO", 15), ("OM", 23),
    ("PK", 24), ("PL", 28), ("PS", 29), ("PT", 25), ("QA", 29), ("RO", 24), ("RS", 22), ("RU", 33), ("SA", 24),
    ("SC", 31), ("SD", 18), ("SE", 24), ("SI", 19), ("SK", 24), ("SM", 27), ("SO", 23), ("ST", 25), ("SV", 28),
    ("TL", 23), ("TN", 24), ("TR", 26), ("UA", 29), ("VA", 22), ("VG", 24), ("XK", 20), ("YE", 30),
];

pub(super) fn passes(value: &str) -> bool {
    has_country_length(value)
        && Symbols::of(value).is_some_and(|symbols| {
            let (first, rest) = symbols.as_bytes().split_at(4);
            remainder97(rest.iter().chain(first)) == 1
        })
}

/// Whether there are as many letters and digits as the country that the value begins with has registered. A value has many
/// ends where it could be none, so this is asked first.
fn has_country_length(value: &str) -> bool {
    let mut symbols = value.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_uppercase());
    let (Some(a), Some(b)) = (symbols.next(), symbols.next()) else { return false };
    let found = LENGTHS.binary_search_by(|(code, _)| code.as_bytes().cmp(&[a, b][..]));
    let count = || value.bytes().map(|byte| usize::from(byte.is_ascii_alphanumeric())).sum::<usize>();
    found.is_ok_and(|index| LENGTHS[index].1 <= value.len() && LENGTHS[index].1 == count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(LENGTHS.is_sorted_by_key(|&(code, _)| code));
    }

    #[test]
    fn countries_lengths_and_sums() {
        for good in [
            "DE89 3704 0044 0532 0130 00",
            "GB29NWBK60161331926819",
            "NO9386011117947",
            "fr1420041010050500013M02606",
        ] {
            assert!(passes(good), "{good}");
        }
        for bad in
            ["DE89 3704 0044 0532 0130 01", "DE8937040044053201300", "ZZ89370400440532013000", "DE", ""]
        {
            assert!(!passes(bad), "{bad}");
        }
    }
}
