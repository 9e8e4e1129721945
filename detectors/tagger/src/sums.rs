//! What the features of every word of a text weigh together.
//!
//! Owns: [`Known`], which adds them up, and remembers what comes again: a word by itself, two words in a row, lists and shapes in a
//! row, a place in a line. Three words seldom come again in another text, nor would one feature be worth the look. Sums are whole numbers, so the way to them does not matter
//! (`detectors/tests/tagger.rs`). Across texts it keeps nothing that tells of anybody: of words only those that lists know
//! as ordinary language, and signs; of the rest only lists and shapes. All under hashes with a secret of the process, of all
//! that the features see, so that no text can make another's words weigh something else.

use std::hash::{BuildHasher, RandomState};

use crate::features::Reading;
use crate::features::look::{
    EDGE, Look, NOTHING, after_two, before_two, between, counted, left_of, lists_after_two, lists_before_two,
    lists_between, lists_left_of, lists_right_of, right_of,
};
use crate::lines::{self, NONE};
use crate::memory::Memory;
use crate::weights::{Sums, Weights};
use crate::words::{Shape, Word};

/// What is known of all texts so far, in 1.8 MB at most.
pub(crate) struct Known {
    /// What hashes are made with.
    secret: [u64; 8],
    /// Of an ordinary word: its own features, and those of the second word after and before it.
    words: Memory<3, 7>,
    /// Of two ordinary words: the features of the first and of the second.
    pairs: Memory<2, 5>,
    /// The same by lists and shapes alone, of any words, and of three: each one's.
    listed_pairs: Memory<2, 5>,
    listed_triples: Memory<3, 7>,
    /// By the signs beside it, and by its line.
    touching: Memory<1, 3>,
    standing: Memory<1, 3>,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Known")
    }
}

impl Known {
    pub(crate) fn new() -> Self {
        let random = RandomState::new();
        Self {
            secret: std::array::from_fn(|at| random.hash_one(at)),
            words: Memory::new(1 << 12),
            pairs: Memory::new(1 << 13),
            listed_pairs: Memory::new(1 << 12),
            listed_triples: Memory::new(1 << 14),
            touching: Memory::new(1 << 11),
            standing: Memory::new(1 << 12),
        }
    }

    /// Fills a text's [`Reading::sums`] with those of its words; there are [`EDGE`] more without meaning on both sides.
    pub(crate) fn add_up(&self, reading: &mut Reading, weights: &Weights<'_>) {
        let mut sums = std::mem::take(&mut reading.sums);
        sums.clear();
        sums.resize(reading.looks().len(), Sums::default());
        let text = Text { known: self, weights, reading, identities: self.identities(reading) };
        text.words(&mut sums);
        text.rows(&mut sums);
        text.places(&mut sums);
        for (word, sums) in reading.words.iter().zip(&mut sums[EDGE..]) {
            if word.shape == Shape::LineEnd {
                *sums = Sums::default();
            }
        }
        reading.sums = sums;
    }

    /// A hash for each word of all that features see of it, with [`EDGE`] on both sides.
    fn identities(&self, reading: &Reading) -> Vec<u64> {
        let mut identities = Vec::with_capacity(reading.looks().len());
        identities.extend_from_slice(&[0; EDGE]);
        let own = reading.words.iter().zip(&reading.looks()[EDGE..]);
        identities.extend(own.map(|(word, look)| self.identity(word, look)));
        identities.extend_from_slice(&[0; EDGE]);
        identities
    }

    #[inline]
    fn identity(&self, word: &Word, look: &Look) -> u64 {
        let [first, second, third, fourth, fifth] = word.affixes;
        let seen = [word.hash, first, second, third, fourth, fifth, look.lists(), counted(word).into()];
        let hidden: [u64; 8] = std::array::from_fn(|at| seen[at] ^ self.secret[at]);
        let (twos, _) = hidden.as_chunks();
        twos.iter().fold(0, |all: u64, [a, b]| all.wrapping_add(folded(*a, *b)))
    }

