use std::io::Write;

use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use flate2::{Compression, FlushCompress};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use proptest::prelude::*;

use super::*;

const LIMIT: usize = 1 << 20;

fn codings(values: &[&'static str]) -> Result<Codings, Reason> {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append(CONTENT_ENCODING, HeaderValue::from_static(value));
    }
    Codings::parse(headers.get_all(CONTENT_ENCODING))
}

fn coding(name: &'static str) -> Codings {
    codings(&[name]).expect("known")
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("memory")
}

fn zlib(body: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("memory")
}

fn bare_deflate(body: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("memory")
}

fn brotli(body: &[u8]) -> Vec<u8> {
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    encoder.write_all(body).expect("memory");
    encoder.into_inner()
}

fn zstd(body: &[u8]) -> Vec<u8> {
    zstd::encode_all(body, 3).expect("memory")
}

/// Every coding with a body in it.
fn encoded(body: &[u8]) -> [(&'static str, Vec<u8>); 6] {
    [
        ("gzip", gzip(body)),
        ("X-GZIP", gzip(body)),
        ("deflate", zlib(body)),
        ("deflate", bare_deflate(body)),
        ("br", brotli(body)),
        ("zstd", zstd(body)),
    ]
}

fn sample() -> Vec<u8> {
    (0..4000_u32)
        .flat_map(|n| format!("line {} of the sample\n", n.wrapping_mul(2_654_435_761)).into_bytes())
        .collect()
}

fn decoded(codings: &Codings, body: &[u8], limit: usize) -> Result<Bytes, Reason> {
    decode(codings, Bytes::copy_from_slice(body), limit)
}

fn streamed(codings: &Codings, body: &[u8], size: usize) -> Result<Vec<u8>, Reason> {
    let mut decoder = StreamDecoder::new(codings, LIMIT);
    let mut out = Vec::new();
    for chunk in body.chunks(size) {
        out.extend_from_slice(&decoder.push(Bytes::copy_from_slice(chunk))?);
    }
    decoder.finish().map(|()| out)
}

#[test]
fn the_header_is_read_in_all_its_forms() {
    assert!(codings(&[]).expect("absent").is_identity());
    assert!(codings(&["", "identity, identity"]).expect("identity").is_identity());
    assert_eq!(codings(&["gzip, br", "ZSTD"]), Ok(Codings(vec![Coding::Gzip, Coding::Brotli, Coding::Zstd])));
    for unknown in ["compress", "gzip, aws-chunked", "gzip;q=1", "g zip", "gzip,gzip,gzip,gzip"] {
        assert_eq!(codings(&[unknown]), Err(Reason::UnknownEncoding), "{unknown}");
    }
    let opaque = HeaderValue::from_bytes(b"gz\xffip").expect("opaque");
    assert_eq!(Codings::parse([&opaque]), Err(Reason::UnknownEncoding));
}

#[test]
fn every_coding_decodes_whole_and_in_any_chunks() {
    for body in [sample(), b"{}".to_vec(), Vec::new()] {
        for (name, encoded) in encoded(&body) {
            assert_eq!(decoded(&coding(name), &encoded, LIMIT).expect(name), body, "{name}");
            for size in [1, 2, 7, 1000] {
                assert_eq!(streamed(&coding(name), &encoded, size).expect(name), body, "{name} by {size}");
            }
        }
    }
}

#[test]
fn stacked_codings_are_undone_last_first() {
    let body = sample();
    let stacked = codings(&["br, gzip", "zstd"]).expect("known");
    let encoded = zstd(&gzip(&brotli(&body)));
    assert_eq!(decoded(&stacked, &encoded, LIMIT).expect("decodes"), body);
    assert_eq!(streamed(&stacked, &encoded, 3), Ok(body));
}

#[test]
fn an_empty_body_and_identity_pass() {
    assert_eq!(decoded(&coding("gzip"), b"", 10), Ok(Bytes::new()));
    assert_eq!(streamed(&coding("br"), b"", 1), Ok(Vec::new()));
    assert_eq!(decoded(&Codings::default(), b"plain", 5), Ok(Bytes::from_static(b"plain")));
    assert_eq!(decoded(&Codings::default(), b"plain", 4), Err(Reason::BodyTooLarge { limit: 4 }));
}

#[test]
fn members_and_frames_may_follow_each_other() {
    for (name, encode) in [("gzip", gzip as fn(&[u8]) -> Vec<u8>), ("zstd", zstd)] {
        let encoded = [encode(b"one "), encode(b""), encode(b"two")].concat();
        assert_eq!(decoded(&coding(name), &encoded, LIMIT).expect(name), "one two");
        assert_eq!(streamed(&coding(name), &encoded, 1).expect(name), b"one two");
    }
}

#[test]
fn cut_short_at_any_byte_is_an_error() {
    for (name, encoded) in encoded(b"a body that is long enough to be cut anywhere") {
        for cut in 1..encoded.len() {
            assert_eq!(
                decoded(&coding(name), &encoded[..cut], LIMIT),
                Err(Reason::BadEncoding),
                "{name} at {cut}"
            );
            assert_eq!(
                streamed(&coding(name), &encoded[..cut], 5),
                Err(Reason::StreamBroken),
                "{name} at {cut}"
            );
        }
    }
}

#[test]
fn what_follows_the_end_is_an_error() {
    for (name, mut encoded) in encoded(b"body") {
        encoded.extend_from_slice(b"{\"hidden\":true}");
        assert_eq!(decoded(&coding(name), &encoded, LIMIT), Err(Reason::BadEncoding), "{name}");
        assert_eq!(streamed(&coding(name), &encoded, 64), Err(Reason::BadUpstreamAnswer), "{name}");
    }
}

#[test]
fn what_is_not_encoded_at_all_is_an_error() {
    for name in ["gzip", "deflate", "br", "zstd"] {
        let plain = br#"{"model":"m","messages":[{"role":"user","content":"hello"}]}"#;
        assert_eq!(decoded(&coding(name), plain, LIMIT), Err(Reason::BadEncoding), "{name}");
    }
}

#[test]
fn bombs_stop_at_the_limit() {
    let zeros = vec![0; 2 << 20];
    for (name, encoded) in encoded(&zeros) {
        let limit = 1 << 18;
        assert!(encoded.len() < limit);
        assert_eq!(decoded(&coding(name), &encoded, limit), Err(Reason::BodyTooLarge { limit }), "{name}");
        let push = StreamDecoder::new(&coding(name), limit).push(encoded.into());
        assert_eq!(push, Err(Reason::AnswerTooLarge { limit }), "{name}");
    }
    let nested = gzip(&gzip(&zeros));
    let twice = coding("gzip, gzip");
    assert_eq!(decoded(&twice, &nested, 1 << 18), Err(Reason::BodyTooLarge { limit: 1 << 18 }));
    assert_eq!(decoded(&coding("gzip"), &gzip(&zeros), zeros.len()).map(|body| body.len()), Ok(zeros.len()));
}

#[test]
fn a_window_beyond_the_standard_is_refused() {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).expect("memory");
    encoder.long_distance_matching(true).expect("set");
    encoder.window_log(27).expect("set");
    let encoded = encoder.write_all(&sample()).and_then(|()| encoder.finish()).expect("memory");
    assert_eq!(decoded(&coding("zstd"), &encoded, LIMIT), Err(Reason::BadEncoding));
}

