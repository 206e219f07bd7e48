//! Following an application: statuses, corrections, withdrawal, notices and newer forms.

use ikd_proof::{
    form::{Definition, Opened},
    testing::{ISSUER, signer},
};
use serde_json::{Value, json};

use super::{
    super::*,
    office::status,
    phone::{App, PAPER, Phone, START_S, files, pages},
};

/// A phone whose application was received, unlocked.
pub(super) async fn received(phone: &Phone) -> (App, ApplicationId) {
    let (app, id) = phone.with_queued();
    assert_eq!(app.applications.send_queued(false).await.unwrap().sent, [id]);
    app.unlock();
    (app, id)
}

/// The service reports this status, and the phone asks.
pub(super) async fn report(
    phone: &Phone,
    app: &App,
    id: ApplicationId,
    seq: u64,
    state: &str,
    more: Value,
) -> RefreshOutcome {
    let revision = app.get(id).revision;
    phone.office.state().statuses = vec![status(id, revision, seq, state, more)];
    app.applications.refresh().await.unwrap()
}

pub(super) fn correction(items: Value, differences: Value) -> Value {
    json!({ "correction": {"until": START_S + 10 * 86_400, "items": items, "differences": differences} })
}

#[tokio::test(start_paused = true)]
async fn states_may_be_skipped_and_never_go_back() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    assert_eq!(report(&phone, &app, id, 2, "in_review", json!({})).await.changed, [id]);
    let visit = json!({ "visit": {"place": "Loket 2", "until": START_S, "bring": "KTP"} });
    report(&phone, &app, id, 3, "visit_needed", visit).await;
    assert_eq!(app.state(id), "visit_needed");
    report(&phone, &app, id, 4, "in_review", json!({})).await;
    report(&phone, &app, id, 7, "signing", json!({})).await;
    assert_eq!(app.state(id), "signing");
    // A lower number, and a state before the known one.
    assert!(report(&phone, &app, id, 6, "issued", json!({})).await.changed.is_empty());
    assert!(report(&phone, &app, id, 8, "in_review", json!({})).await.changed.is_empty());
    assert_eq!(app.state(id), "signing");
    drop(app);
    assert_eq!(phone.unlocked().state(id), "signing");
}

#[tokio::test(start_paused = true)]
async fn an_approved_application_can_go_back_to_a_correction_and_then_be_refused() {
    for state in ["approved", "signing"] {
        let phone = Phone::new();
        let (app, id) = received(&phone).await;
        report(&phone, &app, id, 3, state, json!({})).await;
        let items = json!([{"field": "surat_nomor", "code": "mismatch-record"}]);
        report(&phone, &app, id, 4, "correct", correction(items, json!([]))).await;
        app.applications.correct(id).unwrap();
        assert_eq!(app.applications.set(id, "surat_nomor", "LAB/2"), Ok(()), "{state}");
        let phone = Phone::new();
        let (app, id) = received(&phone).await;
        report(&phone, &app, id, 3, state, json!({})).await;
        report(&phone, &app, id, 4, "refused", json!({"refusal": {"code": "not-eligible"}})).await;
        assert_eq!(app.state(id), "refused", "{state}");
    }
}

