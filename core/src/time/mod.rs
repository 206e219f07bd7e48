//! What time it really is, on a phone whose clock anybody can change.
//!
//! The service tells its time with each answer. [`TrustedTime`] remembers it beside the boot clock, which nobody can
//! change, and from then on counts along that clock. It never stops its owner: when it cannot know, it says so and the
//! caller warns. Pure functions over [`ClockReading`]; the app stores the state (serde) and hands it back at start.

mod service_clock;

use serde::{Deserialize, Serialize};
pub use service_clock::{Moment, ServiceClock};

use crate::platform::ClockReading;

/// A wall clock that differs by more than this is worth a warning, in milliseconds.
pub const DEVIATION_WARNING_MS: u64 = 30_000;

/// An exchange slower than this teaches nothing about time, in milliseconds.
const MAX_ROUND_TRIP_MS: u64 = 60_000;

/// How far a boot clock may run off: 100 parts per million, generous for a phone's quartz.
const DRIFT_PPM: u64 = 100;

/// How far a clock can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockTrust {
    /// The service's time was heard since the phone started, and the phone's own clock agrees with it.
    InSync,
    /// The service's time was heard since the phone started; the phone's own clock is off by more than
    /// [`DEVIATION_WARNING_MS`]. [`Now::unix_ms`] is right all the same; the person should set the clock.
    Deviates {
        /// The phone's clock minus the true time, in milliseconds.
        by_ms: i64,
    },
    /// Not heard since the phone started: [`Now::unix_ms`] is the best guess.
    Unknown,
}

/// The present moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since 1970-01-01T00:00:00Z, corrected by what the service said.
    pub unix_ms: u64,
    /// How far to believe it.
    pub trust: ClockTrust,
}

/// One moment at which the service's time was heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Sync {
    service_ms: u64,
    wall_ms: u64,
    boot_ms: u64,
    boot_id: [u8; 16],
    /// Half the exchange's round trip: the service's time belongs to some moment within it.
    uncertainty_ms: u64,
}

/// What is known about the true time. Starts out knowing nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedTime {
    last: Option<Sync>,
}

impl TrustedTime {
    /// Knows nothing yet: [`TrustedTime::now`] is the phone's own clock.
    pub fn new() -> TrustedTime {
        TrustedTime::default()
    }

    /// Learns from one authenticated exchange: the clocks when the request left and when the answer came, and the time
    /// the service wrote into it, which was cut to whole `resolution_ms` (1000 for an HTTP `Date`; 0 for exact).
    /// Whether the state changed, so that the caller stores it.
    ///
    /// A vaguer measurement than the one at hand is ignored, unless the two contradict each other.
    pub fn learn(
        &mut self,
        sent: &ClockReading,
        received: &ClockReading,
        service_ms: u64,
        resolution_ms: u64,
    ) -> bool {
        let Some(round_trip) =
            received.boot_ms.checked_sub(sent.boot_ms).filter(|_| sent.boot_id == received.boot_id)
        else {
            return false;
        };
        if round_trip > MAX_ROUND_TRIP_MS {
            return false;
        }
        let half = round_trip / 2;
        let service_ms = service_ms.saturating_add(resolution_ms / 2);
        let fresh = Sync {
            service_ms,
            wall_ms: received.wall_ms.saturating_sub(half),
            boot_ms: received.boot_ms - half,
            boot_id: received.boot_id,
            uncertainty_ms: half.saturating_add(resolution_ms / 2),
        };
        if let Some((expected, doubt)) = self.by_boot_clock(received) {
            let contradiction = expected.abs_diff(service_ms.saturating_add(half))
                > doubt.saturating_add(fresh.uncertainty_ms);
            if !contradiction && fresh.uncertainty_ms >= doubt {
                return false;
            }
        }
        self.last = Some(fresh);
        true
    }

