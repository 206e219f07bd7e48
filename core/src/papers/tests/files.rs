//! Papers of files: size, orientation, metadata, and files that are no photograph.

use image::{DynamicImage, GrayImage};
use jpeg_encoder::{ColorType, Encoder};

use super::{
    random::Random,
    scene::{Table, Trouble, shot},
};
use crate::papers::{MAX_BYTES, MAX_EDGE, Paper, PaperAdvice, PaperError, StillError};

/// A grey JPEG whose upper half is dark.
fn two_halves(width: usize, height: usize) -> Vec<u8> {
    let values: Vec<u8> =
        (0..width * height).map(|at| if at / width < height / 2 { 20 } else { 220 }).collect();
    jpeg((width, height), &values)
}

fn jpeg((width, height): (usize, usize), luma: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 92).encode(luma, width as u16, height as u16, ColorType::Luma).unwrap();
    bytes
}

/// The JPEG with these segments behind its first two bytes.
fn with_segments(jpeg: &[u8], segments: &[&[u8]]) -> Vec<u8> {
    [&jpeg[..2], &segments.concat(), &jpeg[2..]].concat()
}

fn exif(orientation: u8) -> Vec<u8> {
    let entry = [0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0];
    [b"\xff\xe1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0".as_slice(), &entry, &[0; 4]].concat()
}

fn decoded(jpeg: &[u8]) -> GrayImage {
    image::load_from_memory(jpeg).unwrap().into_luma8()
}

fn rendered(seed: u64) -> Vec<u8> {
    let plane = shot(seed, Table::Wood, Trouble::None);
    let values: Vec<u8> = plane.values.iter().map(|value| *value as u8).collect();
    jpeg((plane.width, plane.height), &values)
}

#[test]
fn a_large_photograph_has_its_longer_side_reduced_to_the_limit() {
    let paper = Paper::of(&two_halves(3000, 2250)).unwrap();
    assert_eq!((paper.width(), paper.height()), (MAX_EDGE, 1500));
    let seen = decoded(paper.jpeg());
    assert_eq!(seen.dimensions(), (2000, 1500));
    assert!(seen.get_pixel(1000, 700).0[0] < 30 && seen.get_pixel(1000, 800).0[0] > 210);
}

#[test]
fn a_small_photograph_is_not_enlarged() {
    let paper = Paper::of(&two_halves(300, 200)).unwrap();
    assert_eq!((paper.width(), paper.height()), (300, 200));
    assert_eq!(decoded(paper.jpeg()).dimensions(), (300, 200));
}

#[test]
fn a_paper_is_upright_by_the_orientation_of_its_photograph() {
    // 6: rotate by 90 degrees clockwise; the upper half comes to the right.
    let turned = with_segments(&two_halves(2400, 1600), &[&exif(6)]);
    let paper = Paper::of(&turned).unwrap();
    assert_eq!((paper.width(), paper.height()), (1333, 2000));
    let seen = decoded(paper.jpeg());
    assert!(seen.get_pixel(1000, 1000).0[0] < 30 && seen.get_pixel(300, 1000).0[0] > 210);
}

