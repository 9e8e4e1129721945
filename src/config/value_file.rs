//! Files that hold known values: one a line, the values of an `.env`, or one column of a CSV or TSV file.
//!
//! Owns: which form a file has ([`ValueFile::named`]) and its values. Never: puts a value into a fault; only lines and
//! columns are named.

use std::path::{Path, PathBuf};

use crate::sensitive::Sensitive;

/// A file of values as settings name it: `customers.txt`, `.env`, `customers.csv#email`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ValueFile {
    /// The file itself.
    pub(super) path: PathBuf,
    form: Form,
}

#[derive(Debug, PartialEq, Eq)]
enum Form {
    Lines,
    Env,
    Table { delimiter: u8, column: String },
}

impl ValueFile {
    /// Reads a name. The column of a table stands behind `#`.
    ///
    /// # Errors
    /// What to write instead.
    pub(super) fn named(name: &Path) -> Result<Self, String> {
        let text = name.to_string_lossy();
        let (path, column) = match text.rsplit_once('#') {
            Some((path, column)) if delimiter(Path::new(path)).is_some() => (Path::new(path), Some(column)),
            _ => (name, None),
        };
        let form = match (delimiter(path), column) {
            (Some(delimiter), Some(column)) => Form::Table { delimiter, column: column.to_owned() },
            (Some(_), None) => return Err(format!("name the column, as in \"{text}#email\"")),
            (None, _) if is_env(path) => Form::Env,
            (None, _) => Form::Lines,
        };
        Ok(Self { path: path.to_owned(), form })
    }

    /// The values in the file's text.
    ///
    /// # Errors
    /// A line that does not read, or a column that is not there.
    pub(super) fn values(&self, text: &str) -> Result<Vec<Sensitive<String>>, String> {
        match &self.form {
            Form::Lines => Ok(lines(text)),
            Form::Env => env(text),
            Form::Table { delimiter, column } => table(text, *delimiter, column),
        }
    }
}

fn delimiter(path: &Path) -> Option<u8> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "csv" => Some(b','),
        "tsv" => Some(b'\t'),
        _ => None,
    }
}

/// `.env`, `.env.local`, `production.env`.
fn is_env(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name == ".env" || name.starts_with(".env.") || name.ends_with(".env")
}

/// One value a line; empty lines and lines that begin with `# ` are left out.
fn lines(text: &str) -> Vec<Sensitive<String>> {
    let value = |line: &&str| !line.is_empty() && !line.starts_with("# ") && *line != "#";
    text.lines().map(str::trim).filter(value).map(|line| Sensitive::new(line.to_owned())).collect()
}

/// Values that are worth hiding: those of a variable that is named like a secret, and those that are no ordinary word or
/// number. `PORT=3000` and `NODE_ENV=production` would otherwise be replaced in every text.
fn env(text: &str) -> Result<Vec<Sensitive<String>>, String> {
    let mut values = Vec::new();
    for (number, entry) in (1..).zip(dotenvy::from_read_iter(text.as_bytes())) {
        let (name, value) = entry.map_err(|_| format!("entry {number} is not NAME=value"))?;
        if value.len() >= SHORTEST && (is_secret_name(&name) || !is_ordinary(&value)) {
            values.push(Sensitive::new(value));
        }
    }
    Ok(values)
}

/// The shortest value of an `.env` that is taken, in bytes.
const SHORTEST: usize = 6;
const SECRET_NAMES: [&str; 8] = ["KEY", "TOKEN", "SECRET", "PASS", "PWD", "CREDENTIAL", "DSN", "AUTH"];

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    SECRET_NAMES.iter().any(|part| name.contains(part))
}

