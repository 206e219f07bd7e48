//! The two embedded face models, loaded once and run on one photograph at a time.
//!
//! BlazeFace (short range) finds faces; the face mesh places 468 points on a face. Both are by Google, Apache-2.0, see
//! `core/assets/selfie/README.md`. The library contains each weight once, as the half float that Google publishes.
//! Loading widens them to f32, so that results equal those of the original files (within 1e-3, tested).

use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, ValueView, op_registry};

use super::buffers::Buffer;

/// The face models could not be loaded or run.
///
/// The models are part of the library, so this is a defect of the build and never depends on the photograph: report it,
/// and let the person continue at an officer's counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The inference engine refused an embedded model.
    #[error("an embedded face model cannot be loaded: this build is defective")]
    Load,
    /// A model failed, or its output has an unexpected shape.
    #[error("an embedded face model cannot be run: this build is defective")]
    Run,
}

/// Side of BlazeFace's square input in pixels.
pub(super) const DETECTOR_SIDE: usize = 128;
/// Side of the mesh's square input in pixels.
pub(super) const MESH_SIDE: usize = 192;
/// Number of BlazeFace's candidates: 2 for each of 16x16 cells, 6 for each of 8x8 cells.
pub(super) const CANDIDATES: usize = 896;
/// Values per candidate: box centre and size, then six points.
pub(super) const CANDIDATE_VALUES: usize = 16;
/// Number of points of the face mesh.
pub(super) const MESH_POINTS: usize = 468;

/// BlazeFace's output for all candidates, before any threshold.
pub(super) struct RawDetections {
    /// `CANDIDATES` x `CANDIDATE_VALUES`, in pixels of the input, relative to the candidate's position.
    pub(super) boxes: Buffer<f32>,
    /// One logit per candidate.
    pub(super) logits: Buffer<f32>,
}

/// The mesh's output for one face.
pub(super) struct RawMesh {
    /// `MESH_POINTS` x (x, y, z), in pixels of the input.
    pub(super) points: Buffer<f32>,
    /// Logit of the probability that this is a face.
    pub(super) flag: f32,
}

/// Both models, ready to run. Uses about 4 MB of memory.
pub(super) struct Models {
    detector: Network<2>,
    mesh: Network<2>,
    run: RunOptions,
}

impl Models {
    /// Widens the embedded weights and builds both graphs (some milliseconds).
    pub(super) fn load() -> Result<Models, ModelError> {
        // The inputs are so small that a second thread costs more than it saves.
        let run = RunOptions::default().with_thread_pool(Some(Arc::new(ThreadPool::with_num_threads(1))));
        Ok(Models {
            detector: Network::load(
                include_bytes!("../../assets/selfie/face_detection.onnx"),
                include_bytes!("../../assets/selfie/face_detection.f16"),
            )?,
            mesh: Network::load(
                include_bytes!("../../assets/selfie/face_mesh.onnx"),
                include_bytes!("../../assets/selfie/face_mesh.f16"),
            )?,
            run,
        })
    }

    /// Runs BlazeFace on 1x3x128x128 values in -1..1 (planes red, green, blue).
    pub(super) fn detect(&self, input: &[f32]) -> Result<RawDetections, ModelError> {
        let [boxes, logits] = self.detector.run(DETECTOR_SIDE, input, &self.run)?;
        if boxes.len() != CANDIDATES * CANDIDATE_VALUES || logits.len() != CANDIDATES {
            return Err(ModelError::Run);
        }
        Ok(RawDetections { boxes, logits })
    }

    /// Runs the face mesh on 1x3x192x192 values in 0..1 (planes red, green, blue).
    pub(super) fn mesh(&self, input: &[f32]) -> Result<RawMesh, ModelError> {
        let [points, flag] = self.mesh.run(MESH_SIDE, input, &self.run)?;
        match flag[..] {
            [flag] if points.len() == MESH_POINTS * 3 => Ok(RawMesh { points, flag }),
            _ => Err(ModelError::Run),
        }
    }
}

/// A graph with one input and `OUTPUTS` outputs, in the order of the file.
struct Network<const OUTPUTS: usize> {
    model: Model,
    input: NodeId,
    outputs: [NodeId; OUTPUTS],
}

impl<const OUTPUTS: usize> Network<OUTPUTS> {
    fn load(graph: &'static [u8], halves: &'static [u8]) -> Result<Self, ModelError> {
        // Registers only the operators of these two graphs, so that the linker drops all others.
        let ops = op_registry!(Add, Concat, Conv, MaxPool, PRelu, Pad, Relu, Reshape, Transpose);
        let mut options = ModelOptions::with_ops(ops);
        options.external_data("weights.data", widen(halves));
        let model = options.load_static_slice(graph).map_err(|_| ModelError::Load)?;
        let input = *model.input_ids().first().ok_or(ModelError::Load)?;
        let outputs = model.output_ids().try_into().map_err(|_| ModelError::Load)?;
        Ok(Network { model, input, outputs })
    }

    fn run(
        &self,
        side: usize,
        input: &[f32],
        run: &RunOptions,
    ) -> Result<[Buffer<f32>; OUTPUTS], ModelError> {
        let view = ValueView::from_shape([1, 3, side, side], input).map_err(|_| ModelError::Run)?;
        let values = self
            .model
            .run_n(vec![(self.input, view.into())], self.outputs, Some(run.clone()))
            .map_err(|_| ModelError::Run)?;
        let mut flat = [(); OUTPUTS].map(|()| Buffer::zeroed(0));
        for (value, flat) in values.into_iter().zip(&mut flat) {
            let tensor = value.into_tensor::<f32>().ok_or(ModelError::Run)?;
            *flat = Buffer::from_vec(tensor.into_data());
        }
        Ok(flat)
    }
}

/// Converts half floats (little-endian) to the little-endian f32 bytes that the graphs refer to.
fn widen(halves: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; halves.len() * 2];
    for (wide, &half) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(halves.as_chunks::<2>().0) {
        *wide = half::f16::from_le_bytes(half).to_f32().to_le_bytes();
    }
    bytes
}
