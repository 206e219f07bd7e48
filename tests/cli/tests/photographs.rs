//! The program's tools for photographs and recordings of a camera.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use support::{lines, run, said, with_input};

fn photo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/photos/selfie.jpg")
}

/// The fields of every line of a tool: its input, whether it is accepted, and a code.
fn head(line: &Value) -> (&str, bool, &str) {
    (line["input"].as_str().unwrap(), line["ok"].as_bool().unwrap(), line["code"].as_str().unwrap())
}

#[test]
fn the_example_photograph_is_accepted_and_its_portrait_is_small_without_metadata() {
    let photo = photo();
    let assessed = run(&["assess", photo.to_str().unwrap()]);
    assert!(assessed.status.success(), "{}", said(&assessed));
    let answer = lines(&assessed.stdout).pop().unwrap();
    assert_eq!(head(&answer), (photo.to_str().unwrap(), true, "ok"));
    assert_eq!((&answer["faces"], &answer["codes"]), (&Value::from(1), &serde_json::json!([])));
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("portrait.jpg");
    let made = run(&["portrait", photo.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert!(made.status.success(), "{}", said(&made));
    let jpeg = fs::read(out).unwrap();
    assert!(jpeg.starts_with(b"\xff\xd8") && jpeg.len() <= 110_000);
    let has_exif = |bytes: &[u8]| bytes.windows(4).any(|bytes| bytes == b"Exif");
    assert!(has_exif(&fs::read(photo).unwrap()), "the photograph has none either");
    assert!(!has_exif(&jpeg));
}

/// A recording with 25 frames per second: nobody for 3 frames, the example person for 27, and in the dark for 5.
fn recording() -> Vec<u8> {
    const SIZE: (u32, u32) = (480, 640);
    use image::ImageDecoder as _;
    let photo = fs::read(photo()).unwrap();
    let mut decoder =
        image::ImageReader::new(Cursor::new(photo)).with_guessed_format().unwrap().into_decoder().unwrap();
    let orientation = decoder.orientation().unwrap();
    let mut person = image::DynamicImage::from_decoder(decoder).unwrap();
    person.apply_orientation(orientation);
    let person = person.thumbnail_exact(SIZE.0, SIZE.1).into_rgb8();
    let frame = |light: f32| {
        let mut planes = [Vec::new(), Vec::new(), Vec::new()];
        for (x, y, pixel) in person.enumerate_pixels() {
            let [r, g, b] = pixel.0.map(|value| f32::from(value) * light);
            let luma = 0.299 * r + 0.587 * g + 0.114 * b;
            planes[0].push(luma as u8);
            if x % 2 == 0 && y % 2 == 0 {
                planes[1].push((128.0 + 0.564 * (b - luma)) as u8);
                planes[2].push((128.0 + 0.713 * (r - luma)) as u8);
            }
        }
        planes.concat()
    };
    let nobody = vec![128; (SIZE.0 * SIZE.1 * 3 / 2) as usize];
    let mut video =
        format!("YUV4MPEG2 W{} H{} F25:1 Ip C420jpeg XCOLORRANGE=FULL\n", SIZE.0, SIZE.1).into_bytes();
    for (frame, count) in [(nobody, 3), (frame(1.0), 27), (frame(0.3), 5)] {
        for _ in 0..count {
            video.extend(b"FRAME\n");
            video.extend(&frame);
        }
    }
    video
}

#[test]
fn assess_live_prints_each_change_of_what_the_person_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("camera.y4m");
    fs::write(&file, recording()).unwrap();
    let output = run(&["assess", "--live", file.to_str().unwrap()]);
    assert!(output.status.success(), "{}", said(&output));
    let told: Vec<(u64, String, bool)> = lines(&output.stdout)
        .iter()
        .map(|line| {
            let code = line["code"].as_str().unwrap().to_owned();
            (line["at_ms"].as_u64().unwrap(), code, line["ready"].as_bool().unwrap())
        })
        .collect();
    let expected = [
        (0, "NO_FACE", false),
        // The face is there; the sentence stays until it can have been read.
        (120, "NO_FACE", false),
        (280, "ok", false),
        (1120, "ok", true),
        (1200, "TOO_DARK_SCENE", false),
    ];
    assert_eq!(told, expected.map(|(at, code, ready)| (at, code.to_owned(), ready)));
}

#[test]
fn a_recording_that_cannot_be_followed_has_a_line_with_a_code() {
    let small = [&b"YUV4MPEG2 W8 H8 F30:1 Cmono\nFRAME\n"[..], &[0; 64]].concat();
    for (video, code) in [
        (fs::read(photo()).unwrap()[..500].to_vec(), "video-unsupported"),
        (b"YUV4MPEG2 W640 H480 F30:1 C444\n".to_vec(), "video-colours-unsupported"),
        (small, "video-size-unsupported"),
        (recording()[..1000].to_vec(), "video-damaged"),
    ] {
        let output = with_input(&["assess", "--live", "-"], video);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert_eq!(head(&lines(&output.stdout)[0]), ("-", false, code));
    }
}

#[cfg(unix)]
#[test]
fn the_portrait_never_overwrites_its_photograph() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let original = fs::read(photo()).unwrap();
    fs::write(file("a.jpg"), &original).unwrap();
    fs::create_dir(file("sub")).unwrap();
    std::os::unix::fs::symlink(file("a.jpg"), file("soft.jpg")).unwrap();
    fs::hard_link(file("a.jpg"), file("hard.jpg")).unwrap();
    for out in ["a.jpg", "sub/../a.jpg", "soft.jpg", "hard.jpg"] {
        let (photo, out) = (file("a.jpg"), file(out));
        let made = run(&["portrait", photo.to_str().unwrap(), "--out", out.to_str().unwrap()]);
        assert_eq!(made.status.code(), Some(2), "{out:?}: {}", said(&made));
        assert!(fs::read(&photo).unwrap() == original && fs::read(&out).unwrap() == original, "{out:?}");
    }
}

