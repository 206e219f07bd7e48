//! A friendly, flat, made-up face for each resident, in place of a photograph.
//!
//! The face follows the seed, the sex and the age, so a person looks the same each time they are drawn. It is small
//! enough to travel in a document container (docs/formats.md section 2: at most 12,288 bytes).

use tiny_skia::PathBuilder;

use super::canvas::{Canvas, Rgb, mix, shade};
use ikd_proof::Sex;

use crate::splitmix::SplitMix64;

/// Width of a portrait, pixels.
pub const PORTRAIT_WIDTH: u32 = 240;
/// Height of a portrait, pixels.
pub const PORTRAIT_HEIGHT: u32 = 320;
/// A portrait is never larger than this, bytes: the limit of a document's photograph.
pub const PORTRAIT_LIMIT: usize = 12_288;

/// From the lightest to the darkest of the archipelago.
const SKINS: [Rgb; 7] = [
    [246, 216, 186],
    [235, 195, 156],
    [222, 175, 132],
    [203, 152, 108],
    [176, 124, 84],
    [142, 96, 64],
    [108, 72, 50],
];
const HAIRS: [Rgb; 4] = [[28, 24, 24], [42, 32, 28], [58, 42, 34], [22, 22, 30]];
const SCARVES: [Rgb; 7] = [
    [74, 110, 140],
    [150, 88, 104],
    [92, 122, 88],
    [196, 168, 128],
    [96, 84, 132],
    [60, 72, 88],
    [188, 128, 108],
];
const CLOTHES: [Rgb; 8] = [
    [240, 240, 236],
    [56, 92, 140],
    [134, 60, 62],
    [86, 116, 78],
    [186, 146, 74],
    [92, 78, 120],
    [60, 64, 74],
    [150, 108, 84],
];
/// Plain studio cloths. (The red and blue of a real card's photograph are left alone.)
const CLOTHS: [Rgb; 5] =
    [[206, 222, 228], [222, 214, 230], [214, 228, 210], [234, 222, 204], [216, 220, 226]];

/// Whether the person drawn from `seed` wears a head cover: a hijab on a woman, a peci on a man.
///
/// The seed decides it, so the caller can choose a seed that fits the person.
pub fn covers_head(seed: u64) -> bool {
    SplitMix64::new(seed).chance(45)
}

/// The portrait of a person who does not exist: a JPEG of 240 x 320 pixels and at most 12,288 bytes, marked CONTOH.
///
/// `age` is in years. Small children wear no head cover whatever the seed says.
pub fn portrait(seed: u64, sex: Sex, age: u32) -> Vec<u8> {
    let mut canvas = Canvas::new();
    Sitter::new(seed, sex, age).draw(&mut canvas);
    canvas.mark();
    canvas.into_jpeg()
}

struct Sitter {
    woman: bool,
    age: u32,
    covered: bool,
    skin: Rgb,
    hair: Rgb,
    style: u32,
    chance: SplitMix64,
    /// Centre of the face and its half axes, pixels.
    face: (f32, f32, f32, f32),
}

impl Sitter {
    fn new(seed: u64, sex: Sex, age: u32) -> Self {
        let mut chance = SplitMix64::new(seed);
        let covered = chance.chance(45) && age >= 6;
        let skin = SKINS[chance.below(SKINS.len() as u32) as usize];
        let dark = HAIRS[chance.below(HAIRS.len() as u32) as usize];
        let grey = match age {
            0..=44 => 0.0,
            45..=74 => (age - 44) as f32 / 34.0,
            _ => 0.92,
        };
        let style = chance.below(3);
        let child = age < 13;
        let face = if child {
            (120.0, 152.0, chance.span(56.0, 60.0), chance.span(59.0, 63.0))
        } else {
            (120.0, 142.0, chance.span(51.0, 57.0), chance.span(65.0, 71.0))
        };
        Self {
            woman: sex == Sex::Female,
            age,
            covered,
            skin,
            hair: mix(dark, [222, 222, 220], grey),
            style,
            chance,
            face,
        }
    }

    fn draw(mut self, canvas: &mut Canvas) {
        let cloth = CLOTHS[self.chance.below(CLOTHS.len() as u32) as usize];
        canvas.all(cloth);
        let scarf = SCARVES[self.chance.below(SCARVES.len() as u32) as usize];
        if self.woman && !self.covered {
            self.hair_behind(canvas);
        }
        self.clothes(canvas);
        self.neck_and_ears(canvas);
        let (cx, cy, rx, ry) = self.face;
        if self.woman && self.covered {
            self.hijab(canvas, scarf);
        } else {
            if !self.woman {
                canvas.ellipse(cx, cy - ry * 0.32, rx + 2.5, ry * 0.7, self.hair);
            }
            canvas.ellipse(cx, cy, rx, ry, self.skin);
            self.hair_in_front(canvas);
            if self.covered {
                self.peci(canvas);
            }
        }
        self.features(canvas);
    }

