//! The inputs that the fuzzer starts with: a strongly shrunk photograph in every form that is read, and in some that
//! are not.

use image::{DynamicImage, ImageDecoder, ImageReader, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Every input: target, file name, contents.
pub(crate) fn all() -> Vec<(&'static str, String, Vec<u8>)> {
    let face = face();
    let still = stills(&face).into_iter().map(|(name, bytes)| ("still", name, bytes));
    let frame = frames(&face).into_iter().map(|(name, bytes)| ("frame", name, bytes));
    still.chain(frame).map(|(target, name, bytes)| (target, format!("seed-{name}"), bytes)).collect()
}

fn photo(name: &str) -> Vec<u8> {
    std::fs::read(format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/photos/{}"), name)).unwrap()
}

/// The selfie of the journey, upright.
fn face() -> DynamicImage {
    let mut decoder = ImageReader::new(std::io::Cursor::new(photo("selfie.jpg")))
        .with_guessed_format()
        .unwrap()
        .into_decoder()
        .unwrap();
    let orientation = decoder.orientation().unwrap();
    let mut face = DynamicImage::from_decoder(decoder).unwrap();
    face.apply_orientation(orientation);
    face
}

fn shrunk(face: &DynamicImage, width: u32, height: u32) -> RgbImage {
    image::imageops::thumbnail(&face.to_rgb8(), width, height)
}

fn jpeg(picture: &RgbImage, quality: u8, set: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    set(&mut encoder);
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    encoder.encode(picture.as_raw(), width, height, ColorType::Rgb).unwrap();
    bytes
}

fn cmyk(picture: &RgbImage, colour: ColorType) -> Vec<u8> {
    let pixels: Vec<u8> =
        picture.pixels().flat_map(|pixel| pixel.0.into_iter().map(|v| 255 - v).chain([0])).collect();
    let mut bytes = Vec::new();
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    Encoder::new(&mut bytes, 60).encode(&pixels, width, height, colour).unwrap();
    bytes
}

fn png(size: (u32, u32), colour: png::ColorType, depth: png::BitDepth, bytes: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut info = png::Info::with_size(size.0, size.1);
    (info.color_type, info.bit_depth) = (colour, depth);
    if colour == png::ColorType::Indexed {
        info.palette = Some((0..=255u8).flat_map(|v| [v, v / 2, 255 - v]).collect::<Vec<u8>>().into());
        info.trns = Some(vec![9; 256].into());
    }
    info.icc_profile = Some(b"no profile".into());
    info.exif_metadata = Some(b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".into());
    let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
    writer.write_image_data(bytes).unwrap();
    writer.finish().unwrap();
    file
}

fn with_segment(jpeg: &[u8], marker: u8, contents: &[u8]) -> Vec<u8> {
    let length = (contents.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, contents, &jpeg[2..]].concat()
}

fn stills(face: &DynamicImage) -> Vec<(String, Vec<u8>)> {
    // 91 pixels between the eyes: just enough for a portrait.
    let usable = shrunk(face, 480, 640);
    let tiny = shrunk(face, 45, 60);
    let baseline = jpeg(&tiny, 60, |encoder| encoder.set_sampling_factor(SamplingFactor::F_2_2));
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let p3 = photo("p3.jpg");
    // The profile's segment: marker, length, and 14 bytes before the profile.
    let start = p3.windows(12).position(|bytes| bytes == b"ICC_PROFILE\0").unwrap();
    let length = usize::from(u16::from_be_bytes([p3[start - 2], p3[start - 1]]));
    let profile = &p3[start..start - 2 + length];
    let zero_wide = {
        let mut bytes = baseline.clone();
        let frame = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        bytes[frame + 7..frame + 9].copy_from_slice(&[0, 0]);
        bytes
    };
    let rgb = tiny.as_raw();
    let size = (tiny.width(), tiny.height());
    let rgba: Vec<u8> = tiny.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2], 7]).collect();
    let wide: Vec<u8> = rgba.iter().flat_map(|&v| [v, 1]).collect();
    let grey: Vec<u8> = tiny.pixels().map(|pixel| pixel.0[1]).collect();
    let (png_rgb, png_16) = (
        png(size, png::ColorType::Rgb, png::BitDepth::Eight, rgb),
        png(size, png::ColorType::Rgba, png::BitDepth::Sixteen, &wide),
    );
    let mut all = vec![
        ("usable.jpg", jpeg(&usable, 30, |_| ())),
        ("usable-progressive.jpg", jpeg(&usable, 30, |encoder| encoder.set_progressive(true))),
        ("usable-p3-turned.jpg", {
            let turned = image::imageops::rotate270(&usable);
            with_segment(&with_segment(&jpeg(&turned, 30, |_| ()), 0xe1, exif), 0xe2, profile)
        }),
        ("444.jpg", jpeg(&tiny, 60, |encoder| encoder.set_sampling_factor(SamplingFactor::F_1_1))),
        ("422.jpg", jpeg(&tiny, 60, |encoder| encoder.set_sampling_factor(SamplingFactor::F_2_1))),
        ("440.jpg", jpeg(&tiny, 60, |encoder| encoder.set_sampling_factor(SamplingFactor::F_1_2))),
        ("refused-411.jpg", jpeg(&tiny, 60, |encoder| encoder.set_sampling_factor(SamplingFactor::F_4_1))),
        ("refused-410.jpg", jpeg(&tiny, 60, |encoder| encoder.set_sampling_factor(SamplingFactor::F_4_2))),
        ("restarts.jpg", jpeg(&tiny, 60, |encoder| encoder.set_restart_interval(2))),
        (
            "one-scan-per-component.jpg",
            jpeg(&tiny, 60, |encoder| {
                encoder.set_sampling_factor(SamplingFactor::F_1_1);
                encoder.set_optimized_huffman_tables(true);
            }),
        ),
        ("cmyk.jpg", cmyk(&tiny, ColorType::Cmyk)),
        ("ycck.jpg", cmyk(&tiny, ColorType::CmykAsYcck)),
        ("refused-truncated.jpg", baseline[..baseline.len() / 2].to_vec()),
        ("two-pictures.jpg", [&baseline[..], &baseline].concat()),
        ("refused-zero-wide.jpg", zero_wide),
        ("comment.jpg", with_segment(&baseline, 0xfe, b"text")),
        ("grey.png", png(size, png::ColorType::Grayscale, png::BitDepth::Eight, &grey)),
        ("palette.png", png(size, png::ColorType::Indexed, png::BitDepth::Eight, &grey)),
        ("refused-truncated.png", png_rgb[..png_rgb.len() / 2].to_vec()),
        ("rgb.png", png_rgb),
        ("rgba-16.png", png_16),
        ("refused-nothing", Vec::new()),
        ("refused-text", b"no photograph".to_vec()),
        ("baseline.jpg", baseline),
    ];
    for name in [
        "baseline_422_restart.jpg",
        "progressive_420.jpg",
        "progressive_444_restart.jpg",
        "progressive_grey.jpg",
    ] {
        all.push((name, photo(name)));
    }
    all.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

/// Kind and rotation, pixel stride, sizes and strides, lengths; see `Shape::read` of the target.
fn header(bits: u8, step: u8, numbers: [u16; 4], more: [u16; 2]) -> Vec<u8> {
    let numbers = numbers.into_iter().chain(more).flat_map(u16::to_be_bytes);
    [bits, step].into_iter().chain(numbers).collect()
}

fn frames(face: &DynamicImage) -> Vec<(String, Vec<u8>)> {
    let (width, height) = (72u16, 96);
    let picture = shrunk(face, width.into(), height.into());
    let luma: Vec<u8> = picture.pixels().map(|pixel| pixel.0[1]).collect();
    // Bit 4: as long as needed, where 8 means exactly. Bit 5: with chroma.
    let mut all = Vec::new();
    for (name, kind, step, chroma_stride) in [
        ("nv21", 0, 2, width),
        ("nv12", 1, 2, width),
        ("planes", 2, 1, width / 2),
        ("planes-step-2", 2, 2, width),
    ] {
        for rotation in 0..4 {
            let bits = kind | rotation << 2 | 16 | 32;
            let start = header(bits, step, [width, height, width, chroma_stride], [8, 8]);
            let degrees = u32::from(rotation) * 90;
            // One picture for each kind; the others are grey stripes.
            let contents = if rotation == 0 { &luma[..] } else { b"stripes" };
            all.push((format!("{name}-{degrees}"), [&start[..], contents].concat()));
        }
    }
    all.push((
        "grey".to_owned(),
        [&header(16, 0, [width, height, width + 8, 0], [8, 0])[..], &luma].concat(),
    ));
    let odd = header(2 | 16 | 32, 3, [65, 67, 80, 200], [8, 8]);
    all.push(("odd-sides".to_owned(), [&odd[..], b"odd"].concat()));
    let bgra: Vec<u8> = picture.pixels().flat_map(|pixel| [pixel.0[2], pixel.0[1], pixel.0[0], 0]).collect();
    let mirrored = header(3 | 16 | 128, 0, [width, height, width * 4, 0], [8, 0]);
    all.push(("bgra-mirrored".to_owned(), [&mirrored[..], &bgra].concat()));
    let refused = [
        ("bgra-short-stride", header(3 | 16, 0, [width, height, width * 4 - 1, 0], [9, 0])),
        ("bgra-huge", header(3 | 16, 0, [0xffff, 0xffff, 0xffff, 0], [9, 0])),
        ("short", header(16 | 32, 2, [width, height, width, width], [7, 8])),
        ("short-chroma", header(16 | 32, 2, [width, height, width, width], [8, 7])),
        ("short-stride", header(16, 2, [width, height, width - 1, 0], [9, 0])),
        ("huge-stride", header(32, 2, [width, height, 0xffff, 0xffff], [0xffff, 0xffff])),
        ("huge-step", header(2 | 16 | 32, 0xff, [width, height, width, 0xffff], [8, 8])),
        ("no-step", header(2 | 16 | 32, 0, [width, height, width, width], [8, 8])),
        ("zero", header(16, 2, [0, 0, 0, 0], [8, 8])),
        ("small", header(16, 2, [63, 64, 64, 64], [8, 8])),
        ("huge", header(16, 2, [0xffff, 0xffff, 0xffff, 0xffff], [8, 8])),
        ("no-v", header(2 | 16 | 32 | 64, 1, [width, height, width, width], [8, 8])),
        ("nothing", Vec::new()),
    ];
    all.extend(refused.map(|(name, bytes)| (format!("refused-{name}"), bytes)));
    all
}
