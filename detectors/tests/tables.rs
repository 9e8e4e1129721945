//! A value in a table is found by the heading of its column, however many rows lie between.

use allonym_detectors::{Detection, Detectors, Settings, scan};

fn found<'t>(text: &'t str, found: &[Detection]) -> Vec<(&'t str, String)> {
    found.iter().map(|found| (&text[found.span.range()], found.entity.to_string())).collect()
}

/// What a proxied request would replace, names left out.
fn replaced(text: &str) -> Vec<&str> {
    let rules = allonym_detectors::built_in_rules();
    let detectors = Detectors::from_rules(rules).expect("good rules");
    detectors.scan(text, &Settings::default()).iter().map(|found| &text[found.span.range()]).collect()
}

#[test]
fn dates_of_birth_and_numbers_in_far_rows_are_found_by_their_heading() {
    let row = |day: u32| format!("| Ada Roe | {day}.4.1958 | 0171 55501{day} |\n");
    let rows: Vec<String> = (10..30).map(row).collect();
    let text = format!("| Name | Geburtsdatum | Telefon |\n|---|---|---|\n{}", rows.concat());
    let found = replaced(&text);
    for day in 10..30 {
        assert!(found.contains(&format!("{day}.4.1958").as_str()), "{day}: {found:?}");
        assert!(found.contains(&format!("0171 55501{day}").as_str()), "{day}: {found:?}");
    }
    for (text, value) in [
        ("name;vorname;geb\nx;y;3.5.1961\nKrüger;Malte;01.02.1979\n", "01.02.1979"),
        ("id,first,date_of_birth\n1,Ada,1961-05-03\n2,Bo,1979-02-01\n3,Cy,1980-02-01", "1980-02-01"),
        ("INSERT INTO p (id, nhs_no, phone) VALUES (1, '9434765919', '01632 960983');", "9434765919"),
        ("item\tpassport no\nx\t533401372\ny\t533401373\n", "533401373"),
    ] {
        assert!(replaced(text).contains(&value), "{text}: {:?}", replaced(text));
    }
}

#[test]
fn a_heading_of_something_else_gives_nothing_away() {
    for text in [
        "| build | released | size |\n|---|---|---|\n| 10.4.1958 | 12.4.2024 | 533401372 |",
        "version;commit\n1.2.3;533401372\n1.2.4;533401373",
    ] {
        assert_eq!(found(text, &scan(text, &Settings::default())), [], "{text}");
    }
}
