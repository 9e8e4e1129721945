//! From surfaces to edits: detect in canonical order, sweep, then give every span its pseudonym.
//!
//! Owns: the order of these steps. Numbers come from detection in canonical order, letters from position in canonical
//! order, so a conversation that grows at its end keeps both (promise P6). Never: touches bytes; `wire::json` splices.

mod writing;

use hashbrown::HashMap;

use self::writing::{Writing, Written, quoted, unquoted};
use super::TextEntity;
use super::find::{Finding, Findings, Run, Search, Searched, whole_names};
use super::known::{Known, With};
use super::profile::Profile;
use super::state::State;
use super::surface::{Kind, Surface};
use crate::error::Reason;
use crate::pseudonym::{Mapping, Surroundings};
use crate::scan::Reading;
use crate::wire::json::{Edit, innermost, splice};

/// What became of plain texts.
pub(super) struct Replaced {
    pub(super) texts: Vec<String>,
    pub(super) entities: Vec<Vec<TextEntity>>,
}

/// Finds and replaces in surfaces of a body: its edits, in order of place. `more` says whether others will come after them, in
/// this request or a later one.
pub(super) fn replace(
    surfaces: &[Surface<'_>],
    profile: &Profile,
    reading: &Reading,
    state: &mut State,
    more: bool,
) -> Result<Vec<Edit>, Reason> {
    let findings = findings(surfaces, &mut Search::new(profile, reading, state), more)?;
    let mut edits = Vec::new();
    let mut spelling = Spelling::new(profile, state);
    for (surface, searched) in surfaces.iter().zip(&findings) {
        let findings = &searched.findings;
        if !findings.is_empty() || matches!(surface.kind, Kind::Digits | Kind::Withheld) {
            surface.edit(spelling.of(surface, findings), &mut edits);
        }
    }
    edits.sort_by_key(|edit| edit.range.start);
    Ok(edits)
}

/// Finds and replaces in plain texts.
pub(super) fn texts(
    surfaces: &[Surface<'_>],
    profile: &Profile,
    reading: &Reading,
    state: &mut State,
) -> Result<Replaced, Reason> {
    let findings = findings(surfaces, &mut Search::new(profile, reading, state), false)?;
    let mut replaced = Replaced { texts: Vec::new(), entities: Vec::new() };
    let mut spelling = Spelling::new(profile, state);
    for (surface, searched) in surfaces.iter().zip(&findings) {
        let findings = &searched.findings;
        let parts = spelling.of(surface, findings);
        let entities = parts.iter().zip(findings.iter()).map(|(part, finding)| TextEntity {
            range: part.range.clone(),
            label: entity_label(finding, spelling.mapping, spelling.known),
            pseudonym: unquoted(&part.with),
        });
        replaced.entities.push(entities.collect());
        let text = splice(surface.text().as_bytes(), &parts);
        replaced.texts.push(String::from_utf8(text).expect("edits on character boundaries"));
    }
    Ok(replaced)
}

fn entity_label(finding: &Finding, mapping: &Mapping, known: &Known) -> String {
    match finding.with {
        With::Redaction(index) => known.redacted(index).trim_matches(['[', ']']).to_string(),
        With::Pseudonym(group) => mapping.group(group).label().to_string(),
    }
}

/// All spans to replace, per surface, sorted and without overlaps.
fn findings<'s>(
    surfaces: &'s [Surface<'_>],
    search: &mut Search<'s>,
    more: bool,
) -> Result<Vec<Searched>, Reason> {
    let last = surfaces.iter().rposition(Surface::is_scanned).unwrap_or(0);
    let mut all = Vec::with_capacity(surfaces.len());
    let mut runs = Run::all(surfaces).into_iter().peekable();
    let wholes = whole_names(surfaces);
    for (at, surface) in surfaces.iter().enumerate() {
        all.push(search.detect(surface, wholes.get(&at), more || at < last)?);
        if let Some(run) = runs.next_if(|run| run.ends_at(at)) {
            search.across(&run, surfaces, &mut all)?;
        }
    }
    for (surface, searched) in surfaces.iter().zip(&mut all) {
        search.sweep(surface.text(), searched);
    }
    for (surface, searched) in surfaces.iter().zip(&mut all) {
        search.late_literals(surface.text(), searched);
    }
    Ok(all)
}

/// What is put in place of findings.
struct Spelling<'s> {
    profile: &'s Profile,
    mapping: &'s mut Mapping,
    known: &'s Known,
    /// The pseudonyms of values that stand in texts with many, as they are written.
    written: HashMap<(u32, &'s str), Vec<u8>>,
}

/// With fewer findings in a text, it does not pay to remember what was written for them.
const MANY: usize = 8;

