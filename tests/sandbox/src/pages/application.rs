//! One application at the counter: answers beside the record, papers, and one decision. What an officer marks is said to the
//! person, part by part.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::Pages;
use super::application_decision::decision;
use super::application_parts::{answers, marked, papers};
use super::application_words::{InLanguage, of_application_state, of_mark, of_obstacle};
use super::desk::Move;
use super::done::{Outcomes, said};
use super::error::PageError;
use super::guard::{Officer, Posted, Visit};
use super::history::application_history;
use super::layout::{Page, Section, moment, spoken};
use super::mistakes::Mistakes;
use super::words::{of_office_error, of_wrong_note, words};
use crate::application::{ApplicationState, Mark, MarkCode, Part, obstacle::Obstacle};
use crate::note;
use crate::office::{ApplicationEntry, ApplicationView, OfficeError};
use crate::registration::Language;

/// What the officer had entered in a form that was refused.
pub(super) type Entered<'p> = Option<&'p Posted>;

/// The page.
pub(super) async fn show(
    State(pages): State<Arc<Pages>>,
    Officer(visit, _): Officer,
    Path(id): Path<String>,
    Query(outcomes): Query<Outcomes>,
) -> Result<Response, PageError> {
    let view = pages.desk.application(&id)?;
    let said = said(&pages, &visit, &outcomes, Some(&id));
    Ok(page(&visit, &view, &Mistakes::default(), None, said).respond())
}

/// Begins the review.
pub(super) async fn review(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    take(&pages, &posted, &id, Move::Review, "application-review")
}

/// Approves.
pub(super) async fn approve(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    take(&pages, &posted, &id, Move::Approve, "application-approved")
}

/// Gives it to the head of the office to sign.
pub(super) async fn sign(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    take(&pages, &posted, &id, Move::Sign, "application-signing")
}

/// Changes the record and issues the documents.
pub(super) async fn issue(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    take(&pages, &posted, &id, Move::Issue, "application-issued")
}

/// Asks for the correction of what is marked.
pub(super) async fn correct(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    posted.officer()?;
    let view = pages.desk.application(&id)?;
    let items = parts(&view).into_iter().filter_map(|part| {
        let code = MarkCode::from_name(posted.text(&code_name(&part)))?;
        let note = posted.text(&note_name(&part));
        Some(Mark { note: (!note.is_empty()).then(|| note.to_owned()), part, code })
    });
    // Something else than a number is no number of days.
    let days = posted.text("days").parse().unwrap_or(0);
    let asked = Move::Correct { items: items.collect(), days: Some(days) };
    take(&pages, &posted, &id, asked, "application-correct")
}

/// Asks for a visit.
pub(super) async fn visit(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    let asked = Move::Visit {
        place: posted.text("place"),
        days: posted.text("visit-days").parse().unwrap_or(0),
        bring: posted.text("bring"),
    };
    take(&pages, &posted, &id, asked, "application-visit")
}

/// Refuses for good.
pub(super) async fn refuse(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    let code = MarkCode::from_name(posted.text("refusal")).ok_or(PageError::Malformed)?;
    let note = posted.text("refusal-note");
    let asked = Move::Refuse { code, note: (!note.is_empty()).then_some(note) };
    take(&pages, &posted, &id, asked, "application-refused")
}

