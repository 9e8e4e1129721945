//! `allonym serve`: loads the configuration, makes sure that someone can call, and runs the app.

mod changes;
mod service;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use futures_util::future::OptionFuture;
use tokio::runtime::{Builder, Runtime};

use super::first_key::{FirstKey, Kept};
use super::{Failure, Outcome, print};
use crate::app::App;
use crate::config::{Config, Environment, Listening, Loaded};
use crate::file_fault::said;
use crate::server::listener::{Address, Listener};
use crate::server::tls::Tls;
use crate::tenant::keys::KeyHash;
use crate::{descriptors, server, telemetry};

/// Run the proxy.
///
/// No configuration is needed. Provider credentials come from OPENAI_API_KEY, ANTHROPIC_API_KEY, AZURE_OPENAI_API_KEY
/// with AZURE_OPENAI_ENDPOINT, and OPENROUTER_API_KEY; with none of them a sandbox answers that needs no account. Without
/// a px- key one is made, printed once and kept. Every setting can be given in the environment as well:
/// `ALLONYM_<SECTION>_<NAME>`; `allonym check` lists them.
#[derive(Args)]
#[command(after_help = "\
Examples:
  allonym serve                                     with the sandbox: nothing leaves
  OPENAI_API_KEY=sk-… allonym serve                 OPENAI_BASE_URL=http://127.0.0.1:8787/v1
  ALLONYM_AUTH=passthrough allonym serve            ANTHROPIC_BASE_URL=http://127.0.0.1:8787 claude
  ALLONYM_OPENAI_BASE_URL=http://127.0.0.1:8000 allonym serve     before a local model server
  allonym serve --config allonym.toml --listen 127.0.0.1:9000")]
pub(super) struct Serve {
    /// The configuration file (TOML). `ALLONYM_CONFIG` names one too.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to listen, over file and environment: an address and a port (0 takes a free one) or unix:/PATH; may be
    /// given more than once.
    #[arg(long, value_name = "ADDRESS")]
    listen: Vec<Address>,
}

impl Serve {
    pub(super) fn run(self) -> Outcome {
        let mut environment = Environment::of_process();
        if !self.listen.is_empty() {
            let addresses: Vec<_> = self.listen.iter().map(ToString::to_string).collect();
            environment.set("ALLONYM_LISTEN", &addresses.join(","));
        }
        let Loaded { mut config, warnings, .. } = Loaded::from(self.config.as_deref(), environment.clone())?;
        telemetry::start(&config.log).map_err(|error| Failure::failed("logs", error))?;
        for warning in warnings {
            tracing::warn!("{warning}");
        }
        let key = first_key(&mut config)?;
        let descriptors = descriptors::raise();
        let connections = descriptors::enough_for(config.limits.connections, descriptors);
        if connections < config.limits.connections {
            tracing::warn!(
                descriptors,
                connections,
                "the system gives too few file descriptors for limits.connections ({}): further connections wait; raise the \
                 limit (LimitNOFILE, ulimit -Hn) to {}",
                config.limits.connections,
                descriptors::needed(config.limits.connections as u64)
            );
        }
        let first = key.as_ref().map(|first| KeyHash::of(first.key.expose().as_bytes()));
        let again = Arc::new(move || again(self.config.as_deref(), environment.clone(), first));
        runtime()?.block_on(serve(config, key, again))
    }
}

/// The runtime for everything that serves.
pub(super) fn runtime() -> Result<Runtime, Failure> {
    Builder::new_multi_thread().enable_all().build().map_err(|error| Failure::failed("the runtime", error))
}

fn first_key(config: &mut Config) -> Result<Option<FirstKey>, Failure> {
    if !config.needs_key() {
        return Ok(None);
    }
    let first = FirstKey::load_or_make(config.state_dir.as_deref())?;
    config.add_key(KeyHash::of(first.key.expose().as_bytes()));
    Ok(Some(first))
}