#[tokio::test(start_paused = true)]
async fn after_issuing_the_papers_are_erased_and_the_receipt_stays() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    let document = id_text(ApplicationId([5; 16]));
    let outcome = report(&phone, &app, id, 5, "issued", json!({ "documents": [document] })).await;
    assert!(outcome.sync_documents);
    let application = app.get(id);
    assert!(
        application.state
            == ApplicationState::Issued { documents: vec![ikd_proof::DocumentId([5; 16])], result: None }
    );
    assert!(application.receipt.is_some() && app.applications.open(id).unwrap().papers.is_empty());
    assert!(app.applications.paper(id, PAPER, 1).is_err());
    // It has ended.
    assert!(
        report(&phone, &app, id, 6, "correct", correction(json!([]), json!([]))).await.changed.is_empty()
    );
    assert_eq!(app.applications.withdraw(id).await, Err(WithdrawError::WrongState));
    app.applications.discard(id).unwrap();
    assert!(app.applications.list().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_correction_opens_only_what_was_marked_and_is_the_next_revision() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    let items = json!([
        {"field": "surat_nomor", "code": "mismatch-paper", "note": "Nomor lain"},
        {"attachment": PAPER, "code": "unreadable"},
    ]);
    report(&phone, &app, id, 3, "correct", correction(items, json!([]))).await;
    let ApplicationState::Correct { items, editing: false, .. } = app.get(id).state else {
        panic!("correct")
    };
    assert!(items[0].code == ReasonCode::MismatchPaper && items[1].code == ReasonCode::Unreadable);
    let wrong = Err(AnswerError::Other(ApplicationsError::WrongState));
    assert_eq!(app.applications.set(id, "surat_nomor", "2"), wrong);
    app.applications.correct(id).unwrap();
    assert_eq!(app.applications.set(id, "surat_penerbit", "Lain"), Err(AnswerError::NotMarked));
    assert_eq!(app.applications.set(id, "surat_nomor", "LAB/2"), Ok(()));
    let contents = app.applications.open(id).unwrap();
    assert!(!contents.locked.contains(&"surat_nomor".to_owned()));
    assert!(contents.locked.contains(&"surat_penerbit".to_owned()));
    app.applications.attach(id, PAPER, 1, Paper { jpeg: &pages()[1] }).unwrap();
    app.applications.queue(id).unwrap();
    assert_eq!((app.state(id), app.get(id).revision), ("queued", 2));
    assert_eq!(app.applications.send_queued(false).await.unwrap().sent, [id]);
    assert_eq!((app.state(id), phone.office.state().accepted.len()), ("received", 2));
    report(&phone, &app, id, 4, "received", json!({})).await;
    assert_eq!((app.state(id), app.get(id).receipt.unwrap().revision), ("received", 2));
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_correction_is_still_to_be_corrected() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    let items = json!([{"field": "surat_nomor", "code": "other"}]);
    report(&phone, &app, id, 3, "correct", correction(items, json!([]))).await;
    app.applications.correct(id).unwrap();
    app.applications.queue(id).unwrap();
    app.applications.cancel_queued(id).unwrap();
    assert!(matches!(app.get(id).state, ApplicationState::Correct { editing: true, .. }));
    assert_eq!(app.applications.discard(id), Err(DiscardError::Open));
    app.applications.queue(id).unwrap();
    assert_eq!(app.get(id).revision, 3);
}

