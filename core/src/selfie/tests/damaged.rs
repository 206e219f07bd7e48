//! Files that are no photograph, or no longer one: typed errors, never a panic.

use super::*;

fn error(bytes: &[u8]) -> AssessError {
    engine().assess_still(bytes).unwrap_err()
}

#[test]
fn what_is_neither_jpeg_nor_png_is_unsupported() {
    for bytes in [b"".as_slice(), b"hello", b"GIF89a\x01\0\x01\0", b"RIFF\0\0\0\0WEBP", b"BM", &[0; 64]] {
        assert_eq!(error(bytes), AssessError::Still(StillError::Unsupported));
    }
}

#[test]
fn a_file_of_more_bytes_than_allowed_is_refused_unread() {
    assert_eq!(error(&vec![0xff; MAX_STILL_BYTES + 1]), AssessError::Still(StillError::TooManyBytes));
}

#[test]
fn a_small_file_that_claims_more_than_50_megapixels_is_refused_before_memory_is_taken() {
    let mut jpeg = Canvas::plain(64, 64, 128).jpeg();
    let size = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap() + 5;
    jpeg[size..size + 4].copy_from_slice(&[0xfd, 0xe8, 0xfd, 0xe8]);
    assert_eq!(error(&jpeg), AssessError::Still(StillError::TooManyPixels));
}

#[test]
fn headers_without_pixels_are_damaged() {
    let jpeg = photo("obama2.jpg");
    assert_eq!(error(&jpeg[..20]), AssessError::Still(StillError::Damaged));
    let png = photo("astronaut.png");
    assert_eq!(error(&png[..40]), AssessError::Still(StillError::Damaged));
    assert_eq!(error(&png[..png.len() / 2]), AssessError::Still(StillError::Damaged));
}

#[test]
fn no_truncation_or_flipped_bit_makes_the_reader_panic() {
    let canvas = Canvas::selfie().scaled(0.05);
    let jpeg = with_exif_orientation(&canvas.jpeg(), 6);
    let png = canvas.png(image::ExtendedColorType::Rgb8, &canvas.rgb);
    for file in [jpeg, png] {
        for end in (0..file.len()).step_by(23) {
            // Only that it returns: a photograph may well survive the loss of its last rows.
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
