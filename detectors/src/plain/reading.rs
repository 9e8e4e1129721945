//! What a character reads as: itself, a plain one, or nothing.
//!
//! Sources: the Unicode Character Database, general category Nd (decimal digits come in runs of ten), `Zs` (spaces) and
//! `Cf` (format characters), and the block "Halfwidth and Fullwidth Forms". Never: combining marks; `plain.rs` composes them.

/// What is made of one character.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Itself,
    As(char),
    Nothing,
}

/// The zero of every run of ten decimal digits outside ASCII and outside the mathematical ones.
const ZEROS: &[char] = &[
    '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}',
    '\u{c66}', '\u{ce6}', '\u{d66}', '\u{de6}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{1090}',
    '\u{17e0}', '\u{1810}', '\u{1946}', '\u{19d0}', '\u{1a80}', '\u{1a90}', '\u{1b50}', '\u{1bb0}',
    '\u{1c40}', '\u{1c50}', '\u{a620}', '\u{a8d0}', '\u{a900}', '\u{a9d0}', '\u{a9f0}', '\u{aa50}',
    '\u{abf0}',
];
/// Mathematical digits: five styles of ten.
const STYLED: std::ops::RangeInclusive<char> = '\u{1d7ce}'..='\u{1d7ff}';
/// Full-width forms of `!` to `~`.
const FULL_WIDTH: std::ops::RangeInclusive<char> = '\u{ff01}'..='\u{ff5e}';
const FULL_WIDTH_OFFSET: u32 = 0xff01 - 0x21;

/// Whether any byte begins a character that might not read as itself: a look at 64 bytes at a time, in which the Latin
/// letters with accents (lead bytes C3 to CB), Greek and Cyrillic (CE to D5) do not count.
pub(super) fn may_need_reading(text: &[u8]) -> bool {
    odd_lead(text).is_some()
}

/// Where the first such byte is.
pub(super) fn odd_lead(text: &[u8]) -> Option<usize> {
    let odd = |block: &[u8; 64]| block.iter().fold(false, |any, &byte| any | is_odd_lead(byte));
    let whole = text.as_chunks::<64>().0.iter().take_while(|block| !odd(block)).count() * 64;
    text[whole..].iter().position(|byte| is_odd_lead(*byte)).map(|at| whole + at)
}

const fn is_odd_lead(byte: u8) -> bool {
    byte == 0xc2 || byte == 0xcc || byte == 0xcd || byte >= 0xd8
}

/// What `c` reads as.
pub(super) fn reading(c: char) -> Reading {
    match c {
        '\0'..='\u{9f}' => Reading::Itself,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Reading::As(' '),
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => {
            Reading::Nothing
        }
        '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' => Reading::Nothing,
        '\u{2010}' | '\u{2011}' | '\u{2212}' | '\u{fe63}' => Reading::As('-'),
        '\u{2500}'..='\u{2570}' => Reading::As(drawn(c)),
        _ if FULL_WIDTH.contains(&c) => plain(u32::from(c) - FULL_WIDTH_OFFSET),
        _ if STYLED.contains(&c) => digit((u32::from(c) - u32::from(*STYLED.start())) % 10),
        _ => other_digit(c),
    }
}

/// The sign of ASCII that draws a table as a sign of the block "Box Drawing" does.
fn drawn(c: char) -> char {
    match c {
        '│' | '┃' | '┆' | '┇' | '┊' | '┋' | '╎' | '╏' | '║' => '|',
        '─' | '━' | '┄' | '┅' | '┈' | '┉' | '╌' | '╍' | '═' => '-',
        _ => '+',
    }
}

/// Whether `c`, with which `rest` begins, is a figure or en dash that joins two groups of one number as a hyphen does:
/// `078–05–1123`, `030 – 1234567`; not one from a date, time or year to another. `before` is what was read before it.
pub(super) fn reading_dash(before: &str, c: char, rest: &str) -> bool {
    if !('\u{2012}'..='\u{2013}').contains(&c) {
        return false;
    }
    let left = Group::of(before.bytes().rev());
    let right = Group::of(rest.bytes().skip(c.len_utf8()));
    let years = left.digits == 4 && right.digits == 4 && right.century;
    left.digits > 0
        && right.digits > 0
        && left.digits + right.digits > 4
        && !(left.dated || right.dated || years)
}

/// The digits on one side of a dash, read away from it.
#[derive(Default)]
struct Group {
    digits: usize,
    /// It begins as a year does; of digits read from left to right.
    century: bool,
    /// It is a part of a date or time: a dot, stroke or colon follows.
    dated: bool,
}

impl Group {
    fn of(bytes: impl Iterator<Item = u8>) -> Self {
        let mut bytes = bytes.peekable();
        bytes.next_if_eq(&b' ');
        let mut group = Self::default();
        let mut read = Vec::with_capacity(2);
        while let Some(digit) = bytes.next_if(u8::is_ascii_digit) {
            group.digits += 1;
            if read.len() < 2 {
                read.push(digit);
            }
        }
        group.century = matches!(read[..], [b'1', b'9'] | [b'2', b'0']);
        group.dated = matches!(bytes.next(), Some(b'.' | b'/' | b':'));
        group
    }
}

fn other_digit(c: char) -> Reading {
    let below = ZEROS.partition_point(|zero| *zero <= c);
    match below.checked_sub(1).map(|at| u32::from(c) - u32::from(ZEROS[at])) {
        Some(value @ 0..=9) => digit(value),
        _ => Reading::Itself,
    }
}

fn digit(value: u32) -> Reading {
    plain(u32::from(b'0') + value)
}

fn plain(code: u32) -> Reading {
    char::from_u32(code).map_or(Reading::Itself, Reading::As)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_have_their_value() {
        for (c, plain) in
            [('٣', '3'), ('۹', '9'), ('७', '7'), ('๕', '5'), ('７', '7'), ('𝟕', '7'), ('𝟿', '9')]
        {
            assert_eq!(reading(c), Reading::As(plain), "{c}");
        }
        assert!(ZEROS.is_sorted());
        for zero in ZEROS {
            assert!(zero.is_numeric() && reading(*zero) == Reading::As('0'), "{zero:?}");
        }
    }

    #[test]
    fn letters_and_visible_signs_read_as_themselves() {
        for c in "aZ9 äÿ„“–—…€Łżλя王ハ½²①ª·'’".chars() {
            assert_eq!(reading(c), Reading::Itself, "{c}");
        }
    }

    #[test]
    fn a_dash_between_digits_is_a_hyphen() {
        for (before, rest) in [("078", "–05"), ("030 ", "– 12"), ("111", "\u{2012}22"), ("4111", "–1111")]
        {
            assert!(reading_dash(before, rest.chars().next().expect("a dash"), rest), "{before}{rest}");
        }
        for (before, rest) in
            [("Mai", "–12"), ("12", "–Juni"), ("1  ", "– 2"), ("1", "—2"), ("", "–2"), ("1", "–")]
        {
            assert!(!reading_dash(before, rest.chars().next().expect("a dash"), rest), "{before}{rest}");
        }
    }

    #[test]
    fn the_quick_look_misses_no_character_that_reads_otherwise() {
        let odd = (0..=0x10_ffff).filter_map(char::from_u32).filter(|c| reading(*c) != Reading::Itself);
        for c in odd {
            assert!(may_need_reading(c.to_string().as_bytes()), "{:x}", u32::from(c));
        }
        assert!(!may_need_reading("Grüße aus Łódź, Κόσμε; мир".as_bytes()));
    }
}
