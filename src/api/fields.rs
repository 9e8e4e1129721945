//! [`Fields`]: what is wrong with a call's body that is JSON but not what the call takes.
//!
//! Owns: the names of a call's fields, and what each of them takes: fields of one name are alike in all calls. Asked only
//! once a body was refused. Never: repeats anything of the body, the name of an unknown field included.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::error::Reason;
use crate::offsets::Unit;

/// A call's body.
pub(super) trait Fields: DeserializeOwned {
    /// The names of all its fields.
    const KNOWN: &'static [&'static str];

    /// What is wrong with a body that cannot be read as this one.
    fn fault(body: &[u8]) -> Reason {
        let Ok(given) = serde_json::from_slice::<BTreeMap<String, &RawValue>>(body) else {
            return Reason::UnexpectedShape;
        };
        if !given.keys().all(|name| Self::KNOWN.contains(&name.as_str())) {
            return Reason::UnknownField { known: Self::KNOWN };
        }
        let bad = Self::KNOWN.iter().find_map(|name| {
            let expected = refused(name, given.get(*name)?)?;
            Some(Reason::BadField { name, expected })
        });
        bad.unwrap_or(Reason::UnexpectedShape)
    }
}

/// What the field takes, where that is not what it holds.
fn refused(name: &str, value: &RawValue) -> Option<&'static str> {
    let (is_taken, expected) = match name {
        "text" | "session" => (takes::<String>(value), "a string"),
        "texts" => (takes::<Vec<String>>(value), "a list of strings"),
        "language" => (takes::<String>(value), LANGUAGE),
        "entities" => (takes::<Vec<String>>(value), ENTITIES),
        "min_score" => (takes::<f32>(value), SCORE),
        "offsets" => (serde_json::from_str::<Unit>(value.get()).is_ok(), OFFSETS),
        _ => (true, ""),
    };
    (!is_taken).then_some(expected)
}

/// Whether a value is one of these, or null, which is as good as none.
fn takes<T: DeserializeOwned>(value: &RawValue) -> bool {
    serde_json::from_str::<Option<T>>(value.get()).is_ok()
}

/// What `entities` takes.
pub(super) const ENTITIES: &str =
    "a list of labels such as \"EMAIL\" (docs/rules.md has them all; an empty list means all)";
/// What `language` takes.
pub(super) const LANGUAGE: &str = "the ISO 639-1 code of a language, such as \"de\"";
/// What `messages` takes.
pub(super) const MESSAGES: &str = "a list of chat messages";
/// What `min_score` takes.
pub(super) const SCORE: &str = "a number from 0 to 1";
/// What `offsets` takes.
pub(super) const OFFSETS: &str = "\"code_points\", \"bytes\" or \"utf16\"";
