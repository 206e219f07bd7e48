//! What is open in a correction: what the officer marked, and what only the corrected answers show.

use serde_json::json;

use super::{
    super::*,
    phone::{App, Phone, pages},
    tracking::{correction, newer_of, report},
};

/// A death in the family, reported with what has to be answered and the papers that have to be there.
const DEATH: [(&str, &str); 12] = [
    ("almarhum", "9901015708900001"),
    ("tanggal", "2026-11-01"),
    ("sebab", "1"),
    ("tempat", "99.71"),
    ("yang_menerangkan", "1"),
    ("dasar", "1"),
    ("saksi1_nama", "SAKSI CONTOH"),
    ("saksi1_nik", "9901011708700001"),
    ("saksi1_kewarganegaraan", "1"),
    ("saksi2_nama", "SAKSI UMPAMA"),
    ("saksi2_nik", "9901011708710001"),
    ("saksi2_kewarganegaraan", "1"),
];

/// The office has it and asks for a correction of these parts, which has begun.
async fn corrected(
    phone: &Phone,
    service: &str,
    answers: &[(&str, &str)],
    marked: &[&str],
) -> (App, ApplicationId) {
    let app = phone.unlocked();
    let id = app.applications.start(service).unwrap();
    assert_eq!(app.applications.set_all(id, answers), Ok(()));
    let contents = app.applications.open(id).unwrap();
    for paper in contents.definition.visible_attachments(&contents.answers) {
        if paper.required {
            attach(&app, id, &paper.kind).unwrap();
        }
    }
    app.applications.queue(id).unwrap();
    assert_eq!(app.applications.send_queued(false).await.unwrap().sent, [id]);
    let items: Vec<_> = marked.iter().map(|key| json!({"field": key, "code": "mismatch-paper"})).collect();
    report(phone, &app, id, 3, "correct", correction(json!(items), json!([]))).await;
    app.applications.correct(id).unwrap();
    (app, id)
}

fn attach(app: &App, id: ApplicationId, kind: &str) -> Result<(), AttachError> {
    app.applications.attach(id, kind, 1, Paper { jpeg: &pages()[0] })
}

/// The fields that can be changed.
fn open(app: &App, id: ApplicationId) -> Vec<String> {
    let contents = app.applications.open(id).unwrap();
    contents.visible.into_iter().filter(|key| !contents.locked.contains(key)).collect()
}

#[tokio::test(start_paused = true)]
async fn a_field_or_paper_that_was_sent_empty_stays_closed() {
    let phone = Phone::new();
    let (app, id) = corrected(&phone, "kematian", &DEATH, &["sebab"]).await;
    assert_eq!(open(&app, id), ["sebab"]);
    for key in ["pukul", "ayah_nama", "saksi1_kk"] {
        assert_eq!(app.applications.set(id, key, "1"), Err(AnswerError::NotMarked), "{key}");
    }
    assert!(app.applications.open(id).unwrap().open_papers.is_empty());
    assert_eq!(attach(&app, id, "ktp-almarhum"), Err(AttachError::NotMarked));
    // Nor does a part that is not shown.
    assert_eq!(app.applications.set(id, "kepala_baru", "1"), Err(AnswerError::NotMarked));
    assert_eq!(attach(&app, id, "surat-polisi"), Err(AttachError::NotMarked));
}

#[tokio::test(start_paused = true)]
async fn a_field_that_only_the_corrected_answers_show_is_open_until_it_is_sent() {
    let phone = Phone::new();
    let (app, id) = corrected(&phone, "cetak-kk", &[("alasan", "1")], &["alasan"]).await;
    assert_eq!(app.applications.set(id, "alasan_lain", "So"), Err(AnswerError::NotMarked));
    assert_eq!(app.applications.set(id, "alasan", "4"), Ok(()));
    // Apps save each change.
    for text in ["So", "Sobek", "", "Sobek"] {
        assert_eq!(app.applications.set(id, "alasan_lain", text), Ok(()), "{text}");
        assert_eq!(open(&app, id), ["alasan", "alasan_lain"]);
    }
    app.applications.queue(id).unwrap();
    app.applications.cancel_queued(id).unwrap();
    assert_eq!(app.applications.set(id, "alasan_lain", "Basah"), Ok(()), "it has not left");
    app.applications.queue(id).unwrap();
    assert_eq!(app.applications.send_queued(false).await.unwrap().sent, [id]);
    let items = json!([{"field": "alasan", "code": "other"}]);
    report(&phone, &app, id, 5, "correct", correction(items, json!([]))).await;
    app.applications.correct(id).unwrap();
    assert_eq!(open(&app, id), ["alasan"], "now it was sent");
}

#[tokio::test(start_paused = true)]
async fn a_paper_that_only_the_corrected_answers_ask_for_can_be_added_and_sent() {
    let phone = Phone::new();
    let (app, id) = corrected(&phone, "kematian", &DEATH, &["dasar"]).await;
    assert_eq!(app.applications.set(id, "dasar", "2"), Ok(()));
    assert_eq!(app.applications.open(id).unwrap().open_papers, ["surat-polisi"]);
    assert!(matches!(app.applications.queue(id), Err(QueueError::Invalid(_))));
    assert_eq!(attach(&app, id, "surat-polisi"), Ok(()));
    assert_eq!(app.applications.queue(id), Ok(()));
    assert_eq!(app.get(id).revision, 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_open_in_a_correction_is_the_same_after_a_kill() {
    let phone = Phone::new();
    let (app, id) = corrected(&phone, "cetak-kk", &[("alasan", "1")], &["alasan"]).await;
    app.applications.set_all(id, &[("alasan", "4"), ("alasan_lain", "Sobek")]).unwrap();
    drop(app);
    assert_eq!(open(&phone.unlocked(), id), ["alasan", "alasan_lain"]);
}

#[tokio::test(start_paused = true)]
async fn a_newer_form_opens_what_was_sent_empty_because_it_may_require_it() {
    let phone = Phone::new();
    let (app, id) = corrected(&phone, "kematian", &DEATH, &["sebab"]).await;
    let newer = newer_of("kematian", |form| {
        let mut fields = form.sections.iter_mut().flat_map(|section| &mut section.fields);
        fields.find(|field| field.key == "pukul").unwrap().required = true;
    });
    phone.office.state().forms.insert(("kematian".to_owned(), 2), newer);
    app.applications.refresh().await.unwrap();
    app.applications.move_to_newer_form(id).unwrap();
    assert!(matches!(app.applications.queue(id), Err(QueueError::Invalid(_))));
    assert_eq!(app.applications.set(id, "pukul", "07:30"), Ok(()));
    assert_eq!(app.applications.set(id, "tanggal", "2026-11-02"), Err(AnswerError::NotMarked));
    assert_eq!(app.applications.queue(id), Ok(()));
}
