//! The erasure of a released phone.

use super::*;
use crate::service::{HttpRequest, HttpResponse, TransportFuture};

/// A service that accepts every request.
struct AcceptAll;

impl Transport for AcceptAll {
    fn authority(&self) -> &str {
        "localhost"
    }

    fn send(&self, _: HttpRequest) -> TransportFuture<'_> {
        Box::pin(std::future::ready(Ok(HttpResponse { status: 204, headers: vec![], body: vec![] })))
    }
}

#[tokio::test]
async fn a_released_phone_is_erased_at_the_next_start_if_erasing_it_failed() {
    let before = Rig::with_account().snapshot();
    let rig = Rig::of(&before);
    let app = rig.try_open(Arc::new(AcceptAll)).unwrap();
    app.lock().unlock(typed(PIN)).await.unwrap();
    rig.phone.keystore.refuse_deletions(true);
    assert!(matches!(app.release_this_phone().await, Err(ReleaseError::NotErased(_))));
    assert_ne!(app.stage(), Stage::Welcome);
    drop(app);
    assert!(rig.try_open(Arc::new(NoNetwork)).is_err(), "the app does not open before everything is erased");
    rig.phone.keystore.refuse_deletions(false);
    assert_eq!(rig.open().stage(), Stage::Welcome);
    assert!(rig.is_empty(), "{:?} {:?}", rig.keys(), rig.files());
}

#[tokio::test]
async fn a_released_phone_is_erased_even_if_the_app_is_killed_before_the_erasure_begins() {
    let rig = Rig::with_account();
    let app = rig.try_open(Arc::new(AcceptAll)).unwrap();
    app.lock().unlock(typed(PIN)).await.unwrap();
    // As during a change of PIN: the erasure waits for it.
    let guard = app.0.lock.prevent_pin_operations().await;
    let released = tokio::spawn({
        let app = app.clone();
        async move { app.release_this_phone().await }
    });
    // All tasks share this thread: each yield lets the release continue.
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    assert!(rig.is_marked());
    let killed = Rig::of(&rig.snapshot());
    assert_eq!(killed.open().stage(), Stage::Welcome);
    assert!(killed.is_empty(), "{:?} {:?}", killed.keys(), killed.files());
    drop(guard);
    released.await.unwrap().unwrap();
    assert_eq!(app.stage(), Stage::Welcome);
}
