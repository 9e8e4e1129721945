//! People in the file names of documents: `Lovelace_Ada_2026.pdf`, `arrest-warrant-quarles.docx`.
//!
//! Owns: which files are documents, and which parts of their names are a person's: a first name beside a part that may be a
//! surname, a surname that is nothing else, as the lists have them, or an unknown word behind what a document is called
//! (`Kündigung_Voßkuhle.pdf`). Never: reads names of programs, pictures or folders,
//! and never joins the parts to one name: the sign between them stays.

use allonym_tagger::lexicon::class;
use allonym_tagger::words::{Shape, Word};

use super::{OTHER, is_joint, is_pair, is_surname, span_of};
use crate::detection::Span;
use crate::names::tagger::{classes, in_dictionary};

/// The endings of documents that people write, sign or are sent, in lower case.
const DOCUMENTS: [&str; 16] = [
    "doc", "docx", "eml", "heic", "jpeg", "jpg", "msg", "odt", "pages", "pdf", "pptx", "rtf", "tif", "vcf",
    "xls", "xlsx",
];

/// What people's documents are called, in lower case: whose one is, stands behind.
#[rustfmt::skip]
const CALLED: &[&str] = &[
    "abmahnung", "angebot", "anschreiben", "arbeitsvertrag", "arbeitszeugnis", "arztbrief", "attest", "befund", "bewerbung",
    "führerschein", "gehaltsabrechnung", "gutachten", "krankmeldung", "kündigung", "lebenslauf", "lohnabrechnung", "mahnung",
    "mietvertrag", "patientenakte", "personalausweis", "quittung", "rechnung", "reisepass", "vollmacht", "zeugnis", "zwischenzeugnis",
    "cv", "resume", "résumé", "payslip", "paystub", "passport", "invoice", "diploma", "transcript", "referral", "testimonial",
    "facture", "ordonnance", "attestation", "bulletin", "contrat", "factura", "currículum", "curriculum", "nómina", "contrato",
    "appraisal", "evaluation", "reference", "termination", "offer", "offerletter", "prescription", "beurteilung", "bescheid", "beihilfe", "überweisung",
    "fattura", "contratto", "referto", "factuur", "loonstrook", "arbeidscontract", "sollicitatie", "fatura", "currículo",
];

/// The least length of a surname that no list has, in bytes.
const UNKNOWN: u8 = 5;

/// The most parts of a name that are looked at.
const PARTS: usize = 10;

/// The persons in the file name that ends with the sign at `dot`, if it ends so.
pub(super) fn persons(text: &str, words: &[Word], dot: usize) -> Vec<Span> {
    let ending = || words[dot + 1].written(text);
    if words[dot].sign != b'.' || !DOCUMENTS.iter().any(|document| document.eq_ignore_ascii_case(ending())) {
        return Vec::new();
    }
    named(text, words, &parts(words, dot - 1))
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

/// The names among the parts: first names with what stands beside them, surnames alone, and what no dictionary holds behind the
/// word for somebody's document.
fn named(text: &str, words: &[Word], parts: &[usize]) -> Vec<Span> {
    let mut named: Vec<bool> = parts.iter().map(|part| is_surname(&words[*part])).collect();
    for at in 1..parts.len() {
        let (one, other) = (&words[parts[at - 1]], &words[parts[at]]);
        if is_pair(one, other) || is_pair(other, one) {
            (named[at - 1], named[at]) = (true, true);
        }
        named[at] |= is_called(one.written(text)) && is_unknown(text, other);
    }
    let names = parts.iter().zip(named).filter(|(_, named)| *named);
    names.map(|(part, _)| span_of(&words[*part..=*part])).collect()
}

fn is_called(written: &str) -> bool {
    CALLED.contains(&written.to_lowercase().as_str())
}

/// Whether it is a word with a capital that neither lists nor dictionaries have.
fn is_unknown(text: &str, part: &Word) -> bool {
    let listed = classes(part.hash) & !class::BEGINS_PHRASE;
    part.shape == Shape::Capital
        && part.length >= UNKNOWN
        && listed & (OTHER | class::LEGAL_FORM) == 0
        && !in_dictionary(part.written(text))
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
    fn an_unknown_word_behind_what_a_document_is_called_names_a_person() {
        for (text, name) in [
            ("Kündigung_Voßkuhle_2026-03.docx", "Voßkuhle"),
            ("Arbeitsvertrag-Knippschild-neu.pdf", "Knippschild"),
            ("Rechnung_Hütterott_0412.pdf", "Hütterott"),
            ("CV_Brzozowska.pdf", "Brzozowska"),
            ("facture-Kervadec.pdf", "Kervadec"),
            ("invoice_Thistlewood_final.pdf", "Thistlewood"),
            ("appraisal_Nwosu_2024.docx", "Nwosu"),
        ] {
            assert_eq!(added(text), [name], "{text}");
        }
    }

    #[test]
    fn other_files_name_nobody() {
        for text in [
            "Rechnung_Vorlage_2026.docx",
            "CV_Template.docx",
            "invoice_Draft_final.pdf",
            "Zeugnis_2026.pdf",
            "Rechnung_Telekom_2026-03.pdf",
            "Handbuch_Zzyzx.pdf",
            "Rechnung_zzyzxova.pdf",
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
