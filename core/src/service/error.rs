//! Problem details (RFC 9457) and lost connections as typed errors that say what to do next.

use serde_json::{Map, Value};

use super::{HttpResponse, TransportError, contract::FieldFault, retry};
use crate::platform::{KeystoreError, RandomError};

/// What the service answers when it does not do what was asked. `type` on the wire is `urn:ikd:problem:` and the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemCode {
    /// The request does not follow the contract: a fault of the app.
    Malformed,
    /// Some entries of the form were refused.
    FormInvalid(Vec<FieldFault>),
    /// The signature does not fit the request or the key.
    SignatureInvalid,
    /// The phone's clock is too far off; the offset was learnt from the answer.
    ClockSkew,
    /// This signed request was seen before.
    Replayed,
    /// The same idempotency key came with another body.
    IdempotencyConflict,
    /// No such thing, or not for this key.
    NotFound,
    /// The registration is in another state than this step needs; check the status.
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
    /// The body is of a type the service does not take.
    UnsupportedType,
    /// The upload stands elsewhere.
    OffsetMismatch {
        /// Bytes the service holds.
        offset: u64,
    },
    /// The whole photo does not have the announced digest; the upload starts over.
    DigestMismatch,
    /// The photo is not a JPEG.
    NotAJpeg,
    /// No such pairing token.
    PairingUnknown,
    /// The pairing token was used, perhaps by another phone.
    PairingUsed,
    /// The pairing token is too old; ask the officer for a new one.
    PairingExpired,
    /// Wrong captcha answer; a new captcha is needed. Costs no try of the code.
    CaptchaWrong,
    /// The captcha is too old; a new one is needed.
    CaptchaExpired,
    /// Wrong activation code.
    CodeWrong {
        /// Tries left for this code.
        tries_left: u8,
    },
    /// The activation code is too old; have a new one sent.
    CodeExpired,
    /// No tries left for this code; have a new one sent.
    CodeExhausted,
    /// A code was sent a moment ago.
    ResendTooSoon {
        /// When one may be sent again, seconds since 1970.
        resend_at: u64,
    },
    /// A possession statement was refused.
    PossessionInvalid,
    /// The account is blocked.
    AccountBlocked,
    /// The account moved to another phone.
    DeviceReleased,
    /// This version of the app is too old for the service.
    UpgradeRequired,
    /// The service cannot answer now.
    Unavailable {
        /// Seconds to wait, when the service says, at most an hour.
        retry_after_s: Option<u64>,
    },
    /// The service failed.
    Internal,
    /// A problem this version of the app does not know.
    Unknown {
        /// HTTP status.
        status: u16,
    },
}

/// Why a call to the service brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    /// No connection. What was entered is kept; try again with signal.
    #[error("no connection to the service")]
    Offline,
    /// No answer in time. What was entered is kept; try again.
    #[error("the service did not answer in time")]
    TimedOut,
    /// Somebody stands between the phone and the service; use another network.
    #[error("the service's certificate is not trusted")]
    Untrusted,
    /// The service's certificate is not valid at the time the phone believes it is: check the phone's date.
    #[error("the service's certificate does not fit the phone's date")]
    CertificateDate,
    /// The service said no.
    #[error("the service answered with a problem")]
    Problem(ProblemCode),
    /// The answer does not follow the contract; a redirect never does.
    #[error("the service's answer is not understood")]
    BadAnswer,
    /// The device key could not sign.
    #[error("the phone's key store did not sign")]
    Keystore(#[from] KeystoreError),
    /// The system gave no randomness.
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
    /// Whether the same call may succeed if it is simply made again.
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

    /// Seconds the service asks to wait before the same call is made again.
    pub(crate) fn retry_after_s(&self) -> Option<u64> {
        match self.problem()? {
            ProblemCode::RateLimited { retry_after_s } => Some(*retry_after_s),
            ProblemCode::Unavailable { retry_after_s } => *retry_after_s,
            _ => None,
        }
    }

    /// The word for it in the log.
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

    /// The problem the service named, if it named one.
    #[must_use]
    pub fn problem(&self) -> Option<&ProblemCode> {
        match self {
            Self::Problem(code) => Some(code),
            _ => None,
        }
    }
}

