//! The aligned face: the same size and tilt for every face, so that all measurements of a face read the same pixels.
//!
//! They are the pixels on which the models of glasses and masks were trained: those of OpenCV's `warpAffine`, after
//! `GaussianBlur` if the face is more than twice as large. The script that makes `tests/vectors/selfie/occlusion.json`
//! has the same steps in Python; below it is called the reference.

use super::{
    buffers::{Buffer, Pixels},
    geometry::{Affine, Point},
    mesh::Landmarks,
    picture::{Outside, Picture},
    pixels::Bitmap,
    resample::{blurred, radius, warped},
};

/// Side of the aligned face in pixels.
pub(super) const ALIGNED: usize = 256;
/// Pixels between its eyes.
const EYE_DISTANCE: f64 = 80.0;
/// The pixel on which the person's right eye is. The left one is [`EYE_DISTANCE`] to the right of it.
const RIGHT_EYE: Point = Point { x: 88.0, y: 100.0 };
/// Beyond this many pixels of the picture per aligned pixel the picture is blurred first.
const BLUR_BEYOND: f64 = 2.0;
/// Deviation of the blur, in aligned pixels.
const BLUR: f64 = 0.35;
/// Beyond this many pixels the blur would take longer than it takes to find the face. [`Picture::cut`] is quicker, and
/// averages about the same area; its pixels are not those of the reference, and the scores differ by 0.04 (tested).
const CUT_BEYOND: f64 = 3.0;
/// Eyes that are closer, in pixels, are those of no face. Guards divisions by their distance.
const SMALLEST_EYE_DISTANCE: f64 = 1e-3;

/// A face at [`ALIGNED`] x [`ALIGNED`] pixels, with level eyes at fixed places. Pixels beyond the picture's edge repeat
/// the nearest one.
pub(super) struct AlignedFace {
    /// Red, green and blue of each pixel, row by row.
    pub(super) rgb: Pixels,
    /// Luma of each pixel, 0..255, as [`Bitmap::luma`].
    pub(super) luma: Buffer<f32>,
    /// The outline of the face, in aligned pixels, clockwise from the forehead.
    pub(super) oval: [Point; 36],
    to_aligned: Affine,
}

impl AlignedFace {
    /// Aligns the face on which the mesh was fitted.
    pub(super) fn of(picture: &mut Picture, landmarks: &Landmarks) -> AlignedFace {
        AlignedFace::with_eyes(picture, reference_eyes(landmarks), landmarks.oval())
    }

    /// Aligns the face with these eyes, the person's right one first. Unlike everywhere else, whole numbers are the
    /// middles of pixels.
    pub(super) fn with_eyes(picture: &mut Picture, eyes: [Point; 2], outline: [Point; 36]) -> AlignedFace {
        let [right, left] = eyes;
        let (x, y) = (left.x - right.x, left.y - right.y);
        let (step, roll) = (x.hypot(y).max(SMALLEST_EYE_DISTANCE) / EYE_DISTANCE, y.atan2(x));
        let to_picture = Affine::similarity(step, roll, RIGHT_EYE, right);
        let to_aligned = Affine::similarity(1.0 / step, -roll, right, RIGHT_EYE);
        // A frame is one of many, whose scores are a vote: it is not worth the blur at any size.
        let cut_beyond = if picture.is_frame() { BLUR_BEYOND } else { CUT_BEYOND };
        let bitmap = if step > cut_beyond {
            picture.cut(&between_corners(&to_picture), ALIGNED, ALIGNED, Outside::Nearest)
        } else if step > BLUR_BEYOND {
            let deviation = BLUR * step;
            let part = Part::of(picture, &to_picture, radius(deviation));
            warped::<ALIGNED>(&blurred(&part.bitmap, deviation), &part.map)
        } else {
            let part = Part::of(picture, &to_picture, 0);
            warped::<ALIGNED>(&part.bitmap, &part.map)
        };
        let to_aligned = between_corners(&to_aligned);
        AlignedFace {
            luma: bitmap.luma(),
            rgb: bitmap.rgb,
            oval: outline.map(|point| to_aligned.apply(point)),
            to_aligned,
        }
    }

