//! How far the upload of the portrait is, how long the rest takes, and whether it has stalled.

use std::{
    collections::VecDeque,
    sync::{MutexGuard, PoisonError},
};

use super::{Registration, RegistrationError, journal::SavedStep};

/// The rate is that of the last 10 s, in milliseconds.
const WINDOW_MS: u64 = 10_000;
/// Without an arrival for this long the upload has stalled, in milliseconds. At 50 kbit/s, with a second in each
/// direction, the largest part takes about 7.5 s.
const STALLED_AFTER_MS: u64 = 10_000;
/// The remaining time is rounded up to this, in milliseconds ...
const STEP_MS: u64 = 10_000;
/// ... and from one minute on to whole minutes.
const MINUTE_MS: u64 = 60_000;

/// The progress of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadProgress {
    /// Bytes of the portrait that the service holds.
    pub sent: u32,
    /// Bytes of the portrait.
    pub total: u32,
    /// Estimated time for the rest, ms: rounded up to 10 s, from 60 s on to whole minutes. `None` while it is unknown.
    pub remaining_ms: Option<u64>,
    /// Nothing has arrived for 10 s, although the upload is running.
    pub stalled: bool,
}

/// What the service held, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Arrival {
    boot_ms: u64,
    sent: u32,
}

/// The arrivals of one run of an upload, oldest first, on the boot clock. Only those that the rate still needs are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arrivals(VecDeque<Arrival>);

impl Arrivals {
    /// The upload started at `boot_ms` with `sent` bytes at the service.
    fn starting(boot_ms: u64, sent: u32) -> Self {
        Self(VecDeque::from([Arrival { boot_ms, sent }]))
    }

    /// The service holds `sent` bytes since `boot_ms`.
    fn arrived(&mut self, boot_ms: u64, sent: u32) {
        self.0.push_back(Arrival { boot_ms, sent });
        // One older than the window is needed, as the start of the rate.
        let since = boot_ms.saturating_sub(WINDOW_MS);
        while self.0.get(1).is_some_and(|second| second.boot_ms <= since) {
            self.0.pop_front();
        }
    }

    /// The progress at `now_ms` of an upload of `total` bytes.
    fn progress(&self, now_ms: u64, sent: u32, total: u32) -> UploadProgress {
        let since = now_ms.saturating_sub(WINDOW_MS);
        let base = self.0.iter().rev().find(|arrival| arrival.boot_ms <= since).or(self.0.front());
        let remaining_ms = base.and_then(|base| {
            let arrived = u64::from(sent.checked_sub(base.sent).filter(|arrived| *arrived > 0)?);
            let took = now_ms.checked_sub(base.boot_ms).filter(|took| *took > 0)?;
            Some(rounded(u64::from(total.saturating_sub(sent)).saturating_mul(took).div_ceil(arrived)))
        });
        let last = self.0.back().map_or(now_ms, |last| last.boot_ms);
        let stalled = sent < total && now_ms.saturating_sub(last) >= STALLED_AFTER_MS;
        UploadProgress { sent, total, remaining_ms, stalled }
    }
}

fn rounded(ms: u64) -> u64 {
    let tens = ms.div_ceil(STEP_MS).saturating_mul(STEP_MS);
    if tens < MINUTE_MS { tens } else { ms.div_ceil(MINUTE_MS).saturating_mul(MINUTE_MS) }
}

impl Registration {
    /// The progress of the upload at this moment, for a screen that asks once a second. Without a running
    /// [`Registration::submit`] there is no estimate, and nothing has stalled.
    ///
    /// # Errors
    /// [`RegistrationError::WrongStep`] unless the step is [`super::Step::Uploading`].
    pub fn upload_progress(&self) -> Result<UploadProgress, RegistrationError> {
        let uploading = |journal: &super::Journal| matches!(journal.step, SavedStep::Uploading);
        let (sent, total) = self
            .read(|journal| uploading(journal).then_some((journal.portrait_sent, journal.portrait_size)))?
            .ok_or(RegistrationError::WrongStep)?;
        let now_ms = self.boot_ms();
        let arrivals = self.arrivals();
        let running = arrivals.as_ref().zip(now_ms);
        Ok(running.map_or(
            UploadProgress { sent, total, remaining_ms: None, stalled: false },
            |(arrivals, now_ms)| arrivals.progress(now_ms, sent, total),
        ))
    }

