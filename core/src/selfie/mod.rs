//! The selfie: guidance to a usable photograph, and the portrait made from it.
//!
//! Promises: all processing is on the phone. No part of a picture is stored or logged, and its buffers are wiped. The
//! result is a JPEG of bounded size without metadata. This is guidance, not a liveness check: the officer at the
//! counter verifies the person's identity.
//!
//! [`SelfieEngine`] owns the face models. It assesses stills ([`SelfieEngine::assess_photograph`]) and camera frames
//! ([`SelfieEngine::assess_frame`]) with the same measurements, and makes the portrait ([`SelfieEngine::portrait`]).
//! A [`LiveSession`] follows a camera: one sentence at a time, and when the picture may be taken.

mod assess;
mod detection;
mod exif;
mod frame;
mod framing;
mod guidance;
mod jpeg_source;
mod live;
mod mesh;
mod metrics;
mod models;
mod picture;
mod pixels;
mod portrait;
mod profile;
mod still;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

pub use assess::Verdict;
pub use frame::{FRAME_SIDES, Frame, FrameError, Plane, PlaneKind, Rotation};
pub use framing::PortraitSpec;
pub use guidance::Guidance;
pub use live::{LiveSession, LiveVerdict};
pub use metrics::{FaceMetrics, Metrics};
pub use models::ModelError;
pub use pixels::Point;
pub use portrait::{Portrait, PortraitError, PortraitReport};
pub use still::{MAX_STILL_BYTES, MAX_STILL_PIXELS, StillError};

use guidance::Source;
use models::Models;

/// Assesses pictures and makes portraits. Create one and keep it: it loads the models at first use and keeps them.
///
/// Calls take tens of milliseconds and can be made from any thread.
#[derive(Default)]
pub struct SelfieEngine {
    models: OnceLock<Result<Models, ModelError>>,
}

/// Why a still could not be assessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AssessError {
    /// The photograph cannot be read.
    #[error(transparent)]
    Still(#[from] StillError),
    /// The face models are unusable.
    #[error(transparent)]
    Models(#[from] ModelError),
}

impl SelfieEngine {
    /// An engine that loads its models at first use.
    pub const fn new() -> SelfieEngine {
        SelfieEngine { models: OnceLock::new() }
    }

    /// Loads the models now instead of at the first picture (some milliseconds), for example while the camera starts.
    pub fn warm_up(&self) -> Result<(), ModelError> {
        self.models().map(|_| ())
    }

    /// Assesses a photograph: JPEG or PNG, at most [`MAX_STILL_BYTES`] and [`MAX_STILL_PIXELS`].
    ///
    /// Never raises [`Guidance::CentreFace`], because a still is cropped around the face.
    pub fn assess_photograph(&self, bytes: &[u8]) -> Result<Verdict, AssessError> {
        let mut picture = still::read_still(bytes)?;
        Ok(assess::assess(self.models()?, &mut picture, Source::Still)?.0)
    }

    /// Assesses one frame of a live camera.
    pub fn assess_frame(&self, frame: Frame<'_>) -> Result<Verdict, ModelError> {
        Ok(assess::assess(self.models()?, &mut frame.to_picture(), Source::Live)?.0)
    }

    /// Makes the portrait from a photograph that raises no code. Otherwise returns the codes in
    /// [`PortraitError::Retake`].
    pub fn portrait(&self, bytes: &[u8], spec: &PortraitSpec) -> Result<Portrait, PortraitError> {
        portrait::make(self.models()?, bytes, spec)
    }

    fn models(&self) -> Result<&Models, ModelError> {
        self.models.get_or_init(Models::load).as_ref().map_err(|&error| error)
    }
}
