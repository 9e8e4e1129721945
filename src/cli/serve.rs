//! `allonym serve`: loads the configuration, makes sure that someone can call, and runs the app.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use super::first_key::{FirstKey, Kept};
use super::{Failure, Outcome, print};
use crate::app::App;
use crate::config::{Config, Environment, Loaded};
use crate::tenant::keys::KeyHash;
use crate::{server, telemetry};

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
    /// Where to listen, over file and environment; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
}

impl Serve {
    pub(super) fn run(self) -> Outcome {
        let mut environment = Environment::of_process();
        if let Some(listen) = self.listen {
            environment.set("ALLONYM_LISTEN", &listen.to_string());
        }
        let Loaded { mut config, warnings, .. } = Loaded::from(self.config.as_deref(), environment)?;
        telemetry::start(&config.log).map_err(|error| Failure::failed("logs", error))?;
        for warning in warnings {
            tracing::warn!("{warning}");
        }
        let key = first_key(&mut config)?;
        runtime()?.block_on(serve(config, key))
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

async fn serve(config: Config, key: Option<FirstKey>) -> Outcome {
    let listen = config.listen;
    let listener = TcpListener::bind(listen).await.map_err(|error| Failure::failed(listen, error))?;
    let address = listener.local_addr().map_err(|error| Failure::failed(listen, error))?;
    let stop = server::stop_requested().map_err(|error| Failure::failed("signals", error))?;
    let (admin, admin_address) = admin(config.admin_listen).await?.unzip();
    let app = App::new(config).await.map_err(|error| Failure::failed("start", error))?;
    print(greeting(address, admin_address, app.sandbox(), key.as_ref()))?;
    app.serve(listener, admin, stop).await;
    Ok(())
}

async fn admin(address: Option<SocketAddr>) -> Result<Option<(TcpListener, SocketAddr)>, Failure> {
    let Some(address) = address else { return Ok(None) };
    let failed = |error| Failure::failed(address, error);
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok(Some((listener, bound)))
}

/// What a person sees who starts this: the address, who answers, the key when it is new, and a line to paste.
fn greeting(
    address: SocketAddr,
    admin: Option<SocketAddr>,
    sandbox: Option<SocketAddr>,
    key: Option<&FirstKey>,
) -> String {
    let base = format!("http://{}", reachable(address));
    let mut text = format!("Allonym listens on {base}\n");
    if let Some(admin) = admin {
        text += &format!("Metrics, status and health: http://{}\n", reachable(admin));
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
    text + &format!("\n  {shown}\n\nTry it:\n\n{}\n", curl(&base, shown, sandbox.is_some()))
}

fn curl(base: &str, key: &str, sandbox: bool) -> String {
    let model = if sandbox { "echo" } else { "gpt-4o-mini" };
    format!(
        "  curl {base}/v1/chat/completions \\\n    -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\\n    \
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
        let (address, sandbox) = ("0.0.0.0:8787".parse().unwrap(), "127.0.0.1:9".parse().unwrap());
        for kept in [Kept::Now("/state/key".into()), Kept::Not("read-only".to_owned())] {
            let text = greeting(address, None, Some(sandbox), Some(&first(kept)));
            assert!(text.contains("curl http://127.0.0.1:8787/v1/chat/completions"), "{text}");
            assert!(text.contains("-H 'Authorization: Bearer px-example-key'"), "{text}");
            assert!(text.contains("http://127.0.0.1:9/_sandbox/received"), "{text}");
        }
    }

    #[test]
    fn a_key_from_before_is_not_shown_again() {
        let text = greeting(
            "[::]:1".parse().unwrap(),
            "[::]:2".parse().ok(),
            None,
            Some(&first(Kept::Before("/state/key".into()))),
        );
        assert!(
            text.contains("http://[::1]:1") && text.contains("http://[::1]:2") && text.contains("/state/key"),
            "{text}"
        );
        assert!(!text.contains("px-"), "{text}");
    }
}
