//! The phone's clocks together with what the service said about the time, kept over restarts.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use super::{ClockTrust, Now, TrustedTime};
use crate::{
    files,
    identity::CivilDate,
    platform::{ClockReading, DeviceClock},
};

/// Western Indonesian time: the day changes here last, so nobody turns 17 early.
const WIB_OFFSET_S: i32 = 7 * 3600;

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

    /// Today's date in western Indonesia.
    #[must_use]
    pub fn today(&self) -> CivilDate {
        let unix_s = i64::try_from(self.now().unix_s).unwrap_or(i64::MAX);
        CivilDate::from_unix(unix_s, WIB_OFFSET_S)
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
        // An HTTP date has whole seconds: on average it is half a second old.
        if known.time.learn(&sent, &received, service_s.saturating_mul(1000) + 500) {
            let bytes = serde_json::to_vec(&known.time).expect("plain numbers serialise");
            // Lost with a full disk: learnt again from the next answer.
            let _ = files::replace(&self.file, &bytes);
        }
    }
}
