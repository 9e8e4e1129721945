//! One request's life: log it, find its route, understand it, let the dialect answer, send it.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use serde_json::{Value, json};

use super::asked::{Asked, Reply};
use super::dress::{self, dress};
use super::encode::decode;
use super::model::Model;
use super::play::{self, Body, ResetSwitch};
use super::received::{Log, Received};
use super::refusal::Refusal;
use super::responses::store::Store;
use super::route::{Endpoint, Provider, Route, route};
use super::shape::{Encoding, Fault, Shape};
use super::{catalogue, chat, json, legacy, messages, responses};

/// Largest request body, as sent and as decoded, in bytes.
const LIMIT: usize = 64 << 20;

/// What all requests of one sandbox share.
#[derive(Default)]
pub(super) struct House {
    pub(super) log: Log,
    store: Store,
}

/// Where a request came in.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) peer: SocketAddr,
    pub(super) reset: ResetSwitch,
}

/// Answers one request.
pub(super) async fn handle(house: Arc<House>, door: Door, request: Request<Incoming>) -> Response<Body> {
    let (head, body) = request.into_parts();
    if head.uri.path().starts_with("/_sandbox/") {
        return own(&house, &door, &head);
    }
    let route = route(&head.method, head.uri.path(), head.uri.query().unwrap_or_default(), &head.headers);
    let body = match Limited::new(body, LIMIT).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => return refuse(route.provider, &too_large(), &door),
    };
    house.log.add(Received::new(&head, body.clone()));
    if wants_websocket(&head) {
        return refuse(route.provider, &Refusal::new(StatusCode::UPGRADE_REQUIRED, "Use HTTP"), &door);
    }
    match understand(&route, &head, &body) {
        Ok(asked) if asked.shape.fault == Some(Fault::Silent) => std::future::pending().await,
        Ok(asked) => match answer(&house.store, &route, &head, &asked) {
            Ok(reply) => send(reply, &asked, &door),
            Err(refusal) => refuse(route.provider, &refusal, &door),
        },
        Err(refusal) => refuse(route.provider, &refusal, &door),
    }
}

/// Answers for `/_sandbox/received`, to this machine only.
fn own(house: &House, door: &Door, head: &Parts) -> Response<Body> {
    let near = door.peer.ip().to_canonical().is_loopback();
    let (status, body) = match (&head.method, head.uri.path()) {
        _ if !near => (StatusCode::FORBIDDEN, json!({"error": {"message": "Only from this machine"}})),
        (&Method::GET, "/_sandbox/received") => (StatusCode::OK, house.log.to_json()),
        (&Method::DELETE, "/_sandbox/received") => {
            house.log.clear();
            (StatusCode::OK, json!({"requests": []}))
        }
        _ => (StatusCode::NOT_FOUND, json!({"error": {"message": "GET or DELETE /_sandbox/received"}})),
    };
    document(status, &body, &Shape::default(), door)
}

