//! Tests of a capture: camera and photograph together.

use super::frames::{Nv21, preview};
use super::*;

fn follow(capture: &Capture, canvas: &Canvas, at_ms: u64) -> Option<LiveVerdict> {
    capture.follow(Nv21::of(canvas).frame(Rotation::R0), at_ms).unwrap()
}

#[test]
fn a_frame_that_comes_while_another_is_assessed_is_skipped() {
    let capture = Capture::new();
    let busy = capture.busy();
    assert_eq!(follow(&capture, &preview(), 0), None);
    drop(busy);
    assert!(follow(&capture, &preview(), 40).is_some());
}

#[test]
fn the_frames_after_a_refused_photograph_say_what_was_wrong_with_it() {
    let capture = Capture::new();
    assert_eq!(follow(&capture, &preview(), 0).unwrap().shown, None);
    let refused = capture.portrait(&photo("obama_partial_face.jpg"), &PortraitSpec::IKD);
    assert_eq!(refused.err(), Some(PortraitError::Retake(vec![Guidance::FaceOutOfFrame])));
    assert_eq!(follow(&capture, &preview(), 40).unwrap().shown, Some(Guidance::FaceOutOfFrame));
    capture.start();
    assert_eq!(follow(&capture, &preview(), 80).unwrap().shown, None);
}

#[test]
fn an_unreadable_photograph_says_nothing_to_the_person_before_the_camera() {
    let capture = Capture::new();
    assert!(capture.portrait(b"no photograph", &PortraitSpec::IKD).is_err());
    assert_eq!(follow(&capture, &preview(), 0).unwrap().shown, None);
}
