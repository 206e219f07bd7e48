//! The header: the data needed before the vault is unlocked, such as the attempt count, sealed by the phone's epoch
//! key.
//!
//! Format: docs/formats/vault.md. The frame ("IKDH") is not encrypted and names the epoch key that opens the rest. The
//! rest is deterministic CBOR, padded to 1,024 bytes so that its length reveals nothing.

use minicbor::{Decoder, Encoder};

use crate::crypto::KdfCost;
use crate::platform::{BootReading, KeyAuth, KeySpec, KeyUse, Keystore, KeystoreError, PrfKind, key_names};

use super::slot::PinSlot;
use super::waiting::{MAX_ATTEMPTS, Wait};
use super::{Artifact, VaultError};

const MAGIC: [u8; 4] = *b"IKDH";
/// The newest header version this code reads, and the one it writes.
pub(super) const VERSION: u8 = 3;
/// The header version without an account status, which counts as good. Read, never written.
const WITHOUT_ACCOUNT_STATUS: u8 = 1;
/// The newest header version whose PIN slot has no [`PrfKind`]: it is [`PrfKind::Hmac`]. Read, never written.
const WITHOUT_PRF_KIND: u8 = 2;
/// Stands for the alias `ikd.epoch.<n>` and sealing with AAD by the key store.
const ALIAS_EPOCH: u8 = 1;
/// Magic 4, version 1, epoch 4, alias id 1, vault id 16, length 2.
const FRAME: usize = 28;
/// The padded plaintext, in bytes.
const PADDED: usize = 1024;
/// The longest sealed form that a key store may return, in bytes.
const MAX_SEALED: usize = 4096;

/// The key that seals the header: usable while the phone is unlocked, without a biometric.
pub(super) const EPOCH_SPEC: KeySpec = KeySpec { usage: KeyUse::Seal, auth: KeyAuth::UnlockedDevice };

/// The header's content.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) vault_id: [u8; 16],
    pub(super) epoch: u32,
    /// Wrong PINs in a row, the current attempt included.
    pub(super) attempts: u8,
    pub(super) wait: Option<Wait>,
    pub(super) pin: PinSlot,
    /// The manifest's number is at least this.
    pub(super) manifest_n: u64,
    pub(super) dek_epoch: u32,
    /// The last account status from the service.
    pub(super) account_status: AccountStatus,
}

/// The account's status on this phone, as the service last reported it. Ordered from mild to strict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum AccountStatus {
    /// The service has reported no block or release.
    #[default]
    Good = 0,
    /// The account is blocked, for instance because the phone was reported lost. The service may lift it.
    Blocked = 1,
    /// The account moved to another phone. Final.
    Released = 2,
}

impl AccountStatus {
    /// The status with this number in the header.
    pub(super) fn from_number(number: u8) -> Option<AccountStatus> {
        [AccountStatus::Good, AccountStatus::Blocked, AccountStatus::Released]
            .into_iter()
            .find(|account_status| *account_status as u8 == number)
    }
}

/// The number of a kind in a PIN slot.
fn prf_kind_number(kind: PrfKind) -> u8 {
    match kind {
        PrfKind::Hmac => 0,
        PrfKind::EcdhP256 => 1,
    }
}

/// The kind with this number.
fn prf_kind_from_number(number: u8) -> Option<PrfKind> {
    [PrfKind::Hmac, PrfKind::EcdhP256].into_iter().find(|kind| prf_kind_number(*kind) == number)
}

/// The alias of an epoch's key.
pub(super) fn epoch_alias(epoch: u32) -> String {
    format!("{}{epoch}", key_names::EPOCH)
}

