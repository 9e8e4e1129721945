//! Pseudonymizing: from what a client sent to what may be sent on.
//!
//! Owns: the way surfaces → detections → pseudonyms → spliced bytes ([`Draft`]), and the sealed [`Pseudonymized`] that
//! `upstream` alone accepts. Never: sends, and never restores. Next, in the order in which a request goes through them:
//! `walk.rs` (surfaces of a body), `find.rs` (what is personal in them), `known.rs` (sweeping what was found through the
//! rest), `replace.rs` (edits), `seal.rs` (the last check).

mod apart;
mod beside;
pub mod blob;
mod conversation;
mod counts;
mod encoded;
mod find;
mod known;
pub mod lists;
mod note;
mod places;
pub mod prefix;
pub mod profile;
mod replace;
pub mod seal;
mod siblings;
mod state;
mod surface;
#[cfg(test)]
mod tests;
mod verdicts;
mod walk;
mod withheld;

use std::sync::Arc;

use bytes::Bytes;

pub use self::counts::Counts;
use self::known::Known;
pub use self::prefix::{PrefixMemory, Prefixes, Recalled};
pub use self::profile::{Note, Profile};
pub use self::seal::{Committed, Head, Pseudonymized};
use self::state::State;
use self::surface::Surface;
use self::walk::{Course, Walked};
use crate::error::Reason;
use crate::provider::{Endpoint, Tools};
use crate::pseudonym::Mapping;
use crate::scan::{self, Reading};
use crate::wire::json;

/// What an exchange begins with.
pub struct Beginning {
    /// What earlier exchanges of a stored session know.
    pub mapping: Mapping,
    /// What was read ahead in its texts ([`name_texts`]).
    pub reading: Reading,
    /// What is known of the conversation in it; only for one that begins with an empty mapping.
    pub recalled: Option<Recalled>,
    /// What stood for what when the last reasoning in it was sealed, or a file was left where its programs run. Mostly the rest of the
    /// conversation is there too, and comes to the same; where it does not, the exchange begins with this.
    pub known: Option<Arc<Mapping>>,
}

impl From<Mapping> for Beginning {
    /// Nothing was read ahead.
    fn from(mapping: Mapping) -> Self {
        Self { mapping, reading: Reading::default(), recalled: None, known: None }
    }
}

/// A request body with its values replaced, not yet checked: [`Draft::seal`] does that.
pub struct Draft {
    endpoint: Endpoint,
    body: Bytes,
    /// See [`Walked::levels`].
    levels: Option<usize>,
    known: Known,
    mapping: Mapping,
    counts: Counts,
    tools: Arc<Tools>,
    /// Whether no known value stands in the body any more, but in what was sent before.
    is_checked: bool,
    /// Whether one does there: it stayed as it was sent (`conversation/late.rs`).
    keeps_sent: bool,
}

impl Draft {
    /// Of a body of which is known that no value that `state` knows stands in it.
    fn checked(endpoint: Endpoint, body: Bytes, levels: Option<usize>, state: State) -> Self {
        let State { mapping, known, counts, tools, .. } = state;
        Self { endpoint, body, levels, known, mapping, counts, tools, is_checked: true, keeps_sent: false }
    }

    /// Whether it can get the seal, which asks of a body that was not checked that nothing stands anywhere in it.
    fn may_be_sealed(&self) -> bool {
        self.is_checked || !self.keeps_sent
    }
}

/// Replaces what is personal in a JSON body.
///
/// # Errors
/// Malformed, too deep or unreadable bodies, token ids, refused blobs, and what a policy blocks.
pub fn body(
    endpoint: Endpoint,
    body: Bytes,
    profile: &Profile,
    beginning: impl Into<Beginning>,
) -> Result<Draft, Reason> {
    let beginning = beginning.into();
    let gone_on = conversation(endpoint, &body, profile, &beginning).as_ref().map(conversation::draft);
    let gone_on = gone_on.transpose()?.flatten().map(|draft| noted(draft, profile)).transpose()?;
    let Beginning { mapping, reading, known, .. } = beginning;
    let made = |body, mapping| noted(whole(endpoint, body, profile, &reading, mapping)?, profile);
    let draft = match gone_on.filter(Draft::may_be_sealed) {
        Some(draft) => draft,
        None => made(body.clone(), mapping)?,
    };
    match known.filter(|known| !draft.mapping.says_all_of(known)) {
        Some(known) => made(body, known.continued()),
        None => Ok(draft),
    }
}

/// As [`body`], of a conversation of whose texts only those were read ahead that are new in it ([`name_new_texts`]). `None`
/// where older ones have to be read as well.
///
/// # Errors
/// As [`body`].
pub fn continued(
    endpoint: Endpoint,
    body: &Bytes,
    profile: &Profile,
    beginning: &Beginning,
) -> Result<Option<Draft>, Reason> {
    let request = conversation(endpoint, body, profile, beginning);
    let draft = request.as_ref().map(conversation::continued).transpose()?.flatten();
    let draft = draft.map(|draft| noted(draft, profile)).transpose()?;
    let known = beginning.known.as_ref();
    let says_it = |draft: &Draft| known.is_none_or(|known| draft.mapping.says_all_of(known));
    Ok(draft.filter(|draft| draft.may_be_sealed() && says_it(draft)))
}

fn conversation<'r>(
    endpoint: Endpoint,
    body: &'r Bytes,
    profile: &'r Profile,
    beginning: &'r Beginning,
) -> Option<conversation::Request<'r>> {
    let Beginning { mapping, reading, recalled, .. } = beginning;
    let recalled = recalled.as_ref()?;
    Some(conversation::Request { endpoint, body, profile, reading, mapping, recalled })
}