    fn clothes(&mut self, canvas: &mut Canvas) {
        let colour = CLOTHES[self.chance.below(CLOTHES.len() as u32) as usize];
        let (_, cy, _, ry) = self.face;
        let neck = cy + ry;
        let half = if self.age < 13 { 72.0 } else { 92.0 };
        let mut path = PathBuilder::new();
        path.move_to(120.0 - half - 16.0, 321.0);
        path.cubic_to(120.0 - half - 6.0, neck + 42.0, 120.0 - 62.0, neck + 28.0, 120.0 - 28.0, neck + 16.0);
        path.line_to(120.0 + 28.0, neck + 16.0);
        path.cubic_to(120.0 + 62.0, neck + 28.0, 120.0 + half + 6.0, neck + 42.0, 120.0 + half + 16.0, 321.0);
        path.close();
        canvas.fill(path, colour);
        match self.style {
            0 => canvas.line(&[(120.0, neck + 40.0), (120.0, 300.0)], shade(colour, 0.8), 2.0),
            1 => {
                // Each row is as wide as the shoulders are at its height.
                for row in 0..4_i16 {
                    let (y, shift) = (neck + 52.0 + 20.0 * f32::from(row), f32::from(row % 2) * 13.0);
                    for column in -4..=3_i16 {
                        let x = 120.0 + 26.0 * f32::from(column) + shift;
                        if (x - 120.0).abs() < half - 34.0 + 11.0 * f32::from(row) {
                            canvas.ellipse(x, y, 3.5, 5.0, shade(colour, 0.82));
                        }
                    }
                }
            }
            _ => {}
        }
        // The collar.
        let mut left = PathBuilder::new();
        left.move_to(92.0, neck + 12.0);
        left.line_to(120.0, neck + 42.0);
        left.line_to(88.0, neck + 46.0);
        left.close();
        canvas.fill(left, shade(colour, 0.9));
        let mut right = PathBuilder::new();
        right.move_to(148.0, neck + 12.0);
        right.line_to(120.0, neck + 42.0);
        right.line_to(152.0, neck + 46.0);
        right.close();
        canvas.fill(right, shade(colour, 0.9));
    }

    fn neck_and_ears(&self, canvas: &mut Canvas) {
        let (cx, cy, rx, ry) = self.face;
        let width = if self.age < 13 { 18.0 } else { 24.0 };
        let mut neck = PathBuilder::new();
        neck.move_to(cx - width, cy + ry * 0.6);
        neck.line_to(cx - width - 2.0, cy + ry + 14.0);
        neck.line_to(cx, cy + ry + 38.0);
        neck.line_to(cx + width + 2.0, cy + ry + 14.0);
        neck.line_to(cx + width, cy + ry * 0.6);
        neck.close();
        canvas.fill(neck, shade(self.skin, 0.88));
        if !(self.woman && self.covered) {
            for side in [-1.0, 1.0] {
                canvas.ellipse(cx + side * (rx + 1.0), cy + 4.0, 8.0, 14.0, shade(self.skin, 0.94));
                canvas.ellipse(cx + side * (rx + 2.0), cy + 4.0, 4.0, 8.0, shade(self.skin, 0.84));
            }
        }
    }

    fn hair_behind(&self, canvas: &mut Canvas) {
        let (cx, cy, rx, ry) = self.face;
        match self.style {
            // Shoulder length.
            0 => {
                let mut path = PathBuilder::new();
                path.move_to(cx - rx - 14.0, cy + ry + 24.0);
                path.cubic_to(cx - rx - 26.0, cy - 20.0, cx - rx - 12.0, cy - ry - 20.0, cx, cy - ry - 18.0);
                path.cubic_to(
                    cx + rx + 12.0,
                    cy - ry - 20.0,
                    cx + rx + 26.0,
                    cy - 20.0,
                    cx + rx + 14.0,
                    cy + ry + 24.0,
                );
                path.close();
                canvas.fill(path, self.hair);
            }
            // Tied up in a bun.
            1 => canvas.ellipse(cx, cy - ry - 16.0, 24.0, 20.0, self.hair),
            // To the chin.
            _ => {
                canvas.ellipse(cx, cy - 6.0, rx + 15.0, ry + 10.0, self.hair);
                canvas.ellipse(cx - rx + 2.0, cy + 34.0, 16.0, 26.0, self.hair);
                canvas.ellipse(cx + rx - 2.0, cy + 34.0, 16.0, 26.0, self.hair);
            }
        }
    }

