//! Assembly: from a [`Config`] to something that answers.
//!
//! Owns: making each module's typed settings from the configuration, and the order in which a request meets them: what
//! needs no key (`server::front`), the standalone API, then the exchange. Never: knows how any of it works inside.

mod accounts;
mod canary;
mod load;
mod master_key;
mod name_tiers;
mod posture;
mod reload;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock, PoisonError, RwLock, Weak};
use std::time::{Duration, UNIX_EPOCH};

pub use self::canary::{Canary, Wrong, canaries};
use self::master_key::MasterKey;
pub(crate) use self::name_tiers::NameTiers;
use self::reload::Fixed;
use allonym_detectors::Detectors;
use http::{Request, Response};
use tokio::sync::{Mutex, watch};
use tokio::time::{interval, sleep};

use crate::admin::Admin;
use crate::api;
use crate::config::{Config, TenantSettings, Tiers};
use crate::descriptors;
use crate::metrics::Sizes;
use crate::overload::Overload;
use crate::proxy::{AnswerBody, Bounds, Proxy};
use crate::pseudonymize::{PrefixMemory, Profile};
use crate::sandbox::Sandbox;
use crate::scan;
use crate::server::front::{Front, Origins, Readiness};
use crate::server::listener::Listener;
use crate::server::tls::{BadFile, Tls};
use crate::server::{self, Lingering};
use crate::spans::{self, Spans};
use crate::tenant::Tenants;
use crate::upstream::Upstream;
use crate::vault::Vault;

/// How often what has rested too long is looked for.
const TIDY: Duration = Duration::from_secs(20);

/// Connections to the admin listener at once. Descriptors are kept for them, so that health answers whoever else connects.
const ADMIN_CONNECTIONS: usize = 32;

/// Everything that answers requests. Clones are the same app.
#[derive(Clone)]
pub struct App {
    running: Arc<Running>,
}

/// What stays as long as the process.
struct Running {
    /// What answers now. An exchange keeps what it began with.
    current: RwLock<Arc<Shared>>,
    settings: watch::Sender<server::Settings>,
    /// Connections from clients at once, as many as were set at the start and as there are file descriptors for.
    places: server::Places,
    readiness: Readiness,
    tls: Option<Arc<Tls>>,
    sandbox: OnceLock<SocketAddr>,
    /// Held by whoever changes the configuration.
    changing: Mutex<()>,
}

/// What one configuration makes.
struct Shared {
    front: Front,
    proxy: Proxy,
    names: Arc<NameTiers>,
    tiers: Tiers,
    master: Arc<MasterKey>,
    status: serde_json::Value,
    drain: Duration,
    fixed: Fixed,
}

impl App {
    /// Builds it all, and starts the sandbox if it is to answer.
    ///
    /// # Errors
    /// The sandbox finds no port, the platform has no trusted roots, a list cannot be compiled, a TLS file is bad.
    pub async fn new(config: Config) -> io::Result<Self> {
        // Compiled on first use: better now than while the first client waits.
        let own = config.detectors.clone();
        let _ = own.is_none().then(Detectors::builtin);
        tokio::task::spawn_blocking(move || {
            scan::warm::up(own.as_deref().unwrap_or_else(|| Detectors::builtin()));
        });
        let (readiness, sandbox) = (Readiness::default(), OnceLock::new());
        let standing_in = standing_in(&config, &sandbox).await?;
        let tls = config.listening.tls.clone().map(Tls::load).transpose().map_err(bad_file)?.map(Arc::new);
        let (settings, _) = watch::channel(server_settings(&config));
        let connections = descriptors::enough_for(config.limits.connections, descriptors::most());
        let places = server::Places::new(connections);
        let shared = Shared::new(&config, &readiness, standing_in, None)?;
        let (current, changing) = (RwLock::new(Arc::new(shared)), Mutex::default());
        let running = Running { current, settings, places, readiness, tls, sandbox, changing };
        Ok(Self { running: Arc::new(running) })
    }

    /// Where the sandbox answers, if it was ever needed.
    pub fn sandbox(&self) -> Option<SocketAddr> {
        self.running.sandbox.get().copied()
    }

    /// TLS as it is spoken now, if it is set up.
    pub fn tls(&self) -> Option<Arc<Tls>> {
        self.running.tls.clone()
    }

