//! From a body to its surfaces: every string (and open key, and long number of free JSON) that is not the protocol's.
//!
//! Owns: the walk, JSON inside strings at any depth, and the refusal of what cannot be read. Never: detects anything.

use std::ops::Range;
use std::rc::Rc;

use allonym_detectors::is_persons_number;

use super::Profile;
use super::blob::{Content, content};
use super::counts::Passed;
use super::places::{Begins, Places};
use super::profile::Blobs;
use super::siblings::Object;
use super::surface::{Enclosing, Kind, Surface};
use super::withheld;
use crate::error::Reason;
use crate::provider::tools::runs_commands;
use crate::provider::{Class, Endpoint, Rank, Role};
use crate::wire::json::{self, Edit, JsonLimits, Lexer, RawStr, Step, Text};

/// JSON documents in strings are opened this many levels deep; further in they are searched as text.
const NESTED_DOCUMENTS: usize = 8;

/// The members by which providers tell end users apart: of `metadata`, and of a request itself. Claude Code's is JSON in a string.
const USER_IDS: [&str; 5] = ["user_id", "user", "safety_identifier", "prompt_cache_key", "session_id"];

/// An array without elements.
const EMPTY: &str = "[]";

/// Shorter numbers identify nobody, unless their key says that they are somebody's.
const NUMBER_BYTES: usize = 7;

/// Shorter numbers stand anywhere by chance. From here on one of free JSON, where restoring puts numbers, may be known.
const DIGITS_BYTES: usize = 4;

/// What a walk has seen.
pub(super) struct Walked<'a> {
    /// The surfaces, in canonical order.
    pub(super) surfaces: Vec<Surface<'a>>,
    /// How many strings a string is in at most; `None` where there is a text that no decoding of strings brings out.
    pub(super) levels: Option<usize>,
    /// Strings that are no surface.
    pub(super) passed: Passed,
    /// What empties the `logprobs` of earlier answers that are sent back: they spell a text piece by piece, in numbers too,
    /// so that no value in it could be found.
    pub(super) logprobs: Vec<Edit>,
    /// Where tools are defined: their rank, and the offset of the bracket that opens them.
    pub(super) tools: Vec<(Rank, usize)>,
    /// What there was of the conversation at each of the places that were to be marked.
    pub(super) marks: Vec<Mark>,
}

/// How far the walk through a conversation had come.
pub(super) struct Mark {
    /// Surfaces of the conversation so far.
    pub(super) surfaces: usize,
    /// As [`Passed::conversation`], so far.
    pub(super) passed: usize,
}

/// What a walk passes over and what it marks, in places of the body.
#[derive(Clone, Copy, Default)]
pub(super) struct Course<'r> {
    /// Parts of which everything is known, in order. Each is a member's value from the colon on, or the first elements of an
    /// array from its bracket on.
    pub(super) known: &'r [Range<usize>],
    /// Offsets to mark, in order.
    pub(super) marks: &'r [usize],
}

/// The surfaces of a body.
///
/// # Errors
/// Malformed JSON, limits, token ids, blobs that the profile refuses.
pub(super) fn surfaces<'a>(
    body: &'a str,
    endpoint: Endpoint,
    profile: &Profile,
) -> Result<Walked<'a>, Reason> {
    surfaces_on(Course::default(), body, endpoint, profile)
}

/// The surfaces of those parts of a body that are not known.
///
/// # Errors
/// As [`surfaces`].
pub(super) fn surfaces_on<'a>(
    course: Course<'_>,
    body: &'a str,
    endpoint: Endpoint,
    profile: &Profile,
) -> Result<Walked<'a>, Reason> {
    let walked = Walked {
        surfaces: Vec::new(),
        levels: Some(1),
        passed: Passed::default(),
        logprobs: Vec::new(),
        tools: Vec::new(),
        marks: Vec::new(),
    };
    let mut walk = Walk { course, limits: profile.json, blobs: profile.blobs, walked };
    walk.document(body, Places::of_body(endpoint), &None, 0, |text| text)?;
    let mut walked = walk.walked;
    walked.surfaces.sort_by_key(|surface| surface.rank);
    Ok(walked)
}

