//! `POST /v1/pseudonymize`: a text (or several, or chat messages) with pseudonyms in place of values, and a session under
//! which the values rest.

use std::sync::Arc;

use bytes::Bytes;
use hashbrown::HashSet;
use http::{Response, StatusCode};
use http_body_util::Full;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::fields::Fields;
use super::{Context, GIVEN, body_of, messages_of};
use crate::error::Reason;
use crate::offsets::{Translator, Unit};
use crate::provider::Endpoint;
use crate::pseudonym::{Mapping, Restorable};
use crate::pseudonymize::{self, Beginning, TextEntity};
use crate::respond;
use crate::scan::{Reading, Texts};
use crate::vault::{ObjectId, Stored};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    text: Option<String>,
    texts: Option<Vec<String>>,
    messages: Option<Box<RawValue>>,
    /// Goes on with the pseudonyms of an earlier call.
    session: Option<String>,
    #[serde(default)]
    offsets: Unit,
}

impl Fields for Request {
    const KNOWN: &'static [&'static str] = &["text", "texts", "messages", "session", "offsets"];
}

#[derive(Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    texts: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<Box<RawValue>>,
    entities: Vec<Replaced>,
    session: String,
}

#[derive(Serialize)]
struct Replaced {
    r#type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<usize>,
    text: String,
    pseudonym: String,
    /// Which of `texts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

pub(super) async fn read_ahead(context: &Context<'_>, request: &Request) -> Result<Reading, Reason> {
    let profile = &context.account.profile;
    let name = |texts: &mut Texts<'_>| {
        let plain: Vec<&str> =
            request.text.iter().chain(request.texts.iter().flatten()).map(String::as_str).collect();
        pseudonymize::name_plain_texts(&plain, texts);
        let Some(messages) = &request.messages else { return Ok(()) };
        pseudonymize::name_texts(Endpoint::ChatCompletions, &body_of(messages)?, profile, texts)
    };
    profile.scans.read(name).await
}

pub(super) fn answer(
    context: &Context<'_>,
    request: &Request,
    reading: Reading,
) -> Result<Response<Full<Bytes>>, Reason> {
    let answer = match request.session.clone() {
        None => begin(context, request, reading)?,
        Some(session) => go_on(context, request, &reading, session)?,
    };
    Ok(respond::json(StatusCode::OK, &answer))
}

/// The first call of a session.
fn begin(context: &Context<'_>, request: &Request, reading: Reading) -> Result<Answer, Reason> {
    let session = new_session()?;
    let mapping = context.account.profile.mapping();
    let (answer, stored) = treated(context, request, Beginning { reading, ..mapping.into() })?;
    context.vault.tenant(context.tenant).put(ObjectId::Session(session.clone()), stored)?;
    Ok(Answer { session, ..answer })
}

/// A further one. Where another call has gone on with the session meanwhile, it may have given the same pseudonyms to other
/// values, so that this one is done again.
fn go_on(
    context: &Context<'_>,
    request: &Request,
    reading: &Reading,
    session: String,
) -> Result<Answer, Reason> {
    let (vault, id) = (context.vault.tenant(context.tenant), ObjectId::Session(session.clone()));
    loop {
        let before = vault.get(&id).ok_or(Reason::UnknownSession)?;
        let mapping = before.mapping.continued();
        let beginning = Beginning { reading: reading.clone(), ..mapping.into() };
        let (answer, stored) = treated(context, request, beginning)?;
        if vault.succeed(id.clone(), &before, stored)? {
            return Ok(Answer { session, ..answer });
        }
    }
}

