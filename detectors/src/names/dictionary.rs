//! The text's own dictionary: what a name that was found once tells of the rest of the text, and ([`Dictionary`]) of the
//! texts after it.
//!
//! Owns: the forms in which a found name comes again (a lone first or last name, with an initial, possessive, in other
//! letters; a company without its legal form), and looking for them; as machines write them: `handles.rs`. Ordinary words (`Will`, `Koch`) count only where
//! nothing says that the word itself is meant. Never: finds a name of which no full form was found.

mod handles;
mod known;
mod taught;

use allonym_tagger::lexicon::class;
use allonym_tagger::words::{self, Shape, Word};

use self::handles::Handles;
use self::known::{Form, Known, Neighbours};
use self::taught::Taught;
use super::laid::Laid;
use super::{extent::surname, tagger, words_in};
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::settings::Settings;

/// What the names found so far tell of the texts to come: of `Anna Roe` in one message, `Roe` in a later one. It never
/// tells of a text before, so a text keeps its detections when others are appended.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    known: Known,
    handles: Handles,
}

/// Names below this score tell nothing of other texts.
const TEACHES: f32 = 0.7;

impl Dictionary {
    /// Whether it tells of nothing yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty() && self.handles.is_empty()
    }

    /// Approximate heap size in bytes.
    #[must_use]
    pub fn weight(&self) -> usize {
        /// A form with its words, and a first word's lengths, as they stand in hash maps.
        const FORM: usize = 160;
        FORM * (self.known.len() + self.handles.len())
    }

    /// Whether names that are sure enough are among `found`.
    #[must_use]
    pub fn is_taught_by(found: &[Detection]) -> bool {
        found.iter().any(teaches)
    }

    /// Takes in the names among `found`, the detections of `text`, that are sure enough.
    pub fn learn(&mut self, text: &str, found: &[Detection]) {
        let sure: Vec<&Detection> = found.iter().filter(|name| teaches(name)).collect();
        sure.iter().for_each(|name| self.handles.learn(text, name));
        let mut whole = None;
        for name in &sure {
            // What an address spells is looked for in the whole text; any other name is enough for itself.
            let near = (name.entity != Entity::Email).then(|| cut_near(text, name.span)).flatten();
            if let Some(words) = near {
                self.known.learn_one(text, &words[words_in(&words, name.span)], name, &Neighbours::default());
                continue;
            }
            let whole = whole.get_or_insert_with(|| {
                cut(text).map(|words| (Neighbours::of(&words, sure.iter().copied()), words))
            });
            if let Some((neighbours, words)) = whole {
                self.known.learn_one(text, &words[words_in(words, name.span)], name, neighbours);
            }
        }
    }

    /// Takes in everything that was found in a text, whose words are `cut`.
    fn learn_all(&mut self, text: &str, cut: &[Word], found: &[Detection]) {
        let neighbours = Neighbours::of(cut, found.iter());
        let mut taught = Taught::default();
        for name in found {
            let own = &cut[words_in(cut, name.span)];
            if taught.is_new(text, own, name) {
                self.known.learn_one(text, own, name, &neighbours);
                self.handles.learn(text, name);
            }
        }
    }

    /// Adds to `found`, the detections of `text`, sorted and apart, what is known of it by now.
    pub fn recall(&self, text: &str, settings: &Settings, found: &mut Vec<Detection>) {
        if !self.is_empty()
            && super::wanted(settings)
            && let Some(cut) = cut(text)
        {
            self.recall_in(text, &cut, settings, found);
            surname::grow(text, &cut, found);
        }
    }

    fn recall_in(&self, text: &str, cut: &[Word], settings: &Settings, found: &mut Vec<Detection>) {
        let mut laid = Laid::new(found);
        recall(&self.known, text, cut, settings, &mut laid);
        if !self.handles.is_empty() {
            self.handles.recall(text, cut, settings, &mut laid);
        }
    }
}

