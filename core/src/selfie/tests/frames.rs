//! Tests of camera frames: the same measurements as for stills, with the rules for live frames.

use super::*;

/// A frame in Android's format NV21, with rows longer than the picture.
pub(super) struct Nv21 {
    size: (usize, usize),
    luma: Vec<u8>,
    chroma: Vec<u8>,
    stride: usize,
}

impl Nv21 {
    pub(super) fn of(canvas: &Canvas) -> Nv21 {
        let (width, height) = (canvas.width & !1, canvas.height & !1);
        let stride = width + 32;
        let (mut luma, mut chroma) = (vec![0; stride * height], vec![0; stride * height / 2]);
        for y in 0..height {
            for x in 0..width {
                let at = (y * canvas.width + x) * 3;
                let [r, g, b] = [0, 1, 2].map(|k| f32::from(canvas.rgb[at + k]));
                let brightness = 0.299 * r + 0.587 * g + 0.114 * b;
                luma[y * stride + x] = brightness as u8;
                if x % 2 == 0 && y % 2 == 0 {
                    chroma[y / 2 * stride + x] = (128.0 + 0.713 * (r - brightness)) as u8;
                    chroma[y / 2 * stride + x + 1] = (128.0 + 0.564 * (b - brightness)) as u8;
                }
            }
        }
        Nv21 { size: (width, height), luma, chroma, stride }
    }

    pub(super) fn frame(&self, rotation: Rotation) -> Frame<'_> {
        let plane = |bytes| Plane { bytes, stride: self.stride };
        Frame::nv21(self.size, plane(&self.luma), plane(&self.chroma), rotation).unwrap()
    }

    fn grey(&self) -> Frame<'_> {
        let plane = |bytes| Plane { bytes, stride: self.stride };
        Frame::nv21(self.size, plane(&self.luma), plane(&[]), Rotation::R0).unwrap()
    }
}

fn assess(canvas: &Canvas) -> Verdict {
    engine().assess_frame(Nv21::of(canvas).frame(Rotation::R0)).unwrap()
}

/// The selfie as a 480 x 640 preview.
pub(super) fn preview() -> Canvas {
    static PREVIEW: OnceLock<Canvas> = OnceLock::new();
    PREVIEW.get_or_init(|| Canvas::selfie().resized(480, 640)).clone()
}

/// The preview moved by these distances; the uncovered area is grey.
pub(super) fn moved(right: usize, down: usize) -> Canvas {
    let part = preview().cropped(0, 0, 480 - right, 640 - down);
    Canvas::plain(480, 640, 128).pasted(&part, right, down)
}

#[test]
fn a_well_framed_face_raises_no_code() {
    let assessment = assess(&preview());
    assert_eq!((assessment.faces, assessment.codes), (1, vec![]));
    assert!(assessment.metrics.colour);
}

#[test]
fn a_frame_has_the_same_measurements_as_the_still_of_the_same_picture() {
    let frame = assess(&preview()).metrics.face.unwrap();
    let still = preview().assess().metrics.face.unwrap();
    for (a, b) in
        [(frame.right_eye, still.right_eye), (frame.left_eye, still.left_eye), (frame.chin, still.chin)]
    {
        assert!(a.distance(b) < 1.5, "{a:?} in the frame, {b:?} in the still");
    }
    assert!((frame.luma - still.luma).abs() < 3.0);
}

#[test]
fn the_rotation_of_the_sensor_does_not_change_the_result() {
    let upright = assess(&preview()).metrics;
    for (rotation, orientation) in [
        (Rotation::R90, Orientation::Rotate90),
        (Rotation::R180, Orientation::Rotate180),
        (Rotation::R270, Orientation::Rotate270),
    ] {
        let stored = Nv21::of(&preview().stored_for(orientation));
        let turned = engine().assess_frame(stored.frame(rotation)).unwrap();
        assert_eq!(turned.codes, [], "{rotation:?}");
        assert_eq!((turned.metrics.width, turned.metrics.height), (480, 640), "{rotation:?}");
        let (a, b) = (turned.metrics.face.unwrap().left_eye, upright.face.unwrap().left_eye);
        assert!(a.distance(b) < 1.5, "{rotation:?}: {a:?} instead of {b:?}");
    }
}

#[test]
fn a_frame_without_chroma_is_assessed_in_grey_and_reported_as_such() {
    let grey = engine().assess_frame(Nv21::of(&preview()).grey()).unwrap();
    assert!(!grey.metrics.colour);
    assert_eq!((grey.faces, grey.codes), (1, vec![]));
}

#[test]
fn a_face_far_from_the_middle_raises_centre_face_with_its_offset() {
    let right = assess(&moved(90, 0));
    assert_eq!(right.codes, [Guidance::CentreFace]);
    assert!(right.metrics.face.unwrap().offset_x > 0.1);
    let down = assess(&moved(0, 110));
    assert_eq!(down.codes, [Guidance::CentreFace]);
    assert!(down.metrics.face.unwrap().offset_y > 0.12);
    assert_eq!(assess(&moved(20, 20)).codes, []);
}

#[test]
fn a_distant_face_raises_move_closer() {
    let far = Canvas::plain(480, 640, 128).pasted(&preview().scaled(0.6), 96, 150);
    let assessment = assess(&far);
    assert_eq!(assessment.codes, [Guidance::MoveCloser]);
    let area = assessment.metrics.face.unwrap().area;
    assert!(area > 0.05 && area < 0.12, "{area}");
}

#[test]
fn a_dark_frame_raises_too_dark_and_a_blurred_one_blurry() {
    assert_eq!(assess(&preview().darkened(0.3)).codes, [Guidance::TooDark]);
    assert_eq!(assess(&preview().blurred(6)).codes, [Guidance::Blurry]);
}

#[test]
fn a_second_face_of_the_same_size_raises_multiple_faces() {
    let one = preview().scaled(0.7);
    let two = Canvas::plain(672, 448, 90).pasted(&one, 0, 0).pasted(&one, 336, 0);
    let assessment = assess(&two);
    assert_eq!(assessment.faces, 2);
    assert!(assessment.codes.contains(&Guidance::MultipleFaces));
}

#[test]
fn a_blank_frame_raises_no_face() {
    assert_eq!(assess(&Canvas::plain(480, 640, 128)).codes, [Guidance::NoFace]);
}
