//! Tests that the models return the same numbers as the originals in Google's engine: tests/vectors/selfie.

use serde_json::Value;

use super::super::models::Models;
use super::*;

pub(super) fn vectors(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/selfie/");
    serde_json::from_slice(&std::fs::read(format!("{folder}{name}")).unwrap()).unwrap()
}

pub(super) fn point(value: &Value) -> Point {
    Point::new(value[0].as_f64().unwrap(), value[1].as_f64().unwrap())
}

#[test]
fn every_photograph_has_the_faces_and_points_of_the_reference() {
    let faces = vectors("faces.json");
    let faces = faces.as_object().unwrap();
    assert_eq!(faces.len(), 8);
    for (name, expected) in faces {
        let found = engine().assess_photograph(&photo(name)).unwrap();
        let face = found.metrics.face.unwrap();
        assert_eq!(found.faces as u64, expected["faces"].as_u64().unwrap(), "{name}");
        assert!((f64::from(face.score) - expected["score"].as_f64().unwrap()).abs() < 0.02, "{name}");
        assert!((f64::from(face.mesh_flag) - expected["mesh_flag"].as_f64().unwrap()).abs() < 0.01, "{name}");
        let near = 0.03 * f64::from(face.eye_distance);
        for (what, ours) in [
            ("right_eye", face.right_eye),
            ("left_eye", face.left_eye),
            ("nose_tip", face.nose_tip),
            ("chin", face.chin),
        ] {
            let off = ours.distance(point(&expected[what]));
            assert!(off <= near, "{name}: {what} is {off} pixels off, allowed are {near}");
        }
        let side = |i: usize| expected["box"][i].as_f64().unwrap();
        let area = (side(2) - side(0)) * (side(3) - side(1));
        let share = area / f64::from(found.metrics.width) / f64::from(found.metrics.height);
        assert!((f64::from(face.area) / share - 1.0).abs() < 0.05, "{name}: area {} for {share}", face.area);
    }
}

#[test]
fn both_models_return_the_same_as_the_originals() {
    let expected = vectors("models.json");
    let step = expected["step"].as_u64().unwrap() as usize;
    let input = |side: usize, scale: f64, offset: f64| -> Vec<f32> {
        let value = |i| (f64::from(i) * 0.618_033_988_7).fract() * scale + offset;
        (0..(3 * side * side) as u32).map(|i| value(i) as f32).collect()
    };
    let compare = |what: &str, ours: &[f32], theirs: &Value| {
        let theirs = theirs.as_array().unwrap();
        assert_eq!(ours.iter().step_by(step).count(), theirs.len(), "{what}");
        for (ours, theirs) in ours.iter().step_by(step).zip(theirs) {
            let off = (f64::from(*ours) - theirs.as_f64().unwrap()).abs();
            assert!(off < 1e-3, "{what}: {ours} instead of {theirs}");
        }
    };
    let models = Models::load().unwrap();
    let detector = models.detect(&input(128, 2.0, -1.0)).unwrap();
    compare("boxes", &detector.boxes, &expected["detector"][0]);
    compare("scores", &detector.logits, &expected["detector"][1]);
    let mesh = models.mesh(&input(192, 1.0, 0.0)).unwrap();
    compare("points", &mesh.points, &expected["mesh"][0]);
    compare("flag", &[mesh.flag], &expected["mesh"][1]);
}

#[test]
fn an_input_of_the_wrong_size_is_an_error() {
    assert_eq!(Models::load().unwrap().mesh(&[0.0; 7]).map(|_| ()), Err(ModelError::Run));
}
