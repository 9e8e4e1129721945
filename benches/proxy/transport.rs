//! What connections are made of: plain TCP, or TLS on both sides of whatever is measured.
//!
//! Owns: the one certificate that mock and candidates show, made anew for each run, and the two ends of a connection. The
//! bench decides once, and its child processes by the folder that they are given: [`encrypt`]. Never: HTTP.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// The name in the certificate.
pub(crate) const HOST: &str = "localhost";

static ENCRYPTED: OnceLock<Encrypted> = OnceLock::new();

/// A connection's end.
pub(crate) type Stream = Box<dyn Bytes>;

pub(crate) trait Bytes: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Bytes for T {}

/// The files that everyone reads.
pub(crate) struct Encrypted {
    folder: PathBuf,
    client: Arc<ClientConfig>,
    server: Arc<ServerConfig>,
}

impl Encrypted {
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn authority(&self) -> PathBuf {
        self.folder.join("authority.pem")
    }

    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.join("certificate.pem")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.folder.join("key.pem")
    }

    /// What whoever connects trusts.
    pub(crate) fn client(&self) -> ClientConfig {
        (*self.client).clone()
    }
}

/// Whether connections are encrypted, and by what.
pub(crate) fn encrypted() -> Option<&'static Encrypted> {
    ENCRYPTED.get()
}

/// `http` or `https`.
pub(crate) fn scheme() -> &'static str {
    if encrypted().is_some() { "https" } else { "http" }
}

/// Writes an authority, a certificate for [`HOST`] and its key into `folder`.
pub(crate) fn certify(folder: &Path) -> io::Result<()> {
    let made = || {
        let mut authority = CertificateParams::new(Vec::new())?;
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let own = CertificateParams::new([HOST.to_owned()])?.signed_by(&key, &authority)?;
        Ok::<_, rcgen::Error>([
            ("authority.pem", authority.pem()),
            ("certificate.pem", own.pem()),
            ("key.pem", key.serialize_pem()),
        ])
    };
    std::fs::create_dir_all(folder)?;
    for (name, text) in made().map_err(io::Error::other)? {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}

/// From here on all connections of this process are encrypted, with the files in `folder`.
pub(crate) fn encrypt(folder: &Path) -> io::Result<()> {
    let read = |name: &str| CertificateDer::from_pem_file(folder.join(name)).map_err(io::Error::other);
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).map_err(io::Error::other)?;
    let mut roots = RootCertStore::empty();
    roots.add(read("authority.pem")?).map_err(io::Error::other)?;
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let server = ServerConfig::builder_with_provider(ring).with_safe_default_protocol_versions();
    let server = server.map_err(io::Error::other)?.with_no_client_auth();
    let mut server =
        server.with_single_cert(vec![read("certificate.pem")?], key).map_err(io::Error::other)?;
    // HTTP/1.1 everywhere: nginx speaks nothing else to those behind it.
    server.alpn_protocols = vec![b"http/1.1".to_vec()];
    let (client, server) = (Arc::new(trusting(roots)), Arc::new(server));
    let fresh = ENCRYPTED.set(Encrypted { folder: folder.to_owned(), client, server }).is_ok();
    assert!(fresh, "decided once");
    Ok(())
}

/// A client that trusts these, and nobody if there are none.
pub(crate) fn trusting(roots: RootCertStore) -> ClientConfig {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions();
    client.expect("ring has them").with_root_certificates(roots).with_no_client_auth()
}

/// Connects to someone who listens on this machine.
pub(crate) async fn connect(address: SocketAddr) -> io::Result<Stream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let Some(encrypted) = encrypted() else { return Ok(Box::new(stream)) };
    let name = ServerName::try_from(HOST).expect("a host's name");
    Ok(Box::new(TlsConnector::from(Arc::clone(&encrypted.client)).connect(name, stream).await?))
}

/// Someone who has connected.
pub(crate) async fn accept(stream: TcpStream) -> io::Result<Stream> {
    stream.set_nodelay(true)?;
    let Some(encrypted) = encrypted() else { return Ok(Box::new(stream)) };
    Ok(Box::new(TlsAcceptor::from(Arc::clone(&encrypted.server)).accept(stream).await?))
}