#[tokio::test(start_paused = true)]
async fn a_changed_record_comes_back_as_a_difference_and_replaces_the_answer() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    let differences = json!([{"field": "golongan_semula", "value": "2"}]);
    report(&phone, &app, id, 3, "correct", correction(json!([]), differences)).await;
    let ApplicationState::Correct { differences, .. } = app.get(id).state else { panic!("correct") };
    assert!(differences == [Difference { field: "golongan_semula".to_owned(), value: "2".to_owned() }]);
    app.applications.correct(id).unwrap();
    let value = app.applications.open(id).unwrap().answers.get("golongan_semula").unwrap().to_text();
    assert_eq!(value, "2");
    assert_eq!(app.applications.queue(id), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_missed_correction_ends_and_takes_the_waiting_revision_with_it() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    let items = json!([{"field": "surat_nomor", "code": "other"}]);
    report(&phone, &app, id, 3, "correct", correction(items, json!([]))).await;
    app.applications.correct(id).unwrap();
    app.applications.queue(id).unwrap();
    phone.office.state().statuses = vec![status(id, 1, 4, "expired", json!({}))];
    app.applications.refresh().await.unwrap();
    assert_eq!(app.state(id), "expired");
    assert!(app.applications.send_queued(false).await.unwrap().sent.is_empty());
    assert!(phone.outbox_files().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_says_why_and_an_unknown_code_is_another_reason() {
    for (code, reason) in [("not-eligible", ReasonCode::NotEligible), ("new-code", ReasonCode::Other)] {
        let phone = Phone::new();
        let (app, id) = received(&phone).await;
        report(&phone, &app, id, 3, "refused", json!({ "refusal": {"code": code, "note": "Catatan"} })).await;
        let refused = ApplicationState::Refused { code: reason, note: Some("Catatan".to_owned()) };
        assert!(app.get(id).state == refused, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_unknown_state_does_not_hide_the_other_applications() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    phone.office.state().statuses = vec![
        status(ApplicationId([9; 16]), 1, 1, "teleported", json!({})),
        status(id, 1, 2, "approved", json!({})),
    ];
    assert_eq!(app.applications.refresh().await.unwrap().changed, [id]);
}

#[tokio::test(start_paused = true)]
async fn if_nothing_is_new_the_list_is_not_asked_again() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    report(&phone, &app, id, 2, "in_review", json!({})).await;
    let lists = || phone.office.state().log.iter().filter(|line| *line == "GET /v1/applications").count();
    assert_eq!(lists(), 1);
    app.applications.refresh().await.unwrap();
    assert_eq!(lists(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_application_is_withdrawn_at_the_service() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    assert_eq!(app.applications.withdraw(id).await, Ok(()));
    assert_eq!(app.state(id), "withdrawn");
    let draft = app.draft();
    assert_eq!(app.applications.withdraw(draft).await, Err(WithdrawError::WrongState));
}

#[tokio::test(start_paused = true)]
async fn a_change_is_announced_until_it_was_seen_and_a_correction_when_it_is_due() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    let kinds =
        || app.applications.notices().unwrap().into_iter().map(|notice| notice.kind).collect::<Vec<_>>();
    assert_eq!(kinds(), []);
    let items = json!([{"field": "surat_nomor", "code": "other"}]);
    report(&phone, &app, id, 3, "correct", correction(items, json!([]))).await;
    assert_eq!(kinds(), [NoticeKind::Changed { state: StateKind::Correct }]);
    app.applications.seen(id).unwrap();
    assert_eq!(kinds(), []);
    phone.hardware.clock.advance_ms(8 * 86_400_000);
    let until = START_S + 10 * 86_400;
    assert_eq!(kinds(), [NoticeKind::CorrectionDue { until, days_left: 2 }]);
}

/// The embedded form of the change of the blood type, changed.
pub(super) fn newer(change: impl FnOnce(&mut Definition)) -> (Vec<u8>, [u8; 32]) {
    newer_of("golongan-darah", change)
}

pub(super) fn newer_of(service: &str, change: impl FnOnce(&mut Definition)) -> (Vec<u8>, [u8; 32]) {
    let app = [0, 1, 0];
    let forms = EMBEDDED.iter().map(|payload| Definition::read(payload, app).unwrap());
    let mut forms = forms.filter_map(|opened| match opened {
        Opened::Ready(form) => Some(*form),
        Opened::NeedsUpdate { .. } => None,
    });
    let mut form = forms.find(|form| form.service == service).unwrap();
    form.version = 2;
    change(&mut form);
    let hash = Definition::hash(&form.encode().unwrap());
    (form.issue(&signer(ISSUER), START_S - 100).unwrap(), hash)
}

pub(super) fn offer(phone: &Phone, signed: (Vec<u8>, [u8; 32])) {
    phone.office.state().forms.insert(("golongan-darah".to_owned(), 2), signed);
}

#[tokio::test(start_paused = true)]
async fn a_form_raised_while_a_draft_is_filled_in_is_offered_and_keeps_what_fits() {
    let phone = Phone::new();
    let (app, id) = phone.with_draft();
    assert_eq!(app.get(id).newer_form, None);
    offer(
        &phone,
        newer(|form| {
            for section in &mut form.sections {
                section.fields.retain(|field| field.key != "surat_penerbit");
            }
        }),
    );
    assert!(app.applications.refresh().await.unwrap().new_forms);
    assert!(!app.applications.refresh().await.unwrap().new_forms);
    drop(app);
    let app = phone.unlocked();
    assert_eq!(files(&phone.home.path().join("forms")), ["golongan-darah.cose"]);
    // The draft keeps its own form until the person moves it.
    let contents = app.applications.open(id).unwrap();
    assert_eq!((contents.definition.version, contents.application.newer_form), (1, Some(2)));
    app.applications.move_to_newer_form(id).unwrap();
    let contents = app.applications.open(id).unwrap();
    assert_eq!((contents.definition.version, contents.application.newer_form), (2, None));
    assert_eq!(contents.answers.get("surat_nomor").unwrap().to_text(), "LAB/RAHASIA/12");
    assert!(contents.answers.get("surat_penerbit").is_none());
    assert_eq!(app.applications.queue(id), Ok(()));
    assert!(app.applications.move_to_newer_form(id).is_err());
}

#[tokio::test(start_paused = true)]
async fn a_form_that_no_issuer_signed_or_that_is_older_is_not_used() {
    let phone = Phone::new();
    let app = phone.unlocked();
    let mut forged = newer(|_| {});
    let last = forged.0.len() - 1;
    forged.0[last] ^= 1;
    offer(&phone, forged);
    assert_eq!(app.applications.refresh().await, Err(RefreshError::Form));
    // Signed, and not the listed one.
    offer(&phone, (newer(|_| {}).0, [0; 32]));
    assert_eq!(app.applications.refresh().await, Err(RefreshError::Form));
    phone.office.state().forms.clear();
    let older = newer(|form| form.version = 1);
    phone.office.state().forms.insert(("golongan-darah".to_owned(), 1), older);
    assert!(!app.applications.refresh().await.unwrap().new_forms);
    assert!(!phone.office.state().log.contains(&"GET /v1/forms/golongan-darah/1".to_owned()));
    assert_eq!(app.applications.services().iter().find(|s| s.id == "golongan-darah").unwrap().version, 1);
}

#[tokio::test(start_paused = true)]
async fn a_form_for_a_newer_app_says_so_for_its_service_alone() {
    let phone = Phone::new();
    let app = phone.unlocked();
    let id = app.draft();
    offer(&phone, newer(|form| form.min_app = [9, 0, 0]));
    app.applications.refresh().await.unwrap();
    let needs_update: Vec<_> =
        app.applications.services().into_iter().filter(|s| s.needs_update).map(|s| s.id).collect();
    assert_eq!(needs_update, ["golongan-darah"]);
    assert_eq!(app.applications.start("golongan-darah"), Err(StartError::NeedsUpdate));
    assert!(app.applications.start("cetak-kk").is_ok());
    // A draft that was begun goes on with its own form.
    assert_eq!(app.get(id).newer_form, None);
    assert_eq!(app.applications.queue(id), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_number_that_jumps_is_taken_only_when_a_second_answer_says_the_same() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    let lists = || phone.office.state().log.iter().filter(|line| *line == "GET /v1/applications").count();
    // Outside the contract, however often it is said.
    assert!(report(&phone, &app, id, 1 << 53, "approved", json!({})).await.changed.is_empty());
    assert_eq!(lists(), 1);
    // Odd once: the second answer is another one.
    let odd = [status(id, 1, 5000, "approved", json!({})), status(id, 900, 2, "in_review", json!({}))];
    for odd in odd {
        phone.office.state().statuses = vec![status(id, 1, 2, "in_review", json!({}))];
        phone.office.state().once = Some(odd);
        app.applications.refresh().await.unwrap();
        assert_eq!((app.state(id), app.get(id).revision), ("in_review", 1));
        phone.office.state().statuses.clear();
        app.applications.refresh().await.unwrap();
    }
    // Odd twice.
    assert_eq!(report(&phone, &app, id, 5000, "approved", json!({})).await.changed, [id]);
    assert_eq!(app.state(id), "approved");
}

#[tokio::test(start_paused = true)]
async fn a_record_that_cannot_be_read_does_not_hide_what_became_of_the_others() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    let damaged = ApplicationId([0; 16]);
    app.context
        .unlocked
        .with(|session| session.put(crate::vault::Table::APPLICATIONS, &damaged.0, &[], b"{}"))
        .unwrap();
    phone.office.state().statuses =
        vec![status(damaged, 1, 2, "approved", json!({})), status(id, 1, 2, "approved", json!({}))];
    assert_eq!(app.applications.refresh().await.unwrap().changed, [id]);
}

#[tokio::test(start_paused = true)]
async fn another_version_of_the_app_asks_for_the_states_that_this_one_could_not_read() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    report(&phone, &app, id, 2, "teleported", json!({})).await;
    let lists = || phone.office.state().log.iter().filter(|line| *line == "GET /v1/applications").count();
    app.applications.refresh().await.unwrap();
    assert_eq!(lists(), 1);
    drop(app);
    let app = phone.open_as(crate::AppVersion(0, 2, 0));
    app.unlock();
    app.applications.refresh().await.unwrap();
    assert_eq!(lists(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_form_that_cannot_be_fetched_does_not_keep_the_others_away() {
    let phone = Phone::new();
    let app = phone.unlocked();
    offer(&phone, newer(|_| {}));
    // In the list before the other one, and not there.
    phone.office.state().forms.insert(("aaa".to_owned(), 1), (Vec::new(), [0; 32]));
    phone.office.state().lost_form = Some("aaa".to_owned());
    let lost = ServiceError::Problem(crate::service::ProblemCode::NotFound);
    assert_eq!(app.applications.refresh().await, Err(RefreshError::Service(lost)));
    assert_eq!(app.applications.services().iter().find(|s| s.id == "golongan-darah").unwrap().version, 2);
}

#[tokio::test(start_paused = true)]
async fn no_path_is_made_of_an_odd_cursor_or_the_odd_name_of_a_service() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    phone.office.state().forms.insert(("../x".to_owned(), 1), (Vec::new(), [0; 32]));
    assert_eq!(app.applications.refresh().await, Ok(RefreshOutcome::default()));
    phone.office.state().statuses = vec![status(id, 1, 2, "in_review", json!({}))];
    phone.office.state().next = Some("a&b=c".to_owned());
    assert_eq!(app.applications.refresh().await, Err(RefreshError::Service(ServiceError::BadAnswer)));
    assert!(!phone.office.state().log.iter().any(|line| line.contains("..") || line.contains('&')));
}

#[tokio::test(start_paused = true)]
async fn a_received_application_that_the_service_does_not_find_is_not_taken_back() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    phone.office.state().accepted.clear();
    let not_found = ServiceError::Problem(crate::service::ProblemCode::NotFound);
    assert_eq!(app.applications.withdraw(id).await, Err(WithdrawError::Other(not_found.into())));
    assert_eq!(app.state(id), "received");
}

#[tokio::test(start_paused = true)]
async fn a_revision_that_this_phone_did_not_give_is_not_used_again_and_does_not_go_back() {
    let phone = Phone::new();
    let (app, id) = received(&phone).await;
    phone.office.state().statuses = vec![status(id, 7, 2, "in_review", json!({}))];
    assert_eq!(app.applications.refresh().await.unwrap().changed, [id]);
    assert!(report(&phone, &app, id, 3, "approved", json!({})).await.changed.is_empty());
    assert_eq!(app.state(id), "in_review");
    phone.office.state().statuses = vec![status(id, 7, 4, "correct", correction(json!([]), json!([])))];
    app.applications.refresh().await.unwrap();
    app.applications.correct(id).unwrap();
    assert_eq!(app.get(id).revision, 8);
}
