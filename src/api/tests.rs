use std::collections::BTreeMap;
use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use http_body_util::BodyExt;
use serde_json::{Value, json};

use super::*;
use crate::overload;
use crate::pseudonymize::Profile;
use crate::tenant::keys::KeyHash;
use crate::tenant::limits::Limits;
use crate::tenant::{Auth, Enrolment, TenantId, Tenants};
use crate::vault::Retention;

/// Two tenants with an account each and one vault.
struct House {
    account: Account,
    vault: Vault,
    tenants: [Tenant; 2],
    room: Room,
}

fn house() -> House {
    let keys = ["px-one", "px-two"];
    let enrol = |key: &&str| Enrolment {
        id: TenantId::new(key),
        keys: vec![KeyHash::of(key.as_bytes())],
        keys_apart: false,
        limits: Limits::default(),
    };
    let known = Tenants::new(Auth::Keys, &keys.iter().map(enrol).collect::<Vec<_>>());
    let tenants = keys.map(|key| {
        let mut headers = HeaderMap::new();
        headers.insert("api-key", HeaderValue::from_static(key));
        known.authenticate(&headers).unwrap().tenant
    });
    let account = Account {
        profile: Profile::default(),
        peers: hashbrown::HashMap::new(),
        models: BTreeMap::new(),
        auth: Auth::Keys,
    };
    let second = Duration::from_secs(1);
    let limits = overload::Limits { exchanges: 1, bodies_bytes: 1 << 20, wait: second, behind: second };
    let overload = overload::Overload::new(limits);
    let vault = Vault::new(Retention { ttl: Duration::from_secs(60), max_bytes: 1 << 20 });
    House { account, vault, tenants, room: overload.room() }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

impl House {
    fn context(&self, tenant: usize) -> Context<'_> {
        Context {
            account: &self.account,
            vault: &self.vault,
            tenant: &self.tenants[tenant],
            room: &self.room,
        }
    }

    fn call_as(&self, tenant: usize, call: Call, body: &Value) -> Result<Value, Reason> {
        let answered = run(called(call, &self.context(tenant), body.to_string().as_bytes()))?;
        let bytes = run(answered.into_body().collect()).unwrap().to_bytes();
        Ok(serde_json::from_slice(&bytes).unwrap())
    }

    fn call(&self, call: Call, body: &Value) -> Value {
        self.call_as(0, call, body).unwrap()
    }
}

const TEXT: &str = "🙂 Jané: jane.roe@mail.example, +49 30 901820";

#[test]
fn detect_tells_what_and_where() {
    let house = house();
    let found = house.call(Call::Detect, &json!({ "text": TEXT }));
    let first = &found["entities"][0];
    assert_eq!(first["type"], "EMAIL");
    assert_eq!(first["text"], "jane.roe@mail.example");
    assert_eq!((&first["start"], &first["end"]), (&json!(8), &json!(29)));
    assert_eq!(first["rule"], "global.email");
    assert_eq!(found["entities"][1]["type"], "PHONE");
    for (unit, start) in [("bytes", 12), ("utf16", 9), ("code_points", 8)] {
        let found = house.call(Call::Detect, &json!({ "text": TEXT, "offsets": unit }));
        assert_eq!(found["entities"][0]["start"], start, "{unit}");
    }
    let found = house
        .call(Call::Detect, &json!({ "texts": ["x", TEXT], "entities": ["phone"], "language": "de-AT" }));
    assert_eq!(found["entities"].as_array().unwrap().len(), 1);
    assert_eq!(found["entities"][0]["index"], 1);
}

#[test]
fn no_entities_means_all_as_in_the_configuration() {
    let house = house();
    let all = house.call(Call::Detect, &json!({ "text": TEXT }));
    assert_eq!(house.call(Call::Detect, &json!({ "text": TEXT, "entities": [] })), all);
}

#[test]
fn pseudonymize_and_restore_are_inverse() {
    let house = house();
    let sent = house.call(Call::Pseudonymize, &json!({ "text": TEXT }));
    assert_eq!(sent["text"], "🙂 Jané: <<EMAIL_1>>, <<PHONE_1>>");
    assert_eq!(sent["entities"][0]["pseudonym"], "<<EMAIL_1>>");
    let session = sent["session"].as_str().unwrap();
    let back = house.call(Call::Restore, &json!({ "text": "to <<EMAIL_1>>!", "session": session }));
    assert_eq!(back["text"], "to jane.roe@mail.example!");
    let more = house.call(
        Call::Pseudonymize,
        &json!({
            "texts": ["max@mail.example", "jane.roe@mail.example"], "session": session
        }),
    );
    assert_eq!(more["texts"], json!(["<<EMAIL_2>>", "<<EMAIL_1>>"]));
    assert_eq!(more["session"], session);
    let back =
        house.call(Call::Restore, &json!({ "texts": ["<<EMAIL_2>>", "<<EMAIL_3>>"], "session": session }));
    assert_eq!(back["texts"], json!(["max@mail.example", "<<EMAIL_3>>"]));
}

