//! Activation: the code from the mail, and a captcha that can be seen or read aloud.

use zeroize::Zeroizing;

use super::{Conversation, Language, Registration, RegistrationError, journal::SavedStep};
use crate::{
    identity::entry,
    service::{
        Body, Call, ProblemCode, ServiceError,
        contract::{Activate, Activated, CaptchaAnswer, CaptchaChallenge, Id, Resent},
        new_idempotency_key,
    },
};

/// A captcha: a picture and a question in words that asks for the same kind of proof. Answering either is enough.
#[derive(Clone, PartialEq, Eq)]
pub struct Captcha {
    /// How the service names it; goes back with the answer.
    pub id: CaptchaId,
    /// PNG.
    pub image: Vec<u8>,
    /// In words, for a screen reader, in the language asked for.
    pub question: String,
    /// Seconds since 1970.
    pub expires_at: u64,
}

/// Names a captcha. Not secret, not personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaptchaId(Id);

impl CaptchaId {
    /// As text, for a shell to hand back.
    #[must_use]
    pub fn to_text(self) -> String {
        self.0.to_text()
    }

    /// From what [`CaptchaId::to_text`] gave; `None` for any other text.
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
        /// Tries left for this code.
        tries_left: u8,
    },
    /// The code is too old: have a new one sent.
    #[error("the code is too old")]
    CodeExpired,
    /// No tries left: have a new one sent.
    #[error("no tries left for this code")]
    CodeExhausted,
    /// Wrong captcha answer: get a new captcha. The code lost no try.
    #[error("wrong captcha answer")]
    WrongCaptcha,
    /// A code was sent a moment ago.
    #[error("a code was sent a moment ago")]
    ResendTooSoon {
        /// Seconds since 1970.
        resend_at: u64,
    },
    /// Something else; with no connection, try again.
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
            ServiceError::Problem(ProblemCode::ResendTooSoon { resend_at }) => {
                Self::ResendTooSoon { resend_at }
            }
            error => Self::Registration(error.into()),
        }
    }
}

/// Why a link was not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Not the service's own link: it may come from a scammer. Do not follow it.
    #[error("not a link of this service")]
    NotOurs,
    /// There is no registration that waits for a code.
    #[error("no registration waits for a code")]
    NotAwaited,
}

/// The six digits of a code as typed, spaces and hyphens aside.
fn digits_of(code: &str) -> Option<Zeroizing<String>> {
    // Room for all of it: a string that grows would leave copies of the code behind.
    let mut digits = Zeroizing::new(String::with_capacity(code.len()));
    digits.extend(entry::visible(code).filter(|c| *c != '-' && !c.is_whitespace()));
    (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

impl Registration {
    /// A fresh captcha.
    pub async fn captcha(&self, language: Language) -> Result<Captcha, ActivationError> {
        let conversation = self.expect_activation()?;
        let key = self.key_of(&conversation)?;
        let idempotency_key = self.fresh_key()?;
        let call = Call::post(conversation.path("/captcha")?, Body::None, &idempotency_key, &key);
        let challenge: CaptchaChallenge = self.0.context.client.call(call).await?.json()?;
        Ok(Captcha {
            id: CaptchaId(challenge.id),
            image: challenge.image.0,
            question: match language {
                Language::Indonesian => challenge.question.id,
                Language::English => challenge.question.en,
            },
            expires_at: challenge.expires_at,
        })
    }

    /// Activates with the six digits of the mail and the answer to the captcha of that name. On success the account is
    /// bound to this phone and a PIN is next.
    pub async fn activate(
        &self,
        code: Zeroizing<String>,
        captcha: CaptchaId,
        answer: &str,
    ) -> Result<(), ActivationError> {
        let digits = digits_of(&code).ok_or(ActivationError::NotACode)?;
        let answer = entry::clean(answer);
        let _turn = self.0.turn.lock().await;
        let conversation = self.expect_activation()?;
        let key = self.key_of(&conversation)?;
        let idempotency_key = self.fresh_key()?;
        let body = Body::json(&Activate {
            code: &digits,
            captcha: CaptchaAnswer { id: captcha.0, answer: &answer },
        });
        let call = Call::post(conversation.path("/activation")?, body, &idempotency_key, &key);
        match self.0.context.client.call(call).await.map_err(ActivationError::from) {
            Ok(answer) => {
                let activated: Activated = answer.json()?;
                self.write_answer(
                    &conversation,
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
                    self.note(&conversation, |activation| activation.tries_left = tries)?;
                }
                Err(error)
            }
        }
    }

    /// Has a new code sent to the same address. The old one stops working.
    pub async fn resend_code(&self) -> Result<(), ActivationError> {
        let _turn = self.0.turn.lock().await;
        let conversation = self.expect_activation()?;
        let key = self.key_of(&conversation)?;
        let idempotency_key = self.fresh_key()?;
        let call = Call::post(conversation.path("/activation/resend")?, Body::None, &idempotency_key, &key);
        let resent: Resent = self.0.context.client.call(call).await?.json()?;
        self.note(&conversation, |activation| {
            activation.expires_at = resent.expires_at;
            activation.tries_left = resent.tries_left;
            activation.resend_at = resent.resend_at;
        })?;
        Ok(())
    }

    /// A link from the mail was opened on this phone. It is taken only from the pinned host, carries no credential, and
    /// does nothing but bring the code screen to the front.
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

    fn expect_activation(&self) -> Result<Conversation, RegistrationError> {
        let conversation = self.conversation()?;
        match self.read_in(&conversation, |journal| matches!(journal.step, SavedStep::Activation(_)))? {
            true => Ok(conversation),
            false => Err(RegistrationError::WrongStep),
        }
    }

    fn fresh_key(&self) -> Result<String, RegistrationError> {
        Ok(new_idempotency_key(self.0.context.platform.random.as_ref())?)
    }

    fn note(
        &self,
        conversation: &Conversation,
        change: impl FnOnce(&mut crate::service::contract::ActivationStatus),
    ) -> Result<(), RegistrationError> {
        self.write_answer(
            conversation,
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
    use super::digits_of;

    #[test]
    fn a_code_is_read_as_it_was_pasted() {
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
    fn what_is_not_six_digits_is_no_code() {
        for text in ["", "12345", "1234567", "12345a", "12345\u{0666}", "123.456"] {
            assert!(digits_of(text).is_none(), "{text:?}");
        }
    }
}
