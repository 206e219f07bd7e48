//! Face detection with BlazeFace (short range). The model is made for selfies: it may miss a face smaller than about a
//! tenth of the picture's longer side.

pub(super) use super::face::DetectedFace;
use super::{
    buffers::Buffer,
    geometry::{Affine, Point},
    models::{CANDIDATE_VALUES, CANDIDATES, DETECTOR_SIDE, ModelError, Models},
    picture::{Outside, Picture},
    pixels::Bitmap,
};

/// Probability above which a candidate counts as a face (MediaPipe's default).
const MIN_SCORE: f32 = 0.5;
/// Candidates with a larger overlap (intersection over union) are the same face (MediaPipe's value).
const SAME_FACE_OVERLAP: f64 = 0.3;

/// The detector's input: the picture scaled into 128 x 128 pixels, with black bars.
struct Letterbox {
    bitmap: Bitmap,
    /// Pixels of the letterbox per pixel of the picture.
    scale: f64,
    x: f64,
    y: f64,
    /// Mean brightness without the bars.
    luma: f32,
}

impl Letterbox {
    fn of(picture: &Picture<'_>) -> Letterbox {
        let (width, height) = (picture.width() as f64, picture.height() as f64);
        let scale = DETECTOR_SIDE as f64 / width.max(height);
        let fit = |length: f64| ((length * scale).round() as usize).clamp(1, DETECTOR_SIDE);
        let small = picture.shrunk(fit(width), fit(height));
        let luma = small.luma();
        let luma = luma.iter().sum::<f32>() / luma.len() as f32;
        let (x, y) = ((DETECTOR_SIDE - small.width) / 2, (DETECTOR_SIDE - small.height) / 2);
        let mut rgb = picture.buffers().zeroed(DETECTOR_SIDE * DETECTOR_SIDE * 3);
        for (row, from) in small.rgb.chunks_exact(small.width * 3).enumerate() {
            let at = ((y + row) * DETECTOR_SIDE + x) * 3;
            rgb[at..at + from.len()].copy_from_slice(from);
        }
        let bitmap = Bitmap { width: DETECTOR_SIDE, height: DETECTOR_SIDE, rgb };
        Letterbox { bitmap, scale, x: x as f64, y: y as f64, luma }
    }

    fn to_picture(&self, x: f64, y: f64) -> Point {
        Point::new((x - self.x) / self.scale, (y - self.y) / self.scale)
    }
}

/// Result of face detection.
pub(super) struct Scene {
    /// All faces, highest score first.
    pub(super) faces: Buffer<DetectedFace>,
    /// Mean brightness of the picture, 0..255.
    pub(super) luma: f32,
}

/// Detects all faces in the picture.
pub(super) fn detect(models: &Models, picture: &Picture<'_>) -> Result<Scene, ModelError> {
    let letterbox = Letterbox::of(picture);
    let raw = models.detect(&letterbox.bitmap.planes(1.0 / 127.5, -1.0))?;
    let scores = raw.logits.iter().map(|&logit| sigmoid(logit));
    let all = scores.zip(raw.boxes.as_chunks::<CANDIDATE_VALUES>().0).zip(anchors());
    let mut candidates = picture.buffers().empty(CANDIDATES);
    candidates.extend(
        all.filter(|((score, _), _)| *score > MIN_SCORE)
            .map(|((score, values), anchor)| decode(score, values, anchor, &letterbox)),
    );
    candidates.sort_unstable_by(|a, b| b.score.total_cmp(&a.score));
    merge(&mut candidates);
    Ok(Scene { faces: candidates, luma: letterbox.luma })
}

/// Converts a logit to a probability.
pub(super) fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// Positions of the candidates in letterbox pixels: two per cell of 8 pixels, then six per cell of 16.
fn anchors() -> impl Iterator<Item = Point> {
    [(8, 2), (16, 6)].into_iter().flat_map(|(step, count)| {
        let cells = DETECTOR_SIDE / step;
        let middle = move |cell: usize| (cell as f64 + 0.5) * step as f64;
        (0..cells * cells)
            .flat_map(move |i| std::iter::repeat_n(Point::new(middle(i % cells), middle(i / cells)), count))
    })
}

