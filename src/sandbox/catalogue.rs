//! The small calls: models, embeddings, moderations, and the welcome at `/`.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::asked::{Asked, Reply, id};
use super::model::LISTED;
use super::prompt::{texts, tokens};
use super::refusal::Refusal;
use super::route::Provider;

/// Numbers in an embedding when the request does not say.
const DIMENSIONS: usize = 1536;

/// Answers `GET /`.
pub(super) fn welcome() -> Value {
    json!({"message": "This is the Allonym sandbox. It needs no key and answers like a provider.",
        "models": LISTED, "received": "/_sandbox/received"})
}

/// Answers `GET …/models`.
pub(super) fn models(provider: Provider) -> Value {
    let data: Vec<Value> = LISTED.iter().map(|name| model(provider, name)).collect();
    match provider {
        Provider::Anthropic => json!({"data": data, "has_more": false,
            "first_id": LISTED[0], "last_id": LISTED[LISTED.len() - 1]}),
        Provider::OpenRouter => json!({"data": data}),
        _ => json!({"object": "list", "data": data}),
    }
}

/// Answers `GET …/models/{name}`; every name is a model.
pub(super) fn model(provider: Provider, name: &str) -> Value {
    match provider {
        Provider::Anthropic => json!({"type": "model", "id": name, "display_name": name,
            "created_at": "2026-01-01T00:00:00Z"}),
        Provider::OpenRouter => {
            json!({"id": name, "canonical_slug": name, "name": name, "created": 1_767_225_600,
            "description": "A model of the sandbox", "context_length": 1_000_000,
            "architecture": {"modality": "text->text", "input_modalities": ["text"], "output_modalities": ["text"],
                "tokenizer": "Other", "instruct_type": null},
            "pricing": {"prompt": "0", "completion": "0"}, "per_request_limits": null,
            "top_provider": {"context_length": 1_000_000, "max_completion_tokens": null, "is_moderated": false},
            "supported_parameters": ["tools", "tool_choice", "reasoning", "structured_outputs"]})
        }
        _ => json!({"id": name, "object": "model", "created": 1_767_225_600, "owned_by": "sandbox"}),
    }
}

/// Answers `POST …/embeddings`. Equal words give equal directions, so search over them works.
pub(super) fn embeddings(asked: &Asked) -> Result<Reply, Refusal> {
    let inputs = inputs(&asked.body["input"]);
    if inputs.is_empty() {
        return Err(Refusal::missing("input"));
    }
    let size = asked.body["dimensions"].as_u64().and_then(|n| usize::try_from(n).ok());
    let size = size.filter(|n| (1..=4096).contains(n)).unwrap_or(DIMENSIONS);
    let packed = asked.body["encoding_format"] == "base64";
    let entry = |(index, text): (usize, &String)| {
        let vector = vector(text, size);
        let embedding = if packed { json!(pack(&vector)) } else { json!(vector) };
        json!({"object": "embedding", "index": index, "embedding": embedding})
    };
    let count: usize = inputs.iter().map(|text| tokens(text)).sum();
    Ok(Reply::Json(json!({
        "object": "list",
        "data": inputs.iter().enumerate().map(entry).collect::<Vec<_>>(),
        "model": asked.model.name,
        "usage": {"prompt_tokens": count, "total_tokens": count},
    })))
}

/// Texts, or token lists standing for themselves.
fn inputs(input: &Value) -> Vec<String> {
    match input {
        Value::Array(items) if items.first().is_some_and(Value::is_number) => vec![input.to_string()],
        Value::Array(items) if items.first().is_some_and(Value::is_array) => {
            items.iter().map(Value::to_string).collect()
        }
        _ => texts(input),
    }
}

/// The sum of the directions of the words, at length one.
fn vector(text: &str, size: usize) -> Vec<f32> {
    let mut sum = vec![0f32; size];
    for word in text.split_whitespace().chain(text.is_empty().then_some("")) {
        let mut seed = Sha256::digest(word.to_lowercase())
            .iter()
            .take(8)
            .fold(1, |seed, byte| seed << 8 | u64::from(*byte))
            | 1;
        for number in &mut sum {
            *number += step(&mut seed);
        }
    }
    let length = sum.iter().map(|n| n * n).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    sum.into_iter().map(|n| n / length).collect()
}

/// The next number of a xorshift sequence (Marsaglia 2003), between -1 and 1.
fn step(seed: &mut u64) -> f32 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    f32::from(u16::try_from(*seed >> 48).unwrap_or(0)) / 32767.5 - 1.0
}

/// 32-bit floats, little-endian, as base64.
fn pack(vector: &[f32]) -> String {
    STANDARD.encode(vector.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>())
}

const CATEGORIES: [&str; 13] = [
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
];

/// Answers `POST …/moderations`; a text with `[flag]` in it is flagged.
pub(super) fn moderations(asked: &Asked) -> Result<Reply, Refusal> {
    let texts = texts(&asked.body["input"]);
    if texts.is_empty() {
        return Err(Refusal::missing("input"));
    }
    let results: Vec<Value> = texts.iter().map(|text| verdict(text.contains("[flag]"))).collect();
    Ok(Reply::Json(json!({"id": id("modr-", 29), "model": asked.model.name, "results": results})))
}

fn verdict(flagged: bool) -> Value {
    let each = |value: &dyn Fn(usize) -> Value| -> Value {
        CATEGORIES
            .iter()
            .enumerate()
            .map(|(n, name)| ((*name).to_owned(), value(n)))
            .collect::<Map<_, _>>()
            .into()
    };
    json!({
        "flagged": flagged,
        "categories": each(&|n| json!(flagged && n == 0)),
        "category_scores": each(&|n| json!(if flagged && n == 0 { 0.98 } else { 0.0001 })),
        "category_applied_input_types": each(&|_| json!(["text"])),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: &str, b: &str) -> f32 {
        vector(a, 256).iter().zip(vector(b, 256)).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn equal_words_are_near() {
        assert!((near("red apple", "red apple") - 1.0).abs() < 1e-4);
        assert!(near("a red apple", "the red apple") > near("a red apple", "two blue ships"));
        assert!(vector("", 8).iter().all(|n| n.is_finite()));
    }

    #[test]
    fn packed_numbers_are_little_endian_floats() {
        assert_eq!(pack(&[1.0]), STANDARD.encode([0, 0, 0x80, 0x3f]));
    }

    #[test]
    fn every_category_has_a_verdict() {
        let verdict = verdict(true);
        assert_eq!(verdict["categories"]["harassment"], true);
        assert_eq!(verdict["category_scores"].as_object().unwrap().len(), CATEGORIES.len());
    }
}
