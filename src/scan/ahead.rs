//! Reading ahead: everything of a request that is new to the neural tier, read in one go before the request is scanned.
//!
//! Owns: which windows are new, the waiting for them, and [`Reading`], from which the scan takes what it needs without
//! waiting. Never: holds a text longer than the network needs it.

use std::ops::Range;
use std::sync::Arc;

use allonym_detectors::NameSpan;
use hashbrown::HashMap;
use tokio::time::timeout_at;

use super::known::{Found, Key, Known, Traits};
use super::tier::{Busy, Tier, WhenBusy};
use crate::neural::{moved, pool::Window, windows};

/// What is known of the texts of one request. Empty when nothing was read ahead.
#[derive(Clone, Default)]
pub struct Reading {
    texts: HashMap<Key, Read>,
}

#[derive(Clone)]
enum Read {
    /// The text was scanned before.
    Found(Found),
    /// The network's names in it.
    Names { spans: Vec<NameSpan>, whole: bool },
}

/// The network's names in a text.
pub(super) struct Names<'r> {
    pub(super) spans: &'r [NameSpan],
    /// Whether all of the text that is worth it was read.
    pub(super) whole: bool,
}

impl Reading {
    pub(super) fn found(&self, key: Key) -> Option<Found> {
        match self.texts.get(&key)? {
            Read::Found(found) => Some(found.clone()),
            Read::Names { .. } => None,
        }
    }

    pub(super) fn names(&self, key: Key) -> Names<'_> {
        match self.texts.get(&key) {
            Some(Read::Names { spans, whole }) => Names { spans, whole: *whole },
            _ => Names { spans: &[], whole: false },
        }
    }
}

/// The texts of one request, on their way to the network.
pub struct Texts<'a> {
    tier: &'a Tier,
    known: &'a Known,
    reading: Reading,
    /// Texts that are not known as a whole: their windows.
    parts: Vec<(Key, Vec<(usize, Key)>)>,
    windows: HashMap<Key, Option<Arc<[NameSpan]>>>,
    new: Vec<(Key, Window)>,
    /// Whether texts that are known as a whole may be taken from memory.
    whole: bool,
}

impl<'a> Texts<'a> {
    pub(super) fn new(tier: &'a Tier, known: &'a Known, whole: bool) -> Self {
        let (parts, windows, new) = (Vec::new(), HashMap::new(), Vec::new());
        Self { tier, known, reading: Reading::default(), parts, windows, new, whole }
    }

    /// Adds a text, exactly as it will be scanned. Tells what is remembered of it besides what was found in it.
    pub fn add(&mut self, text: &str) -> Option<Traits> {
        let key = self.known.key(text);
        match self.reading.texts.get(&key) {
            Some(Read::Found(found)) => return found.traits(),
            Some(Read::Names { .. }) => return None,
            None => {}
        }
        if let Some(found) = self.whole.then(|| self.known.found(key)).flatten() {
            let traits = found.traits();
            self.reading.texts.insert(key, Read::Found(found));
            return traits;
        }
        self.reading.texts.insert(key, Read::Names { spans: Vec::new(), whole: true });
        let windows = windows(text, self.tier.mode);
        let windows = windows.into_iter().map(|window| self.window(text, window)).collect();
        self.parts.push((key, windows));
        None
    }

    /// Where a window begins, and its key; it is to be read if nothing is known of it.
    fn window(&mut self, text: &str, window: Range<usize>) -> (usize, Key) {
        let start = window.start;
        let content = &text[window];
        let key = self.known.key(content);
        if !self.windows.contains_key(&key) {
            let names = self.known.names(key);
            if names.is_none() {
                self.new.push((key, Window::new(content.to_owned())));
            }
            self.windows.insert(key, names);
        }
        (start, key)
    }

    /// Waits until all is read, or the time is over.
    pub(super) async fn read(mut self, when_busy: WhenBusy) -> Result<Reading, Busy> {
        let new = std::mem::take(&mut self.new);
        let (wanted, known) = (new.len(), self.windows.len() - new.len());
        let read = if new.is_empty() { 0 } else { self.wait(new).await };
        self.tier.count(read, known, wanted - read);
        self.tier.settle(wanted - read, when_busy)?;
        Ok(self.assembled())
    }

    /// Has new windows read, the latest in the request first: what is older was read in earlier turns, or can wait for
    /// the next one. Returns how many were read.
    async fn wait(&mut self, new: Vec<(Key, Window)>) -> usize {
        let keys: Vec<Key> = new.iter().map(|(key, _)| *key).collect();
        let windows = new.into_iter().map(|(_, window)| window).enumerate().rev().collect();
        let deadline = tokio::time::Instant::now() + self.tier.bounds.deadline;
        let mut answers = self.tier.pool.submit(windows, self.tier.bounds.queue);
        let mut read = 0;
        while let Ok(Some((number, answer))) = timeout_at(deadline, answers.recv()).await {
            let Ok(names) = answer else { continue };
            let names: Arc<[NameSpan]> = names.into();
            self.known.keep_names(keys[number], &names);
            self.windows.insert(keys[number], Some(names));
            read += 1;
        }
        read
    }

    /// Puts the windows' names together to those of the texts.
    fn assembled(mut self) -> Reading {
        for (key, windows) in self.parts {
            let (mut spans, mut whole) = (Vec::new(), true);
            for (start, window) in windows {
                match self.windows.get(&window).and_then(Option::as_ref) {
                    Some(names) => spans.extend(names.iter().map(|name| moved(name.clone(), start))),
                    None => whole = false,
                }
            }
            self.reading.texts.insert(key, Read::Names { spans, whole });
        }
        self.reading
    }
}
