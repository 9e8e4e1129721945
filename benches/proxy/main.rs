//! Processor time per request of the whole proxy, beside nginx and a bare hyper pass-through in the same run.
//!
//! `cargo bench --bench proxy [-- --rounds 9]`. The mock provider and the load generator share one core, what is measured
//! has the other to itself. Slices of all candidates take turns; what is told is the median of the rounds' ratios, because
//! a shared machine moves everything together. Processor time is the scheduler's account of the process under test.
//! `… -- load ADDRESS CASE SECONDS` only loads what listens there, to watch it with a profiler; `… -- latency` only tells
//! how long answers take in open loop; `… -- tls` is all of it with TLS 1.3 on both sides of every candidate.

#![expect(clippy::print_stdout, reason = "a program, and its output is its purpose")]

mod load;
mod paced;
mod passthrough;
mod process;
mod transport;
mod upstream;
#[path = "../workload.rs"]
mod workload;

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use process::{GENERATOR_CORE, MEASURED_CORE, Process, free_address};
use workload::{DELTAS, Workload};

/// How long one candidate is loaded at a time.
const SLICE: Duration = Duration::from_millis(400);

/// What is measured, with so many connections, each request counting as so many units.
struct Case {
    name: &'static str,
    unit: &'static str,
    units: usize,
    connections: usize,
    request: &'static [u8],
}

impl Case {
    fn bodies() -> Vec<Self> {
        let connections = [16, 16, 4];
        let case = |(body, connections): (Workload, usize)| Self {
            name: body.name,
            unit: "request",
            units: 1,
            connections,
            request: load::request(&body).leak(),
        };
        workload::bodies().into_iter().zip(connections).map(case).collect()
    }

    fn streams() -> Vec<Self> {
        let case = |(name, kind)| Self {
            name,
            unit: "chunk",
            units: DELTAS,
            connections: 8,
            request: load::request(&workload::stream2k(kind)).leak(),
        };
        [("sse plain", "plain"), ("sse split", "split")].into_iter().map(case).collect()
    }
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let address = |at: usize| arguments[at].parse::<SocketAddr>().expect("an address");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // Child processes are told the folder of the certificate behind all else.
    if let Some(at) = arguments.iter().position(|argument| argument == "tls") {
        match arguments.get(at + 1).filter(|argument| !argument.starts_with('-')) {
            Some(folder) => transport::encrypt(Path::new(folder))?,
            None => {
                let folder = process::folder()?;
                transport::certify(&folder)?;
                transport::encrypt(&folder)?;
            }
        }
    }
    match arguments.get(1).map(String::as_str) {
        Some("upstream") => runtime.block_on(upstream::serve(address(2))),
        Some("passthrough") => runtime.block_on(passthrough::serve(address(2), address(3))),
        Some("load") => runtime.block_on(load_only(address(2), &arguments[3], &arguments[4])),
        Some("latency") => runtime.block_on(measure(rounds(&arguments), Wanted::Latency)),
        _ => runtime.block_on(measure(rounds(&arguments), Wanted::All)),
    }
}

/// What is to be measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    All,
    Latency,
}

fn rounds(arguments: &[String]) -> usize {
    let at = arguments.iter().position(|argument| argument == "--rounds");
    at.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(7)
}

/// Keeps one candidate busy, whoever started it.
async fn load_only(address: SocketAddr, name: &str, seconds: &str) -> io::Result<()> {
    let slice = Duration::from_secs(seconds.parse().expect("a number of seconds"));
    let mut cases = Case::bodies().into_iter().chain(Case::streams());
    let case = cases.find(|case| case.name == name).expect("a case of that name");
    let answers = load::run(address, case.request, case.connections, slice).await?;
    println!("{answers} answers, {:.0} a second", answers as f64 / slice.as_secs_f64());
    Ok(())
}

async fn measure(rounds: usize, wanted: Wanted) -> io::Result<()> {
    process::pin_self(GENERATOR_CORE);
    let own = std::env::current_exe()?;
    let mock = free_address()?;
    let mock = Process::start("direct", GENERATOR_CORE, mock, &own, |command| {
        command.arg("upstream").arg(mock.to_string()).args(tls_arguments());
    })?;
    let candidates = candidates(&own, mock.address)?;
    if wanted == Wanted::Latency {
        return latency(&Case::bodies()[0], rounds, &mock, &candidates).await;
    }
    for case in Case::bodies().iter().chain(&Case::streams()) {
        check(case, &mock, &candidates).await?;
        rounds_of(case, rounds, &mock, &candidates).await?;
    }
    latency(&Case::bodies()[0], rounds, &mock, &candidates).await?;
    for candidate in &candidates {
        idle_streams(candidate).await?;
    }
    Ok(())
}

