//! The selfie: guidance to a usable photograph, and the portrait made from it.
//!
//! Promises: all processing is on the phone. No part of a picture is stored or logged, and its buffers are wiped. The
//! result is a JPEG of bounded size without metadata. This is guidance, not a liveness check: the officer at the
//! counter verifies the person's identity.
//!
//! [`SelfieEngine`] owns the face models. It assesses stills ([`SelfieEngine::assess_photograph`]) and camera frames
//! ([`SelfieEngine::assess_frame`]) with the same measurements, and makes the portrait of either
//! ([`SelfieEngine::portrait`], [`SelfieEngine::portrait_of_frame`]).
//! A [`LiveSession`] follows a camera: one sentence at a time, and when the picture may be taken.

mod aligned;
mod assess;
mod capture;
mod detection;
mod face;
mod features;
mod frame;
mod framing;
mod guidance;
mod lab;
mod light;
mod limits;
mod live;
mod mesh;
mod metrics;
mod models;
mod occlusion;
#[cfg(feature = "testing")]
pub mod parts;
mod portrait;
mod quality;
mod resample;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

pub use assess::{FaceOutline, Verdict};
pub use capture::Capture;
pub use frame::{FRAME_SIDES, Frame, FrameError, Plane, PlaneKind, Rotation};
pub use framing::PortraitSpec;
pub use geometry::Point;
pub use guidance::{Direction, Guidance};
pub use live::{LiveSession, LiveVerdict};
pub use metrics::{FaceMetrics, Metrics};
pub use models::ModelError;
pub use portrait::{Portrait, PortraitError, PortraitReport};
pub use quality::{FaceQuality, MeasuredFace, QualityComponent, QualityValue};
pub use still::{MAX_STILL_BYTES, MAX_STILL_PIXELS, StillError};

use crate::pictures::{buffers, encode, geometry, picture, pixels, still};
use buffers::Buffers;
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

    /// Where the largest face of a photograph is, for drawing it; `None` without a face.
    pub fn outline(&self, bytes: &[u8]) -> Result<Option<FaceOutline>, AssessError> {
        let mut picture = still::read_still(bytes)?;
        Ok(assess::outline(self.models()?, &mut picture)?)
    }

    /// Assesses a photograph as [`SelfieEngine::assess_photograph`] does, and measures the quality of its largest face
    /// by ISO/IEC 29794-5, whether the photograph can be used or not. `None` without a face.
    pub fn measure_photograph(&self, bytes: &[u8]) -> Result<(Verdict, Option<MeasuredFace>), AssessError> {
        let mut picture = still::read_still(bytes)?;
        let (verdict, landmarks) = assess::assess(self.models()?, &mut picture, Source::Still)?;
        let face = landmarks.map(|landmarks| quality::of_photograph(&mut picture, &landmarks));
        Ok((verdict, face))
    }

    /// Assesses one frame of a live camera.
    pub fn assess_frame(&self, frame: Frame<'_>) -> Result<Verdict, ModelError> {
        Ok(assess::assess(self.models()?, &mut frame.to_picture(&Buffers::default()), Source::Live)?.0)
    }

    /// Makes the portrait from a photograph that raises no code. Otherwise returns the codes in
    /// [`PortraitError::Retake`].
    pub fn portrait(&self, bytes: &[u8], spec: &PortraitSpec) -> Result<Portrait, PortraitError> {
        portrait::of_photograph(self.models()?, bytes, spec)
    }

    /// Makes the portrait from a camera frame, for phones that cannot take a still. The steps and codes are those of
    /// [`SelfieEngine::portrait`], so a frame that is good enough live can be too small here.
    ///
    /// The colours of a frame count as sRGB. A frame has few pixels, so its portrait is often enlarged: see
    /// [`PortraitReport::scale`].
    pub fn portrait_of_frame(
        &self,
        frame: Frame<'_>,
        spec: &PortraitSpec,
    ) -> Result<Portrait, PortraitError> {
        portrait::of_frame(self.models()?, frame, spec)
    }

    fn models(&self) -> Result<&Models, ModelError> {
        self.models.get_or_init(Models::load).as_ref().map_err(|&error| error)
    }
}