    /// Colour of the pixel at a point of the aligned face; `None` outside.
    pub(super) fn rgb_at(&self, point: Point) -> Option<[u8; 3]> {
        let side = 0.0..ALIGNED as f64;
        let inside = side.contains(&point.x) && side.contains(&point.y);
        let at = inside.then(|| point.y as usize * ALIGNED + point.x as usize)?;
        self.rgb.as_chunks::<3>().0.get(at).copied()
    }

    /// Where a point of the picture is on the aligned face. As in the picture, the middle of the first pixel is
    /// (0.5, 0.5).
    pub(super) fn place(&self, point: Point) -> Point {
        self.to_aligned.apply(point)
    }
}

/// The middles of the eyes where the reference finds them, if whole numbers are the middles of pixels.
///
/// It takes the mesh's output as if whole numbers were the middles of the pixels of its input, so that every point is
/// half such a pixel too far to the right and below. A large face it makes smaller first, until a pixel of the input
/// has two pixels of the picture; then half a pixel of that smaller picture is missing instead of half a pixel of the
/// picture. Both models were trained with eyes at these places. Without the correction a face would be 0.7 aligned
/// pixels off in both directions. With it the eyes of the 15 test photographs are off by 0.03 and 0.06 in the mean and
/// by 0.2 (0.52 at most) each, because the input of our mesh is not resampled by OpenCV.
fn reference_eyes(landmarks: &Landmarks) -> [Point; 2] {
    let pixel = landmarks.input_pixel();
    let shrunk = (pixel.x.hypot(pixel.y) / 2f64.sqrt() / 2.0).max(1.0);
    [landmarks.right_eye(), landmarks.left_eye()]
        .map(|eye| Point::new(eye.x + (pixel.x - shrunk) / 2.0, eye.y + (pixel.y - shrunk) / 2.0))
}

/// The same map of points, if (0.5, 0.5) is the middle of the first pixel instead of (0, 0).
fn between_corners(map: &Affine) -> Affine {
    let row = |[a, b, c]: [f64; 3]| [a, b, c + 0.5 - (a + b) / 2.0];
    Affine { x: row(map.x), y: row(map.y) }
}

/// What an aligned face is made of.
struct Part {
    bitmap: Bitmap,
    /// From the aligned face to the bitmap; whole numbers are the middles of pixels.
    map: Affine,
}

impl Part {
    /// The pixels that a face reads, with a margin as far as the picture has one.
    fn of(picture: &Picture, to_picture: &Affine, margin: usize) -> Part {
        let (low, high) = bounds(to_picture);
        let side = |low: f64, high: f64, length: usize| {
            // The conversions saturate, and convert what is not a number to 0.
            let first = (low.floor() as usize).min(length - 1);
            let last = (high.ceil() as usize).clamp(first, length - 1);
            let (first, last) = (first.saturating_sub(margin), (last + margin).min(length - 1));
            (first, last + 1 - first)
        };
        let (left, width) = side(low.x, high.x, picture.width());
        let (top, height) = side(low.y, high.y, picture.height());
        let ([a, b, c], [d, e, f]) = (to_picture.x, to_picture.y);
        Part {
            bitmap: picture.part(left, top, width, height),
            map: Affine { x: [a, b, c - left as f64], y: [d, e, f - top as f64] },
        }
    }
}

/// The smallest and the largest coordinates that an aligned face reads.
fn bounds(to_picture: &Affine) -> (Point, Point) {
    /// The next pixel, and the rounding of coordinates.
    const REACH: f64 = 1.5;
    let end = (ALIGNED - 1) as f64;
    let corners =
        [(0.0, 0.0), (end, 0.0), (0.0, end), (end, end)].map(|(x, y)| to_picture.apply(Point::new(x, y)));
    let low = |of: fn(&Point) -> f64| corners.iter().map(of).fold(f64::INFINITY, f64::min) - REACH;
    let high = |of: fn(&Point) -> f64| corners.iter().map(of).fold(f64::NEG_INFINITY, f64::max) + REACH;
    (Point::new(low(|p| p.x), low(|p| p.y)), Point::new(high(|p| p.x), high(|p| p.y)))
}
