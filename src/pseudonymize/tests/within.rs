//! What a model wrote around a pseudonym makes nobody else of whom it stands for when it is sent back.

use super::*;

/// What the model's turn becomes, with this value known from the one before it.
fn sent_back(value: &str, written: &str) -> String {
    let first = format!("Please write to {value} today.");
    let turns = [("user", &*first), ("assistant", written)];
    let turns = turns.map(|(role, text)| serde_json::json!({ "role": role, "content": text }));
    let sent = pseudonymized(Endpoint::Messages, &serde_json::json!({ "messages": turns }).to_string());
    let sent: serde_json::Value = serde_json::from_str(&sent).unwrap();
    sent["messages"][1]["content"].as_str().unwrap().to_owned()
}

#[test]
fn words_beside_a_known_name_are_not_taken_for_a_part_of_it() {
    for around in [
        "Call § Now",
        "Ask § Whether",
        "## § Overview",
        "Meeting With § Today",
        "§ Said",
        "No §",
        "Delegate to § Agent",
        "§/§",
    ] {
        let written = around.replace('§', "Anna Krüger");
        assert_eq!(sent_back("Frau Anna Krüger", &written), around.replace('§', "<<PERSON_1>>"), "{written}");
    }
    assert_eq!(sent_back("Carmen Ruiz Ortega", "[Carmen Ruiz Ortega]"), "[<<PERSON_1>>]");
    let written = "/memories/anna@mail.example.md";
    assert_eq!(sent_back("anna@mail.example", written), "/memories/<<EMAIL_1>>.md");
}

/// What a tenant lists has others found a second time, in what it leaves of them.
#[test]
fn what_is_listed_beside_changes_nothing_of_that() {
    assert_eq!(
        sent_back("Frau Anna Krüger", "hunter2: Call Anna Krüger Now"),
        "<<PERSON_2>>: Call <<PERSON_1>> Now"
    );
}

#[test]
fn a_longer_name_is_another_one() {
    for written in ["Call Anna Krüger Meyer now", "Frau Anna Krüger-Okonkwo", "Anna Krüger Qwxzvy called"]
    {
        let sent = sent_back("Frau Anna Krüger", written);
        assert!(!["Meyer", "Okonkwo"].iter().any(|name| sent.contains(name)), "{sent}");
    }
}

/// Of a surname before an address that begins with the first name, each is a value: the turned name crosses no `<`.
#[test]
fn a_name_and_an_address_beside_it_stay_apart() {
    let written = "Krüger <anna.krueger@mail.example>";
    let sent = sent_back("Anna Krüger (anna.krueger@mail.example)", written);
    assert_eq!(sent, "<<PERSON_1B>> <<<EMAIL_1>>>");
}
