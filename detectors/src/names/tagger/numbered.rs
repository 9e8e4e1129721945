//! Lines of files as tools show them: with the line's number before (`    53→    pub bounds: Bounds,`, `cat -n`), with the file's name
//! and the number (`src/a.rs:53:`), with the sign of a change (`+    pub bounds`).
//!
//! Owns: what of such a line is the file's own. Never: judges it.

/// The longest number of a line, in digits.
const DIGITS: usize = 7;

/// The line without what a tool has put before it.
pub(super) fn own(line: &str) -> &str {
    let shown = line.trim_start();
    counted(shown).or_else(|| found(shown)).or_else(|| changed(shown)).unwrap_or(line)
}

/// `53→…`, `53<tab>…`, `53|…`.
fn counted(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - rest.len();
    let rest = rest.strip_prefix(['\t', '→', '│', '|'])?;
    (1..=DIGITS).contains(&digits).then_some(rest)
}

/// `src/a.rs:53:…`, and a line around what was found, `src/a.rs-53-…`.
fn found(line: &str) -> Option<&str> {
    let is_path = |c: char| c.is_ascii_alphanumeric() || "_./@+-".contains(c);
    let number = |rest: &str| rest.bytes().take_while(u8::is_ascii_digit).count();
    let ends = |at: usize, sign: char| {
        let digits = number(&line[at + 1..]);
        let rest = line[at + 1 + digits..].strip_prefix(sign)?;
        let path = &line[..at];
        let is_file = path.contains('.') && path.chars().all(is_path);
        ((1..=DIGITS).contains(&digits) && is_file).then_some(rest)
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
