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
        Some(above) if is_one_of(&OF_WHAT, key) => format!("{above}_{key}").into(),
        _ => label.into(),
    }
}

fn is_one_of(names: &[&str], key: &str) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(key))
}

/// Whether a key, in lower case, is what a thing is called, or several of them.
fn is_thing(key: &str) -> bool {
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
            ("Nummer", Some("kunde"), "kunde_Nummer"),
            ("date", Some("birth"), "birth_date"),
            ("email", Some("user"), "email"),
            ("number", None, "number"),
        ] {
            assert_eq!(label_of(key, above), told);
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
