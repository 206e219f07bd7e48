//! Problem details (RFC 9457) and connection failures as typed errors.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    HttpResponse, TransportError,
    contract::{ApplicationFault, Bytes, FieldFault, Id},
    retry,
};
use crate::platform::{KeystoreError, RandomError};

/// Problem that the service returns instead of a success. Its `type` on the wire is `urn:ikd:problem:` and the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemCode {
    /// The request does not follow the contract: a defect of the app.
    Malformed,
    /// The service refused entries of the form.
    FormInvalid(Vec<FieldFault>),
    /// The signature does not match the request or the key.
    SignatureInvalid,
    /// The phone's clock is too far off; the clock learnt the offset from the answer.
    ClockSkew,
    /// The service has received this signed request before.
    Replayed,
    /// The idempotency key was used with another body.
    IdempotencyConflict,
    /// The resource does not exist, or not for this key.
    NotFound,
    /// The registration or face check is not in the state that this request needs; check the status.
    StateConflict,
    /// Too many requests.
    RateLimited {
        /// Seconds to wait, at most an hour.
        retry_after_s: u64,
    },
    /// Newer terms must be accepted first.
    TermsOutdated,
    /// The consent was not signed by this phone, or for other terms.
    ConsentInvalid,
    /// The body is larger than the contract allows.
    TooLarge,
    /// The service does not accept the body's type.
    UnsupportedType,
    /// The service holds another number of bytes of the upload.
    OffsetMismatch {
        /// Bytes that the service holds.
        offset: u64,
    },
    /// The complete photo does not have the announced digest; the upload starts over.
    DigestMismatch,
    /// The photo is not a JPEG.
    NotAJpeg,
    /// The pairing token does not exist.
    PairingUnknown,
    /// The pairing token was used, possibly by another phone.
    PairingUsed,
    /// The pairing token has expired; ask the officer for a new one.
    PairingExpired,
    /// Wrong captcha answer; a new captcha is needed. Does not count as an attempt of the code.
    CaptchaWrong,
    /// The captcha has expired; a new one is needed.
    CaptchaExpired,
    /// Wrong activation code.
    CodeWrong {
        /// Attempts left for this code.
        tries_left: u8,
    },
    /// The activation code has expired; request a new one.
    CodeExpired,
    /// No attempts left for this code; request a new one.
    CodeExhausted,
    /// The last activation code was sent too recently.
    ResendTooSoon {
        /// Seconds to wait, at most an hour.
        retry_after_s: u64,
    },
    /// Too many portraits were refused; the next face check is later.
    FaceCheckTooSoon {
        /// Seconds to wait, at most an hour.
        retry_after_s: u64,
    },
    /// The signed answer does not belong to the face check.
    FaceAnswerInvalid,
    /// A possession statement was refused.
    PossessionInvalid,
    /// The service does not hold all files that an application names.
    FilesMissing {
        /// SHA-256 of each missing file.
        missing: Vec<[u8; 32]>,
    },
    /// The service holds this revision of the application with other content, or a higher one.
    RevisionConflict,
    /// Another application for the same service and person is open.
    DuplicateApplication {
        /// Its id, if it was sent by this account.
        application: Option<[u8; 16]>,
    },
    /// The service refused answers or papers of an application.
    ApplicationInvalid(Vec<ApplicationFault>),
    /// The submission was not signed by this phone for this revision, or names other files than those of the request.
    SubmissionInvalid,
    /// The form needs a face check for this application first.
    PresenceMissing,
    /// The service no longer opens what is sealed to this key of it.
    ServiceKeyRetired,
    /// The service no longer accepts this version of the form.
    DefinitionOutdated {
        /// The lowest version that it accepts.
        version: u64,
    },
    /// The account is blocked.
    AccountBlocked,
    /// The account moved to another phone.
    DeviceReleased,
    /// This version of the app is too old for the service.
    UpgradeRequired,
    /// The service cannot answer now.
    Unavailable {
        /// Seconds to wait, at most an hour, if the service states it.
        retry_after_s: Option<u64>,
    },
    /// The service failed internally.
    Internal,
    /// A problem that this version of the app does not know.
    Unknown {
        /// HTTP status.
        status: u16,
    },
}

/// Seconds to wait after a problem that asks for patience without saying how long.
const UNSTATED_WAIT_S: u64 = 60;

impl ProblemCode {
    /// Milliseconds to wait before the request is made again; `None` for a problem that waiting does not solve.
    #[must_use]
    pub fn wait_ms(&self) -> Option<u64> {
        let seconds = match self {
            Self::RateLimited { retry_after_s }
            | Self::ResendTooSoon { retry_after_s }
            | Self::FaceCheckTooSoon { retry_after_s } => *retry_after_s,
            Self::Unavailable { retry_after_s } => retry_after_s.unwrap_or(UNSTATED_WAIT_S),
            _ => return None,
        };
        Some(seconds.saturating_mul(1000))
    }
}

