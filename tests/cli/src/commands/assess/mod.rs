//! `ikd assess`: whether photographs can be used as selfies, one line of JSON each.

mod live;
pub(crate) mod pictures;
mod view;
mod y4m;

use std::path::{Path, PathBuf};

use ikd_core::selfie::{
    AssessError, FaceMetrics, FaceQuality, Guidance, MeasuredFace, Metrics, Point, QualityComponent,
    SelfieEngine, StillError, Verdict,
};
use serde_json::{Value, json};

use crate::{
    console::answer,
    failure::{Failure, OK, Outcome, all_yes},
    input,
    texts::Texts,
};

/// Follows a recorded camera, or assesses photographs.
pub(crate) fn run(texts: &Texts, photos: &[PathBuf], live: Option<&Path>, view: Option<&Path>) -> Outcome {
    if view.is_some() && photos.len() > 1 {
        return Err(Failure::usage(texts.view_of_one_photo));
    }
    live.map_or_else(|| stills(photos, view), live::run)
}

/// Exit code 0 if every photograph can be used.
fn stills(photos: &[PathBuf], view: Option<&Path>) -> Outcome {
    let engine = SelfieEngine::new();
    let mut all_will_do = true;
    for photo in photos {
        let name = photo.to_string_lossy();
        let assessed = input::read(photo).ok_or("file-unreadable").and_then(|bytes| {
            let (verdict, face) = engine.measure_photograph(&bytes).map_err(|error| match error {
                AssessError::Still(StillError::TooManyBytes | StillError::TooManyPixels) => "photo-too-large",
                AssessError::Still(StillError::Unsupported) => "photo-unsupported",
                AssessError::Still(StillError::Damaged) => "photo-damaged",
                AssessError::Models(_) => "models-unusable",
            })?;
            view.map_or(Ok(()), |out| view::write(&engine, &bytes, &verdict, out))?;
            Ok((verdict, face))
        });
        all_will_do &= match assessed {
            Ok((assessment, face)) => {
                // A code that only advises leaves the photograph usable.
                let blocking = assessment.codes.iter().find(|code| !code.is_advisory());
                answer(&name, blocking.map_or(OK, |code| code.code()), report(&assessment, face.as_ref()))?
            }
            Err(code) => answer(&name, code, json!({}))?,
        };
    }
    Ok(all_yes(all_will_do))
}

fn report(assessment: &Verdict, measured: Option<&MeasuredFace>) -> Value {
    let (codes, advisory) = names(&assessment.codes);
    json!({
        "codes": codes, "advisory": advisory, "faces": assessment.faces, "metrics": figures(&assessment.metrics),
        "quality": measured.map(|face| components(&face.quality)),
        "measured_on": measured.map(|face| json!({"landmarks": face.landmarks.as_slice(), "yaw": rounded(face.yaw)})),
    })
}

/// The names of codes, and of those among them that only advise.
fn names(codes: &[Guidance]) -> (Vec<&'static str>, Vec<&'static str>) {
    let all = codes.iter().map(|code| code.code()).collect();
    (all, codes.iter().filter(|code| code.is_advisory()).map(|code| code.code()).collect())
}

/// The native value and the score of each quality component; null for one that cannot be assessed.
pub(crate) fn components(quality: &FaceQuality) -> Value {
    let value = |component| {
        let value = quality.value(component)?;
        Some(json!({"native": (f64::from(value.native) * 1e6).round() / 1e6, "score": value.score}))
    };
    QualityComponent::ALL
        .into_iter()
        .map(|component| (component.name().to_owned(), json!(value(component))))
        .collect()
}

fn figures(metrics: &Metrics) -> Value {
    json!({
        "width": metrics.width, "height": metrics.height, "colour": metrics.colour,
        "scene_luma": rounded(metrics.scene_luma), "face": metrics.face.as_ref().map(face),
    })
}

fn face(face: &FaceMetrics) -> Value {
    json!({
        "score": rounded(face.score), "mesh_flag": rounded(face.mesh_flag), "area": rounded(face.area),
        "second_face": rounded(face.second_face), "offset_x": rounded(face.offset_x), "offset_y": rounded(face.offset_y),
        "eye_distance": rounded(face.eye_distance), "portrait_room": rounded(face.portrait_room), "inside": face.inside,
        "yaw": rounded(face.yaw), "pitch": rounded(face.pitch), "roll": rounded(face.roll), "luma": rounded(face.luma),
        "over_exposed": rounded(face.over_exposed), "half_ratio": rounded(face.half_ratio),
        "sharpness": rounded(face.sharpness), "eyes_open": rounded(face.eyes_open),
        "mouth_open": rounded(face.mouth_open), "forehead_covered": rounded(face.forehead_covered),
        "glasses": rounded(face.glasses), "mask": rounded(face.mask), "right_eye": place(face.right_eye), "left_eye": place(face.left_eye),
        "nose_tip": place(face.nose_tip), "chin": place(face.chin),
    })
}

fn place(point: Point) -> Value {
    let tenth = |value: f64| (value * 10.0).round() / 10.0;
    json!([tenth(point.x), tenth(point.y)])
}

/// Rounds to four decimals: the models are not more precise.
pub(crate) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_four_decimals() {
        assert_eq!(rounded(0.123_456_78), 0.1235);
    }
}
