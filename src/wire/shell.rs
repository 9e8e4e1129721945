//! [`Shell`]: in which quotes of a shell's command a text stands, byte by byte, what the shell makes of it, and how a value is to be
//! written there so that it arrives as it reads.
//!
//! Owns: the quotes, comments, substitutions and heredocs of POSIX' shell and bash. Never: runs or expands anything, or knows what
//! a command does with its words: what is quoted for another program in them is that program's affair.

use std::borrow::Cow;
use std::collections::VecDeque;

#[cfg(test)]
mod tests;

/// What a byte comes to for the command that is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// Nothing: it quotes what stands beside it.
    Nothing,
    /// Itself, or what is meant by it.
    Byte(u8),
    /// It and the backslash before it, which has quoted nothing.
    Both(u8),
}

/// The state between two pieces of one command.
#[derive(Clone, Default)]
pub struct Shell {
    /// What is open in one another. Nothing: words of the command itself.
    open: Vec<Within>,
    is_escaped: bool,
    /// The byte before, if it can have a meaning with the next one.
    last: u8,
    /// The word with which a heredoc is to end, as far as it is read.
    announced: Option<Heredoc>,
    /// Heredocs that begin with the next line.
    next: VecDeque<Heredoc>,
}

#[derive(Clone)]
enum Within {
    /// Words in parentheses.
    Words {
        is_arithmetic: bool,
    },
    Backquotes,
    Single,
    /// `$'…'`
    Ansi,
    Double,
    Comment,
    Heredoc(Heredoc),
}

/// A text from the next line on, up to a line that is a certain word.
#[derive(Clone, Default)]
struct Heredoc {
    word: Vec<u8>,
    /// Whether some of the word is: nothing in the text has a meaning then.
    is_quoted: bool,
    quote: Option<u8>,
    skips_tabs: bool,
    /// The line so far, but for more than the word has.
    line: Vec<u8>,
}

/// Stands for any byte of a word.
const WORD: u8 = b'x';

/// No heredoc ends with a longer word, in bytes; nor is more open in one another.
const LONGEST: usize = 64;
const DEEPEST: usize = 64;

impl Shell {
    /// Moves on over text.
    pub fn pass(&mut self, text: &str) {
        for byte in text.bytes() {
            self.read(byte);
        }
    }

    /// Moves on over a value that stands, or will stand, here.
    pub fn pass_value(&mut self) {
        (self.is_escaped, self.last, self.announced) = (false, WORD, None);
        if let Some(Within::Heredoc(heredoc)) = self.open.last_mut() {
            heredoc.line.push(0);
        }
    }

