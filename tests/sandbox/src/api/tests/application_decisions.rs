//! Who did what with an application: kept for the office, and not told to the phone.

use super::applicant::{Applicant, blood, fill_blood, sandbox};
use crate::{
    ApplicationDecision, ApplicationState as State, ApplicationStep as Step, Mark, MarkCode, OfficeError,
    Part, RecordChange, Sandbox, StoreError,
    application::REMEMBERED,
    pages::desk::{Desk as _, Move, ServiceDesk},
};

/// Who did what, about which revision, and what came of it.
fn history(sandbox: &Sandbox, id: &str) -> Vec<(String, Step, u64, State)> {
    let history = sandbox.office().application(id).expect("known").history;
    let line = |made: ApplicationDecision| (made.officer, made.step, made.revision, made.state);
    history.into_iter().map(line).collect()
}

fn line(officer: &str, step: Step, revision: u64, state: State) -> (String, Step, u64, State) {
    (officer.to_owned(), step, revision, state)
}

async fn sent(sandbox: &Sandbox) -> Applicant<'_> {
    let mut applicant = blood(sandbox).await;
    applicant.sent().await;
    applicant
}

#[tokio::test]
async fn each_step_is_kept_with_the_officer_who_made_it_and_when() {
    let sandbox = sandbox().await;
    let mut applicant = sent(&sandbox).await;
    let (id, office) = (applicant.id(), sandbox.office());
    let (ani, budi) = (office.with_officer("ani"), office.with_officer("budi"));
    ani.review_application(&id).expect("reviewed");
    let part = Part::Field("surat_penerbit".to_owned());
    let mark = Mark { part, code: MarkCode::Incomplete, note: None };
    budi.ask_for_correction(&id, vec![mark], None).expect("asked");
    applicant.revision = 2;
    applicant.fill(&[("surat_penerbit", "RS Contoh Dua")]);
    applicant.sent().await;
    ani.review_application(&id).expect("reviewed");
    ani.ask_for_visit(&id, "Loket 3", 5, "KTP").expect("asked");
    sandbox.control().advance_clock(3600);
    budi.approve_application(&id).expect("approved");
    ani.sign_application(&id).expect("signed");
    // Where no officer signed in, the sandbox's own one acts.
    office.issue_application(&id).expect("issued");
    let expected = [
        line("ani", Step::Review, 1, State::InReview),
        line("budi", Step::Correction, 1, State::Correct),
        line("ani", Step::Review, 2, State::InReview),
        line("ani", Step::Visit, 2, State::VisitNeeded),
        line("budi", Step::Approval, 2, State::Approved),
        line("ani", Step::Signing, 2, State::Signing),
        line("petugas", Step::Issue, 2, State::Issued),
    ];
    assert_eq!(history(&sandbox, &id), expected);
    let times = office.application(&id).expect("known").history;
    assert!(times[4].at >= times[3].at + 3600);
}

#[tokio::test]
async fn the_counter_s_pages_take_each_step_in_the_name_of_their_officer() {
    let sandbox = sandbox().await;
    let applicant = sent(&sandbox).await;
    let (id, desk) = (applicant.id(), ServiceDesk::new(sandbox.control().0.clone()));
    for asked in [Move::Review, Move::Visit { place: "Loket 3", days: 5, bring: "KTP" }, Move::Approve] {
        desk.move_application("ani", &id, asked).expect("moved");
    }
    let officers: Vec<_> = history(&sandbox, &id).into_iter().map(|(officer, ..)| officer).collect();
    assert_eq!(officers, ["ani"; 3]);
}

#[tokio::test]
async fn a_refusal_is_kept_and_a_step_that_was_refused_is_not() {
    let sandbox = sandbox().await;
    let applicant = sent(&sandbox).await;
    let (id, ani) = (applicant.id(), sandbox.office().with_officer("ani"));
    assert_eq!(ani.issue_application(&id), Err(OfficeError::Application(State::Received)));
    assert_eq!(history(&sandbox, &id), []);
    ani.review_application(&id).expect("reviewed");
    ani.refuse_application(&id, MarkCode::Duplicate, None).expect("refused");
    let expected =
        [line("ani", Step::Review, 1, State::InReview), line("ani", Step::Refusal, 1, State::Refused)];
    assert_eq!(history(&sandbox, &id), expected);
}

#[tokio::test]
async fn a_review_that_finds_a_changed_record_is_kept_as_such() {
    let sandbox = sandbox().await;
    let applicant = sent(&sandbox).await;
    let change = RecordChange { name: Some("NAMA BARU".to_owned()), ..Default::default() };
    sandbox.control().change_record(applicant.person.nik.as_u64(), &change).expect("changed");
    let ani = sandbox.office().with_officer("ani");
    assert_eq!(ani.review_application(&applicant.id()), Ok(State::Correct));
    assert_eq!(history(&sandbox, &applicant.id()), [line("ani", Step::Review, 1, State::Correct)]);
}

#[tokio::test]
async fn the_phone_is_not_told_the_name_of_an_officer() {
    let sandbox = sandbox().await;
    let applicant = sent(&sandbox).await;
    let (id, ani) = (applicant.id(), sandbox.office().with_officer("nama-petugas"));
    let steps = [
        ani.review_application(&id),
        ani.ask_for_visit(&id, "Loket 3", 5, "KTP"),
        ani.approve_application(&id),
        ani.sign_application(&id),
        ani.issue_application(&id),
    ];
    assert!(steps.iter().all(Result::is_ok), "{steps:?}");
    for path in [applicant.path(), "/v1/applications".to_owned(), "/v1/account".to_owned()] {
        let told = applicant.phone.get(&path).await;
        assert_eq!(told.status, 200, "{path}");
        assert!(!told.json().to_string().contains("nama-petugas"), "{path}");
    }
}

#[tokio::test]
async fn what_was_decided_about_an_application_is_erased_with_it_and_not_that_about_another() {
    let sandbox = sandbox().await;
    let first = sent(&sandbox).await;
    let office = sandbox.office();
    office.review_application(&first.id()).expect("reviewed");
    office.refuse_application(&first.id(), MarkCode::Duplicate, None).expect("refused");
    let first_id = first.id;
    let mut second = first.again("golongan-darah");
    fill_blood(&mut second);
    second.sent().await;
    office.review_application(&second.id()).expect("reviewed");
    let service = &sandbox.control().0;
    let year = service.clock.now() + REMEMBERED;
    let kept: Result<_, StoreError> = service.store.run(|tx| {
        crate::application::sweep(tx, year)?;
        Ok((tx.application_decisions(&first_id)?.len(), tx.application_decisions(&second.id)?.len()))
    });
    assert_eq!(kept, Ok((0, 1)));
}
