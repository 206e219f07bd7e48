//! Tests of camera frames: the same measurements as for stills, with the rules for live frames.

use ikd_pixels::yuv_to_rgb;

use super::super::{buffers::Buffers, geometry::Affine, picture::Outside};
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

/// The bytes of a BGRA frame with rows longer than the picture, and its stride.
fn bgra(canvas: &Canvas) -> (Vec<u8>, usize) {
    let stride = canvas.width * 4 + 64;
    let mut bytes = vec![0; stride * canvas.height];
    for (row, from) in bytes.chunks_exact_mut(stride).zip(canvas.rgb.chunks_exact(canvas.width * 3)) {
        for (out, &[r, g, b]) in row.as_chunks_mut::<4>().0.iter_mut().zip(from.as_chunks::<3>().0) {
            *out = [b, g, r, 255];
        }
    }
    (bytes, stride)
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
fn a_bgra_frame_has_the_measurements_of_the_still_of_the_same_picture() {
    let (bytes, stride) = bgra(&preview());
    let frame = Frame::bgra((480, 640), Plane { bytes: &bytes, stride }, Rotation::R0).unwrap();
    let seen = engine().assess_frame(frame).unwrap();
    assert_eq!((seen.faces, seen.codes), (1, vec![]));
    assert!(seen.metrics.colour);
    let (frame, still) = (seen.metrics.face.unwrap(), preview().assess().metrics.face.unwrap());
    assert!(frame.left_eye.distance(still.left_eye) < 0.5 && (frame.luma - still.luma).abs() < 1.0);
}

#[test]
fn a_mirrored_frame_has_the_measurements_of_the_unmirrored_one() {
    let canvas = moved(60, 0);
    let upright = assess(&canvas).metrics.face.unwrap();
    assert!(upright.offset_x > 0.05 && upright.right_eye.x < upright.left_eye.x);
    for (rotation, orientation) in [
        (Rotation::R0, Orientation::FlipHorizontal),
        (Rotation::R90, Orientation::Rotate90FlipH),
        (Rotation::R180, Orientation::FlipVertical),
        (Rotation::R270, Orientation::Rotate270FlipH),
    ] {
        let stored = Nv21::of(&canvas.stored_for(orientation));
        let frame = stored.frame(rotation).mirrored(true);
        let face = engine().assess_frame(frame).unwrap().metrics.face.unwrap();
        assert!((face.offset_x - upright.offset_x).abs() < 0.005, "{rotation:?}: {}", face.offset_x);
        assert!(face.right_eye.distance(upright.right_eye) < 1.5, "{rotation:?}: {:?}", face.right_eye);
        assert!(face.left_eye.distance(upright.left_eye) < 1.5, "{rotation:?}: {:?}", face.left_eye);
    }
}

/// Every way to read a picture: cuts at small and large scales, some of them beyond its edges, and the whole of it.
fn results(picture: &Picture<'_>) -> Vec<Vec<u8>> {
    let middle = Point::new(picture.width() as f64 / 2.0, picture.height() as f64 / 2.0);
    let cut = |scale: f64, outside| {
        let map = Affine::similarity(scale, 0.3, Point::new(48.0, 40.0), middle);
        picture.cut(&map, 96, 80, outside).rgb.to_vec()
    };
    let cuts = [0.4, 1.0, 1.4, 1.9, 4.7, 9.0].into_iter();
    let cuts = cuts.flat_map(|scale| [cut(scale, Outside::Black), cut(scale, Outside::Nearest)]);
    let small =
        [(96, 128), (480, 640), (31, 640), (500, 700)].map(|(w, h)| picture.shrunk(w, h).rgb.to_vec());
    cuts.chain(small).collect()
}

#[test]
fn a_frame_is_read_in_place_with_the_results_of_a_converted_picture() {
    // Faded, so that no pixel of the frame has a colour outside RGB, which the conversion would clip.
    let mut canvas = preview();
    canvas.rgb.iter_mut().for_each(|value| *value = 64 + *value / 2);
    let frame = Nv21::of(&canvas);
    let [u, v] = [1, 0].map(|first| &frame.chroma[first..]);
    let chroma_at = |x: usize, y: usize| y / 2 * frame.stride + x / 2 * 2;
    let (bytes, stride) = bgra(&canvas);
    let pixels = || (0..640).flat_map(|y| (0..480).map(move |x| (x, y)));
    let planes = |bytes| Plane { bytes, stride: frame.stride };
    let converted = |pixel: &dyn Fn(usize, usize) -> [u8; 3], orientation| {
        let rgb = pixels().flat_map(|(x, y)| pixel(x, y)).collect();
        Picture::new((480, 640), Pixels::from_vec(rgb), orientation, true).unwrap()
    };
    let luma_at = |x, y| frame.luma[y * frame.stride + x];
    let yuv = |x, y| yuv_to_rgb(luma_at(x, y), u[chroma_at(x, y)], v[chroma_at(x, y)]);
    let rgb = |x: usize, y: usize| [0, 1, 2].map(|k| canvas.rgb[(y * 480 + x) * 3 + k]);
    for (rotation, orientation) in
        [(Rotation::R0, Orientation::NoTransforms), (Rotation::R270, Orientation::Rotate270)]
    {
        let size = (480, 640);
        let three = Frame::planes(size, planes(&frame.luma), [planes(u), planes(v)], 2, rotation).unwrap();
        let grey = Frame::nv21(size, planes(&frame.luma), planes(&[]), rotation).unwrap();
        let bgra = Frame::bgra(size, Plane { bytes: &bytes, stride }, rotation).unwrap();
        for (what, frame, reference) in [
            ("three planes", three, converted(&yuv, orientation)),
            ("NV21", frame.frame(rotation), converted(&yuv, orientation)),
            ("grey", grey, converted(&|x, y| [luma_at(x, y); 3], orientation)),
            ("BGRA", bgra, converted(&rgb, orientation)),
        ] {
            let picture = frame.to_picture(&Buffers::default());
            for (i, (ours, theirs)) in results(&picture).iter().zip(results(&reference)).enumerate() {
                assert_eq!(ours.len(), theirs.len(), "{what}");
                let off = ours.iter().zip(&theirs).map(|(a, b)| a.abs_diff(*b));
                let (worst, sum) = (off.clone().max().unwrap(), off.map(u64::from).sum::<u64>());
                assert!(worst <= 3, "{what}, {rotation:?}: result {i} is {worst} off");
                assert!(sum as f64 / ours.len() as f64 <= 0.5, "{what}, {rotation:?}: result {i} is off");
            }
            let (ours, theirs) = (picture.sampled_luma(), reference.sampled_luma());
            assert!((ours - theirs).abs() < 0.5, "{what}: {ours} for {theirs}");
        }
    }
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
    let dark = [Guidance::TooDarkScene, Guidance::FaceTooDark];
    assert_eq!(assess(&preview().darkened(0.3)).codes, dark);
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
