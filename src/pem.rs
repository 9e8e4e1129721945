//! Certificates in files in PEM.
//!
//! Owns: reading them, and what is said where there are none. Never: trusts one, or says what is in a file.

use std::fmt;
use std::fs;
use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::file_fault::in_words;

/// What is wrong with a file: the end of the sentence "the file …".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoPem(String);

impl fmt::Display for NoPem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is in a file.
///
/// # Errors
/// It cannot be read.
pub fn read(file: &Path) -> Result<Vec<u8>, NoPem> {
    fs::read(file).map_err(|error| NoPem(format!("cannot be read ({})", in_words(error.kind()))))
}

/// The certificates in what a file holds, at least one.
///
/// # Errors
/// There is none, or one that is no certificate.
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, NoPem> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let all = all.ok().filter(|all| !all.is_empty());
    all.ok_or_else(|| NoPem("holds no certificate in PEM".to_owned()))
}
