//! The compiled rules, built once, and the two ways to ask them: [`scan`] and [`Detectors::scan`].
//!
//! Building fails closed: one rule that does not read or compile, and there is no set at all.

use std::ops::Range;
use std::sync::OnceLock;

use crate::check::Check;
use crate::detection::{Candidate, Detection, RuleId, Span};
use crate::engine::Engine;
use crate::entity::Entity;
use crate::explain::{CueFound, Explanation, Verdict};
use crate::extension;
use crate::json::{self, Labelled, Members};
use crate::merge;
use crate::names::{self, NameSpan};
use crate::plain::Plain;
use crate::query::Queried;
use crate::resolve::{Standing, resolve};
use crate::rule::{Rule, RuleError};
use crate::settings::{Dates, Entities, Settings};
use crate::table::Cells;

/// A rule that comes with the crate.
pub(crate) struct BuiltIn {
    pub(crate) id: &'static str,
    pub(crate) toml: &'static str,
    /// Where it stands among the stored rules.
    stored: Range<usize>,
}

/// What scores less looks like a date by chance.
const LEAST_DATE: f32 = 0.2;

/// Every file `rules/**/*.rule.toml`, in sorted order.
pub(crate) const BUILT_IN: &[BuiltIn] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

impl BuiltIn {
    /// # Errors
    /// The rule does not read, which the crate's tests exclude.
    pub(crate) fn rule(&self) -> Result<Rule, RuleError> {
        let all = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));
        Rule::read(self.id, &all[self.stored.clone()]).map_or_else(|| Rule::parse(self.id, self.toml), Ok)
    }
}

/// A set of rules, ready to scan; shared freely between threads.
pub struct Detectors {
    engine: Engine,
    /// Whether names are looked for besides what the rules find.
    names: bool,
}

/// What a report says of one rule.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RuleInfo<'a> {
    /// The rule's stable name.
    pub id: &'a RuleId,
    /// What it finds.
    pub entity: &'a Entity,
    /// What the value is, in a sentence.
    pub about: &'a str,
    /// The standard, law or authority that defines it.
    pub source: &'a str,
    /// Country codes, or a family such as `secret`.
    pub regions: &'a [String],
    /// Names of the checks that a match must pass.
    pub checks: Vec<String>,
    /// Without a cue word, 0 to 1.
    pub score: f32,
    /// With a raising cue word near.
    pub score_with_context: f32,
    /// Whether there is no detection without a raising cue word.
    pub needs_context: bool,
}

impl<'a> RuleInfo<'a> {
    fn of(rule: &'a Rule) -> Self {
        Self {
            id: &rule.id,
            entity: &rule.entity,
            about: &rule.about,
            source: &rule.source,
            regions: &rule.regions,
            checks: rule.checks.iter().map(Check::name).collect(),
            score: rule.scores.plain,
            score_with_context: rule.scores.raised,
            needs_context: rule.context.required,
        }
    }
}

