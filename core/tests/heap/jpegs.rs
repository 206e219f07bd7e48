//! Large JPEGs, made row by row so that the test itself needs little memory.

use image::{DynamicImage, ImageDecoder, ImageReader};
use jpeg_encoder::{Encoder, ImageBuffer, JpegColorType, SamplingFactor};

/// How a JPEG is encoded.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) progressive: bool,
    pub(crate) sampling: SamplingFactor,
}

pub(crate) const BASELINE: Kind = Kind { progressive: false, sampling: SamplingFactor::F_2_2 };
pub(crate) const PROGRESSIVE: Kind = Kind { progressive: true, ..BASELINE };
pub(crate) const PROGRESSIVE_444: Kind = Kind { progressive: true, sampling: SamplingFactor::F_1_1 };

/// The selfie of the journey, enlarged to this size, with the noise of a sensor.
pub(crate) fn selfie(width: u16, height: u16, kind: Kind) -> Vec<u8> {
    let photo = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/assets/photos/selfie.jpg");
    let mut decoder = ImageReader::open(photo).unwrap().into_decoder().unwrap();
    let orientation = decoder.orientation().unwrap();
    let mut small = DynamicImage::from_decoder(decoder).unwrap();
    small.apply_orientation(orientation);
    let small = small.into_rgb8();
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, 90);
    encoder.set_sampling_factor(kind.sampling);
    encoder.set_progressive(kind.progressive);
    encoder.encode_image(Enlarged { small, width, height }).unwrap();
    jpeg
}

struct Enlarged {
    small: image::RgbImage,
    width: u16,
    height: u16,
}

impl ImageBuffer for Enlarged {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let (width, height) = (u32::from(self.width), u32::from(self.height));
        let row = u32::from(y) * self.small.height() / height;
        let mut random = u32::from(y).wrapping_mul(0x9e37_79b9) | 1;
        for x in 0..width {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // -8 to 7 levels.
            let noise = f32::from((random >> 28) as u8) - 8.0;
            let [r, g, b] = self.small.get_pixel(x * self.small.width() / width, row).0.map(f32::from);
            let luma = 0.299 * r + 0.587 * g + 0.114 * b;
            buffers[0].push((luma + noise) as u8);
            buffers[1].push((128.0 + 0.564 * (b - luma)) as u8);
            buffers[2].push((128.0 + 0.713 * (r - luma)) as u8);
        }
    }
}

/// A grey progressive picture of this size with as many scans as there are coefficients, each of a few bytes.
pub(crate) fn many_scans(width: u16, height: u16) -> Vec<u8> {
    let blocks = usize::from(width).div_ceil(8) * usize::from(height).div_ceil(8);
    let flat = flat(width, height);
    let scan = flat.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
    let mut jpeg = flat[..scan].to_vec();
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 1] = 0xc2;
    // AC codes of four bits: number n is a run of 2^n blocks of zeros, plus the number in the n bits after it.
    jpeg.extend(b"\xff\xc4\0\x22\x10\0\0\0\x0f\0\0\0\0\0\0\0\0\0\0\0\0");
    jpeg.extend((0..15).map(|n| n << 4));
    jpeg.extend(b"\xff\xda\0\x08\x01\x01\0\0\0\0");
    jpeg.resize(jpeg.len() + blocks.div_ceil(8), 0);
    for coefficient in 1..64 {
        jpeg.extend([0xff, 0xda, 0, 8, 1, 1, 0, coefficient, coefficient, 0]);
        let (mut left, mut bits) = (blocks, Vec::new());
        while left > 0 {
            let n = left.ilog2().min(14);
            bits.extend((0..4).rev().map(|bit| n >> bit & 1 == 1));
            bits.extend(std::iter::repeat_n(false, n as usize));
            left -= 1 << n;
        }
        let byte = |bits: &[bool]| bits.iter().enumerate().map(|(at, bit)| u8::from(*bit) << (7 - at)).sum();
        let bytes: Vec<u8> = bits.chunks(8).map(byte).collect();
        assert!(!bytes.contains(&0xff), "no stuffing is needed");
        jpeg.extend(bytes);
    }
    jpeg.extend(b"\xff\xd9");
    jpeg
}

/// The shortest grey JPEG of this size. All blocks have one grey, with two bits each.
pub(crate) fn flat(width: u16, height: u16) -> Vec<u8> {
    flat_of(width, height, &[(1, 1)])
}

/// The shortest JPEG of this size and these sampling factors, from one to three.
pub(crate) fn flat_of(width: u16, height: u16, factors: &[(u8, u8)]) -> Vec<u8> {
    let count = factors.len() as u8;
    let mut jpeg = b"\xff\xd8\xff\xdb\0\x43\0".to_vec();
    jpeg.extend([1; 64]);
    jpeg.extend([0xff, 0xc0, 0, 8 + 3 * count, 8]);
    jpeg.extend(height.to_be_bytes());
    jpeg.extend(width.to_be_bytes());
    jpeg.push(count);
    for (id, (horizontal, vertical)) in (1..).zip(factors) {
        jpeg.extend([id, horizontal << 4 | vertical, 0]);
    }
    // One code of one bit in each table: "no difference" and "no more values".
    for class in [0, 0x10] {
        jpeg.extend(b"\xff\xc4\0\x14");
        jpeg.push(class);
        jpeg.extend(b"\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    }
    jpeg.extend([0xff, 0xda, 0, 6 + 2 * count, count]);
    jpeg.extend((1..=count).flat_map(|id| [id, 0]));
    jpeg.extend([0, 63, 0]);
    let most = |side: fn(&(u8, u8)) -> u8| usize::from(factors.iter().map(side).max().unwrap()) * 8;
    let (unit_width, unit_height) = (most(|factors| factors.0), most(|factors| factors.1));
    let units = usize::from(width).div_ceil(unit_width) * usize::from(height).div_ceil(unit_height);
    let blocks: usize = factors.iter().map(|&(h, v)| usize::from(h * v)).sum();
    jpeg.resize(jpeg.len() + (units * blocks * 2).div_ceil(8), 0);
    jpeg.extend(b"\xff\xd9");
    jpeg
}
