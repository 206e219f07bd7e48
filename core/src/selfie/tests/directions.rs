//! Each code in the direction of its fault: one photograph, degraded in one known way, raises the code of that fault and
//! no other. Everything here is synthetic: it shows that a rule looks at the right thing, not how often it is right.

use super::super::geometry::{Affine, Point};
use super::super::picture::Outside;
use super::frames::{Nv21, preview};
use super::*;

fn live(canvas: &Canvas) -> Vec<Guidance> {
    engine().assess_frame(Nv21::of(canvas).frame(Rotation::R0)).unwrap().codes
}

fn face(canvas: &Canvas) -> FaceMetrics {
    engine().assess_frame(Nv21::of(canvas).frame(Rotation::R0)).unwrap().metrics.face.unwrap()
}

/// The picture with each pixel changed by a function of its place (fractions of the sides) and value.
fn changed(canvas: &Canvas, change: impl Fn(f32, f32, [f32; 3]) -> [f32; 3]) -> Canvas {
    let mut canvas = canvas.clone();
    let (width, height) = (canvas.width, canvas.height);
    for (at, pixel) in canvas.rgb.as_chunks_mut::<3>().0.iter_mut().enumerate() {
        let (x, y) = ((at % width) as f32 / width as f32, (at / width) as f32 / height as f32);
        *pixel = change(x, y, pixel.map(f32::from)).map(|value| value.clamp(0.0, 255.0) as u8);
    }
    canvas
}

/// Turned by degrees, clockwise, around its middle; what was outside repeats the edge.
fn turned(canvas: &Canvas, degrees: f64) -> Canvas {
    let middle = Point::new(canvas.width as f64 / 2.0, canvas.height as f64 / 2.0);
    let map = Affine::similarity(1.0, -degrees.to_radians(), middle, middle);
    let pixels = Pixels::from_vec(canvas.rgb.clone());
    let size = (canvas.width, canvas.height);
    let picture = Picture::new(size, pixels, Orientation::NoTransforms, true).unwrap();
    let rgb = picture.cut(&map, canvas.width, canvas.height, Outside::Nearest).rgb.to_vec();
    Canvas { rgb, ..canvas.clone() }
}

/// The face enlarged around its middle.
fn enlarged(by: f64) -> Canvas {
    let large = preview().scaled(by);
    large.cropped((large.width - 480) / 2, (large.height - 640) / 2, 480, 640)
}

#[test]
fn the_photograph_that_is_degraded_raises_nothing_and_has_a_face_of_a_fifth_of_the_frame() {
    assert_eq!(live(&preview()), []);
    let area = face(&preview()).area;
    assert!((0.15..0.25).contains(&area), "{area}");
}

#[test]
fn light_that_is_too_strong_raises_too_bright() {
    assert_eq!(live(&changed(&preview(), |_, _, rgb| rgb.map(|v| v * 1.15))), []);
    assert_eq!(live(&changed(&preview(), |_, _, rgb| rgb.map(|v| v * 1.7 + 20.0))), [Guidance::TooBright]);
}

#[test]
fn a_light_from_one_side_raises_uneven_light() {
    // How much darker the side away from a lamp is; a nose throws a soft shadow.
    let lit = |dark: f32, from_right: bool| {
        changed(&preview(), move |x, _, rgb| {
            let away = if from_right { 0.5 - x } else { x - 0.5 };
            let shade = 1.0 / (1.0 + (-away / 0.03).exp());
            rgb.map(|v| v * (1.1 - (1.1 - dark) * shade))
        })
    };
    for from_right in [false, true] {
        assert_eq!(live(&lit(0.8, from_right)), []);
        assert_eq!(live(&lit(0.25, from_right)), [Guidance::UnevenLight]);
    }
}

#[test]
fn a_bright_wall_behind_a_face_in_the_shade_raises_backlit() {
    let wall = changed(&preview(), |x, y, rgb| {
        let on_face = ((x - 0.5) / 0.3).powi(2) + ((y - 0.55) / 0.32).powi(2) < 1.0;
        if on_face { rgb.map(|v| v * 0.5) } else { [250.0; 3] }
    });
    assert_eq!(live(&wall), [Guidance::Backlit]);
}

