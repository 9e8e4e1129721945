//! Who may call, what of a caller never leaves, how much one may do, and that nobody sees another's.

use serde_json::json;

use crate::support::{PX, Proxy, Reply, Setup, Upstream, holds};

const TWO_TENANTS: &str = "
[[tenants]]
id = 'one'
keys = ['px-tenant-one']
[[tenants]]
id = 'two'
keys = ['px-tenant-two']
";

const TWO_KEYS: &str = "px-tenant-one, px-tenant-two";

#[tokio::test]
async fn nobody_gets_in_without_a_known_key_and_nothing_is_sent() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).start().await;
    let ask = || proxy.chat("hello");
    for ask in [
        ask().without_key(),
        ask().key("px-somebody-elses"),
        ask().key("sk-a-provider-s-own"),
        ask().key(&PX[..PX.len() - 1]),
        ask().key(&format!("{PX}x")),
        ask().key_in("authorization", PX),
        ask().key_in("authorization", "Basic cHgtYmxhY2stYm94LWtleQ=="),
        ask().key_in("x-api-key", ""),
        ask().key_in("x-goog-api-key", "px-unknown"),
    ] {
        let answer = ask.send().await;
        assert_eq!(answer.refusal(), (401, "unauthorized".to_owned()), "{}", answer.text());
        assert!(answer.header("www-authenticate").is_some() && answer.header("x-request-id").is_some());
    }
    assert_eq!(upstream.seen(), b"");
}

#[tokio::test]
async fn a_key_is_found_in_each_place_and_none_of_them_leaves() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).start().await;
    let ask = || proxy.chat("hello").header("x-allonym-provider", "openai");
    for ask in [
        ask(),
        ask().key_in("authorization", &format!("bearer  {PX}")),
        ask().key_in("Authorization", &format!("BEARER {PX}")),
        ask().key_in("x-api-key", PX),
        ask().key_in("api-key", PX),
        // Claude Code with both of its variables set
        ask().header("x-api-key", "px-another-one"),
        ask().key("px-another-one").header("x-api-key", PX),
        ask().key("sk-a-provider-s-own").header("x-api-key", PX).header("api-key", "key-of-azure"),
    ] {
        upstream.forget();
        let answer = ask.send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let seen = upstream.seen();
        assert!(holds(&seen, "authorization: Bearer upstream-key-of-OPENAI\r\n"));
        for secret in ["px-", "sk-a-provider", "key-of-azure"] {
            assert!(!holds(&seen, secret), "{}", String::from_utf8_lossy(&seen));
        }
    }
}

#[tokio::test]
async fn a_header_that_holds_a_key_stays_here_whatever_it_is_for() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).start().await;
    for name in [
        "anthropic-api-key",
        "anthropic-beta",
        "x-stainless-key",
        "idempotency-key",
        "user-agent",
        "session-id",
        "accept",
        "openai-beta",
        "version",
    ] {
        for value in [PX.to_owned(), format!("Token {PX}"), format!("a;key={PX}"), PX.replace('-', "%2d")] {
            let ask = proxy.chat("hello").header("x-allonym-provider", "openai").header("x-app", "cli");
            assert_eq!(ask.header(name, &value).send().await.status, 200);
            let seen = upstream.take_seen();
            assert!(seen.contains("x-app: cli\r\n") && !seen.contains(&format!("{name}: ")), "{seen}");
            assert!(!seen.contains(PX) && !seen.contains(&value), "{seen}");
        }
    }
}

#[tokio::test]
async fn a_key_in_the_url_is_refused_before_it_goes_to_the_provider() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).start().await;
    for path in [
        format!("/v1/chat/completions?api_key={PX}"),
        "/v1/chat/completions?api-version=1&key=px%2Dunknown".to_owned(),
        format!("/openai/deployments/{PX}/chat/completions?api-version=2024-10-21"),
        format!("/v1/responses/{PX}/cancel"),
    ] {
        let ask = proxy.post(&path);
        let answer = ask.json(json!({"model": "echo", "messages": []})).key(PX).send().await;
        assert_eq!(answer.refusal(), (401, "unauthorized".to_owned()), "{}", answer.text());
        assert!(answer.text().contains("query string") && !answer.text().contains(PX));
    }
    assert_eq!(upstream.seen(), b"");
}

