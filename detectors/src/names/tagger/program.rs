//! Whether a name stands in program text, where words in one case and joined words are identifiers.
//!
//! Owns: the looks of a line of code, and what touches a word there. A comment or a string is prose again. Never: looks
//! farther than the line, and never judges a name in plain prose.

use allonym_tagger::lexicon::class;

use super::spelling::is_camel;
use super::{in_dictionary, listed};
use crate::names::near;
use crate::shown;

/// The most bytes that are looked at on either side.
const FARTHEST: usize = 160;

/// Capitals beside a quote are a name in a cell when they are longer.
const LONGEST_CODE: usize = 5;

/// Whether the words from `start` to `end` are a piece of a program or of an address of the net.
pub(super) fn is_piece(text: &str, start: usize, end: usize) -> bool {
    let (before, after) = (before(text, start), after(text, end));
    if before.ends_with("::") || after.starts_with("::") || is_in_address(before, after) {
        return true;
    }
    let name = &text[start..end];
    if name.starts_with('\'') && before.ends_with(['&', '<']) || is_option(name, before, after) {
        return true;
    }
    if is_element(name, before, after) || is_choice(name, before) || is_typed(name, before) {
        return true;
    }
    if is_in_list_of_identifiers(text, start, end)
        || is_used(before)
        || is_character(name, before)
        || is_in_region(after)
    {
        return true;
    }
    if is_reference(name)
        || name.contains(['_', '`', '<', '>', '{', '}', '=', '\\', '[', ']'])
        || is_bounds(name, before, after)
    {
        return true;
    }
    let lower = !name.contains(char::is_uppercase);
    let upper = name.len() <= LONGEST_CODE && !name.contains(char::is_lowercase) && !name.contains(' ');
    if lower || upper {
        return (touches_sign(before, after) && !is_value(before)) || is_code(before, after);
    }
    (is_camel(name)
        || after.starts_with(['(', '.', '<', '['])
        || is_type(before, after)
        || is_parameter(name, before, after))
        && is_code(before, after)
        && !is_quoted(before)
}

/// `<AdrLine>Elm Rd 4</AdrLine>`: a tag, when the line closes it or ends with it; whoever speaks in a chat is no element.
fn is_element(name: &str, before: &str, after: &str) -> bool {
    let closes = || after.contains(&format!("</{name}>"));
    before.ends_with("</") && after.starts_with('>')
        || before.ends_with('<') && (after.trim_end() == ">" || after.starts_with("/>") || closes())
}

/// `K: Eq + Hash`, as types of a program are bound, but `Roe + Doe GmbH` is a company.
fn is_bounds(name: &str, before: &str, after: &str) -> bool {
    const SIGNS: [&str; 7] = ["<", "::", "impl ", "dyn ", "where", "+ '", "fn "];
    let typed = |line: &str| SIGNS.iter().any(|sign| line.contains(sign)) || line.trim_end().ends_with('{');
    name.contains(" + ") && (typed(before) || typed(after) || after.starts_with(" + "))
}

/// The line up to the name.
pub(super) fn before(text: &str, start: usize) -> &str {
    let line = &text[near(text, start..start, FARTHEST).start..start];
    &line[line.rfind('\n').map_or(0, |at| at + 1)..]
}

/// The line from the name on.
fn after(text: &str, end: usize) -> &str {
    let line = &text[end..near(text, end..end, FARTHEST).end];
    &line[..line.find('\n').unwrap_or(line.len())]
}

/// `https://crates.example/x`, `src/mark/lib.rs`: in one run with `://`, or between two slashes.
fn is_in_address(before: &str, after: &str) -> bool {
    let run = |c: char| !c.is_whitespace() && !matches!(c, '(' | ')' | '<' | '>' | '"' | '\'');
    let left = before.rfind(|c| !run(c)).map_or(before, |at| &before[at..]);
    let right = after.find(|c| !run(c)).map_or(after, |at| &after[..at]);
    left.contains("://") || (left.ends_with('/') && right.starts_with('/'))
}

/// Whether a bracket or an operator stands right beside the name, or it is a string in a list. An apostrophe alone is a
/// possessive (`anna's`), a slash or hyphen alone joins words of prose (`lisa/sales`), stars alone are an emphasis.
fn touches_sign(before: &str, after: &str) -> bool {
    const SIGNS: &str = "[]{}<>=&|\\+$~";
    let sign =
        before.ends_with(|c| SIGNS.contains(c)) || after.starts_with(|c| SIGNS.contains(c) || c == '(');
    sign || is_in_list(before, after) || is_in_path(before, after)
}

