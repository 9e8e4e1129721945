//! [`Account`]: what one tenant set up: how its texts are treated, and where they go.
//!
//! Owns: the tenant's side of routing and the choice of the credential. Never: reads the configuration; `app` makes these.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use http::HeaderMap;

use crate::base_url::BaseUrl;
use crate::error::{Error, Phase};
use crate::provider::{KeyHeader, Provider, Tenancy};
use crate::pseudonymize::Profile;
use crate::sensitive::Sensitive;
use crate::tenant::{Auth, Caller, Tenant, keys};
use crate::upstream::{Credential, Target};
use crate::vault::{ObjectId, Vault};

/// A provider as this tenant reaches it.
#[derive(Clone)]
pub struct Peer {
    /// Where.
    pub base: BaseUrl,
    /// With which key, if any.
    pub key: Option<Sensitive<String>>,
    /// Whether it was set up by name ([`Tenancy::is_named`]).
    pub is_named: bool,
}

/// One tenant's settings, ready to use.
pub struct Account {
    /// How texts are treated.
    pub profile: Profile,
    /// Where requests can go.
    pub peers: HashMap<Provider, Peer>,
    /// Models that go to one provider, whatever else a request says.
    pub models: BTreeMap<String, Provider>,
    /// Whether clients bring their own credentials.
    pub auth: Auth,
}

impl Account {
    /// Where a request to `provider` goes and what opens the door there. The proxy's own key is for those who proved with
    /// a px- key that they may use it; where credentials are passed through, a request without any goes out without any.
    pub(super) fn target(
        &self,
        provider: Provider,
        caller: &Caller,
        client: &HeaderMap,
    ) -> Result<Target<'_>, Error> {
        let missing = || Error::new(Phase::Admit, provider.not_configured());
        let peer = self.peers.get(&provider).ok_or_else(missing)?;
        let own = if self.auth == Auth::Passthrough { own_credentials(client) } else { HeaderMap::new() };
        let credential = match &peer.key {
            _ if !own.is_empty() => Credential::Headers(own),
            Some(key) if caller.key_header.is_some() => Credential::Key(key),
            _ => Credential::None,
        };
        Ok(Target { provider, base: &peer.base, credential })
    }
}

/// The client's own credentials; a px- key is never among them.
fn own_credentials(client: &HeaderMap) -> HeaderMap {
    let mut own = HeaderMap::new();
    for header in KeyHeader::ALL {
        for value in client.get_all(header.name()) {
            if !keys::in_header(value) {
                let mut value = value.clone();
                value.set_sensitive(true);
                own.append(header.name(), value);
            }
        }
    }
    own
}

/// A tenant's account together with what the vault knows of its stored objects.
pub(super) struct Tenanted<'a> {
    pub(super) account: &'a Account,
    pub(super) vault: &'a Vault,
    pub(super) tenant: &'a Tenant,
}

impl Tenancy for Tenanted<'_> {
    fn is_configured(&self, provider: Provider) -> bool {
        self.account.peers.contains_key(&provider)
    }

    fn is_named(&self, provider: Provider) -> bool {
        self.account.peers.get(&provider).is_some_and(|peer| peer.is_named)
    }

    fn mapped(&self, model: &str) -> Option<Provider> {
        self.account.models.get(model).copied()
    }

    fn owner(&self, id: &str) -> Option<Provider> {
        let stored = self.vault.tenant(self.tenant).get(&ObjectId::Response(id.to_string()))?;
        stored.provider
    }
}
