//! One request as the routes see it: read within limits, its signature checked, its change made exactly once.

use std::{future::poll_fn, net::IpAddr, pin::Pin};

use axum::{
    Extension, RequestExt,
    body::{Body, Bytes, HttpBody},
    extract::{FromRequest, Request},
    http::{HeaderMap, Method, header},
};
use serde::de::DeserializeOwned;

use super::{Answer, Problem};
use crate::{
    authority::SERVER_NAMES,
    net::Connection,
    secret::sha256,
    service::{Service, Shared},
    signature::{Covered, SignatureInput, check_content_digest},
    store::{Kept, KeyStanding, RequestIdentity, Tx},
};

/// Largest body of any request: a whole photograph in one piece.
const LARGEST_BODY: usize = 112_640;
/// Largest JSON body.
const LARGEST_JSON: usize = 32 * 1024;
/// Largest body of an application: a sealed submission in base64url, and the names of its files.
const LARGEST_SUBMISSION: usize = 96 * 1024;
/// How much of a body that is too large is read and discarded, bytes.
const LARGEST_IGNORED: usize = 1 << 20;
/// How far the phone's time of signing may be from the service's clock, seconds (formats.md section 9).
const WINDOW: u64 = 300;

/// One request.
pub(crate) struct Call {
    method: Method,
    authority: String,
    path: String,
    query: String,
    headers: HeaderMap,
    /// The whole body.
    pub(crate) body: Bytes,
    /// Where it comes from.
    pub(crate) peer: IpAddr,
}

/// Whose signature a request carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) thumbprint: [u8; 32],
    /// Compressed SEC1.
    pub(crate) public_key: [u8; 33],
    pub(crate) standing: KeyStanding,
}

impl FromRequest<Shared> for Call {
    type Rejection = Problem;

    async fn from_request(mut request: Request, _: &Shared) -> Result<Self, Problem> {
        let Extension(connection): Extension<Connection> =
            request.extract_parts().await.map_err(|_| Problem::internal())?;
        let (parts, body) = request.into_parts();
        let media =
            parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let most = match parts.method {
            _ if media.starts_with("application/partial-upload") => LARGEST_BODY,
            Method::PUT => LARGEST_SUBMISSION,
            _ => LARGEST_JSON,
        };
        let body = read_body(body, most).await?;
        let host = || parts.headers.get(header::HOST).and_then(|value| value.to_str().ok());
        let authority =
            parts.uri.authority().map(|authority| authority.as_str()).or_else(host).unwrap_or_default();
        Ok(Self {
            authority: authority.to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            method: parts.method,
            headers: parts.headers,
            body,
            peer: connection.peer,
        })
    }
}

/// Whether the phone addressed this service. A request signed for another host is refused; the port may be any, because
/// a proxy may forward from another one.
fn addressed_to_us(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    SERVER_NAMES.iter().any(|name| name.eq_ignore_ascii_case(host))
}

/// The whole body, if it is at most `most` bytes.
///
/// What is larger is still read, up to [`LARGEST_IGNORED`]: a client that is cut off while it sends does not read the answer.
async fn read_body(mut body: Body, most: usize) -> Result<Bytes, Problem> {
    let (mut whole, mut length) = (Vec::new(), 0);
    while let Some(frame) = next_frame(&mut body).await {
        // A request that breaks off before its end is ignored.
        let frame = frame.map_err(|_| Problem::malformed())?;
        length += frame.len();
        if length <= most {
            whole.extend_from_slice(&frame);
        } else if length > LARGEST_IGNORED {
            break;
        }
    }
    if length > most { Err(Problem::too_large()) } else { Ok(whole.into()) }
}

/// The next piece of a body.
pub(crate) async fn next_frame(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    let frame = poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await?;
    // Trailers are ignored.
    Some(frame.map(|frame| frame.into_data().unwrap_or_default()))
}

impl Call {
    /// A header that must not occur twice.
    pub(crate) fn header(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut values = self.headers.get_all(name).iter();
        let first =
            values.next().map(|value| value.to_str().map_err(|_| Problem::malformed())).transpose()?;
        if values.next().is_some() { Err(Problem::malformed()) } else { Ok(first) }
    }

    /// One parameter of the query.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }

    /// The media type without parameters.
    pub(crate) fn media_type(&self) -> Result<&str, Problem> {
        Ok(self.header("content-type")?.unwrap_or_default().split(';').next().unwrap_or_default().trim())
    }

