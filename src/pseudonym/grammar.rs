//! Recognising a pseudonym in whatever spelling a model gives it.
//!
//! Owns: the tolerant grammar: case, inner spaces, `-` or nothing for `_`, zero padding, HTML (`&lt;`), Markdown (`\<`, `\_`),
//! JSON (`\u003c`), percent-encoding, full-width and guillemet brackets, one bracket of a pair, and the bare form. Always
//! gated by [`Names`]: what is not alive is text. Never: replaces anything. See `restore/text.rs` for that, and
//! `grammar/bare.rs` for names without brackets, `grammar/glyph.rs` for how one written character is read.

mod bare;
mod glyph;
mod name;
mod near;
#[cfg(test)]
mod tests;

use std::ops::Range;

use memchr::memchr3;

pub use self::bare::CONTEXT;
use self::glyph::{Glyph, glyph};
pub use self::name::Name;
use super::Template;
use super::split;
use crate::byte_class::{Members, Sets};

/// Which names count.
pub trait Names {
    /// Whether `name` (`PERSON_1B`) is one of them.
    fn has(&self, name: &str) -> bool;
    /// Whether any of them begins with `prefix`.
    fn begins(&self, prefix: &str) -> bool;
}

/// Every name, alive or not.
pub struct Any;

impl Names for Any {
    fn has(&self, name: &str) -> bool {
        split(name).is_some()
    }

    fn begins(&self, _: &str) -> bool {
        false
    }
}

/// What was found first.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// A pseudonym, at these byte offsets.
    Match {
        /// First byte.
        start: usize,
        /// Byte after the last.
        end: usize,
        /// Its canonical name.
        name: Name,
    },
    /// The text ends inside what may become a pseudonym that is alive: hold back from this byte offset on.
    Hold {
        /// First byte of the possible pseudonym.
        start: usize,
    },
    /// Nothing up to the end.
    Nothing,
}

/// Reads pseudonyms of one template.
#[derive(Clone)]
pub struct Grammar {
    template: Template,
    leads: Leads,
    lead_sets: Box<Sets>,
}

/// The bytes at which a pseudonym may begin or be recognised by its separator.
type Leads = [u8; 9];

/// Of the bytes that lead, those that share an upper half go into one set, so that no other byte seems to be one.
fn sets_of(leads: &Leads) -> Box<Sets> {
    let mut sets = Sets::EMPTY;
    for lead in leads {
        let set = match lead {
            0xC0.. => 1 << (lead >> 5 & 1),
            b'&' | b'%' => 4,
            b'\\' => 8,
            other if *other == leads[0] => 16,
            _ => 32,
        };
        sets.add(*lead, set);
    }
    Box::new(sets)
}

/// How far the reading of one candidate came.
enum Reading {
    Done {
        end: usize,
        name: Name,
    },
    Open,
    /// An opened name at the end of the text, which may have been cut off in the midst of a longer one.
    CutOff,
    No,
}

/// The longest run of white space accepted between bracket and name.
const SPACES: usize = 2;

impl Grammar {
    /// The grammar of a template's pseudonyms.
    pub fn new(template: Template) -> Self {
        let between = template.between();
        let leads = match template.prefix()[0] {
            // Guillemets and CJK angle brackets: U+00AB, U+2039, U+27E8 …, U+3008 ….
            b'<' => [between, b'<', b'&', b'\\', b'%', 0xEF, 0xC2, 0xE2, 0xE3],
            first => [between, first, b'&', b'\\', b'%', 0xEF, between, between, between],
        };
        Self { template, leads, lead_sets: sets_of(&leads) }
    }

    /// How pseudonyms are written.
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// Whether `text` can neither hold nor begin nor complete a pseudonym: the fast way past most pieces of a stream.
    pub fn is_quiet(&self, text: &str) -> bool {
        let ends_label = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        !text.bytes().next_back().is_some_and(ends_label) && !self.may_stand_in(text)
    }

    /// Whether a pseudonym can stand in `text`, however it is cut.
    pub fn may_stand_in(&self, text: &str) -> bool {
        let text = text.as_bytes();
        let (three, _) = self.leads.as_chunks::<3>();
        three.iter().any(|[one, two, three]| memchr3(*one, *two, *three, text).is_some())
    }

