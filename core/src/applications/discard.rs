//! Erasing a draft, or an application that has ended.

use ikd_proof::application::ApplicationId;

use super::{
    Applications, ApplicationsError, DRAFT_DAYS,
    limits::DAY_S,
    record::{self, Record},
};
use crate::vault::{Session, VaultError};

/// Why an application was not erased.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiscardError {
    /// It is open: cancel or withdraw it first.
    #[error("open applications are cancelled or withdrawn")]
    Open,
    /// Any other error.
    #[error(transparent)]
    Other(#[from] ApplicationsError),
}

impl From<VaultError> for DiscardError {
    fn from(error: VaultError) -> Self {
        Self::Other(error.into())
    }
}

impl Applications {
    /// Erases a draft, or an application that has ended, with its answers, papers and receipts.
    pub fn discard(&self, id: ApplicationId) -> Result<(), DiscardError> {
        self.0.context.unlocked.with(|session| {
            if record::load(session, id)?.is_open() {
                return Err(DiscardError::Open);
            }
            Ok(record::erase(session, id)?)
        })
    }

    /// Erases drafts that nobody changed for [`DRAFT_DAYS`] days, by both clocks: a wrong clock erases nothing.
    pub(super) fn erase_old_drafts(
        &self,
        session: &mut Session,
        all: &[(ApplicationId, Record)],
    ) -> Result<(), ApplicationsError> {
        for (id, record) in all.iter().filter(|(_, record)| record.is_draft()) {
            let until = record.changed_at.saturating_add(DRAFT_DAYS * DAY_S);
            if self.0.context.clock.both_past(until) {
                record::erase(session, *id)?;
            }
        }
        Ok(())
    }
}
