//! The proxy under test: in this process, or as the real binary where its logs are what is looked at.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use allonym::app::App;
use allonym::config::{Environment, Loaded};
use allonym::sandbox::Sandbox;
use tokio::net::TcpListener;

use super::{Ask, Upstream};

/// The key that the proxy knows.
pub(crate) const PX: &str = "px-black-box-key";

/// A proxy to be started.
pub(crate) struct Setup {
    toml: String,
    environment: BTreeMap<String, String>,
    sandbox: Option<Sandbox>,
}

/// A running proxy. Ends with the test's runtime.
pub(crate) struct Proxy {
    address: SocketAddr,
    admin: SocketAddr,
    sandbox: Option<Sandbox>,
}

impl Proxy {
    /// A proxy whose four providers are all `upstream`, each with a key of its own.
    pub(crate) fn before(upstream: &Upstream) -> Setup {
        Setup::to(upstream.address())
    }

    /// A proxy before a sandbox.
    pub(crate) async fn echoing() -> Proxy {
        Self::echoing_with("").await
    }

    /// A proxy before a sandbox, with these settings.
    pub(crate) async fn echoing_with(toml: &str) -> Proxy {
        let sandbox = Sandbox::bind(([127, 0, 0, 1], 0).into()).await.expect("a free port");
        tokio::spawn(sandbox.clone().serve(std::future::pending()));
        let mut setup = Setup::to(sandbox.addr()).toml(toml);
        setup.sandbox = Some(sandbox);
        setup.start().await
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What the admin listener says at `path`.
    pub(crate) async fn admin(&self, path: &str) -> String {
        let admin = Proxy { address: self.admin, admin: self.admin, sandbox: None };
        admin.get(path).send().await.text()
    }

    /// The sandbox behind it.
    pub(crate) fn sandbox(&self) -> &Sandbox {
        self.sandbox.as_ref().expect("a proxy before a sandbox")
    }

    /// The body of the last request that the sandbox received.
    pub(crate) fn last_received(&self) -> String {
        self.sandbox().received().last().expect("a request").text()
    }

    pub(crate) fn post(&self, path: &str) -> Ask {
        Ask::new(self.address, "POST", path)
    }

    pub(crate) fn get(&self, path: &str) -> Ask {
        Ask::new(self.address, "GET", path)
    }

    pub(crate) fn ask(&self, method: &'static str, path: &str) -> Ask {
        Ask::new(self.address, method, path)
    }

    /// A chat request with one user message.
    pub(crate) fn chat(&self, text: &str) -> Ask {
        self.post("/v1/chat/completions").json(chat(text))
    }
}

fn chat(text: &str) -> serde_json::Value {
    serde_json::json!({"model": "echo", "messages": [{"role": "user", "content": text}]})
}

impl Setup {
    fn to(provider: SocketAddr) -> Self {
        let base = format!("http://{provider}");
        let mut environment: BTreeMap<String, String> = BTreeMap::new();
        for vendor in ["OPENAI", "ANTHROPIC", "AZURE_OPENAI", "OPENROUTER"] {
            environment.insert(format!("ALLONYM_{vendor}_BASE_URL"), base.clone());
            environment.insert(format!("{vendor}_API_KEY"), format!("upstream-key-of-{vendor}"));
        }
        environment.insert("ALLONYM_KEYS".to_owned(), PX.to_owned());
        Self { toml: String::new(), environment, sandbox: None }
    }

    /// With a configuration file of this text.
    pub(crate) fn toml(mut self, toml: &str) -> Self {
        self.toml.push_str(toml);
        self
    }

    /// With this variable; empty for none.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Starts it in this process.
    pub(crate) async fn start(self) -> Proxy {
        let environment: Environment = self.environment.into_iter().collect();
        let loaded = Loaded::parse(&self.toml, Path::new("."), environment);
        let config = loaded.unwrap_or_else(|faults| panic!("{faults}")).config;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let admin_listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let admin = admin_listener.local_addr().expect("an address");
        let app = App::new(config).await.expect("an app");
        tokio::spawn(app.serve(vec![listener.into()], Some(admin_listener.into()), std::future::pending()));
        Proxy { address, admin, sandbox: self.sandbox }
    }

    /// Starts the binary, with logs at their finest.
    pub(crate) fn spawn(self, state: &Path) -> Process {
        let mut command = Command::new(env!("CARGO_BIN_EXE_allonym"));
        command.arg("serve").env_clear().envs(&self.environment);
        command
            .env("ALLONYM_LISTEN", "127.0.0.1:0")
            .env("ALLONYM_ADMIN_LISTEN", "127.0.0.1:0")
            .env("ALLONYM_STATE_DIR", state)
            .env("ALLONYM_LOG", "trace");
        if !self.toml.is_empty() {
            let file = state.join("allonym.toml");
            std::fs::write(&file, &self.toml).expect("a writable directory");
            command.arg("--config").arg(file);
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary");
        let mut greeting = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut address = || {
            let mut line = String::new();
            greeting.read_line(&mut line).expect("a line");
            let address = line.trim().rsplit_once("http://").and_then(|(_, address)| address.parse().ok());
            address.expect("an address")
        };
        let (address, admin) = (address(), address());
        let mut stderr = child.stderr.take().expect("a pipe");
        let log = std::thread::spawn(move || {
            let mut log = Vec::new();
            stderr.read_to_end(&mut log).expect("a readable pipe");
            log
        });
        let proxy = Proxy { address, admin, sandbox: None };
        Process { proxy, child, log: Some(log) }
    }
}

/// The binary, running.
pub(crate) struct Process {
    pub(crate) proxy: Proxy,
    child: Child,
    log: Option<std::thread::JoinHandle<Vec<u8>>>,
}

impl Process {
    /// Sends it a signal, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", self.child.id())]).status();
        assert!(sent.is_ok_and(|status| status.success()), "the signal is sent");
    }

    /// What `allonym reload` ends with and says of it.
    pub(crate) fn reload(&self, state: &Path) -> (Option<i32>, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_allonym"));
        let told = command.arg("reload").env_clear().env("ALLONYM_STATE_DIR", state).output();
        let told = told.expect("the binary");
        (told.status.code(), String::from_utf8_lossy(&[told.stdout, told.stderr].concat()).into_owned())
    }

    /// Waits for its end; its exit code.
    pub(crate) async fn ended(&mut self) -> Option<i32> {
        let ended = async {
            loop {
                if let Some(status) = self.child.try_wait().expect("a child") {
                    return status.code();
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        super::within(ended).await
    }

    /// Ends it; everything that it has logged.
    pub(crate) fn end(mut self) -> Vec<u8> {
        self.child.kill().expect("a running child");
        self.log.take().expect("the log is read once").join().expect("the log")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
