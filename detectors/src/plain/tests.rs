use proptest::prelude::*;

use super::*;

fn plain(text: &str) -> (String, Plain) {
    let plain = Plain::of(text).expect("not plain");
    (plain.text().to_owned(), plain)
}

#[test]
fn spans_lead_back_to_what_was_typed() {
    for (typed, read, value, spelled) in [
        ("IBAN ＤＥ０２ x", "IBAN DE02 x", "DE02", "ＤＥ０２"),
        ("a\u{200b}1\u{ad}2\u{200b} b", "a12 b", "12", "1\u{ad}2"),
        ("tel\u{a0}٠١٢", "tel 012", "012", "٠١٢"),
        ("\u{202b}Mu\u{308}ller\u{202c}!", "Müller!", "Müller", "Mu\u{308}ller"),
        ("4\u{2011}5", "4-5", "4-5", "4\u{2011}5"),
        ("078–05–1123 – x", "078-05-1123 – x", "078-05-1123", "078–05–1123"),
        ("│ Born │ 1 │", "| Born | 1 |", "Born", "Born"),
    ] {
        let (text, plain) = plain(typed);
        assert_eq!(text, read);
        let start = text.find(value).expect("there");
        let span = plain.typed(Span { start, end: start + value.len() });
        assert_eq!(&typed[span.range()], spelled, "{typed}");
    }
}

#[test]
fn plain_text_is_left_alone() {
    for text in ["", "plain", "Grüße „Łódź“ – 王小明 👋🏽", "x²", "\u{301}alone"] {
        assert!(Plain::of(text).is_none(), "{text}");
    }
}

#[test]
fn what_is_invisible_reads_as_nothing() {
    let (_, plain) = plain("a\u{ad}\u{200b}b");
    assert_eq!(plain.reads(Span { start: 1, end: 6 }), None);
    assert_eq!(plain.reads(Span { start: 0, end: 6 }), Some(Span { start: 0, end: 1 }));
}

#[test]
fn a_second_mark_joins_too() {
    let (text, plain) = plain("xe\u{302}\u{301}y");
    assert_eq!(text, "xếy");
    assert_eq!(plain.typed(Span { start: 1, end: 4 }), Span { start: 1, end: 6 });
}

proptest! {
    #[test]
    fn every_span_of_whole_characters_has_whole_characters(
        text in "[a-z0-9 é\u{301}\u{308}\u{ad}\u{a0}\u{200b}\u{200f}٣７ü王😀]{0,24}",
    ) {
        if let Some(plain) = Plain::of(&text) {
            let read = plain.text();
            let ends: Vec<usize> = read.char_indices().map(|(at, _)| at).chain([read.len()]).collect();
            let mut before = 0;
            for pair in ends.windows(2) {
                let span = plain.typed(Span { start: pair[0], end: pair[1] });
                prop_assert_eq!(plain.reads(span), Some(Span { start: pair[0], end: pair[1] }));
                prop_assert!(span.start >= before && span.start < span.end);
                prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
                before = span.end;
            }
        }
    }
}
