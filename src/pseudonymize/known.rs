//! [`Known`]: every value known to be personal in one request, and what is put in its place.
//!
//! Owns: what the sweep looks for and the seal checks: values that earlier exchanges of a stored session have found, which
//! stay where they are and are shared, and this request's own. Never: compares texts; `pseudonym::sought` does.

use std::iter::Peekable;
use std::ops::Range;
use std::sync::Arc;

use allonym_detectors::Entity;

use super::Profile;
use crate::policy::Action;
use crate::pseudonym::sought::{Said, Sought, Stands};
use crate::pseudonym::{Layer, Mapping, label, others};

/// What is put where a value stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum With {
    /// The pseudonym of this group of the mapping.
    Pseudonym(u32),
    /// `[LABEL]`, an index into the labels of [`Known`].
    Redaction(u16),
}

impl Said for With {
    /// Whoever wants a value gone for good is heard whenever it is said.
    fn outweighs(self, first: Self) -> bool {
        matches!((first, self), (Self::Pseudonym(_), Self::Redaction(_)))
    }
}

/// What a stretch of a conversation has added to [`Known`].
pub(super) struct New {
    /// None where there is nothing.
    pub(super) values: Option<Arc<Sought<With>>>,
    /// Whether something else is put now where a value of an earlier stretch stood.
    pub(super) resaid: bool,
}

/// The values of a request.
#[derive(Clone, Default)]
pub(super) struct Known {
    /// Of earlier exchanges, the oldest first.
    earlier: Vec<Arc<Layer>>,
    /// Kinds among those that are not replaced any more.
    let_be: Vec<Entity>,
    /// Of the beginning of this very conversation, the oldest first.
    begun: Vec<Arc<Sought<With>>>,
    own: Sought<With>,
    /// Whether something else is put now where a value of the beginning stood.
    resaid: bool,
    redactions: Vec<String>,
}

impl Known {
    /// All values that `mapping` already has.
    pub(super) fn new(mapping: &Mapping, profile: &Profile) -> Self {
        let is_let_be = |entity: &Entity| profile.policies.action(entity) != Action::Pseudonymize;
        let mut known = Self { earlier: mapping.earlier_sought(), ..Self::default() };
        let kinds = known.earlier.iter().flat_map(|layer| layer.kinds());
        known.let_be = kinds.filter(|entity| is_let_be(entity)).cloned().collect();
        for (group, index, spellings) in mapping.own_values() {
            if !group.is_literal() && !is_let_be(group.entity()) {
                for spelling in spellings {
                    known.add(spelling.text.expose(), group.entity(), With::Pseudonym(index));
                }
            }
        }
        known
    }

    /// Adds a value in all its notations, as far as they can be sought. What it is replaced by is what was said first, unless what is said now
    /// [outweighs](Said::outweighs) it.
    pub(super) fn add(&mut self, text: &str, entity: &Entity, with: With) {
        self.add_as(text, entity, with);
        others(entity, text).iter().for_each(|text| self.add_as(text, entity, with));
    }

    fn add_as(&mut self, text: &str, entity: &Entity, with: With) {
        if self.is_news(text, entity, with) {
            self.own.add(text, entity, with);
        }
    }

    /// Adds a value that the tenant has listed, which is sought whatever word it is.
    pub(super) fn add_listed(&mut self, text: &str, entity: &Entity, with: With) {
        if self.is_news(text, entity, with) {
            self.own.add_listed(text, entity, with);
        }
    }

    /// Whether nothing was said of the value in the beginning of the conversation, or nothing that counts now.
    fn is_news(&mut self, text: &str, entity: &Entity, with: With) -> bool {
        let said = self.begun.iter().filter_map(|begun| begun.with_of(text, entity)).reduce(Said::or);
        let is_news = said.is_none_or(|said| with.outweighs(said));
        self.resaid |= is_news && said.is_some();
        is_news
    }

    /// Counts what is known by now to the beginning of the conversation. What was new in it.
    ///
    /// Each value is copied once whenever as many have come after it as there were before.
    pub(super) fn settle(&mut self) -> New {
        let resaid = std::mem::take(&mut self.resaid);
        if self.own.is_empty() {
            return New { values: None, resaid };
        }
        let values = Arc::new(std::mem::take(&mut self.own));
        let mut newest = Arc::clone(&values);
        while let Some(older) = self.begun.pop_if(|older| older.len() <= 2 * newest.len()) {
            let mut joined = Arc::unwrap_or_clone(older);
            joined.add_all(&newest);
            newest = Arc::new(joined);
        }
        self.begun.push(newest);
        New { values: Some(values), resaid }
    }

    /// The redaction that stands for an entity's values.
    pub(super) fn redaction(&mut self, entity: &Entity) -> With {
        let text = format!("[{}]", label(entity));
        let at = self.redactions.iter().position(|known| *known == text).unwrap_or_else(|| {
            self.redactions.push(text);
            self.redactions.len() - 1
        });
        With::Redaction(u16::try_from(at).expect("as few as there are entities"))
    }

    /// The text of a redaction.
    pub(super) fn redacted(&self, index: u16) -> &str {
        &self.redactions[index as usize]
    }

    /// Approximate heap size in bytes of what the beginning of the conversation has brought.
    pub(super) fn weight(&self) -> usize {
        self.begun.iter().map(|begun| begun.weight()).sum()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.own.is_empty()
            && self.begun.is_empty()
            && self.earlier.iter().all(|layer| layer.sought().is_empty())
    }

    /// Whether any known value stands in `text`.
    pub(super) fn stands_in(&self, text: &str) -> bool {
        let own = if self.own.is_empty() { None } else { self.own.at_words(text).next() };
        own.is_some()
            || self.begun.iter().any(|begun| begun.at_words(text).next().is_some())
            || self.earlier.iter().any(|layer| self.in_layer(layer, text).next().is_some())
    }

