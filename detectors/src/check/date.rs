//! A calendar date at a fixed place inside an identifier.
//!
//! A two-digit year fits when either century makes the date exist. Some identifiers mark sex, century or an
//! exhausted series by adding to the day or month; the rule lists those offsets.

use serde::Deserialize;

use super::symbols::Symbols;

/// Where the date stands, and how it is written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmbeddedDate {
    /// `D`, `M`, `Y` per digit, anything else skips a symbol: `YYMMDD`, `DDMMYYYY`, `--YYMMDD`.
    layout: String,
    /// What may have been added to the day.
    #[serde(default = "no_offset")]
    day_offsets: Vec<u32>,
    /// What may have been added to the month.
    #[serde(default = "no_offset")]
    month_offsets: Vec<u32>,
}

fn no_offset() -> Vec<u32> {
    vec![0]
}

impl EmbeddedDate {
    pub(super) fn passes(&self, value: &str) -> bool {
        Symbols::of(value).is_some_and(|symbols| self.fits(&symbols))
    }

    fn fits(&self, symbols: &Symbols) -> bool {
        let [Some(day), Some(month), year] = [b'D', b'M', b'Y'].map(|field| self.number(symbols, field))
        else {
            return false;
        };
        let long_year = self.layout.contains("YYYY");
        let years: &[u32] = match year {
            Some(year) if long_year => &[year],
            Some(year) => &[1900 + year, 2000 + year],
            None => &[2000],
        };
        let shifted = |number: u32, offsets: &[u32]| -> Vec<u32> {
            offsets.iter().filter_map(|offset| number.checked_sub(*offset)).collect()
        };
        let months = shifted(month, &self.month_offsets);
        let days = shifted(day, &self.day_offsets);
        years.iter().any(|&y| months.iter().any(|&m| days.iter().any(|&d| exists(y, m, d))))
    }

    fn number(&self, symbols: &Symbols, field: u8) -> Option<u32> {
        let at = |(index, _): (usize, u8)| symbols.as_bytes().get(index).filter(|byte| byte.is_ascii_digit());
        let places = self.layout.bytes().enumerate().filter(|&(_, kind)| kind == field);
        let mut digits = places.map(at).peekable();
        digits.peek()?;
        digits.try_fold(0, |number, digit| Some(number * 10 + u32::from(digit? - b'0')))
    }
}

/// Whether a day exists in the Gregorian calendar.
pub(super) fn exists(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(layout: &str, day_offsets: &[u32]) -> EmbeddedDate {
        EmbeddedDate { layout: layout.to_owned(), day_offsets: day_offsets.to_vec(), month_offsets: vec![0] }
    }

    #[test]
    fn dates_exist_or_not() {
        assert!(exists(2000, 2, 29) && !exists(1900, 2, 29) && !exists(2023, 4, 31) && !exists(2023, 13, 1));
    }

    #[test]
    fn layouts_and_offsets() {
        assert!(date("YYMMDD", &[0]).passes("000229-1234") && !date("YYMMDD", &[0]).passes("010229"));
        assert!(date("--DDMMYY", &[0]).passes("65 070803 A 019"));
        assert!(date("DDMMYYYY", &[0, 40]).passes("71121999") && !date("DDMMYYYY", &[0]).passes("71121999"));
        assert!(!date("YYMMDD", &[0]).passes("99A229") && !date("YYMMDD", &[0]).passes("99"));
    }
}
