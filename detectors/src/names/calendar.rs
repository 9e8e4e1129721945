//! Names that are nothing but a day of the calendar: `Mar. 22, 2009`, `6-Jan`.
//!
//! Owns: which of the names that a tagger or the network hands over is a date, since months are called like people and places.

use crate::detection::Span;

/// A date that is written out is not longer, in bytes.
const LONGEST: usize = 40;

/// Whether the name is a date from end to end, as the rules read dates.
pub(super) fn is_day(text: &str, span: Span, dates: &dyn Fn(&str) -> Vec<Span>) -> bool {
    let written = text[span.range()].trim_end_matches('.');
    let may_be = written.len() <= LONGEST
        && written.bytes().any(|byte| byte.is_ascii_digit())
        && written.bytes().any(|byte| byte.is_ascii_alphabetic());
    may_be && dates(written).iter().any(|date| date.start == 0 && date.end == written.len())
}

#[cfg(test)]
mod tests {
    use crate::entity::Entity;
    use crate::registry::Detectors;
    use crate::settings::Settings;

    fn names(text: &str) -> Vec<String> {
        let found = Detectors::builtin().scan(text, &Settings::default());
        let name = |entity: &Entity| matches!(entity, Entity::Person | Entity::Location);
        found
            .iter()
            .filter(|found| name(&found.entity))
            .map(|found| text[found.span.range()].to_owned())
            .collect()
    }

    #[test]
    fn a_day_is_nobody_and_no_place() {
        for text in [
            "Meeting on Mar. 22, 2009",
            "Meeting on Mar 22",
            "Meeting on Jun. 22, 2009",
            "Today is 6-Mar",
            "22-Mar",
            "6-Jan",
        ] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
        assert_eq!(names("Please write to Jan Roe."), ["Jan Roe"]);
    }
}
