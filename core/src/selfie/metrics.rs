//! Measurements of a picture: faces, sizes, light and sharpness. They are the only input of the guidance rules.

use super::{
    detection::DetectedFace,
    framing::{PortraitSpec, frame_angle},
    mesh::Landmarks,
    picture::{Outside, Picture},
    pixels::{Affine, Point},
};

/// Measurements of one picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metrics {
    /// Upright width in pixels.
    pub width: u32,
    /// Upright height in pixels.
    pub height: u32,
    /// False for a picture without colour, in which small faces are easily missed.
    pub colour: bool,
    /// Mean brightness of the whole picture, 0..255 (luma of BT.601).
    pub scene_luma: f32,
    /// The largest face; `None` when there is none.
    pub face: Option<FaceMetrics>,
}

/// Measurements of the largest face. Points are in upright, unmirrored pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaceMetrics {
    /// The detector's probability, 0.5..1.
    pub score: f32,
    /// The mesh's probability that this is a face, 0..1.
    pub mesh_flag: f32,
    /// Area of the face's box as a fraction of the picture's area.
    pub area: f32,
    /// Area of the second largest face as a fraction of this one's; 0 when there is none.
    pub second_face: f32,
    /// Offset of the face's centre to the right (+) or left (-) of the picture's centre, as a fraction of the width.
    pub offset_x: f32,
    /// Offset of the face's centre below (+) or above (-) the picture's centre, as a fraction of the height.
    pub offset_y: f32,
    /// Pixels between the middles of the eyes.
    pub eye_distance: f32,
    /// Whether the frame of [`PortraitSpec::IKD`] lies inside the picture.
    pub portrait_fits: bool,
    /// Mean brightness of the face, 0..255.
    pub luma: f32,
    /// Normalised Laplacian of the face at 80 pixels between the eyes: about 25 when sharp, below 4 when blurred.
    /// Independent of light.
    pub sharpness: f32,
    /// Middle of the person's right eye (left in the picture).
    pub right_eye: Point,
    /// Middle of the person's left eye.
    pub left_eye: Point,
    /// Tip of the nose.
    pub nose_tip: Point,
    /// Lowest point of the chin.
    pub chin: Point,
}

impl Metrics {
    pub(super) fn of(picture: &Picture, scene_luma: f32, face: Option<FaceMetrics>) -> Self {
        Self {
            width: picture.width() as u32,
            height: picture.height() as u32,
            colour: picture.colour,
            scene_luma,
            face,
        }
    }
}

/// Measures the largest face. `by_size` is sorted by area, largest first, and has at least one face.
pub(super) fn measure_face(
    picture: &mut Picture,
    by_size: &[DetectedFace],
    landmarks: &Landmarks,
) -> FaceMetrics {
    let (face, second) = (&by_size[0], by_size.get(1));
    let (width, height) = (picture.width() as f64, picture.height() as f64);
    let (luma, sharpness) = light(picture, landmarks);
    let centre = face.centre();
    FaceMetrics {
        score: face.score,
        mesh_flag: landmarks.flag,
        area: (face.area() / (width * height)) as f32,
        second_face: second.map_or(0.0, |s| s.area() / face.area().max(f64::MIN_POSITIVE)) as f32,
        offset_x: (centre.x / width - 0.5) as f32,
        offset_y: (centre.y / height - 0.5) as f32,
        eye_distance: landmarks.right_eye().distance(landmarks.left_eye()) as f32,
        portrait_fits: frame_angle(picture, landmarks, &PortraitSpec::IKD).is_some(),
        luma,
        sharpness,
        right_eye: landmarks.right_eye(),
        left_eye: landmarks.left_eye(),
        nose_tip: landmarks.nose_tip(),
        chin: landmarks.chin(),
    }
}

/// Side of the aligned face in pixels, and the position of its eyes: level and 80 pixels apart.
const ALIGNED: usize = 256;
const ALIGNED_EYES: f64 = 80.0;
const ALIGNED_EYE_MIDDLE: (f64, f64) = (128.0, 100.0);
/// Scales variance over squared mean to the range of the measured thresholds.
const SHARPNESS_UNIT: f64 = 1e4;

