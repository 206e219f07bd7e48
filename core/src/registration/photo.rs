//! The selfie becomes the portrait that will be sent. Only a sealed copy touches the disk.

use super::{
    Registration, RegistrationError,
    journal::{Stage, save_portrait},
};

/// Why a portrait was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// Not a JPEG: use what the selfie module made.
    #[error("not a JPEG")]
    NotAJpeg,
    /// Larger than the service takes: use what the selfie module made.
    #[error("more than {max} bytes")]
    TooLarge {
        /// Bytes the service takes.
        max: usize,
    },
    /// Something else.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

/// What the service takes, or why not.
pub(super) fn check(jpeg: &[u8]) -> Result<(), PhotoError> {
    if !jpeg.starts_with(&[0xff, 0xd8, 0xff]) {
        Err(PhotoError::NotAJpeg)
    } else if jpeg.len() > MAX_PORTRAIT {
        Err(PhotoError::TooLarge { max: MAX_PORTRAIT })
    } else {
        Ok(())
    }
}

/// Upper bound of the contract, bytes. The selfie module aims lower (110,000).
const MAX_PORTRAIT: usize = 110 * 1024;

impl Registration {
    /// Takes the portrait that the selfie module made: a JPEG without metadata, at most 110 KiB.
    pub fn take_portrait(&self, jpeg: &[u8]) -> Result<(), PhotoError> {
        check(jpeg)?;
        {
            let mut guard = self.book();
            let book = guard.as_mut().ok_or(RegistrationError::WrongStep)?;
            if !matches!(book.journal.stage, Stage::Selfie) {
                return Err(RegistrationError::WrongStep.into());
            }
            // Before the journal says so: a portrait without its step is overwritten, a step without its portrait is not.
            save_portrait(&mut book.store, jpeg)?;
        }
        self.write(
            |stage| matches!(stage, Stage::Selfie),
            |journal| {
                journal.portrait_size = u32::try_from(jpeg.len()).expect("bounded above");
                journal.portrait_sent = 0;
                journal.stage = Stage::Uploading;
                Ok(())
            },
        )?;
        Ok(())
    }
}
