//! The standalone API: `POST /v1/detect`, `/v1/pseudonymize`, `/v1/restore`, for those who talk to a model themselves.
//!
//! Owns: these three calls: who may make them, how their bodies are read, how their answers look. Never: sends anything
//! anywhere, and never detects or restores by itself; a call is a thin layer over the same code that proxied requests use.
//! Next: a file per call below `api/`; `docs/openapi.json` describes them.

mod detect;
mod fields;
mod pseudonymize;
mod restore;
#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::Full;
use serde_json::value::RawValue;

use self::fields::Fields;
use crate::error::{Error, Phase, Reason};
use crate::overload::Room;
use crate::proxy::{Account, Proxy};
use crate::request_id::RequestId;
use crate::respond;
use crate::tenant::{Caller, Tenant};
use crate::vault::Vault;
use crate::wire::body::read;
use crate::wire::encoding::{Codings, decode};
use crate::wire::json::has_lone_surrogate;

/// One of the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `POST /v1/detect`
    Detect,
    /// `POST /v1/pseudonymize`
    Pseudonymize,
    /// `POST /v1/restore`
    Restore,
}

impl Call {
    /// The call at `path`, if there is one.
    pub fn at(path: &str) -> Option<Self> {
        match path {
            "/v1/detect" => Some(Self::Detect),
            "/v1/pseudonymize" => Some(Self::Pseudonymize),
            "/v1/restore" => Some(Self::Restore),
            _ => None,
        }
    }

    /// Its name in logs and metrics.
    fn name(self) -> &'static str {
        match self {
            Self::Detect => "detect",
            Self::Pseudonymize => "pseudonymize",
            Self::Restore => "restore",
        }
    }
}

/// What a call works with.
struct Context<'a> {
    account: &'a Account,
    vault: &'a Vault,
    tenant: &'a Tenant,
    room: &'a Room,
}

/// Answers one call.
pub async fn handle<B>(proxy: &Proxy, call: Call, request: Request<B>) -> Response<Full<Bytes>>
where
    B: http_body::Body<Data = Bytes> + Send,
{
    let request_id = RequestId::from_headers(request.headers());
    let mut audit = proxy.audit(&request, &request_id);
    audit.called_here(call.name());
    let (answered, quota) = match admit(proxy, &request) {
        Err(refusal) => (Err(Error::new(Phase::Admit, refusal.reason)), refusal.quota),
        Ok((caller, admission)) => {
            audit.caller(caller.tenant.id());
            (answer(proxy, call, &caller, request).await, admission.quota)
        }
    };
    let mut answer = match answered {
        Ok(answer) => {
            audit.answered(answer.status().as_u16());
            answer
        }
        Err(error) => {
            audit.refused(error);
            respond::error(error, &request_id)
        }
    };
    request_id.write(answer.headers_mut());
    if let Some(quota) = quota {
        respond::quota(answer.headers_mut(), quota);
    }
    answer
}

type Refusal = crate::tenant::limits::Refusal;
type Admission = crate::tenant::limits::Admission;

fn admit<B>(proxy: &Proxy, request: &Request<B>) -> Result<(Caller, Admission), Refusal> {
    let plain = |reason| Refusal { reason, quota: None };
    let caller = proxy.tenants.authenticate(request.headers()).map_err(plain)?;
    if request.method() != Method::POST {
        return Err(plain(Reason::MethodNotAllowed { allow: "POST" }));
    }
    let admission = caller.limiter.admit()?;
    Ok((caller, admission))
}

