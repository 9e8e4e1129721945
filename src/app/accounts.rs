//! One [`Account`] per tenant, from the configuration.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use allonym_detectors::Settings;

use super::master_key::MasterKey;
use super::name_tiers::NameTiers;
use crate::base_url::BaseUrl;
use crate::config::{Config, Lists, Providers, TenantSettings};
use crate::provider::Provider;
use crate::proxy::{Account, Peer};
use crate::pseudonym::Numbering;
use crate::pseudonym::grammar::Grammar;
use crate::pseudonymize::lists::{AllowList, DenyList};
use crate::pseudonymize::profile::{DetectorSet, Profile, Verdicts};
use crate::pseudonymize::{PrefixMemory, Prefixes};
use crate::sensitive::Sensitive;
use crate::wire::json::JsonLimits;

/// The accounts, in the order of the tenants.
pub(super) fn accounts(
    config: &Config,
    (names, prefixes): (&NameTiers, &Arc<PrefixMemory>),
    sandbox: Option<SocketAddr>,
    master: &MasterKey,
) -> io::Result<Vec<Account>> {
    let grammar = Arc::new(Grammar::new(config.pseudonyms.label.clone()));
    config
        .tenants
        .iter()
        .map(|tenant| {
            let mut profile = profile(config, tenant, names, &grammar, master)?;
            if !config.prefix_cache.ttl.is_zero() {
                profile.prefixes = Prefixes::new(prefixes)?;
            }
            Ok(Account {
                profile,
                peers: peers(&tenant.providers, sandbox),
                models: tenant.models.clone(),
                auth: config.auth,
            })
        })
        .collect()
}

/// The profile of one tenant, outside a proxy. The key that outlives the process is only read where numbers are made of it.
pub(super) fn profile_alone(
    config: &Config,
    tenant: &TenantSettings,
    names: &NameTiers,
) -> io::Result<Profile> {
    let master = match config.pseudonyms.numbering {
        Numbering::Keyed => MasterKey::of_config(config)?,
        Numbering::Sequential => MasterKey::load_or_make(None)?,
    };
    let grammar = Arc::new(Grammar::new(config.pseudonyms.label.clone()));
    profile(config, tenant, names, &grammar, &master)
}

fn profile(
    config: &Config,
    tenant: &TenantSettings,
    names: &NameTiers,
    grammar: &Arc<Grammar>,
    master: &MasterKey,
) -> io::Result<Profile> {
    Ok(Profile {
        detectors: config.detectors.clone().map_or(DetectorSet::Builtin, DetectorSet::Own),
        settings: Settings { mode: names.mode, ..config.detection.clone() },
        scans: names.scans(tenant.when_busy)?,
        policies: tenant.policies.clone(),
        allow: allow(&tenant.lists)?,
        deny: deny(&tenant.lists)?,
        blobs: config.blobs,
        grammar: Arc::clone(grammar),
        numbering: config.pseudonyms.numbering,
        key: master.of(&tenant.id),
        note: config.pseudonyms.note,
        json: JsonLimits { depth: config.limits.depth, string_bytes: config.limits.string_bytes },
        verdicts: Verdicts::default(),
        prefixes: Prefixes::default(),
        late: config.prefix_cache.late_values,
    })
}

fn allow(lists: &Lists) -> io::Result<AllowList> {
    let patterns = exposed(&lists.allow.patterns);
    AllowList::new(exposed(&lists.allow.values), &patterns)
        .map_err(|_| invalid("lists.allow: a pattern is too large"))
}

fn deny(lists: &Lists) -> io::Result<DenyList> {
    let patterns = exposed(&lists.deny.patterns);
    DenyList::new(exposed(&lists.deny.values), &patterns, lists.deny_entity.clone())
        .map_err(|_| invalid("lists.deny: a pattern is too large"))
}

fn exposed(values: &[Sensitive<String>]) -> Vec<&str> {
    values.iter().map(|value| value.expose().as_str()).collect()
}

/// Where requests can go: the providers that are set up, or the sandbox in place of all of them.
fn peers(providers: &Providers, sandbox: Option<SocketAddr>) -> hashbrown::HashMap<Provider, Peer> {
    let standing_in = sandbox.and_then(|address| BaseUrl::parse(&format!("http://{address}")));
    Provider::ALL
        .into_iter()
        .filter_map(|provider| {
            let peer = match (&standing_in, providers.get(provider)) {
                (Some(base), _) => Peer { base: base.clone(), key: None, is_named: true },
                (None, Some(set)) => {
                    Peer { base: set.base_url.clone(), key: set.api_key.clone(), is_named: set.is_named }
                }
                (None, None) => return None,
            };
            Some((provider, peer))
        })
        .collect()
}

fn invalid(what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, what.into())
}
