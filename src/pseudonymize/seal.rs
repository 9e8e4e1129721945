//! Sealing: the last check, and the only way to something that may be sent.
//!
//! Owns: [`Pseudonymized`], which `upstream` alone accepts and which nothing outside this file can make; and the check
//! that makes it: no value known to be personal stands in the path, the query, a header or the body that will be sent, in
//! plain, JSON-escaped, percent-encoded or base64 form. Protocol fields (class NEVER in `provider::roles`) are the stated
//! exception. Never: sends.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use allonym_detectors::Detection;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::{Counts, Draft, Profile, encoded, walk};
use crate::error::Reason;
use crate::provider::{Endpoint, Tools};
use crate::pseudonym::Mapping;
use crate::wire::json::{self, Edit};

/// What goes out besides the body.
pub struct Head {
    /// The request's method.
    pub method: Method,
    /// The path at the provider; its variable parts are ids, checked by the router.
    pub path: String,
    /// The query, without the question mark.
    pub query: Option<String>,
    /// The headers, allow-listed, without any credential.
    pub headers: HeaderMap,
}

/// A request that may be sent: every byte of it has been checked.
pub struct Pseudonymized {
    head: Head,
    body: Bytes,
}

/// What is needed to restore the answer to a sealed request.
pub struct Committed {
    /// What restores the answer, and what a stored session keeps.
    pub mapping: Mapping,
    /// What was found.
    pub counts: Counts,
    /// What the request says of its tools' arguments.
    pub tools: Arc<Tools>,
    /// The body as it is sent, if its answer may cite its documents by offset.
    pub cited: Option<Bytes>,
}

impl Pseudonymized {
    /// Method, path, query and headers.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The parts, for the one who sends.
    pub fn into_parts(self) -> (Head, Bytes) {
        (self.head, self.body)
    }

    /// The body's length in bytes.
    pub fn body_len(&self) -> usize {
        self.body.len()
    }
}

/// Headers whose values are protocol, and dropped when they are not; all others are searched and dropped when they name
/// somebody.
const PROTOCOL_HEADERS: &[&str] =
    &["content-type", "accept", "anthropic-version", "anthropic-beta", "openai-beta"];

/// Whether the request asks for citations, which count the characters of its documents.
fn may_be_cited(endpoint: Endpoint, body: &[u8]) -> bool {
    endpoint == Endpoint::Messages && memchr::memmem::find(body, b"\"citations\"").is_some()
}

impl Draft {
    /// Checks everything that will be sent and gives it the seal.
    ///
    /// # Errors
    /// [`Reason::Unsealable`] where a known value stands in a place that cannot be changed, [`Reason::BadQuery`] for a
    /// query that cannot be read.
    pub fn seal(mut self, mut head: Head, profile: &Profile) -> Result<(Pseudonymized, Committed), Reason> {
        self.check(profile)?;
        if self.known.stands_in(&head.path) {
            return Err(Reason::Unsealable);
        }
        head.query = head.query.map(|query| self.query(&query, profile)).transpose()?;
        self.headers(&mut head.headers, profile);
        let committed = Committed {
            mapping: self.mapping,
            counts: self.counts,
            tools: self.tools,
            cited: may_be_cited(self.endpoint, &self.body).then(|| self.body.clone()),
        };
        Ok((Pseudonymized { head, body: self.body }, committed))
    }

    /// The body for a client of the standalone API, checked like one that is sent.
    ///
    /// # Errors
    /// [`Reason::Unsealable`]
    pub fn into_parts(self, profile: &Profile) -> Result<(Bytes, Mapping), Reason> {
        self.check(profile)?;
        Ok((self.body, self.mapping))
    }

    /// Checks the body, unless that was done while it was made.
    fn check(&self, profile: &Profile) -> Result<(), Reason> {
        if self.is_checked { Ok(()) } else { self.check_body(profile) }
    }

