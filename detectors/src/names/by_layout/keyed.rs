//! Words among the strings of JSON: `"features": ["rustls"]`. By itself a word looks like anybody's name, so the keys that lead to it, the
//! strings beside it or the document must speak of people, or no dictionary and no list must know it for anything else.
//!
//! Owns: what a key asks for, which keys speak of people, and what is then believed ([`Keyed`]). Never: finds a string or a name, and never
//! doubts what a rule has found; prose is judged by the tagger.

use allonym_tagger::lexicon::class;

use super::heading;
use crate::detection::{Detection, Span};
use crate::entity::Entity;
use crate::key::{is_thing, words_of};
use crate::names::{layer, tagger};

/// What the keys that lead to a string ask for, from least to most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asks {
    /// For what a thing is called; or the string says its key again, as the labels of a program do.
    Thing,
    /// For nobody.
    #[default]
    Nothing,
    /// For a name, perhaps a thing's: `name`, `driver`, `state`.
    Perhaps,
    /// For a place or an organization.
    Name,
    /// For a person.
    Person,
}

/// A string of a JSON document, by where it stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Keyed {
    /// What its keys ask for.
    pub asks: Asks,
    /// Whether the document may be one of people: some key speaks of them, or too few keys say what it is.
    pub of_people: bool,
    /// Whether the strings beside it (or the keys beside this key) are names.
    pub among_names: bool,
}

/// A string of more words is prose, in which a sentence may speak of somebody.
const WORDS: usize = 4;

/// Keys that say that somebody's name follows, without space and signs, besides the headings of columns that do.
const NAMES: [&str; 6] = ["displayname", "globalname", "maidenname", "nombre", "realname", "username"];

/// Last words of keys that tell of what stands before them: `ownerName`, `{"patient": {"label": …}}`.
#[rustfmt::skip]
const PARTS: [&str; 22] = [
    "display", "family", "first", "formatted", "full", "fullname", "given", "handle", "label", "last", "login", "naam", "name", "names", "nick",
    "nickname", "nom", "nome", "nombre", "text", "title", "value",
];
/// Those of them that ask for a name, whosever that is, and the parts of one.
const CALLED: [&str; 7] = ["name", "names", "naam", "nom", "nome", "nombre", "fullname"];
const OF_A_NAME: [&str; 7] = ["family", "first", "formatted", "full", "given", "last", "middle"];

/// Roles and places of people that programs have as well: a key `driver` or `state` is as often a program's.
#[rustfmt::skip]
const OF_PROGRAMS: [&str; 25] = [
    "an", "assistant", "assistente", "asistente", "bank", "cc", "client", "conductor", "destination", "driver", "from", "holder",
    "host", "land", "location", "lugar", "origin", "parent", "place", "standort", "state", "tenant", "to", "via", "von",
];

/// Roles that settings and packages speak of as well, so that a document with such a key is not yet one of people.
#[rustfmt::skip]
const OF_PACKAGES: [&str; 20] = [
    "author", "auteur", "autor", "autore", "client", "committer", "contact", "contacto", "customer", "developer", "director", "engineer", "guest",
    "maintainer", "manager", "member", "owner", "partner", "person", "user",
];

/// Words of keys of what people alone have, besides the headings of such columns.
#[rustfmt::skip]
const OF_PEOPLE: [&str; 36] = [
    "adres", "anschrift", "straat", "voornaam", "woonplaats", "birth", "birthdate", "birthday", "born", "calle", "dob", "email", "firstname", "geburt", "geburtsdatum", "gender", "iban",
    "indirizzo", "lastname", "mobile", "nachname", "passport", "phone", "plz", "postcode", "rue", "salary", "ssn", "strasse", "straße", "street",
    "surname", "telefon", "telephone", "vorname", "zip",
];

/// Roles that the lexicon's list of them lacks.
#[rustfmt::skip]
const ROLES: [&str; 60] = [
    "aanvrager", "accused", "actor", "chauffeur", "chi", "coach", "lead", "player", "wer", "who", "acheteur", "adjuster", "antragsteller", "besteller", "borrower", "buyer", "caller", "collaborator", "complainant",
    "comprador", "contributor", "creditor", "debtor", "defendant", "demandeur", "deudor", "donor", "ersteller", "follower", "guardian", "kin",
    "koper", "käufer", "lender", "lessee", "lessor", "melder", "moderator", "nominee", "operator", "organizer", "organiser", "payee", "payer", "pilot",
    "plaintiff", "policyholder", "prüfer", "requester", "requestor", "reisender", "richiedente", "seller", "signatory", "solicitante", "spouse",
    "submitter", "technician", "traveler", "traveller",
];

