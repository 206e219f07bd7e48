//! `ikd assess --view`: the photograph with what was found drawn on it.

use std::path::Path;

use ikd_core::selfie::{FaceOutline, Point, SelfieEngine, Verdict};
use image::{ImageFormat, Rgb, RgbImage};

use super::pictures::upright;
use crate::home::replace;

const FOUND: Rgb<u8> = Rgb([255, 200, 0]);
const OVAL: Rgb<u8> = Rgb([0, 220, 120]);
const PORTRAIT: Rgb<u8> = Rgb([60, 140, 255]);
const FEATURE: Rgb<u8> = Rgb([255, 60, 60]);

/// Draws the box of the detector (yellow), the outline of the face (green), the frame of the portrait (blue), and eyes,
/// nose and chin (red), and writes the picture as PNG. The error is the code of a line of JSON.
pub(super) fn write(
    engine: &SelfieEngine,
    photo: &[u8],
    verdict: &Verdict,
    out: &Path,
) -> Result<(), &'static str> {
    let mut picture = upright(photo)?.into_rgb8();
    if let Some(outline) = engine.outline(photo).map_err(|_| "photo-damaged")? {
        draw(&mut picture, &outline, verdict);
    }
    let mut png = Vec::new();
    picture
        .write_to(&mut std::io::Cursor::new(&mut png), ImageFormat::Png)
        .map_err(|_| "file-not-written")?;
    replace(out, &png, true).map_err(|_| "file-not-written")
}

fn draw(picture: &mut RgbImage, outline: &FaceOutline, verdict: &Verdict) {
    let width = (picture.width().max(picture.height()) / 400).max(1);
    let mut pen = Pen { picture, width: i64::from(width) };
    let [from, to] = outline.found;
    let corner = |x, y| Point { x, y };
    pen.closed(&[from, corner(to.x, from.y), to, corner(from.x, to.y)], FOUND);
    pen.closed(&outline.oval, OVAL);
    if let Some(corners) = &outline.portrait {
        pen.closed(corners, PORTRAIT);
    }
    if let Some(face) = &verdict.metrics.face {
        for point in [face.right_eye, face.left_eye, face.nose_tip, face.chin] {
            pen.cross(point, FEATURE);
        }
    }
}

struct Pen<'a> {
    picture: &'a mut RgbImage,
    width: i64,
}

impl Pen<'_> {
    fn dot(&mut self, at: Point, colour: Rgb<u8>) {
        for dy in -self.width..=self.width {
            for dx in -self.width..=self.width {
                let (x, y) = (at.x as i64 + dx, at.y as i64 + dy);
                let inside = x >= 0
                    && y >= 0
                    && x < i64::from(self.picture.width())
                    && y < i64::from(self.picture.height());
                if inside {
                    self.picture.put_pixel(x as u32, y as u32, colour);
                }
            }
        }
    }

    fn line(&mut self, from: Point, to: Point, colour: Rgb<u8>) {
        let steps = (to.x - from.x).abs().max((to.y - from.y).abs()).ceil().max(1.0);
        for step in 0..=steps as u64 {
            let along = step as f64 / steps;
            let at = Point { x: from.x + (to.x - from.x) * along, y: from.y + (to.y - from.y) * along };
            self.dot(at, colour);
        }
    }

    fn closed(&mut self, points: &[Point], colour: Rgb<u8>) {
        for (index, from) in points.iter().enumerate() {
            self.line(*from, points[(index + 1) % points.len()], colour);
        }
    }

    fn cross(&mut self, at: Point, colour: Rgb<u8>) {
        let reach = (self.width * 5) as f64;
        for (x, y) in [(reach, 0.0), (0.0, reach)] {
            self.line(Point { x: at.x - x, y: at.y - y }, Point { x: at.x + x, y: at.y + y }, colour);
        }
    }
}
