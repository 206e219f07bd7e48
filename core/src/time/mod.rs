//! The true time, on a phone whose wall clock anyone can set.
//!
//! Each response of the service contains its time. [`TrustedTime`] stores it together with the boot clock, which cannot
//! be set, and adds the time elapsed on the boot clock. Uncertainty is never an error: the result is marked
//! [`ClockTrust::Unknown`], and the caller warns. No I/O: clock readings are arguments; the app stores the state
//! (serde) and loads it at start.
//!
//! One wrong response must not have a permanent effect. The first service time since the phone started applies
//! immediately. A later one that contradicts the known time by more than [`CONTRADICTION_MS`] applies only if a second
//! connection agrees. After a restart of the phone, the service's earlier times set no lower limit; only times
//! that an issuer signed do.

mod service_clock;

use std::ops::Range;

use serde::{Deserialize, Serialize};
pub use service_clock::{CurrentTime, ServiceClock};

use crate::platform::BootReading;

/// If the wall clock differs by more than this, the person is warned; in milliseconds.
pub const DEVIATION_WARNING_MS: u64 = 30_000;

/// If a service time differs from the known time by more than this, a second connection must agree; in milliseconds.
/// The service accepts signatures whose time differs by up to as much.
pub const CONTRADICTION_MS: u64 = 5 * 60_000;

/// Two service times agree if they differ by at most this, in milliseconds.
const AGREEMENT_MS: u64 = 30_000;

/// The longest round trip of an exchange that the time is learned from, in milliseconds.
const MAX_ROUND_TRIP_MS: u64 = 60_000;

/// Assumed drift of the boot clock, in parts per million: a generous limit for a phone's quartz.
const DRIFT_PPM: u64 = 100;

/// Plausible times, in milliseconds since 1970: 2026 to 2099. This app does not run before it was written, or in
/// another century. Other times are ignored, whatever their source.
const PLAUSIBLE_MS: Range<u64> = 1_767_225_600_000..4_102_444_800_000;

/// How reliable a time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockTrust {
    /// The service's time was received since the phone started, and the phone's wall clock agrees with it.
    InSync,
    /// The service's time was received since the phone started; the phone's wall clock differs from it by more than
    /// [`DEVIATION_WARNING_MS`]. [`Now::unix_ms`] is still right; the person should set the clock.
    Deviates {
        /// The phone's wall clock minus the true time, in milliseconds.
        by_ms: i64,
    },
    /// The service's time was not received since the phone started: [`Now::unix_ms`] is an estimate.
    Unknown,
}

/// The current time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since 1970-01-01T00:00:00Z, corrected by the service's time.
    pub unix_ms: u64,
    /// How reliable it is.
    pub trust: ClockTrust,
}

/// The service's time and the phone's clocks at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Sync {
    service_ms: u64,
    wall_ms: u64,
    boot_ms: u64,
    boot_id: [u8; 16],
    /// Half of the exchange's round trip, within which the service read its clock, plus half of its time's resolution.
    uncertainty_ms: u64,
    /// Whether a second connection agreed.
    #[serde(default)]
    confirmed: bool,
}

impl Sync {
    /// Whether an exchange can have produced this. The file that it is stored in can be edited.
    fn is_plausible(&self) -> bool {
        PLAUSIBLE_MS.contains(&self.service_ms) && self.uncertainty_ms <= MAX_ROUND_TRIP_MS
    }

    /// The service's time at `reading`, if that is a later moment of the same boot.
    fn at(&self, reading: &BootReading) -> Option<u64> {
        let elapsed = reading.boot_ms.checked_sub(self.boot_ms)?;
        (self.boot_id == reading.boot_id).then(|| self.service_ms.saturating_add(elapsed))
    }
}

/// The effect of one service time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learnt {
    /// No change.
    Nothing,
    /// The state changed: the caller must store it.
    Changed,
    /// The service time contradicts the known time. It applies only if another connection agrees: the caller makes the
    /// next exchange over a new connection.
    Contradicted,
}

/// A service time that contradicts the known time, and the connection it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Candidate {
    sync: Sync,
    connection: u64,
}

/// What is known about the true time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedTime {
    last: Option<Sync>,
    /// The connection `last` came from; `None` if an earlier run of the app received it.
    #[serde(skip)]
    last_connection: Option<u64>,
    /// Waits for a second connection that agrees. Lost when the app ends.
    #[serde(skip)]
    candidate: Option<Candidate>,
    /// The latest time at which an issuer signed something. It comes from verified signatures, never from the stored
    /// state.
    #[serde(skip)]
    signed_ms: u64,
}

