//! Who is calling: [`Tenants::authenticate`] turns the keys in a request's head into a [`Tenant`].
//!
//! Owns: the isolation boundary. A [`Tenant`] has no public constructor, so whatever is scoped by one (the vault, the
//! mappings, the provider credentials) is reached only through a key that proved it.
//! Never: forwards a key, reads a body, or imports the configuration. See `tenant/keys.rs` for what a key is,
//! `tenant/limits.rs` for how much one may do.

pub mod keys;
pub mod limits;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use http::HeaderMap;

use crate::error::Reason;
use crate::provider::KeyHeader;
use keys::KeyHash;
use limits::{Limiter, Limits};

/// How callers prove who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// Every request carries a known px- key; the provider's credential comes from the proxy.
    Keys,
    /// The client's own provider credential is forwarded and no px- key is needed.
    Passthrough,
}

/// A tenant's name: `[[tenants]] id`, `default` when none are set up.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TenantId(Arc<str>);

impl TenantId {
    /// The tenant of `ALLONYM_KEYS`, and of requests without a px- key when credentials are passed through.
    pub const DEFAULT: &'static str = "default";

    /// Names a tenant.
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A tenant that has proved who it is. Made only by [`Tenants::authenticate`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tenant {
    scope: Scope,
    position: usize,
}

/// Whose mappings a caller sees: those of all its tenant's keys, or of its own key alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    tenant: TenantId,
    key: Option<KeyHash>,
}

impl Tenant {
    /// Its name.
    pub fn id(&self) -> &TenantId {
        &self.scope.tenant
    }

    /// What it may see of what rests in the vault.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Its position in the list that [`Tenants::new`] was given, to find what belongs to it without a second lookup.
    pub fn position(&self) -> usize {
        self.position
    }
}

/// A tenant as it is set up.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// Its name, unique.
    pub id: TenantId,
    /// The hashes of its keys, unique over all tenants.
    pub keys: Vec<KeyHash>,
    /// Whether its keys belong to strangers: what one of them has left in the vault is for that one alone.
    pub keys_apart: bool,
    /// What each of its keys may do.
    pub limits: Limits,
}

/// Who a request belongs to, and what may be said about it.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The tenant.
    pub tenant: Tenant,
    /// The header that held the px- key; `None` when the request had none (credentials passed through).
    pub key_header: Option<KeyHeader>,
    /// What the key may still do; shared by all requests under the key.
    pub limiter: Arc<Limiter>,
}

/// All tenants, found by the hash of a key.
pub struct Tenants {
    by_key: HashMap<KeyHash, Seat>,
    keyless: Option<Seat>,
}

#[derive(Clone)]
struct Seat {
    tenant: Tenant,
    limiter: Arc<Limiter>,
}

impl Seat {
    fn take_over(&mut self, before: Option<&Self>) {
        if let Some(before) = before.filter(|before| before.limiter.limits() == self.limiter.limits()) {
            self.limiter = Arc::clone(&before.limiter);
        }
    }

    fn caller(&self, key_header: Option<KeyHeader>) -> Caller {
        Caller { tenant: self.tenant.clone(), key_header, limiter: Arc::clone(&self.limiter) }
    }
}

impl Tenants {
    /// Compiles the lookup. Each key has limits of its own; with [`Auth::Passthrough`] all requests without a px- key
    /// share those of the tenant called `default`, or of the first one if there is none by that name.
    pub fn new(auth: Auth, enrolments: &[Enrolment]) -> Self {
        let mut by_key = HashMap::new();
        for (position, enrolment) in enrolments.iter().enumerate() {
            for key in &enrolment.keys {
                by_key.insert(*key, enrolment.seat(position, Some(*key)));
            }
        }
        let keyless = match auth {
            Auth::Keys => None,
            Auth::Passthrough => keyless_position(enrolments).map(|at| enrolments[at].seat(at, None)),
        };
        Self { by_key, keyless }
    }

    /// Goes on counting where `before` has counted: a key that is known there and may do the same now keeps its use.
    pub fn take_over(&mut self, before: &Self) {
        for (key, seat) in &mut self.by_key {
            seat.take_over(before.by_key.get(key));
        }
        if let Some(seat) = &mut self.keyless {
            seat.take_over(before.keyless.as_ref());
        }
    }

    /// Finds the caller: the first known px- key in `Authorization: Bearer`, `x-api-key`, `api-key`, in this order.
    ///
    /// Keys are compared by looking up their SHA-256, so the time this takes tells nothing about how much of a guess
    /// was right: an attacker cannot steer the hash of a guess towards the hash of a key.
    ///
    /// # Errors
    /// [`Reason::UnknownKey`] without a known key. That holds for passed-through credentials too when a px- key is
    /// sent that nobody knows: it is a key of this proxy, and forwarding it would hand it to the provider.
    pub fn authenticate(&self, headers: &HeaderMap) -> Result<Caller, Reason> {
        let mut stranger = false;
        for (header, key) in keys::presented(headers) {
            match self.by_key.get(&KeyHash::of(key)) {
                Some(seat) => return Ok(seat.caller(Some(header))),
                None => stranger = true,
            }
        }
        match &self.keyless {
            Some(seat) if !stranger => Ok(seat.caller(None)),
            _ => Err(Reason::UnknownKey),
        }
    }

    /// Whether one of the keys stands in a path, as a segment of it, however that is encoded. Only those that are known: a model
    /// or a deployment may be called `px-…`.
    pub fn has_key_in_path(&self, path: &str) -> bool {
        let path = keys::decoded(path.as_bytes());
        let mut candidates = path.split(|byte| *byte == b'/').filter(|segment| keys::looks_like_key(segment));
        candidates.any(|segment| self.by_key.contains_key(&KeyHash::of(segment)))
    }
}

impl Enrolment {
    fn seat(&self, position: usize, key: Option<KeyHash>) -> Seat {
        let scope = Scope { tenant: self.id.clone(), key: key.filter(|_| self.keys_apart) };
        let tenant = Tenant { scope, position };
        Seat { tenant, limiter: Arc::new(Limiter::new(self.limits)) }
    }
}

fn keyless_position(enrolments: &[Enrolment]) -> Option<usize> {
    let default = enrolments.iter().position(|enrolment| enrolment.id.as_str() == TenantId::DEFAULT);
    default.or(if enrolments.is_empty() { None } else { Some(0) })
}

#[cfg(test)]
mod tests;
