//! How much of each thing the store has.

use super::{StoreError, Tx, uint};

/// Numbers of things that the service has made and not erased. A request that was applied twice shows here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// Registrations, in whatever state.
    pub registrations: u64,
    /// Accounts.
    pub accounts: u64,
    /// Keys of phones, released ones included.
    pub phones: u64,
    /// Documents that were not removed.
    pub documents: u64,
    /// Mails.
    pub mails: u64,
    /// Applications, in whatever state.
    pub applications: u64,
    /// Attachments of applications, announced ones included.
    pub application_files: u64,
    /// Requests with an idempotency key that were applied; a repeat is not counted.
    pub applied: u64,
}

impl Tx<'_> {
    /// Counts.
    pub(crate) fn tally(&self) -> Result<Tally, StoreError> {
        let count = |what: &str| -> Result<u64, StoreError> {
            Ok(uint(self.0.query_row(&format!("SELECT count(*) FROM {what}"), [], |row| row.get(0))?))
        };
        Ok(Tally {
            registrations: count("registration")?,
            accounts: count("account")?,
            phones: count("device_key")?,
            documents: count("document WHERE removed = 0")?,
            mails: count("mail")?,
            applications: count("application")?,
            application_files: count("application_file")?,
            applied: count("idempotency")?,
        })
    }
}