/// The answer, but for the session's name, and what the session keeps.
fn treated(
    context: &Context<'_>,
    request: &Request,
    beginning: Beginning,
) -> Result<(Answer, Stored), Reason> {
    let unit = request.offsets;
    let (answer, mapping) = match (&request.text, &request.texts, &request.messages) {
        (Some(text), None, None) => {
            let given = std::slice::from_ref(text);
            let (texts, entities, mapping) = texts(context, given, beginning, unit, |_| None)?;
            (Answer { text: texts.into_iter().next(), ..Answer::of(entities) }, mapping)
        }
        (None, Some(given), None) => {
            let (texts, entities, mapping) = texts(context, given, beginning, unit, Some)?;
            (Answer { texts: Some(texts), ..Answer::of(entities) }, mapping)
        }
        (None, None, Some(given)) => {
            let (messages, mapping) = messages(context, given, beginning)?;
            let entities = listed(context, &mapping, messages.get());
            (Answer { messages: Some(messages), ..Answer::of(entities) }, mapping)
        }
        (None, None, None) => return Err(Reason::MissingField("text")),
        _ => return Err(Reason::OneFieldOf(GIVEN)),
    };
    Ok((answer, Stored { mapping: Arc::new(mapping.settled()), provider: None }))
}

impl Answer {
    fn of(entities: Vec<Replaced>) -> Self {
        Self { text: None, texts: None, messages: None, entities, session: String::new() }
    }
}

/// A name that nobody can guess: 128 bits.
fn new_session() -> Result<String, Reason> {
    let mut random = [0u8; 16];
    getrandom::fill(&mut random).map_err(|_| Reason::VaultFailed)?;
    Ok(format!("ses_{:032x}", u128::from_be_bytes(random)))
}

type Treated = (Vec<String>, Vec<Replaced>, Mapping);

fn texts(
    context: &Context<'_>,
    given: &[String],
    beginning: Beginning,
    unit: Unit,
    index: impl Fn(usize) -> Option<usize>,
) -> Result<Treated, Reason> {
    let texts: Vec<&str> = given.iter().map(String::as_str).collect();
    let treated = pseudonymize::texts(&texts, &context.account.profile, beginning)?;
    let mut entities = Vec::new();
    for ((at, text), found) in given.iter().enumerate().zip(&treated.entities) {
        let mut offsets = Translator::new(text, unit);
        entities.extend(found.iter().map(|entity| replaced(entity, text, &mut offsets, index(at))));
    }
    Ok((treated.texts, entities, treated.mapping))
}

fn replaced(entity: &TextEntity, text: &str, offsets: &mut Translator<'_>, index: Option<usize>) -> Replaced {
    Replaced {
        r#type: entity.label.clone(),
        start: Some(offsets.at(entity.range.start)),
        end: Some(offsets.at(entity.range.end)),
        text: text[entity.range.clone()].to_string(),
        pseudonym: entity.pseudonym.clone(),
        index,
    }
}

/// Chat messages, in the form of either dialect, byte for byte but for the values.
fn messages(
    context: &Context<'_>,
    given: &RawValue,
    beginning: Beginning,
) -> Result<(Box<RawValue>, Mapping), Reason> {
    let profile = &context.account.profile;
    let draft = pseudonymize::body(Endpoint::ChatCompletions, body_of(given)?, profile, beginning)?;
    let (body, mapping) = draft.into_parts(profile)?;
    Ok((messages_of(&body)?, mapping))
}

/// Everything in the mapping whose pseudonym stands in these messages, each once: they have too many places for offsets to
/// help.
fn listed(context: &Context<'_>, mapping: &Mapping, messages: &str) -> Vec<Replaced> {
    let grammar = &context.account.profile.grammar;
    let (template, live) = (grammar.template(), Restorable::packed(mapping));
    let names: HashSet<_> =
        grammar.all_in(messages, &live).map(|(_, name)| name.as_str().to_owned()).collect();
    let each = |group: &crate::pseudonym::Group, spelling: &crate::pseudonym::Spelling| {
        let mut written = Vec::new();
        template.write(&spelling.name, &mut written);
        let pseudonym = String::from_utf8_lossy(&written).into_owned();
        Replaced {
            r#type: group.label().to_string(),
            start: None,
            end: None,
            text: spelling.text.expose().clone(),
            pseudonym,
            index: None,
        }
    };
    mapping
        .values()
        .flat_map(|(group, spellings)| spellings.map(move |spelling| (group, spelling)))
        .filter(|(_, spelling)| names.contains(&spelling.name))
        .map(|(group, spelling)| each(group, spelling))
        .collect()
}
