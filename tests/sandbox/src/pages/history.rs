//! What was decided about a registration, for officers who look at it later.

use maud::{Markup, html};

use super::guard::Visit;
use super::layout::moment;
use super::words::{of_decided, of_fields, of_reason, words};
use crate::decision::Decision;

/// All decisions, the latest first; nothing when there is none.
pub(super) fn history(visit: &Visit, decisions: &[Decision]) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        @if !decisions.is_empty() {
            section.card aria-labelledby="history" {
                h2 #history { (say("Riwayat keputusan", "Decisions so far")) }
                ol.history reversed { @for decision in decisions.iter().rev() { li { (entry(visit, decision)) } } }
            }
        }
    }
}

fn entry(visit: &Visit, decision: &Decision) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        p { strong { (of_decided(decision.outcome).get(visit.language)) } " "
            span.hint { (say("oleh ", "by ")) bdi { (decision.officer) } ", " (moment(decision.at)) } }
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
