use super::*;

fn map(lines: &[(&'static str, &'static str)]) -> HeaderMap {
    lines
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .collect_lines()
}

trait CollectLines {
    fn collect_lines(self) -> HeaderMap;
}

impl<I: Iterator<Item = (HeaderName, HeaderValue)>> CollectLines for I {
    /// Appends, where `collect` would overwrite.
    fn collect_lines(self) -> HeaderMap {
        self.fold(HeaderMap::new(), |mut headers, (name, value)| {
            headers.append(name, value);
            headers
        })
    }
}

fn lines(headers: &HeaderMap) -> Vec<(&str, &str)> {
    headers.iter().map(|(name, value)| (name.as_str(), value.to_str().expect("ASCII"))).collect()
}

#[test]
fn the_lists_are_sorted_and_lower_case() {
    for list in [TO_UPSTREAM, OF_CREDENTIAL, TO_CLIENT] {
        assert!(list.names.is_sorted());
        let all = list.names.iter().copied().chain(list.prefixes.iter().copied());
        assert!(
            all.clone().all(|name| name == name.to_ascii_lowercase() && name.parse::<HeaderName>().is_ok())
        );
    }
}

#[test]
fn what_sdks_need_reaches_the_provider() {
    let client = map(&[
        ("content-type", "application/json"),
        ("accept", "text/event-stream"),
        ("user-agent", "OpenAI/Python 3.54.0"),
        ("anthropic-version", "2023-06-01"),
        ("anthropic-beta", "a,b"),
        ("anthropic-beta", "c"),
        ("openai-beta", "assistants=v2"),
        ("x-stainless-retry-count", "0"),
        ("idempotency-key", "k"),
        ("x-app", "cli"),
        ("session-id", "s"),
        ("originator", "codex_exec"),
    ]);
    assert_eq!(upstream_headers(&client, CredentialOf::Proxy), client);
}

#[test]
fn no_credential_and_nothing_personal_reaches_the_provider() {
    let client = map(&[
        ("authorization", "Bearer px-1"),
        ("x-api-key", "px-1"),
        ("api-key", "px-1"),
        ("x-goog-api-key", "px-1"),
        ("proxy-authorization", "Basic eA=="),
        ("cookie", "a=b"),
        ("forwarded", "for=192.0.2.1"),
        ("x-forwarded-for", "192.0.2.1"),
        ("x-real-ip", "192.0.2.1"),
        ("via", "1.1 x"),
        ("origin", "https://intranet.example"),
        ("referer", "https://intranet.example"),
        ("http-referer", "https://intranet.example"),
        ("x-title", "Intranet"),
        ("x-openrouter-title", "Intranet"),
        ("sec-fetch-mode", "cors"),
        ("accept-language", "de"),
        ("accept-encoding", "gzip"),
        ("x-openwebui-user-email", "max@example.com"),
        ("traceparent", "00-1-1-01"),
        ("baggage", "user=max"),
        ("x-codex-turn-metadata", "{\"workspaces\":{}}"),
        ("x-allonym-provider", "openai"),
        ("openai-organization", "org"),
        ("expect", "100-continue"),
        ("content-length", "2"),
        ("content-encoding", "gzip"),
        ("transfer-encoding", "chunked"),
        ("te", "trailers"),
        ("upgrade", "h2c"),
        ("keep-alive", "timeout=5"),
        ("host", "127.0.0.1:8787"),
        ("x-unknown", "x"),
    ]);
    assert_eq!(upstream_headers(&client, CredentialOf::Proxy), HeaderMap::new());
}

#[test]
fn what_a_client_says_of_its_own_credential_goes_with_it() {
    let client = map(&[
        ("openai-organization", "org-1"),
        ("openai-project", "proj_1"),
        ("authorization", "Bearer sk-1"),
    ]);
    let kept = upstream_headers(&client, CredentialOf::Client);
    assert_eq!(lines(&kept), [("openai-organization", "org-1"), ("openai-project", "proj_1")]);
    assert_eq!(upstream_headers(&client, CredentialOf::Proxy), HeaderMap::new());
}

#[test]
fn what_connection_names_stays_on_its_hop() {
    let sent = map(&[
        ("connection", "keep-alive, X-App"),
        ("connection", "openai-model , \u{20}"),
        ("x-app", "cli"),
        ("openai-model", "m"),
        ("accept", "*/*"),
        ("x-request-id", "r"),
    ]);
    assert_eq!(lines(&upstream_headers(&sent, CredentialOf::Proxy)), [("accept", "*/*")]);
    assert_eq!(lines(&client_headers(&sent)), [("x-request-id", "r")]);
}

