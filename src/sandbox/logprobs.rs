//! Log probabilities: tokens that spell the text, with made-up but stable numbers.

use serde_json::{Value, json};

use super::pieces::Chunk;

/// The tokens of a text as chat and responses list them; joined they are the text.
pub(super) fn tokens(text: &str, alternatives: u64) -> Value {
    let pieces = Chunk::Words.split(text);
    pieces.into_iter().map(|piece| token(piece, alternatives)).collect()
}

fn token(piece: &str, alternatives: u64) -> Value {
    let mut token = entry(piece, probability(piece));
    let other = |n: u64| if n == 0 { token.clone() } else { entry(&format!("alt{n}"), -5.0 - n as f64) };
    let top: Value = (0..alternatives.min(20)).map(other).collect();
    token["top_logprobs"] = top;
    token
}

fn entry(token: &str, logprob: f64) -> Value {
    json!({"token": token, "logprob": logprob, "bytes": token.as_bytes()})
}

/// A probability that depends on the piece alone.
fn probability(piece: &str) -> f64 {
    -(piece.bytes().map(f64::from).sum::<f64>() % 97.0) / 128.0
}

/// The tokens of a text as legacy completions list them; `start` is the offset of the text in characters.
pub(super) fn legacy(text: &str, alternatives: u64, start: usize) -> Value {
    let pieces = Chunk::Words.split(text);
    let mut at = start;
    let mut offsets = Vec::new();
    for piece in &pieces {
        offsets.push(at);
        at += piece.chars().count();
    }
    let top =
        |piece: &&str| if alternatives == 0 { Value::Null } else { json!({*piece: probability(piece)}) };
    json!({
        "tokens": pieces,
        "token_logprobs": pieces.iter().map(|piece| probability(piece)).collect::<Vec<_>>(),
        "top_logprobs": pieces.iter().map(top).collect::<Vec<_>>(),
        "text_offset": offsets,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_spell_the_text() {
        let text = "Grüße an <<PERSON_1>> 😀";
        let tokens = tokens(text, 2);
        let tokens = tokens.as_array().unwrap();
        let joined: String = tokens.iter().map(|t| t["token"].as_str().unwrap()).collect();
        let bytes: Vec<u8> = tokens
            .iter()
            .flat_map(|t| t["bytes"].as_array().unwrap())
            .map(|b| u8::try_from(b.as_u64().unwrap()).unwrap())
            .collect();
        assert_eq!((joined.as_str(), bytes.as_slice()), (text, text.as_bytes()));
        assert_eq!(tokens[0]["top_logprobs"].as_array().unwrap().len(), 2);
        let legacy = legacy("a b", 1, 3);
        assert_eq!(legacy["text_offset"], json!([3, 4]));
    }
}
