//! Activation: the code from the email, and a captcha as a picture and as a text for a screen reader.

use zeroize::Zeroizing;

use super::{Language, Registration, RegistrationError, RegistrationRef, journal::SavedStep};
use crate::{
    identity::entry,
    service::{
        Body, Call, ProblemCode, ServiceError,
        contract::{Activate, Activated, ActivationStatus, CaptchaAnswer, CaptchaChallenge, Id, Resent},
        new_idempotency_key,
    },
};

/// A captcha: a picture, and a question in words. The answer to either is enough.
#[derive(Clone, PartialEq, Eq)]
pub struct Captcha {
    /// Its id at the service; sent with the answer.
    pub id: CaptchaId,
    /// PNG.
    pub image: Vec<u8>,
    /// The question for a screen reader, in the requested language.
    pub question: String,
    /// Seconds since 1970.
    pub expires_at: u64,
}

/// Id of a captcha. Not secret, not personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaptchaId(Id);

impl CaptchaId {
    /// As text, for [`CaptchaId::parse`].
    #[must_use]
    pub fn to_text(self) -> String {
        self.0.to_text()
    }

    /// Reads the result of [`CaptchaId::to_text`]; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Id::from_text(text).map(Self)
    }
}

/// Why the account was not activated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActivationError {
    /// Not six digits; nothing was sent.
    #[error("a code has six digits")]
    NotACode,
    /// Wrong code.
    #[error("wrong code")]
    WrongCode {
        /// Remaining tries for this code.
        tries_left: u8,
    },
    /// The code has expired: request a new one.
    #[error("the code has expired")]
    CodeExpired,
    /// No tries left: request a new code.
    #[error("no tries left for this code")]
    CodeExhausted,
    /// Wrong captcha answer: get a new captcha. Does not count as a try of the code.
    #[error("wrong captcha answer")]
    WrongCaptcha,
    /// A new code cannot be requested yet.
    #[error("a new code cannot be requested yet")]
    ResendTooSoon {
        /// Time until it can, ms.
        retry_after_ms: u64,
    },
    /// Any other error; without a connection, try again.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

impl From<ServiceError> for ActivationError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Problem(ProblemCode::CodeWrong { tries_left }) => Self::WrongCode { tries_left },
            ServiceError::Problem(ProblemCode::CodeExpired) => Self::CodeExpired,
            ServiceError::Problem(ProblemCode::CodeExhausted) => Self::CodeExhausted,
            ServiceError::Problem(ProblemCode::CaptchaWrong | ProblemCode::CaptchaExpired) => {
                Self::WrongCaptcha
            }
            ServiceError::Problem(ProblemCode::ResendTooSoon { retry_after_s }) => {
                Self::ResendTooSoon { retry_after_ms: retry_after_s.saturating_mul(1000) }
            }
            error => Self::Registration(error.into()),
        }
    }
}

/// An entry of [`Registration::activate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivationEntry {
    /// The code from the email.
    Code,
    /// The answer to the captcha.
    Captcha,
}

/// What an error of [`Registration::activate`] means for its entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ActivationFault {
    /// The entry that the error is about; `None`: no single one.
    pub entry: Option<ActivationEntry>,
    /// The code was refused: empty its entry.
    pub empty_code: bool,
    /// The captcha was answered: get a new one, and empty its entry.
    pub new_captcha: bool,
    /// No code sent so far counts any more: the person needs a new one.
    pub needs_new_code: bool,
}

impl ActivationError {
    /// What this error of [`Registration::activate`] means for the entries. The service takes one answer to each captcha,
    /// right or wrong, and looks at the code afterwards.
    #[must_use]
    pub fn fault(&self) -> ActivationFault {
        let fault = ActivationFault::default();
        let refused = ActivationFault { empty_code: true, new_captcha: true, ..fault };
        match self {
            Self::NotACode => ActivationFault { entry: Some(ActivationEntry::Code), ..fault },
            Self::WrongCode { .. } => ActivationFault { entry: Some(ActivationEntry::Code), ..refused },
            Self::CodeExpired | Self::CodeExhausted => ActivationFault { needs_new_code: true, ..refused },
            Self::WrongCaptcha => {
                ActivationFault { entry: Some(ActivationEntry::Captcha), new_captcha: true, ..fault }
            }
            Self::ResendTooSoon { .. } | Self::Registration(_) => fault,
        }
    }
}

/// Why an activation link was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Not a link of the service: it may be fraud. Do not open it.
    #[error("not a link of this service")]
    NotOurs,
    /// No registration is waiting for a code.
    #[error("no registration is waiting for a code")]
    NotAwaited,
}