    /// Looks for known values in the bytes that will be sent: everywhere at once, and where that shows anything, string by
    /// string, as if the body had just arrived.
    pub(super) fn check_body(&self, profile: &Profile) -> Result<(), Reason> {
        if self.body.is_empty() || self.known.is_empty() || self.is_clear()? {
            return Ok(());
        }
        let walked = walk::surfaces(json::check_utf8(&self.body)?, self.endpoint, profile)?;
        let stands_in = |text: &str| self.known.stands_in(text);
        let leaks = walked.surfaces.iter().any(|surface| is_spelled_in(surface.text(), stands_in));
        if leaks { Err(Reason::Unsealable) } else { Ok(()) }
    }

    /// Whether no known value stands anywhere in the body, fields of the protocol included.
    fn is_clear(&self) -> Result<bool, Reason> {
        let Some(levels) = self.levels else { return Ok(false) };
        is_clear(&self.body, levels, |text| self.known.stands_in(text))
    }

    /// Whether no known value stands in this part of the body, nor begins before or ends behind it.
    pub(super) fn is_clear_around(&self, part: Range<usize>) -> Result<bool, Reason> {
        /// Bytes to either side of the part that are looked at: more than a value, and any way to spell one.
        const AROUND: usize = 4_096;
        let Some(levels) = self.levels else { return Ok(false) };
        let text = json::check_utf8(&self.body)?;
        let is_whole = |at: &usize| text.is_char_boundary(*at);
        let from = (0..=part.start.saturating_sub(AROUND)).rev().find(is_whole).unwrap_or(0);
        let to = (part.end + AROUND..text.len()).find(is_whole).unwrap_or(text.len());
        is_clear(&self.body[from..to], levels, |text| self.known.stands_in(text))
    }

    /// The query, byte for byte, but for values: those become percent-encoded pseudonyms.
    fn query(&mut self, query: &str, profile: &Profile) -> Result<String, Reason> {
        if !query.is_ascii() {
            return Err(Reason::BadQuery);
        }
        let mapping = std::mem::replace(&mut self.mapping, profile.mapping());
        let replaced = super::texts(&[query], profile, mapping)?;
        let edits: Vec<Edit> = replaced
            .entities
            .iter()
            .flatten()
            .map(|entity| Edit { range: entity.range.clone(), with: percent_encoded(&entity.pseudonym) })
            .collect();
        let query = json::splice(query.as_bytes(), &edits);
        self.mapping = replaced.mapping;
        String::from_utf8(query).map_err(|_| Reason::BadQuery)
    }

    /// Drops every header whose value is personal, and whole names of which one line is. None of them is needed: those
    /// that are, are protocol.
    fn headers(&self, headers: &mut HeaderMap, profile: &Profile) {
        let all = lines(headers);
        let may_be_known = all.as_deref().is_none_or(|all| self.known.stands_in(all));
        // A client's requests have one head, mostly.
        let all = all.filter(|_| !may_be_known);
        if all.as_deref().and_then(|all| profile.verdicts.of(all)) == Some(false) {
            return;
        }
        let personal = |value: &HeaderValue| {
            let Ok(text) = value.to_str() else { return true };
            if let Some(personal) = profile.verdicts.of(text) {
                return personal || (may_be_known && self.known.stands_in(text));
            }
            let is_personal = |text: &str| {
                let found = profile.detectors.scan(text, &profile.settings);
                found.iter().any(|detection| !is_product(text, detection))
            };
            let parts = encoded::parts(text);
            let personal = is_personal(text) || parts.iter().any(|part| is_personal(&part.text));
            // Where other text hides, a value that another request knows may be in it.
            if personal || parts.is_empty() {
                profile.verdicts.add(text, personal);
            }
            personal || is_spelled_in(text, |text| self.known.stands_in(text))
        };
        let of_protocol = |name: &HeaderName| PROTOCOL_HEADERS.contains(&name.as_str());
        let drop: Vec<_> = headers
            .iter()
            .filter(|(name, value)| if of_protocol(name) { !is_protocol(value) } else { personal(value) })
            .map(|(name, _)| name.clone())
            .collect();
        let is_settled = |(name, value): (&HeaderName, &HeaderValue)| {
            of_protocol(name) || value.to_str().is_ok_and(|text| profile.verdicts.of(text).is_some())
        };
        if drop.is_empty()
            && headers.iter().all(is_settled)
            && let Some(all) = all
        {
            profile.verdicts.add(&all, false);
        }
        for name in drop {
            headers.remove(name);
        }
    }
}

