//! The phone's clocks, corrected by the service's time, which is stored over restarts.

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

/// The current time, as well as this phone knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentTime {
    /// Seconds since 1970.
    pub unix_s: u64,
    /// Milliseconds within the second.
    pub millis: u16,
    /// How reliable it is.
    pub trust: ClockTrust,
}

/// Largest size of the clock's file, in bytes.
const LARGEST_FILE: u64 = 4096;

/// Returns the time, and learns it from the service.
pub struct ServiceClock {
    device: Arc<dyn DeviceClock>,
    /// Contains no personal data: one service time with the phone's clocks.
    file: PathBuf,
    known: Mutex<Known>,
}

struct Known {
    time: TrustedTime,
    /// The time to return if the phone's clock cannot be read.
    last: Now,
}

impl ServiceClock {
    /// Loads the state in `file`; ignores a file that cannot be read. Anyone who can write to the app's folder can edit
    /// the file, so two agreeing responses of the service override it.
    pub(crate) fn open(device: Arc<dyn DeviceClock>, file: PathBuf) -> Self {
        let mut bytes = Vec::new();
        let read = File::open(&file).and_then(|opened| opened.take(LARGEST_FILE).read_to_end(&mut bytes));
        let time = if read.is_ok() { TrustedTime::restored(&bytes) } else { TrustedTime::new() };
        let last = Now { unix_ms: 0, trust: ClockTrust::Unknown };
        Self { device, file, known: Mutex::new(Known { time, last }) }
    }

    /// The current time.
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

    /// Milliseconds until `unix_s` (seconds since 1970), by the corrected clock; 0 when it is past.
    #[must_use]
    pub fn remaining_ms(&self, unix_s: u64) -> u64 {
        let CurrentTime { unix_s: now_s, millis, .. } = self.now();
        let now_ms = now_s.saturating_mul(1000).saturating_add(millis.into());
        unix_s.saturating_mul(1000).saturating_sub(now_ms)
    }

    /// Today's date in western Indonesia, where the day changes last, so that no person turns 17 too early.
    #[must_use]
    pub fn today(&self) -> CivilDate {
        let unix_s = i64::try_from(self.now().unix_s).unwrap_or(i64::MAX);
        CivilDate::from_unix(unix_s, WIB_OFFSET_SECONDS)
            .unwrap_or_else(|_| CivilDate::new(2999, 12, 31).expect("a real day"))
    }

    /// The phone's wall clock, uncorrected, in seconds since 1970; `None` if it cannot be read.
    #[must_use]
    pub fn own_unix_s(&self) -> Option<u64> {
        Some(self.reading()?.wall_ms / 1000)
    }

    /// Whether both the corrected time and the phone's wall clock are past `unix_s`, because either may be wrong. False
    /// as long as no service time was received since the phone started: then there is only the wall clock.
    #[must_use]
    pub(crate) fn both_past(&self, unix_s: u64) -> bool {
        let now = self.now();
        now.trust != ClockTrust::Unknown
            && now.unix_s > unix_s
            && self.own_unix_s().is_some_and(|own| own > unix_s)
    }

    /// Whether the corrected time or the phone's wall clock is past `unix_s`.
    #[must_use]
    pub(crate) fn either_past(&self, unix_s: u64) -> bool {
        self.now().unix_s > unix_s || self.own_unix_s().is_some_and(|own| own > unix_s)
    }

    /// A reading of the phone's clocks; `None` if they cannot be read.
    #[must_use]
    pub fn reading(&self) -> Option<BootReading> {
        self.device.read().ok()
    }

    /// An issuer signed something at `unix_s`, and the signature was verified: the current time is not earlier.
    pub(crate) fn signed_at(&self, unix_s: u64) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).time.signed_at(unix_s);
    }

    /// Learns from a response with the time `service_s`, to a request sent at `sent`. `connection` is different for
    /// responses known to be from different connections.
    pub(crate) fn learn(&self, service_s: u64, sent: Option<BootReading>, connection: u64) -> Learnt {
        let (Some(sent), Some(received)) = (sent, self.reading()) else { return Learnt::Nothing };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let learnt = known.time.learn(&sent, &received, service_s.saturating_mul(1000), 1000, connection);
        if learnt == Learnt::Changed {
            let bytes = serde_json::to_vec(&known.time).expect("plain numbers serialise");
            // If this write fails, the time is learned again from the next response.
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
    fn a_learned_time_survives_a_restart_of_the_app() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let device = Arc::new(ManualClock::new((TRUE_S - 86_400) * 1000));
        let first = clock(&device, &folder);
        first.learn(TRUE_S, first.reading(), 0);
        assert_eq!(clock(&device, &folder).now().unix_s, TRUE_S);
    }

    #[test]
    fn what_is_left_of_a_wait_follows_the_corrected_clock_and_ends_at_zero() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let device = Arc::new(ManualClock::new((TRUE_S - 86_400) * 1000));
        let clock = clock(&device, &folder);
        clock.learn(TRUE_S, clock.reading(), 0);
        // An HTTP date is rounded down to a second, so the corrected clock is half a second ahead of it.
        assert_eq!(clock.remaining_ms(TRUE_S + 60), 59_500);
        device.advance_ms(59_000);
        assert_eq!(clock.remaining_ms(TRUE_S + 60), 500);
        device.advance_ms(501);
        assert_eq!(clock.remaining_ms(TRUE_S + 60), 0);
        assert_eq!(clock.remaining_ms(u64::MAX), u64::MAX - (TRUE_S + 60) * 1000 - 1);
    }

    #[test]
    fn after_a_restart_of_the_phone_the_time_is_unknown() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let device = Arc::new(ManualClock::new(TRUE_S * 1000));
        let first = clock(&device, &folder);
        first.learn(TRUE_S, first.reading(), 0);
        assert_eq!(first.now().trust, ClockTrust::InSync);
        device.reboot();
        assert_eq!(first.now().trust, ClockTrust::Unknown);
    }

    #[test]
    fn a_clock_that_fails_returns_the_last_known_time() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let device = Arc::new(ManualClock::new(TRUE_S * 1000));
        let clock = clock(&device, &folder);
        let before = clock.now();
        device.break_down();
        assert_eq!((clock.now().unix_s, clock.now().trust), (before.unix_s, ClockTrust::Unknown));
    }

    #[test]
    fn a_time_is_past_for_both_clocks_only_if_each_is_past_it() {
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
    fn without_a_service_time_nothing_is_past_for_both_clocks() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let clock = clock(&Arc::new(ManualClock::new(TRUE_S * 1000)), &folder);
        assert!(!clock.both_past(0));
    }

    #[test]
    fn two_connections_correct_an_edited_file() {
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
        assert!(!second.both_past(TRUE_S + 1), "an edited file made a time past");
        assert_eq!(second.learn(TRUE_S, second.reading(), 0), Learnt::Contradicted);
        assert_eq!(second.learn(TRUE_S, second.reading(), 1), Learnt::Changed);
        assert_eq!(clock(&device, &folder).now().unix_s, TRUE_S);
    }
}
