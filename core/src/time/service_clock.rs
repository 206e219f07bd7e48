//! The phone's clocks together with what the service said about the time, kept over restarts.

use std::{
    fs::File,
    io::Read as _,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use ikd_proof::{CivilDate, date::WIB_OFFSET_SECONDS};

use super::{ClockTrust, Learnt, Now, TrustedTime};
use crate::{
    files,
    platform::{BootReading, DeviceClock},
};

/// The present, as this phone best knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentTime {
    /// Seconds since 1970.
    pub unix_s: u64,
    /// Milliseconds within the second.
    pub millis: u16,
    /// How far to believe it.
    pub trust: ClockTrust,
}

/// More than this is no state of a clock, bytes.
const LARGEST_FILE: u64 = 4096;

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
    /// Goes on from what is kept in `file`; a file that cannot be read is as good as none. Anybody who can write to the
    /// app's folder can edit it: what it says binds nobody that two answers of the service would not bind.
    pub(crate) fn open(device: Arc<dyn DeviceClock>, file: PathBuf) -> Self {
        let mut bytes = Vec::new();
        let read = File::open(&file).and_then(|opened| opened.take(LARGEST_FILE).read_to_end(&mut bytes));
        let time = if read.is_ok() { TrustedTime::restored(&bytes) } else { TrustedTime::new() };
        let last = Now { unix_ms: 0, trust: ClockTrust::Unknown };
        Self { device, file, known: Mutex::new(Known { time, last }) }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> CurrentTime {
        let reading = self.reading();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let now = match reading {
            Some(reading) => known.time.now(&reading),
            None => Now { trust: ClockTrust::Unknown, ..known.last },
        };
        known.last = now;
        CurrentTime {
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

    /// What the phone's own clock says, whatever the service said: seconds since 1970; `None` when it cannot be read.
    #[must_use]
    pub fn own_unix_s(&self) -> Option<u64> {
        Some(self.reading()?.wall_ms / 1000)
    }

    /// Whether both the time as this phone best knows it and the phone's own clock are past `unix_s`: either may be wrong.
    /// Never so while the service was not heard since the phone started, for then there is one clock, and a doubtful one.
    #[must_use]
    pub(crate) fn both_past(&self, unix_s: u64) -> bool {
        let now = self.now();
        now.trust != ClockTrust::Unknown
            && now.unix_s > unix_s
            && self.own_unix_s().is_some_and(|own| own > unix_s)
    }

    /// Whether one of the two clocks is past `unix_s`.
    #[must_use]
    pub(crate) fn either_past(&self, unix_s: u64) -> bool {
        self.now().unix_s > unix_s || self.own_unix_s().is_some_and(|own| own > unix_s)
    }

    /// The clocks as they stand; `None` when they cannot be read.
    #[must_use]
    pub fn reading(&self) -> Option<BootReading> {
        self.device.read().ok()
    }

    /// An issuer signed something at `unix_s`, and its signature was checked: it is not earlier than that now.
    pub(crate) fn signed_at(&self, unix_s: u64) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).time.signed_at(unix_s);
    }

    /// Learns from an answer that says it is `service_s`, to a request sent at `sent`. `connection` differs for answers
    /// that are known to have come on different connections.
    pub(crate) fn learn(&self, service_s: u64, sent: Option<BootReading>, connection: u64) -> Learnt {
        let (Some(sent), Some(received)) = (sent, self.reading()) else { return Learnt::Nothing };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let learnt = known.time.learn(&sent, &received, service_s.saturating_mul(1000), 1000, connection);
        if learnt == Learnt::Changed {
            let bytes = serde_json::to_vec(&known.time).expect("plain numbers serialise");
            // Lost with a full disk: learnt again from the next answer.
            let _ = files::replace(&self.file, &bytes);
        }
        learnt
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
        first.learn(TRUE_S, first.reading(), 0);
        assert_eq!(clock(&device, &folder).now().unix_s, TRUE_S);
    }

    #[test]
    fn after_a_restart_of_the_phone_the_clock_is_in_doubt() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let device = Arc::new(ManualClock::new(TRUE_S * 1000));
        let first = clock(&device, &folder);
        first.learn(TRUE_S, first.reading(), 0);
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

    #[test]
    fn a_view_is_past_its_end_only_when_both_clocks_say_so() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let device = Arc::new(ManualClock::new(TRUE_S * 1000));
        let clock = clock(&device, &folder);
        clock.learn(TRUE_S, clock.reading(), 0);
        assert!(clock.both_past(TRUE_S - 1) && !clock.both_past(TRUE_S));
        device.set_wall_ms((TRUE_S - 10) * 1000);
        assert!(!clock.both_past(TRUE_S - 1) && clock.either_past(TRUE_S - 1));
        device.set_wall_ms((TRUE_S + 10) * 1000);
        assert!(!clock.both_past(TRUE_S + 5) && clock.either_past(TRUE_S + 5));
    }

    #[test]
    fn a_clock_that_nobody_confirmed_is_never_past_anything() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let clock = clock(&Arc::new(ManualClock::new(TRUE_S * 1000)), &folder);
        assert!(!clock.both_past(0));
    }

    #[test]
    fn an_edited_file_is_mended_by_two_connections() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let device = Arc::new(ManualClock::new(TRUE_S * 1000));
        let first = clock(&device, &folder);
        first.learn(TRUE_S, first.reading(), 0);
        let file = folder.path().join("clock.json");
        let kept = std::fs::read_to_string(&file).expect("kept");
        let ahead =
            kept.replace(&(TRUE_S * 1000 + 500).to_string(), &((TRUE_S + 315_360_000) * 1000).to_string());
        assert_ne!(kept, ahead);
        std::fs::write(&file, ahead).expect("edited");
        let second = clock(&device, &folder);
        assert!(!second.both_past(TRUE_S + 1), "an edited file took a view away");
        assert_eq!(second.learn(TRUE_S, second.reading(), 0), Learnt::Contradicted);
        assert_eq!(second.learn(TRUE_S, second.reading(), 1), Learnt::Changed);
        assert_eq!(clock(&device, &folder).now().unix_s, TRUE_S);
    }
}
