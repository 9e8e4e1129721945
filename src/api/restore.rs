//! `POST /v1/restore`: the values of a session back into a text (or several, or chat messages).

use std::sync::Arc;

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::fields::Fields;
use super::{Context, GIVEN, body_of, messages_of, parse};
use crate::error::Reason;
use crate::provider::Endpoint;
use crate::pseudonym::Restorable;
use crate::respond;
use crate::restore::text::{Place, Restoring};
use crate::restore::{Pseudonyms, json};
use crate::vault::ObjectId;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    text: Option<String>,
    texts: Option<Vec<String>>,
    messages: Option<Box<RawValue>>,
    session: Option<String>,
}

impl Fields for Request {
    const KNOWN: &'static [&'static str] = &["text", "texts", "messages", "session"];
}

#[derive(Default, Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    texts: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<Box<RawValue>>,
}

pub(super) fn answer(context: &Context<'_>, body: &[u8]) -> Result<Response<Full<Bytes>>, Reason> {
    let request: Request = parse(body)?;
    let session = request.session.ok_or(Reason::MissingField("session"))?;
    let stored = context.vault.tenant(context.tenant).get(&ObjectId::Session(session));
    let live = Restorable::new(Arc::clone(&stored.ok_or(Reason::UnknownSession)?.mapping));
    let restoring = Restoring { grammar: &context.account.profile.grammar, live: &live };
    let text = |text: &String| restoring.whole(text, Place::Text).into_owned();
    let answer = match (&request.text, &request.texts, request.messages) {
        (Some(given), None, None) => Answer { text: Some(text(given)), ..Answer::default() },
        (None, Some(given), None) => {
            Answer { texts: Some(given.iter().map(text).collect()), ..Answer::default() }
        }
        (None, None, Some(given)) => {
            Answer { messages: Some(messages(context, &given, live)?), ..Answer::default() }
        }
        (None, None, None) => return Err(Reason::MissingField("text")),
        _ => return Err(Reason::OneFieldOf(GIVEN)),
    };
    Ok(respond::json(StatusCode::OK, &answer))
}

fn messages(context: &Context<'_>, given: &RawValue, live: Restorable) -> Result<Box<RawValue>, Reason> {
    let pseudonyms = Pseudonyms::new(context.account.profile.grammar.clone(), live);
    messages_of(&json::answer(body_of(given)?, Endpoint::ChatCompletions, &pseudonyms).body)
}