    /// Answers until `stop` is ready and running exchanges have ended; on `admin`, if given, what needs no key. Between
    /// `stop` and the end of accepting, the time for draining passes in which health says that no more is wanted.
    pub async fn serve(
        self,
        listeners: Vec<Listener>,
        admin: Option<Listener>,
        stop: impl Future<Output = ()>,
    ) {
        let running = self.running;
        let answering = Arc::clone(&running);
        let handler = move |request| {
            let shared = answering.current();
            // Boxed: what a connection keeps room for, however long it rests or streams, is then a pointer.
            async move { shared.front.around(request, |request| Box::pin(answer(&shared.proxy, request))).await }
        };
        // First of all: every address is bound, so that whoever connects is served, and health never says "not ready" but at the end.
        running.readiness.set(true);
        if let Some(listener) = admin {
            tokio::spawn(serve_admin(listener, running.settings.subscribe(), running.admin()));
        }
        tokio::spawn(tidy(Arc::downgrade(&running)));
        tokio::spawn(Overload::watch(Arc::downgrade(&running.current().proxy.overload)));
        let stop = async {
            stop.await;
            running.readiness.set(false);
            let drain = running.current().drain;
            tracing::info!(drain_s = drain.as_secs_f64(), "not ready any more; what comes is still taken");
            sleep(drain).await;
            tracing::info!("no new connections; running exchanges may end");
        };
        server::serve(listeners, running.places.clone(), running.settings.subscribe(), handler, stop).await;
        if let Some(spans) = running.current().proxy.spans.clone() {
            let _ = tokio::task::spawn_blocking(move || spans.end()).await;
        }
    }
}

impl Running {
    fn current(&self) -> Arc<Shared> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// When the certificate ends that clients are shown, in Unix time; 0 without one.
    fn expiry(&self) -> u64 {
        let expiry = self.tls.as_ref().and_then(|tls| tls.expiry());
        expiry.and_then(|end| end.duration_since(UNIX_EPOCH).ok()).map_or(0, |end| end.as_secs())
    }

    fn admin(self: &Arc<Self>) -> Admin {
        let metrics = Arc::clone(&self.current().proxy.metrics);
        let (told, measured) = (Arc::clone(self), Arc::clone(self));
        Admin {
            metrics,
            readiness: self.readiness.clone(),
            status: Arc::new(move || told.current().status.clone()),
            sizes: Arc::new(move || Sizes {
                certificate_expiry: measured.expiry(),
                connections: [measured.places.open(), measured.places.limit()].map(|count| count as u64),
                ..measured.current().sizes()
            }),
        }
    }
}

/// Forgets what has rested too long, which would else happen only while others rest.
async fn tidy(running: Weak<Running>) {
    let mut interval = interval(TIDY);
    loop {
        interval.tick().await;
        let Some(running) = running.upgrade() else { return };
        // To measure what rests is to forget what rests no more.
        running.current().sizes();
    }
}

/// Health and metrics are told as long as the process lives, also while running exchanges end.
async fn serve_admin(listener: Listener, settings: watch::Receiver<server::Settings>, admin: Admin) {
    let handler = move |request| {
        let answer = admin.answer(&request);
        async move { answer }
    };
    let places = server::Places::new(ADMIN_CONNECTIONS);
    server::serve(vec![listener], places, settings, handler, std::future::pending()).await;
}

impl Shared {
    /// What `config` makes. What outlives a configuration is taken over from what answered before.
    fn new(
        config: &Config,
        readiness: &Readiness,
        sandbox: Option<SocketAddr>,
        before: Option<&Self>,
    ) -> io::Result<Self> {
        let known = before.filter(|before| before.names.would_start_with(&before.tiers, &config.tiers));
        let names = match known {
            Some(before) => Arc::clone(&before.names),
            None => Arc::new(NameTiers::start(&config.tiers, before.map(|before| &*before.names))?),
        };
        let master = match before {
            Some(before) => Arc::clone(&before.master),
            None => Arc::new(MasterKey::of_config(config)?),
        };
        let mut proxy = proxy(config, &names, sandbox, &master)?;
        let fixed = Fixed::of(config);
        match before {
            Some(before) => proxy.take_over(&before.proxy),
            None => proxy.spans = spans(config, &proxy)?,
        }
        let origins = Origins::new(&config.cors_origins);
        Ok(Self {
            front: Front::new(origins, readiness.clone(), config.limits.head_bytes),
            status: posture::posture(config, names.mode),
            drain: config.timeouts.drain,
            tiers: config.tiers.clone(),
            proxy,
            names,
            master,
            fixed,
        })
    }