/// Why a call to the service failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    /// No connection. The input is kept; try again when online.
    #[error("no connection to the service")]
    Offline,
    /// No answer in time. The input is kept; try again.
    #[error("the service did not answer in time")]
    TimedOut,
    /// The connection is intercepted, or the server is not the service; use another network.
    #[error("the service's certificate is not trusted")]
    Untrusted,
    /// The service's certificate is not valid at the phone's time: check the phone's date.
    #[error("the service's certificate is not valid at the phone's date")]
    CertificateDate,
    /// The service answered with a problem.
    #[error("the service answered with a problem")]
    Problem(ProblemCode),
    /// The answer does not follow the contract, which allows no redirects.
    #[error("the service's answer does not follow the contract")]
    BadAnswer,
    /// The key store could not sign with the device key.
    #[error("the phone's key store did not sign")]
    Keystore(#[from] KeystoreError),
    /// The system supplied no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl From<TransportError> for ServiceError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Offline => Self::Offline,
            TransportError::TimedOut => Self::TimedOut,
            TransportError::Untrusted => Self::Untrusted,
            TransportError::CertificateDate => Self::CertificateDate,
            TransportError::TooLarge | TransportError::Protocol => Self::BadAnswer,
        }
    }
}

impl ServiceError {
    /// Whether the same call may succeed when it is repeated.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Offline
                | Self::TimedOut
                | Self::Problem(
                    ProblemCode::RateLimited { .. } | ProblemCode::Unavailable { .. } | ProblemCode::Internal
                )
        )
    }

    /// Seconds to wait before the call is repeated, if the service requests a pause.
    pub(crate) fn retry_after_s(&self) -> Option<u64> {
        match self.problem()? {
            ProblemCode::RateLimited { retry_after_s } => Some(*retry_after_s),
            ProblemCode::Unavailable { retry_after_s } => *retry_after_s,
            _ => None,
        }
    }

    /// Outcome word for the log.
    pub(super) fn outcome(&self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::TimedOut => "timed-out",
            Self::Untrusted => "untrusted",
            Self::CertificateDate => "certificate-date",
            Self::Problem(_) => "problem",
            Self::BadAnswer => "bad-answer",
            Self::Keystore(_) => "keystore-failed",
            Self::Random(_) => "no-randomness",
        }
    }

    /// The problem that the service returned, if it did.
    #[must_use]
    pub fn problem(&self) -> Option<&ProblemCode> {
        match self {
            Self::Problem(code) => Some(code),
            _ => None,
        }
    }
}

/// Reads the problem from an answer with a status of 400 to 599.
pub(super) fn problem(response: &HttpResponse) -> ProblemCode {
    let members: Map<String, Value> = serde_json::from_slice(&response.body).unwrap_or_default();
    let retry_after_s = retry::retry_after_s(response);
    let stated_or_usual = retry_after_s.unwrap_or(UNSTATED_WAIT_S);
    let number = |name: &str| members.get(name).and_then(Value::as_u64);
    let code =
        members.get("type").and_then(Value::as_str).and_then(|name| name.strip_prefix("urn:ikd:problem:"));
    match code.unwrap_or_default() {
        "malformed" => ProblemCode::Malformed,
        "form-invalid" => ProblemCode::FormInvalid(known(members.get("fields"), Some)),
        "signature-invalid" => ProblemCode::SignatureInvalid,
        "clock-skew" => ProblemCode::ClockSkew,
        "replayed" => ProblemCode::Replayed,
        "idempotency-conflict" => ProblemCode::IdempotencyConflict,
        "not-found" => ProblemCode::NotFound,
        "state-conflict" => ProblemCode::StateConflict,
        "rate-limited" => ProblemCode::RateLimited { retry_after_s: stated_or_usual },
        "terms-outdated" => ProblemCode::TermsOutdated,
        "consent-invalid" => ProblemCode::ConsentInvalid,
        "too-large" => ProblemCode::TooLarge,
        "unsupported-type" => ProblemCode::UnsupportedType,
        "offset-mismatch" => ProblemCode::OffsetMismatch { offset: number("offset").unwrap_or(0) },
        "digest-mismatch" => ProblemCode::DigestMismatch,
        "not-a-jpeg" => ProblemCode::NotAJpeg,
        "pairing-unknown" => ProblemCode::PairingUnknown,
        "pairing-used" => ProblemCode::PairingUsed,
        "pairing-expired" => ProblemCode::PairingExpired,
        "captcha-wrong" => ProblemCode::CaptchaWrong,
        "captcha-expired" => ProblemCode::CaptchaExpired,
        "code-wrong" => ProblemCode::CodeWrong {
            tries_left: number("tries_left").and_then(|tries| u8::try_from(tries).ok()).unwrap_or(0),
        },
        "code-expired" => ProblemCode::CodeExpired,
        "code-exhausted" => ProblemCode::CodeExhausted,
        "resend-too-soon" => ProblemCode::ResendTooSoon { retry_after_s: stated_or_usual },
        "face-check-too-soon" => ProblemCode::FaceCheckTooSoon { retry_after_s: stated_or_usual },
        "face-answer-invalid" => ProblemCode::FaceAnswerInvalid,
        "possession-invalid" => ProblemCode::PossessionInvalid,
        "files-missing" => ProblemCode::FilesMissing {
            missing: known(members.get("missing"), |bytes: Bytes| bytes.0.try_into().ok()),
        },
        "revision-conflict" => ProblemCode::RevisionConflict,
        "duplicate-application" => ProblemCode::DuplicateApplication {
            application: members.get("id").and_then(Value::as_str).and_then(Id::from_text).map(|id| id.0),
        },
        "application-invalid" => ProblemCode::ApplicationInvalid(known(members.get("problems"), Some)),
        "submission-invalid" => ProblemCode::SubmissionInvalid,
        "presence-missing" => ProblemCode::PresenceMissing,
        "service-key-retired" => ProblemCode::ServiceKeyRetired,
        "definition-outdated" => ProblemCode::DefinitionOutdated { version: number("version").unwrap_or(0) },
        "account-blocked" => ProblemCode::AccountBlocked,
        "device-released" => ProblemCode::DeviceReleased,
        "upgrade-required" => ProblemCode::UpgradeRequired,
        "unavailable" => ProblemCode::Unavailable { retry_after_s },
        "internal" => ProblemCode::Internal,
        // A gateway in front of the service answered, without problem details.
        _ => match response.status {
            429 => ProblemCode::RateLimited { retry_after_s: stated_or_usual },
            502..=504 => ProblemCode::Unavailable { retry_after_s },
            500 => ProblemCode::Internal,
            status => ProblemCode::Unknown { status },
        },
    }
}

