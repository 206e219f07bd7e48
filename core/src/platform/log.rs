//! What the core tells about itself to whoever looks for faults.
//!
//! Promises: an entry is made of words fixed in the source and one number, so no personal data, secret or text from outside
//! can get into one; what is less severe than the sink asked for never leaves the core.

use std::{sync::Arc, time::Instant};

/// How much an entry matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// For developers: each call to the service.
    Debug,
    /// What the app does: opened, unlocked, brought up to date.
    Info,
    /// Something failed that can fail: no connection, a wrong PIN.
    Warning,
    /// A defect of the app.
    Fault,
}

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogLine {
    /// How much it matters.
    pub severity: Severity,
    /// What it is about: `vault.unlock`, `service.call`, `documents.sync` ...
    pub event: &'static str,
    /// How it went: `ok`, or the stable code of what went wrong.
    pub outcome: &'static str,
    /// A figure, where the event has one: milliseconds, an HTTP status, a line of the source.
    pub number: i64,
}

/// Somewhere that entries go: the platform's own log.
pub trait LogSink: Send + Sync {
    /// Takes one entry. Called from any thread. Should not block or call the core.
    fn log(&self, line: LogLine);
}

/// The sink, if there is one, and what it wants to hear. Cheap to clone.
#[derive(Clone, Default)]
pub struct Log(Option<(Arc<dyn LogSink>, Severity)>);

impl Log {
    /// A log that keeps entries of at least this severity.
    #[must_use]
    pub fn to(sink: Arc<dyn LogSink>, lowest: Severity) -> Self {
        Self(Some((sink, lowest)))
    }

    /// Nobody listens.
    #[must_use]
    pub fn off() -> Self {
        Self(None)
    }

    /// Passes an entry on, if it matters enough.
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
    fn what_matters_less_than_asked_for_never_reaches_the_sink() {
        let kept = Arc::new(Kept::default());
        let log = Log::to(kept.clone(), Severity::Warning);
        log.note(Severity::Info, "vault.unlock", "ok", 3);
        log.note(Severity::Warning, "vault.unlock", "wrong-pin", 0);
        let outcomes: Vec<_> = kept.0.lock().unwrap().iter().map(|entry| entry.outcome).collect();
        assert_eq!(outcomes, ["wrong-pin"]);
    }
}
