//! German organizations that are told by how they are composed, of words that no list need know: `Fischverarbeitung Harms`,
//! `Landesbehörde für Straßenbau und Verkehr`, `Radiologie am Kocher`, `Rehder Kühltechnik`; and where a court is.
//!
//! Owns: how far such a name reaches, and the letters in brackets behind any organization (`… (LBV)`). Never: takes the bare
//! noun (`die Klinik`) for a name; what words such nouns end in is in `institution/nouns.rs`.

mod adjective;
mod joined;
mod municipality;
mod nouns;
mod owner;
mod purpose;
mod small;
mod unlisted;

use std::cell::RefCell;
use std::ops::Range;

use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

use self::nouns::{Noun, noun};
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::laid::{Laid, WEAK};
use crate::names::{layer, span_of, tagger, words_in};
use crate::settings::Settings;

/// How sure such a composition makes, and the letters behind what is found.
const SCORE: f32 = 0.7;

/// How possible the tagger must think the organization where a word that dictionaries hold stands before the noun: `Seeufer
/// Lagerhaus`.
const POSSIBLE: f32 = 0.3;

/// How possible it must think any name where such a word stands behind the noun, which tells the kind: `Imkerei Bienenfleiß`.
const ANY_POSSIBLE: f32 = 0.03;

/// What no two nouns of a sentence stand behind: the first names the second.
const ARTICLES: [&str; 9] = ["die", "Die", "der", "Der", "bei", "Bei", "Firma", "zur", "Zur"];

/// What a word that names an organization may be known for.
const NAMES: u32 = class::LAST | class::LAST_RARE | class::PLACES | class::BEGINS_PHRASE | class::IN_PHRASE;

/// What is no part of an organization's name, whatever capital it has.
const OTHER: u32 = class::CALENDAR | class::TITLE | class::ROLE | class::GREETING | class::PUBLIC;

/// Adds to `found`, sorted and apart, such organizations; names inside them become parts of them.
pub(in crate::names) fn add(text: &str, reading: &Reading, settings: &Settings, found: &mut Vec<Detection>) {
    if settings.threshold(&Entity::Organization).is_none_or(|least| SCORE < least) {
        return;
    }
    if !reading.is_technical() {
        let around = Around { text, reading, likely: RefCell::new(tagger::asked(reading)) };
        let (mut at, mut composed, mut seats) = (0, Vec::new(), Vec::new());
        while at < reading.words.len() {
            let past = around.past(at, found);
            if let Some(past) = past {
                composed.push(span_of(&reading.words[at..past]));
            } else if let Some(seat) = around.seat(at) {
                seats.push(seat);
            }
            at = past.unwrap_or(at + 1);
        }
        around.lay(composed, found);
        retype(text, found);
        let mut laid = Laid::new(found);
        seats.into_iter().for_each(|span| laid.lay_told(span, &Entity::Location, SCORE));
    }
    abbreviate(text, found);
}

struct Around<'t> {
    text: &'t str,
    reading: &'t Reading,
    /// One for the whole text: a line may be one such word after another.
    likely: RefCell<allonym_tagger::Likely<'t>>,
}

