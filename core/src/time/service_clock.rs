//! The phone's clocks together with what the service said about the time, kept over restarts.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use super::{ClockTrust, Now, TrustedTime};
use crate::{
    files,
    identity::{CivilDate, WIB_OFFSET_SECONDS},
    platform::{ClockReading, DeviceClock},
};

/// The present, as this phone best knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970.
    pub unix_s: u64,
    /// Milliseconds within the second.
    pub millis: u16,
    /// How far to believe it.
    pub trust: ClockTrust,
}

/// Tells the time, and learns it from the service.
pub struct ServiceClock {
    device: Arc<dyn DeviceClock>,
    /// Nothing personal: the pairs of service time and boot time.
    file: PathBuf,
    known: Mutex<Known>,
}

struct Known {
    time: TrustedTime,
    /// What to say when the phone's clock cannot be read.
    last: Now,
}

impl ServiceClock {
    /// Goes on from what is kept in `file`; a file that cannot be read is as good as none.
    pub(crate) fn open(device: Arc<dyn DeviceClock>, file: PathBuf) -> Self {
        let time =
            fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        let last = Now { unix_ms: 0, trust: ClockTrust::Unknown };
        Self { device, file, known: Mutex::new(Known { time, last }) }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        let reading = self.reading();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let now = match reading {
            Some(reading) => known.time.now(&reading),
            None => Now { trust: ClockTrust::Unknown, ..known.last },
        };
        known.last = now;
        Moment {
            unix_s: now.unix_ms / 1000,
            millis: u16::try_from(now.unix_ms % 1000).expect("under 1000"),
            trust: now.trust,
        }
    }

    /// Today's date in western Indonesia: there the day changes last, so nobody turns 17 early.
    #[must_use]
    pub fn today(&self) -> CivilDate {
        let unix_s = i64::try_from(self.now().unix_s).unwrap_or(i64::MAX);
        CivilDate::from_unix(unix_s, WIB_OFFSET_SECONDS)
            .unwrap_or_else(|_| CivilDate::new(2999, 12, 31).expect("a real day"))
    }

    /// The clocks as they stand; `None` when they cannot be read.
    #[must_use]
    pub fn reading(&self) -> Option<ClockReading> {
        self.device.read().ok()
    }

    /// Learns from an answer that says it is `service_s`, to a request sent at `sent`.
    pub(crate) fn learn(&self, service_s: u64, sent: Option<ClockReading>) {
        let (Some(sent), Some(received)) = (sent, self.reading()) else { return };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.time.learn(&sent, &received, service_s.saturating_mul(1000), 1000) {
            let bytes = serde_json::to_vec(&known.time).expect("plain numbers serialise");
            // Lost with a full disk: learnt again from the next answer.
            let _ = files::replace(&self.file, &bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::testing::ManualClock;

    const TRUE_S: u64 = 1_795_305_600;

    fn clock(device: &Arc<ManualClock>, folder: &tempfile::TempDir) -> ServiceClock {
        ServiceClock::open(device.clone(), folder.path().join("clock.json"))
    }

    #[test]
    fn what_was_learnt_is_kept_over_a_restart_of_the_app() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let device = Arc::new(ManualClock::new((TRUE_S - 86_400) * 1000));
        let first = clock(&device, &folder);
        first.learn(TRUE_S, first.reading());
        assert_eq!(clock(&device, &folder).now().unix_s, TRUE_S);
    }

    #[test]
    fn after_a_restart_of_the_phone_the_clock_is_in_doubt() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let device = Arc::new(ManualClock::new(TRUE_S * 1000));
        let first = clock(&device, &folder);
        first.learn(TRUE_S, first.reading());
        assert_eq!(first.now().trust, ClockTrust::InSync);
        device.reboot();
        assert_eq!(first.now().trust, ClockTrust::Unknown);
    }

    #[test]
    fn a_clock_that_breaks_down_says_the_last_time_it_knew() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let device = Arc::new(ManualClock::new(TRUE_S * 1000));
        let clock = clock(&device, &folder);
        let before = clock.now();
        device.break_down();
        assert_eq!((clock.now().unix_s, clock.now().trust), (before.unix_s, ClockTrust::Unknown));
    }
}
