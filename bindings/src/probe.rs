//! Calls that measure what crossing the boundary costs, and one that panics. Only with the feature `probe`, for tests and
//! benches in the other languages; never in what is shipped.

use std::sync::Arc;

use crate::{
    error::IkdError,
    guard::{Calls, guarded},
    platform::PlatformError,
};

/// Something that is called back.
#[uniffi::export(foreign)]
pub trait ProbeListener: Send + Sync {
    /// Gives back what it is given.
    fn echo(&self, value: u32) -> Result<u32, PlatformError>;
}

/// An object that does nothing.
#[derive(uniffi::Object)]
pub struct Probe(Calls);

#[uniffi::export]
impl Probe {
    /// A probe.
    #[uniffi::constructor]
    pub fn new() -> Result<Arc<Self>, IkdError> {
        guarded(|| Ok(Arc::new(Self(Calls::default()))))
    }

    /// Gives back what it is given.
    pub fn call(&self, value: u32) -> Result<u32, IkdError> {
        guarded(|| Ok(value))
    }

    /// Calls back once.
    pub fn call_back(&self, listener: Arc<dyn ProbeListener>, value: u32) -> Result<u32, IkdError> {
        guarded(|| {
            listener.echo(value).map_err(|error| ikd_core::platform::KeystoreError::from(error).into())
        })
    }

    /// An async call through the library's runtime that is ready at once.
    pub async fn call_async(&self, value: u32) -> Result<u32, IkdError> {
        self.0.run(async move { Ok(value) }).await
    }

    /// An async call that never ends by itself.
    pub async fn wait_for_ever(&self) -> Result<(), IkdError> {
        self.0.run(std::future::pending()).await
    }

    /// Stops what waits.
    pub fn cancel(&self) -> Result<(), IkdError> {
        guarded(|| {
            self.0.cancel();
            Ok(())
        })
    }

    /// Panics with `text` in its words.
    pub fn panic(&self, text: String) -> Result<(), IkdError> {
        guarded(|| panicking(&text))
    }

    /// Panics on a thread of the library.
    pub async fn panic_async(&self, text: String) -> Result<(), IkdError> {
        self.0.run(async move { panicking(&text) }).await
    }
}

#[expect(clippy::panic, reason = "what a shell sees of a panic is tested with it")]
fn panicking(text: &str) -> Result<(), IkdError> {
    panic!("{text}")
}

/// Gives back what it is given.
#[uniffi::export]
pub fn probe_call(value: u32) -> Result<u32, IkdError> {
    guarded(|| Ok(value))
}

/// Counts bytes that were passed without a copy; reads the first and the last.
#[uniffi::export]
pub fn probe_slice(bytes: &[u8]) -> Result<u64, IkdError> {
    guarded(|| Ok(sum_of_ends(bytes)))
}

/// Counts bytes that were copied in; reads the first and the last.
#[uniffi::export]
pub fn probe_bytes(bytes: Vec<u8>) -> Result<u64, IkdError> {
    guarded(|| Ok(sum_of_ends(&bytes)))
}

/// Length, plus first and last byte: what was passed is really there.
fn sum_of_ends(bytes: &[u8]) -> u64 {
    let ends = [bytes.first(), bytes.last()];
    bytes.len() as u64 + ends.iter().flatten().map(|byte| u64::from(**byte)).sum::<u64>()
}
