//! Reading a message body whole, under a cap and two deadlines.
//!
//! Owns: the refusal of what is too large before it is read (when its length is declared) or as soon as it is seen, of
//! senders that fall silent, and of those that never come to an end.
//! Never: decodes (`encoding`) or looks inside. A body that is not whole is no body: the request will not be sent.

use std::time::Duration;

use bytes::Bytes;
use http_body::Body;
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout_at};

use crate::error::Reason;
use crate::overload::Room;

/// Reserved up front at most (bytes): a declared length costs the sender nothing, so it is not believed beyond this.
const MOST_RESERVED: usize = 1 << 20;

/// How much of a body to read, and for how long to wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadLimits {
    /// Largest body in bytes, as sent.
    pub bytes: usize,
    /// Longest silence between two frames.
    pub idle: Duration,
    /// For all of it; `None` where a sender may take as long as it goes on.
    pub whole: Option<Duration>,
}

/// The whole body, or `None` when it is empty. A body that came in one frame is that frame, not a copy. Trailers are
/// dropped.
///
/// # Errors
/// [`Reason::BodyTooLarge`], from the declared length before anything is read; [`Reason::BodyTimeout`];
/// [`Reason::BodyIncomplete`] when the connection broke or the length was wrong; [`Reason::Overloaded`] when there is no
/// memory for it.
pub async fn read<B>(body: B, limits: ReadLimits, room: &mut Room) -> Result<Option<Bytes>, Reason>
where
    B: Body<Data = Bytes>,
{
    let too_large = Reason::BodyTooLarge { limit: limits.bytes };
    let declared = usize::try_from(body.size_hint().lower()).map_err(|_| too_large)?;
    if declared > limits.bytes {
        return Err(too_large);
    }
    let mut body = std::pin::pin!(body);
    let mut read = Gathered::Nothing;
    let end = limits.whole.map(|whole| Instant::now() + whole);
    let next = || end.into_iter().fold(Instant::now() + limits.idle, Instant::min);
    while !body.is_end_stream()
        && let Some(frame) = timeout_at(next(), body.frame()).await.map_err(|_| Reason::BodyTimeout)?
    {
        let Ok(data) = frame.map_err(|_| Reason::BodyIncomplete)?.into_data() else { continue };
        if data.len() > limits.bytes - read.len() {
            return Err(too_large);
        }
        room.grow(read.len() + data.len()).await?;
        read = read.with(data, declared);
    }
    Ok(read.into_bytes())
}

/// What has been read so far: nothing is copied before a second frame proves that it must be.
enum Gathered {
    Nothing,
    Frame(Bytes),
    Frames(Vec<u8>),
}

impl Gathered {
    fn len(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Frame(frame) => frame.len(),
            Self::Frames(bytes) => bytes.len(),
        }
    }

    fn with(self, data: Bytes, declared: usize) -> Self {
        match self {
            unchanged if data.is_empty() => unchanged,
            Self::Nothing => Self::Frame(data),
            Self::Frame(first) => {
                let mut bytes =
                    Vec::with_capacity((first.len() + data.len()).max(declared.min(MOST_RESERVED)));
                bytes.extend_from_slice(&first);
                bytes.extend_from_slice(&data);
                Self::Frames(bytes)
            }
            Self::Frames(mut bytes) => {
                bytes.extend_from_slice(&data);
                Self::Frames(bytes)
            }
        }
    }

    fn into_bytes(self) -> Option<Bytes> {
        match self {
            Self::Nothing => None,
            Self::Frame(frame) => Some(frame),
            Self::Frames(bytes) => Some(bytes.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use http::HeaderMap;
    use http_body::{Frame, SizeHint};
    use http_body_util::{Empty, Full, StreamBody};

    use super::*;
    use crate::overload::{Limits, Overload};

    const LIMITS: ReadLimits = ReadLimits { bytes: 10, idle: Duration::from_millis(50), whole: None };

    const UNBOUNDED: Limits =
        Limits { exchanges: 1, bodies_bytes: 1 << 30, wait: Duration::ZERO, behind: Duration::MAX };

    fn frames(parts: &[&'static str]) -> impl Body<Data = Bytes, Error = Infallible> + use<> {
        let frames: Vec<_> =
            parts.iter().map(|part| Ok(Frame::data(Bytes::from_static(part.as_bytes())))).collect();
        StreamBody::new(futures_util::stream::iter(frames))
    }

    fn run(body: impl Body<Data = Bytes>) -> Result<Option<Bytes>, Reason> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        runtime.block_on(read(body, LIMITS, &mut Overload::new(UNBOUNDED).room()))
    }

    /// A body that declares a length, and panics when it is read.
    struct Declared(u64);

    impl Body for Declared {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            panic!("read although it is too large");
        }

        fn size_hint(&self) -> SizeHint {
            SizeHint::with_exact(self.0)
        }
    }

    #[test]
    fn an_empty_body_is_none() {
        assert_eq!(run(Empty::<Bytes>::new()), Ok(None));
        assert_eq!(run(frames(&["", ""])), Ok(None));
    }

    #[test]
    fn one_frame_is_not_copied_and_several_are_joined() {
        let data = Bytes::from_static(b"0123456789");
        let read = run(Full::new(data.clone())).expect("fits").expect("not empty");
        assert_eq!((read.as_ptr(), read.len()), (data.as_ptr(), 10));
        assert_eq!(run(frames(&["01", "", "234", "56789"])), Ok(Some(data)));
    }

    #[test]
    fn too_large_is_refused_unread_or_at_the_first_byte_too_many() {
        let too_large = Err(Reason::BodyTooLarge { limit: 10 });
        assert_eq!(run(Declared(11)), too_large);
        assert_eq!(run(Declared(u64::MAX)), too_large);
        assert_eq!(run(frames(&["01234567890"])), too_large);
        assert_eq!(run(frames(&["0123456789", "x"])), too_large);
    }

    #[test]
    fn silence_ends_the_reading() {
        let first = futures_util::stream::iter([Ok::<_, Infallible>(Frame::data(Bytes::from_static(b"a")))]);
        let silent = futures_util::StreamExt::chain(first, futures_util::stream::pending());
        assert_eq!(run(StreamBody::new(silent)), Err(Reason::BodyTimeout));
    }

    #[tokio::test]
    async fn who_goes_on_and_on_is_not_waited_for_either() {
        let piece = async |()| {
            tokio::time::sleep(Duration::from_millis(1)).await;
            Some((Ok::<_, Infallible>(Frame::data(Bytes::new())), ()))
        };
        let endless = std::pin::pin!(futures_util::stream::unfold((), piece));
        let limits = ReadLimits { whole: Some(Duration::from_millis(100)), ..LIMITS };
        let mut room = Overload::new(UNBOUNDED).room();
        assert_eq!(read(StreamBody::new(endless), limits, &mut room).await, Err(Reason::BodyTimeout));
    }

    #[test]
    fn a_broken_body_is_incomplete_and_trailers_are_dropped() {
        let data = || Ok(Frame::data(Bytes::from_static(b"a")));
        let broken = futures_util::stream::iter([data(), Err(std::io::Error::other("reset"))]);
        assert_eq!(run(StreamBody::new(broken)), Err(Reason::BodyIncomplete));
        let trailed = futures_util::stream::iter([data(), Ok(Frame::trailers(HeaderMap::new()))]);
        assert_eq!(run(StreamBody::new(trailed)), Ok(Some(Bytes::from_static(b"a"))));
    }
}
