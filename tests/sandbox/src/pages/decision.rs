//! What an officer decides about a registration, and what can be corrected. Where something differs, rejecting comes first:
//! it is the filled button, its reason is preselected and its message drafted, and approving needs a written reason.

use maud::{Markup, html};

use super::guard::{Posted, Visit};
use super::mistakes::Mistakes;
use super::words::{REASONS, of_fields, of_reason, words};
use crate::comparison::Field;
use crate::decision::Statement;
use crate::office::CounterView;
use crate::registration::{Language, Reason, State};

/// Id of the form that approves; the statements of the three steps belong to it.
pub(super) const APPROVAL: &str = "approval";

/// What the officer had ticked and written when the counter refused, so that it need not be done again, and why it refused.
#[derive(Default)]
pub(super) struct Entered {
    pub mistakes: Mistakes,
    pub digits: bool,
    pub face: bool,
    pub data: bool,
    /// An approval was tried: its reason.
    pub override_reason: Option<String>,
    /// A rejection was tried: reason and message.
    pub rejection: Option<(Option<Reason>, String)>,
    /// A correction of the address was tried.
    pub email: Option<String>,
}

impl Entered {
    pub(super) fn approval(statement: &Statement<'_>, digits: &str) -> Self {
        Self {
            digits: !digits.is_empty() && statement.digits == digits,
            face: statement.face_matches,
            data: statement.data_compared,
            override_reason: Some(statement.reason.unwrap_or("").to_owned()),
            ..Self::default()
        }
    }
}

/// What a form of approval states.
pub(super) fn statement(posted: &Posted) -> Statement<'_> {
    Statement {
        digits: posted.text("digits"),
        face_matches: posted.text("face_matches") == "yes",
        data_compared: posted.text("data_compared") == "yes",
        reason: Some(posted.text("reason")).filter(|reason| !reason.is_empty()),
    }
}

/// The draft of the message of a rejection for differences, in the citizen's language. It names the fields and no value:
/// a person who did not know what the record says must not learn it here.
pub(super) fn draft(fields: &[Field], language: Language) -> String {
    if fields.is_empty() {
        return String::new();
    }
    let mut names = of_fields(fields, language);
    if let Some(first) = names.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let differs = match fields.len() {
        1 => words("berbeda dari data kependudukan.", "differs from the population record."),
        _ => words("berbeda dari data kependudukan.", "differ from the population record."),
    };
    format!("{names} {}", differs.get(language))
}

/// The decision, as far as the state of the registration leaves one.
pub(super) fn panel(visit: &Visit, view: &CounterView, entered: &Entered) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let differences = view.differences();
    html! {
        @match view.state {
            State::Decision => @match view.refusal() {
                // The service would turn such an approval into this very refusal; so the officer is offered no other way.
                Some(reason) => section.decide.no aria-labelledby="decide" {
                    h2 #decide { (say("Tidak dapat disetujui", "Cannot be approved")) }
                    p { (of_reason(reason).get(visit.language)) "." }
                    (reject(visit, view, entered, true))
                },
                None if !differences.is_empty() => section.decide.no aria-labelledby="decide" {
                    h2 #decide { (say("Belum dapat disetujui", "Cannot be approved yet")) }
                    (todo(visit, &differences))
                    (reject(visit, view, entered, true))
                    details open[entered.override_reason.is_some()] {
                        summary { (say("Setujui walaupun berbeda", "Approve although the data differ")) }
                        (approve(visit, view, entered, true))
                    }
                },
                None => section.decide aria-labelledby="decide" {
                    h2 #decide { (say("Keputusan", "Decision")) }
                    (todo(visit, &differences))
                    (approve(visit, view, entered, false))
                    (reject_folded(visit, view, entered))
                },
            },
            State::Conflict => section.decide aria-labelledby="decide" {
                h2 #decide { (say("Lepaskan ponsel lama", "Release the old phone")) }
                (release(visit, view, &entered.mistakes))
                (reject_folded(visit, view, entered))
            },
            _ => {}
        }
    }
}

/// What stands between the officer and an approval. A browser that can, shows only what is not ticked yet.
fn todo(visit: &Visit, differences: &[Field]) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        ul.todo {
            @if !differences.is_empty() {
                li { a href="#step-3" { (differences.len()) " " (say("isian berbeda", if differences.len() == 1 { "field differs" } else { "fields differ" })) }
                    ": " (of_fields(differences, visit.language)) }
            }
            li data-until="digits" { (say("Angka ponsel belum dinyatakan sama", "The digits are not confirmed yet")) }
            li data-until="face" { (say("Wajah belum dinyatakan sama", "The face is not confirmed yet")) }
            li data-until="data" { (say("Perbandingan data belum dinyatakan", "The data are not confirmed yet")) }
        }
    }
}

