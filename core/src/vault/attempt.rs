//! One PIN attempt, counted before the PIN is tested.
//!
//! Security depends on the order: (1) authenticate the header, so that damage never costs an attempt; (2) check clock
//! and wait; (3) create a new epoch key; (4) commit the count under it; (5) destroy all older epoch keys, so that no
//! older count can be restored; (6) only then test the PIN. Testing before (5), or counting in a plain file, would
//! allow unlimited attempts with restored files.

use crate::crypto::{self, PinStretcher, SecretKey};
use crate::platform::{SecureRandom, key_names};

use super::count::Count;
use super::db::Db;
use super::header::{EPOCH_SPEC, Header, epoch_alias};
use super::waiting::{MAX_ATTEMPTS, Wait};
use super::{Pin, Shared, VaultError, WipeReason};

/// Wrong PINs since the process started, as MACs under a key of this process. The same wrong PIN again is not counted:
/// people repeat their mistakes, and an attacker learns nothing new.
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
            // If this fails, nothing is remembered and the same PIN is counted again, which is safe.
            self.key = SecretKey::generate(random).ok();
        }
        if let Some(mac) = self.mac(pin) {
            self.macs.push(mac);
        }
    }

    /// Forgets all: the PIN was right, or it was changed or wiped.
    pub(super) fn forget(&mut self) {
        *self = WrongPins::default();
    }
}

impl Shared {
    /// Tests a PIN against the header in `db` and returns the DEK. On success the header still contains the count: the
    /// caller resets it with its next header write.
    ///
    /// [`VaultError::Wiped`] means that this was the last attempt: the caller closes the file and wipes.
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
        let retry_after_ms = before.wait.map_or(0, |wait| wait.remaining_ms(&now));
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
        let kek = counted.and_then(|()| self.derive_kek(stretcher, &header.vault_id, &header.pin, pin));
        let kek = match kek {
            Ok(kek) => kek,
            Err(error) => {
                // The PIN was not tested: ten failures of the key store must not wipe the vault. If the process dies
                // here, the attempt stays counted.
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
                let retry_after_ms = self.remaining_ms(header.wait);
                Err(VaultError::WrongPin { left: MAX_ATTEMPTS - header.attempts, retry_after_ms })
            }
        }
    }

    /// Creates the next epoch's key and commits the changed header under it. The count is the current one, unless
    /// `change` sets another. `header` is replaced as soon as the new one is committed.
    pub(super) fn next_epoch(
        &self,
        db: &mut Db,
        header: &mut Header,
        change: impl FnOnce(&mut Header),
    ) -> Result<(), VaultError> {
        let counter = VaultError::Internal { code: VaultError::COUNTER };
        let mut next = Header { epoch: header.epoch.checked_add(1).ok_or(counter)?, ..header.clone() };
        next.set_count(self.current_count(header));
        change(&mut next);
        let alias = epoch_alias(next.epoch);
        // A process that died before committing its header may have left one.
        self.platform.keystore.delete_key(&alias)?;
        self.platform.keystore.create_key(&alias, EPOCH_SPEC)?;
        self.commit_header(db, &next)?;
        *header = next;
        *self.pending_count() = None;
        Ok(())
    }

    /// Destroys the keys of all other epochs: headers sealed under them can never be opened again.
    pub(super) fn destroy_other_epochs(&self, epoch: u32) -> Result<(), VaultError> {
        self.destroy_other_keys(key_names::EPOCH, &epoch_alias(epoch))
    }

    /// Destroys all keys with this prefix except `keep`.
    pub(super) fn destroy_other_keys(&self, prefix: &str, keep: &str) -> Result<(), VaultError> {
        for alias in self.platform.keystore.list_keys(prefix)? {
            if alias != keep {
                self.platform.keystore.delete_key(&alias)?;
            }
        }
        Ok(())
    }
}

/// Opens the PIN slot without counting, for tests that read damaged files thousands of times.
#[cfg(test)]
impl Shared {
    pub(super) fn dek_without_counting(&self, header: &Header, pin: &Pin) -> Result<SecretKey, VaultError> {
        let kek = self.derive_kek(&mut PinStretcher::new(), &header.vault_id, &header.pin, pin)?;
        header.pin.open(&kek, &header.vault_id).ok_or(VaultError::WrongPin { left: 0, retry_after_ms: 0 })
    }
}
