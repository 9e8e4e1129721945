use std::path::{Path, PathBuf};

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::error::Reason;

/// What a client would see of an event, and its raw bytes.
type Seen = (Vec<u8>, Option<String>, Option<Vec<u8>>);

fn seen(event: &Event) -> Seen {
    (event.raw().to_vec(), event.name().map(str::to_owned), event.data().map(std::borrow::Cow::into_owned))
}

fn decode<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Event> {
    let (mut decoder, mut events) = (Decoder::default(), Vec::new());
    for chunk in chunks {
        decoder.push(Bytes::copy_from_slice(chunk));
        while let Some(event) = decoder.next_event().expect("within the limit") {
            events.push(event);
        }
    }
    events.extend(decoder.finish());
    events
}

fn whole(stream: &str) -> Vec<Event> {
    decode([stream.as_bytes()])
}

fn fields(stream: &str) -> Vec<(Option<String>, Option<String>)> {
    let text = |data: Vec<u8>| String::from_utf8(data).expect("UTF-8");
    whole(stream).iter().map(seen).map(|(_, name, data)| (name, data.map(text))).collect()
}

fn one(stream: &str) -> Event {
    let mut events = whole(stream);
    assert_eq!(events.len(), 1, "{stream:?}");
    events.remove(0)
}

fn assert_any_chunking(stream: &[u8]) {
    let expected: Vec<Seen> = decode([stream]).iter().map(seen).collect();
    let raw: Vec<u8> = expected.iter().flat_map(|(raw, ..)| raw.clone()).collect();
    assert_eq!(raw, stream);
    for size in [1, 2, 3, 7, 61] {
        let events: Vec<Seen> = decode(stream.chunks(size)).iter().map(seen).collect();
        assert!(events == expected, "chunks of {size}");
    }
    for cut in 0..stream.len().min(3000) {
        let (head, tail) = stream.split_at(cut);
        assert!(decode([head, tail]).iter().map(seen).eq(expected.iter().cloned()), "cut at {cut}");
    }
}

const STREAMS: [&str; 12] = [
    "data: a\n\ndata: b\n\n",
    "event: x\r\ndata: a\r\n\r\ndata: b\r\n\r\n",
    "data: a\r\rdata: b\r\r",
    "data: a\r\r\ndata: b\n\r\ndata: c\r\n\rdata: d\n\rdata: e\r\r",
    ": hello\n\n: again\ndata:no space\nid: 7\nretry: 10\nevent: late\n\n",
    "\u{feff}data: after the mark\n\ndata: \u{feff}inside\n\n",
    "data: {\ndata:   \"a\": 1\ndata: }\n\n",
    "data: ä€😀\n\ndata: no end",
    "\n\n\r\n\r\rdata\n\ndata:\n\n",
    "event: only\n\ndatabase: x\ndata: y\nevent:\n\n",
    "data: a\r\n\r",
    "data: a\r",
];

#[test]
fn any_chunking_gives_the_same_events_and_all_bytes() {
    STREAMS.iter().for_each(|stream| assert_any_chunking(stream.as_bytes()));
}

#[test]
fn fields_are_read_as_the_standard_says() {
    let event = |name: Option<&str>, data: Option<&str>| (name.map(str::to_owned), data.map(str::to_owned));
    assert_eq!(fields("event: x\ndata: a\n\n"), [event(Some("x"), Some("a"))]);
    assert_eq!(fields("data:a\r\n\r\ndata:  b\r\n\r\n"), [event(None, Some("a")), event(None, Some(" b"))]);
    assert_eq!(fields("data: a\ndata:\ndata\ndata: b\n\n"), [event(None, Some("a\n\n\nb"))]);
    assert_eq!(fields("event: x\nevent: y\nid: 1\n\n"), [event(Some("y"), None)]);
    assert_eq!(fields("\u{feff}data: a\n\n\u{feff}data: b\n\n"), [event(None, Some("a")), event(None, None)]);
    assert_eq!(fields("data: [DONE]"), [event(None, Some("[DONE]"))]);
    assert_eq!(fields(": c\n\n"), [event(None, None)]);
    assert_eq!(fields(" data: x\n\n"), [event(None, None)]);
}

