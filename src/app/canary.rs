//! A canary exchange: whether what is planted stays here, by the code and the settings that requests meet.
//!
//! Owns: for each tenant one request with a value of every kind that its settings replace, sent through the real [`Proxy`]
//! to a sandbox of its own, whole and as a stream. Never: reaches a provider, keeps a key, or needs anything to be running.

use std::io;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};

use allonym_detectors::Entity;

use super::{MasterKey, NameTiers, proxy, start_sandbox};
use crate::config::{Config, TenantSettings};
use crate::policy::Action;
use crate::proxy::Proxy;
use crate::sandbox::{Received, Sandbox};
use crate::tenant::TenantId;
use crate::tenant::keys::{KeyHash, generate};
use crate::tenant::limits::Limits;

/// How it went for one tenant.
pub struct Canary {
    /// Whose settings were in force.
    pub tenant: TenantId,
    /// The kinds of which a value was planted: those of the plan that this tenant's settings replace and restore.
    pub planted: Vec<Entity>,
    /// What went wrong, if anything did.
    pub outcome: Result<(), Wrong>,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The answer was an error.
    Refused(StatusCode),
    /// A value of this kind reached the provider's side.
    Leaked(Entity),
    /// A value of this kind did not come back.
    Lost(Entity),
    /// The provider's side has received nothing.
    NotSent,
}

