//! The quality of a face picture by ISO/IEC 29794-5, for the report.
//!
//! Fifteen components, each with a native value and a score of 0 to 100, as OFIQ 1.1.0 computes them: the reference
//! implementation of the standard. They are those that need no model beyond the detector and the mesh. Checked against
//! the Python port ofiqpy 0.2.2 (tests/vectors/selfie/quality.json).
//!
//! The values are reported and never block: no rule of [`super::Guidance`] reads them. Several would be unfair or wrong
//! as rules. [`QualityComponent::LuminanceMean`] expects a face that reflects a fifth of the brightest light or more,
//! so that darker skin scores less by construction. [`QualityComponent::HeadSize`] wants a larger head than the
//! portrait's margins allow, so that every portrait scores low.
//!
//! OFIQ finds 98 landmarks and the pose with models of its own; here both come from the mesh. OFIQ excludes what its
//! model of covered parts finds from the exposure components; here nothing is excluded.

mod align;
mod geometry;
mod landmarks;
mod light;
mod region;
mod score;

use self::geometry::Geometry;
use super::{
    geometry::Affine,
    mesh::Landmarks,
    picture::{Outside, Picture},
    pixels::Bitmap,
};
use align::Alignment;
use landmarks::Points;
use light::Light;
use region::Region;

/// A quality component of ISO/IEC 29794-5. "Left" and "right" are sides of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QualityComponent {
    /// Native: how much of the luminance histograms of both cheeks is the same, 0 to 1.
    IlluminationUniformity,
    /// Native: mean linear luminance of the face, 0 to 1. Scores darker skin lower: never judge a person by it.
    LuminanceMean,
    /// Native: variance of the face's linear luminance.
    LuminanceVariance,
    /// Native: share of the face with linear luminance of at most 25 of 255.
    UnderExposurePrevention,
    /// Native: share of the face with linear luminance of at least 247 of 255.
    OverExposurePrevention,
    /// Native: entropy of the face's linear luminance, bits of 8.
    DynamicRange,
    /// Native: distance of the cheeks' mean colour from the colours of skin, in CIELAB; 100 for one far from them.
    NaturalColour,
    /// Native: opening of the narrower eye, as a fraction of the distance from eyes to chin.
    EyesOpen,
    /// Native: opening between the lips, as a fraction of the distance from eyes to chin.
    MouthClosed,
    /// Native: pixels between the eyes, corrected for a turned head.
    InterEyeDistance,
    /// Native: distance from eyes to chin as a fraction of the picture's height, best 0.45. A portrait of
    /// [`super::PortraitSpec::IKD`] has 0.31, because the margins of the other components do not allow more.
    HeadSize,
    /// Native: from the left edge to the farther eye, in eye distances.
    LeftwardCropOfTheFaceImage,
    /// Native: from the right edge to the farther eye, in eye distances.
    RightwardCropOfTheFaceImage,
    /// Native: from the upper edge to the eyes, in distances from eyes to chin.
    MarginAboveOfTheFaceImage,
    /// Native: from the eyes to the lower edge, in distances from eyes to chin.
    MarginBelowOfTheFaceImage,
}

impl QualityComponent {
    /// Every component, in OFIQ's order.
    pub const ALL: [QualityComponent; 15] = [
        QualityComponent::IlluminationUniformity,
        QualityComponent::LuminanceMean,
        QualityComponent::LuminanceVariance,
        QualityComponent::UnderExposurePrevention,
        QualityComponent::OverExposurePrevention,
        QualityComponent::DynamicRange,
        QualityComponent::NaturalColour,
        QualityComponent::EyesOpen,
        QualityComponent::MouthClosed,
        QualityComponent::InterEyeDistance,
        QualityComponent::HeadSize,
        QualityComponent::LeftwardCropOfTheFaceImage,
        QualityComponent::RightwardCropOfTheFaceImage,
        QualityComponent::MarginAboveOfTheFaceImage,
        QualityComponent::MarginBelowOfTheFaceImage,
    ];

    /// OFIQ's name, as in its tables and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            QualityComponent::IlluminationUniformity => "IlluminationUniformity",
            QualityComponent::LuminanceMean => "LuminanceMean",
            QualityComponent::LuminanceVariance => "LuminanceVariance",
            QualityComponent::UnderExposurePrevention => "UnderExposurePrevention",
            QualityComponent::OverExposurePrevention => "OverExposurePrevention",
            QualityComponent::DynamicRange => "DynamicRange",
            QualityComponent::NaturalColour => "NaturalColour",
            QualityComponent::EyesOpen => "EyesOpen",
            QualityComponent::MouthClosed => "MouthClosed",
            QualityComponent::InterEyeDistance => "InterEyeDistance",
            QualityComponent::HeadSize => "HeadSize",
            QualityComponent::LeftwardCropOfTheFaceImage => "LeftwardCropOfTheFaceImage",
            QualityComponent::RightwardCropOfTheFaceImage => "RightwardCropOfTheFaceImage",
            QualityComponent::MarginAboveOfTheFaceImage => "MarginAboveOfTheFaceImage",
            QualityComponent::MarginBelowOfTheFaceImage => "MarginBelowOfTheFaceImage",
        }
    }
}

