//! [`Embedded`]: where in a text that people read a string of JSON is open, and how many in one another: the text is a JSON
//! document, or holds one in the midst of its prose or in a code fence, or lines of one, as edits and patches quote them, and
//! what a string says may hold one again. And where a value of such a document is to come, for the sake of numbers.
//!
//! Owns: the judgement, byte by byte, which both directions share: pseudonymizing notes how a value was written in such a
//! place, restoring escapes for one, and takes the quotes off a number. Never: reads what a document says,
//! or trusts a bracket alone: only one that a quote or a first element follows begins a document, or a key with its colon, and
//! whatever JSON does not allow ends it, but for the numbers that tools show lines with (`    12→`, `cat -n`).

#[cfg(test)]
mod tests;

/// How a quote is written in a document, in a document in a string of that, and so on.
const QUOTES: [&str; 3] = ["\"", "\\\"", "\\\\\\\""];

/// Strings in strings are told apart this many deep; further in, what a string says is text.
const DEEPEST: usize = 8;

/// The state between two pieces of one text.
#[derive(Clone, Default)]
pub struct Embedded {
    /// How the text reads, then how what its open string says reads, and so on.
    levels: [State; DEEPEST],
    /// Strings that are open in one another, not counting one that is open at the last level.
    inner: usize,
}

#[derive(Clone, Copy, Default)]
enum State {
    /// Ordinary text.
    #[default]
    Prose,
    /// Ordinary text in a line behind a quote, which may open a key.
    Quoted,
    /// The same behind another quote, which may close it; with a colon after it, it was one, and a document has begun.
    Unquoted,
    /// Opening brackets so far, the last of which is `open`; what follows decides.
    Bracket { open: u8, depth: usize },
    /// A number or word right after an opening bracket, or brackets with nothing but such in them: with a comma after it, the
    /// first element.
    First { depth: usize },
    /// Inside a document, between its strings; what comes next may be a value, and not a key.
    Between { open: Open, awaits_value: bool },
    /// Inside a string of a document.
    String { open: Open, escape: Escape },
    /// At the beginning of a line between strings, or in what may be its number.
    Line { was: Place, number: Number },
}

/// What a line begins in: as [`State::Bracket`] and [`State::Between`].
#[derive(Clone, Copy)]
enum Place {
    Bracket { open: u8, depth: usize },
    Between { open: Open, awaits_value: bool },
}

/// How much of a line's number has been read.
#[derive(Clone, Copy)]
enum Number {
    None,
    Digits,
    /// So many bytes of the arrow behind them.
    Arrow(usize),
}

/// What stands behind a line's number, but for a tab.
const ARROW: &[u8] = "→".as_bytes();

/// The brackets that are open.
#[derive(Clone, Copy)]
struct Open {
    depth: usize,
    /// Which of the innermost are arrays, from the last bit on. Where too many are open to tell, objects are assumed, in
    /// which a string is no value unless a colon says so.
    arrays: u64,
}

impl Open {
    /// So many arrays in one another.
    fn arrays(depth: usize) -> Self {
        let shift = u32::try_from(depth).unwrap_or(u32::MAX);
        Self { depth, arrays: u64::MAX.checked_shl(shift).map_or(u64::MAX, |others| !others) }
    }

    /// What stands in `[`, so many in one another, but for the last, which is `open`.
    fn brackets(open: u8, depth: usize) -> Self {
        Self::arrays(depth - 1).with(open)
    }

    fn with(self, open: u8) -> Self {
        Self { depth: self.depth + 1, arrays: self.arrays << 1 | u64::from(open == b'[') }
    }

    fn without_last(self) -> Self {
        Self { depth: self.depth - 1, arrays: self.arrays >> 1 }
    }

    fn is_array(self) -> bool {
        self.arrays & 1 == 1
    }
}

/// How much of an escape has been read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escape {
    None,
    /// The backslash.
    Begun,
    /// `\u` and some of its digits, which read so far as `unit`.
    Unit {
        digits: u8,
        unit: u16,
    },
}

impl Embedded {
    /// For a text that is JSON source by contract: no bracket has to prove that it begins a document.
    pub fn of_document() -> Self {
        let mut embedded = Self::default();
        embedded.levels[0] = State::Between { open: Open::brackets(b'{', 1), awaits_value: false };
        embedded
    }

