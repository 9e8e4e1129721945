//! [`Command`]: a shell's command in a string of JSON, as the shell gets it.
//!
//! Owns: reading the escapes of that string. Never: knows how a shell quotes; `wire/shell.rs` does.

use crate::wire::shell::Shell;

/// The state of one string.
#[derive(Default)]
pub(super) struct Command {
    shell: Shell,
    /// Digits of `\u` that are to come, and what those before read.
    unit: Option<(u8, u16)>,
}

impl Command {
    pub(super) fn shell(&self) -> &Shell {
        &self.shell
    }

    /// Moves on over a byte of the string, `is_escaped` by a backslash before it.
    pub(super) fn read(&mut self, byte: u8, is_escaped: bool) {
        let meant = match (self.unit.take(), byte) {
            (Some((left, unit)), _) => {
                let digit = char::from(byte).to_digit(16).unwrap_or_default();
                let unit = unit << 4 | digit as u16;
                self.unit = (left > 1).then(|| (left - 1, unit));
                if left > 1 {
                    return;
                }
                // What is not ASCII means nothing to a shell.
                u8::try_from(unit).unwrap_or(u8::MAX)
            }
            (None, b'\\') if !is_escaped => return,
            (None, b'u') if is_escaped => {
                self.unit = Some((4, 0));
                return;
            }
            (None, b'n') if is_escaped => b'\n',
            (None, b't') if is_escaped => b'\t',
            (None, b'r') if is_escaped => b'\r',
            _ => byte,
        };
        self.shell.read(meant);
    }

    pub(super) fn pass_value(&mut self) {
        self.unit = None;
        self.shell.pass_value();
    }
}
