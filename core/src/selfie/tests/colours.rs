//! Colour profiles: the portrait of a Display P3 photograph has the colours of sRGB.

use crate::pictures::profile;

use super::super::{geometry::Affine, picture::Outside};
use super::*;

/// The profile of `p3.jpg`.
fn display_p3() -> Vec<u8> {
    let jpeg = photo("p3.jpg");
    crate::jpeg::Header::read(&jpeg).unwrap().icc_profile().unwrap()
}

/// Mean distance in CIELAB under D65 (CIE 1976).
fn mean_distance(a: &Canvas, b: &Canvas) -> f64 {
    let lab = |rgb: &[u8; 3]| {
        let [r, g, b] = rgb.map(|v| {
            let v = f64::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        });
        let f = |t: f64| if t > 0.008856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
        let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
        let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
        let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    };
    let pixels = a.rgb.as_chunks::<3>().0.iter().zip(b.rgb.as_chunks::<3>().0);
    let sum: f64 = pixels
        .map(|(a, b)| lab(a).iter().zip(lab(b)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt())
        .sum();
    sum / (a.rgb.len() / 3) as f64
}

fn portrait(jpeg: &[u8]) -> Canvas {
    let portrait =
        engine().portrait(jpeg, &PortraitSpec { max_bytes: 400_000, ..PortraitSpec::IKD }).unwrap();
    Canvas::read(&portrait.jpeg)
}

/// The same photograph with this profile in parts of `size` bytes, in reverse order.
fn with_profile(jpeg: &[u8], profile: &[u8], size: usize) -> Vec<u8> {
    let chunks: Vec<&[u8]> = profile.chunks(size).collect();
    let count = chunks.len() as u8;
    let mut file = jpeg[..2].to_vec();
    for (index, chunk) in chunks.iter().enumerate().rev() {
        let length = (2 + 14 + chunk.len()) as u16;
        file.extend([0xff, 0xe2]);
        file.extend(length.to_be_bytes());
        file.extend(b"ICC_PROFILE\0");
        file.extend([index as u8 + 1, count]);
        file.extend_from_slice(chunk);
    }
    file.extend_from_slice(&jpeg[2..]);
    file
}

/// A profile with these tags.
fn profile_of(tags: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut profile = vec![0; 132 + 12 * tags.len()];
    profile[16..24].copy_from_slice(b"RGB XYZ ");
    profile[36..40].copy_from_slice(b"acsp");
    profile[128..132].copy_from_slice(&(tags.len() as u32).to_be_bytes());
    for (index, (name, bytes)) in tags.iter().enumerate() {
        let start = profile.len() as u32;
        let entry = &mut profile[132 + 12 * index..][..12];
        entry[..4].copy_from_slice(*name);
        entry[4..8].copy_from_slice(&start.to_be_bytes());
        entry[8..].copy_from_slice(&(bytes.len() as u32).to_be_bytes());
        profile.extend_from_slice(bytes);
    }
    profile
}

fn fixed(kind: &[u8; 8], values: &[f64]) -> Vec<u8> {
    let values = values.iter().flat_map(|value| ((value * 65536.0).round() as i32).to_be_bytes());
    kind.iter().copied().chain(values).collect()
}

/// A profile with these colorants under D50 and the same curve for each.
fn matrix_profile(colorants: [[f64; 3]; 3], curve: &[u8]) -> Vec<u8> {
    let xyz = |values: [f64; 3]| fixed(b"XYZ \0\0\0\0", &values);
    let [red, green, blue] = colorants;
    profile_of(&[
        (b"rXYZ", xyz(red)),
        (b"gXYZ", xyz(green)),
        (b"bXYZ", xyz(blue)),
        (b"rTRC", curve.to_vec()),
        (b"gTRC", curve.to_vec()),
        (b"bTRC", curve.to_vec()),
    ])
}

const SRGB: [[f64; 3]; 3] =
    [[0.43607, 0.22249, 0.01392], [0.38515, 0.71687, 0.09708], [0.14307, 0.06061, 0.71410]];
const P3: [[f64; 3]; 3] =
    [[0.51512, 0.24120, -0.00105], [0.29198, 0.69225, 0.04189], [0.15710, 0.06657, 0.78407]];

/// The curve of sRGB as a `para` of type 3.
fn srgb_curve() -> Vec<u8> {
    let parameters = [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045];
    [b"para\0\0\0\0\0\x03\0\0".as_slice(), &fixed(b"........", &parameters)[8..]].concat()
}

#[test]
fn the_portrait_of_a_display_p3_photograph_has_the_colours_of_srgb() {
    let (p3, reference) = (photo("p3.jpg"), photo("p3_srgb.jpg"));
    // Scaled down, because the mesh places the two portraits up to half a pixel apart. Without the profile it is 3.7.
    let colours = |photo| portrait(photo).resized(36, 48);
    let distance = mean_distance(&colours(&p3), &colours(&reference));
    assert!(distance < 1.0, "{distance} units of CIELAB on average");
}

#[test]
fn a_cut_of_a_display_p3_photograph_has_the_colours_of_srgb_pixel_by_pixel() {
    // Both at the same place, so that only the conversion of colours is compared, at the size of a portrait.
    let cut = |name, respected| {
        let picture = still::read_still(&photo(name)).unwrap();
        let picture = if respected { picture } else { picture.with_profile(None) };
        let map = Affine { x: [0.6, 0.0, 60.0], y: [0.0, 0.6, 60.0] };
        let bitmap = picture.cut(&map, 720, 960, Outside::Nearest);
        Canvas { width: 720, height: 960, rgb: bitmap.rgb.to_vec() }
    };
    let reference = cut("p3_srgb.jpg", true);
    let distance = mean_distance(&cut("p3.jpg", true), &reference);
    assert!(distance < 1.0, "{distance} units of CIELAB on average");
    assert!(mean_distance(&cut("p3.jpg", false), &reference) > 3.0, "the photographs do not differ");
}

#[test]
fn the_parts_of_a_profile_are_joined_in_the_order_of_their_numbers() {
    let plain = photo("p3_srgb.jpg");
    let whole = portrait(&with_profile(&plain, &display_p3(), 60_000));
    assert_ne!(whole.rgb, portrait(&plain).rgb);
    assert_eq!(portrait(&with_profile(&plain, &display_p3(), 2_000)).rgb, whole.rgb);
}

#[test]
fn the_profile_of_a_png_is_respected() {
    let p3 = still::read_still(&photo("p3.jpg")).unwrap().with_profile(None);
    let canvas = Canvas::of_picture(p3);
    let mut info = png::Info::with_size(canvas.width as u32, canvas.height as u32);
    (info.color_type, info.bit_depth) = (png::ColorType::Rgb, png::BitDepth::Eight);
    info.icc_profile = Some(display_p3().into());
    let mut file = Vec::new();
    let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
    writer.write_image_data(&canvas.rgb).unwrap();
    writer.finish().unwrap();
    assert!(portrait(&file).rgb == portrait(&photo("p3.jpg")).rgb);
}

#[test]
fn profiles_equal_to_srgb_change_no_byte() {
    let plain = photo("p3_srgb.jpg");
    let before = portrait(&plain).rgb;
    let after = portrait(&with_profile(&plain, &matrix_profile(SRGB, &srgb_curve()), 60_000)).rgb;
    assert!(before == after);
}

#[test]
fn unsupported_and_invalid_profiles_are_treated_as_srgb() {
    let plain = photo("p3_srgb.jpg");
    let before = portrait(&plain).rgb;
    let p3 = display_p3();
    let mut grey = p3.clone();
    grey[16..20].copy_from_slice(b"GRAY");
    let mut lab = p3.clone();
    lab[20..24].copy_from_slice(b"Lab ");
    let table_only = profile_of(&[(b"A2B0", vec![0; 400])]);
    let dark = matrix_profile([[0.1; 3]; 3], &srgb_curve());
    let flat = matrix_profile(P3, b"curv\0\0\0\0\0\0\0\x02\0\0\0\0");
    for bad in [&p3[..200], &p3[..p3.len() - 1], &grey, &lab, &table_only, &dark, &flat, b"no profile at all"]
    {
        assert!(before == portrait(&with_profile(&plain, bad, 60_000)).rgb);
    }
    // One of three parts is missing.
    let mut parts = with_profile(&plain, &p3, 3_000);
    parts.drain(2..2 + 2 + 2 + 14 + p3.len() % 3_000);
    assert!(before == portrait(&parts).rgb);
}

#[test]
fn curves_of_every_kind_are_read() {
    let curves: [&[u8]; 5] = [
        &srgb_curve(),
        b"curv\0\0\0\0\0\0\0\x01\x02\x33", // 2.2
        b"para\0\0\0\0\0\0\0\0\0\x02\x33\x33",
        b"curv\0\0\0\0\0\0\0\0",
        b"curv\0\0\0\0\0\0\0\x03\0\0\x37\x9a\xff\xff",
    ];
    let mapped = curves.map(|curve| {
        let map = profile::ColourMap::from_icc(&matrix_profile(P3, curve)).unwrap();
        let mut pixel = [200, 100, 60];
        map.apply(&mut pixel);
        pixel
    });
    // By LittleCMS 2.19, relative colorimetric, without black point compensation.
    let expected = [[215, 93, 47], [216, 93, 43], [216, 93, 43], [240, 165, 127], [228, 108, 83]];
    let near = |(a, b): (&[u8; 3], &[u8; 3])| a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 1);
    assert!(mapped.iter().zip(&expected).all(near), "{mapped:?} instead of {expected:?}");
}

#[test]
fn reading_a_changed_profile_never_panics() {
    let profile = display_p3();
    let mut random = 7u32;
    for _ in 0..4_000 {
        let mut broken = profile.clone();
        for _ in 0..3 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = (random >> 8) as usize % 460;
            broken[at] = random as u8;
        }
        let mut pixel = [1, 2, 3];
        if let Some(map) = profile::ColourMap::from_icc(&broken) {
            map.apply(&mut pixel);
        }
    }
}
