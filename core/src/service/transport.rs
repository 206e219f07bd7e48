//! One HTTP exchange, as the core sees it: what a platform or a test must provide to be the network.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use crate::time::ServiceClock;

/// Request methods the contract uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Reads only the headers.
    Head,
    /// Creates or acts.
    Post,
    /// Appends to an upload.
    Patch,
    /// Gives up or releases.
    Delete,
}

impl Method {
    /// The token on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A request ready to be sent: already signed.
pub struct HttpRequest {
    /// Method.
    pub method: Method,
    /// Path and query, starting with `/`.
    pub target: String,
    /// Header fields; names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// Body; empty for none.
    pub body: Vec<u8>,
}

/// An answer, complete: its length has been checked against what was announced.
pub struct HttpResponse {
    /// Status code.
    pub status: u16,
    /// Header fields; names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// Status and length only: bodies are documents and registrations.
impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("body_len", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl HttpResponse {
    /// The first header field of this name (lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// Why there was no answer. In each case the service may or may not have acted on the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection could be made, or it was cut.
    #[error("no connection")]
    Offline,
    /// The connection is there but nothing came in time.
    #[error("no answer in time")]
    TimedOut,
    /// The other side is not the pinned service: its certificate does not lead to a pinned root.
    #[error("the service's certificate is not trusted")]
    Untrusted,
    /// The service's certificate is not valid at the time the phone believes it is.
    #[error("the service's certificate does not fit the phone's date")]
    CertificateDate,
    /// The answer was larger than the contract allows.
    #[error("answer too large")]
    TooLarge,
    /// The answer is not HTTP, or the request could not be built.
    #[error("not a valid exchange")]
    Protocol,
}

/// What [`Transport::send`] returns.
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<HttpResponse, TransportError>> + Send + 'a>>;

/// The network. Dropping the future cancels the exchange.
pub trait Transport: Send + Sync {
    /// Host and port as in the `Host` header, e.g. `layanan.contoh.id` or `localhost:8443`: part of what is signed.
    fn authority(&self) -> &str;
    /// Gives the time to judge certificates by; called once, before the first exchange. A network that judges them by
    /// other means does nothing.
    fn use_clock(&self, _clock: Arc<ServiceClock>) {}
    /// Closes connections that wait for the next exchange, and with them what they still hold of past answers: an exchange
    /// that begins afterwards makes a new connection. Called when the vault is locked, and when an answer contradicts what
    /// is known of the time. A network that keeps none does nothing.
    fn close_idle(&self) {}
    /// One exchange, no retries, no redirects.
    fn send(&self, request: HttpRequest) -> TransportFuture<'_>;
}

/// No network at all: flight mode, or an app built without the feature `network`.
pub struct NoNetwork;

impl Transport for NoNetwork {
    fn authority(&self) -> &str {
        "localhost"
    }

    fn send(&self, _: HttpRequest) -> TransportFuture<'_> {
        Box::pin(std::future::ready(Err(TransportError::Offline)))
    }
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_answer_says_nothing_of_its_body_or_headers() {
        let headers = vec![("location".to_owned(), "/rahasia".to_owned())];
        let response = HttpResponse { status: 200, headers, body: b"NAMA CONTOH".to_vec() };
        assert_eq!(format!("{response:?}"), "HttpResponse { status: 200, body_len: 11, .. }");
    }
}
