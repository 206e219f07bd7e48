//! One face check at the counter: two pictures side by side, and a person who compares them. Nothing here recognises
//! faces, and the page says so.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use ikd_proof::FacePurpose;
use maud::{Markup, html};

use super::Pages;
use super::error::PageError;
use super::guard::{Officer, Posted, Visit};
use super::layout::{Page, Section, moment, spoken};
use super::mistakes::Mistakes;
use super::steps::{advice, data_url};
use super::words::{Words, of_face_guidance, of_office_error, words};
use crate::face_check::{FaceGuidance, FaceState};
use crate::office::{FaceEntry, FaceView, OfficeError};

/// Whether an officer compares, or a test has set a switch.
const COMPARED_BY_OFFICER: Words = words(
    "Kedua foto dibandingkan oleh petugas. Sandbox ini tidak mengenali wajah.",
    "An officer compares the two photos. This sandbox does not recognise faces.",
);

/// The page.
pub(super) async fn show(
    State(pages): State<Arc<Pages>>,
    Officer(visit, _): Officer,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    Ok(page(&visit, &pages.desk.face_check(&id)?, &Mistakes::default()).respond())
}

/// The pictures show one person.
pub(super) async fn accept(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    posted.officer()?;
    let compared = posted.text("compared") == "yes";
    finish(&pages, &posted, &id, pages.desk.accept_face(&id, compared), "face-accepted")
}

/// Another portrait is needed.
pub(super) async fn ask_again(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    posted.officer()?;
    let ticked = |guidance: &FaceGuidance| posted.text(guidance.name()) == "yes";
    let guidance: Vec<_> = FaceGuidance::ALL.into_iter().filter(ticked).collect();
    finish(&pages, &posted, &id, pages.desk.ask_for_another_face(&id, &guidance), "face-retake")
}

/// The person comes to the counter.
pub(super) async fn refuse(
    State(pages): State<Arc<Pages>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    posted.officer()?;
    finish(&pages, &posted, &id, pages.desk.refuse_face(&id), "face-refused")
}

/// Back to the queue; or the same check with what went wrong.
fn finish(
    pages: &Pages,
    posted: &Posted,
    id: &str,
    decided: Result<(), OfficeError>,
    done: &str,
) -> Result<Response, PageError> {
    let Err(error) = decided else {
        return Ok(Redirect::to(&format!("/counter?done={done}")).into_response());
    };
    let language = posted.visit.language;
    let mistakes = Mistakes::new(of_office_error(error).get(language));
    let mistakes = match error {
        OfficeError::FaceNotCompared => mistakes.at(
            "compared",
            words("Bandingkan kedua foto, lalu centang.", "Compare both photos, then tick this."),
            language,
        ),
        OfficeError::FaceGuidanceMissing => {
            mistakes.at("too-dark", words("Pilih paling sedikit satu.", "Choose at least one."), language)
        }
        OfficeError::FaceDecided => mistakes,
        error => return Err(error.into()),
    };
    let view = pages.desk.face_check(id)?;
    let status = PageError::Office(error).status();
    Ok(page(&posted.visit, &view, &mistakes).status(status).respond())
}

/// The list of the counter's queue; nothing when no check waits.
pub(super) fn list(visit: &Visit, entries: &[FaceEntry]) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        @if !entries.is_empty() {
            h2 { (say("Pemeriksaan wajah", "Face checks")) " (" (entries.len()) ")" }
            ul.queue {
                @for entry in entries {
                    li { a href={ "/counter/face-checks/" (entry.id) } {
                        strong { bdi { (entry.name) } } " "
                        span.state data-state="decision" { (of_purpose(entry.purpose).get(visit.language)) } " "
                        span.hint { "NIK " (spoken(&entry.nik.masked())) } " "
                        span.hint { (moment(entry.answered_at)) } " "
                        span.hint { "No. " (entry.id.get(..4).unwrap_or(&entry.id)) }
                    } }
                }
            }
        }
    }
}

const fn of_purpose(purpose: FacePurpose) -> Words {
    match purpose {
        FacePurpose::Application => words("Untuk permohonan", "For an application"),
        FacePurpose::Recovery => words("Untuk pemulihan akun", "For recovering the account"),
    }
}

