//! What is personal in a surface.
//!
//! Owns: asking the detectors (in the text as it stands, with its key as a cue, and in what its parts spell), policies,
//! allow lists, and the texts that only look like pseudonyms. Never: replaces anything; `replace.rs` does.

use std::ops::Range;

use allonym_detectors::{Detection, Entity, Span};
use hashbrown::{HashMap, HashSet};

use super::encoded::{self, Decoded};
use super::known::{Known, With};
use super::profile::Profile;
use super::surface::{Kind, Surface};
use crate::error::Reason;
use crate::policy::Action;
use crate::pseudonym::grammar::{Found, Names};
use crate::pseudonym::{LITERAL, Mapping, split};

/// How many values of each entity, and how often each rule fired. Counts only: fit for logs and metrics.
#[derive(Clone, Default)]
pub struct Counts {
    /// Replaced spans per entity label.
    pub entities: HashMap<String, u32>,
    /// Detections per rule.
    pub rules: HashMap<String, u32>,
}

impl Counts {
    fn add(&mut self, value: &Value<'_>) {
        *self.entities.entry_ref(value.entity.label()).or_default() += 1;
        *self.rules.entry_ref(value.rule).or_default() += 1;
    }
}

/// A value that was found, as it reads.
struct Value<'a> {
    text: &'a str,
    entity: &'a Entity,
    rule: &'a str,
}

impl<'a> Value<'a> {
    fn of(detection: &'a Detection, text: &'a str) -> Self {
        Self { text: &text[detection.span.range()], entity: &detection.entity, rule: detection.rule.as_str() }
    }
}

/// A span of a surface that is to be replaced.
#[derive(Clone)]
pub(super) struct Finding {
    pub(super) range: Range<usize>,
    pub(super) with: With,
}

/// The longest text that is read together with the key that it stands under, in bytes.
const CUED_BYTES: usize = 256;

/// One request's search.
pub(super) struct Search<'p> {
    pub(super) profile: &'p Profile,
    pub(super) mapping: &'p mut Mapping,
    pub(super) known: Known,
    pub(super) counts: Counts,
    labels: Labels,
    detections: Vec<Detection>,
}

impl<'p> Search<'p> {
    pub(super) fn new(profile: &'p Profile, mapping: &'p mut Mapping) -> Self {
        let known = Known::new(mapping, profile);
        let labels = Labels::new();
        Self { profile, mapping, known, counts: Counts::default(), labels, detections: Vec::new() }
    }

    /// What is personal in `surface` by itself. Call in canonical order: this gives the numbers.
    pub(super) fn detect(&mut self, surface: &Surface<'_>) -> Result<Vec<Finding>, Reason> {
        if surface.kind == Kind::Known {
            return Ok(Vec::new());
        }
        let mut findings = self.literals(surface.text());
        self.scan(surface);
        let detections = std::mem::take(&mut self.detections);
        self.listed(surface, surface.text(), |range| range, &mut findings)?;
        for detection in &detections {
            let value = Value::of(detection, surface.text());
            self.settle(surface, &value, detection.span.range(), &mut findings)?;
        }
        self.detections = detections;
        for part in encoded::parts(surface.text()) {
            self.detect_spelled(surface, &part, &mut findings)?;
        }
        findings.sort_by_key(|finding| finding.range.start);
        Ok(findings)
    }

    /// The detectors' own answer, in offsets of the surface's text.
    fn scan(&mut self, surface: &Surface<'_>) {
        let Profile { detectors, settings, .. } = self.profile;
        let text = surface.text();
        self.detections.clear();
        if surface.kind.joins_words() {
            // `Anna_Müller_CV.pdf`: underscores are the spaces of narrow alphabets; offsets stay.
            let cue = if surface.kind == Kind::Name { "name: " } else { "" };
            let spaced = format!("{cue}{}", text.replace(['_', '-'], " "));
            detectors.scan_into(&spaced, settings, &mut self.detections);
            shift_back(&mut self.detections, cue.len());
            return;
        }
        match surface.cue.as_deref().filter(|_| text.len() <= CUED_BYTES) {
            None => detectors.scan_into(text, settings, &mut self.detections),
            Some(cue) => {
                let cued = format!("{cue}: {text}");
                detectors.scan_into(&cued, settings, &mut self.detections);
                shift_back(&mut self.detections, cue.len() + 2);
            }
        }
    }