fn approve(visit: &Visit, view: &CounterView, entered: &Entered, differs: bool) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let mistakes = &entered.mistakes;
    html! {
        @if view.second_device {
            p.notice.warning { (say("Ponsel lain memegang akun ini. Setelah disetujui, lepaskan ponsel lama.",
                                    "Another phone holds this account. After approving, release the old phone.")) }
        }
        // The page that follows says what is missing, in words and with links; the browser's own messages would come before it.
        form #(APPROVAL) method="post" action=(action(view, "approve")) novalidate {
            (visit.csrf_field())
            @if differs {
                p.hint #override-hint { (say("Ketiga pernyataan tetap wajib. Tulis alasannya; alasan tercatat atas nama Anda.",
                                             "All three statements are still required. Write the reason; it is kept under your name.")) }
                label for="override" { (say("Alasan menyetujui walaupun berbeda", "Reason for approving although the data differ")) }
                (mistakes.message("override"))
                textarea #override name="reason" rows="3" maxlength="500" required aria-invalid=[mistakes.invalid("override")]
                    aria-describedby=[mistakes.described("override", Some("override-hint"))] {
                    (entered.override_reason.as_deref().unwrap_or("")) }
                button.plain type="submit" { (say("Setujui dengan alasan", "Approve with this reason")) }
            } @else {
                p.hint { (say("Kode aktivasi dikirim ke ", "The activation code goes to ")) bdi { (view.form.email) } "." }
                button type="submit" { (say("Setujui pendaftaran", "Approve the registration")) }
            }
        }
    }
}

fn reject_folded(visit: &Visit, view: &CounterView, entered: &Entered) -> Markup {
    html! {
        details open[entered.rejection.is_some()] {
            summary { (words("Tolak pendaftaran", "Reject the registration").get(visit.language)) }
            (reject(visit, view, entered, false))
        }
    }
}

/// `leads`: rejecting is what is proposed here.
fn reject(visit: &Visit, view: &CounterView, entered: &Entered, leads: bool) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let mistakes = &entered.mistakes;
    let differences = view.differences();
    let proposed = view.refusal().or((leads && !differences.is_empty()).then_some(Reason::DataMismatch));
    let (chosen, note) = match &entered.rejection {
        Some((reason, note)) => (*reason, note.clone()),
        None if proposed == Some(Reason::DataMismatch) => (proposed, draft(&differences, view.language)),
        None => (proposed, String::new()),
    };
    html! {
        form method="post" action=(action(view, "reject")) novalidate {
            (visit.csrf_field())
            label for="reason" { (say("Alasan penolakan", "Reason for rejecting")) }
            (mistakes.message("reason"))
            select #reason name="reason" required aria-invalid=[mistakes.invalid("reason")]
                aria-describedby=[mistakes.described("reason", None)] {
                @if chosen.is_none() { option value="" selected { (say("Pilih alasan", "Choose a reason")) } }
                @for reason in REASONS {
                    option value=(reason.name()) selected[chosen == Some(reason)] { (of_reason(reason).get(visit.language)) }
                }
            }
            label for="note" { (say("Pesan untuk warga", "Message to the citizen")) }
            (mistakes.message("note"))
            textarea #note name="note" rows="3" maxlength="500" lang=(view.language.code()) aria-invalid=[mistakes.invalid("note")]
                aria-describedby=[mistakes.described("note", Some("note-hint"))] { (note) }
            p.hint #note-hint { (say("Wajib untuk alasan lain. Jangan menulis isi data kependudukan.",
                                     "Required for another reason. Do not write what the population record says.")) }
            button.warn.lead[leads] type="submit" { (say("Tolak pendaftaran", "Reject the registration")) }
        }
    }
}

fn release(visit: &Visit, view: &CounterView, mistakes: &Mistakes) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        p { (say("Akun warga ini ada di ponsel lain. Kalau dilepas, ponsel lama tidak dapat dipakai lagi, dan kode aktivasi dikirim untuk ponsel ini.",
                 "This citizen's account is on another phone. Once released, the old phone no longer works, and the activation code for this phone is sent.")) }
        form method="post" action=(action(view, "release")) novalidate {
            (visit.csrf_field())
            (mistakes.message("sure"))
            p.check {
                input #sure type="checkbox" name="sure" value="yes" required
                    aria-invalid=[mistakes.invalid("sure")] aria-describedby=[mistakes.described("sure", None)];
                label for="sure" { (say("Warga di depan saya meminta ini", "The citizen in front of me asks for this")) }
            }
            button.warn type="submit" { (say("Lepaskan ponsel lama", "Release the old phone")) }
        }
    }
}

/// The email address, where the code may still go to another.
pub(super) fn email(visit: &Visit, view: &CounterView, entered: &Entered) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        @if matches!(view.state, State::Decision | State::Conflict | State::Activation) {
            section.card aria-labelledby="email-title" {
                h2 #email-title { (say("Perbaiki alamat email", "Correct the email address")) }
                @if view.state == State::Activation {
                    p { (say("Kode baru dikirim ke alamat baru; kode lama tidak berlaku lagi.", "A new code goes to the new address; the old one no longer works.")) }
                }
                form method="post" action=(action(view, "email")) novalidate {
                    (visit.csrf_field())
                    label for="email" { (say("Alamat email warga", "The citizen's email address")) }
                    (entered.mistakes.message("email"))
                    input #email type="email" name="email" value=(entered.email.as_ref().unwrap_or(&view.form.email)) required maxlength="254"
                        autocomplete="off" spellcheck="false" aria-invalid=[entered.mistakes.invalid("email")]
                        aria-describedby=[entered.mistakes.described("email", None)];
                    button.plain type="submit" { (say("Simpan alamat", "Save the address")) }
                }
            }
        }
    }
}

/// Whether the page has a panel beside its steps.
pub(super) fn has_panel(view: &CounterView) -> bool {
    matches!(view.state, State::Decision | State::Conflict)
}

fn action(view: &CounterView, step: &str) -> String {
    format!("/counter/registrations/{}/{step}", view.id)
}
