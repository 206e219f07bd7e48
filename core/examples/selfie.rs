//! Assesses a photograph, makes its portrait, and prints the time and memory used:
//!
//! ```text
//! cargo run --release -p ikd-core --example selfie -- PHOTO [PORTRAIT]
//! ```
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::time::{Duration, Instant};

use ikd_core::selfie::{Frame, Plane, PortraitError, PortraitSpec, Rotation, SelfieEngine};

const ROUNDS: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let photo = std::fs::read(arguments.next().ok_or("name a photograph")?)?;
    let engine = SelfieEngine::new();

    let (_, load) = timed(1, || engine.warm_up())?;
    let (assessment, assess) = timed(ROUNDS, || engine.assess_photograph(&photo))?;
    let metrics = assessment.metrics;
    println!("{} x {} pixels, faces: {}", metrics.width, metrics.height, assessment.faces);
    for code in &assessment.codes {
        println!("  {}", code.code());
    }
    match timed(ROUNDS, || engine.portrait(&photo, &PortraitSpec::IKD)) {
        Ok((portrait, took)) => {
            let report = &portrait.report;
            println!(
                "portrait {} x {}, {} bytes, quality {}, scale {:.2}: {took:.1?}",
                report.width,
                report.height,
                portrait.jpeg.len(),
                report.quality,
                report.scale
            );
            if let Some(file) = arguments.next() {
                std::fs::write(file, &portrait.jpeg[..])?;
            }
        }
        Err(PortraitError::Retake(_)) => println!("no portrait: the codes above say why"),
        Err(error) => return Err(error.into()),
    }
    println!("models loaded in {load:.1?}, photograph assessed in {assess:.1?} (best of {ROUNDS})");
    if let Some(peak) = peak_memory() {
        println!("peak memory of the process: {peak}");
    }

    let frame = vec![128; 640 * 480];
    let luma = Plane { bytes: &frame, stride: 640 };
    let chroma = Plane { bytes: &frame[..640 * 240], stride: 640 };
    let frame = Frame::nv21((640, 480), luma, chroma, Rotation::R90)?;
    let (_, took) = timed(ROUNDS, || engine.assess_frame(frame))?;
    println!("blank 640 x 480 frame: {took:.1?}");
    Ok(())
}

/// The result of the last round and the time of the fastest.
fn timed<T, E>(rounds: usize, mut work: impl FnMut() -> Result<T, E>) -> Result<(T, Duration), E> {
    let start = Instant::now();
    let mut result = work()?;
    let mut best = start.elapsed();
    for _ in 1..rounds {
        let start = Instant::now();
        result = work()?;
        best = best.min(start.elapsed());
    }
    Ok((result, best))
}

/// Peak memory of the process; Linux only.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.trim_start_matches("VmHWM:").trim().to_owned())
}
