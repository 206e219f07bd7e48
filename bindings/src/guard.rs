//! What stands around every call: panics become errors, and async work runs on the library's own threads.
//!
//! A panic that reached uniffi would carry its text to the shell, and end the app in a Swift function that does not throw.
//! Here it ends as [`IkdError::Defect`]; the hook notes where it happened and nothing of what it said.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, Once, OnceLock, PoisonError, Weak},
};

use tokio::{
    runtime::{Builder, Runtime},
    task::{AbortHandle, JoinHandle},
};

use crate::error::{ErrorCode, IkdError};

/// Runs a sync call.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, IkdError>) -> Result<T, IkdError> {
    keep_panics_quiet();
    // What a panic left half done is behind locks that the core recovers from.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(IkdError::Defect { code: ErrorCode::Panicked }))
}

/// The library's threads: one that waits for the network, and those that tokio adds for slow work. Made at first use, kept
/// for the life of the process.
fn runtime() -> Result<&'static Runtime, IkdError> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            Builder::new_multi_thread()
                .worker_threads(1)
                // A phone's secondary threads have half a megabyte; inference and SQLite want more.
                .thread_stack_size(8 * 1024 * 1024)
                .thread_name("ikd")
                .enable_all()
                .build()
                .ok()
        })
        .as_ref()
        .ok_or(IkdError::Defect { code: ErrorCode::NoThreads })
}

/// What a call does.
pub(crate) trait Work<T>: Future<Output = Result<T, IkdError>> + Send + 'static {}

impl<T, W: Future<Output = Result<T, IkdError>> + Send + 'static> Work<T> for W {}

/// Runs an async call that nothing stops: it begins when this is called, and ends whether or not somebody waits for it.
pub(crate) fn run_to_completion<T: Send + 'static, W: Work<T>>(
    work: W,
) -> impl Future<Output = Result<T, IkdError>> + Send {
    keep_panics_quiet();
    // A task goes on when its handle is dropped.
    let task = runtime().map(|runtime| runtime.spawn(work));
    async move { result_of(&mut task?).await }
}

async fn result_of<T>(task: &mut JoinHandle<Result<T, IkdError>>) -> Result<T, IkdError> {
    match task.await {
        Ok(result) => result,
        Err(error) if error.is_cancelled() => Err(IkdError::Cancelled { code: ErrorCode::Cancelled }),
        Err(_) => Err(IkdError::Defect { code: ErrorCode::Panicked }),
    }
}

/// Calls under way that a shell may stop: dropping the call's future stops it, and so does [`Calls::cancel`], for languages
/// whose futures are not dropped (Swift).
#[derive(Default)]
pub(crate) struct Calls(Arc<Mutex<Vec<AbortHandle>>>);

impl Calls {
    /// Runs an async call. The work begins when this is called, not when the future is first polled.
    pub(crate) fn run<T: Send + 'static, W: Work<T>>(
        &self,
        work: W,
    ) -> impl Future<Output = Result<T, IkdError>> + Send + use<T, W> {
        keep_panics_quiet();
        let call = runtime().map(|runtime| {
            let call = Call { task: runtime.spawn(work), all: Arc::downgrade(&self.0) };
            held(&self.0).push(call.task.abort_handle());
            call
        });
        async move { result_of(&mut call?.task).await }
    }

    /// Stops what is under way; each call ends with [`IkdError::Cancelled`].
    pub(crate) fn cancel(&self) {
        for task in held(&self.0).drain(..) {
            task.abort();
        }
    }
}

/// One call; dropping it stops it.
struct Call<T> {
    task: JoinHandle<T>,
    all: Weak<Mutex<Vec<AbortHandle>>>,
}

