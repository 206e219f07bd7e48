//! Everybody's mail, in place of the mail server that a demonstration does not have.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::Pages;
use super::error::PageError;
use super::guard::Visit;
use super::layout::{Page, Section, moment};
use super::words::words;

/// Whose mail to list.
#[derive(Deserialize)]
pub(super) struct Whose {
    to: Option<String>,
}

/// The list, newest first.
pub(super) async fn list(
    State(pages): State<Arc<Pages>>,
    visit: Visit,
    Query(whose): Query<Whose>,
) -> Result<Response, PageError> {
    let say = |id, en| words(id, en).get(visit.language);
    let address = whose.to.as_deref().map(str::trim).filter(|address| !address.is_empty());
    let mails = pages.desk.mails(address)?;
    let title = say("Kotak surat", "Mailbox");
    let main = html! {
        h1 { (title) }
        p { (say("Semua email dari sandbox ini, yang terbaru di atas.", "All mail of this sandbox, the newest first.")) }
        form.inline method="get" action="/mailbox" role="search" {
            label for="to" { (say("Hanya untuk alamat", "Only to the address")) }
            input #to type="text" name="to" inputmode="email" value=(address.unwrap_or("")) maxlength="254" autocomplete="off" spellcheck="false";
            button.plain type="submit" { (say("Saring", "Filter")) }
        }
        @if mails.is_empty() {
            p.empty { (say("Belum ada email. Muat ulang halaman ini setelah petugas menyetujui.", "No mail yet. Load this page again once the officer has approved.")) }
        } @else {
            ul.queue {
                @for mail in &mails {
                    li {
                        a href={ "/mailbox/" (mail.id) } { strong { (mail.subject) } }
                        span { (say("untuk ", "to ")) bdi { (mail.to) } }
                        span.hint { (moment(mail.received_at)) }
                    }
                }
            }
        }
    };
    Ok(Page::new(&visit, Section::Mailbox, title, main).respond())
}

/// One mail, its code large.
pub(super) async fn show(
    State(pages): State<Arc<Pages>>,
    visit: Visit,
    id: Result<Path<u64>, PathRejection>,
) -> Result<Response, PageError> {
    let Path(id) = id.map_err(|_| PageError::NotFound)?;
    let say = |id, en| words(id, en).get(visit.language);
    let mail = pages.desk.mails(None)?.into_iter().find(|mail| mail.id == id).ok_or(PageError::NotFound)?;
    let main = html! {
        h1 { (mail.subject) }
        dl.facts {
            dt { (say("Untuk", "To")) } dd { bdi { (mail.to) } }
            dt { (say("Diterima", "Received")) } dd { (moment(mail.received_at)) }
        }
        @if let Some(code) = code_in(&mail.text) {
            section.card aria-labelledby="code" {
                h2 #code { (say("Kode di email ini", "The code in this mail")) }
                p.digits { (code) }
            }
        }
        div.letter { (with_links(&mail.text)) }
        p { a href="/mailbox" { (say("Kembali ke kotak surat", "Back to the mailbox")) } }
    };
    Ok(Page::new(&visit, Section::Mailbox, mail.subject.clone(), main).respond())
}

/// The first run of exactly six digits: what activation codes look like.
fn code_in(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6)
}

/// The text with its https addresses as links. Such a link carries no credential and only opens the code screen.
fn with_links(text: &str) -> Markup {
    html! {
        @for line in text.lines() {
            @if line.trim().is_empty() { br; } @else {
                p { @for (nth, word) in line.split(' ').enumerate() {
                    @if nth > 0 { " " }
                    @if is_link(word) { a href=(word) rel="noreferrer" { (word) } } @else { (word) }
                } }
            }
        }
    }
}

fn is_link(word: &str) -> bool {
    word.strip_prefix("https://")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_graphic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_the_run_of_six_digits() {
        assert_eq!(code_in("Call 0812345678. Your code: 042917.\n"), Some("042917"));
        assert_eq!(code_in("no code 12345 1234567"), None);
    }

    #[test]
    fn only_https_addresses_become_links() {
        let html = with_links("see https://localhost:1/aktivasi or javascript:alert(1) <b>").into_string();
        assert!(html.contains("<a href=\"https://localhost:1/aktivasi\" rel=\"noreferrer\">"));
        assert!(!html.contains("href=\"javascript") && !html.contains("<b>"));
    }
}
