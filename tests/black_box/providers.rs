//! One suite, mounted once per provider and dialect: whatever the provider, the same is promised.

use serde_json::{Value, json};

use crate::support::{Answer, End, Proxy, Reply, Upstream, holds};

/// How a provider is spoken to.
struct Dialect {
    /// Where the client calls.
    path: &'static str,
    /// Where the provider is called.
    upstream: &'static str,
    /// The header for the px- key, and what stands before it.
    key: (&'static str, &'static str),
    /// The header in which the provider gets its own key, and how.
    credential: (&'static str, &'static str),
    headers: &'static [(&'static str, &'static str)],
    ask: fn(&str, &str, bool) -> Value,
    /// Where the text stands in an answer, and in the events of a stream.
    text: (&'static str, &'static str),
}

const BEARER: (&str, &str) = ("authorization", "Bearer ");

fn chat(model: &str, text: &str, stream: bool) -> Value {
    json!({"model": model, "stream": stream, "messages": [{"role": "user", "content": text}],
        "tools": [{"type": "function", "function": {"name": "run", "parameters": SHELL()}}]})
}

fn responses(model: &str, text: &str, stream: bool) -> Value {
    json!({"model": model, "stream": stream, "input": text, "tools": [{"type": "function", "name": "run", "parameters": SHELL()}]})
}

fn messages(model: &str, text: &str, stream: bool) -> Value {
    json!({"model": model, "stream": stream, "max_tokens": 4000, "messages": [{"role": "user", "content": text}],
        "tools": [{"name": "run", "input_schema": SHELL()}]})
}

