//! Beginning a draft, and moving it to a newer form.

use ikd_proof::{
    application::ApplicationId,
    form::{Answers, Definition, Opened},
};

use super::{
    Applications, ApplicationsError, MAX_DRAFTS,
    forms::InForce,
    record::{self, Record, Returned},
};
use crate::{
    platform::RandomError,
    service::ServiceError,
    vault::{Session, VaultError},
};

/// Why no draft was begun.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// There is no such service.
    #[error("no such service")]
    UnknownService,
    /// The form needs a newer version of the app.
    #[error("the form needs a newer version of the app")]
    NeedsUpdate,
    /// There are as many drafts as may be: discard or queue one.
    #[error("at most {MAX_DRAFTS} drafts")]
    TooMany,
    /// Any other error.
    #[error(transparent)]
    Other(#[from] ApplicationsError),
}

impl From<VaultError> for StartError {
    fn from(error: VaultError) -> Self {
        Self::Other(error.into())
    }
}

impl From<RandomError> for StartError {
    fn from(error: RandomError) -> Self {
        Self::Other(ServiceError::from(error).into())
    }
}

impl Applications {
    /// Begins a draft with what the documents on the phone say. Needs no network.
    pub fn start(&self, service: &str) -> Result<ApplicationId, StartError> {
        let form = self.0.forms.get(service).ok_or(StartError::UnknownService)?;
        let definition = ready(&form)?;
        let known = self.known()?;
        let mut id = ApplicationId([0; 16]);
        self.0.context.platform.random.fill(&mut id.0)?;
        let answers = definition.prefill(&known.facts, &Answers::new());
        let mut record = Record::new(definition, form.hash, self.0.context.clock.now().unix_s);
        record.based_on = known.based_on.into_iter().map(Into::into).collect();
        self.0.context.unlocked.with(|session| {
            if drafts(session)? >= MAX_DRAFTS {
                return Err(StartError::TooMany);
            }
            Ok(record::save_form(session, id, &record, &answers, &form.payload)?)
        })?;
        Ok(id)
    }

    /// Moves a draft, or an application that is corrected, to the form in force. Answers with the same key and type
    /// stay, if the newer form takes them; papers of a kind that it does not ask for are not sent.
    ///
    /// # Errors
    /// [`ApplicationsError::WrongState`] if it is neither, or there is no newer form.
    pub fn move_to_newer_form(&self, id: ApplicationId) -> Result<(), StartError> {
        let known = self.known()?;
        let now = self.0.context.clock.now().unix_s;
        let app = self.0.context.app_version;
        self.0.context.unlocked.with(|session| {
            let mut record = record::load(session, id)?;
            let newer = self.0.forms.get(&record.service).filter(|form| form.version() > record.form_version);
            let form = newer.filter(|_| record.is_editable()).ok_or(ApplicationsError::WrongState)?;
            let definition = ready(&form)?;
            let old = record::answers(session, id, &record::form(session, id, &record, app)?)?;
            let answers = definition.prefill(&known.facts, &definition.migrate(&old));
            (record.form_version, record.form_hash) = (definition.version, super::digest::Digest(form.hash));
            record.changed_at = now;
            record.open_what_is_empty(&answers, &record::pages(session, Some(id))?);
            if matches!(record.returned, Some(Returned::OutdatedForm(lowest)) if lowest <= form.version()) {
                record.returned = None;
            }
            Ok(record::save_form(session, id, &record, &answers, &form.payload)?)
        })
    }
}

fn ready(form: &InForce) -> Result<&Definition, StartError> {
    match &form.opened {
        Opened::Ready(definition) => Ok(definition),
        Opened::NeedsUpdate { .. } => Err(StartError::NeedsUpdate),
    }
}

fn drafts(session: &Session) -> Result<usize, ApplicationsError> {
    Ok(record::all(session)?.iter().filter(|(_, record)| record.is_draft()).count())
}
