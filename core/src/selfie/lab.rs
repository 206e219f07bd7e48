//! CIELAB in 8 bits as OpenCV 4.11 computes it (`COLOR_RGB2LAB`), for models that were trained with it: L times 2.55,
//! and a and b plus 128.
//!
//! The results equal OpenCV's bit by bit (compared over 9 million colours): it works with integers and two tables.

use std::sync::LazyLock;

/// From linear sRGB to XYZ, each row divided by the white of D65, in 1/4096.
const TO_XYZ: [[u32; 3]; 3] = [[1777, 1541, 778], [871, 2929, 296], [73, 448, 3575]];
const MATRIX_BITS: u32 = 12;
/// Steps of linear light from black to white.
const STEPS: usize = 255 * 8;
/// The value 1 of a root.
const ROOT: i32 = 1 << 15;

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::new);

struct Tables {
    /// Linear light of each sRGB byte, 0..=`STEPS`.
    linear: [u16; 256],
    /// CIELAB's cube root of each step of linear light, in 1/`ROOT`.
    root: [u16; STEPS + 1],
}

impl Tables {
    fn new() -> Tables {
        let linear = |byte: usize| {
            let value = byte as f64 / 255.0;
            let light = if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
            (light * STEPS as f64).round_ties_even() as u16
        };
        // In single precision, because three steps are otherwise rounded differently.
        let root = |step: usize| {
            let light = 1.0 / STEPS as f32 * step as f32;
            let root = if light < 0.008_856 { light * 7.787 + 16.0 / 116.0 } else { light.cbrt() };
            (root * ROOT as f32).round_ties_even() as u16
        };
        Tables { linear: std::array::from_fn(linear), root: std::array::from_fn(root) }
    }
}

/// L, a and b of a colour.
pub(super) fn lab(rgb: [u8; 3]) -> [u8; 3] {
    let tables = &*TABLES;
    let [r, g, b] = rgb.map(|byte| u32::from(tables.linear[usize::from(byte)]));
    let [x, y, z] = TO_XYZ.map(|row| {
        let light = (row[0] * r + row[1] * g + row[2] * b + (1 << (MATRIX_BITS - 1))) >> MATRIX_BITS;
        i32::from(tables.root[light as usize])
    });
    let byte = |value: i32| ((value + ROOT / 2) >> ROOT.trailing_zeros()).clamp(0, 255) as u8;
    // 116 f(Y) - 16 in units of 100/255, rounded as OpenCV rounds its two factors.
    const SCALE: i32 = (116 * 255 + 50) / 100;
    const SHIFT: i32 = (16 * 255 * ROOT + 50) / 100;
    [byte(SCALE * y - SHIFT), byte(500 * (x - y) + 128 * ROOT), byte(200 * (y - z) + 128 * ROOT)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_those_of_opencv() {
        for (rgb, expected) in [
            ([0, 0, 0], [0, 128, 128]),
            ([255, 255, 255], [255, 128, 128]),
            ([255, 0, 0], [136, 208, 195]),
            ([0, 255, 0], [224, 42, 211]),
            ([0, 0, 255], [82, 207, 20]),
            ([200, 150, 120], [169, 143, 151]),
            ([90, 60, 45], [72, 140, 142]),
            ([150, 190, 215], [191, 121, 111]),
            ([76, 7, 89], [45, 169, 96]),
            ([149, 182, 23], [177, 98, 195]),
        ] {
            assert_eq!(lab(rgb), expected, "{rgb:?}");
        }
    }
}
