//! Waits between attempts, and the deadline of one exchange. Exponential backoff with full jitter: phones that lost the
//! service at the same time do not all retry at the same time.

use std::time::{Duration, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::HttpResponse;
use crate::{
    platform::{BootReading, RandomError, SecureRandom},
    time::ServiceClock,
};

/// Exchanges per call, including the first.
pub(super) const MAX_ATTEMPTS: u32 = 4;
/// Upper bound of the first wait, ms; doubled for each further wait.
const FIRST_WAIT_MS: u64 = 400;
/// Longest requested pause, seconds, that a call waits for by itself. For a longer one it fails, and the person
/// retries.
pub(super) const MAX_RETRY_AFTER_S: u64 = 10;

/// Upper limit of a requested pause, seconds. A longer one is cut to it: a wrong value must not block the app.
const LONGEST_RETRY_AFTER_S: u64 = 3600;
/// Deadline of an exchange with an empty body, from the first byte sent to the last one received, seconds. The largest
/// answer of the contract, a document of 64 KiB, takes 11 s at 50 kbit/s.
const DEADLINE_S: u64 = 60;
/// Bytes of the body for which the deadline grows by one second. 4096 B/s are 32 kbit/s, which a link of 50 kbit/s
/// achieves with TLS and losses.
const SLOWEST_UPLOAD: u64 = 4096;

/// Deadline of an exchange whose request body has `body` bytes. The transport's timeout ends a silent exchange sooner;
/// the deadline also ends an answer that arrives byte by byte.
pub(super) fn deadline(body: usize) -> Duration {
    Duration::from_secs(DEADLINE_S) + sending(body)
}

/// Time for sending a request body of `body` bytes over the slowest link, in whole seconds.
pub(super) fn sending(body: usize) -> Duration {
    Duration::from_secs(body as u64 / SLOWEST_UPLOAD)
}

/// Seconds since 1970 of an HTTP date (RFC 9110 5.6.7).
pub(super) fn http_date(text: &str) -> Option<u64> {
    Some(httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?.as_secs())
}

/// The pause in `Retry-After`, seconds, at most an hour (RFC 9110 10.2.3). A date is counted from the answer's `Date`,
/// and ignored without one.
pub(super) fn retry_after_s(response: &HttpResponse) -> Option<u64> {
    let value = response.header("retry-after")?.trim();
    let seconds = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        value.parse().unwrap_or(u64::MAX)
    } else {
        http_date(value)?.saturating_sub(http_date(response.header("date")?)?)
    };
    Some(seconds.min(LONGEST_RETRY_AFTER_S))
}

/// A pause that the service requested, measured with the boot clock.
pub(crate) struct Pause {
    since: Option<BootReading>,
    seconds: u64,
}

impl Pause {
    /// A pause that starts now.
    pub(crate) fn begin(seconds: u64, clock: &ServiceClock) -> Self {
        Self { since: clock.reading(), seconds }
    }

    /// Milliseconds left of the pause; the full pause if the clock cannot be read.
    pub(crate) fn left_ms(&self, clock: &ServiceClock) -> u64 {
        let passed =
            self.since.zip(clock.reading()).map(|(since, now)| now.boot_ms.saturating_sub(since.boot_ms));
        (self.seconds * 1000).saturating_sub(passed.unwrap_or(0))
    }
}

/// How long to wait before attempt number `next` (1 is the first retry).
/// `retry_after` is the pause that the service requested, in seconds. It is the minimum; jitter is added.
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

/// A new idempotency key: 16 random bytes, base64url.
pub(crate) fn new_idempotency_key(random: &dyn SecureRandom) -> Result<String, RandomError> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::upload::LARGEST_PART;

    struct Constant(u8);
    impl SecureRandom for Constant {
        fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
            out.fill(self.0);
            Ok(())
        }
    }

    #[test]
    fn each_wait_is_at_most_its_cap() {
        for next in 1..=MAX_ATTEMPTS {
            let wait = wait_ms(next, None, &Constant(0xff)).expect("constant randomness");
            assert!(wait <= FIRST_WAIT_MS << (next - 1), "{next}: {wait}");
        }
    }

    #[test]
    fn a_requested_pause_is_the_minimum_wait() {
        assert!(wait_ms(1, Some(3), &Constant(1)).expect("constant randomness") >= 3000);
    }

    fn pause_of(headers: &[(&str, &str)]) -> Option<u64> {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        retry_after_s(&HttpResponse { status: 503, headers, body: Vec::new() })
    }

    #[test]
    fn retry_after_is_read_in_seconds_or_as_a_date() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(pause_of(&[("retry-after", "120")]), Some(120));
        assert_eq!(pause_of(&[("retry-after", "Sun, 06 Nov 1994 08:51:07 GMT"), date]), Some(90));
        assert_eq!(pause_of(&[("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT"), date]), Some(0));
    }

    #[test]
    fn a_requested_pause_is_at_most_an_hour() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        for value in ["3601", "99999999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"] {
            assert_eq!(pause_of(&[("retry-after", value), date]), Some(3600), "{value}");
        }
    }

    #[test]
    fn an_invalid_retry_after_is_ignored() {
        for value in ["", "soon", "-1", "+5", "1.5", "Sun, 06 Nov 1994 08:49:37 GMT"] {
            assert_eq!(pause_of(&[("retry-after", value)]), None, "{value}");
        }
    }

    #[test]
    fn the_deadline_suffices_for_a_part_at_50_kbit_per_second() {
        let takes = Duration::from_secs(LARGEST_PART as u64 * 8 / 50_000);
        assert_eq!(deadline(0), Duration::from_secs(60));
        assert!(deadline(LARGEST_PART) >= Duration::from_secs(60) + takes);
    }

    #[test]
    fn the_example_date_of_rfc_9110_is_read() {
        assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
    }

    #[test]
    fn text_that_is_not_an_http_date_is_rejected() {
        for text in ["", "yesterday", "Sun, 31 Feb 1994 08:49:37 GMT"] {
            assert_eq!(http_date(text), None, "{text}");
        }
    }
}
