//! The last day of a letter of move, as the status has it.

use ikd_proof::{
    CivilDate, Line,
    document::{Body, Document},
    testing::{self, ISSUER, signer},
};
use serde_json::{Value, json};

use super::{
    super::*,
    office::status,
    phone::{App, Phone},
};
use crate::vault::Table;

fn kinds(app: &App) -> Vec<NoticeKind> {
    app.applications.notices().unwrap().into_iter().map(|notice| notice.kind).collect()
}

fn day(text: &str) -> CivilDate {
    CivilDate::parse_iso(text).unwrap()
}

/// An application for a move that was issued with this last day, seen by the person.
fn issued(app: &App, report_by: &str) -> ApplicationId {
    let id = app.applications.start("surat-pindah").unwrap();
    let letter = json!({"documents": [], "report_by": report_by});
    app.context
        .unlocked
        .with(|session| {
            let record = session.get(Table::APPLICATIONS, &id.0)?.unwrap();
            let mut record: Value = serde_json::from_slice(&record.body).unwrap();
            record["local"] = json!({"sent": {"revision": 1}});
            record["remote"] = status(id, 1, 5, "issued", letter);
            record["seen_seq"] = 5.into();
            session.put(Table::APPLICATIONS, &id.0, &[], record.to_string().as_bytes())
        })
        .unwrap();
    id
}

#[test]
fn a_letter_of_move_is_reminded_of_until_its_own_day_and_a_month_after() {
    let phone = Phone::new();
    let app = phone.unlocked();
    let today = app.context.clock.today();
    issued(&app, &today.iso());
    assert_eq!(kinds(&app), [NoticeKind::Report { until: today, passed: false }]);
    phone.hardware.clock.advance_ms(86_400_000);
    assert_eq!(kinds(&app), [NoticeKind::Report { until: today, passed: true }]);
    phone.hardware.clock.advance_ms(29 * 86_400_000);
    assert_eq!(kinds(&app), [NoticeKind::Report { until: today, passed: true }]);
    phone.hardware.clock.advance_ms(86_400_000);
    assert_eq!(kinds(&app), []);
}

#[test]
fn who_has_the_new_address_is_not_reminded_of_the_letter() {
    let phone = Phone::new();
    let app = phone.unlocked();
    issued(&app, "2999-12-31");
    assert_eq!(kinds(&app), [NoticeKind::Report { until: day("2999-12-31"), passed: false }]);
    let mut ktp = testing::ktp();
    ktp.address.street = Line::new("JL. BARU NO. 7").unwrap();
    let moved =
        Document { id: ikd_proof::DocumentId([1; 16]), version: 2, ..testing::document(Body::Ktp(ktp)) };
    let meta = json!({
        "kind": 1, "subject": "BUDI", "version": 2, "issued_at": 1, "example": true, "sha256": vec![0; 32],
    });
    let container = moved.issue(&signer(ISSUER)).unwrap();
    app.context
        .unlocked
        .with(|session| session.put(Table::DOCUMENTS, &[1; 16], meta.to_string().as_bytes(), &container))
        .unwrap();
    assert_eq!(kinds(&app), []);
}

#[test]
fn a_day_that_is_none_reminds_of_nothing_and_hides_no_state() {
    let phone = Phone::new();
    let app = phone.unlocked();
    let id = issued(&app, "2026-02-30");
    assert_eq!((app.state(id), kinds(&app)), ("issued", vec![]));
}
