//! From the draft to what arrives by sync.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn every_service_is_issued_and_what_it_changes_arrives_by_sync() {
    for row in &SERVICES {
        let mut case = Case::of(row).await;
        let id = case.sent().await;
        case.arrives(id, &case.typed()).await;
        // The photographs have done their work; the receipt stays.
        let contents = case.applications.open(id).expect("opens");
        assert!(contents.papers.is_empty() && !contents.editable, "{}", row.service);
        let receipt = contents.application.receipt.expect("the receipt is kept");
        assert_eq!((receipt.revision, receipt.example), (1, true), "{}", row.service);
        assert!(case.world.sandbox.office().applications().expect("the list").is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_of_the_office_is_seen_on_the_phone() {
    let mut case = Case::of(row("cetak-kk")).await;
    let id = case.sent().await;
    let office = case.world.sandbox.office();
    type Step = fn(&ikd_sandbox::Office, &str) -> Result<ApplicationState, ikd_sandbox::OfficeError>;
    let steps: [(Step, &str); 4] = [
        (ikd_sandbox::Office::review_application, "in_review"),
        (ikd_sandbox::Office::approve_application, "approved"),
        (ikd_sandbox::Office::sign_application, "signing"),
        (ikd_sandbox::Office::issue_application, "issued"),
    ];
    for (step, expected) in steps {
        step(&office, &id_text(id)).expect("done");
        case.refresh(id).await;
        assert_eq!(state(&case.applications, id), expected);
    }
    let list = case.applications.list().expect("the list");
    let history: Vec<_> = list[0].history.iter().map(|event| event.state.name()).collect();
    assert_eq!(history, ["draft", "queued", "received", "in_review", "approved", "signing", "issued"]);
}
