//! A paper on a table as a camera sees it: perspective, light, creases, noise, and one thing that went wrong.

use super::{page::Page, random::Random};
use crate::{papers::plane::Plane, pictures::pixels::Buffer};

/// What is under the paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Table {
    Dark,
    Wood,
    Cloth,
    /// As bright as the paper: its edge shows only by its shadow.
    White,
}

pub(super) const TABLES: [Table; 4] = [Table::Dark, Table::Wood, Table::Cloth, Table::White];

/// What went wrong, in pixels of a picture of 1,600 x 1,200.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Trouble {
    None,
    /// Creases, which are no reason for advice.
    Creased,
    /// Deviation of a Gaussian.
    Blur(f32),
    /// Length of the hand's movement while the picture was taken.
    Motion(f32),
    /// Half axes of a reflection, as shares of the paper's width.
    Glare(f32),
    /// Luma of blank paper.
    Dark(f32),
    /// This share of the paper is beyond this many neighbouring edges of the picture.
    CutOff(f32, usize),
}

/// The picture of a random paper. The same arguments give the same picture.
pub(super) fn shot(seed: u64, table: Table, trouble: Trouble) -> Plane {
    let mut random = Random::new(seed);
    let page = Page::of(random.below(3), &mut random);
    let (width, height) = if page.width > page.height { (1600, 1200) } else { (1200, 1600) };
    let corners = corners(&page, (width as f32, height as f32), trouble, &mut random);
    let light = Light::of(trouble, &mut random);
    let surface = Surface::of(table, light.paper, &mut random);
    let creases = creases(&page, trouble, &mut random);
    let to_page = Homography::to_page(corners, (page.width as f32, page.height as f32));
    let mut plane = Plane { width, height, values: Buffer::zeroed(width * height) };
    for y in 0..height {
        for x in 0..width {
            let (u, v) = to_page.apply(x as f32 + 0.5, y as f32 + 0.5);
            let seen = match page.sample(u, v) {
                Some(value) => {
                    let bend: f32 = creases.iter().map(|crease| crease.shade(u, v)).sum();
                    light.paper * value * (1.0 + bend)
                }
                None => surface.seen(x, y) * surface.shadow(&page, u, v),
            };
            plane.values[y * width + x] =
                seen * light.falloff(x as f32 / width as f32, y as f32 / height as f32);
        }
    }
    if let Trouble::Glare(size) = trouble {
        glare(&mut plane, corners, size, &mut random);
    }
    let lens = random.between(0.6, 0.9);
    match trouble {
        Trouble::Blur(deviation) => blur(&mut plane, deviation.hypot(lens)),
        Trouble::Motion(length) => {
            blur(&mut plane, lens);
            let angle = random.between(0.0, std::f32::consts::PI);
            motion(&mut plane, length, angle);
        }
        _ => blur(&mut plane, lens),
    }
    let noise = if matches!(trouble, Trouble::Dark(_)) { 5.0 } else { random.between(1.0, 3.5) };
    for value in plane.values.iter_mut() {
        // The sum of four has nearly a normal distribution.
        let sum = (0..2).map(|_| random.next()).map(|r| (r >> 16) as f32 + (r & 0xffff) as f32).sum::<f32>();
        let normal = (sum / 65_536.0 - 2.0) * 1.732;
        *value = (*value + noise * normal).round().clamp(0.0, 255.0);
    }
    plane
}

type Corner = (f32, f32);

/// Upper left, upper right, lower right, lower left.
fn corners(page: &Page, (w, h): (f32, f32), trouble: Trouble, random: &mut Random) -> [Corner; 4] {
    let ratio = page.width as f32 / page.height as f32;
    // As large as fits in turned, then somewhat smaller.
    let fit = (w / ratio).min(h) * random.between(0.78, 0.9);
    let (half_w, half_h) = (fit * ratio / 2.0, fit / 2.0);
    let (sin, cos) = random.between(-0.05, 0.05).sin_cos();
    let mut middle = (w / 2.0 + random.between(-0.02, 0.02) * w, h / 2.0 + random.between(-0.02, 0.02) * h);
    if let Trouble::CutOff(share, sides) = trouble {
        let (across, down) = [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)][random.below(4)];
        let (across, down) = if sides > 1 { (across + down, down - across) } else { (across, down) };
        // So that this share of its width or height lies outside.
        let beyond = |half: f32, side: f32| side / 2.0 - half + 2.0 * half * share;
        middle.0 = if across == 0.0 { middle.0 } else { w / 2.0 + across * beyond(half_w, w) };
        middle.1 = if down == 0.0 { middle.1 } else { h / 2.0 + down * beyond(half_h, h) };
    }
    [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| {
        let (x, y) = (x * half_w * random.between(0.95, 1.01), y * half_h * random.between(0.95, 1.01));
        (middle.0 + cos * x - sin * y, middle.1 + sin * x + cos * y)
    })
}