impl Around<'_> {
    /// Past which word the organization ends that begins at `at`.
    fn past(&self, at: usize, found: &[Detection]) -> Option<usize> {
        let next = at + 1;
        if let Some(past) = self.joined(at) {
            let more = self.site(past).or_else(|| self.name(past, found));
            return Some(more.unwrap_or(past));
        }
        let hyphened = || self.name(self.hyphened(at)?, found);
        if let Some(past) = self.small(at).or_else(hyphened) {
            return Some(past);
        }
        let alone = || nouns::is_house_of_name(self.written(at)).then_some(next);
        let follows = self.words().get(next).is_some_and(|word| word.spaced && word.is_word());
        if !self.is_capital(at) {
            return None;
        }
        if !follows {
            return alone();
        }
        let named = || noun(self.written(next)) == Some(Noun::Trade) && self.is_before(at);
        let headed = self.headed(at, found).or_else(|| self.municipality(at, found));
        let purpose = || self.of_purpose(at, found);
        if let Some(past) = headed.or_else(purpose).or_else(|| self.with_adjective(at, found)) {
            return Some(past);
        }
        let behind = || {
            let kind = noun(self.written(at));
            let owner =
                || (kind.is_some() || self.is_practice(at)).then(|| self.owner(next, found)).flatten();
            owner().or_else(|| match kind {
                Some(Noun::Office) => self.domain(next, found).or_else(|| self.name(next, found)),
                Some(Noun::House) => self.site(next).or_else(|| self.name(next, found)),
                Some(Noun::Trade) => self.name(next, found).or_else(|| self.founder(next, found)),
                Some(Noun::Other) => self.name(next, found),
                Some(Noun::Court) => None,
                None => (self.is_capital(next) && !self.is_titled(at) && named()).then_some(next + 1),
            })
        };
        let past = self.may_belong(next, found).then(behind).flatten();
        let past = past.or_else(|| self.unlisted(at, found)).map(|past| self.partners(past));
        past.map(|past| self.second_owner(at, past)).or_else(alone)
    }

    /// Whether what stands at `at` may belong to the noun before it, whichever that is: which it is takes longest to find out.
    fn may_belong(&self, at: usize, found: &[Detection]) -> bool {
        self.is_capital(at)
            || self.site(at).is_some()
            || self.owner(at, found).is_some()
            || self.domain(at, found).is_some()
            || self.founder(at, found).is_some()
    }

    /// The place of the court at `at`, which is a place and no part of an organization's name: `AMTSGERICHT PEINE`.
    fn seat(&self, at: usize) -> Option<Span> {
        let (court, place) = (&self.words()[at], self.words().get(at + 1)?);
        let same = court.is_capital() && court.shape == place.shape && place.spaced && place.length > 2;
        let fits =
            same && !self.has(at + 1, OTHER | class::ROLE) && noun(self.written(at)) == Some(Noun::Court);
        fits.then(|| span_of(std::slice::from_ref(place)))
    }

    /// Past what a house stands at: `am Kocher`, `an der Linde`, `Zum Anker`.
    fn site(&self, at: usize) -> Option<usize> {
        const TIMES: [&str; 14] = [
            "Anfang",
            "Ende",
            "Abend",
            "Morgen",
            "Mittag",
            "Nachmittag",
            "Vormittag",
            "Wochenende",
            "Tag",
            "Folgetag",
            "Telefon",
            "Rande",
            "Stück",
            "Termin",
        ];
        let noun = match self.written(at) {
            "am" | "Am" | "zum" | "Zum" | "zur" | "Zur" | "beim" | "Beim" => at + 1,
            "an" | "An" if self.written(at + 1) == "der" => at + 2,
            _ => return None,
        };
        let fits = self.is_capital(noun)
            && !self.has(noun, OTHER)
            && !TIMES.contains(&self.written(noun))
            && !self.written(noun).ends_with("ung");
        fits.then_some(noun + 1)
    }

    /// Past a name that stands right behind the noun: a place that was found, a last name, a word that nobody has heard before.
    fn name(&self, at: usize, found: &[Detection]) -> Option<usize> {
        if !self.is_capital(at) || !self.words()[at].spaced {
            return None;
        }
        if self.is_adjective(at) && self.is_capital(at + 1) && self.words()[at + 1].spaced {
            return Some(at + 2);
        }
        let start = self.words()[at].start as usize;
        let next = found.partition_point(|name| name.span.end <= start);
        let there = found.get(next).filter(|name| name.span.start == start && name.score >= WEAK);
        match there.filter(|name| !self.text[name.span.range()].contains(',')) {
            Some(name) => self.is_part(name).then(|| words_in(self.words(), name.span).end),
            None => self.is_behind(at).then_some(at + 1),
        }
    }

    /// Whether the word at `at` names the trade behind it: it is a name, or the tagger thinks the organization possible.
    fn is_before(&self, at: usize) -> bool {
        let is_led = || {
            at.checked_sub(1)
                .is_some_and(|before| self.reading.people() > 0 && ARTICLES.contains(&self.written(before)))
        };
        let least = || if is_led() { ANY_POSSIBLE } else { POSSIBLE };
        self.is_named(at) || self.is_free(at) && self.likely(at..at + 2)[2] >= least()
    }

    /// Whether the word at `at` names what the noun before it is for: it is a name, or the tagger thinks one possible.
    fn is_behind(&self, at: usize) -> bool {
        let possible = || self.likely(at - 1..at + 1).iter().sum::<f32>() >= ANY_POSSIBLE;
        self.is_named(at) || self.is_surname(at) || self.is_free(at) && possible()
    }

    /// Whether the word is a frequent surname that is an ordinary word too: `Landbäckerei Sommer`.
    fn is_surname(&self, at: usize) -> bool {
        self.has(at, class::LAST) && self.has(at, class::COMMON) && !self.has(at, OTHER | class::ROLE)
    }

    /// Whether lists know the word for nothing that stands beside such a noun without being its name.
    fn is_free(&self, at: usize) -> bool {
        !self.has(at, OTHER | class::ROLE | class::FIRST | class::COMMON)
    }

    /// How likely these words are a person, a place and an organization.
    fn likely(&self, words: Range<usize>) -> [f32; 3] {
        let span = span_of(&self.words()[words]);
        self.likely.borrow_mut().of((span.start, span.end))
    }

    /// Whether the word is an inflected adjective, which has a capital in names only: `Rösterei Schwarzes Gold`. Of adjectives alone
    /// dictionaries hold a form in -em.
    fn is_adjective(&self, at: usize) -> bool {
        let written = self.written(at);
        let ends = ["es", "er", "en", "e"];
        let stem = ends.iter().find_map(|end| written.strip_suffix(end));
        stem.is_some_and(|stem| stem.len() > 2 && tagger::in_dictionary(&format!("{stem}em")))
    }

    /// Whether what was found behind a noun may be a part of the organization: a place, or a last name.
    fn is_part(&self, name: &Detection) -> bool {
        let own = words_in(self.words(), name.span);
        let address =
            self.text[name.span.range()].contains(|c: char| c.is_ascii_digit() || matches!(c, '\n' | ','));
        is_ours(name)
            && match name.entity {
                Entity::Location => !address,
                Entity::Person => own.len() == 1 && !self.has(own.start, class::FIRST),
                Entity::Organization => true,
                _ => false,
            }
    }

    /// Whether the word has a capital and is nothing but a name: that of a family or place, or one that no dictionary holds.
    fn is_named(&self, at: usize) -> bool {
        let classes = self.reading.classes[at];
        let listed = classes & (class::LAST | class::PLACES) != 0;
        let word = &self.words()[at];
        word.shape == Shape::Capital
            && word.length > 3
            && classes & !NAMES == 0
            && (listed || !tagger::in_dictionary(word.written(self.text)))
    }

    /// Whether a title or another capital stands right before the word, which is then somebody's or a part of more.
    fn is_titled(&self, at: usize) -> bool {
        let before = at.checked_sub(1).filter(|_| self.words()[at].spaced);
        let dotted = |at: usize| self.words()[at].sign == b'.' && at > 0 && self.has(at - 1, class::TITLE);
        before.is_some_and(|before| {
            self.has(before, class::TITLE)
                || self.is_capital(before) && self.has(before, class::FIRST)
                || dotted(before)
        })
    }

    /// Lays organizations, in order of place, over the names inside them; not where something else stands.
    fn lay(&self, composed: Vec<Span>, found: &mut Vec<Detection>) {
        if composed.is_empty() {
            return;
        }
        let mut old = std::mem::take(found).into_iter().peekable();
        let mut composed = composed.into_iter().peekable();
        while let Some(span) = composed.next() {
            found.extend(std::iter::from_fn(|| old.next_if(|name| name.span.end <= span.start)));
            let there: Vec<Detection> =
                std::iter::from_fn(|| old.next_if(|name| name.span.start < span.end)).collect();
            // `Farm, Betriebe` between the two of `Gasthof Farm, Betriebe Roe` belongs to both.
            let next = composed.peek().copied();
            let reaches = |name: &Detection| {
                let next = next.filter(|next| next.start < name.span.end);
                is_within(name.span, next.map_or(span, |next| Span { end: next.end, ..span }))
            };
            let inside = |name: &Detection| {
                name.score < WEAK || (is_ours(name) || is_titled_person(name)) && reaches(name)
            };
            let is_free = found.last().is_none_or(|last| last.span.end <= span.start);
            if is_free && there.iter().all(inside) && !tagger::is_piece(self.text, span) {
                found.push(organization(span, &there));
            } else {
                found.extend(there);
            }
        }
        found.extend(old);
    }

    fn words(&self) -> &[Word] {
        &self.reading.words
    }

    fn written(&self, at: usize) -> &str {
        self.words().get(at).map_or("", |word| word.written(self.text))
    }

    fn is_capital(&self, at: usize) -> bool {
        self.words().get(at).is_some_and(|word| word.shape == Shape::Capital && word.length > 2)
    }

    fn has(&self, at: usize, of: u32) -> bool {
        self.reading.classes[at] & of != 0
    }
}