impl<'s> Spelling<'s> {
    fn new(profile: &'s Profile, state: &'s mut State) -> Self {
        let State { mapping, known, .. } = state;
        Self { profile, mapping, known, written: HashMap::new() }
    }

    /// What is put in place of each finding of one surface.
    fn of(&mut self, surface: &'s Surface<'_>, findings: &Findings) -> Vec<Edit> {
        if let Some(number) = surface.number() {
            let with = if surface.kind == Kind::Digits {
                self.digits(number)
            } else {
                self.number(number, findings)
            };
            let edit = |with: Vec<u8>| Edit { range: 0..number.len(), with: quoted(&with, "\"") };
            return with.map(edit).into_iter().collect();
        }
        let mut writing = Writing::new(surface, findings);
        let remembers = findings.len() > MANY && !surface.kind.is_narrow();
        let mut edits = Vec::with_capacity(findings.len());
        for finding in findings.iter() {
            let text = &surface.text()[finding.range.clone()];
            let with = match (finding.with, writing.of(finding)) {
                (With::Redaction(index), _) => self.known.redacted(index).as_bytes().to_vec(),
                (With::Pseudonym(group), Written::Number { quote }) => {
                    quoted(&self.spelled_number(group, text), quote)
                }
                (With::Pseudonym(group), Written::Text { text: read, sources })
                    if remembers && sources.is_empty() && *read == *text =>
                {
                    self.again(group, text)
                }
                (With::Pseudonym(group), Written::Text { text, sources }) => {
                    let name = self.mapping.spell(group, &text, &sources);
                    written(self.profile, surface, name)
                }
                (With::Pseudonym(group), Written::Encoded { reads, text, sources, strings }) => {
                    let sent = sent_before(surface.text(), &edits, finding.range.start);
                    let before = innermost(Surroundings::window(&sent), strings);
                    let (value, before) = ((&*reads, &*text), Surroundings::before(&before));
                    let name = self.mapping.spell_encoded(group, value, &sources, before);
                    written(self.profile, surface, name)
                }
            };
            edits.push(Edit { range: finding.range.clone(), with });
        }
        edits
    }

    /// What is put in the place of a number, which is replaced as a whole whatever was found in it: `-<<AGE_1>>` is none.
    fn number(&mut self, text: &str, findings: &Findings) -> Option<Vec<u8>> {
        let is_redaction = |finding: &&Finding| matches!(finding.with, With::Redaction(_));
        let finding = findings.iter().find(is_redaction).or_else(|| findings.iter().next())?;
        Some(match finding.with {
            With::Redaction(index) => self.known.redacted(index).as_bytes().to_vec(),
            With::Pseudonym(group) => self.spelled_number(group, text),
        })
    }

    /// The pseudonym of a number that was replaced before: a model takes it from the key that told whose it is to another one.
    fn digits(&self, text: &str) -> Option<Vec<u8>> {
        if !self.mapping.has_numbers() {
            return None;
        }
        let name = self.known.find(text).find_map(|(_, with)| match with {
            With::Pseudonym(group) => self.mapping.number_spelled(group, text),
            With::Redaction(_) => None,
        })?;
        let mut with = Vec::new();
        self.profile.grammar.template().write(name, &mut with);
        Some(with)
    }

    fn spelled_number(&mut self, group: u32, text: &str) -> Vec<u8> {
        let mut with = Vec::new();
        self.profile.grammar.template().write(self.mapping.spell_number(group, text), &mut with);
        with
    }

    /// A pseudonym that may have been written before.
    fn again(&mut self, group: u32, text: &'s str) -> Vec<u8> {
        let Self { profile, mapping, written, .. } = self;
        let write = || {
            let mut with = Vec::new();
            profile.grammar.template().write(mapping.spell(group, text, &[]), &mut with);
            with
        };
        written.entry((group, text)).or_insert_with(write).clone()
    }
}

/// The pseudonym called `name`, as it is written in a surface.
fn written(profile: &Profile, surface: &Surface<'_>, name: &str) -> Vec<u8> {
    let (template, mut with) = (profile.grammar.template(), Vec::new());
    if surface.kind.is_narrow() {
        template.write_bare(name, &mut with);
    } else {
        template.write(name, &mut with);
    }
    with
}

/// What is sent of `text` before `end`, with these edits, as far back as counts.
fn sent_before(text: &str, edits: &[Edit], mut end: usize) -> String {
    let mut sent = String::new();
    for edit in edits.iter().rev() {
        sent.insert_str(0, Surroundings::window(&text[edit.range.end..end]));
        if Surroundings::window(&sent).len() < sent.len() {
            return sent;
        }
        sent.insert_str(0, &String::from_utf8_lossy(&edit.with));
        end = edit.range.start;
    }
    sent.insert_str(0, Surroundings::window(&text[..end]));
    sent
}
