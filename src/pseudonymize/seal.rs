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

use super::state::State;
use super::surface::Surface;
use super::{Counts, Draft, Profile, TextEntity, encoded, replace, walk};
use crate::error::Reason;
use crate::provider::{Endpoint, Tools};
use crate::pseudonym::Mapping;
use crate::scan::Reading;
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

/// Headers whose values are protocol, and dropped when they are not, or hold a value; all others are searched, for names too, and
/// dropped when they name somebody.
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
        let (before, behind) = around_deployment(&head.path);
        if self.known.stands_in(before) || self.known.stands_in(behind) {
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

    /// The query, byte for byte, but for values: those become percent-encoded pseudonyms. Which version of the interface is
    /// spoken is protocol.
    fn query(&mut self, query: &str, profile: &Profile) -> Result<String, Reason> {
        if !query.is_ascii() {
            return Err(Reason::BadQuery);
        }
        let version = version_in(query).unwrap_or(query.len()..query.len());
        let pieces = [&query[..version.start], &query[version.end..]];
        let [before, behind] = self.pieces_of_query(pieces, profile)?;
        Ok([&before, &query[version], &behind].concat())
    }

    fn pieces_of_query<const N: usize>(
        &mut self,
        pieces: [&str; N],
        profile: &Profile,
    ) -> Result<[String; N], Reason> {
        let mapping = std::mem::replace(&mut self.mapping, profile.mapping());
        let (known, counts) = (std::mem::take(&mut self.known), std::mem::take(&mut self.counts));
        let mut state = State::knowing(mapping, known, counts);
        let surfaces = pieces.map(Surface::plain);
        let replaced = replace::texts(&surfaces, profile, &Reading::default(), &mut state)?;
        State { mapping: self.mapping, known: self.known, counts: self.counts, .. } = state;
        let mut done = pieces.map(str::to_owned);
        for (piece, found) in done.iter_mut().zip(&replaced.entities) {
            let edit = |entity: &TextEntity| Edit {
                range: entity.range.clone(),
                with: percent_encoded(&entity.pseudonym),
            };
            let edits: Vec<Edit> = found.iter().map(edit).collect();
            *piece =
                String::from_utf8(json::splice(piece.as_bytes(), &edits)).map_err(|_| Reason::BadQuery)?;
        }
        let leaks = |piece: &String| is_spelled_in(piece, |text| self.known.stands_in(text));
        if done.iter().any(leaks) { Err(Reason::Unsealable) } else { Ok(done) }
    }

    /// Whether a value of a protocol header is somebody's: a number or an address may be written like one. What is new at a
    /// provider may be called like a person, and by a date.
    fn is_personal_in_protocol(&self, value: &HeaderValue, profile: &Profile) -> bool {
        let Ok(text) = value.to_str() else { return true };
        let text = undated(text);
        // Judged otherwise than the same text in another header.
        let key = ["protocol: ", &text].concat();
        self.known.stands_in(&text)
            || profile.verdicts.of(&key).unwrap_or_else(|| {
                let found = profile.detectors.scan(&text, &profile.settings);
                let personal = found.iter().any(|detection| !detection.rule.as_str().starts_with("names."))
                    || profile.deny.find(&text).next().is_some();
                profile.verdicts.add(&key, personal);
                personal
            })
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
                    || profile.deny.find(text).next().is_some()
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
            .filter(|(name, value)| match of_protocol(name) {
                true => !is_protocol(value) || self.is_personal_in_protocol(value, profile),
                false => personal(value),
            })
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

/// The path before and behind the name of an Azure deployment, which is the protocol's as a model's is.
fn around_deployment(path: &str) -> (&str, &str) {
    const DEPLOYMENTS: &str = "/deployments/";
    let Some(start) = path.find(DEPLOYMENTS).map(|at| at + DEPLOYMENTS.len()) else { return (path, "") };
    let end = path[start..].find('/').map_or(path.len(), |length| start + length);
    (&path[..start], &path[end..])
}

/// Where a query says which version of Azure's interface is spoken: a date, with `-preview` perhaps. In bytes.
fn version_in(query: &str) -> Option<Range<usize>> {
    const NAME: &str = "api-version=";
    let mut start = 0;
    for pair in query.split('&') {
        if let Some("" | "-preview") = pair.strip_prefix(NAME).and_then(behind_date) {
            return Some(start + NAME.len()..start + pair.len());
        }
        start += pair.len() + 1;
    }
    None
}

/// What stands behind a date (`2024-10-21`) that `text` begins with.
fn behind_date(text: &str) -> Option<&str> {
    const SHAPE: &[u8] = b"0000-00-00";
    let (date, rest) = text.split_at_checked(SHAPE.len())?;
    let fits = |(byte, shape): (u8, &u8)| if *shape == b'0' { byte.is_ascii_digit() } else { byte == *shape };
    date.bytes().zip(SHAPE).all(fits).then_some(rest)
}

/// A header's text without the dates in it, by which providers call what is new.
fn undated(text: &str) -> String {
    let mut rest = text;
    let mut undated = String::with_capacity(text.len());
    while let Some(first) = rest.chars().next() {
        rest = behind_date(rest).unwrap_or_else(|| {
            undated.push(first);
            &rest[first.len_utf8()..]
        });
    }
    undated
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
    use crate::policy::Action;
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
        let profile = Profile::default();
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
            assert!(!kept("my username is qx7731b", value), "{value}");
            assert!(kept("x", value), "{value}");
        }
    }

    /// What leaves of a head whose body says that Anna Müller was born on a day in 2023, pays by card and has a password.
    fn head_of(
        profile: &Profile,
        path: &str,
        query: &str,
        headers: &[(&'static str, &'static str)],
    ) -> Result<Head, Reason> {
        let body = "I am Anna Müller, born 2023-06-01, card 4111111111111111, my password: hunter2xyzQ9";
        let draft = super::super::body(
            Endpoint::ChatCompletions,
            Bytes::from(content(body)),
            profile,
            profile.mapping(),
        )?;
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let head = Head {
            method: Method::POST,
            path: path.to_owned(),
            query: Some(query.to_owned()),
            headers: headers.collect(),
        };
        Ok(draft.seal(head, profile)?.0.into_parts().0)
    }

    #[test]
    fn what_is_gone_for_good_in_the_body_is_gone_in_the_query() {
        let mut profile = Profile::default();
        profile.policies.set(Entity::Password, Action::Redact);
        let head =
            head_of(&profile, "/v1/x", "q=hunter2xyzQ9", &[]).unwrap_or_else(|_| panic!("can be sealed"));
        assert_eq!(head.query.as_deref(), Some("q=%5BPASSWORD%5D"));
    }

    #[test]
    fn versions_and_deployments_are_protocol_and_their_neighbours_are_not() {
        let profile = Profile::default();
        let sealed = |path: &str, query: &str| {
            head_of(&profile, path, query, &[]).map(|head| head.query.unwrap_or_default())
        };
        let path = "/openai/deployments/anna-müller/chat/completions";
        for query in ["api-version=2023-06-01", "x=1&api-version=2023-06-01-preview&y=2"] {
            assert_eq!(sealed(path, query).as_deref(), Ok(query));
        }
        let beside = sealed(path, "api-version=2023-06-01&since=2023-06-01");
        assert_eq!(beside.as_deref(), Ok("api-version=2023-06-01&since=%3C%3CDATE%5F1%3E%3E"));
        assert_eq!(sealed("/v1/anna müller/x", ""), Err(Reason::Unsealable));
    }

    #[test]
    fn protocol_headers_hold_dates_and_no_value() {
        let deny = DenyList::new(["qx7731b"], &["PRJ-[0-9]{4}"], Entity::Secret).unwrap();
        let profile = Profile { deny, ..Profile::default() };
        let kept = |name, value| {
            let head = head_of(&profile, "/v1/x", "", &[(name, value)]);
            !head.unwrap_or_else(|_| panic!("can be sealed")).headers.is_empty()
        };
        // Twice: what was said of a value is remembered.
        for _ in 0..2 {
            assert!(kept("anthropic-version", "2023-06-01") && kept("accept", "application/json, */*;q=0.5"));
            assert!(kept("anthropic-beta", "context-1m-2025-08-07,claude-code-2023-06-01"));
            assert!(!kept("anthropic-beta", "4111111111111111") && !kept("accept", "DE89370400440532013000"));
            assert!(!kept("openai-beta", "qx7731b") && !kept("x-app", "qx7731b/1.0"));
            assert!(!kept("session-id", "PRJ-1234"));
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
