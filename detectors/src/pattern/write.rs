//! Writes facts the way [`super::store`] reads them: for the build script, which alone computes what is stored.
//!
//! Not a part of the crate.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::iter;

use crate::automaton::{Automaton, Machine};
use crate::pattern::split::Row;
use crate::pattern::store::{HEAD, Name, WORD, name};
use crate::pattern::{Facts, Form, Source};

/// Writes the facts of many patterns; with the number of each pattern's. For the build script.
pub(crate) fn write(patterns: &[(Source<'_>, Facts)]) -> (Vec<u8>, Vec<u32>) {
    let names: Vec<Name> = patterns.iter().map(|(source, _)| name(*source)).collect();
    let tables = Tables::of(patterns.iter().map(|(_, facts)| facts));
    let by_name: BTreeMap<Name, &Facts> =
        names.iter().copied().zip(patterns.iter().map(|(_, facts)| facts)).collect();
    let places: BTreeMap<&Name, u32> = by_name.keys().zip(0..).collect();
    let numbers = names.iter().map(|name| places[name]).collect();
    let entries: Vec<Vec<u8>> = by_name.values().map(|facts| entry(facts, &tables)).collect();
    let mut at = WORD * (HEAD + 3 * entries.len());
    let mut bytes = Vec::new();
    words(&mut bytes, &[entries.len() as u64, (at + entries.iter().map(Vec::len).sum::<usize>()) as u64]);
    for ([first, second], entry) in by_name.keys().zip(&entries) {
        words(&mut bytes, &[*first, *second, at as u64]);
        at += entry.len();
    }
    entries.iter().for_each(|entry| bytes.extend(entry));
    bytes.extend(&tables.bytes);
    (bytes, numbers)
}

/// The tables of all patterns, each kept once: many rules have one lead. The smallest come first, since a page that is needed
/// brings those around it into memory: few of the large ones, which are most of the bytes, are needed at all.
struct Tables<'f> {
    bytes: Vec<u8>,
    places: HashMap<&'f [u8], usize>,
}

impl<'f> Tables<'f> {
    fn of(facts: impl Iterator<Item = &'f Facts>) -> Self {
        let by_size: BTreeSet<(usize, &[u8])> =
            facts.flat_map(automata).map(table_of).map(|table| (table.len(), table)).collect();
        let (mut bytes, mut places) = (Vec::new(), HashMap::new());
        for (_, table) in by_size {
            places.insert(table, bytes.len());
            bytes.extend(table);
        }
        Self { bytes, places }
    }

    /// Where an automaton's table begins, and its length.
    fn place(&self, automaton: &Automaton) -> [u64; 2] {
        let table = table_of(automaton);
        [self.places[table] as u64, table.len() as u64]
    }
}

/// The automata of a pattern.
fn automata(facts: &Facts) -> impl Iterator<Item = &Automaton> {
    let form = match &facts.form {
        Form::Whole(forward) => forward,
        Form::Split(split) => &split.before,
    };
    iter::once(form).chain(facts.lead.iter().map(|(backward, _)| backward))
}

fn words(bytes: &mut Vec<u8>, words: &[u64]) {
    words.iter().for_each(|word| bytes.extend(word.to_le_bytes()));
}

fn entry(facts: &Facts, tables: &Tables<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let table = |bytes: &mut Vec<u8>, automaton: &Automaton| words(bytes, &tables.place(automaton));
    facts.next.iter().flat_map(|next| &next.0).for_each(|next| words(&mut bytes, &next.0));
    words(&mut bytes, &[facts.longest as u64]);
    words(&mut bytes, &[facts.rows.len() as u64]);
    facts.rows.iter().for_each(|rows| words(&mut bytes, &rows.0));
    match &facts.form {
        Form::Whole(forward) => {
            words(&mut bytes, &[0]);
            table(&mut bytes, forward);
        }
        Form::Split(split) => {
            words(&mut bytes, &[1]);
            table(&mut bytes, &split.before);
            words(&mut bytes, &numbers(&split.row));
        }
    }
    if let Some((backward, behind)) = &facts.lead {
        words(&mut bytes, &behind.0);
        table(&mut bytes, backward);
    }
    bytes
}

fn numbers(row: &Row) -> Vec<u64> {
    let counts = [row.least, row.most, row.outside, row.head.len(), row.tail.len()];
    let kinds = [row.kind].into_iter().chain(row.head.iter().copied()).chain(row.tail.iter().copied());
    counts.iter().map(|&count| count as u64).chain(kinds.flat_map(|kind| kind.0)).collect()
}

/// The bytes of a table; none when the pattern is too large for one.
fn table_of(automaton: &Automaton) -> &[u8] {
    match &automaton.machine {
        Machine::Table(table) => &table.0,
        Machine::Lazy(_) => &[],
    }
}