/// Everything that is compared, the baseline first.
fn candidates(own: &Path, mock: SocketAddr) -> io::Result<Vec<Process>> {
    let mut all = Vec::new();
    let address = free_address()?;
    let folder = process::nginx_folder(address, mock)?;
    let nginx = Process::start("nginx", MEASURED_CORE, address, Path::new("nginx"), |command| {
        command.arg("-p").arg(&folder).args(["-e", "/dev/null", "-c"]).arg(folder.join("nginx.conf"));
    });
    match nginx {
        Ok(nginx) => all.push(nginx),
        Err(error) => println!("nginx is left out: {error}"),
    }
    let address = free_address()?;
    all.push(Process::start("hyper", MEASURED_CORE, address, own, |command| {
        command.arg("passthrough").arg(address.to_string()).arg(mock.to_string()).args(tls_arguments());
    })?);
    let forgets = [("ALLONYM_DETECTION_CACHE_BYTES", "0"), ("ALLONYM_PREFIX_CACHE_TTL", "0s")];
    all.push(allonym("allonym", mock, &forgets)?);
    all.push(allonym("remembers", mock, &[])?);
    Ok(all)
}

/// What a child of this program needs to know.
fn tls_arguments() -> Vec<std::ffi::OsString> {
    let folder = transport::encrypted().map(|files| files.folder().as_os_str().to_owned());
    folder.map_or_else(Vec::new, |folder| vec!["tls".into(), folder])
}

/// The proxy, with settings. As it comes it remembers the conversation, which here is always the same: that is what one costs
/// that is sent again. Without, every text is scanned.
fn allonym(name: &'static str, mock: SocketAddr, settings: &[(&str, &str)]) -> io::Result<Process> {
    let address = free_address()?;
    let host = if transport::encrypted().is_some() { transport::HOST } else { "127.0.0.1" };
    let base = format!("{}://{host}:{}", transport::scheme(), mock.port());
    Process::start(name, MEASURED_CORE, address, Path::new(env!("CARGO_BIN_EXE_allonym")), |command| {
        command.arg("serve").env("ALLONYM_LISTEN", address.to_string()).env("ALLONYM_KEYS", "px-bench");
        command.env("OPENAI_API_KEY", "bench").env("ALLONYM_OPENAI_BASE_URL", &base);
        command.env("ANTHROPIC_API_KEY", "bench").env("ALLONYM_ANTHROPIC_BASE_URL", &base);
        if let Some(files) = transport::encrypted() {
            command.env("ALLONYM_TLS_CERTIFICATE", files.certificate()).env("ALLONYM_TLS_KEY", files.key());
            command.env("ALLONYM_UPSTREAM_ROOTS", "none").env("ALLONYM_UPSTREAM_CA_FILES", files.authority());
        }
        command
            .env("ALLONYM_LIMITS_REQUESTS_PER_MINUTE", "0")
            .env("ALLONYM_LIMITS_CONCURRENT_REQUESTS", "0")
            // Whatever model is installed on this machine.
            .env("ALLONYM_DETECTION_MODE", "fast")
            .envs(settings.iter().copied());
    })
}

/// The proxy does its work, or its speed is worth nothing: the answer is restored, and no planted value has gone out.
async fn check(case: &Case, mock: &Process, candidates: &[Process]) -> io::Result<()> {
    leaks(mock).await?;
    for candidate in candidates {
        let mut client = load::Client::connect(candidate.address).await?;
        let answer = client.exchange(case.request).await?;
        let restored = memchr::memmem::find(answer, b"@example.com").is_some();
        let leaked = leaks(mock).await?;
        let works = !candidate.hides() || (leaked == 0 && (restored || case.name == "sse plain"));
        assert!(works, "{}: restored {restored}, leaked {leaked}", case.name);
    }
    Ok(())
}

/// Bodies with planted values that the mock has seen since it was last asked.
async fn leaks(mock: &Process) -> io::Result<usize> {
    let mut client = load::Client::connect(mock.address).await?;
    let answer = client.exchange(b"GET /leaks HTTP/1.1\r\nHost: mock\r\n\r\n").await?;
    let text = String::from_utf8_lossy(answer);
    text.rsplit("\r\n\r\n")
        .next()
        .and_then(|count| count.parse().ok())
        .ok_or(io::ErrorKind::InvalidData.into())
}

