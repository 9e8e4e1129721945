mod sent;

use std::sync::Arc;
use std::time::Duration;

use allonym_detectors::Entity;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::super::lists::DenyList;
use super::super::profile::Late;
use super::super::{Beginning, Draft, Note, PrefixMemory, Prefixes, Profile, body};
use crate::error::Reason;
use crate::policy::{Action, Policies};
use crate::provider::{Endpoint, Envelope, Provider};
use crate::scan::{Memory, Scans, WhenBusy};
use crate::wire::json::JsonLimits;

/// What turns say: values that come again in other spellings, encodings, and in older turns; texts like pseudonyms.
const SAID: &[&str] = &[
    "My name is Anna Müller, anna@mail.example.",
    "müller wrote that",
    "Anna called twice",
    "Dear Mr Jonathan Roe, IBAN DE89 3704 0044 0532 0130 00.",
    "Roe and ROE",
    "https://x.example/?to=anna%40mail.example",
    "?q=Anna%20M%C3%BCller",
    "QW5uYSBNw7xsbGVyLCBhbm5hQG1haWwuZXhhbXBsZSwgQW5uYQ==",
    "<<PERSON_1>> and PERSON_2",
    "see RFC_822, UTF_8 and EMAIL_3, <person 2>",
    "王小明PERSON_1 anna@mail.examplePERSON_2 PERSON_1_2",
    "line\nbreak \"quoted\" C:\\Users\\anna",
    "{\"user\":\"Anna M\\u00fcller\",\"password\":\"hunter2\"}",
    "hunter2",
    "nothing here",
    "",
    "born 12.03.1980, seen by Dr. Kim Poe",
    "kim poe, k.poe@mail.example, +49 30 901820",
    "login: quillow",
    "My name is Quillow O'Brackley.",
    r"'O'\''Brackley', 'Quillow O'\''Brackley'",
    "quillow, <b>Quillow O&#39;Brackley</b>",
    "- Julia Doebler",
    "login: julia",
    "Frau Doebler wartet.",
    "12 High Street, Leeds LS1 4AB Dr. Julia Doebler",
    "Dr. Leeds Julia called.",
    "I look at Lech Gwiazdowski, Sean O''Brien, O''Brien",
    "I look at Lech, 11-22-33 44712088, Gwiazdowski",
    "/home/x/Lech.txt",
    "a Lech b Gwiazdowski",
    "Lech Gwiazdowski",
];

/// One under which a later turn changes what earlier ones have sent, so that what is remembered makes no difference.
fn profile(policies: Policies) -> Profile {
    let memory = Arc::new(PrefixMemory::new(Duration::from_secs(600), 64 << 20));
    Profile { prefixes: Prefixes::new(&memory).unwrap(), policies, late: Late::Replace, ..Profile::default() }
}

/// What a request has become, with or without what is remembered of earlier ones; and whether anything was.
fn made(profile: &Profile, endpoint: Endpoint, text: &str, remembers: bool) -> (Result<Draft, Reason>, bool) {
    let came = Bytes::copy_from_slice(text.as_bytes());
    let mapping = profile.mapping();
    let outline = Envelope::read(&came, JsonLimits::default()).unwrap().outline;
    let recalled =
        profile.recall((Provider::Anthropic, endpoint), &came, outline.filter(|_| remembers), &mapping);
    let found = recalled.as_ref().is_some_and(|recalled| recalled.found.is_some());
    (body(endpoint, came, profile, Beginning { recalled, ..mapping.into() }), found)
}

/// Everything that can be told of a draft.
fn told(draft: Result<Draft, Reason>, profile: &Profile) -> Result<String, Reason> {
    let draft = draft?;
    draft.check_body(profile)?;
    let mut told = String::from_utf8(draft.body.to_vec()).unwrap();
    for (group, spellings) in draft.mapping.values() {
        for spelling in spellings {
            let (text, sources) = (spelling.text.expose(), spelling.sources.expose());
            let encoded = spelling.encoded.as_ref().map(|encoded| encoded.expose());
            let form = (text, sources, spelling.is_number, encoded);
            told += &format!("\n{} {:?} {form:?}", spelling.name, group.entity());
        }
    }
    let mut marks: Vec<u64> = draft.mapping.marks().collect();
    marks.sort_unstable();
    told += &format!("\n{marks:?}");
    for name in ["look", "found"] {
        let wants = ["plz", "zone", "by"].map(|property| draft.tools.arguments(name).wants(property));
        told += &format!("\n{name} {wants:?}");
    }
    let mut entities = draft.counts.entities;
    entities.sort_by_key(|(entity, _)| entity.to_string());
    // How much passed unread counts what was marked when it was read.
    let passed = if told.contains("ephemeral") { 0 } else { draft.counts.passed };
    Ok(format!("{told}\n{entities:?} {} {passed}", draft.counts.inspected))
}

