//! Following applications: the list, and asking the service what is new.

use ikd_proof::{
    application::ApplicationId,
    form::{Definition, Opened},
};
use serde::{Deserialize, Serialize};

use super::{
    Application, Applications, ApplicationsError, Event, FaceStep,
    forms::FormsError,
    outbox::Stage,
    record::{self, Local, Record},
    standing::Waiting,
    status::Taken,
};
use crate::{
    account::AccountError,
    platform::{KeystoreSigner, Severity},
    service::{
        Call, ServiceError,
        contract::{AccountAnswer, ApplicationList, ApplicationStatus, RemoteApplicationState},
    },
    vault::{Session, Table, VaultError},
};

/// Key of what was last asked.
const POLL: &[u8] = b"poll";
/// How many pages of the list are read; a family has a few dozen applications in a lifetime.
const MAX_PAGES: usize = 50;
/// How often an app in use asks, ms.
const POLL_MS: u64 = 15 * 60 * 1000;
/// How often an app in the background asks, ms.
const POLL_AWAY_MS: u64 = 6 * 60 * 60 * 1000;

/// Why not everything new was learnt. What was learnt before the error is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefreshError {
    /// The service could not be reached, or refused.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// An offered form is not signed by an issuer of forms. The present one stays in force.
    #[error("an offered form does not verify")]
    Form,
    /// Any other error.
    #[error(transparent)]
    Other(ApplicationsError),
}

impl From<ApplicationsError> for RefreshError {
    fn from(error: ApplicationsError) -> Self {
        match error {
            ApplicationsError::Service(error) => Self::Service(error),
            error => Self::Other(error),
        }
    }
}

impl From<AccountError> for RefreshError {
    fn from(error: AccountError) -> Self {
        ApplicationsError::from(error).into()
    }
}

impl From<VaultError> for RefreshError {
    fn from(error: VaultError) -> Self {
        Self::Other(error.into())
    }
}

impl From<FormsError> for RefreshError {
    fn from(error: FormsError) -> Self {
        match error {
            FormsError::Service(error) => Self::Service(error),
            FormsError::Form => Self::Form,
        }
    }
}

/// What a refresh learnt.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RefreshOutcome {
    /// The applications whose state changed.
    pub changed: Vec<ApplicationId>,
    /// An application was issued: sync the documents.
    pub sync_documents: bool,
    /// A newer form came into force.
    pub new_forms: bool,
}

/// What was last asked, in the vault.
#[derive(Default, PartialEq, Eq, Serialize, Deserialize)]
struct Poll {
    /// ETag over the status of all applications.
    etag: Option<String>,
    /// Version of the app that asked: another one may read states that it could not.
    #[serde(default)]
    app_version: Option<String>,
}

impl Applications {
    /// The applications on this phone, the newest first.
    pub fn list(&self) -> Result<Vec<Application>, ApplicationsError> {
        let app = self.0.context.app_version;
        let mut list = self.0.context.unlocked.with(|session| {
            let all = record::all(session)?.into_iter();
            Ok::<_, ApplicationsError>(
                all.map(|(id, record)| {
                    let definition = record::form(session, id, &record, app).ok();
                    self.view(id, &record, definition.as_ref())
                })
                .collect::<Vec<_>>(),
            )
        })?;
        list.sort_by_key(|application| (std::cmp::Reverse(application.created_at), application.id));
        Ok(list)
    }

    /// Notes that the person has seen the present state.
    pub fn seen(&self, id: ApplicationId) -> Result<(), ApplicationsError> {
        self.0.context.unlocked.with(|session| {
            let mut record = record::load(session, id)?;
            let seq = record.remote.as_ref().map_or(0, |remote| remote.seq);
            if record.seen_seq != seq {
                record.seen_seq = seq;
                record::save(session, id, &record)?;
            }
            Ok(())
        })
    }

    /// How long to wait until the next [`Applications::refresh`], ms: while the app is `in_use`, or not.
    #[must_use]
    pub fn poll_after_ms(in_use: bool) -> u64 {
        if in_use { POLL_MS } else { POLL_AWAY_MS }
    }

    /// Asks the service for newer forms, and what became of the applications. One exchange if nothing is new.
    pub async fn refresh(&self) -> Result<RefreshOutcome, RefreshError> {
        let _exchange = self.0.exchange.lock().await;
        let mut outcome = RefreshOutcome::default();
        let (key, _) = self.0.account.identity()?;
        let account: AccountAnswer =
            self.0.account.call(Call::get("/v1/account", Some(&key))).await?.json()?;
        let poll = self.0.context.unlocked.with(|session| Poll::read(session))?;
        let mut now = Poll {
            etag: account.applications_etag.filter(|etag| etag.len() <= 128),
            app_version: Some(self.0.context.app_version.to_string()),
        };
        if now.etag.is_none() || now != poll {
            if !self.take_all(&key, &mut outcome).await? {
                now.etag = None; // the next refresh asks again
            }
            self.0.context.unlocked.with(|session| now.write(session))?;
        }
        // Afterwards, because a form that does not verify must not hide a decision.
        outcome.new_forms =
            self.0.context.unlocked.while_open(self.0.forms.refresh(&self.0.context.client)).await??;
        Ok(outcome)
    }

