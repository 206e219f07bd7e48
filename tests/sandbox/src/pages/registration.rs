//! One registration at the counter: three things to compare, one decision, then the next citizen.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use ikd_proof::CivilDate;
use maud::{Markup, html};

use super::Pages;
use super::decision::{self, Entered};
use super::done::{Outcomes, next_page, said};
use super::error::PageError;
use super::guard::{Officer, Posted, Visit};
use super::history::history;
use super::layout::{Page, Section, moment, spoken};
use super::mistakes::Mistakes;
use super::steps::{is_open, steps};
use super::words::{of_fields, of_office_error, of_reason, of_requirement, of_state, of_wrong_note, words};
use crate::decision::Requirement;
use crate::office::{Approval, CounterView, OfficeError};
use crate::registration::{Reason, State as Stage};

/// The page.
pub(super) async fn show(
    State(pages): State<Arc<Pages>>,
    Officer(visit, _): Officer,
    Path(id): Path<String>,
    Query(outcomes): Query<Outcomes>,
) -> Result<Response, PageError> {
    let view = pages.desk.registration(&id)?;
    let said = said(&pages, &visit, &outcomes, Some(&id));
    Ok(page(&pages, &visit, &view, &Entered::default(), said).respond())
}

/// Approves, if the officer states all that an approval needs.
pub(super) async fn approve(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    let officer = &posted.officer()?.name;
    let statement = decision::statement(&posted);
    let done = match pages.desk.approve(officer, &id, &statement) {
        Ok(Approval::CodeSent) => "code-sent",
        Ok(Approval::Refused(_)) => "refused",
        // Not done with this citizen yet: the old phone is to be released.
        Ok(Approval::SecondDevice) => return Ok(here(&id, "second-device")),
        Err(error) => {
            let digits = pages.desk.registration(&id)?.digits.unwrap_or_default();
            return not_done(&pages, &posted, &id, error, Entered::approval(&statement, &digits));
        }
    };
    Ok(Redirect::to(&next_page(&pages, &id, done)?).into_response())
}

/// Rejects, with a reason.
pub(super) async fn reject(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    let officer = &posted.officer()?.name;
    let note = posted.text("note");
    let reason = match posted.text("reason") {
        "" => None,
        name => Some(Reason::from_name(name).ok_or(PageError::Malformed)?),
    };
    let entered = Entered { rejection: Some((reason, note.to_owned())), ..Entered::default() };
    let Some(reason) = reason else {
        let summary = words("Belum ditolak.", "Not rejected.");
        let mistakes = Mistakes::new(summary.get(posted.visit.language)).at(
            "reason",
            words("Pilih alasan penolakan.", "Choose a reason for rejecting."),
            posted.visit.language,
        );
        return refused(&pages, &posted, &id, Entered { mistakes, ..entered });
    };
    match pages.desk.reject(officer, &id, reason, Some(note).filter(|note| !note.is_empty())) {
        Ok(()) => Ok(Redirect::to(&next_page(&pages, &id, "rejected")?).into_response()),
        Err(error) => not_done(&pages, &posted, &id, error, entered),
    }
}

/// Corrects the email address.
pub(super) async fn correct_email(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    posted.officer()?;
    let email = posted.text("email");
    match pages.desk.correct_email(&id, email) {
        Ok(()) => Ok(here(&id, "email")),
        Err(error) => {
            let entered = Entered { email: Some(email.to_owned()), ..Entered::default() };
            not_done(&pages, &posted, &id, error, entered)
        }
    }
}

/// Releases the phone that holds the account, if the citizen asks for it.
pub(super) async fn release(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    let officer = &posted.officer()?.name;
    match pages.desk.release_old_device(officer, &id, posted.text("sure") == "yes") {
        Ok(()) => Ok(Redirect::to(&next_page(&pages, &id, "released")?).into_response()),
        Err(error) => not_done(&pages, &posted, &id, error, Entered::default()),
    }
}

/// Back to the same registration, with what was done.
fn here(id: &str, done: &str) -> Response {
    Redirect::to(&format!("/counter/registrations/{id}?done={done}")).into_response()
}

