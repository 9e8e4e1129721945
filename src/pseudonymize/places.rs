//! [`Places`]: where in a body the lexer is, in terms of the provider's grammar.
//!
//! Owns: the stack of roles, and the members of each open object that settle what its other members are. Never: reads
//! further than it is told, and never decides what is done at a place; `walk.rs` does.

use std::borrow::Cow;
use std::rc::Rc;

use allonym_detectors::{Asks, Document, Row, asks, label_of};

use super::beside::Beside;
use crate::provider::roles::{Sibling, Siblings};
use crate::provider::{Class, Endpoint, Rank, Role};

/// A place where a value stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) role: Role,
    pub(super) rank: Rank,
}

/// The lexer's way through one JSON document.
pub(super) struct Places<'k, W> {
    endpoint: Option<Endpoint>,
    open: Vec<Container<'k, W>>,
    next: Place,
    key: Option<Cow<'k, str>>,
}

/// One open object or array.
struct Container<'k, W> {
    place: Place,
    is_array: bool,
    key: Option<Cow<'k, str>>,
    kind: Option<String>,
    kinds_differ: bool,
    signed: bool,
    encrypted: bool,
    media_type: Option<String>,
    file_name: Option<String>,
    /// What the object's `value` is: `{"key":"username","value":…}`.
    label: Option<Box<str>>,
    begins: Begins,
    /// The document of free JSON that it is in, and its own strings or keys.
    document: Option<Rc<Document>>,
    row: Rc<Row>,
    /// The surfaces that are its `value`.
    values: Vec<usize>,
    /// Of an array: the run of text parts that goes on with its next element. Of a part: the one that its text is in.
    run: Option<usize>,
    waiting: Vec<(Class, Rank, W)>,
}

/// Members that name what the member `value` beside them is (Postman, Kubernetes, HAR, AWS tags, forms), and the longest such
/// name in bytes.
const LABELS: [&str; 5] = ["name", "key", "label", "field", "question"];
const VALUES: [&str; 2] = ["value", "answer"];
const LABEL_BYTES: usize = 64;

/// Where an object begins: which byte of its document opens it, or the key that leads to it, and how many surfaces there are before.
#[derive(Clone, Copy)]
pub(super) struct Begins {
    pub(super) byte: usize,
    pub(super) surfaces: usize,
}

/// A container that has ended, with what waited for its end.
pub(super) struct Ended<W> {
    pub(super) waiting: Vec<(Class, Rank, W)>,
    /// Where it began, if it is an object.
    pub(super) object: Option<Begins>,
    /// What its `value` is, whether that came before or after, and which surfaces are that.
    pub(super) label: Option<Box<str>>,
    pub(super) values: Vec<usize>,
    pub(super) media_type: Option<String>,
    pub(super) file_name: Option<String>,
}

impl<'k, W> Places<'k, W> {
    /// At the root of a body.
    pub(super) fn of_body(endpoint: Endpoint) -> Self {
        Self::at(Some(endpoint), Place { role: Role::root(endpoint), rank: Rank::Rest })
    }

    /// At the root of a JSON document that stands in a string of this rank.
    pub(super) fn of_string(rank: Rank) -> Self {
        Self::at(None, Place { role: Role::Open, rank })
    }

    /// At the root of one that is as a whole the identifier of a user: so is each of its strings.
    pub(super) fn of_user_id(rank: Rank) -> Self {
        Self::at(None, Place { role: Role::UserIds, rank })
    }

    fn at(endpoint: Option<Endpoint>, next: Place) -> Self {
        Self { endpoint, open: Vec::new(), next, key: None }
    }

    /// A key was read. Says whether it may hold personal data itself.
    pub(super) fn key(&mut self, key: Cow<'k, str>) -> bool {
        let Some(container) = self.open.last() else { return false };
        let role = container.place.role.child(&key);
        let rank = match self.endpoint {
            Some(endpoint) if self.open.len() == 1 => Rank::of(endpoint, &key),
            _ => container.place.rank,
        };
        let is_text = container.place.role.keys_are_text() || role.is_unknown();
        if let Some(document) = &container.document {
            document.note_key(&key);
            container.row.note(&key);
        }
        self.next = Place { role, rank };
        self.key = Some(key);
        is_text
    }

    /// Where the value that comes next stands.
    pub(super) fn next(&self) -> Place {
        match self.open.last() {
            Some(array) if array.is_array => {
                Place { role: array.place.role.element(), rank: array.place.rank }
            }
            _ => self.next,
        }
    }

    /// Whether the value that comes next defines tools, and is not itself within the definition of one.
    pub(super) fn opens_tools(&self) -> bool {
        let around = self.open.last().map(|around| around.place.role);
        self.next().role == Role::Tool && around != Some(Role::Tool)
    }

