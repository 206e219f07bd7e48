//! What is checked of a portrait before it is sent.

use super::FaceCheckError;
use crate::jpeg;

/// Whether the service would take this portrait of at most `max_bytes`.
pub(super) fn check(portrait: &[u8], max_bytes: u64) -> Result<(), FaceCheckError> {
    let max = usize::try_from(max_bytes).unwrap_or(usize::MAX);
    if portrait.len() > max {
        return Err(FaceCheckError::TooLarge { max });
    }
    // It is sent unchanged: the officer would see a missing part as grey.
    jpeg::check(portrait).map_err(|_| FaceCheckError::NotAJpeg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portrait_is_refused_for_its_size_before_it_is_parsed() {
        assert_eq!(check(&[0; 11], 10), Err(FaceCheckError::TooLarge { max: 10 }));
        assert_eq!(check(&[0; 10], 10), Err(FaceCheckError::NotAJpeg));
    }

    #[cfg(feature = "selfie")]
    #[test]
    fn a_portrait_that_was_cut_short_is_refused() {
        for (name, portrait) in jpeg::tests::every_kind() {
            let max = portrait.len() as u64;
            assert_eq!(check(&portrait, max), Ok(()), "{name}");
            for cut in [0, 2, portrait.len() / 2, portrait.len() - 3] {
                assert_eq!(check(&portrait[..cut], max), Err(FaceCheckError::NotAJpeg), "{name}: {cut}");
            }
        }
    }
}
