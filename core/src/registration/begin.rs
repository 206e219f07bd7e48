//! The tap on Daftar, and the notice that an officer must be present.

use super::{
    FormShape, Inner, Registration, RegistrationError, SavedRegistration,
    journal::{Journal, SavedStep},
};
use crate::{
    platform::{KeyAuth, KeySpec, KeyUse, KeystoreSigner, key_names},
    vault::{SealedStore, VaultError},
};

impl Registration {
    /// Starts a registration with the form that the deployment uses. Does nothing when one is under way. An unfinished
    /// wipe is finished first.
    ///
    /// # Errors
    /// [`RegistrationError::Storage`] also when the unfinished wipe fails again.
    pub fn begin(&self, shape: FormShape) -> Result<(), RegistrationError> {
        let Inner { context, dir, finish_wipe, .. } = &*self.0;
        finish_wipe()?;
        {
            let mut saved = self.saved();
            if saved.is_some() {
                return Ok(());
            }
            if self.open_error().is_none() {
                // Left by an earlier registration that was only partly erased: it must not become part of the new one.
                SealedStore::erase_in(dir, &context.platform)?;
            }
            let mut id = [0; 8];
            context.platform.random.fill(&mut id)?;
            let journal =
                Journal::new(format!("{}{:016x}", key_names::DEVICE, u64::from_be_bytes(id)), shape);
            let mut store = SealedStore::open(dir, &context.platform)?;
            journal.save(&mut store)?;
            *saved = Some(SavedRegistration { store, journal });
        }
        (self.0.context.changed)();
        Ok(())
    }

    /// The citizen has read that an officer must be present. Next are the terms.
    pub fn acknowledge_officer_notice(&self) -> Result<(), RegistrationError> {
        let alias = self.read(|journal| journal.device_key_alias.clone())?;
        let spec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::Always };
        KeystoreSigner::create(self.0.context.platform.keystore.clone(), &alias, spec)?;
        self.write(
            |step| matches!(step, SavedStep::OfficerNotice),
            |journal| {
                journal.step = SavedStep::Terms;
                Ok(())
            },
        )
    }

    /// Goes back one step, while nothing has been sent. The entries are kept.
    pub fn back(&self) -> Result<(), RegistrationError> {
        let sent = self.read(|journal| journal.outbox.is_some() || journal.remote.is_some())?;
        self.write(
            |step| {
                !sent
                    && matches!(
                        step,
                        SavedStep::Terms | SavedStep::Form | SavedStep::Selfie | SavedStep::Uploading
                    )
            },
            |journal| {
                journal.step = match journal.step {
                    SavedStep::Form => SavedStep::Terms,
                    SavedStep::Selfie => SavedStep::Form,
                    SavedStep::Uploading => SavedStep::Selfie,
                    _ => SavedStep::OfficerNotice,
                };
                Ok(())
            },
        )
    }

    /// Erases the registration and its device key from this phone. The record first: a record without its key could not
    /// continue, while a key without a record is destroyed by the next sweep.
    pub(super) fn erase(&self) -> Result<(), RegistrationError> {
        let alias = self.read(|journal| journal.device_key_alias.clone())?;
        self.erase_store()?;
        (self.0.context.changed)();
        Ok(self.0.context.platform.keystore.delete_key(&alias)?)
    }

    /// Erases the registration's record, readable or not. The caller destroys the device key.
    pub(crate) fn wipe(&self) -> Result<(), VaultError> {
        drop(self.saved().take());
        SealedStore::erase_in(&self.0.dir, &self.0.context.platform)?;
        *self.open_error_slot() = None;
        Ok(())
    }

    /// Erases the sealed store only: an account keeps the device key. Does not notify observers.
    pub(super) fn erase_store(&self) -> Result<(), RegistrationError> {
        let saved = self.saved().take();
        match saved {
            Some(saved) => saved.store.erase(&self.0.dir)?,
            None => SealedStore::erase_in(&self.0.dir, &self.0.context.platform)?,
        }
        *self.open_error_slot() = None;
        Ok(())
    }
}
