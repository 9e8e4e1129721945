//! Content codings: any bytes under any codings stay below the limit, and whole and in pieces they say the same.
//!
//! Owns: the bounds, and the way back from what a known encoder made. Never: judges which corruption is which.

#![no_main]

use std::io::Write;

use allonym::wire::encoding::{Codings, StreamDecoder, decode};
use allonym_fuzz::Cut;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use http::HeaderValue;
use libfuzzer_sys::fuzz_target;

const LIMIT: usize = 64 << 10;
const NAMES: [&str; 8] =
    ["gzip", "deflate", "br", "zstd", "identity", "gzip, br", "deflate,gzip", "zstd, gzip, br"];

fuzz_target!(|input: &[u8]| {
    let Some((kind, rest)) = input.split_first() else { return };
    let Some(cut) = Cut::read(rest) else { return };
    let name = NAMES[usize::from(*kind) % NAMES.len()];
    let codings = codings(name);
    compare(&codings, &cut);
    if kind & 0x80 != 0 {
        encoded(&cut.whole);
    }
});

fn codings(name: &'static str) -> Codings {
    Codings::parse([&HeaderValue::from_static(name)]).expect("codings that are known")
}

fn compare(codings: &Codings, cut: &Cut) {
    let whole = decode(codings, cut.whole.clone(), LIMIT);
    assert!(whole.as_ref().map_or(0, Bytes::len) <= LIMIT);
    let mut decoder = StreamDecoder::new(codings, LIMIT);
    let mut out = Vec::new();
    for piece in cut.pieces() {
        match decoder.push(piece) {
            Ok(decoded) => out.extend_from_slice(&decoded),
            Err(_) => return assert!(whole.is_err(), "whole it reads, in pieces it does not"),
        }
    }
    match (whole, decoder.finish()) {
        (Ok(whole), Ok(())) => assert_eq!(whole, out),
        (Ok(_), Err(_)) => assert!(cut.whole.is_empty(), "whole it is complete, in pieces it is not"),
        (Err(_), _) => {}
    }
}

fn encoded(bytes: &[u8]) {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).expect("memory");
    let gzip = gzip.finish().expect("memory");
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(&gzip).expect("memory");
    let both = zlib.finish().expect("memory");
    assert_eq!(decode(&codings("gzip"), gzip.into(), LIMIT).expect("what was encoded"), bytes);
    let stacked =
        Codings::parse([&HeaderValue::from_static("gzip, deflate")]).expect("codings that are known");
    assert_eq!(decode(&stacked, both.into(), LIMIT).expect("what was encoded"), bytes);
}
