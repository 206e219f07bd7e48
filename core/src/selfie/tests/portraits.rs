//! Tests of portraits: geometry and size.

use super::pixels::Bitmap;
use super::*;

fn portrait(name: &str) -> Portrait {
    engine().portrait(&photo(name), &PortraitSpec::IKD).unwrap()
}

/// The portrait of the journey's selfie, made once.
fn selfie() -> &'static Portrait {
    static PORTRAIT: OnceLock<Portrait> = OnceLock::new();
    PORTRAIT.get_or_init(|| portrait("selfie.jpg"))
}

#[test]
fn the_portrait_of_the_selfie_has_full_size_and_is_not_enlarged() {
    let portrait = selfie();
    let report = &portrait.report;
    assert_eq!((report.width, report.height), (720, 960));
    assert!(portrait.jpeg.len() <= 110_000, "{}", portrait.jpeg.len());
    assert!(!report.enlarged() && report.scale > 0.5, "{}", report.scale);
    assert!(report.quality >= 70, "{}", report.quality);
    assert_eq!(report.roll, 0.0);
}

#[test]
fn the_portrait_has_the_specified_geometry() {
    for (name, portrait) in [("selfie.jpg", selfie()), ("obama3.jpg", &portrait("obama3.jpg"))] {
        let found = engine().assess_photograph(&portrait.jpeg).unwrap();
        let face = found.metrics.face.unwrap();
        let eyes = face.right_eye.middle(face.left_eye);
        let eye_line = eyes.y / 960.0;
        let chin = eyes.distance(face.chin) / 960.0;
        assert_eq!(found.faces, 1, "{name}");
        assert!((eye_line - 0.44).abs() < 0.01, "{name}: eyes at {eye_line}");
        assert!((chin - 0.31).abs() < 0.012, "{name}: chin {chin} below the eyes");
        assert!((eyes.x - 360.0).abs() < 6.0, "{name}: eyes around {}", eyes.x);
        assert!((face.right_eye.y - face.left_eye.y).abs() < 5.0, "{name}: eyes are not level");
        assert!((face.eye_distance - portrait.report.eye_distance).abs() < 5.0, "{name}");
    }
}

#[test]
fn the_rotation_of_a_portrait_that_cannot_be_levelled_is_reported() {
    let report = portrait("obama2.jpg").report;
    assert!((report.roll - 6.0).abs() < 1.5, "{}", report.roll);
}

#[test]
fn the_enlargement_of_a_small_face_is_reported() {
    for name in ["biden.jpg", "obama2.jpg"] {
        let report = portrait(name).report;
        assert!(report.enlarged() && report.scale < 1.5, "{name}: {}", report.scale);
    }
}

#[test]
fn a_smaller_limit_lowers_first_the_quality_and_then_the_size() {
    let with = |max_bytes| {
        engine().portrait(&photo("selfie.jpg"), &PortraitSpec { max_bytes, ..PortraitSpec::IKD }).unwrap()
    };
    let (lower, smaller) = (with(60_000), with(12_000));
    assert!(lower.jpeg.len() <= 60_000 && lower.jpeg.len() > 50_000, "{}", lower.jpeg.len());
    assert_eq!(lower.report.width, 720);
    assert!(smaller.jpeg.len() <= 12_000);
    assert!(smaller.report.width < 720 && smaller.report.quality >= 40);
    assert!((smaller.report.height as f64 / smaller.report.width as f64 - 4.0 / 3.0).abs() < 0.01);
    assert_eq!(engine().assess_photograph(&smaller.jpeg).unwrap().faces, 1);
}

#[test]
fn the_data_saver_form_of_every_photograph_has_full_size_and_at_most_60_000_bytes() {
    for name in ["selfie.jpg", "biden.jpg", "obama2.jpg", "obama3.jpg", "p3.jpg"] {
        let portrait = engine().portrait(&photo(name), &PortraitSpec::DATA_SAVER).unwrap();
        assert!(portrait.jpeg.len() <= 60_000, "{name}: {}", portrait.jpeg.len());
        assert_eq!((portrait.report.width, portrait.report.height), (720, 960), "{name}");
        assert!(portrait.report.quality >= 40, "{name}");
    }
}

