//! Clocks that tests set.

use std::sync::Mutex;

use super::lock;
use crate::platform::{BootReading, ClockError, DeviceClock};

/// Clocks that advance only when a test advances them.
pub struct ManualClock {
    now: Mutex<Option<BootReading>>,
}

impl ManualClock {
    /// The clocks of a phone that was just started, at this wall time.
    pub fn new(wall_ms: u64) -> ManualClock {
        ManualClock { now: Mutex::new(Some(BootReading { wall_ms, boot_ms: 0, boot_id: [1; 16] })) }
    }

    fn change(&self, change: impl FnOnce(&mut BootReading)) {
        if let Some(now) = lock(&self.now).as_mut() {
            change(now);
        }
    }

    /// Advances both clocks.
    pub fn advance_ms(&self, ms: u64) {
        self.change(|now| {
            now.wall_ms += ms;
            now.boot_ms += ms;
        });
    }

    /// Sets the wall clock, as a person can; the boot clock does not change.
    pub fn set_wall_ms(&self, wall_ms: u64) {
        self.change(|now| now.wall_ms = wall_ms);
    }

    /// Restarts the phone: new boot id, boot clock at 0.
    pub fn reboot(&self) {
        self.change(|now| {
            now.boot_ms = 0;
            now.boot_id = u128::from_be_bytes(now.boot_id).wrapping_add(1).to_be_bytes();
        });
    }

    /// Makes every reading fail from now on.
    pub fn break_down(&self) {
        *lock(&self.now) = None;
    }
}

impl DeviceClock for ManualClock {
    fn read(&self) -> Result<BootReading, ClockError> {
        lock(&self.now).ok_or(ClockError)
    }
}
