//! When two spellings are one value: the folded form of a text, per kind of entity.
//!
//! Owns: the equivalences (case, umlauts, spacing, titles, the order and the genitive of a name). Never: decides which number a value gets; `mapping.rs` does.

use std::borrow::Cow;

use allonym_detectors::{Entity, escaped_apostrophes, without_genitive};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The form under which spellings of one value meet. Two texts of the same entity with equal folds get one number.
pub fn fold(entity: &Entity, text: &str) -> String {
    match entity {
        Entity::Person => person(&words(text)),
        Entity::Password | Entity::Secret | Entity::CryptoWallet => text.to_string(),
        Entity::Phone => digits(text),
        Entity::Iban
        | Entity::CreditCard
        | Entity::TaxId
        | Entity::SteuerId
        | Entity::Svnr
        | Entity::NationalId
        | Entity::Passport
        | Entity::BankAccount
        | Entity::HealthInsuranceId
        | Entity::Bic
        | Entity::MacAddress => alphanumeric(text),
        _ => loose(text),
    }
}

/// The fold of a person whose name has these words.
pub fn person(words: &[String]) -> String {
    words.join(" ")
}

/// The words of a person's name, folded, the first name first, without titles and forms of address.
pub fn words(text: &str) -> Vec<String> {
    let text = without_escapes(text);
    let mut written = written(&text);
    written.rotate_left(surnames_before(&text));
    if let Some(last) = written.last_mut() {
        *last = without_genitive(last);
    }
    let folded = written.into_iter().map(loose);
    folded.filter(|word| !word.is_empty() && !TITLES.contains(&word.as_str())).collect()
}

fn written(text: &str) -> Vec<&str> {
    let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '\u{300}'..='\u{36f}');
    let words = text.split(|c: char| !is_of_word(c)).map(|word| word.trim_matches('-'));
    words.filter(|word| !word.is_empty()).collect()
}

/// How many words of a surname stand before the first name: `Roe, Jane`, `ROE Jane`.
fn surnames_before(text: &str) -> usize {
    /// Letters of a word that is more than initials.
    const LONG: usize = 3;
    if let Some((last, first)) = text.split_once(',') {
        return if first.contains(',') { 0 } else { written(last).len() };
    }
    let is_loud = |word: &&str| word.chars().count() >= LONG && !word.contains(char::is_lowercase);
    let words = written(text);
    let loud = words.iter().take_while(|word| is_loud(word)).count();
    let are_others = loud < words.len() && words[loud..].iter().all(|word| word.contains(char::is_lowercase));
    if are_others { loud } else { 0 }
}

/// Every apostrophe as one character, however a program's quotes have it written: `O'\''Brien`, `O''Brien`, `O\'Brien`.
fn without_escapes(text: &str) -> Cow<'_, str> {
    let escaped = escaped_apostrophes(text);
    if escaped.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for place in escaped {
        out.push_str(&text[done..place.start]);
        out.push('\'');
        done = place.end;
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// Titles and forms of address that are no part of who somebody is.
const TITLES: &[&str] = &[
    "dr",
    "prof",
    "professor",
    "doctor",
    "herr",
    "herrn",
    "frau",
    "fraeulein",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "madam",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "mademoiselle",
    "sr",
    "sra",
    "srta",
    "senor",
    "senora",
    "sig",
    "signor",
    "signora",
    "dott",
    "dhr",
    "mevr",
    "mevrouw",
    "meneer",
    "med",
    "phd",
    "ing",
    "dipl",
];

/// Case folded, diacritics spelled out the way people do without them, runs of white space as one space.
fn loose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            plain(c, &mut out);
        }
    }
    out
}

fn plain(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for lower in c.to_lowercase() {
        match lower {
            'ä' | 'æ' => out.push_str("ae"),
            'ö' | 'ø' | 'œ' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'ł' => out.push('l'),
            'đ' => out.push('d'),
            'ı' => out.push('i'),
            // A combining mark after a plain letter (NFD): the umlaut is spelled out, the others fall away.
            '\u{308}' => out.push('e'),
            '\u{300}'..='\u{36f}' => {}
            // Of Latin letters with other marks the letter is left.
            'à'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
                out.extend([lower].into_iter().nfd().filter(|part| !is_combining_mark(*part)));
            }
            other => out.push(other),
        }
    }
}

fn digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    out.extend(text.chars().filter(|c| c.is_ascii_digit() || *c == '+' || (!c.is_ascii() && c.is_numeric())));
    out
}

fn alphanumeric(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_uppercase());
        } else if !c.is_ascii() && c.is_alphanumeric() {
            out.extend(c.to_uppercase());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_value_meet() {
        for (entity, a, b) in [
            (Entity::Person, "Anna Müller", "ANNA MUELLER"),
            (Entity::Person, "Sean O'Brien", r"Sean O'\''Brien"),
            (Entity::Person, "Sean O'Brien", "Sean O''Brien"),
            (Entity::Person, "Dr. Anna Müller", "anna  mu\u{308}ller"),
            (Entity::Person, "Müller, Dr. Anna", "Anna Müller"),
            (Entity::Person, "MÜLLER Anna", "Anna Müller"),
            (Entity::Person, "von der Heide, Marie-Luise", "Marie-Luise von der Heide"),
            (Entity::Person, "Anna Krügers", "Anna Krüger"),
            (Entity::Person, "Łukasz Żółć", "lukasz zolc"),
            (Entity::Person, "Renée Çelik", "Renee Celik"),
            (Entity::Email, "Anna@Example.com", "anna@example.com"),
            (Entity::Iban, "DE89 3704 0044 0532 0130 00", "de89370400440532013000"),
            (Entity::Phone, "+49 (30) 901820", "+4930901820"),
        ] {
            assert_eq!(fold(&entity, a), fold(&entity, b), "{a} {b}");
        }
    }

    #[test]
    fn other_names_do_not() {
        for (a, b) in [
            ("Martin Peter", "Peter Martin"),
            ("JD Vance", "Vance JD"),
            ("ANNA MÜLLER", "MÜLLER ANNA"),
            ("Anna Peters", "Anna Peter"),
        ] {
            assert_ne!(fold(&Entity::Person, a), fold(&Entity::Person, b), "{a} {b}");
        }
    }

    #[test]
    fn secrets_are_only_themselves() {
        assert_ne!(fold(&Entity::Password, "Hunter2"), fold(&Entity::Password, "hunter2"));
    }
}
