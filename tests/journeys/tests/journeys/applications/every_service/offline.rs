//! No network until it is queued, then a killed process, then another one that sends it.

use ikd_core::service::ServiceError;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_queued_offline_by_a_process_that_was_killed_is_sent_by_the_next_one() {
    for row in &SERVICES {
        let mut case = Case::of(row).await;
        // A form that asks for the face needs the network once, for that.
        let id = case.begun().await;
        case.world.network_goes();
        let typed = case.typed();
        case.fill(id, &typed);
        queue(&mut case.phone, id).await;
        assert_eq!(state(&case.applications, id), "queued", "{}", row.service);
        assert_eq!(send(&case.applications).await.stopped, Some(ServiceError::Offline), "{}", row.service);
        let contents = case.applications.open(id).expect("opens");

        let Case { world, mut phone, applications: of_the_first, .. } = case;
        drop(of_the_first);
        phone.kill();
        world.network_returns();
        let applications = applications(&mut phone);
        assert!(applications.list().is_err(), "{}: locked", row.service);
        assert_eq!(send(&applications).await.sent, [id], "{}", row.service);
        phone.unlock().await;
        assert_eq!(state(&applications, id), "received", "{}", row.service);

        let office = world.sandbox.office();
        let list = office.applications().expect("the list");
        let received: Vec<_> = list.iter().map(|entry| (entry.id.clone(), entry.revision)).collect();
        assert_eq!(received, [(id_text(id), 1)], "{}: once", row.service);
        let view = office.application(&id_text(id)).expect("the application");
        let answered = |key: &&String| contents.answers.get(key).is_some();
        let arrived = view.fields().filter(|field| field.answer.is_some()).map(|field| field.key.clone());
        let typed: Vec<_> = contents.visible.iter().filter(answered).cloned().collect();
        assert_eq!(arrived.collect::<Vec<_>>(), typed, "{}: the answers", row.service);
        let papers: BTreeSet<_> = contents.papers.iter().map(|page| page.kind.as_str()).collect();
        let arrived: BTreeSet<_> = view.papers.iter().map(|paper| paper.kind.as_str()).collect();
        assert_eq!(arrived, papers, "{}: the papers", row.service);
    }
}