    /// Measures the upload until the returned value is dropped.
    pub(super) fn measure_upload(&self) -> Measuring<'_> {
        self.start_measuring();
        Measuring(self)
    }

    /// Measures from what the service holds now.
    pub(super) fn start_measuring(&self) {
        let (boot_ms, sent) = (self.boot_ms(), self.held());
        *self.arrivals() = boot_ms.map(|boot_ms| Arrivals::starting(boot_ms, sent));
    }

    /// A part of the portrait has arrived.
    pub(super) fn note_arrival(&self) {
        let (boot_ms, sent) = (self.boot_ms(), self.held());
        if let (Some(arrivals), Some(boot_ms)) = (self.arrivals().as_mut(), boot_ms) {
            arrivals.arrived(boot_ms, sent);
        }
    }

    /// Bytes of the portrait that the service holds.
    fn held(&self) -> u32 {
        self.read(|journal| journal.portrait_sent).unwrap_or(0)
    }

    fn boot_ms(&self) -> Option<u64> {
        self.0.context.clock.reading().map(|reading| reading.boot_ms)
    }

    fn arrivals(&self) -> MutexGuard<'_, Option<Arrivals>> {
        self.0.arrivals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the measurement when it is dropped, also when the upload is cancelled.
pub(super) struct Measuring<'a>(&'a Registration);

impl Drop for Measuring<'_> {
    fn drop(&mut self) {
        *self.0.arrivals() = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOTAL: u32 = 110_000;

    /// An upload that started at 1 s, with one arrival of 20,000 bytes each `every_ms`, `count` times.
    fn upload(every_ms: u64, count: u32) -> Arrivals {
        let mut arrivals = Arrivals::starting(1_000, 0);
        for nth in 1..=count {
            arrivals.arrived(1_000 + every_ms * u64::from(nth), 20_000 * nth);
        }
        arrivals
    }

    fn remaining(arrivals: &Arrivals, now_ms: u64, sent: u32) -> Option<u64> {
        arrivals.progress(now_ms, sent, TOTAL).remaining_ms
    }

    #[test]
    fn before_the_first_arrival_the_remaining_time_is_unknown() {
        assert_eq!(remaining(&upload(0, 0), 3_000, 0), None);
    }

    #[test]
    fn the_remaining_time_follows_the_rate_and_is_rounded_up_to_ten_seconds() {
        // 20,000 bytes in 4 s: the other 90,000 take 18 s.
        assert_eq!(remaining(&upload(4_000, 1), 5_000, 20_000), Some(20_000));
    }

    #[test]
    fn from_a_minute_on_the_remaining_time_is_in_whole_minutes() {
        assert_eq!([49_000, 50_001, 60_000, 60_001].map(rounded), [50_000, 60_000, 60_000, 120_000]);
    }

    #[test]
    fn the_rate_is_that_of_the_last_ten_seconds() {
        // Slow at first: 20,000 bytes in 20 s. Then 20,000 each second.
        let mut arrivals = Arrivals::starting(0, 0);
        arrivals.arrived(20_000, 20_000);
        for nth in 1..=3 {
            arrivals.arrived(30_000 + nth * 1_000, 20_000 + u32::try_from(nth).expect("small") * 20_000);
        }
        // Since 23 s the service held 20,000, last counted at 20 s: 60,000 in 13 s, so 30,000 take 6.5 s.
        assert_eq!(remaining(&arrivals, 33_000, 80_000), Some(10_000));
    }

    #[test]
    fn an_upload_without_an_arrival_in_the_window_has_no_estimate() {
        assert_eq!(remaining(&upload(1_000, 2), 13_000, 40_000), None);
    }

    #[test]
    fn without_an_arrival_for_ten_seconds_an_upload_has_stalled() {
        let arrivals = upload(1_000, 2);
        assert!(!arrivals.progress(12_999, 40_000, TOTAL).stalled);
        assert!(arrivals.progress(13_000, 40_000, TOTAL).stalled);
    }

    #[test]
    fn a_complete_upload_has_not_stalled_and_nothing_remains() {
        let complete = |now_ms| upload(1_000, 2).progress(now_ms, 40_000, 40_000);
        assert_eq!(complete(9_000).remaining_ms, Some(0));
        assert!(!complete(14_000).stalled);
    }

    #[test]
    fn only_the_arrivals_that_the_rate_needs_are_kept() {
        assert!(upload(1_000, 500).0.len() <= 12);
    }
}
