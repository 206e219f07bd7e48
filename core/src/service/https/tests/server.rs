//! A local TLS server with its own certificate authority.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use time::{Duration, OffsetDateTime};

/// 2026-11-22T00:00:00Z, the time around which the certificates of these tests are valid.
pub(super) const CERTIFIED_S: u64 = 1_795_305_600;

/// A certificate authority, and the name in the server certificate that it issues.
pub(super) struct Pki {
    made_at: OffsetDateTime,
    name: &'static str,
    /// The root certificate that the phone pins.
    root_pem: String,
    authority: KeyPair,
}

impl Pki {
    /// An authority whose certificates are valid from a day before `unix_s` until a year after it.
    pub(super) fn valid_at(unix_s: u64) -> Self {
        let seconds = i64::try_from(unix_s).expect("a time of this age");
        let made_at = OffsetDateTime::from_unix_timestamp(seconds).expect("a time of this age");
        let authority = KeyPair::generate().expect("a key");
        let root_pem = authority_params(made_at).self_signed(&authority).expect("signed").pem();
        Self { made_at, name: "localhost", root_pem, authority }
    }

    pub(super) fn valid_now() -> Self {
        Self::valid_at(u64::try_from(OffsetDateTime::now_utc().unix_timestamp()).expect("after 1970"))
    }

    /// Issues the server's certificate for another name.
    pub(super) fn with_server_name(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// Makes the phone pin another authority.
    pub(super) fn with_root_of(self, other: &Pki) -> Self {
        Self { root_pem: other.root_pem.clone(), ..self }
    }

    pub(super) fn root_pem(&self) -> &str {
        &self.root_pem
    }

    fn server_config(&self) -> Arc<ServerConfig> {
        let issuer = Issuer::new(authority_params(self.made_at), &self.authority);
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new([self.name.to_owned()]).expect("a name");
        (params.not_before, params.not_after) = validity(self.made_at);
        let certificate = params.signed_by(&key, &issuer).expect("signed");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("TLS 1.3 is there")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("the key fits");
        Arc::new(config)
    }
}

fn validity(made_at: OffsetDateTime) -> (OffsetDateTime, OffsetDateTime) {
    (made_at - Duration::DAY, made_at + Duration::days(365))
}

fn authority_params(made_at: OffsetDateTime) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    (params.not_before, params.not_after) = validity(made_at);
    params
}

/// A server that answers one request per connection.
pub(super) struct TlsServer {
    port: u16,
    targets: Arc<Mutex<Vec<String>>>,
}

impl TlsServer {
    /// Starts a server. `answer` receives the server's base address and returns the answer. The thread ends with the
    /// test process.
    pub(super) fn start(pki: &Pki, answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let targets = Arc::<Mutex<Vec<String>>>::default();
        let server = Self { port, targets: targets.clone() };
        let (config, answer) = (pki.server_config(), answer(&server.base()));
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                // A phone that rejects the certificate closes the connection.
                let _ = serve(stream, &config, &answer, &targets);
            }
        });
        server
    }

    pub(super) fn base(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// Targets of the received requests.
    pub(super) fn targets(&self) -> Vec<String> {
        self.targets.lock().expect("not poisoned").clone()
    }
}

fn serve(
    stream: TcpStream,
    config: &Arc<ServerConfig>,
    answer: &[u8],
    targets: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let connection = ServerConnection::new(config.clone()).map_err(std::io::Error::other)?;
    let mut stream = StreamOwned::new(connection, stream);
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        request.push(byte[0]);
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let target = request.split(' ').nth(1).unwrap_or_default().to_owned();
    targets.lock().expect("not poisoned").push(target);
    stream.write_all(answer)?;
    stream.conn.send_close_notify();
    stream.flush()
}

/// An answer with status 200 and this body.
pub(super) fn plain(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}