async fn answer<B>(
    proxy: &Proxy,
    call: Call,
    caller: &Caller,
    request: Request<B>,
) -> Result<Response<Full<Bytes>>, Error>
where
    B: http_body::Body<Data = Bytes> + Send,
{
    let _place = proxy.overload.enter().await.map_err(|reason| Error::new(Phase::Admit, reason))?;
    let (parts, body) = request.into_parts();
    let unread = |reason| Error::new(Phase::Read, reason);
    let codings = Codings::parse(parts.headers.get_all(http::header::CONTENT_ENCODING)).map_err(unread)?;
    let mut room = proxy.overload.room();
    let body = read(body, proxy.bounds.of_request(), &mut room).await.map_err(unread)?.unwrap_or_default();
    let most = codings.most(body.len());
    let decode = || decode(&codings, body, proxy.bounds.body_bytes);
    let body = room.turn(most).await.and_then(|turn| turn.work(decode)).map_err(unread)?;
    room.grow(body.len()).await.map_err(unread)?;
    let account = &proxy.accounts[caller.tenant.position()];
    let context = Context { account, vault: &proxy.vault, tenant: &caller.tenant, room: &room };
    let answered = called(call, &context, &body).await;
    answered.map_err(|reason| Error::new(Phase::Pseudonymize, reason))
}

/// Reads a call, has the neural tier read its texts, and answers it.
async fn called(call: Call, context: &Context<'_>, body: &[u8]) -> Result<Response<Full<Bytes>>, Reason> {
    let room = context.room;
    match call {
        Call::Detect => {
            let request = parse(body)?;
            let reading = detect::read_ahead(context, &request).await?;
            let answer = || guarded(|| detect::answer(context, &request, &reading));
            room.turn(body.len()).await?.work(answer)
        }
        Call::Pseudonymize => {
            let request = parse(body)?;
            let reading = pseudonymize::read_ahead(context, &request).await?;
            let answer = || guarded(|| pseudonymize::answer(context, &request, reading));
            room.turn(body.len()).await?.work(answer)
        }
        Call::Restore => room.turn(body.len()).await?.work(|| guarded(|| restore::answer(context, body))),
    }
}

/// A detector that panics is a detector that failed.
fn guarded<T>(answer: impl FnOnce() -> Result<T, Reason>) -> Result<T, Reason> {
    catch_unwind(AssertUnwindSafe(answer)).unwrap_or(Err(Reason::DetectorFailed))
}

/// Reads a call's body.
///
/// # Errors
/// [`Reason::MalformedJson`], or what is wrong with its fields.
fn parse<T: Fields>(body: &[u8]) -> Result<T, Reason> {
    crate::wire::json::check_utf8(body)?;
    serde_json::from_slice(body).map_err(|fault| match fault.classify() {
        serde_json::error::Category::Data => T::fault(body),
        _ if has_lone_surrogate(body) => Reason::LoneSurrogate,
        _ => Reason::MalformedJson { offset: offset(body, &fault) },
    })
}

/// What stands before chat messages when they are treated as the body of a request or an answer.
const BEFORE_MESSAGES: &str = "{\"messages\":";

/// Chat messages as a body.
///
/// # Errors
/// [`Reason::BadField`]: they are no list.
fn body_of(messages: &RawValue) -> Result<Bytes, Reason> {
    let is_list = messages.get().starts_with('[');
    let no_list = Reason::BadField { name: "messages", expected: fields::MESSAGES };
    is_list.then(|| format!("{BEFORE_MESSAGES}{}}}", messages.get()).into()).ok_or(no_list)
}

/// The messages of such a body.
fn messages_of(body: &[u8]) -> Result<Box<RawValue>, Reason> {
    let messages = body.get(BEFORE_MESSAGES.len()..body.len().saturating_sub(1));
    let text =
        messages.and_then(|messages| std::str::from_utf8(messages).ok()).ok_or(Reason::UnexpectedShape)?;
    RawValue::from_string(text.to_owned()).map_err(|_| Reason::UnexpectedShape)
}

/// What is treated: one of these.
const GIVEN: &[&str] = &["text", "texts", "messages"];

/// The byte offset of a fault that is told by line and column.
fn offset(body: &[u8], fault: &serde_json::Error) -> usize {
    let lines = body.split(|byte| *byte == b'\n').take(fault.line().saturating_sub(1));
    (lines.map(|line| line.len() + 1).sum::<usize>() + fault.column()).min(body.len())
}
