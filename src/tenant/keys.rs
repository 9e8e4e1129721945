//! px- keys: what one looks like, where a request may carry it, how it is kept.
//!
//! Owns: the shape of a key, its making, its hash, and the three headers in which clients put one.
//! Never: keeps a key in clear longer than a lookup; tenants know their keys by [`KeyHash`] only.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode;
use sha2::{Digest, Sha256};

use crate::provider::KeyHeader;
use crate::sensitive::Sensitive;

/// What every key begins with.
pub const PREFIX: &str = "px-";
/// The shortest key that is taken into use, in bytes. Any string that begins with [`PREFIX`] is one; how hard a key is to
/// guess is up to whoever chooses it.
pub const SHORTEST: usize = PREFIX.len() + 1;

/// The entropy of a key made here, in bytes.
const ENTROPY: usize = 24;

impl KeyHeader {
    /// All of them, in the order in which they are looked at.
    pub const ALL: [Self; 3] = [Self::Bearer, Self::XApiKey, Self::ApiKey];

    /// The header's name.
    pub const fn name(self) -> HeaderName {
        match self {
            Self::Bearer => AUTHORIZATION,
            Self::XApiKey => HeaderName::from_static("x-api-key"),
            Self::ApiKey => HeaderName::from_static("api-key"),
        }
    }

    /// The credential inside one value of this header, without scheme and surrounding white space.
    /// `None` where there is none, or under another scheme than Bearer (RFC 9110, 11.1: schemes have no case).
    /// Bytes, since a header need not be text.
    pub fn credential(self, value: &HeaderValue) -> Option<&[u8]> {
        let value = value.as_bytes().trim_ascii();
        let credential = match self {
            Self::Bearer => strip_scheme(value, b"bearer")?,
            Self::XApiKey | Self::ApiKey => value,
        };
        (!credential.is_empty()).then_some(credential)
    }
}

/// Takes away every header in which a key of this proxy stands, known or not, whatever the header is for.
pub fn take_out(headers: &mut HeaderMap) {
    let holding: Vec<HeaderName> =
        headers.iter().filter(|(_, value)| in_header(value)).map(|(name, _)| name.clone()).collect();
    for name in holding {
        headers.remove(name);
    }
}

/// Whether a header's value carries a key of this proxy, known or not: such a value must never be forwarded.
pub fn in_header(value: &HeaderValue) -> bool {
    holds_key(&decoded(value.as_bytes()))
}

/// Every px- key that the head carries, in the order in which they count. A header may be repeated.
pub(super) fn presented(headers: &HeaderMap) -> impl Iterator<Item = (KeyHeader, &[u8])> {
    KeyHeader::ALL
        .into_iter()
        .flat_map(|header| headers.get_all(header.name()).into_iter().map(move |value| (header, value)))
        .filter_map(|(header, value)| Some((header, header.credential(value)?)))
        .filter(|(_, credential)| looks_like_key(credential))
}

/// Whether a query string carries a key of this proxy, known or not, in the name or the value of some parameter.
pub fn in_query(query: Option<&str>) -> bool {
    query.is_some_and(|query| holds_key(&decoded(query.as_bytes())))
}

fn strip_scheme<'a>(value: &'a [u8], scheme: &[u8]) -> Option<&'a [u8]> {
    let (head, rest) = value.split_at_checked(scheme.len())?;
    let separated = rest.first().is_some_and(u8::is_ascii_whitespace);
    (head.eq_ignore_ascii_case(scheme) && separated).then(|| rest.trim_ascii_start())
}

pub(super) fn looks_like_key(credential: &[u8]) -> bool {
    credential.starts_with(PREFIX.as_bytes())
}

pub(super) fn decoded(text: &[u8]) -> Cow<'_, [u8]> {
    match memchr::memchr(b'%', text) {
        Some(_) => percent_decode(text).into(),
        None => text.into(),
    }
}

/// Whether a word of this text begins like a key. Hyphens and underscores do not end a word: `msg_px-1` is an id.
///
/// Looked for by its hyphen: texts are short, and to get ready for a search of the whole prefix takes longer.
fn holds_key(text: &[u8]) -> bool {
    let in_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let mut before =
        memchr::memchr_iter(b'-', text).filter_map(|at| text[..=at].strip_suffix(PREFIX.as_bytes()));
    before.any(|before| !before.last().is_some_and(in_word))
}

/// The SHA-256 of a key: all that is kept of it. Written `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyHash([u8; 32]);

/// Why a text is no key and no hash of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoKey;

impl KeyHash {
    const MARK: &'static str = "sha256:";

    /// The hash of a key.
    pub fn of(key: &[u8]) -> Self {
        Self(Sha256::digest(key).into())
    }

