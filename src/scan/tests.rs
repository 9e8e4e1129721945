//! Reading ahead and remembering, with a reader that counts instead of a network.

use std::time::Duration;

use allonym_detectors::{Entity, Mode, Span};

use super::finder::Finder;
use super::*;

struct Bench {
    finder: Arc<Finder>,
    memory: Arc<Memory>,
    tier: Arc<Tier>,
}

impl Bench {
    fn new(delay: Duration, deadline: Duration) -> Self {
        Self::with(delay, Bounds { threads: 1, queue: 100, deadline })
    }

    fn with(delay: Duration, bounds: Bounds) -> Self {
        let finder = Arc::new(Finder::slow(delay));
        let tier = Arc::new(Tier::start(&finder, Mode::Full, bounds).unwrap());
        Self { finder, memory: Arc::new(Memory::new(1 << 20)), tier }
    }

    fn quick() -> Self {
        Self::new(Duration::ZERO, Duration::from_secs(60))
    }

    fn tenant(&self, when_busy: WhenBusy) -> Scans {
        Scans::new(&self.memory, Some(Arc::clone(&self.tier)), when_busy).unwrap()
    }

    /// How many windows were read since the last time.
    fn read(&self) -> usize {
        self.finder.windows().len()
    }
}

/// The passports in each text of one request.
async fn turn(scans: &Scans, texts: &[&str]) -> Result<Vec<Vec<Span>>, Reason> {
    let add = |to: &mut Texts<'_>| {
        texts.iter().for_each(|text| {
            to.add(text);
        });
        Ok(())
    };
    let reading = scans.read(add).await?;
    let (detectors, settings) = (Detectors::builtin(), Settings { mode: Mode::Full, ..Settings::default() });
    let passports = |text: &&str| {
        let mut found = Vec::new();
        scans.scan(text, (detectors, &settings), &reading, &mut found);
        found.retain(|detection| detection.entity == Entity::Passport);
        found.iter().map(|detection| detection.span).collect()
    };
    Ok(texts.iter().map(passports).collect())
}

const FIRST: &str = "so the word here is K4G7 and nothing else of note";
const SECOND: &str = "and another text, longer than the first, without it";

#[tokio::test]
async fn a_turn_costs_its_new_text_only() {
    let bench = Bench::quick();
    let scans = bench.tenant(WhenBusy::Fast);
    let found = turn(&scans, &[FIRST]).await.unwrap();
    assert!(found[0].contains(&Span { start: 20, end: 24 }), "{found:?}");
    assert_eq!(bench.read(), 1);
    let again = turn(&scans, &[FIRST, SECOND]).await.unwrap();
    assert_eq!((&again[0], bench.read()), (&found[0], 1));
    turn(&scans, &[FIRST, SECOND]).await.unwrap();
    assert_eq!(bench.read(), 0);
    let long = (0..40).map(|at| format!("line {at} of a text that grows at its end\n")).collect::<String>();
    turn(&scans, &[&long]).await.unwrap();
    let windows = bench.read();
    turn(&scans, &[&format!("{long}and K4G7\n")]).await.unwrap();
    assert!(windows > 2 && bench.read() == 1, "only the last window of a text that grows is new");
}

#[tokio::test]
async fn tenants_do_not_share_what_is_known() {
    let bench = Bench::quick();
    for _ in 0..2 {
        turn(&bench.tenant(WhenBusy::Fast), &[FIRST]).await.unwrap();
        assert_eq!(bench.read(), 1);
    }
}

#[tokio::test]
async fn the_same_window_twice_in_a_request_is_read_once() {
    let bench = Bench::quick();
    let found = turn(&bench.tenant(WhenBusy::Fast), &[FIRST, FIRST]).await.unwrap();
    assert_eq!((bench.read(), found[0] == found[1]), (1, true));
}

