//! What must be true of every portrait, whatever it was made from.

use ikd_core::selfie::{Portrait, PortraitSpec};

/// Panics if a portrait is larger than asked for, has another shape, or contains anything but the picture.
pub(crate) fn check(portrait: &Portrait, spec: &PortraitSpec) {
    let (jpeg, report) = (&portrait.jpeg, &portrait.report);
    assert!(jpeg.len() <= spec.max_bytes, "{} bytes", jpeg.len());
    assert!(report.width <= spec.width && report.height <= spec.height && report.width >= 240);
    assert!((40..=92).contains(&report.quality));
    assert!(report.scale.is_finite() && report.scale > 0.0 && report.enlarged() == (report.scale > 1.0));
    assert!(report.eye_distance.is_finite() && report.roll.is_finite());
    assert!(report.verdict.may_take());
    // SOI, JFIF, quantisation, frame, Huffman tables, scan; then coded data without a marker up to EOI.
    assert!(jpeg.starts_with(&[0xff, 0xd8]) && jpeg.ends_with(&[0xff, 0xd9]));
    let mut at = 2;
    loop {
        let marker = jpeg[at + 1];
        assert!(jpeg[at] == 0xff && [0xe0, 0xdb, 0xc0, 0xc4, 0xda].contains(&marker), "{marker:02x}");
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        if marker == 0xda {
            break;
        }
    }
    assert!(jpeg[at..jpeg.len() - 2].windows(2).all(|pair| pair[0] != 0xff || pair[1] == 0));
}
