//! The progress of an upload that stops in the middle.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use ikd_core::{
    registration::{FormShape, RegistrationError, UploadProgress},
    service::{HttpRequest, Method, Transport, TransportFuture},
};
use ikd_journeys::{Interceptor, World};
use tokio::sync::Notify;

/// A network on which the first part of an upload arrives, and no other.
#[derive(Default)]
struct OnePart {
    arrived: AtomicBool,
    stuck: Notify,
}

impl Interceptor for OnePart {
    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        if request.method != Method::Patch || !self.arrived.swap(true, Ordering::Relaxed) {
            return network.send(request);
        }
        self.stuck.notify_one();
        Box::pin(std::future::pending())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_progress_of_an_upload_shows_what_arrived_what_is_left_and_that_it_stalled() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    let network = Arc::new(OnePart::default());
    phone.restart_behind(network.clone());
    phone.fill_in(&world.adult(), FormShape::Short);
    let registration = phone.app().registration().clone();
    let at_the_selfie = registration.upload_progress();
    assert_eq!(at_the_selfie, Err(RegistrationError::WrongStep));

    phone.take_selfie();
    let total = u32::try_from(phone.portrait_len()).expect("small");
    let waiting = UploadProgress { sent: 0, total, remaining_ms: None, stalled: false };
    assert_eq!(registration.upload_progress(), Ok(waiting));

    let submitting = tokio::spawn({
        let registration = registration.clone();
        async move { registration.submit().await }
    });
    network.stuck.notified().await;
    phone.clock.pass_ms(5_000);
    let still = registration.upload_progress().expect("uploading");
    assert!(!still.stalled && still.remaining_ms.is_some_and(|ms| ms > 0 && ms % 10_000 == 0), "{still:?}");
    phone.clock.pass_ms(5_000);
    let stalled = registration.upload_progress().expect("uploading");
    assert!(stalled.sent > 0 && stalled.sent < total && stalled.stalled, "{stalled:?}");
    assert_eq!(stalled.remaining_ms, None);

    submitting.abort();
    assert!(submitting.await.is_err());
    let stopped = UploadProgress { sent: stalled.sent, total, remaining_ms: None, stalled: false };
    assert_eq!(registration.upload_progress(), Ok(stopped));
}
