//! Tests of portraits from camera frames: the same steps as from a still.

use super::frames::Nv21;
use super::*;

/// The selfie as a frame of 720 x 960: 137 pixels between the eyes.
fn large() -> &'static Canvas {
    static LARGE: OnceLock<Canvas> = OnceLock::new();
    LARGE.get_or_init(|| Canvas::selfie().resized(720, 960))
}

fn portrait(canvas: &Canvas) -> Result<Portrait, PortraitError> {
    engine().portrait_of_frame(Nv21::of(canvas).frame(Rotation::R0), &PortraitSpec::IKD)
}

/// Mean distance of the bytes of two portraits.
fn difference(a: &Portrait, b: &Portrait) -> f64 {
    let (a, b) = (Canvas::read(&a.jpeg), Canvas::read(&b.jpeg));
    assert_eq!((a.width, a.height), (b.width, b.height));
    let sum: u64 = a.rgb.iter().zip(&b.rgb).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.rgb.len() as f64
}

#[test]
fn a_frame_and_the_still_of_the_same_picture_give_the_same_portrait() {
    let frame = portrait(large()).unwrap();
    let still = engine().portrait(&large().jpeg(), &PortraitSpec::IKD).unwrap();
    assert!((frame.report.scale / still.report.scale - 1.0).abs() < 0.02, "{}", frame.report.scale);
    let difference = difference(&frame, &still);
    assert!(difference < 4.0, "{difference} levels on average");
}

#[test]
fn the_portrait_of_a_frame_has_the_specified_geometry_and_no_more_bytes_than_allowed() {
    let portrait = portrait(large()).unwrap();
    assert_eq!((portrait.report.width, portrait.report.height), (720, 960));
    assert!(portrait.jpeg.len() <= 110_000);
    let face = engine().assess_photograph(&portrait.jpeg).unwrap().metrics.face.unwrap();
    let eyes = face.right_eye.middle(face.left_eye);
    assert!((eyes.y / 960.0 - 0.44).abs() < 0.01 && (eyes.x - 360.0).abs() < 6.0, "{eyes:?}");
    assert!((eyes.distance(face.chin) / 960.0 - 0.31).abs() < 0.012);
}

#[test]
fn the_portrait_of_a_rotated_frame_is_upright() {
    let upright = portrait(large()).unwrap();
    for (rotation, orientation) in [
        (Rotation::R90, Orientation::Rotate90),
        (Rotation::R180, Orientation::Rotate180),
        (Rotation::R270, Orientation::Rotate270),
    ] {
        let stored = Nv21::of(&large().stored_for(orientation));
        let turned = engine().portrait_of_frame(stored.frame(rotation), &PortraitSpec::IKD).unwrap();
        let difference = difference(&turned, &upright);
        assert!(difference < 4.0, "{rotation:?}: {difference} levels on average");
    }
}

#[test]
fn the_enlargement_of_a_small_frame_is_reported() {
    let report = portrait(&Canvas::selfie().resized(520, 693)).unwrap().report;
    assert!(report.enlarged() && report.scale > 1.2 && report.scale < 1.6, "{}", report.scale);
}

#[test]
fn an_unusable_frame_returns_its_codes_instead_of_a_portrait() {
    let refused = |canvas: &Canvas| portrait(canvas).unwrap_err();
    let closer = PortraitError::Retake(vec![Guidance::MoveCloser]);
    assert_eq!(refused(&Canvas::selfie().resized(360, 480)), closer, "68 pixels between the eyes");
    assert_eq!(refused(&Canvas::plain(480, 640, 128)), PortraitError::Retake(vec![Guidance::NoFace]));
    assert_eq!(
        refused(&large().clone().darkened(0.3)),
        PortraitError::Retake(vec![Guidance::TooDarkScene, Guidance::FaceTooDark])
    );
}

#[test]
fn a_portrait_size_out_of_range_is_refused_for_a_frame_too() {
    let frame = Nv21::of(&Canvas::plain(64, 64, 9));
    let spec = PortraitSpec { width: 239, ..PortraitSpec::IKD };
    let made = engine().portrait_of_frame(frame.frame(Rotation::R0), &spec);
    assert_eq!(made.map(drop), Err(PortraitError::Size));
}

#[test]
fn the_same_input_gives_the_same_bytes_with_another_engine_and_in_another_thread() {
    let still = Canvas::small_selfie().jpeg();
    let frame = Nv21::of(large());
    let both = |engine: &SelfieEngine| {
        let spec = PortraitSpec::DATA_SAVER;
        let frame = engine.portrait_of_frame(frame.frame(Rotation::R0), &spec).unwrap();
        (engine.portrait(&still, &spec).unwrap().jpeg, frame.jpeg)
    };
    let first = both(engine());
    let others = std::thread::scope(|scope| {
        let threads = [(); 2].map(|()| scope.spawn(|| both(&SelfieEngine::new())));
        threads.map(|thread| thread.join().unwrap())
    });
    assert!(others.iter().all(|other| *other == first));
}
