//! The Responses API: creates responses, remembers them, and answers the calls on stored ones.
//!
//! `read` understands requests, `items` makes output items, `stream` tells a finished response as
//! events, `store` remembers.

mod items;
mod read;
pub(super) mod store;
mod stream;

use http::StatusCode;
use serde_json::{Value, json};

use super::asked::{Asked, Reply, hex_id, now};
use super::behave::{Answer, answer};
use super::chat::gen_id;
use super::prompt::Prompt;
use super::refusal::Refusal;
use super::route::Provider;
use super::seal;
use store::{Store, Stored};

/// Answers `POST …/responses`.
pub(super) fn create(asked: &Asked, store: &Store) -> Result<Reply, Refusal> {
    let input = read::input(asked)?;
    let history = store.history(asked)?;
    let prompt = read::prompt(asked, &history, &input)?;
    let response = response(asked, &prompt, &answer(&asked.model, &prompt));
    let stored = Stored::new(asked, response, input);
    let reply = match (asked.streams(), asked.body["background"] == true) {
        (true, _) => Reply::Events(stream::frames(&stored)),
        (false, true) => Reply::Json(stream::unfinished(&stored.response, "queued")),
        (false, false) => Reply::Json(stored.response.clone()),
    };
    store.keep(asked, stored);
    Ok(reply)
}

/// Answers `POST …/responses/input_tokens`.
pub(super) fn count(asked: &Asked, store: &Store) -> Result<Reply, Refusal> {
    let prompt = read::prompt(asked, &store.history(asked)?, &read::input(asked)?)?;
    Ok(Reply::Json(json!({"object": "response.input_tokens", "input_tokens": prompt.tokens()})))
}

/// Answers `POST …/responses/compact`: the user's messages, and the rest sealed into one item.
pub(super) fn compact(asked: &Asked, store: &Store) -> Result<Reply, Refusal> {
    let input = [store.history(asked)?, read::input(asked)?].concat();
    let prompt = read::prompt(asked, &[], &input)?;
    let users = input.into_iter().filter(|item| item["role"] == "user");
    let sealed = json!({"id": hex_id("cmp_", 48), "type": "compaction",
        "encrypted_content": seal::seal(&prompt.history.join("\n"))});
    Ok(Reply::Json(json!({
        "id": hex_id("resp_", 48),
        "object": "response.compaction",
        "created_at": now(),
        "output": users.chain([sealed]).collect::<Vec<_>>(),
        "usage": usage(&prompt, &Answer::default()),
    })))
}

/// Answers `GET …/responses/{id}`, as JSON or as a stream that may start after an event already seen.
pub(super) fn retrieve(store: &Store, id: &str, query: &str) -> Result<Reply, Refusal> {
    let stored = store.find(id)?;
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    if value("stream") != Some("true") {
        return Ok(Reply::Json(stored.response));
    }
    let seen = value("starting_after").and_then(|n| n.parse::<usize>().ok());
    let frames = stream::frames(&stored).into_iter();
    Ok(Reply::Events(frames.skip(seen.map_or(0, |n| n.saturating_add(1))).collect()))
}

/// Answers `POST …/responses/{id}/cancel`.
pub(super) fn cancel(store: &Store, id: &str) -> Result<Reply, Refusal> {
    let stored = store.find(id)?;
    if stored.response["background"] != true {
        return Err(Refusal::invalid("Cannot cancel a synchronous response."));
    }
    let cancelled = stream::unfinished(&stored.response, "cancelled");
    store.replace(id, cancelled.clone());
    Ok(Reply::Json(cancelled))
}

/// Answers `DELETE …/responses/{id}`.
pub(super) fn delete(store: &Store, id: &str) -> Result<Reply, Refusal> {
    store.remove(id)?;
    Ok(Reply::Json(json!({"id": id, "object": "response", "deleted": true})))
}

/// Answers `GET …/responses/{id}/input_items`: everything that led to the response, newest first.
pub(super) fn input_items(store: &Store, id: &str, query: &str) -> Result<Reply, Refusal> {
    let mut items = store.inputs_of(id)?;
    if !query.split('&').any(|pair| pair == "order=asc") {
        items.reverse();
    }
    let id = |item: Option<&Value>| item.map_or(Value::Null, |item| item["id"].clone());
    let (first, last) = (id(items.first()), id(items.last()));
    Ok(Reply::Json(
        json!({"object": "list", "data": items, "first_id": first, "last_id": last, "has_more": false}),
    ))
}

/// Answers `POST …/conversations`.
pub(super) fn converse(asked: &Asked, store: &Store) -> Reply {
    let id = hex_id("conv_", 48);
    let items = asked.body["items"].as_array().into_iter().flatten().map(read::stored).collect();
    store.converse(asked, &id, items);
    let metadata = asked.given("metadata", json!({}));
    Reply::Json(json!({"id": id, "object": "conversation", "created_at": now(), "metadata": metadata}))
}

/// The finished response object.
fn response(asked: &Asked, prompt: &Prompt, answer: &Answer) -> Value {
    let id = if asked.provider == Provider::OpenRouter { gen_id() } else { hex_id("resp_", 48) };
    let mut response = json!({
        "id": id,
        "object": "response",
        "created_at": now(),
        "status": "completed",
        "background": asked.body["background"] == true,
        "completed_at": now(),
        "error": null,
        "incomplete_details": null,
        "model": asked.model.name,
        "output": items::output(asked, answer),
        "usage": usage(prompt, answer),
    });
    for (name, otherwise) in repeated() {
        response[name] = asked.given(name, otherwise);
    }
    if let Some(conversation) = store::conversation(asked) {
        response["conversation"] = json!({"id": conversation});
    }
    response
}

/// The members a response repeats from its request, with what they are when not given.
fn repeated() -> [(&'static str, Value); 22] {
    [
        ("frequency_penalty", json!(0.0)),
        ("instructions", Value::Null),
        ("max_output_tokens", Value::Null),
        ("max_tool_calls", Value::Null),
        ("metadata", json!({})),
        ("parallel_tool_calls", json!(true)),
        ("presence_penalty", json!(0.0)),
        ("previous_response_id", Value::Null),
        ("prompt_cache_key", Value::Null),
        ("prompt_cache_retention", Value::Null),
        ("reasoning", json!({"effort": null, "summary": null})),
        ("safety_identifier", Value::Null),
        ("service_tier", json!("default")),
        ("store", json!(true)),
        ("temperature", json!(1.0)),
        ("text", json!({"format": {"type": "text"}, "verbosity": "medium"})),
        ("tool_choice", json!("auto")),
        ("tools", json!([])),
        ("top_logprobs", json!(0)),
        ("top_p", json!(1.0)),
        ("truncation", json!("disabled")),
        ("user", Value::Null),
    ]
}

fn usage(prompt: &Prompt, answer: &Answer) -> Value {
    let (asked, said) = (prompt.tokens(), answer.tokens());
    json!({
        "input_tokens": asked,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": said,
        "output_tokens_details": {"reasoning_tokens": answer.thinking_tokens()},
        "total_tokens": asked + said,
    })
}

/// The refusal for an id that is not, or no longer, stored.
fn unknown(id: &str) -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, format!("Response with id '{id}' not found."))
}

#[cfg(test)]
mod tests;
