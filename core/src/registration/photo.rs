//! Taking the portrait that will be sent. It is written to disk only sealed.

use super::{
    Registration, RegistrationError,
    journal::{SavedStep, save_portrait},
};
use crate::jpeg;
pub use crate::service::Photo;

/// Why a portrait was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// Not a JPEG, or cut short: use the portrait of the selfie module.
    #[error("not a complete JPEG")]
    NotAJpeg,
    /// Larger than the service accepts: use the portrait of the selfie module.
    #[error("more than {max} bytes")]
    TooLarge {
        /// Bytes the service accepts.
        max: usize,
    },
    /// Any other error.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

/// Whether the service would accept this portrait.
pub(super) fn check(jpeg: &[u8]) -> Result<(), PhotoError> {
    if jpeg.len() > MAX_PORTRAIT {
        return Err(PhotoError::TooLarge { max: MAX_PORTRAIT });
    }
    // It is sent unchanged: the officer would see a missing part as grey.
    jpeg::check(jpeg).map_err(|_| PhotoError::NotAJpeg)
}

/// Upper bound of the contract, bytes. The selfie module aims lower (110,000).
const MAX_PORTRAIT: usize = 110 * 1024;

impl Registration {
    /// Saves the portrait that the selfie module made.
    pub fn take_portrait(&self, photo: &Photo<'_>) -> Result<(), PhotoError> {
        check(photo.jpeg)?;
        {
            let mut guard = self.saved();
            let saved = guard.as_mut().ok_or(RegistrationError::WrongStep)?;
            if !matches!(saved.journal.step, SavedStep::Selfie) {
                return Err(RegistrationError::WrongStep.into());
            }
            // Before the step: a portrait without its step is overwritten, a step without its portrait could not
            // continue.
            save_portrait(&mut saved.store, photo)?;
        }
        self.write(
            |step| matches!(step, SavedStep::Selfie),
            |journal| {
                journal.portrait_size = u32::try_from(photo.jpeg.len()).expect("bounded above");
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
    fn a_portrait_that_was_cut_short_is_refused() {
        for (name, portrait) in jpeg::tests::every_kind() {
            assert_eq!(check(&portrait), Ok(()), "{name}");
            for cut in [0, 1, 2, portrait.len() / 2, portrait.len() - 3] {
                assert_eq!(check(&portrait[..cut]), Err(PhotoError::NotAJpeg), "{name}: {cut}");
            }
        }
    }

    #[test]
    fn a_file_larger_than_the_limit_is_refused_before_it_is_parsed() {
        let mut file = vec![0xff, 0xd8, 0xff];
        file.resize(MAX_PORTRAIT + 1, 0);
        assert_eq!(check(&file), Err(PhotoError::TooLarge { max: MAX_PORTRAIT }));
    }
}
