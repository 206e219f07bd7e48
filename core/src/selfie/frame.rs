//! A frame of a live camera: luma and chroma planes by reference, in the formats of Android and iOS.
//!
//! Promises: every plane of a [`Frame`] is long enough for its size and stride. Rotation, and the mirroring that a
//! phone did, are applied as a map of coordinates. The planes are read only during a call.

use ikd_pixels::{Planes, Rows};

use super::{
    buffers::Buffers,
    picture::{Orientation, Picture},
};

/// Minimum and maximum length of a frame's sides in pixels.
pub const FRAME_SIDES: std::ops::RangeInclusive<usize> = 64..=4096;

/// Clockwise rotation that makes the frame upright (Android's `rotationDegrees`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// No rotation.
    R0,
    /// 90 degrees clockwise.
    R90,
    /// 180 degrees.
    R180,
    /// 270 degrees clockwise.
    R270,
}

impl Rotation {
    /// From degrees clockwise; `None` unless it is 0, 90, 180 or 270.
    pub fn from_degrees(degrees: u32) -> Option<Rotation> {
        match degrees {
            0 => Some(Rotation::R0),
            90 => Some(Rotation::R90),
            180 => Some(Rotation::R180),
            270 => Some(Rotation::R270),
            _ => None,
        }
    }
}

/// A plane of a frame, in errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaneKind {
    /// Y.
    Luma,
    /// U and V, or the two interleaved.
    Chroma,
    /// Blue, green, red and alpha, interleaved.
    Bgra,
}

/// Why the planes do not form a frame: a defect of the shell that passes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// A side is not within [`FRAME_SIDES`].
    #[error("a frame of {width} x {height} pixels: choose a camera size with sides from 64 to 4096")]
    Size {
        /// Width as passed.
        width: usize,
        /// Height as passed.
        height: usize,
    },
    /// The stride is smaller than a row.
    #[error(
        "the {plane:?} stride of {stride} bytes is shorter than a row of {row}: pass the camera's row stride"
    )]
    Stride {
        /// The plane.
        plane: PlaneKind,
        /// Stride as passed, bytes.
        stride: usize,
        /// Bytes of one row.
        row: usize,
    },
    /// The plane ends before the end of its last row.
    #[error(
        "the {plane:?} plane has {len} bytes where {needed} are needed: pass the whole buffer of the camera"
    )]
    Short {
        /// The plane.
        plane: PlaneKind,
        /// Bytes as passed.
        len: usize,
        /// Bytes needed.
        needed: usize,
    },
}

/// A camera frame: YUV 4:2:0 in full range (ITU-R BT.601), luma only, or BGRA.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    width: usize,
    height: usize,
    planes: Planes<'a>,
    rotation: Rotation,
    mirrored: bool,
}

/// One plane and the distance in bytes between the starts of its rows.
#[derive(Clone, Copy)]
pub struct Plane<'a> {
    /// The bytes; may end with the last pixel instead of the last stride.
    pub bytes: &'a [u8],
    /// Row stride in bytes.
    pub stride: usize,
}

impl<'a> Frame<'a> {
    /// A luma plane and a plane of interleaved V and U (Android). `chroma` may be empty: the frame is then grey.
    ///
    /// `size` is width and height as stored, before rotation.
    pub fn nv21(
        size: (usize, usize),
        luma: Plane<'a>,
        chroma: Plane<'a>,
        rotation: Rotation,
    ) -> Result<Self, FrameError> {
        Frame::planes(size, luma, [second(chroma), chroma], 2, rotation)
    }

    /// A luma plane and a plane of interleaved U and V (iOS `420f`). `chroma` may be empty: the frame is then grey.
    pub fn nv12(
        size: (usize, usize),
        luma: Plane<'a>,
        chroma: Plane<'a>,
        rotation: Rotation,
    ) -> Result<Self, FrameError> {
        Frame::planes(size, luma, [chroma, second(chroma)], 2, rotation)
    }

