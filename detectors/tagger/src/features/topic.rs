//! [`Topic`]: what a text speaks of around a word, technical things or people.
//!
//! Owns: where a sentence ends, and how what it says is joined with what the whole text says. A person may be spoken of in the
//! middle of a manual, so each sentence is judged by itself; few words say little, so that the text lends it some of its own. Never:
//! decides what a topic weighs; see `tagger.rs` and the weights.

use crate::lexicon::{Classes, class};
use crate::words::{Shape, Word};

/// Of how many capitals the text lends each sentence its share of public names.
const LENT: usize = 3;

/// The shares of public names among capitals that are told apart, as part and whole.
const SHARES: [(usize, usize); 3] = [(1, 10), (1, 4), (1, 2)];

/// From the second share on a topic is technical.
const TECHNICAL: u8 = 2;

/// What sentences speak of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Topic(u8);

impl Topic {
    /// Of `counts`, with what is lent by those of the whole text.
    fn of(counts: Counts, whole: Counts) -> Self {
        let capitals = (counts.capitals + LENT) * whole.capitals;
        let public = counts.public * whole.capitals + LENT * whole.public;
        let share = SHARES.iter().filter(|(part, of)| public * of > capitals * part).count();
        Self((share << 2 | counts.people.min(2)) as u8)
    }

    /// Whether more than a quarter of the capitals are public names.
    #[must_use]
    pub fn is_technical(self) -> bool {
        self.0 >> 2 >= TECHNICAL
    }

    /// How many titles, greetings and first names that are no other word there are: none, one, or 2 for more.
    #[must_use]
    pub fn people(self) -> usize {
        usize::from(self.0 & 3)
    }

    /// As a number below 16.
    pub(crate) fn number(self) -> u64 {
        self.0.into()
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    /// Words that begin with a capital, without initials.
    capitals: usize,
    /// Those of them that are public names.
    public: usize,
    /// Titles, greetings, and first names that are no other word.
    people: usize,
}

impl Counts {
    /// Counts a word. A particle of names is no public name: `Der`, which begins sentences, is a format of keys too.
    fn add(&mut self, word: &Word, classes: Classes) {
        let is_capital = word.length > 1 && (word.is_capital() || word.shape == Shape::Mixed);
        let is_public = is_capital && classes & (class::PUBLIC | class::PARTICLE) == class::PUBLIC;
        let is_first = classes & class::FIRST != 0 && classes & (class::COMMON | class::PUBLIC) == 0;
        let is_addressed = classes & (class::TITLE | class::GREETING) != 0;
        self.capitals += usize::from(is_capital);
        self.public += usize::from(is_public);
        self.people += usize::from(is_capital && is_first || is_addressed);
    }

    fn join(&mut self, other: Self) {
        self.capitals += other.capitals;
        self.public += other.public;
        self.people += other.people;
    }
}

/// The topics of a text.
#[derive(Debug, Default)]
pub(crate) struct Topics {
    /// Of each word's sentence.
    pub(crate) near: Vec<Topic>,
    /// Of the whole text.
    pub(crate) whole: Topic,
    sentences: Vec<(usize, Counts)>,
}

impl Topics {
    /// Reads the topics of a text's words, which have these classes.
    pub(crate) fn read(&mut self, words: &[Word], classes: &[Classes]) {
        let (mut whole, mut own) = (Counts::default(), Counts::default());
        self.sentences.clear();
        for (at, word) in words.iter().enumerate() {
            own.add(word, classes[at]);
            if at + 1 == words.len() || ends_sentence(words, classes, at) {
                whole.join(own);
                self.sentences.push((at + 1, std::mem::take(&mut own)));
            }
        }
        self.whole = Topic::of(whole, whole);
        self.near.clear();
        for (end, counts) in &self.sentences {
            self.near.resize(*end, Topic::of(*counts, whole));
        }
    }
}

/// Whether a sentence ends with the word at `at`: a line's end, or a sign with space behind it. The dot of a title or of a short word
/// ends none: `Dr. Roe`, `J. Roe`.
fn ends_sentence(words: &[Word], classes: &[Classes], at: usize) -> bool {
    let word = &words[at];
    if word.shape == Shape::LineEnd {
        return true;
    }
    let is_sign = !word.is_word() && word.length == 1 && b".!?".contains(&word.sign);
    let shortens = |before: usize| words[before].length < 3 || classes[before] & class::TITLE != 0;
    let is_open = || word.sign == b'.' && at.checked_sub(1).is_some_and(shortens);
    is_sign && words.get(at + 1).is_none_or(|next| next.spaced) && !is_open()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::cut;

    /// The topics of the words of a text in which `Redis` is a public name, `Anna` a first name and `Dr` a title.
    fn topics(text: &str) -> (Vec<Word>, Topics) {
        let (mut words, mut topics) = (Vec::new(), Topics::default());
        cut(text, &mut words);
        let listed = |word: &Word| match word.written(text) {
            "Redis" | "Kafka" => class::PUBLIC,
            "Anna" => class::FIRST,
            "Dr" => class::TITLE,
            _ => 0,
        };
        let classes: Vec<Classes> = words.iter().map(listed).collect();
        topics.read(&words, &classes);
        (words, topics)
    }

    /// What is said around a word of the text.
    fn near(text: &str, written: &str) -> Topic {
        let (words, topics) = topics(text);
        topics.near[words.iter().position(|word| word.written(text) == written).expect("it stands there")]
    }

    #[test]
    fn each_sentence_has_a_topic_of_its_own() {
        let text = "Redis feeds Kafka. Kafka feeds Redis. Now Anna and Anna Roe of Leer in Friesland are away. Redis stays.";
        assert!(near(text, "feeds").is_technical() && near(text, "stays").is_technical());
        assert!(!near(text, "away").is_technical());
        assert_eq!([near(text, "feeds").people(), near(text, "away").people()], [0, 2]);
        let lines = text.replace(". ", "\n");
        assert!(near(&lines, "feeds").is_technical() && !near(&lines, "away").is_technical());
    }

    #[test]
    fn of_few_words_the_text_decides() {
        assert!(near("Redis feeds Kafka. Kafka feeds Redis. Thanos waits.", "waits").is_technical());
        let people = "Ute meets Jan and Ole in Leer or Aurich. ".repeat(3);
        assert!(!near(&(people + "Redis waits for Ute."), "waits").is_technical());
    }

    #[test]
    fn the_dot_of_a_title_or_an_initial_ends_no_sentence() {
        for text in ["Ask Dr. Roe today", "Ask J. Roe today", "See a.b today", "It is Dr. Roe today"] {
            let (_, topics) = topics(text);
            assert_eq!(topics.sentences.len(), 1, "{text}");
        }
        let (_, topics) = topics("It rains. Go home! Why? So");
        assert_eq!(topics.sentences.len(), 4);
    }
}
