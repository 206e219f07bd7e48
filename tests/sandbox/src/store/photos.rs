//! Photographs in pieces, and the advice that they do not follow: of registrations, of face checks and, sealed, of
//! applications.

use rusqlite::{OptionalExtension, params};

use super::{StoreError, Tx, int};

/// Whose photograph: its id in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PhotoOf {
    /// The selfie of a registration.
    Registration([u8; 16]),
    /// The portrait of a face check.
    FaceCheck([u8; 16]),
    /// A sealed attachment of an application, which is no picture to the service until it is opened.
    ApplicationFile([u8; 16]),
}

impl PhotoOf {
    fn place(&self) -> (&'static str, &[u8; 16]) {
        match self {
            Self::Registration(id) => ("registration", id),
            Self::FaceCheck(id) => ("face_check", id),
            Self::ApplicationFile(id) => ("application_file", id),
        }
    }
}

impl Tx<'_> {
    /// Starts a photograph in place of any earlier one.
    pub(crate) fn start_photo(
        &self,
        of: PhotoOf,
        (length, sha256): (u64, [u8; 32]),
    ) -> Result<(), StoreError> {
        self.set_photo(of, Some((length, sha256)))
    }

    /// Erases a photograph with its advice. Erasing what is not there succeeds.
    pub(crate) fn erase_photo(&self, of: PhotoOf) -> Result<(), StoreError> {
        self.0.execute("DELETE FROM photo_advice WHERE owner = ?1", [of.place().1])?;
        self.set_photo(of, None)
    }

    fn set_photo(&self, of: PhotoOf, announced: Option<(u64, [u8; 32])>) -> Result<(), StoreError> {
        let (table, id) = of.place();
        let sql = format!(
            "UPDATE {table} SET photo_length = ?2, photo_sha256 = ?3, photo = NULL, photo_complete = 0 WHERE id = ?1"
        );
        let (length, sha256) = announced.unzip();
        self.0.execute(&sql, params![id, length.map(int), sha256])?;
        Ok(())
    }

    /// Replaces the received bytes.
    pub(crate) fn set_photo_bytes(
        &self,
        of: PhotoOf,
        bytes: &[u8],
        complete: bool,
    ) -> Result<(), StoreError> {
        let (table, id) = of.place();
        let sql = format!("UPDATE {table} SET photo = ?2, photo_complete = ?3 WHERE id = ?1");
        self.0.execute(&sql, params![id, bytes, complete])?;
        Ok(())
    }

    /// The received bytes, in order.
    pub(crate) fn photo_bytes(&self, of: PhotoOf) -> Result<Vec<u8>, StoreError> {
        let (table, id) = of.place();
        let sql = format!("SELECT photo FROM {table} WHERE id = ?1");
        let bytes: Option<Option<Vec<u8>>> = self.0.query_row(&sql, [id], |row| row.get(0)).optional()?;
        Ok(bytes.flatten().unwrap_or_default())
    }

    /// Keeps the names of the advice that a photograph does not follow, separated by spaces.
    pub(crate) fn set_photo_advice(&self, of: PhotoOf, names: &str) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO photo_advice VALUES (?1, ?2)";
        self.0.execute(sql, params![of.place().1, names])?;
        Ok(())
    }

    /// Those names.
    pub(crate) fn photo_advice(&self, of: PhotoOf) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT names FROM photo_advice WHERE owner = ?1";
        let names: Option<String> = self.0.query_row(sql, [of.place().1], |row| row.get(0)).optional()?;
        Ok(names.unwrap_or_default().split_whitespace().map(str::to_owned).collect())
    }
}
