//! Signing in and out at the counter.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use super::Pages;
use super::error::PageError;
use super::guard::{Posted, Visit, close_session, open_session};
use super::layout::{Page, Section, moment};
use super::mistakes::Mistakes;
use super::words::{of_office_error, words};
use crate::office::OfficeError;
use crate::registration::Language;

/// The form.
pub(super) async fn show(visit: Visit) -> Response {
    form(&visit, &Mistakes::default()).respond()
}

/// Signs in and goes to the queue; or says that it did not work.
pub(super) async fn submit(State(pages): State<Arc<Pages>>, posted: Posted) -> Result<Response, PageError> {
    let language = posted.visit.language;
    match pages.desk.sign_in(posted.text("name"), posted.text("code")) {
        Ok(session) => Ok(open_session(Redirect::to("/counter").into_response(), &session)),
        Err(OfficeError::TooMany { retry_after }) => {
            let said = Mistakes::new(locked_out(language, retry_after, pages.desk.now()));
            let page = form(&posted.visit, &said).status(StatusCode::TOO_MANY_REQUESTS).respond();
            Ok(([(header::RETRY_AFTER, retry_after.to_string())], page).into_response())
        }
        // Both fields, so that the page does not say which of the two was wrong.
        Err(error @ OfficeError::SignIn) => {
            let said = Mistakes::new(of_office_error(error).get(language))
                .at("name", words("Periksa nama petugas.", "Check the officer's name."), language)
                .at("code", words("Periksa kode.", "Check the code."), language);
            Ok(form(&posted.visit, &said).status(StatusCode::UNAUTHORIZED).respond())
        }
        Err(error) => Err(error.into()),
    }
}

/// When signing in can be tried again.
fn locked_out(language: Language, seconds: u64, now: u64) -> String {
    let at = moment(now + seconds);
    match language {
        Language::Indonesian => format!("Terlalu banyak percobaan. Coba lagi {seconds} detik lagi ({at})."),
        Language::English => format!("Too many attempts. Try again in {seconds} seconds ({at})."),
    }
}

/// Ends the session here and at the desk.
pub(super) async fn sign_out(State(pages): State<Arc<Pages>>, posted: Posted) -> Result<Response, PageError> {
    let session = &posted.officer()?.session;
    pages.desk.sign_out(session);
    pages.forget_offer(session);
    Ok(close_session(Redirect::to("/").into_response()))
}

fn form<'v>(visit: &'v Visit, mistakes: &Mistakes) -> Page<'v> {
    let say = |id, en| words(id, en).get(visit.language);
    let title = say("Masuk sebagai petugas", "Sign in as an officer");
    let main = html! {
        h1 { (title) }
        (mistakes.summary())
        form.card method="post" action="/counter/sign-in" {
            (visit.csrf_field())
            label for="name" { (say("Nama petugas", "Officer's name")) }
            (mistakes.message("name"))
            input #name name="name" type="text" required maxlength="60" autocomplete="username" autocapitalize="none" spellcheck="false"
                aria-invalid=[mistakes.invalid("name")] aria-describedby=[mistakes.described("name", None)];
            label for="code" { (say("Kode", "Code")) }
            (mistakes.message("code"))
            input #code name="code" type="password" required maxlength="60" autocomplete="current-password"
                aria-invalid=[mistakes.invalid("code")] aria-describedby=[mistakes.described("code", Some("code-hint"))];
            p.hint #code-hint { (say("Keduanya dicetak di terminal saat sandbox dimulai.", "Both were printed in the terminal when the sandbox started.")) }
            button type="submit" { (say("Masuk", "Sign in")) }
        }
    };
    Page::new(visit, Section::Counter, title, main)
}
