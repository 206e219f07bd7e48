//! Tests of photographs and the codes that they raise.

use image::ExtendedColorType::{L8, La8, Rgb16, Rgba8};

use super::*;

#[test]
fn each_photograph_raises_exactly_the_expected_codes() {
    let expected: [(&str, &[Guidance]); 8] = [
        // No code: one sharp, bright face with room for the portrait.
        ("selfie.jpg", &[]),
        // The head leans by 11 degrees.
        ("biden.jpg", &[Guidance::LevelHead]),
        // Turned by 14 degrees; by 12 degrees, with the chin raised by 18.
        ("obama2.jpg", &[Guidance::LookStraight]),
        ("obama3.jpg", &[Guidance::LookStraight]),
        // 43 pixels between the eyes.
        ("astronaut.png", &[Guidance::MoveCloser]),
        // Not enough room above the head for the portrait.
        ("obama.jpg", &[Guidance::MoveBack]),
        // Half of the head is outside.
        ("obama_partial_face.jpg", &[Guidance::FaceOutOfFrame]),
        ("obama_partial_face2.jpg", &[Guidance::FaceOutOfFrame]),
    ];
    for (name, expected) in expected {
        let assessment = engine().assess_photograph(&photo(name)).unwrap();
        assert_eq!((assessment.codes.as_slice(), assessment.faces), (expected, 1), "{name}");
    }
}

#[test]
fn a_picture_without_a_face_raises_no_face() {
    let wall = Canvas::plain(600, 800, 128).jpeg();
    let assessment = engine().assess_photograph(&wall).unwrap();
    assert_eq!((assessment.faces, assessment.codes), (0, vec![Guidance::NoFace]));
    assert_eq!(assessment.metrics.face, None);
    let curtain = Canvas::of("biden.jpg").cropped(0, 0, 970, 150);
    assert_eq!(curtain.assess().codes, [Guidance::NoFace]);
}

#[test]
fn less_light_raises_only_too_dark() {
    let selfie = Canvas::small_selfie();
    assert_eq!(selfie.clone().darkened(0.7).assess().codes, []);
    assert_eq!(selfie.darkened(0.3).assess().codes, [Guidance::TooDarkScene, Guidance::FaceTooDark]);
}

#[test]
fn a_dark_room_without_a_visible_face_raises_too_dark_before_no_face() {
    let room = Canvas::plain(300, 400, 12).jpeg();
    let assessment = engine().assess_photograph(&room).unwrap();
    assert_eq!(assessment.codes, [Guidance::TooDarkScene, Guidance::NoFace]);
    assert_eq!(assessment.primary(), Some(Guidance::TooDarkScene));
}