#[test]
fn comments_and_blank_lines_are_told_from_fields() {
    let comment_only = |stream: &str| one(stream).is_comment_only();
    assert!(comment_only(": OPENROUTER PROCESSING\n\n"));
    assert!(comment_only("\n"));
    assert!(!comment_only("data: x\n\n"));
    assert!(!comment_only(": c\nretry: 3\n\n"));
}

#[test]
fn an_event_in_one_chunk_is_a_slice_of_it() {
    let chunk = Bytes::from_static(b"data: a\n\ndata: b\n\nda");
    let mut decoder = Decoder::default();
    decoder.push(chunk.clone());
    let first = decoder.next_event().expect("small").expect("whole");
    let second = decoder.next_event().expect("small").expect("whole");
    assert_eq!(first.raw().as_ptr(), chunk.as_ptr());
    assert_eq!(second.raw().as_ptr(), chunk[9..].as_ptr());
    assert!(decoder.next_event().expect("small").is_none());
}

#[test]
fn no_event_waits_for_the_next_one() {
    for stream in ["data: a\n\n", "data: a\r\n\r\n", "data: a\r\r"] {
        let mut decoder = Decoder::default();
        decoder.push(Bytes::from_static(stream.as_bytes()));
        assert!(decoder.next_event().expect("small").is_some(), "{stream:?}");
        assert!(decoder.finish().is_none(), "{stream:?}");
    }
}

#[test]
fn chunks_pushed_before_the_last_is_drained_are_not_lost() {
    let mut decoder = Decoder::default();
    for part in ["data: a\n\nda", "ta: b\n", "\n"] {
        decoder.push(Bytes::from_static(part.as_bytes()));
    }
    let mut next =
        || decoder.next_event().expect("small").and_then(|event| event.data().map(|data| data.to_vec()));
    assert_eq!((next(), next(), next()), (Some(b"a".to_vec()), Some(b"b".to_vec()), None));
}

#[test]
fn an_event_beyond_the_limit_is_an_error_whole_or_growing() {
    let too_large = Some(Reason::AnswerTooLarge { limit: 16 });
    let error = |chunks: &[&'static str]| {
        let mut decoder = Decoder::new(16);
        for chunk in chunks {
            decoder.push(Bytes::from_static(chunk.as_bytes()));
            loop {
                match decoder.next_event() {
                    Ok(Some(_)) => {}
                    Ok(None) => break,
                    Err(reason) => return Some(reason),
                }
            }
        }
        None
    };
    assert_eq!(error(&["data: 12345678\n\n", "data: 12345678\n\n"]), None, "sixteen each");
    assert_eq!(error(&["data: 123456789\n\n"]), too_large);
    assert_eq!(error(&["data: 1234", "567890", "12"]), too_large);
}

#[test]
fn new_data_keeps_every_other_line_and_the_style() {
    for (stream, data, expected) in [
        ("event: x\ndata: old\n\n", "new", "event: x\ndata: new\n\n"),
        ("data:old\r\nid: 7\r\n: c\r\n\r\n", "new", "data:new\r\nid: 7\r\n: c\r\n\r\n"),
        ("data: a\r: c\rdata: b\rretry: 1\r\r", "new", "data: new\r: c\rretry: 1\r\r"),
        ("data: {\ndata: }\n\n", "{\n}", "data: {\ndata: }\n\n"),
        ("data: a\n\n", "x\r\ny\rz\n", "data: x\ndata: y\ndata: z\ndata: \n\n"),
        ("data: old", "new", "data: new"),
        ("data: old\nid: 1", "new", "data: new\nid: 1"),
        ("\u{feff}data: old\n\n", "new", "\u{feff}data: new\n\n"),
        ("data\n\n", "new", "data: new\n\n"),
        ("data: old\n\n", "", "data: \n\n"),
        (": ping\n\n", "new", ": ping\n\n"),
    ] {
        assert_eq!(one(stream).with_data(data.as_bytes()), expected, "{stream:?}");
    }
}

