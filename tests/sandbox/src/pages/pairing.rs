//! Brings a phone and the counter together: the phone reads the counter's code, or the counter the phone's.

use std::sync::{Arc, PoisonError};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::error::PageError;
use super::guard::{Officer, Posted, Visit};
use super::layout::{Page, Section, moment, reload_button};
use super::mistakes::{Mistakes, code_fields};
use super::picture::{PictureError, read_qr};
use super::words::{Words, of_office_error, words};
use super::{Pages, qr};
use crate::office::OfficeError;
use crate::pairing::CounterOffer;

/// Seconds between two looks at whether a phone has used the code.
const REFRESH: u32 = 3;

impl Pages {
    /// The code on the screen of a session, with what became of it.
    fn with_offer<T>(&self, session: &str, look: impl FnOnce(&CounterOffer) -> T) -> Option<T> {
        self.offers.lock().unwrap_or_else(PoisonError::into_inner).get(session).map(look)
    }

    fn keep_offer(&self, session: &str, offer: CounterOffer) {
        let mut offers = self.offers.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.desk.now();
        offers.retain(|_, offer| offer.expires_at >= now);
        offers.insert(session.to_owned(), offer);
    }

    /// Takes the code off the screen of a session.
    pub(super) fn forget_offer(&self, session: &str) {
        self.offers.lock().unwrap_or_else(PoisonError::into_inner).remove(session);
    }
}

/// How the page is looked at.
#[derive(Default, Deserialize)]
pub(super) struct Look {
    /// `on`: the page loads itself again. It must be asked for: it would take a screen reader back to the top and what
    /// was being written away.
    refresh: Option<String>,
}

/// The page; once a phone has used the code it leads on to the registration.
pub(super) async fn show(
    State(pages): State<Arc<Pages>>,
    Officer(visit, officer): Officer,
    Query(look): Query<Look>,
) -> Result<Response, PageError> {
    if let Some(token) = pages.with_offer(&officer.session, |offer| offer.token)
        && let Some(id) = pages.desk.paired_with(&token)?
    {
        pages.forget_offer(&officer.session);
        return Ok(Redirect::to(&format!("/counter/registrations/{id}?done=paired")).into_response());
    }
    let reloads = look.refresh.as_deref() == Some("on");
    Ok(page(&pages, &visit, &officer.session, reloads, &Mistakes::default()).respond())
}

/// Makes a new code.
pub(super) async fn offer(State(pages): State<Arc<Pages>>, posted: Posted) -> Result<Response, PageError> {
    let session = &posted.officer()?.session;
    pages.keep_offer(session, pages.desk.new_offer()?);
    Ok(Redirect::to("/counter/pairing").into_response())
}

/// Pairs the phone whose code the officer scanned, as text or as a picture.
pub(super) async fn scan(State(pages): State<Arc<Pages>>, posted: Posted) -> Result<Response, PageError> {
    let session = &posted.officer()?.session;
    let (field, problem) = match code_of(&posted).await {
        Ok(text) => match pages.desk.scan_phone(&text) {
            Ok(id) => {
                return Ok(Redirect::to(&format!("/counter/registrations/{id}?done=paired")).into_response());
            }
            Err(error @ OfficeError::Store(_)) => return Err(error.into()),
            Err(error) => (code_field(&posted), of_office_error(error)),
        },
        Err(problem) => problem,
    };
    let language = posted.visit.language;
    let summary = words("Ponsel belum dipasangkan.", "The phone was not paired.").get(language);
    let mistakes = Mistakes::new(summary).at(field, problem, language);
    Ok(page(&pages, &posted.visit, session, false, &mistakes)
        .status(StatusCode::UNPROCESSABLE_ENTITY)
        .respond())
}

/// The field that the code came in.
fn code_field(posted: &Posted) -> &'static str {
    if posted.text("text").is_empty() { "picture" } else { "text" }
}

/// The text of a form that takes a pasted text or a picture; a text is preferred. Otherwise the field that needs
/// something, and what.
pub(super) async fn code_of(posted: &Posted) -> Result<String, (&'static str, Words)> {
    // A line break comes from wrapping on the way here. Spaces stay: base45 means them, though never at an end.
    let text = posted.text("text").replace(['\r', '\n'], "");
    if !text.is_empty() {
        return Ok(text);
    }
    let Some(picture) = posted.picture.clone() else {
        let nothing = words(
            "Tempelkan teks QR atau pilih gambarnya dahulu.",
            "First paste the code's text or choose its picture.",
        );
        return Err(("text", nothing));
    };
    // Decoding takes long enough to hold up other requests.
    let read = tokio::task::spawn_blocking(move || read_qr(&picture)).await;
    read.unwrap_or(Err(PictureError::NotAPicture)).map_err(|error| ("picture", of_picture_error(error)))
}

