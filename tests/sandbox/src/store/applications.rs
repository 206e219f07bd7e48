//! Applications, their sealed attachments, and the definitions of forms.

use ikd_proof::application::ApplicationId;
use rusqlite::{OptionalExtension, Row, params};

use super::{StoreError, Tx, damaged, int, registrations::Photo, uint};
use crate::{
    application::{ApplicationState, Detail},
    secret::sha256,
};

/// One application, as far as the service has received it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Application {
    pub(crate) id: [u8; 16],
    pub(crate) account: [u8; 16],
    /// The phone that sent the latest revision.
    pub(crate) thumbprint: [u8; 32],
    pub(crate) service: String,
    /// Whom or what it is about. One person may have one open application of a service about it.
    pub(crate) subject: String,
    pub(crate) revision: u64,
    /// SHA-256 of the sealed submission of that revision.
    pub(crate) sealed_sha256: [u8; 32],
    pub(crate) receipt: Vec<u8>,
    /// The sealed submission; erased when the application has ended.
    pub(crate) submission: Option<Vec<u8>>,
    /// That of the revision before, for the officer to see what was corrected.
    pub(crate) earlier: Option<Vec<u8>>,
    pub(crate) number: String,
    /// When the latest revision was received.
    pub(crate) received_at: u64,
    pub(crate) promise_until: Option<u64>,
    pub(crate) state: ApplicationState,
    /// Rises with each change.
    pub(crate) seq: u64,
    pub(crate) changed_at: u64,
    pub(crate) detail: Detail,
}

/// A sealed attachment, without its bytes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ApplicationFile {
    /// Of its row: [`file_id`].
    pub(crate) id: [u8; 16],
    pub(crate) photo: Photo,
}

/// The id of the row of a file.
pub(crate) fn file_id(account: &[u8; 16], application: &[u8; 16], sha256_of: &[u8; 32]) -> [u8; 16] {
    let digest = sha256(&[&account[..], application, sha256_of].concat());
    digest[..16].try_into().expect("a slice of 16 bytes")
}

const COLUMNS: &str = "id, account, thumbprint, service, subject, revision, sealed_sha256, receipt, submission, earlier, \
     number, received_at, promise_until, state, seq, changed_at, detail";

fn read(row: &Row<'_>) -> rusqlite::Result<Application> {
    Ok(Application {
        id: row.get(0)?,
        account: row.get(1)?,
        thumbprint: row.get(2)?,
        service: row.get(3)?,
        subject: row.get(4)?,
        revision: uint(row.get(5)?),
        sealed_sha256: row.get(6)?,
        receipt: row.get(7)?,
        submission: row.get(8)?,
        earlier: row.get(9)?,
        number: row.get(10)?,
        received_at: uint(row.get(11)?),
        promise_until: row.get::<_, Option<i64>>(12)?.map(uint),
        state: ApplicationState::from_name(&row.get::<_, String>(13)?).ok_or_else(|| damaged(13))?,
        seq: uint(row.get(14)?),
        changed_at: uint(row.get(15)?),
        detail: serde_json::from_str(&row.get::<_, String>(16)?).map_err(|_| damaged(16))?,
    })
}

fn read_file(row: &Row<'_>) -> rusqlite::Result<ApplicationFile> {
    let photo = Photo {
        length: uint(row.get(1)?),
        sha256: row.get(2)?,
        offset: uint(row.get::<_, Option<i64>>(3)?.unwrap_or(0)),
        complete: row.get(4)?,
    };
    Ok(ApplicationFile { id: row.get(0)?, photo })
}

const FILE: &str =
    "SELECT id, photo_length, photo_sha256, length(photo), photo_complete FROM application_file";

