//! Converts the colours of a photograph to sRGB, the colours of a file without a profile.
//!
//! Phones take photographs in Display P3. Displayed as sRGB its colours are pale: on average five units of CIELAB off.
//! Such a profile consists of three curves and a matrix (ICC.1:2022, 8.3.3). Profiles with colour tables and invalid
//! profiles are ignored: the photograph is then treated as sRGB.

/// From XYZ under D50 to linear sRGB: the inverse of the matrix of IEC 61966-2-1, adapted with the Bradford matrix.
const XYZ_TO_SRGB: [[f32; 3]; 3] = [
    [3.133_856, -1.616_867, -0.490_615],
    [-0.978_768, 1.916_142, 0.033_454],
    [0.071_945, -0.228_991, 1.405_243],
];
/// White of the profile connection space (ICC.1:2022, 7.2.16).
const D50: [f32; 3] = [0.9642, 1.0, 0.8249];
/// Number of steps of linear light; the steepest part of the curve changes by 0.2 units of a byte per step.
const STEPS: usize = 1 << 14;
/// Maximum number of tags in a profile; ten to twenty are usual.
const MAX_TAGS: usize = 200;

/// Conversion of a photograph's colours to sRGB.
pub(crate) struct ColourMap {
    /// By channel: linear light of each byte.
    linear: [[f32; 256]; 3],
    /// From linear light of the profile to linear sRGB.
    matrix: [[f32; 3]; 3],
    /// The byte of each step of linear light.
    bytes: Vec<u8>,
}

impl ColourMap {
    /// Reads an ICC profile. `None` if it does not consist of curves and a matrix, is invalid, or is the sRGB profile.
    pub(crate) fn from_icc(profile: &[u8]) -> Option<ColourMap> {
        let is = |at: usize, what: &[u8; 4]| profile.get(at..at + 4) == Some(what);
        if !is(16, b"RGB ") || !is(20, b"XYZ ") || !is(36, b"acsp") {
            return None;
        }
        let colorants = [b"rXYZ", b"gXYZ", b"bXYZ"].map(|name| xyz(tag(profile, name)?));
        let [Some(red), Some(green), Some(blue)] = colorants else { return None };
        let to_xyz: [[f32; 3]; 3] = std::array::from_fn(|row| [red[row], green[row], blue[row]]);
        // The sum of the three colorants must be white; otherwise the profile is invalid.
        if to_xyz.iter().zip(D50).any(|(row, white)| (row.iter().sum::<f32>() - white).abs() > 0.05) {
            return None;
        }
        let curves = [b"rTRC", b"gTRC", b"bTRC"].map(|name| curve(tag(profile, name)?));
        let [Some(red), Some(green), Some(blue)] = curves else { return None };
        let matrix = std::array::from_fn(|row| {
            std::array::from_fn(|column| (0..3).map(|k| XYZ_TO_SRGB[row][k] * to_xyz[k][column]).sum())
        });
        let bytes = (0..STEPS).map(|step| srgb(step as f32 / (STEPS - 1) as f32)).collect();
        let map = ColourMap { linear: [red, green, blue], matrix, bytes };
        (!map.changes_nothing()).then_some(map)
    }

    /// Converts pixels in place. Colours outside sRGB are clamped by channel.
    pub(crate) fn apply(&self, rgb: &mut [u8]) {
        for pixel in rgb.as_chunks_mut::<3>().0 {
            *pixel = self.convert(*pixel);
        }
    }

    fn convert(&self, pixel: [u8; 3]) -> [u8; 3] {
        let linear: [f32; 3] = std::array::from_fn(|k| self.linear[k][usize::from(pixel[k])]);
        std::array::from_fn(|row| {
            let [r, g, b] = self.matrix[row];
            let light = r * linear[0] + g * linear[1] + b * linear[2];
            // The conversion saturates, and converts NaN to 0.
            let step = (light * (STEPS - 1) as f32 + 0.5) as usize;
            self.bytes[step.min(STEPS - 1)]
        })
    }

