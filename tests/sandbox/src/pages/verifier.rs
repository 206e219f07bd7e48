//! A relying party's reader: reads the code that a phone shows, and says what it proves or why it proves nothing. A form
//! without a code in it is a mistake of the form and says nothing about the citizen.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ikd_proof::{Claims, KtpClaims, Refusal, Verified};
use maud::{Markup, html};

use super::Pages;
use super::guard::{Posted, Visit};
use super::layout::{Page, Section, spoken};
use super::mistakes::{Mistakes, code_fields};
use super::pairing::code_of;
use super::words::{of_refusal, words};

/// What reading came to.
enum Reading {
    Accepted(Box<Verified>),
    Refused(Refusal),
    /// There was no code to read.
    Nothing(Mistakes),
}

/// The form.
pub(super) async fn show(visit: Visit) -> Response {
    page(&visit, None).respond()
}

/// Reads a pasted text or an uploaded picture.
pub(super) async fn submit(State(pages): State<Arc<Pages>>, posted: Posted) -> Response {
    let reading = match code_of(&posted).await {
        Ok(text) => match pages.desk.verify(&text) {
            Ok(verified) => Reading::Accepted(Box::new(verified)),
            Err(refusal) => Reading::Refused(refusal),
        },
        Err((field, what)) => {
            let language = posted.visit.language;
            let summary = words("Tidak ada QR yang dibaca.", "No code was read.").get(language);
            Reading::Nothing(Mistakes::new(summary).at(field, what, language))
        }
    };
    let status = match reading {
        Reading::Nothing(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Reading::Accepted(_) | Reading::Refused(_) => StatusCode::OK,
    };
    page(&posted.visit, Some(reading)).status(status).respond()
}

fn page(visit: &Visit, reading: Option<Reading>) -> Page<'_> {
    let say = |id, en| words(id, en).get(visit.language);
    let title = match &reading {
        None | Some(Reading::Nothing(_)) => say("Pembaca QR", "QR reader"),
        Some(Reading::Accepted(_)) => say("Diterima - Pembaca QR", "Accepted - QR reader"),
        Some(Reading::Refused(..)) => say("Tidak diterima - Pembaca QR", "Not accepted - QR reader"),
    };
    let none = Mistakes::default();
    let mistakes = if let Some(Reading::Nothing(mistakes)) = &reading { mistakes } else { &none };
    let was_read = matches!(reading, Some(Reading::Accepted(_) | Reading::Refused(_)));
    let main = html! {
        h1 { (say("Pembaca QR", "QR reader")) }
        (mistakes.summary())
        @match &reading {
            None | Some(Reading::Nothing(_)) => { p { (say("Baca QR yang sedang tampil di ponsel warga. Pembaca ini tidak memerlukan jaringan.",
                             "Read the code that a citizen's phone shows now. This reader needs no network.")) } }
            Some(Reading::Accepted(verified)) => { (accepted(visit, verified)) }
            Some(Reading::Refused(refusal)) => { (refused(visit, *refusal)) }
        }
        section.card aria-labelledby="read" {
            h2 #read { @if was_read { (say("Baca yang lain", "Read another")) } @else { (say("Baca QR", "Read a code")) } }
            form method="post" action="/verifier" enctype="multipart/form-data" {
                (visit.csrf_field())
                (code_fields(visit, mistakes, words("Teks QR (diawali IKD1:)", "Text of the code (starts with IKD1:)"), 4))
                button type="submit" { (say("Baca", "Read")) }
            }
        }
    };
    Page::new(visit, Section::Verifier, title, main)
}

fn refused(visit: &Visit, refusal: Refusal) -> Markup {
    html! {
        section.result.bad aria-labelledby="result" {
            h2 #result tabindex="-1" autofocus { (words("Tidak diterima", "Not accepted").get(visit.language)) }
            p { (of_refusal(refusal).get(visit.language)) }
            p.hint { (words("Kode alasan: ", "Reason code: ").get(visit.language)) code { (refusal.code()) } }
        }
    }
}

