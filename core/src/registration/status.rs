//! Checking the status: what the service says about this registration becomes the step the citizen sees.

use std::sync::{MutexGuard, PoisonError};

use super::{
    Conversation, Registration, RegistrationError,
    journal::{Journal, SavedStep},
};
use crate::service::{
    Call, Pause, ProblemCode, ServiceError,
    contract::{RegistrationStatus, RemoteState},
};

impl Registration {
    /// Asks the service how the registration stands. Cheap enough to be asked every few seconds while the citizen waits at
    /// the counter; [`Registration::poll_after_ms`] says how long to wait.
    pub async fn check_status(&self) -> Result<(), RegistrationError> {
        let _turn = self.0.turn.lock().await;
        let conversation = self.conversation()?;
        if conversation.id.is_none() || self.read(|journal| matches!(journal.step, SavedStep::CreatePin))? {
            return Ok(());
        }
        let known = self.status_etag().clone();
        self.take_status_over(&conversation, known).await
    }

    /// Asks how the registration stands and goes where the service says it is. For callers that hold the turn; `known` is
    /// the ETag of the status that this phone shows already.
    ///
    /// # Errors
    /// What [`Registration::check_status`] returns.
    pub(super) async fn take_status_over(
        &self,
        conversation: &Conversation,
        known: Option<String>,
    ) -> Result<(), RegistrationError> {
        let key = self.key_of(conversation)?;
        let mut call = Call::get(conversation.path("")?, Some(&key));
        call.if_none_match = known.as_deref();
        let answer = self.0.context.client.call(call).await;
        let pause = match &answer {
            Ok(answer) => answer.retry_after_s(),
            Err(error) => error.retry_after_s(),
        };
        *self.status_pause() = pause.map(|seconds| Pause::begin(seconds, &self.0.context.clock));
        let (status, etag): (RegistrationStatus, _) = match answer {
            Ok(answer) if answer.not_modified() => return Ok(()),
            Ok(answer) => (answer.json()?, answer.etag()),
            Err(ServiceError::Problem(ProblemCode::NotFound)) => {
                return self.forgotten_by_service(conversation);
            }
            Err(error) => return Err(error.into()),
        };
        let next = self.stage_for(conversation, &status.state)?;
        let stays = self.read_in(conversation, |journal| {
            // While the photograph is awaited the phone knows more than the service: how much of it was sent, and whether
            // the citizen must take another one first.
            let photo_awaited = matches!(status.state, RemoteState::Photo)
                && matches!(journal.step, SavedStep::Uploading | SavedStep::Selfie);
            photo_awaited || journal.step.is_same_screen(&next)
        })?;
        if stays {
            *self.status_etag() = etag;
            return Ok(());
        }
        self.write_answer(
            conversation,
            |_| true,
            |journal| {
                if let Some(remote) = &mut journal.remote {
                    remote.expires_at = status.expires_at;
                }
                if let RemoteState::Active { account, .. } = status.state {
                    journal.account = Some(account);
                }
                // Only an amendment leads out of a rejection, and only this phone can send one: the one whose answer was
                // lost had arrived.
                if !matches!(next, SavedStep::Rejected(_)) {
                    journal.amendment_taken();
                }
                match next {
                    SavedStep::Expired => expire(journal),
                    next => journal.step = next,
                }
                Ok(())
            },
        )?;
        *self.status_etag() = etag;
        Ok(())
    }

    /// The service erases what expired, and knows nothing of it afterwards.
    pub(super) fn forgotten_by_service(&self, conversation: &Conversation) -> Result<(), RegistrationError> {
        self.write_answer(
            conversation,
            |_| true,
            |journal| {
                expire(journal);
                Ok(())
            },
        )
    }

    /// How long a screen that waits should wait before it checks again, ms: soon while an officer is at work, seldom while
    /// the citizen is on the way to the counter, and not before a pause has passed that the service asked for. `None` where
    /// nothing is awaited.
    #[must_use]
    pub fn poll_after_ms(&self) -> Option<u64> {
        let usual = self.read(|journal| match journal.step {
            SavedStep::OfficePairing | SavedStep::AwaitingDecision { .. } => Some(3_000),
            SavedStep::Activation(_) | SavedStep::Conflict => Some(10_000),
            _ => None,
        });
        let pause = self.status_pause().as_ref().map_or(0, |pause| pause.left_ms(&self.0.context.clock));
        usual.ok().flatten().map(|usual| usual.max(pause))
    }

    fn status_pause(&self) -> MutexGuard<'_, Option<Pause>> {
        self.0.status_pause.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The step of a state. From the counter on, a state counts only with a statement that this phone was paired: the
    /// service may not skip the counter.
    fn stage_for(
        &self,
        conversation: &Conversation,
        state: &RemoteState,
    ) -> Result<SavedStep, RegistrationError> {
        Ok(match state {
            RemoteState::Photo => SavedStep::Uploading,
            RemoteState::Pairing => SavedStep::OfficePairing,
            RemoteState::Decision { pairing_statement } => {
                self.stage_when_paired(conversation, &pairing_statement.0)?
            }
            RemoteState::Activation { pairing_statement, activation } => {
                self.stage_when_paired(conversation, &pairing_statement.0)?;
                SavedStep::Activation(activation.clone())
            }
            RemoteState::Rejected { rejection } => SavedStep::Rejected(rejection.clone()),
            RemoteState::Conflict { pairing_statement } => {
                self.stage_when_paired(conversation, &pairing_statement.0)?;
                SavedStep::Conflict
            }
            RemoteState::Active { pairing_statement, .. } => {
                self.stage_when_paired(conversation, &pairing_statement.0)?;
                SavedStep::CreatePin
            }
            RemoteState::Expired => SavedStep::Expired,
        })
    }

    /// Starts over after expiry: the draft is kept, everything sent is forgotten.
    pub fn restart(&self) -> Result<(), RegistrationError> {
        self.write(
            |step| matches!(step, SavedStep::Expired | SavedStep::Rejected(_)),
            |journal| {
                expire(journal);
                journal.step = SavedStep::Terms;
                Ok(())
            },
        )
    }
}

/// Forgets what belonged to the registration at the service; keeps what the citizen typed.
fn expire(journal: &mut Journal) {
    journal.step = SavedStep::Expired;
    journal.remote = None;
    journal.outbox = None;
    journal.amendment = None;
    journal.form = None;
    journal.consent = None;
    journal.pairing_tokens.clear();
    journal.shown_qr = None;
    journal.portrait_size = 0;
    journal.portrait_sent = 0;
}

impl SavedStep {
    /// Whether both would look the same, so that polling does not write to the disk.
    fn is_same_screen(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::AwaitingDecision { digits: ours, .. }, Self::AwaitingDecision { digits: theirs, .. }) => {
                ours == theirs
            }
            (Self::Activation(ours), Self::Activation(theirs)) => {
                ours.expires_at == theirs.expires_at
                    && ours.tries_left == theirs.tries_left
                    && ours.email_hint == theirs.email_hint
                    && ours.resend_at == theirs.resend_at
            }
            (Self::Rejected(ours), Self::Rejected(theirs)) => {
                ours.reason == theirs.reason && ours.note == theirs.note && ours.options == theirs.options
            }
            (ours, theirs) => std::mem::discriminant(ours) == std::mem::discriminant(theirs),
        }
    }
}
