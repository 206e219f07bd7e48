//! Applications for the services of the office: filled in and checked on the phone, sent once, and followed to the end.

mod contents;
mod definition;
mod notices;
mod paper;
mod regions;
mod sending;
mod state;

use std::pin::Pin;

pub use contents::{Answer, ApplicationContents, ApplicationReview, HeldPaper, MemberChoice};
pub use definition::{
    DefinitionAttachment, DefinitionField, DefinitionSection, FieldOption, FieldType, FormDefinition,
    FormPromise, ServiceInfo,
};
use ikd_core::{
    Ikd,
    applications::{self, ServiceForm, StartError},
};
use ikd_proof::application::ApplicationId;
pub use notices::{Notice, NoticeKind};
pub use paper::{Paper, PaperAdvice, PaperDetails};
pub use regions::{RegionChoice, region_names};
pub use sending::{Left, LeftReason, RefreshOutcome, SendReport};
pub use state::{
    Application, ApplicationEvent, ApplicationFault, ApplicationState, Difference, FaceStep, Marked,
    ReasonCode, ReturnReason, StateKind, SubmissionReceipt,
};

use crate::{
    error::{ErrorCode, IkdError},
    error_table::answer_refused,
    guard::{Calls, guarded},
};

/// The applications of this phone. `services`, `form`, `send_queued` and `send` work with the vault locked; all other
/// calls need it open. Only `send_queued`, `send`, `refresh` and `withdraw` use the network.
#[derive(uniffi::Object)]
pub struct Applications {
    applications: applications::Applications,
    calls: Calls,
}

impl Applications {
    pub(crate) fn of(app: &Ikd) -> Self {
        Self { applications: app.applications().clone(), calls: Calls::default() }
    }

    /// Runs an async call on the core's applications. The work is boxed: otherwise the library would contain the code of
    /// a task for each call.
    async fn call<T, F>(&self, work: impl FnOnce(applications::Applications) -> F) -> Result<T, IkdError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, IkdError>> + Send + 'static,
    {
        let work: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(work(self.applications.clone()));
        self.calls.run(work).await
    }
}

fn id_of(text: &str) -> Result<ApplicationId, IkdError> {
    applications::parse_id(text).ok_or(IkdError::InvalidInput { code: ErrorCode::ApplicationNotFound })
}

#[uniffi::export]
impl Applications {
    /// The services. Needs neither a network nor the vault.
    pub fn services(&self) -> Result<Vec<ServiceInfo>, IkdError> {
        guarded(|| Ok(self.applications.services()))
    }

    /// The form in force for a service, to look at before starting.
    pub fn form(&self, service: String) -> Result<FormDefinition, IkdError> {
        guarded(|| match self.applications.form(&service) {
            Some(ServiceForm::Ready(definition)) => Ok((*definition).into()),
            Some(ServiceForm::NeedsUpdate { .. }) => Err(StartError::NeedsUpdate.into()),
            None => Err(StartError::UnknownService.into()),
        })
    }

    /// The provinces, or the regions directly inside another, for a field of type region.
    pub fn regions(&self, inside: Option<String>) -> Result<Vec<RegionChoice>, IkdError> {
        guarded(|| {
            let inside = inside.map(|code| regions::code_of(&code)).transpose()?;
            Ok(self.applications.regions(inside)?.into_iter().map(Into::into).collect())
        })
    }

    /// Begins a draft with what the documents on this phone say, and returns its id.
    pub fn start(&self, service: String) -> Result<String, IkdError> {
        guarded(|| Ok(applications::id_text(self.applications.start(&service)?)))
    }

    /// The applications on this phone, the newest first.
    pub fn list(&self) -> Result<Vec<Application>, IkdError> {
        guarded(|| Ok(self.applications.list()?.into_iter().map(Into::into).collect()))
    }

    /// One application with its form, answers and problems. Call it again after each change: an answer can show or hide
    /// other fields, and compute their values.
    pub fn open(&self, id: String) -> Result<ApplicationContents, IkdError> {
        guarded(|| Ok(self.applications.open(id_of(&id)?)?.into()))
    }

    /// Sets an answer from what was typed; an empty text removes it. Saved when it returns. If the text is not a value of
    /// the field, [`IkdError::InvalidAnswers`] says why, and the field has no answer: the one before is not sent.
    pub fn set_answer(&self, id: String, field: String, text: String) -> Result<(), IkdError> {
        guarded(|| {
            let set = self.applications.set(id_of(&id)?, &field, &text);
            set.map_err(|error| answer_refused(&field, error))
        })
    }

    /// Sets several answers, all or none: if one is refused, those before stay.
    pub fn set_answers(&self, id: String, answers: Vec<Answer>) -> Result<(), IkdError> {
        guarded(|| {
            let texts = answers.iter().map(|answer| (answer.field.as_str(), answer.text.as_str()));
            let set = self.applications.set_all(id_of(&id)?, &texts.collect::<Vec<_>>());
            set.map_err(|(field, error)| answer_refused(&field, error))
        })
    }

