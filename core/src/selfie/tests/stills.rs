//! Photographs: which codes they raise, and which they stop raising.

use image::ExtendedColorType::{L8, La8, Rgb16, Rgba8};

use super::*;

#[test]
fn each_photograph_raises_exactly_the_codes_it_deserves() {
    let expected: [(&str, &[Guidance]); 8] = [
        // Passes: one face, sharp, lit, and room for the portrait.
        ("selfie.jpg", &[]),
        ("biden.jpg", &[]),
        ("obama2.jpg", &[]),
        ("obama3.jpg", &[]),
        // 43 pixels between the eyes.
        ("astronaut.png", &[Guidance::MoveCloser]),
        // Not enough room above the head for the portrait.
        ("obama.jpg", &[Guidance::MoveCloser]),
        // Half of the head is outside.
        ("obama_partial_face.jpg", &[Guidance::MoveCloser]),
        ("obama_partial_face2.jpg", &[Guidance::MoveCloser]),
    ];
    for (name, expected) in expected {
        let assessment = engine().assess_still(&photo(name)).unwrap();
        assert_eq!((assessment.codes.as_slice(), assessment.faces), (expected, 1), "{name}");
    }
}

#[test]
fn a_picture_without_a_face_raises_no_face() {
    let wall = Canvas::plain(600, 800, 128).jpeg();
    let assessment = engine().assess_still(&wall).unwrap();
    assert_eq!((assessment.faces, assessment.codes), (0, vec![Guidance::NoFace]));
    assert_eq!(assessment.metrics.face, None);
    let curtain = Canvas::of("biden.jpg").cropped(0, 0, 970, 150);
    assert_eq!(curtain.assess().codes, [Guidance::NoFace]);
}

#[test]
fn less_light_raises_too_dark_and_only_that() {
    let selfie = Canvas::small_selfie();
    assert_eq!(selfie.clone().darkened(0.7).assess().codes, []);
    assert_eq!(selfie.darkened(0.3).assess().codes, [Guidance::TooDark]);
}

#[test]
fn a_dark_room_without_a_visible_face_says_so_before_asking_for_a_face() {
    let room = Canvas::plain(300, 400, 12).jpeg();
    let assessment = engine().assess_still(&room).unwrap();
    assert_eq!(assessment.codes, [Guidance::TooDark, Guidance::NoFace]);
    assert_eq!(assessment.primary(), Some(Guidance::TooDark));
}

#[test]
fn lost_detail_raises_blurry_and_only_that() {
    // 205 pixels between the eyes: eight pixels here are three at the 80 at which sharpness is measured.
    let selfie = Canvas::selfie();
    assert_eq!(selfie.blurred(2).assess().codes, []);
    assert_eq!(selfie.blurred(14).assess().codes, [Guidance::Blurry]);
}

#[test]
fn sharpness_does_not_depend_on_light_or_size() {
    let sharpness = |canvas: Canvas| canvas.assess().metrics.face.unwrap().sharpness;
    let normal = sharpness(Canvas::selfie());
    let dim = sharpness(Canvas::selfie().darkened(0.5));
    let small = sharpness(Canvas::small_selfie());
    assert!((dim / normal - 1.0).abs() < 0.15, "{normal} normally, {dim} dimmed");
    assert!((small / normal - 1.0).abs() < 0.25, "{normal} normally, {small} at half the size");
}

#[test]
fn a_second_face_of_the_same_size_raises_multiple_faces() {
    let one = Canvas::small_selfie();
    let two = Canvas::plain(one.width * 2, one.height, 90).pasted(&one, 0, 0).pasted(&one, one.width, 0);
    let assessment = two.assess();
    assert_eq!((assessment.faces, assessment.codes), (2, vec![Guidance::MultipleFaces]));
}

#[test]
fn a_small_face_in_the_background_is_counted_but_not_objected_to() {
    let head = Canvas::of("obama.jpg").cropped(330, 60, 330, 400).scaled(0.56);
    let both = Canvas::selfie().cropped(110, 130, 860, 1100).pasted(&head, 0, 0);
    let assessment = both.assess();
    assert_eq!(assessment.faces, 2);
    assert!(!assessment.codes.contains(&Guidance::MultipleFaces));
    let second = assessment.metrics.face.unwrap().second_face;
    assert!(second > 0.02 && second < 0.15, "{second}");
}

#[test]
fn fewer_than_90_pixels_between_the_eyes_ask_to_move_closer() {
    let eyes = |by: f64| {
        let assessment = Canvas::selfie().scaled(by).assess();
        (assessment.metrics.face.unwrap().eye_distance, assessment.codes)
    };
    let (near, none) = eyes(0.47);
    assert!(near > 90.0 && near < 100.0, "{near}");
    assert_eq!(none, []);
    let (far, closer) = eyes(0.4);
    assert!(far < 90.0, "{far}");
    assert_eq!(closer, [Guidance::MoveCloser]);
}

#[test]
fn a_face_at_the_edge_of_a_still_asks_to_move_closer_and_never_to_centre() {
    let selfie = Canvas::small_selfie();
    let rest = selfie.cropped(125, 0, selfie.width - 125, selfie.height);
    let shifted = Canvas::plain(selfie.width, selfie.height, 128).pasted(&rest, 0, 0);
    assert_eq!(shifted.assess().codes, [Guidance::MoveCloser]);
}

#[test]
fn a_photograph_is_read_upright_whatever_its_exif_orientation() {
    let upright = Canvas::small_selfie();
    let expected = upright.assess().metrics;
    for exif in 1..=8 {
        let stored = upright.stored_for(Orientation::from_exif(exif).unwrap());
        let metrics = engine().assess_still(&with_exif_orientation(&stored.jpeg(), exif)).unwrap().metrics;
        assert_eq!((metrics.width, metrics.height), (expected.width, expected.height), "orientation {exif}");
        let (a, b) = (metrics.face.unwrap(), expected.face.unwrap());
        for (a, b) in [(a.right_eye, b.right_eye), (a.left_eye, b.left_eye), (a.chin, b.chin)] {
            assert!(a.distance(b) < 2.0, "orientation {exif}: {a:?} instead of {b:?}");
        }
    }
}

#[test]
fn an_exif_orientation_that_does_not_exist_is_ignored() {
    let jpeg = Canvas::small_selfie().jpeg();
    for exif in [0, 9, 255] {
        assert_eq!(codes(&with_exif_orientation(&jpeg, exif)), []);
    }
}

#[test]
fn every_kind_of_png_reads_like_the_photograph_it_was_made_from() {
    let canvas = Canvas::small_selfie();
    let luma = canvas.luma();
    let rgba: Vec<u8> = canvas.rgb.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, 7]).collect();
    let wide: Vec<u8> = canvas.rgb.iter().flat_map(|&v| (u16::from(v) * 257).to_ne_bytes()).collect();
    let luma_alpha: Vec<u8> = luma.iter().flat_map(|&v| [v, 7]).collect();
    let expected = canvas.assess().metrics.face.unwrap();
    for (kind, bytes, colour) in
        [(Rgba8, &rgba, true), (Rgb16, &wide, true), (L8, &luma, false), (La8, &luma_alpha, false)]
    {
        let metrics = engine().assess_still(&canvas.png(kind, bytes)).unwrap().metrics;
        assert_eq!(metrics.colour, colour, "{kind:?}");
        let face = metrics.face.unwrap();
        assert!(face.right_eye.distance(expected.right_eye) < 3.0, "{kind:?}");
        assert!((face.luma - expected.luma).abs() < 3.0, "{kind:?}");
    }
}
