//! `docs/openapi.json`: what it says of Allonym's own API is so. The client suite asks the same of it with a generator of
//! requests; here it is held to the code.

use std::collections::BTreeSet;

use allonym::error::Code;
use allonym_detectors::Entity;
use serde_json::{Value, json};

use crate::support::Proxy;

async fn described() -> (Proxy, Value) {
    let proxy = Proxy::echoing().await;
    let answer = proxy.get("/openapi.json").without_key().send().await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    let description = answer.json();
    (proxy, description)
}

fn strings(list: &Value) -> BTreeSet<&str> {
    list.as_array().expect("a list").iter().map(|item| item.as_str().expect("a string")).collect()
}

#[tokio::test]
async fn version_codes_and_kinds_are_those_of_the_code() {
    let (_, described) = described().await;
    assert_eq!(described["info"]["version"], env!("CARGO_PKG_VERSION"));
    let schemas = &described["components"]["schemas"];
    let codes = &schemas["Error"]["properties"]["error"]["properties"]["code"]["enum"];
    assert_eq!(strings(codes), Code::ALL.iter().map(|code| code.as_str()).collect());
    let groups = &schemas["Error"]["properties"]["error"]["properties"]["type"]["enum"];
    assert_eq!(strings(groups), Code::ALL.iter().map(|code| code.group()).collect());
    let labels = &schemas["EntityLabel"]["anyOf"][0]["enum"];
    assert_eq!(strings(labels), Entity::ALL.iter().map(Entity::label).collect());
}

/// Every error that an operation is said to answer has the status that the code gives to its codes.
#[tokio::test]
async fn errors_have_the_status_of_their_code() {
    let (_, described) = described().await;
    let mut seen = 0;
    for operation in operations(&described) {
        for (status, response) in
            described["paths"][operation.path][operation.method]["responses"].as_object().unwrap()
        {
            let Some(name) =
                response["$ref"].as_str().and_then(|target| target.strip_prefix("#/components/responses/"))
            else {
                continue;
            };
            let schema = &described["components"]["responses"][name]["content"]["application/json"]["schema"];
            for code in strings(&schema["allOf"][1]["properties"]["error"]["properties"]["code"]["enum"]) {
                let known = Code::ALL.iter().find(|known| known.as_str() == code).expect("a code of ours");
                assert_eq!(known.status().to_string(), *status, "{code}");
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "only {seen} codes");
}

struct Operation<'d> {
    path: &'d str,
    method: &'d str,
    open: bool,
}

fn operations(described: &Value) -> Vec<Operation<'_>> {
    let paths = described["paths"].as_object().expect("paths");
    let all = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().expect("operations").iter();
        methods.map(move |(method, operation)| Operation {
            path,
            method,
            open: operation["security"] == json!([{}]),
        })
    });
    all.collect()
}

#[tokio::test]
async fn what_is_described_is_there_and_open_or_not_as_it_says() {
    let (proxy, described) = described().await;
    let all = operations(&described);
    assert_eq!(all.len(), 7);
    for Operation { path, method, open } in all {
        let (asked, other) = if method == "get" { ("GET", "PUT") } else { ("POST", "GET") };
        let answer = proxy.ask(asked, path).without_key().send().await;
        assert_eq!(answer.status, if open { 200 } else { 401 }, "{asked} {path}");
        assert!(answer.header("x-request-id").is_some() && answer.header("request-id").is_some(), "{path}");
        let refused = proxy.ask(other, path).send().await;
        assert_eq!((refused.status, refused.header("allow").is_some()), (405, true), "{other} {path}");
        assert_eq!(refused.json()["error"]["code"], "method_not_allowed");
    }
}

/// The examples of the requests, and answers with no field more or less than described.
#[tokio::test]
async fn calls_answer_the_fields_that_are_described() {
    let (proxy, described) = described().await;
    let fields = |schema: &str| -> BTreeSet<String> {
        described["components"]["schemas"][schema]["properties"]
            .as_object()
            .expect("fields")
            .keys()
            .cloned()
            .collect()
    };
    let example = |path: &str| {
        described["paths"][path]["post"]["requestBody"]["content"]["application/json"]["examples"]["one"]["value"].clone()
    };
    let found = proxy.post("/v1/detect").json(example("/v1/detect")).send().await.json();
    let sent = proxy.post("/v1/pseudonymize").json(example("/v1/pseudonymize")).send().await.json();
    let mut restore = example("/v1/restore");
    restore["session"] = sent["session"].clone();
    let restored = proxy.post("/v1/restore").json(restore).send().await.json();
    assert_eq!(restored, json!({"text": "Dear jane.roe@mail.example"}));
    let of_one = ["index", "texts", "messages"].map(str::to_owned);
    for (answer, schema) in
        [(&found["entities"][0], "Found"), (&sent, "PseudonymizeAnswer"), (&sent["entities"][0], "Replaced")]
    {
        let given: BTreeSet<String> = answer.as_object().expect("an object").keys().cloned().collect();
        let expected: BTreeSet<String> =
            fields(schema).into_iter().filter(|field| !of_one.contains(field)).collect();
        assert_eq!(given, expected, "{schema}");
    }
}
