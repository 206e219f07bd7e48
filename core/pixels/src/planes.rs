//! The pixels of a picture as they are stored, read in place: RGB of a decoded still, and the planes of a camera frame.

/// Rows of values: `stride` bytes from row to row, `step` bytes from value to value.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    /// The bytes; may end with the last value.
    pub bytes: &'a [u8],
    /// Bytes between the starts of two rows.
    pub stride: usize,
    /// Bytes between two values, or between two pixels.
    pub step: usize,
}

impl Rows<'_> {
    #[inline(always)]
    fn value(&self, x: usize, y: usize) -> u8 {
        self.bytes[y * self.stride + x * self.step]
    }
}

/// The pixels of a camera frame, by reference.
#[derive(Clone, Copy)]
pub enum Planes<'a> {
    /// Luma and, at half size in both directions, U and V. Without them the frame is grey.
    Yuv {
        /// Y.
        luma: Rows<'a>,
        /// U and V.
        chroma: Option<[Rows<'a>; 2]>,
    },
    /// Blue, green, red and a fourth byte that is not read.
    Bgra(Rows<'a>),
}

/// The pixels of a picture.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// Red, green, blue; rows without gaps.
    Rgb(&'a [u8]),
    /// The same with a fourth byte that is not read.
    Rgbx(&'a [u8]),
    /// A camera frame.
    Frame(Planes<'a>),
}

/// Pixels that are read one by one, in components of which RGB is made after interpolation.
///
/// The conversion of YUV is linear, so that this order has the same result as converting before, except for colours
/// outside RGB, and needs a quarter of the conversions.
pub(crate) trait Texels: Copy {
    /// The components of black.
    const BLACK: u64;

    /// The components of the pixel in column `x` of row `y`, as [`lanes`].
    fn texel(&self, x: usize, y: usize) -> u64;

    /// The components of four neighbours: upper left, upper right, lower left, lower right.
    #[inline(always)]
    fn four(&self, x: usize, y: usize) -> [u64; 4] {
        [self.texel(x, y), self.texel(x + 1, y), self.texel(x, y + 1), self.texel(x + 1, y + 1)]
    }

    /// Red, green and blue.
    fn rgb(components: [u8; 3]) -> [u8; 3];
}

/// Bits of a component in a number of three: 8, and those of two weights in 1/64, so that sums of products do not reach
/// the next one.
pub(crate) const LANE: u32 = 21;

/// Three components in one number, so that one multiplication weights all of them.
#[inline(always)]
pub(crate) const fn lanes([a, b, c]: [u8; 3]) -> u64 {
    a as u64 | (b as u64) << LANE | (c as u64) << (2 * LANE)
}

/// Red, green, blue, in 3 or 4 bytes.
#[derive(Clone, Copy)]
pub(crate) struct Rgb<'a, const BYTES: usize> {
    /// Rows of pixels without gaps.
    pixels: &'a [[u8; BYTES]],
    width: usize,
}

impl<'a, const BYTES: usize> Rgb<'a, BYTES> {
    pub(crate) fn new(bytes: &'a [u8], width: usize) -> Self {
        Self { pixels: bytes.as_chunks().0, width }
    }
}

impl<const BYTES: usize> Texels for Rgb<'_, BYTES> {
    const BLACK: u64 = 0;

    #[inline(always)]
    fn texel(&self, x: usize, y: usize) -> u64 {
        let pixel = &self.pixels[y * self.width + x];
        lanes([pixel[0], pixel[1], pixel[2]])
    }

    #[inline(always)]
    fn rgb(components: [u8; 3]) -> [u8; 3] {
        components
    }
}

/// Blue, green, red, and a fourth byte.
#[derive(Clone, Copy)]
pub(crate) struct Bgra<'a>(pub(crate) Rows<'a>);

impl Texels for Bgra<'_> {
    const BLACK: u64 = 0;

    #[inline(always)]
    fn texel(&self, x: usize, y: usize) -> u64 {
        let pixel = &self.0.bytes[y * self.0.stride + x * 4..][..3];
        lanes([pixel[0], pixel[1], pixel[2]])
    }

    #[inline(always)]
    fn rgb([blue, green, red]: [u8; 3]) -> [u8; 3] {
        [red, green, blue]
    }
}

/// Luma only.
#[derive(Clone, Copy)]
pub(crate) struct Grey<'a>(pub(crate) Rows<'a>);

impl Texels for Grey<'_> {
    const BLACK: u64 = 0;

    #[inline(always)]
    fn texel(&self, x: usize, y: usize) -> u64 {
        lanes([self.0.value(x, y); 3])
    }

    #[inline(always)]
    fn rgb(components: [u8; 3]) -> [u8; 3] {
        components
    }
}