/// Chunks as a server sends them that flushes after each event.
fn flushed(name: &str, events: &[&[u8]]) -> Vec<Vec<u8>> {
    match name {
        "gzip" => flushed_by(GzEncoder::new(Vec::new(), Compression::default()), events, |w| {
            std::mem::take(w.get_mut())
        }),
        "br" => flushed_by(brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22), events, |w| {
            w.get_ref().clone()
        }),
        _ => flushed_by(zstd::stream::write::Encoder::new(Vec::new(), 3).expect("memory"), events, |w| {
            std::mem::take(w.get_mut())
        }),
    }
}

fn flushed_by<W: Write>(
    mut encoder: W,
    events: &[&[u8]],
    mut take: impl FnMut(&mut W) -> Vec<u8>,
) -> Vec<Vec<u8>> {
    let chunk = |event: &&[u8]| {
        encoder.write_all(event).and_then(|()| encoder.flush()).expect("memory");
        take(&mut encoder)
    };
    events.iter().map(chunk).collect()
}

#[test]
fn each_flushed_event_can_be_read_at_once() {
    let events: [&[u8]; 3] = [b"data: {\"a\":1}\n\n", b"data: {\"a\":2}\n\n", b"data: [DONE]\n\n"];
    for name in ["gzip", "zstd"] {
        let mut decoder = StreamDecoder::new(&coding(name), LIMIT);
        for (chunk, event) in flushed(name, &events).into_iter().zip(events) {
            assert_eq!(decoder.push(chunk.into()).expect(name), event, "{name}");
        }
    }
    // The brotli writer's output cannot be taken out; its chunks are what was added since the last flush.
    let (mut decoder, mut sent) = (StreamDecoder::new(&coding("br"), LIMIT), 0);
    for (written, event) in flushed("br", &events).into_iter().zip(events) {
        assert_eq!(decoder.push(Bytes::copy_from_slice(&written[sent..])).expect("br"), event);
        sent = written.len();
    }
    let mut encoder = flate2::Compress::new(Compression::default(), true);
    let mut decoder = StreamDecoder::new(&coding("deflate"), LIMIT);
    for event in events {
        let mut chunk = Vec::with_capacity(256);
        encoder.compress_vec(event, &mut chunk, FlushCompress::Sync).expect("fits");
        assert_eq!(decoder.push(chunk.into()).expect("deflate"), event);
    }
}

proptest! {
    #[test]
    fn garbage_never_panics(body: Vec<u8>, size in 1_usize..20, name in prop::sample::select(vec!["gzip", "deflate", "br", "zstd"])) {
        let whole = decoded(&coding(name), &body, 4096);
        let parts = streamed(&coding(name), &body, size);
        prop_assert_eq!(whole.is_ok(), parts.is_ok());
    }

    #[test]
    fn a_flipped_bit_is_never_a_panic(at: prop::sample::Index, bit in 0..8, which in 0..6_usize) {
        let (name, mut encoded) = encoded(&sample()[..400]).into_iter().nth(which).expect("six");
        let at = at.index(encoded.len());
        encoded[at] ^= 1_u8 << bit;
        let whole = decoded(&coding(name), &encoded, LIMIT);
        let told = matches!(whole, Ok(_) | Err(Reason::BadEncoding | Reason::BodyTooLarge { .. }));
        prop_assert!(told);
    }
}
