//! Sending form and portrait: created once however often it is tried, uploaded in parts that resume where they stopped.

use ikd_proof::{consent::ConsentReceipt, cose::Signer as _};
use ring::digest;

use super::{
    Conversation, Registration, RegistrationError, TERMS_ID,
    journal::{Outbox, Remote, Stage, load_portrait},
};
use crate::{
    platform::DeviceKey,
    service::{
        Body, Call, FieldFault, Method, ProblemCode, ServiceError,
        contract::{Bytes, CreateRegistration, Created, StartUpload, UploadState},
        new_idempotency_key,
    },
    trust::RefreshError,
};

/// Bytes of one part. On 50 kbit/s a part takes about 3 s, so a cut link loses little and a screen moves.
const PART: usize = 20 * 1024;
/// Passes over the upload before it is left to the person to try again: a bound, so that nothing loads endlessly.
const MAX_PASSES: u32 = 3;

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
        if !self.read(|journal| matches!(journal.stage, Stage::Uploading))? {
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
        let around = &self.0.around;
        match around.trust.refresh(&around.client).await {
            // One that does not verify is not taken; the one in force goes on.
            Ok(_) | Err(RefreshError::Bundle(_)) => {}
            Err(RefreshError::Service(error)) => return Err(error.into()),
        }
        let policy = &around.trust.current().policy;
        if around.app_version.is_below(policy.min_app_version) {
            return Err(SubmitError::AppOutdated);
        }
        if policy.terms.as_str() != TERMS_ID {
            self.send_back_to(conversation, Stage::Terms)?;
            return Err(SubmitError::TermsOutdated);
        }
        Ok(())
    }

    /// Creates the registration at the service; gives it with the name it has there.
    async fn create(&self, conversation: Conversation, key: &DeviceKey) -> Result<Conversation, SubmitError> {
        let outbox = self.outbox(&conversation, key)?;
        let call =
            Call::post("/v1/registrations", Body::Json(outbox.body.0.clone()), &outbox.idempotency_key, key);
        let answer = match self.0.around.client.call(call).await {
            Ok(answer) => answer,
            Err(ServiceError::Problem(ProblemCode::FormInvalid(faults))) => {
                self.send_back_to(&conversation, Stage::Form)?;
                return Err(SubmitError::FormRefused(faults));
            }
            Err(ServiceError::Problem(ProblemCode::TermsOutdated)) => {
                self.send_back_to(&conversation, Stage::Terms)?;
                return Err(SubmitError::TermsOutdated);
            }
            Err(ServiceError::Problem(ProblemCode::UpgradeRequired)) => return Err(SubmitError::AppOutdated),
            Err(error) => return Err(error.into()),
        };
        let created: Created = answer.json()?;
        self.check_receipt(&conversation, &created)?;
        self.write_answer(
            &conversation,
            |stage| matches!(stage, Stage::Uploading),
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

    /// The request that creates the registration, written down before it is first sent: after a crash the same bytes go
    /// out under the same key.
    fn outbox(&self, conversation: &Conversation, key: &DeviceKey) -> Result<Outbox, RegistrationError> {
        if let Some(outbox) = self.read_in(conversation, |journal| journal.outbox.clone())? {
            return Ok(outbox);
        }
        let idempotency_key = new_idempotency_key(self.0.around.platform.random.as_ref())?;
        self.write_answer(
            conversation,
            |stage| matches!(stage, Stage::Uploading),
            |journal| {
                let (Some(form), Some(consent)) = (&journal.form, &journal.consent) else {
                    return Err(RegistrationError::WrongStep);
                };
                let Body::Json(body) = Body::json(&CreateRegistration {
                    form,
                    net_key: Bytes(key.public_key().as_bytes().to_vec()),
                    consent: consent.consent.clone(),
                    language: &consent.language,
                }) else {
                    unreachable!("Body::json makes JSON");
                };
                let outbox = Outbox { idempotency_key, body: Bytes(body) };
                journal.outbox = Some(outbox.clone());
                Ok(outbox)
            },
        )
    }

    /// The receipt must be signed by an issuer for receipts and speak of this consent and this registration.
    fn check_receipt(&self, conversation: &Conversation, created: &Created) -> Result<(), RegistrationError> {
        let consent = self.read_in(conversation, |journal| journal.consent.clone())?;
        let consent = consent.ok_or(RegistrationError::WrongStep)?;
        let trust = self.0.around.trust.current();
        let receipt = ConsentReceipt::open(&created.consent_receipt.0, &consent.consent.0, &trust)
            .map_err(|_| RegistrationError::Mismatch)?;
        if receipt.registration == created.id.0 { Ok(()) } else { Err(RegistrationError::Mismatch) }
    }

    fn send_back_to(&self, conversation: &Conversation, stage: Stage) -> Result<(), RegistrationError> {
        self.write_answer(
            conversation,
            |_| true,
            |journal| {
                journal.stage = stage;
                journal.outbox = None;
                Ok(())
            },
        )
    }

    async fn upload(&self, conversation: &Conversation, key: &DeviceKey) -> Result<(), SubmitError> {
        let portrait = self.with_book(conversation, |book| {
            let portrait = load_portrait(&book.store)?.ok_or(RegistrationError::Mismatch)?;
            book.journal.portrait_size =
                u32::try_from(portrait.len()).map_err(|_| RegistrationError::Mismatch)?;
            Ok::<_, RegistrationError>(portrait)
        })??;
        let mut passes = 0;
        loop {
            passes += 1;
            let sent = match self.start_upload(conversation, key, &portrait).await {
                Ok(offset) => self.send_parts(conversation, key, &portrait, offset).await,
                Err(error) => Err(error),
            };
            match sent {
                Ok(()) => break,
                // The service holds another amount than we thought, or the whole did not add up: look again from there.
                Err(ServiceError::Problem(
                    ProblemCode::OffsetMismatch { .. } | ProblemCode::DigestMismatch,
                )) if passes < MAX_PASSES => {}
                Err(ServiceError::Problem(ProblemCode::NotAJpeg | ProblemCode::TooLarge)) => {
                    self.send_back_to(conversation, Stage::Selfie)?;
                    return Err(SubmitError::PhotoRefused);
                }
                // The service does not await this portrait. Perhaps it has it and only the last answer was lost, perhaps
                // the registration ended meanwhile: only its status tells.
                Err(ServiceError::Problem(ProblemCode::StateConflict)) => {
                    self.take_status_over(conversation, None).await?;
                    return match self.read(|journal| journal.stage.holds_portrait())? {
                        true => Ok(()),
                        false => Err(RegistrationError::WrongStep.into()),
                    };
                }
                Err(error) => return Err(error.into()),
            }
        }
        self.write_answer(
            conversation,
            |stage| matches!(stage, Stage::Uploading),
            |journal| {
                journal.portrait_sent = journal.portrait_size;
                journal.stage = Stage::OfficePairing;
                Ok(())
            },
        )?;
        Ok(())
    }

    /// Announces the portrait, or finds out how much of it arrived in an earlier run.
    async fn start_upload(
        &self,
        conversation: &Conversation,
        key: &DeviceKey,
        portrait: &[u8],
    ) -> Result<usize, ServiceError> {
        let idempotency_key = new_idempotency_key(self.0.around.platform.random.as_ref())?;
        let body = Body::json(&StartUpload {
            length: portrait.len() as u64,
            sha256: Bytes(digest::digest(&digest::SHA256, portrait).as_ref().to_vec()),
            content_type: "image/jpeg",
        });
        let path = conversation.path("/photo").map_err(|_| ServiceError::BadAnswer)?;
        let call = Call::post(path, body, &idempotency_key, key);
        let state: UploadState = self.0.around.client.call(call).await?.json()?;
        let offset = usize::try_from(state.offset).ok().filter(|offset| *offset <= portrait.len());
        offset.ok_or(ServiceError::BadAnswer)
    }

    async fn send_parts(
        &self,
        conversation: &Conversation,
        key: &DeviceKey,
        portrait: &[u8],
        mut offset: usize,
    ) -> Result<(), ServiceError> {
        while offset < portrait.len() {
            let end = (offset + PART).min(portrait.len());
            let call = Call {
                method: Method::Patch,
                target: conversation.path("/photo").map_err(|_| ServiceError::BadAnswer)?,
                body: Body::Part {
                    bytes: portrait[offset..end].to_vec(),
                    offset: offset as u64,
                    complete: end == portrait.len(),
                },
                idempotency_key: None,
                if_none_match: None,
                key: Some(key),
            };
            match self.0.around.client.call(call).await {
                Ok(_) => offset = end,
                // A repeat of a part that had arrived: its answer was lost on the way.
                Err(ServiceError::Problem(ProblemCode::OffsetMismatch { offset: held }))
                    if usize::try_from(held).is_ok_and(|held| held > offset && held <= portrait.len()) =>
                {
                    offset = usize::try_from(held).expect("checked above");
                }
                Err(error) => return Err(error),
            }
            self.note_progress(conversation, offset);
        }
        Ok(())
    }

    /// Shown, but not worth a disk write: the service is asked for the true offset when an upload starts.
    fn note_progress(&self, conversation: &Conversation, sent: usize) {
        let noted = self.with_book(conversation, |book| {
            book.journal.portrait_sent = u32::try_from(sent).unwrap_or(book.journal.portrait_size);
        });
        if noted.is_ok() {
            (self.0.around.changed)();
        }
    }
}
