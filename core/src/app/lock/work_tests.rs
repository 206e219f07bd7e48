//! What must not stop halfway begins when it is called.

use super::run_to_completion;

#[tokio::test]
async fn work_whose_future_is_never_polled_is_done_all_the_same() {
    let (done, told) = tokio::sync::oneshot::channel();
    drop(run_to_completion(async move { done.send(()).expect("the test waits") }));
    told.await.expect("the work was begun");
}

#[tokio::test]
async fn a_panic_of_the_work_is_an_error_of_its_caller() {
    let outcome: Result<(), _> = run_to_completion(async { panic!("on purpose") }).await;
    assert!(outcome.is_err());
}