/// Mean brightness and sharpness inside the face's outline.
///
/// The face is aligned first, so that its size and tilt do not change the result. A 3x3 binomial filter reduces noise
/// before the Laplacian. Dividing by the squared mean makes the result independent of light.
fn light(picture: &mut Picture, landmarks: &Landmarks) -> (f32, f32) {
    let (right, left) = (landmarks.right_eye(), landmarks.left_eye());
    let middle = Point::new(ALIGNED_EYE_MIDDLE.0, ALIGNED_EYE_MIDDLE.1);
    let step = (right.distance(left) / ALIGNED_EYES).max(f64::MIN_POSITIVE);
    let to_picture = Affine::similarity(step, landmarks.roll(), middle, right.middle(left));
    let aligned = picture.cut(&to_picture, ALIGNED, ALIGNED, Outside::Nearest);
    let luma = aligned.luma();

    let eyes = right.middle(left);
    let to_aligned = Affine::similarity(1.0 / step, -landmarks.roll(), eyes, middle);
    let oval = landmarks.oval().map(|p| to_aligned.apply(p));

    let smooth = smoothed(&luma);
    let (mut count, mut brightness, mut sum, mut squares) = (0.0, 0.0, 0.0, 0.0);
    for y in 2..ALIGNED - 2 {
        let Some((from, to)) = span(&oval, y as f64 + 0.5) else { continue };
        let (from, to) = (from.ceil().max(2.0) as usize, to.floor().min(ALIGNED as f64 - 3.0) as usize);
        for at in y * ALIGNED + from..=y * ALIGNED + to {
            let around = smooth[at - 1] + smooth[at + 1] + smooth[at - ALIGNED] + smooth[at + ALIGNED];
            let laplacian = f64::from(around - 4.0 * smooth[at]);
            brightness += f64::from(luma[at]);
            sum += laplacian;
            squares += laplacian * laplacian;
            count += 1.0;
        }
    }
    if count == 0.0 {
        // A degenerate mesh has no area inside its outline.
        return (0.0, 0.0);
    }
    let (mean, variance) = (brightness / count, squares / count - (sum / count) * (sum / count));
    (mean as f32, (variance.max(0.0) / (mean * mean).max(1.0) * SHARPNESS_UNIT) as f32)
}

/// The aligned face after a 3x3 binomial filter; its outermost pixels are unchanged.
fn smoothed(luma: &[f32]) -> Vec<f32> {
    let mut across = luma.to_vec();
    for at in 1..luma.len() - 1 {
        across[at] = (luma[at - 1] + 2.0 * luma[at] + luma[at + 1]) / 4.0;
    }
    let mut both = across.clone();
    for at in ALIGNED..luma.len() - ALIGNED {
        both[at] = (across[at - ALIGNED] + 2.0 * across[at] + across[at + ALIGNED]) / 4.0;
    }
    both
}

/// The x coordinates at which a horizontal line enters and leaves an outline; `None` if it does not cross it.
fn span(outline: &[Point], y: f64) -> Option<(f64, f64)> {
    let mut crossings = None;
    for (i, a) in outline.iter().enumerate() {
        let b = outline[(i + 1) % outline.len()];
        if (a.y <= y) != (b.y <= y) {
            let x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
            let (low, high) = crossings.unwrap_or((x, x));
            crossings = Some((x.min(low), x.max(high)));
        }
    }
    crossings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_crosses_an_outline_only_within_its_height() {
        let diamond = [(5.0, 0.0), (10.0, 5.0), (5.0, 10.0), (0.0, 5.0)].map(|(x, y)| Point::new(x, y));
        assert_eq!(span(&diamond, 2.0), Some((3.0, 7.0)));
        assert_eq!(span(&diamond, -1.0), None);
        assert_eq!(span(&[], 1.0), None);
    }
}