#[test]
fn motion_raises_blurry_and_noise_raises_nothing() {
    let moved = changed(&preview(), |_, _, rgb| rgb);
    let source = preview();
    let mut smeared = moved;
    const LENGTH: usize = 17;
    for y in 0..source.height {
        for x in 0..source.width - LENGTH {
            for channel in 0..3 {
                let at = |k: usize| usize::from(source.rgb[(y * source.width + x + k) * 3 + channel]);
                smeared.rgb[(y * source.width + x) * 3 + channel] =
                    ((0..LENGTH).map(at).sum::<usize>() / LENGTH) as u8;
            }
        }
    }
    assert_eq!(live(&smeared), [Guidance::Blurry]);
    // A fixed sequence of the size of a cheap sensor's noise in a room.
    let state = std::cell::Cell::new(1u32);
    let noisy = changed(&preview(), |_, _, rgb| {
        rgb.map(|v| {
            state.set(state.get().wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
            v + (state.get() >> 24) as f32 / 8.0 - 16.0
        })
    });
    assert_eq!(live(&noisy), []);
}

#[test]
fn a_face_that_fills_the_frame_raises_move_back() {
    assert_eq!(live(&enlarged(1.05)), []);
    assert_eq!(live(&enlarged(1.4)), [Guidance::MoveBack]);
}

#[test]
fn a_frame_that_raises_nothing_has_room_for_the_portrait() {
    for scale in [0.9, 1.0, 1.05, 1.1, 1.15, 1.2, 1.25] {
        let canvas = if scale < 1.0 {
            Canvas::plain(480, 640, 128).pasted(&preview().scaled(scale), 24, 32)
        } else {
            enlarged(scale)
        };
        let good = live(&canvas).is_empty();
        let made = engine().portrait(&canvas.scaled(2.0).jpeg(), &PortraitSpec::IKD).is_ok();
        assert_eq!(good, made, "at {scale}");
    }
}

#[test]
fn a_head_that_leans_raises_level_head() {
    assert_eq!(live(&turned(&preview(), 5.0)), []);
    for degrees in [12.0, -12.0] {
        assert_eq!(live(&turned(&preview(), degrees)), [Guidance::LevelHead], "{degrees}");
    }
    let roll = face(&turned(&preview(), 12.0)).roll;
    assert!((roll - 12.0).abs() < 3.0, "{roll}");
}

#[test]
fn a_face_that_is_turned_raises_look_straight() {
    // Of all the photographs this one has the most turned face: 14 degrees to the person's right.
    let turned = Canvas::of("obama2.jpg").cropped(0, 130, 626, 834).resized(480, 640);
    let codes = live(&turned);
    assert!(codes.contains(&Guidance::LookStraight), "{codes:?}");
    assert!(face(&turned).yaw < -12.0);
    assert!(face(&preview()).yaw.abs() < 6.0);
}

#[test]
fn a_face_of_which_a_part_is_outside_raises_face_out_of_frame_first_of_all_places() {
    let cut = Canvas::plain(480, 640, 128).pasted(&preview().cropped(200, 0, 280, 640), 0, 0);
    let codes = live(&cut);
    assert_eq!(codes.first(), Some(&Guidance::FaceOutOfFrame), "{codes:?}");
}

#[test]
fn hair_over_the_forehead_raises_uncover_forehead_and_a_cloth_above_it_does_not() {
    let brows = |canvas: &Canvas, low: f32| {
        changed(canvas, move |x, y, rgb| {
            if (0.3..0.7).contains(&x) && (0.2..low).contains(&y) { [25.0, 20.0, 18.0] } else { rgb }
        })
    };
    assert_eq!(live(&brows(&preview(), 0.29)), []);
    assert_eq!(live(&brows(&preview(), 0.405)), [Guidance::UncoverForehead]);
}

#[test]
fn several_faults_are_told_in_their_order() {
    let far_and_dark = Canvas::plain(480, 640, 20).pasted(&preview().scaled(0.6).darkened(0.3), 0, 0);
    let codes = live(&far_and_dark);
    let mut sorted = codes.clone();
    sorted.sort();
    assert_eq!(codes, sorted);
    for code in [Guidance::TooDarkScene, Guidance::MoveCloser, Guidance::CentreFace, Guidance::FaceTooDark] {
        assert!(codes.contains(&code), "{code:?} in {codes:?}");
    }
    assert_eq!(codes[0], Guidance::TooDarkScene);
}