    /// Adds a page of a paper, or replaces it. Pages count from 1. Saved when it returns.
    pub fn attach(&self, id: String, kind: String, page: u8, paper: &Paper) -> Result<(), IkdError> {
        guarded(|| {
            let paper = applications::Paper { jpeg: paper.jpeg() };
            Ok(self.applications.attach(id_of(&id)?, &kind, page, paper)?)
        })
    }

    /// Removes a page of a paper. Succeeds if there is none.
    pub fn detach(&self, id: String, kind: String, page: u8) -> Result<(), IkdError> {
        guarded(|| Ok(self.applications.detach(id_of(&id)?, &kind, page)?))
    }

    /// The photograph of a page, JPEG, at most 400,000 bytes.
    pub fn paper(&self, id: String, kind: String, page: u8) -> Result<Vec<u8>, IkdError> {
        guarded(|| Ok(self.applications.paper(id_of(&id)?, &kind, page)?.to_vec()))
    }

    /// What `queue` would send now, what it costs, and what stands in its way.
    pub fn review(&self, id: String) -> Result<ApplicationReview, IkdError> {
        guarded(|| Ok(self.applications.review(id_of(&id)?)?.into()))
    }

    /// Signs, seals and queues a draft or a correction. Needs no network, but the person's PIN or biometric within the
    /// last 120 s: otherwise [`IkdError::UnlockNeeded`]. It leaves once the face was shown, if the service asks for it.
    pub fn queue(&self, id: String) -> Result<(), IkdError> {
        guarded(|| Ok(self.applications.queue(id_of(&id)?)?))
    }

    /// Takes a queued application back: it is a draft again, or a correction. Needs no network.
    pub fn cancel_queued(&self, id: String) -> Result<(), IkdError> {
        guarded(|| Ok(self.applications.cancel_queued(id_of(&id)?)?))
    }

    /// Sends what waits. Works with the vault locked, for a job in the background. On a `metered` network only what the
    /// person wants to send at once, and what has waited for a day.
    pub async fn send_queued(&self, metered: bool) -> Result<SendReport, IkdError> {
        self.call(move |applications| async move { Ok(applications.send_queued(metered).await?.into()) })
            .await
    }

    /// Sends one application now, on any network.
    pub async fn send(&self, id: String) -> Result<SendReport, IkdError> {
        self.call(|applications| async move { Ok(applications.send(id_of(&id)?).await?.into()) }).await
    }

    /// Asks the service what became of the applications, and for newer forms.
    pub async fn refresh(&self) -> Result<RefreshOutcome, IkdError> {
        self.call(|applications| async move { Ok(applications.refresh().await?.into()) }).await
    }

    /// Withdraws an application that the service has. If the connection fails, call it again.
    pub async fn withdraw(&self, id: String) -> Result<(), IkdError> {
        self.call(|applications| async move { Ok(applications.withdraw(id_of(&id)?).await?) }).await
    }

    /// Begins the correction that the officer asked for.
    pub fn correct(&self, id: String) -> Result<(), IkdError> {
        guarded(|| Ok(self.applications.correct(id_of(&id)?)?))
    }

    /// Moves a draft or a correction to the newer form; answers that still fit stay.
    pub fn move_to_newer_form(&self, id: String) -> Result<(), IkdError> {
        guarded(|| Ok(self.applications.move_to_newer_form(id_of(&id)?)?))
    }

    /// Erases a draft, or an application that has ended.
    pub fn discard(&self, id: String) -> Result<(), IkdError> {
        guarded(|| Ok(self.applications.discard(id_of(&id)?)?))
    }

    /// What the person should know now.
    pub fn notices(&self) -> Result<Vec<Notice>, IkdError> {
        guarded(|| Ok(self.applications.notices()?.into_iter().map(Into::into).collect()))
    }

    /// Notes that the person has seen the present state.
    pub fn seen(&self, id: String) -> Result<(), IkdError> {
        guarded(|| Ok(self.applications.seen(id_of(&id)?)?))
    }

    /// Milliseconds to wait until the next `refresh`: while the app is in use, or not.
    pub fn poll_after_ms(&self, in_use: bool) -> Result<u64, IkdError> {
        guarded(|| Ok(applications::Applications::poll_after_ms(in_use)))
    }

    /// Cancels this object's running calls; each returns [`IkdError::Cancelled`]. Needed only in Swift, where
    /// cancelling the task does not cancel the call.
    pub fn cancel(&self) -> Result<(), IkdError> {
        guarded(|| {
            self.calls.cancel();
            Ok(())
        })
    }
}
