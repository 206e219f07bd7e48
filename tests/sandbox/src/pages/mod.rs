//! Pages for people: the officer's counter, the mailbox, a reader of the rotating QR, and an index.
//!
//! Every page says that it is an example, works without scripts, with a keyboard and with a screen reader, in light and
//! dark colours, and fits a screen of 360 pixels. Every form is bound to the browser it was shown in. Text from outside is
//! escaped (maud). Pages hold no rules; those are the desk's (`desk.rs`).

mod activation;
mod application;
mod application_decision;
mod application_parts;
#[cfg(test)]
mod application_tests;
mod application_words;
#[cfg(test)]
mod counter_tests;
mod decision;
pub(crate) mod desk;
mod done;
mod error;
mod face_check;
#[cfg(test)]
mod face_tests;
mod guard;
mod history;
mod index;
mod layout;
mod mailbox;
mod mistakes;
mod pairing;
mod picture;
mod qr;
mod queue;
mod registration;
mod sign_in;
mod steps;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod testing_application;
#[cfg(test)]
mod testing_browser;
#[cfg(test)]
mod tests;
mod verifier;
mod words;

pub(crate) use activation::{ACTIVATION_PATH, on_service_host};
pub use picture::{PictureError, read_qr};

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{RequestExt, Router};
use ring::hmac;

use desk::{Desk, ServiceDesk};
use error::PageError;
use guard::Visit;
use layout::Section;

use crate::pairing::CounterOffer;
use crate::secret::{encode, random};
use crate::service::Shared;

/// Bytes of the largest form: a photograph of a QR.
const MOST_FORM: usize = 16 * 1024 * 1024;

/// What all pages share.
struct Pages {
    desk: Arc<dyn Desk>,
    /// Made at the start: forms of an earlier run are refused.
    csrf_key: hmac::Key,
    /// The pairing code on the screen of each session.
    offers: Mutex<HashMap<String, CounterOffer>>,
}

impl Pages {
    fn new(desk: Arc<dyn Desk>) -> Arc<Self> {
        let csrf_key = hmac::Key::new(hmac::HMAC_SHA256, &random::<32>());
        Arc::new(Self { desk, csrf_key, offers: Mutex::default() })
    }

    /// An unguessable name for a browser.
    fn new_token(&self) -> String {
        encode(&random::<24>())
    }

    /// What a form of this browser and this session must carry.
    fn csrf_token(&self, browser: &str, session: Option<&str>) -> String {
        let bound = format!("{browser}.{}", session.unwrap_or(""));
        encode(hmac::sign(&self.csrf_key, bound.as_bytes()).as_ref())
    }

    /// Whether two texts are equal, in a time that does not depend on where they differ.
    fn is_same(&self, given: &str, expected: &str) -> bool {
        let tag = hmac::sign(&self.csrf_key, expected.as_bytes());
        hmac::verify(&self.csrf_key, given.as_bytes(), tag.as_ref()).is_ok()
    }
}

/// All pages of a running service.
pub(crate) fn router(service: Shared) -> Router {
    over(Arc::new(ServiceDesk::new(service)))
}

/// All pages, over this desk.
fn over(desk: Arc<dyn Desk>) -> Router {
    let pages = Pages::new(desk);
    Router::new()
        .route("/", get(index::show))
        .route("/language/{code}", get(index::choose_language))
        .route("/pages.css", get(style))
        .route("/counter", get(queue::show))
        .route("/counter/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/counter/sign-out", post(sign_in::sign_out))
        .route("/counter/pairing", get(pairing::show))
        .route("/counter/pairing/offer", post(pairing::offer))
        .route("/counter/pairing/scan", post(pairing::scan))
        .route("/counter/registrations/{id}", get(registration::show))
        .route("/counter/registrations/{id}/approve", post(registration::approve))
        .route("/counter/registrations/{id}/reject", post(registration::reject))
        .route("/counter/registrations/{id}/email", post(registration::correct_email))
        .route("/counter/registrations/{id}/release", post(registration::release))
        .route("/counter/face-checks/{id}", get(face_check::show))
        .route("/counter/face-checks/{id}/accept", post(face_check::accept))
        .route("/counter/face-checks/{id}/retake", post(face_check::ask_again))
        .route("/counter/face-checks/{id}/refuse", post(face_check::refuse))
        .route("/counter/applications/{id}", get(application::show))
        .route("/counter/applications/{id}/review", post(application::review))
        .route("/counter/applications/{id}/correction", post(application::correct))
        .route("/counter/applications/{id}/visit", post(application::visit))
        .route("/counter/applications/{id}/refusal", post(application::refuse))
        .route("/counter/applications/{id}/approve", post(application::approve))
        .route("/counter/applications/{id}/sign", post(application::sign))
        .route("/counter/applications/{id}/issue", post(application::issue))
        .route("/mailbox", get(mailbox::list))
        .route("/mailbox/{id}", get(mailbox::show))
        .route(ACTIVATION_PATH, get(activation::show))
        .route("/verifier", get(verifier::show).post(verifier::submit))
        .fallback(|| async { PageError::NotFound })
        .method_not_allowed_fallback(|| async { PageError::Method })
        .layer(from_fn_with_state(pages.clone(), explain))
        .layer(from_fn_with_state(pages.clone(), guard::dress))
        .layer(DefaultBodyLimit::max(MOST_FORM))
        .with_state(pages)
}

/// The style sheet.
pub(crate) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../../assets/pages.css"))
}

/// Turns a marked error into a page in the visitor's language.
async fn explain(State(pages): State<Arc<Pages>>, mut request: Request, next: Next) -> Response {
    let section = Section::of(request.uri().path());
    let visit: Result<Visit, _> = request.extract_parts_with_state(&pages).await;
    let response = next.run(request).await;
    match (response.extensions().get::<PageError>(), visit) {
        (Some(error), Ok(visit)) => error.page(&visit, section),
        _ => response,
    }
}
