//! Content that is not text by itself: data URLs, base64 of files.
//!
//! Owns: telling text files (which are decoded, treated and encoded again) from what cannot be read. Never: decides what
//! happens to the latter; the tenant's profile does.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// What a string in the place of a blob is.
#[derive(Debug, PartialEq, Eq)]
pub enum Content<'a> {
    /// Nothing.
    Empty,
    /// A text file as base64: what stands before the base64, and the text.
    TextFile {
        /// `data:text/csv;base64,`, or nothing.
        head: &'a str,
        /// The decoded text.
        text: String,
    },
    /// A text file that is not base64 of UTF-8.
    Foreign,
    /// Text as it stands: a data URL that is not base64.
    Plain,
    /// Content that cannot be read here.
    Opaque,
}

/// What `string` is, given the media type and the file name that stand beside it.
pub fn content<'a>(string: &'a str, media_type: Option<&str>, file_name: Option<&str>) -> Content<'a> {
    if string.trim().is_empty() {
        return Content::Empty;
    }
    let named_text = file_name.is_some_and(names_text);
    let Some(url) = string.strip_prefix("data:") else {
        let textual = media_type.map_or(named_text, is_text);
        return if textual { text_file("", string) } else { Content::Opaque };
    };
    let Some((head, data)) = url.split_once(',') else { return Content::Opaque };
    let mime = head.split(';').next().unwrap_or_default();
    let untyped = matches!(mime, "" | "application/octet-stream");
    if !(is_text(mime) || named_text && untyped) {
        return Content::Opaque;
    }
    if !head.ends_with(";base64") {
        return Content::Plain;
    }
    text_file(&string[..string.len() - data.len()], data)
}

fn text_file<'a>(head: &'a str, data: &str) -> Content<'a> {
    let compact: String = data.split_ascii_whitespace().collect();
    decode(&compact)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .map_or(Content::Foreign, |text| Content::TextFile { head, text })
}

/// Whether padded or not.
const UNPADDED: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, UNPADDED);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, UNPADDED);
/// A piece of something longer ends where it ends.
const PIECE: GeneralPurpose =
    GeneralPurpose::new(&alphabet::STANDARD, UNPADDED.with_decode_allow_trailing_bits(true));

/// Base64 in any of its usual forms (RFC 4648, sections 4 and 5, padded or not).
pub fn decode(data: &str) -> Option<Vec<u8>> {
    [STANDARD, URL_SAFE].into_iter().find_map(|engine| engine.decode(data).ok())
}

/// What characters of either alphabet mean that stand in the midst of others, whole bytes of them; nothing where any other
/// character stands among them.
pub fn decode_piece(data: &[u8]) -> Vec<u8> {
    // One character alone spells no byte.
    let whole = if data.len() % 4 == 1 { data.len() - 1 } else { data.len() };
    let standard = |character: &u8| match character {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    };
    let data: Vec<u8> = data[..whole].iter().map(standard).collect();
    PIECE.decode(data).unwrap_or_default()
}

/// Whether a media type (RFC 6838) is one of text.
fn is_text(mime: &str) -> bool {
    let mime = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    mime.starts_with("text/")
        || mime.ends_with("+json")
        || mime.ends_with("+xml") && mime != "image/svg+xml"
        || matches!(
            mime.strip_prefix("application/"),
            Some(
                "json"
                    | "csv"
                    | "xml"
                    | "yaml"
                    | "x-yaml"
                    | "toml"
                    | "sql"
                    | "x-ndjson"
                    | "jsonl"
                    | "x-sh"
                    | "javascript"
                    | "typescript"
            )
        )
}

fn names_text(file_name: &str) -> bool {
    let extension = file_name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(
        extension.as_str(),
        "txt"
            | "md"
            | "csv"
            | "tsv"
            | "json"
            | "jsonl"
            | "ndjson"
            | "xml"
            | "yaml"
            | "yml"
            | "toml"
            | "html"
            | "log"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_files_are_told_from_the_rest() {
        let text = |head| Content::TextFile { head, text: "a;b".into() };
        for (string, media_type, file_name, expected) in [
            ("data:text/csv;base64,YTti", None, None, text("data:text/csv;base64,")),
            (
                "data:application/json;charset=utf-8;base64,YTti",
                None,
                None,
                text("data:application/json;charset=utf-8;base64,"),
            ),
            ("YTti", Some("text/plain"), None, text("")),
            ("YTti", None, Some("a.csv"), text("")),
            ("data:;base64,YTti", None, Some("a.csv"), text("data:;base64,")),
            ("data:text/plain,hello%20x", None, None, Content::Plain),
            ("YTti", Some("application/pdf"), Some("a.csv"), Content::Opaque),
            ("YTti", None, None, Content::Opaque),
            ("data:image/png;base64,YTti", None, None, Content::Opaque),
            ("data:text/plain;base64,/////w==", None, None, Content::Foreign),
            ("YQA=YQ", Some("text/csv"), None, Content::Foreign),
            ("https://example.com/a.png", None, None, Content::Opaque),
            ("", None, None, Content::Empty),
        ] {
            assert_eq!(content(string, media_type, file_name), expected, "{string}");
        }
    }
}
