//! Waiting times after wrong PINs.
//!
//! The wait runs on the boot clock, which cannot be set. Restarting the phone or setting the wall clock back starts the
//! full wait again, so that neither shortens it.

use crate::platform::BootReading;

/// Wrong PINs in a row after which the vault is wiped.
pub const MAX_ATTEMPTS: u8 = 10;

const MINUTE_MS: u64 = 60_000;

/// The wait after this many wrong PINs in a row, in milliseconds. The tenth wipes the vault instead.
pub(super) fn delay_ms(attempts: u8) -> u64 {
    match attempts {
        0..=2 => 0,
        3 => MINUTE_MS,
        4 => 5 * MINUTE_MS,
        5 => 15 * MINUTE_MS,
        6 => 60 * MINUTE_MS,
        _ => 180 * MINUTE_MS,
    }
}

/// A wait and the time at which it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wait {
    pub(super) ms: u64,
    pub(super) since: BootReading,
}

impl Wait {
    /// The wait after this many wrong PINs, starting now; `None` if there is none.
    pub(super) fn after(attempts: u8, now: BootReading) -> Option<Wait> {
        let ms = delay_ms(attempts);
        (ms > 0).then_some(Wait { ms, since: now })
    }

    /// Whether the wait must start again: the phone was restarted, or a clock was set back.
    pub(super) fn must_restart(&self, now: &BootReading) -> bool {
        now.boot_id != self.since.boot_id
            || now.boot_ms < self.since.boot_ms
            || now.wall_ms < self.since.wall_ms
    }

    /// Milliseconds left at `now`; 0 when the wait is over.
    pub(super) fn remaining_ms(&self, now: &BootReading) -> u64 {
        if self.must_restart(now) {
            return self.ms;
        }
        self.ms.saturating_sub(now.boot_ms - self.since.boot_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: BootReading = BootReading { wall_ms: 1_000_000, boot_ms: 500, boot_id: [1; 16] };

    fn wait() -> Wait {
        Wait::after(3, START).expect("three wrong PINs start a wait")
    }

    #[test]
    fn each_number_of_wrong_pins_has_its_wait() {
        let minutes: Vec<u64> = (0..10).map(|attempts| delay_ms(attempts) / MINUTE_MS).collect();
        assert_eq!(minutes, [0, 0, 0, 1, 5, 15, 60, 180, 180, 180]);
    }

    #[test]
    fn two_wrong_pins_start_no_wait() {
        assert_eq!(Wait::after(2, START), None);
    }

    #[test]
    fn the_wait_runs_on_the_boot_clock() {
        let later = BootReading { wall_ms: START.wall_ms, boot_ms: START.boot_ms + 59_999, ..START };
        assert_eq!(wait().remaining_ms(&later), 1);
        assert_eq!(wait().remaining_ms(&BootReading { boot_ms: later.boot_ms + 1, ..later }), 0);
    }

    #[test]
    fn setting_the_wall_clock_ahead_does_not_shorten_the_wait() {
        assert_eq!(wait().remaining_ms(&BootReading { wall_ms: u64::MAX, ..START }), 60_000);
    }

    #[test]
    fn a_restart_or_a_wall_clock_set_back_starts_the_wait_again() {
        let later = BootReading { wall_ms: START.wall_ms + 30_000, boot_ms: START.boot_ms + 30_000, ..START };
        for reading in [
            BootReading { boot_id: [2; 16], ..later },
            BootReading { wall_ms: START.wall_ms - 1, ..later },
            BootReading { boot_ms: 0, ..later },
        ] {
            assert!(wait().must_restart(&reading));
            assert_eq!(wait().remaining_ms(&reading), 60_000);
        }
        assert!(!wait().must_restart(&later));
        assert_eq!(wait().remaining_ms(&later), 30_000);
    }
}
