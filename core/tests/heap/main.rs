//! How much memory a photograph takes: the most bytes that are on the heap of the whole process while its portrait is
//! made, with the file and the models. Large, damaged and hostile files end in a portrait or a typed error within the
//! same limits.
#![cfg(feature = "selfie")]
#![allow(clippy::unwrap_used, clippy::panic)]
#![allow(clippy::print_stdout, reason = "shows the figures with --nocapture")]

mod allocator;
mod jpegs;
mod pngs;

use std::sync::{Mutex, MutexGuard, PoisonError};

use ikd_core::papers::{Paper, PaperError};
use ikd_core::selfie::{Guidance, Portrait, PortraitError, PortraitSpec, SelfieEngine, StillError};

use allocator::Counting;

#[global_allocator]
static HEAP: Counting = Counting;

const MB: usize = 1_000_000;
/// The limit for photographs of at most 12 megapixels, and for files that are refused.
const SMALL: usize = 64 * MB;
/// The limit for photographs of at most 50 megapixels.
const LARGE: usize = 200 * MB;

/// One test at a time: the heap is that of the process.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the portrait with a new engine. Returns it with the peak of the heap.
fn portrait(photograph: &[u8]) -> (Result<Portrait, PortraitError>, usize) {
    let made = allocator::peak_of(|| SelfieEngine::new().portrait(photograph, &PortraitSpec::IKD));
    let result = made.0.as_ref().map(|portrait| portrait.report.quality);
    println!("{:>9.1} MB, file {:>9} bytes: {result:?}", made.1 as f64 / 1e6, photograph.len());
    made
}

/// Makes the portrait within a limit, and returns only whether there is one, or the error.
fn within(limit: usize, photograph: &[u8]) -> Result<(), PortraitError> {
    let (made, peak) = portrait(photograph);
    assert!(peak <= limit, "{peak} bytes on the heap");
    made.map(drop)
}

const TOO_MANY_PIXELS: Result<(), PortraitError> = Err(PortraitError::Still(StillError::TooManyPixels));
const DAMAGED: Result<(), PortraitError> = Err(PortraitError::Still(StillError::Damaged));

const UNSUPPORTED: Result<(), PortraitError> = Err(PortraitError::Still(StillError::Unsupported));

/// Read, but without a face.
fn grey() -> Result<(), PortraitError> {
    Err(PortraitError::Retake(vec![Guidance::NoFace]))
}

/// The same, and dark.
fn black() -> Result<(), PortraitError> {
    Err(PortraitError::Retake(vec![Guidance::TooDarkScene, Guidance::NoFace]))
}

#[test]
fn the_heap_is_counted() {
    let _alone = alone();
    let (_, before) = allocator::peak_of(|| ());
    let (_, peak) = allocator::peak_of(|| drop(std::hint::black_box(vec![1u8; MB])));
    assert!(peak >= before + MB && peak < before + 2 * MB, "{before}, then {peak}");
}

#[test]
fn a_portrait_of_12_megapixels_takes_at_most_64_mb() {
    let _alone = alone();
    assert_eq!(within(SMALL, &jpegs::selfie(3000, 4000, jpegs::BASELINE)), Ok(()));
}

#[test]
fn a_portrait_of_50_megapixels_takes_at_most_200_mb() {
    let _alone = alone();
    assert_eq!(within(LARGE, &jpegs::selfie(6144, 8192, jpegs::BASELINE)), Ok(()));
}

#[test]
fn a_progressive_jpeg_is_read_up_to_the_limit_and_refused_above() {
    let _alone = alone();
    assert_eq!(within(SMALL, &jpegs::selfie(2448, 3264, jpegs::PROGRESSIVE)), Ok(()));
    assert_eq!(within(SMALL, &jpegs::selfie(2100, 2800, jpegs::PROGRESSIVE_444)), Ok(()));
    assert_eq!(within(SMALL, &jpegs::selfie(3000, 4000, jpegs::PROGRESSIVE)), TOO_MANY_PIXELS);
}

#[test]
fn a_jpeg_of_many_scans_or_long_rows_stays_within_the_limit() {
    let _alone = alone();
    assert_eq!(within(SMALL, &jpegs::many_scans(3600, 2900)), grey());
    for colours in [(1, 1), (2, 1), (1, 2), (2, 2), (4, 1), (4, 2), (1, 4), (2, 4)] {
        for (width, height) in [(65_500, 180), (180, 65_500)] {
            // Some of these factors are refused as unsupported.
            let made = within(SMALL, &jpegs::flat_of(width, height, &[colours, (1, 1), (1, 1)]));
            assert!(made == grey() || made == UNSUPPORTED, "{colours:?} {width} x {height}: {made:?}");
        }
    }
}

