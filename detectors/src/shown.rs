//! Lines of files as tools show them: numbered (`     1→id,name`, `cat -n`), found (`people.csv:2:7,Roe`), compared (`+7,Roe`), quoted
//! (`> 7,Roe`), or blamed (`9f3c2b7a (Jane Roe 2024-03-04 3) 7,Roe`).
//!
//! Owns: which beginnings those are, and what of such a line is the file's own. One line tells it by itself only where nothing else
//! begins so ([`own`]); where two lines begin alike, less has to ([`Prefix`]). Never: judges the line.

/// What a tool puts before each line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prefix {
    /// Its number and this sign.
    Number(char),
    /// The file and its number in it.
    Place,
    /// What became of it.
    Change,
    Quote,
    Blame,
}

/// The most digits of a line's number.
const DIGITS: usize = 7;
/// The longest name of a file, and what names who changed a line last, in bytes.
const PATH: usize = 160;
const BLAME: usize = 120;

impl Prefix {
    /// What stands before the line, if it is any such.
    pub(crate) fn of(line: &str) -> Option<Self> {
        let all = ['→', '\t', '│', '|', ':'].map(Self::Number);
        all.into_iter()
            .chain([Self::Place, Self::Change, Self::Quote, Self::Blame])
            .find(|prefix| prefix.end(line).is_some())
    }

    /// A line that begins at an offset, without it; none where it begins otherwise.
    pub(crate) fn without(self, (start, line): (usize, &str)) -> Option<(usize, &str)> {
        self.end(line).map(|end| (start + end, &line[end..]))
    }

    /// Where what the tool put there ends.
    fn end(self, line: &str) -> Option<usize> {
        let rest = match self {
            Self::Number(sign) => {
                let rest = line.trim_start_matches(' ');
                let rest = rest.strip_prefix('L').unwrap_or(rest);
                number(rest)?.strip_prefix(sign)?
            }
            Self::Place => {
                let path =
                    line.find([':', ' ', '\t', ',', ';', '|']).filter(|end| (1..=PATH).contains(end))?;
                number(line[path..].strip_prefix(':')?)?.strip_prefix(':')?
            }
            Self::Change => line.strip_prefix(['+', '-', ' '])?,
            Self::Quote => line.strip_prefix("> ")?,
            Self::Blame => {
                let commit = line.trim_start_matches('^');
                let hash = commit.find(|c: char| !c.is_ascii_hexdigit()).filter(|length| *length >= 7)?;
                let end = commit[hash..].find(") ").filter(|end| *end < BLAME)?;
                commit[hash..hash + end]
                    .ends_with(|c: char| c.is_ascii_digit())
                    .then_some(&commit[hash + end + 2..])?
            }
        };
        Some(line.len() - rest.len())
    }
}

/// What stands behind a line's number.
fn number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    (1..=DIGITS).contains(&(text.len() - rest.len())).then_some(rest)
}

/// The line without what a tool has put before it.
pub(crate) fn own(line: &str) -> &str {
    let shown = line.trim_start();
    counted(shown).or_else(|| found(shown)).or_else(|| changed(shown)).unwrap_or(line)
}

/// `53→…`, `53<tab>…`, `53|…`.
fn counted(line: &str) -> Option<&str> {
    number(line)?.strip_prefix(['\t', '→', '│', '|'])
}

/// `src/a.rs:53:…`, and a line around what was found, `src/a.rs-53-…`.
fn found(line: &str) -> Option<&str> {
    let is_path = |c: char| c.is_ascii_alphanumeric() || "_./@+-".contains(c);
    let ends = |at: usize, sign: char| {
        let rest = number(&line[at + 1..])?.strip_prefix(sign)?;
        let path = &line[..at];
        (path.contains('.') && path.chars().all(is_path)).then_some(rest)
    };
    let colon = line.find(':').and_then(|at| ends(at, ':'));
    colon.or_else(|| line.match_indices('-').take(4).find_map(|(at, _)| ends(at, '-')))
}

/// `+use x;`, `-    return`: not an item of a list, which one space sets off.
fn changed(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['+', '-'])?;
    let indent = rest.len() - rest.trim_start().len();
    (indent != 1 || rest.starts_with('\t')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn what_tools_put_before_a_line_goes() {
        for (line, kept) in [
            ("    53\t    pub bounds: Bounds,", "    pub bounds: Bounds,"),
            ("  1203→use x;", "use x;"),
            ("src/a_b/c.rs:12:pub fn x(", "pub fn x("),
            ("src/c.rs-12-    let y", "    let y"),
            ("+    fn x(", "    fn x("),
            ("-use x;", "use x;"),
        ] {
            assert_eq!(own(line), kept);
        }
    }

    #[test]
    fn other_lines_stay() {
        for line in
            ["- use it", "12 use x", "1. Item", "08:14:22 WARN x", "Anna: 12: x", "x", "", "--", "  +"]
        {
            let kept = own(line);
            assert!(kept == line || line.trim_start().starts_with(['-', '+']) && line.len() < 4, "{line}");
        }
    }
}
