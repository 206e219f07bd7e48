//! Showing the face once more: some services ask for it before they act.
//!
//! The service asks with a nonce ([`FaceChecks::request`]); the phone sends a portrait and signs its digest together
//! with the question ([`FaceChecks::answer`]); the service decides who is on it, at once or hours later
//! ([`FaceChecks::check`]). Nothing on the phone recognises a face.
//!
//! Promises: only an unlocked app answers, with the device key; what is signed names the purpose that this phone asked
//! for, whatever the service sends; the portrait is never written to disk; a question is answered at most once.
//!
//! What the service said about a face check for an application is kept with the application, and so decides whether it
//! leaves ([`LeftReason::FaceCheckNeeded`](crate::applications::LeftReason)).
//!
//! A face check is not saved for a killed app, unlike a registration ([`SavedRequest`](crate::service)): the answer
//! could not be sent again, because the portrait is gone with the process. Nothing is lost by it. Requested again for
//! the same purpose, the service says that an answer has arrived, or asks anew; a question that was not answered uses up
//! no try.

mod portrait;
mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ikd_proof::{FaceAnswer, FaceChallenge};

pub use crate::service::Photo;
pub use crate::service::contract::{FaceGuidance, FaceRefusalReason};
pub use ikd_proof::FacePurpose;
pub use state::{FaceCheckState, FaceReference};

use crate::{
    account::{Account, AccountError},
    context::Context,
    platform::KeystoreSigner,
    service::{
        Body, Call, Pause, ProblemCode, ServiceError, Upload,
        contract::{AnswerFaceCheck, AskFaceCheck, Bytes, Id, RemoteFaceCheck, RemoteFaceState},
        new_idempotency_key,
    },
    vault::VaultError,
};

/// How often a waiting screen asks for the decision, ms.
const POLL_MS: u64 = 5_000;

/// Why a face check did not go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaceCheckError {
    /// The vault is locked, was locked meanwhile, or failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The service could not be reached or refused. Without a connection, try again with the same portrait.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The account's record on the phone cannot be read.
    #[error("the account record cannot be read")]
    Unreadable,
    /// No question waits for an answer: request one.
    #[error("no face check was requested")]
    NotAsked,
    /// Not a JPEG, or cut short: use the portrait of the selfie module.
    #[error("not a complete JPEG")]
    NotAJpeg,
    /// Larger than the service accepts: use the portrait of the selfie module.
    #[error("more than {max} bytes")]
    TooLarge {
        /// Bytes the service accepts.
        max: usize,
    },
    /// No tries are left: wait, or show the face at the counter.
    #[error("no tries are left for now")]
    TooSoon {
        /// Time until the next try, ms.
        retry_after_ms: u64,
    },
    /// Question and answer do not belong together, as the service or the phone sees it: request again.
    #[error("the question and the answer do not belong together")]
    Mismatch,
}

impl From<AccountError> for FaceCheckError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Vault(error) => Self::Vault(error),
            AccountError::Keystore(error) => Self::Service(error.into()),
            AccountError::Service(error) => of_service(error),
            AccountError::Unreadable => Self::Unreadable,
        }
    }
}

fn of_service(error: ServiceError) -> FaceCheckError {
    match error {
        ServiceError::Problem(ProblemCode::FaceCheckTooSoon { retry_after_s }) => {
            FaceCheckError::TooSoon { retry_after_ms: retry_after_s.saturating_mul(1000) }
        }
        ServiceError::Problem(ProblemCode::FaceAnswerInvalid) => FaceCheckError::Mismatch,
        error => FaceCheckError::Service(error),
    }
}

/// The check that was requested last.
#[derive(Clone, Copy)]
struct Requested {
    id: Id,
    purpose: FacePurpose,
    reference: FaceReference,
    /// `None` if the service did not ask, because an answer has arrived.
    question: Option<Question>,
    pending: bool,
}

/// What the service asked.
#[derive(Clone, Copy)]
struct Question {
    nonce: Id,
    max_bytes: u64,
}

impl Requested {
    fn path(&self, rest: &str) -> String {
        format!("/v1/face-checks/{}{rest}", self.id.to_text())
    }

    fn challenge(&self, question: &Question) -> FaceChallenge {
        FaceChallenge {
            check: self.id.0,
            nonce: question.nonce.0,
            purpose: self.purpose,
            reference: self.reference.0.0,
        }
    }
}

