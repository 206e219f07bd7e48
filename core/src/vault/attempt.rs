//! One guess of the PIN, counted before it is tried.
//!
//! The order is the security: (1) clock and wait, (2) the header is authenticated, so that damage never costs a try,
//! (3) a new epoch key, (4) the count is committed under it, (5) all older epoch keys are destroyed, so that no older
//! count can be put back, (6) only now the PIN is tried. A model of every crash and every restored file showed that
//! trying before (5), or counting in a plain file, gives unlimited guesses.

use crate::crypto::{self, PinStretcher, SecretKey};
use crate::platform::{SecureRandom, key_names};

use super::count::Count;
use super::db::Db;
use super::header::{EPOCH_SPEC, Header, epoch_alias};
use super::waiting::{MAX_ATTEMPTS, Wait};
use super::{Pin, Shared, VaultError, WipeReason};

/// Wrong PINs tried since the program started, as MACs under a key of this run. The same wrong PIN twice is one try:
/// people repeat themselves, and it tells a thief nothing new.
#[derive(Default)]
pub(super) struct WrongPins {
    key: Option<SecretKey>,
    macs: Vec<[u8; 32]>,
}

impl WrongPins {
    fn mac(&self, pin: &Pin) -> Option<[u8; 32]> {
        self.key.as_ref().map(|key| crypto::hmac_sha256(key.expose(), &[pin.expose()]))
    }

    fn contains(&self, pin: &Pin) -> bool {
        self.mac(pin).is_some_and(|mac| self.macs.iter().any(|known| crypto::constant_time_eq(known, &mac)))
    }

    fn remember(&mut self, pin: &Pin, random: &dyn SecureRandom) {
        if self.key.is_none() {
            // Without randomness nothing is remembered, and the same PIN counts twice: strict, not unsafe.
            self.key = SecretKey::generate(random).ok();
        }
        if let Some(mac) = self.mac(pin) {
            self.macs.push(mac);
        }
    }

    /// Forgets all: the PIN was right, changed, or is gone.
    pub(super) fn forget(&mut self) {
        *self = WrongPins::default();
    }
}

impl Shared {
    /// Tries a PIN against the header in `db` and gives the DEK. On success the count still stands in the header: the
    /// caller sets it to zero with what else it has to write.
    ///
    /// [`VaultError::Wiped`] means that this was the last try; the caller closes the file and erases.
    pub(super) fn attempt(
        &self,
        db: &mut Db,
        header: &mut Header,
        wrong_pins: &mut WrongPins,
        stretcher: &mut PinStretcher,
        pin: &Pin,
    ) -> Result<SecretKey, VaultError> {
        let exhausted = VaultError::Wiped { reason: WipeReason::TooManyAttempts };
        let before = self.restart_wait(db, header)?;
        if before.attempts >= MAX_ATTEMPTS {
            return Err(exhausted);
        }
        let now = self.platform.clock.read()?;
        let retry_after_ms = before.wait.map_or(0, |wait| wait.left_ms(&now));
        if retry_after_ms > 0 {
            return Err(VaultError::CoolingDown { retry_after_ms });
        }
        if wrong_pins.contains(pin) {
            return Err(VaultError::WrongPin { left: MAX_ATTEMPTS - before.attempts, retry_after_ms });
        }

        let epoch = header.epoch;
        let attempts = before.attempts + 1;
        let counted = self
            .next_epoch(db, header, |next| {
                next.set_count(Count { attempts, wait: Wait::after(attempts, now) });
            })
            .and_then(|()| self.destroy_other_epochs(header.epoch));
        let answer = counted.and_then(|()| self.derive_kek(stretcher, &header.vault_id, &header.pin, pin));
        let kek = match answer {
            Ok(kek) => kek,
            Err(error) => {
                // The PIN was not tested: a key store that fails must not wipe the vault in ten calls. Dying here leaves
                // the try counted.
                if header.epoch != epoch {
                    let _ = self.correct_count(db, header, before);
                }
                return Err(error);
            }
        };
        match header.pin.open(&kek, &header.vault_id) {
            Some(dek) => Ok(dek),
            None if header.attempts >= MAX_ATTEMPTS => Err(exhausted),
            None => {
                wrong_pins.remember(pin, self.platform.random.as_ref());
                let retry_after_ms = self.left_ms(header.wait);
                Err(VaultError::WrongPin { left: MAX_ATTEMPTS - header.attempts, retry_after_ms })
            }
        }
    }

    /// Makes the next epoch's key and commits the changed header under it, with the count that is owed unless the change
    /// sets another. `header` is the new one as soon as it is on the disk, whatever fails afterwards.
    pub(super) fn next_epoch(
        &self,
        db: &mut Db,
        header: &mut Header,
        change: impl FnOnce(&mut Header),
    ) -> Result<(), VaultError> {
        let counter = VaultError::Internal { code: VaultError::COUNTER };
        let mut next = Header { epoch: header.epoch.checked_add(1).ok_or(counter)?, ..header.clone() };
        next.set_count(self.count_of(header));
        change(&mut next);
        let alias = epoch_alias(next.epoch);
        // One may be left from a process that died before its header was committed.
        self.platform.keystore.delete_key(&alias)?;
        self.platform.keystore.create_key(&alias, EPOCH_SPEC)?;
        self.commit_header(db, &next)?;
        *header = next;
        *self.owed_count() = None;
        Ok(())
    }

    /// Destroys the keys of all epochs but this one: headers sealed under them can never be opened again.
    pub(super) fn destroy_other_epochs(&self, epoch: u32) -> Result<(), VaultError> {
        self.destroy_others(key_names::EPOCH, &epoch_alias(epoch))
    }

    /// Destroys all keys of a family but one.
    pub(super) fn destroy_others(&self, prefix: &str, keep: &str) -> Result<(), VaultError> {
        for alias in self.platform.keystore.list_keys(prefix)? {
            if alias != keep {
                self.platform.keystore.delete_key(&alias)?;
            }
        }
        Ok(())
    }
}

/// What reading needs of an attempt, for tests that read damaged files thousands of times: counts nothing.
#[cfg(test)]
impl Shared {
    pub(super) fn dek_without_counting(&self, header: &Header, pin: &Pin) -> Result<SecretKey, VaultError> {
        let kek = self.derive_kek(&mut PinStretcher::new(), &header.vault_id, &header.pin, pin)?;
        header.pin.open(&kek, &header.vault_id).ok_or(VaultError::WrongPin { left: 0, retry_after_ms: 0 })
    }
}
