//! Showing the face once more, for services that ask for it. Nothing on the phone recognises a face.

use std::{pin::Pin, sync::Arc};

pub use ikd_core::face_check::{FaceCheckState, FaceGuidance, FacePurpose, FaceRefusalReason};
use ikd_core::{Ikd, face_check};

use crate::{
    error::{ErrorCode, IkdError},
    error_table::defect,
    guard::{Calls, guarded},
    selfie::Portrait,
};

/// What a face check is for.
#[uniffi::remote(Enum)]
pub enum FacePurpose {
    /// An application whose form requires the applicant's presence by face.
    Application,
    /// Recovering the account.
    Recovery,
}

/// Where a face check stands.
#[uniffi::remote(Enum)]
pub enum FaceCheckState {
    /// The service asked: take a portrait, then `FaceChecks.answer`.
    Open {
        /// Until when it can be answered, seconds since 1970.
        expires_at: u64,
        /// Tries, this one included.
        tries_left: u8,
    },
    /// Answered. The service decides, at once or hours later: the person need not wait for it.
    Pending,
    /// The service accepts the portrait.
    Accepted,
    /// The service does not accept it.
    Refused {
        /// What to do: another portrait, or the counter.
        reason: FaceRefusalReason,
        /// What should be better on the next portrait; may be empty.
        guidance: Vec<FaceGuidance>,
        /// Tries left: 0 means to wait until `retry_at`, or to show the face at the counter. `FaceChecks.request` for the
        /// next try.
        tries_left: u8,
        /// When there is a try again if none is left, seconds since 1970.
        retry_at: Option<u64>,
    },
    /// Not answered, or not decided, in time: request a new question. It used up no try.
    Expired,
}

/// What a refusal means.
#[uniffi::remote(Enum)]
pub enum FaceRefusalReason {
    /// Nobody can compare this portrait: take another one.
    Retake,
    /// Show the face at the counter.
    SeeOfficer,
}

/// What should be better on the next portrait.
#[uniffi::remote(Enum)]
pub enum FaceGuidance {
    /// More light.
    TooDark,
    /// Hold the phone still, and wipe the lens.
    Blurry,
    /// Take off the glasses.
    RemoveGlasses,
    /// Take off the mask, or what else hides the face.
    RemoveMask,
    /// Look straight into the camera.
    LookStraight,
    /// Something else.
    Other,
}

/// The face checks of this phone. Its async calls run one at a time; each needs the vault to be open.
#[derive(uniffi::Object)]
pub struct FaceChecks {
    checks: face_check::FaceChecks,
    calls: Calls,
}

impl FaceChecks {
    pub(crate) fn of(app: &Ikd) -> Self {
        Self { checks: app.face_checks().clone(), calls: Calls::default() }
    }
}

impl FaceChecks {
    /// Runs an async call on the core's face checks. The work is boxed: otherwise the library would contain the code of a
    /// task for each call.
    async fn call<F>(
        &self,
        work: impl FnOnce(face_check::FaceChecks) -> F,
    ) -> Result<FaceCheckState, IkdError>
    where
        F: Future<Output = Result<FaceCheckState, IkdError>> + Send + 'static,
    {
        let work: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(work(self.checks.clone()));
        self.calls.run(work).await
    }
}

#[uniffi::export]
impl FaceChecks {
    /// Requests a question of the service, and replaces the check before it. Usually `Open`; if an answer for this
    /// purpose has arrived before, `Pending` or `Accepted`. [`ErrorCode::FaceCheckTooSoon`]: no tries are left for now.
    ///
    /// `reference`: the id of the application or recovery that asks for it, 16 bytes as base64url without padding.
    pub async fn request(&self, purpose: FacePurpose, reference: String) -> Result<FaceCheckState, IkdError> {
        self.call(|checks| async move {
            let reference = face_check::FaceReference::parse(&reference);
            let reference = reference.ok_or(defect(ErrorCode::BadArgument))?;
            Ok(checks.request(purpose, reference).await?)
        })
        .await
    }

    /// Sends the portrait of `Selfie.portrait` and signs the answer. If it fails for the connection, call it again with
    /// the same portrait: the upload goes on where it stopped, and an answer that had arrived is not sent twice.
    pub async fn answer(&self, portrait: Arc<Portrait>) -> Result<FaceCheckState, IkdError> {
        self.call(|checks| async move { Ok(checks.answer(&portrait.photo()).await?) }).await
    }

    /// Asks the service where the check stands, while a screen waits for the decision.
    pub async fn check(&self) -> Result<FaceCheckState, IkdError> {
        self.call(|checks| async move { Ok(checks.check().await?) }).await
    }

    /// Milliseconds until the next `check`; absent when no answer waits for its decision.
    pub fn poll_after_ms(&self) -> Result<Option<u64>, IkdError> {
        guarded(|| Ok(self.checks.poll_after_ms()))
    }

    /// Cancels the running async calls; each returns [`IkdError::Cancelled`].
    pub fn cancel(&self) -> Result<(), IkdError> {
        guarded(|| {
            self.calls.cancel();
            Ok(())
        })
    }
}
