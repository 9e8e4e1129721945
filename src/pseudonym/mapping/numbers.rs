//! [`Numbers`]: the numbers given under one label.
//!
//! Owns: which group has which, which are withheld, and which begin with the same digits (a stream that ends in
//! `<<PERSON_1` may go on). Never: chooses a number; `mapping.rs` does.

use std::collections::BTreeMap;
use std::iter::successors;

use hashbrown::HashSet;

/// The numbers under one label, and whose they are.
#[derive(Clone, Default)]
pub(super) struct Numbers {
    /// The last one that was given in sequence.
    pub(super) last: u64,
    pub(super) groups: BTreeMap<u64, u32>,
    /// Those that no value gets: the client's own text names them.
    pub(super) withheld: HashSet<u64>,
}

impl Numbers {
    /// Takes in what came later.
    pub(super) fn add(&mut self, later: Self) {
        self.last = self.last.max(later.last);
        self.groups.extend(later.groups);
        self.withheld.extend(later.withheld);
    }

    /// The groups whose numbers begin with `digits`, as they are written: all if there are none.
    pub(super) fn beginning_with(&self, digits: &str) -> impl Iterator<Item = u32> {
        let first = match digits {
            "" => Some((0, u64::MAX)),
            // No number is written with a zero in front.
            _ if digits.starts_with('0') => None,
            _ => digits.parse().ok().map(|number: u64| (number, number)),
        };
        let longer =
            |(low, high): &(u64, u64)| Some((low.checked_mul(10)?, high.checked_mul(10)?.checked_add(9)?));
        let ranges = successors(first, longer);
        ranges.flat_map(|(low, high)| self.groups.range(low..=high).map(|(_, group)| *group))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_by_their_first_digits() {
        let given = [1, 9, 10, 12, 19, 100, 128, 999_999_999_999_999];
        let groups = given.into_iter().zip(0..).collect();
        let numbers = Numbers { groups, ..Numbers::default() };
        for digits in
            ["", "1", "12", "13", "128", "9", "99", "0", "01", "999999999999999", "99999999999999999999999"]
        {
            let mut found: Vec<u64> =
                numbers.beginning_with(digits).map(|group| given[group as usize]).collect();
            found.sort_unstable();
            let expected: Vec<u64> =
                given.into_iter().filter(|number| number.to_string().starts_with(digits)).collect();
            assert_eq!(found, expected, "{digits:?}");
        }
    }
}
