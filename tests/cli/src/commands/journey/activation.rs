//! Activation: the code from the mail and the captcha.

use ikd_core::{
    identity::Email,
    registration::{ActivationError, FormShape},
};
use zeroize::Zeroizing;

use super::Journey;
use crate::{explain, failure::Failure, home::replace};

impl Journey<'_> {
    pub(super) async fn activate(&mut self, email_hint: &str, tries_left: u8) -> Result<(), Failure> {
        self.steps.begin("activation");
        let texts = self.texts;
        let registration = self.app.registration().clone();
        self.console.heading(texts.activation)?;
        self.console.say(&(texts.activation_says)(email_hint, tries_left))?;
        self.console.entry(&(texts.mailbox_is_at)(&self.demo.pages().mailbox))?;
        let draft = self.draft(FormShape::Short)?;
        // The mail went to the normalised address, which may differ from the typed one.
        let email = Email::parse(&draft.email)
            .map_or_else(|_| draft.email.clone(), |email| email.address().to_owned());
        let mailed = self.demo.mailed_code(&email);
        let default = mailed.as_ref().map_or("", |code| code.as_str());
        let code = Zeroizing::new(self.console.ask(texts.ask_code, default)?);
        if code.eq_ignore_ascii_case(texts.new_code_letter) {
            return match registration.resend_code().await {
                Ok(()) => self.console.say(texts.new_code_sent),
                Err(error) => self.not_activated(&error),
            };
        }
        let captcha = match registration.captcha(self.language()).await {
            Ok(captcha) => captcha,
            Err(error) => return self.not_activated(&error),
        };
        let picture = self.home.file("captcha.png");
        self.console.say(&captcha.question)?;
        if self.console.is_terminal() && replace(&picture, &captcha.image, true).is_ok() {
            self.console.say(&(texts.captcha_picture)(&picture.to_string_lossy()))?;
        }
        let known = self.demo.captcha_answer(&captcha.id.to_text()).unwrap_or_default();
        let answer = self.console.ask(texts.ask_captcha, &known)?;
        let outcome = registration.activate(code, captcha.id, &answer).await;
        // The captcha cannot be answered again. If the file cannot be removed, the next captcha replaces it.
        let _ = std::fs::remove_file(picture);
        match outcome {
            Ok(()) => {
                self.console.say(texts.activated)?;
                self.end_step()
            }
            Err(error) => self.not_activated(&error),
        }
    }

    fn not_activated(&self, error: &ActivationError) -> Result<(), Failure> {
        let explanation = explain::activation(self.texts, error);
        match error {
            ActivationError::Registration(_) => self.try_again(explanation),
            _ => self.console.again(&explanation),
        }
    }
}