fn page<'v>(visit: &'v Visit, view: &FaceView, mistakes: &Mistakes) -> Page<'v> {
    let say = |id, en| words(id, en).get(visit.language);
    let title = say("Pemeriksaan wajah", "Face check");
    let main = html! {
        h1 { (title) }
        (mistakes.summary())
        p { a href="/counter" { (say("Kembali ke antrean", "Back to the queue")) } }
        p {
            strong { bdi { (view.entry.name) } } " NIK " (spoken(&view.entry.nik.masked())) ". "
            (of_purpose(view.entry.purpose).get(visit.language)) ", No. " (view.reference.get(..4).unwrap_or_default())
            ", " (moment(view.entry.answered_at)) "."
        }
        p.hint { (COMPARED_BY_OFFICER.get(visit.language)) }
        (pictures(visit, view))
        (advice(visit.language, &view.advice))
        @match view.state {
            FaceState::Pending => (decision(visit, view, mistakes)),
            state => p.notice.done role="status" { (outcome(visit, view, state)) },
        }
    };
    Page::new(visit, Section::Counter, title, main)
}

fn pictures(visit: &Visit, view: &FaceView) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        div.faces {
            figure {
                @match &view.portrait {
                    Some(jpeg) => { img src=(data_url(jpeg)) alt=(say("Foto yang baru dikirim ponsel", "The photo that the phone has just sent")); }
                    None => { div.missing { (say("Foto sudah dihapus", "The photo was erased")) } }
                }
                figcaption { (say("Foto dari ponsel, baru", "Photo from the phone, new")) }
            }
            figure {
                img src=(data_url(&view.registered)) alt=(say("Foto pada data kependudukan", "The photo in the population record"));
                figcaption { (say("Foto pada data kependudukan", "Photo in the population record")) }
            }
        }
    }
}

fn decision(visit: &Visit, view: &FaceView, mistakes: &Mistakes) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let action = |step: &str| format!("/counter/face-checks/{}/{step}", view.entry.id);
    html! {
        section.decide aria-labelledby="decide" {
            h2 #decide { (say("Keputusan", "Decision")) }
            form method="post" action=(action("accept")) novalidate {
                (visit.csrf_field())
                (mistakes.message("compared"))
                p.check {
                    input #compared type="checkbox" name="compared" value="yes" required
                        aria-invalid=[mistakes.invalid("compared")] aria-describedby=[mistakes.described("compared", None)];
                    label for="compared" { (say("Saya sudah membandingkan kedua foto; orangnya sama", "I compared both photos; they show the same person")) }
                }
                button type="submit" { (say("Terima", "Accept")) }
            }
            details open[mistakes.invalid("too-dark").is_some()] {
                summary { (say("Minta foto baru", "Ask for a new photo")) }
                form method="post" action=(action("retake")) novalidate {
                    (visit.csrf_field())
                    fieldset {
                        legend { (say("Yang perlu diperbaiki", "What should be better")) }
                        (mistakes.message("too-dark"))
                        @for guidance in FaceGuidance::ALL {
                            p.check {
                                input id=(guidance.name()) type="checkbox" name=(guidance.name()) value="yes"
                                    aria-invalid=[mistakes.invalid(guidance.name())]
                                    aria-describedby=[mistakes.described(guidance.name(), None)];
                                label for=(guidance.name()) { (of_face_guidance(guidance).get(visit.language)) }
                            }
                        }
                    }
                    button.plain type="submit" { (say("Minta foto baru", "Ask for a new photo")) }
                }
            }
            details {
                summary { (say("Minta warga datang ke loket", "Ask the citizen to come to the counter")) }
                form method="post" action=(action("refuse")) novalidate {
                    (visit.csrf_field())
                    p { (say("Untuk wajah yang berbeda, atau kalau Anda ragu. Warga dapat mencoba lagi satu jam kemudian.",
                             "For a different face, or if you are not sure. The citizen may try again an hour later.")) }
                    button.warn type="submit" { (say("Minta datang ke loket", "Ask to come to the counter")) }
                }
            }
        }
    }
}

fn outcome(visit: &Visit, view: &FaceView, state: FaceState) -> Markup {
    let language = visit.language;
    let decided = match (state, &view.refusal) {
        (FaceState::Accepted, _) => words("Diterima.", "Accepted."),
        (FaceState::Refused, Some(refusal)) if !refusal.guidance().is_empty() => {
            words("Foto baru diminta.", "A new photo was asked for.")
        }
        (FaceState::Refused, _) => {
            words("Warga diminta datang ke loket.", "The citizen was asked to come to the counter.")
        }
        _ => words("Kedaluwarsa, tidak diputuskan.", "Expired, not decided."),
    };
    let switch = words(
        " Diputuskan oleh sakelar uji; tidak ada yang melihat foto ini.",
        " Decided by a test's switch; nobody looked at this photo.",
    );
    html! { (decided.get(language)) @if view.by_switch { (switch.get(language)) } }
}