    fn detect_spelled(
        &mut self,
        surface: &Surface<'_>,
        part: &Decoded,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Reason> {
        self.listed(surface, &part.text, |range| part.spelled(&range), findings)?;
        for detection in self.profile.detectors.scan(&part.text, &self.profile.settings) {
            let spelled = part.spelled(&detection.span.range());
            self.settle(surface, &Value::of(&detection, &part.text), spelled, findings)?;
        }
        Ok(())
    }

    /// Values that the tenant listed itself, in `text`; `spelled` tells where they stand in the surface.
    fn listed(
        &mut self,
        surface: &Surface<'_>,
        text: &str,
        spelled: impl Fn(Range<usize>) -> Range<usize>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Reason> {
        let profile = self.profile;
        for range in profile.deny.find(text) {
            let value =
                Value { text: &text[range.clone()], entity: profile.deny.entity(), rule: "deny_list" };
            self.settle(surface, &value, spelled(range), findings)?;
        }
        Ok(())
    }

    /// Applies the policy to one value, which is spelled at `range` of the surface.
    fn settle(
        &mut self,
        surface: &Surface<'_>,
        value: &Value<'_>,
        range: Range<usize>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Reason> {
        if overlaps(findings, &range) || self.profile.allow.holds(value.text) {
            return Ok(());
        }
        let action = self.profile.policies.action(value.entity);
        let with = match action {
            Action::Allow => return Ok(()),
            Action::Block => return Err(Reason::Blocked { entity: public_label(value.entity) }),
            Action::Redact => self.known.redaction(value.entity),
            Action::Pseudonymize if surface.kind == Kind::User => {
                With::Pseudonym(self.mapping.identify_user(value.entity, value.text))
            }
            Action::Pseudonymize => With::Pseudonym(self.mapping.identify(value.entity, value.text)),
        };
        if surface.kind != Kind::User {
            self.known.add(value.text, value.entity, with);
        }
        self.counts.add(value);
        findings.push(Finding { range, with });
        Ok(())
    }

    /// Texts written exactly like a pseudonym, of whatever number: the client's own, so they are values too.
    fn literals(&mut self, text: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut canonical = Vec::new();
        for (range, name) in written_like(self.profile, text, &self.labels) {
            canonical.clear();
            self.profile.grammar.template().write(&name, &mut canonical);
            if text.as_bytes()[range.clone()] == canonical {
                findings.push(self.literal(text, range));
            }
        }
        findings
    }

    fn literal(&mut self, text: &str, range: Range<usize>) -> Finding {
        let group = self.mapping.identify_literal(&text[range.clone()]);
        Finding { range, with: With::Pseudonym(group) }
    }

    /// Texts that restoring would take for a pseudonym that is alive by now, in any spelling.
    pub(super) fn late_literals(&mut self, text: &str, findings: &mut Vec<Finding>) {
        let live = Live(self.mapping);
        let written = written_like(self.profile, text, &live);
        for (range, _) in written {
            if !overlaps(findings, &range) {
                let finding = self.literal(text, range);
                findings.push(finding);
            }
        }
        findings.sort_by_key(|finding| finding.range.start);
    }

    /// Everything that is known by now and stands in `text` (or in what its parts spell) besides `findings`.
    pub(super) fn sweep(&self, text: &str, findings: &mut Vec<Finding>) {
        if self.known.is_empty() {
            return;
        }
        let direct = self.known.find(text).map(|(range, with)| Finding { range, with });
        let mut swept: Vec<Finding> = direct.collect();
        for part in encoded::parts(text) {
            swept.extend(
                self.known.find(&part.text).map(|(span, with)| Finding { range: part.spelled(&span), with }),
            );
        }
        for finding in swept {
            if !overlaps(findings, &finding.range) {
                findings.push(finding);
            }
        }
        findings.sort_by_key(|finding| finding.range.start);
    }
}

/// Detections in a text with `lead` bytes in front of it, in offsets of the text; those in the lead fall away.
fn shift_back(detections: &mut Vec<Detection>, lead: usize) {
    detections.retain(|detection| detection.span.start >= lead);
    for Detection { span: Span { start, end }, .. } in detections {
        *start -= lead;
        *end -= lead;
    }
}

fn overlaps(findings: &[Finding], range: &Range<usize>) -> bool {
    findings.iter().any(|finding| finding.range.start < range.end && range.start < finding.range.end)
}

/// Every place of `text` that reads as a pseudonym whose name is one of `names`.
fn written_like(profile: &Profile, text: &str, names: &impl Names) -> Vec<(Range<usize>, String)> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Found::Match { start, end, name } = profile.grammar.find(text, at, names, false, false) {
        places.push((start..end, name.as_str().to_string()));
        at = end;
    }
    places
}

/// A label for error answers, from a closed set.
fn public_label(entity: &Entity) -> &'static str {
    Entity::ALL.iter().find(|known| *known == entity).map_or("CUSTOM", |known| known.label())
}

/// Every label that a pseudonym could have, alive or not.
struct Labels(HashSet<&'static str>);

impl Labels {
    fn new() -> Self {
        Self(Entity::ALL.iter().map(Entity::label).chain([LITERAL]).collect())
    }
}

impl Names for Labels {
    fn has(&self, name: &str) -> bool {
        split(name).is_some_and(|(label, ..)| {
            self.0.contains(label) || label.strip_suffix("_ID").is_some_and(|label| self.0.contains(label))
        })
    }

    fn begins(&self, _: &str) -> bool {
        false
    }
}

/// Every name that the mapping has given, or may give as a further spelling.
struct Live<'m>(&'m Mapping);

impl Names for Live<'_> {
    fn has(&self, name: &str) -> bool {
        split(name).is_some_and(|(label, number, _)| label == LITERAL || self.0.has_number(label, number))
    }

    fn begins(&self, _: &str) -> bool {
        false
    }
}
