//! Tests of a live session: frames made of one photograph, moved and degraded in one known way.

use super::frames::{Nv21, moved, preview};
use super::*;

/// A session with a camera of 25 frames per second.
struct Camera {
    session: LiveSession,
    at_ms: u64,
}

impl Camera {
    const FRAME_MS: u64 = 40;

    fn new() -> Camera {
        Camera { session: LiveSession::new(), at_ms: 0 }
    }

    fn sees(&mut self, canvas: &Canvas) -> LiveVerdict {
        self.at_ms += Self::FRAME_MS;
        self.session.push(engine(), Nv21::of(canvas).frame(Rotation::R0), self.at_ms).unwrap()
    }

    /// The last of this many frames of the same picture.
    fn keeps_seeing(&mut self, canvas: &Canvas, frames: usize) -> LiveVerdict {
        (0..frames).map(|_| self.sees(canvas)).last().unwrap()
    }
}

fn blank() -> Canvas {
    Canvas::plain(480, 640, 128)
}

#[test]
fn a_face_is_followed_without_the_detector_in_four_of_five_frames() {
    let mut camera = Camera::new();
    let followed: Vec<bool> = (0..11)
        .map(|_| {
            camera.sees(&preview());
            camera.session.followed()
        })
        .collect();
    let five = [false, true, true, true, true];
    assert_eq!(followed, [&five[..], &five, &[false]].concat());
}

#[test]
fn a_followed_face_has_the_measurements_of_a_detected_one_wherever_it_moves() {
    let mut camera = Camera::new();
    camera.sees(&preview());
    for (right, down) in [(6, 4), (12, 8), (18, 12), (24, 16)] {
        let canvas = moved(right, down);
        let seen = camera.sees(&canvas).verdict;
        assert!(camera.session.followed(), "{right}");
        let detected = engine().assess_frame(Nv21::of(&canvas).frame(Rotation::R0)).unwrap();
        let (a, b) = (seen.metrics.face.unwrap(), detected.metrics.face.unwrap());
        let near = |a: f32, b: f32, by: f32| assert!((a - b).abs() <= by, "{right}: {a} and {b}");
        near(a.offset_x, b.offset_x, 0.01);
        near(a.offset_y, b.offset_y, 0.01);
        // The detector's own boxes of this face differ by 14 % in area from place to place.
        near(a.area / b.area, 1.0, 0.15);
        near(a.eye_distance / b.eye_distance, 1.0, 0.03);
        near(a.luma, b.luma, 3.0);
        near(a.sharpness / b.sharpness, 1.0, 0.2);
        near(seen.metrics.scene_luma, detected.metrics.scene_luma, 2.0);
        assert_eq!(seen.codes, detected.codes, "{right}");
    }
}

#[test]
fn a_good_picture_is_ready_after_a_second() {
    let mut camera = Camera::new();
    assert!(!camera.keeps_seeing(&preview(), 25).ready);
    let seen = camera.sees(&preview());
    assert_eq!((seen.shown, seen.ready), (None, true));
}

#[test]
fn a_face_that_leaves_is_missed_in_the_same_frame_and_found_again_in_the_first() {
    let mut camera = Camera::new();
    camera.keeps_seeing(&preview(), 3);
    let gone = camera.sees(&blank());
    assert_eq!((gone.shown, gone.verdict.faces), (Some(Guidance::NoFace), 0));
    let back = camera.sees(&preview());
    assert_eq!((back.verdict.faces, back.verdict.codes), (1, vec![]));
}

#[test]
fn a_second_person_is_seen_within_five_frames() {
    let (one, alone) = (preview().scaled(0.7), Canvas::plain(672, 448, 90));
    let mut camera = Camera::new();
    let first = camera.keeps_seeing(&alone.clone().pasted(&one, 0, 0), 2);
    assert!(!first.verdict.codes.contains(&Guidance::MultipleFaces));
    let both = alone.pasted(&one, 0, 0).pasted(&one, 336, 0);
    let seen = (1..=5).find(|_| camera.sees(&both).verdict.codes.contains(&Guidance::MultipleFaces));
    assert!(seen.is_some(), "not after five frames");
}

#[test]
fn light_that_goes_and_comes_back_is_told_once() {
    let mut camera = Camera::new();
    let mut told = Vec::new();
    for light in [1.0, 0.8, 0.6, 0.45, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.45, 0.6, 0.8, 1.0] {
        let shown = camera.sees(&preview().darkened(light)).shown;
        if told.last() != Some(&shown) {
            told.push(shown);
        }
    }
    assert_eq!(told, [None, Some(Guidance::TooDarkScene), None]);
}

#[test]
fn a_place_in_which_the_mesh_fails_is_given_up_at_once() {
    let mut camera = Camera::new();
    camera.keeps_seeing(&preview(), 3);
    camera.session.look_nowhere();
    let seen = camera.sees(&preview());
    assert_eq!((seen.verdict.faces, seen.verdict.codes, camera.session.followed()), (1, vec![], false));
}

#[test]
fn a_turned_sensor_is_followed_like_an_upright_one() {
    let turned = Nv21::of(&preview().stored_for(Orientation::Rotate270));
    let mut session = LiveSession::new();
    for at in 0..4 {
        let seen = session.push(engine(), turned.frame(Rotation::R270), at * 40).unwrap();
        assert_eq!((seen.verdict.codes, session.followed()), (vec![], at > 0));
    }
}
