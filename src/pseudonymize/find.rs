//! What is personal in a surface.
//!
//! Owns: what becomes of what the detectors say of a text (`find/asked.rs`, `find/lines.rs`) and of what its parts spell:
//! policies, allow lists, and the texts that only look like pseudonyms. What all texts together tell of one: `find/sweep.rs`.
//! Never: replaces anything; `replace.rs` does.

mod asked;
mod findings;
mod halves;
mod joints;
mod lines;
mod literals;
mod namesakes;
mod settled;
mod sweep;
mod wholes;
mod within;

use std::ops::Range;
use std::rc::Rc;

use allonym_detectors::{Detection, Entity, RuleId};

use self::asked::Asked;
pub(super) use self::asked::name_texts;
pub(super) use self::findings::{Finding, Findings};
use self::halves::Halves;
pub(super) use self::halves::whole_names;
pub(super) use self::joints::Run;
use self::settled::Settled;
use self::wholes::{Wholes, in_a_part};
use super::counts::rule_name;
use super::encoded::{self, Decoded, Spelled};
use super::known::With;
use super::profile::Profile;
use super::state::State;
use super::surface::{Kind, Surface};
use crate::error::Reason;
use crate::policy::Action;
use crate::provider::{Provider, Tools};
use crate::scan::{Reading, Traits};

/// A value that was found, as it reads.
struct Value<'a> {
    text: &'a str,
    entity: &'a Entity,
    rule: Option<&'a RuleId>,
    /// Where it stands in the surface.
    place: Spelled<'a>,
}

impl<'a> Value<'a> {
    /// In the surface's own text.
    fn of(detection: &'a Detection, text: &'a str) -> Self {
        let range = detection.span.range();
        let (text, entity, rule) = (&text[range.clone()], &detection.entity, Some(&detection.rule));
        Self { text, entity, rule, place: range.into() }
    }

    /// What the tenant's list of values to replace has found at `range` of the surface's own text.
    fn listed(profile: &'a Profile, text: &'a str, range: Range<usize>) -> Self {
        Self { text: &text[range.clone()], entity: profile.deny.entity(), rule: None, place: range.into() }
    }

    /// As of what a part of the surface spells.
    fn spelled_in(self, part: &'a Decoded) -> Self {
        Self { place: part.read(&self.place.range), ..self }
    }

    /// With its place cut down to this.
    fn cut_to(self, range: Range<usize>) -> Self {
        Self { place: range.into(), ..self }
    }

    /// Whether this is the name of a provider, which that learns nothing from: it stands in instructions that a provider knows
    /// its own client by, and in programs. Unless somebody listed it.
    fn is_a_provider(&self) -> bool {
        *self.entity == Entity::Organization
            && self.rule.is_some()
            && Provider::from_name(self.text).is_some()
    }

    /// Whether it only looks like a name, and the request defines a tool that is called so: `NotebookEdit`, in the instructions
    /// that tell of it and where it is called.
    fn is_a_tool(&self, tools: &Tools) -> bool {
        matches!(self.entity, Entity::Person | Entity::Organization | Entity::Location)
            && self.rule.is_some()
            && tools.has(self.text)
    }
}

/// What is known of one surface: everything that has to be looked for in its text only once.
pub(super) struct Searched {
    pub(super) findings: Findings,
    /// Parts that spell other text.
    parts: Vec<Decoded>,
    /// Whether anything in the text can read as a pseudonym.
    may_mention: bool,
}

/// With fewer values in a text, it does not pay to remember what was said of them.
const MANY: usize = 8;

/// One request's search.
pub(super) struct Search<'p> {
    pub(super) profile: &'p Profile,
    reading: &'p Reading,
    state: &'p mut State,
    detections: Vec<Detection>,
    settled: Settled<'p>,
    halves: Halves,
}

impl<'p> Search<'p> {
    pub(super) fn new(profile: &'p Profile, reading: &'p Reading, state: &'p mut State) -> Self {
        let (detections, settled, halves) = (Vec::new(), Settled::default(), Halves::default());
        Self { profile, reading, state, detections, settled, halves }
    }

