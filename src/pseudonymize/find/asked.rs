//! [`Asked`]: a surface's text on its way to the detectors.
//!
//! Owns: how the detectors get it (as it stands, with its key as a cue, or with a name's words apart), what is known of it
//! before, and what it tells of the surfaces to come. Never: says what becomes of what was found; `find.rs` does.

use std::borrow::Cow;

use allonym_detectors::{Detection, Dictionary, Span};

use super::Search;
use crate::policy::Action;
use crate::pseudonymize::encoded;
use crate::pseudonymize::profile::Profile;
use crate::pseudonymize::surface::{Kind, Surface};
use crate::scan::{LookedUp, Texts, Traits};

/// A surface's text as the detectors get it, and what is known of it.
pub(super) struct Asked<'s> {
    text: Cow<'s, str>,
    /// Bytes in front of the surface's own, and how many these are.
    lead: usize,
    length: usize,
    /// Whether it is the surface's text and nothing else.
    is_as_it_stands: bool,
    looked_up: LookedUp,
}

impl Asked<'_> {
    fn text(&self) -> (&str, &LookedUp) {
        (&self.text, &self.looked_up)
    }

    /// What is remembered of the surface's text.
    pub(super) fn traits(&self) -> Option<Traits> {
        self.looked_up.traits().filter(|_| self.is_as_it_stands)
    }
}

/// The longest text that is read together with the key that it stands under, in bytes.
const CUED_BYTES: usize = 256;

impl Search<'_> {
    /// What is known of a surface beforehand.
    pub(super) fn ask<'s>(&self, surface: &'s Surface<'_>) -> Asked<'s> {
        let (text, lead) = as_scanned(surface);
        let looked_up = self.profile.scans.look_up(&text, &self.state.told, self.reading);
        let (is_as_it_stands, length) = (matches!(text, Cow::Borrowed(_)), surface.text().len());
        Asked { is_as_it_stands, text, lead, length, looked_up }
    }

    /// The detectors' own answer, in offsets of the surface's text, which has these traits.
    pub(super) fn scan(&mut self, surface: &Surface<'_>, asked: &Asked<'_>, traits: Traits, more: bool) {
        let Profile { detectors, settings, scans, .. } = self.profile;
        let (traits, with) = (asked.is_as_it_stands.then_some(traits), (&**detectors, settings));
        let told = &mut self.state.told;
        let whole = scans.scan_told(asked.text(), traits, told, with, self.reading, &mut self.detections);
        self.state.lasts &= whole;
        if let Some(beside) = &surface.beside {
            let own = asked.lead..asked.lead + asked.length;
            self.detections.retain(|found| {
                let Span { start, end } = found.span;
                let is_inside = own.contains(&start) && end <= own.end;
                let at = |place: usize| place.saturating_sub(own.start);
                !is_inside || !beside.doubts(surface.text(), Span { start: at(start), end: at(end) }, found)
            });
        }
        if more && !self.detections.is_empty() {
            self.learn(asked);
        }
        if asked.lead > 0 {
            shift_back(&mut self.detections, asked.lead, asked.length);
        }
    }

    /// Remembers the names of this text for those to come, but for what is let through.
    fn learn(&mut self, asked: &Asked<'_>) {
        let Profile { policies, allow, scans, .. } = self.profile;
        let text = &*asked.text;
        let passes = |found: &Detection| {
            policies.action_of(&found.entity, found.rule.as_str()) == Action::Allow
                || allow.holds(&text[found.span.range()])
        };
        let teaches = |found: &Detection| Dictionary::is_taught_by(std::slice::from_ref(found));
        let kept = self.detections.iter().filter(|found| teaches(found) && !passes(found)).cloned().collect();
        scans.learn(&mut self.state.told, asked.text(), kept);
    }
}

/// A surface's text as the detectors get it, and how many bytes stand in front of the surface's own.
fn as_scanned<'s>(surface: &'s Surface<'_>) -> (Cow<'s, str>, usize) {
    let text = surface.text();
    if surface.kind.joins_words() {
        // `Anna_Müller_CV.pdf`: underscores are the spaces of narrow alphabets; offsets stay.
        let cue = if surface.kind == Kind::Name { "name: " } else { "" };
        return ([cue, &text.replace(['_', '-'], " ")].concat().into(), cue.len());
    }
    match surface.cue.as_deref().filter(|_| text.len() <= CUED_BYTES) {
        None => (text.into(), 0),
        Some(cue) => match quote(cue, text) {
            None => ([cue, ": ", text].concat().into(), cue.len() + 2),
            Some(quote) => ([cue, ": ", quote, text, quote].concat().into(), cue.len() + 3),
        },
    }
}

/// Signs that end a value which nothing quotes.
const ENDS: [char; 7] = ['(', '<', '>', '[', '{', '"', '`'];

/// What is set around a value, so that it is read as the one string that it is: where labels count only before a quoted value, as they do
/// inside a name in camel case, and where the value, one word, would end at a sign, or at a dot read as a program's variable.
fn quote(cue: &str, text: &str) -> Option<&'static str> {
    let ends = || text.contains(ENDS) || text.contains('.') && is_password(cue);
    let wants = is_camel_case(cue) || ends() && !text.contains(char::is_whitespace);
    ["\"", "'", "`"].into_iter().filter(|_| wants).find(|quote| !text.contains(quote))
}

/// Whether a key is called as passwords are.
fn is_password(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["pass", "pw", "kennwort", "contrase", "wachtwoord", "senha"].iter().any(|name| key.contains(name))
}

/// Whether a capital stands inside a word: `spouseDob`.
fn is_camel_case(key: &str) -> bool {
    key.as_bytes().windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
}

/// Names every text that [`Search::detect`] will scan in a surface.
pub(in crate::pseudonymize) fn name_texts(surface: &Surface<'_>, texts: &mut Texts<'_>) {
    if !surface.is_scanned() {
        return;
    }
    let (text, _) = as_scanned(surface);
    let known = texts.add(&text).filter(|_| matches!(text, Cow::Borrowed(_)));
    if !known.is_some_and(|known| known.is_plain) {
        for part in encoded::parts(surface.text()) {
            texts.add(&part.text);
        }
    }
}

/// Detections in a text with `lead` bytes in front of its `length`, in offsets of the text; those beside it fall away, and what
/// reaches over its end is cut.
fn shift_back(detections: &mut Vec<Detection>, lead: usize, length: usize) {
    detections.retain(|detection| (lead..lead + length).contains(&detection.span.start));
    for Detection { span: Span { start, end }, .. } in detections {
        *start -= lead;
        *end = length.min(*end - lead);
    }
}