#[test]
fn a_truncated_large_photograph_takes_no_more_than_a_whole_one() {
    let _alone = alone();
    let jpeg = jpegs::selfie(3000, 4000, jpegs::BASELINE);
    for share in [10, 99] {
        assert_eq!(within(SMALL, &jpeg[..jpeg.len() / 100 * share]), DAMAGED);
    }
}

#[test]
fn a_small_file_that_declares_many_pixels_is_refused() {
    let _alone = alone();
    let mut jpeg = jpegs::flat(64, 64);
    let size = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap() + 5;
    jpeg[size..size + 4].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    assert_eq!(within(SMALL, &jpeg), TOO_MANY_PIXELS);
    for (width, height) in [(65_500, 65_500), (u32::MAX >> 1, 1), (1, 65_536), (7_095, 7_095)] {
        let mut png = pngs::black(8, 8, pngs::RGB);
        png = pngs::declaring(png, width, height);
        assert_eq!(within(SMALL, &png), TOO_MANY_PIXELS, "{width} x {height}");
    }
}

#[test]
fn a_png_of_any_kind_takes_the_memory_of_its_pixels_in_rgb() {
    let _alone = alone();
    assert_eq!(within(SMALL, &pngs::black(3000, 4000, pngs::RGBA_16)), black());
    assert_eq!(within(SMALL, &pngs::with_chunks(3000, 4000, pngs::RGBA_16, true, &[])), black());
    assert_eq!(within(SMALL, &pngs::black(65_535, 180, pngs::RGBA_16)), black());
    assert_eq!(within(LARGE, &pngs::black(8192, 6144, pngs::GREY_1)), black());
}

#[test]
fn metadata_that_unpacks_to_much_is_ignored() {
    let _alone = alone();
    let long = || (b"tEXt", [b"t\0".as_slice(), &vec![b'a'; 20 * MB]].concat());
    let chunks: [&dyn Fn() -> (&'static [u8; 4], Vec<u8>); 3] =
        [&|| pngs::profile(300 * MB), &|| pngs::text(300 * MB), &long];
    for chunk in chunks {
        // The chunk itself is freed before memory is counted.
        let file = pngs::with_chunks(300, 400, pngs::RGB, false, &[chunk()]);
        assert_eq!(within(SMALL, &file), black());
    }
}

/// Makes a paper within a limit, and returns only its size, or the error.
fn paper(limit: usize, photograph: &[u8]) -> Result<(usize, usize), PaperError> {
    let (made, peak) = allocator::peak_of(|| Paper::of(photograph));
    println!("{:>9.1} MB, file {:>9} bytes: {made:?}", peak as f64 / 1e6, photograph.len());
    assert!(peak <= limit, "{peak} bytes on the heap");
    made.map(|paper| (paper.width(), paper.height()))
}

#[test]
fn a_paper_of_12_megapixels_takes_at_most_64_mb_and_one_of_50_at_most_200() {
    let _alone = alone();
    assert_eq!(paper(SMALL, &jpegs::selfie(3000, 4000, jpegs::BASELINE)), Ok((1500, 2000)));
    assert_eq!(paper(SMALL, &jpegs::selfie(3464, 3464, jpegs::BASELINE)), Ok((2000, 2000)));
    assert_eq!(paper(SMALL, &jpegs::selfie(2448, 3264, jpegs::PROGRESSIVE)), Ok((1500, 2000)));
    assert_eq!(paper(LARGE, &jpegs::selfie(6144, 8192, jpegs::BASELINE)), Ok((1500, 2000)));
}

#[test]
fn a_file_that_is_refused_as_a_paper_stays_within_the_limit() {
    let _alone = alone();
    let jpeg = jpegs::selfie(3000, 4000, jpegs::BASELINE);
    assert_eq!(paper(SMALL, &jpeg[..jpeg.len() / 2]), Err(PaperError::Still(StillError::Damaged)));
    let png = pngs::declaring(pngs::black(8, 8, pngs::RGB), 65_500, 65_500);
    assert_eq!(paper(SMALL, &png), Err(PaperError::Still(StillError::TooManyPixels)));
}
