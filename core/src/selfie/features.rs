//! What the mesh says of the head and its features: pose, eyes, mouth, and whether the forehead is free.

use super::{aligned::AlignedFace, geometry::Point, mesh::Landmarks};

/// The side edges of the face, forehead and chin: the axes of the head.
const RIGHT_EDGE: usize = 234;
const LEFT_EDGE: usize = 454;
const FOREHEAD: usize = 10;
const CHIN: usize = 152;

/// The pitch that the mesh reports for a face that looks straight ahead, degrees: between the median of 780 faces of all
/// kinds (8) and that of the official portraits among the tests (2).
const STRAIGHT_PITCH: f64 = 5.0;

/// Upper and lower lid, at three places of each eye.
const LIDS: [[(usize, usize); 3]; 2] =
    [[(160, 144), (159, 145), (158, 153)], [(385, 380), (386, 374), (387, 373)]];
/// Outer and inner corner of each eye.
const CORNERS: [(usize, usize); 2] = [(33, 133), (362, 263)];
/// Inner edge of upper and lower lip.
const LIPS: [(usize, usize); 3] = [(82, 87), (13, 14), (312, 317)];

/// From a brow to the hairline, at five places.
const FOREHEAD_LINES: [(usize, usize); 5] = [(105, 103), (107, 109), (9, 10), (336, 338), (334, 332)];
/// Places between them, as fractions of the way. The hairline itself is left out.
const ALONG: [f64; 6] = [0.15, 0.27, 0.39, 0.51, 0.63, 0.75];
/// Places on the cheeks.
const CHEEKS: [usize; 10] = [50, 101, 118, 117, 123, 280, 330, 347, 346, 352];
/// A place differs from the cheeks if its red-green-blue differences, as fractions of its brightness, are this far from
/// theirs, or if it is darker than this fraction of them. Own choice, for drawn hair.
const OTHER_COLOUR: f32 = 0.25;
const OTHER_LIGHT: f32 = 0.5;

/// Orientation of a head, degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pose {
    /// Turned to the person's left (+) or right (-).
    pub(super) yaw: f32,
    /// Looking down (+) or up (-).
    pub(super) pitch: f32,
    /// Leaning to the person's left (+) or right (-) shoulder.
    pub(super) roll: f32,
}

/// The pose of a head, from the directions in which its edges lie.
pub(super) fn pose(landmarks: &Landmarks) -> Pose {
    let axis = |from: usize, to: usize| {
        let (a, b) = (landmarks.in_space(from), landmarks.in_space(to));
        [b[0] - a[0], b[1] - a[1], b[2] - a[2]]
    };
    let dot = |a: [f64; 3], b: [f64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let unit = |a: [f64; 3]| a.map(|v| v / dot(a, a).sqrt().max(f64::MIN_POSITIVE));
    let across = unit(axis(RIGHT_EDGE, LEFT_EDGE));
    let down = axis(FOREHEAD, CHIN);
    let shared = dot(down, across);
    let down = unit([0, 1, 2].map(|i| down[i] - shared * across[i]));
    // The roll is taken out first, or it would turn a part of the yaw into pitch.
    let roll = across[1].atan2(across[0]);
    let (sin, cos) = roll.sin_cos();
    let level = |v: [f64; 3]| [v[0] * cos + v[1] * sin, v[1] * cos - v[0] * sin, v[2]];
    let (across, down) = (level(across), level(down));
    let degrees = |radians: f64| radians.to_degrees() as f32;
    Pose {
        yaw: degrees(across[2].atan2(across[0])),
        pitch: degrees(down[2].atan2(down[1]) - STRAIGHT_PITCH.to_radians()),
        roll: degrees(roll),
    }
}

/// Opening of the less open eye, as its height divided by its width.
pub(super) fn eyes_open(landmarks: &Landmarks) -> f32 {
    let length = |(a, b): (usize, usize)| landmarks.point(a).distance(landmarks.point(b));
    let eye = |eye: usize| {
        let heights: f64 = LIDS[eye].into_iter().map(length).sum();
        heights / 3.0 / length(CORNERS[eye]).max(f64::MIN_POSITIVE)
    };
    eye(0).min(eye(1)) as f32
}

/// Gap between the lips as a fraction of the distance from the eyes to the chin.
pub(super) fn mouth_open(landmarks: &Landmarks) -> f32 {
    let gap = |(a, b): (usize, usize)| landmarks.point(a).distance(landmarks.point(b));
    let eyes = landmarks.right_eye().middle(landmarks.left_eye());
    let face = eyes.distance(landmarks.chin()).max(f64::MIN_POSITIVE);
    (LIPS.into_iter().map(gap).fold(0.0, f64::max) / face) as f32
}

/// Share of the strip above the brows that looks different from the cheeks, 0..1.
pub(super) fn forehead_covered(face: &AlignedFace, landmarks: &Landmarks) -> f32 {
    let colour = |point: Point| face.rgb_at(face.place(point)).map(Look::of);
    let cheeks: [Option<Look>; CHEEKS.len()] = CHEEKS.map(|at| colour(landmarks.point(at)));
    let Some(skin) = Look::median(cheeks) else { return 0.0 };
    let (mut places, mut covered) = (0.0f32, 0.0f32);
    for (brow, hairline) in FOREHEAD_LINES {
        let (from, to) = (landmarks.point(brow), landmarks.point(hairline));
        for along in ALONG {
            let point = Point::new(from.x + (to.x - from.x) * along, from.y + (to.y - from.y) * along);
            if let Some(look) = colour(point) {
                places += 1.0;
                covered += f32::from(u8::from(look.differs_from(skin)));
            }
        }
    }
    covered / places.max(1.0)
}

/// Brightness and colour of a place.
#[derive(Clone, Copy)]
struct Look {
    luma: f32,
    red: f32,
    blue: f32,
}

impl Look {
    fn of([r, g, b]: [u8; 3]) -> Look {
        let [r, g, b] = [r, g, b].map(f32::from);
        let luma = (0.299 * r + 0.587 * g + 0.114 * b).max(1.0);
        Look { luma, red: (r - g) / luma, blue: (b - g) / luma }
    }

    /// The median of each value; `None` without any place.
    fn median<const N: usize>(looks: [Option<Look>; N]) -> Option<Look> {
        let middle = |value: fn(&Look) -> f32| {
            let mut values = looks.map(|look| look.as_ref().map_or(f32::INFINITY, value));
            values.sort_unstable_by(f32::total_cmp);
            let known = looks.iter().flatten().count();
            (known > 0).then(|| values[known / 2])
        };
        Some(Look { luma: middle(|l| l.luma)?, red: middle(|l| l.red)?, blue: middle(|l| l.blue)? })
    }

    fn differs_from(self, skin: Look) -> bool {
        (self.red - skin.red).hypot(self.blue - skin.blue) > OTHER_COLOUR
            || self.luma < OTHER_LIGHT * skin.luma
    }
}
