//! The forms in which names may come again, by the hashes of their words.

use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};
use hashbrown::hash_map::Entry;
use hashbrown::{HashMap, HashSet};

use super::super::tagger::classes;
use super::super::words_in;
use crate::detection::Detection;
use crate::entity::Entity;

/// The longest form, in words and signs.
const LONGEST: usize = 8;

/// One form of a name.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) entity: Entity,
    pub(super) score: f32,
    /// It is an ordinary word too.
    pub(super) ordinary: bool,
    /// It counts in lower case as well.
    pub(super) in_any_case: bool,
    /// Hash of the letter that may stand before it with a dot.
    pub(super) initial: Option<u64>,
}

/// All forms, by their words.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    forms: HashMap<Vec<u64>, Form>,
    /// By first word, a bit per number of words that a form of it has: thousands of people may share a first name.
    lengths: HashMap<u64, u32>,
    /// A bit for each first word, so that the map is asked of few others.
    firsts: [u64; 16],
}

impl Known {
    /// Number of forms.
    pub(super) fn len(&self) -> usize {
        self.forms.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// Takes in the forms of one, whose words are `own`; `neighbours` are those of all of its text.
    pub(super) fn learn_one(
        &mut self,
        text: &str,
        own: &[Word],
        detection: &Detection,
        neighbours: &Neighbours,
    ) {
        match detection.entity {
            Entity::Person => self.person(text, own, detection.score),
            Entity::Organization => self.organization(own, detection.score),
            Entity::Location if own.len() <= 3 => self.whole(own, detection),
            Entity::Email => self.address(own, neighbours),
            _ => {}
        }
    }

    /// The longest form at the beginning of `words`, and how many words it has.
    pub(super) fn longest(&self, words: &[Word]) -> Option<(usize, &Form)> {
        let first = words.first()?.hash;
        let (block, bit) = bit(first);
        if self.firsts[block] & bit == 0 {
            return None;
        }
        let mut lengths = self.lengths.get(&first).copied().unwrap_or(0);
        let mut hashes = [0; LONGEST];
        hashes.iter_mut().zip(words).for_each(|(hash, word)| *hash = word.hash);
        while lengths != 0 {
            let length = lengths.ilog2() as usize;
            lengths &= !(1 << length);
            if length <= words.len()
                && let Some(form) = self.forms.get(&hashes[..length])
            {
                return Some((length, form));
            }
        }
        None
    }

    fn person(&mut self, text: &str, own: &[Word], score: f32) {
        let parts: Vec<&Word> = own.iter().filter(|word| word.is_word() && word.length > 1).collect();
        let whole = |words: &[Word]| words.iter().map(|word| word.hash).collect::<Vec<_>>();
        if parts.len() > 1 && own.len() <= LONGEST {
            let words = whole(own);
            let form = Form { ordinary: false, in_any_case: true, ..form(&words, Entity::Person, score) };
            self.insert(words, form);
        }
        let comma = own.iter().position(|word| word.sign == b',');
        let names: Vec<&[Word]> = own
            .split(|word| !word.is_word() && word.sign != b'-' || word.spaced && is_particle(word))
            .collect();
        let small = own.iter().all(|word| word.shape == Shape::Lower || !word.is_word());
        let pieces = names.iter().flat_map(|name| by_space(name)).filter(|piece| {
            piece[0].length > 2 && (piece[0].is_capital() || small && super::is_no_word(text, &piece[0]))
        });
        let pieces: Vec<&[Word]> = pieces.collect();
        let first = if comma.is_some() { pieces.last() } else { pieces.first() };
        let initial = first.filter(|_| pieces.len() > 1).map(|first| letter(text, &first[0]));
        for piece in &pieces {
            let is_first = first.is_some_and(|first| first[0].start == piece[0].start);
            let words = whole(piece);
            let initial = initial.filter(|_| !is_first);
            let part = Form { initial, in_any_case: small, ..form(&words, Entity::Person, score) };
            if let [word] = *piece {
                self.insert_endings(text, word, &part);
            }
            self.insert(words, part);
        }
    }

    /// The possessive and the plural of a part of a person's name.
    fn insert_endings(&mut self, text: &str, word: &Word, form: &Form) {
        let mut inflected = word.written(text).to_lowercase();
        let bare = inflected.len();
        for ending in ["s", "es"] {
            inflected.truncate(bare);
            inflected.push_str(ending);
            let hash = allonym_tagger::hash::word(&inflected);
            let ordinary = form.ordinary || classes(hash) & class::COMMON != 0;
            self.insert(vec![hash], Form { ordinary, in_any_case: false, ..form.clone() });
        }
    }

    /// An organization as it stands, and without its legal form.
    fn organization(&mut self, own: &[Word], score: f32) {
        let is_form = |word: &&Word| classes(word.hash) & class::LEGAL_FORM != 0 || !word.is_word();
        let tail = own.iter().rev().take_while(is_form).count();
        for length in [own.len(), own.len() - tail] {
            let words: Vec<u64> = own[..length].iter().map(|word| word.hash).collect();
            let telling = |word: &Word| word.shape != Shape::Lower || classes(word.hash) & class::COMMON == 0;
            let named = own[..length].iter().any(|word| word.is_word() && word.length > 2 && telling(word));
            if named && length <= LONGEST {
                let form = form(&words, Entity::Organization, score);
                self.insert(words, Form { in_any_case: length > 2, ..form });
            }
        }
    }

    fn whole(&mut self, own: &[Word], detection: &Detection) {
        if own.first().is_some_and(|word| word.length > 3 && word.is_capital()) {
            let words: Vec<u64> = own.iter().map(|word| word.hash).collect();
            let form = form(&words, detection.entity.clone(), detection.score);
            self.insert(words, form);
        }
    }

    /// The names that an address spells before its `@`, where lists know them or the text has both side by side.
    fn address(&mut self, own: &[Word], neighbours: &Neighbours) {
        let parts: Vec<u64> = spelled(own).collect();
        let with_another = neighbours.are_among(&parts);
        for part in &parts {
            let listed = classes(*part);
            let is_name = listed & class::PERSONS != 0 && listed & class::COMMON == 0;
            if is_name || with_another {
                self.insert(vec![*part], form(&[*part], Entity::Person, 0.7));
            }
        }
    }

    fn insert(&mut self, words: Vec<u64>, form: Form) {
        let Some(first) = words.first().filter(|_| words.len() <= LONGEST) else { return };
        let (block, bit) = bit(*first);
        self.firsts[block] |= bit;
        *self.lengths.entry(*first).or_default() |= 1 << words.len();
        match self.forms.entry(words) {
            Entry::Occupied(mut other) if other.get().score < form.score => _ = other.insert(form),
            Entry::Occupied(_) => {}
            Entry::Vacant(place) => _ = place.insert(form),
        }
    }
}

/// Where the bit of a first word lies in a filter of 1,024.
pub(super) fn bit(first: u64) -> (usize, u64) {
    ((first >> 6) as usize & 15, 1 << (first & 63))
}

/// The words before an address's `@` that may be names.
fn spelled(own: &[Word]) -> impl Iterator<Item = u64> + '_ {
    let local = own.iter().take_while(|word| word.sign != b'@').filter(|word| word.length > 2);
    local.filter(|word| word.is_word()).map(|word| word.hash)
}