    /// The time at `reading`.
    ///
    /// Within one boot it counts along the boot clock. After a restart the phone's clock is taken to be as wrong as it
    /// was (a clock set wrong by hand stays so), but never earlier than what the service has said before.
    pub fn now(&self, reading: &ClockReading) -> Now {
        if let Some((unix_ms, _)) = self.by_boot_clock(reading) {
            let by_ms = difference(reading.wall_ms, unix_ms);
            let trust = if by_ms.unsigned_abs() > DEVIATION_WARNING_MS {
                ClockTrust::Deviates { by_ms }
            } else {
                ClockTrust::InSync
            };
            return Now { unix_ms, trust };
        }
        let unix_ms = match &self.last {
            Some(sync) => reading
                .wall_ms
                .saturating_add_signed(difference(sync.service_ms, sync.wall_ms))
                .max(sync.service_ms),
            None => reading.wall_ms,
        };
        Now { unix_ms, trust: ClockTrust::Unknown }
    }

    /// The time by the boot clock and its doubt, if the service was heard since the phone started.
    fn by_boot_clock(&self, reading: &ClockReading) -> Option<(u64, u64)> {
        let sync = self.last.as_ref().filter(|sync| sync.boot_id == reading.boot_id)?;
        let elapsed = reading.boot_ms.checked_sub(sync.boot_ms)?;
        let doubt = sync.uncertainty_ms.saturating_add(elapsed / 1_000_000 * DRIFT_PPM);
        Some((sync.service_ms.saturating_add(elapsed), doubt))
    }
}