    /// What is personal in `surface` by itself. Call in canonical order: this gives the numbers. `more` says whether any
    /// surface will be scanned after this one, and `whole` the name of which all of its text is a half.
    pub(super) fn detect(
        &mut self,
        surface: &'p Surface<'_>,
        whole: Option<&Rc<str>>,
        more: bool,
    ) -> Result<Searched, Reason> {
        if let Some(said) = surface.said() {
            self.withhold_all_in(said);
        }
        let text = surface.text();
        let asked = surface.is_scanned().then(|| self.ask(surface));
        let known = asked.as_ref().and_then(Asked::traits);
        let mut parts =
            if known.is_some_and(|known| known.is_plain) { Vec::new() } else { encoded::parts(text) };
        let is_plain = parts.is_empty();
        parts.extend(surface.is_command.then(|| encoded::command(text)).flatten());
        let is_clients = !matches!(surface.kind, Kind::Reasoning | Kind::Summary);
        let is_quiet = known.map_or_else(|| !self.profile.grammar.may_hold(text), |known| known.is_quiet);
        let may_mention = is_clients && !is_quiet;
        let mut findings = Findings::default();
        if may_mention {
            self.mentions(surface, &mut findings);
        }
        if let Some(asked) = asked {
            self.scan(surface, &asked, Traits { is_plain, is_quiet }, more);
            lines::part(text, &mut self.detections);
            if let Some((object, at)) = &surface.object {
                object.add(self.profile, *at, surface.text().len(), &mut self.detections);
            }
            self.halves = Halves::of(text, whole, &self.detections);
            self.found(surface, &parts, &mut findings)?;
            self.halves = Halves::default();
            self.absorb(text, &parts, &mut findings);
            if may_mention {
                self.number_freed(text, &findings);
            }
        }
        Ok(Searched { findings, parts, may_mention })
    }

    /// What lists find, and the detectors have found.
    fn found(
        &mut self,
        surface: &'p Surface<'_>,
        parts: &[Decoded],
        findings: &mut Findings,
    ) -> Result<(), Reason> {
        let detections = std::mem::take(&mut self.detections);
        let spelled: Vec<Vec<Detection>> = parts.iter().map(|part| self.spelled_in(part)).collect();
        let listed = self.listed(surface, surface.text(), None, findings)?;
        let many = detections.len() > MANY && surface.kind != Kind::User;
        let known = &self.state.known;
        let wholes = if detections.is_empty() {
            Wholes::default()
        } else {
            Wholes::spelled(known, surface.text(), parts)
        };
        let (taken, mut later, mut cut) = (!findings.is_empty(), listed, Vec::new());
        for detection in &detections {
            let value = Value::of(detection, surface.text());
            if let Some(range) = in_a_part(parts, &spelled, detection) {
                later.push(value.cut_to(range));
                continue;
            }
            let known = self.known_within(surface.text(), detection);
            if !known.is_empty() {
                self.put_known(detection, known, findings);
                cut.push(detection.span);
            } else if !self.takes_in(&wholes, surface.text(), detection, None, findings) {
                if many && !self.halves.begin_at(detection.span.start) {
                    self.settle_again(surface, detection, findings)?;
                } else {
                    self.settle(surface, &value, findings)?;
                }
            }
        }
        for (part, detections) in parts.iter().zip(&spelled) {
            later.extend(self.found_in(part, detections, surface, findings)?);
        }
        if taken || !later.is_empty() {
            let whole = detections.iter().filter(|own| !cut.contains(&own.span));
            later.extend(whole.map(|own| Value::of(own, surface.text())));
        }
        for value in later {
            self.settle_rest(surface, &value, findings)?;
        }
        self.detections = detections;
        Ok(())
    }