/// Reads an answer whose status is 400 to 599.
pub(super) fn problem(response: &HttpResponse) -> ProblemCode {
    let members: Map<String, Value> = serde_json::from_slice(&response.body).unwrap_or_default();
    let retry_after_s = retry::retry_after_s(response);
    let number = |name: &str| members.get(name).and_then(Value::as_u64);
    let code =
        members.get("type").and_then(Value::as_str).and_then(|name| name.strip_prefix("urn:ikd:problem:"));
    match code.unwrap_or_default() {
        "malformed" => ProblemCode::Malformed,
        "form-invalid" => {
            ProblemCode::FormInvalid(members.get("fields").map(known_faults).unwrap_or_default())
        }
        "signature-invalid" => ProblemCode::SignatureInvalid,
        "clock-skew" => ProblemCode::ClockSkew,
        "replayed" => ProblemCode::Replayed,
        "idempotency-conflict" => ProblemCode::IdempotencyConflict,
        "not-found" => ProblemCode::NotFound,
        "state-conflict" => ProblemCode::StateConflict,
        "rate-limited" => ProblemCode::RateLimited { retry_after_s: retry_after_s.unwrap_or(60) },
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
        "resend-too-soon" => ProblemCode::ResendTooSoon { resend_at: number("resend_at").unwrap_or(0) },
        "possession-invalid" => ProblemCode::PossessionInvalid,
        "account-blocked" => ProblemCode::AccountBlocked,
        "device-released" => ProblemCode::DeviceReleased,
        "upgrade-required" => ProblemCode::UpgradeRequired,
        "unavailable" => ProblemCode::Unavailable { retry_after_s },
        "internal" => ProblemCode::Internal,
        // Something in front of the service answered for it: a gateway knows no problem details.
        _ => match response.status {
            429 => ProblemCode::RateLimited { retry_after_s: retry_after_s.unwrap_or(60) },
            502..=504 => ProblemCode::Unavailable { retry_after_s },
            500 => ProblemCode::Internal,
            status => ProblemCode::Unknown { status },
        },
    }
}

/// Keeps what can be read of a list, so that one entry from a newer service does not hide the others.
fn known_faults(fields: &Value) -> Vec<FieldFault> {
    let entries = fields.as_array().into_iter().flatten();
    entries.filter_map(|entry| serde_json::from_value(entry.clone()).ok()).collect()
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

    /// `NotAJpeg` as the contract writes it: `not-a-jpeg`.
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
    fn every_problem_of_the_contract_is_known_by_its_name() {
        const CONTRACT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/sandbox/openapi.yaml");
        let contract = std::fs::read_to_string(CONTRACT).expect("the contract is in the repository");
        let names: std::collections::BTreeSet<&str> = contract
            .split("urn:ikd:problem:")
            .skip(1)
            .filter_map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '-').next())
            .filter(|name| !name.is_empty())
            // What any call may be answered has no list of names there.
            .chain([
                "malformed",
                "too-large",
                "unsupported-type",
                "upgrade-required",
                "unavailable",
                "internal",
            ])
            .collect();
        assert_eq!(names.len(), 31, "{names:?}");
        for name in names {
            let body = format!(r#"{{"type":"urn:ikd:problem:{name}"}}"#);
            assert_eq!(kebab(&format!("{:?}", problem(&answer(418, &body, &[])))), name);
        }
    }

    #[test]
    fn a_wrong_code_says_how_many_tries_are_left() {
        let response = answer(422, r#"{"type":"urn:ikd:problem:code-wrong","tries_left":3}"#, &[]);
        assert_eq!(problem(&response), ProblemCode::CodeWrong { tries_left: 3 });
    }

    #[test]
    fn a_gateway_without_problem_details_is_still_understood() {
        let response = answer(503, "<html>", &[("retry-after", "7")]);
        assert_eq!(problem(&response), ProblemCode::Unavailable { retry_after_s: Some(7) });
    }

    #[test]
    fn an_unknown_problem_keeps_only_its_status() {
        let response = answer(418, r#"{"type":"urn:ikd:problem:teapot","detail":"9901010101900001"}"#, &[]);
        assert_eq!(problem(&response), ProblemCode::Unknown { status: 418 });
    }

    #[test]
    fn unknown_fields_do_not_hide_the_known_ones() {
        let body = r#"{"type":"urn:ikd:problem:form-invalid","fields":[{"field":"nik","code":"invalid"},{"field":"hobby","code":"x"}]}"#;
        let ProblemCode::FormInvalid(faults) = problem(&answer(422, body, &[])) else { unreachable!() };
        assert_eq!(faults.len(), 1);
    }
}
