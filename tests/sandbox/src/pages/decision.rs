//! What an officer decides about a registration: the four digits first, then yes or no, and what can be put right.

use maud::{Markup, html};

use super::guard::Visit;
use super::words::{REASONS, of_reason, words};
use crate::office::{CounterView, Warning};
use crate::registration::{Reason, State};

/// The four digits, large, or what to do to get them.
pub(super) fn digits(visit: &Visit, view: &CounterView) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        section.pairing aria-labelledby="digits" {
            h2 #digits { (say("Empat angka", "Four digits")) }
            @if let Some(digits) = &view.digits {
                // One by one, or a screen reader says a number in thousands.
                p.digits role="img" aria-label=(spaced(digits)) { (digits) }
                p { (say("Minta warga membacakan angka di ponselnya. Kalau berbeda, itu bukan ponsel yang Anda pasangkan: jangan setujui.",
                         "Ask the citizen to read out the digits on the phone. If they differ, it is not the phone that you paired: do not approve.")) }
            } @else {
                p { (say("Ponsel belum dipasangkan.", "The phone is not paired yet.")) }
                p { a.button href="/counter/pairing" { (say("Pasangkan ponsel", "Pair the phone")) } }
            }
        }
    }
}

fn spaced(digits: &str) -> String {
    digits.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

/// The forms that make sense in the state the registration is in.
pub(super) fn forms(visit: &Visit, view: &CounterView) -> Markup {
    let state = view.state;
    // The service would turn such an approval into this very refusal; so the officer is offered no other way.
    let refusal = view.warnings.iter().find_map(|warning| match warning {
        Warning::Refusal(reason) => Some(*reason),
        _ => None,
    });
    html! {
        @if state == State::Decision && refusal.is_none() { (approve(visit, view)) }
        @if state == State::Conflict { (release(visit, view)) }
        @if matches!(state, State::Decision | State::Conflict) { (reject(visit, view, refusal)) }
        @if matches!(state, State::Decision | State::Conflict | State::Activation) { (email(visit, view)) }
    }
}

fn approve(visit: &Visit, view: &CounterView) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        section.card aria-labelledby="approve" {
            h2 #approve { (say("Setujui", "Approve")) }
            @if view.second_device {
                p.notice.warning { (say("Ponsel lain memegang akun ini. Setelah disetujui, lepaskan ponsel lama.",
                                        "Another phone holds this account. After approving, release the old phone.")) }
            }
            form method="post" action=(action(view, "approve")) {
                (visit.csrf_field())
                p.check {
                    input #match type="checkbox" name="digits_match" value="yes" required;
                    label for="match" { (say("Angka di ponsel warga sama", "The digits on the citizen's phone match"))
                        @if let Some(digits) = &view.digits { ": " strong { (digits) } } }
                }
                p.hint { (say("Dengan menyetujui, Anda menyatakan wajah dan data cocok. Kode aktivasi dikirim ke ",
                              "By approving you state that face and data match. The activation code goes to ")) bdi { (view.form.email) } "." }
                button type="submit" { (say("Setujui pendaftaran", "Approve the registration")) }
            }
        }
    }
}

fn reject(visit: &Visit, view: &CounterView, given: Option<Reason>) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        section.card aria-labelledby="reject" {
            h2 #reject { (say("Tolak", "Reject")) }
            form method="post" action=(action(view, "reject")) {
                (visit.csrf_field())
                fieldset {
                    legend { (say("Alasan", "Reason")) }
                    @for reason in REASONS {
                        p.check {
                            input id={ "reason-" (reason.name()) } type="radio" name="reason" value=(reason.name()) required checked[given == Some(reason)];
                            label for={ "reason-" (reason.name()) } { (of_reason(reason).get(visit.language)) }
                        }
                    }
                }
                label for="note" { (say("Catatan untuk warga (boleh kosong)", "Note to the citizen (may be empty)")) }
                textarea #note name="note" rows="2" maxlength="500" {}
                button.warn type="submit" { (say("Tolak pendaftaran", "Reject the registration")) }
            }
        }
    }
}

fn email(visit: &Visit, view: &CounterView) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        section.card aria-labelledby="email-title" {
            h2 #email-title { (say("Perbaiki alamat email", "Correct the email address")) }
            @if view.state == State::Activation {
                p { (say("Kode baru dikirim ke alamat baru; kode lama tidak berlaku lagi.", "A new code goes to the new address; the old one is void.")) }
            }
            form method="post" action=(action(view, "email")) {
                (visit.csrf_field())
                label for="email" { (say("Alamat email warga", "The citizen's email address")) }
                input #email type="email" name="email" value=(view.form.email) required maxlength="254" autocomplete="off" spellcheck="false";
                button.plain type="submit" { (say("Simpan alamat", "Save the address")) }
            }
        }
    }
}

fn release(visit: &Visit, view: &CounterView) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        section.card aria-labelledby="release" {
            h2 #release { (say("Lepaskan ponsel lama", "Release the old phone")) }
            p { (say("Akun warga ini ada di ponsel lain. Kalau dilepas, ponsel lama tidak dapat dipakai lagi, dan kode aktivasi dikirim untuk ponsel ini.",
                     "This citizen's account is on another phone. Once released, the old phone no longer works, and the activation code for this phone is sent.")) }
            form method="post" action=(action(view, "release")) {
                (visit.csrf_field())
                p.check {
                    input #sure type="checkbox" name="sure" value="yes" required;
                    label for="sure" { (say("Warga di depan saya meminta ini", "The citizen in front of me asks for this")) }
                }
                button.warn type="submit" { (say("Lepaskan ponsel lama", "Release the old phone")) }
            }
        }
    }
}

fn action(view: &CounterView, step: &str) -> String {
    format!("/counter/registrations/{}/{step}", view.id)
}
