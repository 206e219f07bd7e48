//! The face that some forms ask for: what the phone remembers of it.
//!
//! The service takes such an application only after a face check for its id was answered; it decides about the portrait
//! later. Filling in and queueing need no network and do not wait for it; sending does. The vault's record says whether
//! the face was shown, and a flag beside the entry of the outbox repeats it for a locked app. The service has the last
//! word: if it knows of no face check, the phone forgets it, and the person is asked again.

use std::sync::PoisonError;

use ikd_proof::{application::ApplicationId, form::Presence};

use super::{
    Applications, ApplicationsError,
    outbox::Stage,
    record::{self, Local, Record},
};
use crate::vault::VaultError;

/// Whether the face must be shown for an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaceStep {
    /// The service does not ask for it.
    NotNeeded,
    /// It must be shown before the application leaves: a face check with the application's id as its reference. Needs a
    /// network, before or after queueing.
    Needed,
    /// It was shown: the service accepted the portrait, or takes the application while it decides.
    Shown,
}

impl Record {
    /// What is left to do with a form that asks for this presence.
    pub(super) fn face_step(&self, presence: Presence) -> FaceStep {
        match (presence == Presence::Face || self.face_asked, self.face_shown) {
            (false, _) => FaceStep::NotNeeded,
            (true, false) => FaceStep::Needed,
            (true, true) => FaceStep::Shown,
        }
    }
}

impl Applications {
    /// Keeps what the service said about the face check for an application: whether it was answered, and not refused.
    /// Ignores an id that is no application of this phone.
    ///
    /// If the process is killed before this is on the disk, the next face check for this id learns the same.
    pub(crate) fn note_face(&self, id: ApplicationId, shown: bool) -> Result<(), VaultError> {
        let noted = self.0.context.unlocked.with(|session| {
            let mut record = record::load(session, id)?;
            if record.face_shown != shown {
                record.face_shown = shown;
                record::save(session, id, &record)?;
            }
            if let Local::Queued(queued) = &record.local {
                self.repeat_in_outbox(id, queued.revision, shown);
            }
            Ok(())
        });
        match noted {
            Err(ApplicationsError::Vault(error)) if !ApplicationsError::from(error).concerns_one() => {
                Err(error)
            }
            _ => Ok(()),
        }
    }

    /// Repeats beside the entry of the outbox what the vault says. If it cannot be written, the next merge tries again.
    pub(super) fn repeat_in_outbox(&self, id: ApplicationId, revision: u64, shown: bool) {
        // Sending must not change the progress meanwhile.
        let _leaving = self.0.leaving.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = self.0.outbox.entry(id, revision, Stage::Published) {
            let mut progress = entry.progress();
            if progress.face_shown != shown {
                progress.face_shown = shown;
                let _ = entry.save_progress(&progress);
            }
        }
    }
}
