//! Statuses with texts, times and values that no honest office sends.

use ikd_proof::date::LAST_SECOND;
use serde_json::{Value, json};

use super::{
    super::*,
    office::status,
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

/// No time of any calendar: of these, one is odd for Android, one for a JSON number, and one is none.
const NO_TIMES: [u64; 3] = [LAST_SECOND + 1, (1 << 53) + 1, u64::MAX];

#[tokio::test(start_paused = true)]
async fn a_time_that_no_calendar_has_is_not_said_and_the_state_is_taken_all_the_same() {
    for odd in NO_TIMES {
        let phone = Phone::new();
        let (app, id) = received(&phone).await;
        let times = json!({"at": odd, "expires_at": odd, "received_at": odd, "promise_until": odd});
        let take = async |seq, state, more: Value| {
            let mut status = status(id, 1, seq, state, times.clone());
            status.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            phone.office.state().statuses = vec![status];
            assert_eq!(app.applications.refresh().await.unwrap().changed, [id], "{state}");
            app.get(id)
        };
        let visit = json!({ "visit": {"place": "Loket 2", "until": odd, "bring": "KTP"} });
        let visited = take(2, "visit_needed", visit).await;
        assert!(matches!(visited.state, ApplicationState::VisitNeeded { until: None, .. }));
        assert!(
            visited.since < START_S + 1000 && visited.history.iter().all(|event| event.at <= LAST_SECOND)
        );
        let notices = app.applications.notices().unwrap();
        assert!(notices.iter().any(|notice| notice.kind == NoticeKind::Visit { until: None }));
        let correction = json!({"until": odd, "items": [], "differences": []});
        let corrected = take(3, "correct", json!({ "correction": correction })).await;
        assert!(matches!(corrected.state, ApplicationState::Correct { until: None, .. }));
    }
}

#[tokio::test(start_paused = true)]
async fn a_time_limit_that_the_state_does_not_say_is_that_of_the_status() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    let visit = json!({"place": "Loket 2", "until": u64::MAX, "bring": "KTP"});
    report(&phone, &app, id, 2, "visit_needed", json!({"visit": visit, "expires_at": START_S + 9})).await;
    assert!(
        matches!(app.get(id).state, ApplicationState::VisitNeeded { until: Some(until), .. } if until == START_S + 9)
    );
}

#[tokio::test(start_paused = true)]
async fn a_vault_that_an_earlier_version_filled_with_odd_times_and_texts_opens() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    let visit = json!({ "visit": {"place": "Loket 2", "until": START_S, "bring": "KTP"} });
    report(&phone, &app, id, 2, "visit_needed", visit).await;
    app.context
        .unlocked
        .with(|session| {
            let body = session.get(crate::vault::Table::APPLICATIONS, &id.0)?.unwrap();
            let mut stored: Value = serde_json::from_slice(&body.body).unwrap();
            for path in ["/remote/at", "/remote/visit/until", "/receipts/0/promise_until", "/history/0/at"] {
                *stored.pointer_mut(path).unwrap() = u64::MAX.into();
            }
            for path in ["/remote/visit/place", "/receipts/0/number", "/receipts/0/office"] {
                *stored.pointer_mut(path).unwrap() = ODD.into();
            }
            session.put(crate::vault::Table::APPLICATIONS, &id.0, &[], stored.to_string().as_bytes())
        })
        .unwrap();
    let application = app.get(id);
    let receipt = application.receipt.unwrap();
    let ApplicationState::VisitNeeded { place, until, .. } = application.state else { panic!("a visit") };
    assert_eq!((until, receipt.promise_until), (None, None));
    assert!(application.since <= LAST_SECOND && application.history.iter().all(|e| e.at <= LAST_SECOND));
    for text in [place, receipt.number, receipt.office] {
        assert!(!text.contains(|c: char| c.is_control() || c == '\u{202e}'), "{text:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_difference_never_replaces_what_the_person_typed_and_opens_it_for_correction() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    let differences = json!([
        {"field": "surat_nomor", "value": "LAB/OFFICE/1"},
        {"field": "golongan_baru", "value": "3"},
        {"field": "golongan_semula", "value": "2"},
        {"field": "golongan_semula", "value": "3"},
    ]);
    report(&phone, &app, id, 3, "correct", correction(json!([]), differences)).await;
    app.applications.correct(id).unwrap();
    let answer =
        |key: &str| app.applications.open(id).unwrap().answers.get(key).map(ikd_proof::form::Value::to_text);
    assert_eq!(answer("surat_nomor").as_deref(), Some("LAB/RAHASIA/12"));
    assert_eq!(answer("golongan_baru").as_deref(), Some("1"));
    // The form fills it by itself; the first of two differences is the one that was shown.
    assert_eq!(answer("golongan_semula").as_deref(), Some("2"));
    assert_eq!(app.applications.set(id, "surat_nomor", "LAB/2"), Ok(()));
    assert_eq!(app.applications.set(id, "golongan_semula", "1"), Err(AnswerError::Locked));
    assert_eq!(app.applications.set(id, "surat_penerbit", "Lain"), Err(AnswerError::NotMarked));
}

#[tokio::test(start_paused = true)]
async fn a_difference_does_not_replace_what_was_typed_because_no_document_is_on_the_phone() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    for document in [[1; 16], [2; 16]] {
        let table = crate::vault::Table::DOCUMENTS;
        app.context
            .unlocked
            .with(|session| session.apply(&[crate::vault::Change::Delete { table, key: &document }]))
            .unwrap();
    }
    let answer = || app.applications.open(id).unwrap().answers.get("golongan_semula").cloned();
    let sent = answer();
    let differences = json!([{"field": "golongan_semula", "value": "2"}]);
    report(&phone, &app, id, 3, "correct", correction(json!([]), differences)).await;
    app.applications.correct(id).unwrap();
    assert!(answer() == sent && sent.is_some());
    assert_eq!(app.applications.set(id, "golongan_semula", "2"), Ok(()));
}
