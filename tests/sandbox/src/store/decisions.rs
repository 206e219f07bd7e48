//! What officers decided about registrations, kept as long as these are.

use rusqlite::params;

use super::{StoreError, Tx};
use crate::decision::Decision;

impl Tx<'_> {
    /// Adds a decision to the history of a registration.
    pub(crate) fn add_decision(
        &self,
        registration: &[u8; 16],
        decision: &Decision,
    ) -> Result<(), StoreError> {
        let text = serde_json::to_string(decision).map_err(|_| StoreError::Unreadable)?;
        self.0.execute(
            "INSERT INTO decision (registration, decision) VALUES (?1, ?2)",
            params![registration, text],
        )?;
        Ok(())
    }

    /// All decisions about a registration, oldest first.
    pub(crate) fn decisions(&self, registration: &[u8; 16]) -> Result<Vec<Decision>, StoreError> {
        let mut statement =
            self.0.prepare("SELECT decision FROM decision WHERE registration = ?1 ORDER BY rowid")?;
        let rows = statement.query_map([registration], |row| row.get::<_, String>(0))?;
        rows.map(|text| serde_json::from_str(&text?).map_err(|_| StoreError::Unreadable)).collect()
    }
}
