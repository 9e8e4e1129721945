//! Organizations and places told by a noun in them that says what they are: `Fischverarbeitung Harms`, `médiathèque de Roe`, `Schanzenviertel`.
//!
//! Owns: these layers, one a file, with their nouns. Never: finds a person.

pub(super) mod firm;
pub(super) mod institution;
pub(super) mod terrain;
