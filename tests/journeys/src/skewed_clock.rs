//! A phone's clock that somebody set wrong.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use ikd_core::platform::{ClockError, ClockReading, DeviceClock, desktop::SystemClock};

/// The machine's clock, off by a number of milliseconds; the boot clock is right, as on a phone.
pub struct SkewedClock {
    real: SystemClock,
    by_ms: AtomicI64,
}

impl SkewedClock {
    /// A clock that is right.
    #[must_use]
    pub fn right() -> Arc<Self> {
        Arc::new(Self { real: SystemClock::new(), by_ms: AtomicI64::new(0) })
    }

    /// Sets it wrong.
    pub fn set_wrong_by_s(&self, seconds: i64) {
        self.by_ms.store(seconds * 1000, Ordering::Relaxed);
    }
}

impl DeviceClock for SkewedClock {
    fn read(&self) -> Result<ClockReading, ClockError> {
        let reading = self.real.read()?;
        Ok(ClockReading {
            wall_ms: reading.wall_ms.saturating_add_signed(self.by_ms.load(Ordering::Relaxed)),
            ..reading
        })
    }
}