    fn leads_in<'t>(&'t self, text: &'t str, from: usize) -> Members<'t> {
        Members::new(text.as_bytes(), from, &self.lead_sets)
    }

    /// Every place of a whole `text` that reads as a pseudonym whose name is one of `names`, and that name.
    pub fn all_in<'t>(
        &'t self,
        text: &'t str,
        names: &'t impl Names,
    ) -> impl Iterator<Item = (Range<usize>, Name)> + 't {
        let mut from = (0, None);
        let rest = move |(from, last)| Candidate {
            grammar: self,
            text,
            bytes: text.as_bytes(),
            from,
            last,
            more: false,
            json: false,
            may_be_cut_off: false,
        };
        std::iter::from_fn(move || match rest(from).first(names) {
            Found::Match { start, end, name } => {
                from = (end, Some(end));
                Some((start..end, name))
            }
            Found::Hold { .. } | Found::Nothing => None,
        })
    }

    /// The first pseudonym in `text` at or after byte `from`. Text before `from` is context only (what was already
    /// given out); `last` is where the pseudonym before ended, if it stands there. With `more`, the text may go on, and a
    /// tail that could become a live pseudonym is held; without, one that is opened and not closed may be the beginning of
    /// another's, and is then nothing.
    ///
    /// `json` says that the text is JSON source: a letter right before the bare form may then belong to an escape.
    pub fn find(
        &self,
        text: &str,
        (from, last): (usize, Option<usize>),
        names: &impl Names,
        more: bool,
        json: bool,
    ) -> Found {
        let bytes = text.as_bytes();
        Candidate { grammar: self, text, bytes, from, last, more, json, may_be_cut_off: !more }.first(names)
    }
}

/// One reading of one text.
struct Candidate<'a> {
    grammar: &'a Grammar,
    text: &'a str,
    bytes: &'a [u8],
    from: usize,
    last: Option<usize>,
    more: bool,
    json: bool,
    /// Whether a text that ends in an opened name may be one that was cut off, as an answer is.
    may_be_cut_off: bool,
}