    fn hair_in_front(&self, canvas: &mut Canvas) {
        let (cx, cy, rx, ry) = self.face;
        let receding = !self.woman && self.age >= 58 && self.style == 2 && !self.covered;
        let side = cy - ry * if self.woman { 0.02 } else { 0.18 };
        let line = cy - ry * if receding { 0.86 } else { 0.52 };
        let part = if self.style == 1 { -18.0 } else { 16.0 };
        let mut path = PathBuilder::new();
        path.move_to(cx - rx - 3.0, side);
        path.cubic_to(cx - rx - 6.0, cy - ry * 0.9, cx - rx * 0.6, cy - ry - 15.0, cx, cy - ry - 13.0);
        path.cubic_to(cx + rx * 0.6, cy - ry - 15.0, cx + rx + 6.0, cy - ry * 0.9, cx + rx + 3.0, side);
        path.cubic_to(cx + rx - 4.0, cy - ry * 0.5, cx + rx * 0.66, line, cx + part, line - 6.0);
        path.cubic_to(cx - rx * 0.66, line, cx - rx + 4.0, cy - ry * 0.5, cx - rx - 3.0, side);
        path.close();
        canvas.fill(path, self.hair);
    }

    fn peci(&self, canvas: &mut Canvas) {
        let (cx, cy, rx, ry) = self.face;
        let mut path = PathBuilder::new();
        path.move_to(cx - rx - 3.0, cy - ry * 0.44);
        path.line_to(cx - rx + 3.0, cy - ry - 26.0);
        path.quad_to(cx, cy - ry - 38.0, cx + rx - 3.0, cy - ry - 26.0);
        path.line_to(cx + rx + 3.0, cy - ry * 0.44);
        path.quad_to(cx, cy - ry * 0.72, cx - rx - 3.0, cy - ry * 0.44);
        path.close();
        canvas.fill(path, [30, 30, 34]);
        let seam = cy - ry - 31.0;
        canvas.line(&[(cx, seam), (cx, cy - ry * 0.62)], [52, 52, 58], 1.5);
    }

    fn hijab(&self, canvas: &mut Canvas, scarf: Rgb) {
        let (cx, cy, rx, ry) = self.face;
        let mut drape = PathBuilder::new();
        drape.move_to(cx - 84.0, 300.0);
        drape.cubic_to(cx - 80.0, cy + ry, cx - rx - 24.0, cy + 30.0, cx - rx - 15.0, cy - 6.0);
        drape.cubic_to(cx - rx - 10.0, cy - ry - 10.0, cx - rx * 0.5, cy - ry - 22.0, cx, cy - ry - 22.0);
        drape.cubic_to(
            cx + rx * 0.5,
            cy - ry - 22.0,
            cx + rx + 10.0,
            cy - ry - 10.0,
            cx + rx + 15.0,
            cy - 6.0,
        );
        drape.cubic_to(cx + rx + 24.0, cy + 30.0, cx + 80.0, cy + ry, cx + 84.0, 300.0);
        drape.quad_to(cx, 322.0, cx - 84.0, 300.0);
        drape.close();
        canvas.fill(drape, scarf);
        canvas.line(
            &[(cx - rx - 4.0, cy + 44.0), (cx - 30.0, cy + ry + 26.0), (cx + 46.0, 300.0)],
            shade(scarf, 0.84),
            3.0,
        );
        canvas.line(
            &[(cx + rx + 4.0, cy + 44.0), (cx + 26.0, cy + ry + 30.0), (cx - 40.0, 296.0)],
            shade(scarf, 0.84),
            3.0,
        );
        canvas.ellipse(cx, cy + 2.0, rx * 0.93 + 4.0, ry * 0.92 + 4.0, shade(scarf, 0.8));
        canvas.ellipse(cx, cy + 2.0, rx * 0.93, ry * 0.92, self.skin);
        // The inner scarf covers the hairline.
        let mut brow = PathBuilder::new();
        brow.move_to(cx - rx * 0.82, cy - ry * 0.4);
        brow.quad_to(cx, cy - ry * 0.78, cx + rx * 0.82, cy - ry * 0.4);
        brow.quad_to(cx + rx * 0.6, cy - ry * 0.95, cx, cy - ry * 0.95);
        brow.quad_to(cx - rx * 0.6, cy - ry * 0.95, cx - rx * 0.82, cy - ry * 0.4);
        brow.close();
        canvas.fill(brow, shade(scarf, 0.72));
    }