/// Told what the service says about each check before the caller is: its purpose, its reference, and where it stands.
pub(crate) type Told =
    Arc<dyn Fn(FacePurpose, FaceReference, &FaceCheckState) -> Result<(), VaultError> + Send + Sync>;

/// The face checks of this phone, one at a time. Cheap to clone.
#[derive(Clone)]
pub struct FaceChecks(Arc<Inner>);

struct Inner {
    context: Context,
    account: Account,
    told: Told,
    requested: Mutex<Option<Requested>>,
    /// The pause that the service asked for when the state was last checked.
    pause: Mutex<Option<Pause>>,
    /// Held during an exchange with the service, so that there is one at a time: the second of two taps waits.
    exchange: tokio::sync::Mutex<()>,
}

impl FaceChecks {
    pub(crate) fn new(context: Context, account: Account, told: Told) -> Self {
        Self(Arc::new(Inner {
            context,
            account,
            told,
            requested: Mutex::default(),
            pause: Mutex::default(),
            exchange: tokio::sync::Mutex::new(()),
        }))
    }

    /// Requests a question of the service. Replaces the check before it.
    ///
    /// Usually [`FaceCheckState::Open`]: take a portrait and [`FaceChecks::answer`]. If an answer for this purpose has
    /// arrived before, perhaps from before the app was killed: [`FaceCheckState::Pending`] or
    /// [`FaceCheckState::Accepted`].
    ///
    /// # Errors
    /// [`FaceCheckError::TooSoon`] too.
    pub async fn request(
        &self,
        purpose: FacePurpose,
        reference: FaceReference,
    ) -> Result<FaceCheckState, FaceCheckError> {
        let _exchange = self.0.exchange.lock().await;
        *self.requested() = None;
        let key = self.key()?;
        let body = Body::json(&AskFaceCheck { purpose: purpose.name(), reference: reference.0 });
        let idempotency_key = self.new_idempotency_key()?;
        let call = Call::post("/v1/face-checks", body, &idempotency_key, &key);
        let check: RemoteFaceCheck = self.0.account.call(call).await?.json()?;
        self.take(purpose, reference, check)
    }

    /// Sends the portrait and signs the answer. `portrait` is that of the selfie module; the caller keeps it until
    /// the answer has arrived, because the upload of a call that failed goes on with the same portrait, and wipes it.
    ///
    /// Returns the state after it: usually [`FaceCheckState::Pending`]. A second call after an answer that was lost
    /// returns the state as well and sends nothing again.
    ///
    /// # Errors
    /// [`FaceCheckError::NotAsked`], [`FaceCheckError::NotAJpeg`], [`FaceCheckError::TooLarge`],
    /// [`FaceCheckError::Mismatch`] too.
    pub async fn answer(&self, portrait: &Photo<'_>) -> Result<FaceCheckState, FaceCheckError> {
        let _exchange = self.0.exchange.lock().await;
        let requested = self.expect_requested()?;
        let question = requested.question.ok_or(FaceCheckError::NotAsked)?;
        portrait::check(portrait.jpeg, question.max_bytes)?;
        match self.send(&requested, &question, portrait).await {
            Ok(check) => self.take(requested.purpose, requested.reference, check),
            // An answer arrived before, or the time is over: the service knows.
            Err(FaceCheckError::Service(ServiceError::Problem(ProblemCode::StateConflict))) => {
                match self.read(&requested).await? {
                    FaceCheckState::Open { .. } => {
                        Err(ServiceError::Problem(ProblemCode::StateConflict).into())
                    }
                    state => Ok(state),
                }
            }
            Err(error) => Err(self.forget_if_unknown(error)),
        }
    }