/// Whether the word is a house or a body, composed of words or joined to others, and nobody's name.
pub(in crate::names) fn is_house(written: &str) -> bool {
    let end = written.rsplit('-').next().unwrap_or_default();
    let is_joined = end.len() < written.len();
    let is_named =
        || tagger::listed(written) & class::PERSONS != 0 || tagger::listed(end) & class::PERSONS != 0;
    let kind = || if is_joined { nouns::joined_noun(end) } else { noun(written) };
    written.starts_with(char::is_uppercase)
        && matches!(kind(), Some(Noun::Office | Noun::House))
        && !is_named()
}

/// Whether an organization in small letters begins with what it is: `hausverwaltung roe`.
pub(in crate::names) fn is_headed(written: &str) -> bool {
    written.split_once(' ').is_some_and(|(head, _)| small::is_noun(head))
}

/// Calls an organization what was found alone for a place or a person and is the noun of one: `Rosenapotheke`.
fn retype(text: &str, found: &mut [Detection]) {
    let is_other = |name: &Detection| {
        matches!(name.entity, Entity::Location | Entity::Person) && is_ours(name) && name.score >= WEAK
    };
    for name in found.iter_mut().filter(|name| is_other(name)) {
        let written = &text[name.span.range()];
        let single = !written.contains(|c: char| !c.is_alphabetic() && c != '-');
        if single && is_house(written) && !tagger::in_dictionary(written) {
            name.entity = Entity::Organization;
        }
    }
}

