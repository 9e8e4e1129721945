//! [`Finder`]: what tests have in place of a network.
//!
//! Owns: the one word that it finds and that no rule does, and the record of what it was shown. Never: in a build that runs.

use std::sync::Mutex;
use std::time::Duration;

use allonym_detectors::{Entity, NameSpan, Span};

use crate::neural::Trouble;
use crate::neural::pool::Reads;

/// Finds a passport number where it stands, notes every window, and is as slow as it is told.
#[derive(Default)]
pub struct Finder {
    windows: Mutex<Vec<String>>,
    delay: Duration,
}

impl Finder {
    /// One that takes so long for each window.
    pub fn slow(delay: Duration) -> Self {
        Self { delay, ..Self::default() }
    }

    /// What it was shown since the last time.
    pub fn windows(&self) -> Vec<String> {
        std::mem::take(&mut *self.windows.lock().unwrap())
    }
}

impl Reads for Finder {
    fn read(&self, window: &str, _: usize) -> Result<Vec<NameSpan>, Trouble> {
        std::thread::sleep(self.delay);
        self.windows.lock().unwrap().push(window.to_owned());
        let name = |(start, found): (usize, &str)| {
            let span = Span { start, end: start + found.len() };
            NameSpan { span, entity: Entity::Passport, score: 0.99 }
        };
        Ok(window.match_indices("K4G7").map(name).collect())
    }
}
