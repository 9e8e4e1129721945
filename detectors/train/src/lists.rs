//! The word lists beside this program: names, places, companies, cue words.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Languages with lists of their own.
pub(crate) const LANGUAGES: [&str; 7] = ["de", "en", "fr", "es", "it", "nl", "pt"];

/// A city.
#[derive(Debug, Clone)]
pub(crate) struct City {
    pub(crate) name: String,
    /// Where it lies; `-` for other countries and foreign spellings.
    pub(crate) language: String,
    /// 3 for more than 300,000 people, 2 for more than 50,000, 1.
    pub(crate) tier: u8,
}

/// All lists.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    files: BTreeMap<String, Vec<String>>,
    pub(crate) cities: Vec<City>,
}

impl Lists {
    /// Reads a folder of lists, and the list of public names.
    pub(crate) fn read(folder: &Path, public: &Path) -> io::Result<Self> {
        let mut lists = Self::default();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                lists.files.insert(stem, lines(&path)?);
            }
        }
        let public = lines(public)?;
        let public = public.iter().flat_map(|line| line.split(", ")).map(str::to_owned).collect();
        lists.files.insert("public".to_owned(), public);
        lists.cities = lists.list("cities").iter().filter_map(|line| city(line)).collect();
        Ok(lists)
    }

    /// A list; empty when there is none of that name.
    pub(crate) fn list(&self, name: &str) -> &[String] {
        self.files.get(name).map_or(&[], Vec::as_slice)
    }
}

/// The lines of a file that are no comments.
pub(crate) fn lines(path: &Path) -> io::Result<Vec<String>> {
    let text = std::fs::read_to_string(path)?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}

fn city(line: &str) -> Option<City> {
    let mut cells = line.split('\t');
    let name = cells.next()?.to_owned();
    Some(City { name, language: cells.next()?.to_owned(), tier: cells.next()?.parse().ok()? })
}
