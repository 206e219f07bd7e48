//! The camera of the journey: the photograph is held before it, and the screen says what it would say to a person.

use ikd_core::selfie::{Capture, LiveVerdict};

use crate::commands::assess::pictures::Picture;

/// Time from one frame to the next, ms.
const APART_MS: u64 = 250;
/// The photograph does not change: what is still wrong after this time stays wrong. Advice ends after 20 s.
const PATIENCE_MS: u64 = 25_000;

/// Follows a camera that sees `photo`, until the picture takes itself or may be taken. Calls `tell` with each change of
/// what the screen says. A photograph that cannot be read is left to the portrait, which says why.
pub(super) fn follow<E>(
    capture: &Capture,
    photo: &[u8],
    mut tell: impl FnMut(&LiveVerdict) -> Result<(), E>,
) -> Result<(), E> {
    let Ok(picture) = Picture::of(photo) else { return Ok(()) };
    capture.start();
    let mut before = None;
    for at_ms in (0..PATIENCE_MS).step_by(APART_MS as usize) {
        let planes = picture.planes(at_ms);
        let Some(frame) = planes.frame() else { return Ok(()) };
        let Ok(Some(seen)) = capture.follow(frame, at_ms) else { return Ok(()) };
        let sentence = (seen.shown, seen.direction);
        if before != Some(sentence) {
            tell(&seen)?;
            before = Some(sentence);
        }
        if seen.ready || (seen.may_take && seen.shown.is_some()) {
            return Ok(());
        }
    }
    Ok(())
}
