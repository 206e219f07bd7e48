//! The real network: HTTPS by reqwest and rustls on ring, with the roots that the app's configuration pins.
//!
//! The system's own certificate store is not consulted: a company proxy or a rogue authority on the phone cannot stand
//! between the citizen and the service. Redirects and proxies are not followed. TLS 1.3 and HTTP/1.1 alone: one host, one
//! request at a time, and half a megabyte less to download (docs/size.md).
//!
//! Certificates are judged by the service's time once the phone has heard it since it started, so that its own clock may
//! be set wrong; until then by the phone's clock.

use std::{
    error::Error as StdError,
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use rustls::{
    CertificateError, ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, UnixTime, pem::PemObject},
    time_provider::TimeProvider,
    version::TLS13,
};

use super::{HttpRequest, HttpResponse, Method, Transport, TransportError, TransportFuture};
use crate::time::{ClockTrust, ServiceClock};

/// Largest answer of the contract: a document container (64 KiB) with room to spare.
const MAX_ANSWER: usize = 256 * 1024;
/// A phone on a bad link may need this long for the handshake (three round trips of a second, with losses).
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// Longest silence within an exchange.
const READ_TIMEOUT: Duration = Duration::from_secs(25);

/// The address or the roots of the service cannot be used.
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
    /// With its pool of connections; another one after each lock.
    client: Mutex<reqwest::Client>,
    base: String,
    authority: String,
    clock: Arc<CertificateClock>,
}

/// The time certificates are judged by: the system's until it is given a better clock.
#[derive(Default)]
struct CertificateClock(OnceLock<Arc<ServiceClock>>);

impl fmt::Debug for CertificateClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CertificateClock")
    }
}

impl TimeProvider for CertificateClock {
    fn current_time(&self) -> Option<UnixTime> {
        let Some(clock) = self.0.get() else { return Some(UnixTime::now()) };
        let now = clock.now();
        // A guess from before the phone restarted would outlast the mistake: whoever set the date right meanwhile would
        // be told to check it. The phone's own clock is what they can do something about.
        let unix = match now.trust {
            ClockTrust::Unknown => Duration::from_millis(clock.reading()?.wall_ms),
            ClockTrust::InSync | ClockTrust::Deviates { .. } => Duration::from_secs(now.unix_s),
        };
        Some(UnixTime::since_unix_epoch(unix))
    }
}

/// A client with no connections yet.
fn client(tls: &ClientConfig) -> Result<reqwest::Client, HttpsConfigError> {
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls.clone())
        .https_only(true)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .build()
        .map_err(|_| HttpsConfigError::Tls)
}

impl HttpsTransport {
    /// `base` is `https://host[:port]`; `roots_pem` holds the pinned root certificates in PEM.
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
        let mut tls = ClientConfig::builder_with_details(Arc::new(ring::default_provider()), clock.clone())
            .with_protocol_versions(&[&TLS13])
            .map_err(|_| HttpsConfigError::Tls)?
            .with_root_certificates(roots)
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
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let client = self.client.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut builder = client.request(method, format!("{}{}", self.base, request.target));
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        if !request.body.is_empty() {
            builder = builder.body(request.body);
        }
        let mut response = builder.send().await.map_err(|error| classify(&error))?;
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error))? {
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
        // The pool has no call for it. An exchange under way keeps the old client until it ends.
        if let Ok(fresh) = client(&self.tls) {
            *self.client.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
    }

    fn use_clock(&self, clock: Arc<ServiceClock>) {
        // A transport that is shared by two clients goes by the first one's clock.
        let _ = self.clock.0.set(clock);
    }

    fn send(&self, request: HttpRequest) -> TransportFuture<'_> {
        Box::pin(self.exchange(request))
    }
}

/// What the person can do about it: move to a better place, wait, set the date, or not trust this network.
fn classify(error: &reqwest::Error) -> TransportError {
    match tls_error(error) {
        Some(rustls::Error::InvalidCertificate(
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. },
        )) => TransportError::CertificateDate,
        Some(rustls::Error::InvalidCertificate(_)) => TransportError::Untrusted,
        Some(_) => TransportError::Offline,
        None if error.is_timeout() => TransportError::TimedOut,
        None if error.is_builder() => TransportError::Protocol,
        None => TransportError::Offline,
    }
}

/// The TLS library's error behind another one. It may sit inside an `io::Error` inside an `io::Error`, whose `source`
/// skips what they wrap.
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
mod tests {
    use super::*;

    #[test]
    fn a_plain_http_address_is_refused() {
        assert!(matches!(HttpsTransport::new("http://contoh.id", b""), Err(HttpsConfigError::Address)));
    }

    #[test]
    fn an_address_with_a_path_or_a_user_is_refused() {
        for base in ["https://", "https://contoh.id/v1", "https://a@contoh.id", "https://contoh.id?x"] {
            assert!(matches!(HttpsTransport::new(base, b""), Err(HttpsConfigError::Address)), "{base}");
        }
    }

    #[test]
    fn without_a_root_nothing_is_trusted_and_nothing_starts() {
        assert!(matches!(HttpsTransport::new("https://contoh.id", b""), Err(HttpsConfigError::Roots)));
    }
}
