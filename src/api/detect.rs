//! `POST /v1/detect`: what is personal in a text, and where.

use allonym_detectors::{Dates, Detection, Entities, Entity, Language, Settings};
use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use serde::{Deserialize, Serialize};

use super::Context;
use super::fields::{ENTITIES, Fields, LANGUAGE, SCORE};
use crate::error::Reason;
use crate::offsets::{Translator, Unit};
use crate::pseudonymize::Profile;
use crate::respond;
use crate::scan::{Reading, Texts};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    text: Option<String>,
    texts: Option<Vec<String>>,
    /// ISO 639-1; only this language's cue words count.
    language: Option<String>,
    /// Labels; all when missing or empty, as in the configuration.
    entities: Option<Vec<String>>,
    /// From 0 to 1; what a proxied request uses when missing.
    min_score: Option<f32>,
    #[serde(default)]
    offsets: Unit,
}

impl Fields for Request {
    const KNOWN: &'static [&'static str] = &["text", "texts", "language", "entities", "min_score", "offsets"];
}

#[derive(Serialize)]
struct Found<'t> {
    r#type: String,
    start: usize,
    end: usize,
    text: &'t str,
    score: f32,
    rule: String,
    /// Which of `texts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

#[derive(Serialize)]
struct Answer<'t> {
    entities: Vec<Found<'t>>,
}

impl Request {
    fn texts(&self) -> impl Iterator<Item = &String> {
        self.text.iter().chain(self.texts.iter().flatten())
    }
}

pub(super) async fn read_ahead(context: &Context<'_>, request: &Request) -> Result<Reading, Reason> {
    let name = |texts: &mut Texts<'_>| {
        request.texts().for_each(|text| {
            texts.add(text);
        });
        Ok(())
    };
    context.account.profile.scans.read_once(name).await
}

pub(super) fn answer(
    context: &Context<'_>,
    request: &Request,
    reading: &Reading,
) -> Result<Response<Full<Bytes>>, Reason> {
    let settings = settings(context, request)?;
    let Profile { detectors, scans, .. } = &context.account.profile;
    let scan = |text: &str| {
        let mut found = Vec::new();
        scans.scan_once(text, (detectors, &settings), reading, &mut found);
        found
    };
    let entities = match (&request.text, &request.texts) {
        (Some(text), None) => found(text, &scan(text), request.offsets, None),
        (None, Some(texts)) => texts
            .iter()
            .enumerate()
            .flat_map(|(index, text)| found(text, &scan(text), request.offsets, Some(index)))
            .collect(),
        (None, None) => return Err(Reason::MissingField("text")),
        (Some(_), Some(_)) => return Err(Reason::OneFieldOf(&["text", "texts"])),
    };
    Ok(respond::json(StatusCode::OK, &Answer { entities }))
}

/// The tenant's settings, narrowed to what was asked. Every date is reported: which ones a proxied request replaces is
/// a matter of policy.
fn settings(context: &Context<'_>, request: &Request) -> Result<Settings, Reason> {
    let mut settings = Settings { dates: Dates::All, ..context.account.profile.settings.clone() };
    let bad = |name, expected| Reason::BadField { name, expected };
    if let Some(labels) = request.entities.as_ref().filter(|labels| !labels.is_empty()) {
        let entities: Result<Vec<Entity>, _> =
            labels.iter().map(|label| label.trim().to_ascii_uppercase().parse()).collect();
        settings.entities = Entities::only(entities.map_err(|_| bad("entities", ENTITIES))?);
    }
    if let Some(score) = request.min_score {
        if !(0.0..=1.0).contains(&score) {
            return Err(bad("min_score", SCORE));
        }
        settings.min_score = score;
    }
    if let Some(language) = &request.language {
        let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        settings.languages = vec![primary.parse::<Language>().map_err(|_| bad("language", LANGUAGE))?];
    }
    Ok(settings)
}

fn found<'t>(text: &'t str, detections: &[Detection], unit: Unit, index: Option<usize>) -> Vec<Found<'t>> {
    let mut offsets = Translator::new(text, unit);
    let describe = |detection: &Detection| Found {
        r#type: detection.entity.label().to_string(),
        start: offsets.at(detection.span.start),
        end: offsets.at(detection.span.end),
        text: &text[detection.span.range()],
        score: detection.score,
        rule: detection.rule.as_str().to_string(),
        index,
    };
    detections.iter().map(describe).collect()
}
