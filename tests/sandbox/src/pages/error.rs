//! Error pages. Each says what happened and what to do next, and repeats nothing that was sent.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use super::guard::Visit;
use super::layout::{Page, Section};
use super::words::{Words, of_office_error, words};
use crate::office::OfficeError;
use crate::store::StoreError;

/// Why a page cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum PageError {
    /// No such page.
    #[error("no such page")]
    NotFound,
    /// The page is there, but not for this method.
    #[error("this page does not take such a request")]
    Method,
    /// The form did not come from our page in this browser, or the page was too old.
    #[error("the form is not from this browser's page")]
    ForeignForm,
    /// More bytes than the form takes.
    #[error("too large")]
    TooLarge,
    /// Not a form.
    #[error("not a form")]
    Malformed,
    /// No officer is signed in.
    #[error("no officer is signed in")]
    SignIn,
    /// The counter said no.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        Self::Office(error.into())
    }
}

impl PageError {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::NotFound | Self::Office(OfficeError::NotFound) => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::SignIn => StatusCode::SEE_OTHER,
            Self::Office(OfficeError::TooMany { .. }) => StatusCode::TOO_MANY_REQUESTS,
            Self::Office(OfficeError::Store(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Office(_) => StatusCode::CONFLICT,
        }
    }

    fn words(self) -> (Words, Words) {
        match self {
            Self::NotFound => (
                words("Halaman tidak ada", "No such page"),
                words(
                    "Periksa alamatnya, atau mulai dari halaman depan.",
                    "Check the address, or start from the front page.",
                ),
            ),
            Self::Method => (
                words("Langkah ini tidak tersedia", "That step is not available"),
                words("Buka halamannya dari menu.", "Open the page from the menu."),
            ),
            Self::ForeignForm => (
                words("Formulir tidak diterima", "The form was not accepted"),
                words(
                    "Formulir itu bukan dari halaman ini, atau sudah terlalu lama terbuka. Tidak ada yang berubah. Buka halamannya lagi dan ulangi.",
                    "The form is not from this page, or it was open for too long. Nothing was changed. Open the page again and repeat.",
                ),
            ),
            Self::TooLarge => (
                words("Terlalu besar", "Too large"),
                words(
                    "Berkas paling besar 16 MB. Pilih gambar yang lebih kecil.",
                    "A file may have at most 16 MB. Choose a smaller picture.",
                ),
            ),
            Self::Malformed | Self::SignIn => (
                words("Formulir tidak terbaca", "The form could not be read"),
                words("Buka halamannya lagi dan ulangi.", "Open the page again and repeat."),
            ),
            Self::Office(error) => (words("Belum berhasil", "That did not work"), of_office_error(error)),
        }
    }

    /// The page that says so, in the visitor's language. `section`: the part that the request went to.
    pub(super) fn page(self, visit: &Visit, section: Section) -> Response {
        let (title, text) = self.words();
        let (title, text) = (title.get(visit.language), text.get(visit.language));
        let say = |id, en| words(id, en).get(visit.language);
        let main = html! {
            h1 { (title) }
            p { (text) }
            @match section {
                Section::Counter => p { a href="/counter" { (say("Ke antrean loket", "To the counter's queue")) } },
                Section::Mailbox => p { a href="/mailbox" { (say("Ke kotak email", "To the mailbox")) } },
                Section::Verifier => p { a href="/verifier" { (say("Ke pembaca QR", "To the QR reader")) } },
                Section::Index | Section::None => {}
            }
            p { a href="/" { (say("Ke halaman depan", "To the front page")) } }
        };
        Page::new(visit, section, title, main).status(self.status()).respond()
    }
}

/// The error is only marked here, where the visitor's language is not known; [`super::explain`] makes it a page.
impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        if self == Self::SignIn {
            return Redirect::to("/counter/sign-in").into_response();
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
