//! What time it really is, on a phone whose clock anybody can change.
//!
//! The service tells its time with each answer. [`TrustedTime`] remembers it beside the boot clock, which nobody can
//! change, and from then on counts along that clock. It never stops its owner: when it cannot know, it says so and the
//! caller warns. Pure functions over [`BootReading`]; the app stores the state (serde) and hands it back at start.
//!
//! One wrong answer must not be remembered for ever. The first one heard since the phone started counts at once. A later
//! one that contradicts what is known by more than [`CONTRADICTION_MS`] counts only when a second connection agrees. What
//! the service said does not bind the phone after a restart: only times that an issuer signed do.

mod service_clock;

use std::ops::Range;

use serde::{Deserialize, Serialize};
pub use service_clock::{CurrentTime, ServiceClock};

use crate::platform::BootReading;

/// A wall clock that differs by more than this is worth a warning, in milliseconds.
pub const DEVIATION_WARNING_MS: u64 = 30_000;

/// An answer further than this from what is known needs a second connection that agrees, in milliseconds. The service
/// accepts signatures that are off by as much.
pub const CONTRADICTION_MS: u64 = 5 * 60_000;

/// Two answers agree when they are no further apart than this, in milliseconds.
const AGREEMENT_MS: u64 = 30_000;

/// An exchange slower than this teaches nothing about time, in milliseconds.
const MAX_ROUND_TRIP_MS: u64 = 60_000;

/// How far a boot clock may run off: 100 parts per million, generous for a phone's quartz.
const DRIFT_PPM: u64 = 100;

/// Times that can be true, in milliseconds since 1970: 2026 to 2099. No app is older than its program, and none of this
/// one runs in another century. Anything else teaches nothing, wherever it comes from.
const PLAUSIBLE_MS: Range<u64> = 1_767_225_600_000..4_102_444_800_000;

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
    /// A second connection said the same.
    #[serde(default)]
    confirmed: bool,
}

impl Sync {
    /// Whether any exchange can have left this: the file it comes from can be edited.
    fn is_plausible(&self) -> bool {
        PLAUSIBLE_MS.contains(&self.service_ms) && self.uncertainty_ms <= MAX_ROUND_TRIP_MS
    }

    /// The service's time at `reading`, if that is a later moment since the same start of the phone.
    fn at(&self, reading: &BootReading) -> Option<u64> {
        let elapsed = reading.boot_ms.checked_sub(self.boot_ms)?;
        (self.boot_id == reading.boot_id).then(|| self.service_ms.saturating_add(elapsed))
    }
}

/// What one answer did to the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learnt {
    /// Nothing new.
    Nothing,
    /// The state changed: the caller stores it.
    Changed,
    /// The answer contradicts what is known. It counts only when another connection says the same: the caller makes the
    /// next exchange over a new one.
    Contradicted,
}

/// An answer that contradicts what is known, and the connection it came on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rival {
    sync: Sync,
    connection: u64,
}

/// What is known about the true time. Starts out knowing nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedTime {
    last: Option<Sync>,
    /// The connection `last` came on; `None` when another run of the app heard it.
    #[serde(skip)]
    heard_on: Option<u64>,
    /// Waits for a second connection. Forgotten when the app ends.
    #[serde(skip)]
    rival: Option<Rival>,
    /// The latest time that an issuer has signed something. Comes from what is signed, never from the stored state.
    #[serde(skip)]
    signed_ms: u64,
}

impl TrustedTime {
    /// Knows nothing yet: [`TrustedTime::now`] is the phone's own clock.
    pub fn new() -> TrustedTime {
        TrustedTime::default()
    }

    /// Goes on from a stored state. What no exchange can have left is forgotten.
    pub(crate) fn restored(bytes: &[u8]) -> TrustedTime {
        let mut time: TrustedTime = serde_json::from_slice(bytes).unwrap_or_default();
        time.last = time.last.filter(Sync::is_plausible);
        time
    }

    /// Something was signed at `unix_s` by an issuer whose signature was checked: it is not earlier than that now.
    pub fn signed_at(&mut self, unix_s: u64) {
        let signed_ms = unix_s.saturating_mul(1000);
        if PLAUSIBLE_MS.contains(&signed_ms) {
            self.signed_ms = self.signed_ms.max(signed_ms);
        }
    }

