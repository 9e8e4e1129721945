//! [`Offsets`]: numbers in annotations and citations that point into a text whose length changed.
//!
//! Owns: which numbers those are and which text they point into. `url_citation`, `container_file_citation` and their like
//! count code points of the text beside the list of annotations; Anthropic's `char_location` counts those of a document
//! of the request. Never: computes a shift itself; see `text/shifts.rs`.

use super::super::Pseudonyms;
use super::super::outline::{Document, Place as At};
use super::super::text::{Place, Shifts};
use crate::wire::json::Edit;

/// The shifts of the texts that annotations point into.
#[derive(Default)]
pub(super) struct Offsets<'a> {
    given: Vec<(At, &'a Shifts)>,
    last: Option<(At, Shifts)>,
}

impl<'a> Offsets<'a> {
    /// Annotations that hang on `owner` point into a text that grew elsewhere.
    pub(super) fn give(&mut self, owner: At, shifts: &'a Shifts) {
        self.given.push((owner, shifts));
    }

    /// The edit for the number at `at`, directly in an annotation, if it is an offset and moved.
    pub(super) fn moved(&mut self, document: Document<'_>, at: At, pseudonyms: &Pseudonyms) -> Option<Edit> {
        let offset = document.number(at)?;
        let annotation = document.node(at).holder;
        let cited = || document.number_of(annotation, "document_index");
        let moved = match &*document.name(at)? {
            "start_index" => self.text(document, annotation, pseudonyms)?.start(offset),
            "end_index" => self.text(document, annotation, pseudonyms)?.end(offset),
            "index" if names_a_file(document, annotation) => {
                self.text(document, annotation, pseudonyms)?.start(offset)
            }
            "start_char_index" => pseudonyms.documents.start(cited()?, offset),
            "end_char_index" => pseudonyms.documents.end(cited()?, offset),
            _ => return None,
        };
        let range = document.node(at).range.clone();
        (moved != offset).then(|| Edit { range, with: moved.to_string().into_bytes() })
    }

    /// How the text that `annotation` is about was changed.
    fn text(&mut self, document: Document<'_>, annotation: At, pseudonyms: &Pseudonyms) -> Option<&Shifts> {
        let owner = owner(document, annotation)?;
        if let Some((_, shifts)) = self.given.iter().find(|(given, _)| *given == owner) {
            return Some(shifts);
        }
        if self.last.as_ref().is_none_or(|(last, _)| *last != owner) {
            let text = ["text", "content"].into_iter().find_map(|name| document.text_of(owner, name))?;
            let (_, shifts) = pseudonyms.restoring().replacements(&text, Place::Text);
            self.last = Some((owner, shifts));
        }
        self.last.as_ref().map(|(_, shifts)| shifts)
    }
}

/// Whether the annotation names a file, and its `index` says where in the text.
fn names_a_file(document: Document<'_>, annotation: At) -> bool {
    document.text_of(annotation, "type").is_some_and(|kind| matches!(&*kind, "file_citation" | "file_path"))
}

/// The object whose text an annotation is about.
fn owner(document: Document<'_>, annotation: At) -> Option<At> {
    let mut at = annotation;
    while at != Document::ROOT {
        let named = ["annotations", "annotation"].iter().any(|name| document.is_called(at, name));
        at = document.node(at).holder;
        if named {
            return Some(at);
        }
    }
    None
}
