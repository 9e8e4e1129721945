//! Golden exchanges: `fixtures/wire/<provider>/<case>/`, four files each, compared byte for byte. Its README says how to add
//! one; `ALLONYM_BLESS=1` writes what the proxy does as what it should do, for the diff to be reviewed.

use std::path::{Path, PathBuf};

use crate::support::{Answer, End, Proxy, Reply, Upstream};

struct Case {
    folder: PathBuf,
    path: &'static str,
    key: &'static str,
    status: u16,
}

/// Where a provider's cases go, by the first word of their names.
const PATHS: &[(&str, &str, &str, &str)] = &[
    ("openai", "chat", "/v1/chat/completions", "authorization"),
    ("openai", "responses", "/v1/responses", "authorization"),
    ("anthropic", "messages", "/v1/messages", "x-api-key"),
    ("azure", "chat", "/openai/deployments/d/chat/completions?api-version=2024-10-21", "api-key"),
    ("azure", "responses", "/openai/v1/responses", "api-key"),
    ("openrouter", "chat", "/api/v1/chat/completions", "authorization"),
    ("openrouter", "messages", "/api/v1/messages", "authorization"),
];

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for provider in folders(Path::new("fixtures/wire")) {
        for folder in folders(&provider) {
            let (provider, name) = (name(&provider), name(&folder));
            let first = name.split('_').next().unwrap_or_default();
            let row = PATHS.iter().find(|row| row.0 == provider && row.1 == first);
            let (_, _, path, key) = *row.unwrap_or_else(|| panic!("no path for {provider}/{name}"));
            let status = name.rsplit('_').next().and_then(|last| last.parse().ok()).unwrap_or(200);
            cases.push(Case { folder, path, key, status });
        }
    }
    cases
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).expect("a folder of fixtures").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

impl Case {
    fn is_stream(&self) -> bool {
        self.folder.join("upstream-response.sse").exists()
    }

    fn file(&self, side: &str) -> PathBuf {
        let extension = if self.is_stream() && side.ends_with("response") { "sse" } else { "json" };
        self.folder.join(format!("{side}.{extension}"))
    }

    fn read(&self, side: &str) -> String {
        let file = self.file(side);
        std::fs::read_to_string(&file).unwrap_or_else(|fault| panic!("{}: {fault}", file.display()))
    }

    /// What the provider saw and what the client got when the provider answers in chunks of `size` bytes.
    async fn run(&self, proxy: &Proxy, upstream: &Upstream, size: usize) -> (String, Answer) {
        let mime = if self.is_stream() { "text/event-stream; charset=utf-8" } else { "application/json" };
        let reply = Reply::bytes(self.status, mime, self.read("upstream-response"));
        let provider = async {
            let call = upstream.call().await;
            let seen = call.text();
            call.reply_in_chunks(&reply, size).await;
            seen
        };
        let key = if self.key == "authorization" {
            format!("Bearer {}", crate::support::PX)
        } else {
            crate::support::PX.to_owned()
        };
        let ask = proxy.post(self.path).key_in(self.key, &key).text(&self.read("client-request"));
        let (answer, seen) = tokio::join!(ask.send(), provider);
        (seen, answer)
    }

    /// The faults found, or nothing after writing the files anew.
    fn compare(&self, side: &str, actual: &str, size: usize) -> Option<String> {
        let file = self.file(side);
        if std::env::var_os("ALLONYM_BLESS").is_some() && size == usize::MAX {
            std::fs::write(&file, actual).expect("a writable file");
        }
        let expected = self.read(side);
        (expected != actual).then(|| format!("{} in chunks of {size}:\n{actual}\n", file.display()))
    }
}

#[tokio::test]
async fn every_recorded_exchange_is_as_it_was_recorded_however_it_is_cut() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let cases = cases();
    assert!(cases.len() >= 15, "{} cases", cases.len());
    let mut faults = Vec::new();
    for case in &cases {
        for size in [usize::MAX, 1, 7, 61] {
            let (seen, answer) = case.run(&proxy, &upstream, size).await;
            assert_eq!((answer.status, answer.end), (case.status, End::Clean), "{}", case.folder.display());
            faults.extend(case.compare("upstream-request", &seen, size));
            faults.extend(case.compare("client-response", &answer.text(), size));
        }
    }
    assert!(faults.is_empty(), "{} differences\n{}", faults.len(), faults.join("\n"));
}

/// What a fixture is for: nobody's name in what the provider sees, no pseudonym in what the client gets.
#[test]
fn every_recorded_exchange_hides_and_restores() {
    for case in cases() {
        let (sent, shown) = (case.read("upstream-request"), case.read("client-response"));
        let name = case.folder.display();
        for person in ["Jane", "Roe", "jane.roe", "Müller", "DE89"] {
            assert!(!sent.contains(person), "{name}: {person} in what the provider saw");
        }
        assert!(case.read("client-request").contains("Roe"), "{name} is about nobody");
        // Signed and encrypted reasoning is shown as the provider wrote it.
        let sealed = name.to_string().contains("sealed");
        assert!(sealed || !shown.contains("_1>>"), "{name}: a pseudonym in what the client got");
        assert!(shown.contains("Roe") || shown.contains("roe@"), "{name}: nothing was restored");
    }
}