/// What one candidate did in each round.
#[derive(Default)]
struct Figures {
    /// Processor time in microseconds for each unit.
    cpu: Vec<f64>,
    /// Requests a second of wall clock.
    rate: Vec<f64>,
}

async fn rounds_of(case: &Case, rounds: usize, mock: &Process, candidates: &[Process]) -> io::Result<()> {
    let mut figures: Vec<Figures> = candidates.iter().map(|_| Figures::default()).collect();
    for round in 0..=rounds {
        for (candidate, figures) in candidates.iter().zip(&mut figures) {
            leaks(mock).await?;
            let before = candidate.cpu();
            let answers = load::run(candidate.address, case.request, case.connections, SLICE).await?;
            let used = candidate.cpu() - before;
            let leaked = leaks(mock).await?;
            assert!(!candidate.hides() || leaked == 0, "{leaked} bodies leaked");
            // The first round warms up.
            if round > 0 {
                figures.cpu.push(used.as_secs_f64() * 1e6 / (answers * case.units) as f64);
                figures.rate.push(answers as f64 / SLICE.as_secs_f64());
            }
        }
    }
    let bytes = case.request.len();
    println!(
        "{} ({bytes} bytes, {} connections, {rounds} rounds): CPU per {}",
        case.name, case.connections, case.unit
    );
    for (candidate, own) in candidates.iter().zip(&figures) {
        let cpu = median(own.cpu.clone());
        let against = |other: usize| {
            let ratios: Vec<f64> =
                own.cpu.iter().zip(&figures[other].cpu).map(|(own, other)| own / other).collect();
            let (low, high) =
                ratios.iter().fold((f64::MAX, 0_f64), |(low, high), r| (low.min(*r), high.max(*r)));
            format!("{:.2} x {} ({low:.2} to {high:.2})", median(ratios), candidates[other].name)
        };
        let others: Vec<String> =
            (0..candidates.len()).filter(|at| !candidates[*at].hides()).map(against).collect();
        println!(
            "  {:<9}{cpu:>9.2} us {:>9.0} a second of CPU {:>8.0} requests/s   {}",
            candidate.name,
            1e6 / cpu,
            median(own.rate.clone()),
            others.join(", ")
        );
    }
    Ok(())
}

/// What each candidate adds to the time of an answer at a fixed rate, in open loop.
async fn latency(case: &Case, rounds: usize, mock: &Process, candidates: &[Process]) -> io::Result<()> {
    const RATE: u32 = 1_000;
    const SHARES: [f64; 3] = [0.5, 0.9, 0.99];
    let all: Vec<&Process> = std::iter::once(mock).chain(candidates).collect();
    let mut times = vec![[const { Vec::new() }; SHARES.len()]; all.len()];
    for round in 0..=rounds {
        for (candidate, times) in all.iter().zip(&mut times) {
            let taken = paced::run(candidate.address, case.request, RATE, 3 * SLICE).await?;
            if round > 0 {
                SHARES.iter().zip(times).for_each(|(share, times)| times.push(taken.at(*share)));
            }
        }
    }
    println!("{} in open loop, {RATE} requests a second, {rounds} rounds: us at 50, 90 and 99 %", case.name);
    for (candidate, own) in all.iter().zip(&times) {
        let whole = own.iter().map(|times| format!("{:>8.0}", median(times.clone())));
        let added = own.iter().zip(&times[0]).map(|(own, direct)| {
            let added = own.iter().zip(direct).map(|(own, direct)| own - direct);
            format!("{:>8.0}", median(added.collect()))
        });
        println!("  {:<9}{}   added{}", candidate.name, whole.collect::<String>(), added.collect::<String>());
    }
    Ok(())
}

/// What a stream costs that has begun and waits, in resident memory.
async fn idle_streams(candidate: &Process) -> io::Result<()> {
    for (workload, streams, size) in
        [(workload::stream2k("hold"), 1000, "2 KB"), (workload::held800k(), 200, "900 KB")]
    {
        let request: &'static [u8] = load::request(&workload).leak();
        // What one such request leaves behind is not what each stream costs.
        drop(load::hold(candidate.address, request, 1).await?);
        let before = candidate.resident();
        let held = load::hold(candidate.address, request, streams).await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        let after = candidate.resident();
        println!(
            "idle streams: {:<9}{:>6.1} KB each after {size} ({} MB before)",
            candidate.name,
            after.saturating_sub(before) as f64 / 1024.0 / streams as f64,
            before >> 20
        );
        drop(held);
    }
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
