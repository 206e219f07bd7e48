//! `ikd assess`: whether photographs can be used as selfies, one line of JSON each.

mod live;
mod y4m;

use std::path::{Path, PathBuf};

use ikd_core::selfie::{AssessError, FaceMetrics, Metrics, Point, SelfieEngine, StillError, Verdict};
use serde_json::{Value, json};

use crate::{
    console::answer,
    failure::{OK, Outcome, all_yes},
    input,
};

/// Follows a recorded camera, or assesses photographs.
pub(crate) fn run(photos: &[PathBuf], live: Option<&Path>) -> Outcome {
    live.map_or_else(|| stills(photos), live::run)
}

/// Exit code 0 if every photograph can be used.
fn stills(photos: &[PathBuf]) -> Outcome {
    let engine = SelfieEngine::new();
    let mut all_will_do = true;
    for photo in photos {
        let name = photo.to_string_lossy();
        let assessed = input::read(photo).ok_or("file-unreadable").and_then(|bytes| {
            engine.assess_photograph(&bytes).map_err(|error| match error {
                AssessError::Still(StillError::TooManyBytes | StillError::TooManyPixels) => "photo-too-large",
                AssessError::Still(StillError::Unsupported) => "photo-unsupported",
                AssessError::Still(StillError::Damaged) => "photo-damaged",
                AssessError::Models(_) => "models-unusable",
            })
        });
        all_will_do &= match assessed {
            Ok(assessment) => {
                let codes: Vec<_> = assessment.codes.iter().map(|code| code.code()).collect();
                let code = codes.first().copied().unwrap_or(OK);
                answer(&name, code, report(&codes, &assessment))?
            }
            Err(code) => answer(&name, code, json!({}))?,
        };
    }
    Ok(all_yes(all_will_do))
}

fn report(codes: &[&str], assessment: &Verdict) -> Value {
    json!({"codes": codes, "faces": assessment.faces, "metrics": figures(&assessment.metrics)})
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
        "eye_distance": rounded(face.eye_distance), "portrait_fits": face.portrait_fits, "luma": rounded(face.luma),
        "sharpness": rounded(face.sharpness), "right_eye": place(face.right_eye), "left_eye": place(face.left_eye),
        "nose_tip": place(face.nose_tip), "chin": place(face.chin),
    })
}

fn place(point: Point) -> Value {
    let tenth = |value: f64| (value * 10.0).round() / 10.0;
    json!([tenth(point.x), tenth(point.y)])
}

/// Rounds to four decimals: the models are not more precise.
fn rounded(value: f32) -> f64 {
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
