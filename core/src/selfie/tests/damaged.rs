//! Files that are not a photograph, and damaged photographs: typed errors, never a panic.

use super::*;

fn error(bytes: &[u8]) -> AssessError {
    engine().assess_photograph(bytes).unwrap_err()
}

#[test]
fn a_file_that_is_neither_jpeg_nor_png_is_unsupported() {
    for bytes in [b"".as_slice(), b"hello", b"GIF89a\x01\0\x01\0", b"RIFF\0\0\0\0WEBP", b"BM", &[0; 64]] {
        assert_eq!(error(bytes), AssessError::Still(StillError::Unsupported));
    }
}

#[test]
fn a_file_with_too_many_bytes_is_refused_without_decoding() {
    assert_eq!(error(&vec![0xff; MAX_STILL_BYTES + 1]), AssessError::Still(StillError::TooManyBytes));
}

#[test]
fn a_small_file_that_declares_more_than_50_megapixels_is_refused_before_allocation() {
    let jpeg = declaring(&Canvas::plain(64, 64, 128).jpeg(), 65_000, 65_000);
    assert_eq!(error(&jpeg), AssessError::Still(StillError::TooManyPixels));
}

/// The JPEG with another size in its frame header.
fn declaring(jpeg: &[u8], width: u16, height: u16) -> Vec<u8> {
    let mut changed = jpeg.to_vec();
    let frame = jpeg.windows(2).position(|pair| matches!(pair, [0xff, 0xc0 | 0xc2])).unwrap();
    changed[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    changed[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    changed
}

#[test]
fn a_progressive_jpeg_that_would_take_too_much_memory_is_refused_before_its_scans_are_read() {
    // Colours of half the size: 6 bytes per pixel. Of full size: 9. Grey: 5. At most 54 MB each.
    for (name, width, height) in [
        ("progressive_420.jpg", 3264, 2752),
        ("progressive_444_restart.jpg", 3000, 2000),
        ("progressive_grey.jpg", 3600, 3000),
    ] {
        let at = |height| error(&declaring(&photo(name), width, height));
        assert_eq!(at(height), AssessError::Still(StillError::Damaged), "{name}");
        assert_eq!(at(height + 16), AssessError::Still(StillError::TooManyPixels), "{name}");
    }
}

#[test]
fn a_picture_without_width_or_height_is_refused() {
    let jpeg = Canvas::plain(64, 64, 128).jpeg();
    assert_eq!(error(&declaring(&jpeg, 0, 64)), AssessError::Still(StillError::Damaged));
    // A height of 0 means that it follows after the scan.
    assert_eq!(error(&declaring(&jpeg, 64, 0)), AssessError::Still(StillError::Unsupported));
    let canvas = Canvas::plain(8, 8, 128);
    let png = canvas.png(image::ExtendedColorType::Rgb8, &canvas.rgb);
    for side in [16, 20] {
        let mut zero = png.clone();
        zero[side..side + 4].fill(0);
        assert_eq!(error(&zero), AssessError::Still(StillError::Damaged));
    }
}

#[test]
fn headers_without_pixels_are_damaged() {
    let jpeg = photo("obama2.jpg");
    assert_eq!(error(&jpeg[..20]), AssessError::Still(StillError::Damaged));
    let png = photo("astronaut.png");
    assert_eq!(error(&png[..40]), AssessError::Still(StillError::Damaged));
    assert_eq!(error(&png[..png.len() / 2]), AssessError::Still(StillError::Damaged));
}

/// Whether a portrait is made, or the error.
fn portrait(bytes: &[u8]) -> Result<(), PortraitError> {
    engine().portrait(bytes, &PortraitSpec::IKD).map(drop)
}

#[test]
fn no_portrait_is_made_from_a_truncated_photograph() {
    let jpeg = Canvas::small_selfie().jpeg();
    assert_eq!(portrait(&jpeg), Ok(()));
    for share in [1, 20, 45, 70, 97, 99] {
        let cut = &jpeg[..jpeg.len() * share / 100];
        assert_eq!(portrait(cut), Err(PortraitError::Still(StillError::Damaged)), "{share} %");
        // Truncated, but with an end marker.
        let ended = [cut, &[0xff, 0xd9]].concat();
        assert_eq!(portrait(&ended), Err(PortraitError::Still(StillError::Damaged)), "{share} %, ended");
        // Of the right size, but filled with zeros.
        let mut filled = cut.to_vec();
        filled.resize(jpeg.len(), 0);
        assert_eq!(portrait(&filled), Err(PortraitError::Still(StillError::Damaged)), "{share} %, filled");
    }
}

#[test]
fn a_photograph_without_only_its_end_marker_is_complete() {
    let jpeg = Canvas::small_selfie().jpeg();
    assert_eq!(portrait(&jpeg[..jpeg.len() - 1]), Ok(()));
    assert_eq!(portrait(&jpeg[..jpeg.len() - 2]), Ok(()));
    assert_eq!(portrait(&jpeg[..jpeg.len() - 3]), Err(PortraitError::Still(StillError::Damaged)));
}

#[test]
fn data_that_phones_append_to_a_photograph_is_ignored() {
    let jpeg = Canvas::small_selfie().jpeg();
    let whole = engine().portrait(&jpeg, &PortraitSpec::IKD).unwrap();
    let second = Canvas::plain(64, 64, 9).jpeg();
    for more in [&second[..], &second[..99], &[0; 4096], &[0xff; 3], b"MotionPhoto_Data"] {
        let longer = engine().portrait(&[&jpeg, more].concat(), &PortraitSpec::IKD).unwrap();
        assert_eq!(whole.jpeg, longer.jpeg);
    }
}

#[test]
fn a_png_with_a_missing_or_changed_part_is_refused() {
    let canvas = Canvas::selfie().scaled(0.03);
    let png = canvas.png(image::ExtendedColorType::Rgb8, &canvas.rgb);
    let still = |bytes: &[u8]| still::read_still(bytes).map(drop);
    assert_eq!(still(&png), Ok(()));
    let data = png.windows(4).position(|name| name == b"IDAT").unwrap();
    // The end chunk has 12 bytes and no pixels.
    let end = png.len() - 12;
    for cut in (8..end).step_by(7).chain([end - 1]) {
        assert_eq!(still(&png[..cut]), Err(StillError::Damaged), "{cut} of {}", png.len());
    }
    for at in (data..end).step_by(11) {
        let mut changed = png.clone();
        changed[at] ^= 4;
        assert_eq!(still(&changed), Err(StillError::Damaged), "byte {at}");
    }
}

#[test]
fn unsupported_variants_of_jpeg_are_not_reported_as_damaged() {
    let jpeg = Canvas::plain(64, 64, 128).jpeg();
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    let changed = |offset: usize, to: u8| {
        let mut changed = jpeg.clone();
        changed[frame + offset] = to;
        error(&changed)
    };
    // Lossless, hierarchical, arithmetic.
    for kind in [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf] {
        assert_eq!(changed(1, kind), AssessError::Still(StillError::Unsupported), "{kind:x}");
    }
    assert_eq!(changed(4, 12), AssessError::Still(StillError::Unsupported), "12 bits");
    let arithmetic = [&jpeg[..2], &[0xff, 0xcc, 0, 4, 0, 0x10], &jpeg[2..]].concat();
    assert_eq!(error(&arithmetic), AssessError::Still(StillError::Unsupported));
    let two_components = [&jpeg[..frame], b"\xff\xc0\0\x0e\x08\0\x40\0\x40\x02\x01\x11\0\x02\x11\0"];
    assert_eq!(error(&two_components.concat()), AssessError::Still(StillError::Unsupported));
}

#[test]
fn a_photograph_with_invalid_metadata_is_accepted() {
    let jpeg = Canvas::small_selfie().jpeg();
    let upright = engine().portrait(&jpeg, &PortraitSpec::IKD).unwrap();
    for segment in [
        b"\xff\xee\0\x0cAdobe\0d\0\0\0".as_slice(), // an APP14 of ten bytes
        b"\xff\xee\0\x07Adobe",
        b"\xff\xee\0\x0eAdobe\0d\0\0\0\0\x09", // a transform that does not exist
        b"\xff\xe1\0\x08Exif\0\0",
        b"\xff\xe1\0\x0cExif\0\0II*\0",
        b"\xff\xe1\0\x26http://ns.adobe.com/xmp/extension/\0.",
        b"\xff\xe2\0\x10ICC_PROFILE\0\x02\x02",
        b"\xff\xe2\0\x14ICC_PROFILE\0\x01\x01RGB ",
        b"\xff\xed\0\x10Photoshop 3.0\0",
    ] {
        let with = [&jpeg[..2], segment, &jpeg[2..]].concat();
        let portrait = engine().portrait(&with, &PortraitSpec::IKD);
        assert_eq!(portrait.unwrap().jpeg, upright.jpeg, "{segment:?}");
    }
}

#[test]
fn reading_a_truncated_or_changed_photograph_never_panics() {
    let canvas = Canvas::selfie().scaled(0.05);
    let jpeg = with_exif_orientation(&canvas.jpeg(), 6);
    let png = canvas.png(image::ExtendedColorType::Rgb8, &canvas.rgb);
    for file in [jpeg, png] {
        for end in (0..file.len()).step_by(23) {
            // Tests only that it returns: a photograph can be readable after a change.
            let _ = still::read_still(&file[..end]);
        }
        for at in (0..file.len() * 8).step_by(61) {
            let mut broken = file.clone();
            broken[at / 8] ^= 1 << (at % 8);
            let _ = still::read_still(&broken);
        }
    }
}

#[test]
fn a_picture_of_one_pixel_has_no_face() {
    assert!(codes(&Canvas::plain(1, 1, 255).jpeg()).contains(&Guidance::NoFace));
    assert!(codes(&Canvas::plain(3000, 1, 255).jpeg()).contains(&Guidance::NoFace));
}
