//! Faults of a network or a service, ordered by a test: slow answers, cuts, errors, half answers, a wrong
//! certificate.
//!
//! A fault matches requests by method and start of the path, lets `skip` of them pass and then applies to
//! the next `times`. Of several faults that match, the first that has applications left is used; all that match count.

use std::{
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use serde::Deserialize;

/// One fault, for the next requests that match.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Fault {
    /// HTTP method in upper case; absent: any.
    #[serde(default)]
    pub method: Option<String>,
    /// How the path starts, e.g. `/v1/registrations`.
    #[serde(default)]
    pub path: String,
    /// How many matching requests pass first.
    #[serde(default)]
    pub skip: u32,
    /// To how many requests it then applies.
    pub times: u32,
    /// What happens to them.
    pub kind: FaultKind,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The answer comes this much later.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// The connection breaks.
    Cut(CutPoint),
    /// The service answers with this error (429, 500, 503) and does nothing.
    Status {
        /// HTTP status, 400 to 599.
        status: u16,
        /// `Retry-After`, seconds.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// The request is processed; half of the answer's body arrives, then the connection breaks.
    TruncatedBody,
    /// A connection (not a request: `method`, `path` do not matter) is met with a certificate of another authority.
    WrongCertificate,
}

/// Where a connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CutPoint {
    /// Before the body is read: nothing was processed.
    BeforeRequest,
    /// While the body is read: nothing was processed.
    MidRequest,
    /// The request was processed, its answer is lost.
    AfterRequest,
}

/// The faults still to come.
#[derive(Debug, Default)]
pub(crate) struct FaultPlan(Mutex<Vec<Fault>>);

impl FaultPlan {
    /// Replaces the plan; an empty one ends all faults.
    pub(crate) fn set(&self, faults: Vec<Fault>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = faults;
    }

    /// What happens to this request.
    pub(crate) fn for_request(&self, method: &str, path: &str) -> Option<FaultKind> {
        self.take(|fault| {
            fault.kind != FaultKind::WrongCertificate
                && fault.method.as_deref().is_none_or(|wanted| wanted == method)
                && path.starts_with(&fault.path)
        })
    }

    /// Whether the next connection gets the wrong certificate.
    pub(crate) fn wrong_certificate(&self) -> bool {
        self.take(|fault| fault.kind == FaultKind::WrongCertificate).is_some()
    }

    fn take(&self, matches: impl Fn(&Fault) -> bool) -> Option<FaultKind> {
        let mut plan = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut struck = None;
        for fault in plan.iter_mut().filter(|fault| matches(fault)) {
            if fault.skip > 0 {
                fault.skip -= 1;
            } else if struck.is_none() && fault.times > 0 {
                fault.times -= 1;
                struck = Some(fault.kind.clone());
            }
        }
        plan.retain(|fault| fault.times > 0);
        struck
    }
}

/// A body that announces the length of `whole` and breaks off halfway.
pub(crate) struct Truncated {
    whole: usize,
    half: Option<Bytes>,
}

impl Truncated {
    pub(crate) fn new(whole: &Bytes) -> Self {
        Self { whole: whole.len(), half: Some(whole.slice(..whole.len() / 2)) }
    }

    pub(crate) fn into_body(self) -> Body {
        Body::new(self)
    }
}

impl HttpBody for Truncated {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        match self.half.take() {
            Some(half) if !half.is_empty() => {
                // The error follows in the next poll, after the half has had its chance to be written.
                cx.waker().wake_by_ref();
                Poll::Ready(Some(Ok(Frame::data(half))))
            }
            _ => Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionReset.into()))),
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.whole as u64)
    }
}

/// How long [`FaultKind::Delay`] waits at most: a test that asks for more has made a mistake.
pub(crate) const LONGEST_DELAY: Duration = Duration::from_secs(120);

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(method: Option<&str>, path: &str, skip: u32, times: u32, kind: FaultKind) -> Fault {
        Fault { method: method.map(str::to_owned), path: path.to_owned(), skip, times, kind }
    }

    #[test]
    fn a_fault_lets_some_requests_pass_and_applies_as_often_as_ordered() {
        let plan = FaultPlan::default();
        let kind = FaultKind::Status { status: 500, retry_after: None };
        plan.set(vec![fault(Some("POST"), "/v1/views", 1, 2, kind.clone())]);
        assert_eq!(plan.for_request("GET", "/v1/views"), None);
        assert_eq!(plan.for_request("POST", "/v1/trust"), None);
        assert_eq!(plan.for_request("POST", "/v1/views"), None);
        assert_eq!(plan.for_request("POST", "/v1/views"), Some(kind.clone()));
        assert_eq!(plan.for_request("POST", "/v1/views"), Some(kind));
        assert_eq!(plan.for_request("POST", "/v1/views"), None);
    }

    #[test]
    fn a_wrong_certificate_applies_to_connections_and_not_to_requests() {
        let plan = FaultPlan::default();
        plan.set(vec![fault(None, "", 0, 1, FaultKind::WrongCertificate)]);
        assert_eq!(plan.for_request("GET", "/v1/trust"), None);
        assert!(plan.wrong_certificate());
        assert!(!plan.wrong_certificate());
    }

    #[test]
    fn faults_are_read_from_json() {
        let read: Vec<Fault> = serde_json::from_str(
            r#"[{"path":"/v1","times":1,"kind":{"cut":"after-request"}},{"times":2,"kind":"wrong-certificate"},
                {"times":1,"kind":{"delay":{"ms":50}}},{"times":1,"kind":{"status":{"status":429,"retry_after":3}}}]"#,
        )
        .expect("readable");
        assert_eq!(read.len(), 4);
        assert_eq!(read[0].kind, FaultKind::Cut(CutPoint::AfterRequest));
    }
}