/// A bitmap that compresses as badly as any.
fn noise(width: usize, height: usize) -> Bitmap {
    let mut random = 5u32;
    let mut bitmap = Bitmap { width, height, rgb: Pixels::zeroed(width * height * 3) };
    for byte in bitmap.rgb.iter_mut() {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = (random >> 24) as u8;
    }
    bitmap
}

#[test]
fn noise_fits_into_either_limit_at_a_smaller_size_of_the_same_shape() {
    for spec in [PortraitSpec::DATA_SAVER, PortraitSpec::IKD] {
        let fitted = portrait::fit(&spec, noise).unwrap();
        assert!(fitted.jpeg.len() <= spec.max_bytes, "{}", fitted.jpeg.len());
        let (width, height) = (fitted.bitmap.width, fitted.bitmap.height);
        assert!((240..720).contains(&width), "{width}");
        assert!((height as f64 / width as f64 - 4.0 / 3.0).abs() < 0.01);
    }
}

#[test]
fn the_sides_shrink_only_if_the_lowest_quality_has_too_many_bytes() {
    let fitted =
        |max_bytes| portrait::fit(&PortraitSpec { width: 360, height: 480, max_bytes }, noise).unwrap();
    // The smallest limit at which noise keeps its size.
    let (mut shrunk, mut whole) = (30_000, 500_000);
    while whole - shrunk > 1 {
        let middle = (shrunk + whole) / 2;
        if fitted(middle).bitmap.width == 360 { whole = middle } else { shrunk = middle }
    }
    let (last, next) = (fitted(whole), fitted(shrunk));
    assert_eq!((last.quality, last.jpeg.len()), (40, whole));
    assert!(next.bitmap.width == 306 && next.quality > 40, "{} at {}", next.bitmap.width, next.quality);
}

#[test]
fn a_limit_that_is_too_small_is_an_error_and_a_huge_one_allocates_no_memory() {
    let with = |max_bytes| {
        engine().portrait(&photo("selfie.jpg"), &PortraitSpec { max_bytes, ..PortraitSpec::IKD }).map(|_| ())
    };
    assert_eq!(with(500), Err(PortraitError::TooFewBytes { max_bytes: 500 }));
    assert_eq!(with(usize::MAX), Ok(()));
}

#[test]
fn an_unusable_photograph_returns_its_codes_instead_of_a_portrait() {
    let refused = |bytes: &[u8]| engine().portrait(bytes, &PortraitSpec::IKD).unwrap_err();
    let cut_off = PortraitError::Retake(vec![Guidance::FaceOutOfFrame]);
    assert_eq!(refused(&photo("obama_partial_face.jpg")), cut_off);
    assert_eq!(refused(&photo("obama_partial_face2.jpg")), cut_off);
    let wall = Canvas::plain(300, 400, 128).jpeg();
    assert_eq!(refused(&wall), PortraitError::Retake(vec![Guidance::NoFace]));
    assert_eq!(refused(b"no photograph"), PortraitError::Still(StillError::Unsupported));
}

#[test]
fn a_portrait_names_the_advice_that_its_photograph_did_not_follow() {
    let advice = |name| engine().portrait(&photo(name), &PortraitSpec::IKD).unwrap().advice();
    assert_eq!(advice("obama2.jpg"), ["LOOK_STRAIGHT"]);
    assert_eq!(advice("selfie.jpg"), [""; 0]);
}

#[test]
fn a_portrait_size_out_of_range_is_refused() {
    for (width, height) in [(0, 0), (239, 960), (720, 2049), (usize::MAX, 960)] {
        let spec = PortraitSpec { width, height, max_bytes: 110_000 };
        assert_eq!(engine().portrait(b"", &spec).map(|_| ()), Err(PortraitError::Size));
    }
}

#[test]
fn the_debug_text_of_a_portrait_contains_no_byte_of_the_file() {
    let shown = format!("{:?}", selfie());
    assert!(shown.contains("quality") && !shown.contains("jpeg") && shown.len() < 2_000, "{shown}");
}
