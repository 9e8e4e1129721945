//! What lists say of a word: a set of classes, looked up by the word's hash, and for phrases of up to four words.
//!
//! Owns: the classes, the keys, the look-up over a text. The lists themselves, with origin and licence, lie beside the
//! training program, which makes the table. A list never decides; its classes are features among others.

use crate::dictionary::Dictionary;
use crate::hash;
use crate::table::Table;
use crate::words::Word;

/// Bytes of a row's value: the classes.
pub const WIDTH: usize = 4;

/// The longest phrase, in words and signs.
pub const LONGEST: usize = 4;

/// A set of classes.
pub type Classes = u32;

/// The classes' bits.
pub mod class {
    use super::Classes;

    /// A first name in the languages we know best.
    pub const FIRST: Classes = 1;
    /// A first name elsewhere.
    pub const FIRST_RARE: Classes = 1 << 1;
    /// A surname, frequent or of our languages.
    pub const LAST: Classes = 1 << 2;
    /// Any other surname.
    pub const LAST_RARE: Classes = 1 << 3;
    /// A city of more than 300,000.
    pub const CITY_LARGE: Classes = 1 << 4;
    /// A city of more than 50,000.
    pub const CITY_MIDDLE: Classes = 1 << 5;
    /// A town of more than 5,000.
    pub const CITY_SMALL: Classes = 1 << 6;
    /// A country.
    pub const COUNTRY: Classes = 1 << 7;
    /// A federal state, province or county.
    pub const REGION: Classes = 1 << 8;
    /// A well-known company.
    pub const COMPANY: Classes = 1 << 9;
    /// A word of ordinary language.
    pub const COMMON: Classes = 1 << 10;
    /// A product, language, library or another public name.
    pub const PUBLIC: Classes = 1 << 11;
    /// A title or form of address: Herr, Dr, Mme.
    pub const TITLE: Classes = 1 << 12;
    /// GmbH, Ltd, SARL.
    pub const LEGAL_FORM: Classes = 1 << 13;
    /// What organizations are called: bank, klinik, university.
    pub const ORG_WORD: Classes = 1 << 14;
    /// What streets are called: straße, road, rue.
    pub const STREET_WORD: Classes = 1 << 15;
    /// Months, weekdays, holidays, nationalities, languages.
    pub const CALENDAR: Classes = 1 << 16;
    /// Who somebody is: colleague, manager, Mutter.
    pub const ROLE: Classes = 1 << 17;
    /// Small words inside names: von, van, de la.
    pub const PARTICLE: Classes = 1 << 18;
    /// Labels and keys of persons: name, vorname, customer.
    pub const FIELD_PERSON: Classes = 1 << 19;
    /// Labels and keys of places: city, ort, adresse.
    pub const FIELD_PLACE: Classes = 1 << 20;
    /// Labels and keys of organizations: company, firma, employer.
    pub const FIELD_ORG: Classes = 1 << 21;
    /// Words after which an organization often stands: at, bei, chez.
    pub const ORG_CUE: Classes = 1 << 22;
    /// Words after which a place often stands: in, nach, à.
    pub const PLACE_CUE: Classes = 1 << 23;
    /// Greetings and closings.
    pub const GREETING: Classes = 1 << 24;
    /// Some listed phrase begins with this word.
    pub const BEGINS_PHRASE: Classes = 1 << 30;
    /// The classes come from a phrase, not from the word alone.
    pub const IN_PHRASE: Classes = 1 << 31;
    /// Those of persons.
    pub const PERSONS: Classes = FIRST | FIRST_RARE | LAST | LAST_RARE;
    /// Those of places.
    pub const PLACES: Classes = CITY_LARGE | CITY_MIDDLE | CITY_SMALL | COUNTRY | REGION;
}

/// The lists.
#[derive(Debug, Clone, Copy)]
pub struct Lexicon<'b> {
    table: Table<'b, WIDTH>,
    dictionary: Dictionary<'b>,
}

impl<'b> Lexicon<'b> {
    /// Reads the table and the dictionary that the training program made.
    #[must_use]
    pub fn new(names: &'b [u8], words: &'b [u8]) -> Option<Self> {
        Some(Self { table: Table::new(names)?, dictionary: Dictionary::new(words)? })
    }

    /// The classes of a single word or phrase by its key.
    #[expect(clippy::cast_possible_truncation, reason = "a row has four bytes")]
    #[must_use]
    pub fn get(&self, key: u64) -> Classes {
        self.table.get(key) as Classes
    }

    /// The classes of every word, with those of the phrases it is part of.
    pub fn classify(&self, words: &[Word], classes: &mut Vec<Classes>) {
        classes.clear();
        classes.extend(words.iter().map(|word| if word.is_word() { self.get(word.hash) } else { 0 }));
        for at in 0..words.len() {
            if classes[at] & class::BEGINS_PHRASE != 0
                && !matches!(words[at].shape, crate::words::Shape::Lower)
            {
                self.phrase(words, at, classes);
            }
        }
    }

    /// Whether a dictionary of some language holds the word with this hash.
    #[must_use]
    pub fn in_dictionary(&self, word: u64) -> bool {
        self.dictionary.holds(word)
    }

    /// The longest listed phrase that begins at `at`.
    fn phrase(&self, words: &[Word], at: usize, classes: &mut [Classes]) {
        let mut key = begin_phrase(words[at].hash);
        let mut longest = None;
        for length in 2..=LONGEST.min(words.len() - at) {
            key = hash::pair(key, words[at + length - 1].hash);
            let found = self.get(key);
            if found != 0 {
                longest = Some((length, found));
            }
        }
        if let Some((length, found)) = longest {
            for classes in &mut classes[at..at + length] {
                *classes |= found | class::IN_PHRASE;
            }
        }
    }
}

/// The key of a phrase of one word, to be continued with [`hash::pair`] by the hash of each further word or sign.
#[must_use]
pub fn begin_phrase(word: u64) -> u64 {
    hash::pair(0x70_68_72_61_73_65, word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{dictionary, table, words};

    #[test]
    fn words_have_their_classes_and_phrases_give_theirs_to_each_word() {
        let mut cut = Vec::new();
        words::cut("in Bad Homburg and bad Homburg", &mut cut);
        let phrase = hash::pair(begin_phrase(cut[1].hash), cut[2].hash);
        let rows =
            [(cut[1].hash, class::BEGINS_PHRASE), (phrase, class::CITY_MIDDLE), (cut[2].hash, class::LAST)];
        let rows = rows.map(|(key, classes)| (key, classes.to_le_bytes()));
        let (bytes, _) = table::build(rows.iter().map(|(key, value)| (*key, value)), 8);
        let mut classes = Vec::new();
        Lexicon::new(&bytes, &dictionary::build(&[])).expect("a table").classify(&cut, &mut classes);
        let place = class::CITY_MIDDLE | class::IN_PHRASE;
        assert_eq!(classes[1..3], [class::BEGINS_PHRASE | place, class::LAST | place]);
        assert_eq!(classes[4..], [class::BEGINS_PHRASE, class::LAST], "no phrase begins in lower case");
    }
}