#[tokio::test]
async fn passing_through_forwards_the_client_s_own_credential_and_nothing_of_ours() {
    let upstream = Upstream::agreeable().await;
    let setup = Proxy::before(&upstream).env("ALLONYM_AUTH", "passthrough").env("ALLONYM_KEYS", "");
    let proxy = setup.start().await;
    for (name, value, path) in [
        ("authorization", "Bearer sk-own", "/v1/chat/completions"),
        ("x-api-key", "sk-ant-own", "/v1/messages"),
        ("authorization", "Bearer sk-ant-oat-own", "/v1/messages"),
        ("api-key", "own", "/openai/deployments/d/chat/completions?api-version=2024-10-21"),
    ] {
        upstream.forget();
        let body = json!({"model": "m", "messages": [{"role": "user", "content": "jane.roe@mail.example"}]});
        let answer = proxy.post(path).key_in(name, value).json(body.clone()).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let seen = upstream.seen();
        assert!(holds(&seen, &format!("{name}: {value}\r\n")), "{}", String::from_utf8_lossy(&seen));
        assert!(!holds(&seen, "upstream-key-of") && !holds(&seen, "jane.roe"));
        let refused = proxy.post(path).key("px-unknown").json(body).send().await;
        assert_eq!(refused.status, 401, "a px- key is never somebody's credential");
    }
}

#[tokio::test]
async fn with_a_client_s_own_credential_goes_which_of_its_accounts_is_meant() {
    let upstream = Upstream::agreeable().await;
    let setup = Proxy::before(&upstream).env("ALLONYM_AUTH", "passthrough");
    let proxy = setup.start().await;
    let ask = |key: &str| {
        let ask = proxy.chat("hello").key(key).header("x-allonym-provider", "openai");
        ask.header("openai-organization", "org-Xk3vQ9").header("openai-project", "proj_7Hq2")
    };
    for (key, goes) in [("sk-own", true), (PX, false)] {
        assert_eq!(ask(key).send().await.status, 200);
        let seen = upstream.take_seen();
        assert_eq!(seen.contains("openai-organization: org-Xk3vQ9\r\n"), goes, "{seen}");
        assert_eq!(seen.contains("openai-project: proj_7Hq2\r\n"), goes, "{seen}");
    }
}

#[tokio::test]
async fn one_tenant_s_pseudonyms_are_never_another_s_values() {
    pseudonyms_are_the_first_key_s_alone(|setup| setup.toml(TWO_TENANTS)).await;
}

#[tokio::test]
async fn nor_one_key_s_another_key_s_unless_both_are_one_tenant_s() {
    pseudonyms_are_the_first_key_s_alone(|setup| setup.env("ALLONYM_KEYS", TWO_KEYS)).await;
    let proxy = Proxy::before(&Upstream::start().await).env("ALLONYM_KEYS", TWO_KEYS).start().await;
    assert_eq!(restored_by_the_other_key(&proxy).await, None);
    let together = "[[tenants]]\nid = 'one'\nkeys = ['px-tenant-one', 'px-tenant-two']";
    let proxy = Proxy::before(&Upstream::start().await).toml(together).start().await;
    assert_eq!(restored_by_the_other_key(&proxy).await.as_deref(), Some("ann@mail.example"));
}

/// What the second key is told of a session of the first.
async fn restored_by_the_other_key(proxy: &Proxy) -> Option<String> {
    let ask = |key, path, body| proxy.post(path).key(key).json(body).send();
    let made = ask("px-tenant-one", "/v1/pseudonymize", json!({"text": "ann@mail.example"})).await.json();
    let text = json!({"text": made["text"], "session": made["session"]});
    assert_eq!(ask("px-tenant-one", "/v1/restore", text.clone()).await.json()["text"], "ann@mail.example");
    ask("px-tenant-two", "/v1/restore", text).await.json()["text"].as_str().map(str::to_owned)
}

async fn pseudonyms_are_the_first_key_s_alone(setup: impl FnOnce(Setup) -> Setup) {
    let upstream = Upstream::start().await;
    let proxy = setup(Proxy::before(&upstream)).start().await;
    let stored = json!({"id": "resp_1", "object": "response", "output": [{"type": "message", "content": [{"type": "output_text", "text": "<<EMAIL_1>>"}]}]});
    let ask = |key: &str, method, path, body: Option<serde_json::Value>| {
        let ask = proxy.ask(method, path).key(key);
        let ask = if let Some(body) = body { ask.json(body) } else { ask };
        let reply = Reply::json(200, stored.clone());
        let upstream = upstream.clone();
        async move {
            let provider = async { upstream.call().await.reply(&reply).await };
            let (answer, ()) = tokio::join!(ask.send(), provider);
            answer.json()["output"][0]["content"][0]["text"].as_str().unwrap().to_owned()
        }
    };
    let first = json!({"model": "m", "input": "ann@mail.example"});
    assert_eq!(ask("px-tenant-one", "POST", "/v1/responses", Some(first)).await, "ann@mail.example");
    assert_eq!(ask("px-tenant-one", "GET", "/v1/responses/resp_1", None).await, "ann@mail.example");
    assert_eq!(ask("px-tenant-two", "GET", "/v1/responses/resp_1", None).await, "<<EMAIL_1>>");
    let next = json!({"model": "m", "input": "and?", "previous_response_id": "resp_1"});
    assert_eq!(ask("px-tenant-two", "POST", "/v1/responses", Some(next)).await, "<<EMAIL_1>>");
}