fn wants_websocket(head: &Parts) -> bool {
    head.headers.get("upgrade").is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

fn understand(route: &Route, head: &Parts, body: &Bytes) -> Result<Asked, Refusal> {
    let provider = route.provider;
    let mut shape = Shape::from_headers(&head.headers).map_err(|name| {
        Refusal::invalid(format!("The header {name} is not one the sandbox knows, or its value is not"))
    })?;
    let posted = head.method == Method::POST && route.endpoint.is_some();
    let size = body.len();
    let body = if posted && size > 0 { parsed(head, body)? } else { json!({}) };
    let name = body["model"].as_str().or(route.deployment.as_deref()).unwrap_or("echo");
    let model = Model::parse(name, &mut shape).map_err(|word| {
        Refusal::invalid(format!("The model has a setting the sandbox does not know: {word}")).at("model")
    })?;
    if let Some(Fault::Status(status)) = shape.fault {
        return Err(Refusal::from_status(status));
    }
    let asked = Asked { provider, model, shape, body, size };
    if asked.fails() && !asked.streams() {
        return Err(Refusal::from_status(500));
    }
    Ok(asked)
}

fn parsed(head: &Parts, body: &Bytes) -> Result<Value, Refusal> {
    let broken = || Refusal::invalid("We could not parse the JSON body of your request.");
    let value = match head.headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => json::read(body),
        Some(name) => {
            let known = std::str::from_utf8(name).ok().and_then(Encoding::parse);
            let known =
                known.ok_or_else(|| Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unknown encoding"))?;
            json::read(&decode(known, body, LIMIT as u64).map_err(|_| broken())?)
        }
    };
    value.filter(Value::is_object).ok_or_else(broken)
}

fn answer(store: &Store, route: &Route, head: &Parts, asked: &Asked) -> Result<Reply, Refusal> {
    let provider = route.provider;
    let query = head.uri.query().unwrap_or_default();
    let Some(endpoint) = &route.endpoint else { return Err(nowhere(provider, head)) };
    match endpoint {
        Endpoint::Chat => chat::reply(asked),
        Endpoint::Compact => responses::compact(asked, store),
        Endpoint::Complete => legacy::complete(asked),
        Endpoint::Completions => legacy::completions(asked),
        Endpoint::Conversations => Ok(responses::converse(asked, store)),
        Endpoint::CountTokens => messages::count(asked),
        Endpoint::Embeddings => catalogue::embeddings(asked),
        Endpoint::InputTokens => responses::count(asked, store),
        Endpoint::Messages => messages::reply(asked),
        Endpoint::Model(name) => Ok(Reply::Json(catalogue::model(provider, name))),
        Endpoint::Models => Ok(Reply::Json(catalogue::models(provider))),
        Endpoint::Moderations => catalogue::moderations(asked),
        Endpoint::Response(id) => responses::retrieve(store, id, query),
        Endpoint::ResponseCancel(id) => responses::cancel(store, id),
        Endpoint::ResponseDelete(id) => responses::delete(store, id),
        Endpoint::ResponseItems(id) => responses::input_items(store, id, query),
        Endpoint::Responses => responses::create(asked, store),
        Endpoint::Welcome => Ok(Reply::Json(catalogue::welcome())),
    }
}

fn nowhere(provider: Provider, head: &Parts) -> Refusal {
    let message = match provider {
        Provider::Anthropic | Provider::OpenRouter => "Not Found".to_owned(),
        Provider::Azure => "Resource not found".to_owned(),
        Provider::OpenAi => format!("Invalid URL ({} {})", head.method, head.uri.path()),
    };
    Refusal::new(StatusCode::NOT_FOUND, message)
}

fn too_large() -> Refusal {
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "Request exceeds the maximum size")
}

fn send(reply: Reply, asked: &Asked, door: &Door) -> Response<Body> {
    let mut response = match reply {
        Reply::Json(value) => document(StatusCode::OK, &value, &asked.shape, door),
        Reply::Events(frames) => {
            let mut response = Response::new(play::events(frames, &asked.shape, &door.reset));
            dress::stream(response.headers_mut(), &asked.shape);
            response
        }
    };
    dress(asked.provider, response.headers_mut(), &dress::request_id());
    response
}

fn refuse(provider: Provider, refusal: &Refusal, door: &Door) -> Response<Body> {
    let id = dress::request_id();
    let mut response = document(refusal.status, &refusal.to_json(provider, &id), &Shape::default(), door);
    dress(provider, response.headers_mut(), &id);
    if matches!(refusal.status.as_u16(), 429 | 503 | 529) {
        response.headers_mut().insert("retry-after", HeaderValue::from_static("1"));
    }
    response
}

fn document(status: StatusCode, value: &Value, shape: &Shape, door: &Door) -> Response<Body> {
    let bytes = value.to_string().into_bytes();
    let length = bytes.len();
    let mut response = Response::new(play::document(bytes, shape, &door.reset));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    match shape.encoding {
        Some(encoding) => drop(headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.name()))),
        None => drop(headers.insert(CONTENT_LENGTH, HeaderValue::from(length))),
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_sees_what_was_received() {
        let (head, ()) = Request::get("/_sandbox/received").body(()).unwrap().into_parts();
        for (peer, status) in
            [("127.0.0.1:9", 200), ("[::1]:9", 200), ("[::ffff:127.0.0.1]:9", 200), ("192.0.2.1:9", 403)]
        {
            let door = Door { peer: peer.parse().unwrap(), reset: ResetSwitch::default() };
            assert_eq!(own(&House::default(), &door, &head).status().as_u16(), status, "{peer}");
        }
    }
}
