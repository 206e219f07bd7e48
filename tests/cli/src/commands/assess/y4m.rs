//! Uncompressed video in a YUV4MPEG2 file (`.y4m`): what ffmpeg writes with `-pix_fmt yuvj420p`. Read frame by frame, so
//! that a long recording needs no more memory than a short one.

use std::io::{self, BufRead, Read};

use ikd_core::selfie::{Frame, Plane, Rotation};

/// The longest header line, bytes.
const LONGEST_LINE: u64 = 256;
/// Longest side, pixels: as much as a camera frame may have.
const LONGEST_SIDE: usize = 4096;

/// Why a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum VideoError {
    /// Not YUV4MPEG2, or a header without size or rate.
    Unsupported,
    /// Colours other than 8-bit 4:2:0 or grey.
    Colours,
    /// A side of 0 or of more than 4,096 pixels.
    Size,
    /// The file ends in the middle of a frame, or a frame does not begin with `FRAME`.
    Damaged,
    /// The file could not be read.
    Unreadable,
}

impl VideoError {
    /// Code in a line of JSON.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Unsupported => "video-unsupported",
            Self::Colours => "video-colours-unsupported",
            Self::Size => "video-size-unsupported",
            Self::Damaged => "video-damaged",
            Self::Unreadable => "file-unreadable",
        }
    }
}

impl From<io::Error> for VideoError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof { Self::Damaged } else { Self::Unreadable }
    }
}

/// A video whose header was read.
pub(super) struct Video<R> {
    source: R,
    pub(super) width: usize,
    pub(super) height: usize,
    /// Frames per second, as a fraction.
    rate: (u64, u64),
    grey: bool,
    /// Whether black is 0 and white 255; otherwise 16 and 235, which is the default of the format.
    full_range: bool,
    next: u64,
    bytes: Vec<u8>,
}

/// One frame: planes without gaps, in full range.
pub(crate) struct Planes<'a> {
    /// Time since the first frame, ms.
    pub(super) at_ms: u64,
    /// Width and height in pixels.
    pub(super) size: (usize, usize),
    pub(super) luma: &'a [u8],
    /// U and V at half size, rounded up; empty if the video is grey.
    pub(super) chroma: [&'a [u8]; 2],
}

impl<'a> Planes<'a> {
    /// The frame; `None` if no camera has this size.
    pub(crate) fn frame(&self) -> Option<Frame<'a>> {
        let plane = |bytes, stride| Plane { bytes, stride };
        let [u, v] = self.chroma.map(|bytes| plane(bytes, self.size.0.div_ceil(2)));
        Frame::planes(self.size, plane(self.luma, self.size.0), [u, v], 1, Rotation::R0).ok()
    }
}

impl<R: BufRead> Video<R> {
    /// Reads the header.
    pub(super) fn open(mut source: R) -> Result<Self, VideoError> {
        // Any other kind of file has something else in its first line, or none.
        let line = match line(&mut source) {
            Err(VideoError::Damaged) | Ok(None) => return Err(VideoError::Unsupported),
            other => other?.unwrap_or_default(),
        };
        let mut words = line.split(' ');
        if words.next() != Some("YUV4MPEG2") {
            return Err(VideoError::Unsupported);
        }
        let (mut width, mut height, mut rate) = (None, None, None);
        let (mut grey, mut full_range) = (false, false);
        for word in words {
            let Some((kind, value)) = word.split_at_checked(1) else { continue };
            match kind {
                "W" => width = value.parse().ok(),
                "H" => height = value.parse().ok(),
                "F" => rate = fraction(value),
                "C" => grey = colours(value)?,
                "X" => full_range |= value == "COLORRANGE=FULL",
                // Interlacing, aspect of a pixel, comments: of no use here.
                _ => {}
            }
        }
        let (Some(width), Some(height), Some(rate)) = (width, height, rate) else {
            return Err(VideoError::Unsupported);
        };
        if width == 0 || height == 0 || width > LONGEST_SIDE || height > LONGEST_SIDE {
            return Err(VideoError::Size);
        }
        Ok(Self { source, width, height, rate, grey, full_range, next: 0, bytes: Vec::new() })
    }

    /// The next frame; `None` at the end.
    pub(super) fn next_frame(&mut self) -> Result<Option<Planes<'_>>, VideoError> {
        let Some(line) = line(&mut self.source)? else { return Ok(None) };
        if line != "FRAME" && !line.starts_with("FRAME ") {
            return Err(VideoError::Damaged);
        }
        let luma = self.width * self.height;
        let chroma = if self.grey { 0 } else { self.width.div_ceil(2) * self.height.div_ceil(2) };
        self.bytes.resize(luma + 2 * chroma, 0);
        self.source.read_exact(&mut self.bytes)?;
        let (y, uv) = self.bytes.split_at_mut(luma);
        if !self.full_range {
            y.iter_mut().for_each(|value| *value = stretched(*value, 16.0, 0.0, 219.0));
            uv.iter_mut().for_each(|value| *value = stretched(*value, 128.0, 128.0, 224.0));
        }
        let (u, v) = uv.split_at(chroma);
        let at_ms = self.next * 1000 * self.rate.1 / self.rate.0;
        self.next += 1;
        Ok(Some(Planes { at_ms, size: (self.width, self.height), luma: y, chroma: [u, v] }))
    }
}

