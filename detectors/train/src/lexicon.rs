//! From lists to the lexicon's table: a set of classes per word and phrase.

use std::collections::HashMap;

use allonym_tagger::dictionary;
use allonym_tagger::hash;
use allonym_tagger::lexicon::{Classes, LONGEST, WIDTH, begin_phrase, class};
use allonym_tagger::table;
use allonym_tagger::words::{self, Word};

use crate::lists::{LANGUAGES, Lists};

/// Rows that a line of the table is meant to hold; it can hold eight. Of 200 rows, one finds its line full.
const ROWS_A_LINE: usize = 4;

/// What few words of a text are.
const RARE: Classes = class::FIRST_RARE | class::LAST_RARE | class::CITY_SMALL;

/// Classes by key.
#[derive(Debug, Default)]
pub(crate) struct Entries(HashMap<u64, Classes>);

impl Entries {
    /// Everything the lists hold.
    pub(crate) fn of(lists: &Lists) -> Self {
        let mut entries = Self::default();
        for language in LANGUAGES {
            entries.add_all(lists.list(&format!("first_{language}")), class::FIRST);
            entries.add_all(lists.list(&format!("last_{language}")), class::LAST);
            entries.add_all(lists.list(&format!("countries_{language}")), class::COUNTRY);
        }
        entries.add_all(lists.list("first_census"), class::FIRST);
        entries.add_all(lists.list("first_other"), class::FIRST_RARE);
        entries.add_all(lists.list("last_census_common"), class::LAST);
        entries.add_all(lists.list("last_other"), class::LAST_RARE);
        entries.add_all(lists.list("last_census"), class::LAST_RARE);
        for city in &lists.cities {
            let class =
                [class::CITY_SMALL, class::CITY_MIDDLE, class::CITY_LARGE][usize::from(city.tier) - 1];
            entries.add(&city.name, class);
        }
        entries.add_all(lists.list("countries"), class::COUNTRY);
        entries.add_all(lists.list("regions"), class::REGION);
        entries.add_all(lists.list("companies"), class::COMPANY);
        entries.add_all(lists.list("public"), class::PUBLIC);
        lists.list("cues").iter().for_each(|line| entries.cues(line));
        entries
    }

    /// Marks ordinary words by their hashes.
    pub(crate) fn add_common(&mut self, hashes: impl IntoIterator<Item = u64>) {
        for hash in hashes {
            *self.0.entry(hash).or_default() |= class::COMMON;
        }
    }

    fn add_all(&mut self, names: &[String], class: Classes) {
        names.iter().for_each(|name| self.add(name, class));
    }

    fn add(&mut self, name: &str, class: Classes) {
        let mut cut = Vec::new();
        words::cut(name, &mut cut);
        match &cut[..] {
            [] => {}
            [word] => *self.0.entry(word.hash).or_default() |= class,
            [head, rest @ ..] if rest.len() < LONGEST => self.phrase(head, rest, class),
            _ => {}
        }
    }

    fn phrase(&mut self, head: &Word, rest: &[Word], class: Classes) {
        *self.0.entry(head.hash).or_default() |= class::BEGINS_PHRASE;
        let key = rest.iter().fold(begin_phrase(head.hash), |key, word| hash::pair(key, word.hash));
        *self.0.entry(key).or_default() |= class;
    }

    /// `title: herr frau dr`
    fn cues(&mut self, line: &str) {
        let Some((name, words)) = line.split_once(':') else { return };
        let class = match name {
            "title" => class::TITLE,
            "legal_form" => class::LEGAL_FORM,
            "org_word" => class::ORG_WORD,
            "street_word" => class::STREET_WORD,
            "calendar" => class::CALENDAR,
            "role" => class::ROLE,
            "particle" => class::PARTICLE,
            "field_person" => class::FIELD_PERSON,
            "field_place" => class::FIELD_PLACE,
            "field_org" => class::FIELD_ORG,
            "org_cue" => class::ORG_CUE,
            "place_cue" => class::PLACE_CUE,
            "greeting" => class::GREETING,
            "common" => class::COMMON,
            other => panic!("cues.txt has an unknown class {other}"),
        };
        words.split_whitespace().for_each(|word| self.add(word, class));
    }

    /// The table's bytes. What finds its line full is one of the names that hardly anybody has, not one that many have.
    pub(crate) fn table(&self) -> Vec<u8> {
        let mut rows: Vec<(u64, [u8; WIDTH])> =
            self.0.iter().map(|(key, set)| (*key, set.to_le_bytes())).collect();
        rows.sort_unstable_by_key(|(key, set)| (Classes::from_le_bytes(*set) & !RARE == 0, *key));
        let lines = rows.len().div_ceil(ROWS_A_LINE);
        let (bytes, left_out) = table::build(rows.iter().map(|(key, value)| (*key, value)), lines);
        println!("lexicon: {} entries, {} bytes, {left_out} without a place", rows.len(), bytes.len());
        bytes
    }
}

/// The dictionary's bytes, from a list with a word a line.
pub(crate) fn dictionary(list: &str) -> Vec<u8> {
    let hashes: Vec<u64> = list.lines().map(hash::word).collect();
    println!("dictionary: {} words", hashes.len());
    dictionary::build(&hashes)
}
