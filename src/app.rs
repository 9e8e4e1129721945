//! Assembly: from a [`Config`] to something that answers.
//!
//! Owns: making each module's typed settings from the configuration, and the order in which a request meets them: what
//! needs no key, who is calling, whether they may, then the exchange. Never: knows how any of it works inside.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tokio::net::TcpListener;

use crate::config::{Config, TenantSettings};
use crate::error::{Error, Phase, Reason};
use crate::request_id::RequestId;
use crate::sandbox::Sandbox;
use crate::server::front::{Front, Origins, Readiness};
use crate::tenant::Tenants;
use crate::{respond, server};

/// Everything that answers requests.
pub struct App {
    settings: server::Settings,
    readiness: Readiness,
    sandbox: Option<SocketAddr>,
    shared: Arc<Shared>,
}

struct Shared {
    front: Front,
    tenants: Tenants,
}

impl App {
    /// Builds it all, and starts the sandbox if it is to answer.
    ///
    /// # Errors
    /// The sandbox finds no port.
    pub async fn new(config: Config) -> io::Result<Self> {
        let sandbox = if config.sandbox { Some(start_sandbox().await?) } else { None };
        let enrolments: Vec<_> = config.tenants.iter().map(TenantSettings::enrolment).collect();
        let readiness = Readiness::default();
        let front = Front::new(Origins::new(&config.cors_origins), readiness.clone());
        let shared = Shared { front, tenants: Tenants::new(config.auth, &enrolments) };
        Ok(Self { settings: server_settings(&config), readiness, sandbox, shared: Arc::new(shared) })
    }

    /// Where the sandbox answers, if no provider is set up.
    pub fn sandbox(&self) -> Option<SocketAddr> {
        self.sandbox
    }

    /// Answers until `stop` is ready and running exchanges have ended.
    pub async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()>) {
        let shared = self.shared;
        let handler = move |request, _peer| {
            let shared = Arc::clone(&shared);
            async move { shared.front.around(request, async |request| shared.admit(&request)).await }
        };
        let readiness = self.readiness;
        readiness.set(true);
        let stop = async move {
            stop.await;
            readiness.set(false);
        };
        server::serve(listener, self.settings, handler, stop).await;
    }
}

impl Shared {
    fn admit<B>(&self, request: &Request<B>) -> Response<Full<Bytes>> {
        let request_id = RequestId::from_headers(request.headers());
        let refuse = |reason| respond::error(Error::new(Phase::Admit, reason), &request_id);
        let caller = match self.tenants.authenticate(request.headers()) {
            Ok(caller) => caller,
            Err(reason) => return refuse(reason),
        };
        let (mut answer, quota) = match caller.limiter.admit() {
            Ok(admission) => (refuse(Reason::UnknownEndpoint), admission.quota),
            Err(refusal) => (refuse(refusal.reason), refusal.quota),
        };
        if let Some(quota) = quota {
            respond::quota(answer.headers_mut(), quota);
        }
        answer
    }
}

/// The sandbox shows what it received, so it listens on this machine only.
async fn start_sandbox() -> io::Result<SocketAddr> {
    let sandbox = Sandbox::bind((Ipv4Addr::LOCALHOST, 0).into()).await?;
    let address = sandbox.addr();
    tokio::spawn(sandbox.serve(std::future::pending()));
    Ok(address)
}

fn server_settings(config: &Config) -> server::Settings {
    server::Settings {
        connections: config.limits.connections,
        head_bytes: config.limits.head_bytes,
        keep_alive: config.timeouts.keep_alive,
        shutdown: config.timeouts.shutdown,
    }
}
