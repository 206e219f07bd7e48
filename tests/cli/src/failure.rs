//! Why a command stopped: one sentence for the person, and the exit code. Sentences come from the catalogue, so nothing
//! personal, secret or from outside gets into them.

use std::process::ExitCode;

/// The code of a line of JSON whose input will do.
pub(crate) const OK: &str = "ok";

/// The end of a command that did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something did not work; the sentence says what to do next.
    Failed {
        /// Stable, for the lines of JSON.
        code: String,
        /// For the person.
        sentence: String,
    },
    /// The command line cannot be followed, though it could be read.
    Usage(String),
    /// The person answered no, or ended the input (Ctrl-D).
    Stopped,
    /// Ctrl-C or a signal, with the exit code that shells give it: 128 and the number of the signal.
    Interrupted(u8),
    /// The reader of our output is gone.
    OutputGone,
}

impl Failure {
    /// Ctrl-C, as a key or as a signal.
    pub(crate) const CTRL_C: Self = Self::Interrupted(130);

    /// A failure that lines of JSON do not tell from others.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self::coded("failed", sentence)
    }

    /// A failure with its code for lines of JSON.
    pub(crate) fn coded(code: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::Failed { code: code.into(), sentence: sentence.into() }
    }

    /// A usage error with its sentence.
    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self::Usage(sentence.into())
    }

    /// What to tell the person, if they were not told yet.
    pub(crate) fn sentence(&self) -> Option<&str> {
        match self {
            Self::Failed { sentence, .. } | Self::Usage(sentence) => Some(sentence),
            Self::Stopped | Self::Interrupted(_) | Self::OutputGone => None,
        }
    }

    /// What a line of JSON says.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::Failed { code, .. } => code,
            Self::Usage(_) => "usage",
            Self::Stopped => "stopped",
            Self::Interrupted(_) => "interrupted",
            Self::OutputGone => "output-gone",
        }
    }

    /// As in the module of the program.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Interrupted(code) => ExitCode::from(*code),
            Self::Failed { .. } | Self::Stopped | Self::OutputGone => ExitCode::FAILURE,
        }
    }
}

/// What a command gives back.
pub(crate) type Outcome = Result<ExitCode, Failure>;

/// 0 if every answer was yes, else 1.
pub(crate) fn all_yes(yes: bool) -> ExitCode {
    if yes { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