#[test]
fn a_portrait_can_be_piped_through() {
    let made = with_input(&["portrait", "-", "--out", "-"], fs::read(photo()).unwrap());
    assert!(made.status.success() && made.stdout.starts_with(b"\xff\xd8"));
    assert!(String::from_utf8_lossy(&made.stderr).contains("720 x 960"));
}

#[test]
fn assess_and_portrait_print_fifteen_quality_components() {
    let folder = tempfile::tempdir().unwrap();
    let (photo, out) = (photo(), folder.path().join("portrait.jpg"));
    let photo = photo.to_str().unwrap();
    let assessed = run(&["assess", photo]);
    let made = run(&["portrait", photo, "--out", out.to_str().unwrap(), "--json"]);
    for (what, printed) in [("assess", assessed), ("portrait", made)] {
        let answer = lines(&printed.stdout).pop().unwrap();
        assert_eq!(head(&answer), (photo, true, "ok"), "{what}");
        let components = answer["quality"].as_object().unwrap();
        assert_eq!(components.len(), 15, "{what}");
        for (name, value) in components {
            let score = value["score"].as_u64().unwrap();
            assert!(score <= 100 && value["native"].is_f64(), "{what}: {name} is {value}");
        }
        // The eyes of the example person are open in both.
        assert!(components["EyesOpen"]["score"].as_u64().unwrap() > 80, "{what}");
    }
}

#[test]
fn advice_is_marked_and_leaves_a_photograph_usable() {
    let turned = photo().with_file_name("obama2.jpg");
    let assessed = run(&["assess", turned.to_str().unwrap()]);
    assert!(assessed.status.success(), "{}", said(&assessed));
    let answer = lines(&assessed.stdout).remove(0);
    assert_eq!(
        (&answer["codes"], &answer["advisory"]),
        (&json!(["LOOK_STRAIGHT"]), &json!(["LOOK_STRAIGHT"]))
    );
    let far = photo().with_file_name("astronaut.png");
    let answer = lines(&run(&["assess", far.to_str().unwrap()]).stdout).remove(0);
    assert_eq!(head(&answer), (far.to_str().unwrap(), false, "MOVE_CLOSER"));
    assert_eq!(answer["advisory"], json!([]));
}

#[test]
fn a_view_is_the_upright_photograph_with_the_face_drawn_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("view.png");
    let viewed = run(&["assess", photo().to_str().unwrap(), "--view", out.to_str().unwrap()]);
    assert!(viewed.status.success(), "{}", said(&viewed));
    let view = image::open(&out).unwrap().into_rgb8();
    assert_eq!(view.dimensions(), (1080, 1440), "the sensor's picture was not turned");
    let chin = lines(&viewed.stdout)[0]["metrics"]["face"]["chin"].clone();
    let at = |axis: usize| chin[axis].as_f64().unwrap() as u32;
    assert_eq!(view.get_pixel(at(0), at(1)).0, [255, 60, 60], "no cross at the chin");

    let two = run(&["assess", "a.jpg", "b.jpg", "--view", out.to_str().unwrap()]);
    assert_eq!(two.status.code(), Some(2), "{}", said(&two));
}

#[test]
fn a_folder_of_pictures_is_followed_like_a_recording_ten_per_second() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("00.png"), wall()).unwrap();
    for frame in 1..=11 {
        fs::copy(photo(), folder.path().join(format!("{frame:02}.jpg"))).unwrap();
    }
    let output = run(&["assess", "--live", folder.path().to_str().unwrap()]);
    assert!(output.status.success(), "{}", said(&output));
    let told: Vec<_> = lines(&output.stdout)
        .iter()
        .map(|line| {
            (line["at_ms"].as_u64(), line["code"].as_str().unwrap().to_owned(), line["ready"] == true)
        })
        .collect();
    let expected = [(0, "NO_FACE", false), (100, "NO_FACE", false), (300, "ok", false), (1100, "ok", true)];
    assert_eq!(told, expected.map(|(at, code, ready)| (Some(at), code.to_owned(), ready)));
}

/// A picture without a face.
fn wall() -> Vec<u8> {
    let mut file = Vec::new();
    image::RgbImage::from_pixel(480, 640, image::Rgb([128; 3]))
        .write_to(&mut Cursor::new(&mut file), image::ImageFormat::Png)
        .unwrap();
    file
}
