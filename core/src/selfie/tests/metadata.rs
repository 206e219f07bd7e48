//! Metadata: whatever a photograph carries, its portrait has only the segments that a decoder needs.

use super::*;

/// A text that all metadata in these tests contains, and that no picture does.
const MARK: &[u8] = b"RAHASIA-";

/// Finds anything that is not part of the picture itself. `Err` says what and where.
///
/// Allowed are, in this order: SOI, a JFIF header without a thumbnail, tables, one baseline frame, tables, one scan, EOI.
fn only_the_picture(jpeg: &[u8]) -> Result<(), String> {
    let jfif = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01";
    if !jpeg.starts_with(jfif) {
        return Err("does not start with JFIF".to_owned());
    }
    // After the version: units, two densities, and the sides of a thumbnail.
    if jpeg.get(18..20) != Some(&[0, 0]) {
        return Err("a thumbnail in JFIF".to_owned());
    }
    let (mut at, mut frames) = (20, 0);
    loop {
        let Some(&[0xff, marker, high, low]) = jpeg.get(at..at + 4) else {
            return Err(format!("no marker at {at}"));
        };
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
        match marker {
            0xdb | 0xc4 => {}
            0xc0 => frames += 1,
            0xda if frames == 1 => break,
            marker => return Err(format!("marker {marker:02x} before {at}")),
        }
    }
    let data = jpeg.get(at..jpeg.len() - 2).unwrap_or_default();
    if data.windows(2).any(|pair| pair[0] == 0xff && pair[1] != 0) || !jpeg.ends_with(&[0xff, 0xd9]) {
        return Err("a marker in the scan, or more after it".to_owned());
    }
    Ok(())
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

/// The portrait of a file that contains the mark; it must contain nothing of the metadata.
fn clean_portrait(name: &str, file: &[u8]) -> Portrait {
    assert!(contains(file, MARK), "{name}: the photograph has metadata");
    let portrait = engine().portrait(file, &PortraitSpec::IKD).unwrap();
    for jpeg in [&portrait.jpeg, &portrait.preview] {
        assert_eq!(only_the_picture(jpeg), Ok(()), "{name}");
        for text in [MARK, b"Exif", b"xmpmeta", b"Photoshop", b"ICC_PROFILE", b"acsp", b"tEXt", b"MPF"] {
            assert!(!contains(jpeg, text), "{name}: {}", String::from_utf8_lossy(text));
        }
    }
    portrait
}

fn segment(marker: u8, contents: &[&[u8]]) -> Vec<u8> {
    let contents = contents.concat();
    let length = (contents.len() as u16 + 2).to_be_bytes();
    [&[0xff, marker], &length[..], &contents].concat()
}

/// Every kind of metadata that a JPEG can have, each with the mark.
fn every_segment() -> Vec<(&'static str, Vec<u8>)> {
    let exif = [
        b"Exif\0\0II*\0\x08\0\0\0\x01\0".as_slice(),
        // The maker of the camera, a text of 12 bytes after the directory.
        b"\x0f\x01\x02\0\x0c\0\0\0\x1a\0\0\0\0\0\0\0",
        MARK,
        b"Exif",
    ];
    let thumbnail = Canvas::plain(16, 16, 99).jpeg();
    vec![
        ("JFIF with a thumbnail", segment(0xe0, &[b"JFIF\0\x01\x02\0\0\x01\0\x01\x02\x01", b"RAHASI"])),
        ("JFXX", segment(0xe0, &[b"JFXX\0\x10", &thumbnail, MARK])),
        ("EXIF", segment(0xe1, &exif)),
        ("XMP", segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>", MARK, b"</x:xmpmeta>"])),
        ("extended XMP", segment(0xe1, &[b"http://ns.adobe.com/xmp/extension/\0", MARK])),
        ("ICC", segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", MARK, &[0; 200], b"acsp"])),
        ("MPF", segment(0xe2, &[b"MPF\0II*\0", MARK])),
        ("C2PA", segment(0xeb, &[b"JP\0\x01\0\0\0\x01", MARK])),
        ("IPTC", segment(0xed, &[b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x10\x1c\x02\x78\0\x0b", MARK])),
        ("Ducky", segment(0xec, &[b"Ducky\0", MARK])),
        ("Adobe", segment(0xee, &[b"Adobe\0d\0\0\0\0\x01", MARK])),
        ("last of the application's", segment(0xef, &[MARK])),
        ("comment", segment(0xfe, &[MARK])),
    ]
}

#[test]
fn no_metadata_of_a_jpeg_reaches_its_portrait() {
    let plain = Canvas::small_selfie().jpeg();
    let scan = plain.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
    let expected = engine().portrait(&plain, &PortraitSpec::IKD).unwrap();
    for (name, segment) in every_segment() {
        let (start, rest) = plain.split_at(scan);
        let mut file = [&start[..2], &segment, &start[2..], &segment, rest, MARK].concat();
        // Another picture behind the first, as phones store it for portrait mode.
        file.extend_from_slice(&[&plain[..2], &segment, &plain[2..]].concat());
        assert_eq!(clean_portrait(name, &file).jpeg, expected.jpeg, "{name}");
    }
}

#[test]
fn no_metadata_between_the_scans_of_a_progressive_jpeg_reaches_its_portrait() {
    let canvas = Canvas::small_selfie();
    let mut plain = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut plain, 90);
    encoder.set_progressive(true);
    let (width, height) = (canvas.width as u16, canvas.height as u16);
    encoder.encode(&canvas.rgb, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    let second = plain.windows(2).rposition(|pair| pair == [0xff, 0xda]).unwrap();
    let all = every_segment().into_iter().map(|(_, segment)| segment).collect::<Vec<_>>().concat();
    let file = [&plain[..second], &all, &plain[second..]].concat();
    let expected = engine().portrait(&plain, &PortraitSpec::IKD).unwrap();
    assert_eq!(clean_portrait("progressive", &file).jpeg, expected.jpeg);
}

#[test]
fn no_metadata_of_a_png_reaches_its_portrait() {
    let canvas = Canvas::small_selfie();
    let mark = "RAHASIA-PNG".to_owned();
    let mut info = png::Info::with_size(canvas.width as u32, canvas.height as u32);
    (info.color_type, info.bit_depth) = (png::ColorType::Rgb, png::BitDepth::Eight);
    info.exif_metadata = Some([b"II*\0\x08\0\0\0\0\0\0\0\0\0".as_slice(), MARK].concat().into());
    info.icc_profile = Some([MARK, &[0; 200], b"acsp"].concat().into());
    let mut file = Vec::new();
    let mut encoder = png::Encoder::with_info(&mut file, info).unwrap();
    encoder.add_text_chunk("Author".to_owned(), mark.clone()).unwrap();
    encoder.add_ztxt_chunk("Comment".to_owned(), mark.clone()).unwrap();
    encoder.add_itxt_chunk("XML:com.adobe.xmp".to_owned(), mark).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&canvas.rgb).unwrap();
    writer.finish().unwrap();
    let plain = canvas.png(image::ExtendedColorType::Rgb8, &canvas.rgb);
    let expected = engine().portrait(&plain, &PortraitSpec::IKD).unwrap();
    assert_eq!(clean_portrait("PNG", &file).jpeg, expected.jpeg);
}

#[test]
fn a_portrait_of_every_committed_photograph_has_no_metadata() {
    for name in ["selfie.jpg", "biden.jpg", "obama2.jpg", "obama3.jpg", "p3.jpg"] {
        let portrait = engine().portrait(&photo(name), &PortraitSpec::DATA_SAVER).unwrap();
        assert_eq!(only_the_picture(&portrait.jpeg), Ok(()), "{name}");
    }
    let original = photo("selfie.jpg");
    assert!(contains(&original, b"Exif") && contains(&original, b"CONTOH"), "the photograph has EXIF");
    let portrait = engine().portrait(&original, &PortraitSpec::IKD).unwrap();
    assert!(!contains(&portrait.jpeg, b"CONTOH"));
}

#[test]
fn the_check_of_these_tests_finds_each_kind_of_metadata() {
    let plain = engine().portrait(&Canvas::small_selfie().jpeg(), &PortraitSpec::IKD).unwrap().jpeg.to_vec();
    assert_eq!(only_the_picture(&plain), Ok(()));
    let scan = plain.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
    for (name, segment) in every_segment() {
        for at in [2, 20, scan] {
            let with = [&plain[..at], &segment, &plain[at..]].concat();
            assert!(only_the_picture(&with).is_err(), "{name} at {at}");
        }
    }
    let end = plain.len();
    for with in [
        [&plain[..], b"more"].concat(),
        [&plain[..], &plain].concat(),
        [&plain[..end - 2], &segment(0xfe, &[MARK]), &plain[end - 2..]].concat(),
        [&plain[..end - 2], &[0xff, 0xd0], &plain[end - 2..]].concat(),
        plain[..end - 2].to_vec(),
        plain[..scan].to_vec(),
    ] {
        assert!(only_the_picture(&with).is_err());
    }
    let mut thumbnail = plain.clone();
    thumbnail[18..20].copy_from_slice(&[1, 1]);
    assert!(only_the_picture(&thumbnail).is_err());
}
