//! All mail of the sandbox, in place of the mail server that a demonstration does not have.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::Pages;
use super::activation::ACTIVATION_PATH;
use super::error::PageError;
use super::guard::Visit;
use super::layout::{Page, Section, moment, spoken};
use super::words::words;
use crate::mail::{BUTTON_NAME, button_link};
use crate::registration::Language;

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
    let title = say("Kotak email", "Mailbox");
    let main = html! {
        h1 { (title) }
        p { (say("Semua email dari sandbox ini, yang terbaru di atas.", "All mail of this sandbox, the newest first.")) }
        form.inline method="get" action="/mailbox" role="search" {
            label for="to" { (say("Hanya untuk alamat", "Only to the address")) }
            input #to type="text" name="to" inputmode="email" value=(address.unwrap_or("")) maxlength="254" autocomplete="off" spellcheck="false";
            button.plain type="submit" { (say("Saring", "Filter")) }
        }
        @if let Some(address) = address {
            p { (say("Hanya email untuk ", "Only mail to ")) bdi { (address) } ". "
                a href="/mailbox" { (say("Tampilkan semua email", "Show all mail")) } }
        }
        @if mails.is_empty() {
            p.empty {
                @if address.is_some() { (say("Tidak ada email untuk alamat ini.", "There is no mail to this address.")) }
                @else { (say("Belum ada email. Muat ulang halaman ini setelah petugas menyetujui.", "No mail yet. Load this page again once the officer has approved.")) }
            }
        } @else {
            ul.queue {
                @for mail in &mails {
                    // The whole line is the link: mails with the same subject have different names.
                    li { a href={ "/mailbox/" (mail.id) } {
                        strong lang=(mail.language.code()) { (mail.subject) } " "
                        span { (say("untuk ", "to ")) bdi { (mail.to) } } " "
                        span.hint { (moment(mail.received_at)) }
                    } }
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
        h1 lang=(mail.language.code()) { (mail.subject) }
        dl.facts {
            dt { (say("Untuk", "To")) } dd { bdi { (mail.to) } }
            dt { (say("Diterima", "Received")) } dd { (moment(mail.received_at)) }
        }
        @if let Some(code) = code_in(&mail.text) {
            section.card aria-labelledby="code" {
                h2 #code { (say("Kode di email ini", "The code in this mail")) }
                p.digits { (spoken(code)) }
            }
        }
        (letter(&mail.text, mail.language))
        p { a href="/mailbox" { (say("Kembali ke kotak email", "Back to the mailbox")) } }
    };
    Ok(Page::new(&visit, Section::Mailbox, mail.subject.clone(), main).respond())
}

/// The first run of exactly six digits: what activation codes look like.
fn code_in(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6)
}

/// The text, with its button.
fn letter(text: &str, first: Language) -> Markup {
    let second = match first {
        Language::Indonesian => Language::English,
        Language::English => Language::Indonesian,
    };
    html! {
        div.letter {
            @for (part, language) in text.splitn(2, "\n---\n").zip([first, second]) {
                div lang=(language.code()) {
                    @for line in part.lines().filter(|line| !line.is_empty()) {
                        p { @match button_link(line) {
                            // The same page as at the link itself, whose certificate no browser knows.
                            Some(_) => a.button href=(ACTIVATION_PATH) { (BUTTON_NAME) },
                            None => (line),
                        } }
                    }
                }
            }
        }
    }
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
    fn the_button_is_the_only_link_of_a_letter() {
        let html = letter(
            "Aktivasi: https://localhost:1/aktivasi\nhttps://x.id javascript:alert(1) <b>",
            Language::English,
        )
        .into_string();
        assert_eq!(html.matches("href=").count(), 1, "{html}");
        assert!(html.contains("href=\"/aktivasi\">Aktivasi</a>") && !html.contains("<b>"), "{html}");
    }
}
