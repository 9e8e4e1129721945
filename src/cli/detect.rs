//! `allonym detect`: shows what the detectors find in a text.
//!
//! Owns: the arguments and the three ways to read and write. Never: changes the text; `cli/detect/report.rs` describes
//! what was found.

mod report;

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;

use allonym_detectors::{Dates, Entities, Entity, Mode, Settings};
use clap::{Args, ValueEnum};

use super::tier::Tier;
use super::{Failure, Outcome, input, wrote};
use crate::file_fault::in_words;
use report::Entry;

/// Show what the detectors find in a text.
///
/// Everything is reported, also what a proxied request would leave alone for its low score or its lack of context.
#[derive(Args)]
#[command(after_help = "\
Examples:
  allonym detect letter.txt                  in colour on a terminal, a list in a pipe
  echo 'IBAN DE02120300000000202051' | allonym detect --entities IBAN,EMAIL
  allonym detect --format json letter.txt    {\"entities\":[{type,start,end,text,score,rule}]}
  allonym detect --format jsonl < texts      {\"text\":…} a line in, {\"entities\":[…]} a line out

Offsets count Unicode code points from 0; `end` is one past the last. A bad line of JSON gives a
line {\"error\":…}, the rest goes on, and the exit code is 1.")]
pub(super) struct Detect {
    /// The text; standard input if none is given, or `-`.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// How input is read and findings are written.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Only findings with at least this score, from 0 to 1.
    #[arg(long, value_name = "SCORE", value_parser = score)]
    min_score: Option<f32>,
    /// Only these kinds, with commas between them: PERSON,EMAIL.
    #[arg(long, value_name = "LABELS", value_delimiter = ',', value_parser = entity)]
    entities: Vec<Entity>,
    /// Which dates are findings.
    #[arg(long, value_enum, default_value = "all")]
    dates: WhichDates,
    /// Which tiers look for names; without it ALLONYM_DETECTION_MODE, else `balanced` if its model is installed.
    #[arg(long, value_name = "MODE", value_parser = mode)]
    mode: Option<Mode>,
    /// Colours in text; `auto` means on a terminal, unless NO_COLOR is set.
    #[arg(long, value_enum, default_value = "auto")]
    color: Color,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// The whole input is one text; one JSON object.
    Json,
    /// One JSON object per line, in and out.
    Jsonl,
}

/// The choice of dates on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum WhichDates {
    /// Those that their context ties to a person.
    Personal,
    /// Every date.
    All,
    /// No date.
    None,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

impl From<WhichDates> for Dates {
    fn from(which: WhichDates) -> Self {
        match which {
            WhichDates::Personal => Self::Personal,
            WhichDates::All => Self::All,
            WhichDates::None => Self::None,
        }
    }
}

/// Reads a label, in any case.
pub(super) fn entity(label: &str) -> Result<Entity, String> {
    label.trim().to_ascii_uppercase().parse().map_err(|_| {
        let known: Vec<_> = Entity::ALL.iter().map(Entity::label).collect();
        format!("expected CUSTOM:<name> or one of {}", known.join(" "))
    })
}

/// Reads a score.
pub(super) fn score(number: &str) -> Result<f32, String> {
    let score = number.parse().ok().filter(|score| (0.0..=1.0).contains(score));
    score.ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

/// Reads a mode's name.
pub(super) fn mode(name: &str) -> Result<Mode, String> {
    name.parse().map_err(|_| "expected fast, balanced or full".to_owned())
}

impl Detect {
    pub(super) fn run(self) -> Outcome {
        let settings = self.settings();
        let tier = Tier::of(self.mode)?;
        let mut out = io::stdout().lock();
        if self.format == Format::Jsonl {
            return jsonl(&mut *input::open(self.file.as_deref())?, &mut out, &tier, &settings);
        }
        let text = input::text(self.file.as_deref())?;
        let entries = find(&text, &tier, &settings)?;
        wrote(match self.format {
            Format::Json => writeln!(out, "{}", report::json(&entries)),
            _ if self.coloured() => out.write_all(report::coloured(&text, &entries).as_bytes()),
            _ => out.write_all(report::listed(&text, &entries).as_bytes()),
        })
    }

    fn settings(&self) -> Settings {
        let report = Settings::report();
        Settings {
            min_score: self.min_score.unwrap_or(report.min_score),
            entities: match &self.entities[..] {
                [] => Entities::all(),
                some => Entities::only(some.iter().cloned()),
            },
            dates: self.dates.into(),
            ..report
        }
    }

    fn coloured(&self) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        }
    }
}

fn find<'t>(text: &'t str, tier: &Tier, settings: &Settings) -> Result<Vec<Entry<'t>>, Failure> {
    Ok(report::entries(text, &tier.scan(text, settings)?))
}