/// Which words stand side by side in a text, of those that its addresses spell: found in one pass for all addresses.
#[derive(Debug, Default)]
pub(super) struct Neighbours(HashSet<(u64, u64)>);

impl Neighbours {
    /// Of the words of a text, and what was found in it.
    pub(super) fn of<'d>(words: &[Word], found: impl Iterator<Item = &'d Detection>) -> Self {
        let addresses = found.filter(|name| name.entity == Entity::Email);
        let asked: HashSet<u64> =
            addresses.flat_map(|name| spelled(&words[words_in(words, name.span)])).collect();
        if asked.len() < 2 {
            return Self::default();
        }
        let mut firsts = [0_u64; 16];
        for (block, bit) in asked.iter().map(|&word| bit(word)) {
            firsts[block] |= bit;
        }
        let may_be = |word: &Word| {
            let (block, bit) = bit(word.hash);
            firsts[block] & bit != 0
        };
        let pairs = words.windows(2).filter(|two| two.iter().all(may_be) && two[0].hash != two[1].hash);
        let pairs = pairs.filter(|two| two.iter().all(|word| asked.contains(&word.hash)));
        Self(pairs.map(|two| (two[0].hash, two[1].hash)).collect())
    }

    /// Whether two of the words stand side by side.
    fn are_among(&self, parts: &[u64]) -> bool {
        let beside = |one: &u64| parts.iter().any(|other| self.0.contains(&(*one, *other)));
        !self.0.is_empty() && parts.iter().any(beside)
    }
}

fn form(words: &[u64], entity: Entity, score: f32) -> Form {
    let listed = words.first().map_or(0, |word| classes(*word));
    let ordinary = words.len() == 1 && listed & (class::COMMON | class::CALENDAR | class::PUBLIC) != 0;
    Form { entity, score: score.min(0.95), ordinary, in_any_case: false, initial: None }
}

fn letter(text: &str, word: &Word) -> u64 {
    let written = word.written(text);
    let lower: String = written.chars().take(1).flat_map(char::to_lowercase).collect();
    allonym_tagger::hash::word(&lower)
}

fn is_particle(word: &Word) -> bool {
    word.shape == Shape::Lower && classes(word.hash) & class::PARTICLE != 0
}

/// The pieces of a name that spaces part: `Osei-Bonsu` is one.
fn by_space(words: &[Word]) -> impl Iterator<Item = &[Word]> {
    words.chunk_by(|_, next| !next.spaced)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detection::{RuleId, Span};

    #[test]
    fn a_first_name_of_thousands_is_asked_for_few_forms() {
        let text: String = (0..3_000).map(|number| format!("Anneliese Br{number}andtner, ")).collect();
        let mut words = Vec::new();
        allonym_tagger::words::cut(&text, &mut words);
        let names = text.match_indices("Anneliese").map(|(start, _)| {
            let end = start + text[start..].find(',').expect("a comma");
            Detection {
                span: Span { start, end },
                entity: Entity::Person,
                score: 0.9,
                rule: RuleId::new("a.rule"),
            }
        });
        let mut known = Known::default();
        for name in names {
            known.learn_one(&text, &words[words_in(&words, name.span)], &name, &Neighbours::default());
        }
        assert!(known.forms.len() > 3_000);
        assert!(known.lengths[&words[0].hash].count_ones() <= 2, "one for each number of words");
        assert!(known.longest(&words).is_some_and(|(length, _)| length > 1));
    }
}