    /// Three planes with a pixel stride (Android `YUV_420_888`: 1 or 2). Empty `u` and `v` mean a grey frame.
    pub fn planes(
        size: (usize, usize),
        luma: Plane<'a>,
        [u, v]: [Plane<'a>; 2],
        pixel_stride: usize,
        rotation: Rotation,
    ) -> Result<Self, FrameError> {
        let (width, height) = checked(size)?;
        check(luma, size, 1, PlaneKind::Luma)?;
        let mut chroma = None;
        if !u.bytes.is_empty() || !v.bytes.is_empty() {
            for plane in [u, v] {
                let plane = Plane { stride: u.stride, ..plane };
                check(plane, (width.div_ceil(2), height.div_ceil(2)), pixel_stride, PlaneKind::Chroma)?;
            }
            chroma =
                Some([u, v].map(|plane| Rows { bytes: plane.bytes, stride: u.stride, step: pixel_stride }));
        }
        let planes = Planes::Yuv { luma: Rows { bytes: luma.bytes, stride: luma.stride, step: 1 }, chroma };
        Ok(Frame { width, height, planes, rotation, mirrored: false })
    }

    /// One plane of blue, green, red and alpha, 4 bytes for each pixel (iOS `32BGRA`). Alpha is not read.
    ///
    /// `size` is width and height as stored, before rotation.
    pub fn bgra(size: (usize, usize), pixels: Plane<'a>, rotation: Rotation) -> Result<Self, FrameError> {
        let (width, height) = checked(size)?;
        // Rows of bytes: the alpha of the last pixel must be there too.
        check(pixels, (width * 4, height), 1, PlaneKind::Bgra)?;
        let planes = Planes::Bgra(Rows { bytes: pixels.bytes, stride: pixels.stride, step: 4 });
        Ok(Frame { width, height, planes, rotation, mirrored: false })
    }

    /// States whether the camera delivers this frame mirrored: after the rotation, the person's right eye is at the
    /// right, as in a mirror.
    ///
    /// Frames of CameraX and Camera2 are not mirrored, even those of a front camera: only the preview is. Pass true for
    /// the few phones that mirror the frames themselves, and on iOS if `isVideoMirrored` is set on the connection of
    /// the video output. Measurements, positions and the sides of the eyes then are those of the unmirrored picture.
    #[must_use]
    pub fn mirrored(self, mirrored: bool) -> Self {
        Frame { mirrored, ..self }
    }

    /// The frame as a picture, without a copy. Results are made in `buffers`.
    pub(super) fn to_picture(self, buffers: &Buffers) -> Picture<'a> {
        Picture::of_frame((self.width, self.height), self.planes, self.orientation(), buffers.clone())
    }

    /// What makes the stored frame upright and unmirrored.
    fn orientation(&self) -> Orientation {
        match (self.rotation, self.mirrored) {
            (Rotation::R0, false) => Orientation::NoTransforms,
            (Rotation::R0, true) => Orientation::FlipHorizontal,
            (Rotation::R90, false) => Orientation::Rotate90,
            (Rotation::R90, true) => Orientation::Rotate90FlipH,
            (Rotation::R180, false) => Orientation::Rotate180,
            (Rotation::R180, true) => Orientation::FlipVertical,
            (Rotation::R270, false) => Orientation::Rotate270,
            (Rotation::R270, true) => Orientation::Rotate270FlipH,
        }
    }
}

fn checked((width, height): (usize, usize)) -> Result<(usize, usize), FrameError> {
    if !FRAME_SIDES.contains(&width) || !FRAME_SIDES.contains(&height) {
        return Err(FrameError::Size { width, height });
    }
    Ok((width, height))
}