    /// The body as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        if self.media_type()? != "application/json" {
            return Err(Problem::unsupported_type());
        }
        serde_json::from_slice(&self.body).map_err(|_| Problem::malformed())
    }

    /// Checks the signature with the key behind it, which must be known here.
    pub(crate) fn authenticate(&self, service: &Service) -> Result<Caller, Problem> {
        let input = self.signature_input()?;
        let known = service.store.run(|tx| tx.key(&input.thumbprint))?;
        // That a thumbprint is unknown may be said: only the owner of the key can compute it.
        let (public_key, standing) = known.ok_or_else(Problem::signature_invalid)?;
        self.verified(service, &input, &public_key, standing)
    }

    /// Checks the signature with a key that comes with the request itself.
    pub(crate) fn authenticate_with(
        &self,
        service: &Service,
        public_key: &[u8; 33],
    ) -> Result<Caller, Problem> {
        let input = self.signature_input()?;
        let known = service.store.run(|tx| tx.key(&sha256(public_key)))?;
        let standing = known.map_or(KeyStanding::Registering, |(_, standing)| standing);
        self.verified(service, &input, public_key, standing)
    }

    fn signature_input(&self) -> Result<SignatureInput, Problem> {
        let header = self.header("signature-input")?.ok_or_else(Problem::signature_invalid)?;
        SignatureInput::read(header).map_err(|_| Problem::signature_invalid())
    }

    fn verified(
        &self,
        service: &Service,
        input: &SignatureInput,
        public_key: &[u8],
        standing: KeyStanding,
    ) -> Result<Caller, Problem> {
        let content_digest = self.header("content-digest")?;
        let covered = Covered {
            method: self.method.as_str(),
            authority: &self.authority,
            path: &self.path,
            query: &self.query,
            content_digest,
            idempotency_key: self.header("idempotency-key")?,
            upload_offset: self.header("upload-offset")?,
            upload_complete: self.header("upload-complete")?,
            ikd_app: self.header("ikd-app")?,
            content_type: self.header("content-type")?,
            if_none_match: self.header("if-none-match")?,
        };
        if !addressed_to_us(&self.authority) {
            return Err(Problem::signature_invalid());
        }
        let signature = self.header("signature")?.ok_or_else(Problem::signature_invalid)?;
        input.verify(signature, &covered, public_key).map_err(|_| Problem::signature_invalid())?;
        check_content_digest(content_digest, &self.body).map_err(|_| Problem::signature_invalid())?;
        // From here on the request is known to come from the key's owner.
        service.limiter.key(&input.thumbprint).map_err(Problem::rate_limited)?;
        let now = service.clock.now();
        if now.abs_diff(input.created) > WINDOW {
            return Err(Problem::clock_skew());
        }
        let keep_from = now.saturating_sub(WINDOW + 1);
        if !service
            .store
            .run(|tx| tx.note_nonce(&input.thumbprint, &input.nonce, input.created, keep_from))?
        {
            return Err(Problem::replayed());
        }
        self.check_app_version(service)?;
        let public_key = public_key.try_into().map_err(|_| Problem::internal())?;
        Ok(Caller { thumbprint: input.thumbprint, public_key, standing })
    }

    /// `Ikd-App` says which version calls; one below the policy's lowest is refused with `upgrade-needed`. Other tools send none.
    fn check_app_version(&self, service: &Service) -> Result<(), Problem> {
        let Some(version) = self.header("ikd-app")? else { return Ok(()) };
        let parts: Option<Vec<u64>> = version.trim().split('.').map(|part| part.parse().ok()).collect();
        let parts = parts.filter(|parts| parts.len() == 3).ok_or_else(Problem::malformed)?;
        if parts.as_slice() < service.policy().lowest_app.as_slice() {
            return Err(Problem::upgrade_required());
        }
        Ok(())
    }

    /// The account this caller holds.
    ///
    /// Every call about an account passes here, so that a blocked account or a released phone is refused on each of them.
    pub(crate) fn account(&self, tx: &Tx<'_>, caller: &Caller) -> Result<crate::store::Account, Problem> {
        match caller.standing {
            KeyStanding::Registering => Err(Problem::not_found()),
            KeyStanding::Released(_) => Err(Problem::device_released()),
            KeyStanding::Active(id) => {
                let account = tx.account(&id)?.ok_or_else(Problem::not_found)?;
                if account.blocked {
                    return Err(Problem::account_blocked());
                }
                if account.active_key != Some(caller.thumbprint) {
                    return Err(Problem::device_released());
                }
                Ok(account)
            }
        }
    }

    /// Makes a change exactly once: a repeat gets the first answer again.
    ///
    /// `task` and the storage of its answer are one transaction. A refusal is stored too, with what `task` wrote before
    /// it refused (a counted try). A failure of the service or a 429 rolls everything back.
    pub(crate) fn change(
        &self,
        service: &Service,
        caller: &Caller,
        task: impl FnOnce(&Tx<'_>, u64) -> Result<Answer, Problem>,
    ) -> Result<Answer, Problem> {
        let key = self.header("idempotency-key")?.ok_or_else(Problem::malformed)?;
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if !(16..=64).contains(&key.len()) || !key.bytes().all(allowed) {
            return Err(Problem::malformed());
        }
        let now = service.clock.now();
        let digest = sha256(&self.body);
        let request = RequestIdentity {
            thumbprint: &caller.thumbprint,
            key,
            method: self.method.as_str(),
            path: &self.path,
            digest: &digest,
        };
        service.store.run(|tx| match tx.kept_answer(&request, now)? {
            Kept::Answer(kept) => Ok(Answer::of_kept(kept)?.with("idempotency-replayed", "true")),
            Kept::Conflict => Err(Problem::idempotency_conflict()),
            Kept::New => {
                let answer = match task(tx, now) {
                    Ok(answer) => answer,
                    Err(problem) if problem.status.is_server_error() || problem.status.as_u16() == 429 => {
                        return Err(problem);
                    }
                    Err(problem) => problem.answer(),
                };
                tx.keep_answer(&request, &answer.keep(), now)?;
                Ok(answer)
            }
        })
    }
}

/// An answer with an `ETag`, or 304 when the caller has it already.
pub(crate) fn unless_known(call: &Call, etag: &str, answer: Answer) -> Result<Answer, Problem> {
    let quoted = format!("\"{etag}\"");
    let known = call.header("if-none-match")?.is_some_and(|list| {
        list.split(',').any(|item| item.trim().trim_start_matches("W/") == quoted || item.trim() == "*")
    });
    let answer = if known { Answer::empty(axum::http::StatusCode::NOT_MODIFIED) } else { answer };
    Ok(answer.with("etag", quoted))
}
