//! Registrations under way, their photographs and their captchas.

use rusqlite::{OptionalExtension, Row, params};

use super::{PhotoOf, StoreError, Tx, damaged, int, uint};
use crate::registration::{Form, Language, Reason, State};

/// One registration, without the bytes of its photograph.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Registration {
    pub(crate) id: [u8; 16],
    pub(crate) thumbprint: [u8; 32],
    pub(crate) state: State,
    /// What the citizen entered; emptied when the registration ends without an account.
    pub(crate) form: Form,
    pub(crate) language: Language,
    pub(crate) created_at: u64,
    pub(crate) expires_at: u64,
    pub(crate) consent: Vec<u8>,
    pub(crate) consent_receipt: Vec<u8>,
    pub(crate) photo: Option<Photo>,
    pub(crate) pairing_token: Option<[u8; 16]>,
    pub(crate) pairing_statement: Option<Vec<u8>>,
    pub(crate) activation: Option<Activation>,
    pub(crate) rejection: Option<Rejection>,
    pub(crate) account: Option<[u8; 16]>,
}

/// The photograph as announced, and how much of it is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Photo {
    /// Bytes announced.
    pub(crate) length: u64,
    pub(crate) sha256: [u8; 32],
    /// Bytes received.
    pub(crate) offset: u64,
    pub(crate) complete: bool,
}

/// The activation code that is out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Activation {
    /// SHA-256 over registration, device key and code: a code does not work on another phone.
    pub(crate) code_hash: [u8; 32],
    pub(crate) expires_at: u64,
    pub(crate) tries_left: u32,
    /// Codes sent so far; waits grow with it.
    pub(crate) sends: u32,
    pub(crate) resend_at: u64,
}

/// A captcha that waits for its answer.
pub(crate) struct CaptchaRow {
    pub(crate) registration: [u8; 16],
    /// Digits of the picture.
    pub(crate) image_answer: String,
    /// Answers to the question, separated by `|`.
    pub(crate) question_answers: String,
    pub(crate) expires_at: u64,
}

/// Why an officer, or the record, rejected a registration.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Rejection {
    pub(crate) reason: Reason,
    pub(crate) note: Option<String>,
}

const COLUMNS: &str = "id, thumbprint, state, form, language, created_at, expires_at, consent, consent_receipt, \
     photo_length, photo_sha256, length(photo), photo_complete, pairing_token, pairing_statement, \
     code_hash, code_expires_at, tries_left, sends, resend_at, rejection, account";

fn read(row: &Row<'_>) -> rusqlite::Result<Registration> {
    let json = |column: usize| row.get::<_, String>(column);
    let photo = match (row.get::<_, Option<i64>>(9)?, row.get(10)?) {
        (Some(length), Some(sha256)) => Some(Photo {
            length: uint(length),
            sha256,
            offset: uint(row.get::<_, Option<i64>>(11)?.unwrap_or(0)),
            complete: row.get(12)?,
        }),
        _ => None,
    };
    let activation = match row.get::<_, Option<[u8; 32]>>(15)? {
        Some(code_hash) => Some(Activation {
            code_hash,
            expires_at: uint(row.get(16)?),
            tries_left: row.get(17)?,
            sends: row.get(18)?,
            resend_at: uint(row.get(19)?),
        }),
        None => None,
    };
    let rejection = match row.get::<_, Option<String>>(20)? {
        Some(text) => Some(serde_json::from_str(&text).map_err(|_| damaged(20))?),
        None => None,
    };
    Ok(Registration {
        id: row.get(0)?,
        thumbprint: row.get(1)?,
        state: State::from_name(&json(2)?).ok_or_else(|| damaged(2))?,
        form: serde_json::from_str(&json(3)?).map_err(|_| damaged(3))?,
        language: Language::from_code(&json(4)?).ok_or_else(|| damaged(4))?,
        created_at: uint(row.get(5)?),
        expires_at: uint(row.get(6)?),
        consent: row.get(7)?,
        consent_receipt: row.get(8)?,
        photo,
        pairing_token: row.get(13)?,
        pairing_statement: row.get(14)?,
        activation,
        rejection,
        account: row.get(21)?,
    })
}

