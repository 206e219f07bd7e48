//! What an officer can do with an application in the state in which it is.

use maud::{Markup, html};

use super::application::Entered;
use super::application_words::of_mark;
use super::guard::Visit;
use super::mistakes::Mistakes;
use super::words::words;
use crate::application::{ApplicationState, MarkCode};
use crate::face_check::FaceState;
use crate::office::ApplicationView;

/// The steps of the state; nothing once it has ended, or while the person is to do something.
pub(super) fn decision(
    visit: &Visit,
    view: &ApplicationView,
    mistakes: &Mistakes,
    entered: Entered<'_>,
) -> Markup {
    let one = |step, id, en, hint_id, hint_en| {
        html! { (single(visit, view, step, words(id, en).get(visit.language), words(hint_id, hint_en).get(visit.language))) }
    };
    match view.entry.state {
        ApplicationState::Received => one(
            "review",
            "Mulai periksa",
            "Begin the review",
            "Warga melihat bahwa permohonannya sedang diperiksa.",
            "The citizen sees that the application is being reviewed.",
        ),
        ApplicationState::InReview | ApplicationState::VisitNeeded => review(visit, view, mistakes, entered),
        ApplicationState::Approved => html! {
            (one(
                "sign",
                "Kirim untuk ditandatangani",
                "Send to be signed",
                "Kepala dinas menandatangani secara elektronik (TTE).",
                "The head of the office signs electronically (TTE).",
            ))
            (sent_back(visit, view, mistakes, entered))
        },
        ApplicationState::Signing => html! {
            (one(
                "issue",
                "Sudah ditandatangani, terbitkan",
                "Signed: issue",
                "Data kependudukan berubah, dan dokumen baru sampai di ponsel warga.",
                "The population record changes, and the new documents arrive at the citizen's phone.",
            ))
            (sent_back(visit, view, mistakes, entered))
        },
        _ => html! {},
    }
}

/// What is still possible after an approval, when it cannot be carried out or the head of the office does not sign.
fn sent_back(visit: &Visit, view: &ApplicationView, mistakes: &Mistakes, entered: Entered<'_>) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        section.decide aria-labelledby="back" {
            h2 #back { (say("Jika tidak dapat diterbitkan", "If it cannot be issued")) }
            (correction(visit, view, mistakes, entered))
            (refusal(visit, view, mistakes, entered))
        }
    }
}

fn action(view: &ApplicationView, step: &str) -> String {
    format!("/counter/applications/{}/{step}", view.entry.id)
}

fn single(visit: &Visit, view: &ApplicationView, step: &str, label: &str, hint: &str) -> Markup {
    html! {
        section.decide aria-labelledby="decide" {
            h2 #decide { (words("Langkah berikut", "Next step").get(visit.language)) }
            form method="post" action=(action(view, step)) {
                (visit.csrf_field())
                p.hint { (hint) }
                button type="submit" { (label) }
            }
        }
    }
}

fn review(visit: &Visit, view: &ApplicationView, mistakes: &Mistakes, entered: Entered<'_>) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        section.decide aria-labelledby="decide" {
            h2 #decide { (say("Keputusan", "Decision")) }
            (warnings(visit, view))
            form method="post" action=(action(view, "approve")) {
                (visit.csrf_field())
                button type="submit" { (say("Setujui", "Approve")) }
            }
            (correction(visit, view, mistakes, entered))
            (visit_form(visit, view, mistakes, entered))
            (refusal(visit, view, mistakes, entered))
        }
    }
}

/// What must not be overlooked before an approval.
fn warnings(visit: &Visit, view: &ApplicationView) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let different = view.fields().filter(|field| field.compared.differs()).count();
    let noted = view.fields().map(|field| field.notes.len()).sum::<usize>() + view.notes.len();
    html! {
        @if different > 0 {
            p.notice.problem { (different) " " (say("isian berbeda dari data kependudukan.", "answers differ from the population record.")) }
        }
        @if noted > 0 {
            p.notice.warning { (noted) " " (say("catatan formulir. Baca sebelum menyetujui.", "notes of the form. Read them before you approve.")) }
        }
        @if let Some(face) = view.face {
            @match face {
                Some(FaceState::Accepted) => p.hint { (say("Wajah pemohon sudah diterima.", "The applicant's face was accepted.")) },
                _ => p.notice.warning {
                    (say("Formulir ini meminta wajah pemohon, dan belum diterima. ", "This form asks for the applicant's face, which is not accepted yet. "))
                    a href="/counter" { (say("Putuskan pemeriksaan wajah di antrean", "Decide the face check in the queue")) }
                },
            }
        }
    }
}

