//! The counter's queue: who waits for the officer. Registrations that were not paired are a number here and nothing else.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::Pages;
use super::done::{Outcomes, said};
use super::error::PageError;
use super::guard::{Officer, Visit};
use super::layout::{Page, Section, moment, reload_button, spoken};
use super::words::{of_state, words};
use super::{application, face_check};
use crate::office::QueueEntry;
use crate::registration::State as Stage;

/// Seconds until the queue loads itself again.
const REFRESH: u32 = 15;

/// How the queue is looked at.
#[derive(Deserialize)]
pub(super) struct Look {
    /// `on`: the page loads itself again. It must be asked for: it would take a screen reader back to the top.
    refresh: Option<String>,
}

/// The queue, those who need a decision first.
pub(super) async fn show(
    State(pages): State<Arc<Pages>>,
    Officer(visit, _): Officer,
    Query(look): Query<Look>,
    Query(outcomes): Query<Outcomes>,
) -> Result<Response, PageError> {
    let say = |id, en| words(id, en).get(visit.language);
    let queue = pages.desk.queue()?;
    let faces = pages.desk.face_checks()?;
    let applications = pages.desk.applications()?;
    let (urgent, others): (Vec<_>, Vec<_>) =
        queue.paired.into_iter().partition(|entry| matches!(entry.state, Stage::Decision | Stage::Conflict));
    let reloads = look.refresh.as_deref() == Some("on");
    let main = html! {
        h1 { (say("Antrean loket", "The counter's queue")) }
        @if let Some(said) = said(&pages, &visit, &outcomes, None) { (said) }
        p.actions { a.button href="/counter/pairing" { (say("Pasangkan ponsel warga", "Pair a citizen's phone")) } }
        h2 { (say("Perlu keputusan", "Needs a decision")) " (" (urgent.len()) ")" }
        @if urgent.is_empty() {
            p.empty { (say("Tidak ada warga yang menunggu keputusan.", "No citizen is waiting for a decision.")) }
        } @else { (table(&visit, &urgent)) }
        (face_check::list(&visit, &faces))
        (application::list(&visit, &applications, pages.desk.now()))
        @if !others.is_empty() {
            h2 { (say("Sudah diputuskan", "Decided")) " (" (others.len()) ")" }
            (table(&visit, &others))
        }
        h2 { (say("Belum dipasangkan", "Not paired yet")) " (" (queue.unpaired) ")" }
        p.hint { (say("Isian dan swafotonya baru dapat dibuka setelah ponsel warga dipasangkan di loket.",
                      "Their forms and selfies can be opened only after the citizen's phone is paired at the counter.")) }
        @if reloads {
            p.hint {
                (say("Halaman ini dimuat ulang otomatis setiap 15 detik. ", "This page reloads automatically every 15 seconds. "))
                a href="/counter" { (say("Hentikan muat ulang otomatis", "Stop automatic reloading")) }
            }
        } @else {
            p { a href="/counter" { (say("Muat ulang antrean", "Reload the queue")) } }
            (reload_button(&visit, "/counter", words("Muat ulang otomatis", "Reload automatically")))
        }
    };
    let page = Page::new(&visit, Section::Counter, say("Antrean loket", "The counter's queue"), main);
    Ok(page.refresh(reloads.then_some(REFRESH)).respond())
}

fn table(visit: &Visit, entries: &[QueueEntry]) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        ul.queue {
            @for entry in entries {
                // The whole line is the link: two people without a name have different names there.
                li { a href={ "/counter/registrations/" (entry.id) } {
                    @match &entry.form.name {
                        Some(name) => { strong { bdi { (name) } } }
                        None => { strong { (say("Formulir pendek, tanpa nama", "Short form, no name")) } }
                    } " "
                    span.state data-state=(entry.state.name()) { (of_state(entry.state).get(visit.language)) } " "
                    @if let Some(nik) = entry.form.nik() { span.hint { "NIK " (spoken(&nik.masked())) } } " "
                    span.hint { (moment(entry.created_at)) } " "
                    // Two without a name may have been sent in the same second.
                    span.hint { "No. " (entry.id.get(..4).unwrap_or(&entry.id)) }
                } }
            }
        }
    }
}