    /// Reads a key (which is hashed) or a hash written `sha256:…`.
    ///
    /// # Errors
    /// [`NoKey`] if it is neither: a key begins with `px-`, is at least [`SHORTEST`] bytes long and all of it is visible
    /// ASCII, so that any client can send it in a header.
    pub fn parse(text: &str) -> Result<Self, NoKey> {
        match text.strip_prefix(Self::MARK) {
            Some(digits) => digits.parse(),
            None if is_key(text) => Ok(Self::of(text.as_bytes())),
            None => Err(NoKey),
        }
    }
}

fn is_key(text: &str) -> bool {
    text.starts_with(PREFIX) && text.len() >= SHORTEST && text.bytes().all(|byte| byte.is_ascii_graphic())
}

impl FromStr for KeyHash {
    type Err = NoKey;

    /// Reads the 64 hexadecimal digits alone.
    fn from_str(digits: &str) -> Result<Self, NoKey> {
        if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(NoKey);
        }
        let mut hash = [0; 32];
        for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| NoKey)?;
        }
        Ok(Self(hash))
    }
}

impl fmt::Display for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::MARK)?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Makes a key: `px-` and 48 hexadecimal digits (192 bits from the operating system).
///
/// # Errors
/// The operating system has no randomness to give.
pub fn generate() -> Result<Sensitive<String>, getrandom::Error> {
    let mut entropy = [0; ENTROPY];
    getrandom::fill(&mut entropy)?;
    let digits = entropy.iter().map(|byte| format!("{byte:02x}"));
    Ok(Sensitive::new(std::iter::once(PREFIX.to_owned()).chain(digits).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credential(header: KeyHeader, value: &str) -> Option<String> {
        let credential = header.credential(&HeaderValue::from_str(value).unwrap())?.to_vec();
        Some(String::from_utf8(credential).unwrap())
    }

    #[test]
    fn credentials_are_read_whatever_the_scheme_s_case_and_spacing() {
        for value in ["Bearer px-abcdef", "bearer px-abcdef", "BEARER   px-abcdef  ", "\tBearer\tpx-abcdef"] {
            assert_eq!(credential(KeyHeader::Bearer, value).as_deref(), Some("px-abcdef"), "{value:?}");
        }
        for value in ["", "Bearer", "Bearer ", "Basic cHg6", "px-abcdef", "Bearerpx-abcdef"] {
            assert_eq!(credential(KeyHeader::Bearer, value), None, "{value:?}");
        }
        assert_eq!(credential(KeyHeader::XApiKey, " px-abcdef ").as_deref(), Some("px-abcdef"));
        assert_eq!(credential(KeyHeader::ApiKey, "  "), None);
    }

    #[test]
    fn a_header_holds_a_px_key_whether_it_is_known_or_not() {
        for value in ["px-1", " px-1", "Bearer px-1", "Token px-1", "a, \"px-1\"", "key=px-1;v=2", "px%2D1"] {
            assert!(in_header(&HeaderValue::from_static(value)), "{value}");
        }
        assert!(in_header(&HeaderValue::from_bytes(b" px-\xff").unwrap()));
        for value in ["", "sk-px-1", "Bearer sk-ant-1", "msg_px-1", "16px-1", "OpenAI/Python 3.5.0"] {
            assert!(!in_header(&HeaderValue::from_static(value)), "{value}");
        }
    }

    #[test]
    fn hashes_are_read_and_written_alike() {
        let hash = KeyHash::parse("px-abcdef").unwrap();
        let written = hash.to_string();
        assert_eq!(KeyHash::parse(&written), Ok(hash));
        assert_eq!(KeyHash::parse(&written.to_uppercase().replace("SHA256", "sha256")), Ok(hash));
        // `printf %s px-abcdef | sha256sum`
        assert!(
            written.ends_with("555bd8febec409e36ad62eabaf70ddbcf185ce5d7e2e72174db8977a0fddc818"),
            "{written}"
        );
    }

    #[test]
    fn what_is_neither_key_nor_hash_is_refused() {
        for text in
            ["", "px-", "px1234", "sk-12345678", "px-with space", "px-ümlaut1", "sha256:", "sha256:00"]
        {
            assert_eq!(KeyHash::parse(text), Err(NoKey), "{text:?}");
        }
        assert_eq!(KeyHash::parse(&format!("sha256:{}", "+".repeat(64))), Err(NoKey));
    }

    #[test]
    fn made_keys_are_keys_and_differ() {
        let (one, two) = (generate().unwrap(), generate().unwrap());
        assert!(is_key(one.expose()) && one.expose().len() == 51);
        assert!(one != two);
    }
}