    /// Whether no colour of a coarse grid changes by more than rounding, so that the profile is equal to sRGB.
    fn changes_nothing(&self) -> bool {
        let levels = || (0..=255).step_by(51);
        levels().all(|r| {
            levels().all(|g| {
                levels().all(|b| {
                    let after = self.convert([r, g, b]);
                    [r, g, b].iter().zip(after).all(|(before, after)| before.abs_diff(after) <= 1)
                })
            })
        })
    }
}

/// Converts linear light (0 to 1) to an sRGB byte.
fn srgb(light: f32) -> u8 {
    let value = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    (value * 255.0 + 0.5) as u8
}

/// The contents of a tag.
fn tag<'p>(profile: &'p [u8], name: &[u8; 4]) -> Option<&'p [u8]> {
    let count = usize::try_from(u32_at(profile, 128)?).ok()?;
    let entries = profile.get(132..)?.as_chunks::<12>().0;
    let entry = entries.iter().take(count.min(MAX_TAGS)).find(|entry| entry.starts_with(name))?;
    let start = usize::try_from(u32_at(entry, 4)?).ok()?;
    let length = usize::try_from(u32_at(entry, 8)?).ok()?;
    profile.get(start..start.checked_add(length)?)
}

/// Reads a colour of type XYZ.
fn xyz(tag: &[u8]) -> Option<[f32; 3]> {
    if !tag.starts_with(b"XYZ ") {
        return None;
    }
    Some([fixed_at(tag, 8)?, fixed_at(tag, 12)?, fixed_at(tag, 16)?])
}

/// Reads linear light for every byte from a curve of type `curv` or `para` (ICC.1:2022, 10.6 and 10.18).
fn curve(tag: &[u8]) -> Option<[f32; 256]> {
    let values = match tag.first_chunk::<4>()? {
        b"curv" => {
            let count = usize::try_from(u32_at(tag, 8)?).ok()?;
            let table = tag.get(12..12usize.checked_add(count.checked_mul(2)?)?)?.as_chunks::<2>().0;
            let entry = |at: usize| f32::from(u16::from_be_bytes(table[at]));
            match count {
                0 => values(|x| x),
                // One value is the exponent in 1/256.
                1 => values(|x| x.powf(entry(0) / 256.0)),
                _ => values(|x| {
                    let at = x * (count - 1) as f32;
                    let (left, share) = ((at as usize).min(count - 2), at.fract());
                    let share = if at as usize > left { 1.0 } else { share };
                    (entry(left) * (1.0 - share) + entry(left + 1) * share) / 65535.0
                }),
            }
        }
        b"para" => {
            let p = |index: usize| fixed_at(tag, 12 + 4 * index);
            let g = p(0)?;
            match u16::from_be_bytes(*tag.get(8..)?.first_chunk()?) {
                0 => values(|x| x.powf(g)),
                kind @ (1 | 2) => {
                    let (a, b) = (p(1)?, p(2)?);
                    let c = if kind == 2 { p(3)? } else { 0.0 };
                    values(|x| if a * x + b >= 0.0 { (a * x + b).powf(g) + c } else { c })
                }
                kind @ (3 | 4) => {
                    let (a, b, c, d) = (p(1)?, p(2)?, p(3)?, p(4)?);
                    let (e, f) = if kind == 4 { (p(5)?, p(6)?) } else { (0.0, 0.0) };
                    values(|x| if x >= d { (a * x + b).powf(g) + e } else { c * x + f })
                }
                _ => return None,
            }
        }
        _ => return None,
    };
    // A curve that does not rise from dark to light is invalid.
    let usable = values.iter().all(|value| value.is_finite()) && values[0] < 0.1 && values[255] > 0.9;
    usable.then(|| values.map(|value| value.clamp(0.0, 1.0)))
}

fn values(f: impl Fn(f32) -> f32) -> [f32; 256] {
    std::array::from_fn(|byte| f(byte as f32 / 255.0))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Reads a number of type s15Fixed16Number.
fn fixed_at(bytes: &[u8], at: usize) -> Option<f32> {
    Some(u32_at(bytes, at)?.cast_signed() as f32 / 65536.0)
}
