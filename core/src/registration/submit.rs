//! Sending form and portrait: created once however often it is tried, uploaded in parts that resume where they stopped.

use ikd_proof::{consent::ConsentReceipt, cose::Signer as _};

use super::{
    Conversation, Registration, RegistrationError, TERMS_ID,
    journal::{Remote, SavedStep, load_portrait},
};
use crate::{
    platform::KeystoreSigner,
    service::{
        FieldFault, ProblemCode, SavedRequest, ServiceError, Upload,
        contract::{Bytes, CreateRegistration, Created},
    },
    trust::RefreshError,
};

/// Why form and portrait did not arrive. Everything entered is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// The service refused entries of the form; the citizen is back at the form with the draft.
    #[error("the service refused entries of the form")]
    FormRefused(Vec<FieldFault>),
    /// The service refused the photo; the citizen is back at the selfie.
    #[error("the service refused the photo")]
    PhotoRefused,
    /// The service demands newer terms; the citizen is back at the terms, or must update the app.
    #[error("newer terms must be accepted")]
    TermsOutdated,
    /// This version of the app may no longer register: update it. Everything entered is kept.
    #[error("this version of the app is too old")]
    AppOutdated,
    /// Something else: with no connection, try again.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

impl From<ServiceError> for SubmitError {
    fn from(error: ServiceError) -> Self {
        Self::Registration(error.into())
    }
}

impl Registration {
    /// Sends form and portrait. Progress shows in the step. May be called again after any failure or restart: what arrived
    /// is not sent again.
    pub async fn submit(&self) -> Result<(), SubmitError> {
        let _turn = self.0.turn.lock().await;
        if !self.read(|journal| matches!(journal.step, SavedStep::Uploading))? {
            return Err(RegistrationError::WrongStep.into());
        }
        let mut conversation = self.conversation()?;
        let key = self.key_of(&conversation)?;
        if conversation.id.is_none() {
            self.refresh_trust(&conversation).await?;
            conversation = self.create(conversation, &key).await?;
        }
        match self.upload(&conversation, &key).await {
            Err(SubmitError::Registration(RegistrationError::Service(ServiceError::Problem(
                ProblemCode::NotFound,
            )))) => {
                self.forgotten_by_service(&conversation)?;
                Err(RegistrationError::WrongStep.into())
            }
            result => result,
        }
    }

    /// The rules may have changed since the app was built: which offices and issuers to believe, which terms, which version
    /// of the app.
    async fn refresh_trust(&self, conversation: &Conversation) -> Result<(), SubmitError> {
        let context = &self.0.context;
        match context.trust.refresh(&context.client).await {
            // One that does not verify is not taken; the one in force goes on.
            Ok(_) | Err(RefreshError::Bundle(_)) => {}
            Err(RefreshError::Service(error)) => return Err(error.into()),
        }
        let policy = &context.trust.current().policy;
        if context.app_version.is_below(policy.min_app_version) {
            return Err(SubmitError::AppOutdated);
        }
        if policy.terms.as_str() != TERMS_ID {
            self.send_back_to(conversation, SavedStep::Terms)?;
            return Err(SubmitError::TermsOutdated);
        }
        Ok(())
    }

    /// Creates the registration at the service; gives it with the name it has there.
    async fn create(
        &self,
        conversation: Conversation,
        key: &KeystoreSigner,
    ) -> Result<Conversation, SubmitError> {
        let request = self.saved_request(&conversation, key)?;
        let answer = match self.0.context.client.call(request.call("/v1/registrations", key)).await {
            Ok(answer) => answer,
            Err(ServiceError::Problem(ProblemCode::FormInvalid(faults))) => {
                self.send_back_to(&conversation, SavedStep::Form)?;
                return Err(SubmitError::FormRefused(faults));
            }
            Err(ServiceError::Problem(ProblemCode::TermsOutdated)) => {
                self.send_back_to(&conversation, SavedStep::Terms)?;
                return Err(SubmitError::TermsOutdated);
            }
            Err(ServiceError::Problem(ProblemCode::UpgradeRequired)) => return Err(SubmitError::AppOutdated),
            Err(error) => return Err(error.into()),
        };
        let created: Created = answer.json()?;
        self.check_receipt(&conversation, &created)?;
        self.write_answer(
            &conversation,
            |step| matches!(step, SavedStep::Uploading),
            |journal| {
                journal.remote = Some(Remote { id: created.id, expires_at: created.expires_at });
                journal.outbox = None;
                if let Some(consent) = &mut journal.consent {
                    consent.receipt = Some(created.consent_receipt);
                }
                Ok(())
            },
        )?;
        Ok(conversation.named(created.id))
    }