impl Candidate<'_> {
    /// See [`Grammar::find`].
    fn first(&self, names: &impl Names) -> Found {
        for at in self.grammar.leads_in(self.text, self.from) {
            for (start, reading) in [self.bare(at, names), self.bracketed(at, names)] {
                match reading {
                    Reading::Done { end, name } => return Found::Match { start, end, name },
                    // `CREDIT\\` ends in what may be an edge or a separator: the bare name begins earlier.
                    Reading::Open => {
                        return Found::Hold { start: self.tail(names).map_or(start, |t| t.min(start)) };
                    }
                    Reading::CutOff => return Found::Nothing,
                    Reading::No => {}
                }
            }
        }
        self.tail(names).map_or(Found::Nothing, |start| Found::Hold { start })
    }

    /// Opener, name and closer from `at` on.
    fn bracketed(&self, at: usize, names: &impl Names) -> (usize, Reading) {
        let template = &self.grammar.template;
        let (prefix, suffix) = (template.prefix(), template.suffix());
        let reading = match edge(self.bytes, at, prefix, prefix.len()) {
            Edge::Read { end, count } => {
                let closers = if count == prefix.len() { suffix.len() } else { 1 };
                match self.name_and_closer(end, closers, names) {
                    Reading::Done { end, .. } if self.is_own_backslash(at, end) => Reading::No,
                    reading => reading,
                }
            }
            Edge::Cut => self.open(names.begins("")),
            Edge::No => Reading::No,
        };
        (at, reading)
    }

    /// Whether the backslash at `at` is text before a pseudonym that itself is written without any, as in `C:\\<<EMAIL_1>>`:
    /// what escapes the first bracket escapes the second, or, where there is but one, the closing one.
    fn is_own_backslash(&self, at: usize, end: usize) -> bool {
        let prefix = self.grammar.template.prefix();
        let plain = |at: usize, bracket: Option<&u8>| self.bytes.get(at) == bracket;
        let escapes = self.bytes[at..].iter().take(2).take_while(|byte| **byte == b'\\').count();
        escapes > 0
            && plain(at + escapes, prefix.first())
            && match prefix {
                [_] => self.bytes.get(end.saturating_sub(2)) != Some(&b'\\'),
                _ => plain(at + escapes + 1, prefix.get(1)),
            }
    }

    fn name_and_closer(&self, mut pos: usize, closers: usize, names: &impl Names) -> Reading {
        let between = self.grammar.template.between();
        let mut name = Name::default();
        let mut spaces = 0;
        // `<Address1>` is a tag of somebody's XML: only what a whole edge opens may lack its separator.
        let separated = |name: &Name| (closers > 1).then(|| name.separated()).flatten();
        loop {
            match glyph(self.bytes, pos) {
                Glyph::End if closers > 1 && self.is_cut_off(&name, names) => return Reading::CutOff,
                Glyph::Cut | Glyph::End => {
                    let is_possible = |name: &Name| name.may_become(names);
                    return self
                        .open(is_possible(&name) || separated(&name).as_ref().is_some_and(is_possible));
                }
                Glyph::Char(c, len) if c.is_ascii_whitespace() && name.is_empty() && spaces < SPACES => {
                    spaces += 1;
                    pos += len;
                }
                Glyph::Char(c, len) if name.push(c, between) => pos += len,
                _ => break,
            }
        }
        let mut name = separated(&name).unwrap_or(name);
        if !name.finish() || !names.has(name.as_str()) {
            return Reading::No;
        }
        match edge(self.bytes, pos, self.grammar.template.suffix(), closers) {
            Edge::Read { end, count } if count < closers && self.more && ends(self.bytes, end) => {
                Reading::Open
            }
            Edge::Read { end, .. } => Reading::Done { end, name },
            Edge::Cut => self.open(true),
            Edge::No => Reading::No,
        }
    }

    /// Whether one more digit makes `name`, in which the text ends, that of somebody else, or the beginning of it.
    fn is_cut_off(&self, name: &Name, names: &impl Names) -> bool {
        let goes_on = |digit: u8| {
            let mut longer = name.clone();
            longer.push(digit, self.grammar.template.between()) && longer.may_become(names)
        };
        self.may_be_cut_off
            && name.as_str().ends_with(|c: char| c.is_ascii_digit())
            && (b'0'..=b'9').any(goes_on)
    }

    fn open(&self, possible: bool) -> Reading {
        if self.more && possible { Reading::Open } else { Reading::No }
    }
}

enum Edge {
    Read { end: usize, count: usize },
    Cut,
    No,
}

/// Reads at most `most` characters of a template's edge. One of a repeated bracket is enough (`<PERSON_1>`), so is one
/// guillemet for two.
fn edge(bytes: &[u8], at: usize, edge: &[u8], most: usize) -> Edge {
    let repeated = edge.windows(2).all(|pair| pair[0] == pair[1]);
    let (mut pos, mut count) = (at, 0);
    while count < most.min(edge.len()) {
        match glyph(bytes, pos) {
            Glyph::Char(c, len) if c == edge[count] => {
                pos += len;
                count += 1;
            }
            Glyph::Cut | Glyph::End if count == 0 || !repeated => return Edge::Cut,
            _ if count > 0 && repeated => break,
            _ => return Edge::No,
        }
    }
    if count == 0 { Edge::No } else { Edge::Read { end: pos, count } }
}

/// Whether the text ends here, or inside one written character: a second closer may still come.
fn ends(bytes: &[u8], at: usize) -> bool {
    matches!(glyph(bytes, at), Glyph::Cut | Glyph::End)
}

/// Whether a character makes one word together with the letters of a name: Latin letters, digits of any script, and the
/// underscore. Those of other scripts stand right beside a name, as their languages put it: `是PERSON_1的`, `PERSON_1さん`.
fn is_word(c: char) -> bool {
    let is_latin = matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}');
    c == '_' || c.is_numeric() || is_latin && c.is_alphabetic()
}
