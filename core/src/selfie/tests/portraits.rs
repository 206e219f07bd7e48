//! Tests of portraits: geometry, size, and a file without metadata.

use super::*;

fn portrait(name: &str) -> Portrait {
    engine().portrait(&photo(name), &PortraitSpec::IKD).unwrap()
}

/// The portrait of the journey's selfie, made once.
fn selfie() -> &'static Portrait {
    static PORTRAIT: OnceLock<Portrait> = OnceLock::new();
    PORTRAIT.get_or_init(|| portrait("selfie.jpg"))
}

/// Marker codes of a JPEG from SOI to the first scan.
fn markers(jpeg: &[u8]) -> Vec<u8> {
    let mut found = vec![jpeg[1]];
    let mut at = 2;
    loop {
        assert_eq!(jpeg[at], 0xff, "a marker at {at}");
        found.push(jpeg[at + 1]);
        if jpeg[at + 1] == 0xda {
            return found;
        }
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
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
fn a_portrait_has_no_metadata_even_if_its_photograph_has() {
    let original = photo("selfie.jpg");
    assert!(markers(&original).contains(&0xe1) && contains(&original, b"CONTOH"), "the photograph has EXIF");
    let jpeg = &selfie().jpeg;
    // SOI, JFIF, quantisation tables, frame, Huffman tables, scan: no APP1..15, no comment.
    let allowed = [0xd8, 0xe0, 0xdb, 0xc0, 0xc4, 0xda];
    let found = markers(jpeg);
    assert!(found.iter().all(|marker| allowed.contains(marker)), "{found:02x?}");
    assert_eq!(&jpeg[6..11], b"JFIF\0");
    assert!(!contains(jpeg, b"Exif") && !contains(jpeg, b"CONTOH"));
    // Only the end marker follows the scan.
    let scan = jpeg.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
    let later = jpeg[scan + 2..].windows(2).filter(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00));
    assert_eq!(later.map(|pair| pair[1]).collect::<Vec<_>>(), [0xd9]);
    assert!(jpeg.ends_with(&[0xff, 0xd9]));
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
    let closer = PortraitError::Retake(vec![Guidance::MoveCloser]);
    assert_eq!(refused(&photo("obama_partial_face.jpg")), closer);
    assert_eq!(refused(&photo("obama_partial_face2.jpg")), closer);
    let wall = Canvas::plain(300, 400, 128).jpeg();
    assert_eq!(refused(&wall), PortraitError::Retake(vec![Guidance::NoFace]));
    assert_eq!(refused(b"no photograph"), PortraitError::Still(StillError::Unsupported));
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
