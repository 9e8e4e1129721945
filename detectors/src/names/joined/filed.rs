//! People in the file names of documents: `Lovelace_Ada_2026.pdf`, `arrest-warrant-quarles.docx`.
//!
//! Owns: which files are documents, and which parts of their names are a person's: a first name beside a part that may be a
//! surname, or a surname that is nothing else, as the lists have them. Never: reads names of programs, pictures or folders,
//! and never joins the parts to one name: the sign between them stays.

use allonym_tagger::words::Word;

use super::{is_joint, is_pair, is_surname, span_of};
use crate::detection::Span;

/// The endings of documents that people write, sign or are sent, in lower case.
const DOCUMENTS: [&str; 16] = [
    "doc", "docx", "eml", "heic", "jpeg", "jpg", "msg", "odt", "pages", "pdf", "pptx", "rtf", "tif", "vcf",
    "xls", "xlsx",
];

/// The most parts of a name that are looked at.
const PARTS: usize = 10;

/// The persons in the file name that ends with the sign at `dot`, if it ends so.
pub(super) fn persons(text: &str, words: &[Word], dot: usize) -> Vec<Span> {
    let ending = || words[dot + 1].written(text);
    if words[dot].sign != b'.' || !DOCUMENTS.iter().any(|document| document.eq_ignore_ascii_case(ending())) {
        return Vec::new();
    }
    named(words, &parts(words, dot - 1))
}

/// Where the parts of the file name stand whose last is `last`, in their order.
fn parts(words: &[Word], last: usize) -> Vec<usize> {
    let mut parts = vec![last];
    let mut at = last;
    while at >= 2 && parts.len() < PARTS && is_joint(words, at - 1) {
        at -= 2;
        parts.push(at);
    }
    parts.reverse();
    parts
}

/// The names among the parts: first names with what stands beside them, surnames alone.
fn named(words: &[Word], parts: &[usize]) -> Vec<Span> {
    let mut named: Vec<bool> = parts.iter().map(|part| is_surname(&words[*part])).collect();
    for at in 1..parts.len() {
        let (one, other) = (&words[parts[at - 1]], &words[parts[at]]);
        if is_pair(one, other) || is_pair(other, one) {
            (named[at - 1], named[at]) = (true, true);
        }
    }
    let names = parts.iter().zip(named).filter(|(_, named)| *named);
    names.map(|(part, _)| span_of(&words[*part..=*part])).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::told;
    use super::super::add;

    fn added(text: &str) -> Vec<&str> {
        told::added(text, &[], add)
    }

    #[test]
    fn a_first_name_beside_a_surname_names_a_person() {
        assert_eq!(added("scan/Vandenberghe_Lotte_2026.docx"), ["Vandenberghe", "Lotte"]);
        assert_eq!(added("see lotte-quarles.pdf."), ["lotte", "quarles"]);
        assert_eq!(added("Kowalski_Jan_umowa.pdf"), ["Kowalski", "Jan"]);
        assert_eq!(added("cv-muellerschoen-lukas.pdf"), ["muellerschoen", "lukas"]);
        assert_eq!(added("cv.Anna.Zzyzxova.PDF"), ["Anna", "Zzyzxova"]);
    }

    #[test]
    fn a_surname_that_is_nothing_else_names_a_person() {
        assert_eq!(added("arrest-warrant-sokolov.pdf"), ["sokolov"]);
    }

    #[test]
    fn other_files_name_nobody() {
        for text in [
            "annual-report-2025.pdf",
            "Berlin_Offer_Final.docx",
            "May_Invoice.pdf",
            "anna_sokolov.rs",
            "anna_sokolov pdf",
            "user-guide.pdf",
            "Lotte.pdf",
            "Lotte_42.jpg",
            ".pdf",
            "a.pdf",
        ] {
            assert_eq!(added(text), Vec::<&str>::new(), "{text}");
        }
    }
}