#[test]
fn a_value_that_cannot_be_read_stays_here() {
    let with = |name: &'static str| {
        let mut client = map(&[("accept", "*/*")]);
        client.append(name, HeaderValue::from_bytes("Müller".as_bytes()).expect("opaque"));
        upstream_headers(&client, CredentialOf::Proxy)
    };
    for name in ["user-agent", "anthropic-user", "x-forwarded-user"] {
        assert_eq!(lines(&with(name)), [("accept", "*/*")], "{name}");
    }
}

#[test]
fn the_client_sees_limits_ids_and_retries_and_no_more() {
    let wanted = [
        ("content-type", "application/json"),
        ("x-request-id", "req_1"),
        ("request-id", "req_1"),
        ("openai-processing-ms", "12"),
        ("anthropic-ratelimit-tokens-remaining", "7"),
        ("x-ratelimit-reset-tokens", "4ms"),
        ("retry-after", "3"),
        ("retry-after-ms", "3000"),
        ("x-should-retry", "true"),
        ("apim-request-id", "a"),
        ("x-ms-region", "West Europe"),
        ("cf-ray", "r"),
        ("location", "/v1/x"),
    ];
    let dropped = [
        ("alt-svc", "h3=\":443\""),
        ("strict-transport-security", "max-age=1"),
        ("set-cookie", "a=b"),
        ("content-encoding", "gzip"),
        ("content-length", "10"),
        ("etag", "\"1\""),
        ("content-md5", "x"),
        ("transfer-encoding", "chunked"),
        ("connection", "close"),
        ("keep-alive", "timeout=5"),
        ("nel", "{}"),
        ("report-to", "{}"),
        ("www-authenticate", "Bearer"),
        ("server", "cloudflare"),
    ];
    let upstream = map(&[wanted.as_slice(), &dropped].concat());
    assert_eq!(lines(&client_headers(&upstream)), wanted);
}

#[test]
fn urls_of_the_provider_become_the_proxys() {
    let openai = Origins::new("https://api.openai.com", "http://127.0.0.1:8787").expect("absolute");
    let nested = Origins::new("https://openrouter.ai/api/", "https://proxy.example/llm/").expect("absolute");
    for (origins, url, expected) in [
        (&openai, "https://api.openai.com/v1/files/f?x=1#y", Some("http://127.0.0.1:8787/v1/files/f?x=1#y")),
        (&openai, "https://api.openai.com", Some("http://127.0.0.1:8787")),
        (&openai, "HTTPS://API.OpenAI.com:443/v1", Some("http://127.0.0.1:8787/v1")),
        (&openai, "http://api.openai.com/v1", Some("http://127.0.0.1:8787/v1")),
        (&openai, "//api.openai.com/v1", Some("http://127.0.0.1:8787/v1")),
        (&openai, "https://user@api.openai.com/v1", Some("http://127.0.0.1:8787/v1")),
        (&openai, "https://api.openai.com?x", Some("http://127.0.0.1:8787?x")),
        (&openai, "https://api.openai.com.evil.example/v1", None),
        (&openai, "https://api.openai.com@evil.example/v1", None),
        (&openai, "https://api.openai.com:8443/v1", None),
        (&openai, "https://files.example/x?u=https://api.openai.com/", None),
        (&openai, "/v1/files", None),
        (&openai, "", None),
        (&nested, "https://openrouter.ai/api/v1/x", Some("https://proxy.example/llm/v1/x")),
        (&nested, "https://openrouter.ai/api?x", Some("https://proxy.example/llm?x")),
        (&nested, "https://openrouter.ai/apiary", Some("https://proxy.example/llm/apiary")),
        (&nested, "https://openrouter.ai/docs", Some("https://proxy.example/llm/docs")),
    ] {
        assert_eq!(origins.rewrite(url).as_deref(), expected, "{url}");
    }
    assert_eq!(Origins::new("api.openai.com", "http://127.0.0.1"), None);
    assert_eq!(Origins::new("file:///etc", "http://127.0.0.1"), None);
}

#[test]
fn every_field_that_is_a_provider_url_is_rewritten_in_place() {
    let mut headers = map(&[
        ("location", "https://api.anthropic.com/v1/a"),
        ("operation-location", "https://api.anthropic.com/v1/b"),
        ("content-location", "https://api.anthropic.com/v1/c"),
        ("x-goog-upload-url", "https://api.anthropic.com/v1/d"),
        ("x-ms-next", "https://api.anthropic.com/v1/e"),
        ("location", "https://blob.example/f"),
        ("x-request-id", "req"),
    ]);
    rewrite_urls(
        &mut headers,
        &Origins::new("https://api.anthropic.com/", "http://localhost:1").expect("absolute"),
    );
    let values: Vec<&str> = lines(&headers).into_iter().map(|(_, value)| value).collect();
    let local = ["a", "b", "c", "d", "e"].map(|end| format!("http://localhost:1/v1/{end}"));
    assert!(local.iter().all(|url| values.contains(&url.as_str())), "{values:?}");
    assert!(values.contains(&"https://blob.example/f") && values.contains(&"req"));
}
