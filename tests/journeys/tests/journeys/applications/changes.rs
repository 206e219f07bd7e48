//! What changes at the service while an application is under way: the form, the record, the account.

use ikd_core::{
    Stage,
    applications::{ApplicationState, LeftReason, ReturnReason},
};
use ikd_journeys::World;
use ikd_sandbox::RecordChange;

use super::*;

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
