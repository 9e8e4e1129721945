//! Logs: what is written, where to, and what never is.
//!
//! Owns: the set-up of `tracing` on standard error, the cap on what other crates may write, and the panic hook.
//! Never: lets a body, a header or a panic's message through. Libraries log frames and headers at their fine levels, so
//! nothing but Allonym itself may go below warnings, whatever the filter says. Next: `telemetry/line.rs`, a line of text.

mod line;

use std::io::{self, IsTerminal, Write};
use std::str::FromStr;

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, FilterExt, LevelFilter, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Registry, fmt};

use self::line::Line;

/// What is logged, and how it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// Which events.
    pub filter: Filter,
    /// One line of text or one line of JSON per event.
    pub format: Format,
}

impl Default for Log {
    fn default() -> Self {
        Self { filter: Filter("info".to_owned()), format: Format::default() }
    }
}

/// The look of a log line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people; in colour on a terminal.
    #[default]
    Text,
    /// For machines: one JSON object per line.
    Json,
}

/// A filter in the syntax of `RUST_LOG`: `info`, `allonym=debug`, `warn,allonym::proxy=trace`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter(String);

/// A text that is no filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoFilter;

impl FromStr for Filter {
    type Err = NoFilter;

    fn from_str(text: &str) -> Result<Self, NoFilter> {
        match EnvFilter::try_new(text) {
            Ok(_) if text.split(',').all(says_a_level) => Ok(Self(text.to_owned())),
            _ => Err(NoFilter),
        }
    }
}

/// Whether a directive says a level, or all levels of what is ours. Any other word alone would be taken for all levels of a
/// target by that name, which is what a mistyped level is not.
fn says_a_level(directive: &str) -> bool {
    let word = directive.trim();
    let is_ours = word.strip_prefix("allonym").is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
    !word.is_empty() && (is_ours || word.contains(['=', '[']) || word.parse::<LevelFilter>().is_ok())
}

impl Filter {
    /// The filter as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Starts logging to standard error for the whole process.
///
/// # Errors
/// Something else has already claimed the process' logs.
pub fn start(log: &Log) -> Result<(), TryInitError> {
    let ansi = io::stderr().is_terminal();
    Registry::default().with(layer(log, ansi, io::stderr)).try_init()
}

/// Makes panics tell where they happened, and nothing of what they carried: a panic's message can quote what was being
/// processed.
pub fn silence_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        if tracing::dispatcher::has_been_set() {
            tracing::error!(place, "panic; its message is withheld");
        } else {
            let _ = writeln!(io::stderr(), "allonym: panic at {place}; its message is withheld");
        }
    }));
}

fn layer<W>(log: &Log, ansi: bool, writer: W) -> Box<dyn Layer<Registry> + Send + Sync>
where
    W: for<'a> fmt::MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = EnvFilter::new(&log.filter.0).and(filter_fn(may_be_written));
    let lines = fmt::layer().with_writer(writer).with_ansi(ansi);
    match log.format {
        Format::Text if !ansi => lines.event_format(Line).with_filter(filter).boxed(),
        Format::Text => lines.with_filter(filter).boxed(),
        Format::Json => lines.json().flatten_event(true).with_filter(filter).boxed(),
    }
}

/// Allonym's own events at every level; everyone else's from warnings up.
fn may_be_written(event: &Metadata<'_>) -> bool {
    let ours = event.target().split("::").next().is_some_and(|name| name.starts_with("allonym"));
    ours || *event.level() <= Level::WARN
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(filter: &str, format: Format, events: impl FnOnce()) -> String {
        let lines = Lines::default();
        let (log, sink) = (Log { filter: filter.parse().unwrap(), format }, lines.clone());
        let subscriber = Registry::default().with(layer(&log, false, move || sink.clone()));
        tracing::subscriber::with_default(subscriber, events);
        String::from_utf8(lines.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn libraries_stay_silent_below_warnings_even_at_trace() {
        for filter in ["trace", "hyper=trace,h2=trace,rustls=debug,allonym=trace"] {
            let text = logged(filter, Format::Text, || {
                tracing::trace!(target: "h2::codec::framed_read", "a frame with a value");
                tracing::debug!(target: "hyper::proto::h1::io", "a header with a value");
                tracing::info!(target: "rustls::client", "a name");
                tracing::warn!(target: "hyper::server", "trouble");
                tracing::trace!(target: "allonym::proxy", "a step");
            });
            assert!(text.contains("a step"), "{text}");
            assert!(!text.contains("value") && !text.contains("a name"), "{text}");
        }
    }

    #[test]
    fn a_word_that_is_no_level_is_refused_unless_it_is_ours() {
        for text in
            ["info", "OFF", "3", "allonym", "warn, allonym::proxy", "warn,h2=debug", "[exchange]=debug"]
        {
            assert!(text.parse::<Filter>().is_ok(), "{text}");
        }
        for text in ["", " ", "bogus", "inof", "warn,debgu", "allonymous", "info,"] {
            assert_eq!(text.parse::<Filter>(), Err(NoFilter), "{text:?}");
        }
    }

    #[test]
    fn the_filter_holds_for_our_own_events() {
        let text = logged("warn,allonym::server=debug", Format::Text, || {
            tracing::debug!(target: "allonym::server", "one");
            tracing::info!(target: "allonym::proxy", "two");
            tracing::warn!(target: "allonym::proxy", "three");
        });
        assert!(text.contains("one") && !text.contains("two") && text.contains("three"), "{text}");
    }

    #[test]
    fn a_line_of_text_reads_as_the_library_writes_it() {
        let log = || {
            tracing::info!(target: "allonym::proxy", status = 200, tenant = "one", id = %"x", none = None::<u8>, "done");
            tracing::warn!(zero = 0_u64, most = u64::MAX, less = -7, is = true, of = ?Some("a"), ratio = 0.5);
            tracing::error!(odd = "\"quoted\"\n\u{7f}ü\\", "{} done", 2);
        };
        let lines = Lines::default();
        let sink = lines.clone();
        let library = fmt::layer().with_writer(move || sink.clone()).with_ansi(false);
        tracing::subscriber::with_default(Registry::default().with(library), log);
        let theirs = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let ours = logged("info", Format::Text, log);
        assert_eq!(ours.lines().count(), 3, "{ours}");
        for (ours, theirs) in ours.lines().zip(theirs.lines()) {
            let (time, line) = ours.split_once("Z ").unwrap();
            let (their_time, their_line) = theirs.split_once("Z ").unwrap();
            assert_eq!((time.len(), line), (their_time.len(), their_line));
        }
    }

    #[test]
    fn json_lines_are_json() {
        let text =
            logged("info", Format::Json, || tracing::info!(target: "allonym::proxy", status = 200, "done"));
        let line: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
        assert_eq!((&line["status"], &line["message"]), (&200.into(), &"done".into()));
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        assert_eq!("".parse::<Filter>(), Err(NoFilter));
        assert_eq!("allonym=loud".parse::<Filter>(), Err(NoFilter));
        assert_eq!("allonym=debug".parse::<Filter>().unwrap().as_str(), "allonym=debug");
    }
}
