//! Restoring: any cut of a stream gives the client the same, in text, in plain answers and in the events of each dialect.
//!
//! Owns: promise P4 on arbitrary bytes. Never: says what a stream must become; the tests of `src/restore` do.

#![no_main]

use std::sync::{Arc, LazyLock};

use allonym::provider::Endpoint;
use allonym::pseudonym::Restorable;
use allonym::pseudonym::grammar::Grammar;
use allonym::restore::plain::PlainRestorer;
use allonym::restore::stream::{End, StreamRestorer};
use allonym::restore::text::{Place, Pushed, Restorer, Restoring};
use allonym::restore::{Pseudonyms, json};
use allonym_fuzz::{Cut, grammar, live, pseudonyms};
use bytes::Bytes;
use libfuzzer_sys::fuzz_target;

static LIVE: LazyLock<Arc<Pseudonyms>> = LazyLock::new(pseudonyms);
static TEXT: LazyLock<(Arc<Grammar>, Restorable)> = LazyLock::new(|| (grammar(), live()));

fuzz_target!(|input: &[u8]| {
    let Some((kind, rest)) = input.split_first() else { return };
    let Some(cut) = Cut::read(rest) else { return };
    let endpoint =
        [Endpoint::ChatCompletions, Endpoint::Messages, Endpoint::Responses][usize::from(kind >> 4) % 3];
    match kind & 3 {
        0 => texts(&cut),
        1 => assert_eq!(plain(std::slice::from_ref(&cut.whole)), plain(&cut.pieces())),
        2 => whole_answer(endpoint, &cut.whole),
        _ => assert_eq!(
            events(endpoint, std::slice::from_ref(&cut.whole)),
            events(endpoint, &cut.pieces()),
            "{}",
            cut.whole.escape_ascii()
        ),
    }
});

fn texts(cut: &Cut) {
    let text = String::from_utf8_lossy(&cut.whole);
    let restoring = Restoring { grammar: &TEXT.0, live: &TEXT.1 };
    for place in [Place::Text, Place::Json] {
        assert_eq!(text_in(Restorer::new(place), &cut.pieces_of(&text)), restoring.whole(&text, place));
    }
    let called = || Restorer::of_call(LIVE.tools.any());
    assert_eq!(text_in(called(), &cut.pieces_of(&text)), text_in(called(), &[&*text]));
}

fn text_in(mut restorer: Restorer, pieces: &[&str]) -> String {
    let (restoring, mut out) = (Restoring { grammar: &TEXT.0, live: &TEXT.1 }, String::new());
    for piece in pieces {
        if restorer.push(restoring, piece, &mut out) == Pushed::Same {
            out.push_str(piece);
        }
    }
    restorer.finish(restoring, &mut out);
    out
}

fn plain(pieces: &[Bytes]) -> Vec<u8> {
    let mut restorer = PlainRestorer::new(LIVE.clone());
    let mut out: Vec<u8> = pieces.iter().flat_map(|piece| restorer.push(piece.clone()).to_vec()).collect();
    out.extend_from_slice(&restorer.finish());
    out
}

/// What was JSON stays JSON.
fn whole_answer(endpoint: Endpoint, body: &Bytes) {
    let restored = json::answer(body.clone(), endpoint, &LIVE).body;
    if serde_json::from_slice::<serde_json::Value>(body).is_ok() {
        serde_json::from_slice::<serde_json::Value>(&restored).expect("still JSON");
    }
}

fn events(endpoint: Endpoint, pieces: &[Bytes]) -> String {
    let (mut restorer, mut out) = (StreamRestorer::new(endpoint, LIVE.clone()), Vec::new());
    for piece in pieces {
        restorer.push(piece.clone(), &mut out).expect("far below the limit");
    }
    restorer.finish(End::Clean, &mut out);
    out.concat().escape_ascii().to_string()
}