    /// Learns from one authenticated exchange: the clocks when the request left and when the answer came, the time the
    /// service wrote into it, which was cut to whole `resolution_ms` (1000 for an HTTP `Date`; 0 for exact), and a number
    /// that differs for answers that are known to have come on different connections.
    ///
    /// A vaguer measurement than the one at hand is ignored, unless the two contradict each other.
    pub fn learn(
        &mut self,
        sent: &BootReading,
        received: &BootReading,
        service_ms: u64,
        resolution_ms: u64,
        connection: u64,
    ) -> Learnt {
        let Some(round_trip) =
            received.boot_ms.checked_sub(sent.boot_ms).filter(|_| sent.boot_id == received.boot_id)
        else {
            return Learnt::Nothing;
        };
        if round_trip > MAX_ROUND_TRIP_MS || !PLAUSIBLE_MS.contains(&service_ms) {
            return Learnt::Nothing;
        }
        let half = round_trip / 2;
        let service_ms = service_ms.saturating_add(resolution_ms / 2);
        let fresh = Sync {
            service_ms,
            wall_ms: received.wall_ms.saturating_sub(half),
            boot_ms: received.boot_ms - half,
            boot_id: received.boot_id,
            uncertainty_ms: half.saturating_add(resolution_ms / 2),
            confirmed: false,
        };
        let heard = service_ms.saturating_add(half);
        let Some((expected, doubt)) = self.by_boot_clock(received) else {
            // Nothing was heard since the phone started; but what is signed cannot be from the future.
            return if heard.saturating_add(CONTRADICTION_MS) < self.signed_ms {
                self.contradicted(fresh, received, connection)
            } else {
                self.replace(fresh, connection)
            };
        };
        let apart = expected.abs_diff(heard);
        if apart > CONTRADICTION_MS {
            return self.contradicted(fresh, received, connection);
        }
        self.rival = None;
        let agrees = apart <= AGREEMENT_MS;
        let known_before = self.last.as_ref().is_some_and(|last| last.confirmed);
        let confirmed = agrees && (known_before || self.heard_on != Some(connection));
        if apart <= doubt.saturating_add(fresh.uncertainty_ms) && fresh.uncertainty_ms >= doubt {
            return match &mut self.last {
                Some(last) if confirmed && !known_before => {
                    last.confirmed = true;
                    Learnt::Changed
                }
                _ => Learnt::Nothing,
            };
        }
        self.replace(Sync { confirmed, ..fresh }, connection)
    }

    /// Takes `fresh` if an answer on another connection said the same; otherwise keeps it until one does.
    fn contradicted(&mut self, fresh: Sync, received: &BootReading, connection: u64) -> Learnt {
        let heard = fresh.at(received);
        let seconded = self.rival.as_ref().is_some_and(|rival| {
            rival.connection != connection
                && rival
                    .sync
                    .at(received)
                    .zip(heard)
                    .is_some_and(|(first, second)| first.abs_diff(second) <= AGREEMENT_MS)
        });
        if seconded {
            return self.replace(Sync { confirmed: true, ..fresh }, connection);
        }
        self.rival = Some(Rival { sync: fresh, connection });
        Learnt::Contradicted
    }

    fn replace(&mut self, fresh: Sync, connection: u64) -> Learnt {
        self.last = Some(fresh);
        self.heard_on = Some(connection);
        self.rival = None;
        Learnt::Changed
    }

    /// The time at `reading`.
    ///
    /// Within one boot it counts along the boot clock. After a restart the phone's clock is taken to be as wrong as it
    /// was, if two connections said so (a clock set wrong by hand stays so), but never earlier than what is signed.
    pub fn now(&self, reading: &BootReading) -> Now {
        if let Some((unix_ms, _)) = self.by_boot_clock(reading) {
            let by_ms = difference(reading.wall_ms, unix_ms);
            let trust = if by_ms.unsigned_abs() > DEVIATION_WARNING_MS {
                ClockTrust::Deviates { by_ms }
            } else {
                ClockTrust::InSync
            };
            return Now { unix_ms, trust };
        }
        let confirmed = self.last.as_ref().filter(|sync| sync.confirmed);
        let off_by = confirmed.map_or(0, |sync| difference(sync.service_ms, sync.wall_ms));
        let unix_ms = reading.wall_ms.saturating_add_signed(off_by).max(self.signed_ms);
        Now { unix_ms, trust: ClockTrust::Unknown }
    }

    /// The time by the boot clock and its doubt, if the service was heard since the phone started.
    fn by_boot_clock(&self, reading: &BootReading) -> Option<(u64, u64)> {
        let sync = self.last.as_ref()?;
        let elapsed = reading.boot_ms.checked_sub(sync.boot_ms)?;
        let doubt = sync.uncertainty_ms.saturating_add(elapsed / 1_000_000 * DRIFT_PPM);
        Some((sync.at(reading)?, doubt))
    }
}

/// `a - b`, at the ends of the range when it does not fit.
fn difference(a: u64, b: u64) -> i64 {
    i64::try_from(i128::from(a) - i128::from(b)).unwrap_or(if a > b { i64::MAX } else { i64::MIN })
}

#[cfg(test)]
mod tests;
