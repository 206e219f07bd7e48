//! The byte format of one sealed record (docs/formats/vault.md).
//!
//! Each record has its own key and is bound to its store, table, id, version and part: it does not open in any other
//! place. Padme padding hides lengths.

use crate::crypto::{self, NONCE_LEN, SecretBytes, SecretKey, Suite, TAG_LEN};
use crate::platform::SecureRandom;

use super::{Artifact, VaultError};

/// The kind of a record: each capability has its own number (docs/formats/vault.md lists them).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Table(pub u16);

/// The tables in use. A number is never reused for another kind.
impl Table {
    /// The account, and the consent given for it.
    pub const ACCOUNT: Self = Self(1);
    /// Document containers by document id.
    pub const DOCUMENTS: Self = Self(2);
    /// Views by kind.
    pub const VIEWS: Self = Self(3);
    /// The activity log by number, and its head.
    pub const ACTIVITY: Self = Self(4);
    /// The registration's journal and portrait, before a PIN exists.
    pub const REGISTRATION: Self = Self(5);
    /// Where each application stands, by its id; and when they were last asked about.
    pub const APPLICATIONS: Self = Self(6);
    /// The answers of each application, by its id.
    pub const ANSWERS: Self = Self(7);
    /// The form of each application, by its id.
    pub const FORMS: Self = Self(8);
    /// The papers of applications, by id, page and kind.
    pub const ATTACHMENTS: Self = Self(9);
}

/// A record's id in the database; it hides the logical key.
pub(super) type Rid = [u8; 32];

/// One of the two parts of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Part {
    /// The logical key and the part that lists show.
    Meta = 0,
    /// The content.
    Body = 1,
}

const MAGIC: [u8; 4] = *b"IKDR";
const FORMAT: u8 = 1;
/// Magic 4, format 1, suite 1, table 2, version 8, DEK epoch 4, nonce 12, length 4.
const HEAD: usize = 36;
/// Bytes that sealing adds to the padded content.
const OVERHEAD: usize = HEAD + TAG_LEN;
/// The least length of the padded content, in bytes.
const MIN_PADDED: usize = 256;

/// The longest key and meta together, in bytes. Sealed they fit 1 KiB: 960 padded and 52 of frame. 960 includes the
/// lengths of the content (4) and of the key (2).
pub(super) const MAX_META: usize = 954;
/// The longest body, in bytes: 4 MiB.
pub(super) const MAX_BODY: usize = 4 << 20;

/// The place that a sealed part is bound to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) table: Table,
    pub(super) rid: &'a Rid,
    pub(super) ver: u64,
    pub(super) part: Part,
}

/// The keys of one store of records, all derived from a random DEK and the store's id.
pub(super) struct RecordKeys {
    /// The vault id, or the id of a [`super::SealedStore`].
    pub(super) store_id: [u8; 16],
    /// The DEK after HKDF-Extract, which is the same for all derived keys.
    extracted: SecretKey,
    dek_epoch: u32,
}

impl RecordKeys {
    /// The keys derived from a DEK.
    pub(super) fn new(store_id: [u8; 16], dek: &SecretKey, dek_epoch: u32) -> RecordKeys {
        RecordKeys { store_id, extracted: crypto::hkdf_extract(&store_id, dek.expose()), dek_epoch }
    }

    fn derive(&self, info: &[&[u8]]) -> SecretKey {
        crypto::hkdf_expand(&self.extracted, info)
    }

    /// The id of the record with this logical key.
    pub(super) fn rid(&self, table: Table, key: &[u8]) -> Rid {
        let index_key = self.derive(&[b"ikd/v1/idx", &table.0.to_be_bytes()]);
        crypto::hmac_sha256(index_key.expose(), &[key])
    }

    /// The key that authenticates the list of all records.
    pub(super) fn manifest_key(&self) -> SecretKey {
        self.derive(&[b"ikd/v1/man"])
    }

    /// The key both parts of one record are sealed with.
    pub(super) fn record_key(&self, table: Table, rid: &Rid) -> SecretKey {
        self.derive(&[b"ikd/v1/rec", &table.0.to_be_bytes(), rid])
    }

    fn aad(&self, head: &[u8; HEAD], rid: &Rid, part: Part) -> Vec<u8> {
        [b"ikd/v1/rec".as_slice(), &self.store_id, head, rid, &[part as u8]].concat()
    }

    /// Seals `content` for its place.
    pub(super) fn seal(
        &self,
        random: &dyn SecureRandom,
        place: Place<'_>,
        content: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        let plain = pad(content)?;
        let mut nonce = [0; NONCE_LEN];
        random.fill(&mut nonce)?;
        let suite = Suite::Aes256Gcm;
        let head = Head {
            suite,
            table: place.table,
            ver: place.ver,
            dek_epoch: self.dek_epoch,
            nonce,
            len: plain.len(),
        };
        let head = head.to_bytes();
        let key = self.record_key(place.table, place.rid);
        let sealed = crypto::seal(suite, &key, nonce, &self.aad(&head, place.rid, place.part), &plain);
        Ok([head.as_slice(), &sealed].concat())
    }

    /// Opens a part that was sealed for exactly this place.
    pub(super) fn open(&self, place: Place<'_>, blob: &[u8]) -> Result<SecretBytes, VaultError> {
        self.open_with(&self.record_key(place.table, place.rid), place, blob)
    }

