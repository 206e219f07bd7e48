//! The selfie becomes the portrait that will be sent. Only a sealed copy touches the disk.

use super::{
    Registration, RegistrationError,
    journal::{SavedStep, save_portrait},
};
use crate::jpeg;

/// Why a portrait was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// Not a JPEG, or not a whole one: use what the selfie module made.
    #[error("not a whole JPEG")]
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
    if jpeg.len() > MAX_PORTRAIT {
        return Err(PhotoError::TooLarge { max: MAX_PORTRAIT });
    }
    // Sent as it is: an officer would see the missing part as grey.
    jpeg::check(jpeg).map_err(|_| PhotoError::NotAJpeg)
}

/// Upper bound of the contract, bytes. The selfie module aims lower (110,000).
const MAX_PORTRAIT: usize = 110 * 1024;

impl Registration {
    /// Takes the portrait that the selfie module made: a JPEG without metadata, at most 110 KiB.
    pub fn take_portrait(&self, jpeg: &[u8]) -> Result<(), PhotoError> {
        check(jpeg)?;
        {
            let mut guard = self.saved();
            let saved = guard.as_mut().ok_or(RegistrationError::WrongStep)?;
            if !matches!(saved.journal.step, SavedStep::Selfie) {
                return Err(RegistrationError::WrongStep.into());
            }
            // Before the journal says so: a portrait without its step is overwritten, a step without its portrait is not.
            save_portrait(&mut saved.store, jpeg)?;
        }
        self.write(
            |step| matches!(step, SavedStep::Selfie),
            |journal| {
                journal.portrait_size = u32::try_from(jpeg.len()).expect("bounded above");
                journal.portrait_sent = 0;
                journal.step = SavedStep::Uploading;
                Ok(())
            },
        )?;
        Ok(())
    }
}

#[cfg(all(test, feature = "selfie"))]
mod tests {
    use super::*;

    #[test]
    fn a_portrait_that_was_cut_short_is_not_taken() {
        for (name, portrait) in jpeg::tests::every_kind() {
            assert_eq!(check(&portrait), Ok(()), "{name}");
            for cut in [0, 1, 2, portrait.len() / 2, portrait.len() - 3] {
                assert_eq!(check(&portrait[..cut]), Err(PhotoError::NotAJpeg), "{name}: {cut}");
            }
        }
    }

    #[test]
    fn a_file_larger_than_the_service_takes_is_too_large_before_it_is_read() {
        let mut file = vec![0xff, 0xd8, 0xff];
        file.resize(MAX_PORTRAIT + 1, 0);
        assert_eq!(check(&file), Err(PhotoError::TooLarge { max: MAX_PORTRAIT }));
    }
}
