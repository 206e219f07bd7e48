//! Why a command stopped: one sentence for the person, and the exit code. Sentences come from the catalogue, so they
//! contain no personal data, secrets or text from outside.

use std::process::ExitCode;

/// The code of a line of JSON for success.
pub(crate) const OK: &str = "ok";

/// The reason why a command did not complete.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An operation failed; the sentence says what to do next.
    Failed {
        /// Stable code for the lines of JSON.
        code: String,
        /// Sentence for the person.
        sentence: String,
    },
    /// The command line is well-formed but asks for something impossible.
    Usage(String),
    /// The person answered no, or ended the input (Ctrl-D).
    Stopped,
    /// Ctrl-C or a signal, with the exit code that shells use: 128 plus the signal number.
    Interrupted(u8),
    /// The reader of this program's output has closed it.
    OutputGone,
}

impl Failure {
    /// Ctrl-C, as a key or as a signal.
    pub(crate) const CTRL_C: Self = Self::Interrupted(130);

    /// A failure with its code for lines of JSON.
    pub(crate) fn new(code: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::Failed { code: code.into(), sentence: sentence.into() }
    }

    /// A usage error with its sentence.
    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self::Usage(sentence.into())
    }

    /// The sentence to print, unless the reason was shown already or needs none.
    pub(crate) fn sentence(&self) -> Option<&str> {
        match self {
            Self::Failed { sentence, .. } | Self::Usage(sentence) => Some(sentence),
            Self::Stopped | Self::Interrupted(_) | Self::OutputGone => None,
        }
    }

    /// The code for a line of JSON.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::Failed { code, .. } => code,
            Self::Usage(_) => "usage",
            Self::Stopped => "stopped",
            Self::Interrupted(_) => "interrupted",
            Self::OutputGone => "output-gone",
        }
    }

    /// The exit code, as documented in `main.rs`.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Interrupted(code) => ExitCode::from(*code),
            Self::Failed { .. } | Self::Stopped | Self::OutputGone => ExitCode::FAILURE,
        }
    }
}

/// The result of a command.
pub(crate) type Outcome = Result<ExitCode, Failure>;

/// Exit code 0 if `yes`, else 1.
pub(crate) fn all_yes(yes: bool) -> ExitCode {
    if yes { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
