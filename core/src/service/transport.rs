//! The interface to the network, which the HTTPS transport and tests implement: one HTTP exchange at a time.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use crate::time::ServiceClock;

/// Request methods of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Reads only the headers.
    Head,
    /// Creates or acts.
    Post,
    /// Creates or replaces under a name that the phone chose.
    Put,
    /// Appends to an upload.
    Patch,
    /// Cancels a registration or releases a phone.
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
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A signed request, ready to be sent.
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

/// A complete answer: its length matches the announced one.
pub struct HttpResponse {
    /// Status code.
    pub status: u16,
    /// Header fields; names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// Only status and length: bodies contain personal data.
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

/// Why an exchange failed. In each case the service may have acted on the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection could be made, or it was lost.
    #[error("no connection")]
    Offline,
    /// The answer did not arrive in time.
    #[error("no answer in time")]
    TimedOut,
    /// The server's certificate does not chain to a pinned root, or is for another name.
    #[error("the service's certificate is not trusted")]
    Untrusted,
    /// The service's certificate is not valid at the phone's time.
    #[error("the service's certificate is not valid at the phone's date")]
    CertificateDate,
    /// The answer is larger than the contract allows.
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
    /// Sets the clock for checking certificates; called once, before the first exchange. By default does nothing, for a
    /// transport that checks them without it.
    fn use_clock(&self, _clock: Arc<ServiceClock>) {}
    /// Closes idle connections, and drops the parts of past answers in their buffers. An exchange that starts
    /// afterwards uses a new connection. Called when the vault is locked, and when an answer's date contradicts the
    /// clock. By default does nothing, for a transport that keeps no connections.
    fn close_idle(&self) {}
    /// Makes one exchange, without retries and redirects.
    fn send(&self, request: HttpRequest) -> TransportFuture<'_>;
}

/// A transport that is always offline: flight mode, or an app built without the feature `network`.
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
    fn the_debug_text_of_an_answer_contains_neither_body_nor_headers() {
        let headers = vec![("location".to_owned(), "/rahasia".to_owned())];
        let response = HttpResponse { status: 200, headers, body: b"NAMA CONTOH".to_vec() };
        assert_eq!(format!("{response:?}"), "HttpResponse { status: 200, body_len: 11, .. }");
    }
}
