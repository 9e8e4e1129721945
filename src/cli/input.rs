//! Where a command's text comes from: a file, or standard input.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use super::Failure;
use crate::file_fault::in_words;

/// The file; standard input if there is none, or it is `-`.
pub(super) fn open(file: Option<&Path>) -> Result<Box<dyn BufRead>, Failure> {
    match file {
        Some(path) if path != Path::new("-") => {
            let file =
                File::open(path).map_err(|error| Failure::failed(path.display(), in_words(error.kind())))?;
            Ok(Box::new(BufReader::new(file)))
        }
        _ => Ok(Box::new(io::stdin().lock())),
    }
}

/// All of it, as text.
pub(super) fn text(file: Option<&Path>) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    open(file)?
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::failed("the input", in_words(error.kind())))?;
    String::from_utf8(bytes).map_err(|error| Failure::failed("the input", error.utf8_error()))
}