/// `a - b`, at the ends of the range when it does not fit.
fn difference(a: u64, b: u64) -> i64 {
    i64::try_from(i128::from(a) - i128::from(b)).unwrap_or(if a > b { i64::MAX } else { i64::MIN })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: u64 = 86_400_000;
    /// 2026-11-22T00:00:00Z.
    const TRUE_MS: u64 = 1_795_305_600_000;

    fn reading(wall_ms: u64, boot_ms: u64, boot: u8) -> ClockReading {
        ClockReading { wall_ms, boot_ms, boot_id: [boot; 16] }
    }

    fn learnt(wall_ms: u64) -> TrustedTime {
        let mut time = TrustedTime::new();
        assert!(time.learn(&reading(wall_ms, 5_000, 1), &reading(wall_ms + 200, 5_200, 1), TRUE_MS + 100, 0));
        time
    }

    #[test]
    fn before_the_first_exchange_the_phones_clock_is_all_there_is() {
        let now = TrustedTime::new().now(&reading(TRUE_MS, 1, 1));
        assert_eq!(now, Now { unix_ms: TRUE_MS, trust: ClockTrust::Unknown });
    }

    #[test]
    fn a_right_clock_is_in_sync() {
        let now = learnt(TRUE_MS).now(&reading(TRUE_MS + 60_200, 65_200, 1));
        assert_eq!(now, Now { unix_ms: TRUE_MS + 60_200, trust: ClockTrust::InSync });
    }

    #[test]
    fn a_clock_a_day_ahead_is_corrected_and_reported() {
        let now = learnt(TRUE_MS + DAY_MS).now(&reading(TRUE_MS + DAY_MS + 200, 5_200, 1));
        let by_ms = i64::try_from(DAY_MS).expect("a day fits");
        assert_eq!(now, Now { unix_ms: TRUE_MS + 200, trust: ClockTrust::Deviates { by_ms } });
    }

    #[test]
    fn a_time_in_whole_seconds_is_half_a_second_late_on_average_and_not_learnt_again_and_again() {
        let mut time = TrustedTime::new();
        assert!(time.learn(&reading(0, 5_000, 1), &reading(0, 5_000, 1), TRUE_MS, 1_000));
        assert_eq!(time.now(&reading(0, 5_000, 1)).unix_ms, TRUE_MS + 500);
        assert!(!time.learn(&reading(0, 5_900, 1), &reading(0, 5_900, 1), TRUE_MS, 1_000));
        assert!(!time.learn(&reading(0, 6_100, 1), &reading(0, 6_100, 1), TRUE_MS + 1_000, 1_000));
    }

    #[test]
    fn thirty_seconds_are_tolerated_and_one_more_millisecond_is_not() {
        let time = learnt(TRUE_MS);
        assert_eq!(time.now(&reading(TRUE_MS + 30_200, 5_200, 1)).trust, ClockTrust::InSync);
        assert_eq!(
            time.now(&reading(TRUE_MS + 30_201, 5_200, 1)).trust,
            ClockTrust::Deviates { by_ms: 30_001 }
        );
        assert_eq!(
            time.now(&reading(TRUE_MS - 30_001 + 200, 5_200, 1)).trust,
            ClockTrust::Deviates { by_ms: -30_001 }
        );
    }

    #[test]
    fn setting_the_phones_clock_does_not_move_the_time_within_a_boot() {
        let time = learnt(TRUE_MS);
        assert_eq!(time.now(&reading(0, 5_200, 1)).unix_ms, TRUE_MS + 200);
    }

    #[test]
    fn after_a_restart_the_time_is_unknown_but_the_offset_is_kept() {
        let now = learnt(TRUE_MS - DAY_MS).now(&reading(TRUE_MS - DAY_MS + 600_000, 100, 2));
        assert_eq!(now, Now { unix_ms: TRUE_MS + 600_000, trust: ClockTrust::Unknown });
    }

    #[test]
    fn after_a_restart_the_time_never_falls_behind_what_the_service_said() {
        let now = learnt(TRUE_MS).now(&reading(0, 100, 2));
        assert_eq!(now, Now { unix_ms: TRUE_MS + 100, trust: ClockTrust::Unknown });
    }

    #[test]
    fn a_vaguer_exchange_does_not_replace_a_sharper_one() {
        let mut time = learnt(TRUE_MS);
        let before = time.clone();
        assert!(!time.learn(&reading(0, 6_000, 1), &reading(0, 16_000, 1), TRUE_MS + 5_000, 0));
        assert_eq!(time, before);
    }

    #[test]
    fn a_contradiction_replaces_what_was_believed() {
        let mut time = learnt(TRUE_MS);
        assert!(time.learn(&reading(0, 6_000, 1), &reading(0, 16_000, 1), TRUE_MS + DAY_MS, 0));
        assert_eq!(time.now(&reading(0, 16_000, 1)).unix_ms, TRUE_MS + DAY_MS + 5_000);
    }

    #[test]
    fn an_exchange_across_a_restart_or_of_a_minute_teaches_nothing() {
        let mut time = TrustedTime::new();
        assert!(!time.learn(&reading(0, 100, 1), &reading(0, 200, 2), TRUE_MS, 0));
        assert!(!time.learn(&reading(0, 200, 1), &reading(0, 100, 1), TRUE_MS, 0));
        assert!(!time.learn(&reading(0, 0, 1), &reading(0, 60_001, 1), TRUE_MS, 0));
        assert_eq!(time, TrustedTime::new());
    }

    #[test]
    fn state_survives_storage() {
        let time = learnt(TRUE_MS);
        let stored = serde_json::to_vec(&time).expect("plain numbers");
        assert_eq!(serde_json::from_slice::<TrustedTime>(&stored).expect("just written"), time);
    }

    #[test]
    fn extreme_readings_do_not_overflow() {
        let time = learnt(TRUE_MS);
        time.now(&reading(u64::MAX, u64::MAX, 1));
        time.now(&reading(u64::MAX, u64::MAX, 2));
        let mut extreme = TrustedTime::new();
        extreme.learn(&reading(u64::MAX, 0, 1), &reading(0, 1, 1), u64::MAX, 0);
        extreme.now(&reading(u64::MAX, u64::MAX, 1));
    }
}
