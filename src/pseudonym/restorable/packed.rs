//! [`Packed`]: names and what they stand for, and nothing else, in one piece of memory.
//!
//! Owns: what is left of a mapping once its request has been sent and nobody will go on from it. An answer may stream for
//! hours after a request of a megabyte, and of the mapping's indexes only the way from a name to its value is needed then.
//! Never: changes.

use std::ops::Range;

use super::Restored;
use crate::pseudonym::Mapping;
use crate::sensitive::Sensitive;

/// What is left of a mapping while an answer streams: the way from a name to its value. Holds personal data: no `Debug`, no `Serialize`.
pub(super) struct Packed {
    /// All names and values, one after the other.
    text: Sensitive<String>,
    /// By name; of those that share one, the last counts.
    entries: Box<[Entry]>,
    needs_escaping: bool,
    has_numbers: bool,
    /// Where values stood that were spelled in an encoding, in order.
    marks: Box<[u64]>,
}

/// Where in the text something stands; 4 GB are far beyond what a body may hold.
type Place = Range<u32>;

struct Entry {
    name: Place,
    /// Where the value ends, which begins where the name ends.
    end: u32,
    is_number: bool,
    /// See [`super::Spelling::sources`]; few values have any.
    sources: Option<Box<Sensitive<Vec<String>>>>,
    encoded: Option<Box<Sensitive<String>>>,
}

impl Entry {
    fn value(&self) -> Place {
        self.name.end..self.end
    }
}

impl Packed {
    pub(super) fn new(mapping: &Mapping) -> Self {
        let spellings = || mapping.values().flat_map(|(_, spellings)| spellings);
        // No growth: what a text has grown out of is not wiped.
        let bytes = spellings().map(|spelling| spelling.name.len() + spelling.text.expose().len()).sum();
        let mut text = String::with_capacity(bytes);
        let mut entries = Vec::with_capacity(mapping.len());
        for spelling in spellings() {
            let mut put = |part: &str| {
                let start = offset(text.len());
                text.push_str(part);
                start..offset(text.len())
            };
            let has_sources = !spelling.sources.expose().is_empty();
            entries.push(Entry {
                name: put(&spelling.name),
                end: put(spelling.text.expose()).end,
                is_number: spelling.is_number,
                sources: has_sources.then(|| Box::new(spelling.sources.clone())),
                encoded: spelling.encoded.clone(),
            });
        }
        let text = Sensitive::new(text);
        entries.sort_by(|one, other| part(&text, &one.name).cmp(part(&text, &other.name)));
        let (needs_escaping, has_numbers) = (mapping.needs_escaping(), mapping.has_numbers());
        let mut marks: Vec<u64> = mapping.marks().collect();
        marks.sort_unstable();
        Self { entries: entries.into(), text, needs_escaping, has_numbers, marks: marks.into() }
    }

    fn part(&self, place: &Place) -> &str {
        part(&self.text, place)
    }

    pub(super) fn get(&self, name: &str) -> Option<Restored<'_>> {
        let after = self.entries.partition_point(|entry| self.part(&entry.name) <= name);
        let entry = &self.entries[after.checked_sub(1)?];
        let sources = entry.sources.as_ref().map_or(&[][..], |sources| sources.expose());
        let (text, is_number) = (self.part(&entry.value()), entry.is_number);
        let encoded = entry.encoded.as_ref().map(|encoded| encoded.expose().as_str());
        (self.part(&entry.name) == name).then_some(Restored {
            text,
            sources,
            is_number,
            encoded,
            is_spelled: false,
        })
    }

    pub(super) fn has_mark(&self, mark: u64) -> bool {
        self.marks.binary_search(&mark).is_ok()
    }

    pub(super) fn begins(&self, prefix: &str) -> bool {
        let at = self.entries.partition_point(|entry| self.part(&entry.name) < prefix);
        self.entries.get(at).is_some_and(|entry| self.part(&entry.name).starts_with(prefix))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn needs_escaping(&self) -> bool {
        self.needs_escaping
    }

    pub(super) fn has_numbers(&self) -> bool {
        self.has_numbers
    }
}

fn part<'t>(text: &'t Sensitive<String>, place: &Place) -> &'t str {
    &text.expose()[place.start as usize..place.end as usize]
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("a body is bounded far below 4 GB")
}
