//! Answers, and problem details (RFC 9457) with the codes of the contract.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use crate::store::{KeptAnswer, StoreError};

/// What a route answers: small enough to be kept for repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// No body.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// JSON.
    pub(crate) fn json(status: StatusCode, value: &Value) -> Self {
        Self::bytes(status, "application/json", value.to_string().into_bytes())
    }

    /// Bytes of a media type.
    pub(crate) fn bytes(status: StatusCode, media: &str, body: Vec<u8>) -> Self {
        Self { status, headers: vec![("content-type".to_owned(), media.to_owned())], body }
    }

    /// With one more header.
    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    pub(crate) fn keep(&self) -> KeptAnswer {
        KeptAnswer {
            status: self.status.as_u16(),
            headers: json!(self.headers).to_string(),
            body: self.body.clone(),
        }
    }

    pub(crate) fn of_kept(kept: KeptAnswer) -> Result<Self, StoreError> {
        Ok(Self {
            status: StatusCode::from_u16(kept.status).map_err(|_| StoreError::Unreadable)?,
            headers: serde_json::from_str(&kept.headers).map_err(|_| StoreError::Unreadable)?,
            body: kept.body,
        })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        for (name, value) in self.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

/// An error of the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    code: &'static str,
    pub(crate) status: StatusCode,
    title: &'static str,
    members: Map<String, Value>,
    retry_after: Option<u64>,
}

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident = $status:ident $code:literal $title:literal;)+) => {
        impl Problem {
            $($(#[$doc])* pub(crate) fn $name() -> Self { Self::new($code, StatusCode::$status, $title) })+
        }
    };
}

problems! {
    signature_invalid = UNAUTHORIZED "signature-invalid" "The signature is missing or wrong";
    clock_skew = UNAUTHORIZED "clock-skew" "The time of signing is too far from the service's clock";
    replayed = UNAUTHORIZED "replayed" "This signature was used before: sign again";
    not_found = NOT_FOUND "not-found" "There is nothing here for this key";
    malformed = BAD_REQUEST "malformed" "The request does not follow the contract";
    method_not_allowed = METHOD_NOT_ALLOWED "method-not-allowed" "This resource has no such method";
    too_large = PAYLOAD_TOO_LARGE "too-large" "The request is larger than allowed";
    unsupported_type = UNSUPPORTED_MEDIA_TYPE "unsupported-type" "Another content type is needed here";
    internal = INTERNAL_SERVER_ERROR "internal" "The service failed";
    upgrade_required = UPGRADE_REQUIRED "upgrade-required" "A newer version of the app is needed";
    idempotency_conflict = UNPROCESSABLE_ENTITY "idempotency-conflict" "The idempotency key belongs to another request";
    consent_invalid = UNPROCESSABLE_ENTITY "consent-invalid" "The consent is not one of this key to these terms";
    digest_mismatch = UNPROCESSABLE_ENTITY "digest-mismatch" "The photograph arrived damaged: send it again";
    not_a_jpeg = UNPROCESSABLE_ENTITY "not-a-jpeg" "The photograph is not a JPEG that can be read";
    submission_invalid = UNPROCESSABLE_ENTITY "submission-invalid" "This is not an application that the key signed";
    presence_missing = UNPROCESSABLE_ENTITY "presence-missing" "The form asks for the face first";
    service_key_retired = CONFLICT "service-key-retired" "No key of the service opens this: seal it again";
    face_answer_invalid = UNPROCESSABLE_ENTITY "face-answer-invalid" "The answer does not belong to this check";
    pairing_unknown = NOT_FOUND "pairing-unknown" "No counter showed this code";
    pairing_used = CONFLICT "pairing-used" "Another phone used this code";
    pairing_expired = GONE "pairing-expired" "This code is too old: read the one on the counter now";
    code_expired = GONE "code-expired" "The activation code is too old: ask for a new one";
    code_exhausted = GONE "code-exhausted" "No tries are left for this code: ask for a new one";
    captcha_wrong = UNPROCESSABLE_ENTITY "captcha-wrong" "The answer to the captcha is wrong: ask for a new one";
    captcha_expired = GONE "captcha-expired" "The captcha is too old: ask for a new one";
    account_blocked = FORBIDDEN "account-blocked" "The account is blocked";
    device_released = FORBIDDEN "device-released" "The account was taken from this phone";
}

impl Problem {
    fn new(code: &'static str, status: StatusCode, title: &'static str) -> Self {
        Self { code, status, title, members: Map::new(), retry_after: None }
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn rate_limited(retry_after: u64) -> Self {
        let mut problem = Self::new("rate-limited", StatusCode::TOO_MANY_REQUESTS, "Too many requests: wait");
        problem.retry_after = Some(retry_after);
        problem
    }

    pub(crate) fn unavailable(retry_after: u64) -> Self {
        let mut problem =
            Self::new("unavailable", StatusCode::SERVICE_UNAVAILABLE, "The service is not available now");
        problem.retry_after = Some(retry_after);
        problem
    }

    pub(crate) fn form_invalid(fields: Vec<Value>) -> Self {
        Self::new("form-invalid", StatusCode::UNPROCESSABLE_ENTITY, "Fields of the form are wrong")
            .with("fields", fields)
    }

    pub(crate) fn application_invalid(problems: Vec<Value>) -> Self {
        Self::new("application-invalid", StatusCode::UNPROCESSABLE_ENTITY, "Parts of the form are wrong")
            .with("problems", problems)
    }

    pub(crate) fn files_missing(missing: Vec<Value>) -> Self {
        Self::new("files-missing", StatusCode::CONFLICT, "Files of the application are not here yet")
            .with("missing", missing)
    }

    pub(crate) fn revision_conflict(revision: u64) -> Self {
        Self::new("revision-conflict", StatusCode::CONFLICT, "Another submission has this revision")
            .with("revision", revision)
    }

    pub(crate) fn definition_outdated(service: &str, version: u64) -> Self {
        Self::new("definition-outdated", StatusCode::CONFLICT, "A newer form must be filled in")
            .with("service", service)
            .with("version", version)
    }

    pub(crate) fn duplicate_application(id: Option<String>) -> Self {
        let problem =
            Self::new("duplicate-application", StatusCode::CONFLICT, "An application for this is open");
        match id {
            Some(id) => problem.with("id", id),
            None => problem,
        }
    }

    pub(crate) fn terms_outdated(terms: &str) -> Self {
        Self::new("terms-outdated", StatusCode::CONFLICT, "Newer terms must be accepted first")
            .with("terms", terms)
    }

    pub(crate) fn state_conflict(state: &str) -> Self {
        Self::new("state-conflict", StatusCode::CONFLICT, "It is in another state").with("state", state)
    }

    pub(crate) fn offset_mismatch(offset: u64) -> Self {
        Self::new("offset-mismatch", StatusCode::CONFLICT, "The upload continues from another offset")
            .with("offset", offset)
    }

    pub(crate) fn code_wrong(tries_left: u32) -> Self {
        Self::new("code-wrong", StatusCode::UNPROCESSABLE_ENTITY, "The activation code is wrong")
            .with("tries_left", tries_left)
    }

    pub(crate) fn resend_too_soon(resend_at: u64, now: u64) -> Self {
        let mut problem =
            Self::new("resend-too-soon", StatusCode::TOO_MANY_REQUESTS, "A new code can be sent later")
                .with("resend_at", resend_at);
        problem.retry_after = Some(resend_at.saturating_sub(now).max(1));
        problem
    }

    pub(crate) fn face_check_too_soon(retry_at: u64, now: u64) -> Self {
        let mut problem = Self::new(
            "face-check-too-soon",
            StatusCode::TOO_MANY_REQUESTS,
            "Too many portraits were refused: later again, or at the counter",
        )
        .with("retry_at", retry_at);
        problem.retry_after = Some(retry_at.saturating_sub(now).max(1));
        problem
    }

    pub(crate) fn possession_invalid(index: usize) -> Self {
        Self::new(
            "possession-invalid",
            StatusCode::UNPROCESSABLE_ENTITY,
            "The phone did not show that it holds the key",
        )
        .with("index", index)
    }

    /// A fault that a test ordered, as the problem with this status.
    pub(crate) fn of_status(status: u16, retry_after: Option<u64>) -> Self {
        match status {
            429 => Self::rate_limited(retry_after.unwrap_or(1)),
            503 => Self::unavailable(retry_after.unwrap_or(1)),
            _ => Self {
                status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                retry_after,
                ..Self::internal()
            },
        }
    }

    /// As an answer that can be kept.
    pub(crate) fn answer(&self) -> Answer {
        let mut body = Map::new();
        body.insert("type".to_owned(), format!("urn:ikd:problem:{}", self.code).into());
        body.insert("title".to_owned(), self.title.into());
        body.insert("status".to_owned(), self.status.as_u16().into());
        body.extend(self.members.clone());
        let answer = Answer::bytes(
            self.status,
            "application/problem+json",
            Value::Object(body).to_string().into_bytes(),
        );
        match self.retry_after {
            Some(seconds) => answer.with(header::RETRY_AFTER.as_str(), seconds),
            None => answer,
        }
    }
}

impl From<StoreError> for Problem {
    fn from(_: StoreError) -> Self {
        Self::internal()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.answer().into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_has_type_title_status_and_its_members() {
        let answer = Problem::code_wrong(4).answer();
        let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
        assert_eq!(
            body,
            json!({"type": "urn:ikd:problem:code-wrong", "title": "The activation code is wrong", "status": 422,
                   "tries_left": 4})
        );
        assert_eq!(answer.headers, [("content-type".to_owned(), "application/problem+json".to_owned())]);
    }

    #[test]
    fn a_kept_answer_reads_back_as_it_was() {
        let answer = Problem::rate_limited(7).answer();
        assert_eq!(Answer::of_kept(answer.keep()), Ok(answer));
    }
}
