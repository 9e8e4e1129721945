//! The facts of the crate's own patterns, which the build script computed and left in the program.
//!
//! A pattern that is not among them, such as a rule of one's own, is compiled on the spot by the same code.

use crate::pattern::store::Store;
use crate::pattern::{Facts, Source};

static STORED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/patterns.bin"));

/// The facts of a pattern, stored under this number, or under what they follow from, or computed.
///
/// # Errors
/// When the pattern or its lead does not compile.
pub(crate) fn facts(number: Option<u32>, source: Source<'_>) -> Result<Facts, String> {
    let store = Store(STORED);
    match number {
        Some(number) => Ok(store.read(number, source)),
        None => {
            store.find(source).map_or_else(|| Facts::compute(source), |number| Ok(store.read(number, source)))
        }
    }
}
