//! Where each provider is, and the credential that goes to it.
//!
//! Owns: base URLs, the three ways to give a credential, which provider counts as set up, and the map from model to
//! provider. Never: gives a credential to a base URL that was not written beside it or above it.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use super::load::Reader;
use super::raw::{Origin, Value, join};
use super::setting::{Setting, words};
use crate::base_url::BaseUrl;
use crate::provider::Provider;
use crate::sensitive::Sensitive;
use crate::tenant::Auth;

words!(
    Provider,
    "\"openai\", \"anthropic\", \"azure\" or \"openrouter\"",
    "openai" => Provider::OpenAi,
    "anthropic" => Provider::Anthropic,
    "azure" => Provider::Azure,
    "openrouter" => Provider::OpenRouter,
);

/// The provider's public address; Azure has one per customer.
const fn public_address(provider: Provider) -> Option<&'static str> {
    match provider {
        Provider::OpenAi => Some("https://api.openai.com"),
        Provider::Anthropic => Some("https://api.anthropic.com"),
        Provider::Azure => None,
        Provider::OpenRouter => Some("https://openrouter.ai"),
    }
}

/// A provider as it is reached.
#[derive(Clone, PartialEq, Eq)]
pub struct Upstream {
    /// Where it is.
    pub base_url: BaseUrl,
    /// What proves who we are. `None`: the px- key is removed and nothing takes its place (a local model server, a
    /// test's upstream), or the client's own credential is passed through.
    pub api_key: Option<Sensitive<String>>,
    /// Whether the configuration speaks of it; else it is only within reach of clients that bring their own credential.
    pub is_named: bool,
}

/// The providers that are set up.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Providers(HashMap<Provider, Upstream>);

impl Providers {
    /// How a provider is reached, if it is set up.
    pub fn get(&self, provider: Provider) -> Option<&Upstream> {
        self.0.get(&provider)
    }

    /// Whether no provider is set up.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sets a provider up, as the built-in sandbox does for all of them.
    pub fn set(&mut self, provider: Provider, upstream: Upstream) {
        self.0.insert(provider, upstream);
    }
}

/// What is written about one provider in one place.
struct Entry {
    base_url: Option<BaseUrl>,
    api_key: Option<Sensitive<String>>,
}

/// The providers that everyone may use. With credentials passed through, each public provider can be reached; else
/// those with a credential or a base URL of their own.
pub(super) fn shared(reader: &mut Reader, auth: Auth) -> Providers {
    let mut providers = Providers::default();
    for provider in Provider::ALL {
        let path = format!("providers.{}", provider.name());
        let entry = entry(reader, &path);
        let written = entry.base_url.is_some() || entry.api_key.is_some();
        let base_url = entry.base_url.or_else(|| public_base(provider));
        match base_url {
            Some(base_url) if written || auth == Auth::Passthrough => {
                providers.set(provider, Upstream { base_url, api_key: entry.api_key, is_named: written });
            }
            None if written => missing_base(reader, &path),
            _ => {}
        }
    }
    providers
}

/// A tenant's providers: the shared ones, changed by what is written at the tenant. A base URL of the tenant's own is
/// never sent the shared credential.
pub(super) fn of_tenant(reader: &mut Reader, tenant: &str, shared: &Providers) -> Providers {
    let mut providers = shared.clone();
    for provider in Provider::ALL {
        let path = format!("{tenant}.providers.{}", provider.name());
        let inherited = || shared.get(provider).map(|upstream| upstream.base_url.clone());
        match entry(reader, &path) {
            Entry { base_url: None, api_key: None } => {}
            Entry { base_url, api_key } => {
                match base_url.or_else(inherited).or_else(|| public_base(provider)) {
                    Some(base_url) => {
                        providers.set(provider, Upstream { base_url, api_key, is_named: true });
                    }
                    None => missing_base(reader, &path),
                }
            }
        }
    }
    providers
}

fn missing_base(reader: &mut Reader, path: &str) {
    let setting = format!("{path}.base_url");
    reader.fault(
        &setting,
        "missing; an Azure credential needs the resource's address (AZURE_OPENAI_ENDPOINT, https://NAME.openai.azure.com)",
    );
}

