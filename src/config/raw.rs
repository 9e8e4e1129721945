//! The configuration as written: values by path, each with the place it comes from.
//!
//! Owns: reading TOML into a flat list of settings (`tenants[0].limits.requests_per_minute`), and the environment as a
//! map. Never: knows which settings exist or what they mean; that is `load.rs` and the files of each section.

use std::collections::BTreeMap;
use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, Faults};

/// A value as TOML knows it. The environment only has [`Value::Text`].
#[derive(Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Flag(bool),
    List(Vec<Value>),
    /// A section without settings.
    Nothing,
    /// A date, or a number that no setting can hold.
    Unusable,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is not written anywhere.
    Default,
    /// A line of the file, from 1.
    Line(usize),
    /// An environment variable.
    Variable(String),
}

impl Origin {
    /// The place, as faults name it.
    pub(super) fn place(&self) -> Option<String> {
        match self {
            Self::Default => None,
            Self::Line(line) => Some(format!("line {line}")),
            Self::Variable(name) => Some(name.clone()),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.place().as_deref().unwrap_or("default"))
    }
}

/// A value and its origin.
#[derive(Clone)]
pub(super) struct Written {
    pub(super) value: Value,
    pub(super) origin: Origin,
}

/// Environment variables by name. An empty one counts as not set, as container tools cannot unset a variable.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Those of this process that are text.
    pub fn of_process() -> Self {
        // What is no text is not taken for unset: a credential that cannot be read is a fault, not a sandbox.
        std::env::vars_os()
            .filter_map(|(name, value)| {
                Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
            })
            .collect()
    }

    /// Sets a variable over what it was, as an option on the command line does.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }

    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The names that begin so.
    pub(super) fn beginning<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.keys().map(String::as_str).filter(move |name| name.starts_with(prefix))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let pairs = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self(pairs.filter(|(_, value): &(String, String)| !value.trim().is_empty()).collect())
    }
}

/// Reads a file's text into values by path.
///
/// # Errors
/// Every place where it is not TOML.
pub(super) fn parse(text: &str) -> Result<Flat, Faults> {
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(Faults(errors.iter().map(|error| syntax_fault(text, error)).collect()));
    }
    let mut flat = BTreeMap::new();
    flatten(text, "", document.get_ref(), &mut flat);
    Ok(flat)
}

fn syntax_fault(text: &str, error: &toml::de::Error) -> Fault {
    let place = error.span().map(|span| format!("line {}", line(text, span.start)));
    Fault { place, setting: String::new(), remedy: format!("this is not TOML: {}", error.message()) }
}

type Flat = BTreeMap<String, Written>;

fn flatten(text: &str, path: &str, table: &DeTable<'_>, out: &mut Flat) {
    for (key, value) in table {
        flatten_value(text, &join(path, key.get_ref()), key.span().start, value.get_ref(), out);
    }
}

fn flatten_value(text: &str, path: &str, offset: usize, value: &DeValue<'_>, out: &mut Flat) {
    match value {
        DeValue::Table(inner) if !inner.is_empty() => flatten(text, path, inner, out),
        DeValue::Array(items) if tables(items.iter()) => {
            for (at, item) in items.iter().enumerate() {
                flatten_value(text, &format!("{path}[{at}]"), item.span().start, item.get_ref(), out);
            }
        }
        plain => {
            let origin = Origin::Line(line(text, offset));
            out.insert(path.to_owned(), Written { value: plain_value(plain), origin });
        }
    }
}

fn tables<'a, 'i: 'a>(mut items: impl ExactSizeIterator<Item = &'a Spanned<DeValue<'i>>>) -> bool {
    items.len() > 0 && items.all(|item| item.get_ref().is_table())
}

fn plain_value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Unusable, Value::Integer)
        }
        DeValue::Float(number) => number.as_str().parse().map_or(Value::Unusable, Value::Float),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Array(items) => Value::List(items.iter().map(|item| plain_value(item.get_ref())).collect()),
        DeValue::Table(_) => Value::Nothing,
        DeValue::Datetime(_) => Value::Unusable,
    }
}

/// The path of a key below another path; keys that TOML would quote are quoted.
pub(super) fn join(path: &str, key: &str) -> String {
    let bare =
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let key = if bare { key.to_owned() } else { format!("{key:?}") };
    if path.is_empty() { key } else { format!("{path}.{key}") }
}

fn line(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
