//! What goes out besides a body: the path, the query and the headers, each with what the body knows.
//!
//! Owns: what in them is protocol, what is replaced there (a query's values), what refuses the request (a path's), and which headers
//! are dropped. Never: looks at the body; `seal.rs` does.

use std::ops::Range;

use allonym_detectors::Detection;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::is_spelled_in;
use crate::error::Reason;
use crate::pseudonymize::state::State;
use crate::pseudonymize::surface::Surface;
use crate::pseudonymize::{Draft, Profile, TextEntity, encoded, replace};
use crate::scan::Reading;
use crate::wire::json::{self, Edit};

/// Headers whose values are protocol, and dropped when they are not, or hold a value; all others are searched, for names too, and
/// dropped when they name somebody.
const PROTOCOL_HEADERS: &[&str] =
    &["content-type", "accept", "anthropic-version", "anthropic-beta", "openai-beta"];

impl Draft {
    /// Whether no known value stands in a path.
    pub(super) fn is_clear_path(&self, path: &str) -> bool {
        let (before, behind) = around_deployment(path);
        !self.known.stands_in(before) && !self.known.stands_in(behind)
    }

    /// The query, byte for byte, but for values: those become percent-encoded pseudonyms. Which version of the interface is
    /// spoken is protocol.
    pub(super) fn query(&mut self, query: &str, profile: &Profile) -> Result<String, Reason> {
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
    pub(super) fn headers(&self, headers: &mut HeaderMap, profile: &Profile) {
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

fn percent_encoded(text: &str) -> Vec<u8> {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
        .collect::<String>()
        .into_bytes()
}
