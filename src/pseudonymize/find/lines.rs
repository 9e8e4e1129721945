//! Addresses over several lines.
//!
//! Owns: that each line of one is a value of its own, so that a text keeps its lines: a patch of a file that holds an address
//! has a sign before each, and who counts lines counts right. Never: touches what stands in one line, or another kind of value:
//! a name over the end of a line is one person.

use allonym_detectors::{Detection, Entity, Span};

/// What stands around an address's parts.
const AROUND: [char; 5] = [' ', '\t', '\r', ',', ';'];

/// Puts the lines of each address in its place. `detections` are in order of place, and stay so.
pub(super) fn part(text: &str, detections: &mut Vec<Detection>) {
    let is_over_lines =
        |found: &Detection| found.entity == Entity::Location && text[found.span.range()].contains('\n');
    if detections.iter().any(is_over_lines) {
        let whole = std::mem::take(detections);
        for found in whole {
            if is_over_lines(&found) {
                let own = lines(text, found.span).filter(|span| span.start < span.end);
                detections.extend(own.map(|span| Detection { span, ..found.clone() }));
            } else {
                detections.push(found);
            }
        }
    }
}

/// The lines of a span, without what stands around them.
fn lines(text: &str, span: Span) -> impl Iterator<Item = Span> {
    text[span.range()].split('\n').scan(span.start, |next, line| {
        let start = std::mem::replace(next, *next + line.len() + 1);
        let rest = line.trim_start_matches(AROUND);
        let start = start + line.len() - rest.len();
        Some(Span { start, end: start + rest.trim_end_matches(AROUND).len() })
    })
}
