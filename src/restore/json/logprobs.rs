//! [`merge`]: lists of tokens with their probabilities, made to spell the restored text.
//!
//! Owns: the three shapes in which such lists come. The first token of a pseudonym takes the whole value, the others of
//! it become empty, so that the tokens joined are still the text; their probabilities stay. Alternatives inside a
//! pseudonym go, because they would spell other parts of it. Never: drops a token, which clients align by position.

use std::ops::Range;

use super::super::outline::{Document, Place as At, Shape};
use super::super::text::{Place, Replacement, Restoring, Shifts};
use super::edit;
use crate::wire::json::{Edit, Text};

/// One token of a list.
struct Token<'a> {
    text: Text<'a>,
    /// Bytes of all tokens joined.
    span: Range<usize>,
    /// Its UTF-8 bytes as a list of numbers.
    bytes: Option<At>,
    /// Other tokens that might have come.
    alternatives: Option<At>,
}

/// Appends the edits for the lists at `at`.
pub(super) fn merge(document: Document<'_>, at: At, restoring: Restoring<'_>, edits: &mut Vec<Edit>) {
    if document.node(at).shape == Shape::Array {
        join(document, &entries(document, at), restoring, edits);
    }
    for list in ["content", "refusal"].into_iter().filter_map(|name| document.member(at, name)) {
        join(document, &entries(document, list), restoring, edits);
    }
    if let Some(tokens) = document.member(at, "tokens") {
        let shifts = join(document, &columns(document, at, tokens), restoring, edits);
        if let Some(offsets) = document.member(at, "text_offset") {
            shift(document, offsets, &shifts, edits);
        }
    }
}

/// Chat completions and responses: a list of objects.
fn entries<'a>(document: Document<'a>, list: At) -> Vec<Token<'a>> {
    let mut tokens = Vec::new();
    for entry in document.children(list) {
        if let Some(text) = document.member(entry, "token").and_then(|token| document.text(token)) {
            let member = |name| document.member(entry, name);
            add(&mut tokens, text, member("bytes"), member("top_logprobs"));
        }
    }
    tokens
}

/// Completions: a list for each property.
fn columns<'a>(document: Document<'a>, at: At, list: At) -> Vec<Token<'a>> {
    let alternatives = document.member(at, "top_logprobs");
    let alternatives: Vec<At> = alternatives.into_iter().flat_map(|list| document.children(list)).collect();
    let mut tokens = Vec::new();
    for (position, token) in document.children(list).enumerate() {
        if let Some(text) = document.text(token) {
            add(&mut tokens, text, None, alternatives.get(position).copied());
        }
    }
    tokens
}

fn add<'a>(tokens: &mut Vec<Token<'a>>, text: Text<'a>, bytes: Option<At>, alternatives: Option<At>) {
    let start = tokens.last().map_or(0, |last| last.span.end);
    let span = start..start + text.str.len();
    tokens.push(Token { text, span, bytes, alternatives });
}

fn join(
    document: Document<'_>,
    tokens: &[Token<'_>],
    restoring: Restoring<'_>,
    edits: &mut Vec<Edit>,
) -> Shifts {
    let joined: String = tokens.iter().map(|token| &*token.text.str).collect();
    let (replacements, shifts) = restoring.replacements(&joined, Place::Text);
    if !replacements.is_empty() {
        for token in tokens {
            change(document, token, &replacements, edits);
        }
    }
    shifts
}

fn change(document: Document<'_>, token: &Token<'_>, replacements: &[Replacement], edits: &mut Vec<Edit>) {
    let parts: Vec<Replacement> = replacements.iter().filter_map(|whole| part(&token.span, whole)).collect();
    if parts.is_empty() {
        return;
    }
    edit(&token.text, &parts, edits);
    if let Some(bytes) = token.bytes.filter(|at| document.node(*at).shape == Shape::Array) {
        let range = document.node(bytes).range.clone();
        edits.push(Edit { range, with: numbers(&applied(&token.text.str, &parts)) });
    }
    if let Some(at) = token.alternatives {
        edits.extend(emptied(document, at));
    }
}

/// What a replacement in the joined text is to one token.
fn part(span: &Range<usize>, whole: &Replacement) -> Option<Replacement> {
    let range = whole.range.start.max(span.start)..whole.range.end.min(span.end);
    if range.is_empty() {
        return None;
    }
    let with = if whole.range.start >= span.start { whole.with.clone() } else { String::new() };
    Some(Replacement { range: range.start - span.start..range.end - span.start, with })
}

fn applied(text: &str, parts: &[Replacement]) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for part in parts {
        out.push_str(&text[at..part.range.start]);
        out.push_str(&part.with);
        at = part.range.end;
    }
    out + &text[at..]
}

fn numbers(text: &str) -> Vec<u8> {
    let numbers: Vec<String> = text.bytes().map(|byte| byte.to_string()).collect();
    format!("[{}]", numbers.join(",")).into_bytes()
}

fn emptied(document: Document<'_>, at: At) -> Option<Edit> {
    let node = document.node(at);
    let with = match node.shape {
        Shape::Array => b"[]",
        Shape::Object => b"{}",
        _ => return None,
    };
    Some(Edit { range: node.range.clone(), with: with.to_vec() })
}

/// In a part of a text in which nothing changed, `text_offset` still tells where its tokens stand in all of it.
pub(in crate::restore) fn move_behind(
    document: Document<'_>,
    at: At,
    shifts: &Shifts,
    edits: &mut Vec<Edit>,
) {
    let offsets = document.member(at, "text_offset").into_iter().flat_map(|list| document.children(list));
    for at in offsets {
        let Some(offset) = document.number(at) else { continue };
        let moved = shifts.behind(offset);
        if moved != offset {
            edits.push(Edit { range: document.node(at).range.clone(), with: moved.to_string().into_bytes() });
        }
    }
}

/// `text_offset`: where each token begins, counted from where the first one does.
fn shift(document: Document<'_>, offsets: At, shifts: &Shifts, edits: &mut Vec<Edit>) {
    let mut first = None;
    for at in document.children(offsets) {
        let Some(offset) = document.number(at) else { continue };
        let base = *first.get_or_insert(offset);
        let moved = base + shifts.end(offset.saturating_sub(base));
        if moved != offset {
            let range = document.node(at).range.clone();
            edits.push(Edit { range, with: moved.to_string().into_bytes() });
        }
    }
}
