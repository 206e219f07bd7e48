//! A key store with a fault at a chosen call.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use zeroize::Zeroizing;

use crate::platform::{KeySpec, Keystore, KeystoreError, KeystoreLevel, PrfKind};

/// The fault at the chosen call of a [`FaultKeystore`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// This call fails without doing anything; later calls work.
    FailBefore(KeystoreError),
    /// This call does its work and then returns an error; later calls work.
    FailAfter(KeystoreError),
    /// The process dies before this call: it and all later calls do nothing and fail.
    DieBefore,
    /// The process dies after this call's work: its result is lost, and all later calls do nothing and fail.
    DieAfter,
    /// This call returns altered bytes, if it returns bytes; later calls work.
    WrongBytes,
    /// From this call on, each call is a step of the disk faults (`crate::files::fault`) and fails with them.
    #[cfg(test)]
    WithTheDisk,
    /// This call and later ones fail without doing anything, until `calls` have failed: the phone locked its screen and
    /// was unlocked again.
    Unavailable {
        /// How many calls fail.
        calls: u64,
        /// The error of each of them.
        error: KeystoreError,
    },
}

/// A key store with a fault at call number `at`, counted from 0 over all methods.
pub struct FaultKeystore {
    inner: Arc<dyn Keystore>,
    at: AtomicU64,
    fault: Fault,
    calls: AtomicU64,
    prf_answers: AtomicU64,
}

/// Error number of a [`FaultKeystore`] whose process has died.
const DEAD: KeystoreError = KeystoreError::Failed { transient: false, number: 99 };

impl FaultKeystore {
    /// Passes all calls to `inner`, except for the fault at call `at`.
    pub fn new(inner: Arc<dyn Keystore>, at: u64, fault: Fault) -> FaultKeystore {
        let at = AtomicU64::new(at);
        FaultKeystore { inner, at, fault, calls: AtomicU64::new(0), prf_answers: AtomicU64::new(0) }
    }

    /// Repeats the same fault `calls` calls from now.
    pub fn again_in(&self, calls: u64) {
        self.at.store(self.calls() + calls, Ordering::SeqCst);
    }

    /// Without a fault: only counts calls.
    pub fn counting(inner: Arc<dyn Keystore>) -> FaultKeystore {
        FaultKeystore::new(inner, u64::MAX, Fault::DieBefore)
    }

    /// Number of calls so far.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::SeqCst)
    }

    /// Number of PRF results that reached the caller: each is one PIN attempt.
    pub fn prf_answers(&self) -> u64 {
        self.prf_answers.load(Ordering::SeqCst)
    }

    fn call<T>(
        &self,
        work: impl FnOnce() -> Result<T, KeystoreError>,
        spoil: impl FnOnce(&mut T),
    ) -> Result<T, KeystoreError> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst);
        let at = self.at.load(Ordering::SeqCst);
        if number < at {
            return work();
        }
        match self.fault {
            Fault::DieAfter if number == at => work().and(Err(DEAD)),
            Fault::DieBefore | Fault::DieAfter => Err(DEAD),
            Fault::Unavailable { calls, error } if number - at < calls => Err(error),
            Fault::FailBefore(_) | Fault::FailAfter(_) | Fault::WrongBytes | Fault::Unavailable { .. }
                if number > at =>
            {
                work()
            }
            Fault::FailBefore(error) | Fault::Unavailable { error, .. } => Err(error),
            Fault::FailAfter(error) => work().and(Err(error)),
            #[cfg(test)]
            Fault::WithTheDisk => crate::files::step().map_err(|_| DEAD).and_then(|()| work()),
            Fault::WrongBytes => work().map(|mut answer| {
                spoil(&mut answer);
                answer
            }),
        }
    }
}

fn spoil_first(bytes: &mut [u8]) {
    if let Some(first) = bytes.first_mut() {
        *first ^= 1;
    }
}

impl Keystore for FaultKeystore {
    fn level(&self) -> Result<KeystoreLevel, KeystoreError> {
        self.call(|| self.inner.level(), |_| {})
    }

    fn prf_kind(&self) -> Result<PrfKind, KeystoreError> {
        self.call(|| self.inner.prf_kind(), |_| {})
    }

    fn screen_lock_set(&self) -> Result<bool, KeystoreError> {
        self.call(|| self.inner.screen_lock_set(), |_| {})
    }

    fn create_key(&self, alias: &str, spec: KeySpec) -> Result<(), KeystoreError> {
        self.call(|| self.inner.create_key(alias, spec), |()| {})
    }

    fn delete_key(&self, alias: &str) -> Result<(), KeystoreError> {
        self.call(|| self.inner.delete_key(alias), |()| {})
    }

    fn list_keys(&self, prefix: &str) -> Result<Vec<String>, KeystoreError> {
        self.call(|| self.inner.list_keys(prefix), |_| {})
    }

    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        let answer = self.call(|| self.inner.prf(alias, input), |bytes| spoil_first(bytes));
        if answer.is_ok() {
            self.prf_answers.fetch_add(1, Ordering::SeqCst);
        }
        answer
    }

    fn seal(&self, alias: &str, plain: &[u8], aad: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.call(|| self.inner.seal(alias, plain, aad), |bytes| spoil_first(bytes))
    }

    fn unseal(&self, alias: &str, sealed: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        self.call(|| self.inner.unseal(alias, sealed, aad), |bytes| spoil_first(bytes))
    }

    fn public_key(&self, alias: &str) -> Result<Vec<u8>, KeystoreError> {
        self.call(|| self.inner.public_key(alias), |bytes| spoil_first(bytes))
    }

    fn sign(&self, alias: &str, data: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.call(|| self.inner.sign(alias, data), |bytes| spoil_first(bytes))
    }
}