/// The organization in the place of what was found there, as sure as an organization was that is a part of it.
fn organization(span: Span, there: &[Detection]) -> Detection {
    let sure = there.iter().filter(|name| name.entity == Entity::Organization).map(|name| name.score);
    let score = sure.fold(SCORE, f32::max);
    Detection { span, entity: Entity::Organization, score, rule: layer::DICTIONARY.clone() }
}

fn is_within(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Whether a layer of names found it, and no rule.
fn is_ours(name: &Detection) -> bool {
    name.rule.as_str().starts_with("names.")
}

/// Whether a rule found it behind a title: `Dr. Roe` in `Praxis Dr. Roe`.
fn is_titled_person(name: &Detection) -> bool {
    name.entity == Entity::Person && name.rule.as_str().starts_with("name.title")
}

/// Adds the letters in brackets behind organizations, by which the text may call them from there on.
fn abbreviate(text: &str, found: &mut Vec<Detection>) {
    let organizations = found.iter().filter(|name| name.entity == Entity::Organization && name.score >= WEAK);
    let letters: Vec<Span> = organizations.filter_map(|name| letters_after(text, name.span)).collect();
    let mut laid = Laid::new(found);
    letters.into_iter().for_each(|span| laid.lay_told(span, &Entity::Organization, SCORE));
}

/// `LBV` in `Landesbehörde für Straßenbau und Verkehr (LBV)`: a few capitals, of which the first two begin words of the name or its first word.
fn letters_after(text: &str, name: Span) -> Option<Span> {
    const LETTERS: Range<usize> = 2..7;
    let inside = text[name.end..].strip_prefix(" (")?;
    let letters = &inside[..inside.bytes().take(LETTERS.end).position(|byte| byte == b')')?];
    let capitals = letters.chars().all(char::is_uppercase) && LETTERS.contains(&letters.len());
    let (mut of_letters, mut of_name) = (letters.chars(), text[name.range()].chars());
    let begins = of_letters.next().zip(of_name.next()).is_some_and(|(letter, first)| first == letter);
    let rest = of_name.as_str().to_uppercase();
    let mut left = rest.chars();
    let spelt = of_letters.all(|letter| left.any(|other| other == letter));
    let start = name.end + " (".len();
    (capitals && begins && spelt).then_some(Span { start, end: start + letters.len() })
}

#[cfg(test)]
mod tests;
