//! Tables of HTML: rows of `<th>` and `<td>`, with headings above or at the side, rows of two `<td>`, and lists of `<dt>` and
//! `<dd>`.
//!
//! Owns: which cells are headings and what of a cell is its text. Never: reads HTML as a browser does: a cell ends where the
//! next one begins, and nothing else of the page counts.

use memchr::{memchr, memchr_iter};

use super::look::Begins;
use super::{Cells, Part, is_heading, paired};

const ROW: &[&str] = &["<tr"];
const TERM: &[&str] = &["<dt"];

/// Takes the tables and lists of `text`, whose rows and terms may begin at these places.
pub(super) fn read(text: &str, begins: &Begins, cells: &mut Cells) {
    let mut above: Vec<Part<'_>> = Vec::new();
    for (at, row) in pieces(text, begins, ROW) {
        let marked = marked((at, row), ["<th", "<td"]);
        let fits = marked.len() == above.len();
        match &marked[..] {
            [Marked { heads: true, part }, told @ ..] if told.iter().any(|cell| !cell.heads) => {
                told.iter().for_each(|cell| cells.cell_below(*part, cell.part));
            }
            told if fits && told.iter().all(|cell| !cell.heads) => {
                above.iter().zip(told).for_each(|(&heading, cell)| cells.cell_below(heading, cell.part));
            }
            headings => above = headings.iter().map(|cell| cell.part).collect(),
        }
        if let [Marked { heads: false, part: label }, Marked { heads: false, part: value }] = marked[..] {
            cells.extend(paired::labelled(label, value));
        }
        if row.contains("</table") || !above.iter().all(|heading| is_heading(heading.1)) {
            above.clear();
        }
    }
    for piece in pieces(text, begins, TERM) {
        if let [term, told @ ..] = &marked(piece, ["<dt", "<dd"])[..] {
            told.iter().for_each(|cell| cells.cell_below(term.part, cell.part));
        }
    }
}

/// The text from each beginning to the next one.
fn pieces<'t>(
    text: &'t str,
    begins: &'t Begins,
    beginning: &'t [&'static str],
) -> impl Iterator<Item = Part<'t>> {
    let mut begins = begins.of(text, beginning).map(|(at, _)| at).peekable();
    std::iter::from_fn(move || {
        let at = begins.next()?;
        Some((at, &text[at..begins.peek().copied().unwrap_or(text.len())]))
    })
}

struct Marked<'t> {
    /// Whether the first of the two tags marks it.
    heads: bool,
    /// Its text, without the tags around it.
    part: Part<'t>,
}

/// What two tags mark in a piece of text, up to the next tag of theirs or the end of an element.
fn marked<'t>((at, piece): Part<'t>, tags: [&str; 2]) -> Vec<Marked<'t>> {
    let mut marked = Vec::new();
    let mut from = 0;
    while let Some(begins) = memchr(b'<', &piece.as_bytes()[from..]).map(|length| from + length) {
        from = begins + 1;
        let Some(tag) = tags.iter().position(|tag| piece[begins..].starts_with(tag)) else { continue };
        let Some(text) = memchr(b'>', &piece.as_bytes()[begins..]).map(|length| begins + length + 1) else {
            break;
        };
        let ends = |&end: &usize| {
            let rest = piece[end..].trim_start_matches(['<', '/']);
            tags.iter().any(|tag| rest.starts_with(&tag[1..]))
        };
        let end = memchr_iter(b'<', &piece.as_bytes()[text..]).map(|length| text + length).find(ends);
        from = end.unwrap_or(piece.len());
        marked.push(Marked { heads: tag == 0, part: untagged((at + text, &piece[text..from])) });
    }
    marked
}

/// A cell's text without space and tags around it.
fn untagged((mut at, mut text): Part<'_>) -> Part<'_> {
    loop {
        let rest = text.trim_start();
        let rest = match rest.starts_with('<').then(|| rest.find('>')).flatten() {
            Some(end) => &rest[end + 1..],
            None => rest,
        };
        at += text.len() - rest.len();
        let before = rest.trim_end();
        let before = match before.ends_with('>').then(|| before.rfind('<')).flatten() {
            Some(begins) => &before[..begins],
            None => before,
        };
        if before.len() == text.len() {
            return (at, before);
        }
        text = before;
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    #[test]
    fn tables_with_headings_above_are_read() {
        let expected =
            ["no: 1", "Name: Ada Roe", "born: 1.2.1958", "no: 2", "Name: Bo Doe", "born: 3.4.1990"];
        for text in [
            "<table><tr><th>no</th><th>Name</th><th>born</th></tr><tr><td>1</td><td>Ada Roe</td><td>1.2.1958</td></tr><tr><td>2</td><td>Bo Doe</td><td>3.4.1990</td></tr></table>",
            "<tr class=\"h\"><td>no<td>Name<td>born\n<tr><td>1<td> Ada Roe <td>1.2.1958\n<tr><td>2<td><b><i>Bo Doe</i></b><td><a href=\"x\">3.4.1990</a>",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn headings_at_the_side_and_terms_are_read() {
        let expected = ["Name: Ada Roe", "born: 1.2.1958"];
        for text in [
            "<tr><th scope=row>Name</th><td>Ada Roe</td></tr><tr><th>born</th><td>1.2.1958</td></tr>",
            "<dl><dt>Name</dt><dd>Ada Roe</dd><dt>born</dt>\n<dd>1.2.1958</dd></dl>",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn two_cells_are_a_label_and_its_value() {
        assert_eq!(read("<tr>\n <td>Born</td>\n <td>1.2.1958</td>\n</tr>"), ["Born: 1.2.1958"]);
        let headed = "<tr><th>Field<th>Value<tr><td>Born<td>1.2.1958";
        assert_eq!(read(headed), ["Field: Born", "Value: 1.2.1958", "Born: 1.2.1958"]);
    }

    #[test]
    fn other_markup_is_no_table() {
        for text in
            ["<tr", "<tr><td", "<tr><td>a</td></tr>", "<p>one</p><dd>two</dd>", "<dt>a<dt>b", "a <tr> b"]
        {
            assert_eq!(read(text), [""; 0], "{text}");
        }
    }
}
