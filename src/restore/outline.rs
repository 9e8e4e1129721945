//! [`Outline`]: a JSON document as a flat list of places, each a span of the original bytes with its role.
//!
//! Owns: the walk over body or event data, and look-ups in what was walked (member, text, number, class).
//! Never: holds a value or builds a tree of strings; the list is used again for the next event, so a stream's events
//! cost no allocation. Next: `json.rs` restores a document, `events.rs` reads what an event means.

use std::borrow::Cow;
use std::ops::Range;

use crate::error::Reason;
use crate::provider::roles::Sibling;
use crate::provider::{Class, Role};
use crate::wire::json::{Escapes, JsonLimits, Lexer, RawStr, Step, Text, decode};

/// Index of a place in an [`Outline`].
pub(super) type Place = usize;

/// How a place is reached from the one that holds it.
#[derive(Clone, Copy)]
pub(super) enum Key {
    /// The document itself.
    Root,
    /// A member of an object, by its name as written.
    Member(RawStr),
    /// An element of an array.
    Element,
}

/// What stands at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Object,
    Array,
    String(RawStr),
    /// A number, `true`, `false` or `null`.
    Scalar,
}

/// One value of the document.
pub(super) struct Node {
    pub(super) holder: Place,
    pub(super) key: Key,
    pub(super) shape: Shape,
    pub(super) role: Role,
    /// Bytes of the whole value, quotes and brackets included.
    pub(super) range: Range<usize>,
    /// The first place that is not below this one.
    pub(super) next: Place,
}

/// The places of one document, in the order in which they are written.
#[derive(Default)]
pub(super) struct Outline {
    nodes: Vec<Node>,
    /// What was found out about the members at each place of the last documents: a stream's events are much alike, and a
    /// comparison is quicker than the grammar.
    known: Vec<Known>,
    /// Whether a document has been read before: of one alone nothing needs to be known.
    again: bool,
}

/// That a member `name` of an object with `holder` has `role`.
struct Known {
    holder: Role,
    name: Vec<u8>,
    role: Role,
}

/// Bytes of a short document for each of its places, about.
const BYTES_EACH: usize = 16;

/// Places for which [`Known`] is kept.
const KNOWN: usize = 64;

/// An [`Outline`] together with the text that it is about.
#[derive(Clone, Copy)]
pub(super) struct Document<'a> {
    text: &'a str,
    nodes: &'a [Node],
}

impl Outline {
    /// Walks `text`, beginning in `root`.
    pub(super) fn read<'a>(&'a mut self, text: &'a str, root: Role) -> Result<Document<'a>, Reason> {
        self.nodes.clear();
        self.nodes.reserve((text.len() / BYTES_EACH).min(KNOWN));
        let limits = JsonLimits { string_bytes: text.len(), ..JsonLimits::default() };
        let mut lexer = Lexer::new(text.as_bytes(), limits);
        let mut open: Option<Place> = None;
        let mut name = None;
        while let Some(step) = lexer.next() {
            let step = step?;
            let at = lexer.offset();
            let (shape, start) = match step {
                Step::Key(raw) => {
                    name = Some(raw);
                    continue;
                }
                Step::ObjectEnd | Step::ArrayEnd => {
                    open = open.and_then(|place| self.close(place, at));
                    continue;
                }
                Step::ObjectStart => (Shape::Object, at - 1),
                Step::ArrayStart => (Shape::Array, at - 1),
                Step::String(raw) => (Shape::String(raw), raw.start - 1),
                Step::Scalar(ref range) => (Shape::Scalar, range.start),
            };
            let place = self.add(text, open, name.take(), root, shape, start..at);
            if matches!(shape, Shape::Object | Shape::Array) {
                if self.nodes[place].role == Role::Sealed {
                    // Nothing below is ever looked at, and it may be long: embeddings.
                    self.nodes[place].range.end = lexer.skip_value()?;
                } else {
                    open = Some(place);
                }
            }
        }
        self.again = true;
        Ok(Document { text, nodes: &self.nodes })
    }