/// Adds to `found`, sorted and apart, what its names tell; `cut` are the text's words.
pub(super) fn add(text: &str, cut: &[Word], settings: &Settings, found: &mut Vec<Detection>) {
    if found.iter().any(is_name) {
        let mut dictionary = Dictionary::default();
        dictionary.learn_all(text, cut, found);
        dictionary.recall_in(text, cut, settings, found);
        // A first name that was told of has a surname now, which tells of more.
        if surname::grow(text, cut, found) {
            dictionary.learn_all(text, cut, found);
            dictionary.recall_in(text, cut, settings, found);
        }
    }
}

fn teaches(found: &Detection) -> bool {
    is_name(found) && found.score >= TEACHES
}

/// The words of a text; none of one whose offsets do not fit.
fn cut(text: &str) -> Option<Vec<Word>> {
    u32::try_from(text.len()).ok()?;
    let mut cut = Vec::new();
    words::cut(text, &mut cut);
    Some(cut)
}

/// How far from a name a space is looked for, in bytes.
const NEAR: usize = 64;

/// The words of a name as they are cut in the whole text: from the space before it to the one after it. None where these
/// are far, or where the offsets do not fit.
fn cut_near(text: &str, span: Span) -> Option<Vec<Word>> {
    u32::try_from(text.len()).ok()?;
    let boundary = |at: &usize| text.is_char_boundary(*at);
    let least = (span.start.saturating_sub(NEAR)..=span.start).find(boundary)?;
    let most = (span.end..=span.end.saturating_add(NEAR).min(text.len())).rfind(boundary)?;
    let before = text[least..span.start].rfind(char::is_whitespace).map(|at| least + at);
    let start = before.or_else(|| (least == 0).then_some(0))?;
    let after = text[span.end..most].find(char::is_whitespace).map(|at| span.end + at);
    let end = after.or_else(|| (most == text.len()).then_some(most))?;
    let mut words = Vec::new();
    words::cut(&text[start..end], &mut words);
    for word in &mut words {
        (word.start, word.end) = (word.start + start as u32, word.end + start as u32);
    }
    Some(words)
}

fn recall(known: &Known, text: &str, cut: &[Word], settings: &Settings, laid: &mut Laid<'_>) {
    let mut at = 0;
    while at < cut.len() {
        let Some((length, form)) = known.longest(&cut[at..]) else {
            at += 1;
            continue;
        };
        let fits = settings.threshold(&form.entity).is_some_and(|least| form.score >= least);
        if fits && counts(text, cut, at, length, form) {
            let start = initial_before(cut, at, form);
            let span = Span { start, end: cut[at + length - 1].end as usize };
            if !laid.has_room(span) {
                // What stands there may have the first of its words alone.
                at += 1;
                continue;
            }
            if is_bracketed(cut, at) || !tagger::is_piece(text, span) {
                laid.lay_told(span, &form.entity, form.score);
            }
        }
        at += length;
    }
}

fn is_name(detection: &Detection) -> bool {
    use Entity::{Email, Location, Organization, Person, Username};
    matches!(detection.entity, Person | Organization | Location | Email | Username)
}