const SHELL: fn() -> Value =
    || json!({"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]});

const IN_CHAT: (&str, &str) = ("/choices/0/message/content", "/choices/0/delta/content");
const IN_RESPONSE: (&str, &str) = ("/output/0/content/0/text", "/delta");
const IN_MESSAGE: (&str, &str) = ("/content/0/text", "/delta/text");

const OPENAI_CHAT: Dialect = Dialect {
    path: "/v1/chat/completions",
    upstream: "/v1/chat/completions",
    key: BEARER,
    credential: ("authorization", "Bearer upstream-key-of-OPENAI"),
    headers: &[],
    ask: chat,
    text: IN_CHAT,
};

const OPENAI_RESPONSES: Dialect = Dialect {
    path: "/v1/responses",
    upstream: "/v1/responses",
    ask: responses,
    text: IN_RESPONSE,
    ..OPENAI_CHAT
};

const ANTHROPIC: Dialect = Dialect {
    path: "/v1/messages",
    upstream: "/v1/messages",
    key: ("x-api-key", ""),
    credential: ("x-api-key", "upstream-key-of-ANTHROPIC"),
    headers: &[("anthropic-version", "2023-06-01")],
    ask: messages,
    text: IN_MESSAGE,
};

/// Anthropic's SDKs since October 2026 send the key as a bearer.
const ANTHROPIC_BEARER: Dialect = Dialect {
    key: BEARER,
    credential: ("authorization", "Bearer upstream-key-of-ANTHROPIC"),
    headers: &[("anthropic-version", "2026-10-21")],
    ..ANTHROPIC
};

/// Claude Code and older SDKs: a query, and no version that matters.
const ANTHROPIC_BETA: Dialect =
    Dialect { path: "/v1/messages?beta=true", upstream: "/v1/messages?beta=true", ..ANTHROPIC };

const AZURE_DEPLOYMENT: Dialect = Dialect {
    path: "/openai/deployments/echo/chat/completions?api-version=2024-10-21",
    upstream: "/openai/deployments/echo/chat/completions?api-version=2024-10-21",
    key: ("api-key", ""),
    credential: ("api-key", "upstream-key-of-AZURE_OPENAI"),
    headers: &[],
    ask: chat,
    text: IN_CHAT,
};

const AZURE_RESPONSES: Dialect = Dialect {
    path: "/openai/responses?api-version=2025-04-01-preview&x=%20+",
    upstream: "/openai/responses?api-version=2025-04-01-preview&x=%20+",
    ask: responses,
    text: IN_RESPONSE,
    ..AZURE_DEPLOYMENT
};

/// An `api-key` on a plain path: the deployment is the model.
const AZURE_PLAIN: Dialect = Dialect {
    path: "/v1/chat/completions?api-version=2024-10-21",
    upstream: "/openai/deployments/echo/chat/completions?api-version=2024-10-21",
    ..AZURE_DEPLOYMENT
};

const OPENROUTER: Dialect = Dialect {
    path: "/api/v1/chat/completions",
    upstream: "/api/v1/chat/completions",
    credential: ("authorization", "Bearer upstream-key-of-OPENROUTER"),
    ..OPENAI_CHAT
};

const OPENROUTER_MESSAGES: Dialect = Dialect {
    path: "/api/v1/messages",
    upstream: "/api/v1/messages",
    key: BEARER,
    credential: ("authorization", "Bearer upstream-key-of-OPENROUTER"),
    ..ANTHROPIC
};

const OPENROUTER_RESPONSES: Dialect = Dialect {
    path: "/api/v1/responses",
    upstream: "/api/v1/responses",
    ask: responses,
    text: IN_RESPONSE,
    ..OPENROUTER
};

impl Dialect {
    async fn send(&self, proxy: &Proxy, model: &str, text: &str, stream: bool) -> Answer {
        let mut ask =
            proxy.post(self.path).key_in(self.key.0, &format!("{}{}", self.key.1, crate::support::PX));
        for (name, value) in self.headers {
            ask = ask.header(name, value);
        }
        ask.json((self.ask)(model, text, stream)).send().await
    }
}

const TEXT: &str = "My name is Jane Roe: jane.roe@mail.example, \"+49 30 1234567\"";

async fn goes_to_its_provider_with_the_provider_s_key_alone(dialect: &Dialect) {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let provider = async {
        let call = upstream.call().await;
        let (name, value) = dialect.credential;
        assert_eq!(call.header(name), Some(value));
        let others = ["authorization", "x-api-key", "api-key"].into_iter().filter(|other| *other != name);
        others.for_each(|other| assert_eq!(call.header(other), None, "{other}"));
        assert_eq!((call.method.as_str(), call.path.as_str()), ("POST", dialect.upstream));
        for (name, value) in dialect.headers {
            assert_eq!(call.header(name), Some(*value));
        }
        call.reply(&Reply::bytes(200, "application/json", "{}")).await;
    };
    let (answer, ()) = tokio::join!(dialect.send(&proxy, "echo", TEXT, false), provider);
    assert_eq!((answer.status, answer.text().as_str()), (200, "{}"));
    assert!(!holds(&upstream.seen(), crate::support::PX), "the px- key never leaves");
}

async fn gives_back_what_it_was_sent(dialect: &Dialect) {
    let proxy = Proxy::echoing().await;
    let whole = dialect.send(&proxy, "echo", TEXT, false).await;
    assert_eq!(whole.json().pointer(dialect.text.0), Some(&json!(TEXT)), "{}", whole.text());
    let streamed = dialect.send(&proxy, "echo+chunk=3", TEXT, true).await;
    assert_eq!(
        (streamed.joined(dialect.text.1).as_str(), streamed.end),
        (TEXT, End::Clean),
        "{}",
        streamed.text()
    );
    for received in proxy.sandbox().received() {
        assert!(
            received.text().contains("<<EMAIL_1>>") && !received.text().contains("Jane"),
            "{}",
            received.text()
        );
    }
}

async fn repeats_the_same_text_wherever_a_stream_does(dialect: &Dialect) {
    let proxy = Proxy::echoing().await;
    let streamed = dialect.send(&proxy, "echo-tool+chunk=2", TEXT, true).await;
    assert_eq!(streamed.status, 200, "{}", streamed.text());
    let text = streamed.text();
    assert!(!text.contains("EMAIL_") && !text.contains("PERSON_"), "no pseudonym is left anywhere: {text}");
}

async fn passes_its_errors(dialect: &Dialect) {
    let proxy = Proxy::echoing().await;
    for status in [429, 500] {
        let answer = dialect.send(&proxy, &format!("echo+fault={status}"), TEXT, false).await;
        assert_eq!(answer.status, status, "{}", answer.text());
    }
    let broken = dialect.send(&proxy, "echo+fault=cut+after=2", TEXT, true).await;
    assert_eq!((broken.status, broken.end), (200, End::Broken), "{}", broken.text());
    let failing = dialect.send(&proxy, "echo+fault=error+after=2", TEXT, true).await;
    assert!(holds(&failing.body, "\"error\""), "{}", failing.text());
}

macro_rules! mount {
    ($($name:ident => $dialect:expr),* $(,)?) => {$(
        mod $name {
            #[tokio::test]
            async fn goes_to_its_provider_with_the_provider_s_key_alone() {
                super::goes_to_its_provider_with_the_provider_s_key_alone(&$dialect).await;
            }

            #[tokio::test]
            async fn gives_back_what_it_was_sent() {
                super::gives_back_what_it_was_sent(&$dialect).await;
            }

            #[tokio::test]
            async fn repeats_the_same_text_wherever_a_stream_does() {
                super::repeats_the_same_text_wherever_a_stream_does(&$dialect).await;
            }

            #[tokio::test]
            async fn passes_its_errors() {
                super::passes_its_errors(&$dialect).await;
            }
        }
    )*};
}

mount! {
    openai_chat => super::OPENAI_CHAT,
    openai_responses => super::OPENAI_RESPONSES,
    anthropic => super::ANTHROPIC,
    anthropic_bearer => super::ANTHROPIC_BEARER,
    anthropic_beta => super::ANTHROPIC_BETA,
    azure_deployment => super::AZURE_DEPLOYMENT,
    azure_responses => super::AZURE_RESPONSES,
    openrouter => super::OPENROUTER,
    openrouter_messages => super::OPENROUTER_MESSAGES,
    openrouter_responses => super::OPENROUTER_RESPONSES,
}

/// On a plain path the model becomes a segment, in which the sandbox's settings could not stand.
#[tokio::test]
async fn an_azure_key_on_a_plain_path_goes_to_the_model_s_deployment() {
    goes_to_its_provider_with_the_provider_s_key_alone(&AZURE_PLAIN).await;
}

#[tokio::test]
async fn a_vendor_s_model_goes_to_openrouter_and_a_tenant_s_own_map_comes_first() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).toml("[models]\n'org/own' = 'openai'").start().await;
    for (path, model, header, wanted) in [
        ("/v1/messages", "anthropic/claude", "x-api-key", "/api/v1/messages"),
        ("/v1/chat/completions", "vendor/name", "authorization", "/api/v1/chat/completions"),
        ("/v1/chat/completions", "org/own", "authorization", "/v1/chat/completions"),
        ("/v1/messages", "org/own", "x-api-key", "/v1/messages"),
    ] {
        let body = json!({"model": model, "messages": []});
        let key = if header == "authorization" {
            format!("Bearer {}", crate::support::PX)
        } else {
            crate::support::PX.to_owned()
        };
        let provider = async {
            let call = upstream.call().await;
            let path = call.path.clone();
            call.reply(&Reply::bytes(200, "application/json", "{}")).await;
            path
        };
        let (answer, called) =
            tokio::join!(proxy.post(path).key_in(header, &key).json(body).send(), provider);
        assert_eq!((answer.status, called.as_str()), (200, wanted), "{path} {model}");
    }
}