impl Detectors {
    /// The rules that come with the crate.
    ///
    /// # Panics
    /// When a built-in rule is broken, which the crate's tests exclude.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILT: OnceLock<Detectors> = OnceLock::new();
        BUILT.get_or_init(|| {
            let rules = BUILT_IN.iter().map(BuiltIn::rule).collect::<Result<Vec<_>, _>>();
            rules.and_then(Self::of).map(Self::with_names).unwrap_or_else(|error| panic!("{error}"))
        })
    }

    /// Compiles rules from (id, TOML) pairs.
    ///
    /// # Errors
    /// The first rule that does not read or compile.
    pub fn from_rules<'a>(rules: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, RuleError> {
        let rules = rules.into_iter().map(|(id, toml)| Rule::parse(id, toml));
        Self::of(rules.collect::<Result<Vec<_>, _>>()?)
    }

    /// Compiles rules that have been read.
    pub(crate) fn of(rules: Vec<Rule>) -> Result<Self, RuleError> {
        Ok(Self { engine: Engine::new(rules)?, names: false })
    }

    /// The same set, which also finds names: what [`Detectors::builtin`] does, and [`Detectors::from_rules`] alone does not.
    #[must_use]
    pub fn with_names(self) -> Self {
        Self { names: true, ..self }
    }

    /// Everything the settings ask for, sorted by start, never overlapping.
    #[must_use]
    pub fn scan(&self, text: &str, settings: &Settings) -> Vec<Detection> {
        let mut found = Vec::new();
        self.scan_into(text, settings, &mut found);
        found
    }

    /// As [`Detectors::scan`], into a vector of the caller's, which is emptied first.
    pub fn scan_into(&self, text: &str, settings: &Settings, out: &mut Vec<Detection>) {
        self.scan_with(text, settings, &[], out);
    }

    /// As [`Detectors::scan_into`], with names that another tier found in the same text, in any order.
    pub fn scan_with(&self, text: &str, settings: &Settings, extra: &[NameSpan], out: &mut Vec<Detection>) {
        let Some(plain) = Plain::of(text) else {
            self.scan_plain(text, settings, extra, out);
            return;
        };
        let reads = |name: &NameSpan| Some(NameSpan { span: plain.reads(name.span)?, ..name.clone() });
        let extra: Vec<NameSpan> = extra.iter().filter_map(reads).collect();
        self.scan_plain(plain.text(), settings, &extra, out);
        for detection in out {
            detection.span = plain.typed(detection.span);
        }
    }

    /// As [`Detectors::scan_into`], without the layers that find names: quick, for a text whose parts are scanned by themselves
    /// too.
    pub fn scan_rules(&self, text: &str, settings: &Settings, out: &mut Vec<Detection>) {
        let plain = Plain::of(text);
        let read = plain.as_ref().map_or(text, Plain::text);
        self.find_by_rules(read, Cells::of(read).as_ref(), &json::members(read), settings, out);
        if let Some(plain) = plain {
            out.iter_mut().for_each(|detection| detection.span = plain.typed(detection.span));
        }
    }

    fn scan_plain(&self, text: &str, settings: &Settings, extra: &[NameSpan], out: &mut Vec<Detection>) {
        let (cells, members) = (Cells::of(text), json::members(text));
        self.find_by_rules(text, cells.as_ref(), &members, settings, out);
        if self.names && names::wanted(settings) {
            let dates = |text: &str| self.dates(text, settings);
            let cues = self.engine.cues();
            let read = names::Read { cells: cells.as_ref(), members: &members, cues, dates: &dates };
            names::add(text, settings, &read, extra, out);
        }
        merge::addresses(text, out);
        extension::join(text, out);
    }

    fn find_by_rules(
        &self,
        text: &str,
        cells: Option<&Cells>,
        members: &Members<'_>,
        settings: &Settings,
        out: &mut Vec<Detection>,
    ) {
        out.clear();
        let mut candidates = Vec::new();
        self.engine.find(text, settings, &mut candidates);
        if let Some(cells) = cells {
            self.find_inside(cells.text(), |span| cells.typed(span), settings, &mut candidates);
        }
        if let Some(labelled) = Labelled::of(text, members) {
            self.find_inside(labelled.text(), |span| labelled.typed(span), settings, &mut candidates);
        }
        if let Some(queried) = Queried::of(text) {
            self.find_inside(queried.text(), |span| queried.typed(span), settings, &mut candidates);
        }
        resolve(&mut candidates, |rule| self.standing(rule));
        out.extend(candidates.into_iter().map(|candidate| self.detection(&candidate)));
    }

    /// Every date of a text, sorted and apart, whether it is somebody's or not.
    fn dates(&self, text: &str, settings: &Settings) -> Vec<Span> {
        let dates = Settings {
            entities: Entities::only([Entity::Date]),
            dates: Dates::All,
            min_score: LEAST_DATE,
            ..settings.clone()
        };
        let mut found = Vec::new();
        self.engine.find(text, &dates, &mut found);
        resolve(&mut found, |rule| self.standing(rule));
        found.into_iter().map(|date| date.span).collect()
    }

    /// Adds what rules find in a text that was made of parts of another, with labels before them; `typed` is the way back.
    fn find_inside(
        &self,
        labelled: &str,
        typed: impl Fn(Span) -> Option<Span>,
        settings: &Settings,
        candidates: &mut Vec<Candidate>,
    ) {
        let mut inside = Vec::new();
        self.engine.find(labelled, settings, &mut inside);
        let typed = |found: Candidate| Some(Candidate { span: typed(found.span)?, ..found });
        candidates.extend(inside.into_iter().filter_map(typed));
    }

    /// Every rule of the set, in order of id.
    pub fn rules(&self) -> impl Iterator<Item = RuleInfo<'_>> {
        self.engine.rules().map(RuleInfo::of)
    }

    /// Why each rule found what it found, and why it dropped what looked like it. Slow; for people, not for requests.
    #[must_use]
    pub fn explain(&self, text: &str, settings: &Settings) -> Vec<Explanation> {
        let plain = Plain::of(text);
        let read = plain.as_ref().map_or(text, Plain::text);
        let mut explanations = self.engine.explain(read, settings, |rule| self.standing(rule));
        let cells = Cells::of(read);
        if let Some(cells) = &cells {
            let (typed, typed_cue) = (|span| cells.typed(span), |cue| cells.typed_cue(cue));
            self.explain_inside(cells.text(), typed, typed_cue, settings, &mut explanations);
        }
        let members = json::members(read);
        if let Some(labelled) = Labelled::of(read, &members) {
            let typed = |span| labelled.typed(span);
            self.explain_inside(labelled.text(), typed, typed, settings, &mut explanations);
        }
        if let Some(queried) = Queried::of(read) {
            let typed = |span| queried.typed(span);
            self.explain_inside(queried.text(), typed, typed, settings, &mut explanations);
        }
        if self.names && names::wanted(settings) {
            let dates = |text: &str| self.dates(text, settings);
            let cues = self.engine.cues();
            let by_others = names::Read { cells: cells.as_ref(), members: &members, cues, dates: &dates };
            names::explain(read, settings, &by_others, &mut explanations);
        }
        if let Some(plain) = plain {
            explanations.iter_mut().for_each(|explanation| explanation.move_to(|span| plain.typed(span)));
        }
        explanations
    }

    /// What the headings of columns add, the keys of JSON or those of a query: detections only, for what failed is explained without
    /// them already.
    fn explain_inside(
        &self,
        labelled: &str,
        typed: impl Fn(Span) -> Option<Span>,
        typed_cue: impl Fn(Span) -> Option<Span>,
        settings: &Settings,
        explanations: &mut Vec<Explanation>,
    ) {
        let found = self.engine.explain(labelled, settings, |rule| self.standing(rule));
        let detected = found.into_iter().filter(|found| found.verdict == Verdict::Detected);
        explanations.extend(detected.filter_map(|found| {
            let cue = found.cue.and_then(|cue| Some(CueFound { span: typed_cue(cue.span)?, ..cue }));
            Some(Explanation { span: typed(found.span)?, cue, ..found })
        }));
    }

    #[cfg(test)]
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    fn standing(&self, rule: u32) -> Standing<'_> {
        let rule = self.engine.rule(rule);
        Standing { entity: rule.entity.index(), label: rule.entity.label(), id: rule.id.as_str() }
    }

    fn detection(&self, candidate: &Candidate) -> Detection {
        let rule = self.engine.rule(candidate.rule);
        Detection {
            span: candidate.span,
            entity: rule.entity.clone(),
            score: candidate.score,
            rule: rule.id.clone(),
        }
    }
}

