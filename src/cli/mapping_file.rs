//! The mapping between two runs of the command line: a JSON file that only its owner can read.
//!
//! Owns: its format and its rights. The values in it are personal data in clear: whoever has the file can restore.
//! Never: used by the proxy, whose mappings rest in the vault.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use allonym_detectors::Entity;
use serde::{Deserialize, Serialize};

use super::Failure;
use crate::file_fault::in_words;
use crate::pseudonym::Mapping;
use crate::secret_file;

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Document {
    pseudonyms: Vec<Entry>,
    /// Where the encoded ones stood, as numbers that tell nothing else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    places: Vec<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// `PERSON_1`: the pseudonym without its brackets.
    name: String,
    /// The entity's label.
    r#type: String,
    /// The value in clear.
    value: String,
    /// How it stood inside a JSON string, and in a string in that string, where JSON would usually write it otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    json: Vec<String>,
    /// Whether it stood as a number of JSON, without quotes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    number: bool,
    /// What spelled it where it stood, if that was an encoding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    encoded: Option<String>,
}

/// Reads a mapping into `empty`, which knows how numbers go on.
pub(super) fn read(path: &Path, empty: Mapping) -> Result<Mapping, Failure> {
    let bytes = bytes(path).map_err(|error| failed(path, &error))?;
    let no_mapping = || Failure::failed(path.display(), "is not a mapping that `pseudonymize` wrote");
    parse(&bytes, empty).ok_or_else(no_mapping)
}

/// More than any mapping, in bytes: what does not end, as a device does not, is not read on.
const MOST: u64 = 1 << 30;

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > MOST {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(bytes),
    }
}

/// Reads a mapping if there is one, to go on with it.
pub(super) fn read_or_begin(path: &Path, empty: Mapping) -> Result<Mapping, Failure> {
    if path.exists() { read(path, empty) } else { Ok(empty) }
}

/// A mapping's file while one process goes on with it: two that went on from the same would give one pseudonym to two values.
pub(super) struct Held {
    /// Where the file is, whatever links lead there.
    path: PathBuf,
    lock: File,
}

impl Held {
    /// Waits until no other process holds the file.
    pub(super) fn wait_for(path: &Path) -> Result<Self, Failure> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        loop {
            if let Some(lock) = locked(&lock_of(&path)).map_err(|error| failed(&path, &error))? {
                return Ok(Self { path, lock });
            }
        }
    }

    /// Writes a mapping in the place of what was there, whole or not at all.
    pub(super) fn write(&self, mapping: &Mapping) -> Result<(), Failure> {
        replace(&self.path, &to_json(mapping)).map_err(|error| failed(&self.path, &error))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = fs::remove_file(lock_of(&self.path));
        let _ = self.lock.unlock();
    }
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::failed(path.display(), in_words(error.kind()))
}

fn lock_of(path: &Path) -> PathBuf {
    let mut lock = path.as_os_str().to_owned();
    lock.push(".lock");
    lock.into()
}

/// The file at `path` once it is this process's, unless the one that had it has taken it away meanwhile.
fn locked(path: &Path) -> io::Result<Option<File>> {
    let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
    file.lock()?;
    let is_there =
        fs::metadata(path).is_ok_and(|there| file.metadata().is_ok_and(|own| own.ino() == there.ino()));
    Ok(is_there.then_some(file))
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    secret_file::written(folder, bytes)?.persist(path)?;
    Ok(())
}

fn parse(bytes: &[u8], mut mapping: Mapping) -> Option<Mapping> {
    let document: Document = serde_json::from_slice(bytes).ok()?;
    mapping.insert_marks(document.places);
    for Entry { name, r#type, value, json, number, encoded } in document.pseudonyms {
        let entity: Entity = r#type.parse().ok()?;
        let inserted = match (encoded, number) {
            (Some(encoded), _) => mapping.insert_encoded(&entity, &name, (&value, &encoded), &json),
            (None, true) => mapping.insert_number(&entity, &name, &value),
            (None, false) => mapping.insert(&entity, &name, &value, &json),
        };
        inserted.then_some(())?;
    }
    Some(mapping)
}

