//! Tests of the quality components: the same values as ofiqpy on the same landmarks (tests/vectors/selfie), and the
//! values of whole photographs and portraits.

use serde_json::Value;

use super::super::quality::Subject;
use super::super::{buffers::Pixels, pixels::Bitmap};
use super::*;

fn cases() -> Vec<Value> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/selfie/quality.json");
    let vectors: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    vectors["cases"].as_array().unwrap().clone()
}

fn integers<const N: usize>(value: &Value) -> [i64; N] {
    std::array::from_fn(|i| value[i].as_i64().unwrap())
}

fn landmarks(case: &Value) -> [[i32; 2]; 98] {
    std::array::from_fn(|i| integers::<2>(&case["landmarks"][i]).map(|value| value as i32))
}

/// The picture of a case, by the formula in `make_quality.py`.
fn picture(case: &Value, photograph: &Canvas) -> Canvas {
    let [x, y, width, height] = integers(&case["crop"]).map(|value: i64| value as usize);
    let mut canvas = photograph.cropped(x, y, width, height);
    let (gain, offset) = (integers::<3>(&case["gain"]), integers::<3>(&case["offset"]));
    let (ramp, w) = (case["ramp"].as_i64().unwrap(), width as i64);
    for (i, pixel) in canvas.rgb.as_chunks_mut::<3>().0.iter_mut().enumerate() {
        let light = 256 * w - ramp * (i as i64 % w);
        for k in 0..3 {
            let changed = (i64::from(pixel[k]) * gain[k] * light).div_euclid(65_536 * w) + offset[k];
            pixel[k] = changed.clamp(0, 255) as u8;
        }
    }
    canvas
}

fn measure(canvas: Canvas, landmarks: &[[i32; 2]; 98], yaw: f64) -> FaceQuality {
    let size = (canvas.width, canvas.height);
    let pixels = Bitmap { width: size.0, height: size.1, rgb: Pixels::from_vec(canvas.rgb) };
    Subject { landmarks, yaw, size, pixels: &pixels, origin: (0, 0) }.measure()
}

fn score(quality: &FaceQuality, component: QualityComponent) -> u8 {
    quality.value(component).unwrap().score
}

#[test]
fn every_component_is_within_a_point_of_the_reference() {
    let mut photographs = std::collections::BTreeMap::new();
    let cases = cases();
    assert_eq!(cases.len(), 33);
    for case in &cases {
        let (name, photo) = (case["name"].as_str().unwrap(), case["photo"].as_str().unwrap());
        let photograph = photographs.entry(photo).or_insert_with(|| Canvas::of(photo));
        let yaw = case["yaw"].as_f64().unwrap();
        let ours = measure(picture(case, photograph), &landmarks(case), yaw);
        assert_eq!(case["values"].as_object().unwrap().len(), 15);
        for component in QualityComponent::ALL {
            let (what, expected) = (component.name(), &case["values"][component.name()]);
            let ours = ours.value(component).unwrap();
            let (native, score) = (expected[0].as_f64().unwrap(), expected[1].as_f64().unwrap());
            let off = (f64::from(ours.score) - score).abs();
            assert!(off <= 1.0, "{name}, {photo}: {what} scores {} instead of {score}", ours.score);
            // Two decoders of JPEG differ by a little. With the same pixels only single precision is left.
            if photo.ends_with(".png") {
                let off = (f64::from(ours.native) - native).abs() / native.abs().max(1.0);
                assert!(
                    off <= 1e-5 && f64::from(ours.score) == score,
                    "{name}, {photo}: {what} is {ours:?} instead of {native}"
                );
            }
        }
    }
}

#[test]
fn the_cases_move_every_component() {
    let cases = cases();
    for component in QualityComponent::ALL {
        let scores = || cases.iter().map(|case| case["values"][component.name()][1].as_u64().unwrap());
        let between = scores().filter(|score| (5..=95).contains(score)).count();
        let (low, high) = (scores().min().unwrap(), scores().max().unwrap());
        assert!(low <= 25 && high >= 90 && between > 0, "{component:?}: {low} to {high}, {between} between");
    }
}

