//! Times that the service states, seconds since 1970.
//!
//! No calendar of a phone goes on for ever: Android's ends a program that asks in which year a number near 2^63 is. So
//! no time after the year 9999 gets past this point, from an answer as from the vault, and none makes an answer
//! unreadable.

use ikd_proof::{CivilDate, date::LAST_SECOND};
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

/// An optional day, `2027-01-28`: of the years of documents, 1900 to 2999, and `None` for anything else.
pub(crate) mod day {
    use serde::{Serialize, Serializer};

    use super::{CivilDate, Deserialize, Deserializer};

    pub(crate) fn serialize<S: Serializer>(
        day: &Option<CivilDate>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        day.map(CivilDate::iso).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<CivilDate>, D::Error> {
        let stated = serde_json::Value::deserialize(deserializer)?;
        let day = stated.as_str().and_then(|text| CivilDate::parse_iso(text).ok());
        Ok(day.filter(|day| (1900..=2999).contains(&day.year())))
    }
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

    #[test]
    fn a_day_that_no_document_has_is_not_said() {
        let read = |json: &str| day::deserialize(&mut serde_json::Deserializer::from_str(json)).unwrap();
        assert_eq!(read("\"2027-01-28\""), CivilDate::new(2027, 1, 28).ok());
        for odd in ["\"2027-02-30\"", "\"9999-01-01\"", "\"1899-12-31\"", "20270128", "null", "{}"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
