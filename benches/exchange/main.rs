//! What each step of an exchange costs inside the process: time, instructions, allocations.
//!
//! `cargo bench --bench exchange`: ns and MB/s, and how much slower than `memchr` for a byte that is not there, in the same
//! run. `… -- instructions`: instructions under callgrind (valgrind must be installed), which no other load disturbs.
//! `… -- allocations`: how many, and how many bytes. An argument that is no mode picks the steps whose name holds it.
//! `… -- gate FILE` holds both against stored counts (`gate.rs`; `benches/gate` calls it).

#![expect(clippy::print_stdout, reason = "a program, and its output is its purpose")]

mod gate;
mod steps;
#[path = "../workload.rs"]
mod workload;

use std::alloc::System;
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use steps::Step;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Runs before anything is counted: what is compiled or cached on first use is.
const WARM: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let argument = |at: usize| arguments.get(at).map_or("", String::as_str);
    match argument(0) {
        "once" => once(argument(1), argument(2).parse().expect("a number of turns")),
        "instructions" => each(argument(1), "instructions", |step| format!("{:>14}", instructions(step))),
        "allocations" => each(argument(1), "allocations", |step| {
            let (count, bytes) = allocations(step);
            format!("{count:>14.2} {bytes:>12.0} bytes")
        }),
        "gate" => gate::hold(argument(1), argument(2) == "--store"),
        filter => times(filter),
    }
}

fn each(filter: &str, what: &str, figure: impl Fn(&mut Step) -> String) {
    println!("{:<28}{what:>14}", "");
    for mut step in steps::all(filter) {
        let figure = figure(&mut step);
        println!("{:<28}{figure}", step.name);
    }
}

fn times(filter: &str) {
    let body = workload::agent800k().json;
    let yardstick =
        body.len() as f64 / nanos(&mut || memchr::memchr(0, black_box(body.as_bytes())).map_or(0, |at| at));
    println!("memchr: {:.0} MB/s", yardstick * 1e3);
    for mut step in steps::all(filter) {
        let (units, bytes) = (step.units as f64, step.bytes as f64);
        let nanos = nanos(&mut step.run);
        println!(
            "{:<28}{:>12.0} ns {:>8.0} MB/s {:>7.0} x memchr",
            step.name,
            nanos / units,
            bytes / nanos * 1e3,
            nanos / bytes * yardstick
        );
    }
}

/// Nanoseconds of the best of many short rounds: a shared machine only ever slows things down.
fn nanos(run: &mut dyn FnMut() -> usize) -> f64 {
    (0..WARM).for_each(|_| {
        black_box(run());
    });
    let turns = {
        let start = Instant::now();
        black_box(run());
        (2_000_000 / start.elapsed().as_nanos().max(1) + 1).min(10_000) as usize
    };
    let round = |run: &mut dyn FnMut() -> usize| {
        let start = Instant::now();
        (0..turns).for_each(|_| {
            black_box(run());
        });
        start.elapsed().as_nanos() as f64 / turns as f64
    };
    (0..40).map(|_| round(run)).fold(f64::INFINITY, f64::min)
}

/// Runs one step so many times: what callgrind watches.
fn once(name: &str, turns: usize) {
    let mut step = steps::all(name).into_iter().find(|step| step.name == name).expect("a step of that name");
    (0..turns).for_each(|_| {
        black_box((step.run)());
    });
}

/// The difference between a run and one of twice its length, for one unit: start-up falls out, and so does what only the
/// first hundred turns cost (an allocator that settles), however many turns fit the time of this machine.
fn instructions(step: &mut Step) -> u64 {
    let turns = (2_000_000 / nanos_of_one(step)).clamp(2, 20_000);
    let counted = |turns: usize| {
        let own = std::env::current_exe().expect("the path of this program");
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(own);
        let output = valgrind
            .args(["once", step.name.as_str(), &turns.to_string()])
            .output()
            .expect("valgrind is installed");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let collected =
            told.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse::<u64>().ok());
        collected.unwrap_or_else(|| panic!("{told}"))
    };
    counted(WARM + 2 * turns).saturating_sub(counted(WARM + turns)) / (turns * step.units) as u64
}

/// Nanoseconds of one turn, about: the best of a few, for one that was interrupted would leave too few turns to count.
fn nanos_of_one(step: &mut Step) -> usize {
    let turn = |_| {
        let start = Instant::now();
        black_box((step.run)());
        usize::try_from(start.elapsed().as_nanos()).unwrap_or(usize::MAX).max(1)
    };
    (0..WARM + 5).map(turn).min().unwrap_or(1)
}

/// How many allocations for one unit, and of how many bytes.
fn allocations(step: &mut Step) -> (f64, f64) {
    (0..WARM).for_each(|_| {
        black_box((step.run)());
    });
    let region = Region::new(ALLOCATOR);
    black_box((step.run)());
    let change = region.change();
    let count = change.allocations + change.reallocations;
    (count as f64 / step.units as f64, change.bytes_allocated as f64 / step.units as f64)
}
