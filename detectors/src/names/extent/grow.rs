//! What stands right beside a found name and belongs to it: the last name before `, Jane` in a row of a list, the other half of
//! `ROE JANE`, the first name before `Ní Roe`, the flat before an address and the region after it, the village after
//! a club, what a date has before it (`grow/day.rs`).
//!
//! Owns: how far a found name reaches. Never: finds a name of its own, and never reaches into another detection.

mod day;

use std::ops::Range;

use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::{Classes, class};
use allonym_tagger::words::{Shape, Word};

use crate::check::Check;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::{extent::surname, tagger, words_in};

/// Lets the persons and places among `found`, sorted and apart, reach over what belongs to them; `reading` is the text's.
pub(in crate::names) fn grow(text: &str, reading: &Reading, found: &mut [Detection]) {
    for at in 0..found.len() {
        let around = Around { text, words: &reading.words, classes: &reading.classes };
        let span = match found[at].entity {
            Entity::Person => around.person(found[at].span),
            Entity::Location => around.place(found[at].span),
            Entity::Organization => around.organization(found[at].span),
            Entity::Date => day::whole(text, found[at].span),
            _ => continue,
        };
        let free = at == 0 || found[at - 1].span.end <= span.start;
        if free && found.get(at + 1).is_none_or(|next| span.end <= next.span.start) {
            found[at].span = span;
        }
    }
}

struct Around<'t> {
    text: &'t str,
    words: &'t [Word],
    classes: &'t [Classes],
}