    fn sizes(&self) -> Sizes {
        let neural = self.names.figures();
        Sizes {
            vault: self.proxy.vault.size().into(),
            cache: self.names.remembered().into(),
            prefixes: self.proxy.prefixes.size().into(),
            windows: [neural.read, neural.known, neural.unread],
            windows_waiting: neural.waiting,
            fell_back: neural.fell_back,
            neural_refused: neural.refused,
            load: load::load(&self.proxy.overload),
            ..Sizes::default()
        }
    }
}

/// What needs a key: the standalone API, or an exchange.
async fn answer(proxy: &Proxy, request: Request<Lingering>) -> Response<AnswerBody> {
    match api::Call::at(request.uri().path()) {
        Some(call) => api::handle(proxy, call, request).await.map(AnswerBody::whole),
        None => proxy.handle(request).await,
    }
}

/// How the texts of one tenant are treated, or of the first one; `None` if there is no tenant of that name.
///
/// # Errors
/// A list cannot be compiled, the model that the mode of detection needs is not there.
pub fn profile(config: &Config, tenant: Option<&str>) -> io::Result<Option<Profile>> {
    let wanted = config.tenants.iter().find(|known| tenant.is_none_or(|id| known.id.as_str() == id));
    let Some(wanted) = wanted else { return Ok(None) };
    accounts::profile_alone(config, wanted, &NameTiers::start(&config.tiers, None)?).map(Some)
}

fn proxy(
    config: &Config,
    names: &NameTiers,
    sandbox: Option<SocketAddr>,
    master: &MasterKey,
) -> io::Result<Proxy> {
    let enrolments: Vec<_> = config.tenants.iter().map(TenantSettings::enrolment).collect();
    let prefixes = Arc::new(PrefixMemory::new(config.prefix_cache.ttl, config.prefix_cache.max_bytes));
    Ok(Proxy {
        tenants: Tenants::new(config.auth, &enrolments),
        accounts: accounts::accounts(config, (names, &prefixes), sandbox, master)?,
        prefixes,
        vault: Vault::new(config.vault),
        upstream: upstream(config)?,
        bounds: Bounds {
            body_bytes: config.limits.body_bytes,
            answer_bytes: config.limits.answer_bytes,
            event_bytes: config.limits.sse_event_bytes,
            body_idle: config.timeouts.body_idle,
            body: config.timeouts.body,
            idle: config.timeouts.idle,
        },
        metrics: Arc::default(),
        spans: None,
        overload: Overload::new(load::limits(config)),
    })
}

/// The way to a collector, if one is named.
fn spans(config: &Config, proxy: &Proxy) -> io::Result<Option<Arc<Spans>>> {
    let Some(export) = &config.spans else { return Ok(None) };
    let collector = proxy.upstream.collector(export.endpoint.clone(), spans::PATIENCE);
    let spans = Spans::start(export, collector, &proxy.metrics);
    spans
        .map(|spans| Some(Arc::new(spans)))
        .map_err(|fault| io::Error::new(io::ErrorKind::InvalidInput, fault))
}

/// The network, as requests meet it.
///
/// # Errors
/// Nobody's certificates would be trusted.
pub fn upstream(config: &Config) -> io::Result<Upstream> {
    Upstream::new(config.network.clone())
}

fn bad_file(bad: BadFile) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, bad)
}

/// Where the sandbox answers in place of all providers, if it does; it is started when it is needed first.
async fn standing_in(config: &Config, sandbox: &OnceLock<SocketAddr>) -> io::Result<Option<SocketAddr>> {
    if config.sandbox && sandbox.get().is_none() {
        let _ = sandbox.set(start_sandbox().await?.addr());
    }
    Ok(sandbox.get().copied().filter(|_| config.sandbox))
}

/// The sandbox shows what it received, so it listens on this machine only.
async fn start_sandbox() -> io::Result<Sandbox> {
    let sandbox = Sandbox::bind((Ipv4Addr::LOCALHOST, 0).into()).await?;
    tokio::spawn(sandbox.clone().serve(std::future::pending()));
    Ok(sandbox)
}

fn server_settings(config: &Config) -> server::Settings {
    server::Settings {
        head_bytes: config.limits.head_bytes,
        head: config.timeouts.head,
        keep_alive: config.timeouts.keep_alive,
        write_idle: config.timeouts.write_idle,
        shutdown: config.timeouts.shutdown,
    }
}

#[cfg(test)]
mod tests;
