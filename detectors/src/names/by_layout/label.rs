//! Names that are only the label of a value: `Regnr: EL 51708`, `NRIC;UEN;Passport` above a table.
//!
//! Owns: which labels and headings say what some rule listens for, so that a capitalised word that no list knows is not taken
//! for somebody there. Never: finds a value; of a label that no rule listens for the layers' word stands.

use std::ops::Range;

use allonym_tagger::features::Reading;
use allonym_tagger::lexicon::class;

use crate::context::cues::CueSet;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::names::{NameSpan, layer, near, words_in};
use crate::table::Cells;

/// The longest label that is read, in bytes.
const LONGEST: usize = 64;
/// What a label begins behind, and what ends it.
const BEGINS_BEHIND: [char; 9] = ['\n', '\t', '|', ';', ',', '(', '{', '[', '>'];
const ENDS: [char; 2] = [':', '='];
/// What stands around a label's words.
const AROUND: [char; 7] = [' ', '"', '\'', '*', '_', '-', '`'];
/// What a label may end with that its cue does without: `Regnr. no.`
const NUMBER: [&str; 9] = ["no", "nr", "n°", "nº", "number", "nummer", "numero", "número", "id"];

/// The most that stands between a label and its value without a colon.
const CLOSE: usize = 12;

fn is_name(entity: &Entity) -> bool {
    matches!(entity, Entity::Person | Entity::Location | Entity::Organization)
}

/// The labels of a text.
pub(in crate::names) struct Labels<'t> {
    text: &'t str,
    cues: &'t CueSet,
    reading: &'t Reading,
    /// The headings of its tables that are names for values, and the others in lines of which at least half are: sorted.
    headings: Vec<Span>,
}

impl<'t> Labels<'t> {
    pub(in crate::names) fn of(
        text: &'t str,
        cells: Option<&Cells>,
        cues: &'t CueSet,
        reading: &'t Reading,
    ) -> Self {
        let mut labels = Self { text, cues, reading, headings: Vec::new() };
        labels.headings = cells.map(|cells| labels.telling(cells)).unwrap_or_default();
        labels
    }

    /// Whether the name is a label, or a part of one.
    pub(in crate::names) fn hold(&self, name: &NameSpan) -> bool {
        let Span { start, end } = name.span;
        let after = self.headings.partition_point(|heading| heading.start <= start);
        let in_heading = after.checked_sub(1).is_some_and(|at| end <= self.headings[at].end);
        in_heading
            || self.around(name.span).is_some_and(|label| self.says(label) && !self.is_listed(name.span))
    }

    /// Whether the name is the word for what a rule has found right behind it: `SIRET 768 729 451 00015`.
    pub(in crate::names) fn announce(&self, name: &NameSpan, found: &[Detection]) -> bool {
        let next = found.partition_point(|found| found.span.start < name.span.end);
        let Some(value) = found.get(next).filter(|value| !is_name(&value.entity)) else { return false };
        let between = &self.text[name.span.end..value.span.start];
        if between.len() > CLOSE || !self.says(&self.text[name.span.range()]) {
            return false;
        }
        let words = between.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        (words.is_empty()
            || NUMBER.contains(&words.as_str())
            || between.starts_with('/') && self.says(&words))
            && (!self.is_listed(name.span) || self.is_written_as_label(name.span, between))
    }

    /// Takes back what later layers took for somebody who speaks before a value: `nino: AB123456C`.
    pub(in crate::names) fn take_back(&self, found: &mut Vec<Detection>) {
        let by_words =
            |found: &&Detection| found.entity == Entity::Person && found.rule == *layer::DICTIONARY;
        let as_name = |found: &Detection| NameSpan {
            span: found.span,
            entity: found.entity.clone(),
            score: found.score,
        };
        let none: Vec<Span> = found
            .iter()
            .filter(by_words)
            .filter(|name| self.announce(&as_name(name), found))
            .map(|name| name.span)
            .collect();
        if !none.is_empty() {
            found.retain(|found| !none.contains(&found.span));
        }
    }

    /// Whether a word that is somebody's name, too, is written before its value as labels are and names are not: `NINO AB 12 34 56 C`,
    /// `mac 3c:22:fb:9a:01:7e`, `Mac: 3c:22:fb:9a:01:7e`.
    fn is_written_as_label(&self, span: Span, between: &str) -> bool {
        let word = &self.text[span.range()];
        let of_one_case = !word.contains(char::is_lowercase) || !word.contains(char::is_uppercase);
        !word.contains(' ') && (of_one_case || between.contains([':', '=', '#']))
    }