impl Header {
    /// Seals the header with its epoch's key, which must exist, and opens it again as a check: the keys of all older
    /// headers are destroyed next, so one wrong result of the key store would lose the vault.
    pub(super) fn seal(&self, keystore: &dyn Keystore) -> Result<Vec<u8>, VaultError> {
        let (alias, aad, plain) = (epoch_alias(self.epoch), aad(&self.vault_id, self.epoch), self.padded());
        let wrong_answer = VaultError::Keystore { transient: true, number: VaultError::KEYSTORE_ANSWER };
        let sealed = keystore.seal(&alias, &plain, &aad)?;
        let opened = match keystore.unseal(&alias, &sealed, &aad) {
            Err(KeystoreError::Refused) => return Err(wrong_answer),
            other => other?,
        };
        if *opened != plain || sealed.len() > MAX_SEALED {
            return Err(wrong_answer);
        }
        let len = u16::try_from(sealed.len()).map_err(|_| wrong_answer)?;
        let mut out = Vec::with_capacity(FRAME + sealed.len());
        out.extend_from_slice(&MAGIC);
        out.push(VERSION);
        out.extend_from_slice(&self.epoch.to_be_bytes());
        out.push(ALIAS_EPOCH);
        out.extend_from_slice(&self.vault_id);
        out.extend_from_slice(&len.to_be_bytes());
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens a header. Distinguishes damage, a lost key and a restored older copy.
    pub(super) fn open(blob: &[u8], keystore: &dyn Keystore) -> Result<Header, VaultError> {
        const DAMAGED: VaultError = VaultError::Corrupt { what: Artifact::Header };
        let Frame { version, epoch, vault_id, sealed } = parse_frame(blob)?;
        let plain = match keystore.unseal(&epoch_alias(epoch), sealed, &aad(&vault_id, epoch)) {
            Err(KeystoreError::NotFound) => return Err(missing_epoch_error(epoch, keystore)?),
            other => other.map_err(VaultError::of_existing_key)?,
        };
        let header = unpad(&plain).and_then(|cbor| Header::decode(cbor, version)).ok_or(DAMAGED)?;
        if header.vault_id != vault_id || header.epoch != epoch { Err(DAMAGED) } else { Ok(header) }
    }

    fn padded(&self) -> Vec<u8> {
        let cbor = self.encode(VERSION);
        let len = u16::try_from(cbor.len()).expect("the longest header is 305 bytes of CBOR");
        let mut plain = Vec::with_capacity(PADDED);
        plain.extend_from_slice(&len.to_be_bytes());
        plain.extend_from_slice(&cbor);
        assert!(plain.len() <= PADDED, "the longest header is 305 bytes of CBOR");
        plain.resize(PADDED, 0);
        plain
    }

    /// Deterministic CBOR (RFC 8949 section 4.2).
    pub(super) fn encode(&self, version: u8) -> Vec<u8> {
        let mut encoder = Encoder::new(Vec::with_capacity(PADDED));
        let outcome = (|| {
            encoder
                .map(members(version))?
                .u8(1)?
                .bytes(&self.vault_id)?
                .u8(2)?
                .u32(self.epoch)?
                .u8(3)?
                .u8(self.attempts)?
                .u8(4)?;
            match &self.wait {
                None => encoder.null()?,
                Some(Wait { ms, since }) => encoder
                    .array(4)?
                    .u64(*ms)?
                    .u64(since.boot_ms)?
                    .bytes(&since.boot_id)?
                    .u64(since.wall_ms)?,
            };
            let pin = &self.pin;
            let with_prf_kind = version > WITHOUT_PRF_KIND;
            encoder.u8(5)?.array(if with_prf_kind { 7 } else { 6 })?.u32(pin.generation)?;
            encoder.u32(pin.cost.memory_kib)?.u32(pin.cost.passes)?.u32(pin.cost.lanes)?;
            encoder.bytes(&pin.salt)?.bytes(&pin.sealed)?;
            if with_prf_kind {
                encoder.u8(prf_kind_number(pin.prf_kind))?;
            }
            // Slots 2 (biometric) and 3 (remote block) are reserved.
            encoder.u8(6)?.null()?.u8(7)?.null()?;
            encoder.u8(8)?.u64(self.manifest_n)?.u8(9)?.u32(self.dek_epoch)?;
            if version > WITHOUT_ACCOUNT_STATUS {
                encoder.u8(10)?.u8(self.account_status as u8)?;
            }
            Ok::<(), minicbor::encode::Error<std::convert::Infallible>>(())
        })();
        outcome.expect("a Vec takes all writes");
        encoder.into_writer()
    }

    /// The header, if the bytes are exactly its encoding by [`Header::encode`].
    pub(super) fn decode(cbor: &[u8], version: u8) -> Option<Header> {
        let header = Header::decode_unchecked(cbor, version).ok()??;
        // Any non-deterministic encoding (order, lengths, trailing bytes, reserved slots) differs here.
        (header.encode(version) == cbor && header.attempts <= MAX_ATTEMPTS).then_some(header)
    }

    fn decode_unchecked(cbor: &[u8], version: u8) -> Result<Option<Header>, minicbor::decode::Error> {
        let mut decoder = Decoder::new(cbor);
        let d = &mut decoder;
        if d.map()? != Some(members(version)) {
            return Ok(None);
        }
        d.u8()?;
        let Some(vault_id) = fixed(d)? else { return Ok(None) };
        d.u8()?;
        let epoch = d.u32()?;
        d.u8()?;
        let attempts = d.u8()?;
        d.u8()?;
        let wait = if d.datatype()? == minicbor::data::Type::Null {
            d.null()?;
            None
        } else {
            d.array()?;
            let (ms, boot_ms) = (d.u64()?, d.u64()?);
            let Some(boot_id) = fixed(d)? else { return Ok(None) };
            Some(Wait { ms, since: BootReading { wall_ms: d.u64()?, boot_ms, boot_id } })
        };
        d.u8()?;
        d.array()?;
        let generation = d.u32()?;
        let cost = KdfCost { memory_kib: d.u32()?, passes: d.u32()?, lanes: d.u32()? };
        let (Some(salt), Some(sealed)) = (fixed(d)?, fixed(d)?) else { return Ok(None) };
        let prf_kind =
            if version > WITHOUT_PRF_KIND { prf_kind_from_number(d.u8()?) } else { Some(PrfKind::Hmac) };
        let Some(prf_kind) = prf_kind else { return Ok(None) };
        d.u8()?;
        d.null()?;
        d.u8()?;
        d.null()?;
        d.u8()?;
        let manifest_n = d.u64()?;
        d.u8()?;
        let dek_epoch = d.u32()?;
        let account_status = if version > WITHOUT_ACCOUNT_STATUS {
            d.u8()?;
            AccountStatus::from_number(d.u8()?)
        } else {
            Some(AccountStatus::Good)
        };
        let pin = PinSlot { generation, cost, salt, sealed, prf_kind };
        Ok(account_status.map(|account_status| Header {
            vault_id,
            epoch,
            attempts,
            wait,
            pin,
            manifest_n,
            dek_epoch,
            account_status,
        }))
    }
}

/// How many members the CBOR map of a version has.
fn members(version: u8) -> u64 {
    if version > WITHOUT_ACCOUNT_STATUS { 10 } else { 9 }
}

fn fixed<const N: usize>(decoder: &mut Decoder<'_>) -> Result<Option<[u8; N]>, minicbor::decode::Error> {
    Ok(decoder.bytes()?.try_into().ok())
}

fn unpad(plain: &[u8]) -> Option<&[u8]> {
    let (len, rest) = plain.split_first_chunk::<2>()?;
    let (cbor, padding) = rest.split_at_checked(usize::from(u16::from_be_bytes(*len)))?;
    (plain.len() == PADDED && padding.iter().all(|byte| *byte == 0)).then_some(cbor)
}

fn aad(vault_id: &[u8; 16], epoch: u32) -> Vec<u8> {
    [b"ikd/v1/hdr".as_slice(), vault_id, &epoch.to_be_bytes()].concat()
}

/// The unencrypted fields of a header, and the sealed rest.
struct Frame<'a> {
    version: u8,
    epoch: u32,
    vault_id: [u8; 16],
    sealed: &'a [u8],
}

