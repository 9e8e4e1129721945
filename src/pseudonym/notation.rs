//! How else a value may be written: a telephone number with another prefix, a date in another order, a name without accents.
//!
//! Owns: notations that mean the very same value, whoever reads them, and that nothing else is written in by chance. Never:
//! `12/04/1985`, which is one day to some and another to others; and never finds anything.

use allonym_detectors::{Entity, without_accents};

/// Other notations of a value, if its kind has any.
pub fn others(entity: &Entity, text: &str) -> Vec<String> {
    match entity {
        Entity::Phone => phone(text),
        Entity::Date => date(text),
        Entity::Person => without_accents(text),
        _ => Vec::new(),
    }
}

/// Countries in which a number is dialled with a zero in front when one is there (ITU-T E.164 and its national plans).
const WITH_ZERO: &[&str] =
    &["27", "31", "32", "33", "353", "358", "41", "43", "44", "46", "49", "61", "64", "81", "90"];

/// A shorter number is not written with the code of its country, in digits.
const DIGITS: usize = 10;

/// Of a number that is written as from abroad.
fn phone(text: &str) -> Vec<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = digits.strip_prefix("00").filter(|_| text.starts_with("00"));
    let number = number.or_else(|| text.starts_with('+').then_some(&*digits));
    let Some(number) = number.filter(|number| number.len() >= DIGITS) else { return Vec::new() };
    let national = WITH_ZERO.iter().find_map(|country| number.strip_prefix(country));
    let national = national.filter(|rest| !rest.starts_with('0')).map(|rest| format!("0{rest}"));
    let abroad = [format!("+{number}"), format!("00{number}"), number.to_owned()];
    abroad.into_iter().chain(national).collect()
}

/// Of a day that is written with points, or as ISO 8601 has it.
fn date(text: &str) -> Vec<String> {
    let parts = |sign: char| {
        let mut parts = text.split(sign);
        let three = [parts.next()?, parts.next()?, parts.next()?];
        let are_digits = three.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        (parts.next().is_none() && are_digits).then_some(three)
    };
    let (day, month, year) = match (parts('.'), parts('-')) {
        (Some([day, month, year]), _) | (_, Some([year, month, day])) => (day, month, year),
        _ => return Vec::new(),
    };
    let (Ok(day @ 1..=31), Ok(month @ 1..=12)) = (day.parse::<u8>(), month.parse::<u8>()) else {
        return Vec::new();
    };
    if year.len() != 4 {
        return Vec::new();
    }
    let padded = [format!("{year}-{month:02}-{day:02}"), format!("{day:02}.{month:02}.{year}")];
    padded.into_iter().chain([format!("{day}.{month}.{year}")]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_day_are_written_in_other_ways() {
        let number = ["+4915123456789", "004915123456789", "4915123456789", "015123456789"];
        for text in ["+49 151 23456789", "0049 151/23456789"] {
            assert_eq!(others(&Entity::Phone, text), number, "{text}");
        }
        assert_eq!(others(&Entity::Phone, "+1 202 555 0142").len(), 3);
        let day = ["1985-04-02", "02.04.1985", "2.4.1985"];
        for text in ["2.4.1985", "02.04.1985", "1985-04-02"] {
            assert_eq!(others(&Entity::Date, text), day, "{text}");
        }
    }

    #[test]
    fn what_may_mean_another_is_none() {
        for text in ["0151 23456789", "+49 30", "112"] {
            assert!(others(&Entity::Phone, text).is_empty(), "{text}");
        }
        for text in
            ["12/04/1985", "12.4.85", "12-04-1985", "1985.04", "13.13.1985", "12.4.19855", "April 1985"]
        {
            assert!(others(&Entity::Date, text).is_empty(), "{text}");
        }
        assert!(others(&Entity::Person, "+49 151 23456789").is_empty());
    }
}
