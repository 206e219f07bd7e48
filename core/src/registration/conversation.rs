//! Which registration a conversation with the service is about. Between a request and its answer the citizen may start
//! over or wipe the phone: an answer is written down only for the registration that asked.

use super::{Registration, RegistrationError, SavedRegistration, journal::Journal, journal::SavedStep};
use crate::{platform::KeystoreSigner, service::contract::Id};

/// A registration as it was when a conversation began.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Conversation {
    /// A new one with each [`Registration::begin`].
    device_key_alias: String,
    /// What the service calls it; `None` before it was sent, and again after [`Registration::restart`].
    pub(super) id: Option<Id>,
}

impl Conversation {
    fn of(journal: &Journal) -> Self {
        Self {
            device_key_alias: journal.device_key_alias.clone(),
            id: journal.remote.as_ref().map(|remote| remote.id),
        }
    }

    /// Whether `journal` is still that of this registration.
    pub(super) fn is_about(&self, journal: &Journal) -> bool {
        *self == Self::of(journal)
    }

    /// The same registration, now that the service has given it a name.
    pub(super) fn named(self, id: Id) -> Self {
        Self { id: Some(id), ..self }
    }

    /// Path of the registration at the service.
    pub(super) fn path(&self, rest: &str) -> Result<String, RegistrationError> {
        let id = self.id.ok_or(RegistrationError::WrongStep)?;
        Ok(format!("/v1/registrations/{}{rest}", id.to_text()))
    }
}

impl Registration {
    /// Begins a conversation about the registration as it stands.
    pub(super) fn conversation(&self) -> Result<Conversation, RegistrationError> {
        self.read(Conversation::of)
    }

    /// The device key of the registration that `conversation` is about.
    pub(super) fn key_of(&self, conversation: &Conversation) -> Result<KeystoreSigner, RegistrationError> {
        let keystore = self.0.context.platform.keystore.clone();
        Ok(KeystoreSigner::load(keystore, &conversation.device_key_alias)?)
    }

    /// Writes what the service answered, unless the citizen has started over meanwhile: then it is
    /// [`RegistrationError::WrongStep`].
    pub(super) fn write_answer<T>(
        &self,
        conversation: &Conversation,
        allowed: impl FnOnce(&SavedStep) -> bool,
        change: impl FnOnce(&mut Journal) -> Result<T, RegistrationError>,
    ) -> Result<T, RegistrationError> {
        self.write_if(|journal| conversation.is_about(journal) && allowed(&journal.step), change)
    }

    /// Looks at the journal, if it is still that of the registration that `conversation` is about.
    pub(super) fn read_in<T>(
        &self,
        conversation: &Conversation,
        look: impl FnOnce(&Journal) -> T,
    ) -> Result<T, RegistrationError> {
        self.with_saved(conversation, |saved| look(&saved.journal))
    }

    /// Looks at the record, if it is still that of the registration that `conversation` is about.
    pub(super) fn with_saved<T>(
        &self,
        conversation: &Conversation,
        look: impl FnOnce(&mut SavedRegistration) -> T,
    ) -> Result<T, RegistrationError> {
        let mut guard = self.saved();
        let saved = guard.as_mut().filter(|saved| conversation.is_about(&saved.journal));
        saved.map(look).ok_or(RegistrationError::WrongStep)
    }
}
