//! The structure of a JPEG (ITU-T T.81): its headers, and whether its image data is complete.
//!
//! Decoders fill in missing data: half a photograph decodes with a grey lower half. Therefore this module reads every
//! code of every scan before the photograph is decoded.
//!
//! Promises: any bytes end in a value or an error; no image data is kept; memory is at most 8 bytes per block of 64
//! samples, and only for progressive pictures.
//!
//! Limits: a JPEG has no checksum. Changed bytes are accepted, and show as wrong colours, if they still form existing
//! codes, the right number of blocks and restart markers in order.

mod frame;
mod huffman;
mod scan;
#[cfg(all(test, feature = "selfie"))]
pub(crate) mod tests;

pub(crate) use frame::Frame;

use huffman::Tables;
use scan::{Progress, Scan};

/// Why a JPEG is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JpegError {
    /// A kind that is not supported, complete or not: arithmetic coding, lossless, hierarchical, 12 bits, a number of
    /// components other than one, three or four, or more than [`MAX_SCANS`] scans.
    Unsupported,
    /// Truncated, or with data that no encoder writes.
    Damaged,
}

/// Limit of scans in a progressive picture. Ten are usual; a small file with many scans would only cost time.
const MAX_SCANS: usize = 100;
/// Limit of the tables before the first scan, in bytes. They are copied; some hundred bytes are usual.
const MAX_TABLES: usize = 256 * 1024;
/// Limit of the parts after the first scan. Each scan is one or two, and metadata between its tables makes more.
const MAX_PARTS: usize = 1000;

// Markers (B.1.1.3): the byte after 0xFF.
const SOF: std::ops::RangeInclusive<u8> = 0xc0..=0xcf;
const DHT: u8 = 0xc4;
const DAC: u8 = 0xcc;
const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const DQT: u8 = 0xdb;
const DNL: u8 = 0xdc;
const DRI: u8 = 0xdd;
const DHP: u8 = 0xde;
const EXP: u8 = 0xdf;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;

/// The headers before the first scan.
pub(crate) struct Header<'a> {
    pub(crate) frame: Frame,
    /// The first Exif block, starting at its byte order.
    pub(crate) exif: Option<&'a [u8]>,
    icc: Vec<&'a [u8]>,
    head: Vec<u8>,
    segments: Segments<'a>,
    first: Scan,
}

/// A complete picture, in parts that together are a file without metadata and without an end marker.
#[cfg_attr(not(feature = "selfie"), expect(dead_code, reason = "only photographs are decoded"))]
pub(crate) struct Whole<'a> {
    /// From the start to the header of the first scan: tables, frame, and the colour encoding.
    pub(crate) head: Vec<u8>,
    /// The data of the first scan; then the tables, headers and data of the others.
    pub(crate) body: Vec<&'a [u8]>,
}

/// Checks that a JPEG is complete.
pub(crate) fn check(bytes: &[u8]) -> Result<(), JpegError> {
    Header::read(bytes)?.check_scans().map(drop)
}

