//! Assembly: from a [`Config`] to something that answers.
//!
//! Owns: making each module's typed settings from the configuration, and the order in which a request meets them: what
//! needs no key (`server::front`), the standalone API, then the exchange. Never: knows how any of it works inside.

mod accounts;
mod canary;
mod master_key;
mod name_tiers;
mod posture;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

pub use self::canary::{Canary, Wrong, canaries};
pub(crate) use self::name_tiers::NameTiers;
use http::{Request, Response};
use hyper::body::Incoming;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::admin::Admin;
use crate::api;
use crate::config::{Config, TenantSettings};
use crate::metrics::Sizes;
use crate::proxy::{AnswerBody, Bounds, Proxy};
use crate::pseudonymize::Profile;
use crate::sandbox::Sandbox;
use crate::server;
use crate::server::front::{Front, Origins, Readiness};
use crate::server::listener::Listener;
use crate::tenant::Tenants;
use crate::upstream::{Deadlines, Upstream};
use crate::vault::Vault;

/// Everything that answers requests.
pub struct App {
    settings: server::Settings,
    drain: Duration,
    readiness: Readiness,
    admin: Admin,
    sandbox: Option<SocketAddr>,
    shared: Arc<Shared>,
}

struct Shared {
    front: Front,
    proxy: Proxy,
}

impl App {
    /// Builds it all, and starts the sandbox if it is to answer.
    ///
    /// # Errors
    /// The sandbox finds no port, the platform has no trusted roots, a list cannot be compiled.
    pub async fn new(config: Config) -> io::Result<Self> {
        // Compiled on first use: better now than while the first client waits.
        if config.detectors.is_none() {
            let _ = allonym_detectors::Detectors::builtin();
        }
        let sandbox = if config.sandbox { Some(start_sandbox().await?.addr()) } else { None };
        let readiness = Readiness::default();
        let front =
            Front::new(Origins::new(&config.cors_origins), readiness.clone(), config.limits.head_bytes);
        let names = NameTiers::start(&config.tiers)?;
        let status = posture::posture(&config, names.mode).into();
        let shared = Arc::new(Shared { front, proxy: proxy(&config, &names, sandbox)? });
        let metrics = Arc::clone(&shared.proxy.metrics);
        let admin = Admin { metrics, readiness: readiness.clone(), status, sizes: sizes(&shared, names) };
        let (settings, drain) = (server_settings(&config), config.timeouts.drain);
        Ok(Self { settings, drain, readiness, admin, sandbox, shared })
    }

    /// Where the sandbox answers, if no provider is set up.
    pub fn sandbox(&self) -> Option<SocketAddr> {
        self.sandbox
    }

    /// Answers until `stop` is ready and running exchanges have ended; on `admin`, if given, what needs no key. Between
    /// `stop` and the end of accepting, the time for draining passes in which health says that no more is wanted.
    pub async fn serve(
        self,
        listeners: Vec<Listener>,
        admin: Option<Listener>,
        stop: impl Future<Output = ()>,
    ) {
        let shared = self.shared;
        let handler = move |request| {
            let shared = Arc::clone(&shared);
            async move { shared.front.around(request, |request| shared.answer(request)).await }
        };
        // Kept until the end: settings may change as long as somebody could change them.
        let (_changing, settings) = watch::channel(self.settings);
        if let Some(listener) = admin {
            tokio::spawn(serve_admin(listener, settings.clone(), self.admin));
        }
        let readiness = self.readiness;
        readiness.set(true);
        let stop = async move {
            stop.await;
            readiness.set(false);
            sleep(self.drain).await;
        };
        server::serve(listeners, settings, handler, stop).await;
    }
}

/// Health and metrics are told as long as the process lives, also while running exchanges end.
async fn serve_admin(listener: Listener, settings: watch::Receiver<server::Settings>, admin: Admin) {
    let handler = move |request| {
        let answer = admin.answer(&request);
        async move { answer }
    };
    server::serve(vec![listener], settings, handler, std::future::pending()).await;
}

fn sizes(shared: &Arc<Shared>, names: NameTiers) -> Arc<dyn Fn() -> Sizes + Send + Sync> {
    let shared = Arc::clone(shared);
    Arc::new(move || {
        let (vault_mappings, vault_bytes) = shared.proxy.vault.size();
        let neural = names.figures();
        let windows = [neural.read, neural.known, neural.unread];
        Sizes { vault_mappings, vault_bytes, windows, fell_back: neural.fell_back, process: None }
    })
}

impl Shared {
    /// What needs a key: the standalone API, or an exchange.
    async fn answer(&self, request: Request<Incoming>) -> Response<AnswerBody> {
        match api::Call::at(request.uri().path()) {
            Some(call) => api::handle(&self.proxy, call, request).await.map(AnswerBody::whole),
            None => self.proxy.handle(request).await,
        }
    }
}

/// How the texts of one tenant are treated, or of the first one; `None` if there is no tenant of that name.
///
/// # Errors
/// A list cannot be compiled, the model that the mode of detection needs is not there.
pub fn profile(config: &Config, tenant: Option<&str>) -> io::Result<Option<Profile>> {
    let wanted = config.tenants.iter().find(|known| tenant.is_none_or(|id| known.id.as_str() == id));
    let Some(wanted) = wanted else { return Ok(None) };
    accounts::profile_alone(config, wanted, &NameTiers::start(&config.tiers)?).map(Some)
}

fn proxy(config: &Config, names: &NameTiers, sandbox: Option<SocketAddr>) -> io::Result<Proxy> {
    let enrolments: Vec<_> = config.tenants.iter().map(TenantSettings::enrolment).collect();
    Ok(Proxy {
        tenants: Tenants::new(config.auth, &enrolments),
        accounts: accounts::accounts(config, names, sandbox)?,
        vault: Vault::new(config.vault),
        upstream: upstream(config)?,
        bounds: Bounds {
            body_bytes: config.limits.body_bytes,
            answer_bytes: config.limits.answer_bytes,
            event_bytes: config.limits.sse_event_bytes,
            body_idle: config.timeouts.body_idle,
            idle: config.timeouts.idle,
        },
        metrics: Arc::default(),
    })
}

/// The network, as requests meet it.
///
/// # Errors
/// The platform has no trusted roots.
pub fn upstream(config: &Config) -> io::Result<Upstream> {
    Upstream::new(Deadlines { connect: config.timeouts.connect, header: config.timeouts.header })
}

/// The sandbox shows what it received, so it listens on this machine only.
async fn start_sandbox() -> io::Result<Sandbox> {
    let sandbox = Sandbox::bind((Ipv4Addr::LOCALHOST, 0).into()).await?;
    tokio::spawn(sandbox.clone().serve(std::future::pending()));
    Ok(sandbox)
}

fn server_settings(config: &Config) -> server::Settings {
    server::Settings {
        connections: config.limits.connections,
        head_bytes: config.limits.head_bytes,
        head: config.timeouts.head,
        keep_alive: config.timeouts.keep_alive,
        write_idle: config.timeouts.write_idle,
        shutdown: config.timeouts.shutdown,
    }
}

#[cfg(test)]
mod tests;
