//! What the spelling of a tagged name says against it, or against its first words.
//!
//! Owns: titles before a name, codes, the alphabet. Never: knows where in a text the name stands; see `tagger.rs`.

use allonym_tagger::lexicon::class;

use crate::check::Check;

/// Forms of address in the tagger's languages, lower case and without their period. They are no part of a name.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "mx",
    "miss",
    "mister",
    "dr",
    "prof",
    "professor",
    "sir",
    "herr",
    "herrn",
    "frau",
    "fräulein",
    "monsieur",
    "madame",
    "mademoiselle",
    "mme",
    "mlle",
    "señor",
    "señora",
    "señorita",
    "sr",
    "sra",
    "srta",
    "signor",
    "signora",
    "signorina",
    "sig",
    "dott",
    "dottor",
    "dottoressa",
    "meneer",
    "mevrouw",
    "dhr",
    "mevr",
    "senhor",
    "senhora",
];

/// The name without the titles that it begins with; all of it when nothing else would be left.
pub(super) fn without_titles(written: &str) -> &str {
    let mut name = written;
    while let Some((first, rest)) = name.split_once(' ') {
        let rest = rest.trim_start();
        if !has(TITLES, first.trim_end_matches('.')) || !super::has_letters(2, rest) {
            break;
        }
        name = rest;
    }
    name
}

/// The name without the end of the word before it: of `it's Jane` the tagger may take `'s Jane`.
pub(super) fn without_verb(written: &str) -> &str {
    ["'s ", "'m ", "'re "].iter().find_map(|end| written.strip_prefix(end)).unwrap_or(written)
}

/// What Italian and French join to the next word by an apostrophe, in lower case.
const ELIDED: &[&str] =
    &["all", "coll", "dall", "dell", "jusqu", "lorsqu", "nell", "puisqu", "quell", "quoiqu", "sull"];

/// The name without what is a piece of the word behind it: `nell` of `nell'archivio`. `after` is the text from its end on.
pub(super) fn without_elided<'t>(written: &'t str, after: &str) -> &'t str {
    let bare = written.trim_end_matches(APOSTROPHES);
    let joined = if bare.len() < written.len() { Some(after) } else { after.strip_prefix(APOSTROPHES) };
    let first = bare.rfind(' ').map_or(0, |space| space + 1);
    match joined.is_some_and(|after| after.starts_with(char::is_alphabetic)) && has(ELIDED, &bare[first..]) {
        true => bare[..first].trim_end(),
        false => written,
    }
}

const APOSTROPHES: [char; 2] = ['\'', '’'];

/// What clinics, offices and the protocols of mail shorten, and what forms and tickets say of their state, in this very case.
#[rustfmt::skip]
const ABBREVIATIONS: &[&str] = &[
    "ACS", "AFib", "ASS", "Agt", "Az", "BMI", "BZ", "CAP", "CKD", "COPD", "CRP", "DM2", "DT2", "EKG", "ESMTP", "ESMTPA",
    "ESMTPS", "ESMTPSA", "Erstvorst", "HTA", "HTN", "Handy", "Hosp", "IBU", "In Progress", "In Review", "KHK", "Kennz", "Kto",
    "LMTP", "LMTPS", "MRN", "Mandatsref", "Mdt", "NHC", "NHS", "NOK", "NSTEMI", "N° Sécu", "PTSD", "STEMI", "SV-Ausweis",
    "SVNR", "SVNr", "Schriftf", "T1DM", "T2DM", "TIA", "Tessera", "Thurs", "To Do", "UTI", "Verw", "Vorg", "X-Mailer", "Zeich",
    "Überw",
];

/// Whether it is nothing but such an abbreviation.
pub(super) fn is_abbreviation(written: &str) -> bool {
    ABBREVIATIONS.contains(&written.trim_end_matches('.'))
}