/// Makes a move: back to the page with what came of it, or the same page with what went wrong.
fn take(
    pages: &Pages,
    posted: &Posted,
    id: &str,
    asked: Move<'_>,
    done: &str,
) -> Result<Response, PageError> {
    let officer = &posted.officer()?.name;
    let refused = matches!(asked, Move::Refuse { .. });
    let visited = matches!(asked, Move::Visit { .. });
    let error = match pages.desk.move_application(officer, id, asked) {
        Ok(state) => {
            // The record changed: that is another outcome than the one that was asked for.
            let changed = state == ApplicationState::Correct && done != "application-correct";
            let done = if changed { "application-changed" } else { done };
            return Ok(Redirect::to(&format!("/counter/applications/{id}?done={done}")).into_response());
        }
        Err(error) => error,
    };
    let language = posted.visit.language;
    let summary = || Mistakes::new(of_office_error(error).get(language));
    let at = |place, id, en| summary().at(place, words(id, en), language);
    let mistakes = match error {
        OfficeError::NothingMarked => {
            at("marks", "Tandai paling sedikit satu bagian.", "Mark at least one part.")
        }
        OfficeError::NoteMissing if refused => {
            at("refusal-note", "Tulis alasannya di pesan.", "Write the reason in the message.")
        }
        OfficeError::NoteMissing => at(
            "marks",
            "Untuk alasan lain, tulis pesannya di bagian yang ditandai.",
            "For another reason, write the message at the marked part.",
        ),
        OfficeError::Note | OfficeError::NoteControl => wrong_notes(posted)
            .into_iter()
            .fold(summary(), |mistakes, place| mistakes.at(place, of_wrong_note(error), language)),
        OfficeError::Days if visited => at("visit-days", "Tulis 1 sampai 60.", "Write 1 to 60."),
        OfficeError::Days => at("days", "Tulis 1 sampai 60.", "Write 1 to 60."),
        OfficeError::VisitIncomplete => at(
            if says_nothing(posted.text("place")) { "place" } else { "bring" },
            "Isi tempat dan yang harus dibawa.",
            "Fill in the place and what to bring.",
        ),
        OfficeError::NotFound | OfficeError::Store(_) => return Err(error.into()),
        OfficeError::Outcome(obstacle) => in_the_way(obstacle, &pages.desk.application(id)?, language),
        _ => summary(),
    };
    let view = pages.desk.application(id)?;
    let status = PageError::Office(error).status();
    Ok(page(&posted.visit, &view, &mistakes, Some(posted), None).status(status).respond())
}

fn says_nothing(text: &str) -> bool {
    note::read(text) == Ok(None)
}

/// Ids of the fields whose text is not kept.
fn wrong_notes(posted: &Posted) -> Vec<String> {
    let texts = posted
        .texts()
        .filter(|(name, _)| name.starts_with("note-") || ["place", "bring", "refusal-note"].contains(name));
    texts.filter(|(_, text)| note::read(text).is_err()).map(|(name, _)| name.to_owned()).collect()
}

/// Why nothing was approved or issued, by the name of the field that the person can correct.
fn in_the_way(obstacle: Obstacle, view: &ApplicationView, language: Language) -> Mistakes {
    let said = of_obstacle(obstacle).get(language);
    let Some(field) = view.fields().find(|field| Some(field.key.as_str()) == obstacle.field()) else {
        return Mistakes::new(said);
    };
    let mark = words(
        "Tandai isian ini dan minta perbaikan, atau tolak permohonannya.",
        "Mark this field and ask for a correction, or refuse the application.",
    );
    let place = code_name(&Part::Field(field.key.clone()));
    Mistakes::new(format!("{}: {said}", field.label.in_language(language))).at(place, mark, language)
}

/// The parts of the form that can be marked: fields that are shown, and papers of each kind.
pub(super) fn parts(view: &ApplicationView) -> Vec<Part> {
    let mut parts: Vec<_> = view.fields().map(|field| Part::Field(field.key.clone())).collect();
    for paper in &view.papers {
        parts.push(Part::Attachment(paper.kind.clone()));
    }
    parts
}

/// The name of the choice of a code at a part, in the form and as an id.
pub(super) fn code_name(part: &Part) -> String {
    match part {
        Part::Field(key) => format!("code-{key}"),
        Part::Attachment(kind) => format!("code-paper-{kind}"),
    }
}

/// The name of the note at a part.
pub(super) fn note_name(part: &Part) -> String {
    code_name(part).replacen("code", "note", 1)
}

/// The list of the counter's queue; nothing when there is no application.
pub(super) fn list(visit: &Visit, entries: &[ApplicationEntry], now: u64) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        @if !entries.is_empty() {
            h2 { (say("Permohonan", "Applications")) " (" (entries.len()) ")" }
            ul.queue {
                @for entry in entries {
                    li { a href={ "/counter/applications/" (entry.id) } {
                        strong { (entry.title.in_language(visit.language)) ": " bdi { (entry.name) } } " "
                        span.state data-state=(tone(entry.state)) { (of_application_state(entry.state).get(visit.language)) } " "
                        span.hint { "NIK " (spoken(&entry.nik.masked())) } " "
                        span.hint { (age(visit, entry.received_at, now)) } " "
                        span.hint { "No. " (entry.number) }
                    } }
                }
            }
        }
    }
}

