//! The neural tier: names that only a network sees.
//!
//! Owns: reading windows of text with the model that `allonym model install` brings. A text is cut into windows
//! (`windows.rs`), the gate leaves out those that cannot name anybody (`gate.rs`), the others become word pieces
//! (`wordpiece.rs`), the network says what each piece is likely to be (`network.rs`, `label.rs`), and `spans.rs` makes
//! spans of that. Never: on the event loop, and never decides against a rule; the detectors merge the layers.

mod gate;
mod label;
mod network;
pub mod pool;
mod spans;
mod windows;
mod wordpiece;

use std::fmt;
use std::fs;
use std::ops::Range;
use std::sync::Arc;

use allonym_detectors::{Mode, NameSpan};

pub use self::network::Threads;
use self::network::{LONGEST, Network};
use self::wordpiece::Vocabulary;
use crate::model::Installed;

/// Why the neural tier has nothing to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The files are the right ones, and yet cannot be used here.
    Unusable,
    /// A run of the network failed.
    Failed,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unusable => "the model cannot be loaded; `allonym model install` installs it anew",
            Self::Failed => "the model cannot be run",
        })
    }
}

impl std::error::Error for Trouble {}

/// The loaded model; shared between threads, each of which runs it alone.
pub struct Reader {
    vocabulary: Vocabulary,
    network: Network,
}

impl Reader {
    /// Loads the model.
    ///
    /// # Errors
    /// The files cannot be read or used.
    pub fn load(model: &Installed) -> Result<Self, Trouble> {
        let vocabulary = fs::read_to_string(model.vocabulary()).map_err(|_| Trouble::Unusable)?;
        Ok(Self { vocabulary: Vocabulary::parse(&vocabulary), network: Network::load(&model.network())? })
    }

    /// The names in a window.
    ///
    /// # Errors
    /// A run failed.
    pub fn read(&self, window: &str, threads: &Threads) -> Result<Vec<NameSpan>, Trouble> {
        let pieces = self.vocabulary.pieces(window);
        let mut likely = Vec::with_capacity(pieces.len());
        for sequence in pieces.chunks(LONGEST) {
            likely.extend(self.network.run(sequence, threads)?);
        }
        Ok(spans::spans(window, &pieces, &likely))
    }

    /// The names in a whole text, read here and now. For commands, not for requests.
    ///
    /// # Errors
    /// A run failed.
    pub fn names(&self, text: &str, mode: Mode, threads: &Threads) -> Result<Vec<NameSpan>, Trouble> {
        let mut names = Vec::new();
        for window in windows(text, mode) {
            let found = self.read(&text[window.clone()], threads)?;
            names.extend(found.into_iter().map(|name| moved(name, window.start)));
        }
        Ok(names)
    }
}

/// A name of a window, in offsets of the text in which the window begins at `start`.
#[must_use]
pub fn moved(mut name: NameSpan, start: usize) -> NameSpan {
    name.span.start += start;
    name.span.end += start;
    name
}

/// The parts of a text that the mode has read, in order.
#[must_use]
pub fn windows(text: &str, mode: Mode) -> Vec<Range<usize>> {
    let mut windows = windows::windows(text);
    windows.retain(|window| gate::is_worth(&text[window.clone()], mode));
    windows
}

/// A reader for a pool: each of the pool's threads runs the network alone, which is the best use of all of them.
pub struct Lanes {
    reader: Arc<Reader>,
    threads: Vec<Threads>,
}

impl Lanes {
    /// For a pool of `count` threads.
    #[must_use]
    pub fn new(reader: Arc<Reader>, count: usize) -> Self {
        Self { reader, threads: (0..count.max(1)).map(|_| Threads::new(1)).collect() }
    }
}

impl pool::Reads for Lanes {
    fn read(&self, window: &str, thread: usize) -> Result<Vec<NameSpan>, Trouble> {
        self.reader.read(window, &self.threads[thread % self.threads.len()])
    }
}

#[cfg(test)]
mod tests;
