//! Text in, personal data out: which bytes, what kind, how sure, and by which rule.
//!
//! ```
//! use allonym_detectors::{Entity, Settings, scan};
//!
//! let text = "Write to jane.roe@mail.example, please.";
//! let found = scan(text, &Settings::default());
//! assert_eq!(found[0].entity, Entity::Email);
//! assert_eq!(&text[found[0].span.range()], "jane.roe@mail.example");
//! ```
//!
//! The crate is pure: no clock, network, async runtime, or file access at run time. It never keeps, logs or
//! returns the text it looked at; a [`Detection`] holds offsets only.
//!
//! The way of a text: [`plain`] makes odd characters readable, [`engine`] tries every rule's pattern where it can begin,
//! [`table`] reads cells with their headings and [`query`] values with their keys, [`check`] confirms a match, [`context`] scores it by the words around it, [`resolve`] settles overlaps, [`names`] adds
//! persons, places and organizations, [`merge`] joins the parts of an address. [`registry`] holds the compiled rules behind [`Detectors`]; [`rule`] reads one rule
//! file. `README.md` shows how to add a detector.

mod automaton;
mod boundary;
mod check;
mod context;
mod detection;
mod eight;
mod engine;
mod entity;
mod explain;
mod extension;
mod json;
mod key;
mod merge;
mod names;
mod pattern;
mod plain;
mod query;
mod registry;
mod resolve;
mod rule;
mod rule_set;
mod settings;
mod shown;
mod stored;
mod table;
mod verify;

pub use boundary::is_raised;
pub use detection::{Detection, RuleId, Span};
pub use entity::{CustomName, Entity, UnknownEntity};
pub use explain::{CueFound, Explanation, Verdict};
pub use key::{is_persons_number, label_of};
pub use names::{
    Again, Asks, Dictionary, Document, Half, Keyed, NameSpan, Row, again, asks, half, halves, in_programs,
    is_no_name, surname_behind, without_accents, without_genitive,
};
pub use plain::escaped_apostrophes;
pub use registry::{Detectors, RuleInfo, built_in_rules, scan};
pub use rule::RuleError;
pub use rule_set::{RuleChange, RuleSet, UnknownRule, stands_for};
pub use settings::{Dates, Entities, Language, Mode, Settings, UnknownLanguage, UnknownMode};