impl Around<'_> {
    /// A person's whole name, as far as it is plain.
    fn person(&self, span: Span) -> Span {
        let Range { start: first, end: past } = words_in(self.words, span);
        if let Some(start) = self.last_name_before(first, past).or_else(|| self.first_name_before(first)) {
            return Span { start, ..span };
        }
        if let Some(start) = self.initial_before(first) {
            return Span { start, ..span };
        }
        let end = self.half_after(first, past).or_else(|| self.first_name_after(first, past));
        Span { end: end.unwrap_or(span.end), ..span }
    }

    /// Where `Siobhán` begins in `Siobhán Ní Roe`, or `Ní` where no first name stands before it.
    fn first_name_before(&self, first: usize) -> Option<usize> {
        const PARTICLES: [&str; 9] = ["Mac", "Ní", "Nic", "Ó", "Ua", "Abu", "Ibn", "Al", "Mc"];
        let joined = |at: usize| self.words.get(at).is_some_and(|word| word.spaced && word.is_word());
        let before = |at: usize| at.checked_sub(1).filter(|_| joined(at));
        let particle = before(first).filter(|at| PARTICLES.contains(&self.written(*at)));
        let listed = before(particle.unwrap_or(first)).filter(|at| self.is_first_name(*at));
        listed.or(particle).map(|at| self.words[at].start as usize)
    }

    /// Where `J.` begins in `by J. Roe`: a capital with a period, after a word in small letters, a sign or a row's beginning.
    fn initial_before(&self, first: usize) -> Option<usize> {
        let at =
            first.checked_sub(2).filter(|_| self.words[first].spaced && self.words[first].is_capital())?;
        let (letter, dot) = (&self.words[at], &self.words[at + 1]);
        let initial = letter.shape == Shape::Initial && dot.sign == b'.' && dot.length == 1 && !dot.spaced;
        let opens = at.checked_sub(1).map(|before| &self.words[before]).is_none_or(|before| {
            before.shape == Shape::Lower && letter.spaced
                || is_edge(before)
                || matches!(before.sign, b',' | b'(')
        });
        (initial && opens).then_some(letter.start as usize)
    }

    /// Whether it is a first name and nothing else.
    fn is_first_name(&self, at: usize) -> bool {
        let other =
            class::COMMON | class::GREETING | class::TITLE | class::ROLE | class::PUBLIC | class::CALENDAR;
        let word = &self.words[at];
        word.shape == Shape::Capital && word.length > 2 && self.has(at, class::FIRST) && !self.has(at, other)
    }

    /// Where `Jane` ends in a row `3. Roe, Jane` when the person ends before the comma.
    fn first_name_after(&self, first: usize, past: usize) -> Option<usize> {
        let comma = self.words.get(past).filter(|comma| comma.sign == b',' && !comma.spaced)?;
        let name = self.words.get(past + 1).filter(|name| name.spaced && comma.length == 1)?;
        let ends = self.words.get(past + 2).is_none_or(|next| is_edge(next) || next.sign == b'(');
        let fits = past == first + 1 && ends && self.is_first_name(past + 1) && begins_row(self.words, first);
        fits.then_some(name.end as usize)
    }

    fn written(&self, at: usize) -> &str {
        self.words[at].written(self.text)
    }

    /// Where `Roe` begins in a row `3. Roe, Jane`: a name that is listed or unheard of at a row's or cell's beginning, the person at its end.
    fn last_name_before(&self, first: usize, past: usize) -> Option<usize> {
        let last = first.checked_sub(2)?;
        let (name, comma) = (&self.words[last], &self.words[last + 1]);
        let listed = name.is_capital() && name.length > 2 && self.has(last, class::PERSONS)
            || surname::can_be(self.text, name, true);
        let town = self.has(last, class::PLACES) && !self.has(last, class::LAST);
        let other = class::GREETING | class::TITLE | class::ORG_WORD;
        let ends = self.words.get(past).is_none_or(|next| is_edge(next) || next.sign == b'(');
        let fits = listed && comma.sign == b',' && !comma.spaced && self.words[first].spaced && ends;
        let fits = fits && !town && !self.has(last, other) && Check::PersonName.passes(self.written(last));
        (fits && begins_row(self.words, last)).then_some(name.start as usize)
    }

    /// Where the other half ends when the person is one word in capitals, as in `ROE JANE`.
    fn half_after(&self, first: usize, past: usize) -> Option<usize> {
        let half = self.words.get(past).filter(|_| past == first + 1)?;
        let upper = |word: &Word| word.shape == Shape::Upper && word.length > 2;
        let other = class::TITLE | class::ORG_WORD | class::LEGAL_FORM | class::ROLE | class::PUBLIC;
        let fits = upper(&self.words[first]) && upper(half) && half.spaced;
        let dated = self.words.get(past + 1).is_some_and(|next| next.shape == Shape::Number);
        let named = self.has(past, class::FIRST | class::LAST) && !self.has(past, other);
        let month = self.has(past, class::CALENDAR) && dated;
        (fits && named && !month).then_some(half.end as usize)
    }

    /// An organization with the name behind it: `SV Blau-Weiß Bornreihe`, where the tagger stops before a village.
    fn organization(&self, span: Span) -> Span {
        const NAMES: Classes =
            class::LAST_RARE | class::LAST | class::PLACES | class::BEGINS_PHRASE | class::IN_PHRASE;
        let Range { start: first, end: past } = words_in(self.words, span);
        if let Some(end) = self.capitals_after(first, past) {
            return Span { end, ..span };
        }
        let unheard = |at: usize| self.classes[at] & !NAMES == 0 && !tagger::in_dictionary(self.written(at));
        let name = self
            .words
            .get(past)
            .filter(|name| name.shape == Shape::Capital && name.spaced && name.length > 3);
        let fits = past > first
            && self.words[past - 1].shape == Shape::Capital
            && self.words[past - 1].end as usize == span.end
            && name.is_some()
            && unheard(past);
        Span { end: name.filter(|_| fits).map_or(span.end, |name| name.end as usize), ..span }
    }

    /// Where the capitals end that go on to the row's end behind an organization in capitals alone on its row: `EMPLOYER: ROE PALLET` before `WORKS`.
    fn capitals_after(&self, first: usize, past: usize) -> Option<usize> {
        let upper = |word: &&Word| word.shape == Shape::Upper && word.length > 1 && word.spaced;
        let is_labelled = first.checked_sub(1).is_some_and(|before| self.words[before].sign == b':');
        if !is_labelled {
            return None;
        }
        let more = self.words[past..].iter().take_while(upper).count();
        let ends = self.words.get(past + more).is_none_or(is_edge);
        let all = self.words[first..past].iter().all(|word| word.shape == Shape::Upper || !word.is_word());
        (more > 0 && ends && all).then(|| self.words[past + more - 1].end as usize)
    }

    /// An address with its flat, its house and its region.
    fn place(&self, span: Span) -> Span {
        if !self.text[span.range()].contains(|c: char| c.is_ascii_digit()) {
            return span;
        }
        let Range { start: first, end: past } = words_in(self.words, span);
        let end = self.region_after(past).unwrap_or(span.end);
        let start = self.unit_before(first).or_else(|| self.sign_before(span.start));
        Span { start: start.unwrap_or(span.start), end }
    }

    /// Where the sign for a street begins in `c/ Mayor 12`.
    fn sign_before(&self, start: usize) -> Option<usize> {
        let before = self.text[..start].trim_end_matches(' ');
        let stem = before.strip_suffix("c/").or_else(|| before.strip_suffix("C/"))?;
        (!stem.ends_with(char::is_alphanumeric)).then_some(stem.len())
    }

    /// Where the region ends in `12 Oak Road, Denver, Colorado`, when the address ends before it.
    fn region_after(&self, past: usize) -> Option<usize> {
        let (comma, place) = (self.words.get(past)?, past + 1);
        let listed = |at: usize| at < self.words.len() && self.has(at, class::REGION | class::COUNTRY);
        let word = self.words.get(place)?;
        let plain = !self.has(place, class::COMMON) || self.has(place, class::IN_PHRASE);
        let fits = comma.sign == b',' && !comma.spaced && word.is_capital() && word.length > 2 && plain;
        if !fits || !listed(place) {
            return None;
        }
        let more = (place + 1..self.words.len())
            .take_while(|&at| self.has(at, class::IN_PHRASE) && listed(at) && self.words[at].spaced);
        Some(self.words[more.last().unwrap_or(place)].end as usize)
    }

    /// Where `Flat 4` begins in `Flat 4, 12 Oak Road`.
    fn unit_before(&self, first: usize) -> Option<usize> {
        const UNITS: [&str; 7] = ["unit", "flat", "apt", "apartment", "suite", "appt", "studio"];
        let unit = first.checked_sub(3)?;
        let (word, number, comma) = (&self.words[unit], &self.words[unit + 1], &self.words[unit + 2]);
        let numbered = matches!(number.shape, Shape::Number | Shape::Code | Shape::Initial);
        let named = UNITS.iter().any(|known| self.written(unit).eq_ignore_ascii_case(known));
        (comma.sign == b',' && numbered && named).then_some(word.start as usize)
    }

    fn has(&self, at: usize, classes: Classes) -> bool {
        self.classes[at] & classes != 0
    }
}