impl<'a> Header<'a> {
    /// Reads the headers up to the first scan. Wrong or missing metadata is no error.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Header<'a>, JpegError> {
        if !bytes.starts_with(&[0xff, SOI]) {
            return Err(JpegError::Damaged);
        }
        let mut segments = Segments { bytes, at: 2, tables: Tables::default(), quantised: 0, restart: 0 };
        let (mut head, mut frame) = (vec![0xff, SOI], None);
        let (mut exif, mut icc) = (None, Vec::new());
        loop {
            let marker = segments.marker()?.ok_or(JpegError::Damaged)?;
            if marker == EOI {
                return Err(JpegError::Damaged);
            }
            let start = segments.at;
            let segment = segments.segment()?;
            match marker {
                APP1 if exif.is_none() => exif = segment.strip_prefix(b"Exif\0\0"),
                APP2 => icc.extend(segment.strip_prefix(b"ICC_PROFILE\0")),
                _ => segments.table(marker, segment)?,
            }
            let kept = match marker {
                APP14 => is_colour_transform(segment),
                marker => is_table(marker) || is_frame(marker),
            };
            if kept {
                head.extend([0xff, marker]);
                head.extend_from_slice(&bytes[start..segments.at]);
            }
            if head.len() > MAX_TABLES {
                return Err(JpegError::Damaged);
            }
            if is_frame(marker) && frame.replace(Frame::read(marker, segment)?).is_some() {
                return Err(JpegError::Damaged);
            }
            if marker == SOS {
                let frame = frame.ok_or(JpegError::Damaged)?;
                let defined = |index: usize| segments.quantised >> index & 1 == 1;
                if !frame.components.iter().all(|component| defined(component.quantisation)) {
                    return Err(JpegError::Damaged);
                }
                let first = Scan::read(&frame, segment)?;
                return Ok(Header { frame, exif, icc, head, segments, first });
            }
        }
    }

    /// The colour profile, joined from its parts in order; `None` unless each part is there once.
    pub(crate) fn icc_profile(&self) -> Option<Vec<u8>> {
        let mut parts = Vec::with_capacity(self.icc.len());
        for part in &self.icc {
            let (&[number, of], bytes) = part.split_first_chunk::<2>()?;
            if usize::from(of) != self.icc.len() {
                return None;
            }
            parts.push((number, bytes));
        }
        parts.sort_unstable_by_key(|&(number, _)| number);
        let in_order = parts.iter().zip(1..).all(|(&(number, _), expected)| number == expected);
        (in_order && !parts.is_empty()).then(|| parts.iter().flat_map(|(_, bytes)| *bytes).copied().collect())
    }

    /// Whether each component has a scan of its own, in a picture that is not progressive.
    pub(crate) fn is_sequential_in_parts(&self) -> bool {
        !self.frame.progressive && self.first.components() < self.frame.components.len()
    }

    /// Bytes of coefficients that a decoder keeps until the last scan: two for each sample, padded to complete units. 0
    /// if the first scan has everything, because then the decoder needs only some rows.
    pub(crate) fn coefficient_bytes(&self) -> u64 {
        let several_scans = self.frame.progressive || self.is_sequential_in_parts();
        if several_scans { self.frame.samples() as u64 * 2 } else { 0 }
    }

    /// Reads every scan. `Ok` if all blocks of all components are there.
    ///
    /// Ignores data after the picture: phones append maps, short videos and other pictures.
    pub(crate) fn check_scans(self) -> Result<Whole<'a>, JpegError> {
        let Header { frame, mut segments, first: mut scan, head, .. } = self;
        let mut progress = Progress::new(&frame);
        let bytes = segments.bytes;
        let mut body = Vec::new();
        for _ in 0..MAX_SCANS {
            let data = &bytes[segments.at..];
            let len = progress.read(&frame, &scan, &segments.tables, segments.restart, data)?;
            body.push(&data[..len]);
            segments.at += len;
            if progress.complete() {
                // Only here may the file end without an EOI marker: nothing else is missing.
                return Ok(Whole { head, body });
            }
            scan = loop {
                let marker = segments.marker()?.ok_or(JpegError::Damaged)?;
                if marker == EOI {
                    // Some programs omit the last bits on purpose.
                    let visible = progress.visible();
                    return if visible { Ok(Whole { head, body }) } else { Err(JpegError::Damaged) };
                }
                if is_frame(marker) {
                    return Err(JpegError::Damaged);
                }
                let start = segments.at - 2;
                let segment = segments.segment()?;
                if is_table(marker) {
                    body.push(&bytes[start..segments.at]);
                }
                if body.len() > MAX_PARTS {
                    return Err(JpegError::Damaged);
                }
                if marker == SOS {
                    break Scan::read(&frame, segment)?;
                }
                segments.table(marker, segment)?;
            };
        }
        Err(JpegError::Unsupported)
    }
}

/// Whether a marker starts tables, a restart interval or a scan, which decoding needs.
fn is_table(marker: u8) -> bool {
    matches!(marker, DHT | DQT | DRI | SOS)
}

/// Whether a marker starts a frame header.
fn is_frame(marker: u8) -> bool {
    // 0xC8 is reserved.
    SOF.contains(&marker) && !matches!(marker, DHT | DAC | 0xc8)
}

/// Whether an APP14 segment is Adobe's and contains a known colour transform. Other APP14 segments are not part of the
/// picture.
fn is_colour_transform(segment: &[u8]) -> bool {
    segment.starts_with(b"Adobe") && matches!(segment.get(11), Some(0..=2))
}

/// Reads from marker to marker, and keeps the tables that apply to the following scans.
struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
    tables: Tables,
    /// A bit for each quantisation table that was defined.
    quantised: u8,
    /// Units between two restart markers; 0 if there are none.
    restart: usize,
}

impl<'a> Segments<'a> {
    /// The next marker that has a segment, or EOI; `None` at the end of the file. Skips bytes between segments, as
    /// decoders do.
    fn marker(&mut self) -> Result<Option<u8>, JpegError> {
        while let Some(pair) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<2>()) {
            match pair {
                // Fill bytes, stuffing, TEM and restart markers.
                [0xff, 0xff] | [0xff, 0 | 1 | 0xd0..=0xd7] => {}
                [0xff, SOI] => return Err(JpegError::Damaged),
                [0xff, marker] => {
                    self.at += 2;
                    return Ok(Some(*marker));
                }
                _ => {}
            }
            self.at += 1;
        }
        Ok(None)
    }

    /// The segment after a marker, without its length.
    fn segment(&mut self) -> Result<&'a [u8], JpegError> {
        let rest = &self.bytes[self.at..];
        let (length, _) = rest.split_first_chunk::<2>().ok_or(JpegError::Damaged)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let segment = rest.get(2..length).ok_or(JpegError::Damaged)?;
        self.at += length;
        Ok(segment)
    }

    /// Applies a segment with tables or a restart interval.
    fn table(&mut self, marker: u8, mut segment: &[u8]) -> Result<(), JpegError> {
        match marker {
            DHT => self.tables.define(segment)?,
            DQT => {
                while let Some((&place, rest)) = segment.split_first() {
                    let len = match place {
                        0..=3 => 64,
                        0x10..=0x13 => 128,
                        _ => return Err(JpegError::Damaged),
                    };
                    segment = rest.get(len..).ok_or(JpegError::Damaged)?;
                    self.quantised |= 1 << (place & 15);
                }
            }
            DRI => match segment {
                &[high, low] => self.restart = u16::from_be_bytes([high, low]).into(),
                _ => return Err(JpegError::Damaged),
            },
            0xc8 | DAC | DNL | DHP | EXP => return Err(JpegError::Unsupported),
            _ => {}
        }
        Ok(())
    }
}
