//! The gate: whether a window is worth the network's time.
//!
//! Owns: a look at a window that costs a thousandth of reading it. Prose passes as soon as one word could be a name; source
//! code passes only with two capitalised words in a row or a word that announces a person; encoded data never does.
//! Never: knows what stands around the window, so that its answer may be kept with it.

use allonym_detectors::Mode;

/// Whether the mode has this window read.
pub(super) fn is_worth(window: &str, mode: Mode) -> bool {
    match mode {
        Mode::Fast => false,
        Mode::Full => !is_encoded(window),
        Mode::Balanced => !is_encoded(window) && Look::at(window).is_promising(),
    }
}

/// Words that announce a person or a place wherever they stand.
const CUES: &[&str] = &[
    "auteur",
    "author",
    "authored",
    "autor",
    "autore",
    "bezoeker",
    "born",
    "cliente",
    "contact",
    "copyright",
    "customer",
    "employee",
    "firstname",
    "geboren",
    "heisse",
    "heiße",
    "kontakt",
    "kunde",
    "kundin",
    "lastname",
    "llamo",
    "m'appelle",
    "maintainer",
    "mitarbeiter",
    "nachname",
    "nacido",
    "patient",
    "patiente",
    "patientin",
    "paziente",
    "reviewed",
    "reviewer",
    "signed",
    "surname",
    "vorname",
];

/// Words that do so in prose, in which they cost less than they bring.
const PROSE_CUES: &[&str] = &[
    "address",
    "adres",
    "adresse",
    "am",
    "beste",
    "bin",
    "bonjour",
    "by",
    "calle",
    "cara",
    "caro",
    "cher",
    "chiamo",
    "city",
    "dear",
    "dr",
    "estimado",
    "frau",
    "from",
    "gruss",
    "gruß",
    "grüße",
    "habite",
    "hallo",
    "heet",
    "hello",
    "herr",
    "herrn",
    "hey",
    "hi",
    "hola",
    "i'm",
    "im",
    "indirizzo",
    "lebt",
    "liebe",
    "lieber",
    "live",
    "lives",
    "meet",
    "met",
    "mevrouw",
    "mit",
    "mme",
    "mr",
    "mrs",
    "ms",
    "name",
    "named",
    "nom",
    "nombre",
    "nome",
    "prof",
    "querido",
    "regards",
    "rue",
    "saludos",
    "signor",
    "signora",
    "sr",
    "sra",
    "straat",
    "strasse",
    "straße",
    "street",
    "tell",
    "thanks",
    "van",
    "via",
    "von",
    "with",
    "wohne",
    "wohnt",
    "woon",
];

/// What one pass over a window sees.
#[derive(Default)]
struct Look {
    signs: usize,
    visible: usize,
    titled: bool,
    pair: bool,
    cue: bool,
    prose_cue: bool,
}

impl Look {
    fn at(window: &str) -> Self {
        let mut look = Self::default();
        for byte in window.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
            look.visible += 1;
            look.signs += usize::from(matches!(
                byte,
                b'{' | b'}'
                    | b'('
                    | b')'
                    | b'['
                    | b']'
                    | b'<'
                    | b'>'
                    | b'='
                    | b';'
                    | b'_'
                    | b'\\'
                    | b'&'
                    | b'*'
                    | b'$'
            ));
        }
        let (mut before_end, mut before) = (0, false);
        for word in words(window) {
            let start = word.as_ptr() as usize - window.as_ptr() as usize;
            let titled = is_titled(word);
            let gap = &window[before_end..start];
            look.titled |= titled;
            look.pair |= titled && before && matches!(gap, " " | ". " | ", " | "-" | "\t" | ";" | "\u{a0}");
            look.cues(word);
            (before_end, before) = (start + word.len(), titled);
        }
        look
    }

    fn cues(&mut self, word: &str) {
        if self.cue || word.len() > 12 {
            return;
        }
        let lower = word.to_lowercase();
        self.cue |= CUES.binary_search(&&*lower).is_ok();
        self.prose_cue |= PROSE_CUES.binary_search(&&*lower).is_ok();
    }

    fn is_promising(&self) -> bool {
        // One visible byte in ten is a sign of programming: 3 % in prose and tables, over 15 % in code.
        let code = self.signs * 10 > self.visible;
        self.cue || self.pair || (!code && (self.titled || self.prose_cue))
    }
}

/// Runs of letters, digits, underscores and apostrophes.
fn words(window: &str) -> impl Iterator<Item = &str> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '\'' | '’');
    window.split(move |c| !inside(c)).filter(|word| !word.is_empty())
}

/// `Anna`, `MÜLLER`, `McRoe`, but not `getName`, `HTTP_OK`, `x1`.
fn is_titled(word: &str) -> bool {
    let mut letters = word.chars();
    let begins = letters.next().is_some_and(char::is_uppercase);
    begins && word.chars().nth(1).is_some() && letters.all(|c| c.is_alphabetic() || matches!(c, '\'' | '’'))
}

/// Whether nearly all of it is base64, hexadecimal or another run without words.
fn is_encoded(window: &str) -> bool {
    const RUN: usize = 60;
    let in_runs: usize = window
        .split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/' | '=' | '-' | '_'))
        .map(str::len)
        .filter(|length| *length >= RUN)
        .sum();
    in_runs * 10 >= window.trim().len() * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn balanced(window: &str) -> bool {
        is_worth(window, Mode::Balanced)
    }

    #[test]
    fn the_lists_are_sorted_for_the_search() {
        for list in [CUES, PROSE_CUES] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn what_may_name_somebody_is_read() {
        for window in [
            "Anna will come tomorrow.",
            "could you tell jane doe that it is late",
            "hi, i'm paul",
            "ANNA MÜLLER",
            "Müller;Anna;Köln",
            "{\"customer\": \"müller\"}",
            "fn main() { // Written by Jane Roe\n  call(a_b, &c[0]); }",
            "/* author: jroe */ int x = f(a)[0];",
        ] {
            assert!(balanced(window), "{window}");
        }
    }

    #[test]
    fn code_numbers_and_encoded_data_are_not() {
        for window in [
            "",
            "    let mut x = foo(bar, &baz[0]);\n    return Some(x);\n",
            "for (int i = 0; i < n; i++) { total += values[i] * 2; }",
            "1, 2, 3, 4\n5, 6, 7, 8",
            "make the tests pass and then push",
            &"QUJD".repeat(40),
        ] {
            assert!(!balanced(window), "{window}");
        }
        assert!(!is_worth(&"QUJD".repeat(40), Mode::Full) && is_worth("x", Mode::Full));
        assert!(!is_worth("Anna Müller", Mode::Fast));
    }
}
