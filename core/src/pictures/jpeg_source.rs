//! The JPEG decoder's input: only the parts of the file that belong to the picture, followed by an end marker.

use zune_jpeg::zune_core::bytestream::{ZByteIoError, ZByteReaderTrait, ZSeekFrom};

use crate::jpeg::Whole;

/// The marker of the picture's end. A file without only these two bytes is complete.
const END: [u8; 2] = [0xff, 0xd9];

/// The parts of a complete picture as one stream, without a copy of the data.
pub(crate) struct JpegSource<'a> {
    parts: Vec<&'a [u8]>,
    /// Index of the current part, and the position in the stream of its first byte.
    part: usize,
    start: usize,
    /// Position in the stream.
    at: usize,
    len: usize,
}

impl<'a> JpegSource<'a> {
    pub(crate) fn new(whole: &'a Whole<'_>) -> JpegSource<'a> {
        let parts = std::iter::once(&whole.head[..]).chain(whole.body.iter().copied()).chain([&END[..]]);
        let parts: Vec<&[u8]> = parts.collect();
        let len = parts.iter().map(|part| part.len()).sum();
        JpegSource { parts, part: 0, start: 0, at: 0, len }
    }

    /// The rest of the current part; empty only at the end of the stream.
    #[inline(always)]
    fn rest(&mut self) -> &'a [u8] {
        while let Some(part) = self.parts.get(self.part) {
            match part.get(self.at - self.start..) {
                Some(rest @ [_, ..]) => return rest,
                _ => {
                    self.start += part.len();
                    self.part += 1;
                }
            }
        }
        &[]
    }

    #[inline(always)]
    fn seek(&mut self, at: usize) {
        self.at = at;
        if at < self.start {
            (self.part, self.start) = (0, 0);
        }
    }
}

impl ZByteReaderTrait for JpegSource<'_> {
    #[inline(always)]
    fn read_byte_no_error(&mut self) -> u8 {
        match self.rest() {
            [byte, ..] => {
                self.at += 1;
                *byte
            }
            [] => 0,
        }
    }

    #[inline(always)]
    fn read_exact_bytes(&mut self, buf: &mut [u8]) -> Result<(), ZByteIoError> {
        if let Some(bytes) = self.rest().get(..buf.len()) {
            buf.copy_from_slice(bytes);
            self.at += buf.len();
            return Ok(());
        }
        if self.len - self.at < buf.len() {
            return Err(ZByteIoError::NotEnoughBytes(self.len - self.at, buf.len()));
        }
        self.read_bytes(buf).map(drop)
    }

    fn read_bytes(&mut self, buf: &mut [u8]) -> Result<usize, ZByteIoError> {
        let mut read = 0;
        while read < buf.len() {
            let rest = self.rest();
            let step = rest.len().min(buf.len() - read);
            if step == 0 {
                break;
            }
            buf[read..read + step].copy_from_slice(&rest[..step]);
            read += step;
            self.at += step;
        }
        Ok(read)
    }

    fn peek_bytes(&mut self, buf: &mut [u8]) -> Result<usize, ZByteIoError> {
        let at = self.at;
        let read = self.read_bytes(buf);
        self.seek(at);
        read
    }

    fn peek_exact_bytes(&mut self, buf: &mut [u8]) -> Result<(), ZByteIoError> {
        let at = self.at;
        let read = self.read_exact_bytes(buf);
        self.seek(at);
        read
    }

    #[inline(always)]
    fn z_seek(&mut self, from: ZSeekFrom) -> Result<u64, ZByteIoError> {
        let (base, offset) = match from {
            ZSeekFrom::Start(at) => (0, i64::try_from(at).unwrap_or(i64::MAX)),
            ZSeekFrom::End(offset) => (self.len, offset),
            ZSeekFrom::Current(offset) => (self.at, offset),
        };
        let at = (base as i64).saturating_add(offset).clamp(0, self.len as i64);
        self.seek(at as usize);
        Ok(at.unsigned_abs())
    }

    #[inline(always)]
    fn is_eof(&mut self) -> Result<bool, ZByteIoError> {
        Ok(self.at >= self.len)
    }

    fn z_position(&mut self) -> Result<u64, ZByteIoError> {
        Ok(self.at as u64)
    }

    fn read_remaining(&mut self, sink: &mut Vec<u8>) -> Result<usize, ZByteIoError> {
        let start = sink.len();
        while let rest @ [_, ..] = self.rest() {
            sink.extend_from_slice(rest);
            self.at += rest.len();
        }
        Ok(sink.len() - start)
    }
}
