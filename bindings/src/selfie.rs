//! The selfie: guidance to a usable photograph, and the portrait made from it. All processing is on the phone.

use std::sync::Arc;

use ikd_core::selfie::{self, Frame, Plane, PortraitSpec, Rotation, SelfieEngine};

use crate::{
    error::{ErrorCode, Guidance, IkdError},
    error_table::defect,
    guard::guarded,
};

/// Memory layout of a camera frame: YUV 4:2:0, full range, such as Android's `YUV_420_888` and iOS's `420f`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct FrameLayout {
    /// Width as stored, pixels, 64 to 4096.
    pub width: u32,
    /// Height as stored, pixels, 64 to 4096.
    pub height: u32,
    /// Bytes between the starts of two rows of the luma plane.
    pub luma_stride: u32,
    /// Bytes between the starts of two rows of a chroma plane.
    pub chroma_stride: u32,
    /// Bytes between two values of a chroma plane: 1, or 2 when U and V are interleaved.
    pub chroma_step: u32,
    /// Clockwise rotation that makes the frame upright, degrees: 0, 90, 180 or 270.
    pub rotation: u32,
}

/// Assessment of a picture.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Verdict {
    /// What to change, in the order to show it; empty when the picture is usable.
    pub guidance: Vec<Guidance>,
    /// Number of faces found, of any size.
    pub faces: u32,
    /// Position of the largest face.
    pub face: Option<FacePlace>,
}

/// Position and size of a face, to draw a frame around it. Fractions refer to the upright, unmirrored picture.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct FacePlace {
    /// Offset of the face's centre to the right (+) or left (-) of the picture's centre, as a fraction of the width.
    pub offset_x: f32,
    /// Offset of the face's centre below (+) or above (-) the picture's centre, as a fraction of the height.
    pub offset_y: f32,
    /// Area of the face as a fraction of the picture's area.
    pub area: f32,
}

/// A finished portrait.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct Portrait {
    /// JPEG without metadata, at most 110,000 bytes.
    pub jpeg: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Scale factor from the photograph. Above 1 the portrait was enlarged and has less detail than its size suggests.
    pub scale: f32,
}

impl From<selfie::Verdict> for Verdict {
    fn from(verdict: selfie::Verdict) -> Self {
        let face = verdict.metrics.face.map(|face| FacePlace {
            offset_x: face.offset_x,
            offset_y: face.offset_y,
            area: face.area,
        });
        Self { guidance: verdict.codes, faces: u32::try_from(verdict.faces).unwrap_or(u32::MAX), face }
    }
}

/// Assesses pictures and makes portraits. Create one and keep it while the camera is open. Calls take tens of
/// milliseconds: do not make them on the main thread.
#[derive(uniffi::Object)]
pub struct Selfie(SelfieEngine);

#[uniffi::export]
impl Selfie {
    /// Creates a selfie engine. It loads its models at first use.
    #[uniffi::constructor]
    pub fn new() -> Result<Arc<Self>, IkdError> {
        guarded(|| Ok(Arc::new(Self(SelfieEngine::new()))))
    }

    /// Loads the models now, for example while the camera starts.
    pub fn warm_up(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.0.warm_up()?))
    }

    /// Assesses one frame of a live camera. The planes are passed without a copy and read only during the call. Empty
    /// chroma planes mean a grey picture, in which small faces are easily missed.
    ///
    /// Kotlin: pass direct buffers, and always `slice()` them, because the position of a buffer is ignored.
    pub fn assess_frame(
        &self,
        luma: &[u8],
        chroma_u: &[u8],
        chroma_v: &[u8],
        layout: FrameLayout,
    ) -> Result<Verdict, IkdError> {
        guarded(|| {
            let rotation = Rotation::from_degrees(layout.rotation).ok_or(defect(ErrorCode::BadArgument))?;
            let luma = Plane { bytes: luma, stride: layout.luma_stride as usize };
            let chroma = |bytes| Plane { bytes, stride: layout.chroma_stride as usize };
            let frame = Frame::planes(
                (layout.width as usize, layout.height as usize),
                luma,
                [chroma(chroma_u), chroma(chroma_v)],
                layout.chroma_step as usize,
                rotation,
            )?;
            Ok(self.0.assess_frame(frame)?.into())
        })
    }

    /// Assesses a photograph: JPEG or PNG, at most 32 MiB and 50 megapixels. It is passed without a copy.
    pub fn assess_photograph(&self, photograph: &[u8]) -> Result<Verdict, IkdError> {
        guarded(|| Ok(self.0.assess_photograph(photograph)?.into()))
    }

    /// Makes the portrait from a photograph. [`IkdError::Retake`] contains what to change if the photograph is not
    /// usable.
    pub fn portrait(&self, photograph: &[u8]) -> Result<Portrait, IkdError> {
        guarded(|| {
            let portrait = self.0.portrait(photograph, &PortraitSpec::IKD)?;
            Ok(Portrait {
                jpeg: portrait.jpeg.to_vec(),
                width: u32::try_from(portrait.report.width).unwrap_or(u32::MAX),
                height: u32::try_from(portrait.report.height).unwrap_or(u32::MAX),
                scale: portrait.report.scale,
            })
        })
    }
}
