//! [`Config`]: every setting, validated and typed; all faults of a configuration are reported at once.
//!
//! Owns: the list of settings with their defaults, in the order of `deploy/allonym.example.toml`, which explains each.
//! An environment variable comes before the file, the file before the default; `config/names.rs` has the names.
//! Never: imported by anything but `app`, `cli` and `main`; the other modules take small typed values of their own.

mod detection;
mod fault;
mod listening;
mod load;
mod names;
mod network;
mod providers;
mod raw;
mod rules;
mod sections;
mod setting;
mod telemetry;
mod tenants;
mod tiers;
mod value_file;

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use allonym_detectors::{Detectors, Settings};

use crate::file_fault::in_words;
use crate::pseudonymize::profile::Blobs;
use crate::scan::WhenBusy;
use crate::spans::Export;
use crate::telemetry::Log;
use crate::tenant::Auth;
use crate::tenant::keys::KeyHash;
use crate::tenant::limits::Limits as KeyLimits;
use crate::upstream::network::Network;
use crate::vault::Retention;
use load::Reader;

pub use detection::{Known, Lists};
pub use fault::{Fault, Faults};
pub use listening::Listening;
pub use load::Effective;
pub use providers::{Models, Providers, Upstream};
pub use raw::{Environment, Origin};
pub use sections::{Limits, PrefixCache, Pseudonyms, Timeouts};
pub use tenants::TenantSettings;
pub use tiers::Tiers;

/// Everything that can be set.
#[derive(Clone)]
pub struct Config {
    /// Where clients connect.
    pub listening: Listening,
    /// How callers prove who they are.
    pub auth: Auth,
    /// Where the key that is made on the first start is kept; `None` where there is no home directory.
    pub state_dir: Option<PathBuf>,
    /// What is logged.
    pub log: Log,
    /// Where spans go, if anywhere.
    pub spans: Option<Export>,
    /// How large things may be.
    pub limits: Limits,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// How providers are reached.
    pub network: Network,
    /// The origins whose web pages may call (`*` for all).
    pub cors_origins: Vec<String>,
    /// No provider is set up: the built-in sandbox stands in for all of them.
    pub sandbox: bool,
    /// The compiled rules, where they differ from the built-in ones.
    pub detectors: Option<Arc<Detectors>>,
    /// What counts as personal data.
    pub detection: Settings,
    /// Which tiers look for names.
    pub tiers: Tiers,
    /// How pseudonyms look.
    pub pseudonyms: Pseudonyms,
    /// What happens to files that cannot be read for personal data.
    pub blobs: Blobs,
    /// How long mappings rest.
    pub vault: Retention,
    /// What is remembered of the beginnings of conversations.
    pub prefix_cache: PrefixCache,
    /// Who shares this proxy. Never empty.
    pub tenants: Vec<TenantSettings>,
}

/// A configuration that holds, and what there is to say about it.
#[derive(Clone)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// The same for the eye: each setting, its value (unless secret) and where it comes from.
    pub effective: Vec<Effective>,
    /// What looks like a mistake but is none for certain.
    pub warnings: Vec<String>,
}

impl Loaded {
    /// Reads the file (the one given, else the one that `ALLONYM_CONFIG` names, else none) and the environment.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn from(file: Option<&Path>, environment: Environment) -> Result<Self, Faults> {
        let (text, directory) = written(file, &environment)?;
        Self::parse(&text, &directory, environment)
    }

    /// Reads a file's text and the environment. Paths in the file count from `directory`.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn parse(text: &str, directory: &Path, environment: Environment) -> Result<Self, Faults> {
        let mut reader = Reader::new(text, directory, environment)?;
        let config = Config::read(&mut reader);
        let seen = reader.finish()?;
        Ok(Self { config, effective: seen.effective, warnings: seen.warnings })
    }
}

/// Where state is kept, whatever else the file says.
///
/// # Errors
/// The file cannot be read or is not TOML.
pub fn state_dir(file: Option<&Path>, environment: Environment) -> Result<Option<PathBuf>, Faults> {
    let (text, directory) = written(file, &environment)?;
    Ok(read_state_dir(&mut Reader::new(&text, &directory, environment)?))
}

