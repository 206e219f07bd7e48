//! The picture of a captcha: digits as bent strokes under a few lines of noise.
//!
//! It keeps a script from activating accounts by the thousand; it does not keep out a determined reader, which is why
//! the same question also comes in words that a blind person can answer.

use image::ImageEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use tiny_skia::{Color, LineCap, LineJoin, Paint, PathBuilder, Pixmap, Stroke, Transform};

use super::strokes::strokes;
use crate::splitmix::SplitMix64;

/// Height of the picture, pixels.
const HEIGHT: u32 = 64;
/// Room for one character, pixels.
const ADVANCE: u32 = 32;
/// Space left and right of the characters, pixels.
const MARGIN: u32 = 16;
/// At most this many characters are drawn, so that no text makes a huge picture.
const MOST_CHARACTERS: usize = 12;

/// A PNG in four greys that asks for `text` (digits; other characters leave a gap), bent by the stream of `seed`.
///
/// 64 pixels high, 32 pixels a character and a margin: a six-digit captcha is 224 x 64 pixels and under 4 KB.
pub fn captcha(text: &str, seed: u64) -> Vec<u8> {
    let characters: Vec<char> = text.chars().take(MOST_CHARACTERS).collect();
    let width = 2 * MARGIN + ADVANCE * characters.len().max(1) as u32;
    let mut chance = SplitMix64::new(seed);
    let mut canvas = Pixmap::new(width, HEIGHT).expect("a fixed height and at most twelve characters");
    canvas.fill(Color::WHITE);

    let wave = Wave::new(&mut chance);
    for _ in 0..4 {
        noise_line(&mut canvas, &mut chance, &wave, width as f32);
    }
    for (place, character) in characters.iter().enumerate() {
        let left = (MARGIN + ADVANCE * place as u32) as f32 + chance.span(3.0, 7.0);
        draw_character(&mut canvas, *character, left, &mut chance, &wave);
    }
    encode(&canvas)
}

/// The slow bend that runs through the whole picture.
struct Wave {
    height: f32,
    length: f32,
    phase: f32,
}

impl Wave {
    fn new(chance: &mut SplitMix64) -> Self {
        Self {
            height: chance.span(2.0, 4.5),
            length: chance.span(60.0, 110.0),
            phase: chance.span(0.0, std::f32::consts::TAU),
        }
    }

    fn bend(&self, x: f32, y: f32) -> (f32, f32) {
        let turn = std::f32::consts::TAU / self.length;
        (x + 1.5 * (y * turn * 1.7 + self.phase).cos(), y + self.height * (x * turn + self.phase).sin())
    }
}

fn draw_character(canvas: &mut Pixmap, character: char, left: f32, chance: &mut SplitMix64, wave: &Wave) {
    let (scale_x, scale_y) = (chance.span(4.4, 5.6), chance.span(5.0, 6.4));
    let (tilt, slant) = (chance.span(-0.28, 0.28), chance.span(-0.2, 0.2));
    let top = (HEIGHT as f32 - 6.0 * scale_y) / 2.0 + chance.span(-4.0, 4.0);
    let shade = chance.between(0, 70) as u8;
    let thickness = chance.span(2.6, 3.8);
    for stroke in strokes(character) {
        let mut path = PathBuilder::new();
        for (nth, (x, y)) in subdivided(stroke).into_iter().enumerate() {
            let (x, y) = ((x - 2.0) * scale_x + (y - 3.0) * slant * 4.0, (y - 3.0) * scale_y);
            let (x, y) = (x * tilt.cos() - y * tilt.sin(), x * tilt.sin() + y * tilt.cos());
            let (x, y) = wave.bend(left + 2.0 * scale_x + x, top + 3.0 * scale_y + y);
            if nth == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
        }
        draw_line(canvas, path, shade, thickness);
    }
}

fn noise_line(canvas: &mut Pixmap, chance: &mut SplitMix64, wave: &Wave, width: f32) {
    let mut path = PathBuilder::new();
    let (mut y, slope) = (chance.span(8.0, HEIGHT as f32 - 8.0), chance.span(-0.15, 0.15));
    let mut x = chance.span(-10.0, 30.0);
    let (start_x, start_y) = wave.bend(x, y);
    path.move_to(start_x, start_y);
    while x < width - 10.0 {
        x += 12.0;
        y += 12.0 * slope;
        let (to_x, to_y) = wave.bend(x, y);
        path.line_to(to_x, to_y);
    }
    draw_line(canvas, path, 140, 1.3);
}

/// Points between the corners of a stroke, so that the wave bends it instead of moving its corners.
fn subdivided(stroke: &[(f32, f32)]) -> Vec<(f32, f32)> {
    let mut points = Vec::with_capacity(stroke.len() * 3);
    for pair in stroke.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        points.extend([0.0, 0.33, 0.66].map(|t| (x0 + (x1 - x0) * t, y0 + (y1 - y0) * t)));
    }
    points.extend(stroke.last());
    points
}

fn draw_line(canvas: &mut Pixmap, path: PathBuilder, shade: u8, thickness: f32) {
    let Some(path) = path.finish() else { return };
    let mut paint = Paint::default();
    paint.set_color_rgba8(shade, shade, shade, 255);
    let stroke = Stroke {
        width: thickness,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        ..Stroke::default()
    };
    canvas.stroke_path(&path, &paint, &stroke, Transform::identity(), None);
}

/// Four greys compress to a quarter of 256, and a captcha travels over a slow link.
fn encode(canvas: &Pixmap) -> Vec<u8> {
    let greys: Vec<u8> = canvas.pixels().iter().map(|pixel| pixel.red() / 64 * 85).collect();
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::NoFilter)
        .write_image(&greys, canvas.width(), canvas.height(), image::ExtendedColorType::L8)
        .expect("the buffer has exactly one byte a pixel and memory is the sink");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captcha_is_a_png_of_at_most_4_kb() {
        for seed in 0..50 {
            let bytes = captcha("408162", seed);
            assert!(bytes.len() <= 4096, "{} bytes with seed {seed}", bytes.len());
            let picture = image::load_from_memory(&bytes).expect("a PNG that a decoder reads");
            assert_eq!((picture.width(), picture.height()), (224, 64));
        }
    }

    #[test]
    fn other_seed_bends_the_same_text_otherwise() {
        assert_ne!(captcha("408162", 1), captcha("408162", 2));
    }

    #[test]
    fn same_seed_draws_the_same_picture() {
        assert_eq!(captcha("408162", 1), captcha("408162", 1));
    }

    #[test]
    fn text_of_any_length_and_script_draws_something_bounded() {
        for text in ["", "x", "٣٤٥", &"9".repeat(10_000)] {
            assert!(captcha(text, 7).len() <= 8192);
        }
    }
}
