//! One call to the service: signs and sends the request, retries it where that is safe, and checks the answer.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    HttpRequest, HttpResponse, Method, ProblemCode, ServiceError, Transport, TransportError, error,
    retry::{self, MAX_ATTEMPTS, MAX_RETRY_AFTER_S},
    signature::{self, Components},
};
use crate::{
    platform::{KeystoreSigner, Log, Platform, SecureRandom, Severity},
    time::{Learnt, ServiceClock},
};

/// Bytes transferred by calls, counted on the phone: request targets, header fields and bodies, without compression and
/// TLS, when they are handed to the transport. Screens show it as data use; the sandbox counts the same calls at its
/// socket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Sent.
    pub up: u64,
    /// Received.
    pub down: u64,
}

/// Body of a call.
#[derive(Clone)]
pub(crate) enum Body {
    None,
    Json(Vec<u8>),
    /// A part of an upload, to be appended at `offset`; `complete` marks the last part.
    Part {
        bytes: Vec<u8>,
        offset: u64,
        complete: bool,
    },
}

impl Body {
    /// Serialises a contract type as JSON.
    pub(crate) fn json<T: Serialize>(value: &T) -> Self {
        Self::Json(serde_json::to_vec(value).expect("contract types have string keys and serialise"))
    }
}

/// A call before signing.
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) body: Body,
    /// Set for every call that changes something, except upload parts: their offset prevents applying them twice.
    pub(crate) idempotency_key: Option<&'a str>,
    /// ETag of the version that the phone holds.
    pub(crate) if_none_match: Option<&'a str>,
    /// The key that signs the request; `None` for public resources.
    pub(crate) key: Option<&'a KeystoreSigner>,
}

impl<'a> Call<'a> {
    pub(crate) fn get(target: impl Into<String>, key: Option<&'a KeystoreSigner>) -> Self {
        Self {
            method: Method::Get,
            target: target.into(),
            body: Body::None,
            idempotency_key: None,
            if_none_match: None,
            key,
        }
    }

    pub(crate) fn post(
        target: impl Into<String>,
        body: Body,
        idempotency_key: &'a str,
        key: &'a KeystoreSigner,
    ) -> Self {
        Self {
            method: Method::Post,
            target: target.into(),
            body,
            idempotency_key: Some(idempotency_key),
            if_none_match: None,
            key: Some(key),
        }
    }

    pub(crate) fn put(
        target: impl Into<String>,
        body: Body,
        idempotency_key: &'a str,
        key: &'a KeystoreSigner,
    ) -> Self {
        Self { method: Method::Put, ..Self::post(target, body, idempotency_key, key) }
    }

    pub(crate) fn head(target: impl Into<String>, key: &'a KeystoreSigner) -> Self {
        Self { method: Method::Head, ..Self::get(target, Some(key)) }
    }
}

/// A successful answer: status 200 to 299, or 304 for a call with `if_none_match`.
pub(crate) struct Answer(HttpResponse);

impl Answer {
    pub(crate) fn not_modified(&self) -> bool {
        self.0.status == 304
    }

    /// ETag of the answer, for the next call's `if_none_match`.
    pub(crate) fn etag(&self) -> Option<String> {
        self.0.header("etag").map(str::to_owned)
    }

    /// The number in a header field of the answer (name in lower case).
    pub(crate) fn number(&self, field: &str) -> Option<u64> {
        self.0.header(field)?.parse().ok()
    }

    /// Seconds to wait before the next call of this kind, if the service requests a pause.
    pub(crate) fn retry_after_s(&self) -> Option<u64> {
        retry::retry_after_s(&self.0)
    }

    pub(crate) fn bytes(self) -> Vec<u8> {
        self.0.body
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, ServiceError> {
        serde_json::from_slice(&self.0.body).map_err(|_| ServiceError::BadAnswer)
    }
}

/// Client of the service.
pub struct ServiceClient {
    transport: Arc<dyn Transport>,
    clock: Arc<ServiceClock>,
    random: Arc<dyn SecureRandom>,
    log: Log,
    app_version: String,
    up: AtomicU64,
    down: AtomicU64,
    /// How often idle connections were closed. Exchanges that start with different values use different connections.
    connection: AtomicU64,
}

/// An answer, and what the clock learnt from its date.
struct Exchanged {
    response: HttpResponse,
    learnt: Learnt,
}

impl ServiceClient {
    /// A client over `transport`. `clock` learns the service's time from each answer.
    pub fn new(
        transport: Arc<dyn Transport>,
        clock: Arc<ServiceClock>,
        platform: &Platform,
        app_version: String,
    ) -> Self {
        let (random, log) = (platform.random.clone(), platform.log.clone());
        transport.use_clock(clock.clone());
        let (up, down, connection) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
        Self { transport, clock, random, log, app_version, up, down, connection }
    }

    /// Closes idle connections, whose buffers still contain the last answers.
    pub(crate) fn close_idle(&self) {
        self.transport.close_idle();
        // Afterwards, so that no exchange that starts with the new value uses an old connection.
        self.connection.fetch_add(1, Ordering::SeqCst);
    }

    /// Bytes transferred since the app was opened.
    pub fn traffic(&self) -> Traffic {
        Traffic { up: self.up.load(Ordering::Relaxed), down: self.down.load(Ordering::Relaxed) }
    }

