//! Photographs in memory: decoding, scaling down, cutting out, and writing a JPEG of bounded size.
//!
//! Promises: a photograph takes bounded memory, and its buffers are wiped. A file that is written has no metadata. The
//! selfie and the papers are made with it.

pub(crate) mod buffers;
pub(crate) mod encode;
mod exif;
pub(crate) mod geometry;
mod jpeg_source;
pub(crate) mod picture;
pub(crate) mod pixels;
pub(crate) mod profile;
pub(crate) mod still;
