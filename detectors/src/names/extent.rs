//! Where a found name begins and ends: what is cut off it, what it takes in, which names a layer took for one.
//!
//! Owns: these layers, one a file. Never: finds a name where nothing was found.

pub(super) mod cut;
pub(super) mod grow;
pub(super) mod list;
pub(super) mod surname;
