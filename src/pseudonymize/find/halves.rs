//! Names in two halves, `first_name` and `last_name`: in two cells, under two labels, in two strings of one object.
//!
//! Owns: that both are one person, who is known by the whole name from then on. Never: knows which labels say so; the detectors do.

use std::rc::Rc;

use allonym_detectors::{Detection, Entity, Half, half, halves};
use hashbrown::HashMap;

use super::{Search, Value};
use crate::pseudonymize::known::With;
use crate::pseudonymize::surface::Surface;

/// The whole names of which a surface has halves, by where these begin.
#[derive(Default)]
pub(super) struct Halves(HashMap<usize, Rc<str>>);

impl Halves {
    /// Of what was found in a text; `whole` is the name of which all of the text is a half.
    pub(super) fn of(text: &str, whole: Option<&Rc<str>>, found: &[Detection]) -> Self {
        let own = found.iter().map(|own| own.span.range()).find(|own| own.len() == text.len());
        if let Some((whole, own)) = whole.zip(own) {
            return Self([(own.start, Rc::clone(whole))].into_iter().collect());
        }
        let mut wholes = HashMap::new();
        for (first, last) in halves(text, found) {
            let whole: Rc<str> = whole_of(&text[first.range()], &text[last.range()]);
            wholes.insert(first.start, Rc::clone(&whole));
            wholes.insert(last.start, whole);
        }
        Self(wholes)
    }

    /// Whether a half of a name begins there.
    pub(super) fn begin_at(&self, place: usize) -> bool {
        self.0.contains_key(&place)
    }
}

fn whole_of(first: &str, last: &str) -> Rc<str> {
    [first, " ", last].concat().into()
}

/// The names of which whole strings are halves, by the numbers of their surfaces: of two strings of one object, one after the other.
pub(in crate::pseudonymize) fn whole_names(surfaces: &[Surface<'_>]) -> HashMap<usize, Rc<str>> {
    let half_at = |(at, surface): (usize, &Surface<'_>)| {
        let (object, cue) = (surface.object.as_ref()?, surface.cue.as_deref()?);
        Some((at, Rc::as_ptr(&object.0), half(cue)?))
    };
    let of_names: Vec<_> = surfaces.iter().enumerate().filter_map(half_at).collect();
    let mut wholes = HashMap::new();
    for two in of_names.windows(2) {
        let [(one, object, half), (other, other_object, other_half)] = [two[0], two[1]];
        if object == other_object && half != other_half && !wholes.contains_key(&one) {
            let (first, last) = if half == Half::First { (one, other) } else { (other, one) };
            let whole = whole_of(surfaces[first].text(), surfaces[last].text());
            wholes.insert(one, Rc::clone(&whole));
            wholes.insert(other, whole);
        }
    }
    wholes
}

impl Search<'_> {
    /// The person of whose name a value is a half.
    pub(super) fn whole(&mut self, value: &Value<'_>) -> Option<With> {
        if *value.entity != Entity::Person {
            return None;
        }
        let whole = Rc::clone(self.halves.0.get(&value.place.range.start)?);
        let with = With::Pseudonym(self.state.mapping.identify(value.entity, &whole));
        self.state.known.add(&whole, value.entity, with);
        Some(with)
    }
}