fn parse_frame(blob: &[u8]) -> Result<Frame<'_>, VaultError> {
    let damaged = VaultError::Corrupt { what: Artifact::Header };
    let (frame, sealed) = blob.split_first_chunk::<FRAME>().ok_or(damaged)?;
    if frame[..4] != MAGIC {
        return Err(damaged);
    }
    let version = frame[4];
    if version < WITHOUT_ACCOUNT_STATUS {
        return Err(damaged);
    }
    if version > VERSION {
        return Err(VaultError::UnsupportedVersion { found: version, max: VERSION });
    }
    let mut vault_id = [0; 16];
    vault_id.copy_from_slice(&frame[10..26]);
    if frame[9] != ALIAS_EPOCH || usize::from(u16::from_be_bytes([frame[26], frame[27]])) != sealed.len() {
        return Err(damaged);
    }
    let epoch = u32::from_be_bytes([frame[5], frame[6], frame[7], frame[8]]);
    Ok(Frame { version, epoch, vault_id, sealed })
}

/// The error for a missing epoch key: newer epoch keys prove that an older file was restored.
fn missing_epoch_error(epoch: u32, keystore: &dyn Keystore) -> Result<VaultError, VaultError> {
    let newer = keystore
        .list_keys(key_names::EPOCH)?
        .iter()
        .any(|alias| alias[key_names::EPOCH.len()..].parse::<u32>().is_ok_and(|present| present > epoch));
    Ok(if newer { VaultError::RollbackDetected { what: Artifact::Header } } else { VaultError::KeyLost })
}

#[cfg(test)]
mod tests;