    /// Makes a call. A transport error, or a transient error response, is retried up to three times, with jitter, the
    /// same idempotency key and a new signature. A call that failed only because the phone's clock was wrong is retried
    /// with the corrected time. Dropping the future cancels the call; the service may have acted on it, and a call with
    /// the same key returns the outcome.
    pub(crate) async fn call(&self, call: Call<'_>) -> Result<Answer, ServiceError> {
        self.call_changing(call, &mut |_| {}).await
    }

    /// [`ServiceClient::call`]. `before_repeat` may change the call before it is repeated after a failure; whoever does
    /// that knows that the service may have acted on the call before.
    pub(crate) async fn call_changing<'a>(
        &self,
        mut call: Call<'a>,
        before_repeat: &mut (dyn FnMut(&mut Call<'a>) + Send),
    ) -> Result<Answer, ServiceError> {
        let mut corrections = 0;
        let mut most_corrections = 1;
        let mut attempt = 1;
        loop {
            let answer = self.exchange(&call).await;
            let (severity, outcome, status) = match &answer {
                Ok(answer) => (Severity::Debug, "answered", answer.response.status.into()),
                Err(error) => (Severity::Warning, error.outcome(), 0),
            };
            self.log.note(severity, "service.call", outcome, status);
            let error = match answer {
                Ok(Exchanged { response, learnt }) => {
                    if learnt == Learnt::Contradicted {
                        most_corrections = 2; // the clock accepts this date if the next answer confirms it
                    }
                    match check_answer(&call, response) {
                        Ok(answer) => return Ok(answer),
                        Err(error) => error,
                    }
                }
                Err(error) => error,
            };
            if error.problem() == Some(&ProblemCode::ClockSkew) && corrections < most_corrections {
                corrections += 1; // the clock learnt the service's time from the answer
                continue;
            }
            let retry_after = error.retry_after_s();
            if !error.is_transient()
                || attempt == MAX_ATTEMPTS
                || retry_after.is_some_and(|wait| wait > MAX_RETRY_AFTER_S)
            {
                return Err(error);
            }
            let wait = retry::wait_ms(attempt, retry_after, self.random.as_ref())?;
            tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
            attempt += 1;
            before_repeat(&mut call);
        }
    }

    async fn exchange(&self, call: &Call<'_>) -> Result<Exchanged, ServiceError> {
        let request = self.signed(call)?;
        let sent: usize = request.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        self.up.fetch_add((sent + request.target.len() + request.body.len()) as u64, Ordering::Relaxed);
        let connection = self.connection.load(Ordering::SeqCst);
        let before = self.clock.reading();
        let deadline = retry::deadline(request.body.len());
        let response = tokio::time::timeout(deadline, self.transport.send(request))
            .await
            .map_err(|_| TransportError::TimedOut)??;
        let received: usize = response.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        self.down.fetch_add((received + response.body.len()) as u64, Ordering::Relaxed);
        // An answer with an `Age` field comes from a cache, and so does its date. The value does not matter: if it is
        // invalid, the date is not trusted either.
        let date = match response.header("age") {
            None => response.header("date").and_then(retry::http_date),
            Some(_) => None,
        };
        let learnt = date.map_or(Learnt::Nothing, |date| self.clock.learn(date, before, connection));
        if learnt == Learnt::Contradicted {
            self.close_idle();
        }
        Ok(Exchanged { response, learnt })
    }

    fn signed(&self, call: &Call<'_>) -> Result<HttpRequest, ServiceError> {
        // The signature covers every other field, in the order of docs/formats.md section 9.
        let mut covered = Vec::new();
        let (body, media_type) = match &call.body {
            Body::None => (Vec::new(), None),
            Body::Json(bytes) => (bytes.clone(), Some("application/json")),
            Body::Part { bytes, .. } => (bytes.clone(), Some("application/partial-upload")),
        };
        if !body.is_empty() {
            covered.push(("content-digest", signature::content_digest(&body)));
        }
        if let Some(key) = call.idempotency_key {
            covered.push(("idempotency-key", key.to_owned()));
        }
        if let Body::Part { offset, complete, .. } = &call.body {
            covered.push(("upload-offset", offset.to_string()));
            covered.push(("upload-complete", if *complete { "?1" } else { "?0" }.to_owned()));
        }
        covered.push(("ikd-app", self.app_version.clone()));
        if let Some(media_type) = media_type {
            covered.push(("content-type", media_type.to_owned()));
        }
        if let Some(etag) = call.if_none_match {
            covered.push(("if-none-match", etag.to_owned()));
        }
        let mut headers = Vec::new();
        if let Some(key) = call.key {
            let mut nonce = [0; 16];
            self.random.fill(&mut nonce)?;
            let components = Components {
                method: call.method,
                authority: self.transport.authority(),
                target: &call.target,
                fields: &covered,
                created: self.clock.now().unix_s,
                nonce,
            };
            let fields = signature::sign(&components, key)?;
            headers.push(("signature-input", fields.input));
            headers.push(("signature", fields.signature));
        }
        headers.extend(covered);
        Ok(HttpRequest { method: call.method, target: call.target.clone(), headers, body })
    }
}

/// Accepts status 200 to 299, and 304 for a call with `if_none_match`. 400 to 599 becomes the problem in the answer.
/// The contract has no other status, in particular no redirect: such an answer is not read.
fn check_answer(call: &Call<'_>, response: HttpResponse) -> Result<Answer, ServiceError> {
    match response.status {
        200..=299 => Ok(Answer(response)),
        304 if call.if_none_match.is_some() => Ok(Answer(response)),
        400..=599 => Err(ServiceError::Problem(error::problem(&response))),
        _ => Err(ServiceError::BadAnswer),
    }
}

#[cfg(test)]
mod tests;