#[tokio::test]
async fn signals_that_contradict_are_refused_and_reach_nobody() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).start().await;
    let body = json!({"model": "m", "messages": []});
    for ask in [
        proxy.post("/v1/messages").key_in("api-key", crate::support::PX),
        proxy.post("/v1/chat/completions?api-version=2024-10-21").header("anthropic-version", "2023-06-01"),
        proxy.post("/v1/messages").header("x-allonym-provider", "azure"),
    ] {
        let answer = ask.json(body.clone()).send().await;
        assert_eq!(answer.refusal(), (400, "ambiguous_provider".to_owned()), "{}", answer.text());
    }
    assert_eq!(upstream.seen(), b"");
}

#[tokio::test]
async fn a_provider_that_is_not_set_up_is_named_with_the_way_out() {
    let upstream = Upstream::agreeable().await;
    let setup = Proxy::before(&upstream).env("ALLONYM_ANTHROPIC_BASE_URL", "").env("ANTHROPIC_API_KEY", "");
    let proxy = setup.start().await;
    let answer = proxy.post("/v1/messages").json(json!({"model": "m", "messages": []})).send().await;
    assert_eq!(answer.refusal(), (400, "provider_not_configured".to_owned()));
    assert!(answer.text().contains("ANTHROPIC_API_KEY"), "{}", answer.text());
    assert_eq!(upstream.seen(), b"");
}

