//! The three steps of a comparison: the phone's digits, the face, the data. Each step has the statement that an approval
//! needs; the ticks belong to the form that approves ([`super::decision`]).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ikd_proof::CivilDate;
use maud::{Markup, html};

use super::decision::{APPROVAL, Entered};
use super::guard::Visit;
use super::layout::spoken;
use super::mistakes::Mistakes;
use super::words::{of_advice, of_field, of_outcome, words};
use crate::comparison::{Field, Line, Outcome, compare};
use crate::office::{CounterView, RecordView};
use crate::population::Resident;
use crate::registration::Language;
use crate::registration::State;

/// The three steps. Statements can be ticked while a decision is waited for.
pub(super) fn steps(visit: &Visit, view: &CounterView, today: CivilDate, entered: &Entered) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let digits = view.digits.as_deref().unwrap_or("");
    let open = is_open(view);
    let read = html! { (say("Warga membacakan ", "The citizen read out ")) strong { (spoken(digits)) } };
    let same = html! { (say("Kedua foto dan orang di depan saya adalah orang yang sama",
    "Both photos and the person in front of me are the same person")) };
    html! {
        fieldset.step {
            (legend(visit, 1, html! { (say("Ponsel", "Phone")) }))
            div.cols {
                p.digits { (spoken(digits)) }
                p { (say("Minta warga membacakan empat angka di ponselnya. Kalau berbeda, hentikan: itu bukan ponsel yang Anda pasangkan.",
                         "Ask the citizen to read out the four digits on the phone. If they differ, stop: it is not the phone that you paired.")) }
            }
            @if open { (statement(&entered.mistakes, "digits-read", ("digits", digits), entered.digits, read)) }
        }
        fieldset.step {
            (legend(visit, 2, html! { (say("Wajah", "Face")) }))
            (faces(visit, view))
            @if open { (statement(&entered.mistakes, "face-same", ("face_matches", "yes"), entered.face, same)) }
        }
        fieldset.step {
            (data(visit, view, today))
            @if open { (statement(&entered.mistakes, "data-compared", ("data_compared", "yes"), entered.data, html! {
                @if view.form.is_long() { (say("Data sudah saya bandingkan baris demi baris", "I compared the data line by line")) }
                @else { (say("Warga menjawab pertanyaan ini dengan benar, tanpa dibantu", "The citizen answered these questions correctly, without help")) }
            })) }
        }
    }
}

/// Whether the officer can still approve.
pub(super) fn is_open(view: &CounterView) -> bool {
    view.state == State::Decision && view.refusal().is_none()
}

fn legend(visit: &Visit, number: u8, title: Markup) -> Markup {
    let of = words("dari 3", "of 3").get(visit.language);
    html! { legend { h2 #{ "step-" (number) } { span { (number) " " (of) } " " (title) } } }
}

fn statement(
    mistakes: &Mistakes,
    id: &str,
    (name, value): (&str, &str),
    ticked: bool,
    label: Markup,
) -> Markup {
    html! {
        (mistakes.message(id))
        p.check {
            input #(id) type="checkbox" name=(name) value=(value) form=(APPROVAL) required checked[ticked]
                aria-invalid=[mistakes.invalid(id)] aria-describedby=[mistakes.described(id, None)];
            label for=(id) { (label) }
        }
    }
}

/// What a selfie does not follow of what the phone advised; the officer decides whether it matters.
pub(super) fn advice(language: Language, names: &[String]) -> Markup {
    let say = |id, en| words(id, en).get(language);
    html! {
        @if !names.is_empty() {
            p { (say("Swafoto ini tidak mengikuti saran dari ponsel:", "This selfie does not follow what the phone advised:")) }
            ul { @for name in names { li { (of_advice(name, language)) } } }
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
                    None => { div.missing { (say("Tidak ada foto", "No photo")) } }
                }
                figcaption { (say("Swafoto warga", "The citizen's selfie")) }
            }
            figure {
                @match &view.record {
                    Some(record) => { img src=(data_url(&record.portrait)) alt=(say("Foto pada data kependudukan", "The photo in the population record")); }
                    None => { div.missing { (say("Tidak ada foto pada data kependudukan", "No photo in a population record")) } }
                }
                figcaption { (say("Foto pada data kependudukan", "Photo in the population record")) }
            }
        }
        (advice(visit.language, &view.advice))
        p.hint { (say("Bandingkan keduanya dengan orang di depan Anda.", "Compare both with the person in front of you.")) }
    }
}

/// A picture within the page.
pub(super) fn data_url(jpeg: &[u8]) -> String {
    format!("data:image/jpeg;base64,{}", STANDARD.encode(jpeg))
}

