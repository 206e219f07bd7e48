//! The officer's way in and out.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use super::Pages;
use super::error::PageError;
use super::guard::{Posted, Visit, close_session, open_session};
use super::layout::{Page, Section, Tone, notice};
use super::words::{of_office_error, words};
use crate::office::OfficeError;

/// The form.
pub(super) async fn show(visit: Visit) -> Response {
    form(&visit, None)
}

/// Signs in and goes to the queue; or says that it did not work.
pub(super) async fn submit(State(pages): State<Arc<Pages>>, posted: Posted) -> Response {
    match pages.desk.sign_in(posted.text("name"), posted.text("code")) {
        Ok(session) => open_session(Redirect::to("/counter").into_response(), &session),
        Err(error) => form(&posted.visit, Some(error)),
    }
}

/// Ends the session here and at the desk.
pub(super) async fn sign_out(State(pages): State<Arc<Pages>>, posted: Posted) -> Result<Response, PageError> {
    let session = posted.officer()?;
    pages.desk.sign_out(session);
    pages.forget_offer(session);
    Ok(close_session(Redirect::to("/").into_response()))
}

fn form(visit: &Visit, error: Option<OfficeError>) -> Response {
    let say = |id, en| words(id, en).get(visit.language);
    let title = say("Masuk sebagai petugas", "Sign in as an officer");
    let main = html! {
        h1 { (title) }
        @if let Some(error) = error { (notice(Tone::Problem, of_office_error(error).get(visit.language))) }
        form.card method="post" action="/counter/sign-in" {
            (visit.csrf_field())
            label for="name" { (say("Nama petugas", "Officer's name")) }
            input #name name="name" type="text" required maxlength="60" autocomplete="username" autocapitalize="none" spellcheck="false";
            label for="code" { (say("Kode", "Code")) }
            input #code name="code" type="password" required maxlength="60" autocomplete="current-password" aria-describedby="code-hint";
            p.hint #code-hint { (say("Keduanya dicetak di terminal saat sandbox dimulai.", "Both were printed in the terminal when the sandbox started.")) }
            button type="submit" { (say("Masuk", "Sign in")) }
        }
    };
    let status = match error {
        None => StatusCode::OK,
        Some(OfficeError::TooMany { .. }) => StatusCode::TOO_MANY_REQUESTS,
        Some(_) => StatusCode::UNAUTHORIZED,
    };
    Page::new(visit, Section::Counter, title, main).status(status).respond()
}