/// Luma, U and V.
#[derive(Clone, Copy)]
pub(crate) struct Yuv<'a> {
    pub(crate) luma: Rows<'a>,
    pub(crate) chroma: [Rows<'a>; 2],
}

impl Texels for Yuv<'_> {
    const BLACK: u64 = lanes([0, 128, 128]);

    #[inline(always)]
    fn texel(&self, x: usize, y: usize) -> u64 {
        let [u, v] = &self.chroma;
        lanes([self.luma.value(x, y), u.value(x / 2, y / 2), v.value(x / 2, y / 2)])
    }

    #[inline(always)]
    fn four(&self, x: usize, y: usize) -> [u64; 4] {
        let luma = y * self.luma.stride + x;
        let (upper, lower) =
            (&self.luma.bytes[luma..][..2], &self.luma.bytes[luma + self.luma.stride..][..2]);
        // Of four neighbours one, two or all have the same chroma.
        let colour = |x: usize, y: usize| {
            let at = |plane: &Rows<'_>| u64::from(plane.bytes[y * plane.stride + x * plane.step]);
            at(&self.chroma[0]) << LANE | at(&self.chroma[1]) << (2 * LANE)
        };
        let (left, right, top, bottom) = (x / 2, x.div_ceil(2), y / 2, y.div_ceil(2));
        [
            u64::from(upper[0]) | colour(left, top),
            u64::from(upper[1]) | colour(right, top),
            u64::from(lower[0]) | colour(left, bottom),
            u64::from(lower[1]) | colour(right, bottom),
        ]
    }

    #[inline(always)]
    fn rgb([y, u, v]: [u8; 3]) -> [u8; 3] {
        yuv_to_rgb(y, u, v)
    }
}

/// ITU-R BT.601, full range (JFIF), in 16.16 fixed point.
#[inline]
pub fn yuv_to_rgb(y: u8, u: u8, v: u8) -> [u8; 3] {
    let (y, u, v) = (i32::from(y) << 16, i32::from(u) - 128, i32::from(v) - 128);
    let byte = |value: i32| ((value + (1 << 15)) >> 16).clamp(0, 255) as u8;
    [byte(y + 91_881 * v), byte(y - 22_554 * u - 46_802 * v), byte(y + 116_130 * u)]
}

/// Pixels of three planes of values, with a fourth byte that is 0.
#[inline(never)]
pub fn yuv_to_rgbx(luma: &[u8], u: &[u8], v: &[u8], rgbx: &mut [u8]) {
    let planes = luma.iter().zip(u).zip(v);
    for (pixel, ((&y, &u), &v)) in rgbx.as_chunks_mut::<4>().0.iter_mut().zip(planes) {
        let [red, green, blue] = yuv_to_rgb(y, u, v);
        *pixel = [red, green, blue, 0];
    }
}

/// The values of one channel of RGB pixels as `value * scale + offset`.
#[inline(never)]
pub fn separated(rgb: &[u8], channel: usize, scale: f32, offset: f32, plane: &mut [f32]) {
    for (value, pixel) in plane.iter_mut().zip(rgb.as_chunks::<3>().0) {
        *value = f32::from(pixel[channel.min(2)]) * scale + offset;
    }
}

/// Luma of RGB pixels, 0..255, by ITU-R BT.601 as in JPEG and in camera frames.
#[inline(never)]
pub fn luma(rgb: &[u8], luma: &mut [f32]) {
    for (luma, p) in luma.iter_mut().zip(rgb.as_chunks::<3>().0) {
        *luma = 0.299 * f32::from(p[0]) + 0.587 * f32::from(p[1]) + 0.114 * f32::from(p[2]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_follow_bt_601_full_range() {
        assert_eq!(yuv_to_rgb(76, 85, 255), [254, 0, 0]);
        assert_eq!(yuv_to_rgb(150, 44, 21), [0, 255, 1]);
        assert_eq!(yuv_to_rgb(29, 255, 107), [0, 0, 254]);
        assert_eq!(yuv_to_rgb(180, 128, 128), [180, 180, 180]);
    }

    #[test]
    fn black_is_black_in_every_kind_of_pixel() {
        fn black<T: Texels>() -> [u8; 3] {
            T::rgb([0, LANE, 2 * LANE].map(|shift| (T::BLACK >> shift) as u8))
        }
        assert_eq!(
            [black::<Rgb<'_, 3>>(), black::<Bgra<'_>>(), black::<Grey<'_>>(), black::<Yuv<'_>>()],
            [[0; 3]; 4]
        );
    }
}
