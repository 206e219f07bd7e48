//! No network, a bad network, and a process that is killed.

use std::sync::Arc;

use ikd_core::{
    Stage,
    applications::LeftReason,
    service::{HttpRequest, Method, ServiceError, Transport, TransportFuture},
};
use ikd_journeys::{Interceptor, World};
use ikd_sandbox::{CutPoint, Fault, FaultKind};
use tokio::sync::Notify;

use super::*;

/// Requests of these method break at this point, `times` times.
fn cut(world: &World, method: &str, point: CutPoint, skip: u32, times: u32) {
    world.sandbox.control().set_faults(vec![Fault {
        method: Some(method.to_owned()),
        path: "/v1/applications".to_owned(),
        skip,
        times,
        kind: FaultKind::Cut(point),
    }]);
}

/// The service has one application, in its first revision.
fn assert_once(world: &World, context: &str) {
    let list = world.sandbox.office().applications().expect("the list");
    assert_eq!(list.iter().map(|entry| entry.revision).collect::<Vec<_>>(), [1], "{context}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_up_to_queued_works_offline_and_it_leaves_locked_after_a_kill() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    world.network_goes();
    let before = applications(&mut phone);
    let (id, _) = blood_draft(&world, &before);
    queue(&mut phone, id).await;
    let report = send(&before).await;
    assert_eq!(report.stopped, Some(ServiceError::Offline));
    drop(before);
    phone.restart();
    world.network_returns();
    // Locked.
    let applications = applications(&mut phone);
    assert!(applications.list().is_err());
    assert_eq!(send(&applications).await.sent, [id]);
    phone.unlock().await;
    assert_eq!(state(&applications, id), "received");
    assert_once(&world, "after the kill");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_in_any_request_at_any_point_sends_it_once() {
    for method in ["POST", "PATCH", "PUT"] {
        for point in [CutPoint::BeforeRequest, CutPoint::MidRequest, CutPoint::AfterRequest] {
            let context = format!("{method} {point:?}");
            let world = World::new().await;
            let mut phone = registered(&world).await;
            let applications = applications(&mut phone);
            let (id, _) = blood_draft(&world, &applications);
            queue(&mut phone, id).await;
            // All four exchanges of one call.
            cut(&world, method, point, u32::from(method == "PATCH"), 4);
            let report = send(&applications).await;
            // A part whose answer was lost is not missing: the next exchange says so.
            if !(method == "PATCH" && point == CutPoint::AfterRequest) {
                assert_eq!(report.stopped, Some(ServiceError::Offline), "{context}");
                assert_eq!(report.left[0].why, LeftReason::Failed, "{context}");
            }
            world.network_returns();
            if report.sent.is_empty() {
                assert_eq!(send(&applications).await.sent, [id], "{context}");
            }
            assert_eq!(state(&applications, id), "received", "{context}");
            assert_once(&world, &context);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_asked_again_and_gives_the_same_receipt() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let applications = applications(&mut phone);
    let (id, _) = blood_draft(&world, &applications);
    queue(&mut phone, id).await;
    // The first is lost, the second of the same call arrives.
    cut(&world, "PUT", CutPoint::AfterRequest, 0, 1);
    assert_eq!(send(&applications).await.sent, [id]);
    assert_eq!(puts(&world), 2);
    assert_once(&world, "doubled");
    // Nothing is left to send.
    assert!(send(&applications).await.sent.is_empty());
    assert_eq!(puts(&world), 2);
}

/// A network on which the PUT is answered only when a test wants it.
#[derive(Default)]
struct LatePut {
    arrived: Notify,
    go_on: Notify,
}

impl Interceptor for LatePut {
    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        if request.method != Method::Put {
            return network.send(request);
        }
        Box::pin(async move {
            let answer = network.send(request).await;
            self.arrived.notify_one();
            self.go_on.notified().await;
            answer
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_after_locking_is_kept_for_the_next_unlock() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let network = Arc::new(LatePut::default());
    phone.restart_behind(network.clone());
    phone.unlock().await;
    let applications = applications(&mut phone);
    let (id, _) = blood_draft(&world, &applications);
    queue(&mut phone, id).await;
    let sending = tokio::spawn({
        let applications = applications.clone();
        async move { applications.send_queued(false).await }
    });
    network.arrived.notified().await;
    phone.app().lock().lock().expect("locks");
    network.go_on.notify_one();
    let report = sending.await.expect("no panic").expect("the outbox can be read");
    assert_eq!(report.sent, [id]);
    phone.unlock().await;
    assert_eq!(state(&applications, id), "received");
    assert_eq!(puts(&world), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_after_a_wipe_leaves_nothing_on_the_phone() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let network = Arc::new(LatePut::default());
    phone.restart_behind(network.clone());
    phone.unlock().await;
    let applications = applications(&mut phone);
    let (id, _) = blood_draft(&world, &applications);
    queue(&mut phone, id).await;
    let sending = tokio::spawn({
        let applications = applications.clone();
        async move { applications.send_queued(false).await }
    });
    network.arrived.notified().await;
    phone.app().wipe().expect("wiped");
    network.go_on.notify_one();
    // What it reports is nobody's any more.
    let _ = sending.await.expect("no panic");
    assert_eq!(phone.stage(), Stage::Welcome);
    assert!(!phone.data_dir().join("outbox").exists());
}
