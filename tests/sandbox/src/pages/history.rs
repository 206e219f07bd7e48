//! What was decided about a registration or an application, for officers who look at it later.

use maud::{Markup, html};

use super::application_words::of_step;
use super::guard::Visit;
use super::layout::moment;
use super::words::{Words, of_decided, of_fields, of_reason, words};
use crate::application::ApplicationState;
use crate::application::decided::{ApplicationDecision, ApplicationStep};
use crate::decision::Decision;

/// All decisions about a registration, the latest first; nothing when there is none.
pub(super) fn history(visit: &Visit, decisions: &[Decision]) -> Markup {
    list(visit, decisions, entry)
}

/// All that officers did with an application, the latest first; nothing when there is none.
pub(super) fn application_history(visit: &Visit, decisions: &[ApplicationDecision]) -> Markup {
    list(visit, decisions, application_entry)
}

fn list<T>(visit: &Visit, decisions: &[T], entry: fn(&Visit, &T) -> Markup) -> Markup {
    html! {
        @if !decisions.is_empty() {
            section.card aria-labelledby="history" {
                h2 #history { (words("Riwayat keputusan", "Decisions so far").get(visit.language)) }
                ol.history reversed { @for decision in decisions.iter().rev() { li { (entry(visit, decision)) } } }
            }
        }
    }
}

/// What was decided, by whom and when.
fn decided(visit: &Visit, what: Words, officer: &str, at: u64) -> Markup {
    html! {
        p { strong { (what.get(visit.language)) } " "
            span.hint { (words("oleh ", "by ").get(visit.language)) bdi { (officer) } ", " (moment(at)) } }
    }
}

fn application_entry(visit: &Visit, decision: &ApplicationDecision) -> Markup {
    let asked = decision.step == ApplicationStep::Correction;
    html! {
        (decided(visit, of_step(decision.step), &decision.officer, decision.at))
        @if decision.state == ApplicationState::Correct && !asked {
            p { (words("Data kependudukan sudah berubah, jadi warga diminta memperbaiki.",
                       "The population record had changed, so the citizen was asked for a correction.").get(visit.language)) }
        }
    }
}

fn entry(visit: &Visit, decision: &Decision) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        (decided(visit, of_decided(decision.outcome), &decision.officer, decision.at))
        @if let Some(reason) = decision.reason { p { (of_reason(reason).get(visit.language)) "." } }
        @if !decision.differences.is_empty() {
            p { (say("Berbeda: ", "Differed: ")) (of_fields(&decision.differences, visit.language)) "." }
        }
        @if let Some(reason) = &decision.override_reason {
            p { (say("Alasan disetujui walaupun berbeda: ", "Why it was approved although the data differ: ")) bdi { (reason) } }
        }
        @if let Some(note) = &decision.note { p { (say("Pesan untuk warga: ", "Message to the citizen: ")) bdi { (note) } } }
    }
}