fn accepted(visit: &Visit, verified: &Verified) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        section.result.good aria-labelledby="result" {
            h2 #result tabindex="-1" autofocus { (say("Diterima", "Accepted")) }
            (warnings(visit, verified))
            p { (age(visit, verified.freshness.age_seconds)) }
            (claims(visit, &verified.view.claims))
            p.hint { (say("Hanya data yang dipilih warga untuk pembaca ini yang tampil. Bandingkan wajah orangnya dengan foto di ponselnya.",
                          "Only what the citizen chose to show this reader appears. Compare the person's face with the photo on the phone.")) }
        }
    }
}

fn warnings(visit: &Visit, verified: &Verified) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        @if verified.view.example {
            p.notice.warning { strong { (say("CONTOH. ", "EXAMPLE. ")) }
                (say("Data ini dari sistem uji dan tidak membuktikan apa pun tentang orang nyata.",
                     "These data come from a test system and prove nothing about a real person.")) }
        }
        @if verified.clock_doubtful {
            p.notice.warning { strong { (say("Jam ponsel diragukan. ", "The phone's clock is in doubt. ")) }
                (say("Pastikan QR ini sedang tampil di ponsel orang di depan Anda.",
                     "Make sure that the person in front of you shows this very code.")) }
        }
        @if verified.trust_overdue {
            p.notice.warning { strong { (say("Daftar kepercayaan sudah kedaluwarsa. ", "The trust list is out of date. ")) }
                (say("Sambungkan pembaca ini ke jaringan agar daftarnya diperbarui.",
                     "Connect this reader to the network so that it fetches a newer one.")) }
        }
    }
}

/// How fresh a code is, in words.
fn age(visit: &Visit, seconds: i64) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        @match seconds {
            ..0 => { (say("Jam ponsel lebih maju ", "The phone's clock is ahead by ")) (seconds.unsigned_abs()) (say(" detik.", " seconds.")) }
            _ => { (say("QR dibuat ", "The code was made ")) strong { (seconds) } (say(" detik yang lalu.", " seconds ago.")) }
        }
    }
}

fn claims(visit: &Visit, claims: &Claims) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        dl.facts.claims {
            dt { "NIK" } dd { (spoken(&claims.nik.digits())) }
            dt { (say("Nama", "Name")) } dd { bdi { (claims.name.as_str()) } }
            dt { (say("Tanggal lahir", "Date of birth")) } dd { (claims.birth_date.dmy()) }
            @if let Some(ktp) = &claims.ktp { (ktp_claims(visit, ktp)) }
        }
    }
}

fn ktp_claims(visit: &Visit, ktp: &KtpClaims) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        dt { (say("Tempat lahir", "Place of birth")) } dd { (ktp.birth_place.as_str()) }
        dt { (say("Jenis kelamin", "Sex")) } dd lang="id" { (ktp.sex.printed()) }
        dt { (say("Golongan darah", "Blood type")) } dd { (ktp.blood.label()) }
        dt { (say("Alamat", "Address")) } dd { (ktp.street.as_str()) }
        dt { "RT/RW" } dd { (ktp.rt) "/" (ktp.rw) }
        dt { (say("Kelurahan/desa", "Village")) } dd { (ktp.village.as_str()) }
        dt { (say("Kecamatan", "District")) } dd { (ktp.district.as_str()) }
        dt { (say("Kabupaten/kota", "Regency or city")) } dd { (ktp.regency.as_str()) }
        dt { (say("Provinsi", "Province")) } dd { (ktp.province.as_str()) }
        dt { (say("Agama", "Religion")) } dd lang="id" { (ktp.religion.label()) }
        dt { (say("Status perkawinan", "Marital status")) } dd lang="id" { (ktp.marital_status.ktp_label()) }
        dt { (say("Pekerjaan", "Occupation")) } dd lang="id" { (ktp.occupation.as_str()) }
        dt { (say("Kewarganegaraan", "Citizenship")) } dd { (ktp.citizenship.label()) }
    }
}