/// Whether it is a number with letters around it, as plates, documents and orders have: `KJA 456 XY`, `CLM-20394857`.
pub(super) fn is_code(written: &str) -> bool {
    let count = |is: fn(char) -> bool| written.chars().filter(|&c| is(c)).count();
    let (digits, letters) = (count(|c| c.is_ascii_digit()), count(char::is_alphabetic));
    let capitals = !written.contains(char::is_lowercase) && !super::has_letters(4, written);
    let long = |word: &str| word.bytes().filter(u8::is_ascii_digit).count() >= 9;
    let kinds =
        || written.contains(' ') && !written.contains(char::is_uppercase) && written.split(' ').any(is_kind);
    kinds()
        || is_cipher(written)
        || is_size_and_month(written)
        || written.split_whitespace().all(is_hash)
        || digits >= 3 && capitals
        || digits >= 5 && digits > 2 * letters
        || written.split_whitespace().any(long)
}

/// `ARIA-128-CBC`, `DES-EDE`: capitals that hyphens join, with a mode of ciphers or with a part of digits among them.
fn is_cipher(written: &str) -> bool {
    const MODES: [&str; 14] = [
        "CBC", "CCM", "CFB", "CFB1", "CFB8", "CTR", "ECB", "EDE", "EDE3", "GCM", "HMAC", "OFB", "SHA", "XTS",
    ];
    let part = |part: &str| MODES.contains(&part) || part.bytes().all(|byte| byte.is_ascii_digit());
    written.contains('-')
        && written.bytes().all(|byte| byte == b'-' || byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && written.split('-').any(part)
}

/// `35592 Mar`: what a list of files says of one, and no postal code with a town.
fn is_size_and_month(written: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let parts = written.split_once(' ');
    parts.is_some_and(|(size, month)| {
        size.bytes().all(|b| b.is_ascii_digit()) && MONTHS.contains(&month.trim())
    })
}

/// `91cd2aa`: the beginning of a commit's hash, or all of it.
fn is_hash(word: &str) -> bool {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let changes = word.as_bytes().windows(2).filter(|two| two[0].is_ascii_digit() != two[1].is_ascii_digit());
    word.len() >= 6 && word.bytes().all(hex) && changes.count() > 1
}

/// `arm64`, `s390x`: letters, then digits. A house number (`22b`) begins with its digits.
fn is_kind(word: &str) -> bool {
    word.starts_with(char::is_alphabetic)
        && word.chars().filter(|c| c.is_alphabetic()).count() > 1
        && word.contains(|c: char| c.is_ascii_digit())
}

/// Words of program text that open what the tagger may take for a name, in this very case.
#[rustfmt::skip]
const PROGRAM: &[&str] = &[
    "args", "Array", "async", "await", "cls", "const", "def", "dst", "elif", "else", "enum", "except", "False", "fn", "func", "if",
    "impl", "import", "int", "isinstance", "kwargs", "lambda", "len", "let", "mut", "None", "null", "obj", "print", "pub",
    "raise", "return", "self", "src", "str", "struct", "True", "undefined", "var", "void", "yield",
];

/// What licences and manuals set in capitals or as headings, in lower case and without an article before it.
#[rustfmt::skip]
const BOILERPLATE: &[&str] = &[
    "acceptance", "c library", "contributor", "contributors", "copyright holder", "copyright holders", "derivative works",
    "example", "examples", "fitness", "holders", "free software foundation", "free software foundation, inc.", "general public license",
    "licensor", "merchantability", "noninfringement", "patent", "patents", "software", "warranties", "warranty", "work",
];

/// Whether it is a word of licences, which stand in most files of source code: `THE SOFTWARE`.
pub(super) fn is_boilerplate(written: &str) -> bool {
    let without = |article: &&str| {
        let (first, rest) = written.split_at_checked(article.len())?;
        first.eq_ignore_ascii_case(article).then_some(rest)
    };
    let bare = ["the ", "this "].iter().find_map(without).unwrap_or(written);
    has(BOILERPLATE, bare) || bare.contains(',') && bare.split(", ").all(|part| has(BOILERPLATE, part))
}

/// Words that open or close a message, in lower case. Those that are first names too (`Cara`, `Dag`, `Lieve`) are not among them.
#[rustfmt::skip]
const SALUTATIONS: &[&str] = &[
    "bonjour", "bonsoir", "buonasera", "buongiorno", "cheers", "ciao", "danke", "dear", "gracias", "grazie", "hallo", "hello", "hey", "hi",
    "hoi", "hola", "merci", "moin", "obrigado", "olá", "regards", "salut", "saludos", "saluti", "servus", "sincerely", "thanks",
];

/// Whether it is nothing but a salutation: of `Hi, I'm Jane` the first word.
pub(super) fn is_salutation(written: &str) -> bool {
    has(SALUTATIONS, written)
}

/// `Short-circuiting`, `S-expression`, but not `Bar-le-Duc`: joined by one hyphen, and one half an ordinary word in small letters that is nobody's name.
pub(super) fn is_half_ordinary(written: &str) -> bool {
    let Some((first, second)) = written.split_once('-') else { return false };
    let small =
        second.starts_with(char::is_lowercase) && !second.contains(|c: char| c == '-' || c.is_whitespace());
    let is = |half: &str, of: u32| super::listed(half) & of != 0;
    small && !is(second, class::PERSONS) && (is(second, class::COMMON) || is(first, class::COMMON))
}

/// `Ungültiger Befehl`: an inflected adjective of a dictionary and a noun, neither of which lists have for a person's name.
pub(super) fn is_described(written: &str) -> bool {
    const INFLECTED: [&str; 4] = ["er", "es", "en", "e"];
    let Some((first, second)) = written.split_once(' ') else { return false };
    let is_persons = |word: &str| super::listed(word) & class::PERSONS != 0;
    let is_word = |word: &str| super::in_dictionary(word) && !is_persons(word);
    INFLECTED.iter().any(|end| first.ends_with(end)) && is_word(first) && is_word(second)
}

/// The letters of chessmen, English and German.
const PIECES: [char; 9] = ['K', 'Q', 'R', 'B', 'N', 'D', 'T', 'L', 'S'];

/// `Nf3 Nc6`: moves of chess, with a number or without.
pub(super) fn is_chess(written: &str) -> bool {
    let mut words = written.split([' ', '.']).filter(|word| !word.is_empty());
    let is_number = |word: &str| word.len() < 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    written.contains(PIECES) && words.all(|word| is_number(word) || is_move(word))
}

/// Whether it is a piece's letter, if any, and the square that it goes to: `Nf3`, `exd5`, `Rfd1+`.
fn is_move(word: &str) -> bool {
    let word = word.trim_end_matches(['+', '#', '!', '?']);
    let from_to = word.strip_prefix(PIECES).unwrap_or(word).as_bytes();
    let Some((from, [file, rank])) = from_to.split_last_chunk() else { return false };
    let is_square = |byte: &u8| matches!(byte, b'a'..=b'h' | b'1'..=b'8');
    matches!((file, rank), (b'a'..=b'h', b'1'..=b'8'))
        && from.len() < 4
        && from.iter().all(|byte| is_square(byte) || *byte == b'x')
}

/// Whether it is nothing but a legal form: `Inc.`
pub(super) fn is_legal_form(written: &str) -> bool {
    let bare = written.trim_end_matches('.');
    super::listed(bare) & class::LEGAL_FORM != 0
}

/// Whether it is nothing but titles: of `Mr Tull` the first word, where the tagger takes it for a name of its own.
pub(super) fn is_title(written: &str) -> bool {
    written.split_whitespace().all(|word| has(TITLES, word.trim_end_matches('.')))
}

/// Assistants that nobody is called like, in lower case.
const ASSISTANTS: &[&str] =
    &["chatgpt", "copilot", "cortana", "deepseek", "gemini", "gpt", "grok", "perplexity", "siri"];

/// Whether an assistant is spoken to: `Hey Claude`, `Hi ChatGPT`. `before` is the text up to it.
pub(super) fn is_assistant(before: &str, written: &str) -> bool {
    let word = || before.trim_end().rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let spoken_to = |word: &str| is_salutation(word) || word.eq_ignore_ascii_case("ok");
    has(ASSISTANTS, written) || written.eq_ignore_ascii_case("claude") && spoken_to(word())
}

/// Whether a list in lower case has what is written in any case.
fn has(list: &[&str], written: &str) -> bool {
    match written.is_ascii() {
        true => list.iter().any(|word| word.eq_ignore_ascii_case(written)),
        false => list.contains(&written.to_lowercase().as_str()),
    }
}

/// Whether it begins with a keyword or another word that programs are full of.
pub(super) fn is_program(written: &str) -> bool {
    written.split_whitespace().next().is_some_and(|first| PROGRAM.contains(&first))
}

/// Whether each word goes through the alphabet, as fillers do: `ABCD ABCDEFG`.
pub(super) fn is_alphabet(written: &str) -> bool {
    written.split_whitespace().all(|word| !Check::NotCounting.passes(word))
}

/// `AtomicWaker`, `iPhone`: one word with small letters before a capital, but `McRoe` and `DiNardo` are names.
pub(super) fn is_camel(name: &str) -> bool {
    const PREFIXES: [&str; 12] =
        ["Mc", "Mac", "De", "Di", "Da", "La", "Le", "Fitz", "Van", "Von", "Al", "El"];
    let rest = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
    !name.contains(' ') && humps(rest) > 0
}

/// `fieldConfig`, `RequestTooLarge`: an identifier, as no company is called; `PostNL` and `iMedix` may be.
pub(super) fn is_humped(name: &str) -> bool {
    let small = name.chars().take_while(|c| c.is_lowercase()).count();
    humps(name) > 1 || small > 1 && humps(name) == 1
}

/// `GroupIdentifier`, `PodList`: a word in two halves, of which the second is what programs declare; no company is called so.
pub(super) fn is_declared(name: &str) -> bool {
    #[rustfmt::skip]
    const DECLARED: [&str; 21] = [
        "Arn", "Config", "Error", "Event", "Exception", "Factory", "Handler", "Id", "Identifier", "Index", "Key", "List", "Map", "Name", "Options", "Params", "Ref",
        "Request", "Response", "Spec", "Type",
    ];
    humps(name) == 1 && DECLARED.iter().any(|half| name.ends_with(half))
}

/// How often a capital follows a small letter.
fn humps(name: &str) -> usize {
    let pairs = name.chars().zip(name.chars().skip(1));
    pairs.filter(|(first, second)| first.is_lowercase() && second.is_uppercase()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clinics_shorten_is_no_name_and_a_verb_before_it_is_none_of_it() {
        assert!(
            is_abbreviation("ESMTPS")
                && is_abbreviation("NSTEMI")
                && is_abbreviation("HTA.")
                && is_abbreviation("In Progress")
                && !is_abbreviation("Ass")
        );
        assert_eq!(without_verb("'s Jane Roe"), "Jane Roe");
        assert_eq!(without_verb("'t Hooft"), "'t Hooft");
    }

    #[test]
    fn a_preposition_joined_to_the_next_word_is_no_piece_of_a_name() {
        assert_eq!(without_elided("nell", "'archivio"), "");
        assert_eq!(without_elided("Anna Dell’", "università"), "Anna");
        assert_eq!(without_elided("Nell", " 'called"), "Nell");
        assert_eq!(without_elided("Nell'", " is late"), "Nell'");
        assert_eq!(without_elided("O", "'Brien"), "O");
    }

    #[test]
    fn described_nouns_and_moves_of_chess_are_no_names() {
        assert!(is_described("Ungültiger Befehl") && is_described("Leere Zeile"));
        assert!(
            !is_described("Ungültiger Schmidt") && !is_described("Helene Zeile") && !is_described("Befehl")
        );
        for moves in ["Nf3 Nc6", "Bb5 a6", "Qe2 Nd7 13", "Rfd1 exd5", "12. Lxe5+ Td8"] {
            assert!(is_chess(moves), "{moves}");
        }
        for other in ["Ba9", "N1 3AB", "a6", "Bad Ems", "SW1 4ab", "B e4x"] {
            assert!(!is_chess(other), "{other}");
        }
    }

    #[test]
    fn a_salutation_alone_is_no_name() {
        assert!(is_salutation("Hi") && is_salutation("HALLO") && is_salutation("Olá"));
        assert!(!is_salutation("Hi Roe") && !is_salutation("Cara"));
    }

    #[test]
    fn who_is_spoken_to_may_be_an_assistant() {
        assert!(
            is_assistant("Hey ", "Claude") && is_assistant("hallo ", "claude") && is_assistant("", "ChatGPT")
        );
        assert!(
            !is_assistant("Ask ", "Claude")
                && !is_assistant("Hey ", "Claude Roe")
                && !is_assistant("Hi ", "Anna")
        );
    }

    #[test]
    fn titles_alone_are_no_names() {
        assert!(is_title("Mr") && is_title("Sr.") && is_title("Herr Dr."));
        assert!(!is_title("Dr. Roe") && !is_title("Mark"));
    }

    #[test]
    fn titles_go_and_names_stay() {
        for (written, name) in [
            ("Mr. May", "May"),
            ("Herr Dr. Thomas Schneider", "Thomas Schneider"),
            ("Mme Claire Dubois", "Claire Dubois"),
            ("Frau", "Frau"),
            ("Mr. T", "Mr. T"),
            ("Drew Roe", "Drew Roe"),
        ] {
            assert_eq!(without_titles(written), name);
        }
    }

    #[test]
    fn identifiers_are_told_from_companies_and_surnames() {
        assert!(["GroupIdentifier", "PodList"].iter().all(|name| is_declared(name)));
        assert!(!["PostNL", "MediaMarkt", "Key", "List"].iter().any(|name| is_declared(name)));
        assert!(
            ["fieldConfig", "RequestTooLarge", "allOf"].iter().all(|name| is_camel(name) && is_humped(name))
        );
        assert!(["PostNL", "iMedix"].iter().all(|name| is_camel(name) && !is_humped(name)));
        assert!(["McRoe", "DiNardo", "Jean-Luc", "Anna McRoe"].iter().all(|name| !is_camel(name)));
    }

    #[test]
    fn codes_and_alphabets_are_told_from_names() {
        for code in ["KJA 456 XY", "CLM-20394857", "AA1234567", "No. 1347233644", "Parcel 1Z999AA10123456784"]
        {
            assert!(is_code(code), "{code}");
        }
        assert!(is_code("ARIA-128-CBC") && is_code("DES-EDE") && is_code("35592 Mar"));
        assert!(!is_code("ANNA-LENA") && !is_code("35592 Marl") && !is_code("Roe-CBC"));
        assert!(is_code("91cd2aa 0f7be31") && !is_code("facade decade") && !is_code("ada1815"));
        assert!(is_code("arm64 and s390x") && !is_code("anstey road 22b") && !is_code("rita92"));
        for name in ["FC SCHALKE 04", "SV 1860 München", "O2", "Barbara Sanders", "HANNOVER 96"] {
            assert!(!is_code(name), "{name}");
        }
        assert!(is_program("elif isinstance") && is_program("True") && !is_program("Elif Demir"));
        assert!(is_boilerplate("THE SOFTWARE") && is_boilerplate("C Library"));
        assert!(!is_boilerplate("Software AG") && !is_boilerplate("Thea Patent"));
        assert!(is_alphabet("ABCD ABCDEFG") && !is_alphabet("Abel Abcdef") && !is_alphabet("Hi"));
    }
}