impl<T> Drop for Call<T> {
    fn drop(&mut self) {
        self.task.abort();
        if let Some(all) = self.all.upgrade() {
            let id = self.task.id();
            held(&all).retain(|other| other.id() != id);
        }
    }
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the last panic was: file name and line. For the log; there is no text in it.
#[derive(Clone)]
pub(crate) struct PanicPlace {
    pub(crate) file: String,
    pub(crate) line: u32,
}

pub(crate) type Listener = Arc<dyn Fn(&PanicPlace) + Send + Sync>;

static LISTENER: Mutex<Option<Listener>> = Mutex::new(None);

/// Passes where a panic happened to `listener` from now on, instead of whoever listened before.
pub(crate) fn listen_for_panics(listener: Option<Listener>) {
    *held(&LISTENER) = listener;
}

/// Replaces the standard panic hook, which prints the panic's text, once in the life of the process.
fn keep_panics_quiet() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let Some(place) = panic.location() else { return };
            let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            let listener = held(&LISTENER).clone();
            if let Some(listener) = listener {
                listener(&PanicPlace { file, line: place.line() });
            }
        }));
    });
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use std::{
        sync::mpsc,
        task::{Context, Waker},
    };

    use super::*;

    #[test]
    fn a_panic_becomes_an_error_without_its_text() {
        let result: Result<(), _> = guarded(|| panic!("NIK 9901010101900001"));
        let error = result.unwrap_err();
        assert!(matches!(error, IkdError::Defect { code: ErrorCode::Panicked }));
        assert!(!format!("{error:?} {error}").contains("9901"));
    }

    #[test]
    fn a_panic_in_an_async_call_becomes_an_error_too() {
        let calls = Calls::default();
        let result: Result<(), _> =
            runtime().unwrap().block_on(calls.run(async { panic!("NIK 9901010101900001") }));
        assert!(matches!(result, Err(IkdError::Defect { code: ErrorCode::Panicked })));
    }

    #[test]
    fn cancelling_ends_a_call_that_waits_for_ever() {
        let calls = Arc::new(Calls::default());
        let (started, waits) = tokio::sync::oneshot::channel();
        let waiting = calls.clone();
        let result = runtime().unwrap().block_on(async move {
            let call = tokio::spawn(async move {
                waiting
                    .run(async move {
                        started.send(()).unwrap();
                        std::future::pending::<Result<(), IkdError>>().await
                    })
                    .await
            });
            waits.await.unwrap();
            calls.cancel();
            call.await.unwrap()
        });
        assert!(matches!(result, Err(IkdError::Cancelled { .. })));
    }

    #[test]
    fn a_call_that_nobody_waits_for_any_more_is_stopped() {
        let calls = Calls::default();
        let (started, starts) = mpsc::channel();
        let (gone, noticed) = mpsc::channel::<()>();
        let call = calls.run(async move {
            let _gone = gone;
            started.send(()).unwrap();
            std::future::pending::<Result<(), IkdError>>().await
        });
        starts.recv().unwrap();
        drop(call);
        // The sender is dropped with the stopped call.
        assert!(noticed.recv().is_err());
        assert!(held(&calls.0).is_empty());
    }

    /// Keeps the library's only worker from beginning anything until it is dropped, as a busy machine may.
    fn busy_worker() -> mpsc::Sender<()> {
        let (go_on, waits) = mpsc::channel();
        let (started, starts) = mpsc::channel();
        runtime().unwrap().spawn(async move {
            started.send(()).unwrap();
            let _ = waits.recv();
        });
        starts.recv().unwrap();
        go_on
    }

    #[test]
    fn what_goes_on_to_its_end_does_so_though_its_call_is_dropped_before_any_thread_takes_it_up() {
        let busy = busy_worker();
        let (done, told) = mpsc::channel();
        let mut call = Box::pin(run_to_completion(async move {
            done.send(()).unwrap();
            Ok(())
        }));
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        drop(call);
        drop(busy);
        told.recv().unwrap();
    }

    #[test]
    fn what_goes_on_to_its_end_begins_when_it_is_called_and_not_when_it_is_polled() {
        let (done, told) = mpsc::channel();
        drop(run_to_completion(async move {
            done.send(()).unwrap();
            Ok(())
        }));
        told.recv().unwrap();
    }

    #[test]
    fn a_panic_in_what_goes_on_to_its_end_becomes_an_error_too() {
        let result: Result<(), _> =
            runtime().unwrap().block_on(run_to_completion(async { panic!("NIK 9901010101900001") }));
        assert!(matches!(result, Err(IkdError::Defect { code: ErrorCode::Panicked })));
    }
}
