//! `allonym eval`: how good the detectors are on labelled data, and how quiet on text that holds nothing.
//!
//! Owns: the arguments and which report is written. Never: counts; see [`crate::eval`].

use std::path::{Path, PathBuf};

use allonym_detectors::{Dates, Entities, Entity, Mode, Settings};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::detect::{WhichDates, entity, mode, score};
use super::rule_set::Rules;
use super::tier::Tier;
use super::{Failure, Outcome, print};
use crate::eval::data::{self, Case, Fault};
use crate::eval::found::{self, Found};
use crate::eval::report::{self, Report};
use crate::eval::{Contender, Detail, evaluate};

/// Measure the detectors on labelled texts, or on files that should hold nothing.
///
/// A labelled span counts as found when a detection of a fitting kind overlaps it; `exact` asks for equal spans,
/// `cover` for every letter and digit masked by anything.
#[derive(Args)]
#[command(after_help = "\
Examples:
  allonym eval prompts.jsonl mails.jsonl          precision, recall, F1 and cover per entity
  allonym eval prompts.jsonl --show 20            with the worst misses and false alarms, in the data's own text
  allonym eval prompts.jsonl --against min_score=0.3 --against without=us.*
  allonym eval fixtures/corpus --by lang            every *.jsonl of a folder, a row per language
  allonym eval prompts.jsonl --found other.jsonl  beside what another tool found in the same texts
  allonym eval --silent src/                      what is found where nothing should be, per rule and 100 KB
  allonym eval --format json prompts.jsonl        for machines

A line of data: {\"text\":…, \"spans\":[{\"start\",\"end\",\"label\"},…]}, offsets in code points. Labels of other tools
(PER, US_SSN, IBAN_CODE …) are understood.")]
pub(super) struct Eval {
    /// JSON Lines, or folders of *.jsonl; with --silent, files and folders of any text.
    #[arg(value_name = "DATA", required = true)]
    data: Vec<PathBuf>,
    /// The data are plain files in which nothing is to be found.
    #[arg(long)]
    silent: bool,
    /// How the report is written.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Only detections with at least this score, from 0 to 1. Without it, what `detect` reports; with --silent,
    /// what a proxied request replaces.
    #[arg(long, value_name = "SCORE", value_parser = score)]
    min_score: Option<f32>,
    /// Which dates count.
    #[arg(long, value_enum, default_value = "all")]
    dates: WhichDates,
    /// Only these kinds, of labels and of detections: PERSON,LOCATION.
    #[arg(long, value_name = "LABELS", value_delimiter = ',', value_parser = entity)]
    entities: Vec<Entity>,
    /// A folder of rules, added to the built-in ones or in place of those of the same id.
    #[arg(long, value_name = "FOLDER")]
    rules: Option<PathBuf>,
    /// Rules to leave out, with commas between them: global.url,us.*
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    without: Vec<String>,
    /// A second run beside the first, with this changed: min_score=0.3, dates=personal, mode=full, rules=FOLDER,
    /// without=IDS.
    #[arg(long, value_name = "CHANGE")]
    against: Vec<String>,
    /// A second run beside the first: another tool's findings, the texts of DATA in their order with the spans it found.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["against", "silent"])]
    found: Option<PathBuf>,
    /// Which tiers look for names; without it ALLONYM_DETECTION_MODE, else `balanced` if its model is installed.
    #[arg(long, value_name = "MODE", value_parser = mode)]
    mode: Option<Mode>,
    /// Group by a field of the data as well, such as `source`.
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,
    /// Print so many misses and false alarms; this shows the data's own text.
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    show: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// {"runs":[…]}
    Json,
}

#[derive(Serialize)]
struct Runs<'r> {
    runs: &'r [Report],
}

/// A rule set under a setting, as the arguments ask for it.
#[derive(Clone)]
struct Variant {
    rules: Rules,
    settings: Settings,
    mode: Option<Mode>,
}

impl Eval {
    pub(super) fn run(self) -> Outcome {
        let variants = self.variants()?;
        let cases = self.cases()?;
        let detail = Detail { by: self.by.clone(), show: self.show };
        let reports = variants.into_iter().map(|(name, variant)| variant.report(name, &cases, &detail));
        let mut reports = reports.collect::<Result<Vec<_>, _>>()?;
        reports.extend(self.other(&cases, &detail)?);
        match (self.format, &reports[..]) {
            (Format::Json, _) => {
                let json = serde_json::to_string(&Runs { runs: &reports });
                print(format_args!("{}\n", json.unwrap_or_default()))
            }
            (Format::Text, [left, right]) => print(report::side_by_side(left, right)),
            (Format::Text, all) => print(all.iter().map(report::one).collect::<String>()),
        }
    }

