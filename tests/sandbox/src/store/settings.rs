//! Values the sandbox has one of: its authority, its keys, the newest trust bundle; and changes made to records.

use rusqlite::{OptionalExtension, params};

use super::{StoreError, Tx, uint};

impl Tx<'_> {
    /// The value of `name`, if it was ever set.
    pub(crate) fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self
            .0
            .query_row("SELECT value FROM setting WHERE name = ?1", [name], |row| row.get(0))
            .optional()?)
    }

    /// Sets `name`, over any earlier value.
    pub(crate) fn set_setting(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        self.0
            .execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", params![name, value])?;
        Ok(())
    }

    /// The changes of records that an earlier version kept here, one for each resident.
    pub(crate) fn record_changes(&self) -> Result<Vec<(u64, String)>, StoreError> {
        let mut statement = self.0.prepare("SELECT nik, change FROM record_change ORDER BY nik")?;
        let rows = statement.query_map([], |row| Ok((uint(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