/// The configuration as it is written by now, with the key of the start where one is still needed; or its faults.
fn again(
    file: Option<&Path>,
    environment: Environment,
    first: Option<KeyHash>,
) -> Result<Config, Vec<String>> {
    let loaded = Loaded::from(file, environment);
    let Loaded { mut config, warnings, .. } =
        loaded.map_err(|faults| faults.0.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    for warning in warnings {
        tracing::warn!("{warning}");
    }
    match first {
        Some(first) if config.needs_key() => config.add_key(first),
        None if config.needs_key() => {
            return Err(vec!["keys: there are none any more; a key is made at the start only".to_owned()]);
        }
        _ => {}
    }
    Ok(config)
}

async fn serve(config: Config, key: Option<FirstKey>, again: changes::Load) -> Outcome {
    let signals = |error| Failure::failed("signals", error);
    let (listening, state_dir) = (config.listening.clone(), config.state_dir.clone());
    let hangups = changes::Hangups::new().map_err(signals)?;
    let app = App::new(config).await.map_err(|error| Failure::failed("start", said(&error)))?;
    // Whoever can connect may send signals, too.
    let stop = server::stop_requested().map_err(signals)?;
    let (listeners, admin) = bind(&listening, app.tls()).await?;
    let asked = changes::Asked::new(hangups, state_dir.as_deref());
    let (addresses, admin_address) = (bases(&listeners), bases(&admin).pop());
    print(greeting(&addresses, admin_address, app.sandbox(), key.as_ref()))?;
    let stop = async {
        stop.await;
        service::stopping();
    };
    let beside = async {
        let following = app.tls().map(changes::follow);
        tokio::join!(asked.heed(app.clone(), again), service::alive(), OptionFuture::from(following));
    };
    service::ready();
    tokio::select! {
        () = app.clone().serve(listeners, admin, stop) => {}
        () = beside => {}
    }
    Ok(())
}

/// Binds where clients connect, and where the admin listener is, if there is to be one.
async fn bind(
    listening: &Listening,
    tls: Option<Arc<Tls>>,
) -> Result<(Vec<Listener>, Option<Listener>), Failure> {
    let bind = async |address: &Address, tls| {
        let bound = Listener::bind(address, listening.socket_mode, tls).await;
        bound.map_err(|error| Failure::failed(address, said(&error)))
    };
    let mut listeners = Vec::new();
    for address in &listening.addresses {
        listeners.push(bind(address, tls.clone()).await?);
    }
    let admin = match &listening.admin {
        Some(address) => Some(bind(address, None).await?),
        None => None,
    };
    Ok((listeners, admin))
}

/// The base URLs of these listeners, as this machine can use them.
fn bases<'l>(listeners: impl IntoIterator<Item = &'l Listener>) -> Vec<String> {
    listeners
        .into_iter()
        .filter_map(|listener| listener.address().ok())
        .map(|address| base(&address))
        .collect()
}

fn base(address: &Address) -> String {
    match address {
        Address::Tcp(address) => format!("https://{}", reachable(*address)),
        Address::Plain(address) => format!("http://{}", reachable(*address)),
        Address::Unix(_) => address.to_string(),
    }
}

/// What a person sees who starts this: the addresses, who answers, the key when it is new, and a line to paste.
fn greeting(
    bases: &[String],
    admin: Option<String>,
    sandbox: Option<SocketAddr>,
    key: Option<&FirstKey>,
) -> String {
    let mut text: String = bases.iter().map(|base| format!("Allonym listens on {base}\n")).collect();
    if let Some(admin) = admin {
        text += &format!("Metrics, status and health: {admin}\n");
    }
    if let Some(sandbox) = sandbox {
        text += &format!(
            "No provider key is set: the built-in sandbox answers, on http://{sandbox}\n\
             What a provider would see: http://{sandbox}/_sandbox/received\n"
        );
    }
    let Some(first) = key else { return text };
    let shown = match &first.kept {
        Kept::Before(path) => {
            text += &format!("The key is in {}\n", path.display());
            return text;
        }
        Kept::Now(path) => {
            text += &format!("A key was made and is kept in {}. It is shown only now:\n", path.display());
            first.key.expose()
        }
        Kept::Not(trouble) => {
            text += &format!("A key was made for this run only; it could not be kept ({trouble}):\n");
            first.key.expose()
        }
    };
    let base = bases.first().map_or("", String::as_str);
    text + &format!("\n  {shown}\n\nTry it:\n\n{}\n", curl(base, shown, sandbox.is_some()))
}

fn curl(base: &str, key: &str, sandbox: bool) -> String {
    let model = if sandbox { "echo" } else { "gpt-4o-mini" };
    let to = match base.strip_prefix("unix:") {
        Some(path) => format!("--unix-socket {path} http://localhost"),
        None => base.to_owned(),
    };
    format!(
        "  curl {to}/v1/chat/completions \\\n    -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\\n    \
         -d '{{\"model\":\"{model}\",\"messages\":[{{\"role\":\"user\",\"content\":\"My name is Jane Roe, write to jane.roe@mail.example\"}}]}}'\n"
    )
}

/// The address as this machine can use it: where all addresses are listened on, loopback.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitive::Sensitive;

    fn first(kept: Kept) -> FirstKey {
        FirstKey { key: Sensitive::new("px-example-key".to_owned()), kept }
    }

    #[test]
    fn a_new_key_is_shown_with_a_line_to_paste() {
        let (bases, sandbox) =
            ([base(&Address::Plain(([0, 0, 0, 0], 8787).into()))], "127.0.0.1:9".parse().unwrap());
        for kept in [Kept::Now("/state/key".into()), Kept::Not("read-only".to_owned())] {
            let text = greeting(&bases, None, Some(sandbox), Some(&first(kept)));
            assert!(text.contains("curl http://127.0.0.1:8787/v1/chat/completions"), "{text}");
            assert!(text.contains("-H 'Authorization: Bearer px-example-key'"), "{text}");
            assert!(text.contains("http://127.0.0.1:9/_sandbox/received"), "{text}");
        }
    }

    #[test]
    fn a_key_from_before_is_not_shown_again() {
        let text = greeting(
            &[base(&Address::Tcp("[::]:1".parse().unwrap())), base(&Address::Unix("/run/a.sock".into()))],
            Some(base(&Address::Plain("[::]:2".parse().unwrap()))),
            None,
            Some(&first(Kept::Before("/state/key".into()))),
        );
        assert!(
            text.contains("https://[::1]:1\n")
                && text.contains("unix:/run/a.sock\n")
                && text.contains("http://[::1]:2")
                && text.contains("/state/key"),
            "{text}"
        );
        assert!(!text.contains("px-"), "{text}");
    }
}