    fn add(
        &mut self,
        text: &str,
        holder: Option<Place>,
        name: Option<RawStr>,
        root: Role,
        shape: Shape,
        range: Range<usize>,
    ) -> Place {
        let place = self.nodes.len();
        let (key, role) = match (holder, name) {
            (None, _) => (Key::Root, root),
            (Some(holder), Some(raw)) => (Key::Member(raw), self.child(text, holder, raw)),
            (Some(holder), None) => (Key::Element, self.nodes[holder].role.element()),
        };
        let holder = holder.unwrap_or(place);
        self.nodes.push(Node { holder, key, shape, role, range, next: place + 1 });
        place
    }

    /// The role of the member `raw` that comes next in `holder`.
    fn child(&mut self, text: &str, holder: Place, raw: RawStr) -> Role {
        let place = self.nodes.len();
        let holder = self.nodes[holder].role;
        let name = &text.as_bytes()[raw.start..raw.end];
        if let Some(known) = self.known.get(place)
            && known.holder == holder
            && known.name == name
        {
            return known.role;
        }
        let role = holder.child(&decode(text, raw).str);
        if self.again && place < KNOWN {
            self.known.resize_with(self.known.len().max(place + 1), || Known {
                holder: Role::Unknown,
                name: Vec::new(),
                role: Role::Unknown.child(""),
            });
            let known = &mut self.known[place];
            known.name.clear();
            known.name.extend_from_slice(name);
            (known.holder, known.role) = (holder, role);
        }
        role
    }

    /// Ends the container at `place`; the one around it.
    fn close(&mut self, place: Place, end: usize) -> Option<Place> {
        let next = self.nodes.len();
        let node = &mut self.nodes[place];
        (node.range.end, node.next) = (end, next);
        (node.holder != place).then_some(node.holder)
    }
}

impl<'a> Document<'a> {
    /// The whole document.
    pub(super) const ROOT: Place = 0;

