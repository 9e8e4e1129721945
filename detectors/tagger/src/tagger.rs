//! [`Tagger`]: a text in, names out.
//!
//! Owns: the way through the other modules, line by line, and how states become spans with a probability. A name never goes
//! over a line end.

use std::ops::Range;
use std::sync::Arc;

use wide::i16x8;

use crate::decode::{Chain, Limits};
use crate::features::Reading;
use crate::features::look::EDGE;
use crate::features::template;
use crate::features::topic::Topic;
use crate::lexicon::{Classes, Lexicon};
use crate::likely::Likely;
use crate::sums::Known;
use crate::tags::{self, Kind, OUTSIDE, STATES};
use crate::weights::{Logits, Sums, Weights};
use crate::words::Shape;

/// The most words that are decoded together; a longer line is cut.
const LONGEST: usize = 512;

/// What being no name weighs more in a sentence of which several words speak of people, in one where only one does (it is short), in
/// any other, and in one full of public names. Chosen on the tuning texts.
pub const CAUTION: [f32; 4] = [-0.4, -0.8, 0.0, 2.0];

/// Lists and weights, ready to tag.
#[derive(Debug, Clone)]
pub struct Tagger<'b> {
    lexicon: Lexicon<'b>,
    weights: Weights<'b>,
    known: Arc<Known>,
    chain: Chain,
    /// What a line without a name may weigh; by [`CAUTION`].
    plain: [Plain; CAUTION.len()],
}

/// What a line without a name may weigh.
#[derive(Debug, Clone, Copy)]
struct Plain {
    /// What a state's sum may be more than the one of being no name.
    limits: i16x8,
    /// Whether a line end, all of whose states weigh the same, cannot be part of a name unless another word is.
    ends: bool,
}

impl Plain {
    fn new(limits: &Limits, more: f32, scale: f32) -> Self {
        let sums = |limits: Logits| plain_sums(&limits.map(|limit| (limit + more) / scale));
        Self { limits: sums(limits.within), ends: i16x8::splat(0).simd_gt(sums(limits.last)).none() }
    }
}

/// A name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tagged {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset one past the last byte.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
    /// How likely its words are of this kind, 0 to 1: the mean over the words.
    pub score: f32,
}

/// A feature that speaks for a name's first word being one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// What the feature looks at.
    pub feature: &'static str,
    /// What it weighs for the kind against being no name.
    pub weight: f32,
}

impl<'b> Tagger<'b> {
    /// From the files that the training program makes. None when the weights are not what it makes.
    #[must_use]
    pub fn new(lexicon: Lexicon<'b>, weights: &'b [u8]) -> Option<Self> {
        let weights = Weights::new(weights)?;
        let chain = Chain::new(&weights.start, &weights.transitions);
        let limits = chain.plain_limits();
        let plain = CAUTION.map(|more| Plain::new(&limits, more, weights.scale));
        Some(Self { lexicon, weights, known: Arc::new(Known::new()), chain, plain })
    }

    /// Every name of a text of less than 4 GiB, in order of place.
    #[must_use]
    pub fn tag(&self, text: &str) -> Vec<Tagged> {
        self.tag_in(text, &mut Reading::default())
    }

    /// As [`Tagger::tag`]; leaves the text's words, and what they weigh, in `reading`, for those who need them too.
    pub fn tag_in(&self, text: &str, reading: &mut Reading) -> Vec<Tagged> {
        reading.read(text, &self.lexicon);
        self.known.add_up(reading, &self.weights);
        let reading = &*reading;
        let (mut logits, mut states, mut marginals) = (Vec::new(), Vec::new(), Vec::new());
        let mut found = Vec::new();
        let mut start = 0;
        while start < reading.words.len() {
            let end = line_end(reading, start);
            if !self.is_plain(reading, start..end) {
                logits.clear();
                logits.extend((start..end).map(|at| self.logits(reading, at)));
                self.chain.best(&logits, &mut states);
                let is_named = |state: &u8| usize::from(*state) != OUTSIDE;
                let named = states.iter().position(is_named).zip(states.iter().rposition(is_named));
                if let Some((first, last)) = named {
                    self.chain.marginals_of(first..last + 1, &logits, &mut marginals);
                    spans(reading, start, &states, &marginals, &mut found);
                }
            }
            start = end;
        }
        found
    }

    /// How likely words of the text are that [`Tagger::tag_in`] read, of each kind.
    #[must_use]
    pub fn likely<'r>(&'r self, reading: &'r Reading) -> Likely<'r> {
        Likely::new(self, reading)
    }

