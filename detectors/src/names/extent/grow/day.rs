//! What stands before a date and belongs to it: its weekday, and the first day of several (`3 to 5 May 2025`).
//!
//! Owns: weekdays, and the words and signs between two days of one month. Never: finds a date; rules do.

use crate::detection::Span;

/// Weekdays and their short forms in the languages of the tagger, in lower case. Those of three letters are other words too (`di`, `mar`):
/// they need a capital or their full stop.
#[rustfmt::skip]
const WEEKDAYS: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "mo", "di", "mi", "do", "fr", "sa", "so",
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lun", "mar", "mer", "jeu", "ven", "sam", "dim",
    "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "mié", "jue", "vie", "sáb", "dom",
    "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica", "gio",
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "ma", "wo", "vr", "za", "zo",
    "segunda", "terça", "quarta", "quinta", "sexta", "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira",
];

/// Words and signs between the first day and the last.
#[rustfmt::skip]
const TO: &[&str] = &[
    "-", "–", "—", "/", "to", "until", "till", "and", "bis", "und", "et", "au", "al", "y", "e", "tot", "en", "t/m", "até", "&",
];

/// What makes the day of a month of a number.
const ORDINALS: [&str; 7] = [".", "st", "nd", "rd", "th", "er", "º"];

/// A date with what belongs to it.
pub(super) fn whole(text: &str, span: Span) -> Span {
    let start = first_day(text, span).unwrap_or(span.start);
    Span { start: weekday(&text[..start]).unwrap_or(start), ..span }
}

/// Where the weekday begins with which this ends: `Thursday, `.
fn weekday(up_to: &str) -> Option<usize> {
    let before = up_to.trim_end_matches(' ');
    let before = before.strip_suffix(',').unwrap_or(before);
    let letters = |c: char| c.is_alphabetic() || c == '-' || c == '.';
    let word = &before[before.trim_end_matches(letters).len()..];
    let bare = word.trim_end_matches('.');
    let told = bare.len() > 3 || word.ends_with('.') || word.starts_with(char::is_uppercase);
    let fits = told && up_to.len() - before.len() <= 2 && WEEKDAYS.contains(&bare.to_lowercase().as_str());
    fits.then(|| before.len() - word.len())
}

/// Where the first of several days begins, whose last one is the date's, which begins with its day. With a month in digits, the first
/// day has its dot: `12.–19.03.2024`.
fn first_day(text: &str, span: Span) -> Option<usize> {
    let date = &text[span.range()];
    let digit = |c: char| c.is_ascii_digit();
    let month = date.trim_start_matches(digit);
    let dotted = month.starts_with('.') && !month.contains(char::is_alphabetic);
    if !is_day(&date[..date.len() - month.len()]) || !(dotted || month.contains(char::is_alphabetic)) {
        return None;
    }
    let before = text[..span.start].trim_end_matches(' ');
    let number = TO.iter().filter_map(|to| before.strip_suffix(to).map(|rest| (to, rest))).find_map(
        |(to, rest)| {
            let number = rest.trim_end_matches(' ');
            let apart = number.len() < rest.len() && before.len() < span.start;
            (apart || !to.contains(char::is_alphabetic)).then_some(number)
        },
    )?;
    if dotted && !number.ends_with('.') {
        return None;
    }
    let bare = ORDINALS.iter().find_map(|ordinal| number.strip_suffix(ordinal)).unwrap_or(number);
    let rest = bare.trim_end_matches(digit);
    let joined = rest.ends_with(|c: char| c.is_alphanumeric() || ".,-/–:".contains(c));
    (is_day(&bare[rest.len()..]) && !joined).then_some(rest.len())
}

/// Whether the digits are the day of a month.
fn is_day(digits: &str) -> bool {
    digits.len() <= 2 && digits.parse().is_ok_and(|day: u8| (1..=31).contains(&day))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the date `date` has become.
    fn grown<'t>(text: &'t str, date: &str) -> &'t str {
        let start = text.find(date).expect("it stands there");
        &text[whole(text, Span { start, end: start + date.len() }).range()]
    }

    #[test]
    fn a_date_has_its_weekday() {
        for (text, whole) in [
            ("on Thursday 5 June", "Thursday 5 June"),
            ("am Donnerstag, 5 June", "Donnerstag, 5 June"),
            ("jeu. 5 June", "jeu. 5 June"),
            ("na quinta-feira, 5 June", "quinta-feira, 5 June"),
            ("Do 5 June", "Do 5 June"),
            ("di 5 June", "5 June"),
            ("Thursday\n5 June", "5 June"),
            ("Thursday; 5 June", "5 June"),
            ("the 5 June", "5 June"),
        ] {
            assert_eq!(grown(text, "5 June"), whole, "{text}");
        }
    }

    #[test]
    fn several_days_of_a_month_are_one() {
        for (text, whole) in [
            ("from 3 to 5 June", "3 to 5 June"),
            ("away 12–5 June", "12–5 June"),
            ("vom 2. bis 5 June", "2. bis 5 June"),
            ("Monday 3rd and 5 June", "Monday 3rd and 5 June"),
            ("du 1er au 5 June", "1er au 5 June"),
            ("de 3 - 5 June", "3 - 5 June"),
            ("between 1.3 and 5 June", "5 June"),
            ("room 42 to 5 June", "5 June"),
            ("3to 5 June", "5 June"),
            ("chapter 0-5 June", "5 June"),
        ] {
            assert_eq!(grown(text, "5 June"), whole, "{text}");
        }
        assert_eq!(grown("from 3 to 5.6.2025", "5.6.2025"), "5.6.2025");
        assert_eq!(grown("vom 3. bis 5.6.2025", "5.6.2025"), "3. bis 5.6.2025");
        assert_eq!(grown("3.–5.6.2025", "5.6.2025"), "3.–5.6.2025");
        assert_eq!(grown("1.3.–5.6.2025", "5.6.2025"), "5.6.2025");
        assert_eq!(grown("from 3 to June 5", "June 5"), "June 5");
    }
}