    /// The request that creates the registration, saved before it is first sent: after a crash the same bytes are sent
    /// under the same key.
    fn saved_request(
        &self,
        conversation: &Conversation,
        key: &KeystoreSigner,
    ) -> Result<SavedRequest, RegistrationError> {
        if let Some(request) = self.read_in(conversation, |journal| journal.outbox.clone())? {
            return Ok(request);
        }
        let random = self.0.context.platform.random.as_ref();
        self.write_answer(
            conversation,
            |step| matches!(step, SavedStep::Uploading),
            |journal| {
                let (Some(form), Some(consent)) = (&journal.form, &journal.consent) else {
                    return Err(RegistrationError::WrongStep);
                };
                let body = CreateRegistration {
                    form,
                    device_key: Bytes(key.public_key().as_bytes().to_vec()),
                    consent: consent.consent.clone(),
                    language: &consent.language,
                };
                let request = SavedRequest::new(&body, random)?;
                journal.outbox = Some(request.clone());
                Ok(request)
            },
        )
    }

    /// The receipt must be signed by an issuer for receipts and speak of this consent and this registration.
    fn check_receipt(&self, conversation: &Conversation, created: &Created) -> Result<(), RegistrationError> {
        let consent = self.read_in(conversation, |journal| journal.consent.clone())?;
        let consent = consent.ok_or(RegistrationError::WrongStep)?;
        let trust = self.0.context.trust.current();
        let receipt = ConsentReceipt::open(&created.consent_receipt.0, &consent.consent.0, &trust)
            .map_err(|_| RegistrationError::Mismatch)?;
        if receipt.registration == created.id.0 { Ok(()) } else { Err(RegistrationError::Mismatch) }
    }

    fn send_back_to(&self, conversation: &Conversation, step: SavedStep) -> Result<(), RegistrationError> {
        self.write_answer(
            conversation,
            |_| true,
            |journal| {
                journal.step = step;
                journal.outbox = None;
                Ok(())
            },
        )
    }

    async fn upload(&self, conversation: &Conversation, key: &KeystoreSigner) -> Result<(), SubmitError> {
        let portrait = self.with_saved(conversation, |saved| {
            let portrait = load_portrait(&saved.store)?.ok_or(RegistrationError::Mismatch)?;
            saved.journal.portrait_size =
                u32::try_from(portrait.len()).map_err(|_| RegistrationError::Mismatch)?;
            Ok::<_, RegistrationError>(portrait)
        })??;
        let path = conversation.path("/photo")?;
        let upload = Upload {
            client: &self.0.context.client,
            random: self.0.context.platform.random.as_ref(),
            key,
            path: &path,
            content_type: "image/jpeg",
            bytes: &portrait,
        };
        match upload.send(|arrived| self.show_progress(conversation, arrived)).await {
            Ok(()) => {}
            Err(ServiceError::Problem(ProblemCode::NotAJpeg | ProblemCode::TooLarge)) => {
                self.send_back_to(conversation, SavedStep::Selfie)?;
                return Err(SubmitError::PhotoRefused);
            }
            // The service does not expect this portrait. It may have it already, with only the last answer lost, or the
            // registration may have ended: its status decides.
            Err(ServiceError::Problem(ProblemCode::StateConflict)) => {
                self.take_status_over(conversation, None).await?;
                return match self.read(|journal| journal.step.holds_portrait())? {
                    true => Ok(()),
                    false => Err(RegistrationError::WrongStep.into()),
                };
            }
            Err(error) => return Err(error.into()),
        }
        self.write_answer(
            conversation,
            |step| matches!(step, SavedStep::Uploading),
            |journal| {
                journal.portrait_sent = journal.portrait_size;
                journal.step = SavedStep::OfficePairing;
                Ok(())
            },
        )?;
        Ok(())
    }

    /// Shown, but not worth a disk write: the service is asked for the true offset when an upload starts.
    fn show_progress(&self, conversation: &Conversation, sent: usize) {
        let noted = self.with_saved(conversation, |saved| {
            saved.journal.portrait_sent = u32::try_from(sent).unwrap_or(saved.journal.portrait_size);
        });
        if noted.is_ok() {
            (self.0.context.changed)();
        }
    }
}
