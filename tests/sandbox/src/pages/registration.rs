//! One registration at the counter: two faces, two columns of data, four digits, one decision.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ikd_proof::CivilDate;
use maud::{Markup, html};
use serde::Deserialize;

use super::Pages;
use super::comparison::{Line, Outcome, compare};
use super::decision;
use super::error::PageError;
use super::guard::{Officer, Posted, Visit};
use super::layout::{Page, Section, Tone, moment, notice};
use super::words::{Words, of_office_error, of_reason, of_state, words};
use crate::office::{Approval, CounterView, OfficeError, RecordView, Warning};
use crate::registration::Reason;

/// What the last step came to, by a name that leads to fixed words only.
#[derive(Deserialize)]
pub(super) struct Outcomes {
    done: Option<String>,
}

fn done_words(name: &str) -> Option<(Tone, Words)> {
    Some(match name {
        "paired" => (
            Tone::Done,
            words(
                "Ponsel sudah dipasangkan. Bandingkan wajah, data dan empat angka.",
                "The phone is paired. Compare face, data and the four digits.",
            ),
        ),
        "code-sent" => (
            Tone::Done,
            words(
                "Disetujui. Kode aktivasi sudah dikirim ke email warga.",
                "Approved. The activation code was sent to the citizen's email.",
            ),
        ),
        "second-device" => (
            Tone::Problem,
            words(
                "Ponsel lain masih memegang akun ini. Lepaskan ponsel lama supaya kode dikirim.",
                "Another phone still holds this account. Release the old phone, then the code is sent.",
            ),
        ),
        "refused" => (
            Tone::Problem,
            words(
                "Catatan kependudukan tidak mengizinkan, jadi pendaftaran ditolak. Warga melihat alasannya di ponsel.",
                "The population record does not allow it, so the registration was rejected. The citizen sees the reason on the phone.",
            ),
        ),
        "rejected" => (
            Tone::Done,
            words(
                "Ditolak. Warga melihat alasannya di ponsel.",
                "Rejected. The citizen sees the reason on the phone.",
            ),
        ),
        "email" => (Tone::Done, words("Alamat email sudah diperbaiki.", "The email address was corrected.")),
        "released" => (
            Tone::Done,
            words(
                "Ponsel lama sudah dilepas. Kode aktivasi sudah dikirim.",
                "The old phone was released. The activation code was sent.",
            ),
        ),
        _ => return None,
    })
}

/// The page.
pub(super) async fn show(
    State(pages): State<Arc<Pages>>,
    Officer(visit, _): Officer,
    Path(id): Path<String>,
    Query(outcomes): Query<Outcomes>,
) -> Result<Response, PageError> {
    let view = pages.desk.registration(&id)?;
    let said = outcomes.done.as_deref().and_then(done_words);
    let said = said.map(|(tone, text)| notice(tone, text.get(visit.language)));
    Ok(page(&visit, &view, pages.desk.today(), said).respond())
}

/// Approves, if the officer says that the digits match.
pub(super) async fn approve(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    posted.officer()?;
    let came = pages.desk.approve(&id, posted.text("digits_match") == "yes").map(|approval| match approval {
        Approval::CodeSent => "code-sent",
        Approval::SecondDevice => "second-device",
        Approval::Refused(_) => "refused",
    });
    after(&pages, &posted, &id, came)
}

/// Rejects, with a reason.
pub(super) async fn reject(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    posted.officer()?;
    let reason = Reason::from_name(posted.text("reason")).ok_or(PageError::Malformed)?;
    let note = Some(posted.text("note")).filter(|note| !note.is_empty());
    after(&pages, &posted, &id, pages.desk.reject(&id, reason, note).map(|()| "rejected"))
}

/// Corrects the email address.
pub(super) async fn correct_email(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    posted.officer()?;
    after(&pages, &posted, &id, pages.desk.correct_email(&id, posted.text("email")).map(|()| "email"))
}

/// Releases the phone that holds the account.
pub(super) async fn release(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    posted.officer()?;
    after(&pages, &posted, &id, pages.desk.release_old_device(&id).map(|()| "released"))
}

/// Back to the registration: with what was done, or here and now with what went wrong.
fn after(
    pages: &Pages,
    posted: &Posted,
    id: &str,
    came: Result<&'static str, OfficeError>,
) -> Result<Response, PageError> {
    let error = match came {
        Ok(done) => {
            return Ok(Redirect::to(&format!("/counter/registrations/{id}?done={done}")).into_response());
        }
        Err(OfficeError::NotFound) => return Err(OfficeError::NotFound.into()),
        Err(error) => error,
    };
    let view = pages.desk.registration(id)?;
    let said = notice(Tone::Problem, of_office_error(error).get(posted.visit.language));
    Ok(page(&posted.visit, &view, pages.desk.today(), Some(said)).status(StatusCode::CONFLICT).respond())
}

