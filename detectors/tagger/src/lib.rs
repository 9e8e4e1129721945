//! Names of persons, places and organizations in running text, by a linear-chain conditional random field.
//!
//! The way of a text: [`words`] cuts it into words and signs, [`lexicon`] says which of them known lists hold, [`lines`]
//! what kind of line they stand in, [`features`] turns each word and its surroundings into hashed features, [`weights`]
//! says what a feature weighs, `sums` adds up those of each word, [`decode`] finds the best tags and how likely they are. The
//! training program uses the same code up to the features, so that both cannot drift apart.
//!
//! The crate is pure and allocates per text, not per word. It never keeps or returns text; a [`Tagged`] holds offsets. A
//! [`Tagger`] remembers in a fixed room what ordinary words weigh, which changes no result.

pub mod decode;
pub mod dictionary;
pub mod features;
pub mod hash;
pub mod lexicon;
mod likely;
pub mod lines;
mod memory;
mod sums;
pub mod table;
pub mod tagger;
pub mod tags;
pub mod weights;
pub mod words;

pub use likely::Likely;
pub use tagger::{Reason, Tagged, Tagger};
pub use tags::Kind;
