//! How a text is cut into the deltas of a stream.
//!
//! The default imitates a model's words: a pseudonym such as `<<PERSON_1>>` falls into several
//! pieces, as it does with every real tokenizer. No cut ever falls inside a character.

/// The size of one delta.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Chunk {
    /// Pieces like those of a tokenizer.
    #[default]
    Words,
    /// This many characters.
    Characters(usize),
    /// As many whole characters as fit into this many bytes, at least one.
    Bytes(usize),
    /// Everything in one delta.
    Whole,
}

impl Chunk {
    /// Reads `1`, `7`, `7b` (bytes), `words` or `whole`.
    pub(super) fn parse(text: &str) -> Option<Chunk> {
        let size = |digits: &str| digits.parse().ok().filter(|n| *n > 0);
        match text {
            "whole" => Some(Chunk::Whole),
            "words" => Some(Chunk::Words),
            _ => match text.strip_suffix('b') {
                Some(digits) => size(digits).map(Chunk::Bytes),
                None => size(text).map(Chunk::Characters),
            },
        }
    }

    /// Cuts `text`; the pieces joined are `text` again. An empty text has no pieces.
    pub(super) fn split(self, mut text: &str) -> Vec<&str> {
        let mut pieces = Vec::new();
        while !text.is_empty() {
            let (piece, rest) = text.split_at(self.first(text));
            pieces.push(piece);
            text = rest;
        }
        pieces
    }

    /// Length in bytes of the first piece of a text that is not empty.
    fn first(self, text: &str) -> usize {
        match self {
            Chunk::Whole => text.len(),
            Chunk::Characters(n) => text.char_indices().nth(n).map_or(text.len(), |(at, _)| at),
            Chunk::Bytes(n) => bytes(text, n),
            Chunk::Words => word(text),
        }
    }
}

/// The most whole characters that fit into `limit` bytes, at least one.
fn bytes(text: &str, limit: usize) -> usize {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.enumerate().take_while(|(n, end)| *n == 0 || *end <= limit).last().map_or(0, |(_, end)| end)
}

/// Length in bytes of the first word-like piece: characters of one kind, with one space before them.
fn word(text: &str) -> usize {
    let lead = usize::from(text.starts_with(' '));
    let Some(first) = text[lead..].chars().next() else { return lead };
    let (wanted, most) = (kind(first), longest(first));
    let same = text[lead..].chars().take(most).take_while(|c| kind(*c) == wanted);
    lead + same.map(char::len_utf8).sum::<usize>()
}

fn kind(c: char) -> u8 {
    match c {
        _ if c.is_alphabetic() => 0,
        _ if c.is_numeric() => 1,
        _ if c.is_whitespace() => 2,
        _ => 3,
    }
}

fn longest(c: char) -> usize {
    match kind(c) {
        0 => 8,
        1 | 3 => 3,
        _ => 16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_look_like_a_tokenizers() {
        let pieces = Chunk::Words.split("Hi <<PERSON_1>>, it is 12345.");
        assert_eq!(pieces, ["Hi", " <<", "PERSON", "_", "1", ">>,", " it", " is", " 123", "45", "."]);
    }

    #[test]
    fn every_chunk_joins_to_the_text() {
        let text = "  Größe 日本 😀😀\n\n<<A_1>>\t \u{301}x ";
        for chunk in ["words", "whole", "1", "2", "7", "1b", "3b", "64b"] {
            let pieces = Chunk::parse(chunk).unwrap().split(text);
            assert_eq!(pieces.concat(), text, "{chunk}");
            assert!(pieces.iter().all(|p| !p.is_empty()), "{chunk}");
        }
        assert_eq!(Chunk::Characters(1).split(text).len(), text.chars().count());
    }

    #[test]
    fn nonsense_is_no_chunk() {
        for text in ["", "0", "0b", "b", "-1", "seven"] {
            assert_eq!(Chunk::parse(text), None, "{text}");
        }
    }
}
