//! [`Line`]: an event as one line of text without colours, as `tracing_subscriber` writes it but by the shortest way: there is
//! one for every exchange.
//!
//! Owns: the line's parts, `time LEVEL target: message name=value`, and how the usual kinds of values are written. Never: decides what
//! is logged. Spans have no place in it: nothing here opens any.

use std::fmt::{self, Debug};
use std::time::{SystemTime, UNIX_EPOCH};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::{FormatEvent, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// See the file's header.
pub(super) struct Line;

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut line: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let time = utc(since.as_secs(), since.subsec_micros());
        let (level, target) = (name(*event.metadata().level()), event.metadata().target());
        for part in [std::str::from_utf8(&time).unwrap_or_default(), level, target, ":"] {
            line.write_str(part)?;
        }
        let mut fields = Fields { line, written: Ok(()) };
        event.record(&mut fields);
        fields.written?;
        fields.line.write_char('\n')
    }
}

/// As wide as the widest, with a space on either side.
fn name(level: Level) -> &'static str {
    match level {
        Level::ERROR => " ERROR ",
        Level::WARN => "  WARN ",
        Level::INFO => "  INFO ",
        Level::DEBUG => " DEBUG ",
        Level::TRACE => " TRACE ",
    }
}

/// The fields of an event, each behind a space.
struct Fields<'w> {
    line: Writer<'w>,
    written: fmt::Result,
}

impl Fields<'_> {
    fn write(&mut self, field: &Field, value: impl FnOnce(&mut Writer<'_>) -> fmt::Result) {
        let Self { line, written } = self;
        *written = written.and_then(|()| {
            line.write_char(' ')?;
            if field.name() != "message" {
                line.write_str(field.name())?;
                line.write_char('=')?;
            }
            value(line)
        });
    }
}

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.write(field, |line| write!(line, "{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let is_plain = value.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
        if !is_plain {
            return self.record_debug(field, &value);
        }
        self.write(field, |line| ["\"", value, "\""].iter().try_for_each(|part| line.write_str(part)));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        let (mut digits, last) = ([0; 20], value.checked_ilog10().unwrap_or_default() as usize);
        let digits = &mut digits[..=last];
        put(digits, value);
        self.write(field, |line| line.write_str(std::str::from_utf8(digits).unwrap_or_default()));
    }
}

/// A time since 1970, as RFC 3339 writes it.
fn utc(seconds: u64, micros: u32) -> [u8; 27] {
    let mut text = *b"0000-00-00T00:00:00.000000Z";
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days);
    let parts = [
        (0..4, year),
        (5..7, month),
        (8..10, day),
        (11..13, second / 3_600),
        (14..16, second / 60 % 60),
        (17..19, second % 60),
        (20..26, micros.into()),
    ];
    for (part, number) in parts {
        put(&mut text[part], number);
    }
    text
}

/// Writes a number at the end of what has room for it.
fn put(digits: &mut [u8], mut number: u64) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

/// Year, month and day so many days after 1970-01-01. Years are counted from March on, so that a leap day is the last of one,
/// and four hundred of them have the same number of days, wherever they begin.
fn date(days: u64) -> (u64, u64, u64) {
    const FROM_YEAR_ZERO: u64 = 719_468;
    const FOUR_HUNDRED: u64 = 146_097;
    let days = days + FROM_YEAR_ZERO;
    let (era, day) = (days / FOUR_HUNDRED, days % FOUR_HUNDRED);
    let year = (day - day / 1_460 + day / 36_524 - day / (FOUR_HUNDRED - 1)) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let since_march = (5 * day + 2) / 153;
    let month = if since_march < 10 { since_march + 3 } else { since_march - 9 };
    (400 * era + year + u64::from(month <= 2), month, day - (153 * since_march + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn times_are_those_of_the_calendar(seconds in 0..253_402_300_800_u64, micros in 0..1_000_000_u32) {
            let text = String::from_utf8(utc(seconds, micros).to_vec()).unwrap();
            // `Sun, 06 Nov 1994 08:49:37 GMT`
            let http = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds));
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            let month = 1 + months.iter().position(|month| *month == &http[8..11]).unwrap();
            let expected = format!("{}-{month:02}-{}T{}.{micros:06}Z", &http[12..16], &http[5..7], &http[17..25]);
            prop_assert_eq!(text, expected);
        }
    }
}
