//! See [`ikd_fuzz::still`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    ikd_fuzz::still(bytes);
});
