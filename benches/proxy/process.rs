//! Processes under test: started on one core, asked what they used, ended with the bench.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::transport;

/// The core of the load generator and the mock provider.
pub(crate) const GENERATOR_CORE: usize = 0;
/// The core of whatever is measured.
pub(crate) const MEASURED_CORE: usize = 1;

/// A running process. Ends with this value.
pub(crate) struct Process {
    child: Child,
    pub(crate) name: &'static str,
    pub(crate) address: SocketAddr,
    /// What each thread had used when it was last seen, by its id, in nanoseconds: threads end, what they used does not.
    used: Mutex<HashMap<String, u64>>,
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    /// Starts `command` on a core and waits until something listens at `address`.
    pub(crate) fn start(
        name: &'static str,
        core: usize,
        address: SocketAddr,
        command: &Path,
        dress: impl FnOnce(&mut Command),
    ) -> io::Result<Self> {
        // Ends when this program does, however that comes about.
        let mut pinned = Command::new("setpriv");
        pinned.args(["--pdeathsig", "KILL", "taskset", "-c", &core.to_string()]).arg(command);
        pinned.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        dress(&mut pinned);
        let process = Self { child: pinned.spawn()?, name, address, used: Mutex::default() };
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            if started.elapsed() > Duration::from_secs(60) {
                return Err(io::Error::other(format!("{name} does not listen")));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(process)
    }

    /// Whether it is one that lets no planted value out.
    pub(crate) fn hides(&self) -> bool {
        !matches!(self.name, "direct" | "nginx" | "hyper")
    }

    /// Processor time of all its threads, from the scheduler's own account; of threads that have ended, what they had used
    /// when they were last seen.
    pub(crate) fn cpu(&self) -> Duration {
        let tasks =
            std::fs::read_dir(format!("/proc/{}/task", self.child.id())).into_iter().flatten().flatten();
        let accounts = tasks.filter_map(|task| {
            let account = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            let nanos = account.split(' ').next()?.parse().ok()?;
            Some((task.file_name().to_string_lossy().into_owned(), nanos))
        });
        let mut used = self.used.lock().expect("no reader panics");
        used.extend(accounts);
        Duration::from_nanos(used.values().sum())
    }

    /// Resident memory in bytes.
    pub(crate) fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) * 1024
    }
}

/// An address of this machine that nobody listens at.
pub(crate) fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

/// Pins this process itself.
pub(crate) fn pin_self(core: usize) {
    let pid = std::process::id().to_string();
    let _ = Command::new("taskset")
        .args(["-a", "-p", "-c", &core.to_string(), &pid])
        .stdout(Stdio::null())
        .status();
}

/// A folder of this run's own.
pub(crate) fn folder() -> io::Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("allonym-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// A folder for nginx, with its configuration.
pub(crate) fn nginx_folder(listen: SocketAddr, upstream: SocketAddr) -> io::Result<PathBuf> {
    let folder = folder()?;
    let scheme = transport::scheme();
    let (ssl, own) = match transport::encrypted() {
        None => ("", String::new()),
        Some(files) => (
            " ssl",
            format!(
                "ssl_certificate {}; ssl_certificate_key {}; ssl_protocols TLSv1.3; proxy_ssl_protocols TLSv1.3;",
                files.certificate().display(),
                files.key().display()
            ),
        ),
    };
    let configuration = format!(
        "daemon off; master_process off; worker_processes 1; pid nginx.pid; error_log /dev/null crit;
         events {{ worker_connections 16384; }}
         http {{ access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
           client_max_body_size 64m; client_body_buffer_size 2m; keepalive_requests 1000000000; tcp_nodelay on;
           upstream mock {{ server {upstream}; keepalive 64; keepalive_requests 1000000000; }}
           server {{ listen {listen}{ssl}; {own} location / {{ proxy_pass {scheme}://mock; proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_buffering off; }} }} }}"
    );
    std::fs::write(folder.join("nginx.conf"), configuration)?;
    Ok(folder)
}
