//! Dates written for people: does the day exist, in one of the orders that people use?

use super::date::exists;

pub(super) fn passes(value: &str) -> bool {
    let date =
        value.split_once(['T', ' ']).filter(|(date, _)| date.len() == 10 && date.as_bytes()[4] == b'-');
    let date = date.map_or(value, |(date, _)| date);
    if date.bytes().any(|byte| byte.is_ascii_alphabetic()) { with_month_name(date) } else { in_digits(date) }
}

fn numbers(date: &str) -> Vec<u32> {
    let written = joined(date);
    let date = written.as_deref().unwrap_or(date);
    date.split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect()
}

/// A date with a space between all its digits, as one reads it off a form with a box for each, without them.
fn joined(date: &str) -> Option<String> {
    let is_spread = date
        .as_bytes()
        .windows(3)
        .any(|part| part[1] == b' ' && part[0].is_ascii_digit() && part[2].is_ascii_digit());
    (is_spread && date.contains(['.', '/', '-'])).then(|| date.replace(' ', ""))
}

/// Year first, day first, or month first; without a year in either order, or month and year.
fn in_digits(date: &str) -> bool {
    match numbers(date)[..] {
        [year, month, day] if year > 99 => exists(year, month, day),
        [a, b, year] => {
            let year = if year > 99 { year } else { 2000 + year };
            exists(year, b, a)
                || exists(year, a, b)
                || (year > 2000 && exists(year - 100, 2, 29) && a.max(b) == 29)
        }
        [month, year] | [year, month] if year > 99 => (1..=12).contains(&month),
        [a, b] => exists(2000, b, a) || exists(2000, a, b),
        _ => false,
    }
}

/// A year of the last two centuries, one of two digits behind its apostrophe, a day with its month, or a month with its year.
pub(super) fn is_part(value: &str) -> bool {
    match numbers(value)[..] {
        [year] => (1900..2100).contains(&year) || value.starts_with('\'') && year < 100,
        [a, b] => in_digits(value) || value.contains('/') && (1..=12).contains(&a) && b < 100,
        _ => false,
    }
}

fn with_month_name(date: &str) -> bool {
    let numbers = numbers(date);
    let day = numbers.iter().all(|&number| (1..=31).contains(&number) || number > 999 || numbers.len() == 2);
    let first = numbers.first().is_some_and(|&first| (1..=31).contains(&first) || first > 999);
    first && day && !is_step(date)
}

/// `1. Set`, `2. Out`: a day with a dot is German, the month is not.
fn is_step(date: &str) -> bool {
    date.split_once(". ")
        .is_some_and(|(_, month)| ["set", "out"].contains(&month.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn a_step_of_a_list_is_no_day() {
        assert!(!passes("1. Set") && !passes("2. out") && passes("1. Mai") && passes("1 set"));
    }

    #[test]
    fn days_that_exist() {
        for good in [
            "12.03.1985",
            "3/12/85",
            "2024-02-29",
            "2024-03-15T14:30Z",
            "29. 2. 2000",
            "5 mai 1980",
            "May-2021",
            "2027-04",
            "0 4 . 0 6 . 1 9 5 7",
            "30 01 72",
        ] {
            assert!(passes(good), "{good}");
        }
        for bad in ["31.02.1985", "2023-02-29", "13/13/2020", "45 May 1980", "0.1.2000", "1.2.3.4"] {
            assert!(!passes(bad), "{bad}");
        }
    }
}
