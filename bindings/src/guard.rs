//! Wraps every call: turns panics into errors and runs async work on the library's own threads.
//!
//! uniffi would pass a panic's text to the shell, and would end the app in a Swift function that does not throw. Here a
//! panic becomes [`IkdError::Defect`], and the panic hook reports only the file and line.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, Once, OnceLock, PoisonError, Weak},
};

use tokio::{
    runtime::{Builder, Runtime},
    task::{AbortHandle, JoinHandle},
};

use crate::error::{ErrorCode, IkdError};

/// Runs a sync call; a panic becomes an error.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, IkdError>) -> Result<T, IkdError> {
    install_panic_hook();
    // Unwind safety: state that a panic left inconsistent is behind locks, and the core recovers from their poisoning.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(IkdError::Defect { code: ErrorCode::Panicked }))
}

/// The library's threads: one worker for network calls, and the threads that tokio adds for blocking work. Created at
/// first use and kept until the process ends.
fn runtime() -> Result<&'static Runtime, IkdError> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            Builder::new_multi_thread()
                .worker_threads(1)
                // A phone's secondary threads have 0.5 MB of stack; inference and SQLite need more.
                .thread_stack_size(8 * 1024 * 1024)
                .thread_name("ikd")
                .enable_all()
                .build()
                .ok()
        })
        .as_ref()
        .ok_or(IkdError::Defect { code: ErrorCode::NoThreads })
}

/// The future of an async call.
pub(crate) trait Work<T>: Future<Output = Result<T, IkdError>> + Send + 'static {}

impl<T, W: Future<Output = Result<T, IkdError>> + Send + 'static> Work<T> for W {}

/// Runs an async call that cannot be cancelled: it starts when this function is called and completes even if the
/// returned future is dropped.
pub(crate) fn run_to_completion<T: Send + 'static, W: Work<T>>(
    work: W,
) -> impl Future<Output = Result<T, IkdError>> + Send {
    install_panic_hook();
    // Dropping the handle of a tokio task detaches the task.
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

/// Running calls that the shell can cancel, by dropping the call's future or with [`Calls::cancel`]. The latter is for
/// Swift, whose generated code does not drop futures.
#[derive(Default)]
pub(crate) struct Calls(Arc<Mutex<Vec<AbortHandle>>>);

impl Calls {
    /// Runs an async call. The work starts when this function is called, not when the future is first polled.
    pub(crate) fn run<T: Send + 'static, W: Work<T>>(
        &self,
        work: W,
    ) -> impl Future<Output = Result<T, IkdError>> + Send + use<T, W> {
        install_panic_hook();
        let call = runtime().map(|runtime| {
            let call = Call { task: runtime.spawn(work), all: Arc::downgrade(&self.0) };
            lock(&self.0).push(call.task.abort_handle());
            call
        });
        async move { result_of(&mut call?.task).await }
    }

    /// Cancels all running calls; each returns [`IkdError::Cancelled`].
    pub(crate) fn cancel(&self) {
        for task in lock(&self.0).drain(..) {
            task.abort();
        }
    }
}

/// One running call; dropping it cancels it.
struct Call<T> {
    task: JoinHandle<T>,
    all: Weak<Mutex<Vec<AbortHandle>>>,
}

impl<T> Drop for Call<T> {
    fn drop(&mut self) {
        self.task.abort();
        if let Some(all) = self.all.upgrade() {
            let id = self.task.id();
            lock(&all).retain(|other| other.id() != id);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Source file and line of a panic, for the log. Without the panic's text, which may contain personal data.
#[derive(Clone)]
pub(crate) struct PanicLocation {
    pub(crate) file: String,
    pub(crate) line: u32,
}

pub(crate) type Listener = Arc<dyn Fn(&PanicLocation) + Send + Sync>;

static LISTENER: Mutex<Option<Listener>> = Mutex::new(None);

/// Sets the function that receives the location of each panic. Replaces the previous one.
pub(crate) fn set_panic_listener(listener: Option<Listener>) {
    *lock(&LISTENER) = listener;
}

/// Replaces the standard panic hook, which prints the panic's text. Does so once per process.
fn install_panic_hook() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let Some(location) = panic.location() else { return };
            let file = location.file().rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            let listener = lock(&LISTENER).clone();
            if let Some(listener) = listener {
                listener(&PanicLocation { file, line: location.line() });
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
    fn cancel_ends_a_call_that_would_never_return() {
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
    fn dropping_the_future_of_a_call_cancels_it() {
        let calls = Calls::default();
        let (started, starts) = mpsc::channel();
        let (guard, cancelled) = mpsc::channel::<()>();
        let call = calls.run(async move {
            let _guard = guard;
            started.send(()).unwrap();
            std::future::pending::<Result<(), IkdError>>().await
        });
        starts.recv().unwrap();
        drop(call);
        // The sender is dropped with the cancelled call.
        assert!(cancelled.recv().is_err());
        assert!(lock(&calls.0).is_empty());
    }

    /// Blocks the library's only worker until the sender is dropped, as on a busy machine.
    fn busy_worker() -> mpsc::Sender<()> {
        let (release, waits) = mpsc::channel();
        let (started, starts) = mpsc::channel();
        runtime().unwrap().spawn(async move {
            started.send(()).unwrap();
            let _ = waits.recv();
        });
        starts.recv().unwrap();
        release
    }

    #[test]
    fn run_to_completion_completes_when_dropped_before_a_worker_starts_it() {
        let busy = busy_worker();
        let (done, completed) = mpsc::channel();
        let mut call = Box::pin(run_to_completion(async move {
            done.send(()).unwrap();
            Ok(())
        }));
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        drop(call);
        drop(busy);
        completed.recv().unwrap();
    }

    #[test]
    fn run_to_completion_starts_without_being_polled() {
        let (done, completed) = mpsc::channel();
        drop(run_to_completion(async move {
            done.send(()).unwrap();
            Ok(())
        }));
        completed.recv().unwrap();
    }

    #[test]
    fn a_panic_in_run_to_completion_becomes_an_error_too() {
        let result: Result<(), _> =
            runtime().unwrap().block_on(run_to_completion(async { panic!("NIK 9901010101900001") }));
        assert!(matches!(result, Err(IkdError::Defect { code: ErrorCode::Panicked })));
    }
}