/// The text of the configuration file and its directory.
fn written(file: Option<&Path>, environment: &Environment) -> Result<(String, PathBuf), Faults> {
    let named = environment.get("ALLONYM_CONFIG").map(PathBuf::from);
    let Some(path) = file.map(Path::to_owned).or(named) else {
        return Ok((String::new(), PathBuf::from(".")));
    };
    let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
    Ok((text, path.parent().unwrap_or(Path::new(".")).to_owned()))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Faults {
    let place = Some(path.display().to_string());
    Faults(vec![Fault {
        place,
        setting: String::new(),
        remedy: format!("cannot be read ({})", in_words(error.kind())),
    }])
}

impl Config {
    fn read(reader: &mut Reader) -> Self {
        let listening = Listening::read(reader);
        let auth = auth(reader, &listening);
        let state_dir = read_state_dir(reader);
        let log = log(reader);
        let spans = telemetry::export(reader);
        let limits = Limits::read(reader);
        let mut policies = detection::shared_policies(reader);
        let detectors = rules::rules(reader, &mut policies);
        let shared = tenants::Shared {
            limits: tenants::limits(reader, "", DEFAULT_KEY_LIMITS),
            policies,
            lists: detection::lists(reader, "lists", &Lists::default()),
            providers: providers::shared(reader, auth),
            models: providers::shared_models(reader),
            when_busy: reader.read("detection.when_busy", WhenBusy::Fast),
        };
        providers::check_models(reader, "models", &shared.models, &shared.providers);
        let tenants = tenants::tenants(reader, auth, &shared);
        Self {
            listening,
            auth,
            log,
            spans,
            limits,
            network: network::network(reader),
            timeouts: Timeouts::read(reader),
            cors_origins: cors_origins(reader, auth),
            sandbox: tenants.iter().all(|tenant| tenant.providers.is_empty()),
            detectors,
            detection: detection::settings(reader),
            tiers: Tiers::read(reader, state_dir.as_deref()),
            pseudonyms: Pseudonyms::read(reader),
            blobs: reader.read("content.blobs", Blobs::Refuse),
            vault: sections::retention(reader),
            prefix_cache: sections::prefix_cache(reader),
            tenants,
            state_dir,
        }
    }

    /// Whether nobody could call, for want of a key.
    pub fn needs_key(&self) -> bool {
        self.auth == Auth::Keys && self.tenants.iter().all(|tenant| tenant.keys.is_empty())
    }

    /// Lets the holder of a key call as the tenant that has none, the one called `default`.
    pub fn add_key(&mut self, key: KeyHash) {
        if let Some(tenant) = self.tenants.first_mut() {
            tenant.keys.push(key);
        }
    }
}

const DEFAULT_KEY_LIMITS: KeyLimits =
    KeyLimits { requests_per_minute: NonZeroU32::new(6_000), concurrent_requests: NonZeroU32::new(256) };

fn log(reader: &mut Reader) -> Log {
    let plain = Log::default();
    Log { filter: reader.read("log.level", plain.filter), format: reader.read("log.format", plain.format) }
}

/// Without keys, whoever reaches the port can use it; that has to be said twice before it goes beyond this machine.
fn auth(reader: &mut Reader, listening: &Listening) -> Auth {
    let auth = reader.read("auth", Auth::Keys);
    let public = reader.read("auth_passthrough_public", false);
    if auth == Auth::Passthrough && !listening.is_local() && !public {
        reader.fault(
            "auth",
            "\"passthrough\" lets everyone who reaches this address in; listen on 127.0.0.1, or set auth_passthrough_public = true as well",
        );
    }
    auth
}

/// The place for state by the XDG base directory rules, which say that a relative path counts as none.
fn read_state_dir(reader: &mut Reader) -> Option<PathBuf> {
    let by_home = || Some(PathBuf::from(reader.variable("HOME")?).join(".local/state"));
    let state = reader
        .variable("XDG_STATE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(by_home);
    match state {
        Some(state) => Some(reader.read("state_dir", state.join("allonym"))),
        None => reader.optional("state_dir"),
    }
}

/// A page needs a px- key like everyone else; where nobody needs one, a page from anywhere could call and read.
fn cors_origins(reader: &mut Reader, auth: Auth) -> Vec<String> {
    let plain = match auth {
        Auth::Keys => vec!["*".to_owned()],
        Auth::Passthrough => Vec::new(),
    };
    let origins: Vec<String> = reader.read("cors.origins", plain);
    let plain =
        |origin: &String| origin == "*" || origin.split_once("://").is_some_and(|(_, host)| is_host(host));
    if !origins.iter().all(plain) {
        reader.fault(
            "cors.origins",
            "expected \"*\" or origins such as \"https://app.example.com\", without a path",
        );
    }
    origins
}

fn is_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/')
}

#[cfg(test)]
mod tests;
