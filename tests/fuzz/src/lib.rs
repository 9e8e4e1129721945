//! What the targets share: how an input says where a stream is cut, and a mapping to restore from.
//!
//! Owns: [`Cut`], the [`pseudonyms`] that are alive, and the tools that may be called with them. Never: asserts; what must hold is said in each target.

use std::sync::Arc;

use allonym::provider::Tools;
use allonym::pseudonym::grammar::Grammar;
use allonym::pseudonym::{Mapping, Numbering, Restorable, Template};
use allonym::restore::Pseudonyms;
use allonym_detectors::Entity;
use bytes::Bytes;

/// A stream and how it is cut. An input is one byte with a count, that many sizes, and the stream.
pub struct Cut {
    /// The stream as a whole.
    pub whole: Bytes,
    sizes: Vec<u8>,
}

impl Cut {
    /// Reads an input; `None` when it is too short.
    pub fn read(input: &[u8]) -> Option<Self> {
        let (count, rest) = input.split_first()?;
        let (sizes, whole) = rest.split_at_checked(usize::from(count % 8) + 1)?;
        Some(Self { whole: Bytes::copy_from_slice(whole), sizes: sizes.to_vec() })
    }

    /// The pieces: their sizes are the input's, again and again; a size of 0 is an empty piece followed by one byte.
    pub fn pieces(&self) -> Vec<Bytes> {
        let (mut rest, mut pieces) = (self.whole.clone(), Vec::new());
        for size in self.sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            if *size == 0 {
                pieces.push(Bytes::new());
            }
            pieces.push(rest.split_to(rest.len().min(usize::from(*size).max(1))));
        }
        pieces
    }

    /// The pieces of a text, cut between its characters.
    pub fn pieces_of<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let (mut rest, mut pieces) = (text, Vec::new());
        for size in self.sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let wanted = rest.len().min(usize::from(*size).max(1));
            let at = (wanted..=rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(at);
            pieces.push(piece);
            rest = after;
        }
        pieces
    }
}

/// How the pseudonyms here are written.
pub fn grammar() -> Arc<Grammar> {
    Arc::new(Grammar::new(Template::default()))
}

/// Live pseudonyms whose names begin alike, values that are hard on JSON, and numbers: one of JSON, and one in a text.
pub fn live() -> Restorable {
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    for (entity, name, value) in [
        (Entity::Person, "PERSON_1", "Anna Example"),
        (Entity::Person, "PERSON_1B", "anna\n\"example\""),
        (Entity::Person, "PERSON_12", "Jörg \\ Beispiel"),
        (Entity::Email, "EMAIL_1", "ann@mail.example"),
        (Entity::Email, "EMAIL_2", "<<PERSON_1>>"),
        (Entity::Age, "AGE_1", "42"),
    ] {
        mapping.insert(&entity, name, value, &[]);
    }
    mapping.insert_number(&Entity::Age, "AGE_1B", "-4.2e1");
    Restorable::new(mapping)
}

/// A tool `f` that is called with a number `n`, numbers `m` and text `t`.
pub fn tools() -> Arc<Tools> {
    let tool = r#"{"name":"f","input_schema":{"properties":{"n":{"type":"integer"},"t":{"type":"string"},
        "m":{"type":"array","items":{"type":"number"}}}}}"#;
    Arc::<Tools>::default().with(tool, [0])
}

/// All of it, as an exchange holds it.
pub fn pseudonyms() -> Arc<Pseudonyms> {
    Arc::new(Pseudonyms::new(grammar(), live()).calling(tools()))
}
