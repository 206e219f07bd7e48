//! A simulated phone for tests: a clock that tests set, randomness that repeats, keys in memory, and a key store with a
//! fault at a chosen call.
//!
//! Compiled only for tests and with the feature `testing`. Nothing here is secret or random.

mod clock;
mod counters;
mod fault;
mod keystore;
mod random;
mod sensor;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Keystore, Log, Platform, PrfKind};

pub use clock::ManualClock;
pub use counters::MemoryAntiRollback;
pub use fault::{Fault, FaultKeystore};
pub use keystore::MemoryKeystore;
pub use random::FixedRandom;
pub use sensor::TestSensor;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A simulated phone, with handles to control its parts.
#[derive(Clone)]
pub struct TestPhone {
    /// Its keys.
    pub keystore: Arc<MemoryKeystore>,
    /// Its clocks.
    pub clock: Arc<ManualClock>,
    /// Its counters.
    pub counters: Arc<MemoryAntiRollback>,
    /// Its randomness.
    pub random: Arc<FixedRandom>,
    /// Its fingerprint sensor.
    pub sensor: Arc<TestSensor>,
}

impl TestPhone {
    /// A phone started at 2026-11-22T00:00:00Z, with randomness derived from `seed`. Its PRF is HMAC.
    pub fn new(seed: u64) -> TestPhone {
        TestPhone::with_prf_kind(seed, PrfKind::Hmac)
    }

    /// [`TestPhone::new`] with a key store of this kind.
    pub fn with_prf_kind(seed: u64, prf_kind: PrfKind) -> TestPhone {
        let clock = Arc::new(ManualClock::new(1_795_305_600_000));
        let random = Arc::new(FixedRandom::new(seed));
        let keystore = Arc::new(MemoryKeystore::new(prf_kind, random.clone()));
        TestPhone {
            sensor: Arc::new(TestSensor::new(keystore.clone())),
            keystore,
            clock,
            counters: Arc::new(MemoryAntiRollback::default()),
            random,
        }
    }

    /// The phone as the core sees it.
    pub fn platform(&self) -> Platform {
        self.platform_with(self.keystore.clone())
    }

    /// The same phone with another key store, such as a [`FaultKeystore`] around its own.
    pub fn platform_with(&self, keystore: Arc<dyn Keystore>) -> Platform {
        Platform {
            keystore,
            clock: self.clock.clone(),
            random: self.random.clone(),
            counters: self.counters.clone(),
            biometrics: Some(self.sensor.clone()),
            log: Log::off(),
        }
    }
}
