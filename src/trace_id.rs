//! [`TraceId`]: the trace that a request belongs to, as W3C Trace Context names it, for the log line of its exchange.
//!
//! Owns: reading `traceparent` strictly. Never: keeps anything else of it, or reads `tracestate`, which may hold what others
//! like. Neither goes to a provider: both are outside the list of headers that pass (`wire/headers/lists.rs`), since a trace
//! joins what a person does across systems.

use std::fmt;

use http::{HeaderMap, HeaderName};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Version, trace, parent and flags with the dashes between them, in bytes.
const LENGTH: usize = 55;

/// 32 lower-case hexadecimal digits that are not all zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceId([u8; 32]);

impl TraceId {
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
        let (trace, parent, flags) = (&value[3..35], &value[36..52], &value[53..LENGTH]);
        let digits = [version, trace, parent, flags].into_iter().flatten().all(|byte| is_digit(*byte));
        let names = |id: &[u8]| id.iter().any(|byte| *byte != b'0');
        let holds = ends && dashes && digits && version != b"ff" && names(trace) && names(parent);
        holds.then(|| trace.try_into().ok().map(Self))?
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

const fn is_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

impl fmt::Debug for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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
        TraceId::from_headers(&headers).map(|trace| trace.as_str().to_owned())
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
