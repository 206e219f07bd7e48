//! Which registration a request to the service is about. Between a request and its answer the citizen may start over or
//! wipe the phone: an answer is saved only for the registration that sent the request.

use super::{
    Registration, RegistrationError, SavedRegistration,
    journal::{Journal, SavedStep},
};
use crate::{platform::KeystoreSigner, service::contract::Id};

/// Identifies a registration as it was when an exchange with the service began.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct RegistrationRef {
    /// New with each [`Registration::begin`].
    device_key_alias: String,
    /// Its id at the service; `None` before it was sent, and again after [`Registration::restart`].
    pub(super) id: Option<Id>,
}

impl RegistrationRef {
    fn of(journal: &Journal) -> Self {
        Self {
            device_key_alias: journal.device_key_alias.clone(),
            id: journal.remote.as_ref().map(|remote| remote.id),
        }
    }

    /// Whether `journal` still belongs to this registration.
    pub(super) fn matches(&self, journal: &Journal) -> bool {
        *self == Self::of(journal)
    }

    /// The same registration, with the id that the service assigned.
    pub(super) fn with_id(self, id: Id) -> Self {
        Self { id: Some(id), ..self }
    }

    /// Path of the registration at the service.
    pub(super) fn path(&self, rest: &str) -> Result<String, RegistrationError> {
        let id = self.id.ok_or(RegistrationError::WrongStep)?;
        Ok(format!("/v1/registrations/{}{rest}", id.to_text()))
    }
}

impl Registration {
    /// The current registration, to be compared when an answer arrives.
    pub(super) fn registration_ref(&self) -> Result<RegistrationRef, RegistrationError> {
        self.read(RegistrationRef::of)
    }

    /// The device key of `registration`.
    pub(super) fn device_key_of(
        &self,
        registration: &RegistrationRef,
    ) -> Result<KeystoreSigner, RegistrationError> {
        let keystore = self.0.context.platform.keystore.clone();
        Ok(KeystoreSigner::load(keystore, &registration.device_key_alias)?)
    }

    /// Saves what the service answered. [`RegistrationError::WrongStep`] if the citizen has started over since the
    /// request.
    pub(super) fn write_answer<T>(
        &self,
        registration: &RegistrationRef,
        allowed: impl FnOnce(&SavedStep) -> bool,
        change: impl FnOnce(&mut Journal) -> Result<T, RegistrationError>,
    ) -> Result<T, RegistrationError> {
        self.write_if(|journal| registration.matches(journal) && allowed(&journal.step), change)
    }

    /// Reads the journal, if it still belongs to `registration`.
    pub(super) fn read_for<T>(
        &self,
        registration: &RegistrationRef,
        look: impl FnOnce(&Journal) -> T,
    ) -> Result<T, RegistrationError> {
        self.with_saved(registration, |saved| look(&saved.journal))
    }

    /// Calls `look` with the saved registration, if it still is `registration`.
    pub(super) fn with_saved<T>(
        &self,
        registration: &RegistrationRef,
        look: impl FnOnce(&mut SavedRegistration) -> T,
    ) -> Result<T, RegistrationError> {
        let mut guard = self.saved();
        let saved = guard.as_mut().filter(|saved| registration.matches(&saved.journal));
        saved.map(look).ok_or(RegistrationError::WrongStep)
    }
}
