//! The activity log: each showing, sync, change and unlock, in a chain of hashes.
//!
//! Promises: entries are only appended; [`ActivityLog::verify`] detects a removed, changed or moved entry; a showing is
//! logged before its first code is drawn; a damaged entry hides no other entry and prevents no new one. The log is
//! stored in the vault and leaves it only when its owner exports it.

mod entry;
mod export;

use ring::digest;

use crate::vault::{Artifact, Change, Session, Table, Unlocked, VaultError};
pub use entry::{ActivityEntry, ActivityEvent, SyncOutcome};

/// Key of the record that holds the head of the chain.
const HEAD: &[u8] = b"head";

/// The activity log. Cheap to clone.
#[derive(Clone)]
pub struct ActivityLog {
    vault: Unlocked,
}

/// Number and hash of the newest entry.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Head {
    seq: u64,
    hash: [u8; 32],
}

impl Head {
    /// `seq u64 big endian || hash`.
    fn decode(bytes: &[u8]) -> Option<Self> {
        let (seq, hash) = bytes.split_first_chunk::<8>()?;
        Some(Self { seq: u64::from_be_bytes(*seq), hash: hash.try_into().ok()? })
    }
}

impl ActivityLog {
    pub(crate) fn new(vault: Unlocked) -> Self {
        Self { vault }
    }

    /// The newest `limit` entries, newest first, without damaged ones. If there is one, [`ActivityLog::verify`] returns
    /// `false`.
    ///
    /// # Errors
    /// The vault is locked, or the disk failed just now.
    pub fn recent(&self, limit: usize) -> Result<Vec<ActivityEntry>, VaultError> {
        self.vault.with(|session| {
            let head = head(session)?;
            let mut entries = Vec::new();
            for seq in (1..=head.seq).rev() {
                if entries.len() == limit {
                    break;
                }
                entries.extend(read(session, seq)?.map(|(entry, _)| entry));
            }
            Ok(entries)
        })
    }

    /// Checks the whole chain; `true` if no entry was removed, changed, moved or damaged.
    ///
    /// # Errors
    /// The vault is locked, or the disk failed just now.
    pub fn verify(&self) -> Result<bool, VaultError> {
        self.vault.with(|session| {
            let head = head(session)?;
            let mut hash = [0; 32];
            for seq in 1..=head.seq {
                match read(session, seq)? {
                    Some((entry, bytes)) if entry.seq == seq => hash = link(&hash, &bytes),
                    _ => return Ok(false),
                }
            }
            Ok(hash == head.hash)
        })
    }

    /// Appends an event that happened at `at` (seconds since 1970). Returns its number.
    pub(crate) fn note(&self, at: u64, event: ActivityEvent) -> Result<u64, VaultError> {
        self.vault.with(|session| append(session, at, event))
    }
}

/// Appends an event within a session. Returns its number.
pub(crate) fn append(session: &mut Session, at: u64, event: ActivityEvent) -> Result<u64, VaultError> {
    let head = head(session)?;
    let entry = ActivityEntry { seq: head.seq + 1, at, event };
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

/// Number and hash of the newest entry. If the head is damaged, a new chain starts after the newest entry: new events
/// are logged, and the log as a whole never verifies again.
fn head(session: &Session) -> Result<Head, VaultError> {
    let kept = match session.get(Table::ACTIVITY, HEAD) {
        Ok(None) => return Ok(Head { seq: 0, hash: [0; 32] }),
        Ok(Some(record)) => Head::decode(&record.body),
        Err(VaultError::Corrupt { what: Artifact::Record }) => None,
        Err(error) => return Err(error),
    };
    if let Some(head) = kept {
        return Ok(head);
    }
    let listed = session.list(Table::ACTIVITY)?;
    let numbers =
        listed.iter().filter_map(|entry| Some(u64::from_be_bytes(entry.key.as_ref().try_into().ok()?)));
    Ok(Head { seq: numbers.max().unwrap_or(0), hash: [0; 32] })
}

/// An entry and its bytes; `None` when it is missing, damaged, or from a newer version of the app.
fn read(session: &Session, seq: u64) -> Result<Option<(ActivityEntry, Vec<u8>)>, VaultError> {
    match session.get(Table::ACTIVITY, &seq.to_be_bytes()) {
        Ok(record) => {
            Ok(record.and_then(|record| Some((ActivityEntry::decode(&record.body)?, record.body.to_vec()))))
        }
        Err(VaultError::Corrupt { what: Artifact::Record }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// `hash(n) = SHA-256("ikd/1/activity" || hash(n-1) || entry(n))` (docs/formats.md section 10).
fn link(previous: &[u8; 32], entry: &[u8]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(b"ikd/1/activity");
    context.update(previous);
    context.update(entry);
    context.finish().as_ref().try_into().expect("SHA-256 has 32 bytes")
}
