//! Content codings: packs answers so that each event leaves at once, unpacks request bodies.
//!
//! Independent of the proxy's own codecs on purpose; a test upstream must not share their faults.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use flate2::write::{GzEncoder, ZlibEncoder};

use super::shape::Encoding;

/// A streaming encoder; everything pushed can be decoded at once by the peer.
pub(super) enum Encoder {
    Brotli(Box<brotli::CompressorWriter<Vec<u8>>>),
    Deflate(ZlibEncoder<Vec<u8>>),
    Gzip(GzEncoder<Vec<u8>>),
    Identity,
    Zstd(zstd::stream::write::Encoder<'static, Vec<u8>>),
}

impl Encoder {
    pub(super) fn new(encoding: Option<Encoding>) -> Encoder {
        match encoding {
            None => Encoder::Identity,
            Some(Encoding::Brotli) => {
                Encoder::Brotli(Box::new(brotli::CompressorWriter::new(Vec::new(), 4096, 4, 18)))
            }
            Some(Encoding::Deflate) => Encoder::Deflate(ZlibEncoder::new(Vec::new(), Compression::fast())),
            Some(Encoding::Gzip) => Encoder::Gzip(GzEncoder::new(Vec::new(), Compression::fast())),
            Some(Encoding::Zstd) => {
                zstd::stream::write::Encoder::new(Vec::new(), 1).map_or(Encoder::Identity, Encoder::Zstd)
            }
        }
    }

    /// Encodes and flushes. Writing into memory does not fail.
    pub(super) fn push(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Encoder::Identity => bytes,
            Encoder::Brotli(writer) => flushed(writer.as_mut(), &bytes, |w| std::mem::take(w.get_mut())),
            Encoder::Deflate(writer) => flushed(writer, &bytes, |w| std::mem::take(w.get_mut())),
            Encoder::Gzip(writer) => flushed(writer, &bytes, |w| std::mem::take(w.get_mut())),
            Encoder::Zstd(writer) => flushed(writer, &bytes, |w| std::mem::take(w.get_mut())),
        }
    }

    /// The bytes that close the coding.
    pub(super) fn finish(self) -> Vec<u8> {
        match self {
            Encoder::Identity => Vec::new(),
            Encoder::Brotli(writer) => writer.into_inner(),
            Encoder::Deflate(writer) => writer.finish().unwrap_or_default(),
            Encoder::Gzip(writer) => writer.finish().unwrap_or_default(),
            Encoder::Zstd(writer) => writer.finish().unwrap_or_default(),
        }
    }
}

fn flushed<W: Write>(writer: &mut W, bytes: &[u8], taken: impl Fn(&mut W) -> Vec<u8>) -> Vec<u8> {
    let written = writer.write_all(bytes).and_then(|()| writer.flush());
    if written.is_ok() { taken(writer) } else { Vec::new() }
}

/// Decodes a whole body of at most `limit` bytes decoded.
///
/// # Errors
/// The coding is broken, or more than `limit` bytes come out.
pub(super) fn decode(encoding: Encoding, bytes: &[u8], limit: u64) -> io::Result<Vec<u8>> {
    match encoding {
        Encoding::Brotli => bounded(brotli::Decompressor::new(bytes, 4096), limit),
        Encoding::Deflate => bounded(ZlibDecoder::new(bytes), limit),
        Encoding::Gzip => bounded(MultiGzDecoder::new(bytes), limit),
        Encoding::Zstd => bounded(zstd::stream::read::Decoder::new(bytes)?, limit),
    }
}

fn bounded(reader: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut decoded = Vec::new();
    reader.take(limit + 1).read_to_end(&mut decoded)?;
    let fits = decoded.len() as u64 <= limit;
    if fits { Ok(decoded) } else { Err(io::Error::other("too large")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_pushed_can_be_read_before_the_end() {
        for encoding in [Encoding::Brotli, Encoding::Deflate, Encoding::Gzip, Encoding::Zstd] {
            let mut encoder = Encoder::new(Some(encoding));
            let first = encoder.push(b"data: one\n\n".to_vec());
            assert!(!first.is_empty(), "{encoding:?}");
            let all = [first, encoder.push(b"data: two\n\n".to_vec()), encoder.finish()].concat();
            assert_eq!(decode(encoding, &all, 100).unwrap(), b"data: one\n\ndata: two\n\n", "{encoding:?}");
            assert!(decode(encoding, &all, 21).is_err(), "{encoding:?}");
        }
    }
}