/// What some editors put in front of a file (U+FEFF). It belongs to no line.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Treats one line after the other; each answer is out before the next line is read.
fn jsonl(input: &mut dyn BufRead, out: &mut dyn Write, tier: &Tier, settings: &Settings) -> Outcome {
    let (mut line, mut number, mut bad) = (Vec::new(), 0, false);
    while next_line(input, &mut line)? {
        number += 1;
        let line = line.strip_prefix(MARK).filter(|_| number == 1).unwrap_or(&line);
        let answer = match report::text_of(line) {
            Some(text) => report::json(&find(&text, tier, settings)?),
            None => {
                bad = true;
                report::bad_line(number, line)
            }
        };
        if let Err(fault) = writeln!(out, "{answer}").and_then(|()| out.flush()) {
            return wrote(Err(fault));
        }
    }
    if bad { Err(Failure::bad_input()) } else { Ok(()) }
}

/// Reads a line into `line`, in place of what it held; false at the end.
fn next_line(input: &mut dyn BufRead, line: &mut Vec<u8>) -> Result<bool, Failure> {
    line.clear();
    let read = input.read_until(b'\n', line);
    read.map(|count| count > 0).map_err(|fault| Failure::failed("the input", in_words(fault.kind())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &str) -> (bool, Vec<serde_json::Value>) {
        let mut out = Vec::new();
        let done = jsonl(&mut input.as_bytes(), &mut out, &Tier::fast(), &Settings::report());
        let out = String::from_utf8(out).unwrap();
        (done.is_err(), out.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    #[test]
    fn each_line_in_gives_one_line_out_with_offsets_in_code_points() {
        let (bad, out) =
            lines("{\"text\":\"Grüße 👋🏽 an jane.roe@mail.example!\"}\n{\"id\":7,\"text\":\"nothing\"}");
        assert_eq!((bad, out.len()), (false, 2));
        let found = &out[0]["entities"][0];
        assert_eq!(found["type"], "EMAIL");
        assert_eq!((found["start"].as_u64(), found["end"].as_u64()), (Some(12), Some(33)));
        assert_eq!(found["text"], "jane.roe@mail.example");
        assert!(found["score"].as_f64().unwrap() > 0.5 && found["rule"].is_string());
        assert_eq!(out[1], serde_json::json!({"entities": []}));
    }

    #[test]
    fn bad_lines_are_reported_where_they_stand_and_the_rest_goes_on() {
        let (bad, out) =
            lines("{\"text\":1}\nnot json\n\n{\"texts\":\"x\"}\n{\"text\":\"a@mail.example\"}\n");
        assert_eq!((bad, out.len()), (true, 5));
        for (at, line) in out[..4].iter().enumerate() {
            let said = line["error"].as_str().unwrap();
            assert!(said.contains(&format!("line {}", at + 1)) && !said.contains("not json\n"), "{said}");
        }
        assert_eq!(out[4]["entities"][0]["type"], "EMAIL");
    }

    #[test]
    fn a_mark_in_front_is_no_part_of_the_first_line_and_half_a_character_is_called_that() {
        let (bad, out) = lines("\u{feff}{\"text\":\"a@mail.example\"}\n{\"text\":\"\"}");
        assert_eq!((bad, &out[0]["entities"][0]["start"]), (false, &0.into()));
        let (bad, out) = lines("{\"text\":\"\"}\n\u{feff}{\"text\":\"\"}\n{\"text\":\"x \\ud83d y\"}");
        assert!(bad && out[1]["error"].as_str().unwrap().contains("line 2 is not a JSON object"), "{out:?}");
        assert!(
            out[2]["error"].as_str().unwrap().contains("line 3 holds half of a surrogate pair"),
            "{out:?}"
        );
    }

    #[test]
    fn scores_are_numbers_from_0_to_1() {
        assert_eq!((score("0.5"), score("1")), (Ok(0.5), Ok(1.0)));
        for number in ["1.5", "-0.1", "NaN", "much", ""] {
            assert!(score(number).is_err(), "{number}");
        }
    }

    #[test]
    fn an_answer_is_out_before_the_next_line_is_read() {
        struct Flushed(Vec<u8>, usize);
        impl Write for Flushed {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.write(bytes)
            }

            fn flush(&mut self) -> io::Result<()> {
                assert!(self.0.ends_with(b"\n"));
                self.1 += 1;
                Ok(())
            }
        }
        let mut out = Flushed(Vec::new(), 0);
        let lines = b"{\"text\":\"\"}\n{\"text\":\"\"}\n";
        assert!(jsonl(&mut &lines[..], &mut out, &Tier::fast(), &Settings::report()).is_ok());
        assert_eq!(out.1, 2);
    }

    #[test]
    fn unknown_labels_are_answered_with_the_known_ones() {
        assert_eq!(entity("email"), Ok(Entity::Email));
        assert!(entity("EMIAL").unwrap_err().contains("CREDIT_CARD"));
    }
}