    /// What lists find in a part, and the detectors have found there: these values once more.
    fn found_in<'d>(
        &mut self,
        part: &'d Decoded,
        detections: &'d [Detection],
        surface: &'p Surface<'_>,
        findings: &mut Findings,
    ) -> Result<Vec<Value<'d>>, Reason>
    where
        'p: 'd,
    {
        let mut values = self.listed(surface, &part.text, Some(part), findings)?;
        let known = &self.state.known;
        let wholes = if detections.is_empty() { Wholes::default() } else { Wholes::of(known, &part.text) };
        values.reserve(detections.len());
        for detection in detections {
            let value = Value::of(detection, &part.text).spelled_in(part);
            if !self.takes_in(&wholes, &part.text, detection, Some(part), findings) {
                self.settle(surface, &value, findings)?;
            }
            values.push(value);
        }
        Ok(values)
    }

    /// Whether a detection in `text` was taken in by a known value of which it is a part. Not where its policy wants more than
    /// a pseudonym. `text` is the surface's own, or what a part of it spells.
    fn takes_in(
        &mut self,
        wholes: &Wholes<'_>,
        text: &str,
        found: &Detection,
        part: Option<&Decoded>,
        findings: &mut Findings,
    ) -> bool {
        let Some((whole, with)) = wholes.around(text, &found.span.range()) else { return false };
        let (place, policies) =
            (part.map_or(whole.clone(), |part| part.read(&whole.range)), &self.profile.policies);
        let is_replaced = policies.action_of(&found.entity, found.rule.as_str()) == Action::Pseudonymize;
        let takes_in = is_replaced && findings.is_free(&place.range);
        if takes_in {
            self.state.counts.add(&found.entity, Some(&found.rule));
            findings.add(place, with);
        }
        takes_in
    }

    /// The detectors' own answer to what a part spells.
    fn spelled_in(&mut self, part: &Decoded) -> Vec<Detection> {
        let Profile { detectors, settings, scans, .. } = self.profile;
        let whole = scans.scan(&part.text, (detectors, settings), self.reading, &mut self.detections);
        self.state.lasts &= whole;
        std::mem::take(&mut self.detections)
    }

    /// Values that the tenant listed itself, in the surface's own text or in what a part of it spells: these once more.
    fn listed<'d>(
        &mut self,
        surface: &Surface<'_>,
        text: &'d str,
        part: Option<&'d Decoded>,
        findings: &mut Findings,
    ) -> Result<Vec<Value<'d>>, Reason>
    where
        'p: 'd,
    {
        let profile = self.profile;
        let mut values = Vec::new();
        for range in profile.deny.find(text) {
            let value = Value::listed(profile, text, range);
            let value = if let Some(part) = part { value.spelled_in(part) } else { value };
            self.settle(surface, &value, findings)?;
            values.push(value);
        }
        Ok(values)
    }

    /// As [`Self::settle`], for one value of many, of which some are the same.
    fn settle_again(
        &mut self,
        surface: &'p Surface<'_>,
        detection: &Detection,
        findings: &mut Findings,
    ) -> Result<(), Reason> {
        let range = detection.span.range();
        let text = &surface.text()[range.clone()];
        if let Some(with) = self.settled.of(text, detection) {
            if findings.is_free(&range) {
                self.state.counts.add(&detection.entity, Some(&detection.rule));
                findings.add(range, with);
            }
        } else if let Some(with) = self.settle(surface, &Value::of(detection, surface.text()), findings)? {
            self.settled.note(text, detection, with);
        }
        Ok(())
    }

    /// Puts what becomes of one value in its place, if nothing is there yet.
    fn settle(
        &mut self,
        surface: &Surface<'_>,
        value: &Value<'_>,
        findings: &mut Findings,
    ) -> Result<Option<With>, Reason> {
        if !findings.is_free(&value.place.range) {
            // Who wants no request with such a value wants none in which another is replaced around it either.
            return if self.action(value) == Action::Block { Err(blocked(value)) } else { Ok(None) };
        }
        let with = self.judge(surface, value)?;
        if let Some(with) = with {
            findings.add(value.place.clone(), with);
        }
        Ok(with)
    }

    /// As [`Self::settle`], for what others leave of the place: a value is no less personal where a part of it is taken by
    /// another, nor is one that was left to a part whose meaning, be it chance, found no place.
    fn settle_rest(
        &mut self,
        surface: &Surface<'_>,
        value: &Value<'_>,
        findings: &mut Findings,
    ) -> Result<(), Reason> {
        let text = surface.text();
        if findings.rest(text, &value.place.range).is_empty() {
            return Ok(());
        }
        if let Some(with) = self.judge(surface, value)? {
            findings.put_rest(text, value.place.clone(), with);
        }
        Ok(())
    }

    /// What the tenant wants done with a value.
    fn action(&self, value: &Value<'_>) -> Action {
        let Profile { allow, policies, .. } = self.profile;
        let is_allowed =
            allow.holds(value.text) || value.is_a_provider() || value.is_a_tool(&self.state.tools);
        if is_allowed { Action::Allow } else { policies.action_of(value.entity, rule_name(value.rule)) }
    }

    /// Applies the policy to one value: what is put in its place, if it is replaced.
    fn judge(&mut self, surface: &Surface<'_>, value: &Value<'_>) -> Result<Option<With>, Reason> {
        let with = match self.action(value) {
            Action::Allow => return Ok(None),
            Action::Block => return Err(blocked(value)),
            Action::Redact => self.state.known.redaction(value.entity),
            Action::Pseudonymize if surface.kind == Kind::User => {
                With::Pseudonym(self.state.mapping.identify_user(value.entity, value.text))
            }
            Action::Pseudonymize => self
                .whole(value)
                .or_else(|| self.namesake(surface, value))
                .unwrap_or_else(|| With::Pseudonym(self.state.mapping.identify(value.entity, value.text))),
        };
        match value.rule {
            _ if surface.kind == Kind::User => {}
            Some(_) => self.state.known.add(value.text, value.entity, with),
            None => self.state.known.add_listed(value.text, value.entity, with),
        }
        self.state.counts.add(value.entity, value.rule);
        Ok(Some(with))
    }

    /// What is known by now and takes in more than was found takes its place: of `Anna\nMüller`, with `Anna` found by itself,
    /// the name. What later texts tell of is left to the sweep, so that one to come changes nothing here.
    fn absorb(&self, text: &str, parts: &[Decoded], findings: &mut Findings) {
        if findings.is_empty() {
            return;
        }
        let known = &self.state.known;
        known.find(text).for_each(|(range, with)| findings.absorb(text, range, with));
        for part in parts {
            known.find(&part.text).for_each(|(span, with)| findings.absorb(text, part.read(&span), with));
        }
    }
}

fn blocked(value: &Value<'_>) -> Reason {
    Reason::Blocked { entity: public_label(value.entity) }
}

/// A label for error answers, from a closed set.
fn public_label(entity: &Entity) -> &'static str {
    Entity::ALL.iter().find(|known| *known == entity).map_or("CUSTOM", |known| known.label())
}
