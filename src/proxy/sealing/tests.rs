use std::sync::Arc;
use std::time::Duration;

use allonym_detectors::{Mode, Settings};
use http::{HeaderMap, Method};
use serde_json::json;

use super::*;
use crate::overload::{Limits, Overload};
use crate::provider::Envelope;
use crate::provider::Provider;
use crate::pseudonymize::{PrefixMemory, Prefixes};
use crate::scan::finder::Finder;
use crate::scan::{Bounds, Memory, Scans, Tier, WhenBusy};
use crate::wire::json::JsonLimits;

/// One tenant, of whose texts nothing is remembered but the beginnings of conversations.
struct Bench {
    finder: Arc<Finder>,
    profile: Profile,
    room: Room,
}

impl Bench {
    fn new() -> Self {
        let finder = Arc::new(Finder::default());
        let bounds = Bounds { threads: 1, queue: 100, deadline: Duration::from_secs(60) };
        let tier = Arc::new(Tier::start(&finder, Mode::Full, bounds).unwrap());
        let scans = Scans::new(&Arc::new(Memory::new(0)), Some(tier), WhenBusy::Refuse).unwrap();
        let prefixes =
            Prefixes::new(&Arc::new(PrefixMemory::new(Duration::from_secs(600), 1 << 20))).unwrap();
        let settings = Settings { mode: Mode::Full, ..Settings::default() };
        let profile = Profile { scans, prefixes, settings, ..Profile::default() };
        let wait = Duration::from_secs(20);
        let limits = Limits { exchanges: 9, bodies_bytes: 1 << 20, wait, behind: wait };
        Self { finder, profile, room: Overload::new(limits).room() }
    }

    /// What goes out of a conversation, and what was read of it.
    async fn turn(&self, said: &[&str]) -> (String, Vec<String>) {
        let turns: Vec<_> = said.iter().map(|text| json!({ "role": "user", "content": text })).collect();
        let bytes: Bytes = json!({ "model": "m", "messages": turns }).to_string().into();
        let outline = Envelope::read(&bytes, JsonLimits::default()).unwrap().outline;
        let body = Body {
            provider: Provider::OpenAi,
            endpoint: Endpoint::ChatCompletions,
            bytes,
            profile: &self.profile,
            room: &self.room,
        };
        let head =
            Head { method: Method::POST, path: "/v1/x".to_owned(), query: None, headers: HeaderMap::new() };
        let sealed = body.seal_read(outline, head, self.profile.mapping().into()).await;
        let (sealed, _) = sealed.unwrap_or_else(|reason| panic!("{reason:?}"));
        let sent = String::from_utf8(sealed.into_parts().1.to_vec()).unwrap();
        (sent, self.finder.windows())
    }
}

#[tokio::test]
async fn of_a_conversation_what_is_new_is_read_and_all_of_it_where_that_says_more_of_the_rest() {
    let bench = Bench::new();
    let said = [
        "so the word here is K4G7 and zqx-17 is down",
        "and another text that nobody has seen",
        "My password: zqx-17",
    ];
    for (turns, read) in [(1, 1), (2, 1), (3, 1 + 3), (3, 0)] {
        let (sent, windows) = bench.turn(&said[..turns]).await;
        assert_eq!(windows.len(), read, "{turns}: {windows:?}");
        assert!(!sent.contains("K4G7"), "{sent}");
        assert_eq!(sent.contains("zqx-17"), turns < 3, "{sent}");
    }
}
