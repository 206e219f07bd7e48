//! A picture being drawn, with the few shapes that a face needs, and how it becomes a JPEG.

use jpeg_encoder::{ColorType, Encoder};
use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform,
};

use super::portrait::{PORTRAIT_HEIGHT, PORTRAIT_LIMIT, PORTRAIT_WIDTH};
use super::strokes::strokes;

/// Red, green, blue.
pub(super) type Rgb = [u8; 3];

/// A portrait on its way.
pub(super) struct Canvas(Pixmap);

impl Canvas {
    pub(super) fn new() -> Self {
        Self(Pixmap::new(PORTRAIT_WIDTH, PORTRAIT_HEIGHT).expect("both sides are fixed and not zero"))
    }

    pub(super) fn all(&mut self, [r, g, b]: Rgb) {
        self.0.fill(Color::from_rgba8(r, g, b, 255));
    }

    pub(super) fn fill(&mut self, path: PathBuilder, colour: Rgb) {
        if let Some(path) = path.finish() {
            self.fill_path(&path, colour);
        }
    }

    fn fill_path(&mut self, path: &Path, colour: Rgb) {
        self.0.fill_path(path, &paint(colour), FillRule::Winding, Transform::identity(), None);
    }

    pub(super) fn ellipse(&mut self, cx: f32, cy: f32, rx: f32, ry: f32, colour: Rgb) {
        let oval = Rect::from_ltrb(cx - rx, cy - ry, cx + rx, cy + ry).and_then(PathBuilder::from_oval);
        if let Some(path) = oval {
            self.fill_path(&path, colour);
        }
    }

    pub(super) fn line(&mut self, points: &[(f32, f32)], colour: Rgb, width: f32) {
        let mut path = PathBuilder::new();
        for (nth, (x, y)) in points.iter().enumerate() {
            if nth == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
        }
        self.stroke(path, colour, width);
    }

    pub(super) fn curve(
        &mut self,
        from: (f32, f32),
        over: (f32, f32),
        to: (f32, f32),
        colour: Rgb,
        width: f32,
    ) {
        let mut path = PathBuilder::new();
        path.move_to(from.0, from.1);
        path.quad_to(over.0, over.1, to.0, to.1);
        self.stroke(path, colour, width);
    }

    fn stroke(&mut self, path: PathBuilder, colour: Rgb, width: f32) {
        let Some(path) = path.finish() else { return };
        let stroke =
            Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        self.0.stroke_path(&path, &paint(colour), &stroke, Transform::identity(), None);
    }

    /// The word CONTOH on a white band across the foot of the picture.
    pub(super) fn mark(&mut self) {
        let band = Rect::from_xywh(0.0, 282.0, PORTRAIT_WIDTH as f32, 38.0).map(PathBuilder::from_rect);
        if let Some(path) = band {
            self.fill_path(&path, [250, 250, 250]);
        }
        for (nth, letter) in "CONTOH".chars().enumerate() {
            let left = 33.0 + 31.0 * nth as f32;
            for stroke in strokes(letter) {
                let points: Vec<_> = stroke.iter().map(|(x, y)| (left + x * 4.6, 290.0 + y * 3.7)).collect();
                self.line(&points, [150, 30, 30], 4.0);
            }
        }
    }

    pub(super) fn into_jpeg(self) -> Vec<u8> {
        let rgb: Vec<u8> =
            self.0.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
        // A flat drawing fits at the first quality; the others are there so that no change of the drawing can break
        // the limit that documents set.
        let mut smallest = Vec::new();
        for quality in [82, 70, 55, 40, 25, 10] {
            smallest.clear();
            Encoder::new(&mut smallest, quality)
                .encode(&rgb, PORTRAIT_WIDTH as u16, PORTRAIT_HEIGHT as u16, ColorType::Rgb)
                .expect("the buffer has exactly three bytes a pixel and memory is the sink");
            if smallest.len() <= PORTRAIT_LIMIT {
                break;
            }
        }
        smallest
    }
}

fn paint([r, g, b]: Rgb) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(r, g, b, 255);
    paint
}

/// `share` of the way from one colour to the other.
pub(super) fn mix(from: Rgb, to: Rgb, share: f32) -> Rgb {
    std::array::from_fn(|i| {
        (f32::from(from[i]) + (f32::from(to[i]) - f32::from(from[i])) * share).round() as u8
    })
}

/// A darker tone, for a factor below 1.
pub(super) fn shade(colour: Rgb, factor: f32) -> Rgb {
    mix([0, 0, 0], colour, factor)
}
