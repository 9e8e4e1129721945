//! Real answers of real providers, restored: words of each recording become pseudonyms, cut over its events at every
//! place, and what comes out must read as it was recorded, all other bytes being the same (WIRE 28).
//!
//! Runs where the recordings are: in `recorded/` of the folder that `ALLONYM_SHARED` names, or of a `shared` folder beside
//! the repository or above it. They are no part of the repository. Elsewhere the test says that it was skipped.

#![expect(clippy::print_stdout, reason = "a test that did not run must say so")]

mod support {
    pub(crate) mod recording;
}

use std::path::PathBuf;
use std::sync::Arc;

use allonym::provider::Endpoint;
use allonym::pseudonym::grammar::Grammar;
use allonym::pseudonym::{Mapping, Numbering, Restorable, Template};
use allonym::restore::Pseudonyms;
use allonym::restore::stream::{End, StreamRestorer};
use allonym_detectors::Entity;
use bytes::Bytes;

use support::recording::{Channel, Recording};

/// Sizes of the chunks in which a stream arrives, in bytes.
const CHUNKS: [usize; 4] = [usize::MAX, 61, 7, 1];

fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("ALLONYM_SHARED").map(PathBuf::from);
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let beside = here.ancestors().map(|above| above.join("shared"));
    named.into_iter().chain(beside).map(|shared| shared.join("recorded")).find(|folder| folder.is_dir())
}

/// The recordings whose dialect is spoken here.
fn recordings(folder: &PathBuf) -> Vec<(String, Endpoint, String)> {
    let mut recordings = Vec::new();
    for origin in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(index) = std::fs::read_to_string(origin.join("index.tsv")) else { continue };
        for row in index.lines() {
            let mut columns = row.split('\t');
            let (Some(file), Some(url)) = (columns.next(), columns.next()) else { continue };
            let endpoint = match url.split('?').next().unwrap().split('#').next().unwrap() {
                url if url.ends_with("/chat/completions") => Endpoint::ChatCompletions,
                url if url.ends_with("/responses") || url.contains("/responses/") => Endpoint::Responses,
                url if url.ends_with("/messages") => Endpoint::Messages,
                _ => continue,
            };
            let stream = std::fs::read_to_string(origin.join(file)).unwrap();
            recordings.push((file.to_string(), endpoint, stream));
        }
    }
    recordings
}

fn pseudonyms(words: &[String]) -> Arc<Pseudonyms> {
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    for (number, word) in words.iter().enumerate() {
        assert!(mapping.insert(&Entity::Person, &format!("PERSON_{}", number + 1), word, &[]));
    }
    Arc::new(Pseudonyms::new(Arc::new(Grammar::new(Template::default())), Restorable::new(mapping)))
}

fn restored(endpoint: Endpoint, pseudonyms: &Arc<Pseudonyms>, stream: &str, chunk: usize) -> String {
    let mut restorer = StreamRestorer::new(endpoint, Arc::clone(pseudonyms));
    let mut out = Vec::new();
    for chunk in stream.as_bytes().chunks(chunk) {
        restorer.push(Bytes::copy_from_slice(chunk), &mut out).unwrap();
    }
    restorer.finish(End::Clean, &mut out);
    String::from_utf8(out.concat()).unwrap()
}

/// What every channel says, in the order in which they begin.
fn texts(recording: &Recording) -> Vec<(Channel, String)> {
    let mut texts: Vec<(Channel, String)> = Vec::new();
    for piece in &recording.pieces {
        match texts.iter_mut().find(|(channel, _)| *channel == piece.channel) {
            Some((_, text)) => text.push_str(&piece.text),
            None => texts.push((piece.channel.clone(), piece.text.clone())),
        }
    }
    texts.retain(|(_, text)| !text.is_empty());
    texts
}

#[test]
fn wire_28_every_recorded_stream_survives_every_cut() {
    let Some(folder) = folder() else {
        return println!("skipped: no recorded streams here");
    };
    let mut split_words = 0;
    for (file, endpoint, stream) in recordings(&folder) {
        let recording = Recording::read(endpoint, &stream);
        let live = pseudonyms(&recording.words);
        let (said, recorded) = (texts(&recording), recording.without_pieces());
        // Each word of a recording is cut at another place, and each time at another than before.
        for (round, chunk) in CHUNKS.into_iter().enumerate() {
            let split = recording.with_pseudonyms(3 * round);
            split_words += split.stream.matches("<<").count() - split.stream.matches("<<PERSON_").count();
            let out = restored(endpoint, &live, &split.stream, chunk);
            let back = Recording::read(endpoint, &out);
            assert_eq!(texts(&back), said, "{file}, round {round}");
            let rest = back.without_pieces();
            let differs = rest.lines().zip(recorded.lines()).find(|(now, then)| now != then);
            assert!(rest == recorded, "{file}, round {round}: {differs:?}");
        }
    }
    assert!(split_words > 4000, "hardly any word was cut: {split_words}");
}

#[test]
fn untouched_recordings_pass_byte_for_byte() {
    let Some(folder) = folder() else {
        return println!("skipped: no recorded streams here");
    };
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    assert!(mapping.insert(&Entity::Person, "XQZ_1", "Zoë", &[]));
    let live =
        Arc::new(Pseudonyms::new(Arc::new(Grammar::new(Template::default())), Restorable::new(mapping)));
    let mut same = 0;
    for (file, endpoint, stream) in recordings(&folder) {
        let recording = Recording::read(endpoint, &stream);
        // What may be the beginning of a pseudonym rightly waits for the next event.
        if recording.pieces.iter().any(|piece| piece.text.ends_with(['<', '\\', '&', '%', 'X', '«'])) {
            continue;
        }
        same += 1;
        for chunk in CHUNKS {
            let out = restored(endpoint, &live, &stream, chunk);
            let differs = out.lines().zip(stream.lines()).find(|(now, then)| now != then);
            assert!(out == stream, "{file} in chunks of {chunk}: {differs:?}");
        }
    }
    assert!(same > 100, "hardly any recording was looked at: {same}");
}