    /// `value` so written that it arrives as it reads where this is. In backquotes, which nobody can nest by eye, it stays.
    pub fn quoted<'v>(&self, value: &'v str) -> Cow<'v, str> {
        let escapes = |signs: &str| escaped(value, |_, c| signs.contains(c));
        match self.open.last() {
            _ if self.is_escaped || self.announced.is_some() => value.into(),
            Some(Within::Comment | Within::Backquotes) => value.into(),
            Some(Within::Heredoc(heredoc)) if heredoc.is_quoted => value.into(),
            Some(Within::Heredoc(_)) => escapes("\\$`"),
            Some(Within::Double) => escapes("\\$`\""),
            Some(Within::Ansi) => escapes("\\'"),
            Some(Within::Single) if value.contains('\'') => value.replace('\'', r"'\''").into(),
            Some(Within::Single) => value.into(),
            Some(Within::Words { .. }) | None => match escaped(value, is_special) {
                // Behind a backslash it would be none.
                escaped if escaped.contains('\n') => escaped.replace('\n', "'\n'").into(),
                escaped => escaped,
            },
        }
    }

    /// Whether a blank here parts words.
    pub fn parts_words(&self) -> bool {
        !self.is_escaped && matches!(self.open.last(), Some(Within::Words { .. }) | None)
    }

    /// Moves on over one byte. A backslash comes to nothing by itself; what follows tells.
    pub fn read(&mut self, byte: u8) -> Meant {
        let before = std::mem::replace(&mut self.last, byte);
        if self.announced.is_some() && self.announce(byte) {
            return Meant::Byte(byte);
        }
        if std::mem::take(&mut self.is_escaped) {
            self.last = WORD;
            return self.escaped(byte);
        }
        let closes = match self.open.last_mut() {
            Some(Within::Single) => byte == b'\'',
            Some(Within::Ansi) => byte == b'\'' || self.escapes(byte),
            Some(Within::Double) => byte == b'"' || self.escapes(byte),
            Some(Within::Comment) if byte == b'\n' => {
                self.open.pop();
                self.begin_line();
                false
            }
            Some(Within::Comment) => false,
            Some(Within::Backquotes) if byte == b'`' => {
                self.open.pop();
                false
            }
            Some(Within::Backquotes) => {
                self.is_escaped = byte == b'\\';
                return Meant::Byte(byte);
            }
            Some(Within::Heredoc(heredoc)) => {
                self.is_escaped = byte == b'\\' && !heredoc.is_quoted;
                self.pass_in_heredoc(byte);
                return if self.is_escaped { Meant::Nothing } else { Meant::Byte(byte) };
            }
            Some(Within::Words { .. }) | None => return self.in_words(before, byte),
        };
        if closes {
            if !self.is_escaped {
                self.open.pop();
            }
            return Meant::Nothing;
        }
        if matches!(self.open.last(), Some(Within::Double)) {
            match byte {
                b'`' => self.enter(Within::Backquotes),
                b'(' if before == b'$' => self.enter(Within::Words { is_arithmetic: false }),
                _ => {}
            }
        }
        Meant::Byte(byte)
    }

    fn escapes(&mut self, byte: u8) -> bool {
        self.is_escaped = byte == b'\\';
        self.is_escaped
    }

    fn enter(&mut self, within: Within) {
        if self.open.len() < DEEPEST {
            self.open.push(within);
        }
    }

    fn in_words(&mut self, before: u8, byte: u8) -> Meant {
        match byte {
            b'\\' => self.is_escaped = true,
            b'\'' if before == b'$' => self.enter(Within::Ansi),
            b'\'' => self.enter(Within::Single),
            b'"' => self.enter(Within::Double),
            _ => {
                self.sign(before, byte);
                return Meant::Byte(byte);
            }
        }
        Meant::Nothing
    }

    /// A byte between words that may have a meaning, but quotes nothing.
    fn sign(&mut self, before: u8, byte: u8) {
        let in_arithmetic = matches!(self.open.last(), Some(Within::Words { is_arithmetic: true }));
        match byte {
            b'`' => self.enter(Within::Backquotes),
            b'(' => self.enter(Within::Words { is_arithmetic: before == b'(' }),
            b')' => drop(self.open.pop()),
            b'#' if matches!(before, 0 | b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'(') => {
                self.enter(Within::Comment);
            }
            b'<' if before == b'<' && !in_arithmetic => self.announced = Some(Heredoc::default()),
            b'\n' => self.begin_line(),
            _ => {}
        }
    }

    /// What a byte behind a backslash comes to.
    fn escaped(&mut self, byte: u8) -> Meant {
        let (is_quoting, is_ansi) = match self.open.last_mut() {
            Some(Within::Double) => (b"$`\"\\\n".contains(&byte), false),
            Some(Within::Heredoc(_)) => {
                self.pass_in_heredoc(byte);
                (b"$`\\\n".contains(&byte), false)
            }
            Some(Within::Backquotes) => return Meant::Byte(byte),
            Some(Within::Ansi) => (true, true),
            _ => (true, false),
        };
        match byte {
            b'\n' if !is_ansi => Meant::Nothing,
            b'n' if is_ansi => Meant::Byte(b'\n'),
            b't' if is_ansi => Meant::Byte(b'\t'),
            _ if is_quoting => Meant::Byte(byte),
            _ => Meant::Both(byte),
        }
    }

    /// Reads on in the word with which a heredoc is to end; whether the byte belongs to it.
    fn announce(&mut self, byte: u8) -> bool {
        let Some(heredoc) = &mut self.announced else { return false };
        let begins = heredoc.word.is_empty() && !heredoc.is_quoted;
        match byte {
            _ if heredoc.quote == Some(byte) => heredoc.quote = None,
            _ if heredoc.quote.is_some() && heredoc.word.len() < LONGEST => heredoc.word.push(byte),
            b'-' if begins => heredoc.skips_tabs = true,
            b' ' | b'\t' if begins => {}
            b'\'' | b'"' => (heredoc.is_quoted, heredoc.quote) = (true, Some(byte)),
            b'\\' => heredoc.is_quoted = true,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' if heredoc.word.len() < LONGEST => heredoc.word.push(byte),
            b'0'..=b'9' | b'-' | b'.' if !begins && heredoc.word.len() < LONGEST => heredoc.word.push(byte),
            _ => {
                // `<<<` and `1 << 2` announce none.
                self.next.extend(self.announced.take().filter(|heredoc| !heredoc.word.is_empty()));
                return byte == b'<';
            }
        }
        true
    }

    fn begin_line(&mut self) {
        let heredoc = self.next.pop_front();
        heredoc.into_iter().for_each(|heredoc| self.enter(Within::Heredoc(heredoc)));
    }

    /// Moves on in the text of a heredoc, which a line may end.
    fn pass_in_heredoc(&mut self, byte: u8) {
        let Some(Within::Heredoc(heredoc)) = self.open.last_mut() else { return };
        match byte {
            b'\n' if heredoc.line == heredoc.word => {
                self.open.pop();
                self.begin_line();
            }
            b'\n' => heredoc.line.clear(),
            b'\t' if heredoc.skips_tabs && heredoc.line.is_empty() => {}
            _ if heredoc.line.len() <= heredoc.word.len() => heredoc.line.push(byte),
            _ => {}
        }
    }
}

/// Whether a sign means something between words. Some do where a word begins.
fn is_special(at: usize, c: char) -> bool {
    " \t|&;<>()$`\\\"'*?[]{}".contains(c) || at == 0 && "#~".contains(c)
}

fn escaped(value: &str, is_special: impl Fn(usize, char) -> bool) -> Cow<'_, str> {
    if !value.char_indices().any(|(at, c)| is_special(at, c)) {
        return value.into();
    }
    let mut written = String::with_capacity(value.len() + 8);
    for (at, c) in value.char_indices() {
        written.extend(is_special(at, c).then_some('\\'));
        written.push(c);
    }
    written.into()
}
