//! Sending what waits, with the vault locked or unlocked; cancelling what has not left.

use std::sync::PoisonError;

use ikd_proof::application::ApplicationId;

use super::{
    Applications, ApplicationsError,
    limits::METERED_AFTER_S,
    outbox::{Entry, Stage},
    record::{self, Local},
    transfer::{Sent, TransferError},
};
use crate::{account::AccountStatus, service::ServiceError, vault::VaultError};

/// When to try again after a failure that does not say, ms.
const AGAIN_MS: u64 = 15 * 60 * 1000;

/// What was sent, and what still waits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SendReport {
    /// The service has these, and signed their receipts.
    pub sent: Vec<ApplicationId>,
    /// These still wait, or came back.
    pub left: Vec<Left>,
    /// Why sending stopped before all were tried.
    pub stopped: Option<ServiceError>,
    /// When to call again, ms; `None` if nothing waits that a later call could send.
    pub again_after_ms: Option<u64>,
}

/// An application that was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Which.
    pub id: ApplicationId,
    /// Why.
    pub why: LeftReason,
}

/// Why an application was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftReason {
    /// It waits for an unmetered network.
    Metered,
    /// Sending stopped before it.
    NotTried,
    /// It failed; a later call tries again.
    Failed,
    /// The service did not accept it as it is: unlock, and see the application.
    Returned,
    /// Its waiting bytes were changed on this phone, and were not sent: unlock, and it is sealed again.
    Changed,
    /// The account is blocked or this phone was released. It stays, and is not sent.
    Blocked,
    /// The face must be shown first: unlock, and answer a face check with the application's id as its reference. Then the
    /// next call sends it.
    FaceCheckNeeded,
}

/// Why nothing was tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// No such application waits.
    #[error("no such application waits")]
    NotFound,
    /// The submission was sent, perhaps without an answer: withdraw it instead.
    #[error("it has left and can only be withdrawn")]
    HasLeft,
    /// The vault or the outbox failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A record on the phone cannot be read.
    #[error(transparent)]
    Other(#[from] ApplicationsError),
}

impl From<std::io::Error> for SendError {
    fn from(error: std::io::Error) -> Self {
        Self::Vault(error.into())
    }
}

impl Applications {
    /// Sends what waits in the outbox. Works with the vault locked, for a job in the background. On a `metered` network
    /// only what the person wants to send at once, and what has waited for a day. What waits for a face check stays.
    ///
    /// Nothing is sent twice: parts that have arrived are not sent again, and a submission whose answer was lost gets
    /// the same answer. An error of one application does not stop the others. Dropping the future stops sending; the
    /// next call continues.
    pub async fn send_queued(&self, metered: bool) -> Result<SendReport, SendError> {
        self.send_those(|_| true, metered).await
    }

    /// Sends one application now, on any network, and no longer waits for an unmetered one.
    pub async fn send(&self, id: ApplicationId) -> Result<SendReport, SendError> {
        let entry = self.published(id)?;
        {
            let _leaving = self.0.leaving.lock().unwrap_or_else(PoisonError::into_inner);
            let mut progress = entry.progress();
            if !progress.send_now {
                progress.send_now = true;
                entry.save_progress(&progress)?;
            }
        }
        self.send_those(|entry| entry.id == id, true).await
    }

    /// Takes a queued application back: it is a draft again, or a correction. Needs no network.
    ///
    /// # Errors
    /// [`SendError::HasLeft`] once the submission was sent.
    pub fn cancel_queued(&self, id: ApplicationId) -> Result<(), SendError> {
        self.0.context.unlocked.with(|session| {
            let mut record = record::load(session, id)?;
            let Local::Queued(queued) = &record.local else { return Err(SendError::NotFound) };
            let revision = queued.revision;
            let leaving = self.0.leaving.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(entry) = self.0.outbox.entry(id, revision, Stage::Published) {
                if entry.progress().put {
                    return Err(SendError::HasLeft);
                }
                // From here on it is not sent any more, and the next merge completes the cancelling.
                self.0.outbox.rename(&entry, Stage::Gone)?;
            }
            drop(leaving);
            record.local = Local::Editing;
            record.changed_at = self.0.context.clock.now().unix_s;
            let state = record.state(None).0.kind();
            record.note(state, record.changed_at);
            record::save(session, id, &record)?;
            // What is left of the entry is erased by the next merge, if not now.
            for stage in [Stage::Staged, Stage::Gone] {
                let _ = self.0.outbox.entry(id, revision, stage).map(|entry| entry.erase());
            }
            Ok(())
        })
    }

