//! What features see of a word, and the features of two and of three words in a row.
//!
//! Owns: [`Look`]. Features are parted by what they depend on, so that what is known of a pair or a triple need not be looked
//! up again: those with the words themselves, and those with their lists and shapes alone (`lists_`), of which there
//! are few. Which word of the row a function speaks of, its name says.

use super::template as t;
use crate::hash::{self, join, pair, spread};
use crate::lexicon::{Classes, class};
use crate::words::{Shape, Word};

/// What the features see of a word, as hashes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(super) word: u64,
    /// Its last three characters.
    pub(super) ending: u64,
    pub(super) shape: u64,
    pub(super) classes: u64,
    /// Its shape and classes.
    pub(super) listed: u64,
    /// Its classes' bits.
    bits: Classes,
    /// Its shape as a small number.
    pub(crate) kind: u8,
    pub(super) spaced: bool,
    pub(super) is_word: bool,
    /// The sign's first byte; 0 for words.
    pub(super) sign: u8,
    /// Whether it is a sign or a word of ordinary language, and so tells of nobody.
    pub(crate) ordinary: bool,
}

/// How many places beyond the text features may look.
pub(crate) const EDGE: usize = 3;

/// Where there is no word.
pub(crate) const NOTHING: Look = Look {
    word: 0,
    ending: 0,
    shape: spread(99),
    classes: spread(0),
    listed: spread(99),
    bits: 0,
    kind: 15,
    spaced: false,
    is_word: false,
    sign: 0,
    ordinary: true,
};

/// What lists say of words of ordinary language.
const ORDINARY: Classes = class::COMMON
    | class::CALENDAR
    | class::PARTICLE
    | class::ROLE
    | class::GREETING
    | class::FIELD_PERSON
    | class::FIELD_PLACE
    | class::FIELD_ORG;

impl Look {
    pub(super) fn at(word: &Word, classes: Classes) -> Self {
        let shape = spread(word.shape as u64);
        Self {
            word: word.hash,
            ending: word.affixes[3],
            shape,
            classes: spread(classes.into()),
            listed: pair(classes.into(), shape),
            bits: classes,
            kind: word.shape as u8,
            spaced: word.spaced,
            is_word: word.is_word(),
            sign: word.sign,
            ordinary: !word.is_word() || classes & ORDINARY != 0,
        }
    }

    /// A word of an address, whichever it is, as `info`: whoever is written to as `j.roe`, `roe84` or `sales` is as much of a person
    /// as the words before it say (`Jane Roe (j.roe@…)`), and none of these is a thing that a program calls something with.
    pub(super) fn in_address(word: &Word) -> Self {
        let plain = Word { shape: Shape::Lower, ..*word };
        Self { word: hash::word("info"), ending: hash::word("nfo"), ..Self::at(&plain, 0) }
    }

    /// Its shape and classes, where `listed` will not do: signs have the same, whatever lists say of them.
    #[inline]
    pub(crate) fn lists(&self) -> u64 {
        u64::from(self.bits) << 8 | u64::from(self.kind)
    }

    /// As the second word to the left of another.
    #[inline]
    pub(crate) fn far_left(&self, emit: &mut impl FnMut(u8, u64)) {
        emit(t::LEFT2, self.word);
    }

    /// As the second word to the right of another.
    #[inline]
    pub(crate) fn far_right(&self, emit: &mut impl FnMut(u8, u64)) {
        emit(t::RIGHT2, self.word);
    }

    /// Each of its classes, with its shape.
    #[inline]
    pub(super) fn each_class(&self, mut of: impl FnMut(u64)) {
        let mut rest = self.bits;
        while rest != 0 {
            of(join(spread(rest.trailing_zeros().into()), self.shape));
            rest &= rest - 1;
        }
    }
}

/// A word's length, as far as it counts.
pub(crate) fn counted(word: &Word) -> u8 {
    word.length.min(12)
}

/// Of the right one of two words.
#[inline]
pub(crate) fn right_of(left: &Look, own: &Look, emit: &mut impl FnMut(u8, u64)) {
    emit(t::LEFT, join(left.word, own.shape));
    emit(t::LEFT_AND_WORD, join(left.word, own.word));
    emit(t::LEFT_CLASSES, join(left.word, own.listed));
    emit(t::LEFT_ENDING, join(left.ending, own.shape));
    if left.is_word {
        emit(t::WORD_BEFORE, join(left.word, own.shape));
    }
}

/// Of the left one of two words.
#[inline]
pub(crate) fn left_of(own: &Look, right: &Look, emit: &mut impl FnMut(u8, u64)) {
    emit(t::RIGHT, join(right.word, own.shape));
    emit(t::WORD_AND_RIGHT, join(own.word, right.word));
    emit(t::RIGHT_CLASSES, join(right.word, own.listed));
    emit(t::RIGHT_ENDING, join(right.ending, own.shape));
    if right.is_word {
        emit(t::WORD_AFTER, join(right.word, own.shape));
    }
}

/// Of the right one of two words, by lists.
#[inline]
pub(crate) fn lists_right_of(left: &Look, own: &Look, emit: &mut impl FnMut(u8, u64)) {
    emit(t::CLASSES_LEFT, join(left.listed, own.listed));
    own.each_class(|class| emit(t::CLASS_LEFT_SHAPE, join(class, left.shape)));
}

/// Of the left one of two words, by lists.
#[inline]
pub(crate) fn lists_left_of(own: &Look, right: &Look, emit: &mut impl FnMut(u8, u64)) {
    emit(t::CLASSES_RIGHT, join(own.listed, right.listed));
}

/// Of the first of three words.
#[inline]
pub(crate) fn before_two(own: &Look, right: &Look, right2: &Look, emit: &mut impl FnMut(u8, u64)) {
    emit(t::TWO_RIGHT, join(join(right.word, right2.word), own.shape));
}

/// Of the second of three words.
#[inline]
pub(crate) fn between(left: &Look, own: &Look, right: &Look, emit: &mut impl FnMut(u8, u64)) {
    emit(t::LEFT_AND_RIGHT, join(join(left.word, right.word), own.shape));
}

/// Of the third of three words.
#[inline]
pub(crate) fn after_two(left2: &Look, left: &Look, own: &Look, emit: &mut impl FnMut(u8, u64)) {
    emit(t::TWO_LEFT, join(join(left2.word, left.word), own.shape));
}

/// Of the first of three words, by lists.
#[inline]
pub(crate) fn lists_before_two(own: &Look, right: &Look, right2: &Look, emit: &mut impl FnMut(u8, u64)) {
    emit(t::CLASSES_TWO_RIGHT, join(join(right.classes, right2.classes), own.listed));
}

/// Of the second of three words, by lists.
#[inline]
pub(crate) fn lists_between(left: &Look, own: &Look, right: &Look, emit: &mut impl FnMut(u8, u64)) {
    emit(t::SHAPES, join(join(left.shape, own.shape), right.shape));
    emit(t::CLASSES3, join(join(left.classes, own.listed), right.classes));
    if left.is_word && right.is_word {
        emit(t::CLASSES_AROUND, join(join(left.classes, own.shape), right.classes));
    }
}

/// Of the third of three words, by lists.
#[inline]
pub(crate) fn lists_after_two(left2: &Look, left: &Look, own: &Look, emit: &mut impl FnMut(u8, u64)) {
    emit(t::CLASSES_TWO_LEFT, join(join(left2.classes, left.classes), own.listed));
}
