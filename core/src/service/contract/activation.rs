//! Activation: captcha, code and resending, under `/v1/registrations/{id}`.

use serde::{Deserialize, Serialize};

use super::{
    Bytes, Id, ServiceLine,
    moment::{beginning, end},
};

/// State of the activation code that was sent.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ActivationStatus {
    pub(crate) email_hint: ServiceLine<254>,
    #[serde(deserialize_with = "end")]
    pub(crate) expires_at: u64,
    pub(crate) tries_left: u8,
    #[serde(deserialize_with = "beginning")]
    pub(crate) resend_at: u64,
}

/// Answer to `POST .../captcha`.
#[derive(Deserialize)]
pub(crate) struct CaptchaChallenge {
    pub(crate) id: Id,
    pub(crate) image: Bytes,
    pub(crate) question: CaptchaQuestion,
    #[serde(deserialize_with = "end")]
    pub(crate) expires_at: u64,
}

/// The captcha's question in words.
#[derive(Deserialize)]
pub(crate) struct CaptchaQuestion {
    pub(crate) id: ServiceLine<600>,
    pub(crate) en: ServiceLine<600>,
}

/// `POST .../activation`.
#[derive(Serialize)]
pub(crate) struct Activate<'a> {
    pub(crate) code: &'a str,
    pub(crate) captcha: CaptchaAnswer<'a>,
}

/// The answer to a captcha.
#[derive(Serialize)]
pub(crate) struct CaptchaAnswer<'a> {
    pub(crate) id: Id,
    pub(crate) answer: &'a str,
}

/// Answer to `POST .../activation`.
#[derive(Deserialize)]
pub(crate) struct Activated {
    pub(crate) account: Id,
}

/// Answer to `POST .../activation/resend`.
#[derive(Deserialize)]
pub(crate) struct Resent {
    #[serde(deserialize_with = "end")]
    pub(crate) expires_at: u64,
    pub(crate) tries_left: u8,
    #[serde(deserialize_with = "beginning")]
    pub(crate) resend_at: u64,
}
