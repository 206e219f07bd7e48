//! When to try again, and how long to wait: exponential backoff with full jitter, so that a crowd of phones that lost the
//! service together does not come back together. And how long to wait for one exchange.

use std::time::{Duration, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::HttpResponse;
use crate::{
    platform::{BootReading, RandomError, SecureRandom},
    time::ServiceClock,
};

/// Exchanges for one call, the first included.
pub(super) const MAX_ATTEMPTS: u32 = 4;
/// Upper bound of the first wait, ms; doubled each time.
const FIRST_WAIT_MS: u64 = 400;
/// A service that asks for a longer pause than this gets it from the person, not from a spinning screen.
pub(super) const MAX_RETRY_AFTER_S: u64 = 10;

/// Longest pause that an answer can ask for, seconds. A longer one is taken for this: an odd answer must not stop an app.
const LONGEST_RETRY_AFTER_S: u64 = 3600;
/// From the first byte sent to the last one received, for an exchange with a small body, seconds. The largest answer of
/// the contract, a document of 64 KiB, takes 11 s at 50 kbit/s.
const DEADLINE_S: u64 = 60;
/// A body is given another second for each so many bytes: 32 kbit/s, which a link of 50 kbit/s meets with TLS and losses.
const SLOWEST_UPLOAD: u64 = 4096;

/// The most time that one exchange may take whose request has so many bytes in its body. Silence within it ends sooner,
/// where the network notices it; this also ends an answer that comes byte by byte.
pub(super) fn deadline(body: usize) -> Duration {
    Duration::from_secs(DEADLINE_S + body as u64 / SLOWEST_UPLOAD)
}

/// Seconds since 1970 of an HTTP date (RFC 9110 5.6.7).
pub(super) fn http_date(text: &str) -> Option<u64> {
    Some(httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?.as_secs())
}

/// The pause that `Retry-After` asks for, seconds, at most an hour (RFC 9110 10.2.3). A date is counted from the answer's
/// own `Date`; without one it says nothing.
pub(super) fn retry_after_s(response: &HttpResponse) -> Option<u64> {
    let value = response.header("retry-after")?.trim();
    let seconds = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        value.parse().unwrap_or(u64::MAX)
    } else {
        http_date(value)?.saturating_sub(http_date(response.header("date")?)?)
    };
    Some(seconds.min(LONGEST_RETRY_AFTER_S))
}

/// A pause that the service asked for, counted along the boot clock.
pub(crate) struct Pause {
    since: Option<BootReading>,
    seconds: u64,
}

impl Pause {
    /// Begins now.
    pub(crate) fn begin(seconds: u64, clock: &ServiceClock) -> Self {
        Self { since: clock.reading(), seconds }
    }

    /// Milliseconds left of it; all of it when the clock cannot be read.
    pub(crate) fn left_ms(&self, clock: &ServiceClock) -> u64 {
        let passed =
            self.since.zip(clock.reading()).map(|(since, now)| now.boot_ms.saturating_sub(since.boot_ms));
        (self.seconds * 1000).saturating_sub(passed.unwrap_or(0))
    }
}

/// How long to wait before attempt number `next` (1 is the first retry).
/// `retry_after` is what the service asked for, in seconds; it is a floor, jitter comes on top.
pub(super) fn wait_ms(
    next: u32,
    retry_after: Option<u64>,
    random: &dyn SecureRandom,
) -> Result<u64, RandomError> {
    let cap = FIRST_WAIT_MS << next.saturating_sub(1).min(6);
    let mut bytes = [0; 8];
    random.fill(&mut bytes)?;
    let jitter = u64::from_le_bytes(bytes) % (cap + 1);
    Ok(retry_after.unwrap_or(0).saturating_mul(1000) + jitter)
}

/// A fresh idempotency key: 16 random bytes, base64url.
pub(crate) fn new_idempotency_key(random: &dyn SecureRandom) -> Result<String, RandomError> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Constant(u8);
    impl SecureRandom for Constant {
        fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
            out.fill(self.0);
            Ok(())
        }
    }

    #[test]
    fn waits_grow_but_stay_under_their_cap() {
        for next in 1..=MAX_ATTEMPTS {
            let wait = wait_ms(next, None, &Constant(0xff)).expect("constant randomness");
            assert!(wait <= FIRST_WAIT_MS << (next - 1), "{next}: {wait}");
        }
    }

    #[test]
    fn what_the_service_asked_for_is_a_floor() {
        assert!(wait_ms(1, Some(3), &Constant(1)).expect("constant randomness") >= 3000);
    }

    fn asked(headers: &[(&str, &str)]) -> Option<u64> {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        retry_after_s(&HttpResponse { status: 503, headers, body: Vec::new() })
    }

    #[test]
    fn a_pause_is_read_in_seconds_or_as_a_date() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(asked(&[("retry-after", "120")]), Some(120));
        assert_eq!(asked(&[("retry-after", "Sun, 06 Nov 1994 08:51:07 GMT"), date]), Some(90));
        assert_eq!(asked(&[("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT"), date]), Some(0));
    }

    #[test]
    fn no_answer_asks_for_more_than_an_hour() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        for value in ["3601", "99999999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"] {
            assert_eq!(asked(&[("retry-after", value), date]), Some(3600), "{value}");
        }
    }

    #[test]
    fn a_pause_that_is_not_understood_is_none() {
        for value in ["", "soon", "-1", "+5", "1.5", "Sun, 06 Nov 1994 08:49:37 GMT"] {
            assert_eq!(asked(&[("retry-after", value)]), None, "{value}");
        }
    }

    #[test]
    fn a_part_of_a_portrait_has_its_time_at_50_kbit_a_second() {
        let part = 20 * 1024;
        let takes = Duration::from_secs(part as u64 * 8 / 50_000);
        assert_eq!(deadline(0), Duration::from_secs(60));
        assert!(deadline(part) >= Duration::from_secs(60) + takes);
    }

    #[test]
    fn the_date_of_rfc_9110_is_read() {
        assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
    }

    #[test]
    fn anything_else_is_no_date() {
        for text in ["", "yesterday", "Sun, 31 Feb 1994 08:49:37 GMT"] {
            assert_eq!(http_date(text), None, "{text}");
        }
    }
}