    /// Every place where a known value stands, in order of place, the longest value at each.
    pub(super) fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (Range<usize>, With)> + 't {
        let mut done = 0;
        self.stand(text)
            .filter(move |stands| {
                let is_free = stands.word >= done;
                if is_free {
                    done = stands.range.end;
                }
                is_free
            })
            .map(|stands| (stands.range, stands.with))
    }

    /// The longest value at every word where one stands. They may overlap.
    pub(super) fn at_words<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (Range<usize>, With)> + 't {
        self.stand(text).map(|stands| (stands.range, stands.with))
    }

    fn stand<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Stands<With>> + 't {
        if self.earlier.is_empty() && self.begun.is_empty() {
            return Places::Own(self.own.at_words(text));
        }
        let earlier = self.earlier.iter().map(|layer| -> Of<'t> { Box::new(self.in_layer(layer, text)) });
        let begun = self.begun.iter().map(|begun| &**begun).chain([&self.own]);
        let begun = begun.map(|begun| -> Of<'t> { Box::new(begun.at_words(text)) });
        Places::All(earlier.chain(begun).map(Iterator::peekable).collect())
    }

    fn in_layer<'t>(&'t self, layer: &'t Layer, text: &'t str) -> impl Iterator<Item = Stands<With>> + 't {
        let counts =
            |kind: u16| self.let_be.is_empty() || !self.let_be.contains(&layer.kinds()[usize::from(kind)]);
        layer.sought().at_words(text).filter(move |stands| counts(stands.with.kind)).map(|stands| Stands {
            word: stands.word,
            range: stands.range,
            spread: stands.spread,
            with: With::Pseudonym(stands.with.group),
        })
    }
}

type Of<'t> = Box<dyn Iterator<Item = Stands<With>> + 't>;

/// Places in the order of their words, whoever knows the value.
enum Places<'t, O> {
    /// There are no earlier exchanges.
    Own(O),
    All(Vec<Peekable<Of<'t>>>),
}

impl<O: Iterator<Item = Stands<With>>> Iterator for Places<'_, O> {
    type Item = Stands<With>;

    fn next(&mut self) -> Option<Stands<With>> {
        let all = match self {
            Self::Own(own) => return own.next(),
            Self::All(all) => all,
        };
        let word = all.iter_mut().filter_map(|of| of.peek().map(|stands| stands.word)).min()?;
        all.iter_mut().filter_map(|of| of.next_if(|stands| stands.word == word)).reduce(Stands::or)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policies;

    fn found<'t>(known: &Known, text: &'t str) -> Vec<(&'t str, With)> {
        known.find(text).map(|(range, with)| (&text[range], with)).collect()
    }

    #[test]
    fn the_longest_value_wins_and_places_do_not_overlap() {
        let mut known = Known::default();
        for (text, group) in [("Anna", 0), ("Anna Müller", 1), ("Müller", 2)] {
            known.add(text, &Entity::Person, With::Pseudonym(group));
        }
        let expected = [("Anna Müller", 1), ("Anna", 0), ("Müller", 2)];
        assert_eq!(
            found(&known, "Anna Müller, Anna, Müller"),
            expected.map(|(text, group)| (text, With::Pseudonym(group)))
        );
    }

    #[test]
    fn nothing_is_said_anew_of_the_beginning_but_that_a_value_goes_for_good() {
        let (name, secret) = (Entity::Username, Entity::Secret);
        let mut known = Known::default();
        let mut resaid = |said: &[(&Entity, With)]| {
            said.iter().for_each(|(entity, with)| known.add("Roe7", entity, *with));
            let New { values, resaid } = known.settle();
            (values.map_or(0, |values| values.len()), resaid, found(&known, "Roe7").pop())
        };
        let (first, second) = (With::Pseudonym(1), With::Pseudonym(2));
        assert_eq!(resaid(&[(&name, first)]), (1, false, Some(("Roe7", first))));
        assert_eq!(resaid(&[(&name, second), (&secret, second)]), (0, false, Some(("Roe7", first))));
        let redacted = With::Redaction(0);
        assert_eq!(resaid(&[(&secret, redacted)]), (1, true, Some(("Roe7", redacted))));
        assert_eq!(resaid(&[(&name, first), (&secret, redacted)]), (0, false, Some(("Roe7", redacted))));
    }

    #[test]
    fn values_of_earlier_exchanges_count_as_ones_own() {
        let profile = Profile::default();
        let mut mapping = profile.mapping();
        for text in ["Anna", "Anna Müller", "jan@example.com", "Müller Roe"] {
            let entity = if text.contains('@') { Entity::Email } else { Entity::Person };
            let group = mapping.identify(&entity, text);
            mapping.spell(group, text, &[]);
            mapping = mapping.settled().continued();
        }
        let mut known = Known::new(&mapping, &profile);
        known.add("jan", &Entity::Person, With::Pseudonym(9));
        known.add("anna", &Entity::Person, With::Pseudonym(7));
        let text = "anna müller Roe, Jan, jan@example.com, ANNA";
        let with = |text, group| (text, With::Pseudonym(group));
        // Of `anna` something was said before.
        let all = [with("anna müller", 1), with("Jan", 9), with("jan@example.com", 2), with("ANNA", 0)];
        assert_eq!(found(&known, text), all);
        assert!(known.stands_in("x müller roe") && !known.stands_in("müller"));
        let mut policies = Policies::default();
        policies.set(Entity::Person, Action::Allow);
        let known = Known::new(&mapping, &Profile { policies, ..profile });
        assert_eq!(found(&known, text), [with("jan@example.com", 2)]);
    }
}