fn correction(visit: &Visit, view: &ApplicationView, mistakes: &Mistakes, entered: Entered<'_>) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let wrong = mistakes.invalid("marks").or(mistakes.invalid("days"));
    let days = entered.map(|posted| posted.text("days").to_owned()).filter(|days| !days.is_empty());
    html! {
        details open[wrong.is_some()] {
            summary { (say("Minta perbaikan", "Ask for a correction")) }
            form #correction method="post" action=(action(view, "correction")) novalidate {
                (visit.csrf_field())
                (mistakes.message("marks"))
                p #marks tabindex="-1" { (say("Tandai dahulu bagian yang harus diperbaiki, di sebelah jawabannya atau di bawah fotonya. Hanya bagian itu yang terbuka di ponsel warga.",
                            "First mark the parts that are to be corrected, beside the answer or below the photo. Only these open on the citizen's phone.")) }
                (number(mistakes, "days", say("Berapa hari (1 sampai 60)", "How many days (1 to 60)"), days.as_deref().unwrap_or("14")))
                button.plain type="submit" { (say("Minta perbaikan", "Ask for a correction")) }
            }
        }
    }
}

fn visit_form(visit: &Visit, view: &ApplicationView, mistakes: &Mistakes, entered: Entered<'_>) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let text = |name: &str| entered.map_or("", |posted| posted.text(name)).to_owned();
    let wrong = ["place", "bring", "visit-days"].into_iter().find_map(|id| mistakes.invalid(id));
    let days = Some(text("visit-days")).filter(|days| !days.is_empty());
    html! {
        details open[wrong.is_some()] {
            summary { (say("Minta warga datang", "Ask the citizen to come")) }
            form method="post" action=(action(view, "visit")) novalidate {
                (visit.csrf_field())
                (line(mistakes, "place", say("Tempat", "Place"), &text("place")))
                (line(mistakes, "bring", say("Yang harus dibawa", "What to bring"), &text("bring")))
                (number(mistakes, "visit-days", say("Paling lambat dalam berapa hari (1 sampai 60)", "Within how many days (1 to 60)"), days.as_deref().unwrap_or("14")))
                button.plain type="submit" { (say("Minta datang", "Ask to come")) }
            }
        }
    }
}

fn refusal(visit: &Visit, view: &ApplicationView, mistakes: &Mistakes, entered: Entered<'_>) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let chosen = entered.map_or("", |posted| posted.text("refusal"));
    let written = entered.map_or("", |posted| posted.text("refusal-note"));
    html! {
        details open[mistakes.invalid("refusal-note").is_some()] {
            summary { (say("Tolak permohonan", "Refuse the application")) }
            form method="post" action=(action(view, "refusal")) novalidate {
                (visit.csrf_field())
                p { (say("Penolakan tidak dapat dibatalkan. Yang masih dapat diperbaiki warga, minta diperbaiki.",
                         "A refusal cannot be undone. Ask for a correction of what the citizen can still correct.")) }
                label for="refusal" { (say("Alasan", "Reason")) }
                select #refusal name="refusal" {
                    @for mark in MarkCode::ALL {
                        option value=(mark.name()) selected[mark.name() == chosen] { (of_mark(mark).get(visit.language)) }
                    }
                }
                (line(mistakes, "refusal-note", say("Pesan untuk warga", "Message to the citizen"), written))
                button.warn type="submit" { (say("Tolak", "Refuse")) }
            }
        }
    }
}

fn line(mistakes: &Mistakes, id: &'static str, label: &str, value: &str) -> Markup {
    html! {
        label for=(id) { (label) }
        (mistakes.message(id))
        input id=(id) type="text" name=(id) maxlength="500" value=(value)
            aria-invalid=[mistakes.invalid(id)] aria-describedby=[mistakes.described(id, None)];
    }
}

fn number(mistakes: &Mistakes, id: &'static str, label: &str, value: &str) -> Markup {
    html! {
        label for=(id) { (label) }
        (mistakes.message(id))
        input id=(id) type="text" inputmode="numeric" name=(id) maxlength="2" value=(value)
            aria-invalid=[mistakes.invalid(id)] aria-describedby=[mistakes.described(id, None)];
    }
}
