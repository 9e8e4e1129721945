//! Numbers, letters, and mappings that come together.

use super::*;

fn mapping(numbering: Numbering) -> Mapping {
    Mapping::new(numbering, Arc::new([7; 32]))
}

fn name(m: &mut Mapping, entity: &Entity, text: &str) -> String {
    let group = m.identify(entity, text);
    m.spell(group, text, &[]).to_string()
}

#[test]
fn numbers_follow_detection_and_letters_follow_spelling() {
    let mut m = mapping(Numbering::Sequential);
    assert_eq!(name(&mut m, &Entity::Person, "Anna Müller"), "PERSON_1");
    assert_eq!(name(&mut m, &Entity::Email, "a@example.com"), "EMAIL_1");
    assert_eq!(name(&mut m, &Entity::Person, "anna mueller"), "PERSON_1B");
    assert_eq!(name(&mut m, &Entity::Person, "Max Roe"), "PERSON_2");
    assert_eq!(name(&mut m, &Entity::Person, "Müller"), "PERSON_1C");
    assert_eq!(name(&mut m, &Entity::Person, "Anna Müller"), "PERSON_1");
}

#[test]
fn a_later_namesake_never_relinks() {
    let mut m = mapping(Numbering::Sequential);
    name(&mut m, &Entity::Person, "Anna Müller");
    assert_eq!(name(&mut m, &Entity::Person, "Müller"), "PERSON_1B");
    assert_eq!(name(&mut m, &Entity::Person, "Jan Müller"), "PERSON_2");
    assert_eq!(name(&mut m, &Entity::Person, "Müller"), "PERSON_1B");
    assert_eq!(name(&mut m, &Entity::Person, "MÜLLER"), "PERSON_1C");
}

#[test]
fn a_person_is_one_in_whatever_order_and_however_short() {
    let mut m = mapping(Numbering::Sequential);
    for (text, expected) in [
        ("Krüger, Anna", "PERSON_1"),
        ("Anna Krüger", "PERSON_1B"),
        ("KRÜGER Anna", "PERSON_1C"),
        ("Hans-Peter Wöhrle", "PERSON_2"),
        ("H.-P. Wöhrle", "PERSON_2B"),
        ("Krügers", "PERSON_1D"),
        ("Arno Krüger", "PERSON_3"),
        ("A. Krüger", "PERSON_4"),
        ("Anna Krügers", "PERSON_1E"),
        ("Anna Kruger", "PERSON_1F"),
    ] {
        assert_eq!(name(&mut m, &Entity::Person, text), expected, "{text}");
    }
}

#[test]
fn an_ambiguous_surname_is_nobody_known() {
    let mut m = mapping(Numbering::Sequential);
    name(&mut m, &Entity::Person, "Anna Müller");
    name(&mut m, &Entity::Person, "Jan Müller");
    assert_eq!(name(&mut m, &Entity::Person, "Müller"), "PERSON_3");
}

#[test]
fn keyed_numbers_do_not_depend_on_order() {
    let (mut a, mut b) = (mapping(Numbering::Keyed), mapping(Numbering::Keyed));
    name(&mut a, &Entity::Email, "x@example.com");
    assert_eq!(name(&mut a, &Entity::Email, "y@example.com"), name(&mut b, &Entity::Email, "y@example.com"));
    let mut other = Mapping::new(Numbering::Keyed, Arc::new([8; 32]));
    assert_ne!(
        name(&mut other, &Entity::Email, "y@example.com"),
        name(&mut b, &Entity::Email, "y@example.com")
    );
}

#[test]
fn two_exchanges_come_to_one_mapping() {
    let mut before = mapping(Numbering::Keyed);
    let anna = name(&mut before, &Entity::Person, "Anna Müller");
    let (mut one, mut two) = (before.clone(), before);
    let max = name(&mut one, &Entity::Person, "Max Roe");
    let zoe = name(&mut two, &Entity::Person, "Zoë Roe");
    let mut merged = one.merged(&two);
    for (text, known) in [("Anna Müller", &anna), ("Max Roe", &max), ("Zoë Roe", &zoe)] {
        assert_eq!(&name(&mut merged, &Entity::Person, text), known);
    }
    assert_eq!(merged.len(), 3);
}