#[tokio::test]
async fn equal_values_of_two_tenants_have_unrelated_keyed_pseudonyms() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).toml(TWO_TENANTS).start().await;
    let mut seen = Vec::new();
    for key in ["px-tenant-one", "px-tenant-two", "px-tenant-one"] {
        let provider = async {
            let call = upstream.call().await;
            let input = call.json()["input"].clone();
            call.reply(&Reply::bytes(200, "application/json", "{}")).await;
            input
        };
        let ask =
            proxy.post("/v1/embeddings").key(key).json(json!({"model": "m", "input": "ann@mail.example"}));
        seen.push(tokio::join!(ask.send(), provider).1);
    }
    assert_eq!(seen[0], seen[2]);
    assert_ne!(seen[0], seen[1]);
}

#[tokio::test]
async fn requests_beyond_the_limit_are_told_when_to_come_back() {
    let upstream = Upstream::agreeable().await;
    let toml = format!("[limits]\nrequests_per_minute = 3\n{TWO_TENANTS}");
    let proxy = Proxy::before(&upstream).toml(&toml).start().await;
    for left in [2, 1, 0] {
        let answer = proxy.chat("hello").send().await;
        assert_eq!((answer.status, answer.number("x-ratelimit-limit")), (200, 3));
        assert_eq!(answer.number("x-ratelimit-remaining"), left);
        assert!(answer.number("x-ratelimit-reset") > 1_700_000_000, "a Unix time");
    }
    upstream.forget();
    let refused = proxy.chat("hello").send().await;
    assert_eq!(refused.refusal(), (429, "rate_limit_exceeded".to_owned()));
    assert!((1..=60).contains(&refused.number("retry-after")));
    assert_eq!((refused.number("x-ratelimit-limit"), refused.number("x-ratelimit-remaining")), (3, 0));
    assert_eq!(upstream.seen(), b"");
    assert_eq!(
        proxy.chat("hello").key("px-tenant-one").send().await.status,
        200,
        "each key has limits of its own"
    );
}

#[tokio::test]
async fn requests_at_once_beyond_the_limit_are_refused_until_one_ends() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).toml("[limits]\nconcurrent_requests = 1").start().await;
    let begun = async {
        let mut call = upstream.call().await;
        call.stream().await;
        call
    };
    let (client, mut provider) = tokio::join!(proxy.chat("hello").open(), begun);
    provider.event(json!({"choices": []})).await;
    let refused = proxy.chat("hello").send().await;
    assert_eq!(refused.refusal(), (429, "rate_limit_exceeded".to_owned()));
    assert!(refused.number("retry-after") >= 1);
    provider.end().await;
    client.finish().await;
    let (answer, ()) = tokio::join!(proxy.chat("hello").send(), async {
        upstream.call().await.reply(&Reply::bytes(200, "application/json", "{}")).await;
    });
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn what_needs_no_key_is_answered_without_one() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).start().await;
    assert_eq!(proxy.ask("HEAD", "/").without_key().send().await.status, 200);
    assert_eq!(proxy.get("/v1/health/ready").without_key().send().await.status, 200);
    let preflight =
        proxy.ask("OPTIONS", "/v1/messages").without_key().header("origin", "https://app.example.com");
    let preflight =
        preflight.header("access-control-request-headers", "x-api-key,anthropic-version").send().await;
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("x-api-key,anthropic-version"));
    assert_eq!(upstream.seen(), b"");
}

#[tokio::test]
async fn a_request_id_is_taken_or_made_and_comes_back() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).start().await;
    let answer = proxy.chat("hello").header("x-request-id", "mine-1").send().await;
    assert_eq!(answer.header("x-request-id"), Some("mine-1"));
    assert!(proxy.chat("hello").send().await.header("x-request-id").is_some());
    let refused = proxy.chat("hello").without_key().header("x-request-id", "mine-2").send().await;
    assert_eq!(refused.json()["request_id"], "mine-2");
    assert_eq!(
        (refused.header("x-request-id"), refused.header("request-id")),
        (Some("mine-2"), Some("mine-2"))
    );
}