/// Words before a person who did something: `created_by`.
const BY: [&str; 5] = ["by", "von", "par", "por", "door"];

/// What the keys of a string ask for: its own, and that of the object that it is in. A string that only says its key again (`"name":
/// "Name"`) is a label of a program.
#[must_use]
pub fn asks(key: &str, above: Option<&str>, string: &str) -> Asks {
    let words = words_of(key);
    let Some((last, whose)) = words.split_last() else { return Asks::Nothing };
    if string.len() == key.len() && heading::folded(string) == heading::folded(key) {
        return Asks::Thing;
    }
    if is_name_key(key, above) || BY.contains(&last.as_str()) && (!whose.is_empty() || last == "by") {
        return Asks::Person;
    }
    if !PARTS.contains(&last.as_str()) {
        return asked_by(last);
    }
    let called = if CALLED.contains(&last.as_str()) { Asks::Perhaps } else { Asks::Nothing };
    match (whose.last(), above) {
        (Some(whose), _) => asked_by(whose).max(called),
        (None, Some(above)) if is_thing(&above.to_ascii_lowercase()) => Asks::Thing,
        (None, Some(above)) => {
            words_of(above).last().map_or(Asks::Nothing, |above| asked_by(above)).max(called)
        }
        (None, None) => called,
    }
}

/// Whether a key alone says that somebody's name follows, or a part of one.
pub(super) fn is_name_key(key: &str, above: Option<&str>) -> bool {
    let folded = heading::folded(key);
    let is_part = || above.is_some_and(|above| CALLED.contains(&heading::folded(above).as_str()));
    heading::is_persons(&folded)
        || NAMES.contains(&folded.as_str())
        || OF_A_NAME.contains(&folded.as_str()) && is_part()
}

/// What a word asks for that a key ends with.
fn asked_by(word: &str) -> Asks {
    let one = singular(word);
    match tagger::listed(one) {
        _ if CALLED.contains(&one) || OF_PROGRAMS.contains(&one) => Asks::Perhaps,
        _ if is_role(one) || heading::is_persons(word) || is_of(word) => Asks::Person,
        classes if classes & (class::FIELD_PLACE | class::FIELD_ORG) != 0 => Asks::Name,
        _ => Asks::Nothing,
    }
}

/// A word without the `s` of several, where lists know it so.
fn singular(word: &str) -> &str {
    let known = class::FIELD_PERSON | class::ROLE | class::FIELD_PLACE | class::FIELD_ORG;
    if tagger::listed(word) & known == 0 { word.strip_suffix('s').unwrap_or(word) } else { word }
}

fn is_role(word: &str) -> bool {
    tagger::listed(word) & (class::FIELD_PERSON | class::ROLE) != 0 || ROLES.contains(&word)
}

/// `kundenname`, `Patientenname`: a person's in one word.
fn is_of(word: &str) -> bool {
    let stem = word.strip_suffix("name").unwrap_or_default();
    let stems = [stem, stem.trim_end_matches('n'), stem.trim_end_matches("en"), stem.trim_end_matches('s')];
    stem.len() > 2 && stems.iter().any(|stem| tagger::listed(stem) & (class::FIELD_PERSON | class::ROLE) != 0)
}

/// Whether a key says that its document is one of people.
pub(super) fn speaks_of_people(key: &str) -> bool {
    let (words, folded) = (words_of(key), heading::folded(key));
    let is_persons = |word: &String| {
        let one = singular(word);
        let is_others = |lists: [&[&str]; 3]| lists.iter().any(|list| list.contains(&one));
        !is_others([&OF_PACKAGES, &OF_PROGRAMS, &PARTS]) && is_role(one)
    };
    heading::is_persons(&folded)
        || heading::is_of_people(&folded)
        || words.iter().any(|word| OF_PEOPLE.contains(&word.as_str()))
        || words.last().is_some_and(is_persons)
}

/// Whether a string says so, for it reads as a name under a key that asks for a person, or as a whole name under one that may.
pub(super) fn is_somebody(asks: Asks, string: &str) -> bool {
    let words = string.split(' ').count();
    asks == Asks::Person && is_capital(string) && words <= WORDS
        || asks >= Asks::Perhaps && words > 1 && reads_as_name(string)
}