/// How long something waits, in the largest whole unit.
fn age(visit: &Visit, since: u64, now: u64) -> String {
    let minutes = now.saturating_sub(since) / 60;
    let say = |id, en| words(id, en).get(visit.language);
    match minutes {
        0 => say("baru saja", "just now").to_owned(),
        1..60 => format!("{minutes} {}", say("menit yang lalu", "minutes ago")),
        60..1440 => format!("{} {}", minutes / 60, say("jam yang lalu", "hours ago")),
        _ => format!("{} {}", minutes / 1440, say("hari yang lalu", "days ago")),
    }
}

/// The colour of a state, as the style sheet names it for registrations. The state is said in words too.
fn tone(state: ApplicationState) -> &'static str {
    match state {
        ApplicationState::Received | ApplicationState::InReview => "decision",
        ApplicationState::Approved | ApplicationState::Signing | ApplicationState::Issued => "active",
        ApplicationState::Refused | ApplicationState::Expired => "rejected",
        _ => "photo",
    }
}

fn page<'v>(
    visit: &'v Visit,
    view: &ApplicationView,
    mistakes: &Mistakes,
    entered: Entered<'_>,
    said: Option<Markup>,
) -> Page<'v> {
    let say = |id, en| words(id, en).get(visit.language);
    let title = view.entry.title.in_language(visit.language).to_owned();
    let main = html! {
        h1 { (title) }
        (mistakes.summary())
        @if let Some(said) = said { (said) }
        p { a href="/counter" { (say("Kembali ke antrean", "Back to the queue")) } }
        p.meta {
            span { strong { bdi { (view.entry.name) } } " NIK " (spoken(&view.entry.nik.masked())) }
            span.state data-state=(tone(view.entry.state)) { (of_application_state(view.entry.state).get(visit.language)) }
            span { "No. " (view.entry.number) }
            span { (say("Diterima", "Received")) " " (moment(view.entry.received_at)) }
            @if view.entry.revision > 1 { span { (say("Perbaikan ke-", "Correction no. ")) (view.entry.revision - 1) } }
            @if let Some(until) = view.entry.promise_until {
                span { (say("Janji layanan sampai", "Promised until")) " " (moment(until)) }
            }
        }
        (told(visit, view))
        div.work {
            div.steps {
                (answers(visit, view, mistakes, entered))
                (papers(visit, view, mistakes, entered))
            }
            (decision(visit, view, mistakes, entered))
        }
        (application_history(visit, &view.history))
    };
    Page::new(visit, Section::Counter, title, main)
}

/// What the person was told: the correction, the visit, the refusal, the result.
fn told(visit: &Visit, view: &ApplicationView) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        @if let Some(correction) = &view.correction {
            div.notice.warning {
                p { strong { (say("Perbaikan diminta sampai", "A correction is asked for until")) " " (moment(correction.until)) } }
                ul { @for item in &correction.items { li { (marked(visit, view, item)) } } }
                @for difference in &correction.differences {
                    p { (say("Data kependudukan sekarang: ", "The record says now: ")) bdi { (difference.value) } }
                }
            }
        }
        @if let Some(asked) = &view.visit {
            p.notice.warning {
                (say("Warga diminta datang ke", "The citizen was asked to come to")) " " bdi { (asked.place) } " "
                (say("sampai", "until")) " " (moment(asked.until)) ". " (say("Dibawa: ", "To bring: ")) bdi { (asked.bring) }
            }
        }
        @if let Some(refusal) = &view.refusal {
            p.notice.problem {
                (say("Ditolak: ", "Refused: ")) (of_mark(refusal.code).get(visit.language))
                @if let Some(note) = &refusal.note { ". " bdi { (note) } }
            }
        }
        @if let Some(result) = &view.result {
            p.notice.done { (if visit.language == Language::English { &result.en } else { &result.id }) }
        }
        @if view.entry.state.has_ended() {
            p.hint { (say("Isian dan foto surat sudah dihapus.", "Answers and photos of papers were erased.")) }
        }
    }
}
