//! What the keys that lead to a string of JSON say of it: `{"passport":{"number":…}}` is read as `passport_number`.
//!
//! Owns: which keys say too little by themselves, and what the key above adds. Never: walks a document; `json.rs` does in text, and
//! whoever takes a document apart for itself asks here too.

use std::borrow::Cow;

/// Keys that say nothing without the one above them, in lower case: a number, a code, a day or a place of whom, of what?
const OF_WHAT: [&str; 22] = [
    "id",
    "no",
    "nr",
    "num",
    "number",
    "nummer",
    "numero",
    "número",
    "numéro",
    "code",
    "value",
    "ref",
    "reference",
    "date",
    "datum",
    "fecha",
    "data",
    "age",
    "place",
    "ort",
    "lieu",
    "city",
];

/// The parts of a name below a key that says that it is one: `{"name":{"first":…}}`. `first_name` is what labels are called.
const PARTS: [&str; 7] = ["first", "last", "middle", "given", "family", "maiden", "full"];
const WHOLES: [&str; 5] = ["name", "names", "fullname", "full_name", "displayname"];

/// A name as it is to be shown, which is a name.
const SHOWN: [&str; 5] = ["displayname", "display_name", "display-name", "global_name", "formatted"];

/// What has a name that is hardly anybody's: `{"status":{"name":"In Progress"}}`. What may be called for its customer or owner
/// (a project, a team, a label, an account) is not among them.
const THINGS: [&str; 34] = [
    "artikel",
    "article",
    "category",
    "column",
    "component",
    "currency",
    "environment",
    "feature",
    "field",
    "item",
    "kategorie",
    "kind",
    "library",
    "license",
    "line_item",
    "metric",
    "module",
    "package",
    "permission",
    "plan",
    "priority",
    "product",
    "produkt",
    "produit",
    "prodotto",
    "producto",
    "resolution",
    "service",
    "severity",
    "state",
    "status",
    "test",
    "type",
    "version",
];

/// What numbers a person and is counted nowhere else: `customer_id`, `Personalnummer`.
#[rustfmt::skip]
const NUMBERED: [&str; 18] = [
    "client", "cliente", "customer", "employee", "klant", "kunden", "kunde", "member", "mitarbeiter", "mitglieds", "paciente", "patient", "patienten",
    "personal", "personnel", "staff", "student", "versicherten",
];
const NUMBERS: [&str; 6] = ["id", "no", "nr", "number", "nummer", "num"];

/// Ages, what may stand before one, postal codes and years of birth, as keys call them.
const AGES: [&str; 9] = ["age", "alter", "edad", "eta", "età", "idade", "leeftijd", "wiek", "âge"];
const AGED: [&str; 8] = ["birth", "child", "customer", "dob", "employee", "member", "patient", "person"];
#[rustfmt::skip]
const CODES: [&str; 11] = [
    "birthyear", "codepostal", "codigopostal", "geburtsjahr", "plz", "postalcode", "postcode", "postleitzahl", "yearofbirth", "zip", "zipcode",
];

/// Whose `id` is that of an account: `{"user": {"id": …}}`.
const ACCOUNTS: [&str; 8] =
    ["assignee", "author", "creator", "owner", "reporter", "requester", "sender", "user"];
const ACCOUNT_ID: &str = "user_account_id";

/// Whether a label says that even a short number is somebody's: an age, a postal code, a customer's number. Others count things.
#[must_use]
pub fn is_persons_number(label: &str) -> bool {
    let words = words_of(label);
    let Some((last, before)) = words.split_last() else { return false };
    let folded = words.concat();
    let is_number_of = |end: &str| folded.strip_suffix(end).is_some_and(|whose| NUMBERED.contains(&whose));
    CODES.contains(&folded.as_str())
        || AGES.contains(&last.as_str()) && before.iter().all(|word| AGED.contains(&word.as_str()))
        || NUMBERS.iter().any(|end| is_number_of(end))
}

/// The label of a string by its key, and by the key of the object that it stands in: what a form would have before it.
#[must_use]
pub fn label_of<'k>(key: &'k str, above: Option<&'k str>) -> Cow<'k, str> {
    let label = if is_one_of(&SHOWN, key) { "name" } else { key };
    match above {
        Some(above) if label.eq_ignore_ascii_case("name") && is_thing(&above.to_ascii_lowercase()) => {
            above.into()
        }
        Some(above) if is_one_of(&PARTS, key) && is_one_of(&WHOLES, above) => {
            format!("{}_name", key.to_ascii_lowercase()).into()
        }
        Some(above) if key.eq_ignore_ascii_case("id") && is_one_of(&ACCOUNTS, above) => ACCOUNT_ID.into(),
        Some(above) if is_one_of(&["nummer", "nr"], key) => {
            let joint = if above.ends_with('e') { "n" } else { "" };
            format!("{above}{joint}{}", key.to_ascii_lowercase()).into()
        }
        Some(above) if is_one_of(&OF_WHAT, key) => format!("{above}_{key}").into(),
        _ => label.into(),
    }
}

fn is_one_of(names: &[&str], key: &str) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(key))
}

/// The words of a key, in lower case: `createdBy`, `created_by`.
pub(crate) fn words_of(key: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut goes_on = false;
    let mut was_small = false;
    for c in key.chars() {
        if !c.is_alphabetic() {
            goes_on = false;
            continue;
        }
        if !goes_on || was_small && c.is_uppercase() {
            words.push(String::new());
        }
        (goes_on, was_small) = (true, c.is_lowercase());
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words
}

/// Whether a key, in lower case, is what a thing is called, or several of them.
pub(crate) fn is_thing(key: &str) -> bool {
    let one = key.strip_suffix("ies").map(|stem| format!("{stem}y"));
    let one = one.as_deref().or(key.strip_suffix('s').filter(|one| THINGS.contains(one))).unwrap_or(key);
    THINGS.contains(&one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_says_too_little_is_told_by_the_one_above() {
        for (key, above, told) in [
            ("number", Some("passport"), "passport_number"),
            ("Nummer", Some("kunde"), "kundennummer"),
            ("id", Some("user"), "user_account_id"),
            ("date", Some("birth"), "birth_date"),
            ("email", Some("user"), "email"),
            ("number", None, "number"),
        ] {
            assert_eq!(label_of(key, above), told);
        }
    }

    #[test]
    fn a_short_number_is_a_persons_where_its_key_says_so() {
        for label in [
            "age",
            "dob_age",
            "patientAge",
            "PLZ",
            "zip_code",
            "birthYear",
            "customer_number",
            "Kundennummer",
            "employeeId",
        ] {
            assert!(is_persons_number(label), "{label}");
        }
        for label in
            ["id", "max_age", "cache_age", "count", "user_account_id", "number", "order_number", "code", ""]
        {
            assert!(!is_persons_number(label), "{label}");
        }
    }

    #[test]
    fn the_name_of_a_thing_is_no_name_and_parts_of_a_name_are_called_so() {
        for (key, above, told) in [
            ("name", Some("status"), "status"),
            ("displayName", Some("Categories"), "Categories"),
            ("name", Some("patient"), "name"),
            ("displayName", Some("reporter"), "name"),
            ("display_name", None, "name"),
            ("first", Some("name"), "first_name"),
            ("first", Some("page"), "first"),
        ] {
            assert_eq!(label_of(key, above), told);
        }
    }
}
