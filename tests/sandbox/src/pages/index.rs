//! The front page: what this is and where to go; and the choice of language.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;

use super::Pages;
use super::error::PageError;
use super::guard::{Visit, is_plain_path, keep_language};
use super::layout::{Page, Section};
use super::words::words;
use crate::registration::Language;

/// The front page.
pub(super) async fn show(State(_): State<Arc<Pages>>, visit: Visit) -> Response {
    let say = |id, en| words(id, en).get(visit.language);
    let main = html! {
        h1 { (say("Layanan uji untuk aplikasi IKD", "A test service for the IKD app")) }
        p.lead {
            (say("Sandbox ini berperan sebagai layanan kependudukan, supaya seluruh proses identitas digital dapat dicoba di satu komputer: mendaftar, datang ke loket, mengaktifkan, dan menunjukkan QR.",
                 "This sandbox stands in for the population service, so that everything about a digital identity can be tried on one computer: registering, going to the counter, activating, and showing the QR."))
        }
        ul.doors {
            li {
                h2 { a href="/counter" { (say("Loket petugas", "The officer's counter")) } }
                p { (say("Pasangkan ponsel warga, bandingkan wajah dan data, setujui atau tolak.",
                         "Pair the citizen's phone, compare face and data, approve or reject.")) }
                p.hint { (say("Nama dan kode petugas dicetak di terminal saat sandbox dimulai.",
                              "The officer's name and code were printed in the terminal when the sandbox started.")) }
            }
            li {
                h2 { a href="/mailbox" { (say("Kotak email", "The mailbox")) } }
                p { (say("Semua email yang dikirim sandbox, termasuk kode aktivasi. Tidak ada yang keluar dari komputer ini, kecuali server email diberikan.",
                         "All mail that the sandbox sent, activation codes too. Nothing leaves this computer unless a mail server was given.")) }
            }
            li {
                h2 { a href="/verifier" { (say("Pembaca QR", "The QR reader")) } }
                p { (say("Baca QR yang ditunjukkan ponsel, seperti yang dilakukan bank atau klinik.",
                         "Read the code that a phone shows, as a bank or a clinic would.")) }
            }
        }
    };
    Page::new(&visit, Section::Index, say("Halaman depan", "Front page"), main).respond()
}

/// Where to go back to after choosing a language.
#[derive(Deserialize)]
pub(super) struct Back {
    back: Option<String>,
}

/// Remembers a language and goes back to the page it was chosen on.
pub(super) async fn choose_language(
    Path(code): Path<String>,
    Query(query): Query<Back>,
) -> Result<Response, PageError> {
    let language = Language::from_code(&code).ok_or(PageError::NotFound)?;
    let back = query.back.filter(|back| is_plain_path(back)).unwrap_or_else(|| "/".to_owned());
    Ok(keep_language(Redirect::to(&back).into_response(), language))
}
