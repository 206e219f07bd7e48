//! `ikd assess`: whether photographs will do as selfies, one line of JSON each.

use std::{fs, path::PathBuf};

use ikd_core::selfie::{AssessError, FaceMetrics, Metrics, Point, SelfieEngine, StillError, Verdict};
use serde_json::{Value, json};

use crate::{
    console::json_line,
    failure::{Outcome, all_yes},
};

/// Exit code 0 if every photograph will do.
pub(crate) fn run(photos: &[PathBuf]) -> Outcome {
    let engine = SelfieEngine::new();
    let mut all_will_do = true;
    for photo in photos {
        let file = photo.to_string_lossy();
        let assessed = fs::read(photo).map_err(|_| "unreadable").and_then(|bytes| {
            engine.assess_photograph(&bytes).map_err(|error| match error {
                AssessError::Still(StillError::TooManyBytes | StillError::TooManyPixels) => "too-large",
                AssessError::Still(StillError::Unsupported) => "unsupported",
                AssessError::Still(StillError::Damaged) => "damaged",
                AssessError::Models(_) => "models-unusable",
            })
        });
        all_will_do &= assessed.as_ref().is_ok_and(|assessment| assessment.codes.is_empty());
        json_line(&match assessed {
            Ok(assessment) => report(&file, &assessment),
            Err(error) => json!({"file": file, "error": error}),
        })?;
    }
    Ok(all_yes(all_will_do))
}

fn report(file: &str, assessment: &Verdict) -> Value {
    let codes: Vec<_> = assessment.codes.iter().map(|code| code.code()).collect();
    json!({"file": file, "faces": assessment.faces, "codes": codes, "metrics": figures(&assessment.metrics)})
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

/// Four digits behind the point: more is noise.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_to_what_they_are_worth() {
        assert_eq!(rounded(0.123_456_78), 0.1235);
    }
}