fn is_ordinary(value: &str) -> bool {
    let number = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let word = value
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_' | b' ' | b'/' | b'.'));
    number || word || value.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// The values of one column, by the name in the first row, without regard to case. Spreadsheets of many countries put
/// semicolons where others put commas.
fn table(text: &str, delimiter: u8, column: &str) -> Result<Vec<Sensitive<String>>, String> {
    let first = text.lines().next().unwrap_or_default();
    let semicolons = delimiter == b',' && first.contains(';') && !first.contains(',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if semicolons { b';' } else { delimiter })
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let at = column_at(reader.headers().map_err(|_| "the first row is no header".to_owned())?, column)?;
    let mut values = Vec::new();
    let mut last = 0;
    for (number, row) in (2..).zip(reader.records()) {
        let row = row.map_err(|_| format!("row {number} does not read"))?;
        last = row.position().map_or(last, |start| usize::try_from(start.byte()).unwrap_or(last));
        values.extend(
            row.get(at).filter(|value| !value.is_empty()).map(|value| Sensitive::new(value.to_owned())),
        );
    }
    closed(&text[last..]).then_some(values).ok_or_else(|| {
        format!("the quote that opens in line {} is not closed", text[..last].lines().count() + 1)
    })
}

/// Where the one column of that name is.
fn column_at(header: &csv::StringRecord, column: &str) -> Result<usize, String> {
    let named = |(at, name): (usize, &str)| name.eq_ignore_ascii_case(column.trim()).then_some(at);
    let mut found = header.iter().enumerate().filter_map(named);
    match (found.next(), found.next()) {
        (Some(at), None) => Ok(at),
        (Some(_), Some(_)) => Err(format!("two columns are called {column:?} in the first row")),
        (None, _) => Err(format!("no column is called {column:?} in the first row")),
    }
}

/// Whether the last row ends before the file does. One whose quote is never closed has taken in all rows after it.
fn closed(row: &str) -> bool {
    let row = row.trim_end();
    !row.contains('\n') || row.matches('"').count().is_multiple_of(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(name: &str, text: &str) -> Result<Vec<String>, String> {
        let values = ValueFile::named(Path::new(name))?.values(text)?;
        Ok(values.iter().map(|value| value.expose().clone()).collect())
    }

    #[test]
    fn a_list_has_one_value_a_line() {
        assert_eq!(
            values("names#1.txt", "# ours\n Anna Roe \n\n#tag\n#\n"),
            Ok(vec!["Anna Roe".into(), "#tag".into()])
        );
    }

    #[test]
    fn an_env_file_gives_what_is_no_ordinary_word() {
        let text = "# local\nPORT=300000\nNODE_ENV=production\nexport API_KEY='plainword'\nDB_PASSWORD=\"Wq3 zz81\"\n\
                    WEBHOOK=https://h.example/T0/Xy9\nDEBUG=1\nREGION=EU_WEST\n";
        for name in [".env", "conf/.env.local", "prod.env"] {
            let expected = ["plainword", "Wq3 zz81", "https://h.example/T0/Xy9"].map(str::to_owned).to_vec();
            assert_eq!(values(name, text), Ok(expected), "{name}");
        }
        let fault = values(".env", "A_KEY=abcdef\nnot an entry\n").unwrap_err();
        assert!(fault.contains("entry 2") && !fault.contains("not an entry\n"), "{fault}");
    }

    #[test]
    fn a_table_gives_one_column() {
        let text = "id,E-Mail, Name\n1,\"a@x.example\",\"Roe, Jane\"\n2,,Max\n3,b@x.example\n";
        assert_eq!(values("c.csv#e-mail", text), Ok(vec!["a@x.example".into(), "b@x.example".into()]));
        assert_eq!(values("c.csv#Name", text), Ok(vec!["Roe, Jane".into(), "Max".into()]));
        assert_eq!(values("c.TSV#b", "a\tb\n1\t2 3\n"), Ok(vec!["2 3".into()]));
        assert_eq!(values("c.csv#b", "a;b\n1;2,3\n"), Ok(vec!["2,3".into()]), "as spreadsheets write it");
        assert!(values("c.csv#phone", text).unwrap_err().contains("\"phone\""));
        assert!(values("c.csv#a", "a,A\n1,2\n").unwrap_err().contains("two columns"));
        assert!(values("c.csv", text).unwrap_err().contains("c.csv#email"));
    }

    #[test]
    fn a_quote_that_is_not_closed_does_not_swallow_the_rest_of_a_table() {
        let fault = values("c.csv#b", "a,b\n1,x\n2,\"Roe\n3,b@x.example\n").unwrap_err();
        assert_eq!(fault, "the quote that opens in line 3 is not closed");
        let whole = values("c.csv#b", "a,b\n2,\"Roe\nJane\"\n3,5\" pipe\n");
        assert_eq!(whole, Ok(vec!["Roe\nJane".into(), "5\" pipe".into()]));
    }
}
