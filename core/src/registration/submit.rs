//! Submits the form and the portrait. A repeated request creates no second registration; an interrupted upload continues where
//! it stopped.

use ikd_proof::{consent::ConsentReceipt, cose::Signer as _};

use super::{
    Registration, RegistrationError, RegistrationRef, TERMS_ID,
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

/// Why form and portrait were not accepted. All entries are kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// The service refused entries of the form; the next step is the form, with the draft.
    #[error("the service refused entries of the form")]
    FormRefused(Vec<FieldFault>),
    /// The service refused the photo; the next step is the selfie.
    #[error("the service refused the photo")]
    PhotoRefused,
    /// The service demands newer terms. The step is the terms again; if this app has no newer terms, it must be updated.
    #[error("newer terms must be accepted")]
    TermsOutdated,
    /// This version of the app may no longer register: update it.
    #[error("this version of the app is too old")]
    AppOutdated,
    /// Any other error; without a connection, try again.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

impl From<ServiceError> for SubmitError {
    fn from(error: ServiceError) -> Self {
        Self::Registration(error.into())
    }
}

impl Registration {
    /// Sends form and portrait. The step shows the progress. May be called again after any failure or restart: parts
    /// that arrived are not sent again.
    pub async fn submit(&self) -> Result<(), SubmitError> {
        let _exchange = self.0.exchange.lock().await;
        if !self.read(|journal| matches!(journal.step, SavedStep::Uploading))? {
            return Err(RegistrationError::WrongStep.into());
        }
        let _measuring = self.measure_upload();
        let mut registration = self.registration_ref()?;
        let key = self.device_key_of(&registration)?;
        if registration.id.is_none() {
            self.refresh_trust(&registration).await?;
            registration = self.create(registration, &key).await?;
        }
        match self.upload(&registration, &key).await {
            Err(SubmitError::Registration(RegistrationError::Service(ServiceError::Problem(
                ProblemCode::NotFound,
            )))) => {
                self.mark_expired(&registration)?;
                Err(RegistrationError::WrongStep.into())
            }
            result => result,
        }
    }

    /// Updates the trust bundle: trusted offices and issuers, the terms, and the lowest version of the app may have
    /// changed since the app was built.
    async fn refresh_trust(&self, registration: &RegistrationRef) -> Result<(), SubmitError> {
        let context = &self.0.context;
        match context.trust.refresh(&context.client).await {
            // A bundle that does not verify is ignored; the current one stays in force.
            Ok(_) | Err(RefreshError::Bundle(_)) => {}
            Err(RefreshError::Service(error)) => return Err(error.into()),
        }
        let policy = &context.trust.current().policy;
        if context.app_version.is_below(policy.min_app_version) {
            return Err(SubmitError::AppOutdated);
        }
        if policy.terms.as_str() != TERMS_ID {
            self.return_to(registration, SavedStep::Terms)?;
            return Err(SubmitError::TermsOutdated);
        }
        Ok(())
    }

    /// Creates the registration at the service. Returns it with its id.
    async fn create(
        &self,
        registration: RegistrationRef,
        key: &KeystoreSigner,
    ) -> Result<RegistrationRef, SubmitError> {
        let request = self.saved_request(&registration, key)?;
        let answer = match self.0.context.client.call(request.call("/v1/registrations", key)).await {
            Ok(answer) => answer,
            Err(ServiceError::Problem(ProblemCode::FormInvalid(faults))) => {
                self.return_to(&registration, SavedStep::Form)?;
                return Err(SubmitError::FormRefused(faults));
            }
            Err(ServiceError::Problem(ProblemCode::TermsOutdated)) => {
                self.return_to(&registration, SavedStep::Terms)?;
                return Err(SubmitError::TermsOutdated);
            }
            Err(ServiceError::Problem(ProblemCode::UpgradeRequired)) => return Err(SubmitError::AppOutdated),
            Err(error) => return Err(error.into()),
        };
        let created: Created = answer.json()?;
        self.check_receipt(&registration, &created)?;
        self.write_answer(
            &registration,
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
        Ok(registration.with_id(created.id))
    }

    /// The request that creates the registration, saved before it is first sent: after a crash the same bytes are sent
    /// with the same idempotency key.
    fn saved_request(
        &self,
        registration: &RegistrationRef,
        key: &KeystoreSigner,
    ) -> Result<SavedRequest, RegistrationError> {
        if let Some(request) = self.read_for(registration, |journal| journal.outbox.clone())? {
            return Ok(request);
        }
        let random = self.0.context.platform.random.as_ref();
        self.write_answer(
            registration,
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

    /// The receipt must be signed by an issuer of receipts, for this consent and this registration.
    fn check_receipt(
        &self,
        registration: &RegistrationRef,
        created: &Created,
    ) -> Result<(), RegistrationError> {
        let consent = self.read_for(registration, |journal| journal.consent.clone())?;
        let consent = consent.ok_or(RegistrationError::WrongStep)?;
        let trust = self.0.context.trust.current();
        let receipt = ConsentReceipt::open(&created.consent_receipt.0, &consent.consent.0, &trust)
            .map_err(|_| RegistrationError::Mismatch)?;
        if receipt.registration == created.id.0 { Ok(()) } else { Err(RegistrationError::Mismatch) }
    }

    fn return_to(&self, registration: &RegistrationRef, step: SavedStep) -> Result<(), RegistrationError> {
        self.write_answer(
            registration,
            |_| true,
            |journal| {
                journal.step = step;
                journal.outbox = None;
                Ok(())
            },
        )
    }

    async fn upload(&self, registration: &RegistrationRef, key: &KeystoreSigner) -> Result<(), SubmitError> {
        let (portrait, advice) = self.with_saved(registration, |saved| {
            let (portrait, advice) = load_portrait(&saved.store)?.ok_or(RegistrationError::Mismatch)?;
            saved.journal.portrait_size =
                u32::try_from(portrait.len()).map_err(|_| RegistrationError::Mismatch)?;
            Ok::<_, RegistrationError>((portrait, advice))
        })??;
        let path = registration.path("/photo")?;
        let upload = Upload {
            client: &self.0.context.client,
            random: self.0.context.platform.random.as_ref(),
            key,
            path: &path,
            content_type: "image/jpeg",
            bytes: &portrait,
            advice: &advice,
        };
        let mut started = |held| {
            self.show_progress(registration, held);
            // What arrived in an earlier run says nothing about this connection.
            self.start_measuring();
        };
        let mut arrived = |held| {
            self.show_progress(registration, held);
            self.note_arrival();
        };
        match upload.send(&mut started, &mut arrived).await {
            Ok(()) => {}
            Err(ServiceError::Problem(ProblemCode::NotAJpeg | ProblemCode::TooLarge)) => {
                self.return_to(registration, SavedStep::Selfie)?;
                return Err(SubmitError::PhotoRefused);
            }
            // The service does not expect this portrait: it has it already and the last answer was lost, or the
            // registration has ended. The status decides.
            Err(ServiceError::Problem(ProblemCode::StateConflict)) => {
                self.refresh_status(registration, None).await?;
                return match self.read(|journal| journal.step.service_has_portrait())? {
                    true => Ok(()),
                    false => Err(RegistrationError::WrongStep.into()),
                };
            }
            Err(error) => return Err(error.into()),
        }
        self.write_answer(
            registration,
            |step| matches!(step, SavedStep::Uploading),
            |journal| {
                journal.portrait_sent = journal.portrait_size;
                journal.step = SavedStep::OfficePairing;
                Ok(())
            },
        )?;
        Ok(())
    }

    /// Not saved to disk: an upload starts by asking the service for the offset.
    fn show_progress(&self, registration: &RegistrationRef, sent: usize) {
        let updated = self.with_saved(registration, |saved| {
            saved.journal.portrait_sent = u32::try_from(sent).unwrap_or(saved.journal.portrait_size);
        });
        if updated.is_ok() {
            (self.0.context.changed)();
        }
    }
}
