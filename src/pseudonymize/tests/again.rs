//! Values that are words or numbers of programs as well: known only where something speaks for them.

use serde_json::{Value, json};

use super::*;

/// The texts of two messages as they leave.
fn both(first: &str, second: &str) -> [String; 2] {
    let profile = Profile::default();
    let messages = [first, second].map(|content| json!({"role": "user", "content": content}));
    let request = json!({"model": "m", "messages": messages}).to_string();
    let draft = body(Endpoint::ChatCompletions, request.into(), &profile, profile.mapping()).unwrap();
    draft.check_body(&profile).unwrap();
    let sent: Value = serde_json::from_slice(&draft.body).unwrap();
    [0, 1].map(|at| sent["messages"][at]["content"].as_str().unwrap().to_owned())
}

#[test]
fn a_word_of_programs_is_left_where_nothing_speaks_for_it() {
    for (tells, program) in [
        ("Working directory: /home/max/app", "Math.max(1,2); --max-old-space-size=4096"),
        (
            "id,first_name,last_name\n1,Jane,Price\n2,Mark,Block\n3,Lisa,Lang",
            "<html lang=\"de\">; total_price = price * n; function block(price) {}",
        ),
        (
            "customer_id,first_name\n3000,Jane\n5432,Mark\n8080,Lisa\n2024,Eva",
            "app.listen(8080); setTimeout(f, 3000); // port 5432, since 2024",
        ),
    ] {
        let [told, left] = both(tells, program);
        assert!(told.contains("<<"), "{told}");
        assert_eq!(left, program);
    }
}

#[test]
fn a_name_that_is_no_word_and_a_long_number_are_known_in_any_case() {
    let [_, sent] = both("Kundennummer 904417, Herr Okonkwo", "okonkwo asked for 904417; OKONKWO");
    assert_eq!(sent, "<<PERSON_1B>> asked for <<CUSTOMER_ID_1>>; <<PERSON_1C>>");
    let [_, sent] = both("Mr Jane Price called", "Ask Price, not the price");
    assert_eq!(sent, "Ask <<PERSON_1B>>, not the price");
}

#[test]
fn what_a_tenant_lists_is_replaced_whatever_word_it_is() {
    let person = allonym_detectors::Entity::Person;
    let deny = DenyList::new(["price", "8080"], &[] as &[&str], person).unwrap();
    let profile = Profile { deny, ..Profile::default() };
    let (sent, _) = sent(&profile, "a price of 8080, X".trim_end_matches(", X"));
    assert_eq!(sent, "a <<PERSON_1>> of <<PERSON_2>>");
}

#[test]
fn a_tool_of_the_request_is_nobody() {
    let profile = Profile::default();
    let request = json!({
        "model": "m",
        "tools": [{"name": "NotebookEdit", "description": "Edits", "input_schema": {"type": "object"}}],
        "system": "Ask NotebookEdit, who works for Frau Okonkwo, to call Herr NotebookEdit.",
        "messages": [],
    });
    let draft = body(Endpoint::Messages, request.to_string().into(), &profile, profile.mapping()).unwrap();
    let sent: Value = serde_json::from_slice(&draft.body).unwrap();
    let expected = "Ask NotebookEdit, who works for Frau <<PERSON_1>>, to call Herr NotebookEdit.";
    assert_eq!(sent["system"], expected);
}

/// The text with the kind of each person's pseudonym alone.
fn kinds(sent: &str) -> String {
    let mut parts = sent.split("<<PERSON_");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |read, part| read + "PERSON" + part.split_once(">>").expect("it closes").1)
}

#[test]
fn each_cell_and_argument_keeps_its_own_value() {
    let asked = "Why was Anna Okonkwo <a.okonkwo@mail.example> billed twice?";
    for (found, expected) in [
        ("id,first,last,plan\n7,Anna,Okonkwo,pro", "id,first,last,plan\n7,PERSON,PERSON,pro"),
        ("greet('Anna', 'Okonkwo')", "greet('PERSON', 'PERSON')"),
        ("VALUES (7, 'Anna', 'Okonkwo');", "VALUES (7, 'PERSON', 'PERSON');"),
        ("<td>Anna</td><td>Okonkwo</td>", "<td>PERSON</td><td>PERSON</td>"),
        ("| Anna | Okonkwo | pro |", "| PERSON | PERSON | pro |"),
        ("Anna\tOkonkwo\tpro", "PERSON\tPERSON\tpro"),
        ("Anna;Okonkwo;pro", "PERSON;PERSON;pro"),
        ("by Anna\n> Okonkwo, thanks", "by PERSON, thanks"),
    ] {
        let [_, sent] = both(asked, found);
        assert_eq!(kinds(&sent), expected);
    }
}

#[test]
fn many_values_of_a_text_come_back_as_each_was_written() {
    let person = allonym_detectors::Entity::Person;
    let deny = DenyList::new([r#"Tom "Tiny" Roe"#, r#"Tom \"Tiny\" Roe"#], &[] as &[&str], person).unwrap();
    let profile = Profile { deny, ..Profile::default() };
    for before in [0, 12] {
        let text = format!(r#"{}{{"name": "Tom \"Tiny\" Roe"}}"#, "a@mail.example, ".repeat(before));
        let sent = texts(&[&text], &profile, profile.mapping()).unwrap();
        assert!(sent.texts[0].ends_with(r#"{"name": "<<PERSON_1>>"}"#), "{}", sent.texts[0]);
        assert_eq!(restored(&profile, &sent.mapping, &sent.texts[0], Place::Text), text);
    }
}
