//! The tap on Daftar, and the notice that an officer must be present.

use super::{
    Book, FormShape, Registration, RegistrationError,
    journal::{Journal, Stage},
};
use crate::{
    platform::{DeviceKey, KeyAuth, KeySpec, KeyUse},
    vault::{SealedStore, VaultError},
};

impl Registration {
    /// Starts a registration with the form the deployment uses. Does nothing when one is under way already. A wipe that has
    /// begun and not ended is finished first, or this fails with what keeps it from ending.
    pub fn begin(&self, shape: FormShape) -> Result<(), RegistrationError> {
        let around = &self.0.around;
        (around.ready)()?;
        {
            let mut book = self.book();
            if book.is_some() {
                return Ok(());
            }
            if self.trouble().is_none() {
                // Of a registration that was over and could not be erased whole: nothing of it goes into the next.
                SealedStore::erase_in(&around.dir, &around.platform)?;
            }
            let mut id = [0; 8];
            around.platform.random.fill(&mut id)?;
            let journal = Journal::new(format!("ikd.net.{:016x}", u64::from_be_bytes(id)), shape);
            let mut store = SealedStore::open(&around.dir, &around.platform)?;
            journal.save(&mut store)?;
            *book = Some(Book { store, journal });
        }
        (self.0.around.changed)();
        Ok(())
    }

    /// The citizen has read that an officer must be present, and goes on to the terms.
    pub fn acknowledge_officer_notice(&self) -> Result<(), RegistrationError> {
        let alias = self.read(|journal| journal.net_key_alias.clone())?;
        let spec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::Always };
        DeviceKey::create(self.0.around.platform.keystore.clone(), &alias, spec)?;
        self.write(
            |stage| matches!(stage, Stage::OfficerNotice),
            |journal| {
                journal.stage = Stage::Terms;
                Ok(())
            },
        )
    }

    /// One step back while nothing has been sent; what was entered stays.
    pub fn back(&self) -> Result<(), RegistrationError> {
        let sent = self.read(|journal| journal.outbox.is_some() || journal.remote.is_some())?;
        self.write(
            |stage| !sent && matches!(stage, Stage::Terms | Stage::Form | Stage::Selfie | Stage::Uploading),
            |journal| {
                journal.stage = match journal.stage {
                    Stage::Form => Stage::Terms,
                    Stage::Selfie => Stage::Form,
                    Stage::Uploading => Stage::Selfie,
                    _ => Stage::OfficerNotice,
                };
                Ok(())
            },
        )
    }

    /// Erases the registration and its net key from this phone; the record first, because a record without its key would
    /// be a step that cannot go on, while a key without its record is only swept up later.
    pub(super) fn erase(&self) -> Result<(), RegistrationError> {
        let alias = self.read(|journal| journal.net_key_alias.clone())?;
        self.erase_store()?;
        Ok(self.0.around.platform.keystore.delete(&alias)?)
    }

    /// Erases whatever a registration left, readable or not. The net key is the caller's to destroy.
    pub(crate) fn wipe(&self) -> Result<(), VaultError> {
        drop(self.book().take());
        SealedStore::erase_in(&self.0.around.dir, &self.0.around.platform)?;
        *self.trouble_slot() = None;
        Ok(())
    }

    /// Erases the sealed store only: the net key lives on when an account was made.
    pub(super) fn erase_store(&self) -> Result<(), RegistrationError> {
        let book = self.book().take();
        match book {
            Some(book) => book.store.erase(&self.0.around.dir)?,
            None => SealedStore::erase_in(&self.0.around.dir, &self.0.around.platform)?,
        }
        *self.trouble_slot() = None;
        (self.0.around.changed)();
        Ok(())
    }
}