fn to_json(mapping: &Mapping) -> Vec<u8> {
    let spellings = mapping
        .values()
        .flat_map(|(group, spellings)| spellings.map(|spelling| (group.entity().label(), spelling)));
    let pseudonyms = spellings.map(|(label, spelling)| Entry {
        name: spelling.name.clone(),
        r#type: label.to_owned(),
        value: spelling.text.expose().clone(),
        json: spelling.sources.expose().clone(),
        number: spelling.is_number,
        encoded: spelling.encoded.as_ref().map(|encoded| encoded.expose().clone()),
    });
    let mut places: Vec<u64> = mapping.marks().collect();
    places.sort_unstable();
    let document = Document { pseudonyms: pseudonyms.collect(), places };
    serde_json::to_vec_pretty(&document).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::pseudonym::Surroundings;
    use crate::pseudonymize::Profile;

    fn empty() -> Mapping {
        Profile::default().mapping()
    }

    #[test]
    fn a_mapping_is_read_back_as_it_was_written_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mapping.json");
        fs::write(&path, "{}").unwrap();
        let mut mapping = empty();
        for (text, json) in [
            ("Jane Roe", vec![]),
            ("JANE ROE", vec![]),
            ("John \"Q\" Doe", vec!["John \\u0022Q\" Doe".into()]),
        ] {
            let group = mapping.identify(&Entity::Person, text);
            mapping.spell(group, text, &json);
        }
        let group = mapping.identify(&Entity::Age, "42");
        assert_eq!(mapping.spell(group, "42", &[]), "AGE_1");
        assert_eq!(mapping.spell_number(group, "42"), "AGE_1B");
        let group = mapping.identify(&Entity::Email, "a@mail.example");
        mapping.spell_encoded(group, ("a@mail.example", "a%40mail.example"), &[], Surroundings::before("m="));
        let held = Held::wait_for(&path).ok().unwrap();
        assert!(held.write(&mapping).is_ok());
        drop(held);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let mut again = read(&path, empty()).ok().unwrap();
        assert_eq!(to_json(&again), to_json(&mapping));
        let group = again.identify(&Entity::Person, "Max Example");
        assert_eq!(again.spell(group, "Max Example", &[]), "PERSON_3");
    }

    #[test]
    fn of_many_that_go_on_with_a_file_at_once_none_undoes_another() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("mapping.json"), folder.path().join("link.json"));
        fs::write(&path, "{\"pseudonyms\":[]}").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let add = |name: String, path: &Path| {
            let held = Held::wait_for(path).ok().unwrap();
            let mut mapping = read(path, empty()).ok().unwrap();
            let group = mapping.identify(&Entity::Person, &name);
            mapping.spell(group, &name, &[]);
            held.write(&mapping).ok().unwrap();
        };
        std::thread::scope(|scope| {
            for n in 0..8 {
                let path = if n % 2 == 0 { &path } else { &link };
                scope.spawn(move || add(format!("Jane Roe{n}"), path));
            }
        });
        assert_eq!(read(&path, empty()).ok().unwrap().values().count(), 8);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    /// As files were written before numbers were told apart.
    #[test]
    fn what_says_nothing_of_numbers_has_none() {
        let text = r#"{"pseudonyms":[{"name":"AGE_1","type":"AGE","value":"42"},
            {"name":"PERSON_1","type":"PERSON","value":"M\u00fcller","json":["M\\u00fcller"]}]}"#;
        let mut mapping = parse(text.as_bytes(), empty()).unwrap();
        assert!(!mapping.has_numbers());
        let group = mapping.identify(&Entity::Age, "42");
        assert_eq!(mapping.spell(group, "42", &[]), "AGE_1");
        assert_eq!(mapping.spell_number(group, "42"), "AGE_1B");
        assert!(mapping.has_numbers());
    }

    #[test]
    fn what_is_no_mapping_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"pseudonyms":[{"name":"x","type":"PERSON","value":"v"}]}"#,
            r#"{"pseudonyms":[{"name":"PERSON_1","type":"NOBODY","value":"v"}]}"#,
            r#"{"pseudonyms":[],"more":1}"#,
        ] {
            assert!(parse(text.as_bytes(), empty()).is_none(), "{text}");
        }
    }
}
