//! Files: that what is kept can be kept, and that others cannot read what is secret; and the model, if one is used.
//!
//! Owns: looking. Never: repairs, or reads a secret. The folder is written to only by a file that is gone at once.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use allonym_detectors::Mode;
use rustix::process::geteuid;

use super::Finding;
use crate::config::{Config, Loaded, Origin};
use crate::file_fault::folder_in_words;
use crate::model::{self, Place};
use crate::server::tls::Tls;

pub(super) fn findings(loaded: &Loaded, file: Option<&Path>) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(file.and_then(|file| configuration(loaded, file)));
    findings.push(state(loaded.config.state_dir.as_deref(), keeps_keys(&loaded.config)));
    findings.extend(secrets(&loaded.config));
    findings.extend(certificate(&loaded.config, SystemTime::now()));
    findings.extend(model_of(&loaded.config));
    findings
}

/// A file that holds a secret must not be everybody's to read.
fn configuration(loaded: &Loaded, file: &Path) -> Option<Finding> {
    let secret = |at: &crate::config::Effective| at.shown == "(set)" && matches!(at.origin, Origin::Line(_));
    let secret = loaded.effective.iter().find(|setting| secret(setting))?;
    let shared = mode(file).ok()? & 0o077 != 0;
    shared.then(|| {
        Finding::warning(
            "configuration file",
            format!("others than its owner may read {}, which holds {}", file.display(), secret.setting),
            format!("chmod 600 {}", file.display()),
        )
    })
}

/// Whether a key is made that the next start should find again.
fn keeps_keys(config: &Config) -> bool {
    config.needs_key() || config.pseudonyms.key.is_none()
}

/// The folder in which keys are kept. It is made on the first start, so the folder above it may have to do.
fn state(folder: Option<&Path>, keeps_keys: bool) -> Finding {
    let check = "state folder";
    let Some(folder) = folder else {
        let remedy = "set ALLONYM_STATE_DIR to a folder that stays";
        return Finding::warning(check, "there is none: keys are made anew with every start", remedy);
    };
    let Some(there) = folder.ancestors().find(|folder| folder.exists()) else {
        return Finding::failed(
            check,
            format!("{} cannot be made", folder.display()),
            "set ALLONYM_STATE_DIR",
        );
    };
    if let Err(fault) = tempfile::NamedTempFile::new_in(there) {
        let found = format!("{} cannot be written ({})", there.display(), folder_in_words(fault.kind()));
        if !keeps_keys {
            let remedy = "fine, as every key is configured; but only SIGHUP reaches the process, and not `allonym reload`";
            return Finding::warning(check, found, remedy);
        }
        return Finding::failed(check, found, remedy_of(&fault, there));
    }
    match mode(folder) {
        Ok(mode) if mode & 0o022 != 0 => Finding::failed(
            check,
            format!("others may write to {}, and so replace the keys in it", folder.display()),
            format!("chmod 700 {}", folder.display()),
        ),
        Ok(_) => Finding::ok(check, format!("{} can be written, by nobody else", folder.display())),
        Err(_) => Finding::ok(check, format!("{} is not there yet and can be made", folder.display())),
    }
}

fn remedy_of(fault: &io::Error, folder: &Path) -> String {
    match fault.kind() {
        io::ErrorKind::StorageFull => format!("free some space where {} is", folder.display()),
        io::ErrorKind::ReadOnlyFilesystem => {
            "set ALLONYM_STATE_DIR to a folder on a volume that can be written".into()
        }
        _ => format!("give {} to the user who runs the proxy, or set ALLONYM_STATE_DIR", folder.display()),
    }
}

/// The keys in it, and the one of TLS.
fn secrets(config: &Config) -> Vec<Finding> {
    let kept = config.state_dir.iter().flat_map(|folder| ["key", "master.key"].map(|name| folder.join(name)));
    let tls = config.listening.tls.iter().map(|files| files.key.clone());
    let of = |path: PathBuf| {
        is_shared(&path)?.then(|| {
            let found = format!("others than its owner may use {}", path.display());
            Finding::failed(
                "secret file",
                found,
                format!("chmod 600 {}; then make a new one, for it may be known", path.display()),
            )
        })
    };
    kept.chain(tls).filter_map(of).collect()
}

/// Whether others may read a secret. Where it is another user's, as a volume of Kubernetes is root's, it is by its group that
/// this process may.
fn is_shared(path: &Path) -> Option<bool> {
    let metadata = fs::metadata(path).ok()?;
    let others = if metadata.uid() == geteuid().as_raw() { 0o077 } else { 0o007 };
    Some(metadata.permissions().mode() & others != 0)
}

/// How long before its end a certificate should have been followed by the next one.
const TOO_LATE: Duration = Duration::from_secs(14 * 86_400);