/// A turn in the shape of one of the dialects.
fn turn(at: usize, texts: &[&str], shape: u8) -> Value {
    let role = if at.is_multiple_of(2) { "user" } else { "assistant" };
    match shape {
        0 => json!({ "role": role, "content": texts.join(" ") }),
        1 => {
            let blocks: Vec<_> = texts.iter().map(|text| json!({ "type": "text", "text": text })).collect();
            json!({ "role": role, "content": blocks })
        }
        3 => {
            let source = json!({ "type": "base64", "media_type": "text/plain", "data": STANDARD.encode(texts.join(" ")) });
            json!({ "role": role, "content": [{ "type": "document", "source": source }] })
        }
        _ => {
            let input = json!({ "text": texts.join("\n"), "by": texts.first(), "zone": 37_153 + at % 3, "plz": 37_153 + at % 2 });
            let found = json!([{ "name": "found", "input_schema": { "properties": { "plz": { "type": "integer" } } } }]);
            json!({ "role": role, "content": [{ "type": "tool_use", "id": "toolu_1", "name": "look", "input": input, "tools": found }] })
        }
    }
}

/// A request; the last turn bears a mark that it does not bear in the next request.
fn request(turns: &[Value], system: &str, after: &str, is_last: bool) -> String {
    let mut turns = turns.to_vec();
    if let Some(last) = turns.last_mut().filter(|_| is_last) {
        last["cache_control"] = json!({ "type": "ephemeral" });
    }
    let tools = json!([{ "name": "look", "description": system, "input_schema": { "type": "object", "properties": { "zone": { "type": "integer" } } } }]);
    let turns = Value::from(turns);
    let (system, user) = (json!(system), json!({ "note": after }));
    format!(r#"{{"model":"m","messages": {turns},"system":{system}, "tools":{tools},"metadata":{user}}}"#)
}

fn turns() -> impl Strategy<Value = Vec<Value>> {
    let one = (prop::collection::vec(select(SAID), 1..3), 0_u8..4);
    prop::collection::vec(one, 2..9).prop_map(|said| {
        said.iter().enumerate().map(|(at, (texts, shape))| turn(at, texts, *shape)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn to_go_on_comes_to_the_same_as_to_begin_anew(
        turns in turns(),
        system in select(SAID),
        after in select(SAID),
        marks in any::<bool>(),
        notes in any::<bool>(),
        redacted in prop::collection::vec(select(vec![Entity::Iban, Entity::Password, Entity::Person]), 0..3),
    ) {
        let mut policies = Policies::default();
        redacted.into_iter().for_each(|entity| policies.set(entity, Action::Redact));
        let note = if notes { Note::Append } else { Note::Off };
        let profile = Profile { note, ..profile(policies) };
        for end in 1..=turns.len() {
            let text = request(&turns[..end], system, after, marks);
            let anew = told(made(&profile, Endpoint::Messages, &text, false).0, &profile);
            // Twice: the second time all of it is known, unless it does not last.
            for _ in 0..2 {
                let on = told(made(&profile, Endpoint::Messages, &text, true).0, &profile);
                prop_assert_eq!(&on, &anew, "{}", text);
            }
        }
    }
}

/// What a client does to its conversation before the next request: most go on at the end.
fn changes() -> impl Strategy<Value = Vec<(u8, usize, Vec<&'static str>, u8)>> {
    prop::collection::vec(
        (0_u8..10, any::<usize>(), prop::collection::vec(select(SAID), 1..3), 0_u8..4),
        2..10,
    )
}

fn changed(turns: &mut Vec<Value>, (change, place, texts, shape): (u8, usize, Vec<&str>, u8)) {
    let at = place % turns.len().max(1);
    match change {
        0 if turns.len() > 2 => _ = turns.drain(1..=at.max(1)),
        1 if turns.len() > 1 => turns[at] = turn(at, &["[cleared]"], 0),
        2 if turns.len() > 1 => turns.truncate(at.max(1)),
        3 if turns.len() > 1 => *turns = vec![turn(0, &texts, 0)],
        _ => turns.push(turn(turns.len(), &texts, shape)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Turns are dropped, cleared, taken back and summed up; what was sent before, and to whom, changes nothing.
    #[test]
    fn whatever_became_of_earlier_turns_what_is_sent_is_the_same(
        changes in changes(),
        system in select(SAID),
        marks in any::<bool>(),
    ) {
        let memory = Arc::new(Memory::new(8 << 20));
        let scans = Scans::new(&memory, None, WhenBusy::default()).unwrap();
        let profile = Profile { scans, ..profile(Policies::default()) };
        let fresh = Profile { scans: Scans::default(), ..profile.clone() };
        let mut turns = Vec::new();
        for change in changes {
            changed(&mut turns, change);
            let text = request(&turns, system, "x", marks);
            let on = told(made(&profile, Endpoint::Messages, &text, true).0, &profile);
            let anew = told(made(&fresh, Endpoint::Messages, &text, false).0, &fresh);
            prop_assert_eq!(on, anew, "{}", text);
        }
    }
}

/// Of a name of which another value has a part the rest is replaced with it, and stays so when a later turn tells of the rest alone.
#[test]
fn what_is_left_of_a_name_stays_when_a_later_turn_tells_of_it_alone() {
    let profile = profile(Policies::default());
    let said = [
        "I look at Lech Gwiazdowski, Sean O''Brien, Sean O''Brien, O''Brien",
        "a Lech Gwiazdowski b",
        "I look at Lech, 11-22-33 44712088, Gwiazdowski, Gwiazdowski",
        "a Lech b 11-22-33 44712088 b Gwiazdowski",
    ];
    let turns: Vec<Value> = said.iter().enumerate().map(|(at, text)| turn(at, &[text], 2)).collect();
    for end in 1..=turns.len() {
        let text = request(&turns[..end], "Be kind.", "x", false);
        let anew = told(made(&profile, Endpoint::Messages, &text, false).0, &profile);
        let on = told(made(&profile, Endpoint::Messages, &text, true).0, &profile);
        assert_eq!(on, anew, "{text}");
    }
}

/// A conversation in which every turn but the last is known when the next comes.
#[test]
fn each_turn_goes_on_from_the_one_before() {
    for marks in [false, true] {
        let profile = profile(Policies::default());
        let said =
            ["My name is Anna Müller.", "Hello Anna Müller", "Write to kim@mail.example", "Done", "Thanks"];
        let turns: Vec<Value> = said.iter().enumerate().map(|(at, text)| turn(at, &[text], 0)).collect();
        let mut found = Vec::new();
        for end in 1..=turns.len() {
            let (draft, known) =
                made(&profile, Endpoint::Messages, &request(&turns[..end], "Be kind.", "x", marks), true);
            found.push(known);
            assert!(draft.unwrap().is_checked);
        }
        assert_eq!(found, [false, true, true, true, true], "{marks}");
        let after = request(&turns, "Be kind.", "x", false);
        let outline = Envelope::read(after.as_bytes(), JsonLimits::default()).unwrap().outline;
        let recalled =
            profile.prefixes.recall((Provider::Anthropic, Endpoint::Messages), after.as_bytes(), outline);
        let known = recalled.unwrap().found.map(|(turns, _)| turns);
        assert_eq!(known, Some(turns.len()), "the last turn is known without its mark, too");
        let counted = request(&turns, "Be kind.", "x", marks);
        assert!(
            made(&profile, Endpoint::CountTokens, &counted, true).1,
            "the same body, asked how long it is"
        );
    }
}

/// A value is learned from the last turn and stands in the first one.
#[test]
fn what_a_late_turn_teaches_of_an_early_one_is_replaced_there() {
    let profile = profile(Policies::default());
    let turns: Vec<Value> = ["zqx-17 is down", "Which one?", "My password: zqx-17"]
        .iter()
        .enumerate()
        .map(|(at, text)| turn(at, &[text], 0))
        .collect();
    for end in 1..=turns.len() {
        let (draft, _) =
            made(&profile, Endpoint::Messages, &request(&turns[..end], "Be kind.", "x", false), true);
        let sent = String::from_utf8(draft.unwrap().body.to_vec()).unwrap();
        assert_eq!(sent.contains("zqx-17"), end < 3, "{sent}");
    }
    let (_, known) = made(&profile, Endpoint::Messages, &request(&turns, "Be kind.", "x", false), true);
    assert!(known, "it is made anew once");
}

/// A late value is an early one with a sign at its end: what shows of it in the bytes that were sent is the sign.
#[test]
fn a_late_value_of_which_a_word_was_replaced_before_is_replaced_whole() {
    let profile = profile(Policies::default());
    let said = ["My password: zqx17", "It is +zqx17+ here.", "passwort: +zqx17+"];
    let turns: Vec<Value> = said.iter().enumerate().map(|(at, text)| turn(at, &[text], 0)).collect();
    for end in 1..=turns.len() {
        let text = request(&turns[..end], "Be kind.", "x", false);
        let anew = told(made(&profile, Endpoint::Messages, &text, false).0, &profile).unwrap();
        let gone_on = told(made(&profile, Endpoint::Messages, &text, true).0, &profile).unwrap();
        assert_eq!(gone_on, anew);
        assert_eq!(anew.contains("It is <<PASSWORD_2>> here."), end == 3, "{anew}");
    }
}

/// A value is the name of a user first, then that of a person.
#[test]
fn what_was_sent_is_sent_again_whatever_else_a_later_turn_says_of_its_values() {
    let profile = profile(Policies::default());
    let said = ["the quillow is at it", "login: quillow", "My name is Quillow.", "Ask quillow."];
    let turns: Vec<Value> = said.iter().enumerate().map(|(at, text)| turn(at, &[text], 0)).collect();
    let mut before = String::new();
    for end in 1..=turns.len() {
        let text = request(&turns[..end], "Be kind.", "x", false);
        let anew = told(made(&profile, Endpoint::Messages, &text, false).0, &profile);
        let (draft, known) = made(&profile, Endpoint::Messages, &text, true);
        let sent = String::from_utf8(draft.as_ref().unwrap().body.to_vec()).unwrap();
        assert_eq!(told(draft, &profile), anew);
        assert_eq!(known, end > 1, "it goes on: {sent}");
        // Who quillow is, the second turn tells.
        assert!(end == 2 || sent.starts_with(&before), "{sent}\n{before}");
        before = sent[..sent.find("],\"system\"").unwrap()].to_owned();
    }
    assert!(
        before.starts_with(
            r#"{"model":"m","messages": [{"role":"user","content":"the <<USERNAME_1>> is at it""#
        ),
        "{before}"
    );
    assert!(before.contains("My name is <<PERSON_1>>."), "{before}");
}

/// A text file is in no string, and the note is put in when all else is made.
#[test]
fn conversations_with_a_text_file_or_the_note_go_on_and_are_checked() {
    let profile = Profile { note: Note::Append, ..profile(Policies::default()) };
    let file = format!("name\u{c}zqx-17,{}", "a line of it. ".repeat(20));
    let turns = [
        turn(0, &[&file, "my name is Anna Müller"], 3),
        turn(1, &["I see"], 0),
        turn(2, &["My password: zqx-17"], 0),
        turn(3, &["Hm"], 0),
    ];
    for end in 1..=turns.len() {
        let text = request(&turns[..end], "Be kind.", "x", false);
        let anew = told(made(&profile, Endpoint::Messages, &text, false).0, &profile);
        let (draft, known) = made(&profile, Endpoint::Messages, &text, true);
        let draft = draft.unwrap();
        let sent = String::from_utf8(draft.body.to_vec()).unwrap();
        assert!(known == (end > 1) && sent.contains("pseudonyms"), "{end}: {sent}");
        // Where there is a file, all of the body is looked at with the note in it.
        assert!(!draft.is_checked);
        assert_eq!(told(Ok(draft), &profile), anew);
    }
    let text = request(&turns[1..], "Be brief.", "x", false);
    assert!(made(&profile, Endpoint::Messages, &text, true).0.unwrap().is_checked);
}

#[test]
fn the_note_is_checked_with_what_stands_beside_it() {
    let [plain, other] = [(); 2].map(|()| profile(Policies::default()));
    let profile = Profile { note: Note::Append, ..plain };
    let text = request(&[turn(0, &["My name is Anna Müller."], 0)], "Be kind.", "x", false);
    assert!(made(&profile, Endpoint::Messages, &text, true).0.unwrap().is_checked);
    // A tenant's own value that the note spells.
    let deny = DenyList::new(["pseudonyms"], &[] as &[&str], Entity::Person).unwrap();
    let profile = Profile { note: Note::Append, deny, ..other };
    let text = request(&[turn(0, &["These are pseudonyms."], 0)], "Be kind.", "x", false);
    let draft = made(&profile, Endpoint::Messages, &text, true).0.unwrap();
    assert_eq!((draft.is_checked, draft.check_body(&profile)), (false, Err(Reason::Unsealable)));
}

#[test]
fn what_is_judged_in_the_whole_body_only_is_made_whole() {
    let profile = profile(Policies::default());
    let mut answered = turn(1, &["Hello Anna"], 0);
    answered["logprobs"] = json!({ "content": [{ "token": "Anna", "logprob": -0.1 }] });
    let text = request(&[turn(0, &["My name is Anna Müller."], 0), answered], "Be kind.", "x", false);
    for _ in 0..2 {
        let (draft, known) = made(&profile, Endpoint::Messages, &text, true);
        assert!(!known && !draft.unwrap().is_checked);
    }
}