#[tokio::test]
async fn out_of_time_a_request_goes_on_without_or_is_refused_and_nothing_half_read_is_remembered() {
    let bench = Bench::new(Duration::from_millis(300), Duration::from_millis(1));
    let scans = bench.tenant(WhenBusy::Fast);
    let found = turn(&scans, &[FIRST]).await.unwrap();
    assert!(!found[0].contains(&Span { start: 20, end: 24 }));
    assert_eq!(turn(&bench.tenant(WhenBusy::Refuse), &[SECOND]).await, Err(Reason::DetectorBusy));
    let figures = bench.tier.figures();
    assert_eq!((figures.fell_back, figures.refused, figures.unread), (1, 1, 2));
    let patient = Bench { tier: Bench::quick().tier, ..bench };
    let patient = Scans { tier: Some(patient.tier), ..scans };
    assert!(turn(&patient, &[FIRST]).await.unwrap()[0].contains(&Span { start: 20, end: 24 }));
}

#[tokio::test]
async fn what_does_not_fit_the_queue_is_left_to_the_fast_tier_or_refused_and_counted() {
    let bench =
        Bench::with(Duration::ZERO, Bounds { threads: 1, queue: 2, deadline: Duration::from_secs(60) });
    let texts = ["one", "two", "three", "four", "five"].map(|number| format!("a text with number {number}"));
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert!(turn(&bench.tenant(WhenBusy::Fast), &texts).await.is_ok());
    let figures = bench.tier.figures();
    assert_eq!((figures.read, figures.unread, figures.fell_back, figures.waiting), (2, 3, 1, 0));
    assert_eq!(turn(&bench.tenant(WhenBusy::Refuse), &texts).await, Err(Reason::DetectorBusy));
    assert_eq!(bench.tier.figures().refused, 1);
}

#[tokio::test]
async fn while_windows_are_read_the_event_loop_goes_on() {
    let bench = Bench::new(Duration::from_millis(300), Duration::from_secs(60));
    let scans = bench.tenant(WhenBusy::Fast);
    let mut reading = std::pin::pin!(scans.read(|to| {
        to.add(FIRST);
        Ok(())
    }));
    let mut turns = 0;
    while tokio::time::timeout(Duration::from_millis(5), &mut reading).await.is_err() {
        turns += 1;
    }
    assert!(turns >= 5, "{turns}");
}

#[tokio::test]
async fn without_the_tier_whole_texts_are_remembered_and_nothing_is_read_ahead() {
    let memory = Arc::new(Memory::new(1 << 20));
    let scans = Scans::new(&memory, None, WhenBusy::Fast).unwrap();
    scans.read(|_| panic!("asked for texts")).await.unwrap();
    let text = "write to jane.roe@mail.example about it";
    let (settings, none) = (Settings::default(), Reading::default());
    let (mut first, mut second) = (Vec::new(), Vec::new());
    scans.scan(text, (Detectors::builtin(), &settings), &none, &mut first);
    let nothing = Detectors::from_rules([]).unwrap();
    scans.scan(text, (&nothing, &settings), &none, &mut second);
    assert_eq!((first.len(), &first), (1, &second));
    Scans::default().scan(text, (&nothing, &settings), &none, &mut second);
    assert_eq!(second, []);
}

