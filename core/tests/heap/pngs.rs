//! Small PNG files that decode to much: everything is zero, and compressed as far as deflate can.

/// The kind of pixels: PNG's colour type and bits per channel.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    colour: u8,
    depth: u8,
    channels: usize,
}

pub(crate) const RGB: Kind = Kind { colour: 2, depth: 8, channels: 3 };
pub(crate) const RGBA_16: Kind = Kind { colour: 6, depth: 16, channels: 4 };
pub(crate) const GREY_1: Kind = Kind { colour: 0, depth: 1, channels: 1 };

/// A black PNG of this size.
pub(crate) fn black(width: u32, height: u32, kind: Kind) -> Vec<u8> {
    with_chunks(width, height, kind, false, &[])
}

/// The same file with another size in its header.
pub(crate) fn declaring(mut png: Vec<u8>, width: u32, height: u32) -> Vec<u8> {
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    png
}

/// A black PNG with further chunks before the pixels.
pub(crate) fn with_chunks(
    width: u32,
    height: u32,
    kind: Kind,
    interlaced: bool,
    chunks: &[(&[u8; 4], Vec<u8>)],
) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[kind.depth, kind.colour, 0, 0, u8::from(interlaced)],
    ];
    push(&mut png, b"IHDR", &header.concat());
    for (name, contents) in chunks {
        push(&mut png, name, contents);
    }
    let row = |pixels: usize| (pixels * kind.channels * usize::from(kind.depth)).div_ceil(8) + 1;
    let (width, height) = (width as usize, height as usize);
    let bytes = if interlaced {
        // First column, first row, and steps of each pass.
        let passes = [
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        ];
        let of = |(x, y, dx, dy): (usize, usize, usize, usize)| {
            let (pixels, rows) =
                (width.saturating_sub(x).div_ceil(dx), height.saturating_sub(y).div_ceil(dy));
            if pixels == 0 { 0 } else { row(pixels) * rows }
        };
        passes.into_iter().map(of).sum()
    } else {
        row(width) * height
    };
    push(&mut png, b"IDAT", &zeros(bytes));
    push(&mut png, b"IEND", &[]);
    png
}

/// A colour profile of this many zeros, compressed.
pub(crate) fn profile(bytes: usize) -> (&'static [u8; 4], Vec<u8>) {
    (b"iCCP", [b"p\0\0".as_slice(), &zeros(bytes)].concat())
}

/// A text of this many zeros, compressed.
pub(crate) fn text(bytes: usize) -> (&'static [u8; 4], Vec<u8>) {
    (b"zTXt", [b"t\0\0".as_slice(), &zeros(bytes)].concat())
}

fn push(png: &mut Vec<u8>, name: &[u8; 4], contents: &[u8]) {
    png.extend((contents.len() as u32).to_be_bytes());
    let start = png.len();
    png.extend(name);
    png.extend(contents);
    let sum = crc32(&png[start..]);
    png.extend(sum.to_be_bytes());
}

fn crc32(bytes: &[u8]) -> u32 {
    let table: [u32; 256] = std::array::from_fn(|byte| {
        (0..8).fold(byte as u32, |rest, _| if rest & 1 == 1 { 0xedb8_8320 ^ (rest >> 1) } else { rest >> 1 })
    });
    !bytes.iter().fold(!0u32, |sum, byte| table[usize::from(sum as u8 ^ byte)] ^ (sum >> 8))
}

/// A zlib stream (RFC 1950, 1951) of `count` zeros: one byte for each thousand.
fn zeros(count: usize) -> Vec<u8> {
    let mut bits = Bits { bytes: vec![0x78, 0x01], used: 8 };
    // One block, the last, with the fixed codes.
    bits.number(0b011, 3);
    let (literal, copy) = (0b0011_0000, 0b1100_0101);
    let mut left = count;
    if left > 0 {
        bits.code(literal, 8);
        left -= 1;
    }
    // A copy of 258 bytes from one byte before.
    while left >= 258 {
        bits.code(copy, 8);
        bits.code(0, 5);
        left -= 258;
    }
    for _ in 0..left {
        bits.code(literal, 8);
    }
    bits.code(0, 7);
    // Adler-32 of zeros.
    let sum = ((count % 65_521) as u32) << 16 | 1;
    bits.bytes.extend(sum.to_be_bytes());
    bits.bytes
}

struct Bits {
    bytes: Vec<u8>,
    /// Bits used of the last byte.
    used: u32,
}

impl Bits {
    /// Writes a number, lowest bit first.
    fn number(&mut self, value: u32, count: u32) {
        for at in 0..count {
            if self.used == 8 {
                self.bytes.push(0);
                self.used = 0;
            }
            let last = self.bytes.last_mut().unwrap();
            *last |= ((value >> at & 1) as u8) << self.used;
            self.used += 1;
        }
    }

    /// Writes a Huffman code, highest bit first.
    fn code(&mut self, code: u32, count: u32) {
        self.number(code.reverse_bits() >> (32 - count), count);
    }
}