    /// A key for two numbers, in this order.
    #[inline]
    fn key(&self, a: u64, b: u64) -> u64 {
        folded(a.rotate_left(32) ^ self.secret[0], b ^ self.secret[1])
    }
}

/// Both halves of a product.
#[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
#[inline]
fn folded(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// A text whose words are being added up.
struct Text<'t, 'b> {
    known: &'t Known,
    weights: &'t Weights<'b>,
    reading: &'t Reading,
    identities: Vec<u64>,
}

impl Text<'_, '_> {
    /// What each word weighs for itself and for those two words away.
    fn words(&self, sums: &mut [Sums]) {
        let mut here = Here::of(self.reading.words.len());
        for at in 0..self.reading.words.len() {
            let place = EDGE + at;
            let identity = self.identities[place];
            let weigh = |sums: &mut [Sums; 3]| self.word(at, sums);
            let [own, after, before] = match self.reading.looks()[place].ordinary {
                true => self.known.words.get(identity, weigh),
                false => here.get(identity, weigh),
            };
            sums[place] += own;
            sums[place + 2] += after;
            sums[place - 2] += before;
        }
        let (mut after, mut before) = (Sums::default(), Sums::default());
        NOTHING.far_left(&mut |template, seen| self.weights.add(template, seen, &mut after));
        NOTHING.far_right(&mut |template, seen| self.weights.add(template, seen, &mut before));
        let last = sums.len() - EDGE;
        sums[EDGE..EDGE + 2].iter_mut().for_each(|sums| *sums += after);
        sums[last - 2..last].iter_mut().for_each(|sums| *sums += before);
    }

    fn word(&self, at: usize, [own, after, before]: &mut [Sums; 3]) {
        let look = &self.reading.looks()[EDGE + at];
        self.reading.own(at, &mut |template, seen| self.weights.add(template, seen, own));
        look.far_left(&mut |template, seen| self.weights.add(template, seen, after));
        look.far_right(&mut |template, seen| self.weights.add(template, seen, before));
    }

    /// What words weigh for those beside them.
    fn rows(&self, sums: &mut [Sums]) {
        let looks = self.reading.looks();
        let past = looks.len() - EDGE;
        for at in EDGE - 2..past {
            let row: &[Look; 3] = looks[at..].first_chunk().expect("an edge");
            let listed = self.known.key(row[0].lists(), row[1].lists());
            let own = match row[0].ordinary && row[1].ordinary {
                true => {
                    let key = self.known.key(self.identities[at], self.identities[at + 1]);
                    self.known.pairs.get(key, |sums| self.pair(row, listed, sums))
                }
                false => weighed(|sums| self.pair(row, listed, sums)),
            };
            sums[at] += own[0];
            sums[at + 1] += own[1];
            for (sums, own) in sums[at..].iter_mut().zip(self.triple(row, listed)) {
                *sums += own;
            }
        }
    }

    /// Of the first two words, whose lists are `listed`.
    #[inline]
    fn pair(&self, [a, b, _]: &[Look; 3], listed: u64, sums: &mut [Sums; 2]) {
        *sums = self.known.listed_pairs.get(listed, |[first, second]| {
            lists_left_of(a, b, &mut |template, seen| self.weights.add(template, seen, first));
            lists_right_of(a, b, &mut |template, seen| self.weights.add(template, seen, second));
        });
        let [first, second] = sums;
        left_of(a, b, &mut |template, seen| self.weights.add(template, seen, first));
        right_of(a, b, &mut |template, seen| self.weights.add(template, seen, second));
    }

    /// Of three, the first two of whose lists are `listed`.
    #[inline]
    fn triple(&self, [a, b, c]: &[Look; 3], listed: u64) -> [Sums; 3] {
        let key = self.known.key(listed, c.lists());
        let mut sums = self.known.listed_triples.get(key, |[first, second, third]| {
            lists_before_two(a, b, c, &mut |template, seen| self.weights.add(template, seen, first));
            lists_between(a, b, c, &mut |template, seen| self.weights.add(template, seen, second));
            lists_after_two(a, b, c, &mut |template, seen| self.weights.add(template, seen, third));
        });
        let [first, second, third] = &mut sums;
        before_two(a, b, c, &mut |template, seen| self.weights.add(template, seen, first));
        between(a, b, c, &mut |template, seen| self.weights.add(template, seen, second));
        after_two(a, b, c, &mut |template, seen| self.weights.add(template, seen, third));
        sums
    }

    /// What each word's place weighs.
    fn places(&self, sums: &mut [Sums]) {
        let mut label = Label::default();
        for (at, sums) in sums[EDGE..].iter_mut().take(self.reading.words.len()).enumerate() {
            for own in self.place(at) {
                *sums += own;
            }
            let add = |template, seen, sums: &mut Sums| self.weights.add(template, seen, sums);
            self.reading.five(at, &mut |template, seen| add(template, seen, sums));
            self.reading.behind_signs(at, &mut |template, seen| add(template, seen, sums));
            self.reading.column(at, &mut |template, seen| add(template, seen, sums));
            if self.reading.places[at].label != NONE {
                *sums += label.get(self.reading, at, add);
            }
        }
    }

    /// By what touches the word, and by its line.
    #[inline]
    fn place(&self, at: usize) -> [Sums; 2] {
        let (reading, known) = (self.reading, self.known);
        let lists = reading.looks()[EDGE + at].lists();
        let add = |template, seen, sums: &mut Sums| self.weights.add(template, seen, sums);
        let [touching] = known.touching.get(known.key(reading.glue(at), lists), |[sums]| {
            reading.touching(at, &mut |template, seen| add(template, seen, sums));
        });
        let [standing] = known.standing.get(known.key(reading.stand(at), lists), |[sums]| {
            reading.standing(at, &mut |template, seen| add(template, seen, sums));
        });
        [touching, standing]
    }
}

#[inline]
fn weighed<const VECTORS: usize>(weigh: impl FnOnce(&mut [Sums; VECTORS])) -> [Sums; VECTORS] {
    let mut sums = [Sums::default(); VECTORS];
    weigh(&mut sums);
    sums
}

/// The words of this text alone; where two would lie in one place, the later one does.
struct Here(Vec<(u64, [Sums; 3])>);

impl Here {
    /// For a text of so many words, few of which are not ordinary.
    fn of(words: usize) -> Self {
        Self(vec![(0, [Sums::default(); 3]); (words / 4).next_power_of_two().clamp(16, 512)])
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lowest bits choose the place")]
    #[inline]
    fn get(&mut self, identity: u64, weigh: impl FnOnce(&mut [Sums; 3])) -> [Sums; 3] {
        let place = identity as usize & (self.0.len() - 1);
        let (known, sums) = &mut self.0[place];
        if *known != identity {
            (*known, *sums) = (identity, weighed(weigh));
        }
        *sums
    }
}

/// The label that the words around stand under, and what it weighs for words of each shape at each distance.
struct Label {
    at: u32,
    pair: u64,
    /// A bit for each of the sums that are known.
    known: u64,
    sums: [Sums; 64],
}

impl Default for Label {
    fn default() -> Self {
        Self { at: NONE, pair: 0, known: 0, sums: [Sums::default(); 64] }
    }
}

impl Label {
    #[inline]
    fn get(&mut self, reading: &Reading, at: usize, add: impl Fn(u8, u64, &mut Sums)) -> Sums {
        let place = &reading.places[at];
        if place.label != self.at {
            let pair = lines::label_hash(&reading.words, place.label);
            (self.at, self.pair, self.known) = (place.label, pair, 0);
        }
        let which = usize::from(place.distance & 3) << 4 | usize::from(reading.looks()[EDGE + at].kind & 15);
        if self.known >> which & 1 == 0 {
            let mut sums = Sums::default();
            reading.label(at, self.pair, &mut |template, seen| add(template, seen, &mut sums));
            self.known |= 1 << which;
            self.sums[which] = sums;
        }
        self.sums[which]
    }
}