#[tokio::test]
async fn what_is_no_endpoint_reaches_nobody() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).start().await;
    for (method, path, status) in [
        ("POST", "/v1/files", 404),
        ("POST", "/v1/images/generations", 404),
        ("POST", "/v1/audio/speech", 404),
        ("POST", "/v1/realtime/client_secrets", 404),
        ("POST", "/v1/v1/chat/completions", 404),
        ("POST", "/v1/chat/completions/", 404),
        ("POST", "/v1//chat/completions", 404),
        ("POST", "/v1/%63hat/completions", 404),
        ("POST", "/v1/chat/../chat/completions", 404),
        ("GET", "/v1/chat/completions", 405),
        ("DELETE", "/v1/messages", 405),
        ("GET", "/anything", 404),
    ] {
        let answer = proxy.ask(method, path).send().await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
        assert_eq!(answer.header("x-should-retry"), Some("false"));
    }
    assert_eq!(upstream.seen(), b"");
}

#[tokio::test]
async fn an_upgrade_is_refused_and_reaches_nobody() {
    let upstream = Upstream::agreeable().await;
    let proxy = Proxy::before(&upstream).start().await;
    for path in ["/v1/responses", "/v1/realtime", "/"] {
        let ask = proxy.get(path).header("connection", "Upgrade").header("upgrade", "websocket");
        let answer = ask.header("openai-beta", "responses_websockets=2026-02-06").send().await;
        assert_eq!(answer.refusal(), (426, "upgrade_required".to_owned()), "{path}");
    }
    assert_eq!(upstream.seen(), b"");
}

#[tokio::test]
async fn what_has_no_body_is_sent_without_one() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    for (method, path) in [
        ("GET", "/v1/models"),
        ("GET", "/v1/models/gpt-x"),
        ("GET", "/v1/responses/resp_1?include%5B%5D=x"),
        ("GET", "/v1/responses/resp_1/input_items?limit=2"),
        ("POST", "/v1/responses/resp_1/cancel"),
        ("DELETE", "/v1/responses/resp_1"),
    ] {
        let provider = async {
            let call = upstream.call().await;
            assert_eq!((call.method.as_str(), call.path.as_str(), call.body.len()), (method, path, 0));
            assert!(matches!(call.header("content-length"), None | Some("0")), "{path}");
            call.reply(&Reply::bytes(200, "application/json", "{\"object\":\"x\"}")).await;
        };
        let (answer, ()) = tokio::join!(proxy.ask(method, path).send(), provider);
        assert_eq!((answer.status, answer.text().as_str()), (200, "{\"object\":\"x\"}"), "{path}");
    }
}

/// An SDK that follows such a URL would hand the px- key to the provider.
#[tokio::test]
async fn addresses_of_the_provider_become_the_proxy_s_and_nothing_leads_past_it() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let there = format!("http://{}/v1/next?a=b", upstream.address());
    let here = format!("http://{}/v1/next?a=b", proxy.address());
    let reply = Reply::json(302, json!({"id": "b", "results_url": there}))
        .header("location", &there)
        .header("operation-location", &there)
        .header("alt-svc", "h3=\":443\"")
        .header("strict-transport-security", "max-age=1")
        .header("set-cookie", "a=b");
    let provider = async { upstream.call().await.reply(&reply).await };
    let (answer, ()) = tokio::join!(proxy.chat("hello").send(), provider);
    assert_eq!(answer.status, 302, "a redirect is the client's to follow");
    assert_eq!(
        (answer.header("location"), answer.header("operation-location")),
        (Some(&*here), Some(&*here))
    );
    for name in ["alt-svc", "strict-transport-security", "set-cookie"] {
        assert_eq!(answer.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn compressed_answers_are_read_and_restored() {
    let proxy = Proxy::echoing().await;
    for encoding in ["gzip", "br", "zstd", "deflate"] {
        let answer = OPENAI_CHAT.send(&proxy, &format!("echo+encoding={encoding}"), TEXT, false).await;
        assert_eq!(answer.json().pointer(IN_CHAT.0), Some(&json!(TEXT)));
        assert_eq!(answer.header("content-encoding"), None);
        assert_eq!(answer.number("content-length") as usize, answer.body.len());
    }
}