/// Whether the word is the first of its line or cell, but for a number or sign of a list.
pub(in crate::names) fn begins_row(words: &[Word], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return true };
    let numbered = || {
        let number = before.checked_sub(1).map(|at| &words[at]);
        let lone = before < 2 || is_edge(&words[before - 2]);
        number.is_some_and(|number| number.shape == Shape::Number) && lone
    };
    match words[before].sign {
        b'-' | b'*' => before == 0 || is_edge(&words[before - 1]),
        b'.' | b')' => numbered(),
        _ => is_edge(&words[before]),
    }
}

/// A line's end, or a sign between cells.
pub(in crate::names) fn is_edge(word: &Word) -> bool {
    word.shape == Shape::LineEnd || matches!(word.sign, b';' | b'|' | b'"' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::told;
    use crate::settings::Settings;

    /// What the first of `names` has become.
    fn grown<'t>(text: &'t str, names: &[(&str, Entity)]) -> &'t str {
        let mut reading = Reading::default();
        tagger::tag(text, &mut reading);
        let mut found = told::laid(text, names);
        grow(text, &reading, &mut found);
        assert!(Settings::default().threshold(&found[0].entity).is_some());
        &text[found[0].span.range()]
    }

    #[test]
    fn a_row_is_a_whole_name() {
        let person = |name| [(name, Entity::Person)];
        assert_eq!(grown("1. Berger, Max\n2. Lange, Ute\n", &person("Ute")), "Lange, Ute");
        assert_eq!(grown("\"Rubio, Saturnino\";12", &person("Saturnino")), "Rubio, Saturnino");
        for text in ["Danke, Ute\n", "Heute kommt Lange, Ute\n", "Lange, Ute kommt nicht", "Lange , Ute\n"] {
            assert_eq!(grown(text, &person("Ute")), "Ute", "{text}");
        }
    }

    #[test]
    fn an_initial_belongs_to_the_surname_after_it() {
        let person = |name| [(name, Entity::Person)];
        assert_eq!(grown("zugesagt durch R. Malik", &person("Malik")), "R. Malik");
        assert_eq!(grown("(J. Archer & Sons)", &person("Archer")), "J. Archer");
        for text in ["Vitamin C. Malik kommt", "Plan B: Malik kommt", "durch R.Malik"] {
            assert_eq!(grown(text, &person("Malik")), "Malik", "{text}");
        }
    }

    #[test]
    fn capitals_are_one_name() {
        let person = |name| [(name, Entity::Person)];
        assert_eq!(grown("KOWALSKI THOMAS  SEAT 14C", &person("KOWALSKI")), "KOWALSKI THOMAS");
        for text in ["KOWALSKI SEAT 14C", "KOWALSKI Thomas", "KOWALSKI MAY 14", "KOWALSKI, THOMAS"] {
            assert_eq!(grown(text, &person("KOWALSKI")), "KOWALSKI", "{text}");
        }
        let both = [("KOWALSKI", Entity::Person), ("THOMAS", Entity::Person)];
        assert_eq!(grown("KOWALSKI THOMAS", &both), "KOWALSKI");
    }

    #[test]
    fn a_first_name_goes_with_its_surname() {
        let person = |name| [(name, Entity::Person)];
        let whole = "Siobhan Ní Mhurchú";
        assert_eq!(grown(&format!("{whole} signed"), &person("Mhurchú")), whole);
        assert_eq!(grown(&format!("{whole} signed"), &person("Ní Mhurchú")), whole);
        assert_eq!(grown("cc Mac Giolla", &person("Giolla")), "Mac Giolla");
        assert_eq!(grown("Barbara Okonjo signed", &person("Okonjo")), "Barbara Okonjo");
        assert_eq!(grown("1. Lange, Ute\n", &person("Lange")), "Lange, Ute");
        for text in ["Yesterday Okonjo", "of Barbara, Okonjo too", "Barbara. Okonjo", "Thanks Okonjo"] {
            assert_eq!(grown(text, &person("Okonjo")), "Okonjo", "{text}");
        }
        assert_eq!(grown("Heute kommt Lange, Ute\n", &person("Lange")), "Lange");
    }

    #[test]
    fn an_organization_has_the_village_behind_it() {
        let club = |name| [(name, Entity::Organization)];
        assert_eq!(
            grown("bisher SV Blau-Weiß Bornreihe. Vor", &club("SV Blau-Weiß")),
            "SV Blau-Weiß Bornreihe"
        );
        for text in
            ["SV Blau-Weiß Trainer", "SV Blau-Weiß, Bornreihe", "SV Blau-Weiß bornreihe", "SV Blau-Weiß Anna"]
        {
            assert_eq!(grown(text, &club("SV Blau-Weiß")), "SV Blau-Weiß", "{text}");
        }
    }

    #[test]
    fn an_address_has_its_flat_and_its_region() {
        let place = |name| [(name, Entity::Location)];
        let whole = "3310 Larimer Street, Denver, Colorado";
        assert_eq!(grown(&format!("of {whole}"), &place("3310 Larimer Street, Denver")), whole);
        assert_eq!(grown("en c/ Mayor 12, Lugo", &place("Mayor 12, Lugo")), "c/ Mayor 12, Lugo");
        assert_eq!(grown("Unit 4, 18 Foundry Road", &place("18 Foundry Road")), "Unit 4, 18 Foundry Road");
        for text in ["Room 4, 18 Foundry Road", "18 Foundry Road, Monday", "18 Foundry Road. Colorado"] {
            assert_eq!(grown(text, &place("18 Foundry Road")), "18 Foundry Road", "{text}");
        }
    }
}
