//! Reading a request: body, encoding, the fields that decide where it goes, the head that goes upstream.
//!
//! Owns: [`Arrived`]. Never: looks for personal data.

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HOST};
use http::uri::Scheme;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};

use super::Bounds;
use super::account::{Account, Tenanted};
use crate::error::{Error, Phase, Reason};
use crate::overload::{Room, aside};
use crate::provider::{Endpoint, Envelope, Head, Route, route};
use crate::pseudonymize;
use crate::tenant::{Caller, keys};
use crate::upstream::{Credential, Target};
use crate::vault::Vault;
use crate::wire::body::read as read_body;
use crate::wire::encoding::{Codings, decode};
use crate::wire::headers::{CredentialOf, upstream_headers};
use crate::wire::json::JsonLimits;

const JSON: &str = "application/json";
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// A request that has been read. Holds personal data: no `Debug`.
pub(super) struct Arrived {
    method: Method,
    uri: Uri,
    /// By which it came, as far as this process sees.
    scheme: Scheme,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Bytes>,
    pub(super) envelope: Envelope,
}

/// Reads a request to `endpoint` whole.
pub(super) async fn read<B>(
    request: Request<B>,
    endpoint: Endpoint,
    bounds: Bounds,
    json: JsonLimits,
    room: &mut Room,
) -> Result<Arrived, Error>
where
    B: http_body::Body<Data = Bytes> + Send,
{
    let (parts, body) = request.into_parts();
    let failed = |reason| Error::new(Phase::Read, reason);
    let (body, envelope) = if endpoint.takes_body() {
        let codings = codings(&parts.headers).map_err(failed)?;
        let body = read_body(body, bounds.of_request(), room).await.map_err(failed)?.unwrap_or_default();
        let most = codings.most(body.len());
        let turn = room.turn(most).await.map_err(failed)?;
        let body = turn.work(|| decode(&codings, body, bounds.body_bytes)).map_err(failed)?;
        room.grow(body.len()).await.map_err(failed)?;
        let envelope = aside(body.len(), || Envelope::read(&body, json)).map_err(failed)?;
        (Some(body), envelope)
    } else {
        (None, Envelope::default())
    };
    let scheme = parts.extensions.get().cloned().unwrap_or(Scheme::HTTP);
    Ok(Arrived { method: parts.method, uri: parts.uri, scheme, headers: parts.headers, body, envelope })
}

/// How the body is encoded. Its type must be JSON where one is named.
fn codings(headers: &HeaderMap) -> Result<Codings, Reason> {
    let is_json = |value: &HeaderValue| {
        value == JSON
            || value.to_str().is_ok_and(|mime| {
                let mime = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
                mime == JSON || mime.ends_with("+json")
            })
    };
    if !headers.get_all(CONTENT_TYPE).iter().all(is_json) {
        return Err(Reason::NotJson);
    }
    Codings::parse(headers.get_all(CONTENT_ENCODING))
}

impl Arrived {
    /// Decides where the request goes.
    pub(super) fn route(&self, account: &Account, vault: &Vault, caller: &Caller) -> Result<Route, Error> {
        let head = Head {
            method: &self.method,
            path: self.uri.path(),
            query: self.uri.query(),
            headers: &self.headers,
            model: self.envelope.model.as_deref(),
            key_header: caller.key_header,
        };
        route::route(&head, &Tenanted { account, vault, tenant: &caller.tenant })
            .map_err(|reason| Error::new(Phase::Admit, reason))
    }

    /// What goes upstream besides the body.
    pub(super) fn upstream_head(
        &self,
        route: &Route,
        target: &Target<'_>,
    ) -> Result<pseudonymize::Head, Error> {
        let credential = match target.credential {
            Credential::Headers(_) => CredentialOf::Client,
            Credential::Key(_) | Credential::None => CredentialOf::Proxy,
        };
        let mut headers = upstream_headers(&self.headers, credential);
        keys::take_out(&mut headers);
        // A stream must reach the client piece by piece: compression would hold pieces back.
        let encodings = if self.envelope.stream { "identity" } else { "gzip, deflate, br, zstd" };
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(encodings));
        if self.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        }
        let mut path = route.path_below(target.base.prefix());
        let query = path.find('?').map(|mark| path.split_off(mark)[1..].to_string());
        Ok(pseudonymize::Head { method: self.method.clone(), path, query, headers })
    }

    /// The address under which the client reached this proxy, for URLs in answers.
    pub(super) fn origin(&self) -> Option<String> {
        let host = self.headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = host.or_else(|| self.uri.authority().map(http::uri::Authority::as_str))?;
        let forwarded = self.headers.get(X_FORWARDED_PROTO).and_then(|scheme| scheme.to_str().ok());
        let is_secure = forwarded.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
        let scheme = if is_secure { &Scheme::HTTPS } else { &self.scheme };
        Some([scheme.as_str(), "://", host].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A client that follows an address to `http://` hands out its px- key in clear.
    #[test]
    fn the_address_of_this_proxy_is_secure_where_the_client_came_by_tls() {
        let origin = |scheme: Scheme, forwarded: Option<&'static str>| {
            let proto = forwarded.map(|proto| (X_FORWARDED_PROTO, HeaderValue::from_static(proto)));
            let host = (HOST, HeaderValue::from_static("proxy.example:8787"));
            let arrived = Arrived {
                method: Method::POST,
                uri: Uri::from_static("/v1/responses"),
                scheme,
                headers: proto.into_iter().chain([host]).collect(),
                body: None,
                envelope: Envelope::default(),
            };
            arrived.origin().expect("a host")
        };
        let (secure, open) = ("https://proxy.example:8787", "http://proxy.example:8787");
        assert_eq!(origin(Scheme::HTTPS, None), secure);
        assert_eq!(origin(Scheme::HTTP, Some("HTTPS")), secure);
        assert_eq!(origin(Scheme::HTTP, None), open);
    }
}