#[test]
fn what_was_told_is_part_of_what_is_remembered() {
    const LATER: &str = "the drawer with Farblicht is open again";
    let scans = Scans::new(&Arc::new(Memory::new(1 << 20)), None, WhenBusy::Fast).unwrap();
    let with = (Detectors::builtin(), &Settings { mode: Mode::Fast, ..Settings::default() });
    let told = |by: &str| {
        let (mut told, mut found) = (Told::default(), Vec::new());
        scans.scan(by, with, &Reading::default(), &mut found);
        assert!(!found.is_empty(), "{by}");
        let looked_up = scans.look_up(by, &told, &Reading::default());
        scans.learn(&mut told, (by, &looked_up), found);
        told
    };
    let later = |told: &mut Told| {
        let mut found = Vec::new();
        let looked_up = scans.look_up(LATER, told, &Reading::default());
        scans.scan_told((LATER, &looked_up), None, told, with, &Reading::default(), &mut found);
        found.into_iter().filter(|name| name.rule.as_str() == "names.dictionary").collect::<Vec<_>>()
    };
    let (mut hers, mut his) = (told("My name is Anneliese Farblicht."), told("My name is Oskar Wiesental."));
    let known = scans.known.as_ref().unwrap();
    let remembered = |told: &Told| known.found(told.key_of(known, known.key(LATER)).unwrap()).is_some();
    assert!(!remembered(&hers));
    let found = later(&mut hers);
    assert_eq!(found.iter().map(|name| &LATER[name.span.range()]).collect::<Vec<_>>(), ["Farblicht"]);
    assert!(remembered(&hers) && !remembered(&his));
    assert!(later(&mut his).is_empty() && later(&mut Told::default()).is_empty());
    assert_eq!(
        later(&mut told("My name is Anneliese Farblicht.")),
        found,
        "another request that was told the same"
    );
}

#[test]
fn short_texts_are_remembered_whether_or_not_anything_is_in_them() {
    let scans = Scans::new(&Arc::new(Memory::new(1 << 20)), None, WhenBusy::Fast).unwrap();
    let (settings, none) = (Settings::default(), Reading::default());
    let nothing = Detectors::from_rules([]).unwrap();
    let found = |text: &str, detectors: &Detectors| {
        let mut found = Vec::new();
        scans.scan(text, (detectors, &settings), &none, &mut found);
        found.len()
    };
    assert_eq!((found("jo@mail.example", Detectors::builtin()), found("jo@mail.example", &nothing)), (1, 1));
    assert_eq!((found("al@mail.example", &nothing), found("al@mail.example", Detectors::builtin())), (0, 0));
}

#[test]
fn traits_of_a_text_without_anything_come_back_only_if_they_were_known() {
    let scans = Scans::new(&Arc::new(Memory::new(1 << 20)), None, WhenBusy::Fast).unwrap();
    let with = (Detectors::builtin(), &Settings::default());
    let none = Traits { is_plain: true, is_quiet: true };
    for (text, traits) in [
        ("a blue mug", None),
        ("a red mug", Some(none)),
        ("a mug%20more", Some(Traits { is_plain: false, ..none })),
        ("mug_1 is", Some(Traits { is_quiet: false, ..none })),
    ] {
        let (mut told, mut found) = (Told::default(), Vec::new());
        let looked_up = scans.look_up(text, &told, &Reading::default());
        scans.scan_told((text, &looked_up), traits, &mut told, with, &Reading::default(), &mut found);
        assert_eq!(found, [], "{text}");
        assert_eq!(scans.look_up(text, &told, &Reading::default()).traits(), traits, "{text}");
    }
}

#[test]
fn what_the_rules_alone_find_is_remembered_by_itself() {
    const TEXT: &str = "Yesterday Anna Schneider called from jo@mail.example";
    let scans = Scans::new(&Arc::new(Memory::new(1 << 20)), None, WhenBusy::Fast).unwrap();
    let settings = Settings { mode: Mode::Fast, ..Settings::default() };
    let nothing = Detectors::from_rules([]).unwrap();
    let (mut by_rules, mut again, mut all) = (Vec::new(), Vec::new(), Vec::new());
    scans.scan_by_rules(TEXT, (Detectors::builtin(), &settings), &mut by_rules);
    scans.scan_by_rules(TEXT, (&nothing, &settings), &mut again);
    scans.scan(TEXT, (Detectors::builtin(), &settings), &Reading::default(), &mut all);
    assert!(!by_rules.is_empty() && by_rules == again);
    assert!(all.len() > by_rules.len(), "names too");
}
