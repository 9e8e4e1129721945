//! The figures on small data whose right answer is plain.

use std::fs;

use allonym_detectors::{Dates, Detectors, Settings};

use super::*;

fn report(lines: &[&str], detail: &Detail) -> Report {
    let cases: Vec<Case> =
        lines.iter().map(|line| data::parse("data:1", line).expect("a good line")).collect();
    let settings = Settings { dates: Dates::All, ..Settings::default() };
    evaluate(Contender::detectors("built-in".to_owned(), Detectors::builtin(), settings), &cases, detail)
}

fn close(share: Option<f64>, expected: f64) -> bool {
    share.is_some_and(|share| (share - expected).abs() < 1e-9)
}

#[test]
fn spans_are_code_points_and_an_exact_find_is_perfect() {
    let line = r#"{"text":"Grüße 👋🏽 an jane.roe@mail.example!","spans":[{"start":12,"end":33,"label":"EMAIL_ADDRESS"}]}"#;
    let report = report(&[line], &Detail::default());
    let email = &report.entities[0];
    assert_eq!((email.name.as_str(), email.labelled), ("EMAIL", 1));
    for share in [email.precision, email.recall, email.f1, email.exact_f1, email.cover] {
        assert!(close(share, 1.0));
    }
    assert!(report.rules.is_empty() && report.misses.is_empty());
}

#[test]
fn a_miss_a_false_alarm_and_a_wrong_kind_are_told_apart() {
    let lines = [
        r#"{"text":"jane.roe@mail.example","spans":[]}"#,
        r#"{"text":"nothing here","spans":[{"start":0,"end":7,"label":"PER"}]}"#,
        r#"{"text":"j.roe@mail.example","spans":[{"start":0,"end":18,"label":"PER"}]}"#,
    ];
    let report = report(&lines, &Detail { by: None, show: 5 });
    let row = |name: &str| report.entities.iter().find(|row| row.name == name).expect("a row");
    assert!(close(row("EMAIL").precision, 0.0) && row("EMAIL").false_alarms == 1);
    assert!(close(row("PERSON").recall, 0.0) && close(row("PERSON").cover, 0.5));
    assert_eq!((report.unlabelled_texts, report.silent_texts), (1, 0));
    assert_eq!((report.rules[0].rule.as_str(), report.rules[0].false_alarms), ("global.email", 1));
    let misses: Vec<_> = report.misses.iter().map(|miss| (miss.context.as_str(), miss.covered)).collect();
    assert_eq!(misses, [("«nothing» here", false), ("«j.roe@mail.example»", true)]);
    assert_eq!(report.false_alarms[0].context, "«jane.roe@mail.example»");
}

#[test]
fn an_overlap_counts_for_f1_and_not_for_exact_and_cover_asks_for_every_letter() {
    let line = r#"{"text":"Mail jane.roe@mail.example","spans":[{"start":0,"end":26,"label":"EMAIL"}]}"#;
    let report = report(&[line], &Detail::default());
    let email = &report.overall;
    assert!(close(email.f1, 1.0) && close(email.exact_f1, 0.0) && close(email.cover, 0.0));
}

#[test]
fn ignored_labels_are_neither_missed_nor_false() {
    let line = r#"{"text":"jane.roe@mail.example","spans":[{"start":0,"end":8,"label":"IGNORE"}]}"#;
    let report = report(&[line], &Detail::default());
    assert_eq!((report.overall.labelled, report.overall.false_alarms), (0, 0));
    assert!(report.overall.precision.is_none() && report.overall.recall.is_none());
}

#[test]
fn fields_of_the_data_make_groups() {
    let lines = [
        r#"{"text":"nothing","spans":[],"source":"a"}"#,
        r#"{"text":"jane.roe@mail.example","spans":[{"start":0,"end":21,"label":"EMAIL"}],"source":"b"}"#,
    ];
    let report = report(&lines, &Detail { by: Some("source".to_owned()), show: 0 });
    assert_eq!((report.groups[0].name.as_str(), report.groups[0].silent_texts), ("a", 1));
    let b = &report.groups[1];
    assert!(close(b.overall.exact_recall, 1.0) && close(b.entities[0].f1, 1.0) && b.unlabelled_texts == 0);
    let table = report::one(&report);
    let row = table.lines().find(|line| line.starts_with("b ")).expect("a row");
    let cells: Vec<_> = row.split_whitespace().collect();
    assert_eq!(cells[..7], ["b", "1", "–", "–", "–", "100.0", "100.0"]);
}

#[test]
fn what_another_tool_found_is_judged_alike() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("found.jsonl");
    let data = |spans: &str| format!("{{\"text\":\"Jane in Ulm\",\"spans\":[{spans}]}}\n");
    let person = r#"{"start":0,"end":4,"label":"PERSON"}"#;
    fs::write(&file, data(&format!("{person},{}", r#"{"start":8,"end":11,"label":"DATE_TIME"}"#))).unwrap();
    let cases = [data::parse("data:1", &data(person)).unwrap()];
    let found = found::of_another_tool(&file, &cases).unwrap();
    let contender = Contender::findings("other".to_owned(), found, Entities::all());
    let report = evaluate(contender, &cases, &Detail::default());
    assert!(close(report.entities[1].f1, 1.0) && report.entities[0].false_alarms == 1);
    let elsewhere = [data::parse("data:1", r#"{"text":"Jane"}"#).unwrap()];
    for texts in [&elsewhere[..], &[]] {
        let fault = found::of_another_tool(&file, texts).unwrap_err();
        assert!(fault.reason.contains("not the texts"), "{fault}");
    }
}

#[test]
fn a_folder_stands_for_the_lines_below_it() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("de");
    fs::create_dir(&inner).unwrap();
    fs::write(inner.join("a.jsonl"), "{\"text\":\"a\"}\n").unwrap();
    fs::write(inner.join("a.txt"), "no line of data").unwrap();
    fs::write(folder.path().join("b.jsonl"), "{\"text\":\"b\"}\n").unwrap();
    let mut texts: Vec<_> =
        data::labelled(folder.path()).unwrap().into_iter().map(|case| case.text).collect();
    texts.sort();
    assert_eq!(texts, ["a", "b"]);
}

#[test]
fn bad_lines_are_refused_without_their_text() {
    for (line, reason) in [
        ("{\"texts\":\"jane\"}", "not a JSON object"),
        (r#"{"text":"jane","spans":[{"start":0,"end":9,"label":"PER"}]}"#, "no text from 0 to 9"),
        (
            r#"{"text":"jane","spans":[{"start":0,"end":4,"label":"COLOUR"}]}"#,
            "no meaning for the label COLOUR",
        ),
    ] {
        let fault = data::parse("data:3", line).err().expect("refused").to_string();
        assert!(
            fault.starts_with("data:3: ") && fault.contains(reason) && !fault.contains("jane"),
            "{fault}"
        );
    }
}

#[test]
fn two_reports_stand_side_by_side() {
    let line = r#"{"text":"jane.roe@mail.example","spans":[{"start":0,"end":21,"label":"EMAIL"}]}"#;
    let report = report(&[line], &Detail::default());
    let table = report::side_by_side(&report, &report);
    let email = table.lines().find(|line| line.starts_with("EMAIL")).expect("a row");
    let cells: Vec<_> = email.split_whitespace().collect();
    assert_eq!(cells, ["EMAIL", "1", "100.0", "100.0", "+0.0", "100.0", "100.0", "0", "0"]);
}
