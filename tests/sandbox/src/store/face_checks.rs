//! Face checks and their portraits.

use ikd_proof::{FaceChallenge, FacePurpose};
use rusqlite::{OptionalExtension, Row, params};

use super::{PhotoOf, StoreError, Tx, damaged, int, registrations::Photo, uint};
use crate::face_check::{DecidedBy, FaceRefusal, FaceState};

/// One face check, without the bytes of its portrait.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct FaceCheck {
    pub(crate) challenge: FaceChallenge,
    pub(crate) account: [u8; 16],
    /// The phone that was asked.
    pub(crate) thumbprint: [u8; 32],
    pub(crate) state: FaceState,
    pub(crate) created_at: u64,
    pub(crate) photo: Option<Photo>,
    /// The signed answer; it stays when the portrait is erased.
    pub(crate) answer: Option<Vec<u8>>,
    pub(crate) answered_at: Option<u64>,
    pub(crate) decided_at: Option<u64>,
    pub(crate) decided_by: Option<DecidedBy>,
    pub(crate) refusal: Option<FaceRefusal>,
}

const COLUMNS: &str = "id, account, thumbprint, purpose, reference, nonce, state, created_at, photo_length, photo_sha256, \
     length(photo), photo_complete, answer, answered_at, decided_at, decided_by, refusal";

fn read(row: &Row<'_>) -> rusqlite::Result<FaceCheck> {
    let time =
        |column: usize| -> rusqlite::Result<Option<u64>> { Ok(row.get::<_, Option<i64>>(column)?.map(uint)) };
    let photo = match (time(8)?, row.get(9)?) {
        (Some(length), Some(sha256)) => {
            Some(Photo { length, sha256, offset: time(10)?.unwrap_or(0), complete: row.get(11)? })
        }
        _ => None,
    };
    let decided_by = match row.get::<_, Option<String>>(15)? {
        Some(name) => Some(DecidedBy::from_name(&name).ok_or_else(|| damaged(15))?),
        None => None,
    };
    let refusal = match row.get::<_, Option<String>>(16)? {
        Some(text) => Some(serde_json::from_str(&text).map_err(|_| damaged(16))?),
        None => None,
    };
    Ok(FaceCheck {
        challenge: FaceChallenge {
            check: row.get(0)?,
            nonce: row.get(5)?,
            purpose: FacePurpose::from_code(uint(row.get(3)?)).ok_or_else(|| damaged(3))?,
            reference: row.get(4)?,
        },
        account: row.get(1)?,
        thumbprint: row.get(2)?,
        state: FaceState::from_name(&row.get::<_, String>(6)?).ok_or_else(|| damaged(6))?,
        created_at: uint(row.get(7)?),
        photo,
        answer: row.get(12)?,
        answered_at: time(13)?,
        decided_at: time(14)?,
        decided_by,
        refusal,
    })
}

impl Tx<'_> {
    /// Adds a check.
    pub(crate) fn add_face_check(&self, new: &FaceCheck) -> Result<(), StoreError> {
        let FaceChallenge { check, nonce, purpose, reference } = &new.challenge;
        self.0.execute(
            "INSERT INTO face_check (id, account, thumbprint, purpose, reference, nonce, state, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                check,
                new.account,
                new.thumbprint,
                int(purpose.code()),
                reference,
                nonce,
                new.state.name(),
                int(new.created_at)
            ],
        )?;
        self.save_face_check(new)
    }

    /// Writes back everything about a check that can change, except its portrait.
    pub(crate) fn save_face_check(&self, changed: &FaceCheck) -> Result<(), StoreError> {
        let refusal = changed
            .refusal
            .as_ref()
            .map(serde_json::to_string)
            .transpose()
            .map_err(|_| StoreError::Unreadable)?;
        self.0.execute(
            "UPDATE face_check SET state = ?2, answer = ?3, answered_at = ?4, decided_at = ?5, decided_by = ?6, refusal = ?7
             WHERE id = ?1",
            params![
                changed.challenge.check,
                changed.state.name(),
                changed.answer,
                changed.answered_at.map(int),
                changed.decided_at.map(int),
                changed.decided_by.map(DecidedBy::name),
                refusal
            ],
        )?;
        Ok(())
    }

    /// One check.
    pub(crate) fn face_check(&self, id: &[u8; 16]) -> Result<Option<FaceCheck>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM face_check WHERE id = ?1");
        Ok(self.0.query_row(&sql, [id], read).optional()?)
    }

    /// All checks, oldest first.
    pub(crate) fn face_checks(&self) -> Result<Vec<FaceCheck>, StoreError> {
        let mut statement =
            self.0.prepare(&format!("SELECT {COLUMNS} FROM face_check ORDER BY created_at, rowid"))?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The checks of one account, oldest first.
    pub(crate) fn face_checks_of(&self, account: &[u8; 16]) -> Result<Vec<FaceCheck>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM face_check WHERE account = ?1 ORDER BY created_at, rowid");
        let mut statement = self.0.prepare(&sql)?;
        let rows = statement.query_map([account], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Erases a check. Deleting what is not there succeeds.
    pub(crate) fn erase_face_check(&self, id: &[u8; 16]) -> Result<(), StoreError> {
        self.erase_photo(PhotoOf::FaceCheck(*id))?;
        self.0.execute("DELETE FROM face_check WHERE id = ?1", [id])?;
        Ok(())
    }
}
