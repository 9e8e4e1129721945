//! [`TraceParent`]: the trace that a request belongs to, as W3C Trace Context names it: for the log line of its exchange and
//! its spans.
//!
//! Owns: reading `traceparent` strictly. Never: reads `tracestate`, which may hold what others like. Neither goes to a
//! provider: both are outside the list of headers that pass (`wire/headers/lists.rs`), since a trace joins what a person does
//! across systems.

use std::fmt;

use http::{HeaderMap, HeaderName};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Version, trace, parent and flags with the dashes between them, in bytes.
const LENGTH: usize = 55;

/// A trace and the span in it that asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceParent {
    /// The trace.
    pub trace: TraceId,
    /// The span that asks. Never zero.
    pub span: u64,
    /// Whether who asks records the trace.
    pub sampled: bool,
}

/// The number of a trace; it is not zero. Shown as 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceId(pub u128);

impl TraceParent {
    /// The trace that a request names. `None` where it names none, several, or one that is not written as
    /// <https://www.w3.org/TR/trace-context/> wants it.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let mut all = headers.get_all(TRACEPARENT).iter();
        let (Some(value), None) = (all.next(), all.next()) else { return None };
        let value = value.as_bytes();
        let (version, rest) = (value.get(..2)?, value.get(LENGTH..)?);
        // A later version may say more, after a dash.
        let ends = rest.is_empty() || (version != b"00" && rest[0] == b'-');
        let dashes = [2, 35, 52].iter().all(|at| value[*at] == b'-');
        let (trace, span) = (number(&value[3..35])?, number(&value[36..52])?);
        let (version, flags) = (number(version)?, number(&value[53..LENGTH])?);
        let holds = ends && dashes && version != 0xff && trace != 0 && span != 0;
        let span = u64::try_from(span).ok()?;
        holds.then_some(Self { trace: TraceId(trace), span, sampled: flags & 1 == 1 })
    }
}

/// Lower-case hexadecimal digits as a number.
fn number(digits: &[u8]) -> Option<u128> {
    let written = digits.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let text = std::str::from_utf8(digits).ok().filter(|_| written)?;
    u128::from_str_radix(text, 16).ok()
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

    fn read(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(TRACEPARENT, HeaderValue::from_str(value).unwrap());
        }
        TraceParent::from_headers(&headers).map(|parent| parent.trace.to_string())
    }

    #[test]
    fn a_trace_is_read_as_the_standard_writes_it() {
        for value in [
            format!("00-{TRACE}-b7ad6b7169203331-01"),
            format!("00-{TRACE}-b7ad6b7169203331-ff"),
            format!("cc-{TRACE}-b7ad6b7169203331-01"),
            format!("cc-{TRACE}-b7ad6b7169203331-01-what the future brings"),
        ] {
            assert_eq!(read(&[&value]).as_deref(), Some(TRACE), "{value}");
        }
    }

    #[test]
    fn the_span_that_asks_and_whether_it_is_recorded_are_read() {
        let mut headers = HeaderMap::new();
        for (flags, sampled) in [("00", false), ("01", true), ("02", false), ("ff", true)] {
            let value = format!("00-{TRACE}-b7ad6b7169203331-{flags}");
            headers.insert(TRACEPARENT, HeaderValue::from_str(&value).unwrap());
            let parent = TraceParent::from_headers(&headers).unwrap();
            assert_eq!((parent.span, parent.sampled), (0xb7ad_6b71_6920_3331, sampled), "{flags}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        let good = format!("00-{TRACE}-b7ad6b7169203331-01");
        for value in [
            String::new(),
            "jane.roe@mail.example".to_owned(),
            good[..54].to_owned(),
            format!("{good}-more"),
            format!("cc{}x", &good[2..]),
            format!("ff{}", &good[2..]),
            good.to_uppercase(),
            good.replace("-0af7", "_0af7"),
            good.replace("0af7", "0afx"),
            format!("00-{}-b7ad6b7169203331-01", "0".repeat(32)),
            format!("00-{TRACE}-0000000000000000-01"),
        ] {
            assert_eq!(read(&[&value]), None, "{value}");
        }
        assert_eq!(read(&[&good, &good]), None);
    }
}
