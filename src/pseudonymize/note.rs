//! The note that tells a model what pseudonyms are: off by default, a constant sentence at the end of the system text.
//!
//! Owns: where that is in each dialect. Never: changes anything when nothing was replaced, and always says the same, so
//! that prompt caches keep hitting.

use crate::error::Reason;
use crate::provider::{Dialect, Endpoint};
use crate::pseudonym::Template;
use crate::wire::json::{self, Edit, JsonLimits, Lexer, RawStr, Step};

/// The edit that puts the note into `body`; `None` where the endpoint has no system text.
pub(super) fn edit(
    body: &str,
    endpoint: Endpoint,
    template: &Template,
    limits: JsonLimits,
) -> Result<Option<Edit>, Reason> {
    let place = match endpoint.dialect() {
        Dialect::Chat => chat(body, limits)?,
        Dialect::Responses if endpoint.takes_body() => top_level(body, "instructions", limits)?,
        Dialect::Messages => top_level(body, "system", limits)?,
        _ => return Ok(None),
    };
    let note = note(template);
    Ok(place.map(|place| match place {
        Place::EndOf(at) => insert(at, format!("\\n\\n{note}")),
        Place::Member(at, key) => insert(at, format!("\"{key}\":\"{note}\",")),
        Place::Message(at) => insert(at, format!("{{\"role\":\"system\",\"content\":\"{note}\"}},")),
    }))
}

/// One sentence, without anything that JSON escapes.
fn note(template: &Template) -> String {
    let mut example = Vec::new();
    template.write("PERSON_1", &mut example);
    let example = String::from_utf8_lossy(&example);
    format!(
        "Words such as {example} are pseudonyms that stand for real values, which are put back before anyone reads your answer. Write them exactly as they are."
    )
}

fn insert(at: usize, text: String) -> Edit {
    Edit { range: at..at, with: text.into_bytes() }
}

enum Place {
    /// At the end of a text that is there.
    EndOf(usize),
    /// As a new member of the body.
    Member(usize, &'static str),
    /// As a new first message.
    Message(usize),
}

/// The end of the member `key`, a string or an array of text blocks; or the body's beginning, where it is missing.
fn top_level(body: &str, key: &'static str, limits: JsonLimits) -> Result<Option<Place>, Reason> {
    let mut lexer = Lexer::new(body.as_bytes(), limits);
    lexer.next().transpose()?;
    let start = lexer.offset();
    while let Some(step) = lexer.next() {
        let Step::Key(raw) = step? else { continue };
        if json::decode(body, raw).str != key {
            lexer.skip_value()?;
            continue;
        }
        return match lexer.next().transpose()? {
            Some(Step::String(raw)) => Ok(Some(Place::EndOf(raw.end))),
            Some(Step::ArrayStart) => Ok(last_text(body, &mut lexer)?.map(|raw| Place::EndOf(raw.end))),
            _ => Ok(None),
        };
    }
    Ok(Some(Place::Member(start, key)))
}

/// The last `text` of the blocks of the array that the lexer has just entered.
fn last_text(body: &str, lexer: &mut Lexer<'_>) -> Result<Option<RawStr>, Reason> {
    let depth = lexer.depth();
    let mut last = None;
    let mut is_text = false;
    while lexer.depth() >= depth {
        match lexer.next().transpose()? {
            Some(Step::Key(raw)) => {
                is_text = lexer.depth() == depth + 1 && json::decode(body, raw).str == "text";
            }
            Some(Step::String(raw)) if is_text => last = Some(raw),
            None => break,
            _ => is_text = false,
        }
    }
    Ok(last)
}

/// The end of the last system message that is a string; or the beginning of the messages.
fn chat(body: &str, limits: JsonLimits) -> Result<Option<Place>, Reason> {
    let mut lexer = Lexer::new(body.as_bytes(), limits);
    let mut found = None;
    let (mut key, mut role, mut content) = (String::new(), String::new(), None);
    while let Some(step) = lexer.next() {
        match (step?, lexer.depth()) {
            (Step::Key(raw), 1 | 3) => key = json::decode(body, raw).str.into_owned(),
            (Step::ArrayStart, 2) if key == "messages" => found = Some(Place::Message(lexer.offset())),
            (Step::ArrayStart | Step::ObjectStart, 2) => drop(lexer.skip_value()?),
            (Step::String(raw), 3) if key == "role" => role = json::decode(body, raw).str.into_owned(),
            (Step::String(raw), 3) if key == "content" => content = Some(raw.end),
            (Step::ObjectEnd, 2) => {
                if let (Some(end), "system" | "developer") = (content.take(), role.as_str()) {
                    found = Some(Place::EndOf(end));
                }
                role.clear();
            }
            _ => {}
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(endpoint: Endpoint, body: &str) -> String {
        let edit = edit(body, endpoint, &Template::default(), JsonLimits::default()).unwrap();
        let edits: Vec<Edit> = edit.into_iter().collect();
        let noted = String::from_utf8(json::splice(body.as_bytes(), &edits)).unwrap();
        serde_json::from_str::<serde_json::Value>(&noted).unwrap();
        noted.replace(&note(&Template::default()), "NOTE")
    }

    #[test]
    fn the_note_stands_at_the_end_of_the_system_text() {
        use Endpoint::{ChatCompletions, Messages, Responses};
        for (endpoint, body, expected) in [
            (Responses, r#"{"input":"x","instructions":"a"}"#, r#"{"input":"x","instructions":"a\n\nNOTE"}"#),
            (Responses, r#"{"input":"x"}"#, r#"{"instructions":"NOTE","input":"x"}"#),
            (Messages, r#"{"system":"a","messages":[]}"#, r#"{"system":"a\n\nNOTE","messages":[]}"#),
            (
                Messages,
                r#"{"system":[{"type":"text","text":"a"},{"text":"b","cache_control":{"type":"text"}}]}"#,
                r#"{"system":[{"type":"text","text":"a"},{"text":"b\n\nNOTE","cache_control":{"type":"text"}}]}"#,
            ),
            (
                ChatCompletions,
                r#"{"tools":[{"role":"system"}],"messages":[{"role":"system","content":"a"},{"role":"user","content":"b"}]}"#,
                r#"{"tools":[{"role":"system"}],"messages":[{"role":"system","content":"a\n\nNOTE"},{"role":"user","content":"b"}]}"#,
            ),
            (
                ChatCompletions,
                r#"{"messages":[{"role":"user","content":"b"}]}"#,
                r#"{"messages":[{"role":"system","content":"NOTE"},{"role":"user","content":"b"}]}"#,
            ),
            (Endpoint::Embeddings, r#"{"input":"x"}"#, r#"{"input":"x"}"#),
        ] {
            assert_eq!(noted(endpoint, body), expected);
        }
    }
}
