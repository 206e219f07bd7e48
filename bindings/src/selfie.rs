//! The selfie: guidance to a usable photograph, and the portrait made from it. All processing is on the phone.

use std::sync::Arc;

use ikd_core::{
    registration::Photo,
    selfie::{self, Capture, Frame, Plane, PortraitSpec, Rotation},
};

use crate::{
    error::{Direction, ErrorCode, Guidance, IkdError},
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

/// Assessment of a frame in the light of those before it.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct LiveVerdict {
    /// What to change first: the one sentence to show and to say, at least for 250 ms; none when the picture is good.
    pub guidance: Option<Guidance>,
    /// Where to move the phone (centre the face) or to turn the head (look straight), if `guidance` asks for that.
    pub direction: Option<Direction>,
    /// Say the sentence aloud now: it changed, and the last one could be heard to its end (1.5 s).
    pub say: bool,
    /// Number of faces found, of any size.
    pub faces: u32,
    /// Position of the largest face.
    pub face: Option<FacePlace>,
    /// How well the face fits the oval: 1 in its middle, 0.5 where a code for place or size begins, 0 without a face.
    pub oval_fit: f32,
    /// For how much of the second before automatic capture the picture has been good, 0 to 1.
    pub progress: f32,
    /// The picture was good for a whole second: take it by itself.
    pub ready: bool,
    /// The person may take the picture: nothing is wrong, or nothing but advice for 20 seconds. What is left travels with
    /// the portrait to the officer.
    pub may_take: bool,
    /// It is too dark here: light the screen or the torch until the camera is closed.
    pub needs_light: bool,
}

/// A finished portrait. It stays in the library: the shell shows its preview and passes it on.
#[derive(uniffi::Object)]
pub struct Portrait(selfie::Portrait);

#[uniffi::export]
impl Portrait {
    /// A smaller JPEG of the same picture for the person to look at, 360 x 480 pixels.
    pub fn preview(&self) -> Result<Vec<u8>, IkdError> {
        guarded(|| Ok(self.0.preview.to_vec()))
    }

    /// What there is to know about it.
    pub fn details(&self) -> Result<PortraitDetails, IkdError> {
        guarded(|| {
            let report = &self.0.report;
            let number = |value| u32::try_from(value).unwrap_or(u32::MAX);
            Ok(PortraitDetails {
                width: number(report.width),
                height: number(report.height),
                bytes: number(self.0.jpeg.len()),
                scale: report.scale,
                advice: report.verdict.codes.clone(),
            })
        })
    }
}

impl Portrait {
    /// The portrait itself, for the calls that send it.
    pub(crate) fn photo(&self) -> Photo<'_> {
        Photo { jpeg: &self.0.jpeg, advice: self.0.advice() }
    }
}

/// Facts about a finished portrait.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct PortraitDetails {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Size of the JPEG, at most 110,000 bytes.
    pub bytes: u32,
    /// Scale factor from the photograph. Above 1 the portrait was enlarged and has less detail than its size suggests.
    pub scale: f32,
    /// Advice that the photograph did not follow: it travels with the portrait to the officer.
    pub advice: Vec<Guidance>,
}

impl From<selfie::Verdict> for Verdict {
    fn from(verdict: selfie::Verdict) -> Self {
        let face = verdict.metrics.face.map(Into::into);
        Self { guidance: verdict.codes, faces: u32::try_from(verdict.faces).unwrap_or(u32::MAX), face }
    }
}

impl From<selfie::FaceMetrics> for FacePlace {
    fn from(face: selfie::FaceMetrics) -> Self {
        Self { offset_x: face.offset_x, offset_y: face.offset_y, area: face.area }
    }
}

