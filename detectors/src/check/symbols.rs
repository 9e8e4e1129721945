//! The letters and digits of a value, upper-cased, separators dropped: what every check computes on.

/// The most symbols a checked value may have.
const LIMIT: usize = 48;

/// Up to 48 ASCII letters and digits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Symbols {
    bytes: [u8; LIMIT],
    len: usize,
}

impl Symbols {
    /// The symbols of a value; none when there are more than fit, or none at all.
    pub(super) fn of(value: &str) -> Option<Self> {
        let mut symbols = Self { bytes: [0; LIMIT], len: 0 };
        for byte in value.bytes().filter(u8::is_ascii_alphanumeric) {
            *symbols.bytes.get_mut(symbols.len)? = byte.to_ascii_uppercase();
            symbols.len += 1;
        }
        (symbols.len > 0).then_some(symbols)
    }

    /// The symbols, when all are digits.
    pub(super) fn digits_of(value: &str) -> Option<Self> {
        Self::of(value).filter(|symbols| symbols.as_bytes().iter().all(u8::is_ascii_digit))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Digits as 0–9, letters as 10–35.
    pub(super) fn values(&self) -> impl DoubleEndedIterator<Item = u32> + '_ {
        self.as_bytes().iter().map(|&byte| value_of(byte))
    }

    /// Whether all are the same.
    pub(super) fn is_uniform(&self) -> bool {
        self.as_bytes().windows(2).all(|pair| pair[0] == pair[1])
    }
}

/// A digit as 0–9, an upper-case letter as 10–35.
pub(super) fn value_of(byte: u8) -> u32 {
    u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' + 10 })
}