    /// Moves on over text.
    pub fn pass(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if matches!(self.levels[0], State::Prose) {
                let Some(next) = memchr::memchr3(b'{', b'[', b'"', &bytes[at..]) else { return };
                at += next;
            }
            self.read(0, bytes[at]);
            at += 1;
        }
    }

    /// Moves on over a value that stands, or will stand, here.
    pub fn pass_value(&mut self) {
        for level in &mut self.levels[..=self.inner] {
            *level = match level.without_line() {
                State::Bracket { .. } | State::First { .. } => State::Prose,
                State::String { open, .. } => State::String { open, escape: Escape::None },
                State::Between { open, .. } => State::Between { open, awaits_value: false },
                State::Quoted | State::Unquoted => State::Quoted,
                State::Line { .. } | State::Prose => State::Prose,
            };
        }
    }

    /// Whether this is between the strings of what has proved to be a document.
    pub fn is_in_document(&self) -> bool {
        matches!(self.levels[self.inner].without_line(), State::Between { .. })
    }

    /// How the quote is written with which a string begins here that is a value of a document. `None` where a key is to
    /// come, or no string at all; or where it is one in so many that nobody writes numbers there.
    pub fn quote_of_value(&self) -> Option<&'static str> {
        let awaits_value = match self.levels[self.inner].without_line() {
            State::Between { awaits_value, .. } => awaits_value,
            State::Bracket { open, .. } => open == b'[',
            _ => false,
        };
        QUOTES.get(self.inner).copied().filter(|_| awaits_value)
    }

    /// How many JSON strings what comes next stands inside.
    pub fn strings(&self) -> usize {
        self.inner + usize::from(matches!(self.levels[self.inner], State::String { .. }))
    }

    /// Reads one byte of what stands at a level, and of what its open string says.
    fn read(&mut self, level: usize, byte: u8) {
        let was_open = matches!(self.levels[level], State::String { .. });
        let (state, meant) = self.levels[level].after(byte);
        self.levels[level] = state;
        match (was_open, matches!(state, State::String { .. })) {
            (false, true) if level + 1 < DEEPEST => {
                self.inner = level + 1;
                self.levels[self.inner] = State::Prose;
            }
            (true, false) => self.inner = level,
            (true, true) if level < self.inner => {
                if let Some(meant) = meant {
                    self.read(level + 1, meant);
                }
            }
            _ => {}
        }
    }
}

/// Stands for every character that is not ASCII: to JSON they are all the same.
const OTHER: u8 = 0x80;

impl State {
    /// The state after `byte`; and, inside a string, the character that it completes.
    fn after(self, byte: u8) -> (Self, Option<u8>) {
        let state = match self {
            Self::String { open, escape } => return Self::string(byte, open, escape),
            Self::Prose => Self::opened(byte, 0),
            Self::Unquoted if byte == b':' => {
                Self::Between { open: Open::brackets(b'{', 1), awaits_value: true }
            }
            Self::Unquoted if byte == b' ' => self,
            Self::Quoted | Self::Unquoted => Self::quoted(byte),
            Self::Line { was, number } => return self.in_line(was, number, byte),
            Self::Bracket { open, depth } if byte == b'\n' => {
                Self::Line { was: Place::Bracket { open, depth }, number: Number::None }
            }
            Self::Bracket { .. } if byte.is_ascii_whitespace() => self,
            Self::Bracket { open, depth } if byte == b'"' => {
                Self::String { open: Open::brackets(open, depth), escape: Escape::None }
            }
            Self::Bracket { open: b'[', depth } if is_scalar(byte) => Self::First { depth },
            Self::Bracket { open, depth: depth @ 2.. } if closes(byte, open) => {
                Self::First { depth: depth - 1 }
            }
            Self::Bracket { open, depth } => Self::opened(byte, if open == b'[' { depth } else { 0 }),
            Self::First { depth } if byte == b',' => {
                Self::Between { open: Open::arrays(depth), awaits_value: true }
            }
            Self::First { depth: depth @ 2.. } if byte == b']' => Self::First { depth: depth - 1 },
            Self::First { .. } if is_scalar(byte) => self,
            Self::First { .. } => Self::opened(byte, 0),
            Self::Between { open, awaits_value } => Self::between(byte, open, awaits_value),
        };
        (state, None)
    }

