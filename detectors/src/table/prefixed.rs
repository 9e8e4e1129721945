//! Lines as tools show them: numbered (`     1→id,name`, `cat -n`), found (`people.csv:2:7,Roe`), compared (`+7,Roe`), quoted
//! (`> 7,Roe`), or blamed (`9f3c2b7a (Jane Roe 2024-03-04 3) 7,Roe`).
//!
//! Owns: which beginnings those are, and what stands behind them. Never: knows whether that is a table; whoever asks wants two lines
//! that begin alike.

use super::Part;

/// What a tool puts before each line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefix {
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
    pub(super) fn of(line: &str) -> Option<Self> {
        let all = ['→', '\t', '│', '|', ':'].map(Self::Number);
        all.into_iter()
            .chain([Self::Place, Self::Change, Self::Quote, Self::Blame])
            .find(|prefix| prefix.end(line).is_some())
    }

    /// The line without it; none where it begins otherwise.
    pub(super) fn without<'t>(self, (start, line): Part<'t>) -> Option<Part<'t>> {
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

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    const ROWS: [&str; 3] = ["id,last_name,city", "7,Roe,Cologne", "8,Doe,Bonn"];
    const CELLS: [&str; 6] =
        ["id: 7", "last_name: Roe", "city: Cologne", "id: 8", "last_name: Doe", "city: Bonn"];

    fn shown(prefix: impl Fn(usize) -> String) -> String {
        let lines: Vec<String> = ROWS.iter().enumerate().map(|(at, row)| prefix(at + 1) + row).collect();
        lines.join("\n")
    }

    #[test]
    fn a_table_is_read_behind_what_tools_put_before_its_lines() {
        for text in [
            shown(|at| format!("     {at}→")),
            shown(|at| format!("     {at}\t")),
            shown(|at| format!("{at}: ").trim_end().to_owned()),
            shown(|at| format!("data/people.csv:{at}:")),
            shown(|_| "+".to_owned()),
            shown(|at| ["+", " ", "-"][at - 1].to_owned()),
            shown(|_| "> ".to_owned()),
            shown(|at| format!("9f3c2b7a (Jane Roe 2024-03-04 09:10:02 +0100 {at}) ")),
        ] {
            assert_eq!(read(&text), CELLS, "{text}");
        }
        assert_eq!(read("  1→| id | city |\n  2→|---|---|\n  3→| 7 | Bonn |"), ["id: 7", "city: Bonn"]);
    }

    #[test]
    fn a_number_of_its_own_belongs_to_the_table() {
        assert_eq!(read("no\tcity\tzip\n1\tBonn\t53111\n2\tKiel\t24103").len(), 6);
        assert_eq!(read("1\tcity\n2\tBonn"), [""; 0]);
        assert_eq!(read("1→id,city\nthen, it ends"), [""; 0], "the next line begins otherwise");
    }
}
