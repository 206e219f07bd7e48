//! Allocations per frame of a live session, counted in the thread that calls it. The inference engine works in a thread
//! of its own.
#![cfg(feature = "selfie")]
#![allow(clippy::unwrap_used)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use ikd_core::selfie::{Frame, LiveSession, Plane, Rotation, SelfieEngine};

thread_local! {
    /// Number of allocations of this thread, and their bytes.
    static COUNTED: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

struct Counting;

// SAFETY: every call is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // After the thread's variables are destroyed nothing is counted any more.
        let _ = COUNTED.try_with(|counted| {
            let (number, bytes) = counted.get();
            counted.set((number + 1, bytes + layout.size()));
        });
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block came from `alloc` above.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The committed selfie as a frame of 480 x 640 pixels, and 128 bytes more in each row.
struct Preview {
    luma: Vec<u8>,
    chroma: Vec<u8>,
}

const SIZE: (usize, usize) = (480, 640);
const STRIDE: usize = 608;

impl Preview {
    fn of_the_selfie() -> Preview {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/assets/photos/selfie.jpg");
        // The file is stored as the sensor lies.
        let photograph = image::imageops::rotate90(&image::open(folder).unwrap().to_rgb8());
        let (width, height) = photograph.dimensions();
        let (mut luma, mut chroma) = (vec![0; STRIDE * SIZE.1], vec![128; STRIDE * SIZE.1 / 2]);
        for y in 0..SIZE.1 {
            for x in 0..SIZE.0 {
                let at = |i: usize, length: u32, count: usize| (i * length as usize / count) as u32;
                let pixel = photograph.get_pixel(at(x, width, SIZE.0), at(y, height, SIZE.1)).0;
                let [r, g, b] = pixel.map(f32::from);
                let brightness = 0.299 * r + 0.587 * g + 0.114 * b;
                luma[y * STRIDE + x] = brightness as u8;
                chroma[y / 2 * STRIDE + x / 2 * 2] = (128.0 + 0.713 * (r - brightness)) as u8;
                chroma[y / 2 * STRIDE + x / 2 * 2 + 1] = (128.0 + 0.564 * (b - brightness)) as u8;
            }
        }
        Preview { luma, chroma }
    }

    fn frame(&self) -> Frame<'_> {
        let plane = |bytes| Plane { bytes, stride: STRIDE };
        Frame::nv21(SIZE, plane(&self.luma), plane(&self.chroma), Rotation::R0).unwrap()
    }
}

#[test]
fn after_its_first_frames_a_live_session_allocates_only_the_list_of_arguments_for_each_model() {
    let (preview, engine) = (Preview::of_the_selfie(), SelfieEngine::new());
    let mut session = LiveSession::new();
    let counted: Vec<(usize, usize)> = (0..20)
        .map(|i| {
            COUNTED.set((0, 0));
            let seen = session.push(&engine, preview.frame(), i * 40).unwrap();
            assert_eq!((seen.verdict.faces, seen.verdict.codes), (1, vec![]));
            COUNTED.get()
        })
        .collect();

    // In one of five frames the detector runs, and the mesh twice. The second of them still makes room for its buffers.
    for (i, &(number, bytes)) in counted.iter().enumerate().skip(6) {
        let models = if i % 5 == 0 { 3 } else { 1 };
        assert!(number <= 2 * models && bytes <= 256 * models, "frame {i}: {number} with {bytes} bytes");
    }
}