/// Whether the words at `at` are the name here, and not a piece of an identifier or an ordinary word.
fn counts(text: &str, words: &[Word], at: usize, length: usize, form: &Form) -> bool {
    let path = |sign: &Word| sign.sign == b':' && sign.length > 1;
    // Two surnames share a motion (`Feldstein/Sullivan`); in lower case a slash parts the folders of a path.
    let shared = |sign: &Word| sign.sign == b'/' && length == 1 && words[at].is_capital() && !form.ordinary;
    let (start, end) = (words[at].start as usize, words[at + length - 1].end as usize);
    let wild = || tagger::between_wildcards(&text.as_bytes()[..start], &text.as_bytes()[end..]);
    let parts = |sign: u8| b"_/\\@#$".contains(&sign) || sign == b'%' && !wild();
    let joined = |sign: &Word| parts(sign.sign) && !shared(sign) || path(sign);
    let before = at.checked_sub(1).map(|before| &words[before]).filter(|_| !words[at].spaced);
    let after = words.get(at + length).filter(|next| !next.spaced);
    let dotted = after.is_some_and(|dot| dot.sign == b'.')
        && words.get(at + length + 1).is_some_and(|next| !next.spaced && next.is_word());
    let led = before
        .is_some_and(|dot| dot.sign == b'.' && at > 1 && words[at - 2].is_word() && words[at - 2].length > 1);
    if before.is_some_and(joined) || after.is_some_and(joined) || dotted || led {
        return false;
    }
    let shapes = || words[at..at + length].iter().filter(|word| word.is_word());
    // `van de`, but `Sue will sue`.
    let short = |word: &Word| word.length < 4 && (length > 1 || !tagger::in_dictionary(word.written(text)));
    let is_written_as_name =
        shapes().all(|word| word.is_capital() || word.shape == Shape::Mixed || short(word));
    if form.ordinary {
        return is_written_as_name && !after_article_or_start(text, words, at);
    }
    is_written_as_name
        || form.in_any_case
        || length == 1 && form.entity == Entity::Person && is_small_name(text, words, at)
}

/// Whether a part of a person's name in small letters is it all the same: it speaks, or it is no word of any language.
fn is_small_name(text: &str, words: &[Word], at: usize) -> bool {
    const LONG: u8 = 7;
    let sign = |at: Option<usize>| at.and_then(|at| words.get(at)).map_or(b' ', |word| word.sign);
    let begins = at.checked_sub(1).is_none_or(|before| words[before].shape == Shape::LineEnd);
    let speaks = is_bracketed(words, at)
        || begins && sign(Some(at + 1)) == b':' && words.get(at + 2).is_some_and(|next| next.spaced);
    is_no_word(text, &words[at]) && (speaks || words[at].length >= LONG)
}

/// Whether a line begins with the word between angle brackets, as chats show who speaks.
fn is_bracketed(words: &[Word], at: usize) -> bool {
    let sign = |at: usize, sign: u8| words.get(at).is_some_and(|word| word.sign == sign && word.length == 1);
    let begins = || at < 2 || words[at - 2].shape == Shape::LineEnd;
    at > 0
        && sign(at - 1, b'<')
        && sign(at + 1, b'>')
        && begins()
        && words.get(at + 2).is_some_and(|next| next.spaced)
}

/// Whether no dictionary holds the word, and no list knows it for anything but a name.
fn is_no_word(text: &str, word: &Word) -> bool {
    const OTHER: u32 = class::COMMON | class::PUBLIC | class::CALENDAR | class::ROLE | class::ORG_WORD;
    word.length > 3 && tagger::classes(word.hash) & OTHER == 0 && !tagger::in_dictionary(word.written(text))
}

/// Whether an ordinary word may stand here in capitals all the same: at the beginning of a sentence, or after an article.
fn after_article_or_start(text: &str, words: &[Word], at: usize) -> bool {
    const ARTICLES: [&str; 48] = [
        "the", "a", "an", "this", "that", "my", "your", "his", "her", "our", "their", "der", "die", "das",
        "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "kein", "keine", "le", "la", "les",
        "un", "une", "el", "los", "las", "una", "il", "lo", "gli", "de", "het", "een", "zum", "zur", "im",
        "am", "vom", "beim", "del", "du", "au",
    ];
    let Some(before) = at.checked_sub(1).map(|before| &words[before]) else { return true };
    let written = &text[before.start as usize..before.end as usize];
    !before.is_word() && !matches!(before.sign, b',' | b'(' | b'&')
        || ARTICLES.iter().any(|article| written.eq_ignore_ascii_case(article))
}

