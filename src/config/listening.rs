//! Where clients connect: addresses, the permissions of a Unix socket, TLS.
//!
//! Owns: these settings. TLS files are read once here, so that `allonym check` and a reload refuse what would not work.
//! Never: binds anything.

use std::path::PathBuf;

use super::load::Reader;
use super::raw::Value;
use super::setting::{Setting, words};
use crate::server::listener::Address;
use crate::server::tls::{Files, MinVersion, Tls};

/// Where and how to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listening {
    /// Where clients connect. Never empty.
    pub addresses: Vec<Address>,
    /// The permissions of Unix sockets.
    pub socket_mode: u32,
    /// TLS on all TCP addresses that are not `plain:`.
    pub tls: Option<Files>,
    /// Where metrics, status and health are told without a key; nowhere by default.
    pub admin: Option<Address>,
}

words!(MinVersion, "\"1.2\" or \"1.3\"", "1.2" => MinVersion::V1_2, "1.3" => MinVersion::V1_3);

/// Permissions in octal digits.
struct Mode(u32);

impl Setting for Mode {
    const EXPECTED: &'static str = "permissions in octal digits such as \"0600\" or \"0660\"";

    fn read(value: &Value) -> Option<Self> {
        let mode = u32::from_str_radix(String::read(value)?.trim(), 8).ok()?;
        (mode <= 0o777).then_some(Self(mode))
    }

    fn show(&self) -> String {
        format!("\"{:04o}\"", self.0)
    }
}

impl Listening {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let loopback = Address::Tcp(([127, 0, 0, 1], 8787).into());
        let addresses = reader.read("listen", vec![loopback]);
        if addresses.is_empty() {
            reader.fault("listen", "must not be empty");
        }
        let socket_mode = reader.read("socket_mode", Mode(0o600)).0;
        let tls = tls(reader);
        let admin: Option<Address> = reader.optional("admin.listen");
        for (at, address) in addresses.iter().enumerate() {
            if addresses[..at].iter().any(|before| before.is_taken_by(address)) {
                reader.fault("listen", format!("{address} is taken by another address of the list"));
            }
        }
        if admin.as_ref().is_some_and(|admin| addresses.iter().any(|address| address.is_taken_by(admin))) {
            reader.fault(
                "admin.listen",
                "is one of the addresses where clients connect (listen); give another port",
            );
        }
        if tls.is_some() && !addresses.iter().any(|address| matches!(address, Address::Tcp(_))) {
            reader.fault("tls.certificate", "no address that is listened on would use it");
        }
        Self { addresses, socket_mode, tls, admin }
    }

    /// Whether only this machine can reach all addresses.
    pub(super) fn is_local(&self) -> bool {
        self.addresses.iter().all(Address::is_local)
    }
}

/// `[tls]`.
fn tls(reader: &mut Reader) -> Option<Files> {
    let mut file = |name: &str| {
        let path = reader.optional::<PathBuf>(&format!("tls.{name}"));
        path.map(|path| reader.located(&path))
    };
    let (certificate, key, client_ca) = (file("certificate"), file("key"), file("client_ca"));
    let min_version = reader.read("tls.min_version", MinVersion::default());
    let (certificate, key) = match (certificate, key) {
        (Some(certificate), Some(key)) => (certificate, key),
        (None, None) => {
            if client_ca.is_some() {
                reader.fault("tls.client_ca", "needs tls.certificate and tls.key as well");
            }
            return None;
        }
        (Some(_), None) => {
            reader.fault("tls.key", "missing; the certificate needs its private key");
            return None;
        }
        (None, Some(_)) => {
            reader.fault("tls.certificate", "missing; the key needs its certificate");
            return None;
        }
    };
    let files = Files { certificate, key, client_ca, min_version };
    if let Err(bad) = Tls::load(files.clone()) {
        reader.fault(&format!("tls.{}", bad.setting), format!("the file {}", bad.what));
    }
    Some(files)
}
