//! `allonym serve`: loads the configuration, makes sure that someone can call, and runs the app.

mod changes;
mod greeting;
mod service;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use futures_util::future::OptionFuture;
use tokio::runtime::{Builder, Runtime};

use self::greeting::{Places, bases, first_key_told};
use super::first_key::FirstKey;
use super::{Failure, Outcome, print};
use crate::app::App;
use crate::config::{Config, Environment, Listening, Loaded};
use crate::file_fault::said;
use crate::server::listener::{Address, Listener};
use crate::server::tls::Tls;
use crate::telemetry::Format;
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
    let (listening, state_dir, format) =
        (config.listening.clone(), config.state_dir.clone(), config.log.format);
    let hangups = changes::Hangups::new().map_err(signals)?;
    let app = App::new(config).await.map_err(|error| Failure::failed("start", said(&error)))?;
    // Whoever can connect may send signals, too.
    let stop = server::stop_requested().map_err(signals)?;
    let (listeners, admin) = bind(&listening, app.tls()).await?;
    let asked = changes::Asked::new(hangups, state_dir.as_deref());
    let places = Places { bases: bases(&listeners), admin: bases(&admin).pop(), sandbox: app.sandbox() };
    print(match format {
        Format::Text => places.told() + &key.map(|key| first_key_told(&key, &places)).unwrap_or_default(),
        Format::Json => {
            places.log();
            key.filter(FirstKey::is_new).map(|key| first_key_told(&key, &places)).unwrap_or_default()
        }
    })?;
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