#[test]
fn own_data_put_back_is_the_event() {
    for stream in
        ["event: x\ndata: a\n\n", "data:a\r\n\r\n", "data: a\ndata: b\n\n", "data: a\r\r", "data: a"]
    {
        let event = one(stream);
        assert_eq!(event.with_data(&event.data().expect("data")), stream);
    }
}

#[test]
fn data_on_one_line_can_be_spliced_in_place() {
    let event = one("event: x\ndata: {\"a\":1}\n\n");
    assert_eq!(&event.raw()[event.data_range().expect("one line")], b"{\"a\":1}");
    assert_eq!(one("data: a\ndata: b\n\n").data_range(), None);
}

#[test]
fn inserted_events_take_the_style_and_no_id() {
    let crlf = one("id: 3\r\ndata:x\r\n\r\n");
    assert_eq!(crlf.like(Some("delta"), b"{}"), "event:delta\r\ndata:{}\r\n\r\n");
    assert_eq!(one("event: a\ndata: x\n\n").like(None, b"{}"), "data: {}\n\n");
    assert_eq!(one("data: x").like(None, b"{}"), "data: {}\n\n");
    assert_eq!(whole("data: a\r\r\ndata: b\r\r")[1].like(None, b"{}"), "data: {}\r\r");
}

/// The folder of recorded provider streams, when it lies beside the repository or the environment names it.
fn recorded() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared"));
    let named = std::env::var_os("ALLONYM_SHARED").map(PathBuf::from);
    named.into_iter().chain(beside).map(|folder| folder.join("recorded")).find(|folder| folder.is_dir())
}

fn streams_under(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable").path());
    entries
        .flat_map(|path| if path.is_dir() { streams_under(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "sse"))
        .collect()
}

#[test]
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn recorded_streams_survive_any_chunking() {
    let Some(folder) = recorded() else {
        return println!("skipped: no recorded streams here (set ALLONYM_SHARED)");
    };
    let paths = streams_under(&folder);
    assert!(!paths.is_empty());
    for path in paths {
        let stream = std::fs::read(&path).expect("readable");
        let expected: Vec<Seen> = decode([stream.as_slice()]).iter().map(seen).collect();
        assert!(expected.iter().flat_map(|(raw, ..)| raw).eq(&stream), "{}", path.display());
        assert!(expected.iter().any(|(_, _, data)| data.is_some()), "{}", path.display());
        for size in [1, 7, 61] {
            let events = decode(stream.chunks(size));
            assert!(events.iter().map(seen).eq(expected.iter().cloned()), "{} by {size}", path.display());
        }
        for event in decode([stream.as_slice()]) {
            let data = event.data().unwrap_or_default().into_owned();
            assert_eq!(event.with_data(&data), *event.raw(), "{}", path.display());
        }
    }
}

proptest! {
    #[test]
    fn any_stream_survives_any_chunking(stream in "((data|event|id|retry|x)?:? ?[ä€a{]{0,3}(\n|\r|\r\n){1,3}){0,12}", cuts: Vec<prop::sample::Index>) {
        let stream = stream.as_bytes();
        let expected: Vec<Seen> = decode([stream]).iter().map(seen).collect();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).chain([0, stream.len()]).collect();
        cuts.sort_unstable();
        let events = decode(cuts.windows(2).map(|pair| &stream[pair[0]..pair[1]]));
        prop_assert_eq!(events.iter().map(seen).collect::<Vec<_>>(), expected.clone());
        prop_assert_eq!(expected.into_iter().flat_map(|(raw, ..)| raw).collect::<Vec<_>>(), stream);
    }

    #[test]
    fn arbitrary_bytes_lose_nothing(stream: Vec<u8>, size in 1_usize..40) {
        let events = decode(stream.chunks(size));
        prop_assert_eq!(events.iter().flat_map(|event| event.raw().to_vec()).collect::<Vec<_>>(), stream);
    }
}

#[test]
fn chunks_that_nobody_takes_are_not_copied_again_and_again() {
    let (mut decoder, began) = (Decoder::default(), std::time::Instant::now());
    let chunk = Bytes::from(vec![b'x'; 1024]);
    for _ in 0..12_000 {
        decoder.push(chunk.clone());
    }
    assert_eq!(decoder.finish().expect("half an event").raw().len(), 12_000 * 1024);
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
}
