//! Why a command stopped: one sentence for the person, and the exit code. Sentences come from the catalogue, so nothing
//! personal, secret or from outside gets into them.

use std::process::ExitCode;

/// The end of a command that did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something did not work; the sentence says what to do next.
    Failed(String),
    /// The command line cannot be followed, though it could be read.
    Usage(String),
    /// The person wanted to stop, and was told all there is to say.
    Stopped,
    /// The reader of our output is gone.
    OutputGone,
}

impl Failure {
    /// A failure with its sentence.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self::Failed(sentence.into())
    }

    /// A usage error with its sentence.
    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self::Usage(sentence.into())
    }

    /// What to tell the person, if they were not told yet.
    pub(crate) fn sentence(&self) -> Option<&str> {
        match self {
            Self::Failed(sentence) | Self::Usage(sentence) => Some(sentence),
            Self::Stopped | Self::OutputGone => None,
        }
    }

    /// As in the module of the program.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Failed(_) | Self::Stopped | Self::OutputGone => ExitCode::FAILURE,
        }
    }
}

/// What a command gives back.
pub(crate) type Outcome = Result<ExitCode, Failure>;

/// 0 if every answer was yes, else 1.
pub(crate) fn all_yes(yes: bool) -> ExitCode {
    if yes { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
