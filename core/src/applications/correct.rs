//! Beginning a correction: the vault's copy is open again, as far as the officer marked it (`open_parts`).

use ikd_proof::{application::ApplicationId, form::Value};

use super::{
    Applications, ApplicationsError,
    record::{self, Local},
    shown::Shown,
};
use crate::service::contract::RemoteApplicationState as Remote;

impl Applications {
    /// Begins the correction that the officer asked for, in the next revision. What the record says now replaces the
    /// answers that it contradicts, in the fields that the form fills by itself. What the person typed is never
    /// replaced: the service would put words into what the person signs. Such a field is open for correction. Calling
    /// it again changes nothing.
    ///
    /// # Errors
    /// [`ApplicationsError::WrongState`] unless the state is [`super::ApplicationState::Correct`].
    pub fn correct(&self, id: ApplicationId) -> Result<(), ApplicationsError> {
        let known = self.known()?;
        let now = self.0.context.clock.now().unix_s;
        self.0.context.unlocked.with(|session| {
            let mut record = record::load(session, id)?;
            let Some(Remote::Correct { correction }) = record.remote.as_ref().map(|remote| &remote.state)
            else {
                return Err(ApplicationsError::WrongState);
            };
            match &record.local {
                Local::Editing => return Ok(()),
                Local::Queued(_) => return Err(ApplicationsError::WrongState),
                // The correction of an older revision than the one that was sent.
                Local::Sent { revision }
                    if record.remote.as_ref().is_some_and(|remote| remote.revision < *revision) =>
                {
                    return Err(ApplicationsError::WrongState);
                }
                Local::Sent { .. } => {}
            }
            let definition = record::form(session, id, &record, self.0.context.app_version)?;
            let mut answers = record::answers(session, id, &definition)?;
            record.shown = Some(Shown::by(&definition, &answers));
            for difference in correction.differences() {
                let Some(field) = definition.field(&difference.field) else { continue };
                if !definition.is_locked(field, &known.facts, &answers) {
                    continue;
                }
                // A value that is not typed, such as an address, comes with the newer document.
                let value = Value::parse(field, difference.value.as_str(), &known.facts).ok();
                let filled = || definition.prefill(&known.facts, &answers).get(&field.key).cloned();
                if let Some(value) = value.or_else(filled) {
                    answers.set(&field.key, Some(value));
                }
            }
            record.local = Local::Editing;
            record.changed_at = now;
            Ok(record::save_answers(session, id, &record, &answers)?)
        })
    }
}
