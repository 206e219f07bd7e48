//! Arbitrary sizes, strides, steps, rotations and planes as a camera frame.
//!
//! The first bytes of an input say what is passed to a constructor of `Frame`, see [`Shape::read`]; the rest fills the
//! planes, again and again if they are longer.

use ikd_core::selfie::{FRAME_SIDES, Frame, FrameError, Plane, PortraitError, PortraitSpec, Rotation};

use crate::{ENGINE, Reached, output};

/// A frame with more pixels is made, but not assessed: that takes long and does nothing else.
const MAX_PIXELS: usize = 512 * 512;

/// Makes a frame of the bytes, assesses it and makes its portrait.
///
/// # Panics
/// If a constructor accepts or refuses a frame that it must not, or a portrait is not as promised.
pub fn frame(bytes: &[u8]) -> Reached {
    let Some((shape, contents)) = Shape::read(bytes) else { return Reached::Refused };
    let [luma, u, v] = shape.lengths.map(|length| filled(contents, length));
    let frame = shape.frame([&luma, &u, &v]);
    assert_eq!(frame.is_ok(), shape.is_valid(), "{:?}", frame.err());
    let Ok(frame) = frame else { return Reached::Refused };
    if shape.width * shape.height > MAX_PIXELS {
        return Reached::Refused;
    }
    let verdict = ENGINE.assess_frame(frame).expect("the models run on every picture");
    let upright = match shape.rotation {
        Rotation::R0 | Rotation::R180 => (shape.width, shape.height),
        Rotation::R90 | Rotation::R270 => (shape.height, shape.width),
    };
    let measured = (verdict.metrics.width as usize, verdict.metrics.height as usize);
    assert_eq!(measured, upright);
    let spec = PortraitSpec::DATA_SAVER;
    match ENGINE.portrait_of_frame(frame, &spec) {
        Ok(portrait) => {
            output::check(&portrait, &spec);
            Reached::Portrait
        }
        Err(PortraitError::Retake(codes)) => {
            assert!(!codes.is_empty());
            Reached::Assessed
        }
        Err(error) => unreachable!("assessed, but no portrait: {error}"),
    }
}

/// The arguments of a constructor.
struct Shape {
    kind: Kind,
    rotation: Rotation,
    mirrored: bool,
    width: usize,
    height: usize,
    luma_stride: usize,
    chroma_stride: usize,
    pixel_stride: usize,
    /// Bytes of the planes of Y, U and V, or of Y and the interleaved plane.
    lengths: [usize; 3],
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Nv21,
    Nv12,
    Planes,
    /// The first plane has all colours; the others do not exist.
    Bgra,
}

impl Shape {
    /// Reads 14 bytes: kind (bits 0 and 1), rotation (2 and 3), whether planes are about as long as needed (4), whether
    /// there is chroma (5), whether V is empty (6), and whether it is mirrored (7); pixel stride; width, height and both
    /// strides; the lengths of Y and of the others. `None` if there are fewer.
    fn read(bytes: &[u8]) -> Option<(Shape, &[u8])> {
        let (&[bits, pixel_stride, w1, w0, h1, h0, y1, y0, c1, c0, l1, l0, m1, m0], contents) =
            bytes.split_first_chunk::<14>()?;
        let kind = match bits & 3 {
            0 => Kind::Nv21,
            1 => Kind::Nv12,
            2 => Kind::Planes,
            _ => Kind::Bgra,
        };
        let rotation =
            [Rotation::R0, Rotation::R90, Rotation::R180, Rotation::R270][usize::from(bits >> 2 & 3)];
        let mut shape = Shape {
            kind,
            rotation,
            mirrored: bits & 128 != 0,
            width: number([w1, w0]),
            height: number([h1, h0]),
            luma_stride: number([y1, y0]),
            chroma_stride: number([c1, c0]),
            pixel_stride: match kind {
                Kind::Planes => number([if pixel_stride > 0xf0 { 0xff } else { 0 }, pixel_stride]),
                Kind::Nv21 | Kind::Nv12 | Kind::Bgra => 2,
            },
            lengths: [0; 3],
        };
        let (exact, has_chroma) = (bits & 16 != 0, bits & 32 != 0 && kind != Kind::Bgra);
        let length = |needed: u128, [high, low]: [u8; 2]| {
            let given = u16::from_be_bytes([high, low]);
            if exact && needed < 1 << 20 {
                // From 8 bytes too few to 247 too many.
                (needed as usize + usize::from(low)).saturating_sub(8)
            } else {
                usize::from(given)
            }
        };
        let chroma = if has_chroma { length(shape.chroma_needed(), [m1, m0]) } else { 0 };
        let v = if kind == Kind::Planes && bits & 64 == 0 { chroma } else { 0 };
        shape.lengths = [length(shape.luma_needed(), [l1, l0]), chroma, v];
        Some((shape, contents))
    }