/// The second colour of an interleaved plane, which starts one byte later.
fn second(chroma: Plane<'_>) -> Plane<'_> {
    Plane { bytes: chroma.bytes.get(1..).unwrap_or_default(), ..chroma }
}

fn check(
    plane: Plane<'_>,
    (width, height): (usize, usize),
    pixel_stride: usize,
    kind: PlaneKind,
) -> Result<(), FrameError> {
    // Saturates, so that an extreme stride results in a plane that is too short.
    let row = (width - 1).saturating_mul(pixel_stride).saturating_add(1);
    if plane.stride < row || pixel_stride == 0 {
        return Err(FrameError::Stride { plane: kind, stride: plane.stride, row });
    }
    let needed = plane.stride.saturating_mul(height - 1).saturating_add(row);
    if plane.bytes.len() < needed {
        return Err(FrameError::Short { plane: kind, len: plane.bytes.len(), needed });
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    const SIZE: (usize, usize) = (65, 67);
    fn picture(frame: Result<Frame<'_>, FrameError>) -> Picture<'_> {
        frame.unwrap().to_picture(&Buffers::default())
    }

    const NONE: Plane<'static> = Plane { bytes: &[], stride: 0 };

    #[test]
    fn a_plane_may_end_with_its_last_pixel() {
        let (luma, chroma) = (vec![9; 80 * 66 + 65], vec![9; 70 * 33 + 66]);
        let luma = Plane { bytes: &luma, stride: 80 };
        let chroma = Plane { bytes: &chroma, stride: 70 };
        assert!(Frame::nv21(SIZE, luma, chroma, Rotation::R0).is_ok());
        assert!(Frame::nv12(SIZE, luma, chroma, Rotation::R0).is_ok());
        picture(Frame::nv12(SIZE, luma, chroma, Rotation::R90)).shrunk(33, 32);
    }

    #[test]
    fn a_plane_that_is_one_byte_short_is_named_in_the_error() {
        let (luma, chroma) = (vec![9; 65 * 67 - 1], vec![9; 66 * 34 - 1]);
        let short = Frame::nv21(SIZE, Plane { bytes: &luma, stride: 65 }, NONE, Rotation::R0);
        assert_eq!(
            short.err(),
            Some(FrameError::Short { plane: PlaneKind::Luma, len: 65 * 67 - 1, needed: 65 * 67 })
        );
        let luma = vec![9; 65 * 67];
        let luma = Plane { bytes: &luma, stride: 65 };
        let short = Frame::nv21(SIZE, luma, Plane { bytes: &chroma, stride: 66 }, Rotation::R0);
        assert!(matches!(short, Err(FrameError::Short { plane: PlaneKind::Chroma, .. })));
        let one = Frame::nv21(SIZE, luma, Plane { bytes: &[1], stride: 66 }, Rotation::R0);
        assert!(matches!(one, Err(FrameError::Short { plane: PlaneKind::Chroma, .. })));
    }

    #[test]
    fn strides_shorter_than_a_row_and_extreme_ones_are_refused() {
        let bytes = vec![9; 65 * 67];
        let luma = |stride| Plane { bytes: &bytes, stride };
        let frame = |stride| Frame::nv21(SIZE, luma(stride), NONE, Rotation::R0).err();
        assert_eq!(frame(64), Some(FrameError::Stride { plane: PlaneKind::Luma, stride: 64, row: 65 }));
        assert!(matches!(frame(usize::MAX), Some(FrameError::Short { .. })));
        let chroma = Plane { bytes: &bytes, stride: 40 };
        for pixel_stride in [0, usize::MAX] {
            let frame = Frame::planes(SIZE, luma(65), [chroma, chroma], pixel_stride, Rotation::R0);
            assert!(matches!(frame.err(), Some(FrameError::Stride { plane: PlaneKind::Chroma, .. })));
        }
    }

    #[test]
    fn a_bgra_plane_needs_four_bytes_for_each_pixel() {
        let bytes = vec![9; 272 * 66 + 260];
        let frame = |len: usize, stride| {
            Frame::bgra(SIZE, Plane { bytes: &bytes[..len], stride }, Rotation::R0).err()
        };
        assert_eq!(frame(bytes.len(), 272), None);
        let short = FrameError::Short { plane: PlaneKind::Bgra, len: bytes.len() - 1, needed: bytes.len() };
        assert_eq!(frame(bytes.len() - 1, 272), Some(short));
        let narrow = FrameError::Stride { plane: PlaneKind::Bgra, stride: 259, row: 260 };
        assert_eq!(frame(bytes.len(), 259), Some(narrow));
        assert!(matches!(frame(bytes.len(), usize::MAX), Some(FrameError::Short { .. })));
        let large = Frame::bgra((4097, 64), Plane { bytes: &bytes, stride: 272 }, Rotation::R0);
        assert_eq!(large.err(), Some(FrameError::Size { width: 4097, height: 64 }));
    }

    #[test]
    fn a_bgra_frame_is_the_picture_of_its_colours() {
        let bytes: Vec<u8> = (0..80 * 64).flat_map(|i| [i as u8, (i / 80) as u8, 200, 77]).collect();
        let frame = Frame::bgra((64, 64), Plane { bytes: &bytes, stride: 320 }, Rotation::R0);
        let picture = picture(frame).shrunk(64, 64);
        let expected = |i: usize| [200, (i / 64) as u8, (i / 64 * 80 + i % 64) as u8];
        for (i, pixel) in picture.rgb.as_chunks::<3>().0.iter().enumerate() {
            assert_eq!(*pixel, expected(i), "pixel {i}");
        }
    }

    #[test]
    fn a_mirrored_frame_is_flipped_after_it_is_rotated() {
        // A bright pixel in the upper left corner of the stored frame.
        let mut luma = vec![0; 64 * 65];
        luma[0] = 255;
        for (rotation, (right, bottom)) in [
            (Rotation::R0, (true, false)),
            (Rotation::R90, (false, false)),
            (Rotation::R180, (false, true)),
            (Rotation::R270, (true, true)),
        ] {
            let frame = Frame::nv21((64, 65), Plane { bytes: &luma, stride: 64 }, NONE, rotation);
            let picture = picture(frame.map(|frame| frame.mirrored(true)));
            let (width, height) = (picture.width(), picture.height());
            let upright = picture.shrunk(width, height);
            let at = if bottom { height - 1 } else { 0 } * width + if right { width - 1 } else { 0 };
            assert_eq!(upright.rgb[at * 3], 255, "{rotation:?}");
        }
    }

    #[test]
    fn a_frame_too_small_or_too_large_is_refused() {
        for size in [(0, 0), (63, 64), (64, 4097), (usize::MAX, usize::MAX)] {
            let frame = Frame::nv21(size, Plane { bytes: &[], stride: usize::MAX }, NONE, Rotation::R0);
            assert_eq!(frame.err(), Some(FrameError::Size { width: size.0, height: size.1 }));
        }
    }

    #[test]
    fn all_three_layouts_of_a_frame_convert_to_the_same_picture() {
        let luma: Vec<u8> = (0..65 * 67).map(|i| (i % 251) as u8).collect();
        let (u, v): (Vec<u8>, Vec<u8>) = (0..33 * 34).map(|i| ((i % 240) as u8, (i % 97) as u8)).unzip();
        let interleave = |a: &[u8], b: &[u8]| a.iter().zip(b).flat_map(|(a, b)| [*a, *b]).collect::<Vec<_>>();
        let (uv, vu) = (interleave(&u, &v), interleave(&v, &u));
        let y = Plane { bytes: &luma, stride: 65 };
        let [a, b, c] = [
            Frame::nv12(SIZE, y, Plane { bytes: &uv, stride: 66 }, Rotation::R0),
            Frame::nv21(SIZE, y, Plane { bytes: &vu, stride: 66 }, Rotation::R0),
            Frame::planes(SIZE, y, [&u, &v].map(|bytes| Plane { bytes, stride: 33 }), 1, Rotation::R0),
        ]
        .map(|frame| picture(frame).shrunk(65, 67).rgb.to_vec());
        assert_eq!(a, b);
        assert_eq!(b, c);
    }

    #[test]
    fn only_multiples_of_90_degrees_are_rotations() {
        assert_eq!(Rotation::from_degrees(270), Some(Rotation::R270));
        assert_eq!(Rotation::from_degrees(45), None);
    }
}