/// The value of a component.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QualityValue {
    /// In the component's own unit.
    pub native: f32,
    /// 0 to 100, more is better.
    pub score: u8,
}

/// All components of one face. For reports: never a reason to refuse a picture.
#[derive(Clone, PartialEq)]
pub struct FaceQuality {
    values: [Option<QualityValue>; 15],
}

impl FaceQuality {
    /// The value of a component; `None` if it cannot be assessed, for example the light of a face outside the picture.
    pub fn value(&self, component: QualityComponent) -> Option<QualityValue> {
        self.values[component as usize]
    }
}

impl std::fmt::Debug for FaceQuality {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map()
            .entries(
                QualityComponent::ALL.map(|component| (component, self.value(component).map(|v| v.score))),
            )
            .finish()
    }
}

/// The quality of a photograph, with what it was measured on.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredFace {
    /// The landmarks in the order of WFLW: column and row of the upright photograph's pixel that contains each.
    pub landmarks: [[i32; 2]; 98],
    /// How far the head is turned to a side, degrees.
    pub yaw: f32,
    /// The values.
    pub quality: FaceQuality,
}

/// Measures the face of a photograph.
pub(super) fn of_photograph(picture: &mut Picture, mesh: &Landmarks) -> MeasuredFace {
    let landmarks = landmarks::of_mesh(mesh, |point| point);
    let yaw = landmarks::yaw(mesh);
    let size = (picture.width(), picture.height());
    // The region ends with the outermost landmarks; its steps and the interpolation go a little beyond.
    let side = |axis: usize, length: usize| {
        let values = landmarks.iter().map(|p| i64::from(p[axis]));
        let (low, high) = (values.clone().min().unwrap_or(0), values.max().unwrap_or(0));
        let margin = (high - low) / 10 + 4;
        let within = |value: i64| value.clamp(0, length as i64) as usize;
        (within(low - margin), within(high + margin))
    };
    let ((left, right), (top, bottom)) = (side(0, size.0), side(1, size.1));
    let map = Affine { x: [1.0, 0.0, left as f64], y: [0.0, 1.0, top as f64] };
    let pixels = picture.cut(&map, right - left, bottom - top, Outside::Black);
    let subject = Subject { landmarks: &landmarks, yaw, size, pixels: &pixels, origin: (left, top) };
    let quality = subject.measure();
    MeasuredFace { landmarks, yaw: yaw as f32, quality }
}

/// Measures a portrait. `map` maps its pixels to those of the photograph with this mesh.
pub(super) fn of_portrait(portrait: &Bitmap, map: &Affine, mesh: &Landmarks) -> FaceQuality {
    let back = map.inverse();
    let landmarks = landmarks::of_mesh(mesh, |point| back.apply(point));
    let size = (portrait.width, portrait.height);
    let yaw = landmarks::yaw(mesh);
    Subject { landmarks: &landmarks, yaw, size, pixels: portrait, origin: (0, 0) }.measure()
}

/// A face and the pixels that show it.
pub(super) struct Subject<'a> {
    pub(super) landmarks: &'a Points,
    /// Degrees.
    pub(super) yaw: f64,
    /// Width and height of the picture.
    pub(super) size: (usize, usize),
    /// The part of the picture around the face, and the column and row at which it begins.
    pub(super) pixels: &'a Bitmap,
    pub(super) origin: (usize, usize),
}

impl Subject<'_> {
    pub(super) fn measure(&self) -> FaceQuality {
        let (width, height) = self.size;
        let geometry = Geometry::of(self.landmarks);
        let alignment = Alignment::of(self.landmarks);
        let aligned = alignment.and_then(|alignment| alignment.aligned(self.landmarks));
        let light = alignment.zip(aligned.as_ref()).map(|(alignment, aligned)| {
            Light::of(&alignment.reader(self.pixels, self.origin), &Region::of(aligned), aligned)
        });
        let value = |component| {
            use QualityComponent as C;
            let light = || light.as_ref();
            let (native, score) = match component {
                C::IlluminationUniformity => light()?.illumination_uniformity(),
                C::LuminanceMean => light()?.luminance_mean(),
                C::LuminanceVariance => light()?.luminance_variance(),
                C::UnderExposurePrevention => light()?.under_exposure(),
                C::OverExposurePrevention => light()?.over_exposure(),
                C::DynamicRange => light()?.dynamic_range(),
                C::NaturalColour => light()?.natural_colour(),
                C::EyesOpen => Geometry::of(aligned.as_ref()?).eyes_open(),
                C::MouthClosed => geometry.mouth_closed(),
                C::InterEyeDistance => geometry.inter_eye_distance(self.yaw),
                C::HeadSize => geometry.head_size(height),
                C::LeftwardCropOfTheFaceImage => geometry.leftward_crop(),
                C::RightwardCropOfTheFaceImage => geometry.rightward_crop(width),
                C::MarginAboveOfTheFaceImage => geometry.margin_above(),
                C::MarginBelowOfTheFaceImage => geometry.margin_below(height),
            }?;
            Some(QualityValue { native: native as f32, score })
        };
        FaceQuality { values: QualityComponent::ALL.map(value) }
    }
}