/// From video range to full range.
fn stretched(value: u8, from: f32, to: f32, range: f32) -> u8 {
    ((f32::from(value) - from) * 255.0 / range + to).round().clamp(0.0, 255.0) as u8
}

/// A line without its end; `None` at the end of the file.
fn line(source: &mut impl BufRead) -> Result<Option<String>, VideoError> {
    let mut bytes = Vec::new();
    source.take(LONGEST_LINE).read_until(b'\n', &mut bytes)?;
    match bytes.pop() {
        None => Ok(None),
        Some(b'\n') => String::from_utf8(bytes).map(Some).map_err(|_| VideoError::Damaged),
        Some(_) => Err(VideoError::Damaged),
    }
}

/// `30000:1001`
fn fraction(text: &str) -> Option<(u64, u64)> {
    /// Larger numbers are no rate of frames, and would overflow when times are computed.
    const MOST: u64 = 1_000_000;
    let (over, under) = text.split_once(':')?;
    let (over, under) = (over.parse().ok()?, under.parse().ok()?);
    ((1..=MOST).contains(&over) && (1..=MOST).contains(&under)).then_some((over, under))
}

/// Whether the video is grey.
fn colours(text: &str) -> Result<bool, VideoError> {
    match text {
        "mono" => Ok(true),
        "420" | "420jpeg" | "420mpeg2" | "420paldv" => Ok(false),
        _ => Err(VideoError::Colours),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn file(header: &str, frames: &[&[u8]]) -> Vec<u8> {
        let mut bytes = format!("YUV4MPEG2 {header}\n").into_bytes();
        for frame in frames {
            bytes.extend(b"FRAME\n");
            bytes.extend(*frame);
        }
        bytes
    }

    fn error(bytes: &[u8]) -> VideoError {
        match Video::open(bytes) {
            Err(error) => error,
            Ok(mut video) => loop {
                match video.next_frame() {
                    Ok(Some(_)) => {}
                    Ok(None) => panic!("the file was read to its end"),
                    Err(error) => break error,
                }
            },
        }
    }

    #[test]
    fn frames_have_their_planes_and_times() {
        let bytes = file("W3 H2 F25:2 Ip C420jpeg XCOLORRANGE=FULL", &[&[7; 10], &[9; 10], &[1; 10]]);
        let mut video = Video::open(&bytes[..]).unwrap();
        let mut seen = Vec::new();
        while let Some(planes) = video.next_frame().unwrap() {
            seen.push((planes.at_ms, planes.luma.to_vec(), planes.chroma.map(<[u8]>::len)));
        }
        assert_eq!(seen, [(0, vec![7; 6], [2, 2]), (80, vec![9; 6], [2, 2]), (160, vec![1; 6], [2, 2])]);
    }

    #[test]
    fn video_range_is_stretched_to_full_range() {
        let bytes = file("W2 H2 F1:1", &[&[16, 235, 126, 0, 16, 240]]);
        let mut video = Video::open(&bytes[..]).unwrap();
        let planes = video.next_frame().unwrap().unwrap();
        assert_eq!((planes.luma, planes.chroma), (&[0, 255, 128, 0][..], [&[1][..], &[255]]));
    }

    #[test]
    fn a_grey_video_has_no_chroma() {
        let bytes = file("W2 H1 F1:1 Cmono XCOLORRANGE=FULL", &[&[1, 2]]);
        let mut video = Video::open(&bytes[..]).unwrap();
        assert_eq!(video.next_frame().unwrap().unwrap().chroma.map(<[u8]>::len), [0, 0]);
    }

    #[test]
    fn a_bad_header_is_told_by_its_kind() {
        for (header, expected) in [
            ("W2 F1:1", VideoError::Unsupported),
            ("W2 H2", VideoError::Unsupported),
            ("W2 H2 F0:1", VideoError::Unsupported),
            ("W2 H2 F1:18446744073709551615", VideoError::Unsupported),
            ("W2 H2 F1:1 C444", VideoError::Colours),
            ("W2 H2 F1:1 C420p10", VideoError::Colours),
            ("W0 H2 F1:1", VideoError::Size),
            ("W2 H4097 F1:1", VideoError::Size),
            ("W2 H99999999999999999999 F1:1", VideoError::Unsupported),
        ] {
            assert_eq!(error(&file(header, &[])), expected, "{header}");
        }
        assert_eq!(error(b""), VideoError::Unsupported);
        assert_eq!(error(b"RIFF....AVI \n"), VideoError::Unsupported);
        assert_eq!(error(&[b'Y'; 1000]), VideoError::Unsupported);
        assert_eq!(error(b"\xff\xd8\xff\n"), VideoError::Unsupported);
    }

    #[test]
    fn a_file_that_ends_or_breaks_in_a_frame_is_damaged() {
        let bytes = file("W2 H2 F1:1", &[&[0; 6], &[0; 5]]);
        assert_eq!(error(&bytes), VideoError::Damaged);
        assert_eq!(error(&[&file("W2 H2 F1:1", &[&[0; 6]])[..], b"FRAM\n"].concat()), VideoError::Damaged);
        assert_eq!(error(&[&file("W2 H2 F1:1", &[])[..], b"\xff\xfe\n"].concat()), VideoError::Damaged);
    }
}
