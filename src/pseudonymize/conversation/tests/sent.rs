//! What was sent stays as it was, whatever a later turn tells of it.

use super::*;

fn keeping() -> Profile {
    Profile { late: Late::Keep, ..profile(Policies::default()) }
}

/// What each request of a growing conversation has sent of it, without what ends the list of its turns.
fn grown(profile: &Profile, said: &[&str]) -> Vec<String> {
    let turns: Vec<Value> = said.iter().enumerate().map(|(at, text)| turn(at, &[text], 0)).collect();
    (1..=turns.len()).map(|end| sent(profile, &request(&turns[..end], "Be kind.", "x", false))).collect()
}

fn sent(profile: &Profile, text: &str) -> String {
    let (draft, _) = made(profile, Endpoint::Messages, text, true);
    let body = String::from_utf8(draft.unwrap().body.to_vec()).unwrap();
    body[..body.find("],\"system\"").unwrap()].to_owned()
}

fn keep_their_beginnings(sent: &[String]) -> bool {
    sent.is_sorted_by(|before, after| after.starts_with(before))
}

/// Single words and numbers that a later text tells of.
const WEAK: &[&str] = &[
    "mode 100644, zip 37153",
    "customer_id,first_name\n100644,Jane\n37153,Kim",
    "the quillow is at it",
    "login: quillow",
    "My name is Quillow.",
    "Doebler wrote that, of Leeds",
    "Frau Doebler wartet.",
    "Dear Ms Leeds,",
    "Brackley wrote",
    "Ask Mr Brackley and Dr. Poe",
    "nothing here",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_growing_conversation_is_sent_as_it_was(
        said in prop::collection::vec((prop::collection::vec(select(WEAK), 1..3), 0_u8..3), 2..9),
        notes in any::<bool>(),
    ) {
        let turns: Vec<Value> =
            said.iter().enumerate().map(|(at, (texts, shape))| turn(at, texts, *shape)).collect();
        let profile = Profile { note: if notes { Note::Append } else { Note::Off }, ..keeping() };
        let sent: Vec<String> = (1..=turns.len())
            .map(|end| sent(&profile, &request(&turns[..end], "Be kind.", "x", false)))
            .collect();
        prop_assert!(keep_their_beginnings(&sent), "{sent:#?}");
    }
}

#[test]
fn a_word_or_number_that_a_later_turn_tells_of_stays_as_it_was_sent_and_is_replaced_from_there_on() {
    let said = ["mode 100644", "I see", "customer_id,first_name\n100644,Jane", "What of 100644?"];
    let kept = grown(&keeping(), &said);
    assert!(keep_their_beginnings(&kept), "{kept:#?}");
    assert_eq!((kept[3].matches("100644").count(), kept[3].matches("<<CUSTOMER_ID_1>>").count()), (1, 2));
    let replaced = grown(&profile(Policies::default()), &said);
    assert_eq!(replaced[3].matches("<<CUSTOMER_ID_1>>").count(), 3, "{replaced:#?}");
}

/// All of these stand in the first turn, where nothing tells what they are.
#[test]
fn whole_names_and_whatever_opens_or_identifies_are_replaced_in_what_was_sent_too() {
    let first = "lech gwiazdowski, zqx-17, 030 901820";
    for later in ["My password: zqx-17", "My name is Lech Gwiazdowski.", "Tel.: 030 901820"] {
        let sent = grown(&keeping(), &[first, "Hm", later]);
        assert!(sent[0].contains(first) && !sent[2].starts_with(&sent[0]), "{later}: {sent:#?}");
    }
}

/// Half of it went out, and is no more telling now.
#[test]
fn what_is_left_of_a_name_of_which_a_part_was_replaced_stays() {
    let said = ["My name is Lech. See lech-gwiazdowski.txt.", "Hm", "login: lech-gwiazdowski", "Yes"];
    let sent = grown(&keeping(), &said);
    assert!(keep_their_beginnings(&sent), "{sent:#?}");
    assert!(
        sent[0].contains("<<PERSON_1B>>-gwiazdowski") && sent[2].matches("gwiazdowski").count() == 1,
        "{sent:#?}"
    );
}

#[test]
fn a_request_that_nothing_of_was_sent_is_replaced_whole() {
    let turns: Vec<Value> = ["mode 100644", "I see", "customer_id,first_name\n100644,Jane"]
        .iter()
        .enumerate()
        .map(|(at, text)| turn(at, &[text], 0))
        .collect();
    assert!(!sent(&keeping(), &request(&turns, "Be kind.", "x", false)).contains("100644"));
}

/// What was sent to one provider is new to another.
#[test]
fn another_provider_is_sent_nothing_that_is_known_by_then() {
    let profile = keeping();
    let turns: Vec<Value> = ["mode 100644", "I see", "customer_id,first_name\n100644,Jane"]
        .iter()
        .enumerate()
        .map(|(at, text)| turn(at, &[text], 0))
        .collect();
    let first = request(&turns[..1], "Be kind.", "x", false);
    assert!(sent(&profile, &first).contains("100644"));
    let came = Bytes::from(request(&turns, "Be kind.", "x", false));
    let outline = Envelope::read(&came, JsonLimits::default()).unwrap().outline;
    let mapping = profile.mapping();
    let recalled = profile.recall((Provider::OpenRouter, Endpoint::Messages), &came, outline, &mapping);
    assert!(recalled.as_ref().is_some_and(|recalled| !recalled.is_known()));
    let beginning = Beginning { recalled, ..mapping.into() };
    let draft = body(Endpoint::Messages, came, &profile, beginning).unwrap();
    assert!(!String::from_utf8_lossy(&draft.body).contains("100644"));
}

/// The note goes into the system text; where that holds a file or a known word beside it, all of the body is checked, and none of
/// it can be as it was.
#[test]
fn what_can_only_be_checked_whole_is_made_whole() {
    let profile = Profile { note: Note::Append, ..keeping() };
    let file = format!("name\u{c}mode 100644,{}", "a line of it. ".repeat(20));
    let turns = [
        turn(0, &[&file, "my name is Anna Müller"], 3),
        turn(1, &["I see"], 0),
        turn(2, &["customer_id,first_name\n100644,Jane"], 0),
        turn(3, &["Hm"], 0),
    ];
    for end in 1..=turns.len() {
        let (draft, _) =
            made(&profile, Endpoint::Messages, &request(&turns[..end], "Be kind.", "x", false), true);
        let draft = draft.unwrap();
        assert_eq!((draft.is_checked, draft.check_body(&profile)), (false, Ok(())), "{end}");
    }
}
