//! `[[tenants]]`: who shares this proxy, and in what each differs from the settings above.
//!
//! Owns: the list of tenants, the rule which one the plain `keys` belong to, and that no key has two tenants.
//! Never: authenticates; see `crate::tenant`.

use std::collections::{BTreeMap, BTreeSet};

use super::detection::{Lists, lists, policies_of_tenant};
use super::load::Reader;
use super::providers::{Models, Providers, check_models, models, of_tenant};
use super::raw::join;
use crate::policy::Policies;
use crate::scan::WhenBusy;
use crate::tenant::keys::KeyHash;
use crate::tenant::limits::Limits;
use crate::tenant::{Auth, Enrolment, TenantId};

/// One tenant with everything that holds for it, the shared settings included.
#[derive(Clone)]
pub struct TenantSettings {
    /// Its name.
    pub id: TenantId,
    /// The hashes of its keys.
    pub keys: Vec<KeyHash>,
    /// Whether they belong to strangers, see [`Enrolment::keys_apart`].
    pub keys_apart: bool,
    /// What each of its keys may do.
    pub limits: Limits,
    /// What happens to what kind of data.
    pub policies: Policies,
    /// Values that are known beforehand.
    pub lists: Lists,
    /// Where its requests go.
    pub providers: Providers,
    /// Models that go to a provider whatever else a request says.
    pub models: Models,
    /// What happens to requests for which the neural tier has no time.
    pub when_busy: WhenBusy,
}

impl TenantSettings {
    /// What [`crate::tenant::Tenants`] needs to know.
    pub fn enrolment(&self) -> Enrolment {
        Enrolment {
            id: self.id.clone(),
            keys: self.keys.clone(),
            keys_apart: self.keys_apart,
            limits: self.limits,
        }
    }
}

/// What every tenant starts from.
pub(super) struct Shared {
    pub(super) limits: Limits,
    pub(super) policies: Policies,
    pub(super) lists: Lists,
    pub(super) providers: Providers,
    pub(super) models: Models,
    pub(super) when_busy: WhenBusy,
}

/// All tenants. The one called `default` is there when it has keys (`keys`, `ALLONYM_KEYS`), when no other one is set
/// up, and when requests need no key. Its keys share settings and nothing else: whoever lists several has as many users.
pub(super) fn tenants(reader: &mut Reader, auth: Auth, shared: &Shared) -> Vec<TenantSettings> {
    let keys: Vec<KeyHash> = reader.read("keys", Vec::new());
    let mut all = Vec::new();
    let rows = reader.rows("tenants");
    if rows == 0 || !keys.is_empty() || auth == Auth::Passthrough {
        all.push((String::new(), shared.default_tenant(keys)));
    }
    for row in 0..rows {
        let path = format!("tenants[{row}]");
        all.extend(tenant(reader, &path, shared).map(|tenant| (path, tenant)));
    }
    check_unique(reader, &all);
    all.into_iter().map(|(_, tenant)| tenant).collect()
}

impl Shared {
    fn default_tenant(&self, keys: Vec<KeyHash>) -> TenantSettings {
        TenantSettings {
            id: TenantId::new(TenantId::DEFAULT),
            keys,
            keys_apart: true,
            limits: self.limits,
            policies: self.policies.clone(),
            lists: self.lists.clone(),
            providers: self.providers.clone(),
            models: self.models.clone(),
            when_busy: self.when_busy,
        }
    }
}

fn tenant(reader: &mut Reader, path: &str, shared: &Shared) -> Option<TenantSettings> {
    let id = tenant_id(reader, &format!("{path}.id"));
    let keys: Vec<KeyHash> = reader.read(&format!("{path}.keys"), Vec::new());
    if keys.is_empty() {
        reader.fault(
            &format!("{path}.keys"),
            "missing; give at least one px- key or its hash (`allonym keys` makes both)",
        );
    }
    let providers = of_tenant(reader, path, &shared.providers);
    let mut own_models = models(reader, &format!("{path}.models"));
    check_models(reader, &format!("{path}.models"), &own_models, &providers);
    for (model, provider) in &shared.models {
        own_models.entry(model.clone()).or_insert(*provider);
    }
    let policies = policies_of_tenant(reader, path, &shared.policies);
    let lists = lists(reader, &format!("{path}.lists"), &shared.lists);
    let limits = limits(reader, path, shared.limits);
    let when_busy = reader.read(&format!("{path}.when_busy"), shared.when_busy);
    Some(TenantSettings {
        id: id?,
        keys,
        keys_apart: false,
        limits,
        policies,
        lists,
        providers,
        models: own_models,
        when_busy,
    })
}

/// The limits of each key, at the top (`path` empty) or a tenant's.
pub(super) fn limits(reader: &mut Reader, path: &str, inherited: Limits) -> Limits {
    let section = join(path, "limits");
    Limits {
        requests_per_minute: reader
            .read(&format!("{section}.requests_per_minute"), inherited.requests_per_minute),
        concurrent_requests: reader
            .read(&format!("{section}.concurrent_requests"), inherited.concurrent_requests),
    }
}

fn tenant_id(reader: &mut Reader, path: &str) -> Option<TenantId> {
    let id = reader.optional::<String>(path).unwrap_or_default();
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if !plain || !(1..=64).contains(&id.len()) {
        reader.fault(path, "expected 1 to 64 letters, digits, - and _");
        return None;
    }
    if id == TenantId::DEFAULT {
        reader.fault(
            path,
            "this name is taken by the tenant of `keys`; write its keys and settings at the top",
        );
    }
    Some(TenantId::new(&id))
}

fn check_unique(reader: &mut Reader, all: &[(String, TenantSettings)]) {
    let (mut ids, mut keys) = (BTreeSet::new(), BTreeMap::new());
    for (path, tenant) in all {
        if !ids.insert(&tenant.id) {
            reader.fault(&join(path, "id"), "another tenant has this name");
        }
        for key in &tenant.keys {
            if keys.insert(key, path).is_some_and(|other| other != path) {
                reader.fault(&join(path, "keys"), "one of these keys belongs to another tenant too");
            }
        }
    }
}
