//! The gate: instructions and allocations of the proxy's own steps, held against stored counts.
//!
//! Owns: the comparison. A step may cost [`TOLERANCE`] more instructions than stored, and no more allocations. What
//! asks the detectors is not among the steps: they change all the time, and have figures of their own.
//! Never: measures; `main.rs` does. A change that moves a count stores the new one (`--store`) and says why.

use std::fmt::Write;
use std::process::exit;

use crate::{allocations, instructions, steps};

/// How much more than stored is still the same.
const TOLERANCE: f64 = 0.02;

/// How many instructions one allocation may cost more or less: whether the C library cuts a large block from the end of the
/// heap or takes it from a hole depends on how set-up left the heap, which differs from run to run. (2 KB of splicing take
/// 749 or 833 instructions with one and the same binary; every other step is so much larger that 2 % is more.)
const PLACE_OF_A_BLOCK: u64 = 100;

/// The steps that are held: those that never meet a detector.
const HELD: &[&str] = &["lex ", "splice ", "restore "];

/// What a step costs for one unit.
struct Cost {
    instructions: u64,
    allocations: f64,
}

/// Measures every step and ends the process with 1 if one costs more than `file` says; with `store`, writes the file anew.
pub(crate) fn hold(file: &str, store: bool) {
    let stored = std::fs::read_to_string(file).unwrap_or_default();
    let mut table =
        String::from("# step: instructions and allocations for one unit (a body, an event of a stream)\n");
    let mut worse = 0;
    for mut step in steps::all("") {
        if !HELD.iter().any(|held| step.name.starts_with(held)) {
            continue;
        }
        let is = Cost { instructions: instructions(&mut step), allocations: allocations(&mut step).0 };
        let line = format!("{}: {} {:.2}", step.name, is.instructions, is.allocations);
        let verdict = verdict(cost_of(&stored, &step.name).as_ref(), &is);
        worse += usize::from(verdict.is_err());
        println!("{line:<44}{}", verdict.unwrap_or_else(|text| text));
        let _ = writeln!(table, "{line}");
    }
    if store {
        std::fs::write(file, table).expect("the counts can be written");
    } else if worse > 0 {
        println!(
            "{worse} steps cost more than stored, or are new: if that is meant, store the counts and say why"
        );
        exit(1);
    }
}

fn cost_of(stored: &str, name: &str) -> Option<Cost> {
    let costs = stored.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))?;
    let (instructions, allocations) = costs.split_once(' ')?;
    Some(Cost { instructions: instructions.parse().ok()?, allocations: allocations.parse().ok()? })
}

fn verdict(stored: Option<&Cost>, is: &Cost) -> Result<String, String> {
    let Some(stored) = stored else { return Err("not stored".to_owned()) };
    let change = is.instructions as f64 / stored.instructions.max(1) as f64 - 1.0;
    let told = format!(
        "{:+.1} % instructions, {:+.2} allocations",
        change * 100.0,
        is.allocations - stored.allocations
    );
    let slack = if is.allocations < 1.0 { 0 } else { PLACE_OF_A_BLOCK };
    let fits = (change <= TOLERANCE || is.instructions <= stored.instructions + slack)
        && is.allocations <= stored.allocations + 0.005;
    if fits { Ok(told) } else { Err(format!("{told}: too much")) }
}
