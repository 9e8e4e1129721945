//! People, what is known of them, and the spellings in which files and programs have it.
//!
//! Owns: both tables, and telling what of a person is left in a text. Never: a spelling that is out of scope
//! (`SECURITY.md`: one letter at a time, hyphens at line ends, strings that a program joins).

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization as _;

pub(super) struct Person {
    pub(super) greeting: &'static str,
    pub(super) name: &'static str,
    email: &'static str,
    iban: &'static str,
    /// Of each value what stands nowhere else, in lower case and ASCII.
    marks: [&'static str; 3],
}

pub(super) const PEOPLE: [Person; 4] = [
    Person {
        greeting: "Hello",
        name: "Annabeth Müllerton",
        email: "a.quillfeather@mail.example",
        iban: "DE89 3704 0044 0532 0130 00",
        marks: ["llerton", "quillfeather", "0044"],
    },
    Person {
        greeting: "Good morning",
        name: "Sean O'Brackley",
        email: "brack_77@corp.example",
        iban: "GB82 WEST 1234 5698 7654 32",
        marks: ["brackley", "brack_77", "5698"],
    },
    Person {
        greeting: "Hi",
        name: "José Ñandúez Roe",
        email: "jose+news@sub.mail.example",
        iban: "FR14 2004 1010 0505 0001 3M02 606",
        marks: ["ez roe", "news@", "1010"],
    },
    Person {
        greeting: "Dear all",
        name: "Lena-Marie Weißkopfova",
        email: "LMW@Kanzlei.example",
        iban: "NL91 ABNA 0417 1643 00",
        marks: ["kopfova", "lmw@", "1643"],
    },
];

impl Person {
    pub(super) fn values(&self) -> impl Iterator<Item = &'static str> {
        [self.name, self.email, self.iban].into_iter()
    }

    pub(super) fn rest(&self) -> String {
        format!("mail {}, IBAN {}", self.email, self.iban)
    }

    /// What of this person stands in `text` as it reads.
    pub(super) fn left_in(&self, text: &str) -> Option<&'static str> {
        let text = text.to_lowercase();
        self.marks.into_iter().find(|mark| text.contains(mark))
    }
}

pub(super) struct Spelling {
    fits: fn(&str) -> bool,
    of: fn(&str) -> String,
}

impl Spelling {
    pub(super) fn fits(&self, value: &str) -> bool {
        (self.fits)(value)
    }

    pub(super) fn of(&self, value: &str) -> String {
        (self.of)(value)
    }
}

const fn any(of: fn(&str) -> String) -> Spelling {
    Spelling { fits: |_| true, of }
}

/// For values of several words.
const fn words(of: fn(&str) -> String) -> Spelling {
    Spelling { fits: |value| value.contains(' '), of }
}

pub(super) const SPELLINGS: &[Spelling] = &[
    any(str::to_uppercase),
    any(str::to_lowercase),
    any(|value| value.nfd().collect()),
    any(percent),
    any(|value| percent(&percent(value))),
    any(|value| {
        format!("https://x.example/?next={}", percent(&format!("https://y.example/?q={}", percent(value))))
    }),
    any(|value| value.replace('ü', "&uuml;").replace('@', "&#64;").replace('-', "&#x2d;")),
    any(|value| format!("<td>{value}</td>")),
    any(|value| format!("b\"{}\"", escaped(value, |byte| format!("\\x{byte:02x}")))),
    any(|value| format!("\"{}\"", escaped(value, |byte| format!("\\{byte:03o}")))),
    any(|value| format!("{{\"v\": \"Dear all,\\n{value}\\nBye\"}}\n{{}}")),
    any(|value| format!("'{}'", value.replace('\'', "\u{2019}"))),
    any(|value| format!("echo '{}'", value.replace('\'', r"'\''"))),
    any(|value| format!("<td title='{0}'>{0}</td>", value.replace('\'', "&#39;"))),
    any(|value| format!("INSERT INTO t VALUES ('{}')", value.replace('\'', "''"))),
    any(|value| format!("1,\"he said \"\"{value}\"\"\",2")),
    any(|value| format!("-x\n+{value}\n x")),
    any(|value| format!("`{value}` **{value}** _{value}_")),
    any(|value| BASE64_STANDARD.encode(format!("it was written to {value} last week"))),
    any(|value| value.bytes().map(|byte| format!("{byte:02x}")).collect()),
    words(|value| value.replace(' ', "\n")),
    words(|value| value.replace(' ', "\r\n> ")),
    words(|value| format!("+{}", value.replace(' ', "\n+"))),
    words(|value| value.replace(' ', "\\ ")),
    words(|value| value.replace(' ', "-")),
    words(|value| format!("/home/u/{}/x.pdf", value.replace(' ', "_"))),
    words(|value| format!("scan_{}_2.pdf", value.replace(' ', "_"))),
    words(|value| format!("?q={}&x=1", value.replace(' ', "+").replace('\'', "%27"))),
    words(|value| value.replace(' ', "<br>")),
    words(|value| value.replace(' ', "&nbsp;")),
];

/// All but what RFC 3986, section 2.3, leaves alone.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn percent(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}

/// Every byte that is no ASCII as `escape` writes it.
fn escaped(value: &str, escape: fn(u8) -> String) -> String {
    value
        .bytes()
        .map(|byte| if byte.is_ascii() { char::from(byte).to_string() } else { escape(byte) })
        .collect()
}
