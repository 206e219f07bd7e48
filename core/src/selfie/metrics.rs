//! Measurements of a picture: faces, sizes, light and sharpness. They are the only input of the guidance rules.

use super::{
    aligned::AlignedFace,
    face::DetectedFace,
    features::{eyes_open, forehead_covered, mouth_open, pose},
    framing::{PortraitSpec, room},
    geometry::Point,
    light::Light,
    mesh::Landmarks,
    occlusion::OcclusionScores,
    picture::Picture,
};

/// Measurements of one picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metrics {
    /// Upright width in pixels.
    pub width: u32,
    /// Upright height in pixels.
    pub height: u32,
    /// False for a picture without colour, in which small faces are easily missed.
    pub colour: bool,
    /// Mean brightness of the whole picture, 0..255 (luma of BT.601).
    pub scene_luma: f32,
    /// The largest face; `None` when there is none.
    pub face: Option<FaceMetrics>,
}

/// Measurements of the largest face. Points are in upright, unmirrored pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaceMetrics {
    /// The detector's probability, 0.5..1.
    pub score: f32,
    /// The mesh's probability that this is a face, 0..1.
    pub mesh_flag: f32,
    /// Area of the face's box as a fraction of the picture's area.
    pub area: f32,
    /// Area of the second largest face as a fraction of this one's; 0 when there is none.
    pub second_face: f32,
    /// Offset of the face's centre to the right (+) or left (-) of the picture's centre, as a fraction of the width.
    pub offset_x: f32,
    /// Offset of the face's centre below (+) or above (-) the picture's centre, as a fraction of the height.
    pub offset_y: f32,
    /// Pixels between the middles of the eyes.
    pub eye_distance: f32,
    /// Distance of the frame of [`PortraitSpec::IKD`] from the edges of the picture, as a fraction of the frame's width.
    /// Negative if the frame does not lie inside.
    pub portrait_room: f32,
    /// Whether the whole outline of the face is inside the picture.
    pub inside: bool,
    /// How far the face is turned, degrees: to the person's left (+) or right (-).
    pub yaw: f32,
    /// How far it looks down (+) or up (-), degrees, from what is usual for a face that looks straight ahead.
    pub pitch: f32,
    /// How far it leans to the person's left (+) or right (-) shoulder, degrees.
    pub roll: f32,
    /// Mean brightness of the face, 0..255.
    pub luma: f32,
    /// Share of the face that is white (247 or more of 255), 0..1.
    pub over_exposed: f32,
    /// Brightness of the darker half of the face, left or right, divided by that of the lighter one, 0..1.
    pub half_ratio: f32,
    /// Normalised Laplacian of the face at 80 pixels between the eyes: about 25 when sharp, below 4 when blurred.
    /// Independent of light.
    pub sharpness: f32,
    /// Opening of the less open eye: its height divided by its width. Open eyes have about 0.28.
    pub eyes_open: f32,
    /// Gap between the lips as a fraction of the distance from the eyes to the chin.
    pub mouth_open: f32,
    /// Share of the strip above the brows that does not look like the cheeks, 0..1.
    pub forehead_covered: f32,
    /// Score of the linear model of glasses: above 0 the person probably wears some.
    ///
    /// On 160 faces that the model was not trained with, its AUC is 0.994: all 9 with glasses and 4.1 % of the others
    /// are above 0; of 47 further faces, all 9 with glasses and 2 of 38 without. Both figures are of few people, and of
    /// faces that OpenCV aligned. Our landmarks change the scores of test pictures by up to 0.2. Not measured: tinted
    /// lenses (both of two sunglasses were found), rimless glasses, skin tones, frames of phones.
    pub glasses: f32,
    /// Score of the linear model of masks: above 1 mouth or chin are probably covered.
    ///
    /// On 294 photographs that the model was not trained with, its AUC is 0.977: 94 % of the masks and 3 to 4 % of the
    /// bare faces are above 1, most of the latter with a hand at the face, in extreme light, or cropped tightly; of 200
    /// further bare faces none. The faces were aligned by OpenCV. Our landmarks change the scores of test pictures by
    /// up to 0.41. Not measured: scarves and veils, beards, skin tones, frames of phones, grey pictures.
    pub mask: f32,
    /// Middle of the person's right eye (left in the picture).
    pub right_eye: Point,
    /// Middle of the person's left eye.
    pub left_eye: Point,
    /// Tip of the nose.
    pub nose_tip: Point,
    /// Lowest point of the chin.
    pub chin: Point,
}

impl Metrics {
    pub(super) fn of(picture: &Picture, scene_luma: f32, face: Option<FaceMetrics>) -> Self {
        Self {
            width: picture.width() as u32,
            height: picture.height() as u32,
            colour: picture.colour,
            scene_luma,
            face,
        }
    }
}

/// Measures the largest face. `by_size` is sorted by area, largest first, and has at least one face.
pub(super) fn measure_face(
    picture: &mut Picture,
    by_size: &[DetectedFace],
    landmarks: &Landmarks,
) -> FaceMetrics {
    let (face, second) = (&by_size[0], by_size.get(1));
    let (width, height) = (picture.width() as f64, picture.height() as f64);
    let aligned = AlignedFace::of(picture, landmarks);
    let light = Light::of(&aligned);
    let OcclusionScores { glasses, mask } = OcclusionScores::of(&aligned);
    let pose = pose(landmarks);
    let within = |point: &Point| (0.0..=width).contains(&point.x) && (0.0..=height).contains(&point.y);
    let centre = face.centre();
    FaceMetrics {
        score: face.score,
        mesh_flag: landmarks.flag,
        area: (face.area() / (width * height)) as f32,
        second_face: second.map_or(0.0, |s| s.area() / face.area().max(f64::MIN_POSITIVE)) as f32,
        offset_x: (centre.x / width - 0.5) as f32,
        offset_y: (centre.y / height - 0.5) as f32,
        eye_distance: landmarks.right_eye().distance(landmarks.left_eye()) as f32,
        portrait_room: room(picture, landmarks, &PortraitSpec::IKD) as f32,
        inside: landmarks.oval().iter().all(within),
        yaw: pose.yaw,
        pitch: pose.pitch,
        roll: pose.roll,
        luma: light.mean,
        over_exposed: light.over_exposed,
        half_ratio: light.half_ratio,
        sharpness: light.sharpness,
        eyes_open: eyes_open(landmarks),
        mouth_open: mouth_open(landmarks),
        forehead_covered: forehead_covered(&aligned, landmarks),
        glasses,
        mask,
        right_eye: landmarks.right_eye(),
        left_eye: landmarks.left_eye(),
        nose_tip: landmarks.nose_tip(),
        chin: landmarks.chin(),
    }
}