    fn features(&mut self, canvas: &mut Canvas) {
        let (cx, cy, rx, ry) = self.face;
        let child = self.age < 13;
        let apart = rx * 0.42;
        let eyes = cy + if child { 4.0 } else { -4.0 };
        let (eye_x, eye_y) = if child { (8.5, 8.5) } else { (8.5, self.chance.span(5.2, 6.8)) };
        let brow = mix(self.hair, self.skin, 0.18);
        for side in [-1.0, 1.0] {
            let x = cx + side * apart;
            canvas.ellipse(x, eyes, eye_x, eye_y, [252, 252, 250]);
            canvas.ellipse(x, eyes + 0.5, eye_y.min(6.0), eye_y.min(6.0), [44, 30, 24]);
            canvas.ellipse(x + 2.0, eyes - 1.8, 1.7, 1.7, [255, 255, 255]);
            let lash = if self.woman { 2.4 } else { 1.5 };
            canvas.curve(
                (x - eye_x, eyes - 1.0),
                (x, eyes - eye_y * 1.7),
                (x + eye_x, eyes - 1.0),
                [48, 34, 30],
                lash,
            );
            let lift = self.chance.span(-1.0, 1.5);
            let thick = if self.woman || child { 2.6 } else { 4.0 };
            canvas.curve(
                (x - 12.0, eyes - 15.0 + side * lift),
                (x, eyes - 21.0),
                (x + 12.0, eyes - 15.0 - side * lift),
                brow,
                thick,
            );
        }
        let nose = self.chance.span(5.0, 8.0);
        let under = cy + ry * 0.32;
        canvas.curve(
            (cx - nose, under - 3.0),
            (cx, under + 5.0),
            (cx + nose, under - 3.0),
            shade(self.skin, 0.74),
            2.6,
        );
        let mouth = cy + ry * 0.58;
        let half = self.chance.span(13.0, 18.0);
        let lips = mix(self.skin, [172, 62, 66], if self.woman { 0.72 } else { 0.45 });
        canvas.curve(
            (cx - half, mouth - 2.0),
            (cx, mouth + self.chance.span(6.0, 11.0)),
            (cx + half, mouth - 2.0),
            lips,
            4.0,
        );
        if child {
            for side in [-1.0, 1.0] {
                canvas.ellipse(
                    cx + side * rx * 0.62,
                    cy + ry * 0.36,
                    9.0,
                    6.0,
                    mix(self.skin, [232, 110, 100], 0.3),
                );
            }
        }
        if !self.woman && (22..70).contains(&self.age) && self.chance.chance(25) {
            let y = mouth - 9.0;
            canvas.curve((cx - 15.0, y + 1.0), (cx, y - 5.0), (cx + 15.0, y + 1.0), brow, 3.6);
        }
        if self.age >= 52 {
            let line = shade(self.skin, 0.82);
            for side in [-1.0, 1.0] {
                let x = cx + side * (rx * 0.42);
                canvas.curve(
                    (x - side * 4.0, under - 2.0),
                    (x + side * 2.0, under + 6.0),
                    (x, mouth - 2.0),
                    line,
                    1.8,
                );
                canvas.curve((x - 8.0, eyes + 11.0), (x, eyes + 14.0), (x + 8.0, eyes + 11.0), line, 1.6);
            }
            let open = !self.covered;
            for row in 0..(if open && self.age >= 62 { 2 } else { 0 }) {
                let y = cy - ry * 0.42 + 6.0 * row as f32;
                canvas.curve((cx - 20.0, y), (cx, y - 3.0), (cx + 20.0, y), line, 1.6);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_portrait_is_a_jpeg_of_240_by_320_within_12_kb() {
        for seed in 0..60 {
            let sex = if seed % 2 == 0 { Sex::Male } else { Sex::Female };
            let bytes = portrait(seed, sex, (seed as u32 * 7) % 95);
            assert!(bytes.len() <= PORTRAIT_LIMIT, "{} bytes with seed {seed}", bytes.len());
            let picture = image::load_from_memory(&bytes).expect("a JPEG that a decoder reads");
            assert_eq!((picture.width(), picture.height()), (PORTRAIT_WIDTH, PORTRAIT_HEIGHT));
        }
    }

    #[test]
    fn same_person_is_drawn_the_same() {
        assert_eq!(portrait(5, Sex::Female, 30), portrait(5, Sex::Female, 30));
    }

    #[test]
    fn other_seed_draws_another_face() {
        assert_ne!(portrait(5, Sex::Female, 30), portrait(6, Sex::Female, 30));
    }

    #[test]
    fn every_portrait_carries_the_mark_at_its_foot() {
        for seed in 0..20 {
            let picture = image::load_from_memory(&portrait(seed, Sex::Male, 40)).expect("a JPEG").to_rgb8();
            let foot = (33..207).flat_map(|x| (290..313).map(move |y| (x, y)));
            let red = foot.filter(|(x, y)| {
                let [r, g, _] = picture.get_pixel(*x, *y).0;
                r > 110 && g < 90
            });
            assert!(red.count() > 400, "seed {seed}");
        }
    }
}
