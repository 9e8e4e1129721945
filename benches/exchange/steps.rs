//! The steps that are measured, each with its input ready.

use std::sync::Arc;

use allonym::provider::Endpoint;
use allonym::pseudonym::grammar::Grammar;
use allonym::pseudonym::{Mapping, Numbering, Restorable, Template};
use allonym::pseudonymize::lists::DenyList;
use allonym::pseudonymize::profile::DetectorSet;
use allonym::pseudonymize::{self, Draft, Head, Profile};
use allonym::restore::Pseudonyms;
use allonym::restore::json::answer;
use allonym::restore::stream::{End, StreamRestorer};
use allonym::scan::{Memory, Scans, WhenBusy};
use allonym::wire::json::{
    Edit, Escapes, JsonLimits, Lexer, RawStr, Step as Lexed, check_utf8, decode, splice,
};
use allonym_detectors::{Detectors, Entity, Settings};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};

use crate::workload::{self, Workload};

/// Something to be measured.
pub(crate) struct Step {
    pub(crate) name: String,
    /// Bytes of input that one run reads.
    pub(crate) bytes: usize,
    /// What one run consists of, for figures a piece: one body, or the events of a stream.
    pub(crate) units: usize,
    pub(crate) run: Box<dyn FnMut() -> usize>,
}

/// The steps whose name holds `filter`.
pub(crate) fn all(filter: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = workload::bodies().iter().flat_map(of_body).collect();
    steps.extend([stream("plain", false), stream("split", true), whole_answer()]);
    steps.extend([0, 100, 1_000, 10_000, 100_000].map(session));
    steps.retain(|step| step.name.contains(filter));
    steps
}

fn of_body(workload: &Workload) -> Vec<Step> {
    let body = Bytes::copy_from_slice(workload.json.as_bytes());
    let endpoint =
        if workload.path == "/v1/messages" { Endpoint::Messages } else { Endpoint::ChatCompletions };
    let step = |what: &str, run: Box<dyn FnMut() -> usize>| Step {
        name: format!("{what} {}", workload.name),
        bytes: workload.json.len(),
        units: 1,
        run,
    };
    let (again, again_head, seen) = (body.clone(), head(workload.path), remembering());
    let (lexed, scanned, spliced, drafted, sealed, rewritten) =
        (body.clone(), strings(&body), body.clone(), body.clone(), body.clone(), body.clone());
    let (edits, profile, own_profile, head, own_head) =
        (edits(&body), Profile::default(), Profile::default(), head(workload.path), head(workload.path));
    let listed = without_rules(workload);
    let mut found = Vec::new();
    vec![
        step("lex", Box::new(move || check_utf8(&lexed).map_or(0, str::len) + lexer(&lexed).count())),
        step(
            "scan",
            Box::new(move || {
                let scan = |text: &String| {
                    found.clear();
                    Detectors::builtin().scan_into(text, &Settings::default(), &mut found);
                    found.len()
                };
                scanned.iter().map(scan).sum()
            }),
        ),
        step("splice", Box::new(move || splice(&spliced, &edits).len())),
        step("pseudonymize", Box::new(move || usize::from(draft(endpoint, &drafted, &profile).is_some()))),
        step(
            "pseudonymize, seal",
            Box::new(move || {
                let draft = draft(endpoint, &sealed, &own_profile).expect("a body that is accepted");
                draft.seal(head.copy(), &own_profile).map_or(0, |(sealed, _)| sealed.body_len())
            }),
        ),
        step(
            "rewrite",
            Box::new(move || {
                let draft = draft(endpoint, &rewritten, &listed).expect("a body that is accepted");
                draft.seal(own_head.copy(), &listed).map_or(0, |(sealed, _)| sealed.body_len())
            }),
        ),
        step(
            "remembered",
            Box::new(move || {
                let draft = draft(endpoint, &again, &seen).expect("a body that is accepted");
                draft.seal(again_head.copy(), &seen).map_or(0, |(sealed, _)| sealed.body_len())
            }),
        ),
    ]
}

/// A profile in which a list stands for the detectors: all that is done to a body besides scanning it.
fn without_rules(workload: &Workload) -> Profile {
    let values = workload.planted.iter().map(String::as_str);
    let deny = DenyList::new(values, &[] as &[&str], Entity::Email).expect("no patterns");
    let none = Detectors::from_rules([]).expect("no rules");
    Profile { detectors: DetectorSet::Own(Arc::new(none)), deny, ..Profile::default() }
}

/// A profile as the proxy's: a text that was seen before is not scanned again.
fn remembering() -> Profile {
    let scans = Scans::new(&Arc::new(Memory::new(64 << 20)), None, WhenBusy::default());
    Profile { scans: scans.expect("randomness"), ..Profile::default() }
}

fn draft(endpoint: Endpoint, body: &Bytes, profile: &Profile) -> Option<Draft> {
    pseudonymize::body(endpoint, body.clone(), profile, profile.mapping()).ok()
}