/// Whether a string reads as somebody's name and nothing else, as far as lists know.
pub(super) fn reads_as_name(written: &str) -> bool {
    let mut words = written.split_whitespace();
    let known = words.next().is_some_and(|first| is_capital(first) && is_listed(first, class::FIRST));
    known && words.clone().count() < WORDS && words.all(is_capital)
}

impl Keyed {
    /// Whether what a layer has `found` in the string, where `own` stands, is nobody's name, for nothing but its look speaks for it.
    #[must_use]
    pub fn doubts(&self, string: &str, own: Span, found: &Detection) -> bool {
        if self.asks >= Asks::Name || !layer::is_one(&found.rule) {
            return false;
        }
        let Some(own) = string.get(own.range()) else { return false };
        let string = string.trim();
        let of = match found.entity {
            Entity::Person => class::PERSONS,
            Entity::Location => class::PLACES,
            Entity::Organization => class::COMPANY,
            _ => return false,
        };
        match string.split_whitespace().count() {
            1 if self.asks == Asks::Thing => true,
            _ if is_full(own) || self.among_names && is_capital(own) => false,
            1 => !is_capital(own) || own != string || !self.may_be(own, of),
            2..=WORDS if own.len() * 2 > string.len() => !self.may_be_whole(own, &found.entity),
            2 => !self.of_people && self.asks == Asks::Nothing && is_thing_s(own, string),
            _ => false,
        }
    }

    /// Whether a word with a capital may be a name here. `of`: what lists must say of one.
    fn may_be(&self, word: &str, of: u32) -> bool {
        let is_persons = of == class::PERSONS;
        match self.asks {
            _ if !self.of_people => is_nothing_else(word) && (is_persons || is_listed(word, of)),
            Asks::Thing | Asks::Nothing => is_listed(word, of) || is_persons && !tagger::in_dictionary(word),
            _ => is_persons || is_listed(word, of),
        }
    }

    /// Whether several words may be a name here: if one of them is nothing else, or under a key that may ask for a name.
    fn may_be_whole(&self, own: &str, entity: &Entity) -> bool {
        let (words, last) = (own.split_whitespace(), own.rsplit(' ').next());
        let is_firm = || {
            let named = words.clone().any(is_nothing_else)
                && words.clone().any(|word| is_listed(word, class::ORG_WORD));
            named || last.is_some_and(|last| is_listed(last, class::LEGAL_FORM))
        };
        match entity {
            _ if self.of_people => true,
            Entity::Person => {
                let is_first = |word: &str| is_listed(word, class::FIRST | class::FIRST_RARE);
                let tells = |word| match self.asks {
                    Asks::Perhaps => !tagger::in_dictionary(word),
                    _ => is_nothing_else(word) && is_first(word),
                };
                words.clone().all(is_capital)
                    && (words.clone().any(tells) || words.clone().all(is_nothing_else))
            }
            _ => is_firm() || self.asks == Asks::Perhaps && words.clone().any(is_nothing_else),
        }
    }
}

/// Whether no dictionary holds the word, and no list of public names.
fn is_nothing_else(word: &str) -> bool {
    !is_listed(word, class::COMMON | class::PUBLIC) && !tagger::in_dictionary(word)
}

/// Whether a name is the first of two words of which the second is no word of a sentence: `Veronica spicata`, `Green Button`.
fn is_thing_s(own: &str, string: &str) -> bool {
    let rest = string.strip_prefix(own).map(str::trim);
    rest.is_some_and(|rest| rest.starts_with(char::is_uppercase) || !tagger::in_dictionary(rest))
}

/// Whether lists say so.
fn is_listed(word: &str, of: u32) -> bool {
    tagger::listed(word) & of != 0
}

/// A first name and a surname that lists know, in capitals or joined by a sign: `anna.mueller`, `Ada Lovelace`. Of rare surnames many are
/// ordinary words.
fn is_full(name: &str) -> bool {
    let mut words = name.split(|c: char| !c.is_alphabetic() && c != '\'').filter(|word| word.len() > 1);
    let is_first = words.next().is_some_and(|first| is_listed(first, class::FIRST));
    let is_last = |last: &str| {
        is_listed(last, class::LAST) || is_listed(last, class::LAST_RARE) && !tagger::in_dictionary(last)
    };
    is_first && words.next_back().is_some_and(is_last) && (is_capital(name) || !name.contains(' '))
}

