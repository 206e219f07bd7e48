//! The core's log, for finding faults.
//!
//! Promises: an entry consists of strings fixed in the source and one number, so it cannot contain personal data,
//! secrets or text from outside. Entries below the sink's severity never leave the core.

use std::{sync::Arc, time::Instant};

/// The severity of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// For developers: each call to the service.
    Debug,
    /// Normal events: opened, unlocked, synced.
    Info,
    /// An expected failure: no connection, a wrong PIN.
    Warning,
    /// A defect of the app.
    Fault,
}

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogLine {
    /// Its severity.
    pub severity: Severity,
    /// The event: `vault.unlock`, `service.call`, `documents.sync` ...
    pub event: &'static str,
    /// Its outcome: `ok`, or the stable code of the error.
    pub outcome: &'static str,
    /// A number, if the event has one: milliseconds, an HTTP status, a source line.
    pub number: i64,
}

/// Receives log entries: the platform's own log.
pub trait LogSink: Send + Sync {
    /// Receives one entry, on any thread. Should not block or call the core.
    fn log(&self, line: LogLine);
}

/// The sink, if there is one, and its lowest severity. Cheap to clone.
#[derive(Clone, Default)]
pub struct Log(Option<(Arc<dyn LogSink>, Severity)>);

impl Log {
    /// A log that passes on entries of at least this severity.
    #[must_use]
    pub fn to(sink: Arc<dyn LogSink>, lowest: Severity) -> Self {
        Self(Some((sink, lowest)))
    }

    /// A log without a sink: drops all entries.
    #[must_use]
    pub fn off() -> Self {
        Self(None)
    }

    /// Passes an entry to the sink, if it is severe enough.
    pub fn note(&self, severity: Severity, event: &'static str, outcome: &'static str, number: i64) {
        if let Some((sink, lowest)) = &self.0
            && severity >= *lowest
        {
            sink.log(LogLine { severity, event, outcome, number });
        }
    }
}

/// Milliseconds since `began`, for [`LogLine::number`].
pub(crate) fn log_ms(began: Instant) -> i64 {
    i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[derive(Default)]
    struct Kept(Mutex<Vec<LogLine>>);

    impl LogSink for Kept {
        fn log(&self, line: LogLine) {
            self.0.lock().unwrap().push(line);
        }
    }

    #[test]
    fn entries_below_the_lowest_severity_do_not_reach_the_sink() {
        let kept = Arc::new(Kept::default());
        let log = Log::to(kept.clone(), Severity::Warning);
        log.note(Severity::Info, "vault.unlock", "ok", 3);
        log.note(Severity::Warning, "vault.unlock", "wrong-pin", 0);
        let outcomes: Vec<_> = kept.0.lock().unwrap().iter().map(|entry| entry.outcome).collect();
        assert_eq!(outcomes, ["wrong-pin"]);
    }
}
