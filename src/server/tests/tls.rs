//! TLS with an authority that is made here, and clients that check what they are shown.

use std::fs;
use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, crypto::ring, version};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::*;
use crate::server::tls::{Files, MinVersion, Tls};

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// A certificate for `localhost` and its key, in PEM.
    fn issue(&self) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        (params.signed_by(&key, &self.0).unwrap().pem(), key.serialize_pem())
    }

    /// Writes a new certificate and its key to `folder`.
    fn renew(&self, folder: &Path) -> Files {
        let (certificate, key) = self.issue();
        let files = Files {
            certificate: folder.join("certificate.pem"),
            key: folder.join("key.pem"),
            client_ca: None,
            min_version: MinVersion::V1_2,
        };
        fs::write(&files.certificate, certificate).unwrap();
        fs::write(&files.key, key).unwrap();
        files
    }
}

struct Client {
    authority: CertificateDer<'static>,
    own: Option<(String, String)>,
    protocol: &'static [u8],
    version: &'static rustls::SupportedProtocolVersion,
}

impl Client {
    fn trusting(authority: &Authority) -> Self {
        let authority = authority.0.der().clone();
        Self { authority, own: None, protocol: b"http/1.1", version: &version::TLS13 }
    }

    async fn connect(self, address: SocketAddr) -> io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.authority).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[self.version])
            .unwrap()
            .with_root_certificates(roots);
        let mut config = match self.own {
            None => builder.with_no_client_auth(),
            Some((certificate, key)) => {
                let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()];
                let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
                builder.with_client_auth_cert(chain, key).unwrap()
            }
        };
        config.alpn_protocols = vec![self.protocol.to_vec()];
        let tcp = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, tcp).await
    }
}

/// What `hello` says over HTTP/1.1, if it says anything.
async fn ask(stream: &mut TlsStream<TcpStream>) -> io::Result<String> {
    stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\nHTTP/1.1") {
        if stream.read_buf(&mut answer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(String::from_utf8(answer).unwrap())
}

async fn serving(tls: &Arc<Tls>) -> (SocketAddr, oneshot::Sender<()>) {
    let any = Address::Tcp(([127, 0, 0, 1], 0).into());
    let listener = Listener::bind(&any, 0, Some(Arc::clone(tls))).await.unwrap();
    let Address::Tcp(address) = listener.address().unwrap() else { panic!("an address with TLS") };
    (address, start(listener, 8, SETTINGS, hello).0)
}

/// The certificate that the server has shown.
fn shown(stream: &TlsStream<TcpStream>) -> CertificateDer<'static> {
    stream.get_ref().1.peer_certificates().unwrap()[0].clone()
}

#[tokio::test]
async fn both_versions_of_http_are_agreed_on_and_old_tls_is_not_spoken_where_that_is_asked() {
    let (folder, authority) = (tempfile::tempdir().unwrap(), Authority::new());
    let files = authority.renew(folder.path());
    let tls = Arc::new(Tls::load(files.clone()).unwrap());
    let (address, _stop) = serving(&tls).await;
    let mut one = Client::trusting(&authority).connect(address).await.unwrap();
    assert!(ask(&mut one).await.unwrap().starts_with("HTTP/1.1 200"));
    let two = Client { protocol: b"h2", ..Client::trusting(&authority) }.connect(address).await.unwrap();
    assert_eq!(http_2(two, Method::GET).await.1, "HTTP/2.0");
    let old = || Client { version: &version::TLS12, ..Client::trusting(&authority) };
    ask(&mut old().connect(address).await.unwrap()).await.unwrap();
    tls.change(Files { min_version: MinVersion::V1_3, ..files }).unwrap();
    assert!(old().connect(address).await.is_err());

    let plain = exchange(address, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(!plain.contains("HTTP/1.1 200"), "{plain}");
}

#[tokio::test]
async fn a_new_certificate_is_for_new_connections_and_a_bad_one_for_none() {
    let (folder, authority) = (tempfile::tempdir().unwrap(), Authority::new());
    let tls = Arc::new(Tls::load(authority.renew(folder.path())).unwrap());
    let (address, _stop) = serving(&tls).await;
    let mut before = Client::trusting(&authority).connect(address).await.unwrap();
    ask(&mut before).await.unwrap();
    assert_eq!(tls.refresh(), Ok(false), "nothing has changed");

    let files = authority.renew(folder.path());
    assert_eq!(tls.refresh(), Ok(true));
    let after = Client::trusting(&authority).connect(address).await.unwrap();
    assert_ne!(shown(&after), shown(&before));
    ask(&mut before).await.expect("a connection from before goes on");

    fs::write(&files.key, authority.issue().1).unwrap();
    let bad = tls.refresh().unwrap_err();
    assert!(bad.to_string().starts_with("tls.certificate: the file does not go with the key"), "{bad}");
    fs::remove_file(&files.key).unwrap();
    assert_eq!(
        tls.refresh().unwrap_err().to_string(),
        "tls.key: the file cannot be read (there is no such file)"
    );
    let still = Client::trusting(&authority).connect(address).await.unwrap();
    assert_eq!(shown(&still), shown(&after));
}

#[tokio::test]
async fn clients_without_a_certificate_of_the_authority_are_not_let_in() {
    let folder = tempfile::tempdir().unwrap();
    let (authority, clients) = (Authority::new(), Authority::new());
    let client_ca = folder.path().join("clients.pem");
    fs::write(&client_ca, clients.0.pem()).unwrap();
    let files = Files { client_ca: Some(client_ca), ..authority.renew(folder.path()) };
    let (address, _stop) = serving(&Arc::new(Tls::load(files).unwrap())).await;
    for (own, welcome) in [(None, false), (Some(authority.issue()), false), (Some(clients.issue()), true)] {
        let client = Client { own, ..Client::trusting(&authority) };
        // In TLS 1.3 the client is done before the server has seen its certificate: the refusal comes with the answer.
        let answered = match client.connect(address).await {
            Ok(mut stream) => ask(&mut stream).await.is_ok(),
            Err(_) => false,
        };
        assert_eq!(answered, welcome);
    }
}
