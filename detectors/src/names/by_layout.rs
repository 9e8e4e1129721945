//! Names told by where they stand: in a column, a row, a list of people, before what somebody says in a chat,
//! under a key; and the numbers that stand beside them in a row.
//!
//! Owns: these layers, one a file, and what is only a label there. Never: reads sentences.

pub(super) mod column;
pub(super) mod document;
pub(super) mod halves;
mod heading;
pub(super) mod initials;
pub(super) mod keyed;
pub(super) mod label;
pub(super) mod lineup;
pub(super) mod member;
pub(super) mod numbered;
pub(super) mod speaker;
pub(super) mod turned;
