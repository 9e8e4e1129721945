//! [`Sensitive`]: a buffer that may hold personal data or a secret.
//!
//! Owns: the one type in which values, keys and undisclosed bodies rest. It has no `Debug`, no `Display` and no
//! `Serialize`, so a struct that holds one cannot derive them either: printing a value by accident does not compile.
//! Never: decides what is sensitive. See `tests/compile_fail/` for the proof.

use zeroize::Zeroize;

/// A value that must never be printed, wiped from memory when dropped.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Sensitive<T: Zeroize>(T);

impl<T: Zeroize> Sensitive<T> {
    /// Takes ownership of `value`.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value in clear. The one way in, so that every use can be found by its name.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Sensitive<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}