#[test]
fn messages_keep_their_shape() {
    let house = house();
    let messages = json!([
        {"role": "system", "content": "x"},
        {"role": "user", "content": [{"type": "text", "text": "jane.roe@mail.example"}]},
    ]);
    let sent = house.call(Call::Pseudonymize, &json!({ "messages": messages }));
    assert_eq!(sent["messages"][1]["content"][0]["text"], "<<EMAIL_1>>");
    assert_eq!(sent["entities"][0]["text"], "jane.roe@mail.example");
    let back =
        house.call(Call::Restore, &json!({ "messages": sent["messages"], "session": sent["session"] }));
    assert_eq!(back["messages"], messages);
    // Of what the session knows, a later call names what stands in its own messages.
    let next = json!([{"role": "user", "content": "jane.roe@mail.example, max@mail.example"}]);
    let other = json!([{"role": "user", "content": "max@mail.example"}]);
    for (messages, named) in [(json!([]), 0), (next, 2), (other, 1)] {
        let body = json!({ "messages": messages, "session": sent["session"] });
        let entities = house.call(Call::Pseudonymize, &body)["entities"].clone();
        assert_eq!(entities.as_array().unwrap().len(), named, "{entities}");
    }
}

#[test]
fn a_session_belongs_to_its_tenant() {
    let house = house();
    let session = house.call(Call::Pseudonymize, &json!({ "text": TEXT }))["session"].clone();
    let restore = json!({ "text": "<<EMAIL_1>>", "session": session });
    assert_eq!(house.call_as(1, Call::Restore, &restore), Err(Reason::UnknownSession));
    let resume = json!({ "text": "x", "session": session });
    assert_eq!(house.call_as(1, Call::Pseudonymize, &resume), Err(Reason::UnknownSession));
}

#[test]
fn a_unit_of_the_wrong_type_is_no_fault_of_the_json() {
    let house = house();
    let usual = house.call(Call::Detect, &json!({ "text": TEXT }));
    assert_eq!(house.call(Call::Detect, &json!({ "text": TEXT, "offsets": null })), usual);
    let bad = Reason::BadField { name: "offsets", expected: fields::OFFSETS };
    for unit in [json!(5), json!(true), json!("lines")] {
        assert_eq!(house.call_as(0, Call::Detect, &json!({ "text": TEXT, "offsets": unit })), Err(bad));
    }
}

#[test]
fn bad_bodies_get_a_reason() {
    let house = house();
    let all: [Call; 3] = [Call::Detect, Call::Pseudonymize, Call::Restore];
    for call in all {
        let known = match call {
            Call::Detect => detect::Request::KNOWN,
            Call::Pseudonymize => pseudonymize::Request::KNOWN,
            Call::Restore => restore::Request::KNOWN,
        };
        let text = Reason::BadField { name: "text", expected: "a string" };
        for (body, reason) in [
            (json!({ "text": 1 }), text),
            (json!({ "text": "x", "nonsense": 1 }), Reason::UnknownField { known }),
            (json!([1]), Reason::UnexpectedShape),
        ] {
            assert_eq!(house.call_as(0, call, &body), Err(reason), "{body}");
        }
        for name in known.iter().filter(|name| **name != "messages") {
            let bad = house.call_as(0, call, &json!({ (*name): { "a": 1 } }));
            assert!(matches!(bad, Err(Reason::BadField { name: told, .. }) if told == *name), "{bad:?}");
        }
    }
    let (entities, min_score) = (fields::ENTITIES, fields::SCORE);
    for (body, reason) in [
        (json!({}), Reason::MissingField("text")),
        (json!({ "text": "a", "texts": [] }), Reason::OneFieldOf(&["text", "texts"])),
        (
            json!({ "text": "a", "entities": ["NONSENSE!"] }),
            Reason::BadField { name: "entities", expected: entities },
        ),
        (
            json!({ "text": "a", "min_score": 1.5 }),
            Reason::BadField { name: "min_score", expected: min_score },
        ),
        (
            json!({ "text": "a", "language": "german" }),
            Reason::BadField { name: "language", expected: fields::LANGUAGE },
        ),
    ] {
        assert_eq!(house.call_as(0, Call::Detect, &body), Err(reason), "{body}");
    }
    let messages = Reason::BadField { name: "messages", expected: fields::MESSAGES };
    for given in [json!("x"), json!({}), json!(1)] {
        let body = json!({ "messages": given });
        assert_eq!(house.call_as(0, Call::Pseudonymize, &body), Err(messages), "{body}");
    }
    let both = json!({ "text": "x", "messages": [] });
    assert_eq!(house.call_as(0, Call::Pseudonymize, &both), Err(Reason::OneFieldOf(GIVEN)));
    assert_eq!(
        house.call_as(0, Call::Restore, &json!({ "text": "x" })),
        Err(Reason::MissingField("session"))
    );
    let refused = |body: &[u8]| run(called(Call::Detect, &house.context(0), body)).err();
    assert_eq!(refused(b"{\"text\":\n x}"), Some(Reason::MalformedJson { offset: 11 }));
    assert_eq!(refused(b"\xff"), Some(Reason::NotUtf8 { offset: 0 }));
    assert_eq!(refused(br#"{"text": "cut in an emoji \ud83d"}"#), Some(Reason::LoneSurrogate));
    assert_eq!(
        refused(br#"{"text": "x", "min_score": 1e999, "y": "\ufffe"}"#),
        Some(Reason::MalformedJson { offset: 32 })
    );
}