/// The registration as it stands, with what went wrong and all that was entered.
fn not_done(
    pages: &Pages,
    posted: &Posted,
    id: &str,
    error: OfficeError,
    entered: Entered,
) -> Result<Response, PageError> {
    let language = posted.visit.language;
    let text = of_office_error(error);
    let mistakes = Mistakes::new(text.get(language));
    let mistakes = match error {
        OfficeError::NotFound => return Err(error.into()),
        OfficeError::NotStated(missing) => missing.iter().fold(mistakes, |mistakes, requirement| {
            mistakes.at(place(requirement), of_requirement(requirement), language)
        }),
        OfficeError::NoteMissing => {
            mistakes.at("note", words("Tulis alasannya.", "Write the reason."), language)
        }
        OfficeError::Note | OfficeError::NoteControl => {
            let field = if entered.rejection.is_some() { "note" } else { "override" };
            mistakes.at(field, of_wrong_note(error), language)
        }
        OfficeError::ReleaseNotAsked => {
            mistakes.at("sure", words("Centang permintaan warga.", "Tick the citizen's request."), language)
        }
        OfficeError::Email => {
            mistakes.at("email", words("Perbaiki alamat email.", "Correct the email address."), language)
        }
        _ => mistakes,
    };
    refused(pages, posted, id, Entered { mistakes, ..entered })
}

fn refused(pages: &Pages, posted: &Posted, id: &str, entered: Entered) -> Result<Response, PageError> {
    let view = pages.desk.registration(id)?;
    Ok(page(pages, &posted.visit, &view, &entered, None).status(StatusCode::CONFLICT).respond())
}

/// Id of the field where something that is missing can be given.
const fn place(requirement: Requirement) -> &'static str {
    match requirement {
        Requirement::Digits => "digits-read",
        Requirement::Face => "face-same",
        Requirement::Data => "data-compared",
        Requirement::Reason => "override",
    }
}

fn page<'v>(
    pages: &Pages,
    visit: &'v Visit,
    view: &CounterView,
    entered: &Entered,
    said: Option<Markup>,
) -> Page<'v> {
    let say = |id, en| words(id, en).get(visit.language);
    let today = pages.desk.today();
    let heading = if is_open(view) {
        say("Periksa pendaftaran", "Check the registration")
    } else {
        say("Pendaftaran", "Registration")
    };
    // The whole number is in the page; a title goes into the history of the browser.
    let title =
        view.form.nik().map_or_else(|| heading.to_owned(), |nik| format!("{heading} NIK {}", nik.masked()));
    let class = if decision::has_panel(view) { "work" } else { "work alone" };
    let main = html! {
        p { a href="/counter" { "‹ " (say("Antrean loket", "The counter's queue")) } }
        h1 { (heading) @if view.record_opened { " NIK " (spoken(&view.form.nik)) } }
        (entered.mistakes.summary())
        @if let Some(said) = said { (said) }
        (standing(visit, view, today))
        @if view.record_opened {
            (warnings(visit, view))
            div class=(class) {
                div.steps { (steps(visit, view, today, entered)) }
                (decision::panel(visit, view, entered))
                div.after {
                    (decision::email(visit, view, entered))
                    (history(visit, &view.history))
                }
            }
        } @else {
            p { (say("Isian dan foto sudah dihapus: pendaftaran ini sudah selesai.", "What was entered is erased: this registration has ended.")) }
            (history(visit, &view.history))
        }
    };
    Page::new(visit, Section::Counter, title, main)
}

/// Where the registration stands, whose record it asks for, and why it was refused.
fn standing(visit: &Visit, view: &CounterView, today: CivilDate) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        p.meta {
            span.state data-state=(view.state.name()) { (of_state(view.state).get(visit.language)) }
            @if let Some(record) = &view.record {
                span { (say("Menurut data kependudukan: ", "According to the population record: "))
                    strong { bdi { (record.resident.name) } } ", " (record.resident.age_on(today)) " " (say("tahun", "years")) }
            }
            span { (say("Masuk ", "Received ")) (moment(view.created_at)) }
        }
        @if let Some((reason, note)) = &view.rejection {
            p { (say("Alasan: ", "Reason: ")) strong { (of_reason(*reason).get(visit.language)) } }
            @if let Some(note) = note { p { (say("Pesan untuk warga: ", "Message to the citizen: ")) bdi { (note) } } }
        }
    }
}

/// What the officer must not overlook, before anything else.
fn warnings(visit: &Visit, view: &CounterView) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let differences = view.differences();
    html! {
        @if view.state == Stage::Decision {
            @if let Some(reason) = view.refusal() {
                p.notice.problem {
                    strong { (say("Tidak dapat disetujui: ", "Cannot be approved: ")) }
                    (of_reason(reason).get(visit.language)) "."
                }
            }
            @if !differences.is_empty() {
                p.notice.problem {
                    strong { (differences.len()) " " (say("isian berbeda dari data kependudukan", if differences.len() == 1 { "field differs from the population record" } else { "fields differ from the population record" })) }
                    ": " (of_fields(&differences, visit.language)) "."
                }
            }
        }
    }
}