#[test]
fn a_stored_mapping_goes_on_counting() {
    let mut m = mapping(Numbering::Sequential);
    assert!(m.insert(&Entity::Person, "PERSON_4", "Anna Müller", &[]));
    assert_eq!(name(&mut m, &Entity::Person, "Anna Müller"), "PERSON_4");
    assert_eq!(name(&mut m, &Entity::Person, "Max Roe"), "PERSON_5");
    assert!(!m.insert(&Entity::Person, "nonsense", "x", &[]));
}

/// One exchange of a session after another: what it adds is looked up like what was there, however many there are.
#[test]
fn exchanges_that_go_on_come_to_what_one_exchange_would_give() {
    for numbering in [Numbering::Sequential, Numbering::Keyed] {
        let (mut whole, mut stored) = (mapping(numbering), mapping(numbering));
        for turn in 0..40 {
            let mut next = stored.continued();
            for at in 0..turn % 7 {
                let mail = format!("user{}@example.com", turn * 5 + at);
                for (entity, text) in [
                    (Entity::Email, mail.as_str()),
                    (Entity::Person, "Anna Müller"),
                    (Entity::Person, if turn % 3 == 0 { "MÜLLER" } else { "müller" }),
                    (Entity::Person, if turn > 30 { "Jan Roe" } else { "Roe" }),
                ] {
                    assert_eq!(name(&mut next, &entity, text), name(&mut whole, &entity, text), "{turn}");
                }
            }
            next.withhold(&format!("EMAIL_{}", turn * 6));
            whole.withhold(&format!("EMAIL_{}", turn * 6));
            stored = next.settled();
            assert!(stored.earlier.len() <= 8, "few layers: {}", stored.earlier.len());
        }
        assert_eq!(stored.len(), whole.len());
        let texts = |mapping: &Mapping| -> Vec<(String, String)> {
            let of = |spelling: &Spelling| (spelling.name.clone(), spelling.text.expose().clone());
            mapping.values().flat_map(|(_, spellings)| spellings.map(of)).collect()
        };
        assert_eq!(texts(&stored), texts(&whole));
        for (name, text) in texts(&whole) {
            assert_eq!(stored.spelling(&name).map(|spelling| spelling.text.expose()), Some(&text));
            assert!((0..=name.len()).all(|end| stored.names_begin(&name[..end])), "{name}");
        }
        assert!(!stored.names_begin("EMAIL_0") && stored.spelling("PERSON_77").is_none());
    }
}

#[test]
fn what_goes_on_from_a_mapping_holds_it_already() {
    let mut first = mapping(Numbering::Sequential);
    name(&mut first, &Entity::Email, "a@example.com");
    let stored = first.settled();
    let mut next = stored.continued();
    name(&mut next, &Entity::Email, "b@example.com");
    let merged = next.settled().merged(&stored);
    assert_eq!((merged.len(), merged.earlier.len()), (2, 1));
    // Another one that went on from there at the same time.
    let mut other = stored.continued();
    name(&mut other, &Entity::Phone, "+49 30 901820");
    let merged = other.settled().merged(&merged);
    assert_eq!(merged.len(), 3);
}

#[test]
fn of_very_many_spellings_each_keeps_its_name() {
    let mut mapping = mapping(Numbering::Sequential);
    let group = mapping.identify(&Entity::Email, "anna@example.com");
    let mut names = Vec::new();
    // Over several exchanges: layers are joined on the way.
    for exchange in 0..5 {
        for n in 100 * exchange..100 * (exchange + 1) {
            names.push(mapping.spell(group, &format!("text {n}"), &[]).to_string());
        }
        mapping = mapping.settled().continued();
    }
    for (n, name) in names.iter().enumerate() {
        let text = format!("text {n}");
        assert_eq!(mapping.spell(group, &text, &[]), name, "{n}");
        assert_eq!(mapping.spelling(name).unwrap().text.expose(), &text);
    }
    assert_eq!(mapping.len(), names.len());
}