    /// What tells what the value that comes next is: the keys that lead to it, through arrays.
    pub(super) fn cue(&self) -> Option<Cow<'_, str>> {
        Some(label_of(self.leading()?, self.above()))
    }

    /// What surrounds the value that comes next, which is this string of free JSON.
    pub(super) fn beside(&self, string: &str) -> Option<Beside> {
        let container = self.open.last()?;
        let document = Rc::clone(container.document.as_ref()?);
        let row = container.is_array.then(|| Rc::clone(&container.row));
        row.iter().for_each(|row| row.note(string));
        let asks = self.leading().map(|key| asks(key, self.above(), string)).unwrap_or_default();
        document.note_string(asks, string);
        Some(Beside { document, row, asks })
    }

    /// What surrounds the key that was just read.
    pub(super) fn beside_key(&self) -> Option<Beside> {
        let object = self.open.last()?;
        let document = Rc::clone(object.document.as_ref()?);
        Some(Beside { document, row: Some(Rc::clone(&object.row)), asks: Asks::Nothing })
    }

    /// The key of the object that holds it, if somebody chose it: the `input` of a call says nothing of what is in it.
    fn above(&self) -> Option<&str> {
        let at = self.open.iter().rposition(|container| !container.is_array)?;
        let (object, around) = (&self.open[at], self.open[..at].last());
        let is_text =
            object.place.role.is_unknown() || around.is_some_and(|around| around.place.role.keys_are_text());
        object.key.as_deref().filter(|_| is_text)
    }

    /// The key that leads to the value that comes next, through arrays.
    fn leading(&self) -> Option<&str> {
        match self.open.last() {
            Some(array) if array.is_array => array.key.as_deref(),
            _ => self.key.as_deref(),
        }
    }

    pub(super) fn start(&mut self, is_array: bool, begins: Begins) {
        let place = self.next();
        let key = match self.open.last() {
            Some(array) if array.is_array => array.key.clone(),
            _ => self.key.clone(),
        };
        let around = self.open.last().and_then(|around| around.document.clone());
        let document = place.role.keys_are_text().then(|| around.unwrap_or_default());
        self.open.push(Container {
            place,
            is_array,
            key,
            kind: None,
            kinds_differ: false,
            signed: false,
            encrypted: false,
            media_type: None,
            file_name: None,
            label: None,
            begins,
            document,
            row: Rc::default(),
            values: Vec::new(),
            run: None,
            waiting: Vec::new(),
        });
    }

    /// A string value was read: remembers it if it settles what its siblings are.
    pub(super) fn note(&mut self, value: &str) {
        let (Some(key), Some(object)) = (self.key.as_deref(), self.open.last_mut()) else { return };
        if object.is_array {
            return;
        }
        match Sibling::of(key) {
            Some(Sibling::Kind) => {
                object.kinds_differ |= object.kind.as_deref().is_some_and(|kind| kind != value);
                object.kind = Some(value.to_string());
            }
            Some(Sibling::Signature) => object.signed |= !value.is_empty(),
            Some(Sibling::Ciphertext) => object.encrypted |= !value.is_empty(),
            Some(Sibling::MediaType) => object.media_type = Some(value.to_string()),
            None if matches!(key, "filename" | "file_name") => object.file_name = Some(value.to_string()),
            None if is_one_of(&LABELS, key) => {
                object.label = Some(value).filter(|label| label.len() <= LABEL_BYTES).map(Into::into);
            }
            None => {}
        }
    }

    /// The value that was read has become this surface: remembers it if a label beside it may tell what it is.
    pub(super) fn became(&mut self, surface: usize) {
        let object = self.open.last_mut().filter(|container| !container.is_array);
        if let (Some(object), Some(key)) = (object, self.key.as_deref())
            && is_one_of(&VALUES, key)
        {
            object.values.push(surface);
        }
    }

    /// The value that was read has become this surface: if that is the text of one of several parts of a message, which run of
    /// them it is in.
    pub(super) fn joins(&mut self, surface: usize) -> Option<usize> {
        let [.., array, part] = &mut *self.open else { return None };
        let is_text =
            self.key.as_deref() == Some("text") && matches!(part.place.role, Role::Block | Role::Prompt);
        if is_text && !part.is_array && array.is_array {
            part.run = Some(*array.run.get_or_insert(surface));
        }
        part.run
    }

    /// Puts a value off until the end of the object that it belongs to (through arrays: the nearest one).
    pub(super) fn wait(&mut self, class: Class, rank: Rank, value: W) {
        let object = self.open.iter_mut().rev().find(|container| !container.is_array);
        if let Some(object) = object {
            object.waiting.push((class, rank, value));
        }
    }

    /// Whether there is an object that [`Places::wait`] can wait for.
    pub(super) fn can_wait(&self) -> bool {
        self.open.iter().any(|container| !container.is_array)
    }

    /// The innermost container has ended: what waited for it, with classes that need no siblings any more.
    pub(super) fn end(&mut self) -> Option<Ended<W>> {
        let container = self.open.pop()?;
        if let Some(array) = self.open.last_mut().filter(|around| around.is_array) {
            array.run = container.run.filter(|_| !container.is_array);
        }
        let siblings = Siblings {
            kind: container.kind.as_deref().filter(|_| !container.kinds_differ),
            signed: container.signed,
            encrypted: container.encrypted,
            has_media_type: container.media_type.is_some(),
        };
        let settled =
            container.waiting.into_iter().map(|(class, rank, value)| (class.resolve(siblings), rank, value));
        Some(Ended {
            waiting: settled.collect(),
            object: (!container.is_array).then_some(container.begins),
            label: container.label,
            values: container.values,
            media_type: container.media_type,
            file_name: container.file_name,
        })
    }
}

fn is_one_of(names: &[&str], key: &str) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(key))
}