fn public_base(provider: Provider) -> Option<BaseUrl> {
    BaseUrl::parse(public_address(provider)?)
}

fn entry(reader: &mut Reader, path: &str) -> Entry {
    let setting = format!("{path}.base_url");
    let written = reader.optional::<String>(&setting);
    let base_url = written.as_deref().and_then(BaseUrl::parse);
    if written.is_some() && base_url.is_none() {
        reader.fault(
            &setting,
            "expected http:// or https://, a host, a port and a path prefix if needed; no user name, no query",
        );
    }
    Entry { base_url, api_key: credential(reader, path) }
}

/// The credential: written as it is, in a variable that is named, or in a file that is named.
fn credential(reader: &mut Reader, path: &str) -> Option<Sensitive<String>> {
    let [plain, variable, file] = ["api_key", "api_key_env", "api_key_file"].map(|name| join(path, name));
    let written = reader.optional::<Sensitive<String>>(&plain);
    let named = reader.optional::<String>(&variable);
    let kept = reader.optional::<PathBuf>(&file);
    let ways = [written.is_some(), named.is_some(), kept.is_some()];
    if ways.into_iter().filter(|given| *given).count() > 1
        && !matches!(reader.origin(&plain), Origin::Variable(_))
    {
        reader.fault(&plain, "give one of api_key, api_key_env and api_key_file, not several");
    }
    if let Some(written) = written {
        return secret(reader, &plain, written.expose());
    }
    let text = match (named, kept) {
        (Some(name), _) => {
            let text = reader.variable(&name);
            if text.is_none() {
                reader.fault(&variable, "the variable that it names is not set, or empty");
            }
            text
        }
        (None, Some(path)) => reader.file(&file, &path),
        (None, None) => None,
    };
    text.and_then(|text| secret(reader, if ways[1] { &variable } else { &file }, &text))
}

fn secret(reader: &mut Reader, path: &str, text: &str) -> Option<Sensitive<String>> {
    let trimmed = text.trim();
    if trimmed.is_empty() || !trimmed.bytes().all(|byte| byte.is_ascii_graphic()) {
        reader.fault(path, "expected a credential: one line of letters, digits and signs, without spaces");
        return None;
    }
    Some(Sensitive::new(trimmed.to_owned()))
}

/// `[models]`: models that go to a provider whatever else the request says.
pub type Models = BTreeMap<String, Provider>;

/// Reads the table from model to provider at `path`.
pub(super) fn models(reader: &mut Reader, path: &str) -> Models {
    let mut models = Models::new();
    for model in reader.keys(path) {
        if let Some(provider) = reader.optional::<Provider>(&join(path, &model)) {
            models.insert(model, provider);
        }
    }
    models
}

/// One entry of `ALLONYM_MODELS`, `model=provider`.
struct Pair(String, Provider);

impl Setting for Pair {
    const EXPECTED: &'static str =
        "model=provider pairs such as gpt-5=azure (a provider is openai, anthropic, azure or openrouter)";

    fn read(value: &Value) -> Option<Self> {
        let text = String::read(value)?;
        let (model, provider) = text.rsplit_once('=')?;
        let provider = Provider::read(&Value::Text(provider.trim().to_owned()))?;
        Some(Self(model.trim().to_owned(), provider))
    }

    fn show(&self) -> String {
        format!("\"{}={}\"", self.0, self.1.name())
    }
}

/// The map for everyone: the file's table `[models]`, and over it the pairs in `ALLONYM_MODELS`.
pub(super) fn shared_models(reader: &mut Reader) -> Models {
    let mut all = models(reader, "models");
    let pairs: Vec<Pair> = reader.optional("models").unwrap_or_default();
    all.extend(pairs.into_iter().map(|Pair(model, provider)| (model, provider)));
    all
}

/// Faults for models that are mapped to a provider that is not set up.
pub(super) fn check_models(reader: &mut Reader, path: &str, models: &Models, providers: &Providers) {
    for (model, provider) in models {
        if providers.get(*provider).is_none() && !providers.is_empty() {
            let remedy = format!("the provider {} is not set up", provider.name());
            reader.fault(&join(path, model), remedy);
        }
    }
}