/// What is planted: nobody's data. Numbers and domains are reserved for examples, or a card scheme's own for tests.
fn plan() -> [(Entity, &'static str); 5] {
    [
        (Entity::Email, "canary.wing@mail.example"),
        (Entity::Phone, "+1 202 555 0142"),
        (Entity::Iban, "DE89 3704 0044 0532 0130 00"),
        (Entity::CreditCard, "4111 1111 1111 1111"),
        (Entity::Person, "Jane Roe"),
    ]
}

/// Sends a canary for each tenant of this configuration.
///
/// # Errors
/// The configuration cannot be put to use: no roots, no model, no port for the sandbox.
pub async fn canaries(config: &Config) -> io::Result<Vec<Canary>> {
    let mut config = Config { state_dir: None, ..config.clone() };
    let keys = config.tenants.iter_mut().map(enrol).collect::<Result<Vec<_>, _>>()?;
    let sandbox = start_sandbox().await?;
    let master = MasterKey::load_or_make(None)?;
    let proxy = proxy(&config, &NameTiers::start(&config.tiers, None)?, Some(sandbox.addr()), &master)?;
    let mut canaries = Vec::new();
    for (tenant, key) in config.tenants.iter().zip(keys) {
        let planted = planted(&config, tenant);
        let outcome = exchanges(&proxy, &sandbox, &key, &planted).await;
        let planted = planted.into_iter().map(|(entity, _)| entity).collect();
        canaries.push(Canary { tenant: tenant.id.clone(), planted, outcome });
    }
    Ok(canaries)
}

/// Gives a tenant a key for this one time, under which nothing is counted.
fn enrol(tenant: &mut TenantSettings) -> io::Result<String> {
    let key = generate().map_err(io::Error::other)?;
    tenant.keys.push(KeyHash::of(key.expose().as_bytes()));
    tenant.limits = Limits::default();
    Ok(key.expose().clone())
}

/// The part of the plan that this tenant's settings promise to replace and restore.
fn planted(config: &Config, tenant: &TenantSettings) -> Vec<(Entity, &'static str)> {
    let replaced = |entity: &Entity| {
        config.detection.entities.contains(entity) && tenant.policies.action(entity) == Action::Pseudonymize
    };
    plan().into_iter().filter(|(entity, _)| replaced(entity)).collect()
}

async fn exchanges(
    proxy: &Proxy,
    sandbox: &Sandbox,
    key: &str,
    planted: &[(Entity, &'static str)],
) -> Result<(), Wrong> {
    for stream in [false, true] {
        sandbox.clear_received();
        let answer = proxy.handle(request(key, planted, stream)).await;
        let status = answer.status();
        let body =
            answer.into_body().collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        let received: Vec<String> = sandbox.received().iter().map(Received::text).collect();
        if let Some((entity, _)) =
            planted.iter().find(|(_, value)| received.iter().any(|text| text.contains(value)))
        {
            return Err(Wrong::Leaked(entity.clone()));
        }
        if status != StatusCode::OK {
            return Err(Wrong::Refused(status));
        }
        if received.is_empty() {
            return Err(Wrong::NotSent);
        }
        let said = if stream { streamed(&body) } else { whole(&body) };
        if let Some((entity, _)) = planted.iter().find(|(_, value)| !said.contains(value)) {
            return Err(Wrong::Lost(entity.clone()));
        }
    }
    Ok(())
}

fn request(key: &str, planted: &[(Entity, &'static str)], stream: bool) -> Request<Full<Bytes>> {
    let values: Vec<String> = planted.iter().map(|(entity, value)| sentence(entity, value)).collect();
    let body = json!({
        "model": "echo+chunk=3",
        "stream": stream,
        "messages": [{"role": "user", "content": values.join(" ")}],
    });
    let mut request =
        Request::post("/v1/chat/completions").body(Full::from(body.to_string())).unwrap_or_default();
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
    if let Ok(key) = http::HeaderValue::from_str(&format!("Bearer {key}")) {
        headers.insert(AUTHORIZATION, key);
    }
    request
}

/// A value as people write it.
fn sentence(entity: &Entity, value: &str) -> String {
    match entity {
        Entity::Email => format!("Write to {value}."),
        Entity::Phone => format!("Call {value}."),
        Entity::Iban => format!("The IBAN is {value}."),
        Entity::CreditCard => format!("The card is {value}."),
        _ => format!("My name is {value}."),
    }
}

fn whole(body: &[u8]) -> String {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    answer["choices"][0]["message"]["content"].as_str().unwrap_or_default().to_owned()
}

fn streamed(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let events =
        text.lines().filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok());
    let delta = |event: Value| event["choices"][0]["delta"]["content"].as_str().map(str::to_owned);
    events.filter_map(delta).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Loaded;

    async fn sing(file: &str) -> Vec<Canary> {
        let loaded = Loaded::parse(file, Path::new("."), std::iter::empty::<(String, String)>().collect());
        canaries(&loaded.expect("a good configuration").config).await.expect("a usable configuration")
    }

    #[tokio::test]
    async fn by_default_everything_planted_stays_and_comes_back() {
        let canaries = sing("").await;
        assert_eq!(canaries.len(), 1);
        assert_eq!((canaries[0].planted.len(), &canaries[0].outcome), (5, &Ok(())));
    }

    #[tokio::test]
    async fn each_tenant_is_asked_by_its_own_settings() {
        let tenants = "[policies]\nEMAIL = \"redact\"\n[[tenants]]\nid = \"a\"\nkeys = [\"px-canary-a-key\"]\n\
                       [[tenants]]\nid = \"b\"\nkeys = [\"px-canary-b-key\"]\n[tenants.policies]\nEMAIL = \"pseudonymize\"\nIBAN = \"block\"";
        let canaries = sing(tenants).await;
        let kinds = |canary: &Canary| canary.planted.iter().map(Entity::label).collect::<Vec<_>>().join(" ");
        assert_eq!(kinds(&canaries[0]), "PHONE IBAN CREDIT_CARD PERSON");
        assert_eq!(kinds(&canaries[1]), "EMAIL PHONE CREDIT_CARD PERSON");
        assert!(canaries.iter().all(|canary| canary.outcome.is_ok()));
    }

    #[tokio::test]
    async fn a_value_that_the_settings_let_out_is_told() {
        let canaries = sing("[lists]\nallow_patterns = ['canary\\.wing@.*']").await;
        assert_eq!(canaries[0].outcome, Err(Wrong::Leaked(Entity::Email)));
        let canaries = sing("[detection]\nmin_score = 0.999").await;
        assert!(matches!(canaries[0].outcome, Err(Wrong::Leaked(_))), "{:?}", canaries[0].outcome);
    }
}
