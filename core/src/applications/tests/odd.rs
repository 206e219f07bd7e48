//! Statuses with texts, times and values that no honest office sends.

use serde_json::json;

use super::{
    super::*,
    phone::{Phone, START_S},
    tracking::{correction, received, report},
};

/// Sets the title of a terminal, clears its screen, and turns the rest around.
const ODD: &str = "Loket 2\u{1b}]0;pwned\u{7}\u{1b}[2J\u{202e}gnaur";

#[tokio::test(start_paused = true)]
async fn texts_of_an_officer_are_shown_without_controls_and_not_longer_than_the_contract_says() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    let visit = json!({ "visit": {"place": ODD, "until": START_S, "bring": "é".repeat(9000)} });
    report(&phone, &app, id, 2, "visit_needed", visit).await;
    let ApplicationState::VisitNeeded { place, bring, .. } = app.get(id).state else { panic!("a visit") };
    assert_eq!(place, "Loket 2]0;pwned[2Jgnaur");
    assert_eq!(bring, "é".repeat(500));
    let items = json!([{"field": "surat_nomor", "code": "other", "note": "Foto\u{1b}[5m gelap.\nUlangi."}]);
    report(&phone, &app, id, 3, "correct", correction(items, json!([]))).await;
    let ApplicationState::Correct { items, .. } = app.get(id).state else { panic!("a correction") };
    assert_eq!(items[0].note.as_deref(), Some("Foto[5m gelap.\nUlangi."));
}