struct Light {
    /// Luma of blank paper.
    paper: f32,
    across: f32,
    down: f32,
}

impl Light {
    fn of(trouble: Trouble, random: &mut Random) -> Light {
        let paper = random.between(150.0, 225.0);
        let paper = if let Trouble::Dark(luma) = trouble { luma } else { paper };
        Light { paper, across: random.between(-0.2, 0.2), down: random.between(-0.2, 0.2) }
    }

    fn falloff(&self, x: f32, y: f32) -> f32 {
        1.0 + self.across * (x - 0.5) + self.down * (y - 0.5)
    }
}

/// The table.
struct Surface {
    table: Table,
    luma: f32,
    grain: f32,
    /// Depth and width in pixels of the shadow at the left, right, upper and lower edge.
    shadows: [(f32, f32); 4],
}

impl Surface {
    fn of(table: Table, paper: f32, random: &mut Random) -> Surface {
        let (low, high) = match table {
            Table::Dark => (0.12, 0.35),
            Table::Wood => (0.4, 0.65),
            Table::Cloth => (0.35, 0.75),
            Table::White => (0.88, 1.04),
        };
        let shadows = std::array::from_fn(|_| (random.between(0.1, 0.35), random.between(3.0, 14.0)));
        Surface { table, luma: paper * random.between(low, high), grain: random.unit() * 100.0, shadows }
    }

    fn seen(&self, x: usize, y: usize) -> f32 {
        let (x, y) = (x as f32, y as f32);
        self.luma
            * match self.table {
                Table::Dark => 1.0,
                Table::Wood => {
                    let wave = y + 8.0 * (x * 0.004 + self.grain).sin();
                    1.0 + 0.12 * (wave * 0.11).sin() * (wave * 0.031 + self.grain).sin()
                        + 0.05 * (wave * 0.9).sin()
                }
                Table::Cloth => {
                    1.0 + 0.06 * (x * 0.8).sin() * (y * 0.8).sin() + 0.04 * (x * 0.05 + self.grain).sin()
                }
                Table::White => 1.0 + 0.015 * (x * 0.013 + self.grain).sin() * (y * 0.017).cos(),
            }
    }

    fn shadow(&self, page: &Page, u: f32, v: f32) -> f32 {
        let beyond = [-u, u - page.width as f32, -v, v - page.height as f32];
        let distance = beyond[0].max(beyond[1]).max(0.0).hypot(beyond[2].max(beyond[3]).max(0.0));
        let nearest = (0..4).max_by(|a, b| beyond[*a].total_cmp(&beyond[*b])).unwrap();
        let (depth, width) = self.shadows[nearest];
        1.0 - depth * (-distance / width).exp()
    }
}

/// A fold across the paper, from edge to edge.
struct Crease {
    across: bool,
    at: f32,
    depth: f32,
}

impl Crease {
    fn shade(&self, u: f32, v: f32) -> f32 {
        let distance = if self.across { v - self.at } else { u - self.at };
        if distance.abs() > 120.0 {
            return 0.0;
        }
        self.depth * distance.signum() * (-distance.abs() / 20.0).exp()
    }
}

fn creases(page: &Page, trouble: Trouble, random: &mut Random) -> Vec<Crease> {
    if trouble != Trouble::Creased {
        return Vec::new();
    }
    let crease = |across: bool, random: &mut Random| {
        let side = if across { page.height } else { page.width };
        Crease { across, at: side as f32 * random.between(0.3, 0.7), depth: random.between(0.05, 0.12) }
    };
    vec![crease(true, random), crease(random.below(2) == 0, random)]
}

fn glare(plane: &mut Plane, corners: [Corner; 4], size: f32, random: &mut Random) {
    let width = (corners[1].0 - corners[0].0).hypot(corners[1].1 - corners[0].1);
    let along = |share: f32, a: Corner, b: Corner| (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1));
    let (u, v) = (random.between(0.25, 0.75), random.between(0.25, 0.75));
    let middle = along(v, along(u, corners[0], corners[1]), along(u, corners[3], corners[2]));
    let (sin, cos) = random.between(0.0, 3.0).sin_cos();
    let (long, short) = (width * size * random.between(1.0, 1.5), width * size * random.between(0.6, 1.0));
    for y in 0..plane.height {
        for x in 0..plane.width {
            let (dx, dy) = (x as f32 - middle.0, y as f32 - middle.1);
            let r = ((dx * cos + dy * sin) / long).hypot((dy * cos - dx * sin) / short);
            // Bright inside, with a soft edge half as wide as the reflection.
            let light = 300.0 * (1.0 - ((r - 0.85) / 0.5).clamp(0.0, 1.0)).powi(2);
            plane.values[y * plane.width + x] += light;
        }
    }
    plane.values.iter_mut().for_each(|value| *value = value.min(255.0));
}