/// A head as one text, by which it is known again, each name and value in a line of its own; `None` where a value is no text.
fn lines(headers: &HeaderMap) -> Option<String> {
    let length = |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len() + 2;
    let mut lines = String::with_capacity(headers.iter().map(length).sum());
    for (name, value) in headers {
        lines.extend([name.as_str(), "\n", value.to_str().ok()?, "\n"]);
    }
    Some(lines)
}

/// Whether a header's value is words, dates, versions, media types and their weights, in a list: nothing that names
/// somebody is written so.
fn is_protocol(value: &HeaderValue) -> bool {
    let of_a_word = |byte: u8| byte.is_ascii_alphanumeric() || b"*/+._=-".contains(&byte);
    let is_word = |word: &str| word.trim().bytes().all(of_a_word);
    value.to_str().is_ok_and(|text| text.split([',', ';']).all(is_word) && encoded::is_plain(text))
}

/// Whether what was found is only what a program calls itself: `OpenAI/Python 3.5.0` (RFC 9110, 10.1.5). That is a name to
/// those who look for names, but nobody's; and some providers turn away requests whose client has none.
fn is_product(text: &str, detection: &Detection) -> bool {
    let Range { start, end } = detection.span.range();
    detection.rule.as_str().starts_with("names.")
        && text[end..].starts_with('/')
        && !text[start..end].contains(char::is_whitespace)
}

