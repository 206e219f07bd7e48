//! Pairing tokens that the counter showed.

use rusqlite::{OptionalExtension, params};

use super::{StoreError, Tx, int, uint};

/// One token, single use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) token: [u8; 16],
    pub(crate) expires_at: u64,
    /// Registration and device key that used it first; no other can use it.
    pub(crate) used_by: Option<([u8; 16], [u8; 32])>,
}

impl Tx<'_> {
    /// Stores a new token and erases those older than a day.
    pub(crate) fn add_offer(&self, token: &[u8; 16], expires_at: u64, now: u64) -> Result<(), StoreError> {
        self.0.execute(
            "DELETE FROM pairing_offer WHERE expires_at < ?1",
            [int(now.saturating_sub(24 * 3600))],
        )?;
        self.0.execute(
            "INSERT INTO pairing_offer (token, expires_at) VALUES (?1, ?2)",
            params![token, int(expires_at)],
        )?;
        Ok(())
    }

    /// What is known of a token.
    pub(crate) fn offer(&self, token: &[u8; 16]) -> Result<Option<Offer>, StoreError> {
        Ok(self
            .0
            .query_row(
                "SELECT expires_at, registration, thumbprint FROM pairing_offer WHERE token = ?1",
                [token],
                |row| {
                    let used_by = match (row.get(1)?, row.get(2)?) {
                        (Some(registration), Some(thumbprint)) => Some((registration, thumbprint)),
                        _ => None,
                    };
                    Ok(Offer { token: *token, expires_at: uint(row.get(0)?), used_by })
                },
            )
            .optional()?)
    }

    /// Binds a token to its first user. A later user does not replace it.
    pub(crate) fn use_offer(
        &self,
        token: &[u8; 16],
        registration: &[u8; 16],
        thumbprint: &[u8; 32],
    ) -> Result<(), StoreError> {
        self.0.execute(
            "UPDATE pairing_offer SET registration = ?2, thumbprint = ?3 WHERE token = ?1 AND registration IS NULL",
            params![token, registration, thumbprint],
        )?;
        Ok(())
    }
}