fn lexer(body: &[u8]) -> Lexer<'_> {
    Lexer::new(body, JsonLimits::default())
}

fn values(body: &[u8]) -> impl Iterator<Item = RawStr> {
    lexer(body).filter_map(|step| if let Ok(Lexed::String(raw)) = step { Some(raw) } else { None })
}

fn strings(body: &[u8]) -> Vec<String> {
    let text = check_utf8(body).expect("UTF-8");
    values(body).map(|raw| decode(text, raw).str.into_owned()).collect()
}

/// One replacement in every third string with escapes.
fn edits(body: &[u8]) -> Vec<Edit> {
    let escaped = values(body).filter(|raw| raw.escapes == Escapes::Present);
    escaped
        .step_by(3)
        .map(|raw| Edit { range: raw.start..raw.start, with: b"<<PERSON_1>>".to_vec() })
        .collect()
}

/// What goes upstream beside a body: a head with what SDKs send.
struct Kept(Head);

impl Kept {
    fn copy(&self) -> Head {
        let Head { method, path, query, headers } = &self.0;
        Head { method: method.clone(), path: path.clone(), query: query.clone(), headers: headers.clone() }
    }
}

fn head(path: &str) -> Kept {
    let fields = [
        ("content-type", "application/json"),
        ("accept", "application/json"),
        ("user-agent", "OpenAI/Python 3.5.0"),
        ("accept-encoding", "gzip, deflate, br, zstd"),
        ("x-stainless-lang", "python"),
        ("x-stainless-package-version", "3.5.0"),
    ];
    let headers: HeaderMap = fields
        .map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_static(value)))
        .into_iter()
        .collect();
    Kept(Head { method: Method::POST, path: path.to_owned(), query: None, headers })
}

/// A remembered short request that goes on from a stored session of so many values.
fn session(values: usize) -> Step {
    let workload = &workload::bodies()[0];
    let (body, head, profile) =
        (Bytes::copy_from_slice(workload.json.as_bytes()), head(workload.path), remembering());
    let mut stored = profile.mapping();
    for value in 0..values {
        let text = format!("person{value}@mail.example");
        let group = stored.identify(&Entity::Email, &text);
        stored.spell(group, &text, &[]);
    }
    let stored = stored.settled();
    let run = move || {
        let draft = pseudonymize::body(Endpoint::Responses, body.clone(), &profile, stored.continued());
        let sealed = draft.expect("a body that is accepted").seal(head.copy(), &profile);
        let (sealed, committed) = sealed.expect("nothing left in it");
        sealed.body_len() + committed.mapping.settled().len()
    };
    Step { name: format!("session {values}"), bytes: workload.json.len(), units: 1, run: Box::new(run) }
}

/// A stream that arrives in pieces of a few events each, restored; figures are for one event.
fn stream(name: &'static str, split: bool) -> Step {
    let events = workload::events(&workload::deltas(split));
    let pieces: Vec<Bytes> = events.chunks(16).map(|events| Bytes::from(events.concat())).collect();
    let pseudonyms = Arc::new(pseudonyms());
    let mut out = Vec::new();
    let run = move || {
        let mut restorer = StreamRestorer::new(Endpoint::ChatCompletions, Arc::clone(&pseudonyms));
        let mut bytes = 0;
        for piece in &pieces {
            restorer.push(piece.clone(), &mut out).expect("short events");
            bytes += out.drain(..).map(|piece| piece.len()).sum::<usize>();
        }
        restorer.finish(End::Clean, &mut out);
        bytes + out.drain(..).map(|piece| piece.len()).sum::<usize>()
    };
    Step {
        name: format!("restore sse {name}"),
        bytes: events.iter().map(String::len).sum(),
        units: events.len(),
        run: Box::new(run),
    }
}

fn whole_answer() -> Step {
    let text = workload::deltas(true).concat();
    let body = Bytes::from(format!(
        r#"{{"choices":[{{"index":0,"message":{{"role":"assistant","content":"{text}"}}}}]}}"#
    ));
    let pseudonyms = pseudonyms();
    Step {
        name: "restore answer".to_owned(),
        bytes: body.len(),
        units: 1,
        run: Box::new(move || answer(body.clone(), Endpoint::ChatCompletions, &pseudonyms).body.len()),
    }
}

/// What is alive after a short request: the stream speaks of `EMAIL_1`.
fn pseudonyms() -> Pseudonyms {
    let mut mapping = Mapping::new(Numbering::Sequential, Arc::new([0; 32]));
    for (entity, name, value) in [
        (Entity::Email, "EMAIL_1", "lena.roe1@example.com"),
        (Entity::Phone, "PHONE_1", "+49 30 23125 042"),
        (Entity::Iban, "IBAN_1", "DE89370400440532013000"),
    ] {
        mapping.insert(&entity, name, value, &[]);
    }
    Pseudonyms::new(Arc::new(Grammar::new(Template::default())), Restorable::new(mapping))
}
