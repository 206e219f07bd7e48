//! Complete pictures of every kind pass, and a picture with any byte missing does not.
#![allow(clippy::unwrap_used, clippy::panic)]

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::*;

const WIDTH: usize = 71;
const HEIGHT: usize = 45;

/// A picture with detail in every block. Its colours change slowly enough for colour planes of half size.
fn pixels(channels: usize) -> Vec<u8> {
    let wave = |x: usize, period: usize| (x % period).abs_diff(period / 2) * 200 / period;
    (0..HEIGHT)
        .flat_map(|y| (0..WIDTH).map(move |x| (x, y)))
        .flat_map(|(x, y)| {
            let base = wave(x * 3 + y, 23) + wave(y * 2, 31);
            [base, base + y, base + x / 2].into_iter().map(|v| v as u8).take(channels)
        })
        .collect()
}

/// RGB of the picture that a kind of [`every_kind`] was encoded from; all photographs were encoded from one picture.
pub(crate) fn original(name: &str) -> Vec<u8> {
    match name.strip_suffix(", libjpeg") {
        None if name.contains("grey") => pixels(1).into_iter().flat_map(|v| [v; 3]).collect(),
        None => pixels(3),
        Some(kind) => {
            let rgb = image::load_from_memory(&photo("kinds.png")).unwrap().into_rgb8();
            if kind.contains("grey") {
                let luma =
                    |p: &[u8; 3]| (77 * u32::from(p[0]) + 150 * u32::from(p[1]) + 29 * u32::from(p[2])) >> 8;
                rgb.as_chunks::<3>().0.iter().flat_map(|p| [luma(p) as u8; 3]).collect()
            } else {
                rgb.into_raw()
            }
        }
    }
}

fn encoded(colour: ColorType, set: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let channels = if colour == ColorType::Luma { 1 } else { 3 };
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, 70);
    set(&mut encoder);
    encoder.encode(&pixels(channels), WIDTH as u16, HEIGHT as u16, colour).unwrap();
    jpeg
}