/// The six digits of a code as typed, without spaces and hyphens.
fn digits_of(code: &str) -> Option<Zeroizing<String>> {
    // Full capacity from the start: a string that grows leaves copies of the code in memory.
    let mut digits = Zeroizing::new(String::with_capacity(code.len()));
    digits.extend(entry::visible(code).filter(|c| *c != '-' && !c.is_whitespace()));
    (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

impl Registration {
    /// Gets a new captcha.
    pub async fn captcha(&self, language: Language) -> Result<Captcha, ActivationError> {
        let registration = self.expect_activation()?;
        let key = self.device_key_of(&registration)?;
        let idempotency_key = self.new_idempotency_key()?;
        let call = Call::post(registration.path("/captcha")?, Body::None, &idempotency_key, &key);
        let challenge: CaptchaChallenge = self.0.context.client.call(call).await?.json()?;
        Ok(Captcha {
            id: CaptchaId(challenge.id),
            image: challenge.image.0,
            question: match language {
                Language::Indonesian => challenge.question.id.as_str().to_owned(),
                Language::English => challenge.question.en.as_str().to_owned(),
            },
            expires_at: challenge.expires_at,
        })
    }

    /// Activates the account with the six digits from the email and the answer to `captcha`. On success the account is
    /// bound to this phone, and the PIN is next.
    pub async fn activate(
        &self,
        code: Zeroizing<String>,
        captcha: CaptchaId,
        answer: &str,
    ) -> Result<(), ActivationError> {
        let digits = digits_of(&code).ok_or(ActivationError::NotACode)?;
        let answer = entry::clean(answer);
        let _exchange = self.0.exchange.lock().await;
        let registration = self.expect_activation()?;
        let key = self.device_key_of(&registration)?;
        let idempotency_key = self.new_idempotency_key()?;
        let body = Body::json(&Activate {
            code: &digits,
            captcha: CaptchaAnswer { id: captcha.0, answer: &answer },
        });
        let call = Call::post(registration.path("/activation")?, body, &idempotency_key, &key);
        match self.0.context.client.call(call).await.map_err(ActivationError::from) {
            Ok(answer) => {
                let activated: Activated = answer.json()?;
                self.write_answer(
                    &registration,
                    |step| matches!(step, SavedStep::Activation(_)),
                    |journal| {
                        journal.account = Some(activated.account);
                        journal.step = SavedStep::CreatePin;
                        Ok(())
                    },
                )?;
                Ok(())
            }
            Err(error) => {
                let tries = match error {
                    ActivationError::WrongCode { tries_left } => Some(tries_left),
                    ActivationError::CodeExhausted | ActivationError::CodeExpired => Some(0),
                    _ => None,
                };
                if let Some(tries) = tries {
                    self.update_activation(&registration, |activation| activation.tries_left = tries)?;
                }
                Err(error)
            }
        }
    }

    /// Requests a new code for the same address. The old code stops working.
    pub async fn resend_code(&self) -> Result<(), ActivationError> {
        let _exchange = self.0.exchange.lock().await;
        let registration = self.expect_activation()?;
        let key = self.device_key_of(&registration)?;
        let idempotency_key = self.new_idempotency_key()?;
        let call = Call::post(registration.path("/activation/resend")?, Body::None, &idempotency_key, &key);
        let resent: Resent = self.0.context.client.call(call).await?.json()?;
        self.update_activation(&registration, |activation| {
            activation.expires_at = resent.expires_at;
            activation.tries_left = resent.tries_left;
            activation.resend_at = resent.resend_at;
        })?;
        Ok(())
    }

    /// Opens the link from the email: only shows the code screen. The link must be of the pinned host, and carries no
    /// credential.
    pub fn open_activation_link(&self, url: &str) -> Result<(), LinkError> {
        let host = &self.0.link_host;
        let path = url.strip_prefix("https://").and_then(|rest| rest.strip_prefix(host.as_str()));
        if path != Some("/aktivasi") {
            return Err(LinkError::NotOurs);
        }
        self.expect_activation().map_err(|_| LinkError::NotAwaited)?;
        (self.0.context.changed)();
        Ok(())
    }

    fn expect_activation(&self) -> Result<RegistrationRef, RegistrationError> {
        let registration = self.registration_ref()?;
        match self.read_for(&registration, |journal| matches!(journal.step, SavedStep::Activation(_)))? {
            true => Ok(registration),
            false => Err(RegistrationError::WrongStep),
        }
    }

    fn new_idempotency_key(&self) -> Result<String, RegistrationError> {
        Ok(new_idempotency_key(self.0.context.platform.random.as_ref())?)
    }

    fn update_activation(
        &self,
        registration: &RegistrationRef,
        change: impl FnOnce(&mut ActivationStatus),
    ) -> Result<(), RegistrationError> {
        self.write_answer(
            registration,
            |step| matches!(step, SavedStep::Activation(_)),
            |journal| {
                if let SavedStep::Activation(activation) = &mut journal.step {
                    change(activation);
                }
                Ok(())
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{ActivationEntry, ActivationError, ActivationFault, RegistrationError, digits_of};

    #[test]
    fn an_answered_captcha_is_used_up_and_a_refused_code_and_a_wrong_entry_is_named() {
        let (code, captcha) = (Some(ActivationEntry::Code), Some(ActivationEntry::Captcha));
        for (error, entry, empty_code, new_captcha, needs_new_code) in [
            (ActivationError::NotACode, code, false, false, false),
            (ActivationError::WrongCode { tries_left: 4 }, code, true, true, false),
            (ActivationError::CodeExpired, None, true, true, true),
            (ActivationError::CodeExhausted, None, true, true, true),
            (ActivationError::WrongCaptcha, captcha, false, true, false),
            (ActivationError::ResendTooSoon { retry_after_ms: 1 }, None, false, false, false),
            (RegistrationError::WrongStep.into(), None, false, false, false),
        ] {
            let expected = ActivationFault { entry, empty_code, new_captcha, needs_new_code };
            assert_eq!(error.fault(), expected, "{error:?}");
        }
    }

    #[test]
    fn a_pasted_code_is_read_without_spaces_and_hyphens() {
        for text in [
            "123456",
            " 123 456\n",
            "123-456",
            "123\u{2011}456",
            "\u{feff}123\u{a0}456\u{200f}",
            "1\u{200b}23456",
        ] {
            assert_eq!(digits_of(text).as_ref().map(|digits| digits.as_str()), Some("123456"), "{text:?}");
        }
    }

    #[test]
    fn a_code_must_have_six_digits() {
        for text in ["", "12345", "1234567", "12345a", "12345\u{0666}", "123.456"] {
            assert!(digits_of(text).is_none(), "{text:?}");
        }
    }
}
