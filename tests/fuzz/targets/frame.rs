//! See [`ikd_fuzz::frame`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    ikd_fuzz::frame(bytes);
});
