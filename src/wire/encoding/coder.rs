//! [`Stage`]: one coding being undone, a piece of input at a time.
//!
//! Owns: the loop that all codings share, its limit, and what is particular to each: gzip's members, deflate with and
//! without its zlib wrapper, how much memory a window may ask for.
//! Never: holds output back. What the input so far determines is in the output when `push` returns.

use brotli::enc::StandardAlloc;
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};
use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::{DParameter, Decoder, Operation};

use super::Coding;

/// Output is collected in steps of this size (bytes), and the limit is checked after each.
const STEP_BYTES: usize = 16 << 10;
/// 8 MB: what RFC 9659 lets a decoder of the `zstd` coding refuse to exceed.
const ZSTD_WINDOW_LOG: u32 = 23;
const WINDOW_BITS: u8 = 15;

/// Why decoding stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    TooLarge,
    Corrupt,
}

pub(super) struct Stage {
    coder: Coder,
    progress: Progress,
    buffer: Box<[u8]>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Untouched,
    Within,
    /// At the end of a gzip member, a zstd frame, or the whole.
    Ended,
}

enum Coder {
    Gzip(Decompress),
    /// `None` until the first two bytes tell which kind it is; the first of them waits in `held`.
    Deflate {
        inflate: Option<Decompress>,
        held: Option<u8>,
    },
    Brotli(Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>),
    /// `None`: it could not be made.
    Zstd(Option<Decoder<'static>>),
}

/// What one call of a coder did.
struct Step {
    read: usize,
    written: usize,
    ended: bool,
}

impl Stage {
    pub(super) fn new(coding: Coding) -> Self {
        Self { coder: Coder::new(coding), progress: Progress::Untouched, buffer: vec![0; STEP_BYTES].into() }
    }

    /// Whether the input so far is complete, or there was none.
    pub(super) fn is_whole(&self) -> bool {
        self.progress != Progress::Within
    }

    /// Appends to `out` what `input` gives; `out` may not grow beyond `limit` bytes.
    pub(super) fn push(&mut self, mut input: &[u8], out: &mut Vec<u8>, limit: usize) -> Result<(), Fault> {
        loop {
            if input.is_empty() && self.progress != Progress::Within {
                return Ok(());
            }
            if self.progress == Progress::Ended {
                self.coder.restart()?;
            }
            let step = self.coder.step(input, &mut self.buffer)?;
            input = &input[step.read..];
            if out.len() + step.written > limit {
                return Err(Fault::TooLarge);
            }
            out.extend_from_slice(&self.buffer[..step.written]);
            self.progress = if step.ended { Progress::Ended } else { Progress::Within };
            if !step.ended && step.written < self.buffer.len() {
                if input.is_empty() {
                    return Ok(());
                }
                if step.read == 0 && step.written == 0 {
                    return Err(Fault::Corrupt);
                }
            }
        }
    }
}

impl Coder {
    fn new(coding: Coding) -> Self {
        match coding {
            Coding::Gzip => Self::Gzip(Decompress::new_gzip(WINDOW_BITS)),
            Coding::Deflate => Self::Deflate { inflate: None, held: None },
            Coding::Brotli => Self::Brotli(Box::new(brotli_state())),
            Coding::Zstd => Self::Zstd(zstd_decoder().ok()),
        }
    }

    /// After an end, more input follows: another gzip member or zstd frame may, nothing else.
    fn restart(&mut self) -> Result<(), Fault> {
        match self {
            Self::Gzip(inflate) => *inflate = Decompress::new_gzip(WINDOW_BITS),
            Self::Zstd(_) => {}
            Self::Deflate { .. } | Self::Brotli(_) => return Err(Fault::Corrupt),
        }
        Ok(())
    }

    fn step(&mut self, input: &[u8], out: &mut [u8]) -> Result<Step, Fault> {
        match self {
            Self::Gzip(inflate) => inflate_step(inflate, input, out),
            Self::Deflate { inflate, held } => deflate_step(inflate, held, input, out),
            Self::Brotli(state) => brotli_step(state, input, out),
            Self::Zstd(decoder) => zstd_step(decoder.as_mut().ok_or(Fault::Corrupt)?, input, out),
        }
    }
}

fn inflate_step(inflate: &mut Decompress, input: &[u8], out: &mut [u8]) -> Result<Step, Fault> {
    let before = (inflate.total_in(), inflate.total_out());
    let status = inflate.decompress(input, out, FlushDecompress::None).map_err(|_| Fault::Corrupt)?;
    Ok(Step {
        read: (inflate.total_in() - before.0) as usize,
        written: (inflate.total_out() - before.1) as usize,
        ended: status == Status::StreamEnd,
    })
}

/// The name `deflate` means the zlib format, but some send the bare one. Its first two bytes tell (RFC 1950 section 2.2).
fn deflate_step(
    inflate: &mut Option<Decompress>,
    held: &mut Option<u8>,
    input: &[u8],
    out: &mut [u8],
) -> Result<Step, Fault> {
    if let Some(inflate) = inflate {
        return inflate_step(inflate, input, out);
    }
    let (first, second) = match (*held, input) {
        (Some(first), [second, ..]) => (first, *second),
        (None, [first, second, ..]) => (*first, *second),
        (_, []) => return Ok(Step { read: 0, written: 0, ended: false }),
        (None, [first]) => {
            *held = Some(*first);
            return Ok(Step { read: 1, written: 0, ended: false });
        }
    };
    let zlib = first & 0x0f == 8 && u16::from_be_bytes([first, second]).is_multiple_of(31);
    let inflate = inflate.insert(Decompress::new(zlib));
    if let Some(first) = held.take() {
        inflate_step(inflate, &[first], out)?;
    }
    inflate_step(inflate, input, out)
}

fn brotli_state() -> BrotliState<StandardAlloc, StandardAlloc, StandardAlloc> {
    let mut state =
        BrotliState::new(StandardAlloc::default(), StandardAlloc::default(), StandardAlloc::default());
    // Windows beyond 16 MB are not part of RFC 7932, and would let a peer ask for a gigabyte.
    state.large_window = false;
    state
}

fn brotli_step(
    state: &mut BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>,
    input: &[u8],
    out: &mut [u8],
) -> Result<Step, Fault> {
    let (mut unread, mut read, mut room, mut written, mut total) = (input.len(), 0, out.len(), 0, 0);
    let result = BrotliDecompressStream(
        &mut unread,
        &mut read,
        input,
        &mut room,
        &mut written,
        out,
        &mut total,
        state,
    );
    match result {
        BrotliResult::ResultFailure => Err(Fault::Corrupt),
        BrotliResult::ResultSuccess => Ok(Step { read, written, ended: true }),
        BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => {
            Ok(Step { read, written, ended: false })
        }
    }
}

fn zstd_decoder() -> std::io::Result<Decoder<'static>> {
    let mut decoder = Decoder::new()?;
    decoder.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG))?;
    Ok(decoder)
}

fn zstd_step(decoder: &mut Decoder<'static>, input: &[u8], out: &mut [u8]) -> Result<Step, Fault> {
    let status = decoder.run_on_buffers(input, out).map_err(|_| Fault::Corrupt)?;
    Ok(Step { read: status.bytes_read, written: status.bytes_written, ended: status.remaining == 0 })
}
