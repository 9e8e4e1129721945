//! Conversations of sixty turns: values come up, change their spelling, and are sent back in tool calls.
//!
//! Owns: that nothing of them leaves, that each tool call has exactly what the client said, and that what was sent once is sent
//! again byte for byte (P1, P3, P6), in three dialects, as JSON and as streams. `conversations/dialects.rs` has the wire,
//! `conversations/spellings.rs` the values and how they are spelled.

mod dialects;
mod spellings;

use serde_json::{Value, json};

use crate::support::{Proxy, Upstream};
use dialects::{CHAT, Dialect, MESSAGES, RESPONSES};
use spellings::{PEOPLE, Person, SPELLINGS};

const TURNS: usize = 64;

/// A new person is named every so many turns.
const TURNS_EACH: usize = TURNS / PEOPLE.len();

/// Reproducible, and spread well enough (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        usize::try_from((mixed ^ mixed >> 27) % count as u64).expect("below a usize")
    }
}

/// What the client says in a turn: somebody new, or somebody known in another spelling; and whom it is about.
fn said(turn: usize, dice: &mut Dice) -> (String, &'static Person) {
    let (known, since) = (turn / TURNS_EACH, turn % TURNS_EACH);
    if since == 0 {
        let person = &PEOPLE[known];
        return (format!("{}: my name is {}, {}.", person.greeting, person.name, person.rest()), person);
    }
    let person = &PEOPLE[dice.below(known + 1)];
    let spelled: Vec<String> = person
        .values()
        .map(|value| {
            let fitting: Vec<_> = SPELLINGS.iter().filter(|spelling| spelling.fits(value)).collect();
            fitting[dice.below(fitting.len())].of(value)
        })
        .collect();
    (format!("note {turn}: {} .", spelled.join(" ; ")), person)
}

/// The provider's part: calls the tool with what it was sent, and with the first pseudonym in it as a model would write it
/// elsewhere.
fn arguments(sent: &str) -> Value {
    let pseudonym = sent.find("<<").map(|at| &sent[at..at + sent[at..].find(">>").map_or(0, |end| end + 2)]);
    let pseudonym = pseudonym.unwrap_or_else(|| panic!("no pseudonym in {sent}"));
    let escaped = pseudonym.replace('<', "%3C").replace('>', "%3E");
    json!({
        "text": sent,
        "url": format!("https://mail.example/?to={escaped}&x=1"),
        "nested": json!({"to": [pseudonym]}).to_string(),
    })
}

/// What follows where `now` no longer begins as `before` reads, in both.
fn changed<'t>(before: &'t str, now: &'t str) -> Option<(&'t str, &'t str)> {
    let same = before.bytes().zip(now.bytes()).take_while(|(before, now)| before == now).count();
    let from = |text: &'t str| {
        text.get(same.saturating_sub(40)..).map_or("", |rest| rest.get(..160).unwrap_or(rest))
    };
    (same < before.len()).then(|| (from(before), from(now)))
}

async fn holds_for(dialect: &Dialect, streamed: bool, seed: u64) {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let mut dice = Dice(seed);
    let (mut history, mut last) = (Vec::new(), String::new());
    for turn in 0..TURNS {
        let (text, person) = said(turn, &mut dice);
        history.push((dialect.said)(turn, &text));
        let body = (dialect.body)(streamed, &history.join(","));
        let provider = async {
            let call = upstream.call().await;
            let (sent, seen) = (call.text(), (dialect.heard)(&call.json(), turn));
            (dialect.answer)(call, streamed, &arguments(&seen).to_string()).await;
            (sent, seen)
        };
        let asked = proxy.post(dialect.path).text(&body).send();
        tokio::pin!(asked);
        let (sent, seen) = tokio::select! {
            called = provider => called,
            refusal = &mut asked => panic!("turn {turn}: {text:?}: {}", refusal.text()),
        };
        let answer = asked.await;
        let at = format!("{} {streamed} {seed:#x} turn {turn}: {text:?} as {seen:?}", dialect.path);
        assert_eq!(answer.status, 200, "{at}: {}", answer.text());
        assert_eq!(changed(&last, &sent), None, "{at}: what was sent before and is now");
        assert_eq!(person.left_in(&seen), None, "{at}");
        let received = (dialect.called)(&answer, streamed);
        let told: Value =
            serde_json::from_str(&received).unwrap_or_else(|fault| panic!("{fault}: {received}"));
        assert_eq!(told["text"], text, "{at}");
        if turn % TURNS_EACH == 0 {
            let named = format!("https://mail.example/?to={}&x=1", spellings::percent(person.name));
            assert_eq!(told["url"], named, "{at}");
            assert_eq!(told["nested"], json!({"to": [person.name]}).to_string(), "{at}");
        }
        sent.strip_suffix(dialect.end).expect("the end of the history").clone_into(&mut last);
        history.push((dialect.call)(turn, &received));
    }
}

#[tokio::test]
async fn chat_completions_hold_for_sixty_turns() {
    for streamed in [false, true] {
        holds_for(&CHAT, streamed, 0x51).await;
    }
}

#[tokio::test]
async fn responses_hold_for_sixty_turns() {
    for streamed in [false, true] {
        holds_for(&RESPONSES, streamed, 0x52).await;
    }
}

#[tokio::test]
async fn messages_hold_for_sixty_turns() {
    for streamed in [false, true] {
        holds_for(&MESSAGES, streamed, 0x53).await;
    }
}