    /// Whether lists know one of its words as a person's: `Grant: I am late` is somebody who speaks.
    fn is_listed(&self, span: Span) -> bool {
        let listed = &self.reading.classes[words_in(&self.reading.words, span)];
        listed.iter().any(|classes| classes & (class::FIRST | class::LAST) != 0)
    }

    /// What stands around the name, if a sign closes it as one closes a label.
    fn around(&self, Span { start, end }: Span) -> Option<&'t str> {
        // No further than a label reaches: all of a text may be one line of names.
        let Range { start: low, end: high } = near(self.text, start..end, LONGEST);
        let from = match self.text[low..start].rfind(BEGINS_BEHIND) {
            Some(at) => low + at + 1,
            None if low == 0 => 0,
            None => return None,
        };
        let stop = |c: char| ENDS.contains(&c) || BEGINS_BEHIND.contains(&c);
        let length = self.text[end..high].find(stop)?;
        let label = &self.text[from..end + length];
        (label.len() <= LONGEST && self.text[end + length..].starts_with(ENDS)).then_some(label)
    }

    /// Whether some rule listens for it, with or without the word `number`.
    fn says(&self, label: &str) -> bool {
        let folded = label.trim_matches(AROUND).trim_end_matches('.').to_lowercase();
        let known = |words: &str| {
            self.cues.holds(words) || words.contains('/') && words.split('/').all(|one| self.cues.holds(one))
        };
        known(&folded)
            || folded.rsplit_once(' ').is_some_and(|(words, last)| NUMBER.contains(&last) && known(words))
    }

    fn telling(&self, cells: &Cells) -> Vec<Span> {
        let mut headings: Vec<Span> = cells.headings().collect();
        headings.sort_unstable_by_key(|heading| heading.start);
        headings.dedup();
        let says = |heading: &Span| self.says(&self.text[heading.range()]);
        // A row's heading may stand inside another's: then nothing is between them.
        let between = |one: &Span, next: &Span| self.text.get(one.end..next.start);
        let same_line = |one: &Span, next: &Span| between(one, next).is_none_or(|text| !text.contains('\n'));
        let lines = headings.chunk_by(same_line);
        let telling = lines.flat_map(|line| {
            let known = line.iter().filter(|heading| says(heading)).count();
            let all = known * 2 >= line.len();
            line.iter().filter(move |heading| all || says(heading))
        });
        telling.copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::registry::Detectors;
    use crate::settings::Settings;

    #[test]
    fn headings_that_overlap_are_of_one_line() {
        let text = "INSERT INTO contacts (id, given, family, town, employer) VALUES\n(118, 'Ottoline', 'Breckenridge', 'Kendal',\n\
                    'Ravenglass Outdoor Ltd'),\n(119, 'Kwabena', 'Asamoah', 'Slough', NULL),\n(120, 'Siobhan', 'Mac Giolla', 'Drogheda',\n\
                    'Boyne Dairy Co-op');\n-- why do I get a duplicate key for 119?";
        assert!(names(text).contains(&"Breckenridge"));
    }

    fn names(text: &str) -> Vec<&str> {
        let found = Detectors::builtin().scan(text, &Settings::default());
        let names = found.iter().filter(|found| found.rule.as_str().starts_with("names."));
        names.map(|name| &text[name.span.range()]).collect()
    }

    #[test]
    fn what_a_rule_listens_for_is_no_name() {
        for text in [
            "NRIC;UEN;Passport;Vehicle No\nS6286801E;201946823D;K6590298A;SKL 4567 B",
            "Aadhaar No.:\n2073 0026 9600",
            "T.C. Kimlik No: 36507590768",
            "Plaka:\n34 BKL 456",
            "SIRET \"732 829 320 00074\"",
            "T.C. Kimlik No #36507590768",
            "NINO: AB 12 34 56 C",
            "ITIN: 912-72-3456",
            "mac: 3c:22:fb:9a:01:7e",
            "nino AB123456C",
            "nino: AB123456C",
            "GSTIN/UIN: 27AAPFU0939F1ZV",
            "piva 01333550323",
            "targa ab123cd",
        ] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn who_speaks_before_a_colon_is_a_name() {
        assert_eq!(names("Jane Roe: the passport is C01X00T47"), ["Jane Roe"]);
        assert_eq!(names("Nino Roe AB123456C"), ["Nino Roe"]);
        assert_eq!(names("Mark: hi, are you there?\nJane Roe: yes"), ["Mark", "Jane Roe"]);
        let found = names("Plaka;Jane Roe;Leeds\nx;John Doe;York");
        assert_eq!(found, ["Jane Roe", "Leeds", "John Doe", "York"]);
    }
}