/// Whether the name is a string among signs, as in a list of a program; `"karl" agreed` is prose.
fn is_in_list(before: &str, after: &str) -> bool {
    const QUOTES: [char; 3] = ['"', '\'', '`'];
    let inner = before.strip_suffix(QUOTES).zip(after.strip_prefix(QUOTES));
    inner.is_some_and(|(before, after)| {
        before.ends_with(['[', '(', '{', ',', '=', '|', ':']) || after.starts_with([']', ')', '}', ':', '|'])
    })
}

/// Whether the name is a piece of a path: `mark/lib.rs`, with a slash beside it and a dot in the same run, or `/usr/sbin/nologin`.
fn is_in_path(before: &str, after: &str) -> bool {
    const SYSTEM: [&str; 9] =
        ["/usr/", "/bin/", "/sbin/", "/lib/", "/etc/", "/dev/", "/proc/", "/sys/", "/var/log/"];
    let dotted = |run: &str| run.trim_end_matches(['.', ',']).contains('.');
    let left = before.rsplit(char::is_whitespace).next().unwrap_or("");
    let right = after.split(char::is_whitespace).next().unwrap_or("");
    let root = left.rsplit([':', '"', '\'', '=', '(']).next().unwrap_or("");
    let of_system = || SYSTEM.iter().any(|folder| root.starts_with(folder));
    (left.ends_with('/') || right.starts_with('/')) && (dotted(left) || dotted(right) || of_system())
}

/// Whether it is one of several words in small letters that nothing but commas parts, in brackets: `(ro,nosuid,mode=755)`.
fn is_option(name: &str, before: &str, after: &str) -> bool {
    if name.contains(char::is_uppercase) {
        return false;
    }
    let several = |names: &str| names.contains(',') && !names.contains(", ");
    if let Some((_, inside)) = name.split_once('(') {
        return several(inside);
    }
    let Some(open) = before.rfind('(') else { return false };
    let inside = &before[open + 1..];
    let goes_on = after.strip_prefix(',').is_some_and(|rest| !rest.starts_with(' '));
    let is_last = after.starts_with(')') && inside.ends_with(',');
    !inside.contains([' ', '"', '\'']) && !name.contains(' ') && (goes_on || is_last)
}

/// Keys of which no value is anybody's name.
#[rustfmt::skip]
const KINDS: [&str; 39] = [
    "action", "category", "charset", "color", "colour", "currency", "direction", "encoding", "engine", "environment", "event",
    "format", "gender", "grade", "kind", "level", "method", "mode", "outcome", "phase", "plan", "priority", "protocol", "rarity",
    "result", "role", "scope", "severity", "sex", "side", "size", "stage", "state", "status", "strategy", "tier", "type", "unit",
    "visibility",
];

/// Whether it is one word in capitals that a key has for its value, and the key asks for nobody: `tier: GOLD`.
fn is_choice(name: &str, before: &str) -> bool {
    let capitals = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let key = before.trim_end_matches([' ', '"', '\'']);
    let key = key.strip_suffix([':', '=']).map(|key| key.trim_end_matches([' ', '"', '\'']));
    let word = |key: &str| {
        let rest = key.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        KINDS.contains(&key[rest.len()..].to_ascii_lowercase().as_str())
    };
    capitals && key.is_some_and(word)
}

/// `Twine &Path`, `char *Name`: a sign that belongs to the word behind it alone.
fn is_reference(name: &str) -> bool {
    [" &", " *"].iter().any(|sign| name.split_once(sign).is_some_and(|(_, rest)| !rest.starts_with(' ')))
}

/// Whether a type is named as what has it, and nothing more is said: `city: City }`.
fn is_typed(name: &str, before: &str) -> bool {
    let key = before.strip_suffix(": ").unwrap_or_default();
    let word = &key[key.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len()..];
    word.starts_with(|c: char| c.is_ascii_lowercase()) && word.eq_ignore_ascii_case(name)
}

/// Whether it is a type and what has it, among a function's parameters: `(Register Reg, `, `const Twine &Path)`.
fn is_parameter(name: &str, before: &str, after: &str) -> bool {
    let Some(open) = before.rfind('(') else { return false };
    let begins = before[..open].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let inside = &before[open + 1..];
    begins
        && name.contains(' ')
        && (inside.is_empty() || inside.ends_with(", ") || inside.ends_with("const "))
        && after.starts_with([',', ')'])
}

