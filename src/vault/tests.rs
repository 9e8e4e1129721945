use allonym_detectors::Entity;
use http::{HeaderMap, HeaderValue};

use super::*;
use crate::pseudonym::Numbering;
use crate::tenant::keys::KeyHash;
use crate::tenant::limits::Limits;
use crate::tenant::{Auth, Enrolment, TenantId, Tenants};

fn tenants() -> [Tenant; 2] {
    let keys = ["px-tenant-one", "px-tenant-two"];
    let enrolments: Vec<Enrolment> = keys
        .iter()
        .map(|key| Enrolment {
            id: TenantId::new(key),
            keys: vec![KeyHash::of(key.as_bytes())],
            keys_apart: false,
            limits: Limits::default(),
        })
        .collect();
    let tenants = Tenants::new(Auth::Keys, &enrolments);
    keys.map(|key| {
        let mut headers = HeaderMap::new();
        headers.insert("x-api-key", HeaderValue::from_static(key));
        tenants.authenticate(&headers).unwrap().tenant
    })
}

fn stored(value: &str) -> Stored {
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    let group = mapping.identify(&Entity::Person, value);
    mapping.spell(group, value, &[]);
    Stored { mapping: Arc::new(mapping), provider: Some(Provider::OpenAi) }
}

fn texts(mapping: &Mapping) -> Vec<&str> {
    mapping
        .values()
        .flat_map(|(_, spellings)| spellings.map(|spelling| spelling.text.expose().as_str()))
        .collect()
}

fn value(stored: &Stored) -> &str {
    texts(&stored.mapping)[0]
}

const DAY: Duration = Duration::from_secs(86_400);

#[test]
fn tenants_never_see_each_others_mappings() {
    let vault = Vault::new(Retention { ttl: DAY, max_bytes: 1 << 20 });
    let [one, two] = tenants();
    let id = ObjectId::Response("resp_1".into());
    vault.tenant(&one).put(id.clone(), stored("Anna Roe")).unwrap();
    assert_eq!(vault.tenant(&one).get(&id).as_deref().map(value), Some("Anna Roe"));
    assert!(vault.tenant(&two).get(&id).is_none());
    assert!(vault.tenant(&one).get(&ObjectId::Session("resp_1".into())).is_none());
    vault.tenant(&two).remove(&id);
    assert!(vault.tenant(&one).get(&id).is_some());
    vault.tenant(&one).remove(&id);
    assert!(vault.tenant(&one).get(&id).is_none());
}

#[test]
fn of_two_exchanges_in_a_conversation_none_undoes_the_other() {
    let vault = Vault::new(Retention { ttl: DAY, max_bytes: 1 << 20 });
    let [one, _] = tenants();
    let id = ObjectId::Conversation("conv_1".into());
    for text in ["Anna Roe", "Max Roe"] {
        let mut mapping = Mapping::new(Numbering::Keyed, Arc::new([0; 32]));
        let group = mapping.identify(&Entity::Person, text);
        mapping.spell(group, text, &[]);
        let stored = Stored { mapping: Arc::new(mapping), provider: Some(Provider::OpenAi) };
        vault.tenant(&one).put(id.clone(), stored).unwrap();
    }
    let kept = vault.tenant(&one).get(&id).unwrap();
    let mut texts = texts(&kept.mapping);
    texts.sort();
    assert_eq!(texts, ["Anna Roe", "Max Roe"]);
}

#[test]
fn what_cannot_be_kept_is_an_error() {
    let [one, _] = tenants();
    let id = || ObjectId::Response("resp_1".into());
    let off = Vault::new(Retention { ttl: Duration::ZERO, max_bytes: 1 << 20 });
    assert_eq!(off.tenant(&one).put(id(), stored("Anna Roe")), Err(Reason::VaultFailed));
    let small = Vault::new(Retention { ttl: DAY, max_bytes: 100 });
    assert_eq!(small.tenant(&one).put(id(), stored("Anna Roe")), Err(Reason::VaultFailed));
}

#[test]
fn of_two_that_go_on_from_the_same_one_succeeds() {
    let vault = Vault::new(Retention { ttl: DAY, max_bytes: 1 << 20 });
    let [one, _] = tenants();
    let (vault, id) = (vault.tenant(&one), ObjectId::Session("ses_1".into()));
    vault.put(id.clone(), stored("Anna Roe")).unwrap();
    let before = vault.get(&id).unwrap();
    assert_eq!(vault.succeed(id.clone(), &before, stored("Bert Poe")), Ok(true));
    assert_eq!(vault.succeed(id.clone(), &before, stored("Cleo Loe")), Ok(false));
    assert_eq!(value(&vault.get(&id).unwrap()), "Bert Poe");
    vault.remove(&id);
    assert_eq!(vault.succeed(id.clone(), &before, stored("Dora Noe")), Ok(true), "forgotten meanwhile");
}

#[test]
fn wire_27_an_expired_mapping_is_gone() {
    let vault = Vault::new(Retention { ttl: Duration::from_millis(1), max_bytes: 1 << 20 });
    let [one, _] = tenants();
    let id = ObjectId::Response("resp_1".into());
    vault.tenant(&one).put(id.clone(), stored("Anna Roe")).unwrap();
    std::thread::sleep(Duration::from_millis(20));
    assert!(vault.tenant(&one).get(&id).is_none());
}