    /// Fills `marginals` with how likely each state of a line's words is; `logits` is room for it.
    pub(crate) fn marginals(
        &self,
        reading: &Reading,
        line: Range<usize>,
        logits: &mut Vec<Logits>,
        marginals: &mut Vec<Logits>,
    ) {
        logits.clear();
        logits.extend(line.map(|at| self.logits(reading, at)));
        self.chain.marginals(logits, marginals);
    }

    /// The features that weigh most for the name that begins at byte `start`, heaviest first.
    #[must_use]
    pub fn reasons(&self, text: &str, start: usize, kind: Kind, most: usize) -> Vec<Reason> {
        let mut reading = Reading::default();
        reading.read(text, &self.lexicon);
        let Some(at) = reading.words.iter().position(|word| word.start as usize == start) else {
            return Vec::new();
        };
        let mut reasons = Vec::new();
        reading.features(at, |number, seen| {
            let mut sums = Sums::default();
            self.weights.add(number, seen, &mut sums);
            let sums = self.weights.scaled(sums);
            let weight = sums[tags::first(kind)] - sums[OUTSIDE];
            reasons.push(Reason { feature: template::name(number), weight });
        });
        reasons.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        reasons.truncate(most);
        reasons
    }

    /// What lists say of a word, by the hash of its lower case.
    #[must_use]
    pub fn classes(&self, word: u64) -> Classes {
        self.lexicon.get(word)
    }

    /// Whether a dictionary of some language holds the word, by the hash of its lower case.
    #[must_use]
    pub fn in_dictionary(&self, word: u64) -> bool {
        self.lexicon.in_dictionary(word)
    }

    /// What the states of the word at `at` weigh.
    fn logits(&self, reading: &Reading, at: usize) -> Logits {
        let mut logits = self.weights.scaled(reading.sums[EDGE + at]);
        logits[OUTSIDE] += CAUTION[caution(reading.topic(at))];
        logits
    }

    /// Whether the sums of a line's words leave no doubt that it has no name.
    fn is_plain(&self, reading: &Reading, line: Range<usize>) -> bool {
        let cautions = line.clone().map(|at| caution(reading.topic(at)));
        let least = cautions.min_by(|one, other| CAUTION[*one].total_cmp(&CAUTION[*other]));
        let plain = self.plain[least.unwrap_or(0)];
        let ends = plain.ends && reading.words[line.end - 1].shape == Shape::LineEnd;
        let over = |sums: &Sums| {
            let sums = sums.lanes();
            (sums - i16x8::splat(sums.to_array()[OUTSIDE])).simd_gt(plain.limits)
        };
        let words = &reading.sums[EDGE + line.start..EDGE + line.end - usize::from(ends)];
        words.iter().map(over).fold(i16x8::splat(0), |any, over| any | over).none()
    }
}

/// Which [`CAUTION`] a sentence asks for that speaks of this.
fn caution(topic: Topic) -> usize {
    if topic.is_technical() { 3 } else { 2 - topic.people() }
}

/// Limits as whole sums, with room for what rounding does to a sequence; being outside, and what is no state, has none.
#[expect(clippy::cast_possible_truncation, reason = "clamped by the cast")]
fn plain_sums(limits: &Logits) -> i16x8 {
    let states = limits.map(|limit| limit.floor() as i16 - 1);
    let mut lanes = [i16::MAX; 8];
    lanes[1..STATES].copy_from_slice(&states[1..]);
    i16x8::from(lanes)
}

/// The end of the line, or of the part of it, that begins at word `start`.
#[must_use]
pub fn line_end(reading: &Reading, start: usize) -> usize {
    let most = reading.words.len().min(start + LONGEST);
    let words = &reading.words[start..most];
    words.iter().position(|word| word.shape == Shape::LineEnd).map_or(most, |at| start + at + 1)
}

fn spans(reading: &Reading, start: usize, states: &[u8], marginals: &[Logits], found: &mut Vec<Tagged>) {
    let mut at = 0;
    while at < states.len() {
        let Some(kind) = tags::kind(states[at].into()) else {
            at += 1;
            continue;
        };
        let more =
            states[at + 1..].iter().take_while(|state| usize::from(**state) == tags::further(kind)).count();
        let end = at + 1 + more;
        let likely = |row: &Logits| row[tags::first(kind)] + row[tags::further(kind)];
        #[expect(clippy::cast_precision_loss, reason = "at most 512 words")]
        let score = marginals[at..end].iter().map(likely).sum::<f32>() / (end - at) as f32;
        found.push(Tagged {
            start: reading.words[start + at].start as usize,
            end: reading.words[start + end - 1].end as usize,
            kind,
            score: score.min(1.0),
        });
        at = end;
    }
}
