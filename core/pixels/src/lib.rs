//! Loops over the pixels of photographs and camera frames: means of areas, interpolation, and the conversions that go
//! with them.
//!
//! Promises: pixels are read where they are, in the planes of a camera or as decoded, and only those that a result
//! needs. Nothing is kept but a [`Scratch`], whose owner wipes it.
//!
//! A crate of its own, because it is compiled for speed and the rest of the core for size.
#![forbid(unsafe_code)]

mod area;
mod interpolate;
mod planes;

pub use area::{Area, Scratch, reduce_pixels, reduce_values};
pub use interpolate::{Outside, interpolate};
pub use planes::{Planes, Rows, Source, luma, separated, yuv_to_rgb, yuv_to_rgbx};
