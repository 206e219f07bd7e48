//! What reading a large photograph takes, seen from outside: alone in its process, so that nothing else counts.
//! Linux only, where the system says how much memory a process ever had.
#![cfg(all(feature = "selfie", target_os = "linux"))]
#![allow(clippy::unwrap_used)]

use ikd_core::selfie::{Guidance, SelfieEngine};

/// A line of `/proc/self/status`, in bytes.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

#[test]
fn a_photograph_of_50_megapixels_takes_3_bytes_a_pixel_and_less_than_16_megabytes() {
    let (width, height) = (8160, 6144);
    let jpeg = grey_jpeg(width, height);
    let engine = SelfieEngine::new();
    engine.warm_up().unwrap();
    let before = memory("VmRSS");

    let assessment = engine.assess_photograph(&jpeg).unwrap();

    assert_eq!(assessment.codes, [Guidance::NoFace]);
    let (pixels, more) = (u64::from(width) * u64::from(height) * 3, memory("VmHWM") - before);
    assert!(more < pixels + 16_000_000, "{} bytes beside the pixels", more.saturating_sub(pixels));
}

/// A grey picture whose rows differ.
fn grey_jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 50);
    let pixels: Vec<u8> = (0..height).flat_map(|y| vec![(y / 8) as u8 | 64; usize::from(width)]).collect();
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Luma).unwrap();
    jpeg
}
