//! Arbitrary bytes as a photograph.

use ikd_core::selfie::{AssessError, PortraitError, PortraitSpec};

use crate::{ENGINE, Reached, output};

/// Pictures with more pixels are left out. They take up to a second each, and a fuzzer soon prefers them; what is
/// different about them is memory, which the core's tests measure.
const MAX_PIXELS: u64 = 1 << 20;

/// Assesses the bytes as a photograph and makes its portrait.
///
/// # Panics
/// If two calls disagree, or a portrait is not as promised.
pub fn still(bytes: &[u8]) -> Reached {
    if declared_pixels(bytes) > MAX_PIXELS {
        return Reached::Refused;
    }
    let spec = PortraitSpec::DATA_SAVER;
    match ENGINE.assess_photograph(bytes) {
        Err(AssessError::Still(_)) => Reached::Refused,
        Err(error @ AssessError::Models(_)) => unreachable!("{error}"),
        Ok(verdict) => match ENGINE.portrait(bytes, &spec) {
            Ok(portrait) => {
                assert_eq!(portrait.report.verdict, verdict);
                output::check(&portrait, &spec);
                Reached::Portrait
            }
            Err(PortraitError::Retake(codes)) => {
                assert!(!codes.is_empty() && codes == verdict.codes);
                Reached::Assessed
            }
            Err(error) => unreachable!("assessed, but no portrait: {error}"),
        },
    }
}

/// The number of pixels in the first frame header, or in the header of a PNG. 0 if there is neither.
fn declared_pixels(bytes: &[u8]) -> u64 {
    let png = bytes.starts_with(b"\x89PNG").then(|| bytes.get(16..24)).flatten();
    if let Some(&[w3, w2, w1, w0, h3, h2, h1, h0]) = png {
        return u64::from(u32::from_be_bytes([w3, w2, w1, w0]))
            .saturating_mul(u32::from_be_bytes([h3, h2, h1, h0]).into());
    }
    let frame = bytes.windows(9).find(|bytes| bytes[0] == 0xff && (0xc0..=0xc2).contains(&bytes[1]));
    frame.map_or(0, |bytes| {
        let side = |at: usize| u64::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
        side(5) * side(7)
    })
}
