//! The key behind keyed pseudonyms: configured, or made once and kept in the state directory; one derived key per tenant.
//!
//! Owns: the file `master.key`. Keyed numbers (embeddings, user ids) are the same after a restart, or on two nodes, only because of
//! it or of the configured one.
//! Never: leaves this process.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::config::Config;
use crate::secret_file;
use crate::sensitive::Sensitive;
use crate::tenant::TenantId;

const NAME: &str = "master.key";

/// The process' secret.
pub(super) struct MasterKey(Sensitive<[u8; 32]>);

impl MasterKey {
    /// The key that the configuration has, else that of its state directory.
    ///
    /// # Errors
    /// As [`Self::load_or_make`].
    pub(super) fn of_config(config: &Config) -> io::Result<Self> {
        match &config.pseudonyms.key {
            Some(key) => {
                let digest = Sha256::new().chain_update(b"allonym master key\0").chain_update(key.expose());
                Ok(Self(Sensitive::new(digest.finalize().into())))
            }
            None => Self::load_or_make(config.state_dir.as_deref()),
        }
    }

    /// Reads the key in `state_dir`, or makes one and writes it there. Where that cannot be done, keyed pseudonyms change
    /// with every start; a warning says so.
    ///
    /// # Errors
    /// The system has no randomness, or the file holds something else than a key.
    pub(super) fn load_or_make(state_dir: Option<&Path>) -> io::Result<Self> {
        let Some(directory) = state_dir else { return Self::unkept("there is no state directory") };
        match fs::read(directory.join(NAME)) {
            Ok(bytes) => {
                let key = bytes.try_into().map_err(|_| {
                    io::Error::new(
                        io::ErrorKind::InvalidData,
                        "master.key does not hold 32 bytes; restore it, or remove it to have one made",
                    )
                })?;
                Ok(Self(Sensitive::new(key)))
            }
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {
                let made = Self(Sensitive::new(random()?));
                match secret_file::create(directory, NAME, made.0.expose()) {
                    Ok(()) => Ok(made),
                    // Another process was faster.
                    Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => {
                        Self::load_or_make(state_dir)
                    }
                    Err(_) => Self::unkept("the state directory cannot be written"),
                }
            }
            Err(_) => Self::unkept("the state directory cannot be read"),
        }
    }

    /// The key of one tenant: equal values of two tenants have unrelated pseudonyms.
    pub(super) fn of(&self, tenant: &TenantId) -> Arc<[u8; 32]> {
        let digest = Sha256::new()
            .chain_update(b"allonym tenant key\0")
            .chain_update(self.0.expose())
            .chain_update(tenant.as_str().as_bytes());
        Arc::new(digest.finalize().into())
    }

    fn unkept(why: &str) -> io::Result<Self> {
        tracing::warn!("{why}: the pseudonyms of embeddings and user ids will change with the next start");
        Ok(Self(Sensitive::new(random()?)))
    }
}

fn random() -> io::Result<[u8; 32]> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Loaded;

    #[test]
    fn the_key_is_kept_and_differs_by_tenant() {
        let directory = tempfile::tempdir().unwrap();
        let state = directory.path().join("a/b");
        let (one, two) = (TenantId::new("one"), TenantId::new("two"));
        let first = MasterKey::load_or_make(Some(&state)).unwrap();
        let second = MasterKey::load_or_make(Some(&state)).unwrap();
        assert_eq!(first.of(&one), second.of(&one));
        assert_ne!(first.of(&one), first.of(&two));
        fs::write(state.join("master.key"), "short").unwrap();
        assert!(MasterKey::load_or_make(Some(&state)).is_err());
    }

    #[test]
    fn two_nodes_with_one_configured_key_have_the_same() {
        let of = |key: &str| {
            let variables = [("ALLONYM_PSEUDONYMS_KEY", key)].into_iter().collect();
            let loaded = Loaded::parse("", Path::new("."), variables).map_err(|faults| faults.to_string())?;
            let master = MasterKey::of_config(&loaded.config).map_err(|fault| fault.to_string())?;
            Ok::<_, String>(master.of(&TenantId::new("one")))
        };
        let key = "0123456789abcdef0123456789abcdef";
        assert_eq!(of(key), of(key));
        assert_ne!(of(key), of("0123456789abcdef0123456789abcdeg"));
        assert!(of("0123").is_err_and(|said| said.contains("at least 32 characters")));
    }
}
