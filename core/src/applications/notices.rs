//! What the person should know: changes, deadlines of corrections and visits, the time limits that forms state, and the
//! last day of a letter of move.
//!
//! A notice has no text, no link and no code: a shell has one sentence for each kind.

use ikd_proof::{
    CivilDate,
    application::ApplicationId,
    form::{CheckName, Severity, Texts, Value},
};

use super::{
    ApplicationState, Applications, ApplicationsError, FaceStep, StateKind,
    limits::DAY_S,
    record::{self, Record},
};
use crate::{
    service::contract::RemoteApplicationState as Remote,
    vault::{Session, VaultError},
};

/// Days before its end at which a correction is due.
const CORRECTION_DUE_DAYS: u64 = 3;
/// Days before it is erased at which a draft is announced.
const DRAFT_DUE_DAYS: u64 = 7;
/// Days for which it is said that a letter of move has ended.
const REPORT_PASSED_DAYS: i64 = 30;

/// Something that the person should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Which application.
    pub application: ApplicationId,
    /// Id of its service.
    pub service: String,
    /// Name of its service; `None` if the form needs a newer app.
    pub title: Option<Texts>,
    /// What.
    pub kind: NoticeKind,
}

/// What a notice is about. Times are seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// The state changed since the person saw it.
    Changed {
        /// The state now.
        state: StateKind,
    },
    /// A correction ends within three days.
    CorrectionDue {
        /// Until when.
        until: u64,
        /// Whole days left.
        days_left: u64,
    },
    /// The person must come to the office.
    Visit {
        /// Until when, if the office says so.
        until: Option<u64>,
    },
    /// It came back from the outbox, or was sealed again.
    Returned,
    /// It is queued, and leaves only after the face was shown.
    FaceCheckNeeded,
    /// A form that is being filled in has a time limit, from a check on days since a date.
    Deadline {
        /// The last day.
        until: CivilDate,
        /// Whether it has passed. The application can be sent all the same.
        passed: bool,
    },
    /// A draft is erased within a week unless it changes.
    DraftEnds {
        /// When.
        at: u64,
    },
    /// A letter of move was issued, and the documents here have the old address: the person reports at the destination.
    /// Until 30 days after the letter ended.
    Report {
        /// The last day, as the letter has it: offices give different periods.
        until: CivilDate,
        /// Whether it has passed.
        passed: bool,
    },
}

impl Applications {
    /// What the person should know now, in the order of the list.
    pub fn notices(&self) -> Result<Vec<Notice>, ApplicationsError> {
        let now = self.0.context.clock.now().unix_s;
        let today = self.0.context.clock.today();
        let mut notices = Vec::new();
        for application in self.list()? {
            let record = self.0.context.unlocked.with(|session| record::load(session, application.id))?;
            let mut kinds = Vec::new();
            if application.unseen {
                kinds.push(NoticeKind::Changed { state: application.state.kind() });
            }
            if application.returned.is_some() {
                kinds.push(NoticeKind::Returned);
            }
            match &application.state {
                ApplicationState::Queued { .. } | ApplicationState::Sending { .. }
                    if application.face == FaceStep::Needed =>
                {
                    kinds.push(NoticeKind::FaceCheckNeeded);
                }
                ApplicationState::Correct { until: Some(until), .. }
                    if *until > now && until - now <= CORRECTION_DUE_DAYS * DAY_S =>
                {
                    kinds.push(NoticeKind::CorrectionDue { until: *until, days_left: (until - now) / DAY_S });
                }
                ApplicationState::VisitNeeded { until, .. } => {
                    kinds.push(NoticeKind::Visit { until: *until });
                }
                ApplicationState::Draft { kept_until } => {
                    if *kept_until < now.saturating_add(DRAFT_DUE_DAYS * DAY_S) {
                        kinds.push(NoticeKind::DraftEnds { at: *kept_until });
                    }
                    let limits = self.0.context.unlocked.with(|session| {
                        Ok::<_, VaultError>(self.deadlines(session, application.id, &record))
                    })?;
                    kinds.extend(
                        limits.into_iter().map(|until| NoticeKind::Deadline { until, passed: today > until }),
                    );
                }
                ApplicationState::Issued { .. } => {
                    kinds.extend(self.report(application.id, &record, today)?);
                }
                _ => {}
            }
            notices.extend(kinds.into_iter().map(|kind| Notice {
                application: application.id,
                service: application.service.clone(),
                title: application.title.clone(),
                kind,
            }));
        }
        Ok(notices)
    }

    /// What is left to do with a letter of move.
    fn report(
        &self,
        id: ApplicationId,
        record: &Record,
        today: CivilDate,
    ) -> Result<Option<NoticeKind>, ApplicationsError> {
        let Some(Remote::Issued { report_by: Some(until), .. }) =
            record.remote.as_ref().map(|remote| &remote.state)
        else {
            return Ok(None);
        };
        let late = days_after(*until, REPORT_PASSED_DAYS).is_none_or(|end| today > end);
        if late || self.has_moved(id, record)? {
            return Ok(None);
        }
        Ok(Some(NoticeKind::Report { until: *until, passed: today > *until }))
    }

    /// Whether the holder's address is no longer the one that the application was sent with. Not known if form or
    /// answers cannot be read.
    fn has_moved(&self, id: ApplicationId, record: &Record) -> Result<bool, ApplicationsError> {
        let facts = self.known()?.facts;
        self.0.context.unlocked.with(|session| {
            let Ok(definition) = record::form(session, id, record, self.0.context.app_version) else {
                return Ok(false);
            };
            let Ok(sent) = record::answers(session, id, &definition) else { return Ok(false) };
            let now = definition.differences(&facts, &sent);
            Ok(now.iter().any(|(_, value)| matches!(value, Value::Address(_))))
        })
    }

    /// The last days of the time limits that the form of a draft states: 60 days after a birth, 30 after a death. None
    /// if form or answers cannot be read.
    fn deadlines(&self, session: &Session, id: ApplicationId, record: &Record) -> Vec<CivilDate> {
        let Ok(definition) = record::form(session, id, record, self.0.context.app_version) else {
            return Vec::new();
        };
        let Ok(answers) = record::answers(session, id, &definition) else { return Vec::new() };
        let shown = definition.visible_answers(&answers);
        let limits = definition
            .checks
            .iter()
            .filter(|check| check.name == CheckName::DaysSince && check.severity != Severity::Error);
        limits
            .filter_map(|check| {
                let Some(Value::Date(date)) = shown.get(check.fields.first()?) else { return None };
                days_after(*date, *check.numbers.first()?)
            })
            .collect()
    }
}

/// The day so many days after another; `None` outside the years of documents.
fn days_after(date: CivilDate, days: i64) -> Option<CivilDate> {
    let month = time::Month::try_from(date.month()).ok()?;
    let date = time::Date::from_calendar_date(date.year().into(), month, date.day()).ok()?;
    let date = date.checked_add(time::Duration::days(days))?;
    CivilDate::new(u16::try_from(date.year()).ok()?, date.month().into(), date.day()).ok()
}
