//! Checking the status: the state of the registration at the service decides the step.

use std::sync::{MutexGuard, PoisonError};

use super::{
    Registration, RegistrationError, RegistrationRef,
    journal::{Journal, SavedStep},
};
use crate::service::{
    Call, Pause, ProblemCode, ServiceError,
    contract::{RegistrationStatus, RemoteState},
};

impl Registration {
    /// Gets the status of the registration from the service. Cheap enough to be called every few seconds while the
    /// citizen waits at the counter; [`Registration::poll_after_ms`] returns how long to wait.
    pub async fn check_status(&self) -> Result<(), RegistrationError> {
        let _exchange = self.0.exchange.lock().await;
        let registration = self.registration_ref()?;
        if registration.id.is_none() || self.read(|journal| matches!(journal.step, SavedStep::CreatePin))? {
            return Ok(());
        }
        let known = self.status_etag().clone();
        self.refresh_status(&registration, known).await
    }

    /// Gets the status and updates the step. The caller holds the `exchange` lock; `known` is the ETag of the status
    /// that is in the journal already.
    pub(super) async fn refresh_status(
        &self,
        registration: &RegistrationRef,
        known: Option<String>,
    ) -> Result<(), RegistrationError> {
        let key = self.device_key_of(registration)?;
        let mut call = Call::get(registration.path("")?, Some(&key));
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
                return self.mark_expired(registration);
            }
            Err(error) => return Err(error.into()),
        };
        let next = self.step_for(registration, &status.state)?;
        let stays = self.read_for(registration, |journal| {
            // While the service waits for the photo, the phone knows more: how much was sent, and whether the citizen
            // must take another one first.
            let photo_awaited = matches!(status.state, RemoteState::Photo)
                && matches!(journal.step, SavedStep::Uploading | SavedStep::Selfie);
            photo_awaited || journal.step.is_same_screen(&next)
        })?;
        if stays {
            *self.status_etag() = etag;
            return Ok(());
        }
        self.write_answer(
            registration,
            |_| true,
            |journal| {
                if let Some(remote) = &mut journal.remote {
                    remote.expires_at = status.expires_at;
                }
                if let RemoteState::Active { account, .. } = status.state {
                    journal.account = Some(account);
                }
                // Only an amendment ends a rejection, and only this phone can send one: if the status is not rejected,
                // the amendment whose answer was lost was accepted.
                if !matches!(next, SavedStep::Rejected(_)) {
                    journal.apply_amendment();
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

    /// The service no longer knows the registration, because it erases expired ones: saves that it has expired.
    pub(super) fn mark_expired(&self, registration: &RegistrationRef) -> Result<(), RegistrationError> {
        self.write_answer(
            registration,
            |_| true,
            |journal| {
                expire(journal);
                Ok(())
            },
        )
    }

    /// How long a waiting screen should wait before it checks again, ms: 3 s from pairing to the officer's decision,
    /// otherwise 10 s, and at least as long as the service has asked for. `None` when the step waits for nothing from
    /// the service.
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

    /// The step of a state. After pairing, a state counts only with a signed statement that this phone was paired: the
    /// service cannot skip the counter.
    fn step_for(
        &self,
        registration: &RegistrationRef,
        state: &RemoteState,
    ) -> Result<SavedStep, RegistrationError> {
        Ok(match state {
            RemoteState::Photo => SavedStep::Uploading,
            RemoteState::Pairing => SavedStep::OfficePairing,
            RemoteState::Decision { pairing_statement } => {
                self.step_when_paired(registration, &pairing_statement.0)?
            }
            RemoteState::Activation { pairing_statement, activation } => {
                self.step_when_paired(registration, &pairing_statement.0)?;
                SavedStep::Activation(activation.clone())
            }
            RemoteState::Rejected { rejection } => SavedStep::Rejected(rejection.clone()),
            RemoteState::Conflict { pairing_statement } => {
                self.step_when_paired(registration, &pairing_statement.0)?;
                SavedStep::Conflict
            }
            RemoteState::Active { pairing_statement, .. } => {
                self.step_when_paired(registration, &pairing_statement.0)?;
                SavedStep::CreatePin
            }
            RemoteState::Expired => SavedStep::Expired,
        })
    }

    /// Starts over after expiry or rejection: keeps the draft, deletes what was sent.
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

/// Deletes what was sent to the service and received from it; keeps the draft.
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
    /// Whether both look the same on the screen: then polling writes nothing to disk.
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
