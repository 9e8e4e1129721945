//! `allonym rules`: which rules there are, what each looks for, and why one did or did not find something.
//!
//! Owns: the arguments. Never: describes; see `rules/catalogue.rs` and `rules/explanation.rs`.

mod catalogue;
mod explanation;

use std::path::PathBuf;

use allonym_detectors::{Detectors, Entity, RuleInfo, Settings, built_in_rules, stands_for};
use clap::{Args, Subcommand, ValueEnum};

use super::detect::{entity, score};
use super::{Failure, Outcome, input, print};

/// List the rules, show one, or explain why a text matched.
#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  allonym rules                              every rule: id, entity, regions, scores, what it finds
  allonym rules --region de --entities IBAN,SVNR
  allonym rules --format markdown            the reference table of the documentation
  allonym rules show de.svnr                 one rule in full, as its file has it
  allonym rules --explain 'Tel. 030 23125014'
  allonym rules explain letter.txt           per match: rule, checks, cue word, score, what became of it"
)]
pub(super) struct Rules {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    list: List,
    /// Explain this text instead of listing.
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["region", "entities"])]
    explain: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Show one rule in full.
    Show {
        /// Its id, such as `de.svnr`; `de.*` shows all of a region.
        id: String,
    },
    /// Explain why a text matched, or why it did not.
    Explain(Explain),
}

#[derive(Args)]
struct List {
    /// Only rules of these regions or families: de,global.
    #[arg(long, value_name = "REGIONS", value_delimiter = ',')]
    region: Vec<String>,
    /// Only rules for these kinds: IBAN,TAX_ID.
    #[arg(long, value_name = "LABELS", value_delimiter = ',', value_parser = entity)]
    entities: Vec<Entity>,
    /// How the list is written.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Args)]
struct Explain {
    /// The text; standard input if none is given, or `-`.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The threshold to explain for; a proxied request uses the default.
    #[arg(long, value_name = "SCORE", value_parser = score, default_value_t = Settings::default().min_score)]
    min_score: f32,
    /// Only matches of these rules: de.svnr,us.*
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    only: Vec<String>,
    /// Also what was dropped as a part of something longer, and what only lacked a cue word.
    #[arg(long)]
    all: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON array.
    Json,
    /// Tables for the documentation.
    Markdown,
}

impl Rules {
    pub(super) fn run(self) -> Outcome {
        match (self.command, self.explain) {
            (Some(Command::Show { id }), _) => show(&id),
            (Some(Command::Explain(explain)), _) => explain.run(),
            (None, Some(text)) => print(explanation::lines(&text, &Settings::default(), |_| true, false)),
            (None, None) => self.list.run(),
        }
    }
}

impl List {
    fn run(self) -> Outcome {
        let rules: Vec<RuleInfo<'_>> = Detectors::builtin().rules().filter(|rule| self.wants(rule)).collect();
        print(match self.format {
            Format::Text => catalogue::listed(&rules),
            Format::Json => catalogue::json(&rules),
            Format::Markdown => catalogue::markdown(&rules),
        })
    }

    fn wants(&self, rule: &RuleInfo<'_>) -> bool {
        let here = |region: &String| rule.regions.iter().any(|of_rule| of_rule.eq_ignore_ascii_case(region));
        (self.region.is_empty() || self.region.iter().any(here))
            && (self.entities.is_empty() || self.entities.contains(rule.entity))
    }
}

impl Explain {
    fn run(self) -> Outcome {
        let text = input::text(self.file.as_deref())?;
        let settings = Settings { min_score: self.min_score, ..Settings::default() };
        let wanted = |id: &str| self.only.is_empty() || self.only.iter().any(|only| stands_for(only, id));
        print(explanation::lines(&text, &settings, wanted, self.all))
    }
}

fn show(id: &str) -> Outcome {
    let files: Vec<_> = built_in_rules().filter(|(rule, _)| stands_for(id, rule)).collect();
    if files.is_empty() {
        return Err(Failure {
            code: 2,
            message: Some(format!("no rule is called {id}; `allonym rules` lists them")),
        });
    }
    let page = |(id, toml): (&str, &str)| format!("# {id}\n{}\n\n", toml.trim());
    print(files.into_iter().map(page).collect::<String>().trim_end().to_owned() + "\n")
}
