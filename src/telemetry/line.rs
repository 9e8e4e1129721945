//! [`Line`]: an event as one line of text without colours, as `tracing_subscriber` writes it but by the shortest way: there is
//! one for every exchange.
//!
//! Owns: the line's parts, `time LEVEL target: message name=value`, and how the usual kinds of values are written. Never: decides what
//! is logged. Spans have no place in it: nothing here opens any.

use std::fmt::{self, Debug};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::{FormatEvent, Writer};
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Writes an event as one line of text.
pub(super) struct Line;

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut line: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        SystemTime.format_time(&mut line)?;
        let (level, target) = (name(*event.metadata().level()), event.metadata().target());
        for part in [level, target, ":"] {
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
}
