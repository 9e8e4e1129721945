//! [`in_words`]: why a file could not be used, as its user would say it.
//!
//! Owns: the words; the standard library's speak of entities. Never: names a file, or knows what it was for.

use std::io::ErrorKind;

/// The reason in a few words, to stand in brackets or after a colon.
pub fn in_words(kind: ErrorKind) -> String {
    let words = match kind {
        ErrorKind::NotFound => "there is no such file",
        ErrorKind::PermissionDenied => "this user may not use it",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::NotADirectory => "a part of its path is a file, not a folder",
        ErrorKind::InvalidData => "it is not UTF-8",
        ErrorKind::StorageFull => "the disk is full",
        other => return other.to_string(),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_common_is_said_plainly_and_the_rest_as_the_system_says_it() {
        assert_eq!(in_words(ErrorKind::NotFound), "there is no such file");
        assert_eq!(in_words(ErrorKind::TimedOut), ErrorKind::TimedOut.to_string());
    }
}