#[test]
fn the_file_has_no_metadata() {
    let comment = b"\xff\xfe\0\x0bsecret 99";
    let paper = Paper::of(&with_segments(&two_halves(400, 300), &[&exif(1), comment])).unwrap();
    let mut at = 2;
    while let [0xff, marker, high, low, ..] = paper.jpeg()[at..] {
        // JFIF, tables, the frame and the scan.
        assert!(matches!(marker, 0xe0 | 0xdb | 0xc0 | 0xc4 | 0xda), "segment {marker:x}");
        if marker == 0xe0 {
            assert_eq!(
                (u16::from_be_bytes([high, low]), &paper.jpeg()[at + 4..at + 9]),
                (16, &b"JFIF\0"[..])
            );
        }
        if marker == 0xda {
            return;
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
    panic!("no scan");
}

#[test]
fn noise_takes_a_smaller_picture_to_meet_the_bytes() {
    let mut random = Random::new(1);
    let values: Vec<u8> = (0..2000 * 1500).map(|_| random.next() as u8).collect();
    let paper = Paper::of(&jpeg((2000, 1500), &values)).unwrap();
    assert!(paper.jpeg().len() <= MAX_BYTES, "{} bytes", paper.jpeg().len());
    assert!(paper.width() < 2000 && (MAX_EDGE, MAX_BYTES) == (2000, 400_000));
    assert_eq!(decoded(paper.jpeg()).dimensions(), (paper.width() as u32, paper.height() as u32));
}

#[test]
fn a_rendered_paper_keeps_its_pixels_within_the_bytes() {
    let paper = Paper::of(&rendered(1)).unwrap();
    assert_eq!(paper.width().max(paper.height()), 1600);
    assert!(paper.jpeg().len() <= MAX_BYTES, "{} bytes", paper.jpeg().len());
    assert_eq!(paper.advice(), []);
}

#[test]
fn the_same_photograph_gives_the_same_bytes() {
    let photograph = rendered(2);
    let [first, second] = [0, 1].map(|_| Paper::of(&photograph).unwrap());
    assert_eq!(first.jpeg(), second.jpeg());
    assert_eq!(first.preview(300), second.preview(300));
}

#[test]
fn a_png_is_read_as_well() {
    let image = DynamicImage::from(GrayImage::from_pixel(1200, 900, image::Luma([120])));
    let mut png = std::io::Cursor::new(Vec::new());
    image.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let paper = Paper::of(&png.into_inner()).unwrap();
    assert_eq!((paper.width(), paper.height()), (1200, 900));
}

#[test]
fn fewer_than_a_million_pixels_are_too_small() {
    let advice = |width, height| {
        Paper::of(&two_halves(width, height)).unwrap().advice().contains(&PaperAdvice::TooSmall)
    };
    assert!(advice(1280, 780) && !advice(1280, 782));
    // What counts is what is sent: of 4000 x 900 pixels, 2000 x 450.
    assert!(advice(4000, 900));
}

#[test]
fn a_picture_of_any_shape_is_a_paper() {
    for size in [(1, 1), (1, 3000), (3000, 1), (2500, 20), (79, 80), (80, 80), (81, 2000)] {
        let paper = Paper::of(&two_halves(size.0, size.1)).unwrap();
        assert!(paper.advice().contains(&PaperAdvice::TooSmall), "{size:?}");
    }
}

#[test]
fn advice_never_refuses_a_photograph() {
    let black = Paper::of(&jpeg((1300, 1000), &vec![0; 1_300_000])).unwrap();
    assert_eq!(black.advice(), [PaperAdvice::TooDark, PaperAdvice::Blurry]);
    let blank = Paper::of(&jpeg((1300, 1000), &vec![200; 1_300_000])).unwrap();
    assert_eq!(blank.advice(), [PaperAdvice::Blurry]);
}

#[test]
fn a_preview_has_at_most_the_pixels_that_were_asked_for_and_is_not_enlarged() {
    let paper = Paper::of(&two_halves(1500, 1000)).unwrap();
    for (edge, size) in [(300, (300, 200)), (9000, (1500, 1000)), (1, (1, 1)), (0, (1, 1))] {
        assert_eq!(decoded(&paper.preview(edge)).dimensions(), size);
    }
}

#[test]
fn what_is_no_photograph_is_a_typed_error() {
    let whole = rendered(3);
    let error = |bytes: &[u8]| Paper::of(bytes).unwrap_err();
    for bytes in [b"".as_slice(), b"%PDF-1.7", b"GIF89a\x01\0\x01\0", &[0; 64]] {
        assert_eq!(error(bytes), PaperError::Still(StillError::Unsupported));
    }
    for share in [1, 50, 99] {
        assert_eq!(error(&whole[..whole.len() / 100 * share]), PaperError::Still(StillError::Damaged));
    }
    let long = vec![0xff; crate::pictures::still::MAX_STILL_BYTES + 1];
    assert_eq!(error(&long), PaperError::Still(StillError::TooManyBytes));
}

#[test]
fn changed_bytes_give_a_paper_or_a_typed_error() {
    let whole = two_halves(120, 90);
    let mut random = Random::new(7);
    let mut read = 0;
    for _ in 0..300 {
        let mut changed = whole.clone();
        for _ in 0..1 + random.below(3) {
            let at = random.below(changed.len());
            changed[at] = random.next() as u8;
        }
        read += usize::from(Paper::of(&changed).is_ok());
    }
    assert!((1..300).contains(&read), "{read} were read");
}

#[test]
fn a_log_has_size_and_advice_only() {
    let paper = Paper::of(&jpeg((300, 200), &[200; 60_000])).unwrap();
    assert_eq!(format!("{paper:?}"), "Paper { width: 300, height: 200, advice: [TooSmall, Blurry], .. }");
}

#[test]
fn every_advice_has_its_own_stable_name() {
    let names = PaperAdvice::ALL.map(PaperAdvice::code);
    assert_eq!(names, ["too-small", "too-dark", "blurry", "glare", "cut-off"]);
}