const fn of_picture_error(error: PictureError) -> Words {
    match error {
        PictureError::NotAPicture => words(
            "Berkas itu bukan gambar PNG atau JPEG yang dapat dibaca.",
            "That file is not a PNG or JPEG picture that can be read.",
        ),
        PictureError::NoCode => words(
            "Tidak ada QR yang terbaca di gambar itu. Pakai tangkapan layar, gambar yang lebih tajam, atau tempelkan teksnya.",
            "No code could be read in that picture. Use a screenshot, a sharper picture, or paste the text.",
        ),
    }
}

/// The page. With `reloads` it loads itself again while a code is shown, and then has no room to write in.
fn page<'v>(pages: &Pages, visit: &'v Visit, session: &str, reloads: bool, mistakes: &Mistakes) -> Page<'v> {
    let say = |id, en| words(id, en).get(visit.language);
    let now = pages.desk.now();
    let shown = pages.with_offer(session, |offer| {
        let left = offer.expires_at.checked_sub(now)?;
        Some(current(visit, offer, left, reloads))
    });
    let live = matches!(shown, Some(Some(_)));
    let main = html! {
        h1 { (say("Pasangkan ponsel warga", "Pair a citizen's phone")) }
        (mistakes.summary())
        p { (say("Pilih salah satu cara. Setelah itu kedua layar menunjukkan empat angka yang sama.",
                 "Choose one way. Afterwards both screens show the same four digits.")) }
        div.sides {
            section.card aria-labelledby="shown" {
                h2 #shown { (say("Warga memindai layar ini", "The citizen scans this screen")) }
                @match shown {
                    Some(Some(code)) => { (code) }
                    Some(None) => { p.notice.warning role="status" { (say("Kode sudah kedaluwarsa. Buat yang baru.", "The code has expired. Make a new one.")) } }
                    None => { p { (say("Kode berlaku 120 detik dan hanya untuk satu ponsel.", "A code is valid for 120 seconds and for one phone only.")) } }
                }
                form method="post" action="/counter/pairing/offer" {
                    (visit.csrf_field())
                    button.plain[live] type="submit" {
                        @if live { (say("Ganti dengan kode baru", "Replace with a new code")) } @else { (say("Buat kode", "Make a code")) }
                    }
                }
            }
            section.card aria-labelledby="scanned" {
                h2 #scanned { (say("Petugas memindai ponsel warga", "The officer scans the citizen's phone")) }
                @if live && reloads {
                    p { a href="/counter/pairing" { (say("Pakai cara ini", "Use this way")) } }
                } @else { (scan_form(visit, mistakes)) }
            }
        }
        p { a href="/counter" { (say("Kembali ke antrean", "Back to the queue")) } }
    };
    let title = say("Pasangkan ponsel warga", "Pair a citizen's phone");
    Page::new(visit, Section::Counter, title, main).refresh((live && reloads).then_some(REFRESH))
}

fn scan_form(visit: &Visit, mistakes: &Mistakes) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        form method="post" action="/counter/pairing/scan" enctype="multipart/form-data" {
            (visit.csrf_field())
            (code_fields(visit, mistakes, words("Teks QR di ponsel (diawali IKDQ1:)", "Text of the phone's code (starts with IKDQ1:)"), 3))
            button.plain type="submit" { (say("Pasangkan", "Pair")) }
        }
    }
}

fn current(visit: &Visit, offer: &CounterOffer, left: u64, reloads: bool) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        @match qr::svg(&offer.qr_text, say("QR untuk dipindai ponsel warga", "QR for the citizen's phone to scan")) {
            Some(code) => { (code) }
            None => { p.notice.problem { (say("Kode ini terlalu panjang untuk digambar. Pakai teksnya.", "This code is too long to draw. Use its text.")) } }
        }
        p.countdown { (say("Sisa ", "Time left: ")) strong { (left) } (say(" detik, sampai ", " seconds, until ")) (moment(offer.expires_at)) "." }
        @if reloads {
            p.hint { (say("Halaman ini dimuat ulang otomatis, lalu pindah ke pendaftaran begitu ponsel memindai. ",
                          "This page reloads automatically, and shows the registration as soon as the phone has scanned. "))
                a href="/counter/pairing" { (say("Hentikan muat ulang otomatis", "Stop automatic reloading")) } }
        } @else {
            p { a.button href="/counter/pairing" { (say("Ponsel sudah memindai: lanjutkan", "The phone has scanned: continue")) } }
            (reload_button(visit, "/counter/pairing", words("Lanjutkan otomatis begitu ponsel memindai", "Continue automatically as soon as the phone has scanned")))
            h3 { (say("Teks kode", "The code's text")) }
            p.code-text { code { (offer.qr_text) } }
        }
    }
}