fn page<'v>(visit: &'v Visit, view: &CounterView, today: CivilDate, said: Option<Markup>) -> Page<'v> {
    let say = |id, en| words(id, en).get(visit.language);
    let title = say("Pendaftaran", "Registration");
    let recorded = view.record.as_ref().map(|record| record.resident.name.as_str());
    let main = html! {
        h1 { (title) @if let Some(name) = view.form.name.as_deref().or(recorded) { ": " bdi { (name) } } }
        @if let Some(said) = said { (said) }
        p { span.state data-state=(view.state.name()) { (of_state(view.state).get(visit.language)) }
            " " span.hint { (say("Masuk ", "Received ")) (moment(view.created_at)) } }
        @if let Some((reason, note)) = &view.rejection {
            p { (say("Alasan: ", "Reason: ")) strong { (of_reason(*reason).get(visit.language)) } }
            @if let Some(note) = note { p { (say("Catatan petugas: ", "The officer's note: ")) bdi { (note) } } }
        }
        (refusals(visit, &view.warnings))
        div.sides {
            section aria-labelledby="faces" {
                h2 #faces { (say("Wajah", "Face")) }
                (faces(visit, view))
            }
            (decision::digits(visit, view))
        }
        section aria-labelledby="data" {
            h2 #data { (say("Data", "Data")) }
            (comparison(visit, view))
            @if let Some(record) = &view.record { (record_facts(visit, record, today)) }
            @else { p { (say("Catatan kependudukan baru dibuka setelah ponsel dipasangkan.", "The population record is opened only once the phone is paired.")) } }
        }
        (decision::forms(visit, view))
        p { a href="/counter" { (say("Kembali ke antrean", "Back to the queue")) } }
    };
    Page::new(visit, Section::Counter, title, main)
}

fn refusals(visit: &Visit, warnings: &[Warning]) -> Markup {
    html! {
        @for warning in warnings {
            @if let Warning::Refusal(reason) = warning {
                p.notice.problem {
                    strong { (words("Tidak dapat disetujui: ", "Cannot be approved: ").get(visit.language)) }
                    (of_reason(*reason).get(visit.language)) "."
                }
            }
        }
    }
}

fn faces(visit: &Visit, view: &CounterView) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        div.faces {
            figure {
                @match &view.selfie {
                    Some(jpeg) => { img src=(data_url(jpeg)) alt=(say("Swafoto yang dikirim warga", "The selfie that the citizen sent")); }
                    None => { div.missing { (say("Belum ada foto", "No photo yet")) } }
                }
                figcaption { (say("Swafoto warga", "The citizen's selfie")) }
            }
            figure {
                @match &view.record {
                    Some(record) => { img src=(data_url(&record.portrait)) alt=(say("Foto di catatan kependudukan", "The photo of the population record")); }
                    None => { div.missing { (say("Tidak ada foto catatan", "No photo of a record")) } }
                }
                figcaption { (say("Foto catatan", "The record's photo")) }
            }
        }
        p.hint { (say("Bandingkan keduanya dengan orang di depan Anda.", "Compare both with the person in front of you.")) }
    }
}

fn data_url(jpeg: &[u8]) -> String {
    format!("data:image/jpeg;base64,{}", STANDARD.encode(jpeg))
}

fn comparison(visit: &Visit, view: &CounterView) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let lines = compare(&view.form, view.record.as_ref().map(|record| &record.resident));
    let different = lines.iter().filter(|line| line.outcome == Outcome::Different).count();
    html! {
        p { @match different {
            0 if view.record.is_none() => { (say("Belum ada yang dapat dibandingkan.", "There is nothing to compare with yet.")) }
            0 => { (say("Semua isian sama dengan catatan.", "All that was entered is the same as the record.")) }
            n => { strong { (n) " " (say("isian berbeda dari catatan.", if n == 1 { "field differs from the record." } else { "fields differ from the record." })) } }
        } }
        // The roles keep the table a table for screen readers when a narrow screen stacks its cells.
        table.comparison role="table" aria-labelledby="data" {
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { (say("Data", "Data")) }
                th role="columnheader" scope="col" { (say("Isian warga", "Entered")) }
                th role="columnheader" scope="col" { (say("Catatan", "Record")) }
                th role="columnheader" scope="col" { (say("Hasil", "Result")) }
            } }
            tbody role="rowgroup" { @for line in &lines { (row(visit, line)) } }
        }
        dl.facts {
            dt { "Email" } dd { bdi { (view.form.email) } }
            dt { (say("Telepon", "Phone")) } dd { bdi { (view.form.phone) } }
        }
    }
}

fn row(visit: &Visit, line: &Line) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let cell =
        |text: &Option<String>| html! { @match text { Some(text) => { bdi { (text) } } None => { "-" } } };
    html! {
        tr role="row" class=(line.outcome.class()) {
            th role="rowheader" scope="row" { (line.label.get(visit.language)) }
            td role="cell" data-label=(say("Isian", "Entered")) { (cell(&line.entered)) }
            td role="cell" data-label=(say("Catatan", "Record")) { (cell(&line.recorded)) }
            td role="cell" data-label=(say("Hasil", "Result")) { span.outcome { (line.outcome.words().get(visit.language)) } }
        }
    }
}

/// What the record adds to the decision: age, status, whether anything forbids it.
fn record_facts(visit: &Visit, record: &RecordView, today: CivilDate) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let (resident, flags) = (&record.resident, record.resident.flags);
    let yes_no = |yes: bool| if yes { say("Ya", "Yes") } else { say("Tidak", "No") };
    html! {
        h3 { (say("Menurut catatan kependudukan", "According to the population record")) }
        dl.facts {
            dt { (say("Umur", "Age")) } dd { (resident.age_on(today)) " " (say("tahun", "years")) }
            dt { (say("Status perkawinan", "Marital status")) } dd lang="id" { (resident.marital.ktp_label()) }
            dt { (say("KTP-el sudah direkam", "Electronic KTP recorded")) } dd { (yes_no(flags.ktp_recorded)) }
            dt { (say("Tercatat meninggal", "Recorded as deceased")) } dd { (yes_no(flags.deceased)) }
            dt { (say("Diblokir", "Blocked")) } dd { (yes_no(flags.blocked)) }
        }
    }
}
