//! Times that the service states, seconds since 1970.
//!
//! No calendar of a phone goes on for ever: Android's ends a program that asks for the year a number near 2^63 is in. So
//! no time after the year 9999 gets past this point, from an answer as from the vault, and none makes an answer
//! unreadable.

use ikd_proof::date::LAST_SECOND;
use serde::{Deserialize, Deserializer};

/// A time that may be left out: `None` as well for what is no time of the years 1970 to 9999.
pub(crate) fn stated<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let stated = serde_json::Value::deserialize(deserializer)?;
    Ok(stated.as_u64().filter(|at| *at <= LAST_SECOND))
}

/// Until when something can be done: the end of the year 9999 for what is no time, because only the service ends it.
pub(crate) fn end<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Ok(stated(deserializer)?.unwrap_or(LAST_SECOND))
}

/// From when something can be done: at once for what is no time, because the service still decides.
pub(crate) fn beginning<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Ok(stated(deserializer)?.unwrap_or(0))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_no_calendar_has_is_not_said_and_refuses_nothing() {
        let read = |json: &str| stated(&mut serde_json::Deserializer::from_str(json)).unwrap();
        assert_eq!(read("0"), Some(0));
        assert_eq!(read("253402300799"), Some(253_402_300_799));
        for odd in ["253402300800", "18446744073709551615", "1e300", "-1", "null", "\"soon\"", "[1]"] {
            assert_eq!(read(odd), None, "{odd}");
            let text = || serde_json::Deserializer::from_str(odd);
            assert_eq!(end(&mut text()).unwrap(), LAST_SECOND);
            assert_eq!(beginning(&mut text()).unwrap(), 0);
        }
    }
}
