//! Phones' keys, accounts, their documents and their places in the status list.

use rusqlite::{OptionalExtension, Row, params};

use super::{StoreError, Tx, int, uint};

/// What a phone's key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyStanding {
    /// Belongs to registrations only.
    Registering,
    /// Holds this account.
    Active([u8; 16]),
    /// Held an account and was released.
    Released([u8; 16]),
}

/// One citizen's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: [u8; 16],
    pub(crate) nik: u64,
    /// Thumbprint of the phone that holds it.
    pub(crate) active_key: Option<[u8; 32]>,
    /// Goes up with every change that a phone must fetch.
    pub(crate) epoch: u64,
    pub(crate) blocked: bool,
}

/// A document as issued.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct DocumentRow {
    pub(crate) id: [u8; 16],
    /// Order in the list.
    pub(crate) place: u32,
    /// Number of formats.md section 2.
    pub(crate) kind: u8,
    pub(crate) subject: u64,
    pub(crate) version: u64,
    /// The signed container.
    pub(crate) container: Vec<u8>,
    pub(crate) removed: bool,
}

fn read_account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        nik: uint(row.get(1)?),
        active_key: row.get(2)?,
        epoch: uint(row.get(3)?),
        blocked: row.get(4)?,
    })
}

fn read_document(row: &Row<'_>) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        id: row.get(0)?,
        place: row.get(1)?,
        kind: row.get(2)?,
        subject: uint(row.get(3)?),
        version: uint(row.get(4)?),
        container: row.get(5)?,
        removed: row.get(6)?,
    })
}

const ACCOUNT: &str = "SELECT id, nik, active_key, epoch, blocked FROM account";
const DOCUMENT: &str = "SELECT id, place, type, subject, version, container, removed FROM document";

