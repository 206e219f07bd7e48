//! Measures the steps of the selfie, each when it is asked for, so that the steps of other libraries can be measured in
//! between. Started by `tests/bench/python/bench_selfie.py`.
//!
//! `ikd-bench FOLDER` reads `frames.nv21` (frames of 640 x 480, to be rotated by 90 degrees), `photo.jpg` and
//! `photo.rgb` (the same, decoded) from a folder. Each line of its input is the name of a step, how often to do it, and
//! for some the size of the photograph; each line of its output is the median in microseconds.
#![allow(clippy::print_stdout)]

#[path = "../../../../bindings/src/allocator.rs"]
#[allow(dead_code)]
mod allocator;

use std::{
    alloc::System,
    error::Error,
    fs,
    hint::black_box,
    io::{self, BufRead, Write},
    path::PathBuf,
};

use ikd_core::selfie::{
    Frame, LiveSession, Plane, PortraitSpec, Rotation, SelfieEngine,
    parts::{Parts, Still},
};
use rustix::time::{ClockId, clock_gettime};

/// As in the library, where memory is wiped before it is freed.
#[global_allocator]
static ALLOCATOR: allocator::Wiping<System> = allocator::Wiping(System);

type Outcome<T> = Result<T, Box<dyn Error>>;

const FRAME: (usize, usize) = (640, 480);
/// The detector runs in every fifth frame.
const CYCLE: usize = 5;

struct Bench {
    folder: PathBuf,
    frames: Vec<u8>,
    engine: SelfieEngine,
    parts: Parts,
    still: Option<Still>,
}

fn main() -> Outcome<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("name the folder of the pictures")?);
    let frames = fs::read(folder.join("frames.nv21"))?;
    let mut bench = Bench { folder, frames, engine: SelfieEngine::new(), parts: Parts::load()?, still: None };
    bench.engine.warm_up()?;
    for line in io::stdin().lock().lines() {
        println!("{:.3}", bench.step(&line?)?);
        io::stdout().flush()?;
    }
    Ok(())
}

impl Bench {
    fn step(&mut self, line: &str) -> Outcome<f64> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (name, times) = match words[..] {
            [name, times, ..] => (name, times.parse()?),
            _ => return Err("a line is a name and a number".into()),
        };
        let parts = &self.parts;
        match name {
            "detector" => {
                let input: Vec<f32> = noise(128).map(|value| value * 2.0 - 1.0).collect();
                median(times, || Ok(parts.detector(&input)?))
            }
            "mesh" => {
                let input: Vec<f32> = noise(192).collect();
                median(times, || Ok(parts.mesh(&input)?))
            }
            "tracked" => Ok(middle(self.session(times)?.0)),
            "cycle" => Ok(middle(self.session(times)?.1)),
            "nv21-small" => {
                let frame = self.frame(0)?;
                median(times, || Ok(parts.frame_shrunk(frame, (96, 128))))
            }
            "nv21-cut" => {
                let frame = self.frame(0)?;
                median(times, || Ok(parts.frame_cut(frame, 192, 1.3)))
            }
            "luma" => {
                let frame = self.frame(0)?;
                median(times, || Ok(parts.frame_luma(frame)))
            }
            "portrait" => {
                let jpeg = fs::read(self.folder.join("photo.jpg"))?;
                median(times, || Ok(self.engine.portrait(&jpeg, &PortraitSpec::IKD)?))
            }
            "still" => {
                let size = match words[2..] {
                    [width, height] => (width.parse()?, height.parse()?),
                    _ => return Err("the size of the photograph is missing".into()),
                };
                let rgb = fs::read(self.folder.join("photo.rgb"))?;
                self.still = Some(Still::of(size, rgb).ok_or("the photograph has another size")?);
                Ok(0.0)
            }
            "still-small" => {
                let still = self.still()?;
                median(times, || Ok(parts.still_shrunk(still, (96, 128))))
            }
            "still-cut" => {
                let still = self.still()?;
                median(times, || Ok(parts.still_cut(still, (720, 960), 2.8)))
            }
            _ => Err("an unknown step".into()),
        }
    }

    fn still(&self) -> Outcome<&Still> {
        self.still.as_ref().ok_or("no photograph".into())
    }

    /// The `at`th frame; they begin again after the last one.
    fn frame(&self, at: usize) -> Outcome<Frame<'_>> {
        let (width, height) = FRAME;
        let frames = self.frames.chunks_exact(width * height * 3 / 2);
        let bytes = frames.clone().nth(at % frames.len()).ok_or("no frame")?;
        let (luma, chroma) = bytes.split_at(width * height);
        let plane = |bytes| Plane { bytes, stride: width };
        Ok(Frame::nv21(FRAME, plane(luma), plane(chroma), Rotation::R90)?)
    }

    /// A live session of this many cycles: microseconds of each frame that was only tracked, and of each cycle divided
    /// by its frames.
    fn session(&self, cycles: usize) -> Outcome<(Vec<f64>, Vec<f64>)> {
        let (mut session, mut tracked, mut whole) = (LiveSession::new(), Vec::new(), Vec::new());
        for cycle in 0..=cycles {
            let mut sum = 0.0;
            for i in 0..CYCLE {
                let at = cycle * CYCLE + i;
                let frame = self.frame(at)?;
                let start = microseconds();
                let seen = session.push(&self.engine, frame, at as u64 * 33)?;
                let took = microseconds() - start;
                if seen.verdict.faces != 1 {
                    return Err("a frame without its face".into());
                }
                sum += took;
                // Buffers are made in the first cycle.
                if i > 0 && cycle > 0 {
                    tracked.push(took);
                }
            }
            if cycle > 0 {
                whole.push(sum / CYCLE as f64);
            }
        }
        Ok((tracked, whole))
    }
}

/// Values in 0..1 that repeat nothing.
fn noise(side: usize) -> impl Iterator<Item = f32> {
    (0..(3 * side * side) as u32).map(|i| (f64::from(i) * 0.618_033_988_7).fract() as f32)
}

fn median<T>(times: usize, mut step: impl FnMut() -> Outcome<T>) -> Outcome<f64> {
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        let start = microseconds();
        black_box(step()?);
        took.push(microseconds() - start);
    }
    Ok(middle(took))
}

/// CPU time of this process, all threads together: other programs on the same core do not count.
fn microseconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
