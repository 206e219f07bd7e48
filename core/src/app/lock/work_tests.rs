//! What must not stop halfway begins when it is called.

use super::to_its_end;

#[tokio::test]
async fn work_whose_future_is_never_polled_is_done_all_the_same() {
    let (done, told) = tokio::sync::oneshot::channel();
    drop(to_its_end(async move { done.send(()).expect("the test waits") }));
    told.await.expect("the work was begun");
}

#[tokio::test]
async fn a_panic_of_the_work_is_an_error_of_its_caller() {
    let outcome: Result<(), _> = to_its_end(async { panic!("on purpose") }).await;
    assert!(outcome.is_err());
}
