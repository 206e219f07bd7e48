//! Tests of work that must run to completion.

use super::run_to_completion;

#[tokio::test]
async fn work_runs_to_completion_even_if_its_future_is_never_polled() {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    drop(run_to_completion(async move { sender.send(()).expect("the test waits") }));
    receiver.await.expect("the work has run");
}

#[tokio::test]
async fn a_panic_of_the_work_is_returned_as_an_error() {
    let outcome: Result<(), _> = run_to_completion(async { panic!("on purpose") }).await;
    assert!(outcome.is_err());
}
