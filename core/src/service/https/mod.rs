//! HTTPS transport on reqwest and rustls with ring, with root certificates pinned by the app's configuration.
//!
//! The system's certificate store is not used: a company proxy or a rogue authority on the phone cannot intercept the
//! connection. Redirects are not followed and proxies not used. Only TLS 1.3 and HTTP/1.1: there is one host and one
//! request at a time, and the library is half a megabyte smaller (docs/size.md).
//!
//! Certificates are checked against two clocks, of which one may be wrong: `https/certificate.rs`.

mod certificate;

use std::{
    error::Error as StdError,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rustls::{
    ClientConfig, RootCertStore,
    client::WebPkiServerVerifier,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
    version::TLS13,
};

use super::{HttpRequest, HttpResponse, Method, Transport, TransportError, TransportFuture, retry};
use crate::time::ServiceClock;

use certificate::{CertificateClock, TwoClocks, is_date};

/// Largest accepted answer, bytes. The largest of the contract is a document container of 64 KiB.
const MAX_ANSWER: usize = 256 * 1024;
/// Timeout of connecting, with the TLS handshake: three round trips of a second with losses, on a bad link.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// Longest time without received bytes in an exchange, besides the time for sending its body: until the answer begins,
/// and then from one read to the next. It covers a new connection, and a segment that is lost three times in a row.
const READ_TIMEOUT: Duration = Duration::from_secs(25);

/// The address or the root certificates of the service cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HttpsConfigError {
    /// The base address is not `https://host[:port]`.
    #[error("the service address must be https://host[:port]")]
    Address,
    /// No usable root certificate was given.
    #[error("no usable root certificate")]
    Roots,
    /// The TLS library refused its configuration.
    #[error("TLS could not be set up")]
    Tls,
}

/// HTTPS to one service.
pub struct HttpsTransport {
    tls: ClientConfig,
    /// Owns the pool of connections. [`Transport::close_idle`] replaces it.
    client: Mutex<reqwest::Client>,
    base: String,
    authority: String,
    clock: Arc<CertificateClock>,
}

/// A new client, without connections.
fn client(tls: &ClientConfig) -> Result<reqwest::Client, HttpsConfigError> {
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls.clone())
        .https_only(true)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(CONNECT_TIMEOUT)
        .build()
        .map_err(|_| HttpsConfigError::Tls)
}

impl HttpsTransport {
    /// A transport to `base`, which is `https://host[:port]`. `roots_pem` contains the pinned root certificates in PEM.
    pub fn new(base: &str, roots_pem: &[u8]) -> Result<Self, HttpsConfigError> {
        let authority = base.strip_prefix("https://").ok_or(HttpsConfigError::Address)?;
        if authority.is_empty() || authority.contains(['/', '?', '#', '@', ' ']) {
            return Err(HttpsConfigError::Address);
        }
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(roots_pem) {
            roots
                .add(certificate.map_err(|_| HttpsConfigError::Roots)?)
                .map_err(|_| HttpsConfigError::Roots)?;
        }
        if roots.is_empty() {
            return Err(HttpsConfigError::Roots);
        }
        let clock = Arc::<CertificateClock>::default();
        let provider = Arc::new(ring::default_provider());
        let inner = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
            .build()
            .map_err(|_| HttpsConfigError::Tls)?;
        let mut tls = ClientConfig::builder_with_details(provider, clock.clone())
            .with_protocol_versions(&[&TLS13])
            .map_err(|_| HttpsConfigError::Tls)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(TwoClocks { inner, clock: clock.clone() }))
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let client = Mutex::new(client(&tls)?);
        Ok(Self { tls, client, base: base.to_owned(), authority: authority.to_owned(), clock })
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let silence = READ_TIMEOUT + retry::sending(request.body.len());
        let client = self.client.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut builder = client.request(method, format!("{}{}", self.base, request.target));
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        if !request.body.is_empty() {
            builder = builder.body(request.body);
        }
        // reqwest's own read timeout begins with the request, and a long body would use it up.
        let mut response = within(silence, builder.send()).await?;
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            // A value that is not UTF-8 is kept with replacement characters: the presence of a field may matter.
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = within(READ_TIMEOUT, response.chunk()).await? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(TransportError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(HttpResponse { status, headers, body })
    }
}

impl Transport for HttpsTransport {
    fn authority(&self) -> &str {
        &self.authority
    }

    fn close_idle(&self) {
        // reqwest cannot close its pool, so the client is replaced. A running exchange keeps the old one until it ends.
        if let Ok(new) = client(&self.tls) {
            *self.client.lock().unwrap_or_else(PoisonError::into_inner) = new;
        }
    }

    fn use_clock(&self, clock: Arc<ServiceClock>) {
        self.clock.set(clock);
    }

    fn send(&self, request: HttpRequest) -> TransportFuture<'_> {
        Box::pin(self.exchange(request))
    }
}

/// Waits for the server for at most this time.
async fn within<T>(
    time: Duration,
    answer: impl Future<Output = Result<T, reqwest::Error>>,
) -> Result<T, TransportError> {
    let answer = tokio::time::timeout(time, answer).await.map_err(|_| TransportError::TimedOut)?;
    answer.map_err(|error| classify(&error))
}

/// Classifies an error by what the person can do: find a better connection, wait, set the date, or use another network.
fn classify(error: &reqwest::Error) -> TransportError {
    match tls_error(error) {
        Some(rustls::Error::InvalidCertificate(error)) if is_date(error) => TransportError::CertificateDate,
        Some(rustls::Error::InvalidCertificate(_)) => TransportError::Untrusted,
        Some(_) => TransportError::Offline,
        None if error.is_timeout() => TransportError::TimedOut,
        None if error.is_builder() => TransportError::Protocol,
        None => TransportError::Offline,
    }
}

/// Finds the TLS library's error in the chain of causes. It can be inside nested `io::Error`s, whose `source` skips the
/// error that they wrap.
fn tls_error<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    if let Some(tls) = error.downcast_ref() {
        return Some(tls);
    }
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    match wrapped {
        Some(inner) => tls_error(inner),
        None => error.source().and_then(tls_error),
    }
}

#[cfg(test)]
mod tests;