fn data(visit: &Visit, view: &CounterView, today: CivilDate) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let mut lines = compare(&view.form, view.record_seen());
    // What differs comes first; the rest keeps the order of the form.
    lines.sort_by_key(|line| line.outcome != Outcome::Different);
    let different = lines.iter().filter(|line| line.outcome == Outcome::Different).count();
    let found = match (different, view.form.is_long()) {
        _ if !view.record_opened => {
            say("data kependudukan belum dibuka", "the population record is not opened yet").to_owned()
        }
        _ if view.record.is_none() => {
            say("NIK ini tidak ada di data kependudukan", "this NIK has no population record").to_owned()
        }
        (0, true) => say("semua sama", "all the same").to_owned(),
        (0, false) => say("hanya NIK yang dibandingkan", "only the NIK was compared").to_owned(),
        (n, _) => format!("{n} {} {} {}", say("dari", "of"), lines.len(), say("berbeda", "differ")),
    };
    html! {
        (legend(visit, 3, html! { (say("Data", "Data")) ": " (found) }))
        @match &view.record {
            Some(record) if is_open(view) && !view.form.is_long() => { (questions(visit, &record.resident)) }
            _ => {}
        }
        // The roles keep the table a table for screen readers when a narrow screen stacks its cells.
        table.comparison role="table" aria-labelledby="step-3" {
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { (say("Data", "Data")) }
                th role="columnheader" scope="col" { (say("Isian warga", "Entered")) }
                th role="columnheader" scope="col" { (say("Data kependudukan", "Population record")) }
                th role="columnheader" scope="col" { (say("Hasil", "Result")) }
            } }
            tbody role="rowgroup" { @for line in &lines { (row(visit, line)) } }
        }
        dl.facts {
            dt { (say("Email (kode dikirim ke sini)", "Email (the code goes here)")) }
            dd { bdi { (view.form.email) } " " a href="#email-title" { (say("Ubah alamat email", "Change the email address")) } }
            dt { (say("Telepon", "Phone")) } dd { bdi { (view.form.phone) } }
            @if let Some(record) = &view.record { (record_facts(visit, record, today)) }
        }
    }
}

/// The short form has nothing but a NIK to compare, which other people may know too.
fn questions(visit: &Visit, resident: &Resident) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    // Some records have no mother's name.
    let mother: Option<&String> = (&resident.mother).into();
    let born = format!("{}, {}", resident.birth_place, resident.birth_date.dmy());
    html! {
        div.notice.warning {
            p { strong { (say("Formulir pendek: hanya NIK yang dibandingkan.", "Short form: only the NIK was compared.")) } " "
                (say("Tanyakan ini kepada warga. Jangan membacakan jawabannya.", "Ask the citizen these. Do not read out the answers.")) }
            dl.facts {
                dt { (say("Siapa nama lengkap Anda?", "What is your full name?")) } dd { (resident.name) }
                dt { (say("Di mana dan kapan Anda lahir?", "Where and when were you born?")) } dd { (born) }
                @if let Some(mother) = mother {
                    dt { (say("Siapa nama ibu kandung Anda?", "What is your mother's name?")) } dd { (mother) }
                }
            }
        }
    }
}

fn row(visit: &Visit, line: &Line) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let class = match line.outcome {
        Outcome::Same => "same",
        Outcome::Different => "different",
        Outcome::NotAsked | Outcome::NoRecord | Outcome::NotOpened => "unknown",
    };
    let cell = |text: &Option<String>| {
        html! { @match text {
            Some(digits) if line.field == Field::Nik => (spoken(digits)),
            Some(text) => bdi { (text) },
            None => "-",
        } }
    };
    html! {
        tr role="row" class=(class) {
            th role="rowheader" scope="row" { (of_field(line.field).get(visit.language)) }
            td role="cell" data-label=(say("Isian", "Entered")) { (cell(&line.entered)) }
            td role="cell" data-label=(say("Tercatat", "Recorded")) { (cell(&line.recorded)) }
            td role="cell" data-label=(say("Hasil", "Result")) { span.outcome { (of_outcome(line.outcome).get(visit.language)) } }
        }
    }
}

/// What the record adds to the decision: status, and whether anything forbids it.
fn record_facts(visit: &Visit, record: &RecordView, today: CivilDate) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let (resident, flags) = (&record.resident, record.resident.flags);
    let yes_no = |yes: bool| if yes { say("Ya", "Yes") } else { say("Tidak", "No") };
    html! {
        dt { (say("Umur", "Age")) } dd { (resident.age_on(today)) " " (say("tahun", "years")) }
        dt { (say("Status perkawinan", "Marital status")) } dd lang="id" { (resident.marital.ktp_label()) }
        dt { (say("KTP-el sudah direkam", "Electronic KTP recorded")) } dd { (yes_no(flags.ktp_recorded)) }
        dt { (say("Tercatat meninggal", "Recorded as deceased")) } dd { (yes_no(flags.deceased)) }
        dt { (say("Diblokir", "Blocked")) } dd { (yes_no(flags.blocked)) }
    }
}
