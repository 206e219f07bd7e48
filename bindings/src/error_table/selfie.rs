//! The part of the table for the selfie.

use ikd_core::selfie::{AssessError, FrameError, ModelError, PortraitError, StillError};

use super::{Code, IkdError, defect, invalid_input};

impl From<StillError> for IkdError {
    fn from(error: StillError) -> Self {
        invalid_input(match error {
            StillError::TooManyBytes | StillError::TooManyPixels => Code::PhotoTooLarge,
            StillError::Unsupported => Code::PhotoUnsupported,
            StillError::Damaged => Code::PhotoDamaged,
        })
    }
}

impl From<ModelError> for IkdError {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::Load | ModelError::Run => defect(Code::ModelsUnusable),
        }
    }
}

impl From<AssessError> for IkdError {
    fn from(error: AssessError) -> Self {
        match error {
            AssessError::Still(error) => error.into(),
            AssessError::Models(error) => error.into(),
        }
    }
}

impl From<FrameError> for IkdError {
    fn from(_: FrameError) -> Self {
        defect(Code::BadArgument)
    }
}

impl From<PortraitError> for IkdError {
    fn from(error: PortraitError) -> Self {
        match error {
            PortraitError::Still(error) => error.into(),
            PortraitError::Retake(codes) => Self::Retake { code: Code::PhotoUnsuitable, guidance: codes },
            PortraitError::Models(error) => error.into(),
            PortraitError::TooFewBytes { .. } | PortraitError::Size => defect(Code::BadArgument),
        }
    }
}