    fn frame<'a>(&self, [luma, u, v]: [&'a [u8]; 3]) -> Result<Frame<'a>, FrameError> {
        let luma = Plane { bytes: luma, stride: self.luma_stride };
        let chroma = |bytes| Plane { bytes, stride: self.chroma_stride };
        let size = (self.width, self.height);
        let frame = match self.kind {
            Kind::Nv21 => Frame::nv21(size, luma, chroma(u), self.rotation),
            Kind::Nv12 => Frame::nv12(size, luma, chroma(u), self.rotation),
            Kind::Planes => {
                Frame::planes(size, luma, [chroma(u), chroma(v)], self.pixel_stride, self.rotation)
            }
            Kind::Bgra => Frame::bgra(size, luma, self.rotation),
        };
        Ok(frame?.mirrored(self.mirrored))
    }

    /// Whether the frame must be accepted, by its own arithmetic, which cannot overflow.
    fn is_valid(&self) -> bool {
        let [luma, u, v] = self.lengths.map(|length| length as u128);
        let chroma = || {
            self.pixel_stride > 0
                && self.chroma_stride as u128 >= self.chroma_row()
                && u >= self.chroma_needed()
                && (self.kind != Kind::Planes || v >= self.chroma_needed())
        };
        FRAME_SIDES.contains(&self.width)
            && FRAME_SIDES.contains(&self.height)
            && self.luma_stride as u128 >= self.luma_row()
            && luma >= self.luma_needed()
            && (u + v == 0 || chroma())
    }

    fn luma_needed(&self) -> u128 {
        let rows = (self.height as u128).saturating_sub(1);
        rows.saturating_mul(self.luma_stride as u128).saturating_add(self.luma_row())
    }

    /// Bytes of a row of the first plane.
    fn luma_row(&self) -> u128 {
        self.width as u128 * if self.kind == Kind::Bgra { 4 } else { 1 }
    }

    /// Bytes from the first U or V of a row to the last.
    fn chroma_row(&self) -> u128 {
        (self.width.div_ceil(2) as u128).saturating_sub(1) * self.pixel_stride as u128 + 1
    }

    /// The interleaved plane contains a second colour that starts one byte later.
    fn chroma_needed(&self) -> u128 {
        let rows = (self.height.div_ceil(2) as u128).saturating_sub(1);
        let second = u128::from(self.kind != Kind::Planes);
        rows * self.chroma_stride as u128 + self.chroma_row() + second
    }
}

/// A number of 16 bits; the highest 256 are as far below the largest number of the machine.
fn number(bytes: [u8; 2]) -> usize {
    match u16::from_be_bytes(bytes) {
        number @ 0xff00.. => usize::MAX - usize::from(0xffff - number),
        number => number.into(),
    }
}

/// The contents, repeated up to this length; zeros if there are none.
fn filled(contents: &[u8], length: usize) -> Vec<u8> {
    match contents {
        [] => vec![0; length],
        _ => contents.iter().copied().cycle().take(length).collect(),
    }
}