impl Tx<'_> {
    /// Remembers a phone's key; one already known keeps its standing.
    pub(crate) fn add_key(
        &self,
        thumbprint: &[u8; 32],
        public_key: &[u8; 33],
        now: u64,
    ) -> Result<(), StoreError> {
        self.0.execute(
            "INSERT OR IGNORE INTO device_key (thumbprint, public_key, standing, seen_at) VALUES (?1, ?2, 'registering', ?3)",
            params![thumbprint, public_key, int(now)],
        )?;
        Ok(())
    }

    /// Erases keys that never held an account, have no registration and came before a moment.
    pub(crate) fn forget_keys(&self, before: u64) -> Result<(), StoreError> {
        self.0.execute(
            "DELETE FROM device_key WHERE standing = 'registering' AND seen_at < ?1
             AND NOT EXISTS (SELECT 1 FROM registration WHERE registration.thumbprint = device_key.thumbprint)",
            [int(before)],
        )?;
        Ok(())
    }

    /// The public key behind a thumbprint, and what it may do.
    pub(crate) fn key(&self, thumbprint: &[u8; 32]) -> Result<Option<(Vec<u8>, KeyStanding)>, StoreError> {
        Ok(self
            .0
            .query_row(
                "SELECT public_key, standing, account FROM device_key WHERE thumbprint = ?1",
                [thumbprint],
                |row| {
                    let standing: String = row.get(1)?;
                    let standing = match (standing.as_str(), row.get(2)?) {
                        ("active", Some(account)) => KeyStanding::Active(account),
                        ("released", Some(account)) => KeyStanding::Released(account),
                        _ => KeyStanding::Registering,
                    };
                    Ok((row.get(0)?, standing))
                },
            )
            .optional()?)
    }

    /// Gives the account to a phone: its key becomes active, whichever held it before is released.
    pub(crate) fn bind_device(&self, account: &[u8; 16], thumbprint: &[u8; 32]) -> Result<(), StoreError> {
        self.release_device(account)?;
        self.0.execute(
            "UPDATE device_key SET standing = 'active', account = ?2 WHERE thumbprint = ?1",
            params![thumbprint, account],
        )?;
        self.0.execute(
            "UPDATE account SET active_key = ?2, epoch = epoch + 1 WHERE id = ?1",
            params![account, thumbprint],
        )?;
        Ok(())
    }

    /// Takes the account from the phone that holds it, if one does.
    pub(crate) fn release_device(&self, account: &[u8; 16]) -> Result<(), StoreError> {
        self.0.execute(
            "UPDATE device_key SET standing = 'released' WHERE account = ?1 AND standing = 'active'",
            [account],
        )?;
        self.0.execute(
            "UPDATE account SET active_key = NULL, epoch = epoch + 1 WHERE id = ?1 AND active_key IS NOT NULL",
            [account],
        )?;
        Ok(())
    }

    /// Adds an account that no phone holds yet.
    pub(crate) fn add_account(&self, id: &[u8; 16], nik: u64) -> Result<(), StoreError> {
        self.0.execute(
            "INSERT INTO account (id, nik, epoch, blocked) VALUES (?1, ?2, 1, 0)",
            params![id, int(nik)],
        )?;
        Ok(())
    }

    /// One account.
    pub(crate) fn account(&self, id: &[u8; 16]) -> Result<Option<Account>, StoreError> {
        Ok(self.0.query_row(&format!("{ACCOUNT} WHERE id = ?1"), [id], read_account).optional()?)
    }

    /// The account of a NIK.
    pub(crate) fn account_of(&self, nik: u64) -> Result<Option<Account>, StoreError> {
        Ok(self.0.query_row(&format!("{ACCOUNT} WHERE nik = ?1"), [int(nik)], read_account).optional()?)
    }

    /// All accounts.
    pub(crate) fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let mut statement = self.0.prepare(ACCOUNT)?;
        let rows = statement.query_map([], read_account)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Blocks an account, or lifts the block.
    pub(crate) fn set_blocked(&self, id: &[u8; 16], blocked: bool) -> Result<(), StoreError> {
        self.0.execute(
            "UPDATE account SET blocked = ?2, epoch = epoch + 1 WHERE id = ?1",
            params![id, blocked],
        )?;
        Ok(())
    }

    /// Raises the epoch, so that the account's phone sees that something changed.
    pub(crate) fn bump_epoch(&self, id: &[u8; 16]) -> Result<(), StoreError> {
        self.0.execute("UPDATE account SET epoch = epoch + 1 WHERE id = ?1", [id])?;
        Ok(())
    }

    /// The documents of an account in their order, removed ones included.
    pub(crate) fn documents(&self, account: &[u8; 16]) -> Result<Vec<DocumentRow>, StoreError> {
        let mut statement = self.0.prepare(&format!("{DOCUMENT} WHERE account = ?1 ORDER BY place, id"))?;
        let rows = statement.query_map([account], read_document)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Writes a document, over its earlier version.
    pub(crate) fn put_document(&self, account: &[u8; 16], document: &DocumentRow) -> Result<(), StoreError> {
        self.0.execute(
            "INSERT OR REPLACE INTO document (id, account, place, type, subject, version, container, removed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                document.id,
                account,
                document.place,
                document.kind,
                int(document.subject),
                int(document.version),
                document.container,
                document.removed
            ],
        )?;
        Ok(())
    }

    /// Takes a place in a status list for an account; `false` when it is taken.
    pub(crate) fn take_status_place(
        &self,
        list: u64,
        place: u64,
        account: &[u8; 16],
    ) -> Result<bool, StoreError> {
        let taken = self.0.execute(
            "INSERT OR IGNORE INTO status_index (list, place, account) VALUES (?1, ?2, ?3)",
            params![int(list), int(place), account],
        )?;
        Ok(taken == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Store, *};

    #[test]
    fn a_second_phone_bound_to_an_account_releases_the_first() {
        let store = Store::memory().expect("opened");
        store
            .run(|tx| {
                tx.add_key(&[1; 32], &[2; 33], 0)?;
                tx.add_key(&[3; 32], &[4; 33], 0)?;
                tx.add_account(&[7; 16], 9_901_010_101_900_001)?;
                tx.bind_device(&[7; 16], &[1; 32])?;
                tx.bind_device(&[7; 16], &[3; 32])?;
                assert_eq!(tx.key(&[1; 32])?, Some((vec![2; 33], KeyStanding::Released([7; 16]))));
                assert_eq!(tx.key(&[3; 32])?, Some((vec![4; 33], KeyStanding::Active([7; 16]))));
                assert_eq!(tx.account(&[7; 16])?.and_then(|a| a.active_key), Some([3; 32]));
                Ok::<_, StoreError>(())
            })
            .expect("ran");
    }

    #[test]
    fn a_place_in_the_status_list_is_taken_once() {
        let store = Store::memory().expect("opened");
        store
            .run(|tx| {
                assert!(tx.take_status_place(1, 5, &[7; 16])?);
                assert!(!tx.take_status_place(1, 5, &[8; 16])?);
                Ok::<_, StoreError>(())
            })
            .expect("ran");
    }
}
