//! Persons told by the word itself and the words around it, where the tagger alone thinks too little of them.
//!
//! Owns: these layers, one a file; each says how possible the tagger must think a name all the same. Never: judges amid program text.

pub(super) mod kin;
pub(super) mod listed;
pub(super) mod lower;
pub(super) mod party;
pub(super) mod role;
pub(super) mod said;
pub(super) mod unheard;