    fn published(&self, id: ApplicationId) -> Result<Entry, SendError> {
        let entries = self.0.outbox.entries(Stage::Published)?;
        entries.into_iter().find(|entry| entry.id == id).ok_or(SendError::NotFound)
    }

    async fn send_those(
        &self,
        wanted: impl Fn(&Entry) -> bool,
        metered: bool,
    ) -> Result<SendReport, SendError> {
        let _exchange = self.0.exchange.lock().await;
        // Completes what a killed process left. Locked, it waits for the next unlock.
        self.merge_if_open()?;
        let mut report = SendReport::default();
        let now = self.0.context.clock.now().unix_s;
        for entry in self.0.outbox.entries(Stage::Published)?.into_iter().filter(wanted) {
            let id = entry.id;
            if self.0.vault.account_status() != AccountStatus::Good {
                report.left.push(Left { id, why: LeftReason::Blocked });
                continue;
            }
            if entry.waits_for_the_face() {
                report.left.push(Left { id, why: LeftReason::FaceCheckNeeded });
                continue;
            }
            if report.stopped.is_some() {
                report.left.push(Left { id, why: LeftReason::NotTried });
                continue;
            }
            if let Some(wait_ms) = metered.then(|| waits_ms(&entry, now)).flatten() {
                report.left.push(Left { id, why: LeftReason::Metered });
                report.again(wait_ms);
                continue;
            }
            match self.transfer(&entry).await {
                Ok(Sent::Received) => report.sent.push(id),
                Ok(Sent::Refused(refusal)) => {
                    // With the vault open, the merge below seals it again.
                    if refusal.is_sealed_again() && self.0.context.unlocked.is_open() {
                        report.again(AGAIN_MS);
                    }
                    report.left.push(Left { id, why: refusal.into() });
                }
                Ok(Sent::Gone) => {}
                Ok(Sent::Blocked) => report.left.push(Left { id, why: LeftReason::Blocked }),
                Err(error) => self.leave(&mut report, id, error),
            }
        }
        self.merge_if_open()?;
        Ok(report)
    }

    fn leave(&self, report: &mut SendReport, id: ApplicationId, error: TransferError) {
        let mut why = LeftReason::Failed;
        match error {
            TransferError::Service(error) => {
                self.keep_account_status(&error);
                if self.0.vault.account_status() == AccountStatus::Good {
                    report.again(error.problem().and_then(|problem| problem.wait_ms()).unwrap_or(AGAIN_MS));
                } else {
                    why = LeftReason::Blocked;
                }
                report.stopped = Some(error);
            }
            TransferError::Answer(_) | TransferError::Receipt | TransferError::Disk(_) => {
                report.again(AGAIN_MS);
            }
        }
        report.left.push(Left { id, why });
    }
}

impl SendReport {
    fn again(&mut self, after_ms: u64) {
        self.again_after_ms = Some(self.again_after_ms.map_or(after_ms, |known| known.min(after_ms)));
    }
}

impl From<super::outbox::Refusal> for LeftReason {
    fn from(refusal: super::outbox::Refusal) -> Self {
        match refusal {
            super::outbox::Refusal::Changed => Self::Changed,
            _ => Self::Returned,
        }
    }
}

/// How long an entry still waits for an unmetered network, ms; `None` if it does not. What was begun is finished.
fn waits_ms(entry: &Entry, now: u64) -> Option<u64> {
    let progress = entry.progress();
    if progress.send_now || progress.put || progress.refused.is_some() {
        return None;
    }
    let until = entry.manifest()?.queued_at.saturating_add(METERED_AFTER_S);
    until.checked_sub(now).filter(|left| *left > 0).map(|left| left.saturating_mul(1000))
}