    /// The state after a byte at the beginning of a line. What turns out to be no number of a line is one of JSON.
    fn in_line(self, was: Place, number: Number, byte: u8) -> (Self, Option<u8>) {
        let next = match (number, byte) {
            (Number::None, b' ') => Number::None,
            (Number::None | Number::Digits, b'0'..=b'9') => Number::Digits,
            (Number::Digits, b'\t') => return (was.state(), None),
            (Number::Digits, _) if byte == ARROW[0] => Number::Arrow(1),
            (Number::Arrow(read), _) if ARROW.get(read) == Some(&byte) => match ARROW.len() - 1 == read {
                true => return (was.state(), None),
                false => Number::Arrow(read + 1),
            },
            _ => return self.without_line().after(byte),
        };
        (Self::Line { was, number: next }, None)
    }

    /// The same, if no line has a number.
    fn without_line(self) -> Self {
        match self {
            Self::Line { was, number: Number::None } => was.state(),
            Self::Line { was, number: Number::Digits } => was.state().after(b'0').0,
            Self::Line { number: Number::Arrow(_), .. } => Self::Prose,
            other => other,
        }
    }

    fn opened(byte: u8, depth: usize) -> Self {
        match byte {
            b'{' | b'[' => Self::Bracket { open: byte, depth: depth + 1 },
            b'"' => Self::Quoted,
            _ => Self::Prose,
        }
    }

    /// Behind a quote amid prose. Which of two opens and which closes is not to be told there: each may do either.
    fn quoted(byte: u8) -> Self {
        match byte {
            b'"' => Self::Unquoted,
            b'{' | b'[' => Self::opened(byte, 0),
            // No key goes over lines, and one with escapes is not looked for.
            0..0x20 | b'\\' => Self::Prose,
            _ => Self::Quoted,
        }
    }

    /// Between strings there are brackets, commas, colons, space, numbers and the three words.
    fn between(byte: u8, open: Open, awaits_value: bool) -> Self {
        match byte {
            b'"' => Self::String { open, escape: Escape::None },
            b'{' | b'[' => Self::Between { open: open.with(byte), awaits_value: byte == b'[' },
            b'}' | b']' if open.depth == 1 => Self::Prose,
            b'}' | b']' => Self::Between { open: open.without_last(), awaits_value: false },
            b'\n' => Self::Line { was: Place::Between { open, awaits_value }, number: Number::None },
            b' ' | b'\t' | b'\r' => Self::Between { open, awaits_value },
            b',' => Self::Between { open, awaits_value: open.is_array() },
            b':' => Self::Between { open, awaits_value: true },
            _ if is_scalar(byte) => Self::Between { open, awaits_value: false },
            _ => Self::Prose,
        }
    }

    fn string(byte: u8, open: Open, escape: Escape) -> (Self, Option<u8>) {
        let within = |escape| Self::String { open, escape };
        match (escape, byte) {
            (Escape::None, b'"') => (Self::Between { open, awaits_value: false }, None),
            (Escape::None, b'\\') => (within(Escape::Begun), None),
            // RFC 8259, section 7: no control character stands in a string as it is.
            (Escape::None, 0..0x20) => (Self::Prose, None),
            (Escape::None, _) => (within(Escape::None), Some(byte)),
            (Escape::Begun, b'u') => (within(Escape::Unit { digits: 0, unit: 0 }), None),
            (Escape::Begun, _) => (within(Escape::None), Some(meaning(byte))),
            (Escape::Unit { digits, unit }, _) => match char::from(byte).to_digit(16) {
                None => Self::string(byte, open, Escape::None),
                Some(digit) => {
                    let unit = unit << 4 | digit as u16;
                    match digits {
                        3 => (within(Escape::None), Some(u8::try_from(unit).unwrap_or(OTHER))),
                        _ => (within(Escape::Unit { digits: digits + 1, unit }), None),
                    }
                }
            },
        }
    }
}

impl Place {
    fn state(self) -> State {
        match self {
            Self::Bracket { open, depth } => State::Bracket { open, depth },
            Self::Between { open, awaits_value } => State::Between { open, awaits_value },
        }
    }
}

/// What the letter of a two-byte escape means (RFC 8259, section 7).
fn meaning(letter: u8) -> u8 {
    match letter {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 0x08,
        b'f' => 0x0c,
        other => other,
    }
}

fn closes(byte: u8, open: u8) -> bool {
    matches!((open, byte), (b'{', b'}') | (b'[', b']'))
}

/// Whether a number or one of JSON's three words may hold the byte.
fn is_scalar(byte: u8) -> bool {
    byte.is_ascii_digit() || b"+-.Eaeflnrstu".contains(&byte)
}
