//! What changes at the service while an application is under way: the form, the record, the account.

use ikd_core::{
    Stage,
    applications::{AnswerError, ApplicationState, LeftReason, ReturnReason},
};
use ikd_journeys::World;
use ikd_sandbox::{Mark, MarkCode, Part, RecordChange};

use super::{
    every_service::{Case, row},
    *,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_raised_while_a_draft_waited_is_moved_to_and_sent() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let applications = applications(&mut phone);
    let (id, _) = blood_draft(&world, &applications);
    queue(&mut phone, id).await;
    let raised = world.sandbox.control().raise_form("golongan-darah", false, |_| {}).expect("raised");
    let report = send(&applications).await;
    assert_eq!(report.left.iter().map(|left| left.why).collect::<Vec<_>>(), [LeftReason::Returned]);
    let application = &applications.list().expect("the list")[0];
    assert_eq!(application.returned, Some(ReturnReason::OutdatedForm { version: raised }));
    assert_eq!(application.state.kind().name(), "draft");
    assert!(applications.refresh().await.expect("forms arrive").new_forms);
    assert_eq!(applications.list().expect("the list")[0].newer_form, Some(raised));
    applications.move_to_newer_form(id).expect("moved");
    queue(&mut phone, id).await;
    assert_eq!(send(&applications).await.sent, [id]);
    assert_eq!(state(&applications, id), "received");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_changed_comes_back_as_a_difference() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let applications = applications(&mut phone);
    let (id, _) = blood_draft(&world, &applications);
    queue(&mut phone, id).await;
    let change = RecordChange { name: Some("NAMA BARU CONTOH".to_owned()), ..RecordChange::default() };
    world.sandbox.control().change_record(world.adult().nik, &change).expect("changed");
    assert_eq!(send(&applications).await.sent, [id]);
    applications.refresh().await.expect("the status arrives");
    let list = applications.list().expect("the list");
    let ApplicationState::Correct { differences, .. } = &list[0].state else {
        panic!("{}", list[0].state.kind().name())
    };
    assert!(differences.iter().any(|difference| difference.value == "NAMA BARU CONTOH"));
    phone.app().documents().sync().await.expect("documents arrive");
    applications.correct(id).expect("the correction begins");
    queue(&mut phone, id).await;
    assert_eq!(send(&applications).await.sent, [id]);
    applications.refresh().await.expect("the status arrives");
    assert_eq!(state(&applications, id), "received");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_changes_during_the_review_is_corrected_and_then_issued() {
    let mut case = Case::of(row("golongan-darah")).await;
    let id = case.sent().await;
    let office = case.world.sandbox.office();
    office.review_application(&id_text(id)).expect("reviewed");
    let change = RecordChange { name: Some("NAMA BARU CONTOH".to_owned()), ..RecordChange::default() };
    case.world.sandbox.control().change_record(case.who().nik.as_u64(), &change).expect("changed");
    assert_eq!(office.approve_application(&id_text(id)), Ok(ikd_sandbox::ApplicationState::Correct));
    case.refresh(id).await;
    assert_eq!(case.sync().await.ktp().name.as_str(), "NAMA BARU CONTOH");
    case.applications.correct(id).expect("the correction begins");
    case.send(id).await;
    let view = office.application(&id_text(id)).expect("the application");
    let name = view.fields().find(|field| field.key == "pemohon_nama").expect("the field");
    assert_eq!((name.answer.as_deref(), view.entry.revision), (Some("NAMA BARU CONTOH"), 2));
    case.arrives(id, &case.typed()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_raised_during_a_correction_opens_what_it_requires_now() {
    let mut case = Case::of(row("kematian")).await;
    let id = case.sent().await;
    let (office, control) = (case.world.sandbox.office(), case.world.sandbox.control());
    office.review_application(&id_text(id)).expect("reviewed");
    let mark = Mark { part: Part::Field("sebab".to_owned()), code: MarkCode::MismatchPaper, note: None };
    office.ask_for_correction(&id_text(id), vec![mark], None).expect("asked");
    control
        .raise_form("kematian", false, |form| {
            let mut fields = form.sections.iter_mut().flat_map(|section| &mut section.fields);
            fields.find(|field| field.key == "pukul").expect("a field of the form").required = true;
        })
        .expect("raised");
    assert!(case.refresh(id).await.new_forms);
    case.applications.correct(id).expect("the correction begins");
    let other_time = case.applications.set(id, "pukul", "07:30");
    assert_eq!(other_time, Err(AnswerError::NotMarked), "the form that was sent did not require it");
    case.applications.move_to_newer_form(id).expect("moved");
    answer(&case.applications, id, &[("sebab", "3"), ("pukul", "07:30")]);
    case.send(id).await;
    case.arrives(id, &case.typed()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_account_sends_nothing_and_keeps_what_waits() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let applications = applications(&mut phone);
    let (id, _) = blood_draft(&world, &applications);
    queue(&mut phone, id).await;
    phone.app().lock().lock().expect("locks");
    let control = world.sandbox.control();
    control.block_account(world.adult().nik, true).expect("blocked");
    assert_eq!(send(&applications).await.left[0].why, LeftReason::Blocked);
    assert!(matches!(phone.stage(), Stage::Blocked { .. }));
    let asked = control.requests().len();
    assert_eq!(send(&applications).await.left[0].why, LeftReason::Blocked);
    assert_eq!(control.requests().len(), asked, "nothing is asked while blocked");
    control.block_account(world.adult().nik, false).expect("free again");
    phone.app().check_block_again().await.expect("the block is lifted");
    assert_eq!(send(&applications).await.sent, [id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wipe_erases_what_waits() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let applications = applications(&mut phone);
    let (id, _) = blood_draft(&world, &applications);
    queue(&mut phone, id).await;
    assert!(phone.data_dir().join("outbox").exists());
    phone.app().wipe().expect("wiped");
    assert!(!phone.data_dir().join("outbox").exists());
    assert!(send(&applications).await.sent.is_empty());
    assert_eq!(puts(&world), 0);
}