struct Walk<'a, 'r> {
    course: Course<'r>,
    limits: JsonLimits,
    blobs: Blobs,
    walked: Walked<'a>,
}

type Within<'a> = Option<Rc<Enclosing<'a>>>;

/// A string with the key that led to it.
type Waiting<'a> = (Text<'a>, Option<Box<str>>);

impl<'a> Walk<'a, '_> {
    /// Walks one JSON document. `own` makes what is decoded from `text` live as long as the surfaces do.
    fn document<'d>(
        &mut self,
        text: &'d str,
        mut places: Places<'d, Waiting<'a>>,
        within: &Within<'a>,
        nested: usize,
        own: impl Fn(Text<'d>) -> Text<'a>,
    ) -> Result<(), Reason> {
        let mut lexer = Lexer::new(text.as_bytes(), self.limits);
        let mut key = None;
        loop {
            if nested == 0 {
                self.take_course(&mut lexer);
            }
            let Some(step) = lexer.next() else { break };
            let led = key.take();
            match step? {
                step @ (Step::ObjectStart | Step::ArrayStart) if places.next().role == Role::Logprobs => {
                    self.logprobs(step == Step::ArrayStart, &mut lexer)?;
                }
                step @ (Step::ObjectStart | Step::ArrayStart) => {
                    let opens = lexer.offset() - 1;
                    if nested == 0 && places.opens_tools() {
                        self.walked.tools.push((places.next().rank, opens));
                    }
                    let byte = led.unwrap_or(opens);
                    let begins = Begins { byte, surfaces: self.walked.surfaces.len() };
                    places.start(step == Step::ArrayStart, begins);
                }
                Step::ObjectEnd | Step::ArrayEnd => {
                    self.end(&mut places, &text[..lexer.offset()], within, nested)?;
                }
                Step::Key(raw) => {
                    key = raw.start.checked_sub(1);
                    if places.key(json::decode(text, raw).str) && raw.start < raw.end {
                        let (rank, key) = (places.next().rank, own(json::decode(text, raw)));
                        let mut surface = Surface::new(Kind::Text, rank, key, within.clone());
                        surface.beside = places.beside_key();
                        self.walked.surfaces.push(surface);
                    }
                }
                Step::String(raw) => {
                    let value = own(json::decode(text, raw));
                    self.string(&mut places, value, within, nested)?;
                }
                Step::Scalar(range) => {
                    let raw = RawStr { start: range.start, end: range.end, escapes: json::Escapes::None };
                    self.scalar(&mut places, text, raw, within, &own)?;
                }
            }
        }
        Ok(())
    }

    /// Marks the place in the body that was reached, and passes over what is known there.
    fn take_course(&mut self, lexer: &mut Lexer<'_>) {
        if let Some((known, rest)) = self.course.known.split_first()
            && known.start == lexer.offset()
        {
            self.course.known = rest;
            lexer.pass_to(known.end);
        }
        if let Some((mark, rest)) = self.course.marks.split_first()
            && *mark == lexer.offset()
        {
            self.course.marks = rest;
            let of_it = self.walked.surfaces.iter().filter(|surface| surface.rank == Rank::Conversation);
            let mark = Mark { surfaces: of_it.count(), passed: self.walked.passed.conversation };
            self.walked.marks.push(mark);
        }
    }

    /// Passes over logprobs that have just begun. They stand in no string, so their place is one of the body.
    fn logprobs(&mut self, are_array: bool, lexer: &mut Lexer<'_>) -> Result<(), Reason> {
        let range = lexer.offset() - 1..lexer.skip_value()?;
        if range.len() > EMPTY.len() {
            let with = if are_array { EMPTY } else { "null" };
            self.walked.logprobs.push(Edit { range, with: with.as_bytes().to_vec() });
        }
        Ok(())
    }

    fn string(
        &mut self,
        places: &mut Places<'_, Waiting<'a>>,
        text: Text<'a>,
        within: &Within<'a>,
        nested: usize,
    ) -> Result<(), Reason> {
        let place = places.next();
        let class = place.role.class();
        places.note(&text.str);
        if class == Class::Never {
            self.walked.passed.add(place.rank, text.str.len());
            return Ok(());
        }
        let cue = is_cue(place.role).then(|| places.cue().map(Into::into)).flatten();
        if (class.needs_siblings() || class == Class::Blob) && places.can_wait() {
            places.wait(class, place.rank, (text, cue));
            return Ok(());
        }
        let before = self.walked.surfaces.len();
        let (is_cued, beside) = (cue.is_some(), places.beside(&text.str));
        self.leaf(class, place.rank, (text, cue), within, nested, (None, None))?;
        // What a document in a string has become has keys of its own.
        let own = self.walked.surfaces.get_mut(before).filter(|own| own.is_within(within));
        if let Some(own) = own {
            own.beside = beside;
            own.run = if class == Class::Text { places.joins(before) } else { None };
            if is_cued {
                places.became(before);
            }
        }
        Ok(())
    }

    /// A container has ended, and `read` with it: the strings that waited for its other members can be classed, and what the
    /// members of an object say of each other is known.
    fn end(
        &mut self,
        places: &mut Places<'_, Waiting<'a>>,
        read: &str,
        within: &Within<'a>,
        nested: usize,
    ) -> Result<(), Reason> {
        let Some(ended) = places.end() else { return Ok(()) };
        let hints = (ended.media_type.as_deref(), ended.file_name.as_deref());
        for (class, rank, waiting) in ended.waiting {
            self.leaf(class, rank, waiting, within, nested, hints)?;
        }
        let Some(Begins { byte, surfaces }) = ended.object else { return Ok(()) };
        if let Some(label) = ended.label {
            ended.values.iter().for_each(|&value| self.walked.surfaces[value].is_called(&label));
            if runs_commands(&label) {
                self.walked.surfaces[surfaces..].iter_mut().for_each(Surface::is_in_shell);
            }
        }
        let source = &read[byte..];
        if !Object::fits(source) {
            return Ok(());
        }
        let heard = |member: &&mut Surface<'_>| {
            matches!(member.kind, Kind::Text | Kind::Number)
                && member.cue.is_some()
                && member.is_within(within)
        };
        let object = Rc::new(Object::new(source));
        let members = self.walked.surfaces[surfaces..].iter_mut().filter(heard);
        members.for_each(|member| member.stands_in(&object, byte));
        Ok(())
    }

    /// A string whose class is settled. `hints`: the media type and the file name beside it.
    fn leaf(
        &mut self,
        class: Class,
        rank: Rank,
        (text, cue): Waiting<'a>,
        within: &Within<'a>,
        nested: usize,
        hints: (Option<&str>, Option<&str>),
    ) -> Result<(), Reason> {
        let kind = match class {
            Class::Never => return Ok(()),
            Class::Blob => return self.blob(rank, text, within, hints),
            Class::Url if text.str.starts_with("data:") => return self.blob(rank, text, within, hints),
            Class::Name => Kind::Name,
            Class::FileName => Kind::FileName,
            Class::Mapped => Kind::Known,
            Class::UserId => Kind::User,
            Class::Reasoning => Kind::Reasoning,
            Class::Summary => Kind::Summary,
            Class::Sealed => Kind::Sealed,
            _ => Kind::Text,
        };
        let may_nest = matches!(kind, Kind::Text | Kind::User) && nested < NESTED_DOCUMENTS;
        if may_nest && json::is_json_container(&text.str) {
            // Other metadata in JSON (Codex': where a user works) is told apart by nobody.
            let is_user_id = kind == Kind::User && cue.as_deref().is_some_and(|key| USER_IDS.contains(&key));
            let places = if is_user_id { Places::of_user_id(rank) } else { Places::of_string(rank) };
            return self.nested(places, text, within, nested);
        }
        self.walked.surfaces.push(Surface::new(kind, rank, text, within.clone()).with_cue(cue.as_deref()));
        Ok(())
    }

    /// A string that is one whole JSON document: its own strings are the surfaces.
    fn nested(
        &mut self,
        places: Places<'_, Waiting<'a>>,
        text: Text<'a>,
        within: &Within<'a>,
        nested: usize,
    ) -> Result<(), Reason> {
        self.walked.levels = self.walked.levels.map(|levels| levels.max(nested + 2));
        let enclosing = Rc::new(Enclosing { text, within: within.clone() });
        let inner = Rc::clone(&enclosing);
        let text = &*inner.text.str;
        let own = |text: Text<'_>| -> Text<'a> { text.into_owned() };
        self.document(text, places, &Some(enclosing), nested + 1, own)
    }

    fn blob(
        &mut self,
        rank: Rank,
        text: Text<'a>,
        within: &Within<'a>,
        (media_type, file_name): (Option<&str>, Option<&str>),
    ) -> Result<(), Reason> {
        let instead =
            (self.blobs == Blobs::Withhold).then(|| withheld::instead(&text.str, media_type)).flatten();
        if let Some(instead) = instead {
            self.walked.surfaces.push(Surface::withheld(rank, &text, within.clone(), &instead));
            return Ok(());
        }
        match content(&text.str, media_type, file_name) {
            Content::Empty => {}
            Content::TextFile { head, text: decoded } => {
                self.walked.levels = None;
                self.walked.surfaces.push(Surface::file(rank, &text, within.clone(), head, &decoded));
            }
            Content::Opaque if self.blobs != Blobs::Pass => return Err(Reason::Blob),
            Content::Foreign if self.blobs != Blobs::Pass => return Err(Reason::ForeignText),
            // Under `pass` a link is still text: its query may name somebody.
            Content::Opaque | Content::Foreign if !text.str.starts_with("http") => {
                self.walked.passed.add(rank, text.str.len());
            }
            Content::Plain | Content::Opaque | Content::Foreign => {
                self.walked.surfaces.push(Surface::new(Kind::Text, rank, text, within.clone()));
            }
        }
        Ok(())
    }

    fn scalar<'d>(
        &mut self,
        places: &mut Places<'_, Waiting<'a>>,
        document: &'d str,
        raw: RawStr,
        within: &Within<'a>,
        own: &impl Fn(Text<'d>) -> Text<'a>,
    ) -> Result<(), Reason> {
        let place = places.next();
        let is_number = matches!(document.as_bytes().get(raw.start), Some(b'0'..=b'9' | b'-'));
        if is_number && place.role.refuses_numbers() {
            return Err(Reason::TokenArray);
        }
        if !is_number || !place.role.numbers_are_text() {
            return Ok(());
        }
        let (cue, bytes) = (places.cue(), raw.end - raw.start);
        let surface = |kind| Surface::new(kind, place.rank, own(json::decode(document, raw)), within.clone());
        if bytes >= NUMBER_BYTES || cue.as_deref().is_some_and(is_persons_number) {
            self.walked.surfaces.push(surface(Kind::Number).with_cue(cue.as_deref()));
            places.became(self.walked.surfaces.len() - 1);
        } else if bytes >= DIGITS_BYTES && place.role == Role::Open {
            self.walked.surfaces.push(surface(Kind::Digits));
        }
        Ok(())
    }
}

/// Whether the key tells what a string at this place is.
fn is_cue(role: Role) -> bool {
    matches!(role, Role::Open | Role::UserId | Role::UserIds | Role::Unknown)
}