/// With the note that tells the model of pseudonyms, if it is to have one.
fn noted(mut draft: Draft, profile: &Profile) -> Result<Draft, Reason> {
    if profile.note == Note::Append && !draft.mapping.is_empty() {
        let text = json::check_utf8(&draft.body)?;
        if let Some(edit) = note::edit(text, draft.endpoint, profile.grammar.template(), profile.json)? {
            let noted = edit.range.start..edit.range.start + edit.with.len();
            draft.body = json::splice(&draft.body, &[edit]).into();
            draft.is_checked = draft.is_checked && draft.is_clear_around(noted)?;
        }
    }
    Ok(draft)
}

/// Replaces in a body of whose conversation nothing is known.
fn whole(
    endpoint: Endpoint,
    body: Bytes,
    profile: &Profile,
    reading: &Reading,
    mapping: Mapping,
) -> Result<Draft, Reason> {
    let mut state = State::new(mapping, profile);
    let text = json::check_utf8(&body)?;
    let Walked { surfaces, levels, passed, logprobs, tools, .. } = walk::surfaces(text, endpoint, profile)?;
    state.tools = state.tools.with(text, tools.iter().map(|(_, offset)| *offset));
    let (mut edits, apart) = if endpoint == Endpoint::Embeddings {
        let mut apart = apart::replace_apart(&surfaces, profile, reading, &mut state)?;
        (std::mem::take(&mut apart.edits), Some(apart))
    } else {
        (replace::replace(&surfaces, profile, reading, &mut state, false)?, None)
    };
    state.counts.inspected = surfaces.iter().map(|surface| surface.text().len() as u64).sum();
    state.counts.passed = passed.all() as u64;
    drop(surfaces);
    if !state.mapping.is_empty() || !edits.is_empty() {
        edits.extend(logprobs);
        edits.sort_by_key(|edit| edit.range.start);
    }
    let body = if edits.is_empty() { body } else { json::splice(&body, &edits).into() };
    if let Some(apart) = &apart {
        apart.check(&body, endpoint, profile)?;
    }
    let State { mapping, known, counts, tools, .. } = state;
    let is_checked = apart.is_some();
    Ok(Draft { endpoint, body, levels, known, mapping, counts, tools, is_checked, keeps_sent: false })
}

/// Names every text of a JSON body that [`body`] will scan, so that it can be read ahead.
///
/// # Errors
/// As [`body`], but for policies.
pub fn name_texts(
    endpoint: Endpoint,
    body: &Bytes,
    profile: &Profile,
    texts: &mut scan::Texts<'_>,
) -> Result<(), Reason> {
    name_texts_on(Course::default(), endpoint, body, profile, texts)
}

/// As [`name_texts`], for what [`continued`] will scan where this is known of the conversation.
///
/// # Errors
/// As there.
pub fn name_new_texts(
    endpoint: Endpoint,
    body: &Bytes,
    profile: &Profile,
    recalled: &Recalled,
    texts: &mut scan::Texts<'_>,
) -> Result<(), Reason> {
    let course = Course { known: &recalled.known(), marks: &[] };
    name_texts_on(course, endpoint, body, profile, texts)
}

fn name_texts_on(
    course: Course<'_>,
    endpoint: Endpoint,
    body: &Bytes,
    profile: &Profile,
    texts: &mut scan::Texts<'_>,
) -> Result<(), Reason> {
    let walked = walk::surfaces_on(course, json::check_utf8(body)?, endpoint, profile)?;
    walked.surfaces.iter().for_each(|surface| find::name_texts(surface, texts));
    Ok(())
}

/// As [`name_texts`], for what [`texts`] will scan.
pub fn name_plain_texts(texts: &[&str], named: &mut scan::Texts<'_>) {
    texts.iter().for_each(|text| find::name_texts(&Surface::plain(text), named));
}

/// A request without a body, whose answer may still hold pseudonyms of a stored session.
pub fn bodiless(endpoint: Endpoint, profile: &Profile, mapping: Mapping) -> Draft {
    let known = Known::new(&mapping, profile);
    let (body, counts, tools) = (Bytes::new(), Counts::default(), Arc::default());
    Draft {
        endpoint,
        body,
        levels: None,
        known,
        mapping,
        counts,
        tools,
        is_checked: false,
        keeps_sent: false,
    }
}

/// Plain texts with their values replaced.
pub struct Texts {
    /// The texts, in the order in which they came.
    pub texts: Vec<String>,
    /// What was found, per text.
    pub entities: Vec<Vec<TextEntity>>,
    /// What stands for what.
    pub mapping: Mapping,
}

/// One replaced span of a plain text.
pub struct TextEntity {
    /// Byte offsets in the original text.
    pub range: std::ops::Range<usize>,
    /// The entity's label.
    pub label: String,
    /// What stands there now.
    pub pseudonym: String,
}

/// Replaces what is personal in plain texts, as one exchange.
///
/// # Errors
/// What a policy blocks.
pub fn texts(texts: &[&str], profile: &Profile, beginning: impl Into<Beginning>) -> Result<Texts, Reason> {
    let Beginning { mapping, reading, .. } = beginning.into();
    let mut state = State::new(mapping, profile);
    let surfaces: Vec<Surface<'_>> = texts.iter().map(|text| Surface::plain(text)).collect();
    let replaced = replace::texts(&surfaces, profile, &reading, &mut state)?;
    Ok(Texts { texts: replaced.texts, entities: replaced.entities, mapping: state.mapping })
}