#[test]
fn a_photograph_is_measured_upright_whether_it_can_be_used_or_not() {
    for name in ["selfie.jpg", "obama_partial_face.jpg"] {
        let case = cases().into_iter().find(|case| case["photo"] == name).unwrap();
        let (verdict, face) = engine().measure_photograph(&photo(name)).unwrap();
        let face = face.unwrap();
        assert_eq!(verdict, engine().assess_photograph(&photo(name)).unwrap());
        let off = |i: usize| {
            let [x, y] = face.landmarks[i].map(f64::from);
            Point::new(x, y).distance(parity::point(&case["landmarks"][i]))
        };
        let worst = (0..98).map(off).fold(0.0, f64::max);
        assert!(
            worst <= 0.03 * f64::from(verdict.metrics.face.unwrap().eye_distance),
            "{name}: {worst} pixels"
        );
        for component in QualityComponent::ALL {
            let expected = case["values"][component.name()][1].as_f64().unwrap();
            let ours = f64::from(score(&face.quality, component));
            assert!((ours - expected).abs() <= 4.0, "{name}: {component:?} is {ours} instead of {expected}");
        }
    }
}

#[test]
fn a_picture_without_a_face_has_no_quality() {
    let (verdict, face) = engine().measure_photograph(&Canvas::plain(300, 400, 128).jpeg()).unwrap();
    assert_eq!((verdict.faces, face), (0, None));
}

#[test]
fn the_report_of_a_portrait_has_the_quality_of_its_own_pixels() {
    let portrait = engine().portrait(&photo("selfie.jpg"), &PortraitSpec::IKD).unwrap();
    let ours = &portrait.report.face_quality;
    let (_, again) = engine().measure_photograph(&portrait.jpeg).unwrap();
    let again = again.unwrap().quality;
    for component in QualityComponent::ALL {
        let (ours, again) = (score(ours, component), score(&again, component));
        assert!(ours.abs_diff(again) <= 8, "{component:?}: {ours}, and {again} when it is read again");
    }
    // By the portrait's geometry: 0.31 of its height from eyes to chin, where the component wants 0.45.
    let head = ours.value(QualityComponent::HeadSize).unwrap();
    assert!((head.native - 0.31).abs() < 0.005 && (8..=16).contains(&head.score), "{head:?}");
    let above = ours.value(QualityComponent::MarginAboveOfTheFaceImage).unwrap();
    assert!((above.native - 0.44 / 0.31).abs() < 0.03, "{above:?}");
}

#[test]
fn the_quality_of_the_light_never_blocks() {
    // LuminanceMean scores less than 5 here, and the photograph can be used all the same.
    let dim = Canvas::selfie().darkened(0.5).jpeg();
    let (verdict, face) = engine().measure_photograph(&dim).unwrap();
    assert!(score(&face.unwrap().quality, QualityComponent::LuminanceMean) < 10);
    assert_eq!(verdict.codes, []);
}

#[test]
fn a_turned_head_has_a_turn_to_its_side() {
    let yaw = |bytes: &[u8]| engine().measure_photograph(bytes).unwrap().1.unwrap().yaw;
    assert!(yaw(&photo("selfie.jpg")).abs() < 4.0);
    let turned = Canvas::of("obama2.jpg");
    let mirrored = Canvas {
        rgb: turned
            .rgb
            .chunks_exact(turned.width * 3)
            .flat_map(|row| row.rchunks_exact(3))
            .flatten()
            .copied()
            .collect(),
        ..turned
    };
    let (one, other) = (yaw(&photo("obama2.jpg")), yaw(&mirrored.jpeg()));
    assert!(one < -10.0 && other > 10.0 && (one + other).abs() < 4.0, "{one} and {other}");
}

#[test]
fn landmarks_that_are_no_face_give_no_values_and_no_panic() {
    let measure = |landmarks: [[i32; 2]; 98]| measure(Canvas::plain(40, 30, 128), &landmarks, 0.0);
    let point = measure([[7, 7]; 98]);
    assert_eq!(point.value(QualityComponent::LuminanceMean), None);
    assert_eq!(point.value(QualityComponent::MarginAboveOfTheFaceImage), None);
    let mut state = 7u32;
    for size in [1, 3, 50, 1_000, i32::MAX] {
        for _ in 0..100 {
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ((i64::from(state as i32) * i64::from(size)) >> 31) as i32
            };
            let landmarks = [(); 98].map(|()| [next(), next()]);
            let quality = measure(landmarks);
            assert!(QualityComponent::ALL.iter().filter_map(|c| quality.value(*c)).all(|v| v.score <= 100));
        }
    }
    // A face far outside the picture is black.
    let away = landmarks(&cases()[0]).map(|[x, y]| [x + 100_000, y]);
    assert_eq!(measure(away).value(QualityComponent::LuminanceMean).map(|v| v.native), Some(0.0));
}
