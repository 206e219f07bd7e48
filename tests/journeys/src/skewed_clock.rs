//! A phone's clock that a test can set wrong.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use ikd_core::platform::{BootReading, ClockError, DeviceClock, desktop::SystemClock};

/// The machine's clock. The wall clock is wrong by a number of milliseconds; the boot clock is right, as on a phone.
/// Both are ahead by the time that a test added with [`SkewedClock::pass_ms`].
pub struct SkewedClock {
    real: SystemClock,
    by_ms: AtomicI64,
    passed_ms: AtomicU64,
}

impl SkewedClock {
    /// A clock that is right.
    #[must_use]
    pub fn right() -> Arc<Self> {
        Arc::new(Self { real: SystemClock::new(), by_ms: AtomicI64::new(0), passed_ms: AtomicU64::new(0) })
    }

    /// Makes the wall clock wrong by this many seconds.
    pub fn set_wrong_by_s(&self, seconds: i64) {
        self.by_ms.store(seconds * 1000, Ordering::Relaxed);
    }

    /// Advances the phone's clocks without waiting.
    pub fn pass_ms(&self, ms: u64) {
        self.passed_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

impl DeviceClock for SkewedClock {
    fn read(&self) -> Result<BootReading, ClockError> {
        let reading = self.real.read()?;
        let passed = self.passed_ms.load(Ordering::Relaxed);
        let wall_ms = reading.wall_ms.saturating_add(passed);
        Ok(BootReading {
            wall_ms: wall_ms.saturating_add_signed(self.by_ms.load(Ordering::Relaxed)),
            boot_ms: reading.boot_ms.saturating_add(passed),
            ..reading
        })
    }
}
