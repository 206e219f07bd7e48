//! Waiting for what happens beside the test, however busy the machine is.

use std::{sync::Arc, time::Duration};

use ikd_core::{
    Ikd, Stage,
    app::StageObserver,
    platform::{KeySpec, Keystore, KeystoreError, KeystoreLevel},
};
use tokio::sync::{mpsc, oneshot};
use zeroize::Zeroizing;

/// Nothing that a test waits for takes this long on the slowest machine; what does never happens.
pub const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// Returns when the app has been at a stage that `is_it` recognises since this was called.
///
/// # Panics
/// If that never happens.
pub async fn until_stage(app: &Ikd, is_it: impl Fn(&Stage) -> bool) {
    let (tell, mut told) = mpsc::unbounded_channel();
    let _observation = app.observe(Arc::new(Forwarding(tell)));
    let there = async { while !is_it(&told.recv().await.expect("the observation goes on")) {} };
    let in_time = tokio::time::timeout(LONGEST_WAIT, there).await;
    assert!(in_time.is_ok(), "still {:?}", app.stage());
}

struct Forwarding(mpsc::UnboundedSender<Stage>);

impl StageObserver for Forwarding {
    fn stage_changed(&self, stage: Stage) {
        // Nobody waits any more: the test is over.
        let _ = self.0.send(stage);
    }
}

/// Returns when `holds` says so. For what nobody tells of; asked again and again.
///
/// # Panics
/// If that never happens.
pub async fn until(what: &str, holds: impl Fn() -> bool) {
    let there = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let in_time = tokio::time::timeout(LONGEST_WAIT, there).await;
    assert!(in_time.is_ok(), "{what}: never");
}

/// A key store whose next key derivation stops in the middle until the test says to go on.
pub struct HeldKeystore {
    inner: Arc<dyn Keystore>,
    held: std::sync::Mutex<Option<(oneshot::Sender<()>, std::sync::mpsc::Receiver<()>)>>,
}

/// A derivation that is to stop.
pub struct Held {
    reached: oneshot::Receiver<()>,
    go_on: std::sync::mpsc::Sender<()>,
}

impl HeldKeystore {
    /// Around the phone's own.
    pub fn around(inner: Arc<dyn Keystore>) -> Arc<Self> {
        Arc::new(Self { inner, held: std::sync::Mutex::default() })
    }

    /// Stops the next derivation.
    pub fn hold(&self) -> Held {
        let ((tell, reached), (go_on, waits)) = (oneshot::channel(), std::sync::mpsc::channel());
        *self.held.lock().expect("not poisoned") = Some((tell, waits));
        Held { reached, go_on }
    }
}

impl Held {
    /// Returns when the derivation has begun; it goes on when what this gives is dropped.
    pub async fn reached(self) -> std::sync::mpsc::Sender<()> {
        self.reached.await.expect("a key is derived");
        self.go_on
    }
}

impl Keystore for HeldKeystore {
    fn level(&self) -> Result<KeystoreLevel, KeystoreError> {
        self.inner.level()
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
        if let Some((tell, waits)) = held {
            // Whoever is gone waits for nothing.
            let _ = tell.send(());
            let _ = waits.recv();
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

    fn user_verified(&self) -> Result<(), KeystoreError> {
        self.inner.user_verified()
    }
}