fn decode(
    score: f32,
    values: &[f32; CANDIDATE_VALUES],
    anchor: Point,
    letterbox: &Letterbox,
) -> DetectedFace {
    let v = values.map(f64::from);
    let point = |i: usize| letterbox.to_picture(v[i] + anchor.x, v[i + 1] + anchor.y);
    let (centre, half_width, half_height) =
        (point(0), v[2] / 2.0 / letterbox.scale, v[3] / 2.0 / letterbox.scale);
    DetectedFace {
        score,
        left: centre.x - half_width,
        top: centre.y - half_height,
        right: centre.x + half_width,
        bottom: centre.y + half_height,
        right_eye: point(4),
        left_eye: point(6),
    }
}

/// Replaces the candidates of each face by their mean, weighted by score (as MediaPipe does). `faces` are sorted by
/// score, highest first.
fn merge(faces: &mut Buffer<DetectedFace>) {
    let (mut merged, mut left) = (0, faces.len());
    // The places before `merged` have results, those from there to `left` candidates that belong to none of them.
    while merged < left {
        let best = faces[merged];
        let (mut sum, mut weight, mut kept) = (DetectedFace::default(), 0.0, merged + 1);
        for i in merged..left {
            let other = faces[i];
            // `best` is always removed, even if its box is degenerate, so that the loop ends.
            if i == merged || best.overlap(&other) > SAME_FACE_OVERLAP {
                sum = sum.plus(&other, f64::from(other.score));
                weight += f64::from(other.score);
            } else {
                faces[kept] = other;
                kept += 1;
            }
        }
        let mean = DetectedFace::default().plus(&sum, 1.0 / weight);
        faces[merged] = DetectedFace { score: best.score, ..mean };
        (merged, left) = (merged + 1, kept);
    }
    faces.truncate(merged);
}

/// The rotated square around a face for the mesh, as a map from mesh input to picture.
pub(super) fn square(centre: Point, side: f64, angle: f64, pixels: usize) -> Affine {
    let middle = pixels as f64 / 2.0;
    Affine::similarity(side / pixels as f64, angle, Point::new(middle, middle), centre)
}

/// Cuts a rotated square out of the picture as a small bitmap.
pub(super) fn cut_square(picture: &Picture<'_>, map: &Affine, pixels: usize) -> Bitmap {
    picture.cut(map, pixels, pixels, Outside::Black)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn face(score: f32, left: f64, size: f64) -> DetectedFace {
        DetectedFace {
            score,
            left,
            top: 0.0,
            right: left + size,
            bottom: size,
            right_eye: Point::default(),
            left_eye: Point::default(),
        }
    }

    fn merged(faces: Vec<DetectedFace>) -> Buffer<DetectedFace> {
        let mut faces = Buffer::from_vec(faces);
        merge(&mut faces);
        faces
    }

    #[test]
    fn candidates_of_two_faces_are_told_apart_in_any_order() {
        let faces = merged(vec![
            face(0.9, 0.0, 100.0),
            face(0.8, 300.0, 100.0),
            face(0.7, 10.0, 100.0),
            face(0.6, 310.0, 100.0),
        ]);

        let left: Vec<f64> = faces.iter().map(|face| face.left).collect();
        assert!(
            (left[0] - 7.0 / 1.6).abs() < 1e-5 && (left[1] - (300.0 + 6.0 / 1.4)).abs() < 1e-5,
            "{left:?}"
        );
    }

    #[test]
    fn there_are_as_many_anchors_as_candidates() {
        assert_eq!(anchors().count(), CANDIDATES);
        assert_eq!(anchors().next(), Some(Point::new(4.0, 4.0)));
        assert_eq!(anchors().last(), Some(Point::new(120.0, 120.0)));
    }

    #[test]
    fn overlapping_candidates_are_merged_and_distant_ones_are_not() {
        let faces = merged(vec![face(0.9, 0.0, 100.0), face(0.6, 10.0, 100.0), face(0.55, 300.0, 100.0)]);

        assert_eq!(faces.len(), 2);
        assert_eq!(faces[0].score, 0.9);
        assert!((faces[0].left - 4.0).abs() < 1e-5, "mean weighted by score");
        assert_eq!(faces[1].left, 300.0);
    }

    #[test]
    fn a_box_without_area_is_one_face_and_does_not_loop_forever() {
        assert_eq!(merged(vec![face(0.9, 0.0, 0.0), face(0.8, 0.0, -5.0)]).len(), 2);
    }
}
