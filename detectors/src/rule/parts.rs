//! Named pieces that patterns share, written `{{name}}`: from `rules/parts.toml`. Pieces may use earlier pieces.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Replaces every `{{name}}` by its piece, in a group of its own.
///
/// # Errors
/// A name that is no piece.
pub(crate) fn expand(pattern: &str) -> Result<String, String> {
    fill(pattern, pieces())
}

fn pieces() -> &'static BTreeMap<String, String> {
    static PIECES: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    PIECES.get_or_init(|| {
        let raw: Vec<(String, String)> = ordered(include_str!("../../rules/parts.toml"));
        raw.into_iter().fold(BTreeMap::new(), |mut known, (name, text)| {
            let text = fill(&text, &known).expect("rules/parts.toml: a piece may only use earlier pieces");
            known.insert(name, text);
            known
        })
    })
}

/// The pieces in the order of the file, which is what "earlier" means.
fn ordered(text: &str) -> Vec<(String, String)> {
    let table: BTreeMap<String, String> =
        toml::from_str(text).expect("rules/parts.toml is a table of strings");
    let mut pieces: Vec<_> = table.into_iter().collect();
    pieces.sort_by_key(|(name, _)| text.find(&format!("\n{name} ")));
    pieces
}

fn fill(pattern: &str, known: &BTreeMap<String, String>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, tail) = after.split_once("}}").ok_or("a `{{` without `}}`")?;
        let piece = known.get(name).ok_or_else(|| format!("no piece named `{name}` in rules/parts.toml"))?;
        out.push_str(before);
        out.push_str("(?:");
        out.push_str(piece);
        out.push(')');
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_put_in_and_unknown_ones_refused() {
        let known = BTreeMap::from([("d".to_owned(), "[0-9]".to_owned())]);
        assert_eq!(fill("a{{d}}{2}", &known).as_deref(), Ok("a(?:[0-9]){2}"));
        assert!(fill("{{x}}", &known).is_err() && fill("{{d", &known).is_err());
    }

    #[test]
    fn the_shared_pieces_all_expand() {
        assert!(pieces().values().all(|piece| !piece.contains("{{")));
    }
}
