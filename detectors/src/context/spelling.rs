//! How else a cue is written: its words joined as program text does, without its accents, in the plural with `s`.
//!
//! Works on the cue alone, once, when a set of rules is made; never looks at a text. The hits of all spellings count as the
//! cue's ([`super::Ear`]).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Fewer letters may be another word once their accents are gone (`né`, `marié`), or once they are joined.
const DISTINCT: usize = 6;

/// Signs between the words of a cue, for which program text has others.
const JOINTS: [char; 5] = [' ', '-', '\'', '.', '/'];

/// The spellings of a cue besides its own. A cue that is `open` has its plural already.
pub(super) fn others(cue: &str, open: bool) -> Vec<String> {
    let mut spellings = vec![cue.to_owned()];
    if cue.chars().filter(|c| c.is_alphabetic()).count() >= DISTINCT {
        spellings.extend(unaccented(cue));
    }
    if !open {
        let plurals: Vec<String> = spellings.iter().filter_map(|cue| plural(cue)).collect();
        spellings.extend(plurals);
    }
    let joined: Vec<String> = spellings.iter().flat_map(|cue| identifiers(cue)).collect();
    spellings.extend(joined);
    spellings.remove(0);
    spellings
}

/// How program text spells a cue of several words: `id_number`, `id-number`, `idNumber`.
fn identifiers(cue: &str) -> Vec<String> {
    let joints: &[&str] = match cue.len() {
        _ if !cue.contains(JOINTS) => &[],
        0..DISTINCT => &["_", "-"],
        _ => &["_", "-", ""],
    };
    joints.iter().map(|joint| cue.replace(JOINTS, joint)).filter(|spelled| spelled != cue).collect()
}

/// `licence number` -> `licence numbers`; none for a word that hardly has one: a short one, one of another script.
fn plural(cue: &str) -> Option<String> {
    let last = cue.rsplit([' ', '-', '.']).next()?;
    (last.chars().count() > 2 && !last.ends_with('s') && last.chars().all(char::is_lowercase))
        .then(|| format!("{cue}s"))
}

/// Without accents; German umlauts also as two letters.
pub(crate) fn unaccented(cue: &str) -> Vec<String> {
    if cue.is_ascii() {
        return Vec::new();
    }
    let plain = |c: char| {
        [c].into_iter().nfd().filter(|&part| !is_combining_mark(part)).map(base).collect::<String>()
    };
    let german = |c: char| if "äöüÄÖÜ".contains(c) { format!("{}e", plain(c)) } else { plain(c) };
    let mut spelled: Vec<String> = vec![cue.chars().map(plain).collect(), cue.chars().map(german).collect()];
    spelled.dedup();
    spelled.retain(|spelled| spelled != cue);
    spelled
}

/// What a letter that no decomposition simplifies is written as.
fn base(c: char) -> String {
    match c {
        'ı' => "i".to_owned(),
        'ł' => "l".to_owned(),
        'Ł' => "L".to_owned(),
        'ø' => "o".to_owned(),
        'Ø' => "O".to_owned(),
        'æ' => "ae".to_owned(),
        'Æ' => "Ae".to_owned(),
        'đ' => "d".to_owned(),
        'Đ' => "D".to_owned(),
        'ß' => "ss".to_owned(),
        '’' => "'".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined_and_numbered() {
        assert_eq!(
            others("id number", false),
            ["id numbers", "id_number", "id-number", "idnumber", "id_numbers", "id-numbers", "idnumbers"]
        );
        assert_eq!(others("ssn", false), ["ssns"]);
        assert_eq!(others("steuer", true), [""; 0]);
        assert_eq!(others("tel no", true), ["tel_no", "tel-no", "telno"]);
    }

    #[test]
    fn accents_may_be_missing_where_no_other_word_comes_of_it() {
        assert_eq!(others("führerschein", true), ["fuhrerschein", "fuehrerschein"]);
        assert_eq!(others("numéro", false), ["numero", "numéros", "numeros"]);
        assert_eq!(others("né", false), [""; 0]);
        assert_eq!(others("numarası", true), ["numarasi"]);
    }
}