/// A Gaussian, across and then down.
fn blur(plane: &mut Plane, deviation: f32) {
    let reach = (deviation * 2.5).ceil() as usize;
    let mut weights: Vec<f32> =
        (0..=2 * reach).map(|i| (-0.5 * ((i as f32 - reach as f32) / deviation).powi(2)).exp()).collect();
    let sum: f32 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= sum);
    let (width, height) = (plane.width, plane.height);
    let mut padded = vec![0.0; width + 2 * reach];
    for row in plane.values.chunks_exact_mut(width) {
        padded[..reach].fill(row[0]);
        padded[reach..reach + width].copy_from_slice(row);
        padded[reach + width..].fill(row[width - 1]);
        row.fill(0.0);
        for (shift, weight) in weights.iter().enumerate() {
            row.iter_mut().zip(&padded[shift..]).for_each(|(out, value)| *out += value * weight);
        }
    }
    let source = plane.values.to_vec();
    for (y, row) in plane.values.chunks_exact_mut(width).enumerate() {
        row.fill(0.0);
        for (shift, weight) in weights.iter().enumerate() {
            let from = (y + shift).saturating_sub(reach).min(height - 1);
            row.iter_mut().zip(&source[from * width..]).for_each(|(out, value)| *out += value * weight);
        }
    }
}

/// The mean along a line.
fn motion(plane: &mut Plane, length: f32, angle: f32) {
    let source = plane.values.to_vec();
    let (width, height) = (plane.width as i32, plane.height as i32);
    let steps = length.ceil() as i32;
    plane.values.iter_mut().for_each(|value| *value = 0.0);
    for step in 0..steps {
        let along = (step as f32 / (steps - 1).max(1) as f32 - 0.5) * length;
        let (dx, dy) = ((angle.cos() * along).round() as i32, (angle.sin() * along).round() as i32);
        for (y, row) in (0..).zip(plane.values.chunks_exact_mut(width as usize)) {
            let from = &source[((y + dy).clamp(0, height - 1) * width) as usize..][..width as usize];
            for (x, out) in (0..).zip(row) {
                *out += from[(x + dx).clamp(0, width - 1) as usize] / steps as f32;
            }
        }
    }
}

impl Page {
    /// Interpolates at a point in pixels; `None` outside.
    fn sample(&self, u: f32, v: f32) -> Option<f32> {
        if !(0.0..self.width as f32).contains(&u) || !(0.0..self.height as f32).contains(&v) {
            return None;
        }
        let (x, y) = ((u - 0.5).max(0.0), (v - 0.5).max(0.0));
        let (left, top) = ((x as usize).min(self.width - 2), (y as usize).min(self.height - 2));
        let (fx, fy) = ((x - left as f32).min(1.0), (y - top as f32).min(1.0));
        let at = top * self.width + left;
        let across = |at: usize| self.values[at] * (1.0 - fx) + self.values[at + 1] * fx;
        Some(across(at) * (1.0 - fy) + across(at + self.width) * fy)
    }
}

/// A map of the picture's points to those of the page.
struct Homography([f32; 9]);

impl Homography {
    /// The inverse of Heckbert's map of a rectangle to a quadrilateral (1989, 2.2.3).
    fn to_page([p0, p1, p2, p3]: [Corner; 4], (width, height): (f32, f32)) -> Homography {
        let (dx1, dx2, sx) = (p1.0 - p2.0, p3.0 - p2.0, p0.0 - p1.0 + p2.0 - p3.0);
        let (dy1, dy2, sy) = (p1.1 - p2.1, p3.1 - p2.1, p0.1 - p1.1 + p2.1 - p3.1);
        let size = dx1 * dy2 - dx2 * dy1;
        let (g, h) = ((sx * dy2 - dx2 * sy) / size, (dx1 * sy - sx * dy1) / size);
        let (a, b, c) = (p1.0 - p0.0 + g * p1.0, p3.0 - p0.0 + h * p3.0, p0.0);
        let (d, e, f) = (p1.1 - p0.1 + g * p1.1, p3.1 - p0.1 + h * p3.1, p0.1);
        let unit = [
            [e - f * h, c * h - b, b * f - c * e],
            [f * g - d, a - c * g, c * d - a * f],
            [d * h - e * g, b * g - a * h, a * e - b * d],
        ];
        let [x, y, z] = unit;
        Homography([
            x[0] * width,
            x[1] * width,
            x[2] * width,
            y[0] * height,
            y[1] * height,
            y[2] * height,
            z[0],
            z[1],
            z[2],
        ])
    }

    fn apply(&self, x: f32, y: f32) -> (f32, f32) {
        let m = &self.0;
        let w = m[6] * x + m[7] * y + m[8];
        ((m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w)
    }
}