impl Tx<'_> {
    /// Writes an application, over its earlier state.
    pub(crate) fn put_application(&self, application: &Application) -> Result<(), StoreError> {
        let detail = serde_json::to_string(&application.detail).map_err(|_| StoreError::Unreadable)?;
        self.0.execute(
            &format!(
                "INSERT INTO application ({COLUMNS})
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
                 ON CONFLICT (id) DO UPDATE SET thumbprint = ?3, subject = ?5, revision = ?6, sealed_sha256 = ?7, receipt = ?8,
                 submission = ?9, earlier = ?10, received_at = ?12, promise_until = ?13, state = ?14, seq = ?15,
                 changed_at = ?16, detail = ?17"
            ),
            params![
                application.id,
                application.account,
                application.thumbprint,
                application.service,
                application.subject,
                int(application.revision),
                application.sealed_sha256,
                application.receipt,
                application.submission,
                application.earlier,
                application.number,
                int(application.received_at),
                application.promise_until.map(int),
                application.state.name(),
                int(application.seq),
                int(application.changed_at),
                detail
            ],
        )?;
        Ok(())
    }

    /// One application.
    pub(crate) fn application(&self, id: &[u8; 16]) -> Result<Option<Application>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM application WHERE id = ?1");
        Ok(self.0.query_row(&sql, [id], read).optional()?)
    }

    /// All applications, oldest first.
    pub(crate) fn applications(&self) -> Result<Vec<Application>, StoreError> {
        let mut statement = self.0.prepare(&format!("SELECT {COLUMNS} FROM application ORDER BY rowid"))?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The applications of one account, oldest first.
    pub(crate) fn applications_of(&self, account: &[u8; 16]) -> Result<Vec<Application>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM application WHERE account = ?1 ORDER BY rowid");
        let mut statement = self.0.prepare(&sql)?;
        let rows = statement.query_map([account], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Erases an application with what officers decided about it. Its files are erased by
    /// [`Tx::erase_application_files`].
    pub(crate) fn erase_application(&self, id: &[u8; 16]) -> Result<(), StoreError> {
        self.0.execute("DELETE FROM application_decision WHERE application = ?1", [id])?;
        self.0.execute("DELETE FROM application WHERE id = ?1", [id])?;
        Ok(())
    }

    /// Announces a file of an application.
    pub(crate) fn add_application_file(
        &self,
        account: &[u8; 16],
        id: &ApplicationId,
        (length, sha256): (u64, [u8; 32]),
        now: u64,
    ) -> Result<(), StoreError> {
        self.0.execute(
            "INSERT INTO application_file (id, account, application, announced_at, photo_length, photo_sha256)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![file_id(account, &id.0, &sha256), account, id.0, int(now), int(length), sha256],
        )?;
        Ok(())
    }

    /// A file of an application.
    pub(crate) fn application_file(&self, id: &[u8; 16]) -> Result<Option<ApplicationFile>, StoreError> {
        Ok(self.0.query_row(&format!("{FILE} WHERE id = ?1"), [id], read_file).optional()?)
    }

    /// How many files of an account are here, and how many bytes were announced.
    pub(crate) fn application_files_of(&self, account: &[u8; 16]) -> Result<(u64, u64), StoreError> {
        let sql = "SELECT count(*), coalesce(sum(photo_length), 0) FROM application_file WHERE account = ?1";
        Ok(self.0.query_row(sql, [account], |row| Ok((uint(row.get(0)?), uint(row.get(1)?))))?)
    }

    /// Erases the files of an application.
    pub(crate) fn erase_application_files(
        &self,
        account: &[u8; 16],
        application: &[u8; 16],
    ) -> Result<(), StoreError> {
        self.0.execute(
            "DELETE FROM application_file WHERE account = ?1 AND application = ?2",
            params![account, application],
        )?;
        Ok(())
    }

    /// Erases the files of an application but those with these digests.
    pub(crate) fn keep_application_files(
        &self,
        account: &[u8; 16],
        application: &[u8; 16],
        digests: &[[u8; 32]],
    ) -> Result<(), StoreError> {
        let sql = "SELECT photo_sha256 FROM application_file WHERE account = ?1 AND application = ?2";
        let mut statement = self.0.prepare(sql)?;
        let here = statement.query_map(params![account, application], |row| row.get(0))?;
        for digest in here.collect::<Result<Vec<[u8; 32]>, _>>()? {
            if !digests.contains(&digest) {
                let id = file_id(account, application, &digest);
                self.0.execute("DELETE FROM application_file WHERE id = ?1", [id])?;
            }
        }
        Ok(())
    }

    /// Erases the files that were announced before a moment for applications that never came.
    pub(crate) fn forget_application_files(&self, before: u64) -> Result<(), StoreError> {
        self.0.execute(
            "DELETE FROM application_file WHERE announced_at < ?1
             AND NOT EXISTS (SELECT 1 FROM application WHERE application.id = application_file.application)",
            [int(before)],
        )?;
        Ok(())
    }

    /// Keeps a signed definition.
    pub(crate) fn put_form(&self, service: &str, version: u64, signed: &[u8]) -> Result<(), StoreError> {
        self.0.execute("INSERT INTO form VALUES (?1, ?2, ?3)", params![service, int(version), signed])?;
        Ok(())
    }

    /// All signed definitions.
    pub(crate) fn forms(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut statement = self.0.prepare("SELECT signed FROM form ORDER BY service, version")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps what happened to the population, after all that happened before.
    pub(crate) fn add_register_event(&self, event: &str) -> Result<(), StoreError> {
        self.0.execute("INSERT INTO register_event (event) VALUES (?1)", [event])?;
        Ok(())
    }

    /// What happened to the population, in order.
    pub(crate) fn register_events(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.0.prepare("SELECT event FROM register_event ORDER BY id")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
