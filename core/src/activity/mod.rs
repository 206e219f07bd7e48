//! What happened with this identity: each showing, sync, change and unlock, in a chain of hashes.
//!
//! Promises: entries are only ever appended; taking one out, changing one or swapping two is noticed by
//! [`Activity::verify`]; a showing is on record before its first code is drawn. The log is kept in the vault and leaves it
//! only when its owner exports it.

mod entry;
mod export;

use ring::digest;

pub use entry::{Entry, Event, SyncOutcome};
pub use export::ExportError;

use crate::vault::{Change, Session, Table, Unlocked, VaultError};

/// Key of the record that holds the head of the chain.
const HEAD: &[u8] = b"head";

/// Why the log could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActivityError {
    /// The vault is locked or failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// An entry is not what this app wrote.
    #[error("an entry of the log cannot be read")]
    Corrupt,
}

/// The activity log. Cheap to clone.
#[derive(Clone)]
pub struct Activity {
    vault: Unlocked,
}

/// Number and hash of the newest entry.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Head {
    seq: u64,
    hash: [u8; 32],
}

impl Activity {
    pub(crate) fn new(vault: Unlocked) -> Self {
        Self { vault }
    }

    /// The newest `limit` entries, newest first.
    pub fn recent(&self, limit: usize) -> Result<Vec<Entry>, ActivityError> {
        self.vault.with(|session| {
            let head = head(session)?;
            let mut entries = Vec::new();
            for seq in (1..=head.seq).rev().take(limit) {
                entries.push(read(session, seq)?.0);
            }
            Ok(entries)
        })
    }

    /// Walks the whole chain; `true` when nothing was taken out, changed or swapped.
    pub fn verify(&self) -> Result<bool, ActivityError> {
        self.vault.with(|session| {
            let head = head(session)?;
            let mut hash = [0; 32];
            for seq in 1..=head.seq {
                let (entry, bytes) = match read(session, seq) {
                    Ok(read) => read,
                    Err(ActivityError::Corrupt | ActivityError::Vault(VaultError::Corrupt { .. })) => {
                        return Ok(false);
                    }
                    // A disk that fails just now says nothing about the log.
                    Err(error) => return Err(error),
                };
                if entry.seq != seq {
                    return Ok(false);
                }
                hash = link(&hash, &bytes);
            }
            Ok(hash == head.hash)
        })
    }

    /// Appends an event that happened at `at` (seconds since 1970); gives its number.
    pub(crate) fn note(&self, at: u64, event: Event) -> Result<u64, ActivityError> {
        self.vault.with(|session| append(session, at, event))
    }
}

/// Appends within a session that is already held.
pub(crate) fn append(session: &mut Session, at: u64, event: Event) -> Result<u64, ActivityError> {
    let head = head(session)?;
    let entry = Entry { seq: head.seq + 1, at, event };
    let bytes = entry.encode();
    let next = Head { seq: entry.seq, hash: link(&head.hash, &bytes) };
    let mut head_bytes = next.seq.to_be_bytes().to_vec();
    head_bytes.extend_from_slice(&next.hash);
    session.apply(&[
        Change::Put { table: Table::ACTIVITY, key: &entry.seq.to_be_bytes(), meta: &[], body: &bytes },
        Change::Put { table: Table::ACTIVITY, key: HEAD, meta: &[], body: &head_bytes },
    ])?;
    Ok(entry.seq)
}

fn head(session: &Session) -> Result<Head, ActivityError> {
    let Some(record) = session.get(Table::ACTIVITY, HEAD)? else { return Ok(Head { seq: 0, hash: [0; 32] }) };
    let (seq, hash) = record.body.split_at_checked(8).ok_or(ActivityError::Corrupt)?;
    Ok(Head {
        seq: u64::from_be_bytes(seq.try_into().map_err(|_| ActivityError::Corrupt)?),
        hash: hash.try_into().map_err(|_| ActivityError::Corrupt)?,
    })
}

fn read(session: &Session, seq: u64) -> Result<(Entry, Vec<u8>), ActivityError> {
    let record = session.get(Table::ACTIVITY, &seq.to_be_bytes())?.ok_or(ActivityError::Corrupt)?;
    Ok((Entry::decode(&record.body)?, record.body.to_vec()))
}

/// `hash(n) = SHA-256("ikd/1/activity" || hash(n-1) || entry(n))` (docs/formats.md section 10).
fn link(previous: &[u8; 32], entry: &[u8]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(b"ikd/1/activity");
    context.update(previous);
    context.update(entry);
    context.finish().as_ref().try_into().expect("SHA-256 has 32 bytes")
}