/// Whether nothing stands anywhere in these bytes of a body, whose strings are at most so many strings deep. An escape never
/// reaches past the quote that ends its string, so decoding all of them decodes each string in them; and what ends a word at
/// the end of a string is then a quote.
pub(super) fn is_clear(
    bytes: &[u8],
    levels: usize,
    stands_in: impl Fn(&str) -> bool,
) -> Result<bool, Reason> {
    let mut bytes = Cow::Borrowed(bytes);
    for _ in 0..levels {
        if memchr::memchr(b'\\', &bytes).is_some() {
            bytes = json::unescape_bytes(json::check_utf8(&bytes)?).into();
        }
        let text = json::check_utf8(&bytes)?;
        if !encoded::is_plain(text) || stands_in(text) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether something stands in a text or in what its parts spell.
pub(super) fn is_spelled_in(text: &str, stands_in: impl Fn(&str) -> bool) -> bool {
    stands_in(text) || encoded::parts(text).iter().any(|part| stands_in(&part.text))
}

fn percent_encoded(text: &str) -> Vec<u8> {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
        .collect::<String>()
        .into_bytes()
}

#[cfg(test)]
mod tests {
    use allonym_detectors::Entity;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use http::header::USER_AGENT;

    use super::*;
    use crate::pseudonymize::lists::DenyList;

    /// A draft that knows `Anna Müller`, and whose body someone has changed since.
    fn tampered(body: &str, levels: Option<usize>) -> Draft {
        let request = r#"{"messages":[{"role":"user","content":"My name is Anna Müller."}]}"#;
        let profile = Profile::default();
        let draft = super::super::body(
            Endpoint::ChatCompletions,
            Bytes::from_static(request.as_bytes()),
            &profile,
            profile.mapping(),
        );
        let mut draft = draft.unwrap_or_else(|_| panic!("a good request"));
        assert!(draft.known.stands_in("Anna Müller"));
        draft.body = Bytes::copy_from_slice(body.as_bytes());
        draft.levels = levels;
        draft
    }

    fn content(text: &str) -> String {
        format!(r#"{{"model":"m","messages":[{{"role":"user","content":"{text}"}}]}}"#)
    }

    #[test]
    fn a_known_value_in_the_bytes_to_be_sent_is_seen_in_every_spelling() {
        let encoded = STANDARD.encode("it is Anna Müller.");
        let file = STANDARD.encode("name\u{c}Anna Müller");
        for (text, levels) in [
            ("so anna müller wrote", Some(1)),
            (r"so\nAnna M\u00fcller\nwrote", Some(1)),
            (r"so\tAnna Müller", Some(1)),
            ("?q=Anna%20M%C3%BCller&x", Some(1)),
            (encoded.as_str(), Some(1)),
            (r#"{\"n\":\"x\\nAnna Müller\"}"#, Some(2)),
            (r#"{\"n\":\"Anna M\\u00fcller\"}"#, Some(2)),
            (&format!("data:text/plain;base64,{file}"), None),
        ] {
            let draft = tampered(&content(text), levels);
            assert_eq!(draft.check_body(&Profile::default()), Err(Reason::Unsealable), "{text}");
        }
    }

    #[test]
    fn a_header_leaves_unless_it_names_somebody_and_a_program_is_nobody() {
        let profile = Profile::default();
        let kept = |value: &'static str| {
            let headers = HeaderMap::from_iter([(USER_AGENT, HeaderValue::from_static(value))]);
            let head = Head { method: Method::POST, path: "/v1/x".to_owned(), query: None, headers };
            let draft = tampered(&content("x"), Some(1));
            let (sealed, _) = draft.seal(head, &profile).unwrap_or_else(|_| panic!("a clear body"));
            !sealed.head().headers.is_empty()
        };
        // Twice: what was said of a value is remembered.
        for _ in 0..2 {
            assert!(kept("OpenAI/Python 3.5.0") && kept("claude-cli/2.0.14 (external, cli)"));
            assert!(!kept("bot/1.0 (jane.roe@mail.example)") && !kept("so anna%20m%C3%BCller"));
        }
    }

    #[test]
    fn a_head_that_is_known_leaves_whole_unless_this_request_knows_a_value_in_it() {
        let deny = DenyList::new(["qx7731b"], &[] as &[&str], Entity::Username).unwrap();
        let profile = Profile { deny, ..Profile::default() };
        let kept = |body: &str, value: &'static str| {
            let body = Bytes::from(content(body));
            let draft = super::super::body(Endpoint::ChatCompletions, body, &profile, profile.mapping());
            let headers = HeaderMap::from_iter([(USER_AGENT, HeaderValue::from_static(value))]);
            let head = Head { method: Method::POST, path: "/v1/x".to_owned(), query: None, headers };
            let sealed = draft
                .and_then(|draft| draft.seal(head, &profile))
                .unwrap_or_else(|_| panic!("a good request"));
            !sealed.0.head().headers.is_empty()
        };
        for value in ["cli/2.0 (linux, qx7731b)", "cli/2.0 (linux,%20qx7731b)"] {
            assert!(kept("x", value) && kept("x", value), "{value}");
            assert!(!kept("it was qx7731b", value), "{value}");
            assert!(kept("x", value), "{value}");
        }
    }

    #[test]
    fn what_is_clear_is_not_walked_and_the_protocol_may_hold_a_value() {
        let plain = content(r"what\nelse \\ there is, 100% sure");
        assert_eq!(tampered(&plain, Some(1)).is_clear(), Ok(true));
        assert_eq!(tampered(&plain, None).is_clear(), Ok(false));
        let model = r#"{"model":"anna müller","messages":[{"role":"user","content":"x"}]}"#;
        let draft = tampered(model, Some(1));
        assert_eq!((draft.is_clear(), draft.check_body(&Profile::default())), (Ok(false), Ok(())));
    }
}