impl Tx<'_> {
    /// Adds a registration.
    pub(crate) fn add_registration(&self, new: &Registration) -> Result<(), StoreError> {
        self.0.execute(
            "INSERT INTO registration (id, thumbprint, state, form, language, created_at, expires_at, consent, consent_receipt)
             VALUES (?1, ?2, ?3, '{}', ?4, ?5, ?6, ?7, ?8)",
            params![
                new.id,
                new.thumbprint,
                new.state.name(),
                new.language.code(),
                int(new.created_at),
                int(new.expires_at),
                new.consent,
                new.consent_receipt
            ],
        )?;
        self.save_registration(new)
    }

    /// Writes back everything about a registration that can change, except the bytes of its photograph.
    pub(crate) fn save_registration(&self, changed: &Registration) -> Result<(), StoreError> {
        let form = serde_json::to_string(&changed.form).map_err(|_| StoreError::Unreadable)?;
        let rejection = changed
            .rejection
            .as_ref()
            .map(serde_json::to_string)
            .transpose()
            .map_err(|_| StoreError::Unreadable)?;
        let activation = changed.activation.as_ref();
        self.0.execute(
            "UPDATE registration SET state = ?2, form = ?3, expires_at = ?4, pairing_token = ?5, pairing_statement = ?6,
             code_hash = ?7, code_expires_at = ?8, tries_left = ?9, sends = ?10, resend_at = ?11, rejection = ?12,
             account = ?13 WHERE id = ?1",
            params![
                changed.id,
                changed.state.name(),
                form,
                int(changed.expires_at),
                changed.pairing_token,
                changed.pairing_statement,
                activation.map(|a| a.code_hash),
                activation.map(|a| int(a.expires_at)),
                activation.map(|a| a.tries_left),
                activation.map_or(0, |a| a.sends),
                activation.map(|a| int(a.resend_at)),
                rejection,
                changed.account
            ],
        )?;
        Ok(())
    }

    /// One registration.
    pub(crate) fn registration(&self, id: &[u8; 16]) -> Result<Option<Registration>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM registration WHERE id = ?1");
        Ok(self.0.query_row(&sql, [id], read).optional()?)
    }

    /// All registrations, oldest first.
    pub(crate) fn registrations(&self) -> Result<Vec<Registration>, StoreError> {
        let mut statement =
            self.0.prepare(&format!("SELECT {COLUMNS} FROM registration ORDER BY created_at, rowid"))?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The registrations of one phone.
    pub(crate) fn registrations_of(&self, thumbprint: &[u8; 32]) -> Result<Vec<Registration>, StoreError> {
        let mut statement =
            self.0.prepare(&format!("SELECT {COLUMNS} FROM registration WHERE thumbprint = ?1"))?;
        let rows = statement.query_map([thumbprint], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Erases a registration with everything in it. Deleting what is not there succeeds.
    pub(crate) fn erase_registration(&self, id: &[u8; 16]) -> Result<(), StoreError> {
        self.0.execute("DELETE FROM captcha WHERE registration = ?1", [id])?;
        self.0.execute("DELETE FROM decision WHERE registration = ?1", [id])?;
        self.erase_photo(PhotoOf::Registration(*id))?;
        self.0.execute("DELETE FROM registration WHERE id = ?1", [id])?;
        Ok(())
    }

    /// Stores a captcha and erases expired ones.
    pub(crate) fn add_captcha(
        &self,
        id: &[u8; 16],
        captcha: &CaptchaRow,
        now: u64,
    ) -> Result<(), StoreError> {
        // Expired captchas stay an hour, so that the phone is told "expired" and not "wrong".
        self.0.execute("DELETE FROM captcha WHERE expires_at < ?1", [int(now.saturating_sub(3600))])?;
        self.0.execute(
            "INSERT INTO captcha (id, registration, image_answer, question_answers, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![id, captcha.registration, captcha.image_answer, captcha.question_answers, int(captcha.expires_at)],
        )?;
        Ok(())
    }

    /// A captcha; it stays.
    pub(crate) fn captcha(&self, id: &[u8; 16]) -> Result<Option<CaptchaRow>, StoreError> {
        Ok(self
            .0
            .query_row(
                "SELECT registration, image_answer, question_answers, expires_at FROM captcha WHERE id = ?1",
                [id],
                |row| {
                    Ok(CaptchaRow {
                        registration: row.get(0)?,
                        image_answer: row.get(1)?,
                        question_answers: row.get(2)?,
                        expires_at: uint(row.get(3)?),
                    })
                },
            )
            .optional()?)
    }

    /// Uses a captcha up.
    pub(crate) fn remove_captcha(&self, id: &[u8; 16]) -> Result<(), StoreError> {
        self.0.execute("DELETE FROM captcha WHERE id = ?1", [id])?;
        Ok(())
    }
}