    async fn send(
        &self,
        requested: &Requested,
        question: &Question,
        portrait: &Photo<'_>,
    ) -> Result<RemoteFaceCheck, FaceCheckError> {
        let Context { client, platform, unlocked, clock, .. } = &self.0.context;
        let key = self.key()?;
        let photo = requested.path("/photo");
        let advice: Vec<String> = portrait.advice.iter().map(|name| (*name).to_owned()).collect();
        let upload = Upload {
            client,
            random: platform.random.as_ref(),
            key: &key,
            path: &photo,
            content_type: "image/jpeg",
            bytes: portrait.jpeg,
            advice: &advice,
        };
        let uploaded = unlocked.while_open(upload.send(&mut |_| {}, &mut |_| {})).await?;
        uploaded.map_err(|error| of_service(self.0.account.lock_if_refused(error)))?;
        // Signed after the upload, which may take longer than an answer is fresh.
        let answer = FaceAnswer::of(requested.challenge(question), portrait.jpeg, clock.now().unix_s);
        let answer = answer.sign(&key).map_err(ServiceError::from)?;
        let body = Body::json(&AnswerFaceCheck { answer: Bytes(answer) });
        let idempotency_key = self.new_idempotency_key()?;
        let call = Call::post(requested.path("/answer"), body, &idempotency_key, &key);
        Ok(self.0.account.call(call).await?.json()?)
    }

    /// Asks the service where the check stands. For a screen that waits; [`FaceChecks::poll_after_ms`] returns how long
    /// to wait.
    ///
    /// # Errors
    /// [`FaceCheckError::NotAsked`] too.
    pub async fn check(&self) -> Result<FaceCheckState, FaceCheckError> {
        let _exchange = self.0.exchange.lock().await;
        let requested = self.expect_requested()?;
        self.read(&requested).await
    }

    /// Milliseconds until the next [`FaceChecks::check`]; `None` when no answer waits for its decision.
    #[must_use]
    pub fn poll_after_ms(&self) -> Option<u64> {
        let pending = self.requested().is_some_and(|requested| requested.pending);
        let pause = self.pause().as_ref().map_or(0, |pause| pause.left_ms(&self.0.context.clock));
        pending.then(|| POLL_MS.max(pause))
    }

    async fn read(&self, requested: &Requested) -> Result<FaceCheckState, FaceCheckError> {
        let key = self.key()?;
        let answer = self.0.account.call(Call::get(requested.path(""), Some(&key))).await;
        let pause = match &answer {
            Ok(answer) => answer.retry_after_s(),
            Err(AccountError::Service(error)) => error.retry_after_s(),
            Err(_) => None,
        };
        *self.pause() = pause.map(|seconds| Pause::begin(seconds, &self.0.context.clock));
        let check: RemoteFaceCheck = answer.map_err(|error| self.forget_if_unknown(error.into()))?.json()?;
        if check.id != requested.id {
            return Err(FaceCheckError::Mismatch);
        }
        self.take(requested.purpose, requested.reference, check)
    }

    /// Keeps what the service says about the check, if it is about the one that was requested.
    fn take(
        &self,
        purpose: FacePurpose,
        reference: FaceReference,
        check: RemoteFaceCheck,
    ) -> Result<FaceCheckState, FaceCheckError> {
        if check.purpose != purpose.name() || check.reference != reference.0 {
            return Err(FaceCheckError::Mismatch);
        }
        let question = match &check.state {
            RemoteFaceState::Open { nonce, max_bytes, .. } => {
                Some(Question { nonce: *nonce, max_bytes: *max_bytes })
            }
            _ => None,
        };
        let pending = matches!(check.state, RemoteFaceState::Pending);
        *self.requested() = Some(Requested { id: check.id, purpose, reference, question, pending });
        let state = check.state.into();
        (self.0.told)(purpose, reference, &state)?;
        Ok(state)
    }

    /// Forgets the check if the service does not know it, or no longer: a later question replaced it, or it was asked of
    /// another phone.
    fn forget_if_unknown(&self, error: FaceCheckError) -> FaceCheckError {
        match error {
            FaceCheckError::Service(ServiceError::Problem(ProblemCode::NotFound)) => {
                *self.requested() = None;
                FaceCheckError::NotAsked
            }
            error => error,
        }
    }

    fn expect_requested(&self) -> Result<Requested, FaceCheckError> {
        (*self.requested()).ok_or(FaceCheckError::NotAsked)
    }

    fn key(&self) -> Result<KeystoreSigner, FaceCheckError> {
        Ok(self.0.account.identity()?.0)
    }

    fn new_idempotency_key(&self) -> Result<String, FaceCheckError> {
        let random = self.0.context.platform.random.as_ref();
        Ok(new_idempotency_key(random).map_err(ServiceError::from)?)
    }

    fn requested(&self) -> MutexGuard<'_, Option<Requested>> {
        self.0.requested.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pause(&self) -> MutexGuard<'_, Option<Pause>> {
        self.0.pause.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