/// Where the span begins when the known first name's initial stands before a surname: `J. Roe`.
fn initial_before(words: &[Word], at: usize, form: &Form) -> usize {
    let start = words[at].start as usize;
    let Some(initial) = form.initial else { return start };
    let dot = at.checked_sub(2).filter(|_| words[at - 1].sign == b'.');
    let letter = dot.map(|letter| &words[letter]).filter(|word| word.shape == Shape::Initial);
    letter.filter(|word| word.hash == initial).map_or(start, |word| word.start as usize)
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;
    use crate::detection::RuleId;

    /// What the dictionary adds when `names` are found at their first places.
    fn added<'t>(text: &'t str, names: &[(&str, Entity)]) -> Vec<&'t str> {
        told::added(text, names, add)
    }

    #[test]
    fn parts_forms_and_initials_of_a_person_are_found() {
        let text = "Anneliese Brandtner kam. Brandtners Akte liegt bei A. Brandtner, Annelieses Mann und ANNELIESE BRANDTNER.";
        let expected = ["Brandtners", "A. Brandtner", "Annelieses", "ANNELIESE BRANDTNER"];
        assert_eq!(added(text, &[("Anneliese Brandtner", Entity::Person)]), expected);
        let text = "Osei-Bonsu, Hyacinth came; Hyacinth's bag and Osei-Bonsu stayed";
        assert_eq!(added(text, &[("Osei-Bonsu, Hyacinth", Entity::Person)]), ["Hyacinth", "Osei-Bonsu"]);
    }

    #[test]
    fn a_surname_in_small_letters_counts_where_it_is_no_other_word() {
        let text =
            "Anneliese Brandtmüller kam.\n<brandtmüller> hallo\nbrandtmüller: ja\nhat brandtmüller zeit?";
        assert_eq!(added(text, &[("Anneliese Brandtmüller", Entity::Person)]), ["brandtmüller"; 3]);
        let text = "Anneliese Koch kam.\n<koch> hallo\nkoch: ja\nhat koch zeit?";
        assert_eq!(added(text, &[("Anneliese Koch", Entity::Person)]), [""; 0]);
        let text = "frag ich przybilla, der przybilla hat urlaub, frag ich ulme, die ulme";
        let names = [("przybilla", Entity::Person), ("ulme", Entity::Person)];
        assert_eq!(added(text, &names), ["przybilla"]);
    }

    #[test]
    fn ordinary_words_need_a_place_where_a_name_stands() {
        let text = "Marion Koch kocht. Der Koch ist gut. Koch bitte. Ich sah Koch und Marion";
        assert_eq!(added(text, &[("Marion Koch", Entity::Person)]), ["Koch", "Marion"]);
        let text = "Ambrose Will left. Will he come? I saw Will and a will";
        assert_eq!(added(text, &[("Ambrose Will", Entity::Person)]), ["Will"]);
    }

    #[test]
    fn a_short_name_is_no_word_in_small_letters() {
        let text = "Sue Brandtner says she will sue. I saw Sue";
        assert_eq!(added(text, &[("Sue Brandtner", Entity::Person)]), ["Sue"]);
        let text = "Mai Brandtner hat im Mai Zeit";
        assert_eq!(added(text, &[("Mai Brandtner", Entity::Person)]), [""; 0]);
    }

    #[test]
    fn a_slash_between_surnames_is_no_path() {
        let persons = [("Max Feldstein", Entity::Person), ("Joe Sullivan", Entity::Person)];
        let text = "Max Feldstein, Joe Sullivan. (Feldstein/Sullivan) carried; see docs/sullivan.md";
        assert_eq!(added(text, &persons), ["Feldstein", "Sullivan"]);
    }

    #[test]
    fn a_company_comes_again_without_its_form() {
        let text = "Quarzwerk Lindner GmbH & Co. KG zahlt. Quarzwerk Lindner mahnt.";
        let name = ("Quarzwerk Lindner GmbH & Co. KG", Entity::Organization);
        assert_eq!(added(text, &[name]), ["Quarzwerk Lindner"]);
    }

    #[test]
    fn an_address_spells_names() {
        let text = "Von: chiara.brunelli@mail.example\nChiara kommt, sagt Brunelli. mail.example bleibt";
        assert_eq!(added(text, &[("chiara.brunelli@mail.example", Entity::Email)]), ["Chiara", "Brunelli"]);
    }

    #[test]
    fn a_name_is_cut_near_it_as_in_the_whole_text() {
        let text =
            "Re: (Van der Berg-Roe), \u{fc}ber\u{a0}Anneliese O'Hara.\nund\tLin-Mei,Q; x.y@mail.example=Roe";
        let whole = cut(text).expect("short");
        for (start, _) in text.char_indices() {
            for (end, sign) in text.char_indices().filter(|(end, _)| *end >= start) {
                let span = Span { start, end: end + sign.len_utf8() };
                let near = cut_near(text, span).expect("a space, or an end of the text, is near");
                let inside = |words: &[Word]| {
                    let words = words
                        .iter()
                        .filter(|word| (word.end as usize) > span.start && (word.start as usize) < span.end);
                    words.map(|word| format!("{word:?}")).collect::<Vec<_>>()
                };
                assert_eq!(inside(&near), inside(&whole), "{:?}", &text[span.range()]);
            }
        }
        let far = "x".repeat(200);
        assert!(cut_near(&far, Span { start: 100, end: 110 }).is_none());
    }

    #[test]
    fn a_name_is_known_in_the_texts_after_it() {
        let mut dictionary = Dictionary::default();
        let recalled = |dictionary: &Dictionary, text: &str| {
            let mut found = Vec::new();
            dictionary.recall(text, &Settings::default(), &mut found);
            found.iter().map(|found| text[found.span.range()].to_owned()).collect::<Vec<_>>()
        };
        assert!(recalled(&dictionary, "Brandtner called").is_empty());
        let text = "Anneliese Brandtner";
        let span = Span { start: 0, end: text.len() };
        let name = |score| Detection { span, entity: Entity::Person, score, rule: RuleId::new("a.rule") };
        dictionary.learn(text, &[name(0.6)]);
        assert!(recalled(&dictionary, "Brandtner called").is_empty(), "not sure enough");
        dictionary.learn(text, &[name(0.9)]);
        assert_eq!(
            recalled(&dictionary, "Brandtner called, for Annelieses mail"),
            ["Brandtner", "Annelieses"]
        );
        assert_eq!(recalled(&dictionary, "see brandtner_id, abrandtner"), ["brandtner", "abrandtner"]);
    }

    #[test]
    fn a_pattern_of_sql_holds_a_name_and_an_escape_does_not() {
        let text = "Jerome Brandtner: name LIKE '%Brandtner%' OR name LIKE 'Brandtner%' OR q = %Brandtner%20";
        assert_eq!(added(text, &[("Jerome Brandtner", Entity::Person)]), ["Brandtner", "Brandtner"]);
    }

    #[test]
    fn identifiers_are_names_only_where_the_word_is_nothing_else() {
        let text = "Jerome Brandtner wrote brandtner_id, Brandtner.java, x/Brandtner/x and jerome_id";
        let expected = ["brandtner", "Brandtner", "Brandtner"];
        assert_eq!(added(text, &[("Jerome Brandtner", Entity::Person)]), expected);
        let text = "Jerome Brandtmüller wrote brandtmüller_id, cv_Brandtmüller.pdf, brandtmueller_id";
        let expected = ["brandtmüller", "Brandtmüller", "brandtmueller"];
        assert_eq!(added(text, &[("Jerome Brandtmüller", Entity::Person)]), expected);
        let text = "Jerome Koch wrote koch_id, Koch.java, x/Koch/x and Koch::new";
        assert_eq!(added(text, &[("Jerome Koch", Entity::Person)]), Vec::<&str>::new());
    }
}
