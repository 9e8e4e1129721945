//! Sends an answer in its shape: pace, write sizes, line ends, compression, and faults.
//!
//! The body is pulled, never pushed: a client that goes away stops it. What the bytes say is
//! decided before; here they are only cut, packed and, when asked for, lost.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http_body::Frame as BodyFrame;
use http_body_util::{BodyExt, StreamBody, combinators::UnsyncBoxBody};

use super::encode::Encoder;
use super::frames::Frame;
use super::shape::{Fault, Shape};

/// The body of every answer of the sandbox.
pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// Set to make the connection end in RST instead of FIN.
pub(super) type ResetSwitch = Arc<AtomicBool>;

/// A stream of events as a body.
pub(super) fn events(frames: Vec<Frame>, shape: &Shape, reset: &ResetSwitch) -> Body {
    play(frames, shape, reset, shape.after)
}

/// A whole document as a body. Faults strike in its middle.
pub(super) fn document(mut bytes: Vec<u8>, shape: &Shape, reset: &ResetSwitch) -> Body {
    let rest = bytes.split_off(bytes.len() / 2);
    let frames = [bytes, rest].map(|bytes| Frame { bytes, delta: true });
    let plain = Shape { crlf: false, ..shape.clone() };
    play(frames.into(), &plain, reset, 1)
}

fn play(frames: Vec<Frame>, shape: &Shape, reset: &ResetSwitch, after: usize) -> Body {
    let player = Player {
        frames: frames.into(),
        encoder: Some(Encoder::new(shape.encoding)),
        shape: shape.clone(),
        ready: VecDeque::new(),
        deltas: 0,
        after,
        reset: Arc::clone(reset),
    };
    let frames = stream::unfold(player, |mut player| async move {
        let item = player.next().await?;
        Some((item.map(BodyFrame::data), player))
    });
    StreamBody::new(frames).boxed_unsync()
}

struct Player {
    frames: VecDeque<Frame>,
    /// `None` once the body is complete.
    encoder: Option<Encoder>,
    shape: Shape,
    /// Encoded bytes, cut to write size.
    ready: VecDeque<Bytes>,
    deltas: usize,
    after: usize,
    reset: ResetSwitch,
}

impl Player {
    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        loop {
            if let Some(bytes) = self.ready.pop_front() {
                if self.shape.write.is_some() {
                    // Giving way lets the connection write what it has before it asks for more.
                    tokio::task::yield_now().await;
                }
                return Some(Ok(bytes));
            }
            if self.faulty() {
                return self.fail().await;
            }
            match self.frames.pop_front() {
                Some(frame) => self.take(frame).await,
                None => self.complete()?,
            }
        }
    }

    fn faulty(&self) -> bool {
        let strikes = matches!(self.shape.fault, Some(Fault::Cut | Fault::End | Fault::Reset | Fault::Stall));
        let next = self.frames.front();
        strikes && next.is_none_or(|frame| frame.delta && self.deltas >= self.after)
    }

    async fn fail(&mut self) -> Option<io::Result<Bytes>> {
        match self.shape.fault {
            Some(Fault::End) => return None,
            Some(Fault::Stall) => std::future::pending().await,
            Some(Fault::Reset) => self.reset.store(true, Ordering::Relaxed),
            _ => {}
        }
        // What was sent before must reach the peer: a reset throws away what is still on its way.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Some(Err(io::Error::other("the sandbox was asked to break off")))
    }

    async fn take(&mut self, frame: Frame) {
        if frame.delta {
            self.deltas += 1;
            if !self.shape.delay.is_zero() {
                tokio::time::sleep(self.shape.delay).await;
            }
        }
        let bytes = if self.shape.crlf { with_crlf(&frame.bytes) } else { frame.bytes };
        let encoded = self.encoder.as_mut().map(|encoder| encoder.push(bytes)).unwrap_or_default();
        self.cut(encoded);
    }

    fn complete(&mut self) -> Option<()> {
        let encoded = self.encoder.take()?.finish();
        self.cut(encoded);
        Some(())
    }

    fn cut(&mut self, bytes: Vec<u8>) {
        let mut bytes = Bytes::from(bytes);
        let most = self.shape.write.unwrap_or(usize::MAX);
        while !bytes.is_empty() {
            self.ready.push_back(bytes.split_to(most.min(bytes.len())));
        }
    }
}

fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 4);
    for byte in bytes {
        out.extend_from_slice(if *byte == b'\n' { b"\r\n" } else { std::slice::from_ref(byte) });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::encode::decode;
    use crate::sandbox::shape::Encoding;

    fn frames() -> Vec<Frame> {
        let frame = |text: &str| Frame { bytes: format!("data: {text}\n\n").into_bytes(), delta: true };
        ["Grüße", "b", "c", "d"].map(frame).into()
    }

    async fn bytes(shape: &Shape) -> Result<Vec<u8>, Vec<u8>> {
        let mut body = events(frames(), shape, &ResetSwitch::default());
        let mut all = Vec::new();
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return Err(all) };
            let data = frame.into_data().unwrap();
            assert!(data.len() <= shape.write.unwrap_or(usize::MAX));
            all.extend_from_slice(&data);
        }
        Ok(all)
    }

    #[tokio::test]
    async fn every_encoding_and_write_size_gives_the_same_bytes() {
        let plain = bytes(&Shape::default()).await.unwrap();
        for encoding in [Encoding::Gzip, Encoding::Deflate, Encoding::Brotli, Encoding::Zstd] {
            let shape = Shape { encoding: Some(encoding), write: Some(3), ..Shape::default() };
            let packed = bytes(&shape).await.unwrap();
            assert_eq!(decode(encoding, &packed, 1 << 20).unwrap(), plain, "{encoding:?}");
        }
    }

    #[tokio::test]
    async fn faults_break_the_body() {
        let with = |fault| Shape { fault: Some(fault), after: 2, ..Shape::default() };
        let kept = "data: Grüße\n\ndata: b\n\n".as_bytes().to_vec();
        assert_eq!(bytes(&with(Fault::Cut)).await, Err(kept.clone()));
        assert_eq!(bytes(&with(Fault::End)).await, Ok(kept));
        let stalled = tokio::time::timeout(Duration::from_millis(50), bytes(&with(Fault::Stall))).await;
        assert!(stalled.is_err());
    }

    #[tokio::test]
    async fn lines_can_end_in_crlf() {
        let shape = Shape { crlf: true, ..Shape::default() };
        assert!(bytes(&shape).await.unwrap().starts_with("data: Grüße\r\n\r\ndata: b\r\n".as_bytes()));
    }
}
