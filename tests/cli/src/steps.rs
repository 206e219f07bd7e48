//! The cost of each step of a journey: time, and bytes at the service's socket.

use std::time::Instant;

use serde::Serialize;

use crate::{
    console::{Console, json_line},
    failure::{Failure, OK},
    texts::Texts,
};

/// Bytes since the service started, both directions, TLS included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Bytes {
    /// From the phone.
    pub(crate) up: u64,
    /// To the phone.
    pub(crate) down: u64,
}

/// One line of `--json`.
#[derive(Debug, Serialize, PartialEq, Eq)]
struct StepLine<'a> {
    step: &'static str,
    ok: bool,
    code: &'a str,
    ms: u64,
    bytes_up: u64,
    bytes_down: u64,
}

/// How the steps are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepOutput {
    /// Not printed: the person sees each step as it happens.
    None,
    /// One line of text per step.
    Plain,
    /// One line of JSON per step.
    Json,
}

/// The steps of one journey.
pub(crate) struct Steps {
    output: StepOutput,
    open: Option<(&'static str, Instant)>,
    /// Byte counts at the end of the last step, so that the steps add up to the total.
    counted: Bytes,
}

impl Steps {
    /// Creates a record with no current step.
    pub(crate) fn new(output: StepOutput) -> Self {
        Self { output, open: None, counted: Bytes::default() }
    }

    /// Starts a step and its timer.
    pub(crate) fn begin(&mut self, step: &'static str) {
        self.open = Some((step, Instant::now()));
    }

    /// The current step.
    pub(crate) fn current(&self) -> Option<&'static str> {
        self.open.map(|(step, _)| step)
    }

    /// Ends the current step, successfully if the code is [`OK`]. `now`: the service's byte counts.
    pub(crate) fn end(
        &mut self,
        code: &str,
        now: Bytes,
        console: &Console,
        texts: &Texts,
    ) -> Result<(), Failure> {
        let Some((step, start)) = self.open.take() else { return Ok(()) };
        let line = StepLine {
            step,
            ok: code == OK,
            code,
            ms: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
            bytes_up: now.up.saturating_sub(self.counted.up),
            bytes_down: now.down.saturating_sub(self.counted.down),
        };
        self.counted = now;
        match self.output {
            StepOutput::None => Ok(()),
            StepOutput::Json => json_line(&line),
            StepOutput::Plain => console.entry(&format!(
                "{} {step}  {} ms  {}",
                if line.ok { "✓" } else { "✗" },
                line.ms,
                (texts.bytes_up_down)(line.bytes_up, line.bytes_down),
            )),
        }
    }
}
