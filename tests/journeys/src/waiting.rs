//! Waiting for background work, however busy the machine is.

use std::{sync::Arc, time::Duration};

use ikd_core::{
    Ikd, Stage,
    app::StageObserver,
    platform::{KeySpec, Keystore, KeystoreError, KeystoreLevel, PrfKind},
};
use tokio::sync::{mpsc, oneshot};
use zeroize::Zeroizing;

/// Longer than anything that a test waits for takes on the slowest machine; after this time the wait has failed.
pub const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// Returns once the app has been at a stage that `is_it` accepts, at the call or later.
///
/// # Panics
/// If that does not happen within [`LONGEST_WAIT`].
pub async fn until_stage(app: &Ikd, is_it: impl Fn(&Stage) -> bool) {
    let (sender, mut stages) = mpsc::unbounded_channel();
    let _observation = app.observe(Arc::new(Forwarding(sender)));
    let reached = async { while !is_it(&stages.recv().await.expect("the observation is active")) {} };
    let in_time = tokio::time::timeout(LONGEST_WAIT, reached).await;
    assert!(in_time.is_ok(), "the stage is still {:?}", app.stage());
}

struct Forwarding(mpsc::UnboundedSender<Stage>);

impl StageObserver for Forwarding {
    fn stage_changed(&self, stage: Stage) {
        // Sending fails only after the wait has ended.
        let _ = self.0.send(stage);
    }
}

/// Returns once `holds` returns true. Polls, for conditions that have no notification.
///
/// # Panics
/// If that does not happen within [`LONGEST_WAIT`].
pub async fn until(what: &str, holds: impl Fn() -> bool) {
    let reached = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let in_time = tokio::time::timeout(LONGEST_WAIT, reached).await;
    assert!(in_time.is_ok(), "timed out: {what}");
}

/// A key store whose next key derivation can be paused until the test lets it continue.
pub struct HeldKeystore {
    inner: Arc<dyn Keystore>,
    held: std::sync::Mutex<Option<(oneshot::Sender<()>, std::sync::mpsc::Receiver<()>)>>,
}

/// A derivation that will pause.
pub struct Held {
    reached: oneshot::Receiver<()>,
    resume: std::sync::mpsc::Sender<()>,
}

impl HeldKeystore {
    /// Wraps the phone's own key store.
    pub fn around(inner: Arc<dyn Keystore>) -> Arc<Self> {
        Arc::new(Self { inner, held: std::sync::Mutex::default() })
    }

    /// Pauses the next derivation.
    pub fn hold(&self) -> Held {
        let ((begun, reached), (resume, resumed)) = (oneshot::channel(), std::sync::mpsc::channel());
        *self.held.lock().expect("not poisoned") = Some((begun, resumed));
        Held { reached, resume }
    }
}

impl Held {
    /// Returns when the derivation has begun. The derivation continues when the returned sender is dropped.
    pub async fn reached(self) -> std::sync::mpsc::Sender<()> {
        self.reached.await.expect("a key is derived");
        self.resume
    }
}

impl Keystore for HeldKeystore {
    fn level(&self) -> Result<KeystoreLevel, KeystoreError> {
        self.inner.level()
    }

    fn prf_kind(&self) -> Result<PrfKind, KeystoreError> {
        self.inner.prf_kind()
    }

    fn screen_lock_set(&self) -> Result<bool, KeystoreError> {
        self.inner.screen_lock_set()
    }

    fn create_key(&self, alias: &str, spec: KeySpec) -> Result<(), KeystoreError> {
        self.inner.create_key(alias, spec)
    }

    fn delete_key(&self, alias: &str) -> Result<(), KeystoreError> {
        self.inner.delete_key(alias)
    }

    fn list_keys(&self, prefix: &str) -> Result<Vec<String>, KeystoreError> {
        self.inner.list_keys(prefix)
    }

    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        let held = self.held.lock().expect("not poisoned").take();
        if let Some((begun, resumed)) = held {
            // Sending fails if the test no longer waits. Receiving fails when the test drops its sender: this call then
            // continues.
            let _ = begun.send(());
            let _ = resumed.recv();
        }
        self.inner.prf(alias, input)
    }

    fn seal(&self, alias: &str, plain: &[u8], aad: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.inner.seal(alias, plain, aad)
    }

    fn unseal(&self, alias: &str, sealed: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        self.inner.unseal(alias, sealed, aad)
    }

    fn public_key(&self, alias: &str) -> Result<Vec<u8>, KeystoreError> {
        self.inner.public_key(alias)
    }

    fn sign(&self, alias: &str, data: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.inner.sign(alias, data)
    }
}
