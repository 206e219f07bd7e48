//! Sealed applications on their way, outside the vault: sending needs no PIN.
//!
//! One folder per revision, named `<id>.<revision>`:
//!
//! | file | content |
//! |---|---|
//! | `manifest.json` | [`Manifest`]: digests, lengths, the alias of the device key |
//! | `sealed` | the submission, sealed to the service |
//! | `<sha256>` | each file, sealed to the service |
//! | `progress.json` | [`Progress`]: what the service has, and whether it refused |
//! | `answer` | what the service said, an [`Answer`]; signed by the device key, and sealed to a key whose private half only the vault has |
//!
//! A folder is made under the name `<id>.<revision>.new` and gets its name by one rename, after the vault has recorded
//! it. Cancelling renames it to `<id>.<revision>.gone`. So a process that is killed leaves a state that the next unlock
//! completes: the vault says which of both it is.
//!
//! Nothing in it is personal. Whoever can write to it can delete or replace what waits there: sending compares every
//! file with the manifest, the vault keeps the digest of the manifest and believes signed answers only, and the service
//! checks the signature inside the sealed bytes.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use ikd_proof::application::{ApplicationId, MAX_SEALED_ATTACHMENT, MAX_SEALED_SUBMISSION};
use serde::{Deserialize, Serialize};

use super::digest::Digest;
use crate::{
    files::{self, private_dir, replace, sync_dir},
    platform::key_names,
    service::contract::Id,
    vault::VaultError,
};

mod answer;

pub(super) use answer::{Answer, KeepError, Refusal};

const MANIFEST: &str = "manifest.json";
const SEALED: &str = "sealed";
const PROGRESS: &str = "progress.json";
const ANSWER: &str = "answer";
/// Largest file here other than the sealed ones, bytes.
const MAX_SMALL: u64 = 64 * 1024;

/// What an entry sends.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) id: Id,
    pub(super) revision: u64,
    /// SHA-256 of the sealed submission.
    pub(super) sealed: Digest,
    pub(super) files: Vec<SealedFile>,
    /// Alias of the device key that signed it, and signs the requests.
    pub(super) key: String,
    pub(super) idempotency_key: String,
    /// X25519 public key that the service's answer is sealed to on this phone.
    pub(super) answer_key: [u8; 32],
    /// Key id of the service key that it is sealed to.
    pub(super) service_key: [u8; 4],
    /// Seconds since 1970.
    pub(super) queued_at: u64,
    /// The service takes it only after the face was shown. Not part of what is sent.
    #[serde(default)]
    pub(super) face_needed: bool,
}

/// A sealed file.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SealedFile {
    pub(super) sha256: Digest,
    pub(super) length: u64,
}

impl Manifest {
    /// Digest over all of it, for the vault.
    pub(super) fn digest(&self) -> Digest {
        Digest::of(&json(self))
    }

    /// Whether it names a device key, and an idempotency key that can be sent.
    fn can_be_sent(&self) -> bool {
        let key = self.idempotency_key.as_bytes();
        self.key.starts_with(key_names::DEVICE)
            && (1..=64).contains(&key.len())
            && key.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte))
    }
}

/// How far an entry is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Progress {
    /// The person does not want to wait for an unmetered network.
    pub(super) send_now: bool,
    /// Bytes that the service has of each file, in the order of the manifest.
    pub(super) arrived: Vec<u64>,
    /// The submission itself was sent, perhaps without an answer.
    pub(super) put: bool,
    /// Why it will not be accepted as it is, so that it is not sent again. The vault does not believe this but the
    /// [`Answer`].
    pub(super) refused: Option<Refusal>,
    /// The face was shown for it, as the vault says. Whoever writes this causes a request that the service refuses.
    pub(super) face_shown: bool,
}

/// The folder of one revision.
#[derive(Clone)]
pub(super) struct Entry {
    dir: PathBuf,
    pub(super) id: ApplicationId,
    pub(super) revision: u64,
}

/// What the name of a folder says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Complete, and not yet recorded in the vault, or not yet renamed.
    Staged,
    /// On its way.
    Published,
    /// Cancelled.
    Gone,
}

impl Stage {
    fn suffix(self) -> &'static str {
        match self {
            Self::Staged => ".new",
            Self::Published => "",
            Self::Gone => ".gone",
        }
    }
}

/// All entries, in one folder.
#[derive(Clone)]
pub(crate) struct Outbox {
    dir: PathBuf,
}