#[test]
fn lost_detail_raises_only_blurry() {
    // There are 205 pixels between the eyes, so 8 pixels are 3 at the 80 pixels at which sharpness is measured.
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
fn a_small_face_in_the_background_is_counted_but_raises_no_code() {
    let head = Canvas::of("obama.jpg").cropped(330, 60, 330, 400).scaled(0.56);
    let both = Canvas::selfie().cropped(110, 130, 860, 1100).pasted(&head, 0, 0);
    let assessment = both.assess();
    assert_eq!(assessment.faces, 2);
    assert!(!assessment.codes.contains(&Guidance::MultipleFaces));
    let second = assessment.metrics.face.unwrap().second_face;
    assert!(second > 0.02 && second < 0.15, "{second}");
}

#[test]
fn fewer_than_90_pixels_between_the_eyes_raise_move_closer() {
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
fn a_face_at_the_edge_of_a_still_raises_move_back_and_not_centre_face() {
    let selfie = Canvas::small_selfie();
    let rest = selfie.cropped(125, 0, selfie.width - 125, selfie.height);
    let shifted = Canvas::plain(selfie.width, selfie.height, 128).pasted(&rest, 0, 0);
    assert_eq!(shifted.assess().codes, [Guidance::MoveBack]);
}

#[test]
fn a_photograph_is_read_upright_for_every_exif_orientation() {
    let upright = Canvas::small_selfie();
    let expected = upright.assess().metrics;
    for exif in 1..=8 {
        let stored = upright.stored_for(Orientation::from_exif(exif).unwrap());
        let metrics =
            engine().assess_photograph(&with_exif_orientation(&stored.jpeg(), exif)).unwrap().metrics;
        assert_eq!((metrics.width, metrics.height), (expected.width, expected.height), "orientation {exif}");
        let (a, b) = (metrics.face.unwrap(), expected.face.unwrap());
        for (a, b) in [(a.right_eye, b.right_eye), (a.left_eye, b.left_eye), (a.chin, b.chin)] {
            assert!(a.distance(b) < 2.0, "orientation {exif}: {a:?} instead of {b:?}");
        }
    }
}

#[test]
fn an_invalid_exif_orientation_is_ignored() {
    let jpeg = Canvas::small_selfie().jpeg();
    for exif in [0, 9, 255] {
        assert_eq!(codes(&with_exif_orientation(&jpeg, exif)), []);
    }
}

#[test]
fn every_supported_jpeg_is_read_as_the_picture_it_was_made_from() {
    for (name, jpeg) in crate::jpeg::tests::every_kind() {
        if name == "one scan per component, 4:2:0" {
            assert_eq!(still::read_still(&jpeg).err(), Some(StillError::Unsupported));
            continue;
        }
        let read = Canvas::read(&jpeg);
        let original = crate::jpeg::tests::original(name);
        assert_eq!(read.rgb.len(), original.len(), "{name}");
        let sum: u64 = read.rgb.iter().zip(&original).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        let mean = sum as f64 / original.len() as f64;
        assert!(mean < 12.0, "{name}: {mean} off on average");
    }
}

/// The JPEG with an Exif block of one entry.
fn with_exif_entry(jpeg: &[u8], big_endian: bool, kind: u16, count: u32, value: [u8; 4]) -> Vec<u8> {
    let number = |little: &[u8]| {
        let mut bytes = little.to_vec();
        if big_endian {
            bytes.reverse();
        }
        bytes
    };
    let exif = [
        b"\xff\xe1\x00\x22Exif\0\0".as_slice(),
        if big_endian { b"MM\0*" } else { b"II*\0" },
        &number(&8u32.to_le_bytes()),
        &number(&1u16.to_le_bytes()),
        &number(&0x0112u16.to_le_bytes()),
        &number(&kind.to_le_bytes()),
        &number(&count.to_le_bytes()),
        &value,
        &[0; 4],
    ];
    [&jpeg[..2], &exif.concat(), &jpeg[2..]].concat()
}

fn orientation_of(jpeg: &[u8]) -> Orientation {
    still::read_still(jpeg).unwrap().orientation()
}

#[test]
fn an_exif_orientation_is_read_as_byte_short_and_long_in_both_byte_orders() {
    let jpeg = Canvas::plain(32, 16, 9).jpeg();
    for (big_endian, kind, value) in [
        (false, 1, [2, 0, 0, 0]),
        (false, 3, [2, 0, 0, 0]),
        (false, 4, [2, 0, 0, 0]),
        (true, 1, [2, 0, 0, 0]),
        (true, 3, [0, 2, 0, 0]),
        (true, 4, [0, 0, 0, 2]),
    ] {
        let turned = with_exif_entry(&jpeg, big_endian, kind, 1, value);
        assert_eq!(orientation_of(&turned), Orientation::FlipHorizontal, "{big_endian} {kind}");
    }
    // A text, several values, and a value that is far too large.
    for (kind, count, value) in [(2, 1, [2, 0, 0, 0]), (3, 2, [2, 0, 2, 0]), (4, 1, [2, 1, 0, 0])] {
        let odd = with_exif_entry(&jpeg, false, kind, count, value);
        assert_eq!(orientation_of(&odd), Orientation::NoTransforms, "{kind} {count}");
    }
}

#[test]
fn the_first_exif_block_is_used() {
    let jpeg = Canvas::plain(32, 16, 9).jpeg();
    // Each call inserts its block before the existing ones.
    let two = with_exif_orientation(&with_exif_orientation(&jpeg, 6), 3);
    assert_eq!(orientation_of(&two), Orientation::Rotate180);
    let without_orientation = with_exif_entry(&with_exif_orientation(&jpeg, 6), false, 2, 1, [0; 4]);
    assert_eq!(orientation_of(&without_orientation), Orientation::NoTransforms);
}

#[test]
fn a_photograph_of_50_megapixels_is_read() {
    const { assert!(MAX_STILL_PIXELS >= 8192 * 6144) };
    let large = crate::jpeg::tests::flat_grey(8192, 6144);
    assert_eq!(codes(&large), [Guidance::NoFace]);
    let too_large = crate::jpeg::tests::flat_grey(8192, 6145);
    let error = engine().assess_photograph(&too_large).unwrap_err();
    assert_eq!(error, AssessError::Still(StillError::TooManyPixels));
}

#[test]
fn every_supported_png_is_read_as_the_photograph_it_was_made_from() {
    let canvas = Canvas::small_selfie();
    let luma = canvas.luma();
    let rgba: Vec<u8> = canvas.rgb.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, 7]).collect();
    let wide: Vec<u8> = canvas.rgb.iter().flat_map(|&v| (u16::from(v) * 257).to_ne_bytes()).collect();
    let luma_alpha: Vec<u8> = luma.iter().flat_map(|&v| [v, 7]).collect();
    let expected = canvas.assess().metrics.face.unwrap();
    for (kind, bytes, colour) in
        [(Rgba8, &rgba, true), (Rgb16, &wide, true), (L8, &luma, false), (La8, &luma_alpha, false)]
    {
        let metrics = engine().assess_photograph(&canvas.png(kind, bytes)).unwrap().metrics;
        assert_eq!(metrics.colour, colour, "{kind:?}");
        let face = metrics.face.unwrap();
        assert!(face.right_eye.distance(expected.right_eye) < 3.0, "{kind:?}");
        assert!((face.luma - expected.luma).abs() < 3.0, "{kind:?}");
    }
}

