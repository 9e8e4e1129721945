//! [`Object`]: a small JSON object as it is written, for what its members say of each other.
//!
//! Owns: `{"type":"passport","number":"…"}`, `{"user":"root","password":"…"}` and `"user":{"id":"…"}`: a string is judged by
//! itself and under its keys first, and then the object around it, with the key that leads to it, is read by the rules, once
//! for all of its strings. Never: looks for names, which
//! the string by itself shows as well; that would cost as much again as everything else.

use std::cell::OnceCell;

use allonym_detectors::{Detection, Span};

use super::profile::Profile;

/// The longest object that is read, in bytes. In a longer one siblings are too far apart to be heard.
const OBJECT_BYTES: usize = 1024;

/// An object's source, and what rules find in it.
pub(super) struct Object {
    source: Box<str>,
    found: OnceCell<Vec<Detection>>,
}

impl Object {
    /// Whether an object that is written so is short, and has more than one member or a key that leads to it.
    pub(super) fn fits(source: &str) -> bool {
        source.len() <= OBJECT_BYTES && (source.starts_with('"') || source.contains(','))
    }

    /// The object that is written so.
    pub(super) fn new(source: &str) -> Self {
        Self { source: source.into(), found: OnceCell::new() }
    }

    /// Adds to `found`, which is sorted, what rules find inside the `length` bytes at `at` that nothing there overlaps, in
    /// offsets of those bytes.
    pub(super) fn add(&self, profile: &Profile, at: usize, length: usize, found: &mut Vec<Detection>) {
        let all = self.found.get_or_init(|| {
            let mut found = Vec::new();
            let Profile { detectors, settings, scans, .. } = profile;
            scans.scan_by_rules(&self.source, (detectors, settings), &mut found);
            found
        });
        let own = found.len();
        for detection in all.iter().filter(|one| at <= one.span.start && one.span.end <= at + length) {
            let span = Span { start: detection.span.start - at, end: detection.span.end - at };
            if !found[..own].iter().any(|other| other.span.overlaps(span)) {
                found.push(Detection { span, ..detection.clone() });
            }
        }
        if found.len() > own {
            found.sort_by_key(|detection| detection.span.start);
        }
    }
}