/// Returns the known entries of the list, so that an unknown entry from a newer service does not hide the others.
fn known<W: DeserializeOwned, T>(entries: Option<&Value>, read: impl Fn(W) -> Option<T>) -> Vec<T> {
    let entries = entries.and_then(Value::as_array).into_iter().flatten();
    entries.filter_map(|entry| read(serde_json::from_value(entry.clone()).ok()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str, headers: &[(&str, &str)]) -> HttpResponse {
        HttpResponse {
            status,
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    /// Converts `NotAJpeg` to the form of the contract, `not-a-jpeg`.
    fn kebab(name: &str) -> String {
        let mut out = String::new();
        for letter in name.chars().take_while(char::is_ascii_alphanumeric) {
            if letter.is_ascii_uppercase() && !out.is_empty() {
                out.push('-');
            }
            out.push(letter.to_ascii_lowercase());
        }
        out
    }

    #[test]
    fn every_problem_of_the_contract_is_known() {
        const CONTRACT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/sandbox/openapi.yaml");
        let contract = std::fs::read_to_string(CONTRACT).expect("the contract is in the repository");
        let names: std::collections::BTreeSet<&str> = contract
            .split("urn:ikd:problem:")
            .skip(1)
            .filter_map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '-').next())
            .filter(|name| !name.is_empty())
            // The contract does not list the problems that every call can return.
            .chain([
                "malformed",
                "too-large",
                "unsupported-type",
                "upgrade-required",
                "unavailable",
                "internal",
            ])
            .collect();
        assert_eq!(names.len(), 41, "{names:?}");
        for name in names {
            let body = format!(r#"{{"type":"urn:ikd:problem:{name}"}}"#);
            assert_eq!(kebab(&format!("{:?}", problem(&answer(418, &body, &[])))), name);
        }
    }

    #[test]
    fn a_wrong_code_contains_the_attempts_left() {
        let response = answer(422, r#"{"type":"urn:ikd:problem:code-wrong","tries_left":3}"#, &[]);
        assert_eq!(problem(&response), ProblemCode::CodeWrong { tries_left: 3 });
    }

    #[test]
    fn an_answer_without_problem_details_is_classified_by_its_status() {
        let response = answer(503, "<html>", &[("retry-after", "7")]);
        assert_eq!(problem(&response), ProblemCode::Unavailable { retry_after_s: Some(7) });
    }

    #[test]
    fn every_problem_that_asks_for_patience_says_how_long() {
        for name in ["rate-limited", "resend-too-soon", "face-check-too-soon", "unavailable"] {
            let body = format!(r#"{{"type":"urn:ikd:problem:{name}"}}"#);
            assert_eq!(
                problem(&answer(503, &body, &[("retry-after", "7")])).wait_ms(),
                Some(7_000),
                "{name}"
            );
            assert_eq!(problem(&answer(503, &body, &[])).wait_ms(), Some(60_000), "{name}");
        }
        assert_eq!(ProblemCode::CodeExpired.wait_ms(), None);
    }

    #[test]
    fn an_unknown_problem_contains_only_its_status() {
        let response = answer(418, r#"{"type":"urn:ikd:problem:teapot","detail":"9901010101900001"}"#, &[]);
        assert_eq!(problem(&response), ProblemCode::Unknown { status: 418 });
    }

    #[test]
    fn an_unknown_form_field_does_not_hide_the_known_ones() {
        let body = r#"{"type":"urn:ikd:problem:form-invalid","fields":[{"field":"nik","code":"invalid"},{"field":"hobby","code":"x"}]}"#;
        let ProblemCode::FormInvalid(faults) = problem(&answer(422, body, &[])) else { unreachable!() };
        assert_eq!(faults.len(), 1);
    }
}
