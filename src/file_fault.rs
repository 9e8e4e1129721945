//! Why a file, a folder or an address could not be used, as its user would say it.
//!
//! Owns: the words; the standard library's speak of entities, the system's of numbers. Never: names what could not be
//! used, or knows what it was for.

use std::io::{self, ErrorKind};

/// The reason in a few words, to stand in brackets or after a colon.
pub fn in_words(kind: ErrorKind) -> String {
    let words = match kind {
        ErrorKind::NotFound => "there is no such file",
        ErrorKind::PermissionDenied => "this user may not use it",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::NotADirectory => "a part of its path is a file, not a folder",
        ErrorKind::InvalidData => "it is not UTF-8",
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::ReadOnlyFilesystem => "its disk can only be read",
        ErrorKind::AddrInUse => "another program listens there",
        ErrorKind::AddrNotAvailable => "this machine has no such address",
        ErrorKind::ConnectionRefused => "nobody listens there",
        ErrorKind::UnexpectedEof => "it ended too early",
        other => return other.to_string(),
    };
    words.to_owned()
}

/// The reason in a few words where the thing is a folder.
pub fn folder_in_words(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::NotFound => "there is no such folder".to_owned(),
        ErrorKind::NotADirectory => "it is a file".to_owned(),
        other => in_words(other),
    }
}

/// What an error says that this program made, or the reason of one of the system's in a few words.
pub fn said(error: &io::Error) -> String {
    error.get_ref().map_or_else(|| in_words(error.kind()), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_common_is_said_plainly_and_the_rest_as_the_system_says_it() {
        assert_eq!(in_words(ErrorKind::NotFound), "there is no such file");
        assert_eq!(in_words(ErrorKind::TimedOut), ErrorKind::TimedOut.to_string());
        assert_eq!(folder_in_words(ErrorKind::NotFound), "there is no such folder");
        assert_eq!(said(&io::Error::from_raw_os_error(2)), "there is no such file");
        assert_eq!(said(&io::Error::other("why not")), "why not");
    }
}
