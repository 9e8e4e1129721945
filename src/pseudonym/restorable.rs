//! [`Restorable`]: the restore-only view of a mapping.
//!
//! Owns: look-up by name, and the question whether a text may still become a live name (what streams hold back by).
//! Never: mints. An exchange that has begun to restore cannot give new pseudonyms, because it no longer has a `Mapping`.

use hashbrown::HashMap;

use super::grammar::Names;
use super::mapping::{Group, Mapping};

/// Names that are alive in one exchange, and what they stand for. Holds personal data: no `Debug`, no `Serialize`.
#[derive(Default)]
pub struct Restorable {
    values: HashMap<String, Restored>,
    sorted: Vec<String>,
    escapes: bool,
}

/// What a pseudonym stands for.
#[derive(Clone)]
pub struct Restored {
    text: crate::sensitive::Sensitive<String>,
    json: Option<crate::sensitive::Sensitive<String>>,
}

impl Restored {
    /// The value as it stood.
    pub fn text(&self) -> &str {
        self.text.expose()
    }

    /// The value as it stood inside JSON source, if it stood there in other than the minimal escaping.
    pub fn json(&self) -> Option<&str> {
        self.json.as_ref().map(|json| json.expose().as_str())
    }
}

impl Restorable {
    /// The view of everything that `mapping` holds now.
    pub fn new(mapping: &Mapping) -> Self {
        let mut values = HashMap::with_capacity(mapping.len());
        for spelling in mapping.groups().iter().flat_map(Group::spellings) {
            let restored = Restored { text: spelling.text.clone(), json: spelling.json.clone() };
            values.insert(spelling.name.clone(), restored);
        }
        let mut sorted: Vec<String> = values.keys().cloned().collect();
        sorted.sort_unstable();
        let escapes = values.values().any(|v| v.json.is_some() || v.text().bytes().any(needs_escape));
        Self { values, sorted, escapes }
    }

    /// What the pseudonym called `name` (`PERSON_1B`) stands for.
    pub fn get(&self, name: &str) -> Option<&Restored> {
        self.values.get(name)
    }

    /// Whether there is nothing to restore.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Whether any value is written differently inside JSON source than outside it.
    pub fn needs_escaping(&self) -> bool {
        self.escapes
    }
}

impl Names for Restorable {
    fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    fn begins(&self, prefix: &str) -> bool {
        let at = self.sorted.partition_point(|name| name.as_str() < prefix);
        self.sorted.get(at).is_some_and(|name| name.starts_with(prefix))
    }
}

fn needs_escape(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}