/// Until when clients can trust the certificate that they are shown.
fn certificate(config: &Config, now: SystemTime) -> Option<Finding> {
    let check = "certificate";
    let files = config.listening.tls.clone()?;
    let file = files.certificate.display().to_string();
    let remedy = format!("put the next one in {file}; it is read within a minute");
    let Some(end) = Tls::load(files).ok()?.expiry() else {
        return Some(Finding::warning(check, format!("{file} does not say until when it holds"), remedy));
    };
    let days = |span: Duration| span.as_secs() / 86_400;
    Some(match end.duration_since(now) {
        Err(since) => {
            Finding::failed(check, format!("{file} ended {} days ago", days(since.duration())), remedy)
        }
        Ok(left) if left < TOO_LATE => {
            Finding::warning(check, format!("{file} ends in {} days", days(left)), remedy)
        }
        Ok(left) => Finding::ok(check, format!("{file} holds for {} days more", days(left))),
    })
}

fn mode(path: &Path) -> io::Result<u32> {
    Ok(fs::metadata(path)?.permissions().mode())
}

/// The neural tier's model, where the mode of detection uses one.
fn model_of(config: &Config) -> Option<Finding> {
    let place = config.tiers.model_dir.clone().map(Place::new);
    if model::mode(config.tiers.mode, place.as_ref()) == Mode::Fast {
        return Some(Finding::skipped("model", "the mode of detection is fast, which needs none"));
    }
    match place?.installed() {
        Ok(model) => {
            Some(Finding::ok("model", format!("{}: every file is the right one", model.folder().display())))
        }
        Err(trouble) => Some(Finding::failed("model", trouble.to_string(), "allonym model install")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_state_folder_is_written_by_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(state(Some(folder.path()), true).state, State::Ok);
        assert_eq!(state(Some(&folder.path().join("a/b")), true).state, State::Ok, "it can be made");
        assert!(!folder.path().join("a").exists(), "and is not made");
        set(folder.path(), 0o777);
        let finding = state(Some(folder.path()), true);
        assert!(finding.state == State::Failed && finding.remedy.unwrap().starts_with("chmod 700"));
        assert_eq!(state(None, true).state, State::Warning);
        fs::write(folder.path().join("file"), "").unwrap();
        let nowhere = folder.path().join("file/x");
        assert_eq!(state(Some(&nowhere), true).state, State::Failed);
        assert_eq!(state(Some(&nowhere), false).state, State::Warning, "nothing would be kept there");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
    }

    #[test]
    fn a_secret_that_others_may_read_is_told() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("key"), "px-secret").unwrap();
        let environment = [("ALLONYM_STATE_DIR", folder.path().to_str().unwrap())].into_iter().collect();
        let config = Loaded::parse("", Path::new("."), environment).unwrap().config;
        set(&folder.path().join("key"), 0o600);
        assert_eq!(secrets(&config), []);
        set(&folder.path().join("key"), 0o640);
        let found = secrets(&config);
        assert_eq!((found.len(), found[0].state), (1, State::Failed));
        assert!(!found[0].found.contains("px-secret"));
    }

    #[test]
    fn a_certificate_that_ends_soon_is_told_before_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(vec!["proxy.example".to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(2050, 3, 1);
        fs::write(folder.path().join("cert.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
        fs::write(folder.path().join("key.pem"), key.serialize_pem()).unwrap();
        let written = "[tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"";
        let config = Loaded::parse(written, folder.path(), std::iter::empty::<(String, String)>().collect());
        let config = config.unwrap().config;
        let end = SystemTime::UNIX_EPOCH + Duration::from_secs(2_529_705_600);
        let day = Duration::from_secs(86_400);
        for (now, state, told) in [
            (end - 100 * day, State::Ok, "holds for 100 days"),
            (end - 10 * day, State::Warning, "ends in 10 days"),
            (end + 3 * day, State::Failed, "ended 3 days ago"),
        ] {
            let finding = certificate(&config, now).unwrap();
            assert_eq!(finding.state, state, "{finding:?}");
            assert!(finding.found.contains(told), "{finding:?}");
        }
        let plain = Loaded::parse("", Path::new("."), std::iter::empty::<(String, String)>().collect());
        assert_eq!(certificate(&plain.unwrap().config, end), None);
    }

    #[test]
    fn a_file_with_a_secret_in_it_should_be_its_owner_s() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("allonym.toml");
        let warned = |text: &str, mode: u32| {
            fs::write(&file, text).unwrap();
            set(&file, mode);
            let loaded = Loaded::from(Some(&file), std::iter::empty::<(String, String)>().collect()).unwrap();
            configuration(&loaded, &file).is_some()
        };
        assert!(warned("[providers.openai]\napi_key = \"sk-secret\"", 0o644));
        assert!(!warned("[providers.openai]\napi_key = \"sk-secret\"", 0o600));
        assert!(!warned("[limits]\ndepth = 9", 0o644));
    }
}