/// Whether it is a line of its own beside such a line, and both are words that programs join, of which a dictionary holds one:
/// `SendMessage` above `TaskStop`.
fn is_in_list_of_identifiers(text: &str, start: usize, end: usize) -> bool {
    let is_identifier = |line: &str| {
        let line = shown::own(line).trim();
        let capitals = line.char_indices().filter(|(_, c)| c.is_uppercase()).map(|(at, _)| at);
        let parts = capitals.clone().zip(capitals.skip(1).chain([line.len()]));
        is_camel(line)
            && line.bytes().all(|byte| byte.is_ascii_alphabetic())
            && listed(line) & (class::COMPANY | class::PUBLIC) == 0
            && parts.into_iter().any(|(from, to)| to - from > 2 && in_dictionary(&line[from..to]))
    };
    let whole = || shown::own(before(text, start)).trim().is_empty() && after(text, end).trim().is_empty();
    if !is_camel(&text[start..end]) || !whole() || !is_identifier(&text[start..end]) {
        return false;
    }
    let above = text[..start].rfind('\n').map_or("", |line| before(text, line));
    let below = text[end..].find('\n').map_or("", |length| after(text, end + length + 1));
    is_identifier(above) || is_identifier(below)
}

/// Whether a workflow names there what it uses: `uses: owner/action@v1`.
fn is_used(before: &str) -> bool {
    let owner = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "-_./@".contains(c));
    let line = owner.trim_end_matches(['"', '\'']).strip_suffix("uses: ").map(|line| shown::own(line).trim());
    line.is_some_and(|line| line.is_empty() || line == "-")
}

/// Whether it is in capitals behind a number of hexadecimal digits, which it is the name of: `# 0x84 -> LATIN LETTER N WITH TILDE`.
fn is_character(name: &str, before: &str) -> bool {
    let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || " -".contains(c);
    let code =
        before.trim_end_matches(is_name).trim_end_matches([' ', '#', '-', '>', '\t', ':', '"', ',', '*']);
    let digits = code.trim_end_matches(|c: char| c.is_ascii_hexdigit());
    name.chars().all(is_name)
        && (digits.ends_with("0x") || digits.ends_with("U+"))
        && digits.len() < code.len()
}

/// Whether a region of a cloud stands in a bracket behind it: `Ireland (eu-west-1)`.
fn is_in_region(after: &str) -> bool {
    let Some((region, _)) = after.strip_prefix(" (").and_then(|rest| rest.split_once(')')) else {
        return false;
    };
    let mut parts = region.split('-');
    let is = |part: Option<&str>, fits: fn(char) -> bool| {
        part.is_some_and(|part| !part.is_empty() && part.chars().all(fits))
    };
    is(parts.next().filter(|part| part.len() == 2), |c| c.is_ascii_lowercase())
        && is(parts.next(), |c| c.is_ascii_lowercase())
        && is(parts.next().filter(|part| part.len() == 1), |c| c.is_ascii_digit())
        && parts.next().is_none()
}

/// Whether the name is the value of a key: `"name": "anna`, `name=anna`.
fn is_value(before: &str) -> bool {
    let key = before.trim_end_matches(['"', '\'', ' ']);
    (key.len() < before.len() && key.ends_with(':')) || (key.ends_with('=') && !key.ends_with("=="))
}

/// Whether the line is one of a program, and the name not in its comment.
fn is_code(before: &str, after: &str) -> bool {
    const BEGINNINGS: [&str; 22] = [
        "elif ", "if (", "let ", "def ", "return ", "import ", "use ", "pub ", "fn ", "const ", "class ",
        "var ", "static ", "impl ", "from ", "export ", "async ", "while ", "switch ", "case ", "#include",
        ":param",
    ];
    /// No line of prose begins so, whatever it ends with.
    const DIRECTIVES: [&str; 7] =
        ["module.exports", ">>> ", "#define ", "#ifdef ", "#ifndef ", "typedef ", "namespace "];
    if ["// ", "# ", "/*", "-- ", "* "].iter().any(|comment| before.contains(comment)) {
        return false;
    }
    let (starts, ends) = (shown::own(before).trim_start(), after.trim_end());
    let signs = has_operator(before) || has_operator(after);
    let begins = BEGINNINGS.iter().any(|word| starts.starts_with(word));
    let directs = DIRECTIVES.iter().any(|word| starts.starts_with(word));
    signs
        || directs
        || (begins && ends.ends_with([';', ':', '{', '(', ')', ',']))
        || (ends.ends_with(['{', ';', '(']) || ends.ends_with("{}")) && ends.len() > 1
        || ends.trim_start().starts_with("/*")
}

/// Whether two signs in a row are an operator of programs, or empty brackets.
fn has_operator(line: &str) -> bool {
    let operator = |two: &[u8]| {
        matches!(two, b"==" | b"!=" | b"->" | b"=>" | b"::" | b"&&" | b"||" | b"+=" | b"()" | b"<<")
    };
    line.as_bytes().windows(2).any(operator)
}

