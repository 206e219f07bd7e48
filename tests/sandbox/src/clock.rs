//! The service's clock: the system's, moved by an offset that tests set.
//!
//! Everything that expires in the sandbox asks this clock, so a test ages a code by fifteen minutes without waiting.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

/// The service's clock, in seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    offset: AtomicI64,
}

impl Clock {
    /// Now, offset included.
    pub(crate) fn now(&self) -> u64 {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs());
        system.saturating_add_signed(self.offset.load(Ordering::Relaxed))
    }

    /// Moves the clock by `seconds`, on top of earlier moves; below zero moves it back.
    pub(crate) fn advance(&self, seconds: i64) {
        self.offset.fetch_add(seconds, Ordering::Relaxed);
    }
}

/// `now` as the HTTP `Date` header writes it (IMF-fixdate, RFC 9110 5.6.7).
pub(crate) fn http_date(now: u64) -> String {
    let moment = i64::try_from(now)
        .ok()
        .and_then(|seconds| time::OffsetDateTime::from_unix_timestamp(seconds).ok())
        .unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    let day = match moment.weekday() {
        time::Weekday::Monday => "Mon",
        time::Weekday::Tuesday => "Tue",
        time::Weekday::Wednesday => "Wed",
        time::Weekday::Thursday => "Thu",
        time::Weekday::Friday => "Fri",
        time::Weekday::Saturday => "Sat",
        time::Weekday::Sunday => "Sun",
    };
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = MONTHS[usize::from(u8::from(moment.month())) - 1];
    let (hour, minute, second) = moment.to_hms();
    format!("{day}, {:02} {month} {:04} {hour:02}:{minute:02}:{second:02} GMT", moment.day(), moment.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 9110 5.6.7.
    #[test]
    fn http_date_writes_the_example_of_the_rfc() {
        assert_eq!(http_date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
    }

    #[test]
    fn advancing_twice_adds_up() {
        let clock = Clock::default();
        let start = clock.now();
        clock.advance(600);
        clock.advance(300);
        assert!((900..=901).contains(&(clock.now() - start)));
    }
}
