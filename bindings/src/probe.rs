//! Calls that measure the cost of crossing the boundary, and calls that panic. Only with the feature `probe`, for tests
//! and benchmarks in the other languages; never in a release.

use std::sync::Arc;

use crate::{
    error::IkdError,
    guard::{Calls, guarded},
    platform::PlatformError,
};

/// Receives callbacks.
#[uniffi::export(foreign)]
pub trait ProbeListener: Send + Sync {
    /// Returns `value`.
    fn echo(&self, value: u32) -> Result<u32, PlatformError>;
}

/// An object for measurements and tests.
#[derive(uniffi::Object)]
pub struct Probe(Calls);

#[uniffi::export]
impl Probe {
    /// Creates a probe.
    #[uniffi::constructor]
    pub fn new() -> Result<Arc<Self>, IkdError> {
        guarded(|| Ok(Arc::new(Self(Calls::default()))))
    }

    /// Returns `value`.
    pub fn call(&self, value: u32) -> Result<u32, IkdError> {
        guarded(|| Ok(value))
    }

    /// Calls `listener` once and returns what it returned.
    pub fn call_back(&self, listener: Arc<dyn ProbeListener>, value: u32) -> Result<u32, IkdError> {
        guarded(|| {
            listener.echo(value).map_err(|error| ikd_core::platform::KeystoreError::from(error).into())
        })
    }

    /// Returns `value` from an async call that completes at once on the library's runtime.
    pub async fn call_async(&self, value: u32) -> Result<u32, IkdError> {
        self.0.run(async move { Ok(value) }).await
    }

    /// An async call that only `cancel` ends.
    pub async fn wait_for_ever(&self) -> Result<(), IkdError> {
        self.0.run(std::future::pending()).await
    }

    /// Cancels the running calls.
    pub fn cancel(&self) -> Result<(), IkdError> {
        guarded(|| {
            self.0.cancel();
            Ok(())
        })
    }

    /// Panics with `text`.
    pub fn panic(&self, text: String) -> Result<(), IkdError> {
        guarded(|| panicking(&text))
    }

    /// Panics with `text` on a thread of the library.
    pub async fn panic_async(&self, text: String) -> Result<(), IkdError> {
        self.0.run(async move { panicking(&text) }).await
    }
}

#[expect(clippy::panic, reason = "for tests of what a shell receives after a panic")]
fn panicking(text: &str) -> Result<(), IkdError> {
    panic!("{text}")
}

/// Returns `value`.
#[uniffi::export]
pub fn probe_call(value: u32) -> Result<u32, IkdError> {
    guarded(|| Ok(value))
}

/// Takes bytes without a copy. Returns their count plus the first and the last byte.
#[uniffi::export]
pub fn probe_slice(bytes: &[u8]) -> Result<u64, IkdError> {
    guarded(|| Ok(sum_of_ends(bytes)))
}

/// Takes bytes as a copy. Returns their count plus the first and the last byte.
#[uniffi::export]
pub fn probe_bytes(bytes: Vec<u8>) -> Result<u64, IkdError> {
    guarded(|| Ok(sum_of_ends(&bytes)))
}

/// Length plus first and last byte. Reading both ends proves that the memory is accessible.
fn sum_of_ends(bytes: &[u8]) -> u64 {
    let ends = [bytes.first(), bytes.last()];
    bytes.len() as u64 + ends.iter().flatten().map(|byte| u64::from(**byte)).sum::<u64>()
}
