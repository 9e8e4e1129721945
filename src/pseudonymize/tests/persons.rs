//! Persons whom several texts and programs write in several ways: none of it leaves, and one person has one number.

use super::*;

/// What leaves of these texts, and that it comes back.
fn leaving(texts: &[&str]) -> Vec<String> {
    let profile = Profile::default();
    let replaced = super::super::texts(texts, &profile, profile.mapping()).unwrap();
    for (sent, text) in replaced.texts.iter().zip(texts) {
        assert_eq!(restored(&profile, &replaced.mapping, sent, Place::Text), *text, "{sent}");
    }
    replaced.texts
}

#[test]
fn a_known_name_is_found_in_identifiers_as_one() {
    for (texts, sent) in [
        (
            &["Author: Anna Krüger <a@b.example>", "class TestAnnaKrueger; getAnnaKruegerIban()"][..],
            "class Test<<PERSON_1B>>; get<<PERSON_1B>>Iban()",
        ),
        (&["Bitte prüfe Anna Krüger.", "def test_anna_krueger(): pass"], "def test_<<PERSON_1B>>(): pass"),
        (&["Bitte prüfe Anna Krüger.", "ANNA_KRUEGER_ID = KruegerAnna"], "<<PERSON_1B>>_ID = <<PERSON_1C>>"),
        (&["Bitte prüfe Anna Krüger.", "annaKruger2, annakrueger"], "<<PERSON_1B>>2, <<PERSON_1C>>"),
        (&["anna_krueger = 1\nAnna Krüger"], "<<PERSON_1>> = 1\n<<PERSON_1B>>"),
        (
            &["(\"Jörg Oßwald\", \"joerg-osswald\"), (\"Łukasz Żółć\", \"lukasz-zolc\")"],
            "(\"<<PERSON_1>>\", \"<<PERSON_1B>>\"), (\"<<PERSON_2>>\", \"<<PERSON_2B>>\")",
        ),
        (
            &["Frau Marie-Luise von der Heide", "MarieLuiseVonDerHeide von_der_heide vonderheide"],
            "<<PERSON_1B>> <<PERSON_1C>> <<PERSON_1D>>",
        ),
        (&["Frau Marie-Luise von der Heide", "marie-luise-vonderheide"], "<<PERSON_1B>>"),
    ] {
        assert_eq!(leaving(texts).last().unwrap(), sent, "{texts:?}");
    }
}

#[test]
fn words_of_programs_stay_in_identifiers() {
    let texts = [
        "Frau Anna Price und Herr Max Mark Block",
        "test_max_value, maxPrice, markBlock, Annals, getAnnaIban",
    ];
    assert_eq!(leaving(&texts)[1], texts[1]);
}

#[test]
fn one_person_has_one_number() {
    for (texts, sent) in [
        (
            &["id,first_name,last_name\n1,Anna,Krüger", "Mail von Anna Krüger"][..],
            "id,first_name,last_name\n1,<<PERSON_1>>,<<PERSON_1B>> | Mail von <<PERSON_1C>>",
        ),
        (
            &[
                "INSERT INTO c (first_name,last_name) VALUES ('Anna','Krüger');",
                "def test_anna_krueger(): pass",
            ],
            "INSERT INTO c (first_name,last_name) VALUES ('<<PERSON_1>>','<<PERSON_1B>>'); | def test_<<PERSON_1C>>(): pass",
        ),
        (
            &[
                "Patientin: Krüger, Anna, geb. 12.04.1985\nFrau Anna Krüger klagt. Prof. Dr. Hans-Peter Wöhrle\nProf. Dr. H.-P. Wöhrle",
            ],
            "Patientin: <<PERSON_1>>, geb. <<DATE_1>>\nFrau <<PERSON_1B>> klagt. Prof. Dr. <<PERSON_2>>\nProf. Dr. <<PERSON_2B>>",
        ),
        (
            &["Warum ist Anna Krügers Rechnung doppelt?", "Author: Anna Krüger <a@b.example>"],
            "Warum ist <<PERSON_1>> Rechnung doppelt? | Author: <<PERSON_1B>> <<<EMAIL_1>>>",
        ),
        (
            &[
                "Bitte prüfe Anna Krüger.",
                "Warum bekam Anna Krügers Mann die Mail? Frau Krügers Ehemann rief an.",
            ],
            "Bitte prüfe <<PERSON_1>>. | Warum bekam <<PERSON_1B>> Mann die Mail? Frau <<PERSON_1C>> Ehemann rief an.",
        ),
    ] {
        assert_eq!(leaving(texts).join(" | "), sent, "{texts:?}");
    }
}

#[test]
fn two_strings_of_an_object_are_one_person() {
    let user = r#"{"user":{"first_name":"Siobhán","last_name":"Okonkwo"},"note":"Okonkwo, Siobhán"}"#;
    let request = chat(&serde_json::to_string(user).unwrap());
    let profile = Profile::default();
    let draft = body(Endpoint::ChatCompletions, request.into(), &profile, profile.mapping()).unwrap();
    let sent = std::str::from_utf8(&draft.body).unwrap();
    let expected = r#"{\"user\":{\"first_name\":\"<<PERSON_1>>\",\"last_name\":\"<<PERSON_1B>>\"},\"note\":\"<<PERSON_1B>>, <<PERSON_1>>\"}"#;
    assert!(sent.contains(expected), "{sent}");
}