/// Id and TOML text of every built-in rule, in order of id: what [`Detectors::from_rules`] takes, for a set of one's own.
pub fn built_in_rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    BUILT_IN.iter().map(|rule| (rule.id, rule.toml))
}

/// Scans with the built-in rules.
#[must_use]
pub fn scan(text: &str, settings: &Settings) -> Vec<Detection> {
    Detectors::builtin().scan(text, settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Effect;

    #[test]
    fn rules_alone_read_escapes_too() {
        let text = r#"{"lines": ["name      born\n", "Ada Roe   1958-02-01\n", "Bo Roe    1961-03-04"]}"#;
        let mut found = Vec::new();
        Detectors::builtin().scan_rules(text, &Settings::default(), &mut found);
        let found: Vec<&str> = found.iter().map(|found| &text[found.span.range()]).collect();
        assert_eq!(found, ["1958-02-01", "1961-03-04"]);
    }

    #[test]
    fn values_of_queries_are_read_without_their_escapes() {
        let text = "https://x.example/a?nhs_number=943%20476%205919&plaka=35%20KL%20482&b=2";
        let found = scan(text, &Settings::default());
        let found: Vec<&str> = found.iter().map(|found| &text[found.span.range()]).collect();
        assert_eq!(found, ["943%20476%205919", "35%20KL%20482"]);
    }

    #[test]
    fn every_raising_cue_fits_into_what_its_rule_looks_at() {
        for built_in in BUILT_IN {
            let context = built_in.rule().expect("a built-in rule").context;
            let raising = context.cues.iter().filter(|cue| cue.effect == Effect::Raises);
            // With a colon and a space behind it.
            let too_long = raising.filter(|cue| context.before > 0 && cue.text.len() + 2 > context.before);
            let too_long: Vec<&str> = too_long.map(|cue| cue.text.as_str()).collect();
            assert!(too_long.is_empty(), "{}: {too_long:?}", built_in.id);
        }
    }

    #[test]
    fn what_is_stored_of_a_rule_is_what_its_file_says() {
        for built_in in BUILT_IN {
            let mut stored = built_in.rule().expect("a built-in rule");
            assert!(stored.patterns.iter().all(|pattern| pattern.stored.is_some()), "{}", built_in.id);
            stored.patterns.iter_mut().for_each(|pattern| pattern.stored = None);
            let parsed = Rule::parse(built_in.id, built_in.toml).expect("a built-in rule");
            assert_eq!(format!("{stored:?}"), format!("{parsed:?}"));
        }
    }
}