    /// [`RecordKeys::open`] with a record key that the caller derived: deriving it costs more than opening 2 KiB.
    pub(super) fn open_with(
        &self,
        key: &SecretKey,
        place: Place<'_>,
        blob: &[u8],
    ) -> Result<SecretBytes, VaultError> {
        const DAMAGED: VaultError = VaultError::Corrupt { what: Artifact::Record };
        let (bytes, sealed) = blob.split_first_chunk::<HEAD>().ok_or(DAMAGED)?;
        let head = Head::from_bytes(bytes)?;
        if sealed.len().checked_sub(TAG_LEN) != Some(head.len)
            || head.table != place.table
            || head.ver != place.ver
            || head.dek_epoch != self.dek_epoch
        {
            return Err(DAMAGED);
        }
        let aad = self.aad(bytes, place.rid, place.part);
        let plain = crypto::open(head.suite, key, head.nonce, &aad, sealed).map_err(|_| DAMAGED)?;
        unpad(plain).ok_or(DAMAGED)
    }
}

/// The 36 bytes in front of the ciphertext.
struct Head {
    suite: Suite,
    table: Table,
    ver: u64,
    dek_epoch: u32,
    nonce: [u8; NONCE_LEN],
    len: usize,
}

impl Head {
    fn to_bytes(&self) -> [u8; HEAD] {
        let len = u32::try_from(self.len).expect("padded content is at most 4 MiB and an eighth");
        let mut out = [0; HEAD];
        out[..4].copy_from_slice(&MAGIC);
        out[4] = FORMAT;
        out[5] = self.suite as u8;
        out[6..8].copy_from_slice(&self.table.0.to_be_bytes());
        out[8..16].copy_from_slice(&self.ver.to_be_bytes());
        out[16..20].copy_from_slice(&self.dek_epoch.to_be_bytes());
        out[20..32].copy_from_slice(&self.nonce);
        out[32..].copy_from_slice(&len.to_be_bytes());
        out
    }

    fn from_bytes(bytes: &[u8; HEAD]) -> Result<Head, VaultError> {
        let damaged = VaultError::Corrupt { what: Artifact::Record };
        if bytes[..4] != MAGIC {
            return Err(damaged);
        }
        if bytes[4] != FORMAT {
            return Err(VaultError::UnsupportedVersion { found: bytes[4], max: FORMAT });
        }
        let mut ver = [0; 8];
        ver.copy_from_slice(&bytes[8..16]);
        let mut nonce = [0; NONCE_LEN];
        nonce.copy_from_slice(&bytes[20..32]);
        let word = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        Ok(Head {
            suite: Suite::from_number(bytes[5]).ok_or(damaged)?,
            table: Table(u16::from_be_bytes([bytes[6], bytes[7]])),
            ver: u64::from_be_bytes(ver),
            dek_epoch: word(16),
            nonce,
            len: usize::try_from(word(32)).map_err(|_| damaged)?,
        })
    }
}

/// The table number in a sealed part's header; not authenticated until the part is opened.
pub(super) fn claimed_table(blob: &[u8]) -> Result<Table, VaultError> {
    let bytes = blob.first_chunk::<HEAD>().ok_or(VaultError::Corrupt { what: Artifact::Record })?;
    Head::from_bytes(bytes).map(|head| head.table)
}

/// The tag at the end of a sealed part.
pub(super) fn tag_of(blob: &[u8]) -> Result<&[u8; TAG_LEN], VaultError> {
    if blob.len() < OVERHEAD {
        return Err(VaultError::Corrupt { what: Artifact::Record });
    }
    blob.last_chunk().ok_or(VaultError::Corrupt { what: Artifact::Record })
}

/// The padded length for `len` bytes: Padme (Nikitin et al. 2019), at most 12 % longer, at least 256 bytes.
fn padded_len(len: usize) -> usize {
    let len = len.max(MIN_PADDED);
    let exponent = len.ilog2();
    let kept = exponent.ilog2() + 1;
    let mask = (1usize << (exponent - kept)) - 1;
    (len + mask) & !mask
}

/// `length u32 || content || zeros`.
fn pad(content: &[u8]) -> Result<SecretBytes, VaultError> {
    let len = u32::try_from(content.len()).map_err(|_| VaultError::TooLarge { max: MAX_BODY as u32 })?;
    let padded = padded_len(content.len() + 4);
    let mut plain = Vec::with_capacity(padded);
    plain.extend_from_slice(&len.to_be_bytes());
    plain.extend_from_slice(content);
    plain.resize(padded, 0);
    Ok(SecretBytes::from(plain))
}

/// The content, if length and padding are exactly as [`pad`] makes them. Works in place, to avoid another copy to wipe.
fn unpad(mut plain: SecretBytes) -> Option<SecretBytes> {
    let (len, rest) = plain.split_first_chunk::<4>()?;
    let len = usize::try_from(u32::from_be_bytes(*len)).ok()?;
    let (_, padding) = rest.split_at_checked(len)?;
    if plain.len() != padded_len(len.checked_add(4)?) || padding.iter().any(|byte| *byte != 0) {
        return None;
    }
    plain.narrow(4..4 + len)?;
    Some(plain)
}

#[cfg(test)]
mod tests;
