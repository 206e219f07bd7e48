//! The steps of an assessment one by one, for `cargo xtask bench`: what each costs beside the same step of other
//! libraries.

use super::{
    Frame,
    buffers::{Buffers, Pixels},
    geometry::{Affine, Point},
    models::{ModelError, Models},
    picture::{Orientation, Outside, Picture},
};

/// The models and buffers of the steps.
pub struct Parts {
    models: Models,
    buffers: Buffers,
}

/// A decoded photograph.
pub struct Still(Picture<'static>);

impl Still {
    /// A photograph of `rgb`, `width` x `height` x 3 bytes; `None` if it has another size.
    pub fn of(size: (usize, usize), rgb: Vec<u8>) -> Option<Self> {
        Picture::new(size, Pixels::from_vec(rgb), Orientation::NoTransforms, true).map(Still)
    }
}

impl Parts {
    /// Loads the models.
    pub fn load() -> Result<Self, ModelError> {
        Ok(Self { models: Models::load()?, buffers: Buffers::default() })
    }

    /// Runs the detector on 3 x 128 x 128 values in -1..1.
    pub fn detector(&self, input: &[f32]) -> Result<(), ModelError> {
        self.models.detect(input).map(drop)
    }

    /// Runs the mesh on 3 x 192 x 192 values in 0..1.
    pub fn mesh(&self, input: &[f32]) -> Result<(), ModelError> {
        self.models.mesh(input).map(drop)
    }

    /// Scales a frame down; returns its first byte, as the other steps do.
    pub fn frame_shrunk(&self, frame: Frame<'_>, (width, height): (usize, usize)) -> u8 {
        frame.to_picture(&self.buffers).shrunk(width, height).rgb[0]
    }

    /// Cuts a rotated square of `side` pixels out of the middle of a frame, `step` pixels of the frame for each.
    pub fn frame_cut(&self, frame: Frame<'_>, side: usize, step: f64) -> u8 {
        cut(&frame.to_picture(&self.buffers), (side, side), step)
    }

    /// Mean brightness of a frame.
    pub fn frame_luma(&self, frame: Frame<'_>) -> f32 {
        frame.to_picture(&self.buffers).sampled_luma()
    }

    /// Scales a photograph down.
    pub fn still_shrunk(&self, still: &Still, (width, height): (usize, usize)) -> u8 {
        still.0.shrunk(width, height).rgb[0]
    }

    /// Cuts a rotated part out of the middle of a photograph.
    pub fn still_cut(&self, still: &Still, size: (usize, usize), step: f64) -> u8 {
        cut(&still.0, size, step)
    }
}

fn cut(picture: &Picture<'_>, (width, height): (usize, usize), step: f64) -> u8 {
    let middle = |width: usize, height: usize| Point::new(width as f64 / 2.0, height as f64 / 2.0);
    let map = Affine::similarity(step, 0.1, middle(width, height), middle(picture.width(), picture.height()));
    picture.cut(&map, width, height, Outside::Nearest).rgb[0]
}