/// Whether a type stands there: `pub bounds: Bounds,`, `let plan: Rose = …`.
fn is_type(before: &str, after: &str) -> bool {
    const DECLARATIONS: [&str; 5] = ["pub ", "let ", "const ", "static ", "fn "];
    let line = shown::own(before).trim_start();
    DECLARATIONS.iter().any(|word| line.starts_with(word))
        && before.ends_with([' ', '&'])
        && before.trim_end_matches([' ', '&']).ends_with(':')
        && after.trim_start().starts_with([',', ';', '=', ')'])
}

/// Whether a string is open where the name begins.
fn is_quoted(before: &str) -> bool {
    before.matches('"').count() % 2 == 1 || before.matches('\'').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the words between the marks are a piece of a program.
    fn piece(marked: &str) -> bool {
        let start = marked.find('«').expect("marked");
        let text = marked.replace(['«', '»'], "");
        let end = marked.find('»').expect("marked") - '«'.len_utf8();
        is_piece(&text, start, end)
    }

    #[test]
    fn identifiers_and_addresses_are_pieces() {
        for marked in [
            "        «elif» key == other:",
            "['«canon»', 'cell']",
            "super::«Foundation»:: HANDLE",
            "[x](https://img.«shields.example»/x)",
            "src/«mark»/lib.rs",
            "let «grant» = mark;",
            "task: «AtomicWaker»::new(),",
            "(counter & «mask») << 2",
            "let x = «Timer»(3);",
            "«barbara_sanders» = 1",
            "[\"«KATT»\", \"KBC\"]",
            "    «IcePointer»\t\t/* authData */,",
            "        «ObjCache»(ObjCache) {}",
            "module.exports = «PackageUrlCommand»",
            "NSPR_API(«MessagePort») PRP_NakedWait(",
            "open mark/«lib».rs",
            "<«AdrLine»>Elm Rd 4</AdrLine>",
            "<AdrLine>Elm Rd 4</«AdrLine»>",
            "sshd:x:105:65534::/run/sshd:/usr/sbin/«nologin»",
            "shell=\"/usr/sbin/«nologin»\"",
            "(&self, beginnings: &«'t Beginnings») -> Self",
            "tmpfs on /run type tmpfs (rw,«nosuid»,nodev,mode=755)",
            "tmpfs on /run type «tmpfs (ro,nosuid»,nodev)",
            "    53\t    pub bounds: «Bounds»,",
            "let plan: «Rose» = plan();",
            "  tier: «GOLD»",
            "{\"status\": \"«ROSE»\"}",
            "plan=«PEARL»",
            "<«Party»>",
            "struct A { city: «City» }",
            "  LiveInterval &getInterval(«Register Reg») {",
            "  bool has(«Register Reg», const X &x);",
            "      - uses: «dtolnay»/rust-toolchain@stable",
            "      - uses: Swatinem/«rust-cache»@v2",
            "    '\\xd1'     #  0x84 -> LATIN CAPITAL LETTER N WITH «TILDE»",
            "    0x00fe: 0x25a0,     #  «BLACK SQUARE»",
            "Servers in «Ireland» (eu-west-1)",
            "CronList\n«EnterWorktree»\nMonitor\n",
            "Monitor\n«SendMessage»\nTaskStop\n",
        ] {
            assert!(piece(marked), "{marked}");
        }
    }

    #[test]
    fn prose_comments_strings_and_values_are_not() {
        for marked in [
            "ask «kalle» about it",
            "i met «kalle»'s mother",
            "and \"«kalle»\" agreed",
            "mail from «lisa»/sales, cc tom",
            "it was *«kalle»* who said so",
            "«kalle»-peter came",
            "x = 1; // ask «kalle» about it",
            "{\"name\": \"«anna»\"}",
            "greet(\"«Anna»\");",
            "«Anna Roe»: yes",
            "Köln/«Bonn»",
            "let «DeMarco» decide",
            "«anna»: where are you",
            "<«Anna»> where are you",
            "<Nm>«Anna»</Nm>",
            "name: «GOLD»",
            "associé : «ROSE»",
            "tier: «Gold»",
            "plan for «ROSE»",
            "(«anna», tom, kalle)",
            "(tom, «anna», kalle)",
            "friends (tom, kalle, «anna»)",
            "(with «anna»)",
            "city: «Bonn»",
            "Name: «Name»",
            "she uses: «Bonn»",
            "Monitor\n«SendMessage»\nWe met.\n",
            "Use «SendMessage»\nTaskStop",
            "call 0x84 and ask «Anna»",
            "Dublin, «Ireland» (in the west)",
            "see it (Anna Roe, «Bo Poe»)",
        ] {
            assert!(!piece(marked), "{marked}");
        }
    }
}