    /// All that was walked.
    pub(super) fn source(self) -> &'a str {
        self.text
    }

    /// The same, as bytes.
    pub(super) fn bytes(self) -> &'a [u8] {
        self.text.as_bytes()
    }

    pub(super) fn node(self, place: Place) -> &'a Node {
        &self.nodes[place]
    }

    /// Every place, in order.
    pub(super) fn places(self) -> Range<Place> {
        0..self.nodes.len()
    }

    /// The places of the members or elements of `place`.
    pub(super) fn children(self, place: Place) -> impl Iterator<Item = Place> {
        let end = self.node(place).next;
        let first = place + 1;
        std::iter::successors((first < end).then_some(first), move |at| {
            let next = self.node(*at).next;
            (next < end).then_some(next)
        })
    }

    /// The first member called `name`.
    pub(super) fn member(self, place: Place, name: &str) -> Option<Place> {
        if self.node(place).shape != Shape::Object {
            return None;
        }
        self.children(place).find(|child| self.is_called(*child, name))
    }

    /// Whether `place` is a member called `name`.
    pub(super) fn is_called(self, place: Place, name: &str) -> bool {
        match self.node(place).key {
            Key::Member(raw) if raw.escapes == Escapes::None => &self.text[raw.start..raw.end] == name,
            _ => self.name(place).is_some_and(|own| own == name),
        }
    }

    /// The name of a member.
    pub(super) fn name(self, place: Place) -> Option<Cow<'a, str>> {
        match self.node(place).key {
            Key::Member(raw) => Some(decode(self.text, raw).str),
            _ => None,
        }
    }

    /// The string at `place`, with the way back to its bytes.
    pub(super) fn text(self, place: Place) -> Option<Text<'a>> {
        match self.node(place).shape {
            Shape::String(raw) => Some(decode(self.text, raw)),
            _ => None,
        }
    }

    /// The string that is the member `name`.
    pub(super) fn text_of(self, place: Place, name: &str) -> Option<Cow<'a, str>> {
        Some(self.text(self.member(place, name)?)?.str)
    }

    /// The whole number at `place`.
    pub(super) fn number(self, place: Place) -> Option<usize> {
        let node = self.node(place);
        if node.shape == Shape::Scalar { self.text[node.range.clone()].parse().ok() } else { None }
    }

    /// The whole number that is the member `name`.
    pub(super) fn number_of(self, place: Place, name: &str) -> Option<usize> {
        self.number(self.member(place, name)?)
    }

    /// Whether there is a value at the member `name`: neither absent, nor null, nor an empty string.
    pub(super) fn has(self, place: Place, name: &str) -> bool {
        self.member(place, name).is_some_and(|child| !self.is_blank(child))
    }

    /// Whether the value is null or an empty string.
    pub(super) fn is_blank(self, place: Place) -> bool {
        let range = self.node(place).range.clone();
        matches!(&self.text[range], "null" | "\"\"")
    }

    /// What is done with the string at `place`.
    pub(super) fn class(self, place: Place) -> Class {
        let class = self.node(place).role.class();
        if class.needs_siblings() { self.resolve(place, class) } else { class }
    }

    fn resolve(self, place: Place, class: Class) -> Class {
        let mut object = self.node(place).holder;
        while self.node(object).shape == Shape::Array && object != Self::ROOT {
            object = self.node(object).holder;
        }
        let mut kinds = Vec::new();
        let mut siblings = crate::provider::roles::Siblings::default();
        for child in self.children(object) {
            match self.name(child).and_then(|name| Sibling::of(&name)) {
                Some(Sibling::Kind) => kinds.extend(self.text(child).map(|text| text.str)),
                Some(Sibling::Signature) => siblings.signed |= !self.is_blank(child),
                Some(Sibling::Ciphertext) => siblings.encrypted |= !self.is_blank(child),
                Some(Sibling::MediaType) => siblings.has_media_type = true,
                None => {}
            }
        }
        let one = kinds.windows(2).all(|pair| pair[0] == pair[1]);
        siblings.kind = kinds.first().filter(|_| one).map(|kind| &**kind);
        class.resolve(siblings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_name() {
        let body = br#"{"a":{"\u0062":[1,"x",{"type":"thinking"}]},"n":7,"s":"","z":null}"#;
        let mut outline = Outline::default();
        let document = outline.read(std::str::from_utf8(body).unwrap(), Role::Chat).unwrap();
        let a = document.member(Document::ROOT, "a").unwrap();
        let b = document.member(a, "b").unwrap();
        assert_eq!(document.children(b).count(), 3);
        assert_eq!(document.children(Document::ROOT).count(), 4);
        assert_eq!(document.number_of(Document::ROOT, "n"), Some(7));
        assert!(!document.has(Document::ROOT, "s") && !document.has(Document::ROOT, "z"));
        assert_eq!(&body[document.node(b).range.clone()], br#"[1,"x",{"type":"thinking"}]"#);
    }

    #[test]
    fn siblings_settle_the_class_wherever_they_stand() {
        let mut outline = Outline::default();
        for (block, class) in [
            (r#"{"thinking":"x","signature":"s","type":"thinking"}"#, Class::Sealed),
            (r#"{"thinking":"x","signature":"","type":"thinking"}"#, Class::Reasoning),
            (r#"{"thinking":"x","type":"thinking","signature":"s","type":"text"}"#, Class::Text),
        ] {
            let body = format!(r#"{{"content":[{block}]}}"#);
            let document = outline.read(&body, Role::Messages).unwrap();
            let thinking = document.places().find(|place| document.is_called(*place, "thinking")).unwrap();
            assert_eq!(document.class(thinking), class, "{block}");
        }
    }
}