impl TrustedTime {
    /// A state without any service time: [`TrustedTime::now`] is the phone's wall clock.
    pub fn new() -> TrustedTime {
        TrustedTime::default()
    }

    /// Loads a stored state. Ignores one that no exchange can have produced.
    pub(crate) fn restored(bytes: &[u8]) -> TrustedTime {
        let mut time: TrustedTime = serde_json::from_slice(bytes).unwrap_or_default();
        time.last = time.last.filter(Sync::is_plausible);
        time
    }

    /// An issuer signed something at `unix_s`, and the signature was verified: the current time is not earlier.
    pub fn signed_at(&mut self, unix_s: u64) {
        let signed_ms = unix_s.saturating_mul(1000);
        if PLAUSIBLE_MS.contains(&signed_ms) {
            self.signed_ms = self.signed_ms.max(signed_ms);
        }
    }

    /// Learns from one authenticated exchange: the clocks when the request was sent and when the response was received;
    /// the service's time in the response, rounded down to multiples of `resolution_ms` (1000 for an HTTP `Date`; 0 if
    /// exact); and a number that is different for responses known to be from different connections.
    ///
    /// Ignores a time that is not more precise than the known one, if the two differ by at most their combined
    /// uncertainty; it may still confirm the known time.
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
        let service_now = service_ms.saturating_add(half);
        let Some((expected, uncertainty)) = self.by_boot_clock(received) else {
            // This is the first service time since the phone started, but a signature cannot be from the future.
            return if service_now.saturating_add(CONTRADICTION_MS) < self.signed_ms {
                self.confirm_or_keep(fresh, received, connection)
            } else {
                self.replace(fresh, connection)
            };
        };
        let apart = expected.abs_diff(service_now);
        if apart > CONTRADICTION_MS {
            return self.confirm_or_keep(fresh, received, connection);
        }
        self.candidate = None;
        let agrees = apart <= AGREEMENT_MS;
        let known_before = self.last.as_ref().is_some_and(|last| last.confirmed);
        let confirmed = agrees && (known_before || self.last_connection != Some(connection));
        if apart <= uncertainty.saturating_add(fresh.uncertainty_ms) && fresh.uncertainty_ms >= uncertainty {
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

    /// Applies `fresh` if a response from another connection agreed; otherwise keeps it until one does.
    fn confirm_or_keep(&mut self, fresh: Sync, received: &BootReading, connection: u64) -> Learnt {
        let service_now = fresh.at(received);
        let confirmed = self.candidate.as_ref().is_some_and(|candidate| {
            candidate.connection != connection
                && candidate
                    .sync
                    .at(received)
                    .zip(service_now)
                    .is_some_and(|(first, second)| first.abs_diff(second) <= AGREEMENT_MS)
        });
        if confirmed {
            return self.replace(Sync { confirmed: true, ..fresh }, connection);
        }
        self.candidate = Some(Candidate { sync: fresh, connection });
        Learnt::Contradicted
    }

    fn replace(&mut self, fresh: Sync, connection: u64) -> Learnt {
        self.last = Some(fresh);
        self.last_connection = Some(connection);
        self.candidate = None;
        Learnt::Changed
    }

    /// The time at `reading`.
    ///
    /// Within one boot it is the service's time plus the time elapsed on the boot clock. After a restart it assumes
    /// that the wall clock is still wrong by as much as before, if two connections agreed on that, and is not earlier
    /// than the latest signature.
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

    /// The time by the boot clock and its uncertainty, if a service time was received since the phone started.
    fn by_boot_clock(&self, reading: &BootReading) -> Option<(u64, u64)> {
        let sync = self.last.as_ref()?;
        let elapsed = reading.boot_ms.checked_sub(sync.boot_ms)?;
        let uncertainty = sync.uncertainty_ms.saturating_add(elapsed / 1_000_000 * DRIFT_PPM);
        Some((sync.at(reading)?, uncertainty))
    }
}

/// `a - b`, clamped to the range of `i64`.
fn difference(a: u64, b: u64) -> i64 {
    i64::try_from(i128::from(a) - i128::from(b)).unwrap_or(if a > b { i64::MAX } else { i64::MIN })
}

#[cfg(test)]
mod tests;
