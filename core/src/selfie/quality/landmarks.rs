//! The 98 landmarks of OFIQ, taken from the 468 points of the face mesh.
//!
//! OFIQ finds the points of WFLW (Wu et al., Look at Boundary, 2018) with a model of 55 MB. The mesh has a point at, or
//! two points around, the place of each of them.

use super::super::{geometry::Point, mesh::Landmarks};

/// A landmark: column and row of the pixel that contains it. OFIQ rounds its landmarks to whole pixels.
pub(in crate::selfie) type Pixel = [i32; 2];

/// The landmarks by WFLW number.
pub(in crate::selfie) type Points = [Pixel; 98];

pub(super) const CHIN: usize = 16;
pub(super) const NOSE_TIP: usize = 54;
/// The corners of the eye at the left of the picture, and of the eye at its right.
pub(super) const EYE_CORNERS: [(usize, usize); 2] = [(60, 64), (68, 72)];
/// Upper and lower lid, one above the other.
pub(super) const LIDS: [[(usize, usize); 3]; 2] =
    [[(61, 67), (62, 66), (63, 65)], [(69, 75), (70, 74), (71, 73)]];
/// The corners of the mouth, left in the picture first.
pub(super) const MOUTH_CORNERS: (usize, usize) = (76, 82);
/// Inner edges of upper and lower lip, one above the other.
pub(super) const INNER_LIPS: [(usize, usize); 3] = [(89, 95), (90, 94), (91, 93)];
/// The middle pair of [`INNER_LIPS`].
pub(super) const MOUTH_MIDDLE: (usize, usize) = (90, 94);

/// For each landmark, the two points of the mesh between which it lies in the middle; twice the same if it has a point
/// of its own. "Left" and "right" are sides of the picture.
#[rustfmt::skip]
const OF_MESH: [(usize, usize); 98] = [
    // 0..=32: the outline, from the left temple over the chin (16) to the right temple.
    (127, 127), (127, 234), (234, 234), (234, 93), (93, 93), (93, 132), (132, 132), (132, 58), (58, 58),
    (58, 172), (172, 136), (136, 150), (150, 150), (149, 149), (176, 176), (148, 148), (152, 152),
    (377, 377), (400, 400), (378, 378), (379, 379), (365, 379), (397, 365), (288, 397), (288, 288),
    (361, 288), (361, 361), (323, 361), (323, 323), (454, 323), (454, 454), (356, 454), (356, 356),
    // 33..=41: the left eyebrow: upper edge inwards, lower edge outwards.
    (70, 70), (63, 63), (105, 105), (66, 66), (107, 107), (55, 55), (65, 65), (52, 52), (53, 53),
    // 42..=50: the right eyebrow: upper edge outwards, lower edge inwards.
    (336, 336), (296, 296), (334, 334), (293, 293), (300, 300), (283, 283), (282, 282), (295, 295), (285, 285),
    // 51..=59: the bridge of the nose down to its tip, the lower edge from left to right.
    (168, 168), (197, 197), (5, 5), (1, 1), (98, 98), (97, 97), (2, 2), (326, 326), (327, 327),
    // 60..=75: each eye clockwise from its left corner.
    (33, 33), (160, 160), (159, 159), (158, 158), (133, 133), (153, 153), (145, 145), (144, 144),
    (362, 362), (385, 385), (386, 386), (387, 387), (263, 263), (373, 373), (374, 374), (380, 380),
    // 76..=87: the outer edge of the lips, clockwise from the left corner.
    (61, 61), (40, 40), (37, 37), (0, 0), (267, 267), (270, 270), (291, 291), (321, 321), (314, 314), (17, 17),
    (84, 84), (91, 91),
    // 88..=95: the inner edge of the lips, clockwise from the left corner.
    (78, 78), (81, 81), (13, 13), (311, 311), (308, 308), (402, 402), (14, 14), (178, 178),
    // 96 and 97: the pupils. This mesh has no irises; the middle of the open eye stands for them.
    (159, 145), (386, 374),
];

/// The landmarks of a mesh whose points `place` moves, for example from a photograph into its portrait.
pub(super) fn of_mesh(mesh: &Landmarks, place: impl Fn(Point) -> Point) -> Points {
    OF_MESH.map(|(one, other)| {
        let middle = place(mesh.point(one).middle(mesh.point(other)));
        [middle.x.floor() as i32, middle.y.floor() as i32]
    })
}

/// How far the head is turned to a side, degrees.
///
/// A turn moves the tip of the nose along the line of the outer eye corners. The nose is 4.302 in front of that line,
/// which is 2 x 4.446 long (`canonical_face_model.obj` of MediaPipe, points 1, 33 and 263).
pub(super) fn yaw(mesh: &Landmarks) -> f64 {
    const HALF_LINE_PER_NOSE: f64 = 4.446 / 4.302;
    let (right, left, nose) = (mesh.point(33), mesh.point(263), mesh.nose_tip());
    let middle = right.middle(left);
    let line = Point::new(left.x - right.x, left.y - right.y);
    let along = (nose.x - middle.x) * line.x + (nose.y - middle.y) * line.y;
    let half_lines = 2.0 * along / (line.x * line.x + line.y * line.y).max(f64::MIN_POSITIVE);
    (half_lines * HALF_LINE_PER_NOSE).atan().to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_symmetric_apart_from_the_sides() {
        // Two points of the mesh are opposite if the table says so once; then it must say so everywhere.
        let mut opposite = std::collections::BTreeMap::new();
        let mut pairs: Vec<(usize, usize)> = (0..16).map(|i| (i, 32 - i)).collect();
        pairs.extend([
            (33, 46),
            (34, 45),
            (35, 44),
            (36, 43),
            (37, 42),
            (38, 50),
            (39, 49),
            (40, 48),
            (41, 47),
        ]);
        pairs.extend([
            (55, 59),
            (56, 58),
            (60, 72),
            (61, 71),
            (62, 70),
            (63, 69),
            (64, 68),
            (65, 75),
            (66, 74),
        ]);
        pairs.extend([
            (67, 73),
            (76, 82),
            (77, 81),
            (78, 80),
            (87, 83),
            (86, 84),
            (88, 92),
            (89, 91),
            (95, 93),
        ]);
        pairs.push((96, 97));
        for (left, right) in pairs {
            let (left, right) = (OF_MESH[left], OF_MESH[right]);
            for (one, other) in [(left.0, right.0), (left.1, right.1)] {
                assert_eq!(*opposite.entry(one).or_insert(other), other, "opposite of {one}");
            }
        }
    }
}