#[test]
fn cmyk_and_ycck_photographs_have_the_colours_that_they_were_made_from() {
    let canvas = Canvas::small_selfie();
    // All black is in the three colours, none in the fourth.
    let inks: Vec<u8> =
        canvas.rgb.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [255 - r, 255 - g, 255 - b, 0]).collect();
    for kind in [jpeg_encoder::ColorType::Cmyk, jpeg_encoder::ColorType::CmykAsYcck] {
        let mut jpeg = Vec::new();
        let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 90);
        encoder.encode(&inks, canvas.width as u16, canvas.height as u16, kind).unwrap();
        let read = Canvas::read(&jpeg);
        let sum: u64 = read.rgb.iter().zip(&canvas.rgb).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        let mean = sum as f64 / canvas.rgb.len() as f64;
        assert!(mean < 4.0, "{kind:?}: {mean} levels off on average");
        assert_eq!(codes(&jpeg), []);
    }
}

/// A zlib stream without compression (RFC 1950, RFC 1951 3.2.4), for less than 64 KB.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u16;
    let (a, b) = bytes.iter().fold((1u32, 0u32), |(a, b), &byte| {
        let a = (a + u32::from(byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    [&[0x78, 1, 1][..], &length.to_le_bytes(), &(!length).to_le_bytes(), bytes, &(b << 16 | a).to_be_bytes()]
        .concat()
}

#[test]
fn an_interlaced_png_is_read_as_the_same_picture() {
    let canvas = Canvas::selfie().scaled(0.03);
    // First column and row and the steps of each pass (PNG, third edition, 8.2).
    let passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
    let mut rows = Vec::new();
    for (left, top, dx, dy) in passes {
        for y in (top..canvas.height).step_by(dy) {
            rows.push(0);
            for x in (left..canvas.width).step_by(dx) {
                let at = (y * canvas.width + x) * 3;
                rows.extend_from_slice(&canvas.rgb[at..at + 3]);
                // Transparency is dropped.
                rows.push(7);
            }
        }
    }
    let mut info = png::Info::with_size(canvas.width as u32, canvas.height as u32);
    (info.color_type, info.bit_depth, info.interlaced) = (png::ColorType::Rgba, png::BitDepth::Eight, true);
    let mut file = Vec::new();
    let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
    writer.write_chunk(png::chunk::IDAT, &stored(&rows)).unwrap();
    drop(writer);
    assert!(Canvas::read(&file).rgb == canvas.rgb);
}

#[test]
fn a_png_is_turned_by_the_orientation_of_its_exif_block() {
    let mut info = png::Info::with_size(2, 1);
    (info.color_type, info.bit_depth) = (png::ColorType::Rgb, png::BitDepth::Eight);
    let orientation = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    info.exif_metadata = Some(orientation.into());
    let mut file = Vec::new();
    let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
    writer.write_image_data(&[1, 2, 3, 4, 5, 6]).unwrap();
    writer.finish().unwrap();
    assert_eq!(orientation_of(&file), Orientation::Rotate90);
}

#[test]
fn a_png_with_a_palette_or_few_bits_is_read() {
    use png::{BitDepth, ColorType};
    let written = |colour, depth, bytes: &[u8]| {
        let mut info = png::Info::with_size(4, 2);
        (info.color_type, info.bit_depth) = (colour, depth);
        info.palette = (colour == ColorType::Indexed).then(|| vec![1, 2, 3, 250, 251, 252].into());
        let mut file = Vec::new();
        let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
        writer.write_image_data(bytes).unwrap();
        writer.finish().unwrap();
        Canvas::read(&file).rgb
    };
    let indexed = written(ColorType::Indexed, BitDepth::One, &[0b0100_0000, 0b0001_0000]);
    let (dark, light) = ([1, 2, 3], [250, 251, 252]);
    assert_eq!(indexed, [dark, light, dark, dark, dark, dark, dark, light].concat());
    let grey = written(ColorType::Grayscale, BitDepth::Two, &[0b0001_1011, 0b1110_0100]);
    let levels = [0, 85, 170, 255, 255, 170, 85, 0].map(|v| [v; 3]);
    assert_eq!(grey, levels.concat());
}
