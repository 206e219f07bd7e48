//! See [`ikd_fuzz::item`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    ikd_fuzz::item(bytes);
});
