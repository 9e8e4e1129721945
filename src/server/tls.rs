//! [`Tls`]: the certificate that clients see, and whose certificates are asked of them.
//!
//! Owns: reading the files, and changing to new ones while connections go on with what they began with. Files that do not
//! fit together are refused and the old ones stay. Never: says what is in a file, only which one is wrong and how.

mod expiry;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion, version};
use sha2::{Digest, Sha256};
use tokio_rustls::TlsAcceptor;

use crate::pem;

/// What TLS is spoken with. All files are PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The certificate, and those between it and its root.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
    /// The authorities of whose certificates each client must show one; `None`: no certificate is asked for.
    pub client_ca: Option<PathBuf>,
    /// The oldest version that is spoken.
    pub min_version: MinVersion,
}

/// The oldest version of TLS that is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MinVersion {
    /// TLS 1.2.
    #[default]
    V1_2,
    /// TLS 1.3.
    V1_3,
}

/// Which file is wrong, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFile {
    /// The setting that names it: `certificate`, `key` or `client_ca`.
    pub setting: &'static str,
    /// The end of the sentence "the file …".
    pub what: String,
}

impl fmt::Display for BadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tls.{}: the file {}", self.setting, self.what)
    }
}

impl std::error::Error for BadFile {}

/// TLS as it is spoken now.
pub struct Tls(RwLock<Spoken>);

struct Spoken {
    config: Arc<ServerConfig>,
    files: Files,
    digest: [u8; 32],
    expiry: Option<SystemTime>,
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// One cannot be read, holds no PEM of its kind, or the key is not the certificate's.
    pub fn load(files: Files) -> Result<Self, BadFile> {
        Spoken::load(files).map(|spoken| Self(RwLock::new(spoken)))
    }

    /// Changes to these files for connections that come from now on. Whether anything is different.
    ///
    /// # Errors
    /// As for [`Tls::load`]; nothing changes then.
    pub fn change(&self, files: Files) -> Result<bool, BadFile> {
        let new = Spoken::load(files)?;
        let mut spoken = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let differs = (&new.files, new.digest) != (&spoken.files, spoken.digest);
        if differs {
            *spoken = new;
        }
        Ok(differs)
    }

    /// Reads the same files again. Whether anything in them is different.
    ///
    /// # Errors
    /// As for [`Tls::load`]; nothing changes then.
    pub fn refresh(&self) -> Result<bool, BadFile> {
        let files = self.0.read().unwrap_or_else(PoisonError::into_inner).files.clone();
        self.change(files)
    }

    /// When the first of the certificates that are shown ends; `None` where they do not say it in a way that reads.
    pub fn expiry(&self) -> Option<SystemTime> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).expiry
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner).config).into()
    }
}

impl Spoken {
    fn load(files: Files) -> Result<Self, BadFile> {
        let certificate = read("certificate", &files.certificate)?;
        let key = read("key", &files.key)?;
        let authorities = files.client_ca.as_deref().map(|file| read("client_ca", file)).transpose()?;
        let mut digest = Sha256::new();
        for file in [Some(&certificate), Some(&key), authorities.as_ref()].into_iter().flatten() {
            digest.update(file.len().to_le_bytes());
            digest.update(file);
        }
        let config = Arc::new(config(&certificate, &key, authorities.as_deref(), files.min_version)?);
        let expiry = expiry::first(&certificates("certificate", &certificate)?);
        Ok(Self { config, files, digest: digest.finalize().into(), expiry })
    }
}

fn read(setting: &'static str, file: &Path) -> Result<Vec<u8>, BadFile> {
    pem::read(file).map_err(|bad| BadFile { setting, what: bad.to_string() })
}

fn config(
    certificate: &[u8],
    key: &[u8],
    authorities: Option<&[u8]>,
    min_version: MinVersion,
) -> Result<ServerConfig, BadFile> {
    let bad = |setting, what: &str| BadFile { setting, what: what.to_owned() };
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| bad("key", "holds no private key in PEM"))?;
    let provider = Arc::new(ring::default_provider());
    let versions = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(versions(min_version))
        .map_err(|_| bad("certificate", "cannot be used with these versions of TLS"))?;
    let verified = match authorities {
        Some(authorities) => versions.with_client_cert_verifier(verifier(authorities, provider)?),
        None => versions.with_no_client_auth(),
    };
    let mut config = verified
        .with_single_cert(certificates("certificate", certificate)?, key)
        .map_err(|error| bad("certificate", &format!("does not go with the key ({error})")))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.ticketer = ring::Ticketer::new().map_err(|_| bad("key", "cannot be used without randomness"))?;
    Ok(config)
}

fn versions(least: MinVersion) -> &'static [&'static SupportedProtocolVersion] {
    static FROM_1_2: [&SupportedProtocolVersion; 2] = [&version::TLS13, &version::TLS12];
    match least {
        MinVersion::V1_2 => &FROM_1_2,
        MinVersion::V1_3 => &FROM_1_2[..1],
    }
}

fn certificates(setting: &'static str, file: &[u8]) -> Result<Vec<CertificateDer<'static>>, BadFile> {
    pem::certificates(file).map_err(|bad| BadFile { setting, what: bad.to_string() })
}

fn verifier(
    authorities: &[u8],
    provider: Arc<rustls::crypto::CryptoProvider>,
) -> Result<Arc<dyn ClientCertVerifier>, BadFile> {
    let bad = |_| BadFile {
        setting: "client_ca",
        what: "holds a certificate that cannot be an authority's".to_owned(),
    };
    let mut roots = RootCertStore::empty();
    for authority in certificates("client_ca", authorities)? {
        roots.add(authority).map_err(bad)?;
    }
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .map_err(|error| BadFile { setting: "client_ca", what: format!("cannot be used ({error})") })
}