    /// How another tool did, when its findings were given.
    fn other(&self, cases: &[Case], detail: &Detail) -> Result<Option<Report>, Failure> {
        let Some(path) = &self.found else { return Ok(None) };
        let found = found::of_another_tool(path, cases).map_err(failed)?;
        let contender = Contender::findings(path.display().to_string(), found, self.wanted());
        Ok(Some(evaluate(contender, cases, detail)))
    }

    fn wanted(&self) -> Entities {
        match &self.entities[..] {
            [] => Entities::all(),
            some => Entities::only(some.iter().cloned()),
        }
    }

    fn cases(&self) -> Result<Vec<Case>, Failure> {
        let read = if self.silent { data::silent } else { data::labelled };
        Ok(self.data.iter().map(|path| read(path).map_err(failed)).collect::<Result<Vec<_>, _>>()?.concat())
    }

    fn variants(&self) -> Result<Vec<(String, Variant)>, Failure> {
        let usual = if self.silent { Settings::default() } else { Settings::report() };
        let first = Variant {
            rules: Rules { folder: self.rules.clone(), without: self.without.clone() },
            settings: Settings {
                min_score: self.min_score.unwrap_or(usual.min_score),
                entities: self.wanted(),
                dates: self.dates.into(),
                ..usual
            },
            mode: self.mode,
        };
        let mut variants = vec![("rules".to_owned(), first.clone())];
        if !self.against.is_empty() {
            let mut second = first;
            for change in &self.against {
                second.change(change).map_err(|message| Failure { code: 2, message: Some(message) })?;
            }
            variants.push((self.against.join(" "), second));
        }
        Ok(variants)
    }
}

impl Variant {
    fn change(&mut self, change: &str) -> Result<(), String> {
        let unknown =
            || format!("--against {change}: expected min_score=, dates=, mode=, rules= or without=");
        let (what, value) = change.split_once('=').ok_or_else(unknown)?;
        match what {
            "min_score" => self.settings.min_score = score(value).map_err(|_| unknown())?,
            "dates" => self.settings.dates = dates(value).ok_or_else(unknown)?,
            "mode" => self.mode = Some(mode(value).map_err(|_| unknown())?),
            "rules" => self.rules.folder = Some(Path::new(value).to_owned()),
            "without" => self.rules.without.extend(value.split(',').map(str::to_owned)),
            _ => return Err(unknown()),
        }
        Ok(())
    }

    fn report(self, name: String, cases: &[Case], detail: &Detail) -> Result<Report, Failure> {
        let detectors = self.rules.detectors()?;
        let tier = Tier::of(self.mode)?;
        let wanted = self.settings.entities.clone();
        let found = |case: &Case| {
            let detections = tier.scan_by(&detectors, &case.text, &self.settings)?;
            Ok(detections.iter().map(Found::from).collect())
        };
        let found = cases.iter().map(found).collect::<Result<Vec<Vec<Found>>, Failure>>()?;
        Ok(evaluate(Contender::findings(name, found, wanted), cases, detail))
    }
}

fn failed(Fault { origin, reason }: Fault) -> Failure {
    Failure::failed(origin, reason)
}

fn dates(name: &str) -> Option<Dates> {
    WhichDates::from_str(name, true).ok().map(Dates::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_taken_one_by_one_and_unknown_ones_refused() {
        let mut variant = Variant { rules: Rules::default(), settings: Settings::default(), mode: None };
        for change in ["min_score=0.3", "dates=none", "without=global.url,us.*", "rules=x/y", "mode=full"] {
            variant.change(change).expect(change);
        }
        assert_eq!((variant.settings.min_score, variant.settings.dates), (0.3, Dates::None));
        assert_eq!(variant.rules.without, ["global.url", "us.*"]);
        for change in
            ["min_score", "min_score=much", "min_score=1.5", "dates=some", "mode=some", "colour=red"]
        {
            assert!(variant.change(change).unwrap_err().contains("expected min_score="), "{change}");
        }
    }
}
