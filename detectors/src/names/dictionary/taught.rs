//! Which names of a text have told what they tell: a name that stands there forty times is learned once.
//!
//! Owns: [`Taught`], and when one name tells no more than another. Never: says what a name tells; `known.rs` and `handles.rs` do.

use allonym_tagger::words::Word;
use hashbrown::HashMap;

use crate::detection::Detection;
use crate::entity::Entity;

/// The names that were learned, and the best score of each.
#[derive(Default)]
pub(super) struct Taught<'t>(HashMap<(&'t str, bool, &'t Entity), f32>);

impl<'t> Taught<'t> {
    /// Whether nothing of the kind was learned that is written alike and as sure; `own` are the name's words. Forms depend on
    /// these alone, unless the name ends inside a word.
    pub(super) fn is_new(&mut self, text: &'t str, own: &[Word], name: &'t Detection) -> bool {
        let (Some(first), Some(last)) = (own.first(), own.last()) else { return true };
        if first.start as usize != name.span.start || last.end as usize != name.span.end {
            return true;
        }
        let best = self.0.entry((&text[name.span.range()], first.spaced, &name.entity)).or_insert(-1.0);
        let new = *best < name.score;
        *best = best.max(name.score);
        new
    }
}

#[cfg(test)]
mod tests {
    use allonym_tagger::words::cut;

    use super::super::super::{told, words_in};
    use super::*;

    #[test]
    fn a_name_tells_something_again_when_it_is_surer_or_another_kind_or_ends_inside_a_word() {
        let text = "Jane Roe, and Jane Roe";
        let mut words = Vec::new();
        cut(text, &mut words);
        let mut names = told::laid(text, &[("Jane Roe", Entity::Person), ("Jane Roe", Entity::Organization)]);
        names.extend([names[0].clone(), names[0].clone(), names[0].clone()]);
        names[2].score = 0.8;
        names[3].score = 0.95;
        names[4].span.end -= 1;
        let mut taught = Taught::default();
        let new = names.iter().map(|name| taught.is_new(text, &words[words_in(&words, name.span)], name));
        assert_eq!(new.collect::<Vec<_>>(), [true, true, false, true, true]);
    }
}
