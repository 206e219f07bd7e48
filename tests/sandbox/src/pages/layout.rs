//! The frame around every page: what it is, where one is, and how to get elsewhere.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::guard::Visit;
use super::words::{Words, words};
use crate::registration::Language;

/// The part of the pages that one is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Index,
    Counter,
    Mailbox,
    Verifier,
    None,
}

impl Section {
    /// The part that a path belongs to.
    pub(super) fn of(path: &str) -> Self {
        match path.split('/').nth(1) {
            Some("counter") => Self::Counter,
            Some("mailbox") => Self::Mailbox,
            Some("verifier") => Self::Verifier,
            _ => Self::None,
        }
    }
}

/// One page on its way to the browser.
pub(super) struct Page<'v> {
    pub visit: &'v Visit,
    pub section: Section,
    pub title: String,
    pub status: StatusCode,
    /// Loads itself again after so many seconds: the pages need no script.
    pub refresh: Option<u32>,
    pub main: Markup,
}

impl<'v> Page<'v> {
    pub(super) fn new(visit: &'v Visit, section: Section, title: impl Into<String>, main: Markup) -> Self {
        Self { visit, section, title: title.into(), status: StatusCode::OK, refresh: None, main }
    }

    pub(super) fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    pub(super) fn refresh(self, seconds: Option<u32>) -> Self {
        Self { refresh: seconds, ..self }
    }

    pub(super) fn respond(self) -> Response {
        (self.status, Html(self.markup().into_string())).into_response()
    }

    fn markup(&self) -> Markup {
        let visit = self.visit;
        let say = |id, en| words(id, en).get(visit.language);
        html! {
            (DOCTYPE)
            html lang=(visit.language.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    @if let Some(seconds) = self.refresh { meta http-equiv="refresh" content=(seconds); }
                    title {
                        @if self.status.is_client_error() || self.status.is_server_error() { (say("Galat: ", "Error: ")) }
                        (self.title) " - IKD Core " (say("(contoh)", "(example)"))
                    }
                    link rel="stylesheet" href="/pages.css";
                    link rel="icon" href="data:,";
                }
                body {
                    a.skip href="#main" { (say("Langsung ke isi", "Skip to content")) }
                    (example(visit.language))
                    header.top {
                        a.brand href="/" { "IKD Core" }
                        nav aria-label=(say("Halaman", "Pages")) { ul {
                            (self.entry(Section::Counter, "/counter", words("Loket", "Counter")))
                            (self.entry(Section::Mailbox, "/mailbox", words("Kotak email", "Mailbox")))
                            (self.entry(Section::Verifier, "/verifier", words("Pembaca QR", "QR reader")))
                        } }
                        (self.other_language())
                        @if visit.officer.is_some() {
                            form method="post" action="/counter/sign-out" {
                                (visit.csrf_field())
                                button type="submit" { (say("Keluar", "Sign out")) }
                            }
                        }
                    }
                    main #main tabindex="-1" { (self.main) }
                    footer {
                        p { (say("Perangkat lunak terbuka IKD Core. Tidak terhubung dengan Dukcapil.",
                                 "IKD Core, open-source software. Not connected with Dukcapil.")) }
                    }
                }
            }
        }
    }

    fn entry(&self, section: Section, href: &str, label: Words) -> Markup {
        let current = (self.section == section).then_some("page");
        html! { li { a href=(href) aria-current=[current] { (label.get(self.visit.language)) } } }
    }

    fn other_language(&self) -> Markup {
        let (code, label) = match self.visit.language {
            Language::Indonesian => ("en", "English"),
            Language::English => ("id", "Bahasa Indonesia"),
        };
        let href = format!("/language/{code}?back={}", self.visit.path);
        html! { a.language href=(href) lang=(code) hreflang=(code) { (label) } }
    }
}

/// The line at the top of every page that says what this is not.
pub(super) fn example(language: Language) -> Markup {
    let say = |id, en| words(id, en).get(language);
    html! {
        p.example {
            strong { (say("CONTOH", "EXAMPLE")) } " "
            (say("Sistem uji, bukan layanan resmi. Semua orang di sini rekaan.",
                 "A test system, not an official service. All people here are fictional."))
        }
    }
}

/// A number that is read out digit by digit; a screen reader would say it in thousands. What is hidden is a pause.
pub(super) fn spoken(number: &str) -> Markup {
    let label: Vec<_> =
        number.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).map(spaced).collect();
    html! { span role="img" aria-label=(label.join(", ")) { (number) } }
}

/// Digits with spaces between them.
pub(super) fn spaced(digits: &str) -> String {
    digits.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

/// What a form's action came to, said at the top of the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Done,
    Problem,
}

/// A message that a screen reader says first.
pub(super) fn notice(tone: Tone, text: &str) -> Markup {
    match tone {
        Tone::Done => html! { p.notice.done role="status" { (text) } },
        Tone::Problem => html! { p.notice.problem role="alert" { (text) } },
    }
}

/// Asks for the page that loads itself again. A button, not a link, so that the page is not reached by following links.
pub(super) fn reload_button(visit: &Visit, page: &str, label: Words) -> Markup {
    html! {
        form method="get" action=(page) {
            input type="hidden" name="refresh" value="on";
            button.plain type="submit" { (label.get(visit.language)) }
        }
    }
}

/// A moment in words, in western Indonesian time.
pub(super) fn moment(at: u64) -> String {
    const WIB: i64 = 7 * 3600;
    let time = i64::try_from(at)
        .ok()
        .and_then(|at| time::OffsetDateTime::from_unix_timestamp(at.saturating_add(WIB)).ok())
        .unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    format!(
        "{:02}-{:02}-{:04} {:02}.{:02}.{:02} WIB",
        time.day(),
        u8::from(time.month()),
        time.year(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_spoken_digit_by_digit_and_its_hidden_part_is_a_pause() {
        let shown = spoken("9901••••0001").into_string();
        assert_eq!(shown, "<span role=\"img\" aria-label=\"9 9 0 1, 0 0 0 1\">9901••••0001</span>");
    }

    #[test]
    fn moments_are_told_in_western_indonesian_time() {
        assert_eq!(moment(1_767_200_400), "01-01-2026 00.00.00 WIB");
    }
}
