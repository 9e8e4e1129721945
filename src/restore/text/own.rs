//! [`Own`]: names that a text has for itself: the variables of a command or a program that are called as a pseudonym is without
//! its brackets (`EMAIL_1=$1; echo ${EMAIL_1}`). They stay, or a program would be written with a value for a variable's name.
//!
//! Owns: what tells of such a name, right beside it, and which ones have been told so. Never: reads a pseudonym in brackets, which is
//! one wherever it stands; nor a program: where nothing tells, as in `Dear PERSON_1,`, a name is a pseudonym.

use crate::pseudonym::grammar::Name;

/// What a name without brackets is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// A pseudonym.
    Pseudonym,
    /// The text's own name, here and from here on.
    Own,
    /// What follows decides.
    Open,
}

/// So many are kept.
const MOST: usize = 64;

/// The names that one text has for itself, so far.
#[derive(Default)]
pub(super) struct Own(Vec<Name>);

/// What a variable is read by in shells and templates, and what words begin a heredoc with.
const BEFORE: [&str; 12] =
    ["$", "${", "${#", "${!", "env.", "env:", "#define ", "cat <<", "<<-", "<<'", "<<\"", "<<\\\""];

/// Words that declare what comes behind them.
const DECLARING: [&str; 10] =
    ["const", "let", "var", "val", "static", "enum", "def", "fn", "func", "function"];

impl Own {
    /// What the name is that was `written` there, between `before` and `after`. With `more`, the text may go on.
    pub(super) fn judge(
        &mut self,
        name: &Name,
        (before, written, after): (&str, &str, &str),
        more: bool,
    ) -> Use {
        if !written.starts_with(|c: char| c.is_ascii_uppercase()) {
            return Use::Pseudonym;
        }
        if self.0.contains(name) {
            return Use::Own;
        }
        let told = told(before, after, more);
        if told == Use::Own && self.0.len() < MOST {
            self.0.push(name.clone());
        }
        told
    }
}

/// What stands beside a name tells of it. A stream holds more before it than is looked at.
fn told(before: &str, after: &str, more: bool) -> Use {
    let is_percent = before.ends_with('%');
    let is_declared = before.strip_suffix(' ').is_some_and(|before| {
        let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next();
        word.is_some_and(|word| DECLARING.contains(&word))
    });
    let is_own = match after.as_bytes() {
        _ if BEFORE.iter().any(|sign| before.ends_with(sign)) => true,
        [b'=', ..] => true,
        [b'%', ..] => is_percent,
        [b':' | b';' | b'(', ..] | [b' ', b'=' | b'{', ..] if is_declared => true,
        // What is assigned there, and what a legend says of somebody: `PERSON_1 = the sender`.
        [b' ', b'=', b' ', value, ..] => matches!(value, b'"' | b'\'' | b'\\' | b'$'),
        [] | [b' '] | [b' ', b'='] | [b' ', b'=', b' '] if more => return Use::Open,
        _ => false,
    };
    if is_own { Use::Own } else { Use::Pseudonym }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> Use {
        let (before, after) = text.split_once("EMAIL_1").unwrap();
        told(before, after, false)
    }

    #[test]
    fn variables_are_the_text_s_own() {
        for text in [
            "EMAIL_1=$1",
            "export EMAIL_1=a",
            "if [ EMAIL_1== ]",
            "echo $EMAIL_1",
            "echo \"${EMAIL_1:-x}\"",
            "echo %EMAIL_1%",
            "process.env.EMAIL_1",
            "$env:EMAIL_1",
            "const EMAIL_1 = f()",
            "let EMAIL_1: string",
            "let EMAIL_1;",
            "enum EMAIL_1 {",
            "def EMAIL_1(",
            "EMAIL_1 = 'x'",
            "EMAIL_1 = \\\"x",
            "#define EMAIL_1 5",
            "cat <<EMAIL_1",
            "psql <<-EMAIL_1",
            "tee <<'EMAIL_1'",
        ] {
            assert_eq!(judged(text), Use::Own, "{text}");
        }
    }

    #[test]
    fn whatever_else_is_a_pseudonym() {
        for text in [
            "Dear EMAIL_1,",
            "EMAIL_1: hello",
            "(EMAIL_1)",
            "let EMAIL_1 know",
            "let EMAIL_1 (the customer) know",
            "outlet EMAIL_1: x",
            "EMAIL_1 = the sender",
            "EMAIL_1 is 100% sure",
            "100%EMAIL_1",
            "EMAIL_1%",
            "{EMAIL_1}",
            "<EMAIL_1",
            "<<EMAIL_1",
            "to=EMAIL_1",
            "a = EMAIL_1",
            "`EMAIL_1`",
            "f(EMAIL_1)",
        ] {
            assert_eq!(judged(text), Use::Pseudonym, "{text}");
        }
    }

    #[test]
    fn no_more_is_waited_for_than_decides() {
        for (after, told_so) in [
            ("", Use::Open),
            (" ", Use::Open),
            (" =", Use::Open),
            (" = ", Use::Open),
            (" = \"", Use::Own),
            (" i", Use::Pseudonym),
            (" = i", Use::Pseudonym),
            (" ==", Use::Pseudonym),
            (",", Use::Pseudonym),
            ("=", Use::Own),
        ] {
            assert_eq!(told("", after, true), told_so, "{after}");
        }
    }
}
