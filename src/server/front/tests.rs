use futures_util::FutureExt;
use http_body_util::Empty;

use super::*;

fn front(origins: &[&str]) -> Front {
    let readiness = Readiness::default();
    readiness.set(true);
    Front::new(
        Origins::new(&origins.iter().map(|&origin| origin.to_owned()).collect::<Vec<_>>()),
        readiness,
        8192,
    )
}

fn ask(
    front: &Front,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Response<Either<Full<Bytes>, Empty<Bytes>>> {
    let mut request = Request::builder().method(method).uri(path).version(Version::HTTP_2);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let next = async |_| {
        let mut answer = Response::new(Empty::<Bytes>::new());
        *answer.status_mut() = StatusCode::IM_A_TEAPOT;
        answer
    };
    front.around(request.body(()).unwrap(), next).now_or_never().unwrap()
}

#[test]
fn the_greeting_and_health_need_no_key() {
    let front = front(&["*"]);
    for (method, path) in [
        ("GET", "/"),
        ("HEAD", "/"),
        ("GET", "/v1/health/live"),
        ("GET", "/v1/health/ready"),
        ("GET", "/openapi.json"),
    ] {
        let answer = ask(&front, method, path, &[("x-request-id", "req_1")]);
        assert_eq!(answer.status(), 200, "{method} {path}");
        assert_eq!(answer.headers()["x-request-id"], "req_1");
    }
    for (method, path) in
        [("POST", "/v1"), ("GET", "/v1/models"), ("GET", "/v1/health"), ("POST", "/v1/detect")]
    {
        assert_eq!(ask(&front, method, path, &[]).status(), 418, "{method} {path}");
    }
    for path in ["/", "/v1/health/live", "/openapi.json"] {
        let answer = ask(&front, "POST", path, &[]);
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["allow"].to_str().unwrap()),
            (405, "GET, HEAD")
        );
    }
}

#[test]
fn readiness_is_what_it_was_set_to() {
    let readiness = Readiness::default();
    let front = Front::new(Origins::Any, readiness.clone(), 8192);
    assert_eq!(ask(&front, "GET", "/v1/health/ready", &[]).status(), 503);
    assert_eq!(ask(&front, "GET", "/v1/health/live", &[]).status(), 200);
    readiness.set(true);
    assert_eq!(ask(&front, "GET", "/v1/health/ready", &[]).status(), 200);
}

#[test]
fn a_websocket_is_refused_wherever_it_goes() {
    let front = front(&["*"]);
    for path in ["/v1/responses", "/v1/realtime", "/", "/v1/health/live"] {
        for protocol in ["websocket", "WebSocket", "h2c, websocket/13"] {
            let answer = ask(&front, "GET", path, &[("upgrade", protocol), ("connection", "Upgrade")]);
            assert_eq!(answer.status(), 426, "{path} {protocol}");
            assert_eq!(answer.headers()["upgrade"], "HTTP/1.1");
        }
    }
}

#[test]
fn other_upgrades_are_left_unheeded() {
    let h2c = [
        ("upgrade", "h2c"),
        ("http2-settings", "AAEAAEAAAAIAAAAB"),
        ("connection", "Upgrade, HTTP2-Settings"),
    ];
    assert_eq!(ask(&front(&["*"]), "POST", "/v1/messages", &h2c).status(), 418);
    assert_eq!(ask(&front(&["*"]), "GET", "/", &[("upgrade", "TLS/1.3")]).status(), 200);
}

#[test]
fn a_head_beyond_the_limit_is_refused_in_the_usual_way() {
    let (fits, long) = ("a".repeat(8100), "a".repeat(8192));
    assert_eq!(ask(&front(&["*"]), "POST", "/v1/messages", &[("x-long", &fits)]).status(), 418);
    for (path, header) in [("/v1/messages", &long), (&*format!("/{long}"), &fits)] {
        let answer = ask(&front(&["*"]), "POST", path, &[("x-long", header), ("x-request-id", "req_1")]);
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["x-request-id"].to_str().unwrap()),
            (431, "req_1")
        );
        assert_eq!(answer.headers()["content-type"], "application/json");
    }
}

#[test]
fn preflights_are_answered_here() {
    let asked = [
        ("origin", "https://app.example.com"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,x-stainless-lang"),
        ("access-control-request-private-network", "true"),
    ];
    let answer = ask(&front(&["*"]), "OPTIONS", "/v1/chat/completions", &asked);
    assert_eq!(answer.status(), 204);
    let headers = answer.headers();
    assert_eq!(headers["access-control-allow-origin"], "*");
    assert_eq!(headers["access-control-allow-headers"], "authorization,x-stainless-lang");
    assert!(headers["access-control-allow-methods"].to_str().unwrap().contains("POST"));
    assert_eq!(headers["access-control-allow-private-network"], "true");
    assert_eq!(headers.get("access-control-allow-credentials"), None);
}

#[test]
fn answers_to_pages_say_so_and_others_stay_as_they_are() {
    let page = [("origin", "https://app.example.com")];
    let answer = ask(&front(&["*"]), "POST", "/v1/messages", &page);
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert_eq!(answer.headers()["access-control-expose-headers"], "*");
    assert!(ask(&front(&["*"]), "POST", "/v1/messages", &[]).headers().is_empty());
}

#[test]
fn only_listed_origins_are_admitted_when_there_is_a_list() {
    let front = front(&["https://app.example.com", "https://other.example.com"]);
    let answer = ask(&front, "POST", "/v1/messages", &[("origin", "https://app.example.com")]);
    assert_eq!(answer.headers()["access-control-allow-origin"], "https://app.example.com");
    assert_eq!(answer.headers()["vary"], "origin");
    for origin in ["https://evil.example", "https://app.example.com.evil.example", "null"] {
        let answer = ask(&front, "OPTIONS", "/v1/messages", &[("origin", origin)]);
        assert_eq!(answer.headers().get("access-control-allow-origin"), None, "{origin}");
    }
    let closed = Front::new(Origins::new(&[]), Readiness::default(), 8192);
    let answer = ask(&closed, "OPTIONS", "/v1/messages", &[("origin", "https://app.example.com")]);
    assert_eq!(answer.headers().get("access-control-allow-origin"), None);
}

#[test]
fn a_page_that_may_not_call_is_refused_also_where_browsers_do_not_ask() {
    let closed = Front::new(Origins::new(&[]), Readiness::default(), 8192);
    let simple = [("origin", "https://evil.example"), ("content-type", "text/plain")];
    for path in ["/v1/messages", "/v1/chat/completions", "/v1/detect"] {
        assert_eq!(ask(&closed, "POST", path, &simple).status(), 403);
        assert_eq!(ask(&closed, "POST", path, &[("origin", "null")]).status(), 403);
        assert_eq!(ask(&closed, "POST", path, &[]).status(), 418);
        assert_eq!(ask(&front(&["https://evil.example"]), "POST", path, &simple).status(), 418);
    }
    assert_eq!(ask(&closed, "GET", "/v1/models", &simple).status(), 403);
    assert_eq!(ask(&closed, "GET", "/v1/health/live", &simple).status(), 200);
}