impl From<selfie::LiveVerdict> for LiveVerdict {
    fn from(live: selfie::LiveVerdict) -> Self {
        Self {
            guidance: live.shown,
            direction: live.direction,
            say: live.say,
            faces: u32::try_from(live.verdict.faces).unwrap_or(u32::MAX),
            face: live.verdict.metrics.face.map(Into::into),
            oval_fit: live.oval_fit,
            progress: live.progress,
            ready: live.ready,
            may_take: live.may_take,
            needs_light: live.needs_light,
        }
    }
}

/// Follows a camera, assesses pictures and makes portraits. Create one and keep it while the camera is open. Calls take
/// tens of milliseconds: do not make them on the main thread.
#[derive(uniffi::Object)]
pub struct Selfie(Capture);

#[uniffi::export]
impl Selfie {
    /// Creates a selfie engine. It loads its models at first use.
    #[uniffi::constructor]
    pub fn new() -> Result<Arc<Self>, IkdError> {
        guarded(|| Ok(Arc::new(Self(Capture::new()))))
    }

    /// Loads the models now, for example while the camera starts.
    pub fn warm_up(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.0.engine().warm_up()?))
    }

    /// Begins a new session: call it when the camera opens.
    pub fn start_following(&self) -> Result<(), IkdError> {
        guarded(|| {
            self.0.start();
            Ok(())
        })
    }

    /// Assesses the next frame of the camera, taken at `at_ms` by a clock that only grows. The planes are passed without
    /// a copy and read only during the call. Empty chroma planes mean a grey picture, in which small faces are easily
    /// missed.
    ///
    /// Returns nothing, at once, while another frame is being assessed: frames are skipped and never wait.
    ///
    /// Kotlin: pass direct buffers, and always `slice()` them, because the position of a buffer is ignored.
    pub fn follow_frame(
        &self,
        luma: &[u8],
        chroma_u: &[u8],
        chroma_v: &[u8],
        layout: FrameLayout,
        at_ms: u64,
    ) -> Result<Option<LiveVerdict>, IkdError> {
        guarded(|| {
            let frame = layout.frame(luma, chroma_u, chroma_v)?;
            Ok(self.0.follow(frame, at_ms)?.map(Into::into))
        })
    }

    /// Assesses one frame without those before it, for a camera that delivers single pictures.
    pub fn assess_frame(
        &self,
        luma: &[u8],
        chroma_u: &[u8],
        chroma_v: &[u8],
        layout: FrameLayout,
    ) -> Result<Verdict, IkdError> {
        guarded(|| Ok(self.0.engine().assess_frame(layout.frame(luma, chroma_u, chroma_v)?)?.into()))
    }

    /// Assesses a photograph: JPEG or PNG, at most 32 MiB and 50 megapixels. It is passed without a copy.
    pub fn assess_photograph(&self, photograph: &[u8]) -> Result<Verdict, IkdError> {
        guarded(|| Ok(self.0.engine().assess_photograph(photograph)?.into()))
    }

    /// Makes the portrait from a photograph. [`IkdError::Retake`] contains what to change if the photograph is not
    /// usable; the following frames show it for 3 seconds.
    pub fn portrait(&self, photograph: &[u8]) -> Result<Arc<Portrait>, IkdError> {
        guarded(|| Ok(Arc::new(Portrait(self.0.portrait(photograph, &PortraitSpec::IKD)?))))
    }
}

impl FrameLayout {
    /// The frame of these planes.
    fn frame<'a>(
        &self,
        luma: &'a [u8],
        chroma_u: &'a [u8],
        chroma_v: &'a [u8],
    ) -> Result<Frame<'a>, IkdError> {
        let rotation = Rotation::from_degrees(self.rotation).ok_or(defect(ErrorCode::BadArgument))?;
        let plane = |bytes, stride| Plane { bytes, stride: stride as usize };
        Ok(Frame::planes(
            (self.width as usize, self.height as usize),
            plane(luma, self.luma_stride),
            [plane(chroma_u, self.chroma_stride), plane(chroma_v, self.chroma_stride)],
            self.chroma_step as usize,
            rotation,
        )?)
    }
}
