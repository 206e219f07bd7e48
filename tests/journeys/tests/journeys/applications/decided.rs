//! Refused, corrected, visited, withdrawn, too late.

use ikd_core::applications::{AnswerError, ApplicationState, ApplicationsError, ReasonCode};
use ikd_journeys::World;
use ikd_sandbox::{Mark, MarkCode, Part};

use super::*;

fn mark(part: Part, code: MarkCode) -> Mark {
    Mark { part, code, note: Some("Perbaiki.".to_owned()) }
}

fn nomor() -> Mark {
    mark(Part::Field("surat_nomor".to_owned()), MarkCode::MismatchPaper)
}

fn now(applications: &Applications, id: ApplicationId) -> ApplicationState {
    let list = applications.list().expect("the list");
    list.into_iter().find(|application| application.id == id).expect("in the list").state
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_arrives_with_its_reason_and_another_application_may_follow() {
    let world = World::new().await;
    let (mut phone, id, _) = sent(&world).await;
    let applications = applications(&mut phone);
    let office = world.sandbox.office();
    office.review_application(&id_text(id)).expect("reviewed");
    office.refuse_application(&id_text(id), MarkCode::NotEligible, Some("Tidak berhak.")).expect("refused");
    applications.refresh().await.expect("the status arrives");
    let refused =
        ApplicationState::Refused { code: ReasonCode::NotEligible, note: Some("Tidak berhak.".to_owned()) };
    assert!(now(&applications, id) == refused);
    let (second, _) = blood_draft(&world, &applications);
    queue(&mut phone, second).await;
    assert_eq!(send(&applications).await.sent, [second]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_opens_what_was_marked_and_is_sent_as_the_next_revision() {
    let world = World::new().await;
    let (mut phone, id, _) = sent(&world).await;
    let applications = applications(&mut phone);
    let office = world.sandbox.office();
    office.review_application(&id_text(id)).expect("reviewed");
    office.ask_for_correction(&id_text(id), vec![nomor()], None).expect("asked");
    applications.refresh().await.expect("the status arrives");
    let wrong_state = AnswerError::Other(ApplicationsError::WrongState);
    assert_eq!(applications.set(id, "surat_nomor", "LAB/13"), Err(wrong_state));
    applications.correct(id).expect("the correction begins");
    assert_eq!(applications.set(id, "surat_penerbit", "Lain"), Err(AnswerError::NotMarked));
    answer(&applications, id, &[("surat_nomor", "LAB/13")]);
    queue(&mut phone, id).await;
    assert_eq!(send(&applications).await.sent, [id]);
    assert_eq!(state(&applications, id), "received");
    let view = office.application(&id_text(id)).expect("the application");
    assert_eq!(view.entry.revision, 2);
    let field = view.fields().find(|field| field.key == "surat_nomor").expect("the field");
    assert_eq!(field.answer.as_deref(), Some("LAB/13"));
    issue(&world, id);
    applications.refresh().await.expect("the status arrives");
    assert_eq!(state(&applications, id), "issued");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_asked_for_with_place_and_papers() {
    let world = World::new().await;
    let (mut phone, id, _) = sent(&world).await;
    let applications = applications(&mut phone);
    let office = world.sandbox.office();
    office.review_application(&id_text(id)).expect("reviewed");
    office.ask_for_visit(&id_text(id), "Loket 2", 7, "Surat asli").expect("asked");
    applications.refresh().await.expect("the status arrives");
    let ApplicationState::VisitNeeded { place, bring, .. } = now(&applications, id) else {
        panic!("a visit")
    };
    assert_eq!((place.as_str(), bring.as_str()), ("Loket 2", "Surat asli"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_application_has_ended_at_the_service() {
    let world = World::new().await;
    let (mut phone, id, _) = sent(&world).await;
    let applications = applications(&mut phone);
    applications.withdraw(id).await.expect("withdrawn");
    assert_eq!(state(&applications, id), "withdrawn");
    assert!(world.sandbox.office().applications().expect("the list").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_that_is_not_sent_in_time_ends_the_application() {
    let world = World::new().await;
    let (mut phone, id, _) = sent(&world).await;
    let applications = applications(&mut phone);
    let office = world.sandbox.office();
    office.review_application(&id_text(id)).expect("reviewed");
    office.ask_for_correction(&id_text(id), vec![nomor()], Some(2)).expect("asked");
    applications.refresh().await.expect("the status arrives");
    applications.correct(id).expect("the correction begins");
    queue(&mut phone, id).await;
    world.sandbox.control().advance_clock(3 * 86_400);
    let report = send(&applications).await;
    assert!(report.sent.is_empty(), "{report:?}");
    applications.refresh().await.expect("the status arrives");
    assert_eq!(state(&applications, id), "expired");
}