/// Words that begin with a capital and go on in small letters, as names do and identifiers do not.
fn is_capital(word: &str) -> bool {
    let is_small = |word: &str| tagger::listed(word) & class::PARTICLE != 0;
    word.starts_with(char::is_uppercase)
        && word.split(' ').all(|word| word.starts_with(char::is_uppercase) || is_small(word))
        && word.contains(char::is_lowercase)
        && word.chars().all(|c| c.is_alphabetic() || " -'’.".contains(c))
        && !tagger::is_camel(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ask_for_names_or_for_none() {
        for (key, above, asked) in [
            ("created_by", None, Asks::Person),
            ("assignee", None, Asks::Person),
            ("ownerName", None, Asks::Person),
            ("name", Some("patient"), Asks::Person),
            ("login", Some("maintainers"), Asks::Person),
            ("Kundenname", None, Asks::Person),
            ("city", None, Asks::Name),
            ("name", None, Asks::Perhaps),
            ("driver", None, Asks::Perhaps),
            ("name", Some("status"), Asks::Thing),
            ("family", Some("name"), Asks::Person),
            ("family", Some("plants"), Asks::Nothing),
            ("features", None, Asks::Nothing),
            ("title", Some("feature"), Asks::Thing),
        ] {
            assert_eq!(asks(key, above, ""), asked, "{key}");
        }
        assert_eq!(asks("requesters", None, ""), Asks::Person);
        assert_eq!(asks("nachname", None, "Nachname"), Asks::Thing);
    }

    #[test]
    fn some_keys_speak_of_people_and_those_of_packages_do_not() {
        for key in ["patient", "date_of_birth", "assignees", "firstName", "contactEmail", "Ansprechpartner"] {
            assert!(speaks_of_people(key), "{key}");
        }
        for key in ["name", "author", "maintainers", "title", "properties", "dependencies", "user", "from"] {
            assert!(!speaks_of_people(key), "{key}");
        }
        assert!(is_somebody(Asks::Person, "Kuhlbrodt") && is_somebody(Asks::Person, "Ada de Roe"));
        assert!(is_somebody(Asks::Perhaps, "Barbara Polat") && !is_somebody(Asks::Perhaps, "Barbara"));
        assert!(!is_somebody(Asks::Person, "team-search") && !is_somebody(Asks::Perhaps, "Roe"));
    }

    #[test]
    fn a_word_needs_somebody_who_speaks_for_it() {
        let doubts = |keyed: Keyed, string: &str, entity| {
            let span = Span { start: 0, end: string.len() };
            keyed.doubts(string, span, &Detection { span, entity, score: 0.9, rule: layer::TAGGER.clone() })
        };
        let (program, people) = (Keyed::default(), Keyed { of_people: true, ..Keyed::default() });
        let called = Keyed { asks: Asks::Perhaps, ..people };
        let named = Keyed { asks: Asks::Perhaps, ..program };
        let among = Keyed { among_names: true, ..program };
        for (keyed, string, doubted) in [
            (program, "rustls", true),
            (program, "Marta", true),
            (program, "Okwuosa", false),
            (program, "Kubernetes", true),
            (program, "Fenna Hoekzema", false),
            (program, "AttachPoint", true),
            (program, "anna.mueller", false),
            (program, "Ada Lovelace", false),
            (program, "Cloud Spanner Emulator", true),
            (program, "Crystal Opal", true),
            (program, "Veronica spicata", true),
            (Keyed { asks: Asks::Thing, ..people }, "Salva", true),
            (named, "Bartholomäa Zink", false),
            (named, "Christi Himmelfahrt", true),
            (named, "Jasper", true),
            (among, "Okwuosa", false),
            (among, "okwuosa", true),
            (people, "Okwuosa", false),
            (people, "rustls", true),
            (people, "Chimezie Okwuosa", false),
            (called, "Wickramasinghe", false),
            (Keyed { asks: Asks::Name, ..program }, "okwuosa", false),
        ] {
            assert_eq!(doubts(keyed, string, Entity::Person), doubted, "{string} {keyed:?}");
        }
        assert!(doubts(people, "PartitionResult", Entity::Organization));
        assert!(doubts(program, "ap-east-2", Entity::Location));
    }

    #[test]
    fn what_rules_find_and_prose_is_not_doubted() {
        let string = "Ask Marta whether she can come by";
        let own = Span { start: 4, end: 9 };
        let found = |rule| Detection { span: own, entity: Entity::Person, score: 0.9, rule };
        assert!(!Keyed::default().doubts(string, own, &found(layer::TAGGER.clone())));
        assert!(!Keyed::default().doubts("Ask Marta", own, &found(crate::detection::RuleId::new("name.x"))));
    }
}