impl Outbox {
    /// The outbox in `dir`, which need not exist.
    pub(crate) fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Erases everything in it. Succeeds if there is nothing. Tries all even if one fails.
    pub(crate) fn erase(&self) -> Result<(), VaultError> {
        let mut outcome = Ok(());
        for entry in children(&self.dir)? {
            outcome = outcome.and(erase_dir(&entry));
        }
        outcome?;
        match fs::remove_dir(&self.dir) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// The entries in this stage, in the order of their names.
    pub(super) fn entries(&self, stage: Stage) -> io::Result<Vec<Entry>> {
        let mut entries: Vec<_> =
            children(&self.dir)?.into_iter().filter_map(|dir| Entry::of(dir, stage)).collect();
        entries.sort_by(|a, b| a.dir.cmp(&b.dir));
        Ok(entries)
    }

    /// The entry of a revision in this stage.
    pub(super) fn entry(&self, id: ApplicationId, revision: u64, stage: Stage) -> Option<Entry> {
        let dir = self.path(id, revision, stage);
        dir.is_dir().then_some(Entry { dir, id, revision })
    }

    /// An empty folder for a revision, in place of one that was begun before.
    pub(super) fn begin(&self, id: ApplicationId, revision: u64) -> io::Result<Entry> {
        let dir = self.path(id, revision, Stage::Staged);
        erase_dir(&dir)?;
        private_dir(&dir)?;
        Ok(Entry { dir, id, revision })
    }

    /// Gives the entry the name of another stage, durably.
    pub(super) fn rename(&self, entry: &Entry, to: Stage) -> io::Result<()> {
        files::step()?;
        fs::rename(&entry.dir, self.path(entry.id, entry.revision, to))?;
        sync_dir(&self.dir)
    }

    fn path(&self, id: ApplicationId, revision: u64, stage: Stage) -> PathBuf {
        self.dir.join(format!("{}.{revision}{}", Id(id.0).to_text(), stage.suffix()))
    }
}

impl Entry {
    fn of(dir: PathBuf, stage: Stage) -> Option<Self> {
        let name = dir.file_name()?.to_str()?;
        let (id, revision) = name.strip_suffix(stage.suffix())?.split_once('.')?;
        let id = ApplicationId(Id::from_text(id)?.0);
        let revision = revision.parse().ok()?;
        Some(Self { dir, id, revision })
    }

    /// Whether it still waits under this name.
    pub(super) fn exists(&self) -> bool {
        self.dir.is_dir()
    }

    /// Writes a sealed file; its name is its digest.
    pub(super) fn write_file(&self, bytes: &[u8]) -> io::Result<SealedFile> {
        let sha256 = Digest::of(bytes);
        replace(&self.dir.join(sha256.to_text()), bytes)?;
        Ok(SealedFile { sha256, length: bytes.len() as u64 })
    }

    /// Writes the sealed submission and, last, the manifest.
    pub(super) fn write_manifest(&self, manifest: &Manifest, sealed: &[u8]) -> io::Result<()> {
        replace(&self.dir.join(SEALED), sealed)?;
        replace(&self.dir.join(MANIFEST), &json(manifest))
    }

    /// `None` if there is none that belongs to this entry: the folder was changed.
    pub(super) fn manifest(&self) -> Option<Manifest> {
        let bytes = read(&self.dir.join(MANIFEST), MAX_SMALL).ok()??;
        let manifest: Manifest = serde_json::from_slice(&bytes).ok()?;
        let of_this = manifest.id.0 == self.id.0 && manifest.revision == self.revision;
        (of_this && manifest.can_be_sent()).then_some(manifest)
    }

    /// The sealed submission, if it is the one of the manifest.
    pub(super) fn sealed(&self, manifest: &Manifest) -> io::Result<Option<Vec<u8>>> {
        let bytes = read(&self.dir.join(SEALED), MAX_SEALED_SUBMISSION as u64)?;
        Ok(bytes.filter(|bytes| Digest::of(bytes) == manifest.sealed))
    }

    /// A sealed file, if it is the one of the manifest.
    pub(super) fn file(&self, file: &SealedFile) -> io::Result<Option<Vec<u8>>> {
        let bytes = read(&self.dir.join(file.sha256.to_text()), MAX_SEALED_ATTACHMENT as u64)?;
        Ok(bytes.filter(|bytes| bytes.len() as u64 == file.length && Digest::of(bytes) == file.sha256))
    }

    /// Nothing has arrived, if it cannot be read.
    pub(super) fn progress(&self) -> Progress {
        let bytes = read(&self.dir.join(PROGRESS), MAX_SMALL).ok().flatten();
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Whether the face must be shown before it can be sent.
    pub(super) fn waits_for_the_face(&self) -> bool {
        let progress = self.progress();
        let asked = || self.manifest().is_some_and(|manifest| manifest.face_needed);
        !progress.face_shown && progress.refused.is_none() && !self.has_answer() && asked()
    }

    /// Saves the progress. Fails if the entry was cancelled.
    pub(super) fn save_progress(&self, progress: &Progress) -> io::Result<()> {
        replace(&self.dir.join(PROGRESS), &json(progress))
    }

    /// Whether nothing stands where files are replaced while it is sent.
    pub(super) fn is_sound(&self) -> bool {
        let missing = |error: io::Error| error.kind() == io::ErrorKind::NotFound;
        [PROGRESS, ANSWER].into_iter().all(|name| {
            fs::symlink_metadata(self.dir.join(name)).map_or_else(missing, |found| found.is_file())
        })
    }

    /// Erases the entry.
    pub(super) fn erase(&self) -> io::Result<()> {
        erase_dir(&self.dir)
    }
}

fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("string keys and plain fields serialise")
}

/// The bytes of a file of at most `max` bytes; `None` if there is no such file.
fn read(path: &Path, max: u64) -> io::Result<Option<Vec<u8>>> {
    match fs::symlink_metadata(path) {
        Ok(file) if file.is_file() && file.len() <= max => fs::read(path).map(Some),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn children(dir: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(dir) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Erases a folder of files, the manifest first: without it, the rest is not an entry. Succeeds if there is none. What
/// is not a folder is deleted too.
fn erase_dir(dir: &Path) -> io::Result<()> {
    match fs::symlink_metadata(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
        Ok(found) if !found.is_dir() => return files::remove(dir),
        Ok(_) => {}
    }
    erase_dir(&dir.join(MANIFEST))?;
    for file in children(dir)? {
        erase_dir(&file)?;
    }
    files::step()?;
    fs::remove_dir(dir)?;
    dir.parent().map_or(Ok(()), sync_dir)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
