//! Rows of people: lines that begin with a name and go on with a number each, as lists of wages, marks and results do.
//!
//! Owns: which lines are such rows and what stands at their beginnings. Never: says how many of them must be persons for the
//! others to be; see `lineup.rs`.

use allonym_tagger::words::{Shape, Word};

/// The fewest rows.
const ROWS: usize = 3;

/// The beginnings of such rows, those of each run of lines for themselves; `words` are a text's.
pub(super) fn groups(words: &[Word]) -> Vec<Vec<&[Word]>> {
    let mut groups: Vec<Vec<&[Word]>> = Vec::new();
    let mut open = Vec::new();
    for line in words.split(|word| word.shape == Shape::LineEnd) {
        match head(line) {
            Some(head) => open.push(head),
            None => groups.push(std::mem::take(&mut open)),
        }
    }
    groups.push(open);
    groups.retain(|group| group.len() >= ROWS);
    groups
}

/// What stands before the number, if nothing else does and words of small letters do not follow it.
fn head(line: &[Word]) -> Option<&[Word]> {
    let is_number = |word: &Word| matches!(word.shape, Shape::Number | Shape::LongNumber);
    let end = line.iter().position(|word| is_number(word) || word.shape == Shape::Code)?;
    let (head, rest) = line.split_at(end);
    let spelt = |word: &Word| {
        word.is_word() && word.shape != Shape::Lower || matches!(word.sign, b'-' | b'.' | b'\'')
    };
    let fits = head.first().is_some_and(Word::is_capital)
        && head.iter().all(spelt)
        && rest.first().is_some_and(|number| is_number(number) && number.spaced)
        && !rest.iter().any(|word| word.shape == Shape::Lower);
    fits.then_some(head)
}

#[cfg(test)]
mod tests {
    use allonym_tagger::words::cut;

    use super::*;

    fn heads(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        cut(text, &mut words);
        let written =
            |head: &[Word]| text[head[0].start as usize..head[head.len() - 1].end as usize].to_owned();
        groups(&words).iter().flatten().map(|head| written(head)).collect()
    }

    #[test]
    fn lines_with_a_number_after_a_name_are_rows() {
        let text = "Marks for July\nRoe 3.412,00\nDoe-Poe 2.980,00\nJ. Loe 12 EUR\n\nApproved: Roe 1";
        assert_eq!(heads(text), ["Roe", "Doe-Poe", "J. Loe"]);
    }

    #[test]
    fn sentences_and_other_lines_are_none() {
        for text in [
            "Roe 3\nDoe 4",
            "Roe 3\nDoe 4 came\nPoe 5",
            "Roe has 3\nDoe has 4\nPoe has 5",
            "Roe: 3\nDoe: 4\nPoe: 5",
            "1 Roe\n2 Doe\n3 Poe",
        ] {
            assert_eq!(heads(text), [""; 0], "{text}");
        }
    }
}
