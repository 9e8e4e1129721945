//! Any text under any settings: no panic; spans in order, apart, not empty, on character boundaries.
//!
//! Owns: what every caller of the detectors relies on. Never: says what must be found; the rules' own cases do.

#![no_main]

use allonym_detectors::{Dates, Detectors, Settings};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((control, rest)) = input.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let settings = Settings {
        min_score: f32::from(control & 0x0f) / 16.0,
        dates: [Dates::Personal, Dates::All, Dates::None][usize::from(control >> 4) % 3],
        ..Settings::default()
    };
    let mut end = 0;
    for found in Detectors::builtin().scan(&text, &settings) {
        let range = found.span.range();
        assert!(range.start >= end && range.end > range.start, "{range:?} after {end}");
        assert!(text.get(range.clone()).is_some(), "{range:?} is no text of {}", text.len());
        end = range.end;
    }
});