/// A photograph encoded by libjpeg-turbo, with features that the tests' encoder cannot write, such as refinement.
fn photo(name: &str) -> Vec<u8> {
    std::fs::read(format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/assets/photos/{}"), name)).unwrap()
}

/// A picture of each kind, named.
pub(crate) fn every_kind() -> Vec<(&'static str, Vec<u8>)> {
    use ColorType::{Luma, Rgb};
    vec![
        ("baseline 4:4:4", encoded(Rgb, |e| e.set_sampling_factor(SamplingFactor::F_1_1))),
        ("baseline 4:2:2", encoded(Rgb, |e| e.set_sampling_factor(SamplingFactor::F_2_1))),
        ("baseline 4:2:0", encoded(Rgb, |e| e.set_sampling_factor(SamplingFactor::F_2_2))),
        ("baseline 4:4:0", encoded(Rgb, |e| e.set_sampling_factor(SamplingFactor::F_1_2))),
        ("baseline grey", encoded(Luma, |_| ())),
        ("baseline with restarts", encoded(Rgb, |e| e.set_restart_interval(3))),
        (
            "one scan per component",
            encoded(Rgb, |e| {
                e.set_optimized_huffman_tables(true);
                e.set_sampling_factor(SamplingFactor::F_1_1);
            }),
        ),
        (
            "one scan per component, 4:2:0",
            encoded(Rgb, |e| {
                e.set_optimized_huffman_tables(true);
                e.set_sampling_factor(SamplingFactor::F_2_2);
            }),
        ),
        ("progressive without refinement", encoded(Rgb, |e| e.set_progressive(true))),
        ("baseline 4:2:2 with restarts, libjpeg", photo("baseline_422_restart.jpg")),
        ("progressive 4:2:0, libjpeg", photo("progressive_420.jpg")),
        ("progressive 4:4:4 with restarts, libjpeg", photo("progressive_444_restart.jpg")),
        ("progressive grey, libjpeg", photo("progressive_grey.jpg")),
    ]
}

/// The shortest grey JPEG of this size: all blocks have one grey, with two bits each.
pub(crate) fn flat_grey(width: u16, height: u16) -> Vec<u8> {
    let mut jpeg = b"\xff\xd8\xff\xdb\0\x43\0".to_vec();
    jpeg.extend([1; 64]);
    jpeg.extend(b"\xff\xc0\0\x0b\x08");
    jpeg.extend(height.to_be_bytes());
    jpeg.extend(width.to_be_bytes());
    jpeg.extend(b"\x01\x01\x11\0");
    // One code of one bit in each table: "no difference" and "no more values".
    for class in [0, 0x10] {
        jpeg.extend(b"\xff\xc4\0\x14");
        jpeg.push(class);
        jpeg.extend(b"\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    }
    jpeg.extend(b"\xff\xda\0\x08\x01\x01\0\0\x3f\0");
    let blocks = usize::from(width).div_ceil(8) * usize::from(height).div_ceil(8);
    jpeg.resize(jpeg.len() + (blocks * 2).div_ceil(8), 0);
    jpeg.extend(b"\xff\xd9");
    jpeg
}

/// The index of the EOI marker.
fn end(jpeg: &[u8]) -> usize {
    assert!(jpeg.ends_with(&[0xff, EOI]));
    jpeg.len() - 2
}

/// The index of the first scan header.
fn first_scan(jpeg: &[u8]) -> usize {
    jpeg.windows(2).position(|pair| pair == [0xff, SOS]).unwrap()
}

#[test]
fn a_complete_picture_of_every_kind_passes() {
    for (name, jpeg) in every_kind() {
        assert_eq!(check(&jpeg), Ok(()), "{name}");
    }
}

#[test]
fn every_truncation_is_damaged_except_of_the_eoi_marker() {
    for (name, jpeg) in every_kind() {
        let end = end(&jpeg);
        for cut in 0..end {
            assert_eq!(check(&jpeg[..cut]), Err(JpegError::Damaged), "{name}: {cut} of {end} bytes");
        }
        assert_eq!(check(&jpeg[..end]), Ok(()), "{name}");
        assert_eq!(check(&jpeg[..=end]), Ok(()), "{name}");
    }
}

#[test]
fn a_truncated_picture_with_an_added_eoi_marker_is_damaged() {
    for (name, jpeg) in every_kind().into_iter().filter(|(name, _)| !name.contains("progressive")) {
        for cut in first_scan(&jpeg)..end(&jpeg) {
            let ended = [&jpeg[..cut], &[0xff, EOI]].concat();
            assert_eq!(check(&ended), Err(JpegError::Damaged), "{name}: {cut}");
        }
    }
}

#[test]
fn a_progressive_picture_may_end_between_two_scans_with_an_eoi_marker() {
    for (name, jpeg) in every_kind().into_iter().filter(|(name, _)| name.contains("progressive")) {
        let accepted = (first_scan(&jpeg)..end(&jpeg))
            .filter(|&cut| check(&[&jpeg[..cut], &[0xff, EOI]].concat()).is_ok())
            .collect::<Vec<_>>();
        // Before a marker, or inside one; its first byte then counts as a fill byte.
        let marker = |at: usize| jpeg[at] == 0xff && matches!(jpeg[at + 1], DHT | SOS);
        for cut in &accepted {
            assert!(marker(*cut) || marker(cut - 1), "{name}: {cut}");
        }
        assert!(!accepted.is_empty(), "{name}");
    }
}

#[test]
fn a_truncated_file_filled_with_zeros_is_damaged() {
    for (name, jpeg) in every_kind() {
        let first = first_scan(&jpeg) + 20;
        for cut in (first..end(&jpeg) - 1).step_by(13) {
            let mut filled = jpeg[..cut].to_vec();
            filled.resize(jpeg.len() + 4096, 0);
            assert_eq!(check(&filled), Err(JpegError::Damaged), "{name}: {cut}");
        }
    }
}

#[test]
fn data_after_the_picture_is_ignored() {
    for (name, jpeg) in every_kind() {
        for more in [&jpeg[..], &jpeg[..200], &[0; 4096], b"\xff\xff\xd9\xff\xc0\0\x03\0"] {
            assert_eq!(check(&[&jpeg[..], more].concat()), Ok(()), "{name}");
        }
    }
}

#[test]
fn a_few_extra_bytes_before_a_marker_pass() {
    for (name, jpeg) in every_kind() {
        let end = end(&jpeg);
        assert_eq!(check(&[&jpeg[..end], &[0x55, 0, 0], &jpeg[end..]].concat()), Ok(()), "{name}");
    }
}

#[test]
fn restart_markers_must_be_in_order_and_in_place() {
    let jpeg = encoded(ColorType::Rgb, |e| {
        e.set_sampling_factor(SamplingFactor::F_1_1);
        e.set_restart_interval(3);
    });
    let markers: Vec<usize> = (first_scan(&jpeg)..jpeg.len() - 1)
        .filter(|&at| jpeg[at] == 0xff && (0xd0..=0xd7).contains(&jpeg[at + 1]))
        .collect();
    assert!(markers.len() > 9);
    for at in markers {
        let mut another = jpeg.clone();
        another[at + 1] ^= 1;
        assert_eq!(check(&another), Err(JpegError::Damaged), "{at}: another number");
        let missing = [&jpeg[..at], &jpeg[at + 2..]].concat();
        assert_eq!(check(&missing), Err(JpegError::Damaged), "{at}: missing");
        let late = [&jpeg[..at], &[0x55], &jpeg[at..]].concat();
        assert_eq!(check(&late), Err(JpegError::Damaged), "{at}: a byte too many");
        let filled = [&jpeg[..at], &[0xff, 0xff], &jpeg[at..]].concat();
        assert_eq!(check(&filled), Ok(()), "{at}: fill bytes");
    }
    let undefined = encoded(ColorType::Rgb, |_| ());
    let at = first_scan(&undefined) + 100;
    let unexpected = [&undefined[..at], &[0xff, 0xd0], &undefined[at..]].concat();
    assert_eq!(check(&unexpected), Err(JpegError::Damaged));
}

#[test]
fn codes_that_do_not_exist_are_damaged() {
    let flat = flat_grey(64, 64);
    assert_eq!(check(&flat), Ok(()));
    let data = first_scan(&flat) + 10;
    for at in data..end(&flat) {
        let mut changed = flat.clone();
        changed[at] = 0x10;
        assert_eq!(check(&changed), Err(JpegError::Damaged), "{at}");
    }
}

/// A grey picture of one block, in which the AC code of one bit means this symbol.
fn one_block(symbol: u8, data: &[u8]) -> Result<(), JpegError> {
    let mut jpeg = flat_grey(8, 8);
    let table = jpeg.windows(5).position(|bytes| bytes == [0xff, DHT, 0, 0x14, 0x10]).unwrap();
    jpeg[table + 5 + 16] = symbol;
    jpeg.truncate(first_scan(&jpeg) + 10);
    check(&[&jpeg, data, &[0xff, EOI]].concat())
}

#[test]
fn a_block_has_exactly_64_coefficients() {
    // Only runs of zeros, without a value after them.
    assert_eq!(one_block(0xf0, &[0; 8]), Err(JpegError::Damaged));
    // A value after each seven zeros: seven of them end at 57, the eighth at 65.
    assert_eq!(one_block(0x71, &[0; 8]), Err(JpegError::Damaged));
    // Values without zeros: exactly 63.
    assert_eq!(one_block(0x01, &[0; 16]), Ok(()));
    assert_eq!(one_block(0x01, &[0; 15]), Err(JpegError::Damaged));
    // A run of ended blocks, which only progressive pictures have.
    assert_eq!(one_block(0x10, &[0; 8]), Err(JpegError::Damaged));
}

#[test]
fn a_run_of_sixteen_zeros_at_the_end_of_a_block_is_damaged() {
    // Code "1 0" is fourteen zeros and a value, code "0" sixteen zeros: they end at 16, 32, 48 and 64.
    let mut jpeg = flat_grey(8, 8);
    let table = jpeg.windows(5).position(|bytes| bytes == [0xff, DHT, 0, 0x14, 0x10]).unwrap();
    jpeg.truncate(first_scan(&jpeg));
    let scan = jpeg.split_off(table);
    assert_eq!(scan.len(), 22);
    jpeg.extend(b"\xff\xc4\0\x15\x10\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xf0\xe1");
    jpeg.extend(b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\x40\xff\xd9");
    assert_eq!(check(&jpeg), Err(JpegError::Damaged));
}

#[test]
fn a_table_whose_codes_do_not_fit_is_damaged() {
    let flat = flat_grey(8, 8);
    let table = flat.windows(5).position(|bytes| bytes == [0xff, DHT, 0, 0x14, 0x10]).unwrap();
    let with = |segment: &[u8]| check(&[&flat[..table], segment, &flat[table + 22..]].concat());
    assert_eq!(with(b"\xff\xc4\0\x14\x10\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), Ok(()));
    // Two codes of one bit: the second consists only of ones. Then three codes of one bit, which cannot exist.
    let ones = b"\xff\xc4\0\x15\x10\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01";
    assert_eq!(with(ones), Err(JpegError::Damaged));
    let three = b"\xff\xc4\0\x16\x10\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x02";
    assert_eq!(with(three), Err(JpegError::Damaged));
}

/// A grey progressive picture of one row of `blocks`, with a restart after each two. First a scan of the DC values,
/// then `scans`, each with the symbol of the AC code of one bit, the last coefficient, the bits, and the data.
fn progressive(blocks: u8, scans: &[(u8, u8, u8, &[u8])]) -> Result<(), JpegError> {
    let flat = flat_grey(u16::from(blocks) * 8, 8);
    let mut jpeg = flat[..first_scan(&flat)].to_vec();
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 1] = 0xc2;
    jpeg.extend(b"\xff\xdd\0\x04\0\x02\xff\xda\0\x08\x01\x01\0\0\0\0\0");
    if blocks > 2 {
        jpeg.extend([0xff, 0xd0, 0]);
    }
    for &(symbol, last, bits, data) in scans {
        jpeg.extend(b"\xff\xc4\0\x14\x10\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        jpeg.push(symbol);
        jpeg.extend(b"\xff\xda\0\x08\x01\x01\0\x01");
        jpeg.extend([last, bits]);
        jpeg.extend_from_slice(data);
    }
    jpeg.extend([0xff, EOI]);
    check(&jpeg)
}

#[test]
fn a_run_of_empty_blocks_ends_with_the_scan_and_before_a_restart() {
    // This block, and as many more as the bits after the code say.
    assert_eq!(progressive(1, &[(0, 63, 0, &[0])]), Ok(()));
    assert_eq!(progressive(2, &[(0x10, 63, 0, &[0])]), Ok(()));
    assert_eq!(progressive(1, &[(0x10, 63, 0, &[0])]), Err(JpegError::Damaged));
    assert_eq!(progressive(4, &[(0x10, 63, 0, &[0, 0xff, 0xd0, 0])]), Ok(()));
    assert_eq!(progressive(4, &[(0x20, 63, 0, &[0, 0xff, 0xd0])]), Err(JpegError::Damaged));
}

#[test]
fn a_band_has_exactly_its_coefficients() {
    assert_eq!(progressive(1, &[(0x01, 4, 0, &[0])]), Ok(()));
    // A value after each seven zeros: the eighth would be number 64.
    assert_eq!(progressive(1, &[(0x71, 63, 0, &[0, 0])]), Err(JpegError::Damaged));
    assert_eq!(progressive(1, &[(0x71, 56, 0, &[0, 0])]), Ok(()));
    // Sixteen zeros up to the end of the band.
    assert_eq!(progressive(1, &[(0xf0, 16, 0, &[0])]), Err(JpegError::Damaged));
}

#[test]
fn a_refinement_has_new_values_of_one_and_a_bit_for_each_known_value() {
    let first = (0x01, 4, 0x01, &[0][..]);
    // The first scan had four values, so four bits follow.
    assert_eq!(progressive(1, &[first, (0, 4, 0x10, &[0])]), Ok(()));
    let none = (0, 4, 0x01, &[0][..]);
    assert_eq!(progressive(1, &[none, (0x01, 4, 0x10, &[0])]), Ok(()));
    assert_eq!(progressive(1, &[none, (0x02, 4, 0x10, &[0, 0])]), Err(JpegError::Damaged));
    assert_eq!(progressive(1, &[none, (0x51, 4, 0x10, &[0, 0])]), Err(JpegError::Damaged));
}

#[test]
fn each_component_must_be_there_exactly_once() {
    let jpeg = encoded(ColorType::Rgb, |e| e.set_optimized_huffman_tables(true));
    let scans: Vec<usize> =
        (0..jpeg.len() - 1).filter(|&at| jpeg[at] == 0xff && jpeg[at + 1] == SOS).collect();
    assert_eq!(scans.len(), 3);
    let without_the_last = [&jpeg[..scans[2]], &[0xff, EOI]].concat();
    assert_eq!(check(&without_the_last), Err(JpegError::Damaged));
    let one_twice = [&jpeg[..scans[1]], &jpeg[scans[0]..]].concat();
    assert_eq!(check(&one_twice), Err(JpegError::Damaged));
}

#[test]
fn more_than_100_scans_are_unsupported() {
    // A grey progressive picture of one block: the DC value bit by bit is 14 scans, then each coefficient.
    let flat = flat_grey(8, 8);
    let start = first_scan(&flat);
    let mut jpeg = flat[..start].to_vec();
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 1] = 0xc2;
    let mut scan = |first: u8, last: u8, bits: u8| {
        jpeg.extend(b"\xff\xda\0\x08\x01\x01\0");
        jpeg.extend([first, last, bits, 0]);
    };
    scan(0, 0, 0);
    for coefficient in 1..=60 {
        scan(coefficient, coefficient, 1);
        scan(coefficient, coefficient, 0x10);
    }
    jpeg.extend([0xff, EOI]);
    assert_eq!(check(&jpeg), Err(JpegError::Unsupported));
}

#[test]
fn metadata_between_scans_is_left_out_and_too_many_parts_are_damaged() {
    let jpeg = encoded(ColorType::Rgb, |e| e.set_progressive(true));
    let second = jpeg.windows(2).rposition(|pair| pair == [0xff, SOS]).unwrap();
    let with = |between: &[u8]| [&jpeg[..second], between, &jpeg[second..]].concat();
    let whole = |jpeg: &[u8]| {
        let whole = Header::read(jpeg)?.check_scans()?;
        Ok([whole.head, whole.body.concat()].concat())
    };
    let comment = b"\xff\xfe\0\x06text";
    // An interval of 0, as before.
    let table = b"\xff\xdd\0\x04\0\0";
    assert_eq!(whole(&with(&comment.repeat(2000))), whole(&jpeg));
    assert!(whole(&with(&table.repeat(900))).is_ok());
    assert_eq!(whole(&with(&table.repeat(1000))), Err(JpegError::Damaged));
}

#[test]
fn a_progressive_scan_refines_only_known_bits() {
    let jpeg = photo("progressive_grey.jpg");
    let refining: Vec<usize> = (0..jpeg.len() - 9)
        .filter(|&at| jpeg[at..at + 4] == [0xff, SOS, 0, 8] && jpeg[at + 9] >> 4 > 0)
        .collect();
    assert!(!refining.is_empty());
    for at in refining {
        for bits in [0x00, 0x31, 0x32, 0xd0, 0xed] {
            let mut changed = jpeg.clone();
            if changed[at + 9] != bits {
                changed[at + 9] = bits;
                assert_eq!(check(&changed), Err(JpegError::Damaged), "{at}: {bits:x}");
            }
        }
    }
}

#[test]
fn reading_a_changed_file_does_not_panic() {
    let mut random = 11u32;
    let mut next = |below: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) as usize % below
    };
    for (_, jpeg) in every_kind() {
        for _ in 0..1_500 {
            let mut changed = jpeg.clone();
            for _ in 0..=next(4) {
                let at = next(changed.len());
                match next(4) {
                    0 => changed[at] ^= 1 << next(8),
                    1 => changed[at] = next(256) as u8,
                    2 => drop(changed.drain(at..(at + next(9)).min(changed.len()))),
                    _ => changed.insert(at, [0, 0xff, 0xd0, 0xda, 0xc4][next(5)]),
                }
            }
            // Not every change can be detected, so only check that reading returns. Large pictures are left out.
            if let Ok(header) = Header::read(&changed)
                && u32::from(header.frame.width) * u32::from(header.frame.height) < 1 << 20
            {
                let _ = header.check_scans();
            }
        }
    }
}
