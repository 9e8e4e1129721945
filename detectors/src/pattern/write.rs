//! Writes facts the way [`super::store`] reads them: for the build script, which alone computes what is stored.
//!
//! Not a part of the crate.

use std::collections::BTreeMap;

use crate::automaton::{Automaton, Machine};
use crate::pattern::split::Row;
use crate::pattern::store::{Name, WORD, name};
use crate::pattern::{Facts, Form, Source};

/// Writes the facts of many patterns, for a machine of the given byte order; with the number of each pattern's. For the build
/// script.
pub(crate) fn write(patterns: &[(Source<'_>, Facts)], big_endian: bool) -> (Vec<u8>, Vec<u32>) {
    let names: Vec<Name> = patterns.iter().map(|(source, _)| name(*source)).collect();
    let named = names.iter().zip(patterns);
    let named: BTreeMap<Name, Vec<u8>> =
        named.map(|(name, (_, facts))| (*name, entry(facts, big_endian))).collect();
    let places: BTreeMap<&Name, u32> = named.keys().zip(0..).collect();
    let numbers = names.iter().map(|name| places[name]).collect();
    let mut at = WORD * (1 + 3 * named.len());
    let mut bytes = (named.len() as u64).to_le_bytes().to_vec();
    for ([first, second], entry) in &named {
        for number in [*first, *second, at as u64] {
            bytes.extend(number.to_le_bytes());
        }
        at += entry.len();
    }
    named.into_values().for_each(|entry| bytes.extend(entry));
    (bytes, numbers)
}

fn entry(facts: &Facts, big_endian: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let words = |bytes: &mut Vec<u8>, words: &[u64]| {
        words.iter().for_each(|word| bytes.extend(word.to_le_bytes()));
    };
    let table = |bytes: &mut Vec<u8>, automaton: &Automaton| {
        let table = table_of(automaton, big_endian);
        bytes.extend((table.len() as u64).to_le_bytes());
        bytes.extend(&table);
        bytes.resize(bytes.len().next_multiple_of(WORD), 0);
    };
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
fn table_of(automaton: &Automaton, big_endian: bool) -> Vec<u8> {
    let Machine::Table(table) = &automaton.machine else { return Vec::new() };
    let (bytes, padding) =
        if big_endian { table.to_bytes_big_endian() } else { table.to_bytes_little_endian() };
    bytes[padding..].to_vec()
}
