//! The selfie: guiding a person to a usable photograph, and the portrait made from it. All on the phone.

use std::sync::Arc;

use ikd_core::selfie::{self, Frame, Plane, PortraitSpec, Rotation, SelfieEngine};

use crate::{
    error::{ErrorCode, Guidance, IkdError},
    error_table::defect,
    guard::guarded,
};

/// How a camera frame lies in memory: YUV 4:2:0, full range, as Android's `YUV_420_888` and iOS's `420f` are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct FrameLayout {
    /// Width as stored, pixels, 64 to 4096.
    pub width: u32,
    /// Height as stored, pixels, 64 to 4096.
    pub height: u32,
    /// Bytes from one row of brightness to the next.
    pub luma_stride: u32,
    /// Bytes from one row of colour to the next.
    pub chroma_stride: u32,
    /// Bytes from one value of a colour to the next: 1, or 2 when U and V are interleaved.
    pub chroma_step: u32,
    /// Degrees clockwise to turn the frame upright: 0, 90, 180 or 270.
    pub rotation: u32,
}

/// What a picture is like.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Verdict {
    /// What to change, first said first; empty when the picture will do.
    pub guidance: Vec<Guidance>,
    /// How many faces were found, of any size.
    pub faces: u32,
    /// Where the largest face is.
    pub face: Option<FacePlace>,
}

/// Where a face is, to draw a frame around it.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct FacePlace {
    /// How far its middle is right (+) or left (-) of the picture's, as a share of the upright, unmirrored width.
    pub offset_x: f32,
    /// How far it is below (+) or above (-), as a share of the height.
    pub offset_y: f32,
    /// Area of the face as a share of the picture.
    pub area: f32,
}

/// A finished portrait.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct Portrait {
    /// JPEG, at most 110,000 bytes, pixels and nothing beside them.
    pub jpeg: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Above 1 it was enlarged and holds less detail than its size.
    pub scale: f32,
}

/// The core's codes in words of this boundary. Codes that only a newer core knows are left out: this boundary is built
/// together with its core, and a test walks all.
pub(crate) fn guidance(codes: &[selfie::Guidance]) -> Vec<Guidance> {
    codes.iter().filter_map(|code| one(*code)).collect()
}

fn one(code: selfie::Guidance) -> Option<Guidance> {
    Some(match code {
        selfie::Guidance::TooDark => Guidance::TooDark,
        selfie::Guidance::NoFace => Guidance::NoFace,
        selfie::Guidance::MultipleFaces => Guidance::MultipleFaces,
        selfie::Guidance::MoveCloser => Guidance::MoveCloser,
        selfie::Guidance::CentreFace => Guidance::CentreFace,
        selfie::Guidance::Blurry => Guidance::Blurry,
        _ => return None,
    })
}

impl From<selfie::Assessment> for Verdict {
    fn from(assessment: selfie::Assessment) -> Self {
        let face = assessment.metrics.face.map(|face| FacePlace {
            offset_x: face.offset_x,
            offset_y: face.offset_y,
            area: face.area,
        });
        Self {
            guidance: guidance(&assessment.codes),
            faces: u32::try_from(assessment.faces).unwrap_or(u32::MAX),
            face,
        }
    }
}

/// Assesses pictures and makes portraits. Make one and keep it while the camera is open. Calls take tens of milliseconds:
/// not on a screen's thread.
#[derive(uniffi::Object)]
pub struct Selfie(SelfieEngine);

#[uniffi::export]
impl Selfie {
    /// A selfie engine. Its models are loaded when first needed.
    #[uniffi::constructor]
    pub fn new() -> Result<Arc<Self>, IkdError> {
        guarded(|| Ok(Arc::new(Self(SelfieEngine::new()))))
    }

    /// Loads the models now, for instance while the camera starts.
    pub fn warm_up(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.0.warm_up()?))
    }

    /// Assesses one frame of a live camera. The planes are passed without a copy and read only while the call runs; empty
    /// colour planes mean grey, on which small faces are easily missed.
    ///
    /// Kotlin: pass direct buffers, and always `slice()`: a buffer's position is ignored.
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

    /// Assesses a photograph: JPEG or PNG, at most 32 MiB and 50 megapixels. Passed without a copy.
    pub fn assess_photograph(&self, photograph: &[u8]) -> Result<Verdict, IkdError> {
        guarded(|| Ok(self.0.assess_still(photograph)?.into()))
    }

    /// Makes the portrait from a photograph; [`IkdError::Retake`] says what to change when it will not do.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_core_crosses_the_boundary_in_the_same_order() {
        let crossed = guidance(&selfie::Guidance::ALL);
        assert_eq!(format!("{crossed:?}"), format!("{:?}", selfie::Guidance::ALL));
    }
}