    /// Takes the statuses of all applications. What is odd is asked again on a new connection, and taken if the second
    /// answer says the same. Returns whether nothing odd is left.
    async fn take_all(
        &self,
        key: &KeystoreSigner,
        outcome: &mut RefreshOutcome,
    ) -> Result<bool, RefreshError> {
        let mut odd = Vec::new();
        for status in self.fetch_all(key).await? {
            if self.take_status(status.clone(), false, outcome)? == Taken::Odd {
                odd.push(status);
            }
        }
        if odd.is_empty() {
            return Ok(true);
        }
        self.0.context.client.close_idle();
        let mut settled = true;
        for status in self.fetch_all(key).await? {
            let confirmed = odd.contains(&status);
            settled &= self.take_status(status, confirmed, outcome)? != Taken::Odd;
        }
        Ok(settled)
    }

    async fn fetch_all(&self, key: &KeystoreSigner) -> Result<Vec<ApplicationStatus>, RefreshError> {
        let mut statuses = Vec::new();
        let mut target = "/v1/applications".to_owned();
        for _ in 0..MAX_PAGES {
            let page: ApplicationList = self.0.account.call(Call::get(target, Some(key))).await?.json()?;
            // A state that this version of the app does not know does not hide the others.
            statuses.extend(
                page.applications.into_iter().filter_map(|status| serde_json::from_value(status).ok()),
            );
            match page.next {
                // The cursor comes from the service and becomes part of a URL: only plain characters are allowed.
                Some(cursor)
                    if cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) =>
                {
                    target = format!("/v1/applications?cursor={cursor}");
                }
                Some(_) => return Err(ServiceError::BadAnswer.into()),
                None => return Ok(statuses),
            }
        }
        Err(ServiceError::BadAnswer.into())
    }

    /// Saves a status of the service. An application that is not on this phone is ignored: another phone sent it, or it
    /// was discarded. So is one whose record cannot be read.
    pub(super) fn take_status(
        &self,
        status: ApplicationStatus,
        confirmed: bool,
        outcome: &mut RefreshOutcome,
    ) -> Result<Taken, ApplicationsError> {
        let id = ApplicationId(status.id.0);
        let now = self.0.context.clock.now().unix_s;
        self.0.context.unlocked.with(|session| {
            let mut record = match record::load(session, id) {
                Ok(record) => record,
                Err(error) if error.concerns_one() => return Ok(Taken::Known),
                Err(error) => return Err(error),
            };
            let ends = status.state.is_final();
            let issued = matches!(status.state, RemoteApplicationState::Issued { .. });
            let taken = record.take(status, confirmed, now);
            match taken {
                Taken::Known => return Ok(taken),
                Taken::Refused | Taken::Odd => {
                    let log = &self.0.context.platform.log;
                    let what = if taken == Taken::Odd { "odd" } else { "went-back" };
                    log.note(Severity::Warning, "applications.status", what, 0);
                    return Ok(taken);
                }
                Taken::Changed if ends => {
                    record.sent(record.revision());
                    record::save_without_pages(session, id, &record)?;
                }
                Taken::Changed => record::save(session, id, &record)?,
            }
            outcome.changed.push(id);
            outcome.sync_documents |= issued;
            Ok(taken)
        })
    }

    /// Takes the status in the answer to a submission, if the vault is open. Otherwise the next refresh asks for it.
    pub(super) fn take_answer(&self, status: serde_json::Value) {
        if let Ok(status) = serde_json::from_value(status) {
            let _ = self.take_status(status, false, &mut RefreshOutcome::default());
        }
    }

    /// An application as lists show it.
    pub(super) fn view(
        &self,
        id: ApplicationId,
        record: &Record,
        definition: Option<&Definition>,
    ) -> Application {
        let waiting = match &record.local {
            Local::Queued(queued) => self.0.outbox.entry(id, queued.revision, Stage::Published),
            _ => None,
        };
        let (state, since) = record.state(waiting.as_ref().and_then(Waiting::of).as_ref());
        let newer =
            self.0.forms.get(&record.service).filter(|form| {
                matches!(form.opened, Opened::Ready(_)) && form.version() > record.form_version
            });
        let face = definition
            .filter(|_| !state.is_final() && !matches!(record.local, Local::Sent { .. }))
            .map_or(FaceStep::NotNeeded, |definition| record.face_step(definition.presence));
        Application {
            id,
            service: record.service.clone(),
            title: definition.map(|definition| definition.title.clone()),
            quiet: definition.is_some_and(|definition| definition.quiet),
            revision: record.revision(),
            since,
            created_at: record.created_at,
            history: record.history.iter().map(|event| Event { state: event.state, at: event.at }).collect(),
            receipt: record.receipts.last().map(Into::into),
            returned: record.returned.as_ref().map(Into::into),
            face,
            unseen: record.remote.as_ref().is_some_and(|remote| remote.seq > record.seen_seq),
            newer_form: newer.filter(|_| record.is_editable()).map(|form| form.version()),
            state,
        }
    }
}

impl Poll {
    /// Nothing was asked yet, if it cannot be read.
    fn read(session: &Session) -> Result<Self, VaultError> {
        let record = match session.get(Table::APPLICATIONS, POLL) {
            Err(VaultError::Corrupt { .. }) => None,
            other => other?,
        };
        Ok(record.and_then(|record| serde_json::from_slice(&record.body).ok()).unwrap_or_default())
    }

    fn write(&self, session: &mut Session) -> Result<(), VaultError> {
        let body = serde_json::to_vec(self).expect("plain fields serialise");
        session.put(Table::APPLICATIONS, POLL, &[], &body)
    }
}
