//! `/v1/applications`: sent once, followed to the end.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use ikd_proof::application::{ApplicationId, MAX_SEALED_SUBMISSION};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Call, Caller, Problem, paging::page, unless_known};
use crate::{
    application::{
        self, ApplicationState, Part, list_etag,
        review::{self, ReviewRefused},
        status::status,
        submission::{Sent, SubmissionRefused, take},
    },
    secret::{decode, decode_exact, encode},
    service::Shared,
    store::{Application, Tx},
};

/// Most files of one submission.
const MOST_FILES: usize = 30;

#[derive(Deserialize)]
struct Submitted {
    revision: u64,
    sealed: String,
    files: Vec<NamedFile>,
}

#[derive(Deserialize)]
struct NamedFile {
    sha256: String,
    length: u64,
}

/// `PUT /v1/applications/{id}`: one revision. The same one again gets the same receipt, with no idempotency key: id,
/// revision and digest say that it is the same.
pub(super) async fn put(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let body: Submitted = call.json()?;
    let id = ApplicationId(decode_exact(&id).ok_or_else(Problem::not_found)?);
    let sealed = decode(&body.sealed).ok_or_else(Problem::malformed)?;
    if sealed.len() > MAX_SEALED_SUBMISSION {
        return Err(Problem::too_large());
    }
    let file = |file: &NamedFile| Some((decode_exact(&file.sha256)?, file.length));
    let files: Option<Vec<_>> = body.files.iter().map(file).collect();
    let files = files.filter(|files| files.len() <= MOST_FILES && body.revision >= 1);
    let files = files.ok_or_else(Problem::malformed)?;
    let sent = Sent { id, revision: body.revision, sealed: &sealed, files };
    let now = service.clock.now();
    service.store.run(|tx| {
        let account = call.account(tx, &caller)?;
        let key = (&caller.thumbprint, &caller.public_key);
        let (application, first) = take(&service, tx, &account, key, &sent, now).map_err(problem)?;
        let body = json!({"receipt": encode(&application.receipt), "status": status(&application)});
        Ok(Answer::json(if first { StatusCode::CREATED } else { StatusCode::OK }, &body))
    })
}

/// `GET /v1/applications/{id}`.
pub(super) async fn read(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let now = service.clock.now();
    let application = service.store.run(|tx| own(tx, &call, &caller, &id, now))?;
    let answer = Answer::json(StatusCode::OK, &status(&application));
    unless_known(&call, &application.seq.to_string(), answer)
}

/// `GET /v1/applications`, in pages. Its `ETag` is that of the whole list on every page.
pub(super) async fn list(State(service): State<Shared>, call: Call) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let now = service.clock.now();
    let all = service.store.run(|tx| {
        let account = call.account(tx, &caller)?;
        Ok::<_, Problem>(application::of_account(tx, &account.id, now)?)
    })?;
    let (page, next) = page(&call, &all, |application| application.id)?;
    let entries: Vec<_> = page.iter().map(status).collect();
    let answer = Answer::json(StatusCode::OK, &json!({"applications": entries, "next": next}));
    unless_known(&call, &list_etag(&all), answer)
}

/// `POST /v1/applications/{id}/withdrawal`.
pub(super) async fn withdraw(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    call.change(&service, &caller, |tx, now| {
        let application = own(tx, &call, &caller, &id, now)?;
        let withdrawn = review::withdraw(tx, application, now).map_err(|error| match error {
            ReviewRefused::State(state) => Problem::state_conflict(state.name()),
            _ => Problem::internal(),
        })?;
        Ok(Answer::json(StatusCode::OK, &status(&withdrawn)))
    })
}

/// The application of this id, if it is of the caller's account.
fn own(tx: &Tx<'_>, call: &Call, caller: &Caller, id: &str, now: u64) -> Result<Application, Problem> {
    let account = call.account(tx, caller)?;
    let id = decode_exact::<16>(id).ok_or_else(Problem::not_found)?;
    let found = application::find(tx, &id, now)?;
    found.filter(|application| application.account == account.id).ok_or_else(Problem::not_found)
}

fn problem(refused: SubmissionRefused) -> Problem {
    match refused {
        SubmissionRefused::NotFound => Problem::not_found(),
        SubmissionRefused::Revision { revision } => Problem::revision_conflict(revision),
        SubmissionRefused::State(state) => Problem::state_conflict(state.name()),
        SubmissionRefused::FilesMissing(missing) => {
            Problem::files_missing(missing.iter().map(|digest| encode(digest).into()).collect())
        }
        SubmissionRefused::KeyRetired => Problem::service_key_retired(),
        SubmissionRefused::Invalid => Problem::submission_invalid(),
        SubmissionRefused::Outdated { service, lowest } => Problem::definition_outdated(&service, lowest),
        SubmissionRefused::Parts(parts) => Problem::application_invalid(parts.iter().map(entry).collect()),
        SubmissionRefused::Presence => Problem::presence_missing(),
        SubmissionRefused::Duplicate(id) => Problem::duplicate_application(id.map(|id| encode(&id))),
        SubmissionRefused::Store(error) => error.into(),
    }
}

fn entry((part, check): &(Option<Part>, String)) -> Value {
    match part {
        Some(Part::Field(key)) => json!({"field": key, "check": check}),
        Some(Part::Attachment(kind)) => json!({"attachment": kind, "check": check}),
        None => json!({"check": check}),
    }
}

/// Whether files may be announced for an application in this state.
pub(super) fn takes_files(state: Option<ApplicationState>) -> Result<(), Problem> {
    match state {
        None | Some(ApplicationState::Correct) => Ok(()),
        Some(state) => Err(Problem::state_conflict(state.name())),
    }
}
